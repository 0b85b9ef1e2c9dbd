/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{D as a,E as b,F as c,G as d}from"./chunk-OIURUNFI.js";import"./chunk-NTB4NZWE.js";import"./chunk-ZBKN7BHM.js";import"./chunk-GIT5U4M4.js";export{c as closeSecond,b as openSecond,d as swap,a as withDataOf};
