/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b}from"./chunk-B4M66LZ5.js";import"./chunk-GIT5U4M4.js";export{a as PupilPart,b as TeacherPart};
