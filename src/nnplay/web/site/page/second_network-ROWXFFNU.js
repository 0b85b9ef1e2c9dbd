/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{D as a,E as b,F as c,G as d}from"./chunk-IDZYUWG6.js";import"./chunk-J4EGSJBC.js";import"./chunk-DCDTX4GA.js";import"./chunk-LUNHPHGL.js";import"./chunk-ZBKN7BHM.js";export{c as closeSecond,b as openSecond,d as swap,a as withDataOf};
