/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Ss}from"./chunk-6K7J4JRA.js";import{A as xs,B as St,C as ks,D as de,F as Ot,H as ys,a as N,b as J,c as et,d as q,e as zn,f as Un,g as qn,h as Bn,i as Vn,j as Wn,k as st,l as Jn,m as Qn,n as ts,o as es,p as Jt,q as zt,r as $s,s as ps,t as hs,u as fs,v as ds,w as bs,x as gs,y as vs,z as ws}from"./chunk-IMVIU5YC.js";import{A as ls,B as cs,C as us,E as he,F as fe,G as ms,a as Tt,b as U,c as Zt,d as K,e as Z,f as z,g as _,h as nt,i as Gn,j as gt,k as It,l as ot,m as Je,n as yt,o as Hn,p as X,q as Xn,r as Yn,s as Zn,t as ns,u as pe,v as ss,w as os,x as as,y as rs,z as is}from"./chunk-IDZYUWG6.js";import{a as re,b as _n,c as i,d as Tn,e as v,f as L,g as Y,i as Kn}from"./chunk-J4EGSJBC.js";import{a as ze,b as C,c as T,d as ae,e as I,f as B,h as Dt,i as Xt,j as Ue,k as kt,l as m,m as qe,n as Be,o as Ve,p as An}from"./chunk-DCDTX4GA.js";import"./chunk-LUNHPHGL.js";import{A as jn,B as $e,F as Ze,I as bt,J as Yt,a as We,b as Ge,c as He,d as Ft,e as ie,f as le,g as In,h as j,i as On,j as ce,k as ht,l as Rn,m as Ke,n as Ln,o as Pn,p as ft,r as dt,s as Dn,t as ue,v as jt,w as Xe,x as Fn,y as Ye,z as me}from"./chunk-ZBKN7BHM.js";var Mt=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],be=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],ge=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],Ms=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],ve={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Cs=(t,e)=>t.includes(e)?t:[...t,e].toSorted((n,s)=>n-s),Ca=({playground:t})=>{let{playing:e,epoch:n,batches:s,viewed:o}=t.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>t.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Bn}</button>
      <button class=${`play ${e?"playing":""}`} onClick=${()=>t.togglePlay()}>
        ${e?Un:zn}<span>${i(e?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>t.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${qn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${t.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:v(t.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${Y(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function Ea({playground:t}){let e=t.settings.value,{recipe:n,architecture:s,view:o}=e,a=[...new Set(s.layers.map($=>$.activation))],r=a.length===1?a[0]:"",l=Ft.map($=>({value:$,label:U($)})),c=[...new Set([...Mt,...r?[r]:[]])].filter($=>!Ft.includes($)),u=Number(n.learning_rate);return m`
    ${t.hides("speed")?null:m`<${N} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Cs(In.filter($=>$!==null),o.speed??60),null].map($=>({value:String($),label:$===null?i("bar.fullSpeed"):i("bar.perSecond",{count:$})}))}
      onChange=${$=>t.setView({speed:$==="null"?null:Number($)})} />`}
    ${t.hides("rate")?null:m`<${N} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Cs(ie,u).map($=>({value:String($),label:v($,4)}))}
      onChange=${$=>t.apply(dt(e,{learning_rate:Number($)}))} />`}
    ${t.hides("activation")||!s.layers.length?null:m`<${N} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map($=>({value:$,label:U($)}))}]}
      onChange=${$=>$&&t.apply($e(e,$))} />`}`}function Na({playground:t}){let e=t.drawer.value,n=s=>t.hides(s)?null:m`
    <button class=${`drawer-button ${e===s?"open":""}`} aria-expanded=${e===s} aria-controls="drawer" onClick=${()=>t.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var Es=({playground:t})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ca} playground=${t} />
    <div class="bar-settings"><${Ea} playground=${t} /></div>
    ${t.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!t.canUndo.value} onClick=${()=>t.undoStack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${Vn}</button>
      <button class="round small" disabled=${!t.canRedo.value} onClick=${()=>t.undoStack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${Wn}</button>
    </div>`}
    ${t.embedded?m`<a class="embed-open" href=${`?${bt(t.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${Na} playground=${t} />`}
  </header>`;function Ns({part:t}){let[e,n]=C("");if(!t||t.part.value==="refused")return null;let s=o=>{o.preventDefault(),e.trim()&&t.join(e.trim())};return t.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:t.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:t.name.value})} <button class="quiet" onClick=${()=>t.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>t.refuse()}>${i("class.notNow")}</button>
    </form>`}function Ct(){let t=I(null),[e,n]=C({width:0,height:0});return T(()=>{let s=t.current;if(!s)return;let o=new ResizeObserver(()=>n({width:s.clientWidth,height:s.clientHeight}));return o.observe(s),()=>o.disconnect()},[]),[t,e]}function ct(t,e){ae(()=>kt(()=>{t()}),e)}var Aa=()=>Math.min(window.devicePixelRatio||1,2);function Rt(t,{width:e,height:n},s){let o=t?.getContext("2d");if(!t||!o||!e||!n)return;let a=Aa(),[r,l]=[Math.round(e*a),Math.round(n*a)];(t.width!==r||t.height!==l)&&([t.width,t.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,e,n),s(o)}var P=t=>String(Math.round(t*100)/100),_a=t=>t.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),Ta={left:"start",right:"end",center:"middle",start:"start",end:"end"},Ia={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},we=class{constructor(e,n,s){this.size={width:e,height:n},this.parts=[`<rect width="${e}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(e,n){this.path+=`M${P(e)} ${P(n)}`}lineTo(e,n){this.path+=`L${P(e)} ${P(n)}`}bezierCurveTo(...e){this.path+=`C${e.map(P).join(" ")}`}arc(e,n,s){let o=P(s);this.path+=`M${P(e-s)} ${P(n)}a${o} ${o} 0 1 0 ${P(2*s)} 0a${o} ${o} 0 1 0 ${P(-2*s)} 0z`}rect(e,n,s,o){this.path+=`M${P(e)} ${P(n)}h${P(s)}v${P(o)}h${P(-s)}z`}setLineDash(e){this.dash=e}stroke(){let e=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${P(this.lineWidth)}"${e}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.stroke()}fillRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.fill()}fillText(e,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${P(n)}" y="${P(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${Ta[this.textAlign]}" dominant-baseline="${Ia[this.textBaseline]}">${_a(e)}</text>`)}measureText(e){return{width:e.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(e,...n){let[s,o,a,r,l,c,u,$]=n.length===8?n:[0,0,e.width,e.height,...n],p=Object.assign(document.createElement("canvas"),{width:a,height:r});p.getContext("2d")?.drawImage(e,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${P(l)}" y="${P(c)}" width="${P(u)}" height="${P($)}" preserveAspectRatio="none" href="${p.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(e){this.parts.push(`<g transform="${e}">`),this.open[this.open.length-1]+=1}translate(e,n){this.transformed(`translate(${P(e)} ${P(n)})`)}rotate(e){this.transformed(`rotate(${P(e*180/Math.PI)})`)}toString(){let{width:e,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${e} ${n}" width="${e}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};var Oa={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},Qt=(t,e)=>Oa[t.split("(")[0]]??[0,e];function xe({form:t,low:e,offset:n,scale:s},o){return t==="column"?[(e+1)/2,(1-e)/2]:[-n/s,o/s]}var ke=({form:t,offset:e,scale:n},s)=>t==="values"?s*n+e:s;function As(t,{xRange:e,yRange:n}={xRange:ht,yRange:ht}){let o=20+7*Math.max(...Ut(n).map(a=>v(a).length));return{left:o,right:t-4,top:4,bottom:t-o,xRange:e,yRange:n}}var ye=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[t+(c-o)/(a-o)*(e-t),s-(u-r)/(l-r)*(s-n)],_s=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-t)/(e-t)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function Ut([t,e],n=7){let s=(e-t)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(t/a-1e-9);return Array.from({length:Math.floor(e/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function Se(t,e){let n=/^class (\d\d)$/.exec(t[e]??"");return n?Number(n[1])-1:e}function Ts(t,e){if(!e.length||e.every((s,o)=>Se(e,o)===o))return t;let n=e.map((s,o)=>t.classes[Se(e,o)%t.classes.length]);return{...t,classes:n,low:n[0]??t.low,high:n[1]??t.high}}function Is({values:t,size:e,network:n,palette:s,steps:o,targetReach:a}){let r=t.length/e/e,l=Ts(s,n.classes);if(r>1)return Hn(l,t,e,r,o);let[c,u]=xe(n.coding,a);if(!o||!n.classes.length)return yt(ot(l),t,e,c,u);let $=Float32Array.from(t,p=>p>c?.75:-.75);return yt(ot(l),$,e,0,1)}function Os({values:t,start:e,size:n,activation:s,palette:o}){let[a,r]=Qt(s,X(t,e,e+n*n));return yt(ot(o),t,n,a,r,e)}function Rs(t,e,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=e;t.strokeStyle=nt(o.ink,.5),t.lineWidth=1,t.strokeRect(a,l,r-a,c-l),t.fillStyle=_(o.muted),t.font="11px system-ui, sans-serif",t.textBaseline="top",t.textAlign="center";for(let u of Ut(e.xRange))t.fillText(v(u),ye(e,u,0)[0],c+4);t.textBaseline="middle",t.textAlign="right";for(let u of Ut(e.yRange))t.fillText(v(u),a-5,ye(e,0,u)[1]);t.fillStyle=_(o.ink),t.font="13px system-ui, sans-serif",t.textBaseline="bottom",t.fillText(n,r,c+33),t.save(),t.translate(7,l),t.rotate(-Math.PI/2),t.textBaseline="middle",t.fillText(s,0,0),t.restore()}function te(t,e,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:$,values:p,columns:h}=n,f=Ts(r,$);for(let b of s){let[d,w]=ye(e,h[o][b],h[a][b]);t.beginPath(),t.arc(d,w,u,0,2*Math.PI),t.lineWidth=4,t.strokeStyle=nt(r.middle,.9),t.stroke(),t.lineWidth=1.2,t.strokeStyle=_(l),t.fillStyle=_($.length?f.classes[p[b]]:It(r,p[b]/c)),t.fill(),t.stroke()}}function Ls(t,e,n,s){let[o,a]=ye(e,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])t.beginPath(),t.arc(o,a,8,0,2*Math.PI),t.strokeStyle=_(r),t.lineWidth=l,t.stroke()}function qt({width:t,height:e},n,s){let o=new we(t,e,_(n.middle));return s(o),o.toString()}function Ps(t,{left:e,top:n,width:s,height:o},{title:a,share:r,palette:l,lines:c}){let u=c.flatMap(g=>Array.from(g.values).filter(S=>S!==null&&Number.isFinite(S))),$=Math.max(1,...c.map(({epochs:g})=>g[g.length-1]??0)),p=Math.min(0,...u.map(Number)),h=r?1:Math.max(...u.map(Number),p+1e-9)*1.05,[f,b]=[e+s,n+o],d=g=>e+g/$*s,w=g=>b-(g-p)/(h-p)*o;t.font="11px system-ui, sans-serif",t.lineWidth=1,t.strokeStyle=nt(l.ink,.12),t.fillStyle=_(l.muted),t.textBaseline="middle",t.textAlign="right";for(let g of Ut([p,h],6))t.beginPath(),t.moveTo(e,w(g)),t.lineTo(f,w(g)),t.stroke(),t.fillText(r?L(g):v(g),e-5,w(g));t.textBaseline="top",t.textAlign="center";for(let g of Ut([0,$],5))t.fillText(v(g,6),d(g),b+5);t.fillStyle=_(l.ink),t.textAlign="left",t.font="13px system-ui, sans-serif",t.fillText(a,e,n-20);for(let{epochs:g,values:S,color:k,dash:y,width:E}of c){t.beginPath();let O=!1;for(let F=0;F<g.length;F++){let V=S[F];V==null||!Number.isFinite(V)||(O?t.lineTo(d(g[F]),w(Math.min(Math.max(V,p),h))):t.moveTo(d(g[F]),w(Math.min(Math.max(V,p),h))),O=!0)}t.strokeStyle=k,t.lineWidth=E,t.setLineDash(y),t.stroke(),t.setLineDash([])}}async function Ds(t){let e=new Image,n=URL.createObjectURL(new Blob([t],{type:"image/svg+xml"}));try{e.src=n,await e.decode();let s=Object.assign(document.createElement("canvas"),{width:2*e.naturalWidth,height:2*e.naturalHeight});return s.getContext("2d")?.drawImage(e,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var Me=Xt("system"),Fs=Xt("light"),Qe=Ue(()=>Me.value==="system"?Fs.value:Me.value),D=Ue(()=>Gn[Qe.value]);function js(){let t=matchMedia("(prefers-color-scheme: dark)"),e=matchMedia("(prefers-contrast: more)"),n=()=>Fs.value=e.matches&&!t.matches?"contrast":t.matches?"dark":"light";t.addEventListener("change",n),e.addEventListener("change",n),n()}var Ra=300;function tn(t,e){let n=Kn(t.rows,Ra);return["epoch",`train_${e}`,`test_${e}`].map(s=>{let o=t.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Bs(t,e,n){let s=t.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:_(en(n,a)),epochs:r??[],values:l[`test_${e}`]??l[`train_${e}`]??[]})),o=t.second.value;if(o){let[a,r,l]=tn(o.history,e);s.push({color:_(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var en=(t,e)=>t.classes[[2,4,5,6,7,9][e-1]??2];function zs(t,e,n){let s=tn(t.history,e);return n.length?qe.join([s,...n.map(({epochs:o,values:a})=>[o,a])]):s}function Us({playground:t,measure:e,title:n}){let[s,{width:o,height:a}]=Ct(),r=I(null),l=D.value,c=t.readable.value,u=c?.header.row,$=u&&Number.isFinite(u.test_loss),p=Bs(t,e,l),h=p.map(({color:f})=>f).join();return T(()=>{if(!s.current||o<60||a<60)return;let f={stroke:_(l.muted),grid:{stroke:nt(l.ink,.09),width:1},ticks:{show:!1},font:"11px system-ui, sans-serif"},b=e==="accuracy";return r.current=new qe({width:o,height:a,padding:[6,16,0,0],legend:{show:!1},cursor:{show:!1},scales:{x:{time:!1},y:{range:(d,w,g)=>b?[0,1]:e==="r2"?[Math.min(Math.max(w,-1),0),1]:[0,(g||1)*1.05]}},axes:[{...f,size:22,gap:2},{...f,size:42,gap:3,values:(d,w)=>w.map(g=>b?L(g):v(g,2))}],series:[{},{stroke:_(l.train),width:2,points:{show:!1}},{stroke:_(l.test),width:2,dash:[5,3],points:{show:!1}},...p.map(({color:d})=>({stroke:d,width:1.6,points:{show:!1},spanGaps:!0}))].map((d,w)=>w?{...d,spanGaps:!0}:d)},zs(t,e,p),s.current),()=>r.current?.destroy()},[o,a,l,e,h]),ae(()=>{let f=zs(t,e,p);r.current?.series.length===f.length&&r.current.setData(f)},[c,p]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${qs} part="train" row=${u} measure=${e} />${$?m` <${qs} part="test" row=${u} measure=${e} />`:null}</figcaption>
      <div class="plot" ref=${s} role="img" aria-label=${i("curves.picture",{name:n})}></div>
    </figure>`}function qs({part:t,row:e,measure:n}){let s=e?.[`${t}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${t}`)}><span class=${`key ${t}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${t}`)}</span> ${n==="accuracy"?L(s):v(s)}</span>`}function La(t,e){let n=D.peek();return qt({width:640,height:260},n,s=>["loss",e].forEach((o,a)=>{let[r,l,c]=tn(t.history,o),u=[{epochs:r,values:l,color:_(n.train),dash:[],width:2},{epochs:r,values:c,color:_(n.test),dash:[5,3],width:2},...Bs(t,o,n).map($=>({...$,dash:[],width:1.6}))];Ps(s,{left:48+318*a,top:36,width:256,height:190},{title:i(`curves.${o}`),share:o==="accuracy",palette:n,lines:u})}))}function Vs({playground:t}){let e=t.network.value?.classes.length,n=e?"accuracy":"r2";return T(()=>{t.figures.set("curves",()=>Dt(()=>La(t,n)))},[t,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${Us} playground=${t} measure="loss" title=${i("curves.loss")} />
      <${Us} playground=${t} measure=${n} title=${i(e?"curves.accuracy":"curves.r2")} />
    </section>`}var Ws={x1:t=>t,x2:(t,e)=>e,"x1^2":t=>t*t,"x2^2":(t,e)=>e*e,"x1*x2":(t,e)=>t*e,"sin(x1)":t=>Math.sin(t),"sin(x2)":(t,e)=>Math.sin(e)};function Ce(t,e){let n=Object.hasOwn(Ws,t)?Ws[t]:null;if(!n)return null;let s=a=>ht[0]+(ht[1]-ht[0])*a/(e-1),o=Float32Array.from({length:e*e},(a,r)=>n(s(r%e),s(Math.floor(r/e))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var Gs=["number","category","boolean","date","one-hot","target"];function Pa({kind:t,missing:e,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${t||"unread"}`)];return t==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${v(s)} \u2013 ${v(o)}`):t==="date"?r.push(`${s} \u2013 ${o}`):t&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),e&&r.push(i("columns.missing",{count:e})),r.join(" \xB7 ")}function Da(t,{name:e,kind:n,role:s},o,a){let{exclude:r,columns:l}=t.recipe,c=(r??[]).filter(h=>h!==e),u=(l??[]).filter(([h])=>h!==e);if(o==="target")return jt(t,{target:[e],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return t;if(o==="left out")return jt(t,{target:[a],exclude:[...c,e]});let $=n==="ordered"||!n||n==="empty"?u:[...u,[e,n]],p=(r??[]).includes(e)?u:$;return jt(t,{target:[a],exclude:c.length?c:null,columns:p.length?p:null})}function Fa({playground:t,column:e,target:n}){let o=t.settings.value.recipe.columns??[],a=o.find(([c])=>c===e.name)?.[1]??"",r=c=>{let u=o.filter(([p])=>p!==e.name),$=c?[...u,[e.name,c]]:u;t.apply(jt(t.settings.value,{columns:$.length?$:null,...e.role==="target"?{target:[e.name]}:{}}))},l=e.role==="target"?Gs.filter(c=>c==="number"||c==="category"):Gs;return m`
    <details class=${`column is-${e.role.replace(" ","-")}`}>
      <summary><span class="column-name">${e.name}</span><span class="column-summary">${Pa(e)}</span>
        ${e.role==="feature"?null:m`<span class="column-role">${i(`role.${e.role}`)}</span>`}</summary>
      ${e.reason?m`<p class="note">${e.reason==="not chosen"?i("columns.notChosen"):e.reason}</p>`:null}
      <div class="pair">
        <${N} id=${`role-${e.name}`} label=${i("columns.role")} value=${e.role}
          options=${(e.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>t.apply(Da(t.settings.value,e,c,n))} />
        <${N} id=${`kind-${e.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function Hs({playground:t}){let e=t.settings.value,{recipe:n}=e,s=t.report.value;if(!s)return null;let o=s.columns,a=u=>t.apply(jt(t.settings.value,u)),r=t.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},$)=>u==="target"||!r&&(o.length<=40||$<8)).map(u=>m`<${Fa} key=${u.name} playground=${t} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${N} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${et} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${e.table?m`
        <${N} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Ee({pixels:t,size:e,className:n=""}){let s=I(null);return T(()=>{t&&s.current?.getContext("2d")?.putImageData(new ImageData(t,e,e),0,0)},[t,e]),m`<canvas ref=${s} class=${`picture ${n}`} width=${e} height=${e} aria-hidden="true"></canvas>`}function ja({playground:t,onDone:e}){let n=I(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await t.open("pasted.csv",Zn(o))&&e()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function Ks({playground:t}){let[e,n]=C(!1),s=I(null),o=t.settings.value,a=t.wanted.value,r=ft(o)?"":o.table?"own":o.recipe.data,l=u=>Ge.includes(u)&&t.apply(ue(t.settings.value,u)),c=async u=>{let[$]=u.currentTarget.files;u.currentTarget.value="",$&&await t.open($.name,await Yn($))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${N} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...Ge.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${t.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${e} onClick=${()=>n(!e)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=".csv,.tsv,.txt,.tab,.data,.dat,text/*" ref=${s} onChange=${c} />
        ${e?m`<${ja} playground=${t} onDone=${()=>n(!1)} />`:m`<p class="note">${i("own.drop")}</p>`}`}
    </div>`}var Lt=Xt(null),nn=!1;function Ne(){nn||(nn=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(t=>t.json()).then(t=>Lt.value=t,()=>nn=!1))}function Xs(t){let[,e=t,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(t)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:e,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function Ys(t,e,n){let s=Object.entries(e).filter(([o,a])=>a!==n[o]);return t+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function Zs(t="(-inf, inf)"){let[e,n]=t.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:e,high:n,open:t.endsWith(")")}}var za={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},Js=t=>za[t]??(Tn(`constant.${t}`)?i(`constant.${t}`):t.replaceAll("_"," "));function Bt({id:t,label:e,family:n,spec:s,names:o,auto:a,onChange:r}){T(Ne,[]);let{name:l,constants:c}=Xs(s),u=Lt.value?.catalog[n][l],$=o.includes(l)||!l?o:[...o,l],p=[...a===void 0?[]:[{value:"",label:a}],...$.map(f=>({value:f,label:U(f)}))],h=(f,b)=>Number.isFinite(b)&&r(Ys(l,{...u?.constants,...c,[f]:b},u?.constants??{}),`${t}-${f}`);return m`
    <div class="component-field">
      <${N} id=${t} label=${e} value=${l} options=${p} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,b])=>{let d=c[f]??b,{low:w,high:g,open:S}=Zs(u.limits[f]),k=`${t}-${f}`;return w===0&&g===1?m`<${J} key=${k} id=${k} label=${Js(f)} value=${d} min=${0} max=${S?.999:1} step=${.001} shown=${v(d,4)}
            onInput=${y=>h(f,y)} />`:m`<${q} key=${k} id=${k} label=${Js(f)} value=${d} min=${Number.isFinite(w)?w:void 0}
          onChange=${y=>h(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var sn=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],Ua=[0,.1,.3,1,3,10,30,100];function Ae({id:t,label:e,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${J} id=${t} label=${e} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?v(n):o}
    onInput=${l=>a(r[l])} />`}function Qs({playground:t}){let{recipe:e}=t.settings.value,n=(r,l="")=>t.apply(dt(t.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=e.validation_fraction??(e.patience&&e.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Bt} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(e.optimizer)} names=${be}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in e?{momentum:null}:{}},l)} />
      <${Ae} id="l1" label=${i("training.l1")} value=${Number(e.l1??0)} values=${sn} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${Ae} id="l2" label=${i("training.l2")} value=${Number(e.l2??0)} values=${sn} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${q} id="seed" label=${i("training.seed")} value=${e.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Rn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(t.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Bt} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(e.schedule??"constant")} names=${Ms}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(e.schedule??"constant")==="constant"?null:m`
          <${q} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${e.schedule_epochs??e.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${Ae} id="decay" label=${i("training.decay")} value=${Number(e.weight_decay??0)} values=${sn} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${Ae} id="clip" label=${i("training.clip")} value=${Number(e.clip??0)} values=${Ua} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${et} id="stopping" label=${i("training.stopping")} checked=${!!e.patience} onChange=${r=>n({patience:r?20:null})} />
        ${e.patience?m`
          <${q} id="patience" label=${i("training.patience")} value=${e.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${J} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${L(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${q} id="epochs" label=${i("training.epochs")} value=${e.epochs} min=${1} max=${j.epochs} step=${1} onChange=${s("epochs",{min:1,max:j.epochs})} />
        <${N} id="weights" label=${i("training.initializer")} value=${e.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...ge.map(r=>({value:r,label:U(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${N} id="scale" label=${i("training.scale")} value=${e.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(e.scale??"standard")==="standard"?m`
          <${J} id="input-limit" label=${i("training.inputLimit")} value=${e.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${e.input_limit?i("training.deviations",{count:v(e.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${et} id="shuffle" label=${i("training.shuffle")} checked=${e.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:Y(t.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var on=24;function qa(t){let[e,n]=C({});return T(()=>{for(let s of We)t.client.call("preview",{recipe:{data:s,samples:120,data_seed:0,noise:0}}).then(o=>n(a=>({...a,[s]:o})),()=>{})},[t]),e}function Ba({preview:t}){let e=D.value;return B(()=>{if(!t)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=t,r=c=>(24+c/ht[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let $=_(a.length?e.classes[c]:It(e,Math.round(c*6)/6));l.set($,`${l.get($)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[t,e])}function Va({playground:t}){let e=qa(t),n=t.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${We.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>t.apply(ue(t.settings.value,s))}><${Ba} preview=${e[s]} /></button>`)}
    </fieldset>`}function Wa({name:t}){let e=D.value,n=B(()=>{let s=Ce(t,on);return s?yt(ot(e),s.values,on,0,s.reach):null},[t,e]);return m`<${Ee} pixels=${n} size=${on} />`}function Ga({playground:t}){let n=t.settings.value.recipe.features??[],s=[...He,...n.filter(o=>!He.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>t.apply(jn(t.settings.value,o))}>
          <${Wa} name=${o} /><span>${Tt(o)}</span>
        </button>`)}
    </fieldset>`}function Ha({playground:t}){let e=t.settings.value,{recipe:n}=e,s=ft(e)&&e.points===null,o=(l,c)=>t.apply(dt(t.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=le.includes(a)?le:[...le,a].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${J} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${L(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${J} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${L(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${N} id="batch" label=${i("data.batch")} value=${String(a)} options=${r.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${q} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${j.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),j.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var to=({playground:t})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${t.hides("sets")?null:m`<${Va} playground=${t} />`}
    ${t.hides("sets")&&t.hides("own")?null:m`<${Ks} playground=${t} />`}
    ${t.hides("rows")?null:m`<div class="rows"><${Ha} playground=${t} /></div>`}
    ${t.hides("features")?null:ft(t.settings.value)?m`<${Ga} playground=${t} />`:m`<${Hs} playground=${t} />`}
    ${t.hides("settings")?null:m`<${Qs} playground=${t} />`}
  </section>`;function eo(t,e,n,s){let o=t.layout,a=n===0?e.point_inputs:e[`point_${n-1}`],r=e[`point_${n}`],{theta:l}=e,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],$=Z(t),p=Array.from(a,(b,d)=>{let w=l[c.W.start+d*u+s];return{name:n===0?$[d]:`a${Zt(d+1)}`,weight:w,input:b,product:w*b}}),h=l[c.b.start+s],f=t.architecture.layers[n];return{terms:p,bias:h,z:p.reduce((b,d)=>b+d.product,h),a:r[s],activation:f?f.activation:t.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var no=8,an=t=>t<0?`(${v(t)})`:v(t);function Ka(t){let e=t.selected.value;return e?.kind==="neuron"?{column:e.column,index:e.index}:e?.kind==="weight"?{column:e.column,index:e.to}:{column:t.counts().length-1,index:0}}function Xa({playground:t}){let e=t.data.value,n=t.row.value;if(!e)return null;let s=e.values.length,{x:o,y:a}=t.point.value,r=n===null?"":Object.keys(e.parts).find(l=>e.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${q} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>t.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:v(o),y:v(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:e.target,value:e.classes.length?e.classes[e.values[n]]:v(e.values[n])})}</span>
    </div>`}function so({playground:t}){let e=t.network.value,n=t.row.value,s=!!e?.architecture.layers.some(({norm:M})=>M==="batch"),o=n!==null&&!s;T(()=>{if(o)return t.look("neuron",{gradient:n}),()=>t.lookAway("neuron")},[t,n,o,e]);let[a,r]=C(!1),l=t.readable.value,c=t.counts();if(!e||!l)return null;let u=Ka(t),$=eo(e,l.arrays,u.column-1,u.index),p={features:Z(e),layers:c.length-2,outputs:c.at(-1)??1,classes:e.classes},h=c.slice(1).flatMap((M,R)=>Array.from({length:Math.min(M,200)},(lt,pt)=>({value:`${R+1} ${pt}`,label:K({column:R+1,index:pt},p)}))),f=m`
    <div class="fields"><${N} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${h}
      onChange=${M=>{let[R,lt]=M.split(" ").map(Number);t.select({kind:"neuron",column:R,index:lt})}} />
      <${Xa} playground=${t} /></div>`;if(!$)return f;let{terms:b,bias:d,z:w,a:g,activation:S,plain:k}=$,y=o?t.inside.value:null,E=y?.arrays.gradient,{W:O,b:F}=e.layout[u.column-1],V=u.column===1?Z(e):b.map((M,R)=>`a${Zt(R+1)}`),G=b.slice(0,no),rt=b.length>no?" + \u2026":"",it=M=>E?.[O.start+M*O.shape[1]+u.index]??NaN,H=E?.[F.start+u.index]??NaN,At={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...E?["\u2202L/\u2202w"]:[]],rows:[...b.slice(0,a?1/0:12).map(({weight:M,input:R,product:lt},pt)=>[V[pt],R,M,lt,...E?[it(pt)]:[]]),[i("editor.bias"),1,d,d,...E?[H]:[]]]};return m`
    ${f}
    <section class="equation">
      ${k?m`
        <p class="math">z = ${G.map((M,R)=>m`${R?" + ":""}<i>w</i>${Zt(R+1)}·${V[R]}`)}${rt} + <i>b</i>
          ${" = "}${G.map(({weight:M,input:R},lt)=>`${lt?" + ":""}${an(M)}\xB7${an(R)}`)}${rt} + ${an(d)} = <b>${v(w,4)}</b></p>
        <p class="math"><i>a</i> = ${U(S)}(z) = ${U(S)}(${v(w,4)}) = <b>${v(g,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${v(g,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${E?m`
        <p class="math">L = <b>${v(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${v(H,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${zt} table=${At} title=${K(u,p)} name="neuron" />
    ${b.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:b.length})}</button>`:null}`}function oo({form:t,low:e,offset:n,scale:s},o,a,r){let l=Array.from(a,$=>r[$]),c=o.length/a.length;if(t==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,$=>$*s+n),sure:l.map(()=>1)};if(t==="column"){let $=Array.from(o,p=>Math.min(Math.max((p-e)/(1-e),0),1));return{rows:a,truth:l,outputs:o,prediction:$.map(p=>+(p>.5)),sure:$.map(p=>Math.max(p,1-p))}}let u=l.map(($,p)=>{let h=0;for(let f=1;f<c;f++)o[p*c+f]>o[p*c+h]&&(h=f);return h});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map(($,p)=>o[p*c+$])}}function ao({truth:t,prediction:e},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return t.forEach((o,a)=>s[o][e[a]]+=1),s}var Pt=t=>t.reduce((e,n)=>e+n,0)/t.length;function ro({truth:t,prediction:e},n){let s=t.map((l,c)=>e[c]-l),o=Pt(t),a=Pt(t.map(l=>(l-o)**2)),r=Pt(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Pt(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Pt(t.map(l=>(l-n)**2)))}}var io=({truth:t,prediction:e},n)=>({accuracy:Pt(t.map((s,o)=>+(s===e[o]))),baseline:Pt(t.map(s=>+(s===n)))});function lo(t){let e=[];for(let n of t)e[n]=(e[n]??0)+1;return e.reduce((n,s,o)=>s>(e[n]??0)?o:n,0)}var co=({truth:t,prediction:e,sure:n})=>t.map((s,o)=>o).filter(s=>t[s]!==e[s]).toSorted((s,o)=>n[o]-n[s]);function uo(t,e){let n=e.filter(Boolean).length,s=e.length-n;if(!n||!s)return null;let o=e.map((u,$)=>$).toSorted((u,$)=>t[$]-t[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,$)=>{if(e[u]?r+=1:l+=1,$+1<o.length&&t[o[$+1]]===t[u])return;let[p,h]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-p)*(f[1]+h)/2,a.push(f)}),{points:a,area:c}}function mo({truth:t,prediction:e,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return t.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===e[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function _e(t,e=24){let[n,s]=[1/0,-1/0];for(let a=0;a<t.length;a++)t[a]<n&&(n=t[a]),t[a]>s&&(s=t[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(e).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(e).fill(0);for(let a=0;a<t.length;a++)o[Math.min(Math.floor((t[a]-n)/(s-n)*e),e-1)]+=1;return{low:n,high:s,counts:o}}var Te=132,Vt=46;function Ie({low:t,high:e,counts:n,title:s}){let o=Math.max(...n,1),a=Te/n.length,r=t<0&&e>0?(0-t)/(e-t)*Te:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${Te} ${Vt}`} role="img" aria-label=${i("chart.histogram",{title:s,low:v(t),high:v(e)})}>
        ${n.map((l,c)=>l?m`<rect class=${t+(c+.5)/n.length*(e-t)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Vt-l/o*Vt} height=${l/o*Vt} />`:null)}
        <path class="base" d=${`M0 ${Vt}H${Te}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Vt}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${v(t,2)}</span><span>${v(e,2)}</span></figcaption>
    </figure>`}var Q=150,ut=26;function Oe({title:t,across:e,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*Q,c=([u,$])=>`${(ut+l(u)).toFixed(1)} ${(Q+4-l($)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${t}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${Q+ut+8} ${Q+ut+8}`} role="img" aria-label=${`${t} ${r}`}>
        <path class="frame" d=${`M${ut} 4V${Q+4}H${ut+Q}`} /><path class="diagonal" d=${`M${ut} ${Q+4}L${ut+Q} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${ut} y=${Q+17}>${v(a[0],2)}</text><text x=${ut+Q} y=${Q+17} text-anchor="end">${v(a[1],2)}</text>
        <text x=${ut+Q/2} y=${Q+29} text-anchor="middle">${e}</text>
        <text transform=${`translate(${ut-6} ${Q/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var Ya=64;function Za({playground:t,side:e}){let n=t.network.value,s=t.readable.value?.arrays.theta,o=D.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=X(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,Ya)},(c,u)=>m`
        <figure key=${u}><${Ee} size=${e} className="large" pixels=${yt(ot(o),pe(s,e,$=>a.start+$*r+u),e,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function $o({playground:t}){T(()=>(t.look("layers",{activations:!0,gradient:"train"}),()=>t.lookAway("layers")),[t]);let e=t.network.value,n=t.inside.value?.arrays,s=t.inside.value?.arrays.theta,o=e?ns(e.features):0,a=B(()=>!e||!n?.gradient||!s?[]:e.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),$=n.gradient.subarray(r.start,r.start+u.length),p=n[`activations_${c}`]??new Float32Array(0),h=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:$,outputs:p,dead:Qa(p,p.length?h:0)}}),[e,n,s]);return m`
    ${o&&e?.architecture.layers.length?m`<${Za} playground=${t} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},$)=>{let p=$===a.length-1?i("network.output"):i("network.layer",{layer:$+1});return m`<tr key=${$}><th scope="row">${p}<small>${Y(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${Ie} ...${_e(r)} title=${`${p}, ${i("inside.weights")}`} /></td>
            <td><${Ie} ...${_e(c)} title=${`${p}, ${i("inside.activations")}`} /></td>
            <td><${Ie} ...${_e(l)} title=${`${p}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:v(Math.hypot(...Ja(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function Ja(t){let e=[];for(let n=0;n<t.length;n+=1e3)e.push(Math.hypot(...t.subarray(n,n+1e3)));return e}function Qa(t,e){let n=0;for(let s=0;s<e;s++){let o=t.length>e;for(let a=s+e;o&&a<t.length;a+=e)o=t[a]===t[s];n+=Number(o)}return n}function tr(t,e){let n=t.network.value,s=t.readable.value,o=t.data.value;if(!n||!s)return null;if(e==="data")return o?Qn(o):null;if(e==="history")return Jn(t.history);if(e==="surface")return s.arrays.surface?es(s.arrays.surface,t.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(e),r=a===0?Z(n):Array.from({length:t.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?ts(n.layout[a],s.arrays.theta,r):null}function po({playground:t}){let[e,n]=C("history"),s=Math.max(t.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===e)?e:"history",r=tr(t,a);return m`
    <section class="numbers">
      <${N} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${zt} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}var rn=50,er=400;function nr(t,e){let{middle:n,low:s,high:o}=D.value;return _(gt(n,e?s:o,.08+.4*t))}function sr({matrix:t,classes:e,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${e.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${e.map(o=>m`<th scope="col">${z(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${t.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${z(e[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?nr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:z(e[a]),predicted:z(e[c])})}
              onClick=${()=>s(u?null:[a,c])}>${Y(l)}</button></td>`})}<td>${r?L(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function ho({playground:t,predictions:e,places:n,title:s}){let o=t.data.value,a=t.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?z(o.classes[c]):v(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,rn).map(c=>{let u=e.rows[c];return m`<tr><td><button class="link" aria-pressed=${t.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>t.lookAtRow(u)}>${u+1}</button></td>
            ${r.map($=>m`<td>${o.levels?.[$]?.[o.columns[$][u]]??v(o.columns[$][u])}</td>`)}
            <td>${l(e.truth[c])}</td><td>${l(e.prediction[c])}</td>${o.classes.length?m`<td>${L(e.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>rn?m`<p class="note">${i("results.more",{count:n.length-rn})}</p>`:null}
    </div>`}function or({playground:t,predictions:e,classes:n,guess:s}){let[o,a]=C(null),r=ao(e,n.length),{accuracy:l,baseline:c}=io(e,s),u=o?e.truth.map((h,f)=>f).filter(h=>e.truth[h]===o[0]&&e.prediction[h]===o[1]):co(e),$=o?i("results.cell",{count:u.length,truth:z(n[o[0]]),predicted:z(n[o[1]])}):i("results.wrong",{count:u.length}),p=e.outputs.length===e.truth.length?uo(e.outputs,e.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${L(l)}</b> <span class="note">${i("results.baseline",{name:z(n[s]),share:L(c)})}</span></p>
    <div class="results-grid">
      <${sr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${p?m`<${Oe} title=${i("results.roc")} note=${i("results.area",{area:v(p.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${p.points} />`:null}
      <${Oe} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${mo(e).map(({sure:h,right:f})=>[h,f])} />
    </div>
    ${u.length?m`<${ho} playground=${t} predictions=${e} places=${u} title=${$} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function ar({playground:t,predictions:e,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=ro(e,n),{truth:c,prediction:u}=e,$=[...c,...u].filter(Number.isFinite),p=[Math.min(...$),Math.max(...$)],h=Math.max(Math.ceil(c.length/er),1),f=c.flatMap((d,w)=>w%h?[]:[[d,u[w]]]),b=c.map((d,w)=>w).toSorted((d,w)=>Math.abs(u[w]-c[w])-Math.abs(u[d]-c[d]));return m`
    <p class="summary">R² <b>${v(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:v(o),baseline:v(l)})}</span></p>
    <div class="results-grid">
      <${Oe} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${p} />
      <${zt} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${ho} playground=${t} predictions=${e} places=${b} title=${i("results.largest")} />`}function fo({playground:t}){T(()=>(t.look("results",{predictions:!0}),()=>t.lookAway("results")),[t]);let[e,n]=C("test"),s=t.network.value,o=t.data.value,a=t.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(e)?e:r[0],c=a?.[`outputs_${l}`],u=B(()=>s&&o&&c?oo(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),$=B(()=>{let p=(o?.parts.train??[]).map(h=>o?.values[h]??0);return o?.classes.length?lo(p):p.reduce((h,f)=>h+f,0)/(p.length||1)},[o]);return!s||!o?null:m`
    <${N} id="part" label=${i("results.part")} value=${l} options=${r.map(p=>({value:p,label:i("results.rows",{part:i(`curves.${p}`),count:o.parts[p].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${or} playground=${t} predictions=${u} classes=${o.classes} guess=${$} />`:m`<${ar} playground=${t} predictions=${u} guess=${$} />`:null}`}function bo({playground:t}){let e=t.kept.runs.value,n=t.readable.value?.header.row;if(!e.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`;let s=t.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:t.settings.value,epoch:t.position.value.viewed,row:n,measure:s},...e],r=a.map(({settings:u})=>ss(u)),l=(u,$)=>$===void 0||!Number.isFinite($)?"\u2013":u.endsWith("accuracy")?L($):v($),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:_(en(D.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${Y(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map($=>m`<td>${l(u,$.row?.[u])}</td>`)}</tr>`)}
          ${os(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map($=>m`<td>${$[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${e.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>t.apply({...u.settings,view:t.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>he(t,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>t.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${st}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var go={neuron:so,layers:$o,results:fo,runs:bo,numbers:po},Wt=Object.keys(go);function vo({playground:t}){let[e,n]=C(Wt[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=Wt[(Wt.indexOf(e)+a+Wt.length)%Wt.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${Wt.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===e} aria-controls="inside-view"
        tabindex=${o===e?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${e}`}><${go[e]} playground=${t} /></div>`}var wo=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function xo(t,e){let[n,s]=C(null),{language:o}=re.value;return T(()=>{t().then(s,a=>e.complain(xs(a)))},[o]),n}function rr({guide:t,lesson:{name:e,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(t.progress.value[e]??[]).length,c=Array.from({length:a},(u,$)=>$).find(u=>!t.isDone(e,u))??0;return m`
    <li data-lesson=${e}><button class="question lesson" onClick=${()=>{t.open(e,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function ir({guide:t}){let e=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&t.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${e} /></label> ${i("lesson.ownHint")}</p>`}function lr({guide:t}){let[e,n]=C("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.trim()&&t.verify(e)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function ko({playground:t}){let e=t.guide,n=xo(bs,t),s=xo(()=>gs(ds),t),o=a=>{let{settings:r}=Yt(a),{theme:l,language:c,speed:u,hide:$}=t.settings.value.view;e.leave(),t.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:$}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${rr} key=${a.name} guide=${e} lesson=${a} place=${r+1} />`)}</ol>
    <${ir} guide=${e} />
    ${St?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{e.challenge(a)}}><b>${e.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${lr} guide=${e} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${wo.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}function mt(t){return t==null?"None":t===!0?"True":t===!1?"False":Array.isArray(t)?t.length===1?`(${mt(t[0])},)`:`(${t.map(mt).join(", ")})`:typeof t=="string"?JSON.stringify(t):String(t)}function So(t,e,n){let s=n?.start?n.changes.filter(([r])=>r<e):[];if(!n?.start||!s.length)return{start:t,until:e,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=ln(o);o={...o,...l};let $=ln(o),p=Object.fromEntries(Object.keys($).filter(h=>h!=="epochs"&&JSON.stringify($[h])!==JSON.stringify(u[h])).map(h=>[h,$[h]]));return{from:r,until:s[c+1]?.[0]??e,recipe:p}});return{start:n.start,until:s[0][0],forks:a}}function ln(t){let{patience:e=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=t;return{...t,...n!=="constant"?{schedule_epochs:s??t.epochs}:{},...e!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function Mo(t,e){let n=ln(t.recipe),s=ft(t)&&t.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:e,data:void 0}).filter(([,o])=>o!==void 0)}function cr(t){let e=Object.entries(t).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==Ke[n]).map(([n,s])=>`, ${n}=${mt(s)}`);return`nn.Layer(${t.width}, ${mt(t.activation)}${e.join("")})`}function Co(t,e,n=null){let{start:s,until:o,forks:a}=So(t,e,n),{recipe:r,architecture:l,points:c,formulas:u}=s,$=["import nnplay as nn",""];for(let{name:h,text:f,constants:b={},learned:d=[]}of u){let w=Object.entries(b).map(([g,S])=>`, ${g}=${S}`).join("");$.push(`nn.formula(${mt(f)}, name=${mt(h)}${d.length?`, learned=${mt(d)}`:""}${w})`)}c===null?$.push(`data = ${mt(r.data)}`):$.push(`X = [${c.map(([h,f])=>`[${h}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,h])=>JSON.stringify(`class ${String(h+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let p=[["output",l.output],["loss",l.loss]].filter(([,h])=>h).map(([h,f])=>`, ${h}=${mt(f)}`);$.push(`arch = nn.Architecture([${l.layers.map(cr).join(", ")}]${p.join("")})`,"run = nn.train(","    data,","    arch,");for(let[h,f]of Mo(s,o))$.push(`    ${h}=${mt(f)},`);$.push(")");for(let h of a)$.push(`run = run.fork(${h.from}${Object.entries({...h.recipe,epochs:h.until}).map(([f,b])=>`, ${f}=${mt(b)}`).join("")})`);return $.push("print(run.metrics)"),`${$.join(`
`)}
`}var vt=t=>/^[\w.,:=+-]+$/.test(t)?t:`'${t.replaceAll("'","'\\''")}'`,Eo=t=>`nnplay web ${vt(t)}`,No=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function Ao({layers:t,output:e}){let n=[...t.map(s=>s.activation),e].find(s=>!No.has(s));return n||(t.some(s=>s.norm)?"normalization":t.some(s=>s.skip)?"skip":null)}function cn({layers:t,output:e},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,$)=>Number(s[r+$*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${No.get(l<t.length?t[l].activation:e)},`),l<t.length&&t[l].dropout&&a.push(`    nn.Dropout(${t[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},($,p)=>o(r.start+p,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var yo=t=>t.flatMap(([e,n])=>{let s=`--${e.replaceAll("_","-")}`;return n===null?e==="batch_size"?[s,"full"]:["features","target","exclude"].includes(e)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${e.replaceAll("_","-")}`]:e==="penalties"?[s,vt(n.map(o=>o.join("=")).join(","))]:[s,vt(Array.isArray(n)?n.join(","):String(n))]});function _o(t,e,n=null){if(t.points!==null)return null;let{start:s,until:o,forks:a}=So(t,e,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:$=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([p,h])=>["--set",`${p}=${h}`]),...$.flatMap(p=>["--learn",p]),"--",vt(c)]);return r.push(["nnplay","train",vt(s.recipe.data),...ur(s.architecture),...yo(Mo(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...yo(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function ur({layers:t,output:e,loss:n}){let s=t.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,$])=>$!==Ke[u]).map(([u,$])=>$===!0?u:`${u}=${$}`)),o=s.some(r=>r.length)?t.flatMap(({width:r,activation:l},c)=>["--layer",vt([r,l,...s[c]].join(" "))]):["--hidden",t.map(r=>r.width).join(",")||"0"],a=[...new Set(t.map(r=>r.activation))];return o[0]==="--hidden"&&t.length&&o.push("--activation",vt(a.length>1?t.map(r=>r.activation).join(","):a[0])),e&&o.push("--output",vt(e)),n&&o.push("--loss",vt(n)),o}var To=t=>t||Ln.recipe.epochs;var mr=["network","surface","curves"];function Io({playground:t}){let e=async(n,s)=>{let o=t.figures.get(n)?.();o&&(s==="svg"?Jt(`${n}.svg`,o,"image/svg+xml"):Jt(`${n}.png`,await Ds(o),"image/png"),t.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${mr.filter(n=>t.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{e(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function Oo({playground:t}){let e=t.settings.value,n=t.network.value,s=t.readable.value?.arrays.theta,{viewed:o}=t.position.value,a=`${location.origin}${location.pathname}?${bt(e)}`,r=To(o),{log:l}=t,c=_o(e,r,l),u=n?Ao(n.architecture):null,$=()=>t.announcement.value=i("take.copied");return m`
    <div class="take">
      <${ys} playground=${t} />
      <${Io} playground=${t} />
      ${t.log.start===null||t.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${Ot} title=${i("take.python")} content=${Co(e,r,l)} file="run.py" onCopy=${$} />
      ${c?m`<${Ot} title=${i("take.command")} content=${c} onCopy=${$} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${Ot} title=${i("take.page")} content=${Eo(a)} onCopy=${$} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${Ot} title=${i("take.torch")} content=${cn(n.architecture,n.layout,s)} file="network.py" onCopy=${$} />`:n&&s?m`<p><button class="plain" onClick=${()=>Jt("network.py",cn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var $r={learn:ko,inside:vo,take:Oo};function Ro({playground:t}){let e=t.drawer.value;return m`
    <section class=${`drawer dock ${e??""}`} id="drawer" hidden=${!e} aria-label=${e?i(`drawer.${e}`):""}>
      ${e?m`
        <div class="dock-head"><h2>${i(`drawer.${e}`)}</h2>
          <button class="round small" onClick=${()=>t.drawer.value=null} aria-label=${i("drawer.close")}>${st}</button></div>
        <div class="drawer-content"><${$r[e]} playground=${t} /></div>`:null}
    </section>`}var Lo=121,Re={activation:[-4,4],loss:[0,1]};async function Po(t,e,n=1){let s=Lt.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-GYYQGWH5.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(t,s).constants),l=new o(t,s,Object.fromEntries(Object.entries(e).filter(([h])=>r.includes(h)))),[c,u]=Re[l.kind],$=l.kind==="activation"?"z":"y_hat",p=h=>Float64Array.from({length:Lo},(f,b)=>a(h,{...l.constants,y:n,[$]:c+(u-c)*b/(Lo-1)}));return{kind:l.kind,constants:l.constants,values:p(l.tree),slopes:p(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var un=200,Le=120,pr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function hr({preview:{values:t,slopes:e,low:n,high:s}}){let o=[...t,...e].filter(p=>Number.isFinite(p)&&Math.abs(p)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=p=>Le-(p-a)/(r-a)*Le,c=p=>p/(t.length-1)*un,u=p=>{let[h,f]=["","M"];return p.forEach((b,d)=>{Number.isFinite(b)&&Math.abs(b)<1e3?[h,f]=[`${h}${f}${c(d).toFixed(1)} ${l(b).toFixed(1)}`,"L"]:f="M"}),h},$=n<0?c(-n/(s-n)*(t.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${un+8} ${Le+8}`} role="img" aria-label=${i("formula.picture",{low:v(n),high:v(s),bottom:v(a),top:v(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${un}M${$} 0V${Le}`} />
      <path class="slope" d=${u(e)} /><path class="value" d=${u(t)} />
    </svg>`}function Pe({playground:t,kind:e,onUse:n}){T(Ne,[]);let{formulas:s}=t.settings.value,[o,a]=C(""),[r,l]=C(""),[c,u]=C({}),[$,p]=C([]),[h,f]=C(null),b=Lt.value!==null;T(()=>{let k=!0;return r.trim()?Po(r,c).then(y=>k&&f(y)):f(null),()=>{k=!1}},[r,c,b]);let d=h&&"kind"in h?h:null,w=h&&"mistake"in h?h.mistake:d&&d.kind!==e?i(`formula.only.${e}`):"",g=o.trim()||Array.from({length:j.formulas+1},(k,y)=>`own_${y+1}`).find(k=>!s.some(y=>y.name===k))||"own",S=()=>{if(!d||w)return;let k=Object.keys(d.constants),y={name:g,text:r.trim(),constants:d.constants,learned:$.filter(O=>k.includes(O))},E=t.settings.value.formulas.filter(O=>O.name!==g);if(E.length>=j.formulas)return t.complain(i("formula.many",{most:j.formulas}));n(g,{...t.settings.value,formulas:[...E,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${e}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${e}`}><span class="field-label">${i(e==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${e}`} value=${r} placeholder=${pr[e]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!w}
            onInput=${k=>l(k.currentTarget.value)} onKeyDown=${k=>k.key==="Enter"&&S()} /></label>
        <label class="field" for=${`formula-name-${e}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${e}`} value=${o} placeholder=${g} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${k=>a(k.currentTarget.value)} /></label>
        ${w?m`<p class="note mistake" role="status">${w}</p>`:null}
        ${d&&!w?m`
          <${hr} preview=${d} />
          <p class="note">${i(e==="activation"?"formula.legend":"formula.legendLoss",{low:v(Re[e][0]),high:v(Re[e][1])})}</p>
          ${Object.entries(d.constants).map(([k,y])=>m`
            <${J} key=${k} id=${`formula-${e}-${k}`} label=${k} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${v(y)}
              onInput=${E=>u({...c,[k]:E})} />
            ${e==="activation"?m`<${et} id=${`learn-${k}`} label=${i("formula.learn",{constant:k})} checked=${$.includes(k)}
              onChange=${E=>p(E?[...$,k]:$.filter(O=>O!==k))} />`:null}`)}
          <button class="plain strong" onClick=${S}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Do=["sigmoid","softmax","tanh","identity"];function Fo({playground:t}){let e=t.settings.value,n=t.network.value;if(!n)return null;let{output:s,loss:o}=e.architecture,a=n.classes.length>2,r=n.classes.length?a?ve.several:ve.classification:ve.regression,l=e.formulas.map(({name:p})=>p),c=[...Do.filter(p=>n.classes.length||p!=="softmax"),...Mt.filter(p=>!Do.includes(p)),...l],u=(p,h="")=>t.apply({...t.settings.value,architecture:{...t.settings.value.architecture,...p}},h),$=p=>i("editor.autoIs",{name:U(p)});return m`
    <div class="fields">
      <${Bt} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${$(n.architecture.output)}
        onChange=${(p,h)=>u({output:p||null},h)} />
      <${Bt} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${$(n.architecture.loss)}
        onChange=${(p,h)=>u({loss:p||null},h)} />
    </div>
    <${Pe} playground=${t} kind="loss" onUse=${(p,h)=>t.apply({...h,architecture:{...h.architecture,loss:p}})} />`}var mn=24;function $n({id:t,label:e,value:n,onInput:s}){let[o,a]=C(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${J} id=${t} label=${e} value=${r} min=${-l} max=${l} step=${.01} shown=${v(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${q} id=${`${t}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function pn(t,e,n){let s=t.network.value?.layout[e];return s?Number(t.readable.value?.arrays.theta?.[n(s)]??0):0}function hn(t){let e=t.network.value,n=t.counts();return{features:e?Z(e):[],layers:n.length-2,outputs:n.at(-1)??1,classes:e?.classes??[]}}function fr({playground:t,column:e,from:n,to:s}){let o=e-1,a=pn(t,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${$n} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>t.edit(o,[n,s],r)} />`}function dr({playground:t,column:e,index:n}){let s=e-1,o=t.counts(),a=pn(t,s,({b:c})=>c.start+n),r=Math.min(o[s],mn),l=c=>s===0?hn(t).features[c]??"":K({column:s,index:c},hn(t));return m`
    <div class="parameters">
      <${$n} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>t.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${$n} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${pn(t,s,({W:$})=>$.start+u*$.shape[1]+n)}
          onInput=${$=>t.edit(s,[u,n],$)} />`)}
    </div>
    ${o[s]>mn?m`<p class="note">${i("editor.more",{count:o[s]-mn})}</p>`:null}
    <button class="plain" onClick=${()=>t.drawer.value="inside"}>${i("editor.equation")}</button>`}function br({playground:t,column:e}){let n=t.settings.value,s=e-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>t.apply(Ye(t.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:U(u)})),l=[...new Set([...Mt,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Ft.includes(c));return m`
    <div class="fields">
      <${q} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${j.neurons} step=${1}
        onChange=${c=>t.apply(me(t.settings.value,s,c))} />
      <${N} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Ft)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${N} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${N} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(ge)]}
        onChange=${c=>a({initializer:c||null})} />
      <${J} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${v(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${et} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>t.apply(Dn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${Pe} playground=${t} kind="activation" onUse=${(c,u)=>t.apply(Ye(u,s,{activation:c}))} />`}function jo({playground:t}){let e=t.selected.value;if(!e||t.hides(e.kind==="layer"?"layers":"weights"))return null;let n=hn(t),s=e.kind==="layer"&&e.column===t.counts().length-1,o=s?i("network.output"):e.kind==="layer"?i("network.layer",{layer:e.column}):e.kind==="neuron"?K(e,n):i("editor.between",{from:K({column:e.column-1,index:e.from},n),to:K({column:e.column,index:e.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>t.select(null)} aria-label=${i("editor.close")}>${st}</button></div>
      ${s?m`<${Fo} playground=${t} />`:e.kind==="layer"?m`<${br} playground=${t} column=${e.column} />`:e.kind==="neuron"?m`<${dr} playground=${t} column=${e.column} index=${e.index} />`:m`<${fr} playground=${t} column=${e.column} from=${e.from} to=${e.to} />`}
    </section>`}function zo({guide:t,solved:e}){let[n,s]=C(""),o=t.step.value,a=t.verdict.value,r=async()=>s(await t.entryLink()),l=o?.score?`${o.score[0]}: ${v(Number(t.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&e?"right":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":e?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${e&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&e?m`<${Ot} title=${i("entry.link")} content=${n} onCopy=${()=>t.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var gr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,vr=0;function wr({word:t,meaning:e}){let[n]=C(()=>`term-${++vr}`),[s,o]=C(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${t}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${e}</span>
    </span>`}var Uo=(t,e)=>hs(t,ps.value,e).map(n=>typeof n=="string"?n:m`<${wr} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function ee({content:t,used:e=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of t.matchAll(gr)){s.push(...Uo(t.slice(o,a.index),e));let[,r,l,c,u,$]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+$} download>${u}</a>`),o=a.index+a[0].length}return s.push(...Uo(t.slice(o),e)),m`${s}`}var xr=({guide:t,onGo:e})=>m`
  <ol class="guide-steps">${t.lesson.value?.steps.map((n,s)=>{let o=t.isDone(t.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===t.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>e(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function kr({guide:t}){let[e,n]=C("");return T(()=>n(""),[t.place.value,t.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.answer(e)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("lesson.check")}</button>
    </form>`}function yr({guide:t}){let e=t.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${e?.task}</legend>
      ${e?.options.map((n,s)=>m`
        <label key=${`${t.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${t.chosen.value===s} onChange=${()=>t.answer(String(s))} /><span><${ee} content=${n} used=${Sr} /></span></label>`)}
    </fieldset>`}var Sr={has:()=>!0,add:()=>{}};function Mr({guide:t,folder:e,used:n}){let s=t.step.value;if(!s)return null;let o=$s(s),a=t.done.value,r=t.goals(),l=t.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${ee} content=${t.filled(s.task)} used=${n} folder=${e} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${kr} guide=${t} />`:o==="choice"?m`<${yr} guide=${t} />`:null}
      <p class=${`guide-verdict ${a&&!t.wrong.value?"right":""}`} role="status">
        ${t.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${ee} content=${t.filled(s.then||i("lesson.done"))} used=${n} folder=${e} />`:null}
      </p>
      ${s.hint&&(l||!a)?t.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>t.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${zo} guide=${t} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function qo({guide:t}){let e=I(null),[n,s]=C(!1),o=t.lesson.value,a=t.step.value;if(!o||!a)return null;let r=t.place.value===o.steps.length-1,l=t.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,$=h=>{t.go(h),e.current?.focus()},p=()=>{r?(t.leave(),t.playground.drawer.value="learn"):$(t.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${e}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${xr} guide=${t} onGo=${$} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${t.done.value?"next":""}`} onClick=${p}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>t.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${st}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map((h,f)=>m`<p key=${f}><${ee} content=${t.filled(h)} used=${u} folder=${c} /></p>`)}</div>
        <${Mr} guide=${t} folder=${c} used=${u} />
      </div>
    </section>`}var Cr=8e3,Er=400,at=8,Nr=7,Ar=Array.from({length:at},(t,e)=>e%2?[e+1,e+2+at]:[e+2+at,e+1]).flat();function _r(t,e,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(t[e+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Bo=(t,e)=>Math.min(Math.ceil(Math.sqrt(Math.abs(t)/e)*at),at);function dn(t,e,n,s=!1){let o=Math.floor(Cr/t.layout.length);return t.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],$=Math.max(X(e,a.start,a.start+l*c),.5),p=_r(e,a.start,l*c,s&&!r?Er:o),h=new Int8Array(l*u);for(let f=0,b=0;f<l;f++)for(let d=0;d<u;d++,b++){let w=e[a.start+f*c+d],g=Math.abs(w);g>=p&&(h[b]=w>0?Bo(g,$):-Bo(g,$))}return h})}var Ko=(t,e)=>t.length===e.length&&t.every((n,s)=>n.length===e[s].length&&n.every((o,a)=>o===e[s][a]));function Vo(t,e,n){let{x1:s,y1:o,x2:a,y2:r}=ls(e,n),l=(s+a)/2;t.moveTo(s,o),t.bezierCurveTo(l,o,l,r,a,r)}function bn(t,{layout:e,palette:n,hovered:s,selected:o},a){t.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[e.columns[l].cells,e.columns[l+1].cells],$=Array.from({length:2*(at+1)},()=>[]),p=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),h=e.columns[l+1].x-e.columns[l].x-e.columns[l].width,f=Math.max(Math.min(Nr,u[0].size/5,h/7)*p,.8);r.forEach((d,w)=>d&&$[d>0?d+at+1:-d].push(w));for(let d of Ar){let w=d%(at+1);if($[d].length){t.beginPath();for(let g of $[d])Vo(t,c[Math.floor(g/u.length)],u[g%u.length]);t.strokeStyle=nt(d>at?n.high:n.low,(s?.2:.8*p)*(.35+.65*w/at)),t.lineWidth=Math.max(f*w/at,.35),t.stroke()}}let b=(d,w,g)=>{let S=r[d*u.length+w];t.beginPath(),Vo(t,c[d],u[w]),t.strokeStyle=nt(S>0?n.high:n.low,1),t.lineWidth=Math.max(f*Math.abs(S)/at,.8)+g,t.stroke()};if(s?.column===l+1)for(let d=0;d<c.length;d++)b(d,s.index,0);if(s?.column===l)for(let d=0;d<u.length;d++)b(s.index,d,0);o?.kind==="weight"&&o.column===l+1&&b(o.from,o.to,2)})}var Wo=new WeakMap;function Go(t){let e=Wo.get(t)??{...t,low:gt(t.middle,t.low,.62),high:gt(t.middle,t.high,.62)};return Wo.set(t,e),e}var fn=new WeakMap;function Tr(t,e){return fn.has(t)||fn.set(t,t.classes.map(n=>({...t,low:t.middle,high:n}))),ot(fn.get(t)[e%t.classes.length])}var ne=null;function Ir(t,e){if(!ne||ne.image.width!==t||ne.image.height!==e){let n=new OffscreenCanvas(t,e).getContext("2d",{willReadFrequently:!0}),s=new ImageData(t,e);ne={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return ne}function gn(t,e){Or(t,e),Rr(t,e),Lr(t,e)}function Or(t,{layout:e,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=ot(l),$=ot(Go(l)),p=e.columns.length-1,h=n.classes.length>2,f=e.columns.map(({cells:k},y)=>{let E=y?s[y-1]:o.find(Boolean)?.values;return E?Math.round(Math.sqrt(E.length/(y?k.length:1))):0}),b=Math.max(...f,1),d=Math.max(...e.columns.map(({cells:k})=>k.length)),g=Math.max(...f)>0?Ir(b*d,b*e.columns.length):null;e.columns.forEach(({cells:k},y)=>{let E=y?s[y-1]:null,O=f[y]**2,F=n.architecture.layers[y-1]?.activation??n.architecture.output;k.forEach((V,G)=>{if(!g)return;let rt={width:g.image.width,left:G*b,top:y*b},it=y?null:o[G];if(E){let H=G*O,[At,M]=r?[0,X(E,H,H+O)]:y===p&&!h?c:Qt(F,X(E,H,H+O)),R=y===p?h?Tr(l,G):u:$;Je(g.pixels,rt,R,E,f[y],At,M,H)}else it&&Je(g.pixels,rt,$,it.values,f[0],0,it.reach,0)})}),g?.context.putImageData(g.image,0,0);let S=(k,y)=>{let E=a[k];if(!k&&r)return gt(l.middle,l.ink,r[y]??0);if(!E)return l.middle;if(k===p&&h)return gt(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(E[y],0),1));let O=n.architecture.layers[k-1]?.activation??n.architecture.output,[F,V]=k?k===p?c:Qt(O,X(E)):[0,2];return It(k===p?l:Go(l),(E[y]-F)/V)};e.columns.forEach(({cells:k},y)=>k.forEach((E,O)=>{if(g&&(y?s[y-1]:o[O])){let F=f[y];t.drawImage(g.context.canvas,O*b,y*b,F,F,E.x,E.y,E.size,E.size)}else t.fillStyle=_(S(y,O)),t.fillRect(E.x,E.y,E.size+(y||!r?0:.5),E.size+(y||!r?0:.5))}))}function Rr(t,{layout:e,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){t.lineWidth=1,t.strokeStyle=nt(o.ink,.35);let c=e.columns.length-1;e.columns.forEach(({cells:u,size:$,x:p,width:h},f)=>{if(!f&&a&&t.strokeRect(p,u[0].y,h,h),$<5||!f&&a)return;t.lineWidth=f===c?2:1,t.strokeStyle=nt(o.ink,f===c?.9:.35);for(let d of u)t.strokeRect(d.x,d.y,d.size,d.size);if(!f||$<14)return;let b=Math.min($/9,4);t.lineWidth=1,t.strokeStyle=nt(o.ink,.5),u.forEach((d,w)=>{let g=s[n.layout[f-1].b.start+w];t.beginPath(),t.arc(d.x,d.y+d.size,b,0,2*Math.PI),t.fillStyle=_(It(o,Math.sign(g)*Math.max(Math.min(Math.abs(g)*2,1),.25))),t.fill(),t.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let $=u?e.columns[u.column]?.cells[u.index]:null;!$||$.size<5||(t.lineWidth=3,t.strokeStyle=_(o.ink),t.strokeRect($.x,$.y,$.size,$.size))}}function Ho(t,e,n){if(t.measureText(e).width<=n)return e;let s=e.length-1;for(;s>0&&t.measureText(`${e.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${e.slice(0,s)}\u2026`:""}function Lr(t,{layout:e,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[e.columns[0],e.columns[e.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;t.fillStyle=_(n.muted),t.font="12px system-ui, sans-serif",t.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(t.textAlign="right",r.cells.forEach(({x:u,y:$,size:p},h)=>t.fillText(Ho(t,s[h]??"",u-10),u-5,$+p/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(t.textAlign="left",l.cells.forEach(({x:u,y:$,size:p},h)=>t.fillText(Ho(t,o[h]??"",e.width-u-p-8),u+p+6,$+p/2)))}var Pr=92,Dr=44,Fr=t=>40+.06*t;function jr({playground:t}){let{layers:e}=t.settings.value.architecture,n=s=>t.apply(Fn(t.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!e.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:e.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${e.length>=j.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function zr({playground:t,column:e,x:n,pitch:s}){let o=t.settings.value.architecture.layers[e-1],a=t.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===e,l=p=>t.apply(me(t.settings.value,e-1,o.width+p)),c=s<Pr,u=i("network.layer",{layer:e}),$=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>t.select(r?null:{kind:"layer",column:e})}
        aria-label=${i("network.editLayer",{layer:e,neurons:o.width,activation:U(o.activation)})} title=${`${u}: ${$}`}>
        ${c?e:u}
      </button>
      ${s<Dr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:e})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${$}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=j.neurons} aria-label=${i("network.addNeuron",{layer:e})}>+</button>
        </div>`}
    </div>`}function Ur(t,{column:e,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(e+o[0],0),t.length-1),r=o[0]?Math.round((n+.5)/t[e]*t[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),t[a]-1)}}function qr(t,{x:e,y:n}){let s=t.inputs??t.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===e?o:r===n?a:Ce(r,24))}function Br(t,e,n){let{W:s}=t.layout[0],[o,a]=s.shape,r=t.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(pe(e,n,u=>s.start+u*a+c),c*o);return l}function De({playground:t,name:e="network"}){let[n,s]=Ct(),o=I(null),a=I(null),[r,l]=C(Ve),c=I(null),[u,$]=C({column:1,index:0}),[p,h]=C(""),f=t.network.value,b=t.counts(),d=t.imageSide.value,w=b.join(","),g=B(()=>b.length&&s.width?is(b,s.width,s.height,d):null,[w,s.width,s.height,d]),S=t.plane.value,k=t.data.value,y=B(()=>f&&!d?qr(f,S):[],[f,S,d]),E=D.value;T(()=>{if(!n.current)return;let x=Be(n.current);c.current=An().scaleExtent([1,24]).filter(A=>A.type==="wheel"?A.ctrlKey||A.metaKey:A.type==="touchstart"?A.touches.length>1:!A.button&&A.target.tagName==="CANVAS").on("zoom",A=>l(A.transform)),x.call(c.current).on("dblclick.zoom",null)},[]),T(()=>{c.current?.translateExtent([[0,0],[s.width,s.height]]).extent([[0,0],[s.width,s.height]]),g&&(t.cellPixels.value=Math.max(...g.columns.slice(1).map(x=>x.size))*Math.min(r.k,2))},[g,r.k]);let O=B(()=>k&&!f?.classes.length?X(k.values):1,[k,f]),F=()=>{let x=t.frame.value?.arrays.theta;return!t.drawable.value||!g||!f||!x?null:{layout:g,network:f,theta:x,palette:E,hovered:t.hovered.value,selected:t.selected.value}},V=x=>{x.translate(r.x,r.y),x.scale(r.k,r.k)},G=I({levels:[],at:0,marks:[]});ct(()=>{let x=F();if(!x)return;let A=[g,E,r,x.hovered,x.selected],tt=A.every((xt,Ma)=>xt===G.current.marks[Ma]),_t=performance.now();if(tt&&t.newest.playing&&_t-G.current.at<Fr(x.theta.length))return;let wt=dn(x.network,x.theta,b,d>0);tt&&Ko(wt,G.current.levels)||(G.current={levels:wt,at:_t,marks:A},Rt(o.current,s,xt=>{V(xt),bn(xt,x,wt)}))},[g,f,E,r]);let rt=x=>{let A=t.frame.peek()?.arrays??{},tt=b.slice(1).map((_t,wt)=>{let xt=A[`neurons_${wt}`];return xt&&xt.length%_t===0?xt:null});return{...x,pictures:d?[Br(x.network,x.theta,d)]:tt,featurePictures:y,answers:b.map((_t,wt)=>A[wt?`point_${wt-1}`:"point_inputs"]??null),shades:d?t.shades():null,names:Z(x.network),outputNames:x.network.classes.length>2?x.network.classes.map(z):[],outputScale:xe(x.network.coding,O)}};ct(()=>{let x=F();x&&Rt(a.current,s,A=>{V(A),gn(A,rt(x))})},[g,f,y,E,r,d,O]),T(()=>{e==="network"&&t.figures.set("network",()=>Dt(()=>{let x=F();return x&&qt(s,E,A=>{bn(A,{...x,hovered:null,selected:null},dn(x.network,x.theta,b,d>0)),gn(A,rt({...x,hovered:null,selected:null}))})}))});let it=x=>{let A=n.current?.getBoundingClientRect();if(!A||!g)return null;let[tt,_t]=r.invert([x.clientX-A.left,x.clientY-A.top]);return cs(g,tt,_t,6/r.k)},H={features:f?Z(f):[],layers:b.length-2,outputs:b.at(-1)??1,classes:f?.classes??[]},At=x=>{if(!x||!f)return"";if(x.kind==="neuron")return K(x,H);let{W:A}=f.layout[x.column-1],tt=t.frame.peek()?.arrays.theta?.[A.start+x.from*A.shape[1]+x.to]??NaN;return i("network.weight",{from:K({column:x.column-1,index:x.from},H),to:K({column:x.column,index:x.to},H),value:v(tt)})},M=x=>{let A=it(x);t.hovered.value=A?.kind==="neuron"?A:null,h(At(A))},R=x=>{x?(x.kind==="weight"||x.column>0)&&t.select(x):t.select(null)},lt=x=>{if(!b.length)return;let A={column:Math.min(u.column,b.length-1),index:Math.min(u.index,(b[u.column]??1)-1)},tt=Ur(b,A,x.key);if(tt)$(tt),t.hovered.value=tt,h(K(tt,H));else if(x.key==="Enter"||x.key===" ")R({kind:"neuron",...A});else if(x.key==="Escape")t.select(null);else return;x.preventDefault(),x.stopPropagation()},pt=x=>n.current&&Be(n.current).call(x?c.current.scaleBy:c.current.transform,x||Ve),En=t.selected.value,Nn=En?.kind==="layer"&&En.column===b.length-1,je=g?s.width/g.columns.length*r.k:0;return m`
    <section class="network-panel" id=${e} aria-label=${i(e==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${t.hides("layers")?null:m`<${jr} playground=${t} />`}
        ${e==="network"&&!t.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${t.second.value!==null} onClick=${()=>t.second.value?fe(t):he(t,t.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>pt(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${r.k<=1}>−</button>
          <button class="plain small" onClick=${()=>pt(0)} disabled=${r.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>pt(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${a} tabindex="0" role="application" aria-label=${p?`${i("network.picture")}: ${p}`:i("network.picture")}
          onPointerMove=${M} onPointerLeave=${()=>{t.hovered.value=null,h("")}}
          onClick=${x=>R(it(x))} onKeyDown=${lt}></canvas>
        ${g&&!t.hides("layers")?g.columns.slice(1,-1).map((x,A)=>m`
          <${zr} key=${A} playground=${t} column=${A+1} pitch=${je}
            x=${r.applyX(x.x+x.width/2)} />`):null}
        ${g?m`<div class="layer-header end" style=${{left:`${r.applyX(g.columns[0].x+g.columns[0].width/2)}px`}}>${je<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${r.applyX((g.columns.at(-1)?.x??0)+(g.columns.at(-1)?.width??0)/2)}px`}}>${je<60?null:m`<button class="layer-name" aria-expanded=${Nn}
              onClick=${()=>t.select(Nn?null:{kind:"layer",column:b.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${p||(t.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function Xo({playground:t,question:e}){let n=t.notice.value;return de.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>t.notice.value=null} aria-label=${i("notice.close")}>${st}</button>
      </div>`:e&&!t.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var Yo=({playground:t})=>m`<p class="unseen" role="status" aria-live="polite">${t.announcement.value}</p>`;var Zo=({playground:t})=>m`
  <div class="preferences">
    <${N} id="theme" label=${i("preferences.theme")} value=${t.settings.value.view.theme}
      options=${On.map(e=>({value:e,label:i(`theme.${e}`)}))}
      onChange=${e=>t.setView({theme:e})} />
    <${N} id="language" label=${i("preferences.language")} value=${re.value.language}
      options=${ce.map(e=>({value:e,label:i(`language.${e}`)}))}
      onChange=${e=>t.setView({language:e})} />
  </div>`;function Jo({playground:t}){let{epoch:e,viewed:n,playing:s}=t.position.value,o=n<e;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${e} step="1" value=${n} disabled=${e===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:e})}
        onInput=${a=>{let r=Number(a.currentTarget.value);t.travel(r===e&&!s?null:r)}} />
      <span class="scrubber-value">${Y(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>t.fork()}>${i("scrubber.fork")}</button>`:null}
      ${t.hides("compare")?null:m`<button class="plain small" disabled=${e===0||t.kept.full} title=${i("runs.keepTitle")} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`}
    </section>`}function vn(t,e){let n=new Float32Array(e*e),s=t.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([h])=>h)),Math.min(...s.map(([,h])=>h))],[r,l]=[Math.max(...s.map(([h])=>h))-o,Math.max(...s.map(([,h])=>h))-a],c=(e-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,p=t.map(h=>h.map(([f,b])=>[e/2+(f-o-r/2)*u,e/2+(b-a-l/2)*u])).flatMap(h=>h.map((f,b)=>[h[Math.max(b-1,0)],f]));for(let h=0;h<e*e*4*4;h++){let[f,b]=[h%(e*4),Math.floor(h/(e*4))],[d,w]=[(f+.5)/4,(b+.5)/4];p.some(([g,S])=>Vr(d,w,g,S)<=.7)&&(n[Math.floor(b/4)*e+Math.floor(f/4)]+=1/16)}return n}function Vr(t,e,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((t-n)*r+(e-s)*l)/c,0),1):0;return Math.hypot(t-n-u*r,e-s-u*l)}function wn(t,e){let n=t.darkest.value,s=t.network.value?.features??[];t.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,e[a]*n])))}function Qo({playground:t}){let e=I([]),n=I(!1),[s,o]=C(null),a=t.imageSide.value,r=t.custom.value;T(()=>{r||(e.current=[])},[r]);let l=({currentTarget:f,clientX:b,clientY:d})=>{let w=f.getBoundingClientRect();return[b-w.left,d-w.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,e.current=[...e.current,[l(f)]],wn(t,vn(e.current,a)))},u=f=>{n.current&&(e.current[e.current.length-1].push(l(f)),wn(t,vn(e.current,a)))},$=()=>n.current=!1,p=f=>{let b=s??Math.floor(a*(a+1)/2),d={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(d!==void 0){let w=b+d,g=Math.abs(d)===1&&Math.floor(w/a)!==Math.floor(b/a);w>=0&&w<a*a&&!g&&o(w)}else if(f.key===" "||f.key==="Enter"){let w=r?t.shades():new Float32Array(a*a);w[b]=w[b]>.5?0:1,o(b),wn(t,w)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")t.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},h=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${h} onPointerDown=${c} onPointerMove=${u} onPointerUp=${$} onPointerCancel=${$}
      onKeyDown=${p} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var ta=({playground:t})=>t.custom.value?m`<button class="plain" onClick=${()=>t.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function Wr({playground:t}){let e=I(null),n=t.imageSide.value,s=D.value,o=t.data.value,a=t.row.value,r=t.custom.value;ct(()=>{let c=e.current?.getContext("2d");if(!c||!n||!o)return;let u=t.shades(),$=new ImageData(n,n);u.forEach((p,h)=>$.data.set([...gt(s.middle,s.ink,p),255],4*h)),c.putImageData($,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${e} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function Gr({playground:t}){let e=t.network.value,n=t.data.value,s=t.row.value,o=t.readable.value?.arrays[`point_${t.counts().length-2}`];if(!e||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${e.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${z(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:_(D.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${L(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function ea({playground:t}){let e=t.data.value,n=t.row.value,s=t.custom.value;if(T(()=>{e&&n===null&&!s&&t.lookAtRow(e.parts.test?.[0]??0)},[e,n,s]),!e)return null;let o=e.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${Wr} playground=${t} /><${Qo} playground=${t} /></div><${Gr} playground=${t} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>t.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${q} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>t.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>t.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${ta} playground=${t} />
    </div>`}var Hr=40;function Kr({classes:t,coding:e,target:n},s){if(!t.length)return[{name:n,value:v(ke(e,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-e.low)/((e.high??1)-e.low),0),1),a=e.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return t.map((r,l)=>({name:z(r),value:L(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function Xr(t){let e=t.filter(s=>s!==null),n=e.reduce((s,o)=>s+o,0)/Math.max(e.length,1);return Number(n.toPrecision(4))}function Yr({playground:t,name:e,value:n,onChange:s}){let o=t.data.value,a=o?.levels?.[e],r=`predict-${e}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${N} id=${r} label=${e} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[e]==="boolean")return m`<${N} id=${r} label=${e} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[e]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${e}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${q} id=${r} label=${Tt(e)} value=${n??""} onChange=${s} />`}function na({playground:t}){let[e,n]=C(!1),s=t.network.value,o=t.data.value;if(!s||!o||ft(t.settings.value)||t.imageSide.value)return null;let a=s.columns,r=t.custom.value??t.pointValues(),l=t.readable.value?.arrays[`point_${t.counts().length-2}`],c=()=>Object.fromEntries(a.map($=>[$,r[$]!==void 0?r[$]:o.levels?.[$]?null:Xr(o.columns[$])])),u=e?c():{};return m`
    <details class="predict" onToggle=${$=>n($.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${e?m`
        <div class="predict-fields">${a.slice(0,Hr).map($=>m`
          <${Yr} key=${$} playground=${t} name=${$} value=${u[$]} onChange=${p=>t.lookAtValues({...c(),[$]:p})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${Kr(s,l).slice(0,5).map(({name:$,value:p},h)=>m`
          <li class=${h?"":"best"}>${$} <b>${p}</b></li>`)}</ol>`:null}`:null}
    </details>`}function sa(t){let{points:e}=t.settings.value,n=t.data.value;return e||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,j.points).map((s,o)=>Ze([n.columns.x1[o],n.columns.x2[o],s])))}function Zr(t){let e=t.network.value,s=t.readable.value?.arrays?.[`point_${t.counts().length-2}`];if(!e||!s)return"";let{classes:o,coding:a}=e;if(!o.length)return i("surface.value",{value:v(ke(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:z(o[l>.5?1:0]),share:L(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:z(o[r]),share:L(s[r])})}function Jr(t,e){let n=t.data.value,{x:s,y:o,xRange:a,yRange:r}=t.plane.value,{tests:l}=t.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let $ of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let p=Math.hypot((n.columns[s][$]-e.x)/(a[1]-a[0]),(n.columns[o][$]-e.y)/(r[1]-r[0]));p<c&&([c,u]=[p,$])}return u<0?null:u}function Qr(t,{drawing:e,cls:n}){let s=l=>{let c=sa(t);c.length<j.points&&t.apply(Xe(t.settings.value,[...c,Ze([l.x,l.y,n])]))},o=l=>{let c=sa(t),u=c.map(([p,h])=>Math.hypot(p-l.x,h-l.y)),$=u.indexOf(Math.min(...u));c.length>2&&u[$]<.4&&t.apply(Xe(t.settings.value,c.filter((p,h)=>h!==$)))};return{press:l=>{let c=e?null:Jr(t,l);e?s(l):c!==null?t.lookAtRow(c):t.lookAt(l)},remove:o,key:l=>{let c={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[l.key],{x:u,y:$}=t.point.value,p=l.shiftKey?1:.1;if(c)t.lookAt({x:u+c[0]*p,y:$+c[1]*p});else if(e&&l.key==="Enter")s({x:u,y:$});else if(e&&(l.key==="Delete"||l.key==="Backspace"))o({x:u,y:$});else return;l.preventDefault()}}}var ti=({cls:t,onChange:e,used:n})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${D.value.classes.slice(0,Math.min(Math.max(n+1,2),j.classes)).map((s,o)=>m`
      <button key=${o} class="swatch" style=${{background:_(s)}} aria-pressed=${t===o} aria-label=${i("class.drawn",{place:o+1})} onClick=${()=>e(o)}>${o+1}</button>`)}
  </div>`;function ei({playground:t}){let e=t.axes(),{x:n,y:s}=t.plane.value;if(e.length<=2)return null;let o=e.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${N} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>t.setView(a===s?{x:a,y:n}:{x:a})} />
    <${N} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>t.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function ni({playground:t}){let{status:e,message:n}=t.position.value;if(e!=="diverged")return null;let{label:s,run:o}=t.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function xn(t,e,{palette:n,targetReach:s,hovered:o}){let a=e.frame.value?.arrays,r=t?.getContext("2d"),l=e.network.peek();if(!e.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=e.settings.peek().view,u=e.counts(),$=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,p=o?u[o.column]:1,h=Math.round(Math.sqrt($?$.length/p:a.surface.length/u[u.length-1])),f=$&&o&&o.index<p?Os({values:$,start:o.index*h*h,size:h,palette:n,activation:l.architecture.layers[o.column-1].activation}):Is({values:a.surface,size:h,network:l,palette:n,steps:c,targetReach:s});f.length===4*h*h&&(r.canvas.width!==h&&(r.canvas.width=r.canvas.height=h),r.putImageData(new ImageData(f,h,h),0,0))}function oa({playground:t}){let[e,{width:n,height:s}]=Ct(),o=I(null),a=I(null),[r,l]=C(!1),[c,u]=C(0),$=Math.min(n,s),p=D.value,h=t.network.value,f=t.data.value,{view:b}=t.settings.value,d=t.hovered.value,w=t.point.value,g=t.plane.value,S=B(()=>As($,g),[$,g]),k=B(()=>f&&!h?.classes.length?X(f.values):1,[f,h]);ct(()=>xn(o.current,t,{palette:p,targetReach:k,hovered:d}),[h,p,d,b.steps,k]);let y=(M,R)=>{if(!h||!f)return;Rs(M,S,{x:Tt(g.x),y:Tt(g.y),palette:p}),M.beginPath(),M.rect(S.left,S.top,S.right-S.left,S.bottom-S.top),M.save(),M.clip();let lt={data:f,x:g.x,y:g.y,palette:p,targetReach:k};te(M,S,{...lt,rows:f.parts.train??[],outline:p.train}),b.tests&&te(M,S,{...lt,rows:f.parts.test??[],outline:p.test}),R&&Ls(M,S,w,p),M.restore()},E=t.drawable.value&&h&&f&&$>=80;ct(()=>E&&Rt(a.current,{width:$,height:$},M=>y(M,!0)),[E,h,f,$,p,S,g,w,b.tests,k]),T(()=>(t.figures.set("surface",()=>Dt(()=>E&&o.current?qt({width:$,height:$},p,M=>{M.drawImage(o.current,S.left,S.top,S.right-S.left,S.bottom-S.top),y(M,!1)}):null)),()=>{t.figures.delete("surface")}));let{press:O,remove:F,key:V}=Qr(t,{drawing:r,cls:c}),G=M=>{let R=M.currentTarget.getBoundingClientRect();return _s(S,M.clientX-R.left,M.clientY-R.top)},rt=t.counts(),it=h?{features:Z(h),layers:rt.length-2,outputs:rt.at(-1)??1,classes:h.classes}:null,H=d&&d.column>0&&it?K(d,it):i("surface.output"),At=new Set((t.settings.value.points??[]).map(M=>M[2])).size;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${H}</h2>${h?.classes.length?m`
        <ul class="classes">${h.classes.map((M,R)=>m`
          <li key=${M}><span class="swatch dot" style=${{background:_(p.classes[Se(h.classes,R)%10])}}></span>${z(M)}</li>`)}</ul>`:null}
      </div>
      ${t.imageSide.value?m`<${ea} playground=${t} />`:m`
      <div class="surface" ref=${e}>
        <div class="surface-box" style=${{width:`${$}px`,height:`${$}px`}}>
          <canvas class=${`surface-picture ${b.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${S.left}px`,top:`${S.top}px`,width:`${S.right-S.left}px`,height:`${S.bottom-S.top}px`}}></canvas>
          <canvas class="surface-points" ref=${a} tabindex="0" role="application" style=${{width:`${$}px`,height:`${$}px`}}
            aria-label=${i(r?"surface.draws":"surface.picture",{x:v(w.x,2),y:v(w.y,2)})}
            onClick=${M=>O(G(M))} onKeyDown=${V}
            onContextMenu=${M=>{r&&(M.preventDefault(),F(G(M)))}}></canvas>
          <${ni} playground=${t} />
          <p class="answer" style=${{left:`${S.left}px`}}>${i("surface.at",{x:v(w.x,2),y:v(w.y,2)})} <b>${Zr(t)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${et} id="tests" label=${i("surface.tests")} checked=${b.tests} onChange=${M=>t.setView({tests:M})} />
        <${et} id="steps" label=${i("surface.steps")} checked=${b.steps} onChange=${M=>t.setView({steps:M})} />
        ${t.hides("points")?null:m`<${et} id="draw" label=${i("draw.mode")} checked=${r} onChange=${l} />`}
        ${r?m`<${ti} cls=${c} onChange=${u} used=${At} />`:null}
        <${ei} playground=${t} />
      </div>
      <${na} playground=${t} />`}
    </section>`}function si({playground:t}){let[e,{width:n,height:s}]=Ct(),o=I(null),a=I(null),r=Math.min(n,s),l=D.value,c=t.network.value,u=t.data.value,$=t.plane.value,{steps:p}=t.settings.value.view,h=B(()=>u&&!c?.classes.length?X(u.values):1,[u,c]);ct(()=>xn(o.current,t,{palette:l,targetReach:h,hovered:t.hovered.value}),[c,l,p,h]),ct(()=>Rt(a.current,{width:r,height:r},b=>{if(!t.drawable.value||!u||!c)return;let d={left:0,right:r,top:0,bottom:r,xRange:$.xRange,yRange:$.yRange};te(b,d,{data:u,rows:u.parts.train??[],x:$.x,y:$.y,palette:l,outline:l.train,targetReach:h,radius:2})}),[c,u,r,l,$,h]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${e} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function oi({playground:t}){let{epoch:e,status:n,message:s}=t.position.value,o=t.readable.value?.header.row,a=t.network.value?.classes.length,r=t.notice.value?.tone==="error"?t.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${Y(e)}</b> · ${i(`measure.${l}_loss`)} <b>${v(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${L(o[`${l}_accuracy`])}</b>`:m`R² <b>${v(o[`${l}_r2`])}</b>`}</p>`}function aa({first:t}){let e=t.second.value;if(!e)return null;let n=e.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map($=>({value:$,label:$?U($):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:_(D.value.classes[3])}}></span>${i("second.title")}</h2>
        <${N} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...ie,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:v(c,4)}))}
          onChange=${c=>e.apply(dt(e.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${N} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(Mt,r.length===1?r[0]:"")}
          onChange=${c=>c&&e.apply($e(e.settings.value,c))} />`:null}
        <${N} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(be,String(s.optimizer))}
          onChange=${c=>e.apply(dt(e.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>ms(t)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>fe(t)} aria-label=${i("second.close")}>${st}</button>
      </div>
      <div class="second-body"><${De} playground=${e} name="second" /><div class="second-side"><${si} playground=${e} /><${oi} playground=${e} /></div></div>
    </section>`}var ai=["data","network","result"];function ri(t){t.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function ra({playground:t,question:e}){let[n,s]=C("result");return m`
    <a class="skip" href="#network" onClick=${ri}>${i("page.skip")}</a>
    <${Es} playground=${t} />
    <${Ns} part=${t.classPart.value} />
    <${qo} guide=${t.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${to} playground=${t} />${t.hides("preferences")?null:m`<${Zo} playground=${t} />`}</div>
      <div class="notices"><${Xo} playground=${t} question=${e&&!t.played.value&&!t.canUndo.value&&!t.guide?.lesson.value} /></div>
      <div class="center">
        <${De} playground=${t} />
        <${aa} first=${t} />
        <${jo} playground=${t.second.value?.selected.value?t.second.value:t} />
      </div>
      <${Ro} playground=${t} />
      <div class="right">
        ${t.hides("surface")?null:m`<${oa} playground=${t} />`}
        ${t.hides("time")?null:m`<${Jo} playground=${t} />`}
        ${t.hides("curves")?null:m`<${Vs} playground=${t} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${ai.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${Yo} playground=${t} />`}async function ia(){if(St){let t=new URL(St.engine,document.baseURI);t.protocol=t.protocol.replace("http","ws");let{ServerTransport:e}=await import("./transport-CRU67ZIS.js"),n=new e({socket:t,upload:new URL(St.upload,document.baseURI)});n.onConnection=o=>de.value=o?"lost":"open";let s=await n.ready;if(s)return ks.value=s.features,{transport:n,server:n,connected:s}}return{transport:as(new URL("./worker.js",import.meta.url)),server:null,connected:null}}var la={" ":t=>{t.togglePlay()},".":t=>{t.step()},",":t=>{t.stepBatch()},r:t=>{t.reset()},"[":t=>t.travel(Math.max(t.position.value.viewed-1,0)),"]":t=>t.travel(Math.min(t.position.value.viewed+1,t.position.value.epoch))},ii=t=>t instanceof HTMLElement&&t.closest("input, select, textarea, button, [role=application]")!==null,li=t=>t instanceof HTMLElement&&t.closest("input[type=number], input[type=text], textarea")!==null;function ca(t,e){let n=e.key.length===1?e.key.toLowerCase():e.key;if((e.ctrlKey||e.metaKey)&&(n==="z"||n==="y")){if(li(e.target))return;n==="y"||e.shiftKey?t.undoStack.redo():t.undoStack.undo(),e.preventDefault();return}e.ctrlKey||e.metaKey||e.altKey||ii(e.target)||!Object.hasOwn(la,n)||(la[n](t),e.preventDefault())}var ci=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"];async function ua(t,e){let n=new URLSearchParams(e),s=n.get("class");s&&St&&/^[A-Za-z]{6}$/.test(s)&&(t.playground.classPart.value=new Ss(s,t));let o=[...n.keys()].some(r=>!ci.includes(r)),a=n.get("challenge");n.has("entry")?await t.verify(`?${e}`):n.has("lesson")?await t.open(...ws(e),{keep:o}):a&&await t.challenge(a,{keep:o})}function ma(t,e,n){e.toLowerCase().endsWith(".md")?t.openFile(new TextDecoder().decode(n),"file"):t.playground.hides("own")||t.playground.open(e,n)}async function $a(t){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:e}=navigator,n=await e.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!e.controller||t(()=>{e.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var fa="nnplay runs",pa=400,ui=4e3;function kn(t){let{locks:e}=navigator;return e?new Promise(n=>{e.request(`nnplay ${t}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function da(){try{return JSON.parse(sessionStorage.getItem(fa)??"[]")}catch{return[]}}async function ba(t,e,n){let s=da(),o=(await Promise.all(s.map(r=>t.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===e),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await kn(a.id)?a.id:await ha(),run:a};if(!s.length&&!n){for(let r of await t.runs())if(await kn(r.id))return{id:ga(r.id),run:r}}return{id:await ha(),run:null}}function ga(t){try{sessionStorage.setItem(fa,JSON.stringify([...da().filter(e=>e!==t),t].slice(-20)))}catch{}return t}async function ha(){let t=Array.from(crypto.getRandomValues(new Uint32Array(3)),e=>e.toString(36)).join("");return await kn(t),ga(t)}function va(t,e,n){let[s,o,a,r]=[0,!1,!1,0],l=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;try{let c=await t.saved();c&&await e.saveRun({id:n,...c,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],a&&(a=!1,l())};kt(()=>{let{playing:c}=t.position.value;t.settings.value;for(let{value:$}of t.extras.values());let u=c?Math.max(ui-(performance.now()-r),pa):pa;c&&s||(clearTimeout(s),s=Number(setTimeout(()=>{l()},u)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void l()),addEventListener("pagehide",()=>{l()})}var Gt="runs",Ht="tables",mi={[Gt]:12,[Ht]:8},$t=t=>new Promise((e,n)=>{t.onsuccess=()=>e(t.result),t.onerror=()=>n(t.error)}),Fe=class t{constructor(e){this.database=e}static async open(e,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${e}`,1);return s.onupgradeneeded=()=>[Gt,Ht].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new t(await $t(s))}catch{return null}}store(e,n="readonly"){return this.database.transaction(e,n).objectStore(e)}run(e){return $t(this.store(Gt).get(e))}async runs(){return(await $t(this.store(Gt).getAll())).sort((n,s)=>s.at-n.at)}saveRun(e){return this.save(Gt,e)}table(e){return $t(this.store(Ht).get(e))}async tableOf(e){return(await $t(this.store(Ht).getAll())).filter(s=>s.file===e).sort((s,o)=>o.at-s.at)[0]}saveTable(e){return this.save(Ht,e)}async save(e,n){try{await $t(this.store(e,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(e,1),await $t(this.store(e,"readwrite").put(n))}await this.forgetOldest(e,mi[e])}async forgetOldest(e,n){if((await $t(this.store(e).getAllKeys())).length<=n)return;let o=await $t(this.store(e).getAll()),a=this.store(e,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([Gt,Ht].map(e=>$t(this.store(e,"readwrite").clear())))}};var xa=t=>t??navigator.languages.map(e=>e.slice(0,2)).find(e=>ce.includes(e))??"en";async function ka(t){let e=await fetch(new URL(`../messages/${t}.json`,import.meta.url));_n(t,await e.json()),document.documentElement.lang=t,document.title=i("page.title")}var $i=ia(),Nt=await fs(location.search);Nt!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Nt}`);var se=Yt(Nt??""),{troubles:yn}=se;Nt===null&&yn.push({key:"link.short",values:{}});var{transport:pi,server:Sn,connected:hi}=await $i,oe=await Fe.open(new URL("./",document.baseURI).pathname),Et=oe?await ba(oe,bt(se.settings),Nt!=="").catch(()=>null):null,ya=Et?.run&&Et.run.query!==bt(se.settings)?Yt(Et.run.query).settings:se.settings;ya!==se.settings&&history.replaceState(history.state,"",`?${Et?.run?.query}`);var Kt={...ya,table:Et?.run?.table??history.state?.table??null},W=new us(new rs(pi),Kt,history);W.undoStack.table=Kt.table;W.storage=oe;W.embedded=new URLSearchParams(Nt??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",W.embedded);var Sa=W.start(hi,Et?.run??null);Sn&&(Sn.onForgotten=t=>{W.startAgain(t)});await ka(xa(Kt.view.language));js();kt(()=>{Me.value=W.settings.value.view.theme});kt(()=>{document.documentElement.dataset.theme=Qe.value});var wa=Kt.view.language;kt(()=>{let t=W.settings.value.view.language;t!==wa&&ka(xa(wa=t))});var Cn=W.guide=new vs(W);addEventListener("popstate",t=>{W.moved(t.state,location.search),Cn.follow(location.search)});addEventListener("keydown",t=>ca(W,t));var fi=bt({...Kt,view:{...Kt.view,theme:"system",language:null}})===bt(Pn),Mn=document.getElementById("page");Mn.replaceChildren();if(Sn&&new URLSearchParams(Nt??"").get("teacher")==="1"){let[{TeacherView:t},{TeacherPart:e}]=await Promise.all([import("./teacher_view-Y26NH3QN.js"),import("./classroom-LLV4WAVF.js")]);ze(m`<${t} part=${new e} />`,Mn)}else ze(m`<${ra} playground=${W} question=${fi} />`,Mn);Xn((t,e)=>{Sa.then(()=>ma(Cn,t,e))},t=>document.documentElement.classList.toggle("dropping",t));await Sa;oe&&Et&&va(W,oe,Et.id);await ua(Cn,Nt??"");yn.length&&W.complain(yn.map(({key:t,values:e})=>i(t,e)).join(" "));$a(t=>W.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:t}});
