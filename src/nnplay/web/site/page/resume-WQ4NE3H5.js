/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b,c,d}from"./chunk-G5IPJ2QB.js";import"./chunk-ZDH7SJI3.js";export{c as changesSince,b as isRunOf,a as sameValues,d as settingsOfRun};
