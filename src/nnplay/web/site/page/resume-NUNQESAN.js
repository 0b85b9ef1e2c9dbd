/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b,c,d}from"./chunk-K6WJZVEH.js";import"./chunk-MI4BKAE6.js";import"./chunk-TOKA3MKC.js";export{c as changesSince,b as isRunOf,a as sameValues,d as settingsOfRun};
