/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{D as a,E as b,F as c,G as d}from"./chunk-ANTU36IN.js";import"./chunk-EV7A5ITS.js";import"./chunk-LUNHPHGL.js";import"./chunk-ZNHGZ6HY.js";import"./chunk-DCDTX4GA.js";import"./chunk-ZBKN7BHM.js";export{c as closeSecond,b as openSecond,d as swap,a as withDataOf};
