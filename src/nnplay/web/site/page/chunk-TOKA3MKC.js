/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
var n=class extends Error{};var s=t=>t.toLowerCase().replace(/[_-]/g,"");export{n as a,s as b};
