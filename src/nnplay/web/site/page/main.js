/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{A as ks,B as Me,C as ys,D as dt,F as Oe,H as Ss,a as N,b as J,c as te,d as q,e as Un,f as qn,g as Bn,h as Vn,i as Wn,j as Gn,k as se,l as Qn,m as es,n as ts,o as ns,p as Je,q as ze,r as ps,s as hs,t as fs,u as ds,v as bs,w as vs,x as gs,y as ws,z as xs}from"./chunk-5QACTKOC.js";import{A as cs,B as us,C as ms,E as ht,F as ft,G as $s,a as Te,b as U,c as Ze,d as K,e as Z,f as z,g as _,h as ne,i as Hn,j as ve,k as Ie,l as oe,m as Jt,n as Se,o as Kn,p as X,q as Yn,r as Zn,s as Jn,t as ss,u as pt,v as os,w as as,x as rs,y as is,z as ls}from"./chunk-FEOEFTQZ.js";import{a as rt,b as Tn,c as i,d as In,e as g,f as L,g as Y,i as Xn}from"./chunk-J4EGSJBC.js";import{A as zn,B as $t,F as Zt,I as be,J as Ye,a as Wt,b as Gt,c as Ht,d as Fe,e as it,f as lt,g as On,h as j,i as Rn,j as ct,k as he,l as Ln,m as Kt,n as Pn,o as Dn,p as fe,r as de,s as Fn,t as ut,v as je,w as Xt,x as jn,y as Yt,z as mt}from"./chunk-ZBKN7BHM.js";import{a as Ms}from"./chunk-6K7J4JRA.js";import{a as zt,b as C,c as T,d as at,e as I,f as B,h as De,i as Xe,j as Ut,k as ye,l as m,m as qt,n as Bt,o as Vt,p as _n}from"./chunk-DCDTX4GA.js";var Ce=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],bt=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],vt=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],Cs=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],gt={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Es=(e,t)=>e.includes(t)?e:[...e,t].toSorted((n,s)=>n-s),Ca=({playground:e})=>{let{playing:t,epoch:n,batches:s,viewed:o}=e.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>e.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Vn}</button>
      <button class=${`play ${t?"playing":""}`} onClick=${()=>e.togglePlay()}>
        ${t?qn:Un}<span>${i(t?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>e.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${Bn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${e.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:g(e.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${Y(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function Ea({playground:e}){let t=e.settings.value,{recipe:n,architecture:s,view:o}=t,a=[...new Set(s.layers.map($=>$.activation))],r=a.length===1?a[0]:"",l=Fe.map($=>({value:$,label:U($)})),c=[...new Set([...Ce,...r?[r]:[]])].filter($=>!Fe.includes($)),u=Number(n.learning_rate);return m`
    ${e.hides("speed")?null:m`<${N} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Es(On.filter($=>$!==null),o.speed??60),null].map($=>({value:String($),label:$===null?i("bar.fullSpeed"):i("bar.perSecond",{count:$})}))}
      onChange=${$=>e.setView({speed:$==="null"?null:Number($)})} />`}
    ${e.hides("rate")?null:m`<${N} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Es(it,u).map($=>({value:String($),label:g($,4)}))}
      onChange=${$=>e.apply(de(t,{learning_rate:Number($)}))} />`}
    ${e.hides("activation")||!s.layers.length?null:m`<${N} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map($=>({value:$,label:U($)}))}]}
      onChange=${$=>$&&e.apply($t(t,$))} />`}`}function Na({playground:e}){let t=e.drawer.value,n=s=>e.hides(s)?null:m`
    <button class=${`drawer-button ${t===s?"open":""}`} aria-expanded=${t===s} aria-controls="drawer" onClick=${()=>e.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var Ns=({playground:e})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ca} playground=${e} />
    <div class="bar-settings"><${Ea} playground=${e} /></div>
    ${e.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!e.canUndo.value} onClick=${()=>e.undoStack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${Wn}</button>
      <button class="round small" disabled=${!e.canRedo.value} onClick=${()=>e.undoStack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${Gn}</button>
    </div>`}
    ${e.embedded?m`<a class="embed-open" href=${`?${be(e.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${Na} playground=${e} />`}
  </header>`;function As({part:e}){let[t,n]=C("");if(!e||e.part.value==="refused")return null;let s=o=>{o.preventDefault(),t.trim()&&e.join(t.trim())};return e.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:e.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:e.name.value})} <button class="quiet" onClick=${()=>e.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>e.refuse()}>${i("class.notNow")}</button>
    </form>`}function Ee(){let e=I(null),[t,n]=C({width:0,height:0});return T(()=>{let s=e.current;if(!s)return;let o=new ResizeObserver(()=>n({width:s.clientWidth,height:s.clientHeight}));return o.observe(s),()=>o.disconnect()},[]),[e,t]}function ce(e,t){at(()=>ye(()=>{e()}),t)}var Aa=()=>Math.min(window.devicePixelRatio||1,2);function Re(e,{width:t,height:n},s){let o=e?.getContext("2d");if(!e||!o||!t||!n)return;let a=Aa(),[r,l]=[Math.round(t*a),Math.round(n*a)];(e.width!==r||e.height!==l)&&([e.width,e.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,t,n),s(o)}var P=e=>String(Math.round(e*100)/100),_a=e=>e.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),Ta={left:"start",right:"end",center:"middle",start:"start",end:"end"},Ia={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},wt=class{constructor(t,n,s){this.size={width:t,height:n},this.parts=[`<rect width="${t}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(t,n){this.path+=`M${P(t)} ${P(n)}`}lineTo(t,n){this.path+=`L${P(t)} ${P(n)}`}bezierCurveTo(...t){this.path+=`C${t.map(P).join(" ")}`}arc(t,n,s){let o=P(s);this.path+=`M${P(t-s)} ${P(n)}a${o} ${o} 0 1 0 ${P(2*s)} 0a${o} ${o} 0 1 0 ${P(-2*s)} 0z`}rect(t,n,s,o){this.path+=`M${P(t)} ${P(n)}h${P(s)}v${P(o)}h${P(-s)}z`}setLineDash(t){this.dash=t}stroke(){let t=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${P(this.lineWidth)}"${t}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.stroke()}fillRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.fill()}fillText(t,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${P(n)}" y="${P(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${Ta[this.textAlign]}" dominant-baseline="${Ia[this.textBaseline]}">${_a(t)}</text>`)}measureText(t){return{width:t.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(t,...n){let[s,o,a,r,l,c,u,$]=n.length===8?n:[0,0,t.width,t.height,...n],p=Object.assign(document.createElement("canvas"),{width:a,height:r});p.getContext("2d")?.drawImage(t,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${P(l)}" y="${P(c)}" width="${P(u)}" height="${P($)}" preserveAspectRatio="none" href="${p.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(t){this.parts.push(`<g transform="${t}">`),this.open[this.open.length-1]+=1}translate(t,n){this.transformed(`translate(${P(t)} ${P(n)})`)}rotate(t){this.transformed(`rotate(${P(t*180/Math.PI)})`)}toString(){let{width:t,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${t} ${n}" width="${t}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};var Oa={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},Qe=(e,t)=>Oa[e.split("(")[0]]??[0,t];function xt({form:e,low:t,offset:n,scale:s},o){return e==="column"?[(t+1)/2,(1-t)/2]:[-n/s,o/s]}var kt=({form:e,offset:t,scale:n},s)=>e==="values"?s*n+t:s;function _s(e,{xRange:t,yRange:n}={xRange:he,yRange:he}){let o=20+7*Math.max(...Ue(n).map(a=>g(a).length));return{left:o,right:e-4,top:4,bottom:e-o,xRange:t,yRange:n}}var yt=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[e+(c-o)/(a-o)*(t-e),s-(u-r)/(l-r)*(s-n)],Ts=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-e)/(t-e)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function Ue([e,t],n=7){let s=(t-e)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(e/a-1e-9);return Array.from({length:Math.floor(t/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function St(e,t){let n=/^class (\d\d)$/.exec(e[t]??"");return n?Number(n[1])-1:t}function Is(e,t){if(!t.length||t.every((s,o)=>St(t,o)===o))return e;let n=t.map((s,o)=>e.classes[St(t,o)%e.classes.length]);return{...e,classes:n,low:n[0]??e.low,high:n[1]??e.high}}function Os({values:e,size:t,network:n,palette:s,steps:o,targetReach:a}){let r=e.length/t/t,l=Is(s,n.classes);if(r>1)return Kn(l,e,t,r,o);let[c,u]=xt(n.coding,a);if(!o||!n.classes.length)return Se(oe(l),e,t,c,u);let $=Float32Array.from(e,p=>p>c?.75:-.75);return Se(oe(l),$,t,0,1)}function Rs({values:e,start:t,size:n,activation:s,palette:o}){let[a,r]=Qe(s,X(e,t,t+n*n));return Se(oe(o),e,n,a,r,t)}function Ls(e,t,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=t;e.strokeStyle=ne(o.ink,.5),e.lineWidth=1,e.strokeRect(a,l,r-a,c-l),e.fillStyle=_(o.muted),e.font="11px system-ui, sans-serif",e.textBaseline="top",e.textAlign="center";for(let u of Ue(t.xRange))e.fillText(g(u),yt(t,u,0)[0],c+4);e.textBaseline="middle",e.textAlign="right";for(let u of Ue(t.yRange))e.fillText(g(u),a-5,yt(t,0,u)[1]);e.fillStyle=_(o.ink),e.font="13px system-ui, sans-serif",e.textBaseline="bottom",e.fillText(n,r,c+33),e.save(),e.translate(7,l),e.rotate(-Math.PI/2),e.textBaseline="middle",e.fillText(s,0,0),e.restore()}function et(e,t,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:$,values:p,columns:h}=n,f=Is(r,$);for(let b of s){let[d,w]=yt(t,h[o][b],h[a][b]);e.beginPath(),e.arc(d,w,u,0,2*Math.PI),e.lineWidth=4,e.strokeStyle=ne(r.middle,.9),e.stroke(),e.lineWidth=1.2,e.strokeStyle=_(l),e.fillStyle=_($.length?f.classes[p[b]]:Ie(r,p[b]/c)),e.fill(),e.stroke()}}function Ps(e,t,n,s){let[o,a]=yt(t,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])e.beginPath(),e.arc(o,a,8,0,2*Math.PI),e.strokeStyle=_(r),e.lineWidth=l,e.stroke()}function qe({width:e,height:t},n,s){let o=new wt(e,t,_(n.middle));return s(o),o.toString()}function Ds(e,{left:t,top:n,width:s,height:o},{title:a,share:r,palette:l,lines:c}){let u=c.flatMap(v=>Array.from(v.values).filter(S=>S!==null&&Number.isFinite(S))),$=Math.max(1,...c.map(({epochs:v})=>v[v.length-1]??0)),p=Math.min(0,...u.map(Number)),h=r?1:Math.max(...u.map(Number),p+1e-9)*1.05,[f,b]=[t+s,n+o],d=v=>t+v/$*s,w=v=>b-(v-p)/(h-p)*o;e.font="11px system-ui, sans-serif",e.lineWidth=1,e.strokeStyle=ne(l.ink,.12),e.fillStyle=_(l.muted),e.textBaseline="middle",e.textAlign="right";for(let v of Ue([p,h],6))e.beginPath(),e.moveTo(t,w(v)),e.lineTo(f,w(v)),e.stroke(),e.fillText(r?L(v):g(v),t-5,w(v));e.textBaseline="top",e.textAlign="center";for(let v of Ue([0,$],5))e.fillText(g(v,6),d(v),b+5);e.fillStyle=_(l.ink),e.textAlign="left",e.font="13px system-ui, sans-serif",e.fillText(a,t,n-20);for(let{epochs:v,values:S,color:k,dash:y,width:E}of c){e.beginPath();let O=!1;for(let F=0;F<v.length;F++){let V=S[F];V==null||!Number.isFinite(V)||(O?e.lineTo(d(v[F]),w(Math.min(Math.max(V,p),h))):e.moveTo(d(v[F]),w(Math.min(Math.max(V,p),h))),O=!0)}e.strokeStyle=k,e.lineWidth=E,e.setLineDash(y),e.stroke(),e.setLineDash([])}}async function Fs(e){let t=new Image,n=URL.createObjectURL(new Blob([e],{type:"image/svg+xml"}));try{t.src=n,await t.decode();let s=Object.assign(document.createElement("canvas"),{width:2*t.naturalWidth,height:2*t.naturalHeight});return s.getContext("2d")?.drawImage(t,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var Mt=Xe("system"),js=Xe("light"),Qt=Ut(()=>Mt.value==="system"?js.value:Mt.value),D=Ut(()=>Hn[Qt.value]);function zs(){let e=matchMedia("(prefers-color-scheme: dark)"),t=matchMedia("(prefers-contrast: more)"),n=()=>js.value=t.matches&&!e.matches?"contrast":e.matches?"dark":"light";e.addEventListener("change",n),t.addEventListener("change",n),n()}var Ra=300;function en(e,t){let n=Xn(e.rows,Ra);return["epoch",`train_${t}`,`test_${t}`].map(s=>{let o=e.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Vs(e,t,n){let s=e.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:_(tn(n,a)),epochs:r??[],values:l[`test_${t}`]??l[`train_${t}`]??[]})),o=e.second.value;if(o){let[a,r,l]=en(o.history,t);s.push({color:_(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var tn=(e,t)=>e.classes[[2,4,5,6,7,9][t-1]??2];function Us(e,t,n){let s=en(e.history,t);return n.length?qt.join([s,...n.map(({epochs:o,values:a})=>[o,a])]):s}function qs({playground:e,measure:t,title:n}){let[s,{width:o,height:a}]=Ee(),r=I(null),l=D.value,c=e.readable.value,u=c?.header.row,$=u&&Number.isFinite(u.test_loss),p=Vs(e,t,l),h=p.map(({color:f})=>f).join();return T(()=>{if(!s.current||o<60||a<60)return;let f={stroke:_(l.muted),grid:{stroke:ne(l.ink,.09),width:1},ticks:{show:!1},font:"11px system-ui, sans-serif"},b=t==="accuracy";return r.current=new qt({width:o,height:a,padding:[6,16,0,0],legend:{show:!1},cursor:{show:!1},scales:{x:{time:!1},y:{range:(d,w,v)=>b?[0,1]:t==="r2"?[Math.min(Math.max(w,-1),0),1]:[0,(v||1)*1.05]}},axes:[{...f,size:22,gap:2},{...f,size:42,gap:3,values:(d,w)=>w.map(v=>b?L(v):g(v,2))}],series:[{},{stroke:_(l.train),width:2,points:{show:!1}},{stroke:_(l.test),width:2,dash:[5,3],points:{show:!1}},...p.map(({color:d})=>({stroke:d,width:1.6,points:{show:!1},spanGaps:!0}))].map((d,w)=>w?{...d,spanGaps:!0}:d)},Us(e,t,p),s.current),()=>r.current?.destroy()},[o,a,l,t,h]),at(()=>{let f=Us(e,t,p);r.current?.series.length===f.length&&r.current.setData(f)},[c,p]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${Bs} part="train" row=${u} measure=${t} />${$?m` <${Bs} part="test" row=${u} measure=${t} />`:null}</figcaption>
      <div class="plot" ref=${s} role="img" aria-label=${i("curves.picture",{name:n})}></div>
    </figure>`}function Bs({part:e,row:t,measure:n}){let s=t?.[`${e}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${e}`)}><span class=${`key ${e}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${e}`)}</span> ${n==="accuracy"?L(s):g(s)}</span>`}function La(e,t){let n=D.peek();return qe({width:640,height:260},n,s=>["loss",t].forEach((o,a)=>{let[r,l,c]=en(e.history,o),u=[{epochs:r,values:l,color:_(n.train),dash:[],width:2},{epochs:r,values:c,color:_(n.test),dash:[5,3],width:2},...Vs(e,o,n).map($=>({...$,dash:[],width:1.6}))];Ds(s,{left:48+318*a,top:36,width:256,height:190},{title:i(`curves.${o}`),share:o==="accuracy",palette:n,lines:u})}))}function Ws({playground:e}){let t=e.network.value?.classes.length,n=t?"accuracy":"r2";return T(()=>{e.figures.set("curves",()=>De(()=>La(e,n)))},[e,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${qs} playground=${e} measure="loss" title=${i("curves.loss")} />
      <${qs} playground=${e} measure=${n} title=${i(t?"curves.accuracy":"curves.r2")} />
    </section>`}var Gs={x1:e=>e,x2:(e,t)=>t,"x1^2":e=>e*e,"x2^2":(e,t)=>t*t,"x1*x2":(e,t)=>e*t,"sin(x1)":e=>Math.sin(e),"sin(x2)":(e,t)=>Math.sin(t)};function Ct(e,t){let n=Object.hasOwn(Gs,e)?Gs[e]:null;if(!n)return null;let s=a=>he[0]+(he[1]-he[0])*a/(t-1),o=Float32Array.from({length:t*t},(a,r)=>n(s(r%t),s(Math.floor(r/t))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var Hs=["number","category","boolean","date","one-hot","target"];function Pa({kind:e,missing:t,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${e||"unread"}`)];return e==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${g(s)} \u2013 ${g(o)}`):e==="date"?r.push(`${s} \u2013 ${o}`):e&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),t&&r.push(i("columns.missing",{count:t})),r.join(" \xB7 ")}function Da(e,{name:t,kind:n,role:s},o,a){let{exclude:r,columns:l}=e.recipe,c=(r??[]).filter(h=>h!==t),u=(l??[]).filter(([h])=>h!==t);if(o==="target")return je(e,{target:[t],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return e;if(o==="left out")return je(e,{target:[a],exclude:[...c,t]});let $=n==="ordered"||!n||n==="empty"?u:[...u,[t,n]],p=(r??[]).includes(t)?u:$;return je(e,{target:[a],exclude:c.length?c:null,columns:p.length?p:null})}function Fa({playground:e,column:t,target:n}){let o=e.settings.value.recipe.columns??[],a=o.find(([c])=>c===t.name)?.[1]??"",r=c=>{let u=o.filter(([p])=>p!==t.name),$=c?[...u,[t.name,c]]:u;e.apply(je(e.settings.value,{columns:$.length?$:null,...t.role==="target"?{target:[t.name]}:{}}))},l=t.role==="target"?Hs.filter(c=>c==="number"||c==="category"):Hs;return m`
    <details class=${`column is-${t.role.replace(" ","-")}`}>
      <summary><span class="column-name">${t.name}</span><span class="column-summary">${Pa(t)}</span>
        ${t.role==="feature"?null:m`<span class="column-role">${i(`role.${t.role}`)}</span>`}</summary>
      ${t.reason?m`<p class="note">${t.reason==="not chosen"?i("columns.notChosen"):t.reason}</p>`:null}
      <div class="pair">
        <${N} id=${`role-${t.name}`} label=${i("columns.role")} value=${t.role}
          options=${(t.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>e.apply(Da(e.settings.value,t,c,n))} />
        <${N} id=${`kind-${t.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function Ks({playground:e}){let t=e.settings.value,{recipe:n}=t,s=e.report.value;if(!s)return null;let o=s.columns,a=u=>e.apply(je(e.settings.value,u)),r=e.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},$)=>u==="target"||!r&&(o.length<=40||$<8)).map(u=>m`<${Fa} key=${u.name} playground=${e} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${N} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${te} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${t.table?m`
        <${N} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Et({pixels:e,size:t,className:n=""}){let s=I(null);return T(()=>{e&&s.current?.getContext("2d")?.putImageData(new ImageData(e,t,t),0,0)},[e,t]),m`<canvas ref=${s} class=${`picture ${n}`} width=${t} height=${t} aria-hidden="true"></canvas>`}function ja({playground:e,onDone:t}){let n=I(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await e.open("pasted.csv",Jn(o))&&t()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function Xs({playground:e}){let[t,n]=C(!1),s=I(null),o=e.settings.value,a=e.wanted.value,r=fe(o)?"":o.table?"own":o.recipe.data,l=u=>Gt.includes(u)&&e.apply(ut(e.settings.value,u)),c=async u=>{let[$]=u.currentTarget.files;u.currentTarget.value="",$&&await e.open($.name,await Zn($))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${N} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...Gt.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${e.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${t} onClick=${()=>n(!t)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=".csv,.tsv,.txt,.tab,.data,.dat,text/*" ref=${s} onChange=${c} />
        ${t?m`<${ja} playground=${e} onDone=${()=>n(!1)} />`:m`<p class="note">${i("own.drop")}</p>`}`}
    </div>`}var Le=Xe(null),nn=!1;function Nt(){nn||(nn=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(e=>e.json()).then(e=>Le.value=e,()=>nn=!1))}function Ys(e){let[,t=e,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(e)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:t,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function Zs(e,t,n){let s=Object.entries(t).filter(([o,a])=>a!==n[o]);return e+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function Js(e="(-inf, inf)"){let[t,n]=e.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:t,high:n,open:e.endsWith(")")}}var za={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},Qs=e=>za[e]??(In(`constant.${e}`)?i(`constant.${e}`):e.replaceAll("_"," "));function Be({id:e,label:t,family:n,spec:s,names:o,auto:a,onChange:r}){T(Nt,[]);let{name:l,constants:c}=Ys(s),u=Le.value?.catalog[n][l],$=o.includes(l)||!l?o:[...o,l],p=[...a===void 0?[]:[{value:"",label:a}],...$.map(f=>({value:f,label:U(f)}))],h=(f,b)=>Number.isFinite(b)&&r(Zs(l,{...u?.constants,...c,[f]:b},u?.constants??{}),`${e}-${f}`);return m`
    <div class="component-field">
      <${N} id=${e} label=${t} value=${l} options=${p} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,b])=>{let d=c[f]??b,{low:w,high:v,open:S}=Js(u.limits[f]),k=`${e}-${f}`;return w===0&&v===1?m`<${J} key=${k} id=${k} label=${Qs(f)} value=${d} min=${0} max=${S?.999:1} step=${.001} shown=${g(d,4)}
            onInput=${y=>h(f,y)} />`:m`<${q} key=${k} id=${k} label=${Qs(f)} value=${d} min=${Number.isFinite(w)?w:void 0}
          onChange=${y=>h(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var sn=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],Ua=[0,.1,.3,1,3,10,30,100];function At({id:e,label:t,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${J} id=${e} label=${t} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?g(n):o}
    onInput=${l=>a(r[l])} />`}function eo({playground:e}){let{recipe:t}=e.settings.value,n=(r,l="")=>e.apply(de(e.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=t.validation_fraction??(t.patience&&t.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Be} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(t.optimizer)} names=${bt}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in t?{momentum:null}:{}},l)} />
      <${At} id="l1" label=${i("training.l1")} value=${Number(t.l1??0)} values=${sn} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${At} id="l2" label=${i("training.l2")} value=${Number(t.l2??0)} values=${sn} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${q} id="seed" label=${i("training.seed")} value=${t.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Ln-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(e.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Be} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(t.schedule??"constant")} names=${Cs}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(t.schedule??"constant")==="constant"?null:m`
          <${q} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${t.schedule_epochs??t.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${At} id="decay" label=${i("training.decay")} value=${Number(t.weight_decay??0)} values=${sn} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${At} id="clip" label=${i("training.clip")} value=${Number(t.clip??0)} values=${Ua} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${te} id="stopping" label=${i("training.stopping")} checked=${!!t.patience} onChange=${r=>n({patience:r?20:null})} />
        ${t.patience?m`
          <${q} id="patience" label=${i("training.patience")} value=${t.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${J} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${L(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${q} id="epochs" label=${i("training.epochs")} value=${t.epochs} min=${1} max=${j.epochs} step=${1} onChange=${s("epochs",{min:1,max:j.epochs})} />
        <${N} id="weights" label=${i("training.initializer")} value=${t.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...vt.map(r=>({value:r,label:U(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${N} id="scale" label=${i("training.scale")} value=${t.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(t.scale??"standard")==="standard"?m`
          <${J} id="input-limit" label=${i("training.inputLimit")} value=${t.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${t.input_limit?i("training.deviations",{count:g(t.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${te} id="shuffle" label=${i("training.shuffle")} checked=${t.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:Y(e.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var on=24;function qa(e){let[t,n]=C({}),s=e.drawable.value,o=I(!1);return T(()=>{if(!s||o.current)return;o.current=!0;let a=async r=>[r,await e.client.call("preview",{recipe:{data:r,samples:120,data_seed:0,noise:0}})];Promise.all(Wt.map(a)).then(r=>n(Object.fromEntries(r)),()=>{})},[e,s]),t}function Ba({preview:e}){let t=D.value;return B(()=>{if(!e)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=e,r=c=>(24+c/he[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let $=_(a.length?t.classes[c]:Ie(t,Math.round(c*6)/6));l.set($,`${l.get($)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[e,t])}function Va({playground:e}){let t=qa(e),n=e.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Wt.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>e.apply(ut(e.settings.value,s))}><${Ba} preview=${t[s]} /></button>`)}
    </fieldset>`}function Wa({name:e}){let t=D.value,n=B(()=>{let s=Ct(e,on);return s?Se(oe(t),s.values,on,0,s.reach):null},[e,t]);return m`<${Et} pixels=${n} size=${on} />`}function Ga({playground:e}){let n=e.settings.value.recipe.features??[],s=[...Ht,...n.filter(o=>!Ht.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>e.apply(zn(e.settings.value,o))}>
          <${Wa} name=${o} /><span>${Te(o)}</span>
        </button>`)}
    </fieldset>`}function Ha({playground:e}){let t=e.settings.value,{recipe:n}=t,s=fe(t)&&t.points===null,o=(l,c)=>e.apply(de(e.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=lt.includes(a)?lt:[...lt,a].toSorted((l,c)=>l-c);return m`
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
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var to=({playground:e})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${e.hides("sets")?null:m`<${Va} playground=${e} />`}
    ${e.hides("sets")&&e.hides("own")?null:m`<${Xs} playground=${e} />`}
    ${e.hides("rows")?null:m`<div class="rows"><${Ha} playground=${e} /></div>`}
    ${e.hides("features")?null:fe(e.settings.value)?m`<${Ga} playground=${e} />`:m`<${Ks} playground=${e} />`}
    ${e.hides("settings")?null:m`<${eo} playground=${e} />`}
  </section>`;function no(e,t,n,s){let o=e.layout,a=n===0?t.point_inputs:t[`point_${n-1}`],r=t[`point_${n}`],{theta:l}=t,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],$=Z(e),p=Array.from(a,(b,d)=>{let w=l[c.W.start+d*u+s];return{name:n===0?$[d]:`a${Ze(d+1)}`,weight:w,input:b,product:w*b}}),h=l[c.b.start+s],f=e.architecture.layers[n];return{terms:p,bias:h,z:p.reduce((b,d)=>b+d.product,h),a:r[s],activation:f?f.activation:e.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var so=8,an=e=>e<0?`(${g(e)})`:g(e);function Ka(e){let t=e.selected.value;return t?.kind==="neuron"?{column:t.column,index:t.index}:t?.kind==="weight"?{column:t.column,index:t.to}:{column:e.counts().length-1,index:0}}function Xa({playground:e}){let t=e.data.value,n=e.row.value;if(!t)return null;let s=t.values.length,{x:o,y:a}=e.point.value,r=n===null?"":Object.keys(t.parts).find(l=>t.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${q} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>e.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:g(o),y:g(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:t.target,value:t.classes.length?t.classes[t.values[n]]:g(t.values[n])})}</span>
    </div>`}function oo({playground:e}){let t=e.network.value,n=e.row.value,s=!!t?.architecture.layers.some(({norm:M})=>M==="batch"),o=n!==null&&!s;T(()=>{if(o)return e.look("neuron",{gradient:n}),()=>e.lookAway("neuron")},[e,n,o,t]);let[a,r]=C(!1),l=e.readable.value,c=e.counts();if(!t||!l)return null;let u=Ka(e),$=no(t,l.arrays,u.column-1,u.index),p={features:Z(t),layers:c.length-2,outputs:c.at(-1)??1,classes:t.classes},h=c.slice(1).flatMap((M,R)=>Array.from({length:Math.min(M,200)},(le,pe)=>({value:`${R+1} ${pe}`,label:K({column:R+1,index:pe},p)}))),f=m`
    <div class="fields"><${N} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${h}
      onChange=${M=>{let[R,le]=M.split(" ").map(Number);e.select({kind:"neuron",column:R,index:le})}} />
      <${Xa} playground=${e} /></div>`;if(!$)return f;let{terms:b,bias:d,z:w,a:v,activation:S,plain:k}=$,y=o?e.inside.value:null,E=y?.arrays.gradient,{W:O,b:F}=t.layout[u.column-1],V=u.column===1?Z(t):b.map((M,R)=>`a${Ze(R+1)}`),G=b.slice(0,so),re=b.length>so?" + \u2026":"",ie=M=>E?.[O.start+M*O.shape[1]+u.index]??NaN,H=E?.[F.start+u.index]??NaN,Ae={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...E?["\u2202L/\u2202w"]:[]],rows:[...b.slice(0,a?1/0:12).map(({weight:M,input:R,product:le},pe)=>[V[pe],R,M,le,...E?[ie(pe)]:[]]),[i("editor.bias"),1,d,d,...E?[H]:[]]]};return m`
    ${f}
    <section class="equation">
      ${k?m`
        <p class="math">z = ${G.map((M,R)=>m`${R?" + ":""}<i>w</i>${Ze(R+1)}·${V[R]}`)}${re} + <i>b</i>
          ${" = "}${G.map(({weight:M,input:R},le)=>`${le?" + ":""}${an(M)}\xB7${an(R)}`)}${re} + ${an(d)} = <b>${g(w,4)}</b></p>
        <p class="math"><i>a</i> = ${U(S)}(z) = ${U(S)}(${g(w,4)}) = <b>${g(v,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${g(v,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${E?m`
        <p class="math">L = <b>${g(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${g(H,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${ze} table=${Ae} title=${K(u,p)} name="neuron" />
    ${b.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:b.length})}</button>`:null}`}function ao({form:e,low:t,offset:n,scale:s},o,a,r){let l=Array.from(a,$=>r[$]),c=o.length/a.length;if(e==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,$=>$*s+n),sure:l.map(()=>1)};if(e==="column"){let $=Array.from(o,p=>Math.min(Math.max((p-t)/(1-t),0),1));return{rows:a,truth:l,outputs:o,prediction:$.map(p=>+(p>.5)),sure:$.map(p=>Math.max(p,1-p))}}let u=l.map(($,p)=>{let h=0;for(let f=1;f<c;f++)o[p*c+f]>o[p*c+h]&&(h=f);return h});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map(($,p)=>o[p*c+$])}}function ro({truth:e,prediction:t},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return e.forEach((o,a)=>s[o][t[a]]+=1),s}var Pe=e=>e.reduce((t,n)=>t+n,0)/e.length;function io({truth:e,prediction:t},n){let s=e.map((l,c)=>t[c]-l),o=Pe(e),a=Pe(e.map(l=>(l-o)**2)),r=Pe(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Pe(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Pe(e.map(l=>(l-n)**2)))}}var lo=({truth:e,prediction:t},n)=>({accuracy:Pe(e.map((s,o)=>+(s===t[o]))),baseline:Pe(e.map(s=>+(s===n)))});function co(e){let t=[];for(let n of e)t[n]=(t[n]??0)+1;return t.reduce((n,s,o)=>s>(t[n]??0)?o:n,0)}var uo=({truth:e,prediction:t,sure:n})=>e.map((s,o)=>o).filter(s=>e[s]!==t[s]).toSorted((s,o)=>n[o]-n[s]);function mo(e,t){let n=t.filter(Boolean).length,s=t.length-n;if(!n||!s)return null;let o=t.map((u,$)=>$).toSorted((u,$)=>e[$]-e[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,$)=>{if(t[u]?r+=1:l+=1,$+1<o.length&&e[o[$+1]]===e[u])return;let[p,h]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-p)*(f[1]+h)/2,a.push(f)}),{points:a,area:c}}function $o({truth:e,prediction:t,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return e.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===t[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function _t(e,t=24){let[n,s]=[1/0,-1/0];for(let a=0;a<e.length;a++)e[a]<n&&(n=e[a]),e[a]>s&&(s=e[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(t).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(t).fill(0);for(let a=0;a<e.length;a++)o[Math.min(Math.floor((e[a]-n)/(s-n)*t),t-1)]+=1;return{low:n,high:s,counts:o}}var Tt=132,Ve=46;function It({low:e,high:t,counts:n,title:s}){let o=Math.max(...n,1),a=Tt/n.length,r=e<0&&t>0?(0-e)/(t-e)*Tt:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${Tt} ${Ve}`} role="img" aria-label=${i("chart.histogram",{title:s,low:g(e),high:g(t)})}>
        ${n.map((l,c)=>l?m`<rect class=${e+(c+.5)/n.length*(t-e)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Ve-l/o*Ve} height=${l/o*Ve} />`:null)}
        <path class="base" d=${`M0 ${Ve}H${Tt}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Ve}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${g(e,2)}</span><span>${g(t,2)}</span></figcaption>
    </figure>`}var Q=150,ue=26;function Ot({title:e,across:t,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*Q,c=([u,$])=>`${(ue+l(u)).toFixed(1)} ${(Q+4-l($)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${e}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${Q+ue+8} ${Q+ue+8}`} role="img" aria-label=${`${e} ${r}`}>
        <path class="frame" d=${`M${ue} 4V${Q+4}H${ue+Q}`} /><path class="diagonal" d=${`M${ue} ${Q+4}L${ue+Q} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${ue} y=${Q+17}>${g(a[0],2)}</text><text x=${ue+Q} y=${Q+17} text-anchor="end">${g(a[1],2)}</text>
        <text x=${ue+Q/2} y=${Q+29} text-anchor="middle">${t}</text>
        <text transform=${`translate(${ue-6} ${Q/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var Ya=64;function Za({playground:e,side:t}){let n=e.network.value,s=e.readable.value?.arrays.theta,o=D.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=X(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,Ya)},(c,u)=>m`
        <figure key=${u}><${Et} size=${t} className="large" pixels=${Se(oe(o),pt(s,t,$=>a.start+$*r+u),t,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function po({playground:e}){T(()=>(e.look("layers",{activations:!0,gradient:"train"}),()=>e.lookAway("layers")),[e]);let t=e.network.value,n=e.inside.value?.arrays,s=e.inside.value?.arrays.theta,o=t?ss(t.features):0,a=B(()=>!t||!n?.gradient||!s?[]:t.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),$=n.gradient.subarray(r.start,r.start+u.length),p=n[`activations_${c}`]??new Float32Array(0),h=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:$,outputs:p,dead:Qa(p,p.length?h:0)}}),[t,n,s]);return m`
    ${o&&t?.architecture.layers.length?m`<${Za} playground=${e} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},$)=>{let p=$===a.length-1?i("network.output"):i("network.layer",{layer:$+1});return m`<tr key=${$}><th scope="row">${p}<small>${Y(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${It} ...${_t(r)} title=${`${p}, ${i("inside.weights")}`} /></td>
            <td><${It} ...${_t(c)} title=${`${p}, ${i("inside.activations")}`} /></td>
            <td><${It} ...${_t(l)} title=${`${p}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:g(Math.hypot(...Ja(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function Ja(e){let t=[];for(let n=0;n<e.length;n+=1e3)t.push(Math.hypot(...e.subarray(n,n+1e3)));return t}function Qa(e,t){let n=0;for(let s=0;s<t;s++){let o=e.length>t;for(let a=s+t;o&&a<e.length;a+=t)o=e[a]===e[s];n+=Number(o)}return n}function er(e,t){let n=e.network.value,s=e.readable.value,o=e.data.value;if(!n||!s)return null;if(t==="data")return o?es(o):null;if(t==="history")return Qn(e.history);if(t==="surface")return s.arrays.surface?ns(s.arrays.surface,e.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(t),r=a===0?Z(n):Array.from({length:e.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?ts(n.layout[a],s.arrays.theta,r):null}function ho({playground:e}){let[t,n]=C("history"),s=Math.max(e.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===t)?t:"history",r=er(e,a);return m`
    <section class="numbers">
      <${N} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${ze} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}var rn=50,tr=400;function nr(e,t){let{middle:n,low:s,high:o}=D.value;return _(ve(n,t?s:o,.08+.4*e))}function sr({matrix:e,classes:t,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${t.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${t.map(o=>m`<th scope="col">${z(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${e.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${z(t[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?nr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:z(t[a]),predicted:z(t[c])})}
              onClick=${()=>s(u?null:[a,c])}>${Y(l)}</button></td>`})}<td>${r?L(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function fo({playground:e,predictions:t,places:n,title:s}){let o=e.data.value,a=e.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?z(o.classes[c]):g(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,rn).map(c=>{let u=t.rows[c];return m`<tr><td><button class="link" aria-pressed=${e.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>e.lookAtRow(u)}>${u+1}</button></td>
            ${r.map($=>m`<td>${o.levels?.[$]?.[o.columns[$][u]]??g(o.columns[$][u])}</td>`)}
            <td>${l(t.truth[c])}</td><td>${l(t.prediction[c])}</td>${o.classes.length?m`<td>${L(t.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>rn?m`<p class="note">${i("results.more",{count:n.length-rn})}</p>`:null}
    </div>`}function or({playground:e,predictions:t,classes:n,guess:s}){let[o,a]=C(null),r=ro(t,n.length),{accuracy:l,baseline:c}=lo(t,s),u=o?t.truth.map((h,f)=>f).filter(h=>t.truth[h]===o[0]&&t.prediction[h]===o[1]):uo(t),$=o?i("results.cell",{count:u.length,truth:z(n[o[0]]),predicted:z(n[o[1]])}):i("results.wrong",{count:u.length}),p=t.outputs.length===t.truth.length?mo(t.outputs,t.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${L(l)}</b> <span class="note">${i("results.baseline",{name:z(n[s]),share:L(c)})}</span></p>
    <div class="results-grid">
      <${sr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${p?m`<${Ot} title=${i("results.roc")} note=${i("results.area",{area:g(p.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${p.points} />`:null}
      <${Ot} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${$o(t).map(({sure:h,right:f})=>[h,f])} />
    </div>
    ${u.length?m`<${fo} playground=${e} predictions=${t} places=${u} title=${$} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function ar({playground:e,predictions:t,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=io(t,n),{truth:c,prediction:u}=t,$=[...c,...u].filter(Number.isFinite),p=[Math.min(...$),Math.max(...$)],h=Math.max(Math.ceil(c.length/tr),1),f=c.flatMap((d,w)=>w%h?[]:[[d,u[w]]]),b=c.map((d,w)=>w).toSorted((d,w)=>Math.abs(u[w]-c[w])-Math.abs(u[d]-c[d]));return m`
    <p class="summary">R² <b>${g(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:g(o),baseline:g(l)})}</span></p>
    <div class="results-grid">
      <${Ot} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${p} />
      <${ze} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${fo} playground=${e} predictions=${t} places=${b} title=${i("results.largest")} />`}function bo({playground:e}){T(()=>(e.look("results",{predictions:!0}),()=>e.lookAway("results")),[e]);let[t,n]=C("test"),s=e.network.value,o=e.data.value,a=e.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(t)?t:r[0],c=a?.[`outputs_${l}`],u=B(()=>s&&o&&c?ao(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),$=B(()=>{let p=(o?.parts.train??[]).map(h=>o?.values[h]??0);return o?.classes.length?co(p):p.reduce((h,f)=>h+f,0)/(p.length||1)},[o]);return!s||!o?null:m`
    <${N} id="part" label=${i("results.part")} value=${l} options=${r.map(p=>({value:p,label:i("results.rows",{part:i(`curves.${p}`),count:o.parts[p].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${or} playground=${e} predictions=${u} classes=${o.classes} guess=${$} />`:m`<${ar} playground=${e} predictions=${u} guess=${$} />`:null}`}function vo({playground:e}){let t=e.kept.runs.value,n=e.readable.value?.header.row;if(!t.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>e.keepRun()}>${i("runs.keep")}</button>`;let s=e.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:e.settings.value,epoch:e.position.value.viewed,row:n,measure:s},...t],r=a.map(({settings:u})=>os(u)),l=(u,$)=>$===void 0||!Number.isFinite($)?"\u2013":u.endsWith("accuracy")?L($):g($),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:_(tn(D.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${Y(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map($=>m`<td>${l(u,$.row?.[u])}</td>`)}</tr>`)}
          ${as(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map($=>m`<td>${$[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${t.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>e.apply({...u.settings,view:e.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>ht(e,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>e.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${se}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var go={neuron:oo,layers:po,results:bo,runs:vo,numbers:ho},We=Object.keys(go);function wo({playground:e}){let[t,n]=C(We[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=We[(We.indexOf(t)+a+We.length)%We.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${We.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===t} aria-controls="inside-view"
        tabindex=${o===t?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${t}`}><${go[t]} playground=${e} /></div>`}var xo=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function ko(e,t){let[n,s]=C(null),{language:o}=rt.value;return T(()=>{e().then(s,a=>t.complain(ks(a)))},[o]),n}function rr({guide:e,lesson:{name:t,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(e.progress.value[t]??[]).length,c=Array.from({length:a},(u,$)=>$).find(u=>!e.isDone(t,u))??0;return m`
    <li data-lesson=${t}><button class="question lesson" onClick=${()=>{e.open(t,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function ir({guide:e}){let t=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&e.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${t} /></label> ${i("lesson.ownHint")}</p>`}function lr({guide:e}){let[t,n]=C("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.trim()&&e.verify(t)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function yo({playground:e}){let t=e.guide,n=ko(vs,e),s=ko(()=>gs(bs),e),o=a=>{let{settings:r}=Ye(a),{theme:l,language:c,speed:u,hide:$}=e.settings.value.view;t.leave(),e.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:$}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${rr} key=${a.name} guide=${t} lesson=${a} place=${r+1} />`)}</ol>
    <${ir} guide=${t} />
    ${Me?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{t.challenge(a)}}><b>${t.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${lr} guide=${t} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${xo.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}function me(e){return e==null?"None":e===!0?"True":e===!1?"False":Array.isArray(e)?e.length===1?`(${me(e[0])},)`:`(${e.map(me).join(", ")})`:typeof e=="string"?JSON.stringify(e):String(e)}function Mo(e,t,n){let s=n?.start?n.changes.filter(([r])=>r<t):[];if(!n?.start||!s.length)return{start:e,until:t,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=ln(o);o={...o,...l};let $=ln(o),p=Object.fromEntries(Object.keys($).filter(h=>h!=="epochs"&&JSON.stringify($[h])!==JSON.stringify(u[h])).map(h=>[h,$[h]]));return{from:r,until:s[c+1]?.[0]??t,recipe:p}});return{start:n.start,until:s[0][0],forks:a}}function ln(e){let{patience:t=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=e;return{...e,...n!=="constant"?{schedule_epochs:s??e.epochs}:{},...t!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function Co(e,t){let n=ln(e.recipe),s=fe(e)&&e.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:t,data:void 0}).filter(([,o])=>o!==void 0)}function cr(e){let t=Object.entries(e).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==Kt[n]).map(([n,s])=>`, ${n}=${me(s)}`);return`nn.Layer(${e.width}, ${me(e.activation)}${t.join("")})`}function Eo(e,t,n=null){let{start:s,until:o,forks:a}=Mo(e,t,n),{recipe:r,architecture:l,points:c,formulas:u}=s,$=["import nnplay as nn",""];for(let{name:h,text:f,constants:b={},learned:d=[]}of u){let w=Object.entries(b).map(([v,S])=>`, ${v}=${S}`).join("");$.push(`nn.formula(${me(f)}, name=${me(h)}${d.length?`, learned=${me(d)}`:""}${w})`)}c===null?$.push(`data = ${me(r.data)}`):$.push(`X = [${c.map(([h,f])=>`[${h}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,h])=>JSON.stringify(`class ${String(h+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let p=[["output",l.output],["loss",l.loss]].filter(([,h])=>h).map(([h,f])=>`, ${h}=${me(f)}`);$.push(`arch = nn.Architecture([${l.layers.map(cr).join(", ")}]${p.join("")})`,"run = nn.train(","    data,","    arch,");for(let[h,f]of Co(s,o))$.push(`    ${h}=${me(f)},`);$.push(")");for(let h of a)$.push(`run = run.fork(${h.from}${Object.entries({...h.recipe,epochs:h.until}).map(([f,b])=>`, ${f}=${me(b)}`).join("")})`);return $.push("print(run.metrics)"),`${$.join(`
`)}
`}var ge=e=>/^[\w.,:=+-]+$/.test(e)?e:`'${e.replaceAll("'","'\\''")}'`,No=e=>`nnplay web ${ge(e)}`,Ao=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function _o({layers:e,output:t}){let n=[...e.map(s=>s.activation),t].find(s=>!Ao.has(s));return n||(e.some(s=>s.norm)?"normalization":e.some(s=>s.skip)?"skip":null)}function cn({layers:e,output:t},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,$)=>Number(s[r+$*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${Ao.get(l<e.length?e[l].activation:t)},`),l<e.length&&e[l].dropout&&a.push(`    nn.Dropout(${e[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},($,p)=>o(r.start+p,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var So=e=>e.flatMap(([t,n])=>{let s=`--${t.replaceAll("_","-")}`;return n===null?t==="batch_size"?[s,"full"]:["features","target","exclude"].includes(t)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${t.replaceAll("_","-")}`]:t==="penalties"?[s,ge(n.map(o=>o.join("=")).join(","))]:[s,ge(Array.isArray(n)?n.join(","):String(n))]});function To(e,t,n=null){if(e.points!==null)return null;let{start:s,until:o,forks:a}=Mo(e,t,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:$=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([p,h])=>["--set",`${p}=${h}`]),...$.flatMap(p=>["--learn",p]),"--",ge(c)]);return r.push(["nnplay","train",ge(s.recipe.data),...ur(s.architecture),...So(Co(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...So(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function ur({layers:e,output:t,loss:n}){let s=e.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,$])=>$!==Kt[u]).map(([u,$])=>$===!0?u:`${u}=${$}`)),o=s.some(r=>r.length)?e.flatMap(({width:r,activation:l},c)=>["--layer",ge([r,l,...s[c]].join(" "))]):["--hidden",e.map(r=>r.width).join(",")||"0"],a=[...new Set(e.map(r=>r.activation))];return o[0]==="--hidden"&&e.length&&o.push("--activation",ge(a.length>1?e.map(r=>r.activation).join(","):a[0])),t&&o.push("--output",ge(t)),n&&o.push("--loss",ge(n)),o}var Io=e=>e||Pn.recipe.epochs;var mr=["network","surface","curves"];function Oo({playground:e}){let t=async(n,s)=>{let o=e.figures.get(n)?.();o&&(s==="svg"?Je(`${n}.svg`,o,"image/svg+xml"):Je(`${n}.png`,await Fs(o),"image/png"),e.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${mr.filter(n=>e.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{t(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function Ro({playground:e}){let t=e.settings.value,n=e.network.value,s=e.readable.value?.arrays.theta,{viewed:o}=e.position.value,a=`${location.origin}${location.pathname}?${be(t)}`,r=Io(o),{log:l}=e,c=To(t,r,l),u=n?_o(n.architecture):null,$=()=>e.announcement.value=i("take.copied");return m`
    <div class="take">
      <${Ss} playground=${e} />
      <${Oo} playground=${e} />
      ${e.log.start===null||e.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${Oe} title=${i("take.python")} content=${Eo(t,r,l)} file="run.py" onCopy=${$} />
      ${c?m`<${Oe} title=${i("take.command")} content=${c} onCopy=${$} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${Oe} title=${i("take.page")} content=${No(a)} onCopy=${$} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${Oe} title=${i("take.torch")} content=${cn(n.architecture,n.layout,s)} file="network.py" onCopy=${$} />`:n&&s?m`<p><button class="plain" onClick=${()=>Je("network.py",cn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var $r={learn:yo,inside:wo,take:Ro};function Lo({playground:e}){let t=e.drawer.value;return m`
    <section class=${`drawer dock ${t??""}`} id="drawer" hidden=${!t} aria-label=${t?i(`drawer.${t}`):""}>
      ${t?m`
        <div class="dock-head"><h2>${i(`drawer.${t}`)}</h2>
          <button class="round small" onClick=${()=>e.drawer.value=null} aria-label=${i("drawer.close")}>${se}</button></div>
        <div class="drawer-content"><${$r[t]} playground=${e} /></div>`:null}
    </section>`}var Po=121,Rt={activation:[-4,4],loss:[0,1]};async function Do(e,t,n=1){let s=Le.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-IL5LKUPJ.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(e,s).constants),l=new o(e,s,Object.fromEntries(Object.entries(t).filter(([h])=>r.includes(h)))),[c,u]=Rt[l.kind],$=l.kind==="activation"?"z":"y_hat",p=h=>Float64Array.from({length:Po},(f,b)=>a(h,{...l.constants,y:n,[$]:c+(u-c)*b/(Po-1)}));return{kind:l.kind,constants:l.constants,values:p(l.tree),slopes:p(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var un=200,Lt=120,pr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function hr({preview:{values:e,slopes:t,low:n,high:s}}){let o=[...e,...t].filter(p=>Number.isFinite(p)&&Math.abs(p)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=p=>Lt-(p-a)/(r-a)*Lt,c=p=>p/(e.length-1)*un,u=p=>{let[h,f]=["","M"];return p.forEach((b,d)=>{Number.isFinite(b)&&Math.abs(b)<1e3?[h,f]=[`${h}${f}${c(d).toFixed(1)} ${l(b).toFixed(1)}`,"L"]:f="M"}),h},$=n<0?c(-n/(s-n)*(e.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${un+8} ${Lt+8}`} role="img" aria-label=${i("formula.picture",{low:g(n),high:g(s),bottom:g(a),top:g(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${un}M${$} 0V${Lt}`} />
      <path class="slope" d=${u(t)} /><path class="value" d=${u(e)} />
    </svg>`}function Pt({playground:e,kind:t,onUse:n}){T(Nt,[]);let{formulas:s}=e.settings.value,[o,a]=C(""),[r,l]=C(""),[c,u]=C({}),[$,p]=C([]),[h,f]=C(null),b=Le.value!==null;T(()=>{let k=!0;return r.trim()?Do(r,c).then(y=>k&&f(y)):f(null),()=>{k=!1}},[r,c,b]);let d=h&&"kind"in h?h:null,w=h&&"mistake"in h?h.mistake:d&&d.kind!==t?i(`formula.only.${t}`):"",v=o.trim()||Array.from({length:j.formulas+1},(k,y)=>`own_${y+1}`).find(k=>!s.some(y=>y.name===k))||"own",S=()=>{if(!d||w)return;let k=Object.keys(d.constants),y={name:v,text:r.trim(),constants:d.constants,learned:$.filter(O=>k.includes(O))},E=e.settings.value.formulas.filter(O=>O.name!==v);if(E.length>=j.formulas)return e.complain(i("formula.many",{most:j.formulas}));n(v,{...e.settings.value,formulas:[...E,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${t}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${t}`}><span class="field-label">${i(t==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${t}`} value=${r} placeholder=${pr[t]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!w}
            onInput=${k=>l(k.currentTarget.value)} onKeyDown=${k=>k.key==="Enter"&&S()} /></label>
        <label class="field" for=${`formula-name-${t}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${t}`} value=${o} placeholder=${v} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${k=>a(k.currentTarget.value)} /></label>
        ${w?m`<p class="note mistake" role="status">${w}</p>`:null}
        ${d&&!w?m`
          <${hr} preview=${d} />
          <p class="note">${i(t==="activation"?"formula.legend":"formula.legendLoss",{low:g(Rt[t][0]),high:g(Rt[t][1])})}</p>
          ${Object.entries(d.constants).map(([k,y])=>m`
            <${J} key=${k} id=${`formula-${t}-${k}`} label=${k} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${g(y)}
              onInput=${E=>u({...c,[k]:E})} />
            ${t==="activation"?m`<${te} id=${`learn-${k}`} label=${i("formula.learn",{constant:k})} checked=${$.includes(k)}
              onChange=${E=>p(E?[...$,k]:$.filter(O=>O!==k))} />`:null}`)}
          <button class="plain strong" onClick=${S}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Fo=["sigmoid","softmax","tanh","identity"];function jo({playground:e}){let t=e.settings.value,n=e.network.value;if(!n)return null;let{output:s,loss:o}=t.architecture,a=n.classes.length>2,r=n.classes.length?a?gt.several:gt.classification:gt.regression,l=t.formulas.map(({name:p})=>p),c=[...Fo.filter(p=>n.classes.length||p!=="softmax"),...Ce.filter(p=>!Fo.includes(p)),...l],u=(p,h="")=>e.apply({...e.settings.value,architecture:{...e.settings.value.architecture,...p}},h),$=p=>i("editor.autoIs",{name:U(p)});return m`
    <div class="fields">
      <${Be} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${$(n.architecture.output)}
        onChange=${(p,h)=>u({output:p||null},h)} />
      <${Be} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${$(n.architecture.loss)}
        onChange=${(p,h)=>u({loss:p||null},h)} />
    </div>
    <${Pt} playground=${e} kind="loss" onUse=${(p,h)=>e.apply({...h,architecture:{...h.architecture,loss:p}})} />`}var mn=24;function $n({id:e,label:t,value:n,onInput:s}){let[o,a]=C(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${J} id=${e} label=${t} value=${r} min=${-l} max=${l} step=${.01} shown=${g(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${q} id=${`${e}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function pn(e,t,n){let s=e.network.value?.layout[t];return s?Number(e.readable.value?.arrays.theta?.[n(s)]??0):0}function hn(e){let t=e.network.value,n=e.counts();return{features:t?Z(t):[],layers:n.length-2,outputs:n.at(-1)??1,classes:t?.classes??[]}}function fr({playground:e,column:t,from:n,to:s}){let o=t-1,a=pn(e,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${$n} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>e.edit(o,[n,s],r)} />`}function dr({playground:e,column:t,index:n}){let s=t-1,o=e.counts(),a=pn(e,s,({b:c})=>c.start+n),r=Math.min(o[s],mn),l=c=>s===0?hn(e).features[c]??"":K({column:s,index:c},hn(e));return m`
    <div class="parameters">
      <${$n} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>e.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${$n} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${pn(e,s,({W:$})=>$.start+u*$.shape[1]+n)}
          onInput=${$=>e.edit(s,[u,n],$)} />`)}
    </div>
    ${o[s]>mn?m`<p class="note">${i("editor.more",{count:o[s]-mn})}</p>`:null}
    <button class="plain" onClick=${()=>e.drawer.value="inside"}>${i("editor.equation")}</button>`}function br({playground:e,column:t}){let n=e.settings.value,s=t-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>e.apply(Yt(e.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:U(u)})),l=[...new Set([...Ce,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Fe.includes(c));return m`
    <div class="fields">
      <${q} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${j.neurons} step=${1}
        onChange=${c=>e.apply(mt(e.settings.value,s,c))} />
      <${N} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Fe)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${N} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${N} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(vt)]}
        onChange=${c=>a({initializer:c||null})} />
      <${J} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${g(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${te} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>e.apply(Fn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${Pt} playground=${e} kind="activation" onUse=${(c,u)=>e.apply(Yt(u,s,{activation:c}))} />`}function zo({playground:e}){let t=e.selected.value;if(!t||e.hides(t.kind==="layer"?"layers":"weights"))return null;let n=hn(e),s=t.kind==="layer"&&t.column===e.counts().length-1,o=s?i("network.output"):t.kind==="layer"?i("network.layer",{layer:t.column}):t.kind==="neuron"?K(t,n):i("editor.between",{from:K({column:t.column-1,index:t.from},n),to:K({column:t.column,index:t.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>e.select(null)} aria-label=${i("editor.close")}>${se}</button></div>
      ${s?m`<${jo} playground=${e} />`:t.kind==="layer"?m`<${br} playground=${e} column=${t.column} />`:t.kind==="neuron"?m`<${dr} playground=${e} column=${t.column} index=${t.index} />`:m`<${fr} playground=${e} column=${t.column} from=${t.from} to=${t.to} />`}
    </section>`}function Uo({guide:e,solved:t}){let[n,s]=C(""),o=e.step.value,a=e.verdict.value,r=async()=>s(await e.entryLink()),l=o?.score?`${o.score[0]}: ${g(Number(e.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&t?"right":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":t?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${t&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&t?m`<${Oe} title=${i("entry.link")} content=${n} onCopy=${()=>e.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var vr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,gr=0;function wr({word:e,meaning:t}){let[n]=C(()=>`term-${++gr}`),[s,o]=C(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${e}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${t}</span>
    </span>`}var qo=(e,t)=>fs(e,hs.value,t).map(n=>typeof n=="string"?n:m`<${wr} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function tt({content:e,used:t=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of e.matchAll(vr)){s.push(...qo(e.slice(o,a.index),t));let[,r,l,c,u,$]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+$} download>${u}</a>`),o=a.index+a[0].length}return s.push(...qo(e.slice(o),t)),m`${s}`}var xr=({guide:e,onGo:t})=>m`
  <ol class="guide-steps">${e.lesson.value?.steps.map((n,s)=>{let o=e.isDone(e.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===e.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>t(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function kr({guide:e}){let[t,n]=C("");return T(()=>n(""),[e.place.value,e.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.answer(t)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("lesson.check")}</button>
    </form>`}function yr({guide:e}){let t=e.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${t?.task}</legend>
      ${t?.options.map((n,s)=>m`
        <label key=${`${e.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${e.chosen.value===s} onChange=${()=>e.answer(String(s))} /><span><${tt} content=${n} used=${Sr} /></span></label>`)}
    </fieldset>`}var Sr={has:()=>!0,add:()=>{}};function Mr({guide:e,folder:t,used:n}){let s=e.step.value;if(!s)return null;let o=ps(s),a=e.done.value,r=e.goals(),l=e.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${tt} content=${e.filled(s.task)} used=${n} folder=${t} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${kr} guide=${e} />`:o==="choice"?m`<${yr} guide=${e} />`:null}
      <p class=${`guide-verdict ${a&&!e.wrong.value?"right":""}`} role="status">
        ${e.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${tt} content=${e.filled(s.then||i("lesson.done"))} used=${n} folder=${t} />`:null}
      </p>
      ${s.hint&&(l||!a)?e.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>e.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${Uo} guide=${e} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function Bo({guide:e}){let t=I(null),[n,s]=C(!1),o=e.lesson.value,a=e.step.value;if(!o||!a)return null;let r=e.place.value===o.steps.length-1,l=e.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,$=h=>{e.go(h),t.current?.focus()},p=()=>{r?(e.leave(),e.playground.drawer.value="learn"):$(e.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${t}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${xr} guide=${e} onGo=${$} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${e.done.value?"next":""}`} onClick=${p}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>e.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${se}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map((h,f)=>m`<p key=${f}><${tt} content=${e.filled(h)} used=${u} folder=${c} /></p>`)}</div>
        <${Mr} guide=${e} folder=${c} used=${u} />
      </div>
    </section>`}var Cr=8e3,Er=400,ae=8,Nr=7,Ar=Array.from({length:ae},(e,t)=>t%2?[t+1,t+2+ae]:[t+2+ae,t+1]).flat();function _r(e,t,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(e[t+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Vo=(e,t)=>Math.min(Math.ceil(Math.sqrt(Math.abs(e)/t)*ae),ae);function dn(e,t,n,s=!1){let o=Math.floor(Cr/e.layout.length);return e.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],$=Math.max(X(t,a.start,a.start+l*c),.5),p=_r(t,a.start,l*c,s&&!r?Er:o),h=new Int8Array(l*u);for(let f=0,b=0;f<l;f++)for(let d=0;d<u;d++,b++){let w=t[a.start+f*c+d],v=Math.abs(w);v>=p&&(h[b]=w>0?Vo(v,$):-Vo(v,$))}return h})}var Xo=(e,t)=>e.length===t.length&&e.every((n,s)=>n.length===t[s].length&&n.every((o,a)=>o===t[s][a]));function Wo(e,t,n){let{x1:s,y1:o,x2:a,y2:r}=cs(t,n),l=(s+a)/2;e.moveTo(s,o),e.bezierCurveTo(l,o,l,r,a,r)}function bn(e,{layout:t,palette:n,hovered:s,selected:o},a){e.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[t.columns[l].cells,t.columns[l+1].cells],$=Array.from({length:2*(ae+1)},()=>[]),p=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),h=t.columns[l+1].x-t.columns[l].x-t.columns[l].width,f=Math.max(Math.min(Nr,u[0].size/5,h/7)*p,.8);r.forEach((d,w)=>d&&$[d>0?d+ae+1:-d].push(w));for(let d of Ar){let w=d%(ae+1);if($[d].length){e.beginPath();for(let v of $[d])Wo(e,c[Math.floor(v/u.length)],u[v%u.length]);e.strokeStyle=ne(d>ae?n.high:n.low,(s?.2:.8*p)*(.35+.65*w/ae)),e.lineWidth=Math.max(f*w/ae,.35),e.stroke()}}let b=(d,w,v)=>{let S=r[d*u.length+w];e.beginPath(),Wo(e,c[d],u[w]),e.strokeStyle=ne(S>0?n.high:n.low,1),e.lineWidth=Math.max(f*Math.abs(S)/ae,.8)+v,e.stroke()};if(s?.column===l+1)for(let d=0;d<c.length;d++)b(d,s.index,0);if(s?.column===l)for(let d=0;d<u.length;d++)b(s.index,d,0);o?.kind==="weight"&&o.column===l+1&&b(o.from,o.to,2)})}var Go=new WeakMap;function Ho(e){let t=Go.get(e)??{...e,low:ve(e.middle,e.low,.62),high:ve(e.middle,e.high,.62)};return Go.set(e,t),t}var fn=new WeakMap;function Tr(e,t){return fn.has(e)||fn.set(e,e.classes.map(n=>({...e,low:e.middle,high:n}))),oe(fn.get(e)[t%e.classes.length])}var nt=null;function Ir(e,t){if(!nt||nt.image.width!==e||nt.image.height!==t){let n=new OffscreenCanvas(e,t).getContext("2d",{willReadFrequently:!0}),s=new ImageData(e,t);nt={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return nt}function vn(e,t){Or(e,t),Rr(e,t),Lr(e,t)}function Or(e,{layout:t,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=oe(l),$=oe(Ho(l)),p=t.columns.length-1,h=n.classes.length>2,f=t.columns.map(({cells:k},y)=>{let E=y?s[y-1]:o.find(Boolean)?.values;return E?Math.round(Math.sqrt(E.length/(y?k.length:1))):0}),b=Math.max(...f,1),d=Math.max(...t.columns.map(({cells:k})=>k.length)),v=Math.max(...f)>0?Ir(b*d,b*t.columns.length):null;t.columns.forEach(({cells:k},y)=>{let E=y?s[y-1]:null,O=f[y]**2,F=n.architecture.layers[y-1]?.activation??n.architecture.output;k.forEach((V,G)=>{if(!v)return;let re={width:v.image.width,left:G*b,top:y*b},ie=y?null:o[G];if(E){let H=G*O,[Ae,M]=r?[0,X(E,H,H+O)]:y===p&&!h?c:Qe(F,X(E,H,H+O)),R=y===p?h?Tr(l,G):u:$;Jt(v.pixels,re,R,E,f[y],Ae,M,H)}else ie&&Jt(v.pixels,re,$,ie.values,f[0],0,ie.reach,0)})}),v?.context.putImageData(v.image,0,0);let S=(k,y)=>{let E=a[k];if(!k&&r)return ve(l.middle,l.ink,r[y]??0);if(!E)return l.middle;if(k===p&&h)return ve(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(E[y],0),1));let O=n.architecture.layers[k-1]?.activation??n.architecture.output,[F,V]=k?k===p?c:Qe(O,X(E)):[0,2];return Ie(k===p?l:Ho(l),(E[y]-F)/V)};t.columns.forEach(({cells:k},y)=>k.forEach((E,O)=>{if(v&&(y?s[y-1]:o[O])){let F=f[y];e.drawImage(v.context.canvas,O*b,y*b,F,F,E.x,E.y,E.size,E.size)}else e.fillStyle=_(S(y,O)),e.fillRect(E.x,E.y,E.size+(y||!r?0:.5),E.size+(y||!r?0:.5))}))}function Rr(e,{layout:t,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){e.lineWidth=1,e.strokeStyle=ne(o.ink,.35);let c=t.columns.length-1;t.columns.forEach(({cells:u,size:$,x:p,width:h},f)=>{if(!f&&a&&e.strokeRect(p,u[0].y,h,h),$<5||!f&&a)return;e.lineWidth=f===c?2:1,e.strokeStyle=ne(o.ink,f===c?.9:.35);for(let d of u)e.strokeRect(d.x,d.y,d.size,d.size);if(!f||$<14)return;let b=Math.min($/9,4);e.lineWidth=1,e.strokeStyle=ne(o.ink,.5),u.forEach((d,w)=>{let v=s[n.layout[f-1].b.start+w];e.beginPath(),e.arc(d.x,d.y+d.size,b,0,2*Math.PI),e.fillStyle=_(Ie(o,Math.sign(v)*Math.max(Math.min(Math.abs(v)*2,1),.25))),e.fill(),e.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let $=u?t.columns[u.column]?.cells[u.index]:null;!$||$.size<5||(e.lineWidth=3,e.strokeStyle=_(o.ink),e.strokeRect($.x,$.y,$.size,$.size))}}function Ko(e,t,n){if(e.measureText(t).width<=n)return t;let s=t.length-1;for(;s>0&&e.measureText(`${t.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${t.slice(0,s)}\u2026`:""}function Lr(e,{layout:t,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[t.columns[0],t.columns[t.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;e.fillStyle=_(n.muted),e.font="12px system-ui, sans-serif",e.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(e.textAlign="right",r.cells.forEach(({x:u,y:$,size:p},h)=>e.fillText(Ko(e,s[h]??"",u-10),u-5,$+p/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(e.textAlign="left",l.cells.forEach(({x:u,y:$,size:p},h)=>e.fillText(Ko(e,o[h]??"",t.width-u-p-8),u+p+6,$+p/2)))}var Pr=92,Dr=44,Fr=e=>40+.06*e;function jr({playground:e}){let{layers:t}=e.settings.value.architecture,n=s=>e.apply(jn(e.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!t.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:t.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${t.length>=j.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function zr({playground:e,column:t,x:n,pitch:s}){let o=e.settings.value.architecture.layers[t-1],a=e.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===t,l=p=>e.apply(mt(e.settings.value,t-1,o.width+p)),c=s<Pr,u=i("network.layer",{layer:t}),$=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>e.select(r?null:{kind:"layer",column:t})}
        aria-label=${i("network.editLayer",{layer:t,neurons:o.width,activation:U(o.activation)})} title=${`${u}: ${$}`}>
        ${c?t:u}
      </button>
      ${s<Dr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:t})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${$}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=j.neurons} aria-label=${i("network.addNeuron",{layer:t})}>+</button>
        </div>`}
    </div>`}function Ur(e,{column:t,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(t+o[0],0),e.length-1),r=o[0]?Math.round((n+.5)/e[t]*e[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),e[a]-1)}}function qr(e,{x:t,y:n}){let s=e.inputs??e.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===t?o:r===n?a:Ct(r,24))}function Br(e,t,n){let{W:s}=e.layout[0],[o,a]=s.shape,r=e.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(pt(t,n,u=>s.start+u*a+c),c*o);return l}function Dt({playground:e,name:t="network"}){let[n,s]=Ee(),o=I(null),a=I(null),[r,l]=C(Vt),c=I(null),[u,$]=C({column:1,index:0}),[p,h]=C(""),f=e.network.value,b=e.counts(),d=e.imageSide.value,w=b.join(","),v=B(()=>b.length&&s.width?ls(b,s.width,s.height,d):null,[w,s.width,s.height,d]),S=e.plane.value,k=e.data.value,y=B(()=>f&&!d?qr(f,S):[],[f,S,d]),E=D.value;T(()=>{if(!n.current)return;let x=Bt(n.current);c.current=_n().scaleExtent([1,24]).filter(A=>A.type==="wheel"?A.ctrlKey||A.metaKey:A.type==="touchstart"?A.touches.length>1:!A.button&&A.target.tagName==="CANVAS").on("zoom",A=>l(A.transform)),x.call(c.current).on("dblclick.zoom",null)},[]),T(()=>{c.current?.translateExtent([[0,0],[s.width,s.height]]).extent([[0,0],[s.width,s.height]]),v&&(e.cellPixels.value=Math.max(...v.columns.slice(1).map(x=>x.size))*Math.min(r.k,2))},[v,r.k]);let O=B(()=>k&&!f?.classes.length?X(k.values):1,[k,f]),F=()=>{let x=e.frame.value?.arrays.theta;return!e.drawable.value||!v||!f||!x?null:{layout:v,network:f,theta:x,palette:E,hovered:e.hovered.value,selected:e.selected.value}},V=x=>{x.translate(r.x,r.y),x.scale(r.k,r.k)},G=I({levels:[],at:0,marks:[]});ce(()=>{let x=F();if(!x)return;let A=[v,E,r,x.hovered,x.selected],ee=A.every((ke,Ma)=>ke===G.current.marks[Ma]),_e=performance.now();if(ee&&e.newest.playing&&_e-G.current.at<Fr(x.theta.length))return;let xe=dn(x.network,x.theta,b,d>0);ee&&Xo(xe,G.current.levels)||(G.current={levels:xe,at:_e,marks:A},Re(o.current,s,ke=>{V(ke),bn(ke,x,xe)}))},[v,f,E,r]);let re=x=>{let A=e.frame.peek()?.arrays??{},ee=b.slice(1).map((_e,xe)=>{let ke=A[`neurons_${xe}`];return ke&&ke.length%_e===0?ke:null});return{...x,pictures:d?[Br(x.network,x.theta,d)]:ee,featurePictures:y,answers:b.map((_e,xe)=>A[xe?`point_${xe-1}`:"point_inputs"]??null),shades:d?e.shades():null,names:Z(x.network),outputNames:x.network.classes.length>2?x.network.classes.map(z):[],outputScale:xt(x.network.coding,O)}};ce(()=>{let x=F();x&&Re(a.current,s,A=>{V(A),vn(A,re(x))})},[v,f,y,E,r,d,O]),T(()=>{t==="network"&&e.figures.set("network",()=>De(()=>{let x=F();return x&&qe(s,E,A=>{bn(A,{...x,hovered:null,selected:null},dn(x.network,x.theta,b,d>0)),vn(A,re({...x,hovered:null,selected:null}))})}))});let ie=x=>{let A=n.current?.getBoundingClientRect();if(!A||!v)return null;let[ee,_e]=r.invert([x.clientX-A.left,x.clientY-A.top]);return us(v,ee,_e,6/r.k)},H={features:f?Z(f):[],layers:b.length-2,outputs:b.at(-1)??1,classes:f?.classes??[]},Ae=x=>{if(!x||!f)return"";if(x.kind==="neuron")return K(x,H);let{W:A}=f.layout[x.column-1],ee=e.frame.peek()?.arrays.theta?.[A.start+x.from*A.shape[1]+x.to]??NaN;return i("network.weight",{from:K({column:x.column-1,index:x.from},H),to:K({column:x.column,index:x.to},H),value:g(ee)})},M=x=>{let A=ie(x);e.hovered.value=A?.kind==="neuron"?A:null,h(Ae(A))},R=x=>{x?(x.kind==="weight"||x.column>0)&&e.select(x):e.select(null)},le=x=>{if(!b.length)return;let A={column:Math.min(u.column,b.length-1),index:Math.min(u.index,(b[u.column]??1)-1)},ee=Ur(b,A,x.key);if(ee)$(ee),e.hovered.value=ee,h(K(ee,H));else if(x.key==="Enter"||x.key===" ")R({kind:"neuron",...A});else if(x.key==="Escape")e.select(null);else return;x.preventDefault(),x.stopPropagation()},pe=x=>n.current&&Bt(n.current).call(x?c.current.scaleBy:c.current.transform,x||Vt),Nn=e.selected.value,An=Nn?.kind==="layer"&&Nn.column===b.length-1,jt=v?s.width/v.columns.length*r.k:0;return m`
    <section class="network-panel" id=${t} aria-label=${i(t==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${e.hides("layers")?null:m`<${jr} playground=${e} />`}
        ${t==="network"&&!e.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${e.second.value!==null} onClick=${()=>e.second.value?ft(e):ht(e,e.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>pe(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${r.k<=1}>−</button>
          <button class="plain small" onClick=${()=>pe(0)} disabled=${r.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>pe(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${a} tabindex="0" role="application" aria-label=${p?`${i("network.picture")}: ${p}`:i("network.picture")}
          onPointerMove=${M} onPointerLeave=${()=>{e.hovered.value=null,h("")}}
          onClick=${x=>R(ie(x))} onKeyDown=${le}></canvas>
        ${v&&!e.hides("layers")?v.columns.slice(1,-1).map((x,A)=>m`
          <${zr} key=${A} playground=${e} column=${A+1} pitch=${jt}
            x=${r.applyX(x.x+x.width/2)} />`):null}
        ${v?m`<div class="layer-header end" style=${{left:`${r.applyX(v.columns[0].x+v.columns[0].width/2)}px`}}>${jt<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${r.applyX((v.columns.at(-1)?.x??0)+(v.columns.at(-1)?.width??0)/2)}px`}}>${jt<60?null:m`<button class="layer-name" aria-expanded=${An}
              onClick=${()=>e.select(An?null:{kind:"layer",column:b.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${p||(e.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function Yo({playground:e,question:t}){let n=e.notice.value;return dt.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>e.notice.value=null} aria-label=${i("notice.close")}>${se}</button>
      </div>`:t&&!e.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var Zo=({playground:e})=>m`<p class="unseen" role="status" aria-live="polite">${e.announcement.value}</p>`;var Jo=({playground:e})=>m`
  <div class="preferences">
    <${N} id="theme" label=${i("preferences.theme")} value=${e.settings.value.view.theme}
      options=${Rn.map(t=>({value:t,label:i(`theme.${t}`)}))}
      onChange=${t=>e.setView({theme:t})} />
    <${N} id="language" label=${i("preferences.language")} value=${rt.value.language}
      options=${ct.map(t=>({value:t,label:i(`language.${t}`)}))}
      onChange=${t=>e.setView({language:t})} />
  </div>`;function Qo({playground:e}){let{epoch:t,viewed:n,playing:s}=e.position.value,o=n<t;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${t} step="1" value=${n} disabled=${t===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:t})}
        onInput=${a=>{let r=Number(a.currentTarget.value);e.travel(r===t&&!s?null:r)}} />
      <span class="scrubber-value">${Y(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>e.fork()}>${i("scrubber.fork")}</button>`:null}
      ${e.hides("compare")?null:m`<button class="plain small" disabled=${t===0||e.kept.full} title=${i("runs.keepTitle")} onClick=${()=>e.keepRun()}>${i("runs.keep")}</button>`}
    </section>`}function gn(e,t){let n=new Float32Array(t*t),s=e.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([h])=>h)),Math.min(...s.map(([,h])=>h))],[r,l]=[Math.max(...s.map(([h])=>h))-o,Math.max(...s.map(([,h])=>h))-a],c=(t-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,p=e.map(h=>h.map(([f,b])=>[t/2+(f-o-r/2)*u,t/2+(b-a-l/2)*u])).flatMap(h=>h.map((f,b)=>[h[Math.max(b-1,0)],f]));for(let h=0;h<t*t*4*4;h++){let[f,b]=[h%(t*4),Math.floor(h/(t*4))],[d,w]=[(f+.5)/4,(b+.5)/4];p.some(([v,S])=>Vr(d,w,v,S)<=.7)&&(n[Math.floor(b/4)*t+Math.floor(f/4)]+=1/16)}return n}function Vr(e,t,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((e-n)*r+(t-s)*l)/c,0),1):0;return Math.hypot(e-n-u*r,t-s-u*l)}function wn(e,t){let n=e.darkest.value,s=e.network.value?.features??[];e.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,t[a]*n])))}function ea({playground:e}){let t=I([]),n=I(!1),[s,o]=C(null),a=e.imageSide.value,r=e.custom.value;T(()=>{r||(t.current=[])},[r]);let l=({currentTarget:f,clientX:b,clientY:d})=>{let w=f.getBoundingClientRect();return[b-w.left,d-w.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,t.current=[...t.current,[l(f)]],wn(e,gn(t.current,a)))},u=f=>{n.current&&(t.current[t.current.length-1].push(l(f)),wn(e,gn(t.current,a)))},$=()=>n.current=!1,p=f=>{let b=s??Math.floor(a*(a+1)/2),d={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(d!==void 0){let w=b+d,v=Math.abs(d)===1&&Math.floor(w/a)!==Math.floor(b/a);w>=0&&w<a*a&&!v&&o(w)}else if(f.key===" "||f.key==="Enter"){let w=r?e.shades():new Float32Array(a*a);w[b]=w[b]>.5?0:1,o(b),wn(e,w)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")e.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},h=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${h} onPointerDown=${c} onPointerMove=${u} onPointerUp=${$} onPointerCancel=${$}
      onKeyDown=${p} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var ta=({playground:e})=>e.custom.value?m`<button class="plain" onClick=${()=>e.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function Wr({playground:e}){let t=I(null),n=e.imageSide.value,s=D.value,o=e.data.value,a=e.row.value,r=e.custom.value;ce(()=>{let c=t.current?.getContext("2d");if(!c||!n||!o)return;let u=e.shades(),$=new ImageData(n,n);u.forEach((p,h)=>$.data.set([...ve(s.middle,s.ink,p),255],4*h)),c.putImageData($,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${t} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function Gr({playground:e}){let t=e.network.value,n=e.data.value,s=e.row.value,o=e.readable.value?.arrays[`point_${e.counts().length-2}`];if(!t||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${t.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${z(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:_(D.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${L(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function na({playground:e}){let t=e.data.value,n=e.row.value,s=e.custom.value;if(T(()=>{t&&n===null&&!s&&e.lookAtRow(t.parts.test?.[0]??0)},[t,n,s]),!t)return null;let o=t.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${Wr} playground=${e} /><${ea} playground=${e} /></div><${Gr} playground=${e} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>e.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${q} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>e.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>e.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${ta} playground=${e} />
    </div>`}var Hr=40;function Kr({classes:e,coding:t,target:n},s){if(!e.length)return[{name:n,value:g(kt(t,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-t.low)/((t.high??1)-t.low),0),1),a=t.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return e.map((r,l)=>({name:z(r),value:L(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function Xr(e){let t=e.filter(s=>s!==null),n=t.reduce((s,o)=>s+o,0)/Math.max(t.length,1);return Number(n.toPrecision(4))}function Yr({playground:e,name:t,value:n,onChange:s}){let o=e.data.value,a=o?.levels?.[t],r=`predict-${t}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${N} id=${r} label=${t} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[t]==="boolean")return m`<${N} id=${r} label=${t} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[t]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${t}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${q} id=${r} label=${Te(t)} value=${n??""} onChange=${s} />`}function sa({playground:e}){let[t,n]=C(!1),s=e.network.value,o=e.data.value;if(!s||!o||fe(e.settings.value)||e.imageSide.value)return null;let a=s.columns,r=e.custom.value??e.pointValues(),l=e.readable.value?.arrays[`point_${e.counts().length-2}`],c=()=>Object.fromEntries(a.map($=>[$,r[$]!==void 0?r[$]:o.levels?.[$]?null:Xr(o.columns[$])])),u=t?c():{};return m`
    <details class="predict" onToggle=${$=>n($.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${t?m`
        <div class="predict-fields">${a.slice(0,Hr).map($=>m`
          <${Yr} key=${$} playground=${e} name=${$} value=${u[$]} onChange=${p=>e.lookAtValues({...c(),[$]:p})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${Kr(s,l).slice(0,5).map(({name:$,value:p},h)=>m`
          <li class=${h?"":"best"}>${$} <b>${p}</b></li>`)}</ol>`:null}`:null}
    </details>`}function oa(e){let{points:t}=e.settings.value,n=e.data.value;return t||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,j.points).map((s,o)=>Zt([n.columns.x1[o],n.columns.x2[o],s])))}function Zr(e){let t=e.network.value,s=e.readable.value?.arrays?.[`point_${e.counts().length-2}`];if(!t||!s)return"";let{classes:o,coding:a}=t;if(!o.length)return i("surface.value",{value:g(kt(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:z(o[l>.5?1:0]),share:L(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:z(o[r]),share:L(s[r])})}function Jr(e,t){let n=e.data.value,{x:s,y:o,xRange:a,yRange:r}=e.plane.value,{tests:l}=e.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let $ of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let p=Math.hypot((n.columns[s][$]-t.x)/(a[1]-a[0]),(n.columns[o][$]-t.y)/(r[1]-r[0]));p<c&&([c,u]=[p,$])}return u<0?null:u}function Qr(e,{drawing:t,cls:n}){let s=l=>{let c=oa(e);c.length<j.points&&e.apply(Xt(e.settings.value,[...c,Zt([l.x,l.y,n])]))},o=l=>{let c=oa(e),u=c.map(([p,h])=>Math.hypot(p-l.x,h-l.y)),$=u.indexOf(Math.min(...u));c.length>2&&u[$]<.4&&e.apply(Xt(e.settings.value,c.filter((p,h)=>h!==$)))};return{press:l=>{let c=t?null:Jr(e,l);t?s(l):c!==null?e.lookAtRow(c):e.lookAt(l)},remove:o,key:l=>{let c={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[l.key],{x:u,y:$}=e.point.value,p=l.shiftKey?1:.1;if(c)e.lookAt({x:u+c[0]*p,y:$+c[1]*p});else if(t&&l.key==="Enter")s({x:u,y:$});else if(t&&(l.key==="Delete"||l.key==="Backspace"))o({x:u,y:$});else return;l.preventDefault()}}}var ei=({cls:e,onChange:t,used:n})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${D.value.classes.slice(0,Math.min(Math.max(n+1,2),j.classes)).map((s,o)=>m`
      <button key=${o} class="swatch" style=${{background:_(s)}} aria-pressed=${e===o} aria-label=${i("class.drawn",{place:o+1})} onClick=${()=>t(o)}>${o+1}</button>`)}
  </div>`;function ti({playground:e}){let t=e.axes(),{x:n,y:s}=e.plane.value;if(t.length<=2)return null;let o=t.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${N} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>e.setView(a===s?{x:a,y:n}:{x:a})} />
    <${N} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>e.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function ni({playground:e}){let{status:t,message:n}=e.position.value;if(t!=="diverged")return null;let{label:s,run:o}=e.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function xn(e,t,{palette:n,targetReach:s,hovered:o}){let a=t.frame.value?.arrays,r=e?.getContext("2d"),l=t.network.peek();if(!t.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=t.settings.peek().view,u=t.counts(),$=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,p=o?u[o.column]:1,h=Math.round(Math.sqrt($?$.length/p:a.surface.length/u[u.length-1])),f=$&&o&&o.index<p?Rs({values:$,start:o.index*h*h,size:h,palette:n,activation:l.architecture.layers[o.column-1].activation}):Os({values:a.surface,size:h,network:l,palette:n,steps:c,targetReach:s});f.length===4*h*h&&(r.canvas.width!==h&&(r.canvas.width=r.canvas.height=h),r.putImageData(new ImageData(f,h,h),0,0))}function aa({playground:e}){let[t,{width:n,height:s}]=Ee(),o=I(null),a=I(null),[r,l]=C(!1),[c,u]=C(0),$=Math.min(n,s),p=D.value,h=e.network.value,f=e.data.value,{view:b}=e.settings.value,d=e.hovered.value,w=e.point.value,v=e.plane.value,S=B(()=>_s($,v),[$,v]),k=B(()=>f&&!h?.classes.length?X(f.values):1,[f,h]);ce(()=>xn(o.current,e,{palette:p,targetReach:k,hovered:d}),[h,p,d,b.steps,k]);let y=(M,R)=>{if(!h||!f)return;Ls(M,S,{x:Te(v.x),y:Te(v.y),palette:p}),M.beginPath(),M.rect(S.left,S.top,S.right-S.left,S.bottom-S.top),M.save(),M.clip();let le={data:f,x:v.x,y:v.y,palette:p,targetReach:k};et(M,S,{...le,rows:f.parts.train??[],outline:p.train}),b.tests&&et(M,S,{...le,rows:f.parts.test??[],outline:p.test}),R&&Ps(M,S,w,p),M.restore()},E=e.drawable.value&&h&&f&&$>=80;ce(()=>E&&Re(a.current,{width:$,height:$},M=>y(M,!0)),[E,h,f,$,p,S,v,w,b.tests,k]),T(()=>(e.figures.set("surface",()=>De(()=>E&&o.current?qe({width:$,height:$},p,M=>{M.drawImage(o.current,S.left,S.top,S.right-S.left,S.bottom-S.top),y(M,!1)}):null)),()=>{e.figures.delete("surface")}));let{press:O,remove:F,key:V}=Qr(e,{drawing:r,cls:c}),G=M=>{let R=M.currentTarget.getBoundingClientRect();return Ts(S,M.clientX-R.left,M.clientY-R.top)},re=e.counts(),ie=h?{features:Z(h),layers:re.length-2,outputs:re.at(-1)??1,classes:h.classes}:null,H=d&&d.column>0&&ie?K(d,ie):i("surface.output"),Ae=new Set((e.settings.value.points??[]).map(M=>M[2])).size;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${H}</h2>${h?.classes.length?m`
        <ul class="classes">${h.classes.map((M,R)=>m`
          <li key=${M}><span class="swatch dot" style=${{background:_(p.classes[St(h.classes,R)%10])}}></span>${z(M)}</li>`)}</ul>`:null}
      </div>
      ${e.imageSide.value?m`<${na} playground=${e} />`:m`
      <div class="surface" ref=${t}>
        <div class="surface-box" style=${{width:`${$}px`,height:`${$}px`}}>
          <canvas class=${`surface-picture ${b.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${S.left}px`,top:`${S.top}px`,width:`${S.right-S.left}px`,height:`${S.bottom-S.top}px`}}></canvas>
          <canvas class="surface-points" ref=${a} tabindex="0" role="application" style=${{width:`${$}px`,height:`${$}px`}}
            aria-label=${i(r?"surface.draws":"surface.picture",{x:g(w.x,2),y:g(w.y,2)})}
            onClick=${M=>O(G(M))} onKeyDown=${V}
            onContextMenu=${M=>{r&&(M.preventDefault(),F(G(M)))}}></canvas>
          <${ni} playground=${e} />
          <p class="answer" style=${{left:`${S.left}px`}}>${i("surface.at",{x:g(w.x,2),y:g(w.y,2)})} <b>${Zr(e)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${te} id="tests" label=${i("surface.tests")} checked=${b.tests} onChange=${M=>e.setView({tests:M})} />
        <${te} id="steps" label=${i("surface.steps")} checked=${b.steps} onChange=${M=>e.setView({steps:M})} />
        ${e.hides("points")?null:m`<${te} id="draw" label=${i("draw.mode")} checked=${r} onChange=${l} />`}
        ${r?m`<${ei} cls=${c} onChange=${u} used=${Ae} />`:null}
        <${ti} playground=${e} />
      </div>
      <${sa} playground=${e} />`}
    </section>`}function si({playground:e}){let[t,{width:n,height:s}]=Ee(),o=I(null),a=I(null),r=Math.min(n,s),l=D.value,c=e.network.value,u=e.data.value,$=e.plane.value,{steps:p}=e.settings.value.view,h=B(()=>u&&!c?.classes.length?X(u.values):1,[u,c]);ce(()=>xn(o.current,e,{palette:l,targetReach:h,hovered:e.hovered.value}),[c,l,p,h]),ce(()=>Re(a.current,{width:r,height:r},b=>{if(!e.drawable.value||!u||!c)return;let d={left:0,right:r,top:0,bottom:r,xRange:$.xRange,yRange:$.yRange};et(b,d,{data:u,rows:u.parts.train??[],x:$.x,y:$.y,palette:l,outline:l.train,targetReach:h,radius:2})}),[c,u,r,l,$,h]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${t} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function oi({playground:e}){let{epoch:t,status:n,message:s}=e.position.value,o=e.readable.value?.header.row,a=e.network.value?.classes.length,r=e.notice.value?.tone==="error"?e.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${Y(t)}</b> · ${i(`measure.${l}_loss`)} <b>${g(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${L(o[`${l}_accuracy`])}</b>`:m`R² <b>${g(o[`${l}_r2`])}</b>`}</p>`}function ra({first:e}){let t=e.second.value;if(!t)return null;let n=t.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map($=>({value:$,label:$?U($):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:_(D.value.classes[3])}}></span>${i("second.title")}</h2>
        <${N} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...it,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:g(c,4)}))}
          onChange=${c=>t.apply(de(t.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${N} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(Ce,r.length===1?r[0]:"")}
          onChange=${c=>c&&t.apply($t(t.settings.value,c))} />`:null}
        <${N} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(bt,String(s.optimizer))}
          onChange=${c=>t.apply(de(t.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>$s(e)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>ft(e)} aria-label=${i("second.close")}>${se}</button>
      </div>
      <div class="second-body"><${Dt} playground=${t} name="second" /><div class="second-side"><${si} playground=${t} /><${oi} playground=${t} /></div></div>
    </section>`}var ai=["data","network","result"];function ri(e){e.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function ia({playground:e,question:t}){let[n,s]=C("result");return m`
    <a class="skip" href="#network" onClick=${ri}>${i("page.skip")}</a>
    <${Ns} playground=${e} />
    <${As} part=${e.classPart.value} />
    <${Bo} guide=${e.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${to} playground=${e} />${e.hides("preferences")?null:m`<${Jo} playground=${e} />`}</div>
      <div class="notices"><${Yo} playground=${e} question=${t&&!e.played.value&&!e.canUndo.value&&!e.guide?.lesson.value} /></div>
      <div class="center">
        <${Dt} playground=${e} />
        <${ra} first=${e} />
        <${zo} playground=${e.second.value?.selected.value?e.second.value:e} />
      </div>
      <${Lo} playground=${e} />
      <div class="right">
        ${e.hides("surface")?null:m`<${aa} playground=${e} />`}
        ${e.hides("time")?null:m`<${Qo} playground=${e} />`}
        ${e.hides("curves")?null:m`<${Ws} playground=${e} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${ai.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${Zo} playground=${e} />`}async function la(){if(Me){let e=new URL(Me.engine,document.baseURI);e.protocol=e.protocol.replace("http","ws");let{ServerTransport:t}=await import("./transport-CRU67ZIS.js"),n=new t({socket:e,upload:new URL(Me.upload,document.baseURI)});n.onConnection=o=>dt.value=o?"lost":"open";let s=await n.ready;if(s)return ys.value=s.features,{transport:n,server:n,connected:s}}return{transport:rs(new URL("./worker.js",import.meta.url)),server:null,connected:null}}var ca={" ":e=>{e.togglePlay()},".":e=>{e.step()},",":e=>{e.stepBatch()},r:e=>{e.reset()},"[":e=>e.travel(Math.max(e.position.value.viewed-1,0)),"]":e=>e.travel(Math.min(e.position.value.viewed+1,e.position.value.epoch))},ii=e=>e instanceof HTMLElement&&e.closest("input, select, textarea, button, [role=application]")!==null,li=e=>e instanceof HTMLElement&&e.closest("input[type=number], input[type=text], textarea")!==null;function ua(e,t){let n=t.key.length===1?t.key.toLowerCase():t.key;if((t.ctrlKey||t.metaKey)&&(n==="z"||n==="y")){if(li(t.target))return;n==="y"||t.shiftKey?e.undoStack.redo():e.undoStack.undo(),t.preventDefault();return}t.ctrlKey||t.metaKey||t.altKey||ii(t.target)||!Object.hasOwn(ca,n)||(ca[n](e),t.preventDefault())}var ci=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"];async function ma(e,t){let n=new URLSearchParams(t),s=n.get("class");s&&Me&&/^[A-Za-z]{6}$/.test(s)&&(e.playground.classPart.value=new Ms(s,e));let o=[...n.keys()].some(r=>!ci.includes(r)),a=n.get("challenge");n.has("entry")?e.verify(`?${t}`):n.has("lesson")?await e.open(...xs(t),{keep:o,fresh:!0}):a&&await e.challenge(a,{keep:o,fresh:!0})}function $a(e,t,n){t.toLowerCase().endsWith(".md")?e.openFile(new TextDecoder().decode(n),"file"):e.playground.hides("own")||e.playground.open(t,n)}async function pa(e){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:t}=navigator,n=await t.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!t.controller||e(()=>{t.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var da="nnplay runs",ha=400,ui=4e3;function kn(e){let{locks:t}=navigator;return t?new Promise(n=>{t.request(`nnplay ${e}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function ba(){try{return JSON.parse(sessionStorage.getItem(da)??"[]")}catch{return[]}}async function va(e,t,n){let s=ba(),o=(await Promise.all(s.map(r=>e.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===t),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await kn(a.id)?a.id:await fa(),run:a};if(!s.length&&!n){for(let r of await e.runs())if(await kn(r.id))return{id:ga(r.id),run:r}}return{id:await fa(),run:null}}function ga(e){try{sessionStorage.setItem(da,JSON.stringify([...ba().filter(t=>t!==e),e].slice(-20)))}catch{}return e}async function fa(){let e=Array.from(crypto.getRandomValues(new Uint32Array(3)),t=>t.toString(36)).join("");return await kn(e),ga(e)}function wa(e,t,n){let[s,o,a,r]=[0,!1,!1,0],l=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;try{let c=await e.saved();c&&await t.saveRun({id:n,...c,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],a&&(a=!1,l())};ye(()=>{let{playing:c}=e.position.value;e.settings.value;for(let{value:$}of e.extras.values());let u=c?Math.max(ui-(performance.now()-r),ha):ha;c&&s||(clearTimeout(s),s=Number(setTimeout(()=>{l()},u)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void l()),addEventListener("pagehide",()=>{l()})}var Ge="runs",He="tables",mi={[Ge]:12,[He]:8},$e=e=>new Promise((t,n)=>{e.onsuccess=()=>t(e.result),e.onerror=()=>n(e.error)}),Ft=class e{constructor(t){this.database=t}static async open(t,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${t}`,1);return s.onupgradeneeded=()=>[Ge,He].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new e(await $e(s))}catch{return null}}store(t,n="readonly"){return this.database.transaction(t,n).objectStore(t)}run(t){return $e(this.store(Ge).get(t))}async runs(){return(await $e(this.store(Ge).getAll())).sort((n,s)=>s.at-n.at)}saveRun(t){return this.save(Ge,t)}table(t){return $e(this.store(He).get(t))}async tableOf(t){return(await $e(this.store(He).getAll())).filter(s=>s.file===t).sort((s,o)=>o.at-s.at)[0]}saveTable(t){return this.save(He,t)}async save(t,n){try{await $e(this.store(t,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(t,1),await $e(this.store(t,"readwrite").put(n))}await this.forgetOldest(t,mi[t])}async forgetOldest(t,n){if((await $e(this.store(t).getAllKeys())).length<=n)return;let o=await $e(this.store(t).getAll()),a=this.store(t,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([Ge,He].map(t=>$e(this.store(t,"readwrite").clear())))}};var ka=e=>e??navigator.languages.map(t=>t.slice(0,2)).find(t=>ct.includes(t))??"en";async function ya(e){let t=await fetch(new URL(`../messages/${e}.json`,import.meta.url));Tn(e,await t.json()),document.documentElement.lang=e,document.title=i("page.title")}var $i=la(),Ne=await ds(location.search);Ne!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Ne}`);var st=Ye(Ne??""),{troubles:yn}=st;Ne===null&&yn.push({key:"link.short",values:{}});var{transport:pi,server:Sn,connected:hi}=await $i,ot=await Ft.open(new URL("./",document.baseURI).pathname),we=ot?await va(ot,be(st.settings),Ne!=="").catch(()=>null):null,Sa=we?.run&&we.run.query!==be(st.settings)?Ye(we.run.query).settings:st.settings;Sa!==st.settings&&history.replaceState(history.state,"",`?${we?.run?.query}`);var Ke={...Sa,table:we?.run?.table??history.state?.table??null},W=new ms(new is(pi),Ke,history);W.undoStack.table=Ke.table;W.storage=ot;W.embedded=new URLSearchParams(Ne??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",W.embedded);var Cn=W.start(hi,we?.run??null);Sn&&(Sn.onForgotten=e=>{W.startAgain(e)});await ya(ka(Ke.view.language));zs();ye(()=>{Mt.value=W.settings.value.view.theme});ye(()=>{document.documentElement.dataset.theme=Qt.value});var xa=Ke.view.language;ye(()=>{let e=W.settings.value.view.language;e!==xa&&ya(ka(xa=e))});var En=W.guide=new ws(W);addEventListener("popstate",e=>{W.moved(e.state,location.search),En.follow(location.search)});addEventListener("keydown",e=>ua(W,e));we?.run&&await Cn;await ma(En,Ne??"");var fi=be({...Ke,view:{...Ke.view,theme:"system",language:null}})===be(Dn),Mn=document.getElementById("page");Mn.replaceChildren();if(Sn&&new URLSearchParams(Ne??"").get("teacher")==="1"){let[{TeacherView:e},{TeacherPart:t}]=await Promise.all([import("./teacher_view-IDIUVXFD.js"),import("./classroom-LLV4WAVF.js")]);zt(m`<${e} part=${new t} />`,Mn)}else zt(m`<${ia} playground=${W} question=${fi} />`,Mn);Yn((e,t)=>{Cn.then(()=>$a(En,e,t))},e=>document.documentElement.classList.toggle("dropping",e));await Cn;ot&&we&&wa(W,ot,we.id);yn.length&&W.complain(yn.map(({key:e,values:t})=>i(e,t)).join(" "));pa(e=>W.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:e}});
