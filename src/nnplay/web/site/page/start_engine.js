/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
var e=()=>new Worker(new URL("./worker.js",import.meta.url),{type:"module"}),r=document.querySelector("meta[name=nnplay-server]")?null:e();export{r as firstWorker,e as newWorker};
