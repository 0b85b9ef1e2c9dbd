/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{b as a,c as b}from"./chunk-S6GQB2WO.js";import"./chunk-OO3ESMNQ.js";import"./chunk-UTOHVCKR.js";export{a as Formula,b as registerFormula};
