/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b,c}from"./chunk-CFNRI2QT.js";import"./chunk-ZBKN7BHM.js";export{b as isRunOf,a as sameValues,c as settingsOfRun};
