/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a,b}from"./chunk-6K7J4JRA.js";import"./chunk-DCDTX4GA.js";export{a as PupilPart,b as TeacherPart};
