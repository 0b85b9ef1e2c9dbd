/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Os}from"./chunk-B4M66LZ5.js";import{A as Ts,B as Is,D as _s,a as A,b as X,c as nt,d as W,e as Zn,f as Xn,g as Jn,h as Qn,i as ts,j as es,k as J,l as ls,m as cs,n as us,o as ms,p as ae,q as Gt,r as St,s as ks,t as ys,u as Ss,v as Ms,w as Cs,x as Es,y as Ns,z as As}from"./chunk-JIAW3DYC.js";import{a as Q,b as ve,c as ge}from"./chunk-4XZQBXY2.js";import{A as vs,B as gs,C as ws,E as xe,F as ke,G as xs,a as Lt,b as H,c as oe,d as K,e as Z,f as q,g as I,h as $t,i as ns,j as yt,k as Pt,l as ct,m as nn,n as It,o as ss,p as Y,q as as,r as rs,s as is,t as ps,u as we,v as $s,w as hs,x as fs,y as ds,z as bs}from"./chunk-GQJH2QGC.js";import{b as os}from"./chunk-EV7A5ITS.js";import{a as pe,b as jn,c as i,d as Un,e as g,f as R,g as V}from"./chunk-GL7E4IHK.js";import{a as Ye,b as M,c as T,d as Fn,e as O,f as B,h as qt,i as ne,j as Ze,k as Tt,l as m}from"./chunk-GIT5U4M4.js";import{A as Yn,B as be,F as Wt,I as kt,J as se,a as Xe,b as Je,c as Qe,d as Bt,e as $e,f as he,g as zn,h as z,i as qn,j as fe,k as wt,l as Bn,m as tn,n as Vn,o as Hn,p as pt,r as xt,s as Wn,t as de,v as Vt,w as Gn,x as Kn,y as en,z as Ht}from"./chunk-ZDH7SJI3.js";var _t=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],ye=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],Se=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],Rs=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],Me={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Ls=(t,e)=>t.includes(e)?t:[...t,e].toSorted((n,s)=>n-s),Ra=({playground:t})=>{let{playing:e,epoch:n,batches:s,viewed:o}=t.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>t.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Qn}</button>
      <button class=${`play ${e?"playing":""}`} onClick=${()=>t.togglePlay()}>
        ${e?Xn:Zn}<span>${i(e?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>t.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${Jn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${t.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:g(t.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${V(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function La({playground:t}){let e=t.settings.value,{recipe:n,architecture:s,view:o}=e,a=[...new Set(s.layers.map(p=>p.activation))],r=a.length===1?a[0]:"",l=Bt.map(p=>({value:p,label:H(p)})),c=[...new Set([..._t,...r?[r]:[]])].filter(p=>!Bt.includes(p)),u=Number(n.learning_rate);return m`
    ${t.hides("speed")?null:m`<${A} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Ls(zn.filter(p=>p!==null),o.speed??60),null].map(p=>({value:String(p),label:p===null?i("bar.fullSpeed"):i("bar.perSecond",{count:p})}))}
      onChange=${p=>t.setView({speed:p==="null"?null:Number(p)})} />`}
    ${t.hides("rate")?null:m`<${A} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Ls($e,u).map(p=>({value:String(p),label:g(p,4)}))}
      onChange=${p=>t.apply(xt(e,{learning_rate:Number(p)}))} />`}
    ${t.hides("activation")||!s.layers.length?null:m`<${A} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map(p=>({value:p,label:H(p)}))}]}
      onChange=${p=>p&&t.apply(be(e,p))} />`}`}function Pa({playground:t}){let e=t.drawer.value,n=s=>t.hides(s)?null:m`
    <button class=${`drawer-button ${e===s?"open":""}`} aria-expanded=${e===s} aria-controls="drawer" onClick=${()=>t.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var Ps=({playground:t})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ra} playground=${t} />
    <div class="bar-settings"><${La} playground=${t} /></div>
    ${t.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!t.canUndo.value} onClick=${()=>t.undoStack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${ts}</button>
      <button class="round small" disabled=${!t.canRedo.value} onClick=${()=>t.undoStack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${es}</button>
    </div>`}
    ${t.embedded?m`<a class="embed-open" href=${`?${kt(t.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${Pa} playground=${t} />`}
  </header>`;function Ds({part:t}){let[e,n]=M("");if(!t||t.part.value==="refused")return null;let s=o=>{o.preventDefault(),e.trim()&&t.join(e.trim())};return t.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:t.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:t.name.value})} <button class="quiet" onClick=${()=>t.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>t.refuse()}>${i("class.notNow")}</button>
    </form>`}function Ot(){let t=O(null),[e,n]=M(null),[s,o]=M({width:0,height:0});return T(()=>n(t.current)),T(()=>{if(!e)return;let a=new ResizeObserver(()=>o({width:e.clientWidth,height:e.clientHeight}));return a.observe(e),()=>a.disconnect()},[e]),[t,s]}function st(t,e){Fn(()=>Tt(()=>{t()}),e)}var Da=()=>Math.min(window.devicePixelRatio||1,2);function Mt(t,{width:e,height:n},s){let o=t?.getContext("2d");if(!t||!o||!e||!n)return;let a=Da(),[r,l]=[Math.round(e*a),Math.round(n*a)];(t.width!==r||t.height!==l)&&([t.width,t.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,e,n),s(o)}var Fa={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},re=(t,e)=>Fa[t.split("(")[0]]??[0,e];function Ce({form:t,low:e,offset:n,scale:s},o){return t==="column"?[(e+1)/2,(1-e)/2]:[-n/s,o/s]}var Ee=({form:t,offset:e,scale:n},s)=>t==="values"?s*n+e:s;function Fs(t,{xRange:e,yRange:n}={xRange:wt,yRange:wt}){let o=20+7*Math.max(...Kt(n).map(a=>g(a).length));return{left:o,right:t-4,top:4,bottom:t-o,xRange:e,yRange:n}}var Ne=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[t+(c-o)/(a-o)*(e-t),s-(u-r)/(l-r)*(s-n)],js=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-t)/(e-t)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function Kt([t,e],n=7){let s=(e-t)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(t/a-1e-9);return Array.from({length:Math.floor(e/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function Ae(t,e){let n=/^class (\d\d)$/.exec(t[e]??"");return n?Number(n[1])-1:e}function Us(t,e){if(!e.length||e.every((s,o)=>Ae(e,o)===o))return t;let n=e.map((s,o)=>t.classes[Ae(e,o)%t.classes.length]);return{...t,classes:n,low:n[0]??t.low,high:n[1]??t.high}}function zs({values:t,size:e,network:n,palette:s,steps:o,targetReach:a}){let r=t.length/e/e,l=Us(s,n.classes);if(r>1)return ss(l,t,e,r,o);let[c,u]=Ce(n.coding,a);if(!o||!n.classes.length)return It(ct(l),t,e,c,u);let p=Float32Array.from(t,h=>h>c?.75:-.75);return It(ct(l),p,e,0,1)}function qs({values:t,start:e,size:n,activation:s,palette:o}){let[a,r]=re(s,Y(t,e,e+n*n));return It(ct(o),t,n,a,r,e)}function Bs(t,e,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=e;t.strokeStyle=$t(o.ink,.5),t.lineWidth=1,t.strokeRect(a,l,r-a,c-l),t.fillStyle=I(o.muted),t.font="11px system-ui, sans-serif",t.textBaseline="top",t.textAlign="center";for(let u of Kt(e.xRange))t.fillText(g(u),Ne(e,u,0)[0],c+4);t.textBaseline="middle",t.textAlign="right";for(let u of Kt(e.yRange))t.fillText(g(u),a-5,Ne(e,0,u)[1]);t.fillStyle=I(o.ink),t.font="13px system-ui, sans-serif",t.textBaseline="bottom",t.fillText(n,r,c+33),t.save(),t.translate(7,l),t.rotate(-Math.PI/2),t.textBaseline="middle",t.fillText(s,0,0),t.restore()}function ie(t,e,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:p,values:h,columns:$}=n,f=Us(r,p);for(let v of s){let[b,d]=Ne(e,$[o][v],$[a][v]);t.beginPath(),t.arc(b,d,u,0,2*Math.PI),t.lineWidth=4,t.strokeStyle=$t(r.middle,.9),t.stroke(),t.lineWidth=1.2,t.strokeStyle=I(l),t.fillStyle=I(p.length?f.classes[h[v]]:Pt(r,h[v]/c)),t.fill(),t.stroke()}}function Vs(t,e,n,s){let[o,a]=Ne(e,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])t.beginPath(),t.arc(o,a,8,0,2*Math.PI),t.strokeStyle=I(r),t.lineWidth=l,t.stroke()}function ja(t,e){let[n,s]=[1/0,-1/0];for(let o of e)[n,s]=[Math.min(n,o),Math.max(s,o)];return t==="accuracy"?[0,1]:t==="r2"?[Math.min(Math.max(n,-1),0),1]:[0,s>0&&s<1/0?s*1.05:1]}function sn(t,{left:e,top:n,width:s,height:o},{measure:a,palette:r,lines:l}){let c=l.flatMap(d=>Array.from(d.values,Number).filter(Number.isFinite)),u=Math.max(1,...l.map(({epochs:d})=>d[d.length-1]??0)),[p,h]=ja(a,c),[$,f]=[e+s,n+o],v=d=>e+d/u*s,b=d=>f-(d-p)/(h-p)*o;t.font="11px system-ui, sans-serif",t.lineWidth=1,t.strokeStyle=$t(r.ink,.12),t.fillStyle=I(r.muted),t.textBaseline="middle",t.textAlign="right";for(let d of Kt([p,h],Math.max(Math.floor(o/24),3)))t.beginPath(),t.moveTo(e,b(d)),t.lineTo($,b(d)),t.stroke(),t.fillText(a==="accuracy"?R(d):g(d,2),e-5,b(d));t.textBaseline="top",t.textAlign="center";for(let d of Kt([0,u],Math.max(Math.floor(s/42),3)))Number.isInteger(d)&&t.fillText(V(d),v(d),f+5);for(let{epochs:d,values:S,color:k,dash:x,width:y}of l){t.beginPath();let C=!1;for(let E=0;E<d.length;E++){let D=S[E];D==null||!Number.isFinite(D)||(C?t.lineTo(v(d[E]),b(Math.min(Math.max(D,p),h))):t.moveTo(v(d[E]),b(Math.min(Math.max(D,p),h))),C=!0)}t.strokeStyle=k,t.lineWidth=y,t.setLineDash(x),t.stroke(),t.setLineDash([])}}var L=t=>String(Math.round(t*100)/100),Ua=t=>t.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),za={left:"start",right:"end",center:"middle",start:"start",end:"end"},qa={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},Te=class{constructor(e,n,s){this.size={width:e,height:n},this.parts=[`<rect width="${e}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(e,n){this.path+=`M${L(e)} ${L(n)}`}lineTo(e,n){this.path+=`L${L(e)} ${L(n)}`}bezierCurveTo(...e){this.path+=`C${e.map(L).join(" ")}`}arc(e,n,s){let o=L(s);this.path+=`M${L(e-s)} ${L(n)}a${o} ${o} 0 1 0 ${L(2*s)} 0a${o} ${o} 0 1 0 ${L(-2*s)} 0z`}rect(e,n,s,o){this.path+=`M${L(e)} ${L(n)}h${L(s)}v${L(o)}h${L(-s)}z`}setLineDash(e){this.dash=e}stroke(){let e=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${L(this.lineWidth)}"${e}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.stroke()}fillRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.fill()}fillText(e,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${L(n)}" y="${L(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${za[this.textAlign]}" dominant-baseline="${qa[this.textBaseline]}">${Ua(e)}</text>`)}measureText(e){return{width:e.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(e,...n){let[s,o,a,r,l,c,u,p]=n.length===8?n:[0,0,e.width,e.height,...n],h=Object.assign(document.createElement("canvas"),{width:a,height:r});h.getContext("2d")?.drawImage(e,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${L(l)}" y="${L(c)}" width="${L(u)}" height="${L(p)}" preserveAspectRatio="none" href="${h.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(e){this.parts.push(`<g transform="${e}">`),this.open[this.open.length-1]+=1}translate(e,n){this.transformed(`translate(${L(e)} ${L(n)})`)}rotate(e){this.transformed(`rotate(${L(e*180/Math.PI)})`)}toString(){let{width:e,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${e} ${n}" width="${e}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};function Yt({width:t,height:e},n,s){let o=new Te(t,e,I(n.middle));return s(o),o.toString()}async function Hs(t){let e=new Image,n=URL.createObjectURL(new Blob([t],{type:"image/svg+xml"}));try{e.src=n,await e.decode();let s=Object.assign(document.createElement("canvas"),{width:2*e.naturalWidth,height:2*e.naturalHeight});return s.getContext("2d")?.drawImage(e,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var Ie=ne("system"),Ws=ne("light"),on=Ze(()=>Ie.value==="system"?Ws.value:Ie.value),P=Ze(()=>ns[on.value]);function Gs(){let t=matchMedia("(prefers-color-scheme: dark)"),e=matchMedia("(prefers-contrast: more)"),n=()=>Ws.value=e.matches&&!t.matches?"contrast":t.matches?"dark":"light";t.addEventListener("change",n),e.addEventListener("change",n),n()}var Ba=300;function Zs(t,e){let n=os(t.rows,Ba);return["epoch",`train_${e}`,`test_${e}`].map(s=>{let o=t.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Va(t,e,n){let s=t.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:I(an(n,a)),epochs:r??[],values:l[`test_${e}`]??l[`train_${e}`]??[]})),o=t.second.value;if(o){let[a,r,l]=Zs(o.history,e);s.push({color:I(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var an=(t,e)=>t.classes[[2,4,5,6,7,9][e-1]??2];function Xs(t,e,n){let[s,o,a]=Zs(t.history,e);return[{epochs:s,values:o,color:I(n.train),dash:[],width:2},{epochs:s,values:a,color:I(n.test),dash:[5,3],width:2},...Va(t,e,n).map(r=>({...r,dash:[],width:1.6}))]}function Ks({playground:t,measure:e,title:n}){let[s,{width:o,height:a}]=Ot(),r=O(null),l=P.value,c=t.readable.value?.header.row,u=c&&Number.isFinite(c.test_loss);return st(()=>t.readable.value&&o>60&&a>60&&Mt(r.current,{width:o,height:a},p=>{sn(p,{left:40,top:7,width:o-52,height:a-29},{measure:e,palette:l,lines:Xs(t,e,l)})}),[o,a,l,e]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${Ys} part="train" row=${c} measure=${e} />${u?m` <${Ys} part="test" row=${c} measure=${e} />`:null}</figcaption>
      <div class="plot" ref=${s}><canvas ref=${r} role="img" aria-label=${i("curves.picture",{name:n})}></canvas></div>
    </figure>`}function Ys({part:t,row:e,measure:n}){let s=e?.[`${t}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${t}`)}><span class=${`key ${t}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${t}`)}</span> ${n==="accuracy"?R(s):g(s)}</span>`}function Ha(t,e){let n=P.peek();return Yt({width:640,height:260},n,s=>["loss",e].forEach((o,a)=>{let r=48+318*a;s.fillStyle=I(n.ink),s.font="13px system-ui, sans-serif",s.fillText(i(`curves.${o}`),r,24),sn(s,{left:r,top:36,width:256,height:190},{measure:o,palette:n,lines:Xs(t,o,n)})}))}function Js({playground:t}){let e=t.network.value?.classes.length,n=e?"accuracy":"r2";return T(()=>{t.figures.set("curves",()=>qt(()=>Ha(t,n)))},[t,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${Ks} playground=${t} measure="loss" title=${i("curves.loss")} />
      <${Ks} playground=${t} measure=${n} title=${i(e?"curves.accuracy":"curves.r2")} />
    </section>`}var Qs={x1:t=>t,x2:(t,e)=>e,"x1^2":t=>t*t,"x2^2":(t,e)=>e*e,"x1*x2":(t,e)=>t*e,"sin(x1)":t=>Math.sin(t),"sin(x2)":(t,e)=>Math.sin(e)};function _e(t,e){let n=Object.hasOwn(Qs,t)?Qs[t]:null;if(!n)return null;let s=a=>wt[0]+(wt[1]-wt[0])*a/(e-1),o=Float32Array.from({length:e*e},(a,r)=>n(s(r%e),s(Math.floor(r/e))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var to=["number","category","boolean","date","one-hot","target"];function Wa({kind:t,missing:e,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${t||"unread"}`)];return t==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${g(s)} \u2013 ${g(o)}`):t==="date"?r.push(`${s} \u2013 ${o}`):t&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),e&&r.push(i("columns.missing",{count:e})),r.join(" \xB7 ")}function Ga(t,{name:e,kind:n,role:s},o,a){let{exclude:r,columns:l}=t.recipe,c=(r??[]).filter($=>$!==e),u=(l??[]).filter(([$])=>$!==e);if(o==="target")return Vt(t,{target:[e],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return t;if(o==="left out")return Vt(t,{target:[a],exclude:[...c,e]});let p=n==="ordered"||!n||n==="empty"?u:[...u,[e,n]],h=(r??[]).includes(e)?u:p;return Vt(t,{target:[a],exclude:c.length?c:null,columns:h.length?h:null})}function Ka({playground:t,column:e,target:n}){let o=t.settings.value.recipe.columns??[],a=o.find(([c])=>c===e.name)?.[1]??"",r=c=>{let u=o.filter(([h])=>h!==e.name),p=c?[...u,[e.name,c]]:u;t.apply(Vt(t.settings.value,{columns:p.length?p:null,...e.role==="target"?{target:[e.name]}:{}}))},l=e.role==="target"?to.filter(c=>c==="number"||c==="category"):to;return m`
    <details class=${`column is-${e.role.replace(" ","-")}`}>
      <summary><span class="column-name">${e.name}</span><span class="column-summary">${Wa(e)}</span>
        ${e.role==="feature"?null:m`<span class="column-role">${i(`role.${e.role}`)}</span>`}</summary>
      ${e.reason?m`<p class="note">${e.reason==="not chosen"?i("columns.notChosen"):e.reason}</p>`:null}
      <div class="pair">
        <${A} id=${`role-${e.name}`} label=${i("columns.role")} value=${e.role}
          options=${(e.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>t.apply(Ga(t.settings.value,e,c,n))} />
        <${A} id=${`kind-${e.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function eo({playground:t}){let e=t.settings.value,{recipe:n}=e,s=t.report.value;if(!s)return null;let o=s.columns,a=u=>t.apply(Vt(t.settings.value,u)),r=t.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},p)=>u==="target"||!r&&(o.length<=40||p<8)).map(u=>m`<${Ka} key=${u.name} playground=${t} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${A} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${nt} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${e.table?m`
        <${A} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Oe({pixels:t,size:e,className:n=""}){let s=O(null);return T(()=>{t&&s.current?.getContext("2d")?.putImageData(new ImageData(t,e,e),0,0)},[t,e]),m`<canvas ref=${s} class=${`picture ${n}`} width=${e} height=${e} aria-hidden="true"></canvas>`}function Ya({playground:t,onDone:e}){let n=O(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await t.open("pasted.csv",is(o))&&e()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function no({playground:t}){let[e,n]=M(!1),s=O(null),o=t.settings.value,a=t.wanted.value,r=pt(o)?"":o.table?"own":o.recipe.data,l=u=>Je.includes(u)&&t.apply(de(t.settings.value,u)),c=async u=>{let[p]=u.currentTarget.files;u.currentTarget.value="",p&&await t.open(p.name,await rs(p))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${A} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...Je.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${t.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${e} onClick=${()=>n(!e)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=${Q?void 0:".csv,.tsv,.txt,.tab,.data,.dat,text/*"} ref=${s} onChange=${c} />
        ${e?m`<${Ya} playground=${t} onDone=${()=>n(!1)} />`:m`<p class="note">${i(Q&&!Q.local?"own.dropServer":"own.drop")}</p>`}`}
    </div>`}var Dt=ne(null),rn=!1;function Re(){rn||(rn=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(t=>t.json()).then(t=>Dt.value=t,()=>rn=!1))}function so(t){let[,e=t,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(t)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:e,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function oo(t,e,n){let s=Object.entries(e).filter(([o,a])=>a!==n[o]);return t+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function ao(t="(-inf, inf)"){let[e,n]=t.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:e,high:n,open:t.endsWith(")")}}var Za={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},ro=t=>Za[t]??(Un(`constant.${t}`)?i(`constant.${t}`):t.replaceAll("_"," "));function Zt({id:t,label:e,family:n,spec:s,names:o,auto:a,onChange:r}){T(Re,[]);let{name:l,constants:c}=so(s),u=Dt.value?.catalog[n][l],p=o.includes(l)||!l?o:[...o,l],h=[...a===void 0?[]:[{value:"",label:a}],...p.map(f=>({value:f,label:H(f)}))],$=(f,v)=>Number.isFinite(v)&&r(oo(l,{...u?.constants,...c,[f]:v},u?.constants??{}),`${t}-${f}`);return m`
    <div class="component-field">
      <${A} id=${t} label=${e} value=${l} options=${h} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,v])=>{let b=c[f]??v,{low:d,high:S,open:k}=ao(u.limits[f]),x=`${t}-${f}`;return d===0&&S===1?m`<${X} key=${x} id=${x} label=${ro(f)} value=${b} min=${0} max=${k?.999:1} step=${.001} shown=${g(b,4)}
            onInput=${y=>$(f,y)} />`:m`<${W} key=${x} id=${x} label=${ro(f)} value=${b} min=${Number.isFinite(d)?d:void 0}
          onChange=${y=>$(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var ln=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],Xa=[0,.1,.3,1,3,10,30,100];function Le({id:t,label:e,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${X} id=${t} label=${e} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?g(n):o}
    onInput=${l=>a(r[l])} />`}function io({playground:t}){let{recipe:e}=t.settings.value,n=(r,l="")=>t.apply(xt(t.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=e.validation_fraction??(e.patience&&e.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Zt} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(e.optimizer)} names=${ye}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in e?{momentum:null}:{}},l)} />
      <${Le} id="l1" label=${i("training.l1")} value=${Number(e.l1??0)} values=${ln} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${Le} id="l2" label=${i("training.l2")} value=${Number(e.l2??0)} values=${ln} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${W} id="seed" label=${i("training.seed")} value=${e.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Bn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(t.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Zt} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(e.schedule??"constant")} names=${Rs}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(e.schedule??"constant")==="constant"?null:m`
          <${W} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${e.schedule_epochs??e.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${Le} id="decay" label=${i("training.decay")} value=${Number(e.weight_decay??0)} values=${ln} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${Le} id="clip" label=${i("training.clip")} value=${Number(e.clip??0)} values=${Xa} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${nt} id="stopping" label=${i("training.stopping")} checked=${!!e.patience} onChange=${r=>n({patience:r?20:null})} />
        ${e.patience?m`
          <${W} id="patience" label=${i("training.patience")} value=${e.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${X} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${R(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${W} id="epochs" label=${i("training.epochs")} value=${e.epochs} min=${1} max=${z.epochs} step=${1} onChange=${s("epochs",{min:1,max:z.epochs})} />
        <${A} id="weights" label=${i("training.initializer")} value=${e.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...Se.map(r=>({value:r,label:H(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${A} id="scale" label=${i("training.scale")} value=${e.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(e.scale??"standard")==="standard"?m`
          <${X} id="input-limit" label=${i("training.inputLimit")} value=${e.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${e.input_limit?i("training.deviations",{count:g(e.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${nt} id="shuffle" label=${i("training.shuffle")} checked=${e.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:V(t.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var cn=24;function Ja(t){let[e,n]=M({}),s=t.drawable.value,o=O(!1);return T(()=>{if(!s||o.current)return;o.current=!0;let a=async r=>[r,await t.client.call("preview",{recipe:{data:r,samples:120,data_seed:0,noise:0}})];Promise.all(Xe.map(a)).then(r=>n(Object.fromEntries(r)),()=>{})},[t,s]),e}function Qa({preview:t}){let e=P.value;return B(()=>{if(!t)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=t,r=c=>(24+c/wt[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let p=I(a.length?e.classes[c]:Pt(e,Math.round(c*6)/6));l.set(p,`${l.get(p)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[t,e])}function tr({playground:t}){let e=Ja(t),n=t.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Xe.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>t.apply(de(t.settings.value,s))}><${Qa} preview=${e[s]} /></button>`)}
    </fieldset>`}function er({name:t}){let e=P.value,n=B(()=>{let s=_e(t,cn);return s?It(ct(e),s.values,cn,0,s.reach):null},[t,e]);return m`<${Oe} pixels=${n} size=${cn} />`}function nr({playground:t}){let n=t.settings.value.recipe.features??[],s=[...Qe,...n.filter(o=>!Qe.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>t.apply(Yn(t.settings.value,o))}>
          <${er} name=${o} /><span>${Lt(o)}</span>
        </button>`)}
    </fieldset>`}function sr({playground:t}){let e=t.settings.value,{recipe:n}=e,s=pt(e)&&e.points===null,o=(l,c)=>t.apply(xt(t.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=he.includes(a)?he:[...he,a].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${X} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${R(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${X} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${R(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${A} id="batch" label=${i("data.batch")} value=${String(a)} options=${r.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${W} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${z.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),z.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var lo=({playground:t})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${t.hides("sets")?null:m`<${tr} playground=${t} />`}
    ${t.hides("sets")&&t.hides("own")?null:m`<${no} playground=${t} />`}
    ${t.hides("rows")?null:m`<div class="rows"><${sr} playground=${t} /></div>`}
    ${t.hides("features")?null:pt(t.settings.value)?m`<${nr} playground=${t} />`:m`<${eo} playground=${t} />`}
    ${t.hides("settings")?null:m`<${io} playground=${t} />`}
  </section>`;function co(t,e,n,s){let o=t.layout,a=n===0?e.point_inputs:e[`point_${n-1}`],r=e[`point_${n}`],{theta:l}=e,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],p=Z(t),h=Array.from(a,(v,b)=>{let d=l[c.W.start+b*u+s];return{name:n===0?p[b]:`a${oe(b+1)}`,weight:d,input:v,product:d*v}}),$=l[c.b.start+s],f=t.architecture.layers[n];return{terms:h,bias:$,z:h.reduce((v,b)=>v+b.product,$),a:r[s],activation:f?f.activation:t.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var uo=8,un=t=>t<0?`(${g(t)})`:g(t);function or(t){let e=t.selected.value;return e?.kind==="neuron"?{column:e.column,index:e.index}:e?.kind==="weight"?{column:e.column,index:e.to}:{column:t.counts().length-1,index:0}}function ar({playground:t}){let e=t.data.value,n=t.row.value;if(!e)return null;let s=e.values.length,{x:o,y:a}=t.point.value,r=n===null?"":Object.keys(e.parts).find(l=>e.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${W} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>t.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:g(o),y:g(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:e.target,value:e.classes.length?e.classes[e.values[n]]:g(e.values[n])})}</span>
    </div>`}function mo({playground:t}){let e=t.network.value,n=t.row.value,s=!!e?.architecture.layers.some(({norm:j})=>j==="batch"),o=n!==null&&!s;T(()=>{if(o)return t.look("neuron",{gradient:n}),()=>t.lookAway("neuron")},[t,n,o,e]);let[a,r]=M(!1),l=t.readable.value,c=t.counts();if(!e||!l)return null;let u=or(t),p=co(e,l.arrays,u.column-1,u.index),h={features:Z(e),layers:c.length-2,outputs:c.at(-1)??1,classes:e.classes},$=c.slice(1).flatMap((j,U)=>Array.from({length:Math.min(j,200)},(lt,mt)=>({value:`${U+1} ${mt}`,label:K({column:U+1,index:mt},h)}))),f=m`
    <div class="fields"><${A} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${$}
      onChange=${j=>{let[U,lt]=j.split(" ").map(Number);t.select({kind:"neuron",column:U,index:lt})}} />
      <${ar} playground=${t} /></div>`;if(!p)return f;let{terms:v,bias:b,z:d,a:S,activation:k,plain:x}=p,y=o?t.inside.value:null,C=y?.arrays.gradient,{W:E,b:D}=e.layout[u.column-1],F=u.column===1?Z(e):v.map((j,U)=>`a${oe(U+1)}`),at=v.slice(0,uo),dt=v.length>uo?" + \u2026":"",rt=j=>C?.[E.start+j*E.shape[1]+u.index]??NaN,it=C?.[D.start+u.index]??NaN,bt={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...C?["\u2202L/\u2202w"]:[]],rows:[...v.slice(0,a?1/0:12).map(({weight:j,input:U,product:lt},mt)=>[F[mt],U,j,lt,...C?[rt(mt)]:[]]),[i("editor.bias"),1,b,b,...C?[it]:[]]]};return m`
    ${f}
    <section class="equation">
      ${x?m`
        <p class="math">z = ${at.map((j,U)=>m`${U?" + ":""}<i>w</i>${oe(U+1)}·${F[U]}`)}${dt} + <i>b</i>
          ${" = "}${at.map(({weight:j,input:U},lt)=>`${lt?" + ":""}${un(j)}\xB7${un(U)}`)}${dt} + ${un(b)} = <b>${g(d,4)}</b></p>
        <p class="math"><i>a</i> = ${H(k)}(z) = ${H(k)}(${g(d,4)}) = <b>${g(S,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${g(S,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${C?m`
        <p class="math">L = <b>${g(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${g(it,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${Gt} table=${bt} title=${K(u,h)} name="neuron" />
    ${v.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:v.length})}</button>`:null}`}function po({form:t,low:e,offset:n,scale:s},o,a,r){let l=Array.from(a,p=>r[p]),c=o.length/a.length;if(t==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,p=>p*s+n),sure:l.map(()=>1)};if(t==="column"){let p=Array.from(o,h=>Math.min(Math.max((h-e)/(1-e),0),1));return{rows:a,truth:l,outputs:o,prediction:p.map(h=>+(h>.5)),sure:p.map(h=>Math.max(h,1-h))}}let u=l.map((p,h)=>{let $=0;for(let f=1;f<c;f++)o[h*c+f]>o[h*c+$]&&($=f);return $});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map((p,h)=>o[h*c+p])}}function $o({truth:t,prediction:e},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return t.forEach((o,a)=>s[o][e[a]]+=1),s}var Ft=t=>t.reduce((e,n)=>e+n,0)/t.length;function ho({truth:t,prediction:e},n){let s=t.map((l,c)=>e[c]-l),o=Ft(t),a=Ft(t.map(l=>(l-o)**2)),r=Ft(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Ft(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Ft(t.map(l=>(l-n)**2)))}}var fo=({truth:t,prediction:e},n)=>({accuracy:Ft(t.map((s,o)=>+(s===e[o]))),baseline:Ft(t.map(s=>+(s===n)))});function bo(t){let e=[];for(let n of t)e[n]=(e[n]??0)+1;return e.reduce((n,s,o)=>s>(e[n]??0)?o:n,0)}var vo=({truth:t,prediction:e,sure:n})=>t.map((s,o)=>o).filter(s=>t[s]!==e[s]).toSorted((s,o)=>n[o]-n[s]);function go(t,e){let n=e.filter(Boolean).length,s=e.length-n;if(!n||!s)return null;let o=e.map((u,p)=>p).toSorted((u,p)=>t[p]-t[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,p)=>{if(e[u]?r+=1:l+=1,p+1<o.length&&t[o[p+1]]===t[u])return;let[h,$]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-h)*(f[1]+$)/2,a.push(f)}),{points:a,area:c}}function wo({truth:t,prediction:e,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return t.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===e[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function Pe(t,e=24){let[n,s]=[1/0,-1/0];for(let a=0;a<t.length;a++)t[a]<n&&(n=t[a]),t[a]>s&&(s=t[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(e).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(e).fill(0);for(let a=0;a<t.length;a++)o[Math.min(Math.floor((t[a]-n)/(s-n)*e),e-1)]+=1;return{low:n,high:s,counts:o}}var De=132,Xt=46;function Fe({low:t,high:e,counts:n,title:s}){let o=Math.max(...n,1),a=De/n.length,r=t<0&&e>0?(0-t)/(e-t)*De:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${De} ${Xt}`} role="img" aria-label=${i("chart.histogram",{title:s,low:g(t),high:g(e)})}>
        ${n.map((l,c)=>l?m`<rect class=${t+(c+.5)/n.length*(e-t)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Xt-l/o*Xt} height=${l/o*Xt} />`:null)}
        <path class="base" d=${`M0 ${Xt}H${De}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Xt}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${g(t,2)}</span><span>${g(e,2)}</span></figcaption>
    </figure>`}var tt=150,ht=26;function je({title:t,across:e,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*tt,c=([u,p])=>`${(ht+l(u)).toFixed(1)} ${(tt+4-l(p)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${t}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${tt+ht+8} ${tt+ht+8}`} role="img" aria-label=${`${t} ${r}`}>
        <path class="frame" d=${`M${ht} 4V${tt+4}H${ht+tt}`} /><path class="diagonal" d=${`M${ht} ${tt+4}L${ht+tt} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${ht} y=${tt+17}>${g(a[0],2)}</text><text x=${ht+tt} y=${tt+17} text-anchor="end">${g(a[1],2)}</text>
        <text x=${ht+tt/2} y=${tt+29} text-anchor="middle">${e}</text>
        <text transform=${`translate(${ht-6} ${tt/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var rr=64;function ir({playground:t,side:e}){let n=t.network.value,s=t.readable.value?.arrays.theta,o=P.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=Y(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,rr)},(c,u)=>m`
        <figure key=${u}><${Oe} size=${e} className="large" pixels=${It(ct(o),we(s,e,p=>a.start+p*r+u),e,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function xo({playground:t}){T(()=>(t.look("layers",{activations:!0,gradient:"train"}),()=>t.lookAway("layers")),[t]);let e=t.network.value,n=t.inside.value?.arrays,s=t.inside.value?.arrays.theta,o=e?ps(e.features):0,a=B(()=>!e||!n?.gradient||!s?[]:e.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),p=n.gradient.subarray(r.start,r.start+u.length),h=n[`activations_${c}`]??new Float32Array(0),$=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:p,outputs:h,dead:cr(h,h.length?$:0)}}),[e,n,s]);return m`
    ${o&&e?.architecture.layers.length?m`<${ir} playground=${t} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},p)=>{let h=p===a.length-1?i("network.output"):i("network.layer",{layer:p+1});return m`<tr key=${p}><th scope="row">${h}<small>${V(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${Fe} ...${Pe(r)} title=${`${h}, ${i("inside.weights")}`} /></td>
            <td><${Fe} ...${Pe(c)} title=${`${h}, ${i("inside.activations")}`} /></td>
            <td><${Fe} ...${Pe(l)} title=${`${h}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:g(Math.hypot(...lr(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function lr(t){let e=[];for(let n=0;n<t.length;n+=1e3)e.push(Math.hypot(...t.subarray(n,n+1e3)));return e}function cr(t,e){let n=0;for(let s=0;s<e;s++){let o=t.length>e;for(let a=s+e;o&&a<t.length;a+=e)o=t[a]===t[s];n+=Number(o)}return n}function ur(t,e){let n=t.network.value,s=t.readable.value,o=t.data.value;if(!n||!s)return null;if(e==="data")return o?cs(o):null;if(e==="history")return ls(t.history);if(e==="surface")return s.arrays.surface?ms(s.arrays.surface,t.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(e),r=a===0?Z(n):Array.from({length:t.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?us(n.layout[a],s.arrays.theta,r):null}function ko({playground:t}){let[e,n]=M("history"),s=Math.max(t.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===e)?e:"history",r=ur(t,a);return m`
    <section class="numbers">
      <${A} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${Gt} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}function ft(t){return t==null?"None":t===!0?"True":t===!1?"False":Array.isArray(t)?t.length===1?`(${ft(t[0])},)`:`(${t.map(ft).join(", ")})`:typeof t=="string"?JSON.stringify(t):String(t)}function So(t,e,n){let s=n?.start?n.changes.filter(([r])=>r<e):[];if(!n?.start||!s.length)return{start:t,until:e,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=mn(o);o={...o,...l};let p=mn(o),h=Object.fromEntries(Object.keys(p).filter($=>$!=="epochs"&&JSON.stringify(p[$])!==JSON.stringify(u[$])).map($=>[$,p[$]]));return{from:r,until:s[c+1]?.[0]??e,recipe:h}});return{start:n.start,until:s[0][0],forks:a}}function mn(t){let{patience:e=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=t;return{...t,...n!=="constant"?{schedule_epochs:s??t.epochs}:{},...e!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function Mo(t,e){let n=mn(t.recipe),s=pt(t)&&t.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:e,data:void 0}).filter(([,o])=>o!==void 0)}function mr(t){let e=Object.entries(t).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==tn[n]).map(([n,s])=>`, ${n}=${ft(s)}`);return`nn.Layer(${t.width}, ${ft(t.activation)}${e.join("")})`}function Co(t,e,n=null){let{start:s,until:o,forks:a}=So(t,e,n),{recipe:r,architecture:l,points:c,formulas:u}=s,p=["import nnplay as nn",""];for(let{name:$,text:f,constants:v={},learned:b=[]}of u){let d=Object.entries(v).map(([S,k])=>`, ${S}=${k}`).join("");p.push(`nn.formula(${ft(f)}, name=${ft($)}${b.length?`, learned=${ft(b)}`:""}${d})`)}c===null?p.push(`data = ${ft(r.data)}`):p.push(`X = [${c.map(([$,f])=>`[${$}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,$])=>JSON.stringify(`class ${String($+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let h=[["output",l.output],["loss",l.loss]].filter(([,$])=>$).map(([$,f])=>`, ${$}=${ft(f)}`);p.push(`arch = nn.Architecture([${l.layers.map(mr).join(", ")}]${h.join("")})`,"run = nn.train(","    data,","    arch,");for(let[$,f]of Mo(s,o))p.push(`    ${$}=${ft(f)},`);p.push(")");for(let $ of a)p.push(`run = run.fork(${$.from}${Object.entries({...$.recipe,epochs:$.until}).map(([f,v])=>`, ${f}=${ft(v)}`).join("")})`);return p.push("print(run.metrics)"),`${p.join(`
`)}
`}var Ct=t=>/^[\w.,:=+-]+$/.test(t)?t:`'${t.replaceAll("'","'\\''")}'`,Eo=t=>`nnplay web ${Ct(t)}`,No=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function Ao({layers:t,output:e}){let n=[...t.map(s=>s.activation),e].find(s=>!No.has(s));return n||(t.some(s=>s.norm)?"normalization":t.some(s=>s.skip)?"skip":null)}function pn({layers:t,output:e},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,p)=>Number(s[r+p*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${No.get(l<t.length?t[l].activation:e)},`),l<t.length&&t[l].dropout&&a.push(`    nn.Dropout(${t[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},(p,h)=>o(r.start+h,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var yo=t=>t.flatMap(([e,n])=>{let s=`--${e.replaceAll("_","-")}`;return n===null?e==="batch_size"?[s,"full"]:["features","target","exclude"].includes(e)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${e.replaceAll("_","-")}`]:e==="penalties"?[s,Ct(n.map(o=>o.join("=")).join(","))]:[s,Ct(Array.isArray(n)?n.join(","):String(n))]});function Ue(t,e,n=null){if(t.points!==null)return null;let{start:s,until:o,forks:a}=So(t,e,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:p=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([h,$])=>["--set",`${h}=${$}`]),...p.flatMap(h=>["--learn",h]),"--",Ct(c)]);return r.push(["nnplay","train",Ct(s.recipe.data),...pr(s.architecture),...yo(Mo(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...yo(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function pr({layers:t,output:e,loss:n}){let s=t.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,p])=>p!==tn[u]).map(([u,p])=>p===!0?u:`${u}=${p}`)),o=s.some(r=>r.length)?t.flatMap(({width:r,activation:l},c)=>["--layer",Ct([r,l,...s[c]].join(" "))]):["--hidden",t.map(r=>r.width).join(",")||"0"],a=[...new Set(t.map(r=>r.activation))];return o[0]==="--hidden"&&t.length&&o.push("--activation",Ct(a.length>1?t.map(r=>r.activation).join(","):a[0])),e&&o.push("--output",Ct(e)),n&&o.push("--loss",Ct(n)),o}var To=t=>t||Vn.recipe.epochs;var $r=["doctor","compare","search","train"];function Io({playground:t}){let e=ve.value.length>0,[n,s]=M(null);if(T(()=>{e&&import("./python_view-PBSA6P5D.js").then(async r=>(await r.loadMessages(),s(()=>r.ServerView)))},[e]),e)return n?m`<${n} playground=${t} />`:null;let{recipe:o}=t.settings.value,a=Ue(t.settings.value,Number(o.epochs))??"nnplay train DATA";return m`
    <p>${i("python.needed")}</p>
    ${$r.map(r=>m`<${St} key=${r} title=${i(`python.command.${r}`)} onCopy=${()=>t.announcement.value=i("take.copied")}
      content=${a.replace("nnplay train",`nnplay ${r}`)+(r==="train"?` --save network.nnplay
nnplay export network.nnplay --to onnx`:"")} />`)}`}var $n=50,hr=400;function fr(t,e){let{middle:n,low:s,high:o}=P.value;return I(yt(n,e?s:o,.08+.4*t))}function dr({matrix:t,classes:e,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${e.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${e.map(o=>m`<th scope="col">${q(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${t.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${q(e[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?fr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:q(e[a]),predicted:q(e[c])})}
              onClick=${()=>s(u?null:[a,c])}>${V(l)}</button></td>`})}<td>${r?R(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function _o({playground:t,predictions:e,places:n,title:s}){let o=t.data.value,a=t.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?q(o.classes[c]):g(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,$n).map(c=>{let u=e.rows[c];return m`<tr><td><button class="link" aria-pressed=${t.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>t.lookAtRow(u)}>${u+1}</button></td>
            ${r.map(p=>m`<td>${o.levels?.[p]?.[o.columns[p][u]]??g(o.columns[p][u])}</td>`)}
            <td>${l(e.truth[c])}</td><td>${l(e.prediction[c])}</td>${o.classes.length?m`<td>${R(e.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>$n?m`<p class="note">${i("results.more",{count:n.length-$n})}</p>`:null}
    </div>`}function br({playground:t,predictions:e,classes:n,guess:s}){let[o,a]=M(null),r=$o(e,n.length),{accuracy:l,baseline:c}=fo(e,s),u=o?e.truth.map(($,f)=>f).filter($=>e.truth[$]===o[0]&&e.prediction[$]===o[1]):vo(e),p=o?i("results.cell",{count:u.length,truth:q(n[o[0]]),predicted:q(n[o[1]])}):i("results.wrong",{count:u.length}),h=e.outputs.length===e.truth.length?go(e.outputs,e.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${R(l)}</b> <span class="note">${i("results.baseline",{name:q(n[s]),share:R(c)})}</span></p>
    <div class="results-grid">
      <${dr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${h?m`<${je} title=${i("results.roc")} note=${i("results.area",{area:g(h.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${h.points} />`:null}
      <${je} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${wo(e).map(({sure:$,right:f})=>[$,f])} />
    </div>
    ${u.length?m`<${_o} playground=${t} predictions=${e} places=${u} title=${p} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function vr({playground:t,predictions:e,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=ho(e,n),{truth:c,prediction:u}=e,p=[...c,...u].filter(Number.isFinite),h=[Math.min(...p),Math.max(...p)],$=Math.max(Math.ceil(c.length/hr),1),f=c.flatMap((b,d)=>d%$?[]:[[b,u[d]]]),v=c.map((b,d)=>d).toSorted((b,d)=>Math.abs(u[d]-c[d])-Math.abs(u[b]-c[b]));return m`
    <p class="summary">R² <b>${g(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:g(o),baseline:g(l)})}</span></p>
    <div class="results-grid">
      <${je} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${h} />
      <${Gt} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${_o} playground=${t} predictions=${e} places=${v} title=${i("results.largest")} />`}function Oo({playground:t}){T(()=>(t.look("results",{predictions:!0}),()=>t.lookAway("results")),[t]);let[e,n]=M("test"),s=t.network.value,o=t.data.value,a=t.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(e)?e:r[0],c=a?.[`outputs_${l}`],u=B(()=>s&&o&&c?po(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),p=B(()=>{let h=(o?.parts.train??[]).map($=>o?.values[$]??0);return o?.classes.length?bo(h):h.reduce(($,f)=>$+f,0)/(h.length||1)},[o]);return!s||!o?null:m`
    <${A} id="part" label=${i("results.part")} value=${l} options=${r.map(h=>({value:h,label:i("results.rows",{part:i(`curves.${h}`),count:o.parts[h].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${br} playground=${t} predictions=${u} classes=${o.classes} guess=${p} />`:m`<${vr} playground=${t} predictions=${u} guess=${p} />`:null}`}function Ro({playground:t}){let e=t.kept.runs.value,n=t.readable.value?.header.row;if(!e.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`;let s=t.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:t.settings.value,epoch:t.position.value.viewed,row:n,measure:s},...e],r=a.map(({settings:u})=>$s(u)),l=(u,p)=>p===void 0||!Number.isFinite(p)?"\u2013":u.endsWith("accuracy")?R(p):g(p),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:I(an(P.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${V(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map(p=>m`<td>${l(u,p.row?.[u])}</td>`)}</tr>`)}
          ${hs(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map(p=>m`<td>${p[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${e.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>t.apply({...u.settings,view:t.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>xe(t,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>t.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${J}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var Lo={neuron:mo,layers:xo,results:Oo,runs:Ro,numbers:ko,python:Io},Jt=Object.keys(Lo);function Po({playground:t}){let[e,n]=M(Jt[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=Jt[(Jt.indexOf(e)+a+Jt.length)%Jt.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${Jt.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===e} aria-controls="inside-view"
        tabindex=${o===e?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${e}`}><${Lo[e]} playground=${t} /></div>`}var Do=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function Fo(t,e){let[n,s]=M(null),{language:o}=pe.value;return T(()=>{t().then(s,a=>e.complain(Is(a)))},[o]),n}function gr({guide:t,lesson:{name:e,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(t.progress.value[e]??[]).length,c=Array.from({length:a},(u,p)=>p).find(u=>!t.isDone(e,u))??0;return m`
    <li data-lesson=${e}><button class="question lesson" onClick=${()=>{t.open(e,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function wr({guide:t}){let e=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&t.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${e} /></label> ${i("lesson.ownHint")}</p>`}function xr({guide:t}){let[e,n]=M("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.trim()&&t.verify(e)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function jo({playground:t}){let e=t.guide,n=Fo(Es,t),s=Fo(()=>Ns(Cs),t),o=a=>{let{settings:r}=se(a),{theme:l,language:c,speed:u,hide:p}=t.settings.value.view;e.leave(),t.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:p}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${gr} key=${a.name} guide=${e} lesson=${a} place=${r+1} />`)}</ol>
    <${wr} guide=${e} />
    ${Q?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{e.challenge(a)}}><b>${e.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${xr} guide=${e} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${Do.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}var kr=["network","surface","curves"];function Uo({playground:t}){let e=async(n,s)=>{let o=t.figures.get(n)?.();o&&(s==="svg"?ae(`${n}.svg`,o,"image/svg+xml"):ae(`${n}.png`,await Hs(o),"image/png"),t.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${kr.filter(n=>t.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{e(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function zo({playground:t}){let e=t.settings.value,n=t.network.value,s=t.readable.value?.arrays.theta,{viewed:o}=t.position.value,a=`${location.origin}${location.pathname}?${kt(e)}`,r=To(o),{log:l}=t,c=Ue(e,r,l),u=n?Ao(n.architecture):null,p=()=>t.announcement.value=i("take.copied");return m`
    <div class="take">
      <${_s} playground=${t} />
      <${Uo} playground=${t} />
      ${t.log.start===null||t.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${St} title=${i("take.python")} content=${Co(e,r,l)} file="run.py" onCopy=${p} />
      ${c?m`<${St} title=${i("take.command")} content=${c} onCopy=${p} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${St} title=${i("take.page")} content=${Eo(a)} onCopy=${p} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${St} title=${i("take.torch")} content=${pn(n.architecture,n.layout,s)} file="network.py" onCopy=${p} />`:n&&s?m`<p><button class="plain" onClick=${()=>ae("network.py",pn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var yr={learn:jo,inside:Po,take:zo};function qo({playground:t}){let e=t.drawer.value;return m`
    <section class=${`drawer dock ${e??""}`} id="drawer" hidden=${!e} aria-label=${e?i(`drawer.${e}`):""}>
      ${e?m`
        <div class="dock-head"><h2>${i(`drawer.${e}`)}</h2>
          <button class="round small" onClick=${()=>t.drawer.value=null} aria-label=${i("drawer.close")}>${J}</button></div>
        <div class="drawer-content"><${yr[e]} playground=${t} /></div>`:null}
    </section>`}var Bo=121,ze={activation:[-4,4],loss:[0,1]};async function Vo(t,e,n=1){let s=Dt.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-IL5LKUPJ.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(t,s).constants),l=new o(t,s,Object.fromEntries(Object.entries(e).filter(([$])=>r.includes($)))),[c,u]=ze[l.kind],p=l.kind==="activation"?"z":"y_hat",h=$=>Float64Array.from({length:Bo},(f,v)=>a($,{...l.constants,y:n,[p]:c+(u-c)*v/(Bo-1)}));return{kind:l.kind,constants:l.constants,values:h(l.tree),slopes:h(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var hn=200,qe=120,Sr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function Mr({preview:{values:t,slopes:e,low:n,high:s}}){let o=[...t,...e].filter(h=>Number.isFinite(h)&&Math.abs(h)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=h=>qe-(h-a)/(r-a)*qe,c=h=>h/(t.length-1)*hn,u=h=>{let[$,f]=["","M"];return h.forEach((v,b)=>{Number.isFinite(v)&&Math.abs(v)<1e3?[$,f]=[`${$}${f}${c(b).toFixed(1)} ${l(v).toFixed(1)}`,"L"]:f="M"}),$},p=n<0?c(-n/(s-n)*(t.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${hn+8} ${qe+8}`} role="img" aria-label=${i("formula.picture",{low:g(n),high:g(s),bottom:g(a),top:g(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${hn}M${p} 0V${qe}`} />
      <path class="slope" d=${u(e)} /><path class="value" d=${u(t)} />
    </svg>`}function Be({playground:t,kind:e,onUse:n}){T(Re,[]);let{formulas:s}=t.settings.value,[o,a]=M(""),[r,l]=M(""),[c,u]=M({}),[p,h]=M([]),[$,f]=M(null),v=Dt.value!==null;T(()=>{let x=!0;return r.trim()?Vo(r,c).then(y=>x&&f(y)):f(null),()=>{x=!1}},[r,c,v]);let b=$&&"kind"in $?$:null,d=$&&"mistake"in $?$.mistake:b&&b.kind!==e?i(`formula.only.${e}`):"",S=o.trim()||Array.from({length:z.formulas+1},(x,y)=>`own_${y+1}`).find(x=>!s.some(y=>y.name===x))||"own",k=()=>{if(!b||d)return;let x=Object.keys(b.constants),y={name:S,text:r.trim(),constants:b.constants,learned:p.filter(E=>x.includes(E))},C=t.settings.value.formulas.filter(E=>E.name!==S);if(C.length>=z.formulas)return t.complain(i("formula.many",{most:z.formulas}));n(S,{...t.settings.value,formulas:[...C,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${e}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${e}`}><span class="field-label">${i(e==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${e}`} value=${r} placeholder=${Sr[e]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!d}
            onInput=${x=>l(x.currentTarget.value)} onKeyDown=${x=>x.key==="Enter"&&k()} /></label>
        <label class="field" for=${`formula-name-${e}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${e}`} value=${o} placeholder=${S} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${x=>a(x.currentTarget.value)} /></label>
        ${d?m`<p class="note mistake" role="status">${d}</p>`:null}
        ${b&&!d?m`
          <${Mr} preview=${b} />
          <p class="note">${i(e==="activation"?"formula.legend":"formula.legendLoss",{low:g(ze[e][0]),high:g(ze[e][1])})}</p>
          ${Object.entries(b.constants).map(([x,y])=>m`
            <${X} key=${x} id=${`formula-${e}-${x}`} label=${x} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${g(y)}
              onInput=${C=>u({...c,[x]:C})} />
            ${e==="activation"?m`<${nt} id=${`learn-${x}`} label=${i("formula.learn",{constant:x})} checked=${p.includes(x)}
              onChange=${C=>h(C?[...p,x]:p.filter(E=>E!==x))} />`:null}`)}
          <button class="plain strong" onClick=${k}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Ho=["sigmoid","softmax","tanh","identity"];function Wo({playground:t}){let e=t.settings.value,n=t.network.value;if(!n)return null;let{output:s,loss:o}=e.architecture,a=n.classes.length>2,r=n.classes.length?a?Me.several:Me.classification:Me.regression,l=e.formulas.map(({name:h})=>h),c=[...Ho.filter(h=>n.classes.length||h!=="softmax"),..._t.filter(h=>!Ho.includes(h)),...l],u=(h,$="")=>t.apply({...t.settings.value,architecture:{...t.settings.value.architecture,...h}},$),p=h=>i("editor.autoIs",{name:H(h)});return m`
    <div class="fields">
      <${Zt} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${p(n.architecture.output)}
        onChange=${(h,$)=>u({output:h||null},$)} />
      <${Zt} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${p(n.architecture.loss)}
        onChange=${(h,$)=>u({loss:h||null},$)} />
    </div>
    <${Be} playground=${t} kind="loss" onUse=${(h,$)=>t.apply({...$,architecture:{...$.architecture,loss:h}})} />`}var fn=24;function dn({id:t,label:e,value:n,onInput:s}){let[o,a]=M(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${X} id=${t} label=${e} value=${r} min=${-l} max=${l} step=${.01} shown=${g(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${W} id=${`${t}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function bn(t,e,n){let s=t.network.value?.layout[e];return s?Number(t.readable.value?.arrays.theta?.[n(s)]??0):0}function vn(t){let e=t.network.value,n=t.counts();return{features:e?Z(e):[],layers:n.length-2,outputs:n.at(-1)??1,classes:e?.classes??[]}}function Cr({playground:t,column:e,from:n,to:s}){let o=e-1,a=bn(t,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${dn} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>t.edit(o,[n,s],r)} />`}function Er({playground:t,column:e,index:n}){let s=e-1,o=t.counts(),a=bn(t,s,({b:c})=>c.start+n),r=Math.min(o[s],fn),l=c=>s===0?vn(t).features[c]??"":K({column:s,index:c},vn(t));return m`
    <div class="parameters">
      <${dn} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>t.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${dn} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${bn(t,s,({W:p})=>p.start+u*p.shape[1]+n)}
          onInput=${p=>t.edit(s,[u,n],p)} />`)}
    </div>
    ${o[s]>fn?m`<p class="note">${i("editor.more",{count:o[s]-fn})}</p>`:null}
    <button class="plain" onClick=${()=>t.drawer.value="inside"}>${i("editor.equation")}</button>`}function Nr({playground:t,column:e}){let n=t.settings.value,s=e-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>t.apply(en(t.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:H(u)})),l=[...new Set([..._t,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Bt.includes(c));return m`
    <div class="fields">
      <${W} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${z.neurons} step=${1}
        onChange=${c=>t.apply(Ht(t.settings.value,s,c))} />
      <${A} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Bt)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${A} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${A} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(Se)]}
        onChange=${c=>a({initializer:c||null})} />
      <${X} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${g(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${nt} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>t.apply(Wn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${Be} playground=${t} kind="activation" onUse=${(c,u)=>t.apply(en(u,s,{activation:c}))} />`}function Go({playground:t}){let e=t.selected.value;if(!e||t.hides(e.kind==="layer"?"layers":"weights"))return null;let n=vn(t),s=e.kind==="layer"&&e.column===t.counts().length-1,o=s?i("network.output"):e.kind==="layer"?i("network.layer",{layer:e.column}):e.kind==="neuron"?K(e,n):i("editor.between",{from:K({column:e.column-1,index:e.from},n),to:K({column:e.column,index:e.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>t.select(null)} aria-label=${i("editor.close")}>${J}</button></div>
      ${s?m`<${Wo} playground=${t} />`:e.kind==="layer"?m`<${Nr} playground=${t} column=${e.column} />`:e.kind==="neuron"?m`<${Er} playground=${t} column=${e.column} index=${e.index} />`:m`<${Cr} playground=${t} column=${e.column} from=${e.from} to=${e.to} />`}
    </section>`}var Ar=.95;function Ko({playground:t,question:e}){let[n,s]=M(!1),o=t.readable.value?.header,a=t.settings.value,{layers:r}=a.architecture,l=r[0]?.width??0;return!e||n||t.notice.value||t.guide?.lesson.value||t.hides("hints")||r.length!==1||l>4||a.recipe.data!=="circle"||!(o?.row.test_accuracy>=Ar)||!o?.epoch?null:m`
    <div class="notice info" role="status">
      <p>${i("question.answer",{neurons:l,share:R(o.row.test_accuracy),epoch:V(o.viewed)})}</p>
      ${l>1&&!t.hides("layers")?m`<button class="plain" onClick=${()=>t.apply(Ht(a,0,l-1))}>${i("question.fewer",{neurons:l-1})}</button>`:null}
      <button class="round small" onClick=${()=>s(!0)} aria-label=${i("notice.close")}>${J}</button>
    </div>`}function Yo({guide:t,solved:e}){let[n,s]=M(""),o=t.step.value,a=t.verdict.value,r=async()=>s(await t.entryLink()),l=o?.score?`${o.score[0]}: ${g(Number(t.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&e?"solved":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":e?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${e&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&e?m`<${St} title=${i("entry.link")} content=${n} onCopy=${()=>t.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var Tr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,Ir=0;function _r({word:t,meaning:e}){let[n]=M(()=>`term-${++Ir}`),[s,o]=M(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${t}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${e}</span>
    </span>`}var Zo=(t,e)=>Ss(t,ys.value,e).map(n=>typeof n=="string"?n:m`<${_r} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function le({content:t,used:e=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of t.matchAll(Tr)){s.push(...Zo(t.slice(o,a.index),e));let[,r,l,c,u,p]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+p} download>${u}</a>`),o=a.index+a[0].length}return s.push(...Zo(t.slice(o),e)),m`${s}`}var Or=({guide:t,onGo:e})=>m`
  <ol class="guide-steps">${t.lesson.value?.steps.map((n,s)=>{let o=t.isDone(t.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===t.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>e(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function Rr({guide:t}){let[e,n]=M("");return T(()=>n(""),[t.place.value,t.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.answer(e)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain" disabled=${!Number.isFinite(Number(t.value(t.step.value?.answer||"0")))}>${i("lesson.check")}</button>
    </form>`}function Lr({guide:t}){let e=t.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${e?.task}</legend>
      ${e?.options.map((n,s)=>m`
        <label key=${`${t.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${t.chosen.value===s} onChange=${()=>t.answer(String(s))} /><span><${le} content=${n} used=${Pr} /></span></label>`)}
    </fieldset>`}var Pr={has:()=>!0,add:()=>{}};function Dr({guide:t,folder:e,used:n}){let s=t.step.value;if(!s)return null;let o=ks(s),a=t.done.value,r=t.goals(),l=t.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${le} content=${t.filled(s.task)} used=${n} folder=${e} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${Rr} guide=${t} />`:o==="choice"?m`<${Lr} guide=${t} />`:null}
      <p class=${`guide-verdict ${a&&!t.wrong.value?"solved":""}`} role="status">
        ${t.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${le} content=${t.filled(s.then||i("lesson.done"))} used=${n} folder=${e} />`:null}
      </p>
      ${s.hint&&(l||!a)?t.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>t.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${Yo} guide=${t} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function Xo({guide:t}){let e=O(null),[n,s]=M(!1),o=t.lesson.value,a=t.step.value;if(!o||!a)return null;let r=t.place.value===o.steps.length-1,l=t.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,p=$=>{t.go($),e.current?.focus()},h=()=>{r?(t.leave(),t.playground.drawer.value="learn"):p(t.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${e}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${Or} guide=${t} onGo=${p} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${t.done.value?"next":""}`} onClick=${h}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>t.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${J}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map(($,f)=>m`<p key=${f}><${le} content=${t.filled($)} used=${u} folder=${c} /></p>`)}</div>
        <${Dr} guide=${t} folder=${c} used=${u} />
      </div>
    </section>`}var Fr=8e3,jr=400,ut=8,Ur=7,zr=Array.from({length:ut},(t,e)=>e%2?[e+1,e+2+ut]:[e+2+ut,e+1]).flat();function qr(t,e,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(t[e+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Jo=(t,e)=>Math.min(Math.ceil(Math.sqrt(Math.abs(t)/e)*ut),ut);function wn(t,e,n,s=!1){let o=Math.floor(Fr/t.layout.length);return t.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],p=Math.max(Y(e,a.start,a.start+l*c),.5),h=qr(e,a.start,l*c,s&&!r?jr:o),$=new Int8Array(l*u);for(let f=0,v=0;f<l;f++)for(let b=0;b<u;b++,v++){let d=e[a.start+f*c+b],S=Math.abs(d);S>=h&&($[v]=d>0?Jo(S,p):-Jo(S,p))}return $})}var sa=(t,e)=>t.length===e.length&&t.every((n,s)=>n.length===e[s].length&&n.every((o,a)=>o===e[s][a]));function Qo(t,e,n){let{x1:s,y1:o,x2:a,y2:r}=vs(e,n),l=(s+a)/2;t.moveTo(s,o),t.bezierCurveTo(l,o,l,r,a,r)}function xn(t,{layout:e,palette:n,hovered:s,selected:o},a){t.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[e.columns[l].cells,e.columns[l+1].cells],p=Array.from({length:2*(ut+1)},()=>[]),h=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),$=e.columns[l+1].x-e.columns[l].x-e.columns[l].width,f=Math.max(Math.min(Ur,u[0].size/5,$/7)*h,.8);r.forEach((b,d)=>b&&p[b>0?b+ut+1:-b].push(d));for(let b of zr){let d=b%(ut+1);if(p[b].length){t.beginPath();for(let S of p[b])Qo(t,c[Math.floor(S/u.length)],u[S%u.length]);t.strokeStyle=$t(b>ut?n.high:n.low,(s?.2:.8*h)*(.35+.65*d/ut)),t.lineWidth=Math.max(f*d/ut,.35),t.stroke()}}let v=(b,d,S)=>{let k=r[b*u.length+d];t.beginPath(),Qo(t,c[b],u[d]),t.strokeStyle=$t(k>0?n.high:n.low,1),t.lineWidth=Math.max(f*Math.abs(k)/ut,.8)+S,t.stroke()};if(s?.column===l+1)for(let b=0;b<c.length;b++)v(b,s.index,0);if(s?.column===l)for(let b=0;b<u.length;b++)v(s.index,b,0);o?.kind==="weight"&&o.column===l+1&&v(o.from,o.to,2)})}var ta=new WeakMap;function ea(t){let e=ta.get(t)??{...t,low:yt(t.middle,t.low,.62),high:yt(t.middle,t.high,.62)};return ta.set(t,e),e}var gn=new WeakMap;function Br(t,e){return gn.has(t)||gn.set(t,t.classes.map(n=>({...t,low:t.middle,high:n}))),ct(gn.get(t)[e%t.classes.length])}var ce=null;function Vr(t,e){if(!ce||ce.image.width!==t||ce.image.height!==e){let n=new OffscreenCanvas(t,e).getContext("2d",{willReadFrequently:!0}),s=new ImageData(t,e);ce={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return ce}function kn(t,e){Hr(t,e),Wr(t,e),Gr(t,e)}function Hr(t,{layout:e,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=ct(l),p=ct(ea(l)),h=e.columns.length-1,$=n.classes.length>2,f=e.columns.map(({cells:x},y)=>{let C=y?s[y-1]:o.find(Boolean)?.values;return C?Math.round(Math.sqrt(C.length/(y?x.length:1))):0}),v=Math.max(...f,1),b=Math.max(...e.columns.map(({cells:x})=>x.length)),S=Math.max(...f)>0?Vr(v*b,v*e.columns.length):null;e.columns.forEach(({cells:x},y)=>{let C=y?s[y-1]:null,E=f[y]**2,D=n.architecture.layers[y-1]?.activation??n.architecture.output;x.forEach((F,at)=>{if(!S)return;let dt={width:S.image.width,left:at*v,top:y*v},rt=y?null:o[at];if(C){let it=at*E,[bt,j]=r?[0,Y(C,it,it+E)]:y===h&&!$?c:re(D,Y(C,it,it+E)),U=y===h?$?Br(l,at):u:p;nn(S.pixels,dt,U,C,f[y],bt,j,it)}else rt&&nn(S.pixels,dt,p,rt.values,f[0],0,rt.reach,0)})}),S?.context.putImageData(S.image,0,0);let k=(x,y)=>{let C=a[x];if(!x&&r)return yt(l.middle,l.ink,r[y]??0);if(!C)return l.middle;if(x===h&&$)return yt(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(C[y],0),1));let E=n.architecture.layers[x-1]?.activation??n.architecture.output,[D,F]=x?x===h?c:re(E,Y(C)):[0,2];return Pt(x===h?l:ea(l),(C[y]-D)/F)};e.columns.forEach(({cells:x},y)=>x.forEach((C,E)=>{if(S&&(y?s[y-1]:o[E])){let D=f[y];t.drawImage(S.context.canvas,E*v,y*v,D,D,C.x,C.y,C.size,C.size)}else t.fillStyle=I(k(y,E)),t.fillRect(C.x,C.y,C.size+(y||!r?0:.5),C.size+(y||!r?0:.5))}))}function Wr(t,{layout:e,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){t.lineWidth=1,t.strokeStyle=$t(o.ink,.35);let c=e.columns.length-1;e.columns.forEach(({cells:u,size:p,x:h,width:$},f)=>{if(!f&&a&&t.strokeRect(h,u[0].y,$,$),p<5||!f&&a)return;t.lineWidth=f===c?2:1,t.strokeStyle=$t(o.ink,f===c?.9:.35);for(let b of u)t.strokeRect(b.x,b.y,b.size,b.size);if(!f||p<14)return;let v=Math.min(p/9,4);t.lineWidth=1,t.strokeStyle=$t(o.ink,.5),u.forEach((b,d)=>{let S=s[n.layout[f-1].b.start+d];t.beginPath(),t.arc(b.x,b.y+b.size,v,0,2*Math.PI),t.fillStyle=I(Pt(o,Math.sign(S)*Math.max(Math.min(Math.abs(S)*2,1),.25))),t.fill(),t.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let p=u?e.columns[u.column]?.cells[u.index]:null;!p||p.size<5||(t.lineWidth=3,t.strokeStyle=I(o.ink),t.strokeRect(p.x,p.y,p.size,p.size))}}function na(t,e,n){if(t.measureText(e).width<=n)return e;let s=e.length-1;for(;s>0&&t.measureText(`${e.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${e.slice(0,s)}\u2026`:""}function Gr(t,{layout:e,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[e.columns[0],e.columns[e.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;t.fillStyle=I(n.muted),t.font="12px system-ui, sans-serif",t.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(t.textAlign="right",r.cells.forEach(({x:u,y:p,size:h},$)=>t.fillText(na(t,s[$]??"",u-10),u-5,p+h/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(t.textAlign="left",l.cells.forEach(({x:u,y:p,size:h},$)=>t.fillText(na(t,o[$]??"",e.width-u-h-8),u+h+6,p+h/2)))}var Kr=24,Yr=4,Sn={k:1,x:0,y:0},yn=(t,e,n)=>Math.min(Math.max(t,e),n),Mn=({k:t,x:e,y:n},{width:s,height:o})=>({k:t,x:yn(e,s*(1-t),0),y:yn(n,o*(1-t),0)});function Ve({k:t,x:e,y:n},s,[o,a],r){let l=yn(t*s,1,Kr);return Mn({k:l,x:o-(o-e)*l/t,y:a-(a-n)*l/t},r)}var oa=({k:t,x:e,y:n},s,o,a)=>Mn({k:t,x:e+s,y:n+o},a),aa=({k:t,x:e,y:n},s,o)=>[(s-e)/t,(o-n)/t];function ra(t,e){let[n,s]=M(Sn),o=O(e);return o.current=e,T(()=>s(a=>Mn(a,e)),[e.width,e.height]),T(()=>{let a=t.current;if(!a)return;let r=new Map,l=0,c=({clientX:d,clientY:S})=>{let k=a.getBoundingClientRect();return[d-k.left,S-k.top]},u=d=>{if(!d.ctrlKey&&!d.metaKey)return;d.preventDefault();let S=2**(-d.deltaY*(d.deltaMode===1?.05:.004));s(k=>Ve(k,S,c(d),o.current))},p=d=>{d.button||!(d.target instanceof HTMLCanvasElement)||(r.size||(l=0),r.set(d.pointerId,c(d)))},h=d=>{let S=r.get(d.pointerId);if(!S)return;let k=c(d),[x]=[...r].filter(([E])=>E!==d.pointerId).map(([,E])=>E),[y,C]=[k[0]-S[0],k[1]-S[1]];if(r.set(d.pointerId,k),l+=Math.hypot(y,C),x){let E=Math.hypot(k[0]-x[0],k[1]-x[1])/Math.max(Math.hypot(S[0]-x[0],S[1]-x[1]),1),D=[(k[0]+x[0])/2,(k[1]+x[1])/2];s(F=>Ve(oa(F,y/2,C/2,o.current),E,D,o.current))}else s(E=>E.k>1?oa(E,y,C,o.current):E)},$=d=>{r.delete(d.pointerId)},f=d=>{l>Yr&&d.target instanceof HTMLCanvasElement&&d.stopPropagation(),l=0},v=new AbortController,{signal:b}=v;return a.addEventListener("wheel",u,{passive:!1,signal:b}),a.addEventListener("pointerdown",p,{signal:b}),a.addEventListener("click",f,{capture:!0,signal:b}),addEventListener("pointermove",h,{signal:b}),addEventListener("pointerup",$,{signal:b}),addEventListener("pointercancel",$,{signal:b}),()=>v.abort()},[]),[n,s]}var Zr=92,Xr=44,Jr=t=>40+.06*t;function Qr({playground:t}){let{layers:e}=t.settings.value.architecture,n=s=>t.apply(Kn(t.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!e.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:e.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${e.length>=z.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function ti({playground:t,column:e,x:n,pitch:s}){let o=t.settings.value.architecture.layers[e-1],a=t.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===e,l=h=>t.apply(Ht(t.settings.value,e-1,o.width+h)),c=s<Zr,u=i("network.layer",{layer:e}),p=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>t.select(r?null:{kind:"layer",column:e})}
        aria-label=${i("network.editLayer",{layer:e,neurons:o.width,activation:H(o.activation)})} title=${`${u}: ${p}`}>
        ${c?e:u}
      </button>
      ${s<Xr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:e})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${p}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=z.neurons} aria-label=${i("network.addNeuron",{layer:e})}>+</button>
        </div>`}
    </div>`}function ei(t,{column:e,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(e+o[0],0),t.length-1),r=o[0]?Math.round((n+.5)/t[e]*t[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),t[a]-1)}}function ni(t,{x:e,y:n}){let s=t.inputs??t.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===e?o:r===n?a:_e(r,24))}function si(t,e,n){let{W:s}=t.layout[0],[o,a]=s.shape,r=t.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(we(e,n,u=>s.start+u*a+c),c*o);return l}function He({playground:t,name:e="network"}){let[n,s]=Ot(),o=O(null),a=O(null),[r,l]=ra(n,s),[c,u]=M({column:1,index:0}),[p,h]=M(""),$=t.network.value,f=t.counts(),v=t.imageSide.value,b=f.join(","),d=B(()=>f.length&&s.width?bs(f,s.width,s.height,v):null,[b,s.width,s.height,v]),S=t.plane.value,k=t.data.value,x=B(()=>$&&!v?ni($,S):[],[$,S,v]),y=P.value;T(()=>{d&&(t.cellPixels.value=Math.max(...d.columns.slice(1).map(w=>w.size))*Math.min(r.k,2))},[d,r.k]);let C=B(()=>k&&!$?.classes.length?Y(k.values):1,[k,$]),E=()=>{let w=t.frame.value?.arrays.theta;return!t.drawable.value||!d||!$||!w?null:{layout:d,network:$,theta:w,palette:y,hovered:t.hovered.value,selected:t.selected.value}},D=w=>{w.translate(r.x,r.y),w.scale(r.k,r.k)},F=O({levels:[],at:0,marks:[]});st(()=>{let w=E();if(!w)return;let _=[d,y,r,w.hovered,w.selected],et=_.every((At,Oa)=>At===F.current.marks[Oa]),Rt=performance.now();if(et&&t.newest.playing&&Rt-F.current.at<Jr(w.theta.length))return;let Nt=wn(w.network,w.theta,f,v>0);et&&sa(Nt,F.current.levels)||(F.current={levels:Nt,at:Rt,marks:_},Mt(o.current,s,At=>{D(At),xn(At,w,Nt)}))},[d,$,y,r]);let at=w=>{let _=t.frame.peek()?.arrays??{},et=f.slice(1).map((Rt,Nt)=>{let At=_[`neurons_${Nt}`];return At&&At.length%Rt===0?At:null});return{...w,pictures:v?[si(w.network,w.theta,v)]:et,featurePictures:x,answers:f.map((Rt,Nt)=>_[Nt?`point_${Nt-1}`:"point_inputs"]??null),shades:v?t.shades():null,names:Z(w.network),outputNames:w.network.classes.length>2?w.network.classes.map(q):[],outputScale:Ce(w.network.coding,C)}};st(()=>{let w=E();w&&Mt(a.current,s,_=>{D(_),kn(_,at(w))})},[d,$,x,y,r,v,C]),T(()=>{e==="network"&&t.figures.set("network",()=>qt(()=>{let w=E();return w&&Yt(s,y,_=>{xn(_,{...w,hovered:null,selected:null},wn(w.network,w.theta,f,v>0)),kn(_,at({...w,hovered:null,selected:null}))})}))});let dt=w=>{let _=n.current?.getBoundingClientRect();if(!_||!d)return null;let[et,Rt]=aa(r,w.clientX-_.left,w.clientY-_.top);return gs(d,et,Rt,6/r.k)},rt={features:$?Z($):[],layers:f.length-2,outputs:f.at(-1)??1,classes:$?.classes??[]},it=w=>{if(!w||!$)return"";if(w.kind==="neuron")return K(w,rt);let{W:_}=$.layout[w.column-1],et=t.frame.peek()?.arrays.theta?.[_.start+w.from*_.shape[1]+w.to]??NaN;return i("network.weight",{from:K({column:w.column-1,index:w.from},rt),to:K({column:w.column,index:w.to},rt),value:g(et)})},bt=w=>{let _=dt(w);t.hovered.value=_?.kind==="neuron"?_:null,h(it(_))},j=w=>{w?(w.kind==="weight"||w.column>0)&&t.select(w):t.select(null)},U=w=>{if(!f.length)return;let _={column:Math.min(c.column,f.length-1),index:Math.min(c.index,(f[c.column]??1)-1)},et=ei(f,_,w.key);if(et)u(et),t.hovered.value=et,h(K(et,rt));else if(w.key==="Enter"||w.key===" ")j({kind:"neuron",..._});else if(w.key==="Escape")t.select(null);else return;w.preventDefault(),w.stopPropagation()},lt=w=>l(_=>w?Ve(_,w,[s.width/2,s.height/2],s):Sn),mt=w=>r.x+r.k*w,N=t.selected.value,gt=N?.kind==="layer"&&N.column===f.length-1,zt=d?s.width/d.columns.length*r.k:0;return m`
    <section class="network-panel" id=${e} aria-label=${i(e==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${t.hides("layers")?null:m`<${Qr} playground=${t} />`}
        ${e==="network"&&!t.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${t.second.value!==null} onClick=${()=>t.second.value?ke(t):xe(t,t.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>lt(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${r.k<=1}>−</button>
          <button class="plain small" onClick=${()=>lt(0)} disabled=${r.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>lt(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${a} tabindex="0" role="application" aria-label=${p?`${i("network.picture")}: ${p}`:i("network.picture")}
          onPointerMove=${bt} onPointerLeave=${()=>{t.hovered.value=null,h("")}}
          onClick=${w=>j(dt(w))} onKeyDown=${U}></canvas>
        ${d&&!t.hides("layers")?d.columns.slice(1,-1).map((w,_)=>m`
          <${ti} key=${_} playground=${t} column=${_+1} pitch=${zt}
            x=${mt(w.x+w.width/2)} />`):null}
        ${d?m`<div class="layer-header end" style=${{left:`${mt(d.columns[0].x+d.columns[0].width/2)}px`}}>${zt<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${mt((d.columns.at(-1)?.x??0)+(d.columns.at(-1)?.width??0)/2)}px`}}>${zt<60?null:m`<button class="layer-name" aria-expanded=${gt}
              onClick=${()=>t.select(gt?null:{kind:"layer",column:f.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${p||(t.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function ia({playground:t,question:e}){let n=t.notice.value;return ge.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>t.notice.value=null} aria-label=${i("notice.close")}>${J}</button>
      </div>`:e&&!t.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var la=({playground:t})=>m`<p class="unseen" role="status" aria-live="polite">${t.announcement.value}</p>`;var ca=({playground:t})=>m`
  <div class="preferences">
    <${A} id="theme" label=${i("preferences.theme")} value=${t.settings.value.view.theme}
      options=${qn.map(e=>({value:e,label:i(`theme.${e}`)}))}
      onChange=${e=>t.setView({theme:e})} />
    <${A} id="language" label=${i("preferences.language")} value=${pe.value.language}
      options=${fe.map(e=>({value:e,label:i(`language.${e}`)}))}
      onChange=${e=>t.setView({language:e})} />
    ${t.storage?m`<button class="plain small forget" onClick=${()=>t.askToForget()}>${i("preferences.forget")}</button>`:null}
  </div>`;function ua({playground:t}){let{epoch:e,viewed:n,playing:s}=t.position.value,o=n<e;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${e} step="1" value=${n} disabled=${e===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:e})}
        onInput=${a=>{let r=Number(a.currentTarget.value);t.travel(r===e&&!s?null:r)}} />
      <span class="scrubber-value">${V(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>t.fork()}>${i("scrubber.fork")}</button>`:null}
      ${t.hides("compare")?null:m`<button class="plain small" disabled=${e===0||t.kept.full} title=${i("runs.keepTitle")} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`}
    </section>`}var oi=.3,ai=.4,Qt=-1,ri=2;function ue(t){let{points:e}=t.settings.value,n=t.data.value;return e||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,z.points).map((s,o)=>Wt([n.columns.x1[o],n.columns.x2[o],s])))}function ma(t,{x:e,y:n}){let[s,o]=[-1,oi];return t.forEach(([a,r],l)=>{let c=Math.hypot(a-e,r-n);c<=o&&([s,o]=[l,c])}),s}var We=class{constructor(e){this.playground=e,this.cls=0,this.held=null,this.last={x:0,y:0},this.strokes=0}use(e){e.length<ri||e.length>z.points||this.playground.apply(Gn(this.playground.settings.value,e),`points ${this.strokes}`)}begin(e){this.strokes+=1,this.last=e;let n=ue(this.playground),s=ma(n,e);this.held=this.cls===Qt?-1:s,this.cls===Qt?this.remove(e):s<0&&this.use([...n,Wt([e.x,e.y,this.cls])])}move(e){if(this.held===null)return;let n=ue(this.playground);this.held>=0?this.use(n.map((s,o)=>o===this.held?Wt([e.x,e.y,s[2]]):s)):this.cls===Qt?this.remove(e):Math.hypot(e.x-this.last.x,e.y-this.last.y)>=ai&&(this.last=e,this.use([...n,Wt([e.x,e.y,this.cls])]))}end(){this.held=null}remove(e){let n=ue(this.playground),s=ma(n,e);s>=0&&this.use(n.filter((o,a)=>a!==s))}clear(){this.strokes+=1,this.use([[-3,0,0],[3,0,1]].map(([e,n,s])=>Wt([e,n,s])))}};function Cn(t,e){let n=new Float32Array(e*e),s=t.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([$])=>$)),Math.min(...s.map(([,$])=>$))],[r,l]=[Math.max(...s.map(([$])=>$))-o,Math.max(...s.map(([,$])=>$))-a],c=(e-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,h=t.map($=>$.map(([f,v])=>[e/2+(f-o-r/2)*u,e/2+(v-a-l/2)*u])).flatMap($=>$.map((f,v)=>[$[Math.max(v-1,0)],f]));for(let $=0;$<e*e*4*4;$++){let[f,v]=[$%(e*4),Math.floor($/(e*4))],[b,d]=[(f+.5)/4,(v+.5)/4];h.some(([S,k])=>ii(b,d,S,k)<=.7)&&(n[Math.floor(v/4)*e+Math.floor(f/4)]+=1/16)}return n}function ii(t,e,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((t-n)*r+(e-s)*l)/c,0),1):0;return Math.hypot(t-n-u*r,e-s-u*l)}function En(t,e){let n=t.darkest.value,s=t.network.value?.features??[];t.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,e[a]*n])))}function pa({playground:t}){let e=O([]),n=O(!1),[s,o]=M(null),a=t.imageSide.value,r=t.custom.value;T(()=>{r||(e.current=[])},[r]);let l=({currentTarget:f,clientX:v,clientY:b})=>{let d=f.getBoundingClientRect();return[v-d.left,b-d.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,e.current=[...e.current,[l(f)]],En(t,Cn(e.current,a)))},u=f=>{n.current&&(e.current[e.current.length-1].push(l(f)),En(t,Cn(e.current,a)))},p=()=>n.current=!1,h=f=>{let v=s??Math.floor(a*(a+1)/2),b={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(b!==void 0){let d=v+b,S=Math.abs(b)===1&&Math.floor(d/a)!==Math.floor(v/a);d>=0&&d<a*a&&!S&&o(d)}else if(f.key===" "||f.key==="Enter"){let d=r?t.shades():new Float32Array(a*a);d[v]=d[v]>.5?0:1,o(v),En(t,d)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")t.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},$=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${$} onPointerDown=${c} onPointerMove=${u} onPointerUp=${p} onPointerCancel=${p}
      onKeyDown=${h} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var $a=({playground:t})=>t.custom.value?m`<button class="plain" onClick=${()=>t.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function li({playground:t}){let e=O(null),n=t.imageSide.value,s=P.value,o=t.data.value,a=t.row.value,r=t.custom.value;st(()=>{let c=e.current?.getContext("2d");if(!c||!n||!o)return;let u=t.shades(),p=new ImageData(n,n);u.forEach((h,$)=>p.data.set([...yt(s.middle,s.ink,h),255],4*$)),c.putImageData(p,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${e} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function ci({playground:t}){let e=t.network.value,n=t.data.value,s=t.row.value,o=t.readable.value?.arrays[`point_${t.counts().length-2}`];if(!e||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${e.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${q(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:I(P.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${R(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function ha({playground:t}){let e=t.data.value,n=t.row.value,s=t.custom.value;if(T(()=>{e&&n===null&&!s&&t.lookAtRow(e.parts.test?.[0]??0)},[e,n,s]),!e)return null;let o=e.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${li} playground=${t} /><${pa} playground=${t} /></div><${ci} playground=${t} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>t.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${W} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>t.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>t.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${$a} playground=${t} />
    </div>`}var ui=40;function mi({classes:t,coding:e,target:n},s){if(!t.length)return[{name:n,value:g(Ee(e,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-e.low)/((e.high??1)-e.low),0),1),a=e.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return t.map((r,l)=>({name:q(r),value:R(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function pi(t){let e=t.filter(s=>s!==null),n=e.reduce((s,o)=>s+o,0)/Math.max(e.length,1);return Number(n.toPrecision(4))}function $i({playground:t,name:e,value:n,onChange:s}){let o=t.data.value,a=o?.levels?.[e],r=`predict-${e}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${A} id=${r} label=${e} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[e]==="boolean")return m`<${A} id=${r} label=${e} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[e]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${e}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${W} id=${r} label=${Lt(e)} value=${n??""} onChange=${s} />`}function fa({playground:t}){let[e,n]=M(!1),s=t.network.value,o=t.data.value;if(!s||!o||pt(t.settings.value)||t.imageSide.value)return null;let a=s.columns,r=t.custom.value??t.pointValues(),l=t.readable.value?.arrays[`point_${t.counts().length-2}`],c=()=>Object.fromEntries(a.map(p=>[p,r[p]!==void 0?r[p]:o.levels?.[p]?null:pi(o.columns[p])])),u=e?c():{};return m`
    <details class="predict" onToggle=${p=>n(p.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${e?m`
        <div class="predict-fields">${a.slice(0,ui).map(p=>m`
          <${$i} key=${p} playground=${t} name=${p} value=${u[p]} onChange=${h=>t.lookAtValues({...c(),[p]:h})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${mi(s,l).slice(0,5).map(({name:p,value:h},$)=>m`
          <li class=${$?"":"best"}>${p} <b>${h}</b></li>`)}</ol>`:null}`:null}
    </details>`}function hi(t){let e=t.network.value,s=t.readable.value?.arrays?.[`point_${t.counts().length-2}`];if(!e||!s)return"";let{classes:o,coding:a}=e;if(!o.length)return i("surface.value",{value:g(Ee(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:q(o[l>.5?1:0]),share:R(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:q(o[r]),share:R(s[r])})}function fi(t,e){let n=t.data.value,{x:s,y:o,xRange:a,yRange:r}=t.plane.value,{tests:l}=t.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let p of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let h=Math.hypot((n.columns[s][p]-e.x)/(a[1]-a[0]),(n.columns[o][p]-e.y)/(r[1]-r[0]));h<c&&([c,u]=[h,p])}return u<0?null:u}function di(t,e,n){return{press:a=>{let r=fi(t,a);r!==null?t.lookAtRow(r):t.lookAt(a)},key:a=>{let r={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[a.key],{x:l,y:c}=t.point.value,u=a.shiftKey?1:.1;if(r){let p={x:l+r[0]*u,y:c+r[1]*u};n&&a.altKey&&(e.begin({x:l,y:c}),e.move(p),e.end()),t.lookAt(p)}else if(n&&a.key==="Enter")e.begin({x:l,y:c}),e.end();else if(n&&(a.key==="Delete"||a.key==="Backspace"))e.remove({x:l,y:c});else return;a.preventDefault()}}}var bi=({cls:t,onChange:e,onClear:n,used:s})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${P.value.classes.slice(0,Math.min(Math.max(s+1,2),z.classes)).map((o,a)=>m`
      <button key=${a} class="swatch" style=${{background:I(o)}} aria-pressed=${t===a} aria-label=${i("class.drawn",{place:a+1})} onClick=${()=>e(a)}>${a+1}</button>`)}
    <button class="plain small" aria-pressed=${t===Qt} onClick=${()=>e(Qt)}>${i("draw.eraser")}</button>
    <button class="plain small" onClick=${n}>${i("draw.clear")}</button>
  </div>`;function vi({playground:t}){let e=t.axes(),{x:n,y:s}=t.plane.value;if(e.length<=2)return null;let o=e.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${A} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>t.setView(a===s?{x:a,y:n}:{x:a})} />
    <${A} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>t.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function gi({playground:t}){let{status:e,message:n}=t.position.value;if(e!=="diverged")return null;let{label:s,run:o}=t.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function Nn(t,e,{palette:n,targetReach:s,hovered:o}){let a=e.frame.value?.arrays,r=t?.getContext("2d"),l=e.network.peek();if(!e.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=e.settings.peek().view,u=e.counts(),p=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,h=o?u[o.column]:1,$=Math.round(Math.sqrt(p?p.length/h:a.surface.length/u[u.length-1])),f=p&&o&&o.index<h?qs({values:p,start:o.index*$*$,size:$,palette:n,activation:l.architecture.layers[o.column-1].activation}):zs({values:a.surface,size:$,network:l,palette:n,steps:c,targetReach:s});f.length===4*$*$&&(r.canvas.width!==$&&(r.canvas.width=r.canvas.height=$),r.putImageData(new ImageData(f,$,$),0,0))}function da({playground:t}){let[e,{width:n,height:s}]=Ot(),o=O(null),a=O(null),[r,l]=M(!1),[c,u]=M(0),p=Math.min(n,s),h=P.value,$=t.network.value,f=t.data.value,{view:v}=t.settings.value,b=t.hovered.value,d=t.point.value,S=t.plane.value,k=B(()=>Fs(p,S),[p,S]),x=B(()=>f&&!$?.classes.length?Y(f.values):1,[f,$]);st(()=>Nn(o.current,t,{palette:h,targetReach:x,hovered:b}),[$,h,b,v.steps,x]);let y=(N,gt)=>{if(!$||!f)return;Bs(N,k,{x:Lt(S.x),y:Lt(S.y),palette:h}),N.beginPath(),N.rect(k.left,k.top,k.right-k.left,k.bottom-k.top),N.save(),N.clip();let zt={data:f,x:S.x,y:S.y,palette:h,targetReach:x};ie(N,k,{...zt,rows:f.parts.train??[],outline:h.train}),v.tests&&ie(N,k,{...zt,rows:f.parts.test??[],outline:h.test}),gt&&Vs(N,k,d,h),N.restore()},C=t.drawable.value&&$&&f&&p>=80;st(()=>C&&Mt(a.current,{width:p,height:p},N=>y(N,!0)),[C,$,f,p,h,k,S,d,v.tests,x]),T(()=>(t.figures.set("surface",()=>qt(()=>C&&o.current?Yt({width:p,height:p},h,N=>{N.drawImage(o.current,k.left,k.top,k.right-k.left,k.bottom-k.top),y(N,!1)}):null)),()=>{t.figures.delete("surface")}));let E=B(()=>new We(t),[t]),D=pt(t.settings.value)&&!!$?.classes.length;E.cls=c;let F=r&&D,{press:at,key:dt}=di(t,E,F),rt=N=>{l(N),N&&!v.tests&&t.setView({tests:!0})},it=N=>{!F||N.button||(N.currentTarget.setPointerCapture(N.pointerId),E.begin(bt(N)))},bt=N=>{let gt=N.currentTarget.getBoundingClientRect();return js(k,N.clientX-gt.left,N.clientY-gt.top)},j=t.counts(),U=$?{features:Z($),layers:j.length-2,outputs:j.at(-1)??1,classes:$.classes}:null,lt=b&&b.column>0&&U?K(b,U):i("surface.output"),mt=F?new Set(ue(t).map(N=>N[2])).size:0;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${lt}</h2>${$?.classes.length?m`
        <ul class="classes">${$.classes.map((N,gt)=>m`
          <li key=${N}><span class="swatch dot" style=${{background:I(h.classes[Ae($.classes,gt)%10])}}></span>${q(N)}</li>`)}</ul>`:null}
      </div>
      ${t.imageSide.value?m`<${ha} playground=${t} />`:m`
      <div class="surface" ref=${e}>
        <div class="surface-box" style=${{width:`${p}px`,height:`${p}px`}}>
          <canvas class=${`surface-picture ${v.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${k.left}px`,top:`${k.top}px`,width:`${k.right-k.left}px`,height:`${k.bottom-k.top}px`}}></canvas>
          <canvas class=${`surface-points ${F?"edits":""}`} ref=${a} tabindex="0" role="application" style=${{width:`${p}px`,height:`${p}px`}}
            aria-label=${i(F?"surface.draws":"surface.picture",{x:g(d.x,2),y:g(d.y,2)})}
            onClick=${N=>F||at(bt(N))} onKeyDown=${dt}
            onPointerDown=${it} onPointerMove=${N=>F&&E.move(bt(N))} onPointerUp=${()=>E.end()} onPointerCancel=${()=>E.end()}
            onContextMenu=${N=>{F&&(N.preventDefault(),E.remove(bt(N)))}}></canvas>
          <${gi} playground=${t} />
          <p class="answer" style=${{left:`${k.left}px`}}>${i("surface.at",{x:g(d.x,2),y:g(d.y,2)})} <b>${hi(t)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${nt} id="tests" label=${i("surface.tests")} checked=${v.tests} onChange=${N=>t.setView({tests:N})} />
        <${nt} id="steps" label=${i("surface.steps")} checked=${v.steps} onChange=${N=>t.setView({steps:N})} />
        ${t.hides("points")||!D?null:m`<${nt} id="draw" label=${i("draw.mode")} checked=${r} onChange=${rt} />`}
        ${F?m`<${bi} cls=${c} onChange=${u} onClear=${()=>E.clear()} used=${mt} />`:null}
        <${vi} playground=${t} />
      </div>
      <${fa} playground=${t} />`}
    </section>`}function wi({playground:t}){let[e,{width:n,height:s}]=Ot(),o=O(null),a=O(null),r=Math.min(n,s),l=P.value,c=t.network.value,u=t.data.value,p=t.plane.value,{steps:h}=t.settings.value.view,$=B(()=>u&&!c?.classes.length?Y(u.values):1,[u,c]);st(()=>Nn(o.current,t,{palette:l,targetReach:$,hovered:t.hovered.value}),[c,l,h,$]),st(()=>Mt(a.current,{width:r,height:r},v=>{if(!t.drawable.value||!u||!c)return;let b={left:0,right:r,top:0,bottom:r,xRange:p.xRange,yRange:p.yRange};ie(v,b,{data:u,rows:u.parts.train??[],x:p.x,y:p.y,palette:l,outline:l.train,targetReach:$,radius:2})}),[c,u,r,l,p,$]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${e} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function xi({playground:t}){let{epoch:e,status:n,message:s}=t.position.value,o=t.readable.value?.header.row,a=t.network.value?.classes.length,r=t.notice.value?.tone==="error"?t.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${V(e)}</b> · ${i(`measure.${l}_loss`)} <b>${g(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${R(o[`${l}_accuracy`])}</b>`:m`R² <b>${g(o[`${l}_r2`])}</b>`}</p>`}function ba({first:t}){let e=t.second.value;if(!e)return null;let n=e.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map(p=>({value:p,label:p?H(p):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:I(P.value.classes[3])}}></span>${i("second.title")}</h2>
        <${A} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...$e,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:g(c,4)}))}
          onChange=${c=>e.apply(xt(e.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${A} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(_t,r.length===1?r[0]:"")}
          onChange=${c=>c&&e.apply(be(e.settings.value,c))} />`:null}
        <${A} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(ye,String(s.optimizer))}
          onChange=${c=>e.apply(xt(e.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>xs(t)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>ke(t)} aria-label=${i("second.close")}>${J}</button>
      </div>
      <div class="second-body"><${He} playground=${e} name="second" /><div class="second-side"><${wi} playground=${e} /><${xi} playground=${e} /></div></div>
    </section>`}var ki=["data","network","result"];function yi(t){t.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function va({playground:t,question:e}){let[n,s]=M("result");return m`
    <a class="skip" href="#network" onClick=${yi}>${i("page.skip")}</a>
    <${Ps} playground=${t} />
    <${Ds} part=${t.classPart.value} />
    <${Xo} guide=${t.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${lo} playground=${t} />${t.hides("preferences")?null:m`<${ca} playground=${t} />`}</div>
      <div class="notices"><${ia} playground=${t} question=${e&&!t.played.value&&!t.canUndo.value&&!t.guide?.lesson.value} /><${Ko} playground=${t} question=${e} /></div>
      <div class="center">
        <${He} playground=${t} />
        <${ba} first=${t} />
        <${Go} playground=${t.second.value?.selected.value?t.second.value:t} />
      </div>
      <${qo} playground=${t} />
      <div class="right">
        ${t.hides("surface")?null:m`<${da} playground=${t} />`}
        ${t.hides("time")?null:m`<${ua} playground=${t} />`}
        ${t.hides("curves")?null:m`<${Js} playground=${t} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${ki.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${la} playground=${t} />`}async function An(t=null){if(Q){let e=new URL(Q.engine,document.baseURI);e.protocol=e.protocol.replace("http","ws");let{ServerTransport:n}=await import("./transport-6MDSZMNP.js"),s=new n({socket:e,upload:new URL(Q.upload,document.baseURI)},{visitor:t});s.onConnection=a=>ge.value=a?"lost":"open";let o=await s.ready;if(o)return ve.value=o.features,{transport:s,server:s,connected:o}}return{transport:fs(new URL("./worker.js",import.meta.url)),server:null,connected:null}}var ga={" ":t=>{t.togglePlay()},".":t=>{t.step()},",":t=>{t.stepBatch()},r:t=>{t.reset()},"[":t=>t.travel(Math.max(t.position.value.viewed-1,0)),"]":t=>t.travel(Math.min(t.position.value.viewed+1,t.position.value.epoch))},Si=t=>t instanceof HTMLElement&&t.closest("input, select, textarea, button, [role=application]")!==null,Mi=t=>t instanceof HTMLElement&&t.closest("input[type=number], input[type=text], textarea")!==null;function wa(t,e){let n=e.key.length===1?e.key.toLowerCase():e.key;if((e.ctrlKey||e.metaKey)&&(n==="z"||n==="y")){if(Mi(e.target))return;n==="y"||e.shiftKey?t.undoStack.redo():t.undoStack.undo(),e.preventDefault();return}e.ctrlKey||e.metaKey||e.altKey||Si(e.target)||!Object.hasOwn(ga,n)||(ga[n](t),e.preventDefault())}var Ci=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"];async function xa(t,e){let n=new URLSearchParams(e),s=n.get("class");s&&Q&&/^[A-Za-z]{6}$/.test(s)&&(t.playground.classPart.value=new Os(s,t));let o=[...n.keys()].some(r=>!Ci.includes(r)),a=n.get("challenge");n.has("entry")?t.verify(`?${e}`):n.has("lesson")?await t.open(...Ts(e),{keep:o,fresh:!0}):a&&await t.challenge(a,{keep:o,fresh:!0})}function ka(t,e,n){e.toLowerCase().endsWith(".md")?t.openFile(new TextDecoder().decode(n),"file"):t.playground.hides("own")||t.playground.open(e,n)}async function ya(t){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:e}=navigator,n=await e.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!e.controller||t(()=>{e.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var Ca="nnplay runs",Sa=400,Ei=4e3,Ni=20;function Tn(t){let{locks:e}=navigator;return e?new Promise(n=>{e.request(`nnplay ${t}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function Ea(){try{return JSON.parse(sessionStorage.getItem(Ca)??"[]")}catch{return[]}}async function Na(t,e,n){let s=Ea(),o=(await Promise.all(s.map(r=>t.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===e),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await Tn(a.id)?a.id:await Ma(),run:a};if(!s.length&&!n){for(let r of await t.runs())if(await Tn(r.id))return{id:Aa(r.id),run:r}}return{id:await Ma(),run:null}}function Aa(t){try{sessionStorage.setItem(Ca,JSON.stringify([...Ea().filter(e=>e!==t),t].slice(-20)))}catch{}return t}async function Ma(){let t=Array.from(crypto.getRandomValues(new Uint32Array(3)),e=>e.toString(36)).join("");return await Tn(t),Aa(t)}function Ta(t,e,n){let[s,o,a,r,l]=[0,!1,!1,0,0],c=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;let u=performance.now();try{let p=await t.saved();p&&await e.saveRun(t.lastSaved={id:n,...p,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],l=r-u,a&&(a=!1,c())};Tt(()=>{let{playing:u}=t.position.value;t.settings.value;for(let{value:h}of t.extras.values());let p=u?Math.max(Math.max(Ei,Ni*l)-(performance.now()-r),Sa):Sa;u&&s||(clearTimeout(s),s=Number(setTimeout(()=>{c()},p)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void c()),addEventListener("pagehide",()=>{c()})}var te="runs",ee="tables",Ai={[te]:12,[ee]:8},vt=t=>new Promise((e,n)=>{t.onsuccess=()=>e(t.result),t.onerror=()=>n(t.error)}),Ge=class t{constructor(e){this.database=e}static async open(e,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${e}`,1);return s.onupgradeneeded=()=>[te,ee].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new t(await vt(s))}catch{return null}}store(e,n="readonly"){return this.database.transaction(e,n).objectStore(e)}run(e){return vt(this.store(te).get(e))}async runs(){return(await vt(this.store(te).getAll())).sort((n,s)=>s.at-n.at)}saveRun(e){return this.save(te,e)}table(e){return vt(this.store(ee).get(e))}async tableOf(e){return(await vt(this.store(ee).getAll())).filter(s=>s.file===e).sort((s,o)=>o.at-s.at)[0]}saveTable(e){return this.save(ee,e)}async save(e,n){try{await vt(this.store(e,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(e,1),await vt(this.store(e,"readwrite").put(n))}await this.forgetOldest(e,Ai[e])}async forgetOldest(e,n){if((await vt(this.store(e).getAllKeys())).length<=n)return;let o=await vt(this.store(e).getAll()),a=this.store(e,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([te,ee].map(e=>vt(this.store(e,"readwrite").clear())))}};var Rn=t=>t??navigator.languages.map(e=>e.slice(0,2)).find(e=>fe.includes(e))??"en";async function Ln(t){let e=await fetch(new URL(`../messages/${t}.json`,import.meta.url));jn(t,await e.json()),document.documentElement.lang=t,document.title=i("page.title")}var Ti=Q?null:An(),Et=await Ms(location.search);Et!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Et}`);var jt=se(Et??""),{troubles:In}=jt;Et===null&&In.push({key:"link.short",values:{}});var Ii=Ln(Rn(jt.settings.view.language)),me=await Ge.open(new URL("./",document.baseURI).pathname),ot=me?await Na(me,kt(jt.settings),Et!=="").catch(()=>null):null,{transport:_i,server:Ke,connected:_n}=await(Ti??An(ot?.run?.visitor));ot?.run&&_n?.resumed&&Et===""&&_n.visitor!==ot.run.visitor&&(ot.run=null);var _a=ot?.run&&ot.run.query!==kt(jt.settings)?se(ot.run.query).settings:jt.settings;_a!==jt.settings&&history.replaceState(history.state,"",`?${ot?.run?.query}`);var Ut={..._a,table:ot?.run?.table??history.state?.table??null},G=new ws(new ds(_i),Ut,history);G.undoStack.table=Ut.table;G.storage=me;G.embedded=new URLSearchParams(Et??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",G.embedded);var Pn=G.start(_n,ot?.run??null);Ke&&(Ke.onForgotten=t=>{G.startAgain(t)},Ke.onBack=t=>{G.comeBack(t)});await Ii;Ut.view.language!==jt.settings.view.language&&await Ln(Rn(Ut.view.language));Gs();Tt(()=>{Ie.value=G.settings.value.view.theme});Tt(()=>{document.documentElement.dataset.theme=on.value});var Ia=Ut.view.language;Tt(()=>{let t=G.settings.value.view.language;t!==Ia&&Ln(Rn(Ia=t))});var Dn=G.guide=new As(G);addEventListener("popstate",t=>{G.moved(t.state,location.search),Dn.follow(location.search)});addEventListener("keydown",t=>wa(G,t));ot?.run&&await Pn;await xa(Dn,Et??"");var Oi=kt({...Ut,view:{...Ut.view,theme:"system",language:null}})===kt(Hn),On=document.getElementById("page");On.replaceChildren();if(Ke&&new URLSearchParams(Et??"").get("teacher")==="1"){let[{TeacherView:t},{TeacherPart:e}]=await Promise.all([import("./teacher_view-MXGLK64O.js"),import("./classroom-U6RDYDKP.js")]);Ye(m`<${t} part=${new e} />`,On)}else Ye(m`<${va} playground=${G} question=${Oi} />`,On);as((t,e)=>{Pn.then(()=>ka(Dn,t,e))},t=>document.documentElement.classList.toggle("dropping",t));await Pn;me&&ot&&Ta(G,me,ot.id);In.length&&G.complain(In.map(({key:t,values:e})=>i(t,e)).join(" "));ya(t=>G.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:t}});
