/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Is}from"./chunk-B4M66LZ5.js";import{A as Ns,B as As,D as Ts,a as A,b as X,c as te,d as H,e as Kn,f as Yn,g as Zn,h as Xn,i as Jn,j as Qn,k as J,l as rs,m as is,n as ls,o as cs,p as at,q as Ge,r as ye,s as gs,t as xs,u as ks,v as ys,w as Ss,x as Ms,y as Cs,z as Es}from"./chunk-Q3U7WVMQ.js";import{a as le,b as wt,c as gt}from"./chunk-4XZQBXY2.js";import{A as ds,B as bs,C as vs,E as kt,F as yt,G as ws,a as Le,b as W,c as ot,d as K,e as Z,f as q,g as I,h as pe,i as es,j as ke,k as Pe,l as ie,m as nn,n as Ie,o as ts,p as Y,q as ss,r as os,s as as,t as us,u as xt,v as ms,w as ps,x as $s,y as hs,z as fs}from"./chunk-2RPGEHOW.js";import{b as ns}from"./chunk-IJ5ZN3G7.js";import{a as $t,b as Dn,c as i,d as Fn,e as w,f as R,g as B}from"./chunk-GL7E4IHK.js";import{a as Yt,b as M,c as T,d as pt,e as O,f as V,h as qe,i as nt,j as Zt,k as Te,l as m}from"./chunk-GIT5U4M4.js";import{A as Gn,B as vt,F as He,I as xe,J as st,a as Xt,b as Jt,c as Qt,d as Ve,e as ht,f as ft,g as jn,h as z,i as Un,j as dt,k as we,l as zn,m as en,n as qn,o as Vn,p as me,r as ge,s as Bn,t as bt,v as Be,w as Wn,x as Hn,y as tn,z as We}from"./chunk-ZDH7SJI3.js";var _e=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],St=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],Mt=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],_s=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],Ct={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Os=(e,t)=>e.includes(t)?e:[...e,t].toSorted((n,s)=>n-s),Ra=({playground:e})=>{let{playing:t,epoch:n,batches:s,viewed:o}=e.run.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>e.run.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Xn}</button>
      <button class=${`play ${t?"playing":""}`} onClick=${()=>e.run.togglePlay()}>
        ${t?Yn:Kn}<span>${i(t?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>e.run.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${Zn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${e.run.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:w(e.run.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${B(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function La({playground:e}){let t=e.settings.value,{recipe:n,architecture:s,view:o}=t,a=[...new Set(s.layers.map(p=>p.activation))],r=a.length===1?a[0]:"",l=Ve.map(p=>({value:p,label:W(p)})),c=[...new Set([..._e,...r?[r]:[]])].filter(p=>!Ve.includes(p)),u=Number(n.learning_rate);return m`
    ${e.hides("speed")?null:m`<${A} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Os(jn.filter(p=>p!==null),o.speed??60),null].map(p=>({value:String(p),label:p===null?i("bar.fullSpeed"):i("bar.perSecond",{count:p})}))}
      onChange=${p=>e.setView({speed:p==="null"?null:Number(p)})} />`}
    ${e.hides("rate")?null:m`<${A} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Os(ht,u).map(p=>({value:String(p),label:w(p,4)}))}
      onChange=${p=>e.apply(ge(t,{learning_rate:Number(p)}))} />`}
    ${e.hides("activation")||!s.layers.length?null:m`<${A} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map(p=>({value:p,label:W(p)}))}]}
      onChange=${p=>p&&e.apply(vt(t,p))} />`}`}function Pa({playground:e}){let t=e.drawer.value,n=s=>e.hides(s)?null:m`
    <button class=${`drawer-button ${t===s?"open":""}`} aria-expanded=${t===s} aria-controls="drawer" onClick=${()=>e.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var Rs=({playground:e})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ra} playground=${e} />
    <div class="bar-settings"><${La} playground=${e} /></div>
    ${e.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!e.undo.canUndo.value} onClick=${()=>e.undo.stack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${Jn}</button>
      <button class="round small" disabled=${!e.undo.canRedo.value} onClick=${()=>e.undo.stack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${Qn}</button>
    </div>`}
    ${e.address.embedded?m`<a class="embed-open" href=${`?${xe(e.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${Pa} playground=${e} />`}
  </header>`;function Ls({part:e}){let[t,n]=M("");if(!e||e.part.value==="refused")return null;let s=o=>{o.preventDefault(),t.trim()&&e.join(t.trim())};return e.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:e.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:e.name.value})} <button class="quiet" onClick=${()=>e.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>e.refuse()}>${i("class.notNow")}</button>
    </form>`}function Oe(){let e=O(null),[t,n]=M(null),[s,o]=M({width:0,height:0});return pt(()=>n(e.current)),pt(()=>{if(!t)return;let a=()=>o(l=>{let{clientWidth:c,clientHeight:u}=t;return c===l.width&&u===l.height?l:{width:c,height:u}});a();let r=new ResizeObserver(a);return r.observe(t),()=>r.disconnect()},[t]),[e,s]}function ne(e,t){pt(()=>Te(()=>{e()}),t)}var Da=()=>Math.min(window.devicePixelRatio||1,2);function Se(e,{width:t,height:n},s){let o=e?.getContext("2d");if(!e||!o||!t||!n)return;let a=Da(),[r,l]=[Math.round(t*a),Math.round(n*a)];(e.width!==r||e.height!==l)&&([e.width,e.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,t,n),s(o)}var Fa={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},rt=(e,t)=>Fa[e.split("(")[0]]??[0,t];function Et({form:e,low:t,offset:n,scale:s},o){return e==="column"?[(t+1)/2,(1-t)/2]:[-n/s,o/s]}var Nt=({form:e,offset:t,scale:n},s)=>e==="values"?s*n+t:s;function Ps(e,{xRange:t,yRange:n}={xRange:we,yRange:we}){let o=20+7*Math.max(...Ke(n).map(a=>w(a).length));return{left:o,right:e-4,top:4,bottom:e-o,xRange:t,yRange:n}}var At=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[e+(c-o)/(a-o)*(t-e),s-(u-r)/(l-r)*(s-n)],Ds=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-e)/(t-e)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function Ke([e,t],n=7){let s=(t-e)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(e/a-1e-9);return Array.from({length:Math.floor(t/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function Tt(e,t){let n=/^class (\d\d)$/.exec(e[t]??"");return n?Number(n[1])-1:t}function Fs(e,t){if(!t.length||t.every((s,o)=>Tt(t,o)===o))return e;let n=t.map((s,o)=>e.classes[Tt(t,o)%e.classes.length]);return{...e,classes:n,low:n[0]??e.low,high:n[1]??e.high}}function js({values:e,size:t,network:n,palette:s,steps:o,targetReach:a}){let r=e.length/t/t,l=Fs(s,n.classes);if(r>1)return ts(l,e,t,r,o);let[c,u]=Et(n.coding,a);if(!o||!n.classes.length)return Ie(ie(l),e,t,c,u);let p=Float32Array.from(e,h=>h>c?.75:-.75);return Ie(ie(l),p,t,0,1)}function Us({values:e,start:t,size:n,activation:s,palette:o}){let[a,r]=rt(s,Y(e,t,t+n*n));return Ie(ie(o),e,n,a,r,t)}function zs(e,t,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=t;e.strokeStyle=pe(o.ink,.5),e.lineWidth=1,e.strokeRect(a,l,r-a,c-l),e.fillStyle=I(o.muted),e.font="11px system-ui, sans-serif",e.textBaseline="top",e.textAlign="center";for(let u of Ke(t.xRange))e.fillText(w(u),At(t,u,0)[0],c+4);e.textBaseline="middle",e.textAlign="right";for(let u of Ke(t.yRange))e.fillText(w(u),a-5,At(t,0,u)[1]);e.fillStyle=I(o.ink),e.font="13px system-ui, sans-serif",e.textBaseline="bottom",e.fillText(n,r,c+33),e.save(),e.translate(7,l),e.rotate(-Math.PI/2),e.textBaseline="middle",e.fillText(s,0,0),e.restore()}function it(e,t,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:p,values:h,columns:$}=n,f=Fs(r,p);for(let v of s){let[b,d]=At(t,$[o][v],$[a][v]);e.beginPath(),e.arc(b,d,u,0,2*Math.PI),e.lineWidth=4,e.strokeStyle=pe(r.middle,.9),e.stroke(),e.lineWidth=1.2,e.strokeStyle=I(l),e.fillStyle=I(p.length?f.classes[h[v]]:Pe(r,h[v]/c)),e.fill(),e.stroke()}}function qs(e,t,n,s){let[o,a]=At(t,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])e.beginPath(),e.arc(o,a,8,0,2*Math.PI),e.strokeStyle=I(r),e.lineWidth=l,e.stroke()}function ja(e,t){let[n,s]=[1/0,-1/0];for(let o of t)[n,s]=[Math.min(n,o),Math.max(s,o)];return e==="accuracy"?[0,1]:e==="r2"?[Math.min(Math.max(n,-1),0),1]:[0,s>0&&s<1/0?s*1.05:1]}function sn(e,{left:t,top:n,width:s,height:o},{measure:a,palette:r,lines:l}){let c=l.flatMap(d=>Array.from(d.values,Number).filter(Number.isFinite)),u=Math.max(1,...l.map(({epochs:d})=>d[d.length-1]??0)),[p,h]=ja(a,c),[$,f]=[t+s,n+o],v=d=>t+d/u*s,b=d=>f-(d-p)/(h-p)*o;e.font="11px system-ui, sans-serif",e.lineWidth=1,e.strokeStyle=pe(r.ink,.12),e.fillStyle=I(r.muted),e.textBaseline="middle",e.textAlign="right";for(let d of Ke([p,h],Math.max(Math.floor(o/24),3)))e.beginPath(),e.moveTo(t,b(d)),e.lineTo($,b(d)),e.stroke(),e.fillText(a==="accuracy"?R(d):w(d,2),t-5,b(d));e.textBaseline="top",e.textAlign="center";for(let d of Ke([0,u],Math.max(Math.floor(s/42),3)))Number.isInteger(d)&&e.fillText(B(d),v(d),f+5);for(let{epochs:d,values:S,color:k,dash:x,width:y}of l){e.beginPath();let C=!1;for(let E=0;E<d.length;E++){let D=S[E];D==null||!Number.isFinite(D)||(C?e.lineTo(v(d[E]),b(Math.min(Math.max(D,p),h))):e.moveTo(v(d[E]),b(Math.min(Math.max(D,p),h))),C=!0)}e.strokeStyle=k,e.lineWidth=y,e.setLineDash(x),e.stroke(),e.setLineDash([])}}var L=e=>String(Math.round(e*100)/100),Ua=e=>e.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),za={left:"start",right:"end",center:"middle",start:"start",end:"end"},qa={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},It=class{constructor(t,n,s){this.size={width:t,height:n},this.parts=[`<rect width="${t}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(t,n){this.path+=`M${L(t)} ${L(n)}`}lineTo(t,n){this.path+=`L${L(t)} ${L(n)}`}bezierCurveTo(...t){this.path+=`C${t.map(L).join(" ")}`}arc(t,n,s){let o=L(s);this.path+=`M${L(t-s)} ${L(n)}a${o} ${o} 0 1 0 ${L(2*s)} 0a${o} ${o} 0 1 0 ${L(-2*s)} 0z`}rect(t,n,s,o){this.path+=`M${L(t)} ${L(n)}h${L(s)}v${L(o)}h${L(-s)}z`}setLineDash(t){this.dash=t}stroke(){let t=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${L(this.lineWidth)}"${t}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.stroke()}fillRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.fill()}fillText(t,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${L(n)}" y="${L(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${za[this.textAlign]}" dominant-baseline="${qa[this.textBaseline]}">${Ua(t)}</text>`)}measureText(t){return{width:t.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(t,...n){let[s,o,a,r,l,c,u,p]=n.length===8?n:[0,0,t.width,t.height,...n],h=Object.assign(document.createElement("canvas"),{width:a,height:r});h.getContext("2d")?.drawImage(t,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${L(l)}" y="${L(c)}" width="${L(u)}" height="${L(p)}" preserveAspectRatio="none" href="${h.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(t){this.parts.push(`<g transform="${t}">`),this.open[this.open.length-1]+=1}translate(t,n){this.transformed(`translate(${L(t)} ${L(n)})`)}rotate(t){this.transformed(`rotate(${L(t*180/Math.PI)})`)}toString(){let{width:t,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${t} ${n}" width="${t}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};function Ye({width:e,height:t},n,s){let o=new It(e,t,I(n.middle));return s(o),o.toString()}async function Vs(e){let t=new Image,n=URL.createObjectURL(new Blob([e],{type:"image/svg+xml"}));try{t.src=n,await t.decode();let s=Object.assign(document.createElement("canvas"),{width:2*t.naturalWidth,height:2*t.naturalHeight});return s.getContext("2d")?.drawImage(t,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var _t=nt("system"),Bs=nt("light"),on=Zt(()=>_t.value==="system"?Bs.value:_t.value),P=Zt(()=>es[on.value]);function Ws(){let e=matchMedia("(prefers-color-scheme: dark)"),t=matchMedia("(prefers-contrast: more)"),n=()=>Bs.value=t.matches&&!e.matches?"contrast":e.matches?"dark":"light";e.addEventListener("change",n),t.addEventListener("change",n),n()}var Va=300;function Ks(e,t){let n=ns(e.rows,Va);return["epoch",`train_${t}`,`test_${t}`].map(s=>{let o=e.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Ba(e,t,n){let s=e.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:I(an(n,a)),epochs:r??[],values:l[`test_${t}`]??l[`train_${t}`]??[]})),o=e.second.value;if(o){let[a,r,l]=Ks(o.run.history,t);s.push({color:I(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var an=(e,t)=>e.classes[[2,4,5,6,7,9][t-1]??2];function Ys(e,t,n){let[s,o,a]=Ks(e.run.history,t);return[{epochs:s,values:o,color:I(n.train),dash:[],width:2},{epochs:s,values:a,color:I(n.test),dash:[5,3],width:2},...Ba(e,t,n).map(r=>({...r,dash:[],width:1.6}))]}function Hs({playground:e,measure:t,title:n}){let[s,{width:o,height:a}]=Oe(),r=O(null),l=P.value,c=e.frames.readable.value?.header.row,u=c&&Number.isFinite(c.test_loss);return ne(()=>e.frames.readable.value&&o>60&&a>60&&Se(r.current,{width:o,height:a},p=>{sn(p,{left:40,top:7,width:o-52,height:a-29},{measure:t,palette:l,lines:Ys(e,t,l)})}),[o,a,l,t]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${Gs} part="train" row=${c} measure=${t} />${u?m` <${Gs} part="test" row=${c} measure=${t} />`:null}</figcaption>
      <div class="plot" ref=${s}><canvas ref=${r} role="img" aria-label=${i("curves.picture",{name:n})}></canvas></div>
    </figure>`}function Gs({part:e,row:t,measure:n}){let s=t?.[`${e}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${e}`)}><span class=${`key ${e}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${e}`)}</span> ${n==="accuracy"?R(s):w(s)}</span>`}function Wa(e,t){let n=P.peek();return Ye({width:640,height:260},n,s=>["loss",t].forEach((o,a)=>{let r=48+318*a;s.fillStyle=I(n.ink),s.font="13px system-ui, sans-serif",s.fillText(i(`curves.${o}`),r,24),sn(s,{left:r,top:36,width:256,height:190},{measure:o,palette:n,lines:Ys(e,o,n)})}))}function Zs({playground:e}){let t=e.network.value?.classes.length,n=t?"accuracy":"r2";return T(()=>{e.figures.set("curves",()=>qe(()=>Wa(e,n)))},[e,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${Hs} playground=${e} measure="loss" title=${i("curves.loss")} />
      <${Hs} playground=${e} measure=${n} title=${i(t?"curves.accuracy":"curves.r2")} />
    </section>`}var Xs={x1:e=>e,x2:(e,t)=>t,"x1^2":e=>e*e,"x2^2":(e,t)=>t*t,"x1*x2":(e,t)=>e*t,"sin(x1)":e=>Math.sin(e),"sin(x2)":(e,t)=>Math.sin(t)};function Ot(e,t){let n=Object.hasOwn(Xs,e)?Xs[e]:null;if(!n)return null;let s=a=>we[0]+(we[1]-we[0])*a/(t-1),o=Float32Array.from({length:t*t},(a,r)=>n(s(r%t),s(Math.floor(r/t))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var Js=["number","category","boolean","date","one-hot","target"];function Ha({kind:e,missing:t,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${e||"unread"}`)];return e==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${w(s)} \u2013 ${w(o)}`):e==="date"?r.push(`${s} \u2013 ${o}`):e&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),t&&r.push(i("columns.missing",{count:t})),r.join(" \xB7 ")}function Ga(e,{name:t,kind:n,role:s},o,a){let{exclude:r,columns:l}=e.recipe,c=(r??[]).filter($=>$!==t),u=(l??[]).filter(([$])=>$!==t);if(o==="target")return Be(e,{target:[t],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return e;if(o==="left out")return Be(e,{target:[a],exclude:[...c,t]});let p=n==="ordered"||!n||n==="empty"?u:[...u,[t,n]],h=(r??[]).includes(t)?u:p;return Be(e,{target:[a],exclude:c.length?c:null,columns:h.length?h:null})}function Ka({playground:e,column:t,target:n}){let o=e.settings.value.recipe.columns??[],a=o.find(([c])=>c===t.name)?.[1]??"",r=c=>{let u=o.filter(([h])=>h!==t.name),p=c?[...u,[t.name,c]]:u;e.apply(Be(e.settings.value,{columns:p.length?p:null,...t.role==="target"?{target:[t.name]}:{}}))},l=t.role==="target"?Js.filter(c=>c==="number"||c==="category"):Js;return m`
    <details class=${`column is-${t.role.replace(" ","-")}`}>
      <summary><span class="column-name">${t.name}</span><span class="column-summary">${Ha(t)}</span>
        ${t.role==="feature"?null:m`<span class="column-role">${i(`role.${t.role}`)}</span>`}</summary>
      ${t.reason?m`<p class="note">${t.reason==="not chosen"?i("columns.notChosen"):t.reason}</p>`:null}
      <div class="pair">
        <${A} id=${`role-${t.name}`} label=${i("columns.role")} value=${t.role}
          options=${(t.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>e.apply(Ga(e.settings.value,t,c,n))} />
        <${A} id=${`kind-${t.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function Qs({playground:e}){let t=e.settings.value,{recipe:n}=t,s=e.files.report.value;if(!s)return null;let o=s.columns,a=u=>e.apply(Be(e.settings.value,u)),r=e.viewpoint.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},p)=>u==="target"||!r&&(o.length<=40||p<8)).map(u=>m`<${Ka} key=${u.name} playground=${e} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${A} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${te} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${t.table?m`
        <${A} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Rt({pixels:e,size:t,className:n=""}){let s=O(null);return T(()=>{e&&s.current?.getContext("2d")?.putImageData(new ImageData(e,t,t),0,0)},[e,t]),m`<canvas ref=${s} class=${`picture ${n}`} width=${t} height=${t} aria-hidden="true"></canvas>`}function Ya({playground:e,onDone:t}){let n=O(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await e.files.open("pasted.csv",as(o))&&t()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function eo({playground:e}){let[t,n]=M(!1),s=O(null),o=e.settings.value,a=e.files.wanted.value,r=me(o)?"":o.table?"own":o.recipe.data,l=u=>Jt.includes(u)&&e.apply(bt(e.settings.value,u)),c=async u=>{let[p]=u.currentTarget.files;u.currentTarget.value="",p&&await e.files.open(p.name,await os(p))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${A} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...Jt.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${e.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${t} onClick=${()=>n(!t)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=${le?void 0:".csv,.tsv,.txt,.tab,.data,.dat,text/*"} ref=${s} onChange=${c} />
        ${t?m`<${Ya} playground=${e} onDone=${()=>n(!1)} />`:m`<p class="note">${i(le&&!le.local?"own.dropServer":"own.drop")}</p>`}`}
    </div>`}var De=nt(null),rn=!1;function Lt(){rn||(rn=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(e=>e.json()).then(e=>De.value=e,()=>rn=!1))}function to(e){let[,t=e,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(e)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:t,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function no(e,t,n){let s=Object.entries(t).filter(([o,a])=>a!==n[o]);return e+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function so(e="(-inf, inf)"){let[t,n]=e.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:t,high:n,open:e.endsWith(")")}}var Za={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},oo=e=>Za[e]??(Fn(`constant.${e}`)?i(`constant.${e}`):e.replaceAll("_"," "));function Ze({id:e,label:t,family:n,spec:s,names:o,auto:a,onChange:r}){T(Lt,[]);let{name:l,constants:c}=to(s),u=De.value?.catalog[n][l],p=o.includes(l)||!l?o:[...o,l],h=[...a===void 0?[]:[{value:"",label:a}],...p.map(f=>({value:f,label:W(f)}))],$=(f,v)=>Number.isFinite(v)&&r(no(l,{...u?.constants,...c,[f]:v},u?.constants??{}),`${e}-${f}`);return m`
    <div class="component-field">
      <${A} id=${e} label=${t} value=${l} options=${h} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,v])=>{let b=c[f]??v,{low:d,high:S,open:k}=so(u.limits[f]),x=`${e}-${f}`;return d===0&&S===1?m`<${X} key=${x} id=${x} label=${oo(f)} value=${b} min=${0} max=${k?.999:1} step=${.001} shown=${w(b,4)}
            onInput=${y=>$(f,y)} />`:m`<${H} key=${x} id=${x} label=${oo(f)} value=${b} min=${Number.isFinite(d)?d:void 0}
          onChange=${y=>$(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var ln=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],Xa=[0,.1,.3,1,3,10,30,100];function Pt({id:e,label:t,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${X} id=${e} label=${t} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?w(n):o}
    onInput=${l=>a(r[l])} />`}function ao({playground:e}){let{recipe:t}=e.settings.value,n=(r,l="")=>e.apply(ge(e.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=t.validation_fraction??(t.patience&&t.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Ze} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(t.optimizer)} names=${St}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in t?{momentum:null}:{}},l)} />
      <${Pt} id="l1" label=${i("training.l1")} value=${Number(t.l1??0)} values=${ln} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${Pt} id="l2" label=${i("training.l2")} value=${Number(t.l2??0)} values=${ln} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${H} id="seed" label=${i("training.seed")} value=${t.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:zn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(e.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Ze} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(t.schedule??"constant")} names=${_s}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(t.schedule??"constant")==="constant"?null:m`
          <${H} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${t.schedule_epochs??t.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${Pt} id="decay" label=${i("training.decay")} value=${Number(t.weight_decay??0)} values=${ln} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${Pt} id="clip" label=${i("training.clip")} value=${Number(t.clip??0)} values=${Xa} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${te} id="stopping" label=${i("training.stopping")} checked=${!!t.patience} onChange=${r=>n({patience:r?20:null})} />
        ${t.patience?m`
          <${H} id="patience" label=${i("training.patience")} value=${t.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${X} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${R(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${H} id="epochs" label=${i("training.epochs")} value=${t.epochs} min=${1} max=${z.epochs} step=${1} onChange=${s("epochs",{min:1,max:z.epochs})} />
        <${A} id="weights" label=${i("training.initializer")} value=${t.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...Mt.map(r=>({value:r,label:W(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${A} id="scale" label=${i("training.scale")} value=${t.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(t.scale??"standard")==="standard"?m`
          <${X} id="input-limit" label=${i("training.inputLimit")} value=${t.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${t.input_limit?i("training.deviations",{count:w(t.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${te} id="shuffle" label=${i("training.shuffle")} checked=${t.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:B(e.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var cn=24;function Ja(e){let[t,n]=M({}),s=e.frames.drawable.value,o=O(!1);return T(()=>{if(!s||o.current)return;o.current=!0;let a=async r=>[r,await e.client.call("preview",{recipe:{data:r,samples:120,data_seed:0,noise:0}})];Promise.all(Xt.map(a)).then(r=>n(Object.fromEntries(r)),()=>{})},[e,s]),t}function Qa({preview:e}){let t=P.value;return V(()=>{if(!e)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=e,r=c=>(24+c/we[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let p=I(a.length?t.classes[c]:Pe(t,Math.round(c*6)/6));l.set(p,`${l.get(p)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[e,t])}function er({playground:e}){let t=Ja(e),n=e.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Xt.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>e.apply(bt(e.settings.value,s))}><${Qa} preview=${t[s]} /></button>`)}
    </fieldset>`}function tr({name:e}){let t=P.value,n=V(()=>{let s=Ot(e,cn);return s?Ie(ie(t),s.values,cn,0,s.reach):null},[e,t]);return m`<${Rt} pixels=${n} size=${cn} />`}function nr({playground:e}){let n=e.settings.value.recipe.features??[],s=[...Qt,...n.filter(o=>!Qt.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>e.apply(Gn(e.settings.value,o))}>
          <${tr} name=${o} /><span>${Le(o)}</span>
        </button>`)}
    </fieldset>`}function sr({playground:e}){let t=e.settings.value,{recipe:n}=t,s=me(t)&&t.points===null,o=(l,c)=>e.apply(ge(e.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=ft.includes(a)?ft:[...ft,a].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${X} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${R(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${X} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${R(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${A} id="batch" label=${i("data.batch")} value=${String(a)} options=${r.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${H} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${z.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),z.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var ro=({playground:e})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${e.hides("sets")?null:m`<${er} playground=${e} />`}
    ${e.hides("sets")&&e.hides("own")?null:m`<${eo} playground=${e} />`}
    ${e.hides("rows")?null:m`<div class="rows"><${sr} playground=${e} /></div>`}
    ${e.hides("features")?null:me(e.settings.value)?m`<${nr} playground=${e} />`:m`<${Qs} playground=${e} />`}
    ${e.hides("settings")?null:m`<${ao} playground=${e} />`}
  </section>`;function io(e,t,n,s){let o=e.layout,a=n===0?t.point_inputs:t[`point_${n-1}`],r=t[`point_${n}`],{theta:l}=t,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],p=Z(e),h=Array.from(a,(v,b)=>{let d=l[c.W.start+b*u+s];return{name:n===0?p[b]:`a${ot(b+1)}`,weight:d,input:v,product:d*v}}),$=l[c.b.start+s],f=e.architecture.layers[n];return{terms:h,bias:$,z:h.reduce((v,b)=>v+b.product,$),a:r[s],activation:f?f.activation:e.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var lo=8,un=e=>e<0?`(${w(e)})`:w(e);function or(e){let t=e.viewpoint.selected.value;return t?.kind==="neuron"?{column:t.column,index:t.index}:t?.kind==="weight"?{column:t.column,index:t.to}:{column:e.counts().length-1,index:0}}function ar({playground:e}){let t=e.data.value,n=e.viewpoint.row.value;if(!t)return null;let s=t.values.length,{x:o,y:a}=e.viewpoint.point.value,r=n===null?"":Object.keys(t.parts).find(l=>t.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${H} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>e.viewpoint.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:w(o),y:w(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:t.target,value:t.classes.length?t.classes[t.values[n]]:w(t.values[n])})}</span>
    </div>`}function co({playground:e}){let t=e.network.value,n=e.viewpoint.row.value,s=!!t?.architecture.layers.some(({norm:j})=>j==="batch"),o=n!==null&&!s;T(()=>{if(o)return e.frames.look("neuron",{gradient:n}),()=>e.frames.lookAway("neuron")},[e,n,o,t]);let[a,r]=M(!1),l=e.frames.readable.value,c=e.counts();if(!t||!l)return null;let u=or(e),p=io(t,l.arrays,u.column-1,u.index),h={features:Z(t),layers:c.length-2,outputs:c.at(-1)??1,classes:t.classes},$=c.slice(1).flatMap((j,U)=>Array.from({length:Math.min(j,200)},(re,ue)=>({value:`${U+1} ${ue}`,label:K({column:U+1,index:ue},h)}))),f=m`
    <div class="fields"><${A} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${$}
      onChange=${j=>{let[U,re]=j.split(" ").map(Number);e.viewpoint.select({kind:"neuron",column:U,index:re})}} />
      <${ar} playground=${e} /></div>`;if(!p)return f;let{terms:v,bias:b,z:d,a:S,activation:k,plain:x}=p,y=o?e.frames.inside.value:null,C=y?.arrays.gradient,{W:E,b:D}=t.layout[u.column-1],F=u.column===1?Z(t):v.map((j,U)=>`a${ot(U+1)}`),se=v.slice(0,lo),fe=v.length>lo?" + \u2026":"",oe=j=>C?.[E.start+j*E.shape[1]+u.index]??NaN,ae=C?.[D.start+u.index]??NaN,de={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...C?["\u2202L/\u2202w"]:[]],rows:[...v.slice(0,a?1/0:12).map(({weight:j,input:U,product:re},ue)=>[F[ue],U,j,re,...C?[oe(ue)]:[]]),[i("editor.bias"),1,b,b,...C?[ae]:[]]]};return m`
    ${f}
    <section class="equation">
      ${x?m`
        <p class="math">z = ${se.map((j,U)=>m`${U?" + ":""}<i>w</i>${ot(U+1)}·${F[U]}`)}${fe} + <i>b</i>
          ${" = "}${se.map(({weight:j,input:U},re)=>`${re?" + ":""}${un(j)}\xB7${un(U)}`)}${fe} + ${un(b)} = <b>${w(d,4)}</b></p>
        <p class="math"><i>a</i> = ${W(k)}(z) = ${W(k)}(${w(d,4)}) = <b>${w(S,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${w(S,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${C?m`
        <p class="math">L = <b>${w(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${w(ae,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${Ge} table=${de} title=${K(u,h)} name="neuron" />
    ${v.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:v.length})}</button>`:null}`}function uo({form:e,low:t,offset:n,scale:s},o,a,r){let l=Array.from(a,p=>r[p]),c=o.length/a.length;if(e==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,p=>p*s+n),sure:l.map(()=>1)};if(e==="column"){let p=Array.from(o,h=>Math.min(Math.max((h-t)/(1-t),0),1));return{rows:a,truth:l,outputs:o,prediction:p.map(h=>+(h>.5)),sure:p.map(h=>Math.max(h,1-h))}}let u=l.map((p,h)=>{let $=0;for(let f=1;f<c;f++)o[h*c+f]>o[h*c+$]&&($=f);return $});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map((p,h)=>o[h*c+p])}}function mo({truth:e,prediction:t},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return e.forEach((o,a)=>s[o][t[a]]+=1),s}var Fe=e=>e.reduce((t,n)=>t+n,0)/e.length;function po({truth:e,prediction:t},n){let s=e.map((l,c)=>t[c]-l),o=Fe(e),a=Fe(e.map(l=>(l-o)**2)),r=Fe(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Fe(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Fe(e.map(l=>(l-n)**2)))}}var $o=({truth:e,prediction:t},n)=>({accuracy:Fe(e.map((s,o)=>+(s===t[o]))),baseline:Fe(e.map(s=>+(s===n)))});function ho(e){let t=[];for(let n of e)t[n]=(t[n]??0)+1;return t.reduce((n,s,o)=>s>(t[n]??0)?o:n,0)}var fo=({truth:e,prediction:t,sure:n})=>e.map((s,o)=>o).filter(s=>e[s]!==t[s]).toSorted((s,o)=>n[o]-n[s]);function bo(e,t){let n=t.filter(Boolean).length,s=t.length-n;if(!n||!s)return null;let o=t.map((u,p)=>p).toSorted((u,p)=>e[p]-e[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,p)=>{if(t[u]?r+=1:l+=1,p+1<o.length&&e[o[p+1]]===e[u])return;let[h,$]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-h)*(f[1]+$)/2,a.push(f)}),{points:a,area:c}}function vo({truth:e,prediction:t,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return e.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===t[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function Dt(e,t=24){let[n,s]=[1/0,-1/0];for(let a=0;a<e.length;a++)e[a]<n&&(n=e[a]),e[a]>s&&(s=e[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(t).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(t).fill(0);for(let a=0;a<e.length;a++)o[Math.min(Math.floor((e[a]-n)/(s-n)*t),t-1)]+=1;return{low:n,high:s,counts:o}}var Ft=132,Xe=46;function jt({low:e,high:t,counts:n,title:s}){let o=Math.max(...n,1),a=Ft/n.length,r=e<0&&t>0?(0-e)/(t-e)*Ft:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${Ft} ${Xe}`} role="img" aria-label=${i("chart.histogram",{title:s,low:w(e),high:w(t)})}>
        ${n.map((l,c)=>l?m`<rect class=${e+(c+.5)/n.length*(t-e)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Xe-l/o*Xe} height=${l/o*Xe} />`:null)}
        <path class="base" d=${`M0 ${Xe}H${Ft}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Xe}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${w(e,2)}</span><span>${w(t,2)}</span></figcaption>
    </figure>`}var Q=150,$e=26;function Ut({title:e,across:t,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*Q,c=([u,p])=>`${($e+l(u)).toFixed(1)} ${(Q+4-l(p)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${e}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${Q+$e+8} ${Q+$e+8}`} role="img" aria-label=${`${e} ${r}`}>
        <path class="frame" d=${`M${$e} 4V${Q+4}H${$e+Q}`} /><path class="diagonal" d=${`M${$e} ${Q+4}L${$e+Q} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${$e} y=${Q+17}>${w(a[0],2)}</text><text x=${$e+Q} y=${Q+17} text-anchor="end">${w(a[1],2)}</text>
        <text x=${$e+Q/2} y=${Q+29} text-anchor="middle">${t}</text>
        <text transform=${`translate(${$e-6} ${Q/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var rr=64;function ir({playground:e,side:t}){let n=e.network.value,s=e.frames.readable.value?.arrays.theta,o=P.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=Y(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,rr)},(c,u)=>m`
        <figure key=${u}><${Rt} size=${t} className="large" pixels=${Ie(ie(o),xt(s,t,p=>a.start+p*r+u),t,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function wo({playground:e}){T(()=>(e.frames.look("layers",{activations:!0,gradient:"train"}),()=>e.frames.lookAway("layers")),[e]);let t=e.network.value,n=e.frames.inside.value?.arrays,s=e.frames.inside.value?.arrays.theta,o=t?us(t.features):0,a=V(()=>!t||!n?.gradient||!s?[]:t.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),p=n.gradient.subarray(r.start,r.start+u.length),h=n[`activations_${c}`]??new Float32Array(0),$=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:p,outputs:h,dead:cr(h,h.length?$:0)}}),[t,n,s]);return m`
    ${o&&t?.architecture.layers.length?m`<${ir} playground=${e} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},p)=>{let h=p===a.length-1?i("network.output"):i("network.layer",{layer:p+1});return m`<tr key=${p}><th scope="row">${h}<small>${B(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${jt} ...${Dt(r)} title=${`${h}, ${i("inside.weights")}`} /></td>
            <td><${jt} ...${Dt(c)} title=${`${h}, ${i("inside.activations")}`} /></td>
            <td><${jt} ...${Dt(l)} title=${`${h}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:w(Math.hypot(...lr(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function lr(e){let t=[];for(let n=0;n<e.length;n+=1e3)t.push(Math.hypot(...e.subarray(n,n+1e3)));return t}function cr(e,t){let n=0;for(let s=0;s<t;s++){let o=e.length>t;for(let a=s+t;o&&a<e.length;a+=t)o=e[a]===e[s];n+=Number(o)}return n}function ur(e,t){let n=e.network.value,s=e.frames.readable.value,o=e.data.value;if(!n||!s)return null;if(t==="data")return o?is(o):null;if(t==="history")return rs(e.run.history);if(t==="surface")return s.arrays.surface?cs(s.arrays.surface,e.viewpoint.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(t),r=a===0?Z(n):Array.from({length:e.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?ls(n.layout[a],s.arrays.theta,r):null}function go({playground:e}){let[t,n]=M("history"),s=Math.max(e.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===t)?t:"history",r=ur(e,a);return m`
    <section class="numbers">
      <${A} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${Ge} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}function he(e){return e==null?"None":e===!0?"True":e===!1?"False":Array.isArray(e)?e.length===1?`(${he(e[0])},)`:`(${e.map(he).join(", ")})`:typeof e=="string"?JSON.stringify(e):String(e)}function ko(e,t,n){let s=n?.start?n.changes.filter(([r])=>r<t):[];if(!n?.start||!s.length)return{start:e,until:t,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=mn(o);o={...o,...l};let p=mn(o),h=Object.fromEntries(Object.keys(p).filter($=>$!=="epochs"&&JSON.stringify(p[$])!==JSON.stringify(u[$])).map($=>[$,p[$]]));return{from:r,until:s[c+1]?.[0]??t,recipe:h}});return{start:n.start,until:s[0][0],forks:a}}function mn(e){let{patience:t=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=e;return{...e,...n!=="constant"?{schedule_epochs:s??e.epochs}:{},...t!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function yo(e,t){let n=mn(e.recipe),s=me(e)&&e.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:t,data:void 0}).filter(([,o])=>o!==void 0)}function mr(e){let t=Object.entries(e).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==en[n]).map(([n,s])=>`, ${n}=${he(s)}`);return`nn.Layer(${e.width}, ${he(e.activation)}${t.join("")})`}function So(e,t,n=null){let{start:s,until:o,forks:a}=ko(e,t,n),{recipe:r,architecture:l,points:c,formulas:u}=s,p=["import nnplay as nn",""];for(let{name:$,text:f,constants:v={},learned:b=[]}of u){let d=Object.entries(v).map(([S,k])=>`, ${S}=${k}`).join("");p.push(`nn.formula(${he(f)}, name=${he($)}${b.length?`, learned=${he(b)}`:""}${d})`)}c===null?p.push(`data = ${he(r.data)}`):p.push(`X = [${c.map(([$,f])=>`[${$}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,$])=>JSON.stringify(`class ${String($+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let h=[["output",l.output],["loss",l.loss]].filter(([,$])=>$).map(([$,f])=>`, ${$}=${he(f)}`);p.push(`arch = nn.Architecture([${l.layers.map(mr).join(", ")}]${h.join("")})`,"run = nn.train(","    data,","    arch,");for(let[$,f]of yo(s,o))p.push(`    ${$}=${he(f)},`);p.push(")");for(let $ of a)p.push(`run = run.fork(${$.from}${Object.entries({...$.recipe,epochs:$.until}).map(([f,v])=>`, ${f}=${he(v)}`).join("")})`);return p.push("print(run.metrics)"),`${p.join(`
`)}
`}var Me=e=>/^[\w.,:=+-]+$/.test(e)?e:`'${e.replaceAll("'","'\\''")}'`,Mo=e=>`nnplay web ${Me(e)}`,Co=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function Eo({layers:e,output:t}){let n=[...e.map(s=>s.activation),t].find(s=>!Co.has(s));return n||(e.some(s=>s.norm)?"normalization":e.some(s=>s.skip)?"skip":null)}function pn({layers:e,output:t},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,p)=>Number(s[r+p*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${Co.get(l<e.length?e[l].activation:t)},`),l<e.length&&e[l].dropout&&a.push(`    nn.Dropout(${e[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},(p,h)=>o(r.start+h,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var xo=e=>e.flatMap(([t,n])=>{let s=`--${t.replaceAll("_","-")}`;return n===null?t==="batch_size"?[s,"full"]:["features","target","exclude"].includes(t)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${t.replaceAll("_","-")}`]:t==="penalties"?[s,Me(n.map(o=>o.join("=")).join(","))]:[s,Me(Array.isArray(n)?n.join(","):String(n))]});function zt(e,t,n=null){if(e.points!==null)return null;let{start:s,until:o,forks:a}=ko(e,t,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:p=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([h,$])=>["--set",`${h}=${$}`]),...p.flatMap(h=>["--learn",h]),"--",Me(c)]);return r.push(["nnplay","train",Me(s.recipe.data),...pr(s.architecture),...xo(yo(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...xo(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function pr({layers:e,output:t,loss:n}){let s=e.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,p])=>p!==en[u]).map(([u,p])=>p===!0?u:`${u}=${p}`)),o=s.some(r=>r.length)?e.flatMap(({width:r,activation:l},c)=>["--layer",Me([r,l,...s[c]].join(" "))]):["--hidden",e.map(r=>r.width).join(",")||"0"],a=[...new Set(e.map(r=>r.activation))];return o[0]==="--hidden"&&e.length&&o.push("--activation",Me(a.length>1?e.map(r=>r.activation).join(","):a[0])),t&&o.push("--output",Me(t)),n&&o.push("--loss",Me(n)),o}var No=e=>e||qn.recipe.epochs;var $r=["doctor","compare","search","train"];function Ao({playground:e}){let t=wt.value.length>0,[n,s]=M(null);if(T(()=>{t&&import("./python_view-JGMWKKYF.js").then(async r=>(await r.loadMessages(),s(()=>r.ServerView)))},[t]),t)return n?m`<${n} playground=${e} />`:null;let{recipe:o}=e.settings.value,a=zt(e.settings.value,Number(o.epochs))??"nnplay train DATA";return m`
    <p>${i("python.needed")}</p>
    ${$r.map(r=>m`<${ye} key=${r} title=${i(`python.command.${r}`)} onCopy=${()=>e.announcement.value=i("take.copied")}
      content=${a.replace("nnplay train",`nnplay ${r}`)+(r==="train"?` --save network.nnplay
nnplay export network.nnplay --to onnx`:"")} />`)}`}var $n=50,hr=400;function fr(e,t){let{middle:n,low:s,high:o}=P.value;return I(ke(n,t?s:o,.08+.4*e))}function dr({matrix:e,classes:t,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${t.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${t.map(o=>m`<th scope="col">${q(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${e.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${q(t[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?fr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:q(t[a]),predicted:q(t[c])})}
              onClick=${()=>s(u?null:[a,c])}>${B(l)}</button></td>`})}<td>${r?R(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function To({playground:e,predictions:t,places:n,title:s}){let o=e.data.value,a=e.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?q(o.classes[c]):w(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,$n).map(c=>{let u=t.rows[c];return m`<tr><td><button class="link" aria-pressed=${e.viewpoint.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>e.viewpoint.lookAtRow(u)}>${u+1}</button></td>
            ${r.map(p=>m`<td>${o.levels?.[p]?.[o.columns[p][u]]??w(o.columns[p][u])}</td>`)}
            <td>${l(t.truth[c])}</td><td>${l(t.prediction[c])}</td>${o.classes.length?m`<td>${R(t.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>$n?m`<p class="note">${i("results.more",{count:n.length-$n})}</p>`:null}
    </div>`}function br({playground:e,predictions:t,classes:n,guess:s}){let[o,a]=M(null),r=mo(t,n.length),{accuracy:l,baseline:c}=$o(t,s),u=o?t.truth.map(($,f)=>f).filter($=>t.truth[$]===o[0]&&t.prediction[$]===o[1]):fo(t),p=o?i("results.cell",{count:u.length,truth:q(n[o[0]]),predicted:q(n[o[1]])}):i("results.wrong",{count:u.length}),h=t.outputs.length===t.truth.length?bo(t.outputs,t.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${R(l)}</b> <span class="note">${i("results.baseline",{name:q(n[s]),share:R(c)})}</span></p>
    <div class="results-grid">
      <${dr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${h?m`<${Ut} title=${i("results.roc")} note=${i("results.area",{area:w(h.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${h.points} />`:null}
      <${Ut} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${vo(t).map(({sure:$,right:f})=>[$,f])} />
    </div>
    ${u.length?m`<${To} playground=${e} predictions=${t} places=${u} title=${p} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function vr({playground:e,predictions:t,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=po(t,n),{truth:c,prediction:u}=t,p=[...c,...u].filter(Number.isFinite),h=[Math.min(...p),Math.max(...p)],$=Math.max(Math.ceil(c.length/hr),1),f=c.flatMap((b,d)=>d%$?[]:[[b,u[d]]]),v=c.map((b,d)=>d).toSorted((b,d)=>Math.abs(u[d]-c[d])-Math.abs(u[b]-c[b]));return m`
    <p class="summary">R² <b>${w(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:w(o),baseline:w(l)})}</span></p>
    <div class="results-grid">
      <${Ut} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${h} />
      <${Ge} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${To} playground=${e} predictions=${t} places=${v} title=${i("results.largest")} />`}function Io({playground:e}){T(()=>(e.frames.look("results",{predictions:!0}),()=>e.frames.lookAway("results")),[e]);let[t,n]=M("test"),s=e.network.value,o=e.data.value,a=e.frames.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(t)?t:r[0],c=a?.[`outputs_${l}`],u=V(()=>s&&o&&c?uo(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),p=V(()=>{let h=(o?.parts.train??[]).map($=>o?.values[$]??0);return o?.classes.length?ho(h):h.reduce(($,f)=>$+f,0)/(h.length||1)},[o]);return!s||!o?null:m`
    <${A} id="part" label=${i("results.part")} value=${l} options=${r.map(h=>({value:h,label:i("results.rows",{part:i(`curves.${h}`),count:o.parts[h].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${br} playground=${e} predictions=${u} classes=${o.classes} guess=${p} />`:m`<${vr} playground=${e} predictions=${u} guess=${p} />`:null}`}function _o({playground:e}){let t=e.kept.runs.value,n=e.frames.readable.value?.header.row;if(!t.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>e.run.keep()}>${i("runs.keep")}</button>`;let s=e.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:e.settings.value,epoch:e.run.position.value.viewed,row:n,measure:s},...t],r=a.map(({settings:u})=>ms(u)),l=(u,p)=>p===void 0||!Number.isFinite(p)?"\u2013":u.endsWith("accuracy")?R(p):w(p),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:I(an(P.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${B(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map(p=>m`<td>${l(u,p.row?.[u])}</td>`)}</tr>`)}
          ${ps(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map(p=>m`<td>${p[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${t.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>e.apply({...u.settings,view:e.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>kt(e,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>e.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${J}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var Oo={neuron:co,layers:wo,results:Io,runs:_o,numbers:go,python:Ao},Je=Object.keys(Oo);function Ro({playground:e}){let[t,n]=M(Je[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=Je[(Je.indexOf(t)+a+Je.length)%Je.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${Je.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===t} aria-controls="inside-view"
        tabindex=${o===t?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${t}`}><${Oo[t]} playground=${e} /></div>`}var Lo=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function Po(e,t){let[n,s]=M(null),{language:o}=$t.value;return T(()=>{e().then(s,a=>t.complain(As(a)))},[o]),n}function wr({guide:e,lesson:{name:t,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(e.progress.value[t]??[]).length,c=Array.from({length:a},(u,p)=>p).find(u=>!e.isDone(t,u))??0;return m`
    <li data-lesson=${t}><button class="question lesson" onClick=${()=>{e.open(t,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function gr({guide:e}){let t=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&e.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${t} /></label> ${i("lesson.ownHint")}</p>`}function xr({guide:e}){let[t,n]=M("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.trim()&&e.verify(t)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function Do({playground:e}){let t=e.guide,n=Po(Ms,e),s=Po(()=>Cs(Ss),e),o=a=>{let{settings:r}=st(a),{theme:l,language:c,speed:u,hide:p}=e.settings.value.view;t.leave(),e.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:p}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${wr} key=${a.name} guide=${t} lesson=${a} place=${r+1} />`)}</ol>
    <${gr} guide=${t} />
    ${le?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{t.challenge(a)}}><b>${t.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${xr} guide=${t} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${Lo.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}var kr=["network","surface","curves"];function Fo({playground:e}){let t=async(n,s)=>{let o=e.figures.get(n)?.();o&&(s==="svg"?at(`${n}.svg`,o,"image/svg+xml"):at(`${n}.png`,await Vs(o),"image/png"),e.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${kr.filter(n=>e.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{t(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function jo({playground:e}){let t=e.settings.value,n=e.network.value,s=e.frames.readable.value?.arrays.theta,{viewed:o}=e.run.position.value,a=`${location.origin}${location.pathname}?${xe(t)}`,r=No(o),{log:l}=e.run,c=zt(t,r,l),u=n?Eo(n.architecture):null,p=()=>e.announcement.value=i("take.copied");return m`
    <div class="take">
      <${Ts} playground=${e} />
      <${Fo} playground=${e} />
      ${e.run.log.start===null||e.run.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${ye} title=${i("take.python")} content=${So(t,r,l)} file="run.py" onCopy=${p} />
      ${c?m`<${ye} title=${i("take.command")} content=${c} onCopy=${p} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${ye} title=${i("take.page")} content=${Mo(a)} onCopy=${p} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${ye} title=${i("take.torch")} content=${pn(n.architecture,n.layout,s)} file="network.py" onCopy=${p} />`:n&&s?m`<p><button class="plain" onClick=${()=>at("network.py",pn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var yr={learn:Do,inside:Ro,take:jo};function Uo({playground:e}){let t=e.drawer.value;return m`
    <section class=${`drawer dock ${t??""}`} id="drawer" hidden=${!t} aria-label=${t?i(`drawer.${t}`):""}>
      ${t?m`
        <div class="dock-head"><h2>${i(`drawer.${t}`)}</h2>
          <button class="round small" onClick=${()=>e.drawer.value=null} aria-label=${i("drawer.close")}>${J}</button></div>
        <div class="drawer-content"><${yr[t]} playground=${e} /></div>`:null}
    </section>`}var zo=121,qt={activation:[-4,4],loss:[0,1]};async function qo(e,t,n=1){let s=De.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-IL5LKUPJ.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(e,s).constants),l=new o(e,s,Object.fromEntries(Object.entries(t).filter(([$])=>r.includes($)))),[c,u]=qt[l.kind],p=l.kind==="activation"?"z":"y_hat",h=$=>Float64Array.from({length:zo},(f,v)=>a($,{...l.constants,y:n,[p]:c+(u-c)*v/(zo-1)}));return{kind:l.kind,constants:l.constants,values:h(l.tree),slopes:h(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var hn=200,Vt=120,Sr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function Mr({preview:{values:e,slopes:t,low:n,high:s}}){let o=[...e,...t].filter(h=>Number.isFinite(h)&&Math.abs(h)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=h=>Vt-(h-a)/(r-a)*Vt,c=h=>h/(e.length-1)*hn,u=h=>{let[$,f]=["","M"];return h.forEach((v,b)=>{Number.isFinite(v)&&Math.abs(v)<1e3?[$,f]=[`${$}${f}${c(b).toFixed(1)} ${l(v).toFixed(1)}`,"L"]:f="M"}),$},p=n<0?c(-n/(s-n)*(e.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${hn+8} ${Vt+8}`} role="img" aria-label=${i("formula.picture",{low:w(n),high:w(s),bottom:w(a),top:w(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${hn}M${p} 0V${Vt}`} />
      <path class="slope" d=${u(t)} /><path class="value" d=${u(e)} />
    </svg>`}function Bt({playground:e,kind:t,onUse:n}){T(Lt,[]);let{formulas:s}=e.settings.value,[o,a]=M(""),[r,l]=M(""),[c,u]=M({}),[p,h]=M([]),[$,f]=M(null),v=De.value!==null;T(()=>{let x=!0;return r.trim()?qo(r,c).then(y=>x&&f(y)):f(null),()=>{x=!1}},[r,c,v]);let b=$&&"kind"in $?$:null,d=$&&"mistake"in $?$.mistake:b&&b.kind!==t?i(`formula.only.${t}`):"",S=o.trim()||Array.from({length:z.formulas+1},(x,y)=>`own_${y+1}`).find(x=>!s.some(y=>y.name===x))||"own",k=()=>{if(!b||d)return;let x=Object.keys(b.constants),y={name:S,text:r.trim(),constants:b.constants,learned:p.filter(E=>x.includes(E))},C=e.settings.value.formulas.filter(E=>E.name!==S);if(C.length>=z.formulas)return e.complain(i("formula.many",{most:z.formulas}));n(S,{...e.settings.value,formulas:[...C,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${t}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${t}`}><span class="field-label">${i(t==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${t}`} value=${r} placeholder=${Sr[t]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!d}
            onInput=${x=>l(x.currentTarget.value)} onKeyDown=${x=>x.key==="Enter"&&k()} /></label>
        <label class="field" for=${`formula-name-${t}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${t}`} value=${o} placeholder=${S} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${x=>a(x.currentTarget.value)} /></label>
        ${d?m`<p class="note mistake" role="status">${d}</p>`:null}
        ${b&&!d?m`
          <${Mr} preview=${b} />
          <p class="note">${i(t==="activation"?"formula.legend":"formula.legendLoss",{low:w(qt[t][0]),high:w(qt[t][1])})}</p>
          ${Object.entries(b.constants).map(([x,y])=>m`
            <${X} key=${x} id=${`formula-${t}-${x}`} label=${x} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${w(y)}
              onInput=${C=>u({...c,[x]:C})} />
            ${t==="activation"?m`<${te} id=${`learn-${x}`} label=${i("formula.learn",{constant:x})} checked=${p.includes(x)}
              onChange=${C=>h(C?[...p,x]:p.filter(E=>E!==x))} />`:null}`)}
          <button class="plain strong" onClick=${k}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Vo=["sigmoid","softmax","tanh","identity"];function Bo({playground:e}){let t=e.settings.value,n=e.network.value;if(!n)return null;let{output:s,loss:o}=t.architecture,a=n.classes.length>2,r=n.classes.length?a?Ct.several:Ct.classification:Ct.regression,l=t.formulas.map(({name:h})=>h),c=[...Vo.filter(h=>n.classes.length||h!=="softmax"),..._e.filter(h=>!Vo.includes(h)),...l],u=(h,$="")=>e.apply({...e.settings.value,architecture:{...e.settings.value.architecture,...h}},$),p=h=>i("editor.autoIs",{name:W(h)});return m`
    <div class="fields">
      <${Ze} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${p(n.architecture.output)}
        onChange=${(h,$)=>u({output:h||null},$)} />
      <${Ze} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${p(n.architecture.loss)}
        onChange=${(h,$)=>u({loss:h||null},$)} />
    </div>
    <${Bt} playground=${e} kind="loss" onUse=${(h,$)=>e.apply({...$,architecture:{...$.architecture,loss:h}})} />`}var fn=24;function dn({id:e,label:t,value:n,onInput:s}){let[o,a]=M(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${X} id=${e} label=${t} value=${r} min=${-l} max=${l} step=${.01} shown=${w(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${H} id=${`${e}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function bn(e,t,n){let s=e.network.value?.layout[t];return s?Number(e.frames.readable.value?.arrays.theta?.[n(s)]??0):0}function vn(e){let t=e.network.value,n=e.counts();return{features:t?Z(t):[],layers:n.length-2,outputs:n.at(-1)??1,classes:t?.classes??[]}}function Cr({playground:e,column:t,from:n,to:s}){let o=t-1,a=bn(e,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${dn} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>e.run.edit(o,[n,s],r)} />`}function Er({playground:e,column:t,index:n}){let s=t-1,o=e.counts(),a=bn(e,s,({b:c})=>c.start+n),r=Math.min(o[s],fn),l=c=>s===0?vn(e).features[c]??"":K({column:s,index:c},vn(e));return m`
    <div class="parameters">
      <${dn} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>e.run.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${dn} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${bn(e,s,({W:p})=>p.start+u*p.shape[1]+n)}
          onInput=${p=>e.run.edit(s,[u,n],p)} />`)}
    </div>
    ${o[s]>fn?m`<p class="note">${i("editor.more",{count:o[s]-fn})}</p>`:null}
    <button class="plain" onClick=${()=>e.drawer.value="inside"}>${i("editor.equation")}</button>`}function Nr({playground:e,column:t}){let n=e.settings.value,s=t-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>e.apply(tn(e.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:W(u)})),l=[...new Set([..._e,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Ve.includes(c));return m`
    <div class="fields">
      <${H} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${z.neurons} step=${1}
        onChange=${c=>e.apply(We(e.settings.value,s,c))} />
      <${A} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Ve)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${A} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${A} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(Mt)]}
        onChange=${c=>a({initializer:c||null})} />
      <${X} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${w(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${te} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>e.apply(Bn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${Bt} playground=${e} kind="activation" onUse=${(c,u)=>e.apply(tn(u,s,{activation:c}))} />`}function Wo({playground:e}){let t=e.viewpoint.selected.value;if(!t||e.hides(t.kind==="layer"?"layers":"weights"))return null;let n=vn(e),s=t.kind==="layer"&&t.column===e.counts().length-1,o=s?i("network.output"):t.kind==="layer"?i("network.layer",{layer:t.column}):t.kind==="neuron"?K(t,n):i("editor.between",{from:K({column:t.column-1,index:t.from},n),to:K({column:t.column,index:t.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>e.viewpoint.select(null)} aria-label=${i("editor.close")}>${J}</button></div>
      ${s?m`<${Bo} playground=${e} />`:t.kind==="layer"?m`<${Nr} playground=${e} column=${t.column} />`:t.kind==="neuron"?m`<${Er} playground=${e} column=${t.column} index=${t.index} />`:m`<${Cr} playground=${e} column=${t.column} from=${t.from} to=${t.to} />`}
    </section>`}var Ar=.95;function Ho({playground:e,question:t}){let[n,s]=M(!1),o=e.frames.readable.value?.header,a=e.settings.value,{layers:r}=a.architecture,l=r[0]?.width??0;return!t||n||e.notice.value||e.guide?.lesson.value||e.hides("hints")||r.length!==1||l>4||a.recipe.data!=="circle"||!(o?.row.test_accuracy>=Ar)||!o?.epoch?null:m`
    <div class="notice info" role="status">
      <p>${i("question.answer",{neurons:l,share:R(o.row.test_accuracy),epoch:B(o.viewed)})}</p>
      ${l>1&&!e.hides("layers")?m`<button class="plain" onClick=${()=>e.apply(We(a,0,l-1))}>${i("question.fewer",{neurons:l-1})}</button>`:null}
      <button class="round small" onClick=${()=>s(!0)} aria-label=${i("notice.close")}>${J}</button>
    </div>`}function Go({guide:e,solved:t}){let[n,s]=M(""),o=e.step.value,a=e.verdict.value,r=async()=>s(await e.entryLink()),l=o?.score?`${o.score[0]}: ${w(Number(e.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&t?"solved":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":t?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${t&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&t?m`<${ye} title=${i("entry.link")} content=${n} onCopy=${()=>e.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var Tr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,Ir=0;function _r({word:e,meaning:t}){let[n]=M(()=>`term-${++Ir}`),[s,o]=M(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${e}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${t}</span>
    </span>`}var Ko=(e,t)=>ks(e,xs.value,t).map(n=>typeof n=="string"?n:m`<${_r} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function lt({content:e,used:t=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of e.matchAll(Tr)){s.push(...Ko(e.slice(o,a.index),t));let[,r,l,c,u,p]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+p} download>${u}</a>`),o=a.index+a[0].length}return s.push(...Ko(e.slice(o),t)),m`${s}`}var Or=({guide:e,onGo:t})=>m`
  <ol class="guide-steps">${e.lesson.value?.steps.map((n,s)=>{let o=e.isDone(e.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===e.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>t(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function Rr({guide:e}){let[t,n]=M("");return T(()=>n(""),[e.place.value,e.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.answer(t)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain" disabled=${!Number.isFinite(Number(e.value(e.step.value?.answer||"0")))}>${i("lesson.check")}</button>
    </form>`}function Lr({guide:e}){let t=e.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${t?.task}</legend>
      ${t?.options.map((n,s)=>m`
        <label key=${`${e.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${e.chosen.value===s} onChange=${()=>e.answer(String(s))} /><span><${lt} content=${n} used=${Pr} /></span></label>`)}
    </fieldset>`}var Pr={has:()=>!0,add:()=>{}};function Dr({guide:e,folder:t,used:n}){let s=e.step.value;if(!s)return null;let o=gs(s),a=e.done.value,r=e.goals(),l=e.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${lt} content=${e.filled(s.task)} used=${n} folder=${t} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${Rr} guide=${e} />`:o==="choice"?m`<${Lr} guide=${e} />`:null}
      <p class=${`guide-verdict ${a&&!e.wrong.value?"solved":""}`} role="status">
        ${e.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${lt} content=${e.filled(s.then||i("lesson.done"))} used=${n} folder=${t} />`:null}
      </p>
      ${s.hint&&(l||!a)?e.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>e.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${Go} guide=${e} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function Yo({guide:e}){let t=O(null),[n,s]=M(!1),o=e.lesson.value,a=e.step.value;if(!o||!a)return null;let r=e.place.value===o.steps.length-1,l=e.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,p=$=>{e.go($),t.current?.focus()},h=()=>{r?(e.leave(),e.playground.drawer.value="learn"):p(e.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${t}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${Or} guide=${e} onGo=${p} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${e.done.value?"next":""}`} onClick=${h}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>e.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${J}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map(($,f)=>m`<p key=${f}><${lt} content=${e.filled($)} used=${u} folder=${c} /></p>`)}</div>
        <${Dr} guide=${e} folder=${c} used=${u} />
      </div>
    </section>`}var Fr=8e3,jr=400,ce=8,Ur=7,zr=Array.from({length:ce},(e,t)=>t%2?[t+1,t+2+ce]:[t+2+ce,t+1]).flat();function qr(e,t,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(e[t+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Zo=(e,t)=>Math.min(Math.ceil(Math.sqrt(Math.abs(e)/t)*ce),ce);function gn(e,t,n,s=!1){let o=Math.floor(Fr/e.layout.length);return e.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],p=Math.max(Y(t,a.start,a.start+l*c),.5),h=qr(t,a.start,l*c,s&&!r?jr:o),$=new Int8Array(l*u);for(let f=0,v=0;f<l;f++)for(let b=0;b<u;b++,v++){let d=t[a.start+f*c+b],S=Math.abs(d);S>=h&&($[v]=d>0?Zo(S,p):-Zo(S,p))}return $})}var ta=(e,t)=>e.length===t.length&&e.every((n,s)=>n.length===t[s].length&&n.every((o,a)=>o===t[s][a]));function Xo(e,t,n){let{x1:s,y1:o,x2:a,y2:r}=ds(t,n),l=(s+a)/2;e.moveTo(s,o),e.bezierCurveTo(l,o,l,r,a,r)}function xn(e,{layout:t,palette:n,hovered:s,selected:o},a){e.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[t.columns[l].cells,t.columns[l+1].cells],p=Array.from({length:2*(ce+1)},()=>[]),h=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),$=t.columns[l+1].x-t.columns[l].x-t.columns[l].width,f=Math.max(Math.min(Ur,u[0].size/5,$/7)*h,.8);r.forEach((b,d)=>b&&p[b>0?b+ce+1:-b].push(d));for(let b of zr){let d=b%(ce+1);if(p[b].length){e.beginPath();for(let S of p[b])Xo(e,c[Math.floor(S/u.length)],u[S%u.length]);e.strokeStyle=pe(b>ce?n.high:n.low,(s?.2:.8*h)*(.35+.65*d/ce)),e.lineWidth=Math.max(f*d/ce,.35),e.stroke()}}let v=(b,d,S)=>{let k=r[b*u.length+d];e.beginPath(),Xo(e,c[b],u[d]),e.strokeStyle=pe(k>0?n.high:n.low,1),e.lineWidth=Math.max(f*Math.abs(k)/ce,.8)+S,e.stroke()};if(s?.column===l+1)for(let b=0;b<c.length;b++)v(b,s.index,0);if(s?.column===l)for(let b=0;b<u.length;b++)v(s.index,b,0);o?.kind==="weight"&&o.column===l+1&&v(o.from,o.to,2)})}var Jo=new WeakMap;function Qo(e){let t=Jo.get(e)??{...e,low:ke(e.middle,e.low,.62),high:ke(e.middle,e.high,.62)};return Jo.set(e,t),t}var wn=new WeakMap;function Vr(e,t){return wn.has(e)||wn.set(e,e.classes.map(n=>({...e,low:e.middle,high:n}))),ie(wn.get(e)[t%e.classes.length])}var ct=null;function Br(e,t){if(!ct||ct.image.width!==e||ct.image.height!==t){let n=new OffscreenCanvas(e,t).getContext("2d",{willReadFrequently:!0}),s=new ImageData(e,t);ct={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return ct}function kn(e,t){Wr(e,t),Hr(e,t),Gr(e,t)}function Wr(e,{layout:t,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=ie(l),p=ie(Qo(l)),h=t.columns.length-1,$=n.classes.length>2,f=t.columns.map(({cells:x},y)=>{let C=y?s[y-1]:o.find(Boolean)?.values;return C?Math.round(Math.sqrt(C.length/(y?x.length:1))):0}),v=Math.max(...f,1),b=Math.max(...t.columns.map(({cells:x})=>x.length)),S=Math.max(...f)>0?Br(v*b,v*t.columns.length):null;t.columns.forEach(({cells:x},y)=>{let C=y?s[y-1]:null,E=f[y]**2,D=n.architecture.layers[y-1]?.activation??n.architecture.output;x.forEach((F,se)=>{if(!S)return;let fe={width:S.image.width,left:se*v,top:y*v},oe=y?null:o[se];if(C){let ae=se*E,[de,j]=r?[0,Y(C,ae,ae+E)]:y===h&&!$?c:rt(D,Y(C,ae,ae+E)),U=y===h?$?Vr(l,se):u:p;nn(S.pixels,fe,U,C,f[y],de,j,ae)}else oe&&nn(S.pixels,fe,p,oe.values,f[0],0,oe.reach,0)})}),S?.context.putImageData(S.image,0,0);let k=(x,y)=>{let C=a[x];if(!x&&r)return ke(l.middle,l.ink,r[y]??0);if(!C)return l.middle;if(x===h&&$)return ke(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(C[y],0),1));let E=n.architecture.layers[x-1]?.activation??n.architecture.output,[D,F]=x?x===h?c:rt(E,Y(C)):[0,2];return Pe(x===h?l:Qo(l),(C[y]-D)/F)};t.columns.forEach(({cells:x},y)=>x.forEach((C,E)=>{if(S&&(y?s[y-1]:o[E])){let D=f[y];e.drawImage(S.context.canvas,E*v,y*v,D,D,C.x,C.y,C.size,C.size)}else e.fillStyle=I(k(y,E)),e.fillRect(C.x,C.y,C.size+(y||!r?0:.5),C.size+(y||!r?0:.5))}))}function Hr(e,{layout:t,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){e.lineWidth=1,e.strokeStyle=pe(o.ink,.35);let c=t.columns.length-1;t.columns.forEach(({cells:u,size:p,x:h,width:$},f)=>{if(!f&&a&&e.strokeRect(h,u[0].y,$,$),p<5||!f&&a)return;e.lineWidth=f===c?2:1,e.strokeStyle=pe(o.ink,f===c?.9:.35);for(let b of u)e.strokeRect(b.x,b.y,b.size,b.size);if(!f||p<14)return;let v=Math.min(p/9,4);e.lineWidth=1,e.strokeStyle=pe(o.ink,.5),u.forEach((b,d)=>{let S=s[n.layout[f-1].b.start+d];e.beginPath(),e.arc(b.x,b.y+b.size,v,0,2*Math.PI),e.fillStyle=I(Pe(o,Math.sign(S)*Math.max(Math.min(Math.abs(S)*2,1),.25))),e.fill(),e.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let p=u?t.columns[u.column]?.cells[u.index]:null;!p||p.size<5||(e.lineWidth=3,e.strokeStyle=I(o.ink),e.strokeRect(p.x,p.y,p.size,p.size))}}function ea(e,t,n){if(e.measureText(t).width<=n)return t;let s=t.length-1;for(;s>0&&e.measureText(`${t.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${t.slice(0,s)}\u2026`:""}function Gr(e,{layout:t,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[t.columns[0],t.columns[t.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;e.fillStyle=I(n.muted),e.font="12px system-ui, sans-serif",e.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(e.textAlign="right",r.cells.forEach(({x:u,y:p,size:h},$)=>e.fillText(ea(e,s[$]??"",u-10),u-5,p+h/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(e.textAlign="left",l.cells.forEach(({x:u,y:p,size:h},$)=>e.fillText(ea(e,o[$]??"",t.width-u-h-8),u+h+6,p+h/2)))}var Kr=24,Yr=4,Sn={k:1,x:0,y:0},yn=(e,t,n)=>Math.min(Math.max(e,t),n),Mn=({k:e,x:t,y:n},{width:s,height:o})=>({k:e,x:yn(t,s*(1-e),0),y:yn(n,o*(1-e),0)});function Wt({k:e,x:t,y:n},s,[o,a],r){let l=yn(e*s,1,Kr);return Mn({k:l,x:o-(o-t)*l/e,y:a-(a-n)*l/e},r)}var na=({k:e,x:t,y:n},s,o,a)=>Mn({k:e,x:t+s,y:n+o},a),sa=({k:e,x:t,y:n},s,o)=>[(s-t)/e,(o-n)/e];function oa(e,t){let[n,s]=M(Sn),o=O(t);return o.current=t,T(()=>s(a=>Mn(a,t)),[t.width,t.height]),T(()=>{let a=e.current;if(!a)return;let r=new Map,l=0,c=({clientX:d,clientY:S})=>{let k=a.getBoundingClientRect();return[d-k.left,S-k.top]},u=d=>{if(!d.ctrlKey&&!d.metaKey)return;d.preventDefault();let S=2**(-d.deltaY*(d.deltaMode===1?.05:.004));s(k=>Wt(k,S,c(d),o.current))},p=d=>{d.button||!(d.target instanceof HTMLCanvasElement)||(r.size||(l=0),r.set(d.pointerId,c(d)))},h=d=>{let S=r.get(d.pointerId);if(!S)return;let k=c(d),[x]=[...r].filter(([E])=>E!==d.pointerId).map(([,E])=>E),[y,C]=[k[0]-S[0],k[1]-S[1]];if(r.set(d.pointerId,k),l+=Math.hypot(y,C),x){let E=Math.hypot(k[0]-x[0],k[1]-x[1])/Math.max(Math.hypot(S[0]-x[0],S[1]-x[1]),1),D=[(k[0]+x[0])/2,(k[1]+x[1])/2];s(F=>Wt(na(F,y/2,C/2,o.current),E,D,o.current))}else s(E=>E.k>1?na(E,y,C,o.current):E)},$=d=>{r.delete(d.pointerId)},f=d=>{l>Yr&&d.target instanceof HTMLCanvasElement&&d.stopPropagation(),l=0},v=new AbortController,{signal:b}=v;return a.addEventListener("wheel",u,{passive:!1,signal:b}),a.addEventListener("pointerdown",p,{signal:b}),a.addEventListener("click",f,{capture:!0,signal:b}),addEventListener("pointermove",h,{signal:b}),addEventListener("pointerup",$,{signal:b}),addEventListener("pointercancel",$,{signal:b}),()=>v.abort()},[]),[n,s]}var Zr=92,Xr=44,Jr=e=>40+.06*e;function Qr({playground:e}){let{layers:t}=e.settings.value.architecture,n=s=>e.apply(Hn(e.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!t.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:t.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${t.length>=z.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function ei({playground:e,column:t,x:n,pitch:s}){let o=e.settings.value.architecture.layers[t-1],a=e.viewpoint.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===t,l=h=>e.apply(We(e.settings.value,t-1,o.width+h)),c=s<Zr,u=i("network.layer",{layer:t}),p=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>e.viewpoint.select(r?null:{kind:"layer",column:t})}
        aria-label=${i("network.editLayer",{layer:t,neurons:o.width,activation:W(o.activation)})} title=${`${u}: ${p}`}>
        ${c?t:u}
      </button>
      ${s<Xr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:t})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${p}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=z.neurons} aria-label=${i("network.addNeuron",{layer:t})}>+</button>
        </div>`}
    </div>`}function ti(e,{column:t,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(t+o[0],0),e.length-1),r=o[0]?Math.round((n+.5)/e[t]*e[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),e[a]-1)}}function ni(e,{x:t,y:n}){let s=e.inputs??e.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===t?o:r===n?a:Ot(r,24))}function si(e,t,n){let{W:s}=e.layout[0],[o,a]=s.shape,r=e.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(xt(t,n,u=>s.start+u*a+c),c*o);return l}function Ht({playground:e,name:t="network"}){let[n,s]=Oe(),o=O(null),a=O(null),[r,l]=oa(n,s),[c,u]=M({column:1,index:0}),[p,h]=M(""),$=e.network.value,f=e.counts(),v=e.viewpoint.imageSide.value,b=f.join(","),d=V(()=>f.length&&s.width?fs(f,s.width,s.height,v):null,[b,s.width,s.height,v]),S=e.viewpoint.plane.value,k=e.data.value,x=V(()=>$&&!v?ni($,S):[],[$,S,v]),y=P.value;T(()=>{d&&(e.frames.cellPixels.value=Math.max(...d.columns.slice(1).map(g=>g.size))*Math.min(r.k,2))},[d,r.k]);let C=V(()=>k&&!$?.classes.length?Y(k.values):1,[k,$]),E=()=>{let g=e.frames.newest.value?.arrays.theta;return!e.frames.drawable.value||!d||!$||!g?null:{layout:d,network:$,theta:g,palette:y,hovered:e.viewpoint.hovered.value,selected:e.viewpoint.selected.value}},D=g=>{g.translate(r.x,r.y),g.scale(r.k,r.k)},F=O({levels:[],at:0,marks:[]});ne(()=>{let g=E();if(!g)return;let _=[d,y,r,g.hovered,g.selected],ee=_.every((Ae,Oa)=>Ae===F.current.marks[Oa]),Re=performance.now();if(ee&&e.run.newest.playing&&Re-F.current.at<Jr(g.theta.length))return;let Ne=gn(g.network,g.theta,f,v>0);ee&&ta(Ne,F.current.levels)||(F.current={levels:Ne,at:Re,marks:_},Se(o.current,s,Ae=>{D(Ae),xn(Ae,g,Ne)}))},[d,$,y,r]);let se=g=>{let _=e.frames.newest.peek()?.arrays??{},ee=f.slice(1).map((Re,Ne)=>{let Ae=_[`neurons_${Ne}`];return Ae&&Ae.length%Re===0?Ae:null});return{...g,pictures:v?[si(g.network,g.theta,v)]:ee,featurePictures:x,answers:f.map((Re,Ne)=>_[Ne?`point_${Ne-1}`:"point_inputs"]??null),shades:v?e.viewpoint.shades():null,names:Z(g.network),outputNames:g.network.classes.length>2?g.network.classes.map(q):[],outputScale:Et(g.network.coding,C)}};ne(()=>{let g=E();g&&Se(a.current,s,_=>{D(_),kn(_,se(g))})},[d,$,x,y,r,v,C]),T(()=>{t==="network"&&e.figures.set("network",()=>qe(()=>{let g=E();return g&&Ye(s,y,_=>{xn(_,{...g,hovered:null,selected:null},gn(g.network,g.theta,f,v>0)),kn(_,se({...g,hovered:null,selected:null}))})}))});let fe=g=>{let _=n.current?.getBoundingClientRect();if(!_||!d)return null;let[ee,Re]=sa(r,g.clientX-_.left,g.clientY-_.top);return bs(d,ee,Re,6/r.k)},oe={features:$?Z($):[],layers:f.length-2,outputs:f.at(-1)??1,classes:$?.classes??[]},ae=g=>{if(!g||!$)return"";if(g.kind==="neuron")return K(g,oe);let{W:_}=$.layout[g.column-1],ee=e.frames.newest.peek()?.arrays.theta?.[_.start+g.from*_.shape[1]+g.to]??NaN;return i("network.weight",{from:K({column:g.column-1,index:g.from},oe),to:K({column:g.column,index:g.to},oe),value:w(ee)})},de=g=>{let _=fe(g);e.viewpoint.hovered.value=_?.kind==="neuron"?_:null,h(ae(_))},j=g=>{g?(g.kind==="weight"||g.column>0)&&e.viewpoint.select(g):e.viewpoint.select(null)},U=g=>{if(!f.length)return;let _={column:Math.min(c.column,f.length-1),index:Math.min(c.index,(f[c.column]??1)-1)},ee=ti(f,_,g.key);if(ee)u(ee),e.viewpoint.hovered.value=ee,h(K(ee,oe));else if(g.key==="Enter"||g.key===" ")j({kind:"neuron",..._});else if(g.key==="Escape")e.viewpoint.select(null);else return;g.preventDefault(),g.stopPropagation()},re=g=>l(_=>g?Wt(_,g,[s.width/2,s.height/2],s):Sn),ue=g=>r.x+r.k*g,N=e.viewpoint.selected.value,ve=N?.kind==="layer"&&N.column===f.length-1,ze=d?s.width/d.columns.length*r.k:0;return m`
    <section class="network-panel" id=${t} aria-label=${i(t==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${e.hides("layers")?null:m`<${Qr} playground=${e} />`}
        ${t==="network"&&!e.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${e.second.value!==null} onClick=${()=>e.second.value?yt(e):kt(e,e.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>re(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${r.k<=1}>−</button>
          <button class="plain small" onClick=${()=>re(0)} disabled=${r.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>re(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${a} tabindex="0" role="application" aria-label=${p?`${i("network.picture")}: ${p}`:i("network.picture")}
          onPointerMove=${de} onPointerLeave=${()=>{e.viewpoint.hovered.value=null,h("")}}
          onClick=${g=>j(fe(g))} onKeyDown=${U}></canvas>
        ${d&&!e.hides("layers")?d.columns.slice(1,-1).map((g,_)=>m`
          <${ei} key=${_} playground=${e} column=${_+1} pitch=${ze}
            x=${ue(g.x+g.width/2)} />`):null}
        ${d?m`<div class="layer-header end" style=${{left:`${ue(d.columns[0].x+d.columns[0].width/2)}px`}}>${ze<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${ue((d.columns.at(-1)?.x??0)+(d.columns.at(-1)?.width??0)/2)}px`}}>${ze<60?null:m`<button class="layer-name" aria-expanded=${ve}
              onClick=${()=>e.viewpoint.select(ve?null:{kind:"layer",column:f.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${p||(e.run.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function aa({playground:e,question:t}){let n=e.notice.value;return gt.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>e.notice.value=null} aria-label=${i("notice.close")}>${J}</button>
      </div>`:t&&!e.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var ra=({playground:e})=>m`<p class="unseen" role="status" aria-live="polite">${e.announcement.value}</p>`;var ia=({playground:e})=>m`
  <div class="preferences">
    <${A} id="theme" label=${i("preferences.theme")} value=${e.settings.value.view.theme}
      options=${Un.map(t=>({value:t,label:i(`theme.${t}`)}))}
      onChange=${t=>e.setView({theme:t})} />
    <${A} id="language" label=${i("preferences.language")} value=${$t.value.language}
      options=${dt.map(t=>({value:t,label:i(`language.${t}`)}))}
      onChange=${t=>e.setView({language:t})} />
    ${e.saving.storage?m`<button class="plain small forget" onClick=${()=>e.saving.askToForget()}>${i("preferences.forget")}</button>`:null}
  </div>`;function la({playground:e}){let{epoch:t,viewed:n,playing:s}=e.run.position.value,o=n<t;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${t} step="1" value=${n} disabled=${t===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:t})}
        onInput=${a=>{let r=Number(a.currentTarget.value);e.run.travel(r===t&&!s?null:r)}} />
      <span class="scrubber-value">${B(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>e.run.fork()}>${i("scrubber.fork")}</button>`:null}
      ${e.hides("compare")?null:m`<button class="plain small" disabled=${t===0||e.kept.full} title=${i("runs.keepTitle")} onClick=${()=>e.run.keep()}>${i("runs.keep")}</button>`}
    </section>`}var oi=.3,ai=.4,Qe=-1,ri=2;function ut(e){let{points:t}=e.settings.value,n=e.data.value;return t||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,z.points).map((s,o)=>He([n.columns.x1[o],n.columns.x2[o],s])))}function ca(e,{x:t,y:n}){let[s,o]=[-1,oi];return e.forEach(([a,r],l)=>{let c=Math.hypot(a-t,r-n);c<=o&&([s,o]=[l,c])}),s}var Gt=class{constructor(t){this.playground=t,this.cls=0,this.held=null,this.last={x:0,y:0},this.strokes=0}use(t){t.length<ri||t.length>z.points||this.playground.apply(Wn(this.playground.settings.value,t),`points ${this.strokes}`)}begin(t){this.strokes+=1,this.last=t;let n=ut(this.playground),s=ca(n,t);this.held=this.cls===Qe?-1:s,this.cls===Qe?this.remove(t):s<0&&this.use([...n,He([t.x,t.y,this.cls])])}move(t){if(this.held===null)return;let n=ut(this.playground);this.held>=0?this.use(n.map((s,o)=>o===this.held?He([t.x,t.y,s[2]]):s)):this.cls===Qe?this.remove(t):Math.hypot(t.x-this.last.x,t.y-this.last.y)>=ai&&(this.last=t,this.use([...n,He([t.x,t.y,this.cls])]))}end(){this.held=null}remove(t){let n=ut(this.playground),s=ca(n,t);s>=0&&this.use(n.filter((o,a)=>a!==s))}clear(){this.strokes+=1,this.use([[-3,0,0],[3,0,1]].map(([t,n,s])=>He([t,n,s])))}};function Cn(e,t){let n=new Float32Array(t*t),s=e.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([$])=>$)),Math.min(...s.map(([,$])=>$))],[r,l]=[Math.max(...s.map(([$])=>$))-o,Math.max(...s.map(([,$])=>$))-a],c=(t-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,h=e.map($=>$.map(([f,v])=>[t/2+(f-o-r/2)*u,t/2+(v-a-l/2)*u])).flatMap($=>$.map((f,v)=>[$[Math.max(v-1,0)],f]));for(let $=0;$<t*t*4*4;$++){let[f,v]=[$%(t*4),Math.floor($/(t*4))],[b,d]=[(f+.5)/4,(v+.5)/4];h.some(([S,k])=>ii(b,d,S,k)<=.7)&&(n[Math.floor(v/4)*t+Math.floor(f/4)]+=1/16)}return n}function ii(e,t,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((e-n)*r+(t-s)*l)/c,0),1):0;return Math.hypot(e-n-u*r,t-s-u*l)}function En(e,t){let n=e.viewpoint.darkest.value,s=e.network.value?.features??[];e.viewpoint.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,t[a]*n])))}function ua({playground:e}){let t=O([]),n=O(!1),[s,o]=M(null),a=e.viewpoint.imageSide.value,r=e.viewpoint.custom.value;T(()=>{r||(t.current=[])},[r]);let l=({currentTarget:f,clientX:v,clientY:b})=>{let d=f.getBoundingClientRect();return[v-d.left,b-d.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,t.current=[...t.current,[l(f)]],En(e,Cn(t.current,a)))},u=f=>{n.current&&(t.current[t.current.length-1].push(l(f)),En(e,Cn(t.current,a)))},p=()=>n.current=!1,h=f=>{let v=s??Math.floor(a*(a+1)/2),b={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(b!==void 0){let d=v+b,S=Math.abs(b)===1&&Math.floor(d/a)!==Math.floor(v/a);d>=0&&d<a*a&&!S&&o(d)}else if(f.key===" "||f.key==="Enter"){let d=r?e.viewpoint.shades():new Float32Array(a*a);d[v]=d[v]>.5?0:1,o(v),En(e,d)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")e.viewpoint.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},$=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${$} onPointerDown=${c} onPointerMove=${u} onPointerUp=${p} onPointerCancel=${p}
      onKeyDown=${h} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var ma=({playground:e})=>e.viewpoint.custom.value?m`<button class="plain" onClick=${()=>e.viewpoint.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function li({playground:e}){let t=O(null),n=e.viewpoint.imageSide.value,s=P.value,o=e.data.value,a=e.viewpoint.row.value,r=e.viewpoint.custom.value;ne(()=>{let c=t.current?.getContext("2d");if(!c||!n||!o)return;let u=e.viewpoint.shades(),p=new ImageData(n,n);u.forEach((h,$)=>p.data.set([...ke(s.middle,s.ink,h),255],4*$)),c.putImageData(p,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${t} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function ci({playground:e}){let t=e.network.value,n=e.data.value,s=e.viewpoint.row.value,o=e.frames.readable.value?.arrays[`point_${e.counts().length-2}`];if(!t||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${t.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${q(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:I(P.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${R(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function pa({playground:e}){let t=e.data.value,n=e.viewpoint.row.value,s=e.viewpoint.custom.value;if(T(()=>{t&&n===null&&!s&&e.viewpoint.lookAtRow(t.parts.test?.[0]??0)},[t,n,s]),!t)return null;let o=t.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${li} playground=${e} /><${ua} playground=${e} /></div><${ci} playground=${e} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>e.viewpoint.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${H} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>e.viewpoint.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>e.viewpoint.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${ma} playground=${e} />
    </div>`}var ui=40;function mi({classes:e,coding:t,target:n},s){if(!e.length)return[{name:n,value:w(Nt(t,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-t.low)/((t.high??1)-t.low),0),1),a=t.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return e.map((r,l)=>({name:q(r),value:R(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function pi(e){let t=e.filter(s=>s!==null),n=t.reduce((s,o)=>s+o,0)/Math.max(t.length,1);return Number(n.toPrecision(4))}function $i({playground:e,name:t,value:n,onChange:s}){let o=e.data.value,a=o?.levels?.[t],r=`predict-${t}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${A} id=${r} label=${t} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[t]==="boolean")return m`<${A} id=${r} label=${t} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[t]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${t}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${H} id=${r} label=${Le(t)} value=${n??""} onChange=${s} />`}function $a({playground:e}){let[t,n]=M(!1),s=e.network.value,o=e.data.value;if(!s||!o||me(e.settings.value)||e.viewpoint.imageSide.value)return null;let a=s.columns,r=e.viewpoint.custom.value??e.viewpoint.pointValues(),l=e.frames.readable.value?.arrays[`point_${e.counts().length-2}`],c=()=>Object.fromEntries(a.map(p=>[p,r[p]!==void 0?r[p]:o.levels?.[p]?null:pi(o.columns[p])])),u=t?c():{};return m`
    <details class="predict" onToggle=${p=>n(p.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${t?m`
        <div class="predict-fields">${a.slice(0,ui).map(p=>m`
          <${$i} key=${p} playground=${e} name=${p} value=${u[p]} onChange=${h=>e.viewpoint.lookAtValues({...c(),[p]:h})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${mi(s,l).slice(0,5).map(({name:p,value:h},$)=>m`
          <li class=${$?"":"best"}>${p} <b>${h}</b></li>`)}</ol>`:null}`:null}
    </details>`}function hi(e){let t=e.network.value,s=e.frames.readable.value?.arrays?.[`point_${e.counts().length-2}`];if(!t||!s)return"";let{classes:o,coding:a}=t;if(!o.length)return i("surface.value",{value:w(Nt(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:q(o[l>.5?1:0]),share:R(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:q(o[r]),share:R(s[r])})}function fi(e,t){let n=e.data.value,{x:s,y:o,xRange:a,yRange:r}=e.viewpoint.plane.value,{tests:l}=e.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let p of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let h=Math.hypot((n.columns[s][p]-t.x)/(a[1]-a[0]),(n.columns[o][p]-t.y)/(r[1]-r[0]));h<c&&([c,u]=[h,p])}return u<0?null:u}function di(e,t,n){return{press:a=>{let r=fi(e,a);r!==null?e.viewpoint.lookAtRow(r):e.viewpoint.lookAt(a)},key:a=>{let r={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[a.key],{x:l,y:c}=e.viewpoint.point.value,u=a.shiftKey?1:.1;if(r){let p={x:l+r[0]*u,y:c+r[1]*u};n&&a.altKey&&(t.begin({x:l,y:c}),t.move(p),t.end()),e.viewpoint.lookAt(p)}else if(n&&a.key==="Enter")t.begin({x:l,y:c}),t.end();else if(n&&(a.key==="Delete"||a.key==="Backspace"))t.remove({x:l,y:c});else return;a.preventDefault()}}}var bi=({cls:e,onChange:t,onClear:n,used:s})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${P.value.classes.slice(0,Math.min(Math.max(s+1,2),z.classes)).map((o,a)=>m`
      <button key=${a} class="swatch" style=${{background:I(o)}} aria-pressed=${e===a} aria-label=${i("class.drawn",{place:a+1})} onClick=${()=>t(a)}>${a+1}</button>`)}
    <button class="plain small" aria-pressed=${e===Qe} onClick=${()=>t(Qe)}>${i("draw.eraser")}</button>
    <button class="plain small" onClick=${n}>${i("draw.clear")}</button>
  </div>`;function vi({playground:e}){let t=e.viewpoint.axes(),{x:n,y:s}=e.viewpoint.plane.value;if(t.length<=2)return null;let o=t.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${A} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>e.setView(a===s?{x:a,y:n}:{x:a})} />
    <${A} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>e.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function wi({playground:e}){let{status:t,message:n}=e.run.position.value;if(t!=="diverged")return null;let{label:s,run:o}=e.run.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function Nn(e,t,{palette:n,targetReach:s,hovered:o}){let a=t.frames.newest.value?.arrays,r=e?.getContext("2d"),l=t.network.peek();if(!t.frames.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=t.settings.peek().view,u=t.counts(),p=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,h=o?u[o.column]:1,$=Math.round(Math.sqrt(p?p.length/h:a.surface.length/u[u.length-1])),f=p&&o&&o.index<h?Us({values:p,start:o.index*$*$,size:$,palette:n,activation:l.architecture.layers[o.column-1].activation}):js({values:a.surface,size:$,network:l,palette:n,steps:c,targetReach:s});f.length===4*$*$&&(r.canvas.width!==$&&(r.canvas.width=r.canvas.height=$),r.putImageData(new ImageData(f,$,$),0,0))}function ha({playground:e}){let[t,{width:n,height:s}]=Oe(),o=O(null),a=O(null),[r,l]=M(!1),[c,u]=M(0),p=Math.min(n,s),h=P.value,$=e.network.value,f=e.data.value,{view:v}=e.settings.value,b=e.viewpoint.hovered.value,d=e.viewpoint.point.value,S=e.viewpoint.plane.value,k=V(()=>Ps(p,S),[p,S]),x=V(()=>f&&!$?.classes.length?Y(f.values):1,[f,$]);ne(()=>Nn(o.current,e,{palette:h,targetReach:x,hovered:b}),[$,h,b,v.steps,x]);let y=(N,ve)=>{if(!$||!f)return;zs(N,k,{x:Le(S.x),y:Le(S.y),palette:h}),N.beginPath(),N.rect(k.left,k.top,k.right-k.left,k.bottom-k.top),N.save(),N.clip();let ze={data:f,x:S.x,y:S.y,palette:h,targetReach:x};it(N,k,{...ze,rows:f.parts.train??[],outline:h.train}),v.tests&&it(N,k,{...ze,rows:f.parts.test??[],outline:h.test}),ve&&qs(N,k,d,h),N.restore()},C=e.frames.drawable.value&&$&&f&&p>=80;ne(()=>C&&Se(a.current,{width:p,height:p},N=>y(N,!0)),[C,$,f,p,h,k,S,d,v.tests,x]),T(()=>(e.figures.set("surface",()=>qe(()=>C&&o.current?Ye({width:p,height:p},h,N=>{N.drawImage(o.current,k.left,k.top,k.right-k.left,k.bottom-k.top),y(N,!1)}):null)),()=>{e.figures.delete("surface")}));let E=V(()=>new Gt(e),[e]),D=me(e.settings.value)&&!!$?.classes.length;E.cls=c;let F=r&&D,{press:se,key:fe}=di(e,E,F),oe=N=>{l(N),N&&!v.tests&&e.setView({tests:!0})},ae=N=>{!F||N.button||(N.currentTarget.setPointerCapture(N.pointerId),E.begin(de(N)))},de=N=>{let ve=N.currentTarget.getBoundingClientRect();return Ds(k,N.clientX-ve.left,N.clientY-ve.top)},j=e.counts(),U=$?{features:Z($),layers:j.length-2,outputs:j.at(-1)??1,classes:$.classes}:null,re=b&&b.column>0&&U?K(b,U):i("surface.output"),ue=F?new Set(ut(e).map(N=>N[2])).size:0;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${re}</h2>${$?.classes.length?m`
        <ul class="classes">${$.classes.map((N,ve)=>m`
          <li key=${N}><span class="swatch dot" style=${{background:I(h.classes[Tt($.classes,ve)%10])}}></span>${q(N)}</li>`)}</ul>`:null}
      </div>
      ${e.viewpoint.imageSide.value?m`<${pa} playground=${e} />`:m`
      <div class="surface" ref=${t}>
        <div class="surface-box" style=${{width:`${p}px`,height:`${p}px`}}>
          <canvas class=${`surface-picture ${v.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${k.left}px`,top:`${k.top}px`,width:`${k.right-k.left}px`,height:`${k.bottom-k.top}px`}}></canvas>
          <canvas class=${`surface-points ${F?"edits":""}`} ref=${a} tabindex="0" role="application" style=${{width:`${p}px`,height:`${p}px`}}
            aria-label=${i(F?"surface.draws":"surface.picture",{x:w(d.x,2),y:w(d.y,2)})}
            onClick=${N=>F||se(de(N))} onKeyDown=${fe}
            onPointerDown=${ae} onPointerMove=${N=>F&&E.move(de(N))} onPointerUp=${()=>E.end()} onPointerCancel=${()=>E.end()}
            onContextMenu=${N=>{F&&(N.preventDefault(),E.remove(de(N)))}}></canvas>
          <${wi} playground=${e} />
          <p class="answer" style=${{left:`${k.left}px`}}>${i("surface.at",{x:w(d.x,2),y:w(d.y,2)})} <b>${hi(e)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${te} id="tests" label=${i("surface.tests")} checked=${v.tests} onChange=${N=>e.setView({tests:N})} />
        <${te} id="steps" label=${i("surface.steps")} checked=${v.steps} onChange=${N=>e.setView({steps:N})} />
        ${e.hides("points")||!D?null:m`<${te} id="draw" label=${i("draw.mode")} checked=${r} onChange=${oe} />`}
        ${F?m`<${bi} cls=${c} onChange=${u} onClear=${()=>E.clear()} used=${ue} />`:null}
        <${vi} playground=${e} />
      </div>
      <${$a} playground=${e} />`}
    </section>`}function gi({playground:e}){let[t,{width:n,height:s}]=Oe(),o=O(null),a=O(null),r=Math.min(n,s),l=P.value,c=e.network.value,u=e.data.value,p=e.viewpoint.plane.value,{steps:h}=e.settings.value.view,$=V(()=>u&&!c?.classes.length?Y(u.values):1,[u,c]);ne(()=>Nn(o.current,e,{palette:l,targetReach:$,hovered:e.viewpoint.hovered.value}),[c,l,h,$]),ne(()=>Se(a.current,{width:r,height:r},v=>{if(!e.frames.drawable.value||!u||!c)return;let b={left:0,right:r,top:0,bottom:r,xRange:p.xRange,yRange:p.yRange};it(v,b,{data:u,rows:u.parts.train??[],x:p.x,y:p.y,palette:l,outline:l.train,targetReach:$,radius:2})}),[c,u,r,l,p,$]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${t} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function xi({playground:e}){let{epoch:t,status:n,message:s}=e.run.position.value,o=e.frames.readable.value?.header.row,a=e.network.value?.classes.length,r=e.notice.value?.tone==="error"?e.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${B(t)}</b> · ${i(`measure.${l}_loss`)} <b>${w(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${R(o[`${l}_accuracy`])}</b>`:m`R² <b>${w(o[`${l}_r2`])}</b>`}</p>`}function fa({first:e}){let t=e.second.value;if(!t)return null;let n=t.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map(p=>({value:p,label:p?W(p):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:I(P.value.classes[3])}}></span>${i("second.title")}</h2>
        <${A} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...ht,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:w(c,4)}))}
          onChange=${c=>t.apply(ge(t.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${A} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(_e,r.length===1?r[0]:"")}
          onChange=${c=>c&&t.apply(vt(t.settings.value,c))} />`:null}
        <${A} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(St,String(s.optimizer))}
          onChange=${c=>t.apply(ge(t.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>ws(e)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>yt(e)} aria-label=${i("second.close")}>${J}</button>
      </div>
      <div class="second-body"><${Ht} playground=${t} name="second" /><div class="second-side"><${gi} playground=${t} /><${xi} playground=${t} /></div></div>
    </section>`}var ki=["data","network","result"];function yi(e){e.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function da({playground:e,question:t}){let[n,s]=M("result");return m`
    <a class="skip" href="#network" onClick=${yi}>${i("page.skip")}</a>
    <${Rs} playground=${e} />
    <${Ls} part=${e.address.classPart.value} />
    <${Yo} guide=${e.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${ro} playground=${e} />${e.hides("preferences")?null:m`<${ia} playground=${e} />`}</div>
      <div class="notices"><${aa} playground=${e} question=${t&&!e.run.played.value&&!e.undo.canUndo.value&&!e.guide?.lesson.value} /><${Ho} playground=${e} question=${t} /></div>
      <div class="center">
        <${Ht} playground=${e} />
        <${fa} first=${e} />
        <${Wo} playground=${e.second.value?.viewpoint.selected.value?e.second.value:e} />
      </div>
      <${Uo} playground=${e} />
      <div class="right">
        ${e.hides("surface")?null:m`<${ha} playground=${e} />`}
        ${e.hides("time")?null:m`<${la} playground=${e} />`}
        ${e.hides("curves")?null:m`<${Zs} playground=${e} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${ki.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${ra} playground=${e} />`}import{firstWorker as Si,newWorker as Mi}from"./start_engine.js";async function ba(){if(le){let e=new URL(le.engine,document.baseURI);e.protocol=e.protocol.replace("http","ws");let{ServerTransport:t}=await import("./transport-CRU67ZIS.js"),n=new t({socket:e,upload:new URL(le.upload,document.baseURI)});n.onConnection=o=>gt.value=o?"lost":"open";let s=await n.ready;if(s)return wt.value=s.features,{transport:n,server:n,connected:s}}return{transport:$s(Si??Mi()),server:null,connected:null}}var va={" ":e=>{e.run.togglePlay()},".":e=>{e.run.step()},",":e=>{e.run.stepBatch()},r:e=>{e.run.reset()},"[":e=>e.run.travel(Math.max(e.run.position.value.viewed-1,0)),"]":e=>e.run.travel(Math.min(e.run.position.value.viewed+1,e.run.position.value.epoch))},Ci=e=>e instanceof HTMLElement&&e.closest("input, select, textarea, button, [role=application]")!==null,Ei=e=>e instanceof HTMLElement&&e.closest("input[type=number], input[type=text], textarea")!==null;function wa(e,t){let n=t.key.length===1?t.key.toLowerCase():t.key;if((t.ctrlKey||t.metaKey)&&(n==="z"||n==="y")){if(Ei(t.target))return;n==="y"||t.shiftKey?e.undo.stack.redo():e.undo.stack.undo(),t.preventDefault();return}t.ctrlKey||t.metaKey||t.altKey||Ci(t.target)||!Object.hasOwn(va,n)||(va[n](e),t.preventDefault())}var Ni=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"],ga=e=>["lesson","challenge","entry","class"].some(t=>new URLSearchParams(e).has(t));async function xa(e,t){let n=new URLSearchParams(t),s=n.get("class");s&&le&&/^[A-Za-z]{6}$/.test(s)&&(e.playground.address.classPart.value=new Is(s,e));let o=[...n.keys()].some(r=>!Ni.includes(r)),a=n.get("challenge");n.has("entry")?e.verify(`?${t}`):n.has("lesson")?await e.open(...Ns(t),{keep:o,fresh:!0}):a&&await e.challenge(a,{keep:o,fresh:!0})}function ka(e,t,n){t.toLowerCase().endsWith(".md")?e.openFile(new TextDecoder().decode(n),"file"):e.playground.hides("own")||e.playground.files.open(t,n)}async function ya(e){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:t}=navigator,n=await t.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!t.controller||e(()=>{t.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var Ca="nnplay runs",Sa=400,Ai=4e3;function An(e){let{locks:t}=navigator;return t?new Promise(n=>{t.request(`nnplay ${e}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function Ea(){try{return JSON.parse(sessionStorage.getItem(Ca)??"[]")}catch{return[]}}async function Na(e,t,n){let s=Ea(),o=(await Promise.all(s.map(r=>e.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===t),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await An(a.id)?a.id:await Ma(),run:a};if(!s.length&&!n){for(let r of await e.runs())if(await An(r.id))return{id:Aa(r.id),run:r}}return{id:await Ma(),run:null}}function Aa(e){try{sessionStorage.setItem(Ca,JSON.stringify([...Ea().filter(t=>t!==e),e].slice(-20)))}catch{}return e}async function Ma(){let e=Array.from(crypto.getRandomValues(new Uint32Array(3)),t=>t.toString(36)).join("");return await An(e),Aa(e)}function Ta(e,t,n){let[s,o,a,r]=[0,!1,!1,0],l=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;try{let c=await e.saving.saved();c&&await t.saveRun({id:n,...c,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],a&&(a=!1,l())};Te(()=>{let{playing:c}=e.run.position.value;e.settings.value;for(let{value:p}of e.saving.extras.values());let u=c?Math.max(Ai-(performance.now()-r),Sa):Sa;c&&s||(clearTimeout(s),s=Number(setTimeout(()=>{l()},u)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void l()),addEventListener("pagehide",()=>{l()})}var et="runs",tt="tables",Ti={[et]:12,[tt]:8},be=e=>new Promise((t,n)=>{e.onsuccess=()=>t(e.result),e.onerror=()=>n(e.error)}),Kt=class e{constructor(t){this.database=t}static async open(t,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${t}`,1);return s.onupgradeneeded=()=>[et,tt].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new e(await be(s))}catch{return null}}store(t,n="readonly"){return this.database.transaction(t,n).objectStore(t)}run(t){return be(this.store(et).get(t))}async runs(){return(await be(this.store(et).getAll())).sort((n,s)=>s.at-n.at)}saveRun(t){return this.save(et,t)}table(t){return be(this.store(tt).get(t))}async tableOf(t){return(await be(this.store(tt).getAll())).filter(s=>s.file===t).sort((s,o)=>o.at-s.at)[0]}saveTable(t){return this.save(tt,t)}async save(t,n){try{await be(this.store(t,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(t,1),await be(this.store(t,"readwrite").put(n))}await this.forgetOldest(t,Ti[t])}async forgetOldest(t,n){if((await be(this.store(t).getAllKeys())).length<=n)return;let o=await be(this.store(t).getAll()),a=this.store(t,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([et,tt].map(t=>be(this.store(t,"readwrite").clear())))}};var On=e=>e??navigator.languages.map(t=>t.slice(0,2)).find(t=>dt.includes(t))??"en";async function Rn(e){let t=await fetch(new URL(`../messages/${e}.json`,import.meta.url));Dn(e,await t.json()),document.documentElement.lang=e,document.title=i("page.title")}var Ii=ba(),Ee=await ys(location.search);Ee!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Ee}`);var je=st(Ee??""),{troubles:Tn}=je;Ee===null&&Tn.push({key:"link.short",values:{}});var _i=Rn(On(je.settings.view.language)),{transport:Oi,server:In,connected:Ri}=await Ii,mt=await Kt.open(new URL("./",document.baseURI).pathname),Ce=mt?await Na(mt,xe(je.settings),Ee!=="").catch(()=>null):null,_a=Ce?.run&&Ce.run.query!==xe(je.settings)?st(Ce.run.query).settings:je.settings;_a!==je.settings&&history.replaceState(history.state,"",`?${Ce?.run?.query}`);var Ue={..._a,table:Ce?.run?.table??history.state?.table??null},G=new vs(new hs(Oi),Ue,history);G.undo.stack.table=Ue.table;G.saving.storage=mt;G.address.embedded=new URLSearchParams(Ee??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",G.address.embedded);var Ln=G.start(Ri,Ce?.run??null);In&&(In.onForgotten=e=>{G.startAgain(e)});await _i;Ue.view.language!==je.settings.view.language&&await Rn(On(Ue.view.language));Ws();Te(()=>{_t.value=G.settings.value.view.theme});Te(()=>{document.documentElement.dataset.theme=on.value});var Ia=Ue.view.language;Te(()=>{let e=G.settings.value.view.language;e!==Ia&&Rn(On(Ia=e))});var Pn=G.guide=new Es(G);addEventListener("popstate",e=>{G.undo.moved(e.state,location.search),Pn.follow(location.search)});addEventListener("keydown",e=>wa(G,e));ga(Ee??"")&&(Ce?.run&&await Ln,await xa(Pn,Ee??""));var Li=xe({...Ue,view:{...Ue.view,theme:"system",language:null}})===xe(Vn),_n=document.getElementById("page");_n.replaceChildren();if(In&&new URLSearchParams(Ee??"").get("teacher")==="1"){let[{TeacherView:e},{TeacherPart:t}]=await Promise.all([import("./teacher_view-OCGFQCLU.js"),import("./classroom-U6RDYDKP.js")]);Yt(m`<${e} part=${new t} />`,_n)}else Yt(m`<${da} playground=${G} question=${Li} />`,_n);ss((e,t)=>{Ln.then(()=>ka(Pn,e,t))},e=>document.documentElement.classList.toggle("dropping",e));await Ln;mt&&Ce&&Ta(G,mt,Ce.id);Tn.length&&G.complain(Tn.map(({key:e,values:t})=>i(e,t)).join(" "));ya(e=>G.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:e}});
