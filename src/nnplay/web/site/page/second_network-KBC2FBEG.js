/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{D as a,E as b,F as c,G as d}from"./chunk-3LKMSPQ7.js";import"./chunk-IJ5ZN3G7.js";import"./chunk-GL7E4IHK.js";import"./chunk-GIT5U4M4.js";import"./chunk-MI4BKAE6.js";import"./chunk-TOKA3MKC.js";export{c as closeSecond,b as openSecond,d as swap,a as withDataOf};
