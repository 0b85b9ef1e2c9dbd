/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b,c}from"./chunk-XY52OYDD.js";import"./chunk-ZDH7SJI3.js";export{b as isRunOf,a as sameValues,c as settingsOfRun};
