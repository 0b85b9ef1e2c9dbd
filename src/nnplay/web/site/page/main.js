/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Cs}from"./chunk-B4M66LZ5.js";import{A as ys,B as Ss,D as Ms,a as N,b as Z,c as st,d as V,e as Vn,f as Bn,g as Hn,h as Wn,i as Gn,j as Kn,k as X,l as es,m as ns,n as ss,o as os,p as Qt,q as zt,r as gt,s as fs,t as ds,u as bs,v as vs,w as gs,x as ws,y as xs,z as ks}from"./chunk-SX6SYCIL.js";import{a as Et,b as $e,c as he}from"./chunk-4XZQBXY2.js";import{A as ms,B as ps,C as $s,E as fe,F as de,G as hs,a as Ot,b as q,c as Jt,d as W,e as Y,f as U,g as I,h as ct,i as Yn,j as vt,k as Lt,l as rt,m as Xe,n as Ct,o as Zn,p as G,q as Jn,r as Qn,s as ts,t as as,u as pe,v as rs,w as is,x as ls,y as cs,z as us}from"./chunk-G4C7ECAO.js";import{b as Xn}from"./chunk-EV7A5ITS.js";import{a as re,b as On,c as i,d as Ln,e as g,f as L,g as z}from"./chunk-GL7E4IHK.js";import{a as qe,b as M,c as T,d as _n,e as O,f as B,h as Dt,i as Zt,j as Ve,k as Mt,l as m}from"./chunk-GIT5U4M4.js";import{A as qn,B as me,F as Ze,I as bt,J as Xt,a as Be,b as He,c as We,d as Ft,e as ie,f as le,g as Rn,h as j,i as Pn,j as ce,k as ht,l as Dn,m as Ge,n as Fn,o as jn,p as ft,r as dt,s as Un,t as ue,v as jt,w as Ke,x as zn,y as Ye,z as Ut}from"./chunk-ZBKN7BHM.js";var Nt=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],be=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],ve=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],Es=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],ge={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Ns=(t,e)=>t.includes(e)?t:[...t,e].toSorted((n,s)=>n-s),Ta=({playground:t})=>{let{playing:e,epoch:n,batches:s,viewed:o}=t.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>t.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Wn}</button>
      <button class=${`play ${e?"playing":""}`} onClick=${()=>t.togglePlay()}>
        ${e?Bn:Vn}<span>${i(e?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>t.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${Hn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${t.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:g(t.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${z(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function Ia({playground:t}){let e=t.settings.value,{recipe:n,architecture:s,view:o}=e,a=[...new Set(s.layers.map(p=>p.activation))],r=a.length===1?a[0]:"",l=Ft.map(p=>({value:p,label:q(p)})),c=[...new Set([...Nt,...r?[r]:[]])].filter(p=>!Ft.includes(p)),u=Number(n.learning_rate);return m`
    ${t.hides("speed")?null:m`<${N} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Ns(Rn.filter(p=>p!==null),o.speed??60),null].map(p=>({value:String(p),label:p===null?i("bar.fullSpeed"):i("bar.perSecond",{count:p})}))}
      onChange=${p=>t.setView({speed:p==="null"?null:Number(p)})} />`}
    ${t.hides("rate")?null:m`<${N} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Ns(ie,u).map(p=>({value:String(p),label:g(p,4)}))}
      onChange=${p=>t.apply(dt(e,{learning_rate:Number(p)}))} />`}
    ${t.hides("activation")||!s.layers.length?null:m`<${N} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map(p=>({value:p,label:q(p)}))}]}
      onChange=${p=>p&&t.apply(me(e,p))} />`}`}function _a({playground:t}){let e=t.drawer.value,n=s=>t.hides(s)?null:m`
    <button class=${`drawer-button ${e===s?"open":""}`} aria-expanded=${e===s} aria-controls="drawer" onClick=${()=>t.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var As=({playground:t})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ta} playground=${t} />
    <div class="bar-settings"><${Ia} playground=${t} /></div>
    ${t.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!t.canUndo.value} onClick=${()=>t.undoStack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${Gn}</button>
      <button class="round small" disabled=${!t.canRedo.value} onClick=${()=>t.undoStack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${Kn}</button>
    </div>`}
    ${t.embedded?m`<a class="embed-open" href=${`?${bt(t.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${_a} playground=${t} />`}
  </header>`;function Ts({part:t}){let[e,n]=M("");if(!t||t.part.value==="refused")return null;let s=o=>{o.preventDefault(),e.trim()&&t.join(e.trim())};return t.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:t.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:t.name.value})} <button class="quiet" onClick=${()=>t.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>t.refuse()}>${i("class.notNow")}</button>
    </form>`}function At(){let t=O(null),[e,n]=M(null),[s,o]=M({width:0,height:0});return T(()=>n(t.current)),T(()=>{if(!e)return;let a=new ResizeObserver(()=>o({width:e.clientWidth,height:e.clientHeight}));return a.observe(e),()=>a.disconnect()},[e]),[t,s]}function ot(t,e){_n(()=>Mt(()=>{t()}),e)}var Oa=()=>Math.min(window.devicePixelRatio||1,2);function wt(t,{width:e,height:n},s){let o=t?.getContext("2d");if(!t||!o||!e||!n)return;let a=Oa(),[r,l]=[Math.round(e*a),Math.round(n*a)];(t.width!==r||t.height!==l)&&([t.width,t.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,e,n),s(o)}var La={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},te=(t,e)=>La[t.split("(")[0]]??[0,e];function we({form:t,low:e,offset:n,scale:s},o){return t==="column"?[(e+1)/2,(1-e)/2]:[-n/s,o/s]}var xe=({form:t,offset:e,scale:n},s)=>t==="values"?s*n+e:s;function Is(t,{xRange:e,yRange:n}={xRange:ht,yRange:ht}){let o=20+7*Math.max(...qt(n).map(a=>g(a).length));return{left:o,right:t-4,top:4,bottom:t-o,xRange:e,yRange:n}}var ke=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[t+(c-o)/(a-o)*(e-t),s-(u-r)/(l-r)*(s-n)],_s=({left:t,right:e,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-t)/(e-t)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function qt([t,e],n=7){let s=(e-t)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(t/a-1e-9);return Array.from({length:Math.floor(e/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function ye(t,e){let n=/^class (\d\d)$/.exec(t[e]??"");return n?Number(n[1])-1:e}function Os(t,e){if(!e.length||e.every((s,o)=>ye(e,o)===o))return t;let n=e.map((s,o)=>t.classes[ye(e,o)%t.classes.length]);return{...t,classes:n,low:n[0]??t.low,high:n[1]??t.high}}function Ls({values:t,size:e,network:n,palette:s,steps:o,targetReach:a}){let r=t.length/e/e,l=Os(s,n.classes);if(r>1)return Zn(l,t,e,r,o);let[c,u]=we(n.coding,a);if(!o||!n.classes.length)return Ct(rt(l),t,e,c,u);let p=Float32Array.from(t,h=>h>c?.75:-.75);return Ct(rt(l),p,e,0,1)}function Rs({values:t,start:e,size:n,activation:s,palette:o}){let[a,r]=te(s,G(t,e,e+n*n));return Ct(rt(o),t,n,a,r,e)}function Ps(t,e,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=e;t.strokeStyle=ct(o.ink,.5),t.lineWidth=1,t.strokeRect(a,l,r-a,c-l),t.fillStyle=I(o.muted),t.font="11px system-ui, sans-serif",t.textBaseline="top",t.textAlign="center";for(let u of qt(e.xRange))t.fillText(g(u),ke(e,u,0)[0],c+4);t.textBaseline="middle",t.textAlign="right";for(let u of qt(e.yRange))t.fillText(g(u),a-5,ke(e,0,u)[1]);t.fillStyle=I(o.ink),t.font="13px system-ui, sans-serif",t.textBaseline="bottom",t.fillText(n,r,c+33),t.save(),t.translate(7,l),t.rotate(-Math.PI/2),t.textBaseline="middle",t.fillText(s,0,0),t.restore()}function ee(t,e,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:p,values:h,columns:$}=n,f=Os(r,p);for(let v of s){let[b,d]=ke(e,$[o][v],$[a][v]);t.beginPath(),t.arc(b,d,u,0,2*Math.PI),t.lineWidth=4,t.strokeStyle=ct(r.middle,.9),t.stroke(),t.lineWidth=1.2,t.strokeStyle=I(l),t.fillStyle=I(p.length?f.classes[h[v]]:Lt(r,h[v]/c)),t.fill(),t.stroke()}}function Ds(t,e,n,s){let[o,a]=ke(e,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])t.beginPath(),t.arc(o,a,8,0,2*Math.PI),t.strokeStyle=I(r),t.lineWidth=l,t.stroke()}function Ra(t,e){let[n,s]=[1/0,-1/0];for(let o of e)[n,s]=[Math.min(n,o),Math.max(s,o)];return t==="accuracy"?[0,1]:t==="r2"?[Math.min(Math.max(n,-1),0),1]:[0,s>0&&s<1/0?s*1.05:1]}function Je(t,{left:e,top:n,width:s,height:o},{measure:a,palette:r,lines:l}){let c=l.flatMap(d=>Array.from(d.values,Number).filter(Number.isFinite)),u=Math.max(1,...l.map(({epochs:d})=>d[d.length-1]??0)),[p,h]=Ra(a,c),[$,f]=[e+s,n+o],v=d=>e+d/u*s,b=d=>f-(d-p)/(h-p)*o;t.font="11px system-ui, sans-serif",t.lineWidth=1,t.strokeStyle=ct(r.ink,.12),t.fillStyle=I(r.muted),t.textBaseline="middle",t.textAlign="right";for(let d of qt([p,h],Math.max(Math.floor(o/24),3)))t.beginPath(),t.moveTo(e,b(d)),t.lineTo($,b(d)),t.stroke(),t.fillText(a==="accuracy"?L(d):g(d,2),e-5,b(d));t.textBaseline="top",t.textAlign="center";for(let d of qt([0,u],Math.max(Math.floor(s/42),3)))Number.isInteger(d)&&t.fillText(z(d),v(d),f+5);for(let{epochs:d,values:S,color:k,dash:x,width:y}of l){t.beginPath();let E=!1;for(let A=0;A<d.length;A++){let F=S[A];F==null||!Number.isFinite(F)||(E?t.lineTo(v(d[A]),b(Math.min(Math.max(F,p),h))):t.moveTo(v(d[A]),b(Math.min(Math.max(F,p),h))),E=!0)}t.strokeStyle=k,t.lineWidth=y,t.setLineDash(x),t.stroke(),t.setLineDash([])}}var P=t=>String(Math.round(t*100)/100),Pa=t=>t.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),Da={left:"start",right:"end",center:"middle",start:"start",end:"end"},Fa={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},Se=class{constructor(e,n,s){this.size={width:e,height:n},this.parts=[`<rect width="${e}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(e,n){this.path+=`M${P(e)} ${P(n)}`}lineTo(e,n){this.path+=`L${P(e)} ${P(n)}`}bezierCurveTo(...e){this.path+=`C${e.map(P).join(" ")}`}arc(e,n,s){let o=P(s);this.path+=`M${P(e-s)} ${P(n)}a${o} ${o} 0 1 0 ${P(2*s)} 0a${o} ${o} 0 1 0 ${P(-2*s)} 0z`}rect(e,n,s,o){this.path+=`M${P(e)} ${P(n)}h${P(s)}v${P(o)}h${P(-s)}z`}setLineDash(e){this.dash=e}stroke(){let e=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${P(this.lineWidth)}"${e}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.stroke()}fillRect(e,n,s,o){this.beginPath(),this.rect(e,n,s,o),this.fill()}fillText(e,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${P(n)}" y="${P(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${Da[this.textAlign]}" dominant-baseline="${Fa[this.textBaseline]}">${Pa(e)}</text>`)}measureText(e){return{width:e.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(e,...n){let[s,o,a,r,l,c,u,p]=n.length===8?n:[0,0,e.width,e.height,...n],h=Object.assign(document.createElement("canvas"),{width:a,height:r});h.getContext("2d")?.drawImage(e,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${P(l)}" y="${P(c)}" width="${P(u)}" height="${P(p)}" preserveAspectRatio="none" href="${h.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(e){this.parts.push(`<g transform="${e}">`),this.open[this.open.length-1]+=1}translate(e,n){this.transformed(`translate(${P(e)} ${P(n)})`)}rotate(e){this.transformed(`rotate(${P(e*180/Math.PI)})`)}toString(){let{width:e,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${e} ${n}" width="${e}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};function Vt({width:t,height:e},n,s){let o=new Se(t,e,I(n.middle));return s(o),o.toString()}async function Fs(t){let e=new Image,n=URL.createObjectURL(new Blob([t],{type:"image/svg+xml"}));try{e.src=n,await e.decode();let s=Object.assign(document.createElement("canvas"),{width:2*e.naturalWidth,height:2*e.naturalHeight});return s.getContext("2d")?.drawImage(e,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var Me=Zt("system"),js=Zt("light"),Qe=Ve(()=>Me.value==="system"?js.value:Me.value),D=Ve(()=>Yn[Qe.value]);function Us(){let t=matchMedia("(prefers-color-scheme: dark)"),e=matchMedia("(prefers-contrast: more)"),n=()=>js.value=e.matches&&!t.matches?"contrast":t.matches?"dark":"light";t.addEventListener("change",n),e.addEventListener("change",n),n()}var ja=300;function Vs(t,e){let n=Xn(t.rows,ja);return["epoch",`train_${e}`,`test_${e}`].map(s=>{let o=t.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Ua(t,e,n){let s=t.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:I(tn(n,a)),epochs:r??[],values:l[`test_${e}`]??l[`train_${e}`]??[]})),o=t.second.value;if(o){let[a,r,l]=Vs(o.history,e);s.push({color:I(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var tn=(t,e)=>t.classes[[2,4,5,6,7,9][e-1]??2];function Bs(t,e,n){let[s,o,a]=Vs(t.history,e);return[{epochs:s,values:o,color:I(n.train),dash:[],width:2},{epochs:s,values:a,color:I(n.test),dash:[5,3],width:2},...Ua(t,e,n).map(r=>({...r,dash:[],width:1.6}))]}function zs({playground:t,measure:e,title:n}){let[s,{width:o,height:a}]=At(),r=O(null),l=D.value,c=t.readable.value?.header.row,u=c&&Number.isFinite(c.test_loss);return ot(()=>t.readable.value&&o>60&&a>60&&wt(r.current,{width:o,height:a},p=>{Je(p,{left:40,top:7,width:o-52,height:a-29},{measure:e,palette:l,lines:Bs(t,e,l)})}),[o,a,l,e]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${qs} part="train" row=${c} measure=${e} />${u?m` <${qs} part="test" row=${c} measure=${e} />`:null}</figcaption>
      <div class="plot" ref=${s}><canvas ref=${r} role="img" aria-label=${i("curves.picture",{name:n})}></canvas></div>
    </figure>`}function qs({part:t,row:e,measure:n}){let s=e?.[`${t}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${t}`)}><span class=${`key ${t}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${t}`)}</span> ${n==="accuracy"?L(s):g(s)}</span>`}function za(t,e){let n=D.peek();return Vt({width:640,height:260},n,s=>["loss",e].forEach((o,a)=>{let r=48+318*a;s.fillStyle=I(n.ink),s.font="13px system-ui, sans-serif",s.fillText(i(`curves.${o}`),r,24),Je(s,{left:r,top:36,width:256,height:190},{measure:o,palette:n,lines:Bs(t,o,n)})}))}function Hs({playground:t}){let e=t.network.value?.classes.length,n=e?"accuracy":"r2";return T(()=>{t.figures.set("curves",()=>Dt(()=>za(t,n)))},[t,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${zs} playground=${t} measure="loss" title=${i("curves.loss")} />
      <${zs} playground=${t} measure=${n} title=${i(e?"curves.accuracy":"curves.r2")} />
    </section>`}var Ws={x1:t=>t,x2:(t,e)=>e,"x1^2":t=>t*t,"x2^2":(t,e)=>e*e,"x1*x2":(t,e)=>t*e,"sin(x1)":t=>Math.sin(t),"sin(x2)":(t,e)=>Math.sin(e)};function Ce(t,e){let n=Object.hasOwn(Ws,t)?Ws[t]:null;if(!n)return null;let s=a=>ht[0]+(ht[1]-ht[0])*a/(e-1),o=Float32Array.from({length:e*e},(a,r)=>n(s(r%e),s(Math.floor(r/e))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var Gs=["number","category","boolean","date","one-hot","target"];function qa({kind:t,missing:e,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${t||"unread"}`)];return t==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${g(s)} \u2013 ${g(o)}`):t==="date"?r.push(`${s} \u2013 ${o}`):t&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),e&&r.push(i("columns.missing",{count:e})),r.join(" \xB7 ")}function Va(t,{name:e,kind:n,role:s},o,a){let{exclude:r,columns:l}=t.recipe,c=(r??[]).filter($=>$!==e),u=(l??[]).filter(([$])=>$!==e);if(o==="target")return jt(t,{target:[e],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return t;if(o==="left out")return jt(t,{target:[a],exclude:[...c,e]});let p=n==="ordered"||!n||n==="empty"?u:[...u,[e,n]],h=(r??[]).includes(e)?u:p;return jt(t,{target:[a],exclude:c.length?c:null,columns:h.length?h:null})}function Ba({playground:t,column:e,target:n}){let o=t.settings.value.recipe.columns??[],a=o.find(([c])=>c===e.name)?.[1]??"",r=c=>{let u=o.filter(([h])=>h!==e.name),p=c?[...u,[e.name,c]]:u;t.apply(jt(t.settings.value,{columns:p.length?p:null,...e.role==="target"?{target:[e.name]}:{}}))},l=e.role==="target"?Gs.filter(c=>c==="number"||c==="category"):Gs;return m`
    <details class=${`column is-${e.role.replace(" ","-")}`}>
      <summary><span class="column-name">${e.name}</span><span class="column-summary">${qa(e)}</span>
        ${e.role==="feature"?null:m`<span class="column-role">${i(`role.${e.role}`)}</span>`}</summary>
      ${e.reason?m`<p class="note">${e.reason==="not chosen"?i("columns.notChosen"):e.reason}</p>`:null}
      <div class="pair">
        <${N} id=${`role-${e.name}`} label=${i("columns.role")} value=${e.role}
          options=${(e.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>t.apply(Va(t.settings.value,e,c,n))} />
        <${N} id=${`kind-${e.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function Ks({playground:t}){let e=t.settings.value,{recipe:n}=e,s=t.report.value;if(!s)return null;let o=s.columns,a=u=>t.apply(jt(t.settings.value,u)),r=t.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},p)=>u==="target"||!r&&(o.length<=40||p<8)).map(u=>m`<${Ba} key=${u.name} playground=${t} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${N} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${st} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${e.table?m`
        <${N} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Ee({pixels:t,size:e,className:n=""}){let s=O(null);return T(()=>{t&&s.current?.getContext("2d")?.putImageData(new ImageData(t,e,e),0,0)},[t,e]),m`<canvas ref=${s} class=${`picture ${n}`} width=${e} height=${e} aria-hidden="true"></canvas>`}function Ha({playground:t,onDone:e}){let n=O(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await t.open("pasted.csv",ts(o))&&e()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function Ys({playground:t}){let[e,n]=M(!1),s=O(null),o=t.settings.value,a=t.wanted.value,r=ft(o)?"":o.table?"own":o.recipe.data,l=u=>He.includes(u)&&t.apply(ue(t.settings.value,u)),c=async u=>{let[p]=u.currentTarget.files;u.currentTarget.value="",p&&await t.open(p.name,await Qn(p))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${N} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...He.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${t.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${e} onClick=${()=>n(!e)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=".csv,.tsv,.txt,.tab,.data,.dat,text/*" ref=${s} onChange=${c} />
        ${e?m`<${Ha} playground=${t} onDone=${()=>n(!1)} />`:m`<p class="note">${i("own.drop")}</p>`}`}
    </div>`}var Rt=Zt(null),en=!1;function Ne(){en||(en=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(t=>t.json()).then(t=>Rt.value=t,()=>en=!1))}function Zs(t){let[,e=t,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(t)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:e,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function Xs(t,e,n){let s=Object.entries(e).filter(([o,a])=>a!==n[o]);return t+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function Js(t="(-inf, inf)"){let[e,n]=t.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:e,high:n,open:t.endsWith(")")}}var Wa={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},Qs=t=>Wa[t]??(Ln(`constant.${t}`)?i(`constant.${t}`):t.replaceAll("_"," "));function Bt({id:t,label:e,family:n,spec:s,names:o,auto:a,onChange:r}){T(Ne,[]);let{name:l,constants:c}=Zs(s),u=Rt.value?.catalog[n][l],p=o.includes(l)||!l?o:[...o,l],h=[...a===void 0?[]:[{value:"",label:a}],...p.map(f=>({value:f,label:q(f)}))],$=(f,v)=>Number.isFinite(v)&&r(Xs(l,{...u?.constants,...c,[f]:v},u?.constants??{}),`${t}-${f}`);return m`
    <div class="component-field">
      <${N} id=${t} label=${e} value=${l} options=${h} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,v])=>{let b=c[f]??v,{low:d,high:S,open:k}=Js(u.limits[f]),x=`${t}-${f}`;return d===0&&S===1?m`<${Z} key=${x} id=${x} label=${Qs(f)} value=${b} min=${0} max=${k?.999:1} step=${.001} shown=${g(b,4)}
            onInput=${y=>$(f,y)} />`:m`<${V} key=${x} id=${x} label=${Qs(f)} value=${b} min=${Number.isFinite(d)?d:void 0}
          onChange=${y=>$(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var nn=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],Ga=[0,.1,.3,1,3,10,30,100];function Ae({id:t,label:e,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${Z} id=${t} label=${e} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?g(n):o}
    onInput=${l=>a(r[l])} />`}function to({playground:t}){let{recipe:e}=t.settings.value,n=(r,l="")=>t.apply(dt(t.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=e.validation_fraction??(e.patience&&e.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Bt} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(e.optimizer)} names=${be}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in e?{momentum:null}:{}},l)} />
      <${Ae} id="l1" label=${i("training.l1")} value=${Number(e.l1??0)} values=${nn} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${Ae} id="l2" label=${i("training.l2")} value=${Number(e.l2??0)} values=${nn} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${V} id="seed" label=${i("training.seed")} value=${e.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Dn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(t.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Bt} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(e.schedule??"constant")} names=${Es}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(e.schedule??"constant")==="constant"?null:m`
          <${V} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${e.schedule_epochs??e.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${Ae} id="decay" label=${i("training.decay")} value=${Number(e.weight_decay??0)} values=${nn} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${Ae} id="clip" label=${i("training.clip")} value=${Number(e.clip??0)} values=${Ga} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${st} id="stopping" label=${i("training.stopping")} checked=${!!e.patience} onChange=${r=>n({patience:r?20:null})} />
        ${e.patience?m`
          <${V} id="patience" label=${i("training.patience")} value=${e.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${Z} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${L(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${V} id="epochs" label=${i("training.epochs")} value=${e.epochs} min=${1} max=${j.epochs} step=${1} onChange=${s("epochs",{min:1,max:j.epochs})} />
        <${N} id="weights" label=${i("training.initializer")} value=${e.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...ve.map(r=>({value:r,label:q(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${N} id="scale" label=${i("training.scale")} value=${e.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(e.scale??"standard")==="standard"?m`
          <${Z} id="input-limit" label=${i("training.inputLimit")} value=${e.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${e.input_limit?i("training.deviations",{count:g(e.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${st} id="shuffle" label=${i("training.shuffle")} checked=${e.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:z(t.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var sn=24;function Ka(t){let[e,n]=M({}),s=t.drawable.value,o=O(!1);return T(()=>{if(!s||o.current)return;o.current=!0;let a=async r=>[r,await t.client.call("preview",{recipe:{data:r,samples:120,data_seed:0,noise:0}})];Promise.all(Be.map(a)).then(r=>n(Object.fromEntries(r)),()=>{})},[t,s]),e}function Ya({preview:t}){let e=D.value;return B(()=>{if(!t)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=t,r=c=>(24+c/ht[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let p=I(a.length?e.classes[c]:Lt(e,Math.round(c*6)/6));l.set(p,`${l.get(p)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[t,e])}function Za({playground:t}){let e=Ka(t),n=t.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Be.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>t.apply(ue(t.settings.value,s))}><${Ya} preview=${e[s]} /></button>`)}
    </fieldset>`}function Xa({name:t}){let e=D.value,n=B(()=>{let s=Ce(t,sn);return s?Ct(rt(e),s.values,sn,0,s.reach):null},[t,e]);return m`<${Ee} pixels=${n} size=${sn} />`}function Ja({playground:t}){let n=t.settings.value.recipe.features??[],s=[...We,...n.filter(o=>!We.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>t.apply(qn(t.settings.value,o))}>
          <${Xa} name=${o} /><span>${Ot(o)}</span>
        </button>`)}
    </fieldset>`}function Qa({playground:t}){let e=t.settings.value,{recipe:n}=e,s=ft(e)&&e.points===null,o=(l,c)=>t.apply(dt(t.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=le.includes(a)?le:[...le,a].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${Z} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${L(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${Z} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${L(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${N} id="batch" label=${i("data.batch")} value=${String(a)} options=${r.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${V} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${j.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),j.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var eo=({playground:t})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${t.hides("sets")?null:m`<${Za} playground=${t} />`}
    ${t.hides("sets")&&t.hides("own")?null:m`<${Ys} playground=${t} />`}
    ${t.hides("rows")?null:m`<div class="rows"><${Qa} playground=${t} /></div>`}
    ${t.hides("features")?null:ft(t.settings.value)?m`<${Ja} playground=${t} />`:m`<${Ks} playground=${t} />`}
    ${t.hides("settings")?null:m`<${to} playground=${t} />`}
  </section>`;function no(t,e,n,s){let o=t.layout,a=n===0?e.point_inputs:e[`point_${n-1}`],r=e[`point_${n}`],{theta:l}=e,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],p=Y(t),h=Array.from(a,(v,b)=>{let d=l[c.W.start+b*u+s];return{name:n===0?p[b]:`a${Jt(b+1)}`,weight:d,input:v,product:d*v}}),$=l[c.b.start+s],f=t.architecture.layers[n];return{terms:h,bias:$,z:h.reduce((v,b)=>v+b.product,$),a:r[s],activation:f?f.activation:t.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var so=8,on=t=>t<0?`(${g(t)})`:g(t);function tr(t){let e=t.selected.value;return e?.kind==="neuron"?{column:e.column,index:e.index}:e?.kind==="weight"?{column:e.column,index:e.to}:{column:t.counts().length-1,index:0}}function er({playground:t}){let e=t.data.value,n=t.row.value;if(!e)return null;let s=e.values.length,{x:o,y:a}=t.point.value,r=n===null?"":Object.keys(e.parts).find(l=>e.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${V} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>t.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:g(o),y:g(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:e.target,value:e.classes.length?e.classes[e.values[n]]:g(e.values[n])})}</span>
    </div>`}function oo({playground:t}){let e=t.network.value,n=t.row.value,s=!!e?.architecture.layers.some(({norm:C})=>C==="batch"),o=n!==null&&!s;T(()=>{if(o)return t.look("neuron",{gradient:n}),()=>t.lookAway("neuron")},[t,n,o,e]);let[a,r]=M(!1),l=t.readable.value,c=t.counts();if(!e||!l)return null;let u=tr(t),p=no(e,l.arrays,u.column-1,u.index),h={features:Y(e),layers:c.length-2,outputs:c.at(-1)??1,classes:e.classes},$=c.slice(1).flatMap((C,R)=>Array.from({length:Math.min(C,200)},(et,$t)=>({value:`${R+1} ${$t}`,label:W({column:R+1,index:$t},h)}))),f=m`
    <div class="fields"><${N} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${$}
      onChange=${C=>{let[R,et]=C.split(" ").map(Number);t.select({kind:"neuron",column:R,index:et})}} />
      <${er} playground=${t} /></div>`;if(!p)return f;let{terms:v,bias:b,z:d,a:S,activation:k,plain:x}=p,y=o?t.inside.value:null,E=y?.arrays.gradient,{W:A,b:F}=e.layout[u.column-1],K=u.column===1?Y(e):v.map((C,R)=>`a${Jt(R+1)}`),Q=v.slice(0,so),lt=v.length>so?" + \u2026":"",tt=C=>E?.[A.start+C*A.shape[1]+u.index]??NaN,at=E?.[F.start+u.index]??NaN,It={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...E?["\u2202L/\u2202w"]:[]],rows:[...v.slice(0,a?1/0:12).map(({weight:C,input:R,product:et},$t)=>[K[$t],R,C,et,...E?[tt($t)]:[]]),[i("editor.bias"),1,b,b,...E?[at]:[]]]};return m`
    ${f}
    <section class="equation">
      ${x?m`
        <p class="math">z = ${Q.map((C,R)=>m`${R?" + ":""}<i>w</i>${Jt(R+1)}·${K[R]}`)}${lt} + <i>b</i>
          ${" = "}${Q.map(({weight:C,input:R},et)=>`${et?" + ":""}${on(C)}\xB7${on(R)}`)}${lt} + ${on(b)} = <b>${g(d,4)}</b></p>
        <p class="math"><i>a</i> = ${q(k)}(z) = ${q(k)}(${g(d,4)}) = <b>${g(S,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${g(S,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${E?m`
        <p class="math">L = <b>${g(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${g(at,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${zt} table=${It} title=${W(u,h)} name="neuron" />
    ${v.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:v.length})}</button>`:null}`}function ao({form:t,low:e,offset:n,scale:s},o,a,r){let l=Array.from(a,p=>r[p]),c=o.length/a.length;if(t==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,p=>p*s+n),sure:l.map(()=>1)};if(t==="column"){let p=Array.from(o,h=>Math.min(Math.max((h-e)/(1-e),0),1));return{rows:a,truth:l,outputs:o,prediction:p.map(h=>+(h>.5)),sure:p.map(h=>Math.max(h,1-h))}}let u=l.map((p,h)=>{let $=0;for(let f=1;f<c;f++)o[h*c+f]>o[h*c+$]&&($=f);return $});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map((p,h)=>o[h*c+p])}}function ro({truth:t,prediction:e},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return t.forEach((o,a)=>s[o][e[a]]+=1),s}var Pt=t=>t.reduce((e,n)=>e+n,0)/t.length;function io({truth:t,prediction:e},n){let s=t.map((l,c)=>e[c]-l),o=Pt(t),a=Pt(t.map(l=>(l-o)**2)),r=Pt(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Pt(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Pt(t.map(l=>(l-n)**2)))}}var lo=({truth:t,prediction:e},n)=>({accuracy:Pt(t.map((s,o)=>+(s===e[o]))),baseline:Pt(t.map(s=>+(s===n)))});function co(t){let e=[];for(let n of t)e[n]=(e[n]??0)+1;return e.reduce((n,s,o)=>s>(e[n]??0)?o:n,0)}var uo=({truth:t,prediction:e,sure:n})=>t.map((s,o)=>o).filter(s=>t[s]!==e[s]).toSorted((s,o)=>n[o]-n[s]);function mo(t,e){let n=e.filter(Boolean).length,s=e.length-n;if(!n||!s)return null;let o=e.map((u,p)=>p).toSorted((u,p)=>t[p]-t[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,p)=>{if(e[u]?r+=1:l+=1,p+1<o.length&&t[o[p+1]]===t[u])return;let[h,$]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-h)*(f[1]+$)/2,a.push(f)}),{points:a,area:c}}function po({truth:t,prediction:e,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return t.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===e[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function Te(t,e=24){let[n,s]=[1/0,-1/0];for(let a=0;a<t.length;a++)t[a]<n&&(n=t[a]),t[a]>s&&(s=t[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(e).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(e).fill(0);for(let a=0;a<t.length;a++)o[Math.min(Math.floor((t[a]-n)/(s-n)*e),e-1)]+=1;return{low:n,high:s,counts:o}}var Ie=132,Ht=46;function _e({low:t,high:e,counts:n,title:s}){let o=Math.max(...n,1),a=Ie/n.length,r=t<0&&e>0?(0-t)/(e-t)*Ie:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${Ie} ${Ht}`} role="img" aria-label=${i("chart.histogram",{title:s,low:g(t),high:g(e)})}>
        ${n.map((l,c)=>l?m`<rect class=${t+(c+.5)/n.length*(e-t)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Ht-l/o*Ht} height=${l/o*Ht} />`:null)}
        <path class="base" d=${`M0 ${Ht}H${Ie}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Ht}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${g(t,2)}</span><span>${g(e,2)}</span></figcaption>
    </figure>`}var J=150,ut=26;function Oe({title:t,across:e,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*J,c=([u,p])=>`${(ut+l(u)).toFixed(1)} ${(J+4-l(p)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${t}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${J+ut+8} ${J+ut+8}`} role="img" aria-label=${`${t} ${r}`}>
        <path class="frame" d=${`M${ut} 4V${J+4}H${ut+J}`} /><path class="diagonal" d=${`M${ut} ${J+4}L${ut+J} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${ut} y=${J+17}>${g(a[0],2)}</text><text x=${ut+J} y=${J+17} text-anchor="end">${g(a[1],2)}</text>
        <text x=${ut+J/2} y=${J+29} text-anchor="middle">${e}</text>
        <text transform=${`translate(${ut-6} ${J/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var nr=64;function sr({playground:t,side:e}){let n=t.network.value,s=t.readable.value?.arrays.theta,o=D.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=G(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,nr)},(c,u)=>m`
        <figure key=${u}><${Ee} size=${e} className="large" pixels=${Ct(rt(o),pe(s,e,p=>a.start+p*r+u),e,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function $o({playground:t}){T(()=>(t.look("layers",{activations:!0,gradient:"train"}),()=>t.lookAway("layers")),[t]);let e=t.network.value,n=t.inside.value?.arrays,s=t.inside.value?.arrays.theta,o=e?as(e.features):0,a=B(()=>!e||!n?.gradient||!s?[]:e.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),p=n.gradient.subarray(r.start,r.start+u.length),h=n[`activations_${c}`]??new Float32Array(0),$=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:p,outputs:h,dead:ar(h,h.length?$:0)}}),[e,n,s]);return m`
    ${o&&e?.architecture.layers.length?m`<${sr} playground=${t} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},p)=>{let h=p===a.length-1?i("network.output"):i("network.layer",{layer:p+1});return m`<tr key=${p}><th scope="row">${h}<small>${z(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${_e} ...${Te(r)} title=${`${h}, ${i("inside.weights")}`} /></td>
            <td><${_e} ...${Te(c)} title=${`${h}, ${i("inside.activations")}`} /></td>
            <td><${_e} ...${Te(l)} title=${`${h}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:g(Math.hypot(...or(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function or(t){let e=[];for(let n=0;n<t.length;n+=1e3)e.push(Math.hypot(...t.subarray(n,n+1e3)));return e}function ar(t,e){let n=0;for(let s=0;s<e;s++){let o=t.length>e;for(let a=s+e;o&&a<t.length;a+=e)o=t[a]===t[s];n+=Number(o)}return n}function rr(t,e){let n=t.network.value,s=t.readable.value,o=t.data.value;if(!n||!s)return null;if(e==="data")return o?ns(o):null;if(e==="history")return es(t.history);if(e==="surface")return s.arrays.surface?os(s.arrays.surface,t.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(e),r=a===0?Y(n):Array.from({length:t.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?ss(n.layout[a],s.arrays.theta,r):null}function ho({playground:t}){let[e,n]=M("history"),s=Math.max(t.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===e)?e:"history",r=rr(t,a);return m`
    <section class="numbers">
      <${N} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${zt} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}function mt(t){return t==null?"None":t===!0?"True":t===!1?"False":Array.isArray(t)?t.length===1?`(${mt(t[0])},)`:`(${t.map(mt).join(", ")})`:typeof t=="string"?JSON.stringify(t):String(t)}function bo(t,e,n){let s=n?.start?n.changes.filter(([r])=>r<e):[];if(!n?.start||!s.length)return{start:t,until:e,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=an(o);o={...o,...l};let p=an(o),h=Object.fromEntries(Object.keys(p).filter($=>$!=="epochs"&&JSON.stringify(p[$])!==JSON.stringify(u[$])).map($=>[$,p[$]]));return{from:r,until:s[c+1]?.[0]??e,recipe:h}});return{start:n.start,until:s[0][0],forks:a}}function an(t){let{patience:e=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=t;return{...t,...n!=="constant"?{schedule_epochs:s??t.epochs}:{},...e!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function vo(t,e){let n=an(t.recipe),s=ft(t)&&t.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:e,data:void 0}).filter(([,o])=>o!==void 0)}function ir(t){let e=Object.entries(t).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==Ge[n]).map(([n,s])=>`, ${n}=${mt(s)}`);return`nn.Layer(${t.width}, ${mt(t.activation)}${e.join("")})`}function go(t,e,n=null){let{start:s,until:o,forks:a}=bo(t,e,n),{recipe:r,architecture:l,points:c,formulas:u}=s,p=["import nnplay as nn",""];for(let{name:$,text:f,constants:v={},learned:b=[]}of u){let d=Object.entries(v).map(([S,k])=>`, ${S}=${k}`).join("");p.push(`nn.formula(${mt(f)}, name=${mt($)}${b.length?`, learned=${mt(b)}`:""}${d})`)}c===null?p.push(`data = ${mt(r.data)}`):p.push(`X = [${c.map(([$,f])=>`[${$}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,$])=>JSON.stringify(`class ${String($+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let h=[["output",l.output],["loss",l.loss]].filter(([,$])=>$).map(([$,f])=>`, ${$}=${mt(f)}`);p.push(`arch = nn.Architecture([${l.layers.map(ir).join(", ")}]${h.join("")})`,"run = nn.train(","    data,","    arch,");for(let[$,f]of vo(s,o))p.push(`    ${$}=${mt(f)},`);p.push(")");for(let $ of a)p.push(`run = run.fork(${$.from}${Object.entries({...$.recipe,epochs:$.until}).map(([f,v])=>`, ${f}=${mt(v)}`).join("")})`);return p.push("print(run.metrics)"),`${p.join(`
`)}
`}var xt=t=>/^[\w.,:=+-]+$/.test(t)?t:`'${t.replaceAll("'","'\\''")}'`,wo=t=>`nnplay web ${xt(t)}`,xo=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function ko({layers:t,output:e}){let n=[...t.map(s=>s.activation),e].find(s=>!xo.has(s));return n||(t.some(s=>s.norm)?"normalization":t.some(s=>s.skip)?"skip":null)}function rn({layers:t,output:e},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,p)=>Number(s[r+p*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${xo.get(l<t.length?t[l].activation:e)},`),l<t.length&&t[l].dropout&&a.push(`    nn.Dropout(${t[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},(p,h)=>o(r.start+h,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var fo=t=>t.flatMap(([e,n])=>{let s=`--${e.replaceAll("_","-")}`;return n===null?e==="batch_size"?[s,"full"]:["features","target","exclude"].includes(e)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${e.replaceAll("_","-")}`]:e==="penalties"?[s,xt(n.map(o=>o.join("=")).join(","))]:[s,xt(Array.isArray(n)?n.join(","):String(n))]});function Le(t,e,n=null){if(t.points!==null)return null;let{start:s,until:o,forks:a}=bo(t,e,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:p=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([h,$])=>["--set",`${h}=${$}`]),...p.flatMap(h=>["--learn",h]),"--",xt(c)]);return r.push(["nnplay","train",xt(s.recipe.data),...lr(s.architecture),...fo(vo(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...fo(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function lr({layers:t,output:e,loss:n}){let s=t.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,p])=>p!==Ge[u]).map(([u,p])=>p===!0?u:`${u}=${p}`)),o=s.some(r=>r.length)?t.flatMap(({width:r,activation:l},c)=>["--layer",xt([r,l,...s[c]].join(" "))]):["--hidden",t.map(r=>r.width).join(",")||"0"],a=[...new Set(t.map(r=>r.activation))];return o[0]==="--hidden"&&t.length&&o.push("--activation",xt(a.length>1?t.map(r=>r.activation).join(","):a[0])),e&&o.push("--output",xt(e)),n&&o.push("--loss",xt(n)),o}var yo=t=>t||Fn.recipe.epochs;var cr=["doctor","compare","search","train"];function So({playground:t}){let e=$e.value.length>0,[n,s]=M(null);if(T(()=>{e&&import("./python_view-6YBSL2ZG.js").then(async r=>(await r.loadMessages(),s(()=>r.ServerView)))},[e]),e)return n?m`<${n} playground=${t} />`:null;let{recipe:o}=t.settings.value,a=Le(t.settings.value,Number(o.epochs))??"nnplay train DATA";return m`
    <p>${i("python.needed")}</p>
    ${cr.map(r=>m`<${gt} key=${r} title=${i(`python.command.${r}`)} onCopy=${()=>t.announcement.value=i("take.copied")}
      content=${a.replace("nnplay train",`nnplay ${r}`)+(r==="train"?` --save network.nnplay
nnplay export network.nnplay --to onnx`:"")} />`)}`}var ln=50,ur=400;function mr(t,e){let{middle:n,low:s,high:o}=D.value;return I(vt(n,e?s:o,.08+.4*t))}function pr({matrix:t,classes:e,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${e.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${e.map(o=>m`<th scope="col">${U(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${t.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${U(e[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?mr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:U(e[a]),predicted:U(e[c])})}
              onClick=${()=>s(u?null:[a,c])}>${z(l)}</button></td>`})}<td>${r?L(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function Mo({playground:t,predictions:e,places:n,title:s}){let o=t.data.value,a=t.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?U(o.classes[c]):g(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,ln).map(c=>{let u=e.rows[c];return m`<tr><td><button class="link" aria-pressed=${t.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>t.lookAtRow(u)}>${u+1}</button></td>
            ${r.map(p=>m`<td>${o.levels?.[p]?.[o.columns[p][u]]??g(o.columns[p][u])}</td>`)}
            <td>${l(e.truth[c])}</td><td>${l(e.prediction[c])}</td>${o.classes.length?m`<td>${L(e.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>ln?m`<p class="note">${i("results.more",{count:n.length-ln})}</p>`:null}
    </div>`}function $r({playground:t,predictions:e,classes:n,guess:s}){let[o,a]=M(null),r=ro(e,n.length),{accuracy:l,baseline:c}=lo(e,s),u=o?e.truth.map(($,f)=>f).filter($=>e.truth[$]===o[0]&&e.prediction[$]===o[1]):uo(e),p=o?i("results.cell",{count:u.length,truth:U(n[o[0]]),predicted:U(n[o[1]])}):i("results.wrong",{count:u.length}),h=e.outputs.length===e.truth.length?mo(e.outputs,e.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${L(l)}</b> <span class="note">${i("results.baseline",{name:U(n[s]),share:L(c)})}</span></p>
    <div class="results-grid">
      <${pr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${h?m`<${Oe} title=${i("results.roc")} note=${i("results.area",{area:g(h.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${h.points} />`:null}
      <${Oe} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${po(e).map(({sure:$,right:f})=>[$,f])} />
    </div>
    ${u.length?m`<${Mo} playground=${t} predictions=${e} places=${u} title=${p} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function hr({playground:t,predictions:e,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=io(e,n),{truth:c,prediction:u}=e,p=[...c,...u].filter(Number.isFinite),h=[Math.min(...p),Math.max(...p)],$=Math.max(Math.ceil(c.length/ur),1),f=c.flatMap((b,d)=>d%$?[]:[[b,u[d]]]),v=c.map((b,d)=>d).toSorted((b,d)=>Math.abs(u[d]-c[d])-Math.abs(u[b]-c[b]));return m`
    <p class="summary">R² <b>${g(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:g(o),baseline:g(l)})}</span></p>
    <div class="results-grid">
      <${Oe} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${h} />
      <${zt} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${Mo} playground=${t} predictions=${e} places=${v} title=${i("results.largest")} />`}function Co({playground:t}){T(()=>(t.look("results",{predictions:!0}),()=>t.lookAway("results")),[t]);let[e,n]=M("test"),s=t.network.value,o=t.data.value,a=t.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(e)?e:r[0],c=a?.[`outputs_${l}`],u=B(()=>s&&o&&c?ao(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),p=B(()=>{let h=(o?.parts.train??[]).map($=>o?.values[$]??0);return o?.classes.length?co(h):h.reduce(($,f)=>$+f,0)/(h.length||1)},[o]);return!s||!o?null:m`
    <${N} id="part" label=${i("results.part")} value=${l} options=${r.map(h=>({value:h,label:i("results.rows",{part:i(`curves.${h}`),count:o.parts[h].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${$r} playground=${t} predictions=${u} classes=${o.classes} guess=${p} />`:m`<${hr} playground=${t} predictions=${u} guess=${p} />`:null}`}function Eo({playground:t}){let e=t.kept.runs.value,n=t.readable.value?.header.row;if(!e.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`;let s=t.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:t.settings.value,epoch:t.position.value.viewed,row:n,measure:s},...e],r=a.map(({settings:u})=>rs(u)),l=(u,p)=>p===void 0||!Number.isFinite(p)?"\u2013":u.endsWith("accuracy")?L(p):g(p),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:I(tn(D.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${z(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map(p=>m`<td>${l(u,p.row?.[u])}</td>`)}</tr>`)}
          ${is(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map(p=>m`<td>${p[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${e.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>t.apply({...u.settings,view:t.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>fe(t,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>t.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${X}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var No={neuron:oo,layers:$o,results:Co,runs:Eo,numbers:ho,python:So},Wt=Object.keys(No);function Ao({playground:t}){let[e,n]=M(Wt[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=Wt[(Wt.indexOf(e)+a+Wt.length)%Wt.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${Wt.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===e} aria-controls="inside-view"
        tabindex=${o===e?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${e}`}><${No[e]} playground=${t} /></div>`}var To=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function Io(t,e){let[n,s]=M(null),{language:o}=re.value;return T(()=>{t().then(s,a=>e.complain(Ss(a)))},[o]),n}function fr({guide:t,lesson:{name:e,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(t.progress.value[e]??[]).length,c=Array.from({length:a},(u,p)=>p).find(u=>!t.isDone(e,u))??0;return m`
    <li data-lesson=${e}><button class="question lesson" onClick=${()=>{t.open(e,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function dr({guide:t}){let e=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&t.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${e} /></label> ${i("lesson.ownHint")}</p>`}function br({guide:t}){let[e,n]=M("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.trim()&&t.verify(e)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function _o({playground:t}){let e=t.guide,n=Io(ws,t),s=Io(()=>xs(gs),t),o=a=>{let{settings:r}=Xt(a),{theme:l,language:c,speed:u,hide:p}=t.settings.value.view;e.leave(),t.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:p}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${fr} key=${a.name} guide=${e} lesson=${a} place=${r+1} />`)}</ol>
    <${dr} guide=${e} />
    ${Et?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{e.challenge(a)}}><b>${e.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${br} guide=${e} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${To.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}var vr=["network","surface","curves"];function Oo({playground:t}){let e=async(n,s)=>{let o=t.figures.get(n)?.();o&&(s==="svg"?Qt(`${n}.svg`,o,"image/svg+xml"):Qt(`${n}.png`,await Fs(o),"image/png"),t.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${vr.filter(n=>t.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{e(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function Lo({playground:t}){let e=t.settings.value,n=t.network.value,s=t.readable.value?.arrays.theta,{viewed:o}=t.position.value,a=`${location.origin}${location.pathname}?${bt(e)}`,r=yo(o),{log:l}=t,c=Le(e,r,l),u=n?ko(n.architecture):null,p=()=>t.announcement.value=i("take.copied");return m`
    <div class="take">
      <${Ms} playground=${t} />
      <${Oo} playground=${t} />
      ${t.log.start===null||t.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${gt} title=${i("take.python")} content=${go(e,r,l)} file="run.py" onCopy=${p} />
      ${c?m`<${gt} title=${i("take.command")} content=${c} onCopy=${p} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${gt} title=${i("take.page")} content=${wo(a)} onCopy=${p} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${gt} title=${i("take.torch")} content=${rn(n.architecture,n.layout,s)} file="network.py" onCopy=${p} />`:n&&s?m`<p><button class="plain" onClick=${()=>Qt("network.py",rn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var gr={learn:_o,inside:Ao,take:Lo};function Ro({playground:t}){let e=t.drawer.value;return m`
    <section class=${`drawer dock ${e??""}`} id="drawer" hidden=${!e} aria-label=${e?i(`drawer.${e}`):""}>
      ${e?m`
        <div class="dock-head"><h2>${i(`drawer.${e}`)}</h2>
          <button class="round small" onClick=${()=>t.drawer.value=null} aria-label=${i("drawer.close")}>${X}</button></div>
        <div class="drawer-content"><${gr[e]} playground=${t} /></div>`:null}
    </section>`}var Po=121,Re={activation:[-4,4],loss:[0,1]};async function Do(t,e,n=1){let s=Rt.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-IL5LKUPJ.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(t,s).constants),l=new o(t,s,Object.fromEntries(Object.entries(e).filter(([$])=>r.includes($)))),[c,u]=Re[l.kind],p=l.kind==="activation"?"z":"y_hat",h=$=>Float64Array.from({length:Po},(f,v)=>a($,{...l.constants,y:n,[p]:c+(u-c)*v/(Po-1)}));return{kind:l.kind,constants:l.constants,values:h(l.tree),slopes:h(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var cn=200,Pe=120,wr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function xr({preview:{values:t,slopes:e,low:n,high:s}}){let o=[...t,...e].filter(h=>Number.isFinite(h)&&Math.abs(h)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=h=>Pe-(h-a)/(r-a)*Pe,c=h=>h/(t.length-1)*cn,u=h=>{let[$,f]=["","M"];return h.forEach((v,b)=>{Number.isFinite(v)&&Math.abs(v)<1e3?[$,f]=[`${$}${f}${c(b).toFixed(1)} ${l(v).toFixed(1)}`,"L"]:f="M"}),$},p=n<0?c(-n/(s-n)*(t.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${cn+8} ${Pe+8}`} role="img" aria-label=${i("formula.picture",{low:g(n),high:g(s),bottom:g(a),top:g(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${cn}M${p} 0V${Pe}`} />
      <path class="slope" d=${u(e)} /><path class="value" d=${u(t)} />
    </svg>`}function De({playground:t,kind:e,onUse:n}){T(Ne,[]);let{formulas:s}=t.settings.value,[o,a]=M(""),[r,l]=M(""),[c,u]=M({}),[p,h]=M([]),[$,f]=M(null),v=Rt.value!==null;T(()=>{let x=!0;return r.trim()?Do(r,c).then(y=>x&&f(y)):f(null),()=>{x=!1}},[r,c,v]);let b=$&&"kind"in $?$:null,d=$&&"mistake"in $?$.mistake:b&&b.kind!==e?i(`formula.only.${e}`):"",S=o.trim()||Array.from({length:j.formulas+1},(x,y)=>`own_${y+1}`).find(x=>!s.some(y=>y.name===x))||"own",k=()=>{if(!b||d)return;let x=Object.keys(b.constants),y={name:S,text:r.trim(),constants:b.constants,learned:p.filter(A=>x.includes(A))},E=t.settings.value.formulas.filter(A=>A.name!==S);if(E.length>=j.formulas)return t.complain(i("formula.many",{most:j.formulas}));n(S,{...t.settings.value,formulas:[...E,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${e}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${e}`}><span class="field-label">${i(e==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${e}`} value=${r} placeholder=${wr[e]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!d}
            onInput=${x=>l(x.currentTarget.value)} onKeyDown=${x=>x.key==="Enter"&&k()} /></label>
        <label class="field" for=${`formula-name-${e}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${e}`} value=${o} placeholder=${S} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${x=>a(x.currentTarget.value)} /></label>
        ${d?m`<p class="note mistake" role="status">${d}</p>`:null}
        ${b&&!d?m`
          <${xr} preview=${b} />
          <p class="note">${i(e==="activation"?"formula.legend":"formula.legendLoss",{low:g(Re[e][0]),high:g(Re[e][1])})}</p>
          ${Object.entries(b.constants).map(([x,y])=>m`
            <${Z} key=${x} id=${`formula-${e}-${x}`} label=${x} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${g(y)}
              onInput=${E=>u({...c,[x]:E})} />
            ${e==="activation"?m`<${st} id=${`learn-${x}`} label=${i("formula.learn",{constant:x})} checked=${p.includes(x)}
              onChange=${E=>h(E?[...p,x]:p.filter(A=>A!==x))} />`:null}`)}
          <button class="plain strong" onClick=${k}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Fo=["sigmoid","softmax","tanh","identity"];function jo({playground:t}){let e=t.settings.value,n=t.network.value;if(!n)return null;let{output:s,loss:o}=e.architecture,a=n.classes.length>2,r=n.classes.length?a?ge.several:ge.classification:ge.regression,l=e.formulas.map(({name:h})=>h),c=[...Fo.filter(h=>n.classes.length||h!=="softmax"),...Nt.filter(h=>!Fo.includes(h)),...l],u=(h,$="")=>t.apply({...t.settings.value,architecture:{...t.settings.value.architecture,...h}},$),p=h=>i("editor.autoIs",{name:q(h)});return m`
    <div class="fields">
      <${Bt} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${p(n.architecture.output)}
        onChange=${(h,$)=>u({output:h||null},$)} />
      <${Bt} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${p(n.architecture.loss)}
        onChange=${(h,$)=>u({loss:h||null},$)} />
    </div>
    <${De} playground=${t} kind="loss" onUse=${(h,$)=>t.apply({...$,architecture:{...$.architecture,loss:h}})} />`}var un=24;function mn({id:t,label:e,value:n,onInput:s}){let[o,a]=M(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${Z} id=${t} label=${e} value=${r} min=${-l} max=${l} step=${.01} shown=${g(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${V} id=${`${t}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function pn(t,e,n){let s=t.network.value?.layout[e];return s?Number(t.readable.value?.arrays.theta?.[n(s)]??0):0}function $n(t){let e=t.network.value,n=t.counts();return{features:e?Y(e):[],layers:n.length-2,outputs:n.at(-1)??1,classes:e?.classes??[]}}function kr({playground:t,column:e,from:n,to:s}){let o=e-1,a=pn(t,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${mn} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>t.edit(o,[n,s],r)} />`}function yr({playground:t,column:e,index:n}){let s=e-1,o=t.counts(),a=pn(t,s,({b:c})=>c.start+n),r=Math.min(o[s],un),l=c=>s===0?$n(t).features[c]??"":W({column:s,index:c},$n(t));return m`
    <div class="parameters">
      <${mn} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>t.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${mn} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${pn(t,s,({W:p})=>p.start+u*p.shape[1]+n)}
          onInput=${p=>t.edit(s,[u,n],p)} />`)}
    </div>
    ${o[s]>un?m`<p class="note">${i("editor.more",{count:o[s]-un})}</p>`:null}
    <button class="plain" onClick=${()=>t.drawer.value="inside"}>${i("editor.equation")}</button>`}function Sr({playground:t,column:e}){let n=t.settings.value,s=e-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>t.apply(Ye(t.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:q(u)})),l=[...new Set([...Nt,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Ft.includes(c));return m`
    <div class="fields">
      <${V} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${j.neurons} step=${1}
        onChange=${c=>t.apply(Ut(t.settings.value,s,c))} />
      <${N} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Ft)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${N} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${N} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(ve)]}
        onChange=${c=>a({initializer:c||null})} />
      <${Z} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${g(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${st} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>t.apply(Un(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${De} playground=${t} kind="activation" onUse=${(c,u)=>t.apply(Ye(u,s,{activation:c}))} />`}function Uo({playground:t}){let e=t.selected.value;if(!e||t.hides(e.kind==="layer"?"layers":"weights"))return null;let n=$n(t),s=e.kind==="layer"&&e.column===t.counts().length-1,o=s?i("network.output"):e.kind==="layer"?i("network.layer",{layer:e.column}):e.kind==="neuron"?W(e,n):i("editor.between",{from:W({column:e.column-1,index:e.from},n),to:W({column:e.column,index:e.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>t.select(null)} aria-label=${i("editor.close")}>${X}</button></div>
      ${s?m`<${jo} playground=${t} />`:e.kind==="layer"?m`<${Sr} playground=${t} column=${e.column} />`:e.kind==="neuron"?m`<${yr} playground=${t} column=${e.column} index=${e.index} />`:m`<${kr} playground=${t} column=${e.column} from=${e.from} to=${e.to} />`}
    </section>`}var Mr=.95;function zo({playground:t,question:e}){let[n,s]=M(!1),o=t.readable.value?.header,a=t.settings.value,{layers:r}=a.architecture,l=r[0]?.width??0;return!e||n||t.notice.value||t.guide?.lesson.value||t.hides("hints")||r.length!==1||l>4||a.recipe.data!=="circle"||!(o?.row.test_accuracy>=Mr)||!o?.epoch?null:m`
    <div class="notice info" role="status">
      <p>${i("question.answer",{neurons:l,share:L(o.row.test_accuracy),epoch:z(o.viewed)})}</p>
      ${l>1&&!t.hides("layers")?m`<button class="plain" onClick=${()=>t.apply(Ut(a,0,l-1))}>${i("question.fewer",{neurons:l-1})}</button>`:null}
      <button class="round small" onClick=${()=>s(!0)} aria-label=${i("notice.close")}>${X}</button>
    </div>`}function qo({guide:t,solved:e}){let[n,s]=M(""),o=t.step.value,a=t.verdict.value,r=async()=>s(await t.entryLink()),l=o?.score?`${o.score[0]}: ${g(Number(t.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&e?"right":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":e?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${e&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&e?m`<${gt} title=${i("entry.link")} content=${n} onCopy=${()=>t.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var Cr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,Er=0;function Nr({word:t,meaning:e}){let[n]=M(()=>`term-${++Er}`),[s,o]=M(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${t}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${e}</span>
    </span>`}var Vo=(t,e)=>bs(t,ds.value,e).map(n=>typeof n=="string"?n:m`<${Nr} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function ne({content:t,used:e=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of t.matchAll(Cr)){s.push(...Vo(t.slice(o,a.index),e));let[,r,l,c,u,p]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+p} download>${u}</a>`),o=a.index+a[0].length}return s.push(...Vo(t.slice(o),e)),m`${s}`}var Ar=({guide:t,onGo:e})=>m`
  <ol class="guide-steps">${t.lesson.value?.steps.map((n,s)=>{let o=t.isDone(t.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===t.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>e(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function Tr({guide:t}){let[e,n]=M("");return T(()=>n(""),[t.place.value,t.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.answer(e)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${e} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain" disabled=${!Number.isFinite(Number(t.value(t.step.value?.answer||"0")))}>${i("lesson.check")}</button>
    </form>`}function Ir({guide:t}){let e=t.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${e?.task}</legend>
      ${e?.options.map((n,s)=>m`
        <label key=${`${t.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${t.chosen.value===s} onChange=${()=>t.answer(String(s))} /><span><${ne} content=${n} used=${_r} /></span></label>`)}
    </fieldset>`}var _r={has:()=>!0,add:()=>{}};function Or({guide:t,folder:e,used:n}){let s=t.step.value;if(!s)return null;let o=fs(s),a=t.done.value,r=t.goals(),l=t.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${ne} content=${t.filled(s.task)} used=${n} folder=${e} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${Tr} guide=${t} />`:o==="choice"?m`<${Ir} guide=${t} />`:null}
      <p class=${`guide-verdict ${a&&!t.wrong.value?"right":""}`} role="status">
        ${t.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${ne} content=${t.filled(s.then||i("lesson.done"))} used=${n} folder=${e} />`:null}
      </p>
      ${s.hint&&(l||!a)?t.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>t.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${qo} guide=${t} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function Bo({guide:t}){let e=O(null),[n,s]=M(!1),o=t.lesson.value,a=t.step.value;if(!o||!a)return null;let r=t.place.value===o.steps.length-1,l=t.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,p=$=>{t.go($),e.current?.focus()},h=()=>{r?(t.leave(),t.playground.drawer.value="learn"):p(t.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${e}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${Ar} guide=${t} onGo=${p} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${t.done.value?"next":""}`} onClick=${h}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>t.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${X}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map(($,f)=>m`<p key=${f}><${ne} content=${t.filled($)} used=${u} folder=${c} /></p>`)}</div>
        <${Or} guide=${t} folder=${c} used=${u} />
      </div>
    </section>`}var Lr=8e3,Rr=400,it=8,Pr=7,Dr=Array.from({length:it},(t,e)=>e%2?[e+1,e+2+it]:[e+2+it,e+1]).flat();function Fr(t,e,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(t[e+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Ho=(t,e)=>Math.min(Math.ceil(Math.sqrt(Math.abs(t)/e)*it),it);function fn(t,e,n,s=!1){let o=Math.floor(Lr/t.layout.length);return t.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],p=Math.max(G(e,a.start,a.start+l*c),.5),h=Fr(e,a.start,l*c,s&&!r?Rr:o),$=new Int8Array(l*u);for(let f=0,v=0;f<l;f++)for(let b=0;b<u;b++,v++){let d=e[a.start+f*c+b],S=Math.abs(d);S>=h&&($[v]=d>0?Ho(S,p):-Ho(S,p))}return $})}var Zo=(t,e)=>t.length===e.length&&t.every((n,s)=>n.length===e[s].length&&n.every((o,a)=>o===e[s][a]));function Wo(t,e,n){let{x1:s,y1:o,x2:a,y2:r}=ms(e,n),l=(s+a)/2;t.moveTo(s,o),t.bezierCurveTo(l,o,l,r,a,r)}function dn(t,{layout:e,palette:n,hovered:s,selected:o},a){t.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[e.columns[l].cells,e.columns[l+1].cells],p=Array.from({length:2*(it+1)},()=>[]),h=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),$=e.columns[l+1].x-e.columns[l].x-e.columns[l].width,f=Math.max(Math.min(Pr,u[0].size/5,$/7)*h,.8);r.forEach((b,d)=>b&&p[b>0?b+it+1:-b].push(d));for(let b of Dr){let d=b%(it+1);if(p[b].length){t.beginPath();for(let S of p[b])Wo(t,c[Math.floor(S/u.length)],u[S%u.length]);t.strokeStyle=ct(b>it?n.high:n.low,(s?.2:.8*h)*(.35+.65*d/it)),t.lineWidth=Math.max(f*d/it,.35),t.stroke()}}let v=(b,d,S)=>{let k=r[b*u.length+d];t.beginPath(),Wo(t,c[b],u[d]),t.strokeStyle=ct(k>0?n.high:n.low,1),t.lineWidth=Math.max(f*Math.abs(k)/it,.8)+S,t.stroke()};if(s?.column===l+1)for(let b=0;b<c.length;b++)v(b,s.index,0);if(s?.column===l)for(let b=0;b<u.length;b++)v(s.index,b,0);o?.kind==="weight"&&o.column===l+1&&v(o.from,o.to,2)})}var Go=new WeakMap;function Ko(t){let e=Go.get(t)??{...t,low:vt(t.middle,t.low,.62),high:vt(t.middle,t.high,.62)};return Go.set(t,e),e}var hn=new WeakMap;function jr(t,e){return hn.has(t)||hn.set(t,t.classes.map(n=>({...t,low:t.middle,high:n}))),rt(hn.get(t)[e%t.classes.length])}var se=null;function Ur(t,e){if(!se||se.image.width!==t||se.image.height!==e){let n=new OffscreenCanvas(t,e).getContext("2d",{willReadFrequently:!0}),s=new ImageData(t,e);se={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return se}function bn(t,e){zr(t,e),qr(t,e),Vr(t,e)}function zr(t,{layout:e,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=rt(l),p=rt(Ko(l)),h=e.columns.length-1,$=n.classes.length>2,f=e.columns.map(({cells:x},y)=>{let E=y?s[y-1]:o.find(Boolean)?.values;return E?Math.round(Math.sqrt(E.length/(y?x.length:1))):0}),v=Math.max(...f,1),b=Math.max(...e.columns.map(({cells:x})=>x.length)),S=Math.max(...f)>0?Ur(v*b,v*e.columns.length):null;e.columns.forEach(({cells:x},y)=>{let E=y?s[y-1]:null,A=f[y]**2,F=n.architecture.layers[y-1]?.activation??n.architecture.output;x.forEach((K,Q)=>{if(!S)return;let lt={width:S.image.width,left:Q*v,top:y*v},tt=y?null:o[Q];if(E){let at=Q*A,[It,C]=r?[0,G(E,at,at+A)]:y===h&&!$?c:te(F,G(E,at,at+A)),R=y===h?$?jr(l,Q):u:p;Xe(S.pixels,lt,R,E,f[y],It,C,at)}else tt&&Xe(S.pixels,lt,p,tt.values,f[0],0,tt.reach,0)})}),S?.context.putImageData(S.image,0,0);let k=(x,y)=>{let E=a[x];if(!x&&r)return vt(l.middle,l.ink,r[y]??0);if(!E)return l.middle;if(x===h&&$)return vt(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(E[y],0),1));let A=n.architecture.layers[x-1]?.activation??n.architecture.output,[F,K]=x?x===h?c:te(A,G(E)):[0,2];return Lt(x===h?l:Ko(l),(E[y]-F)/K)};e.columns.forEach(({cells:x},y)=>x.forEach((E,A)=>{if(S&&(y?s[y-1]:o[A])){let F=f[y];t.drawImage(S.context.canvas,A*v,y*v,F,F,E.x,E.y,E.size,E.size)}else t.fillStyle=I(k(y,A)),t.fillRect(E.x,E.y,E.size+(y||!r?0:.5),E.size+(y||!r?0:.5))}))}function qr(t,{layout:e,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){t.lineWidth=1,t.strokeStyle=ct(o.ink,.35);let c=e.columns.length-1;e.columns.forEach(({cells:u,size:p,x:h,width:$},f)=>{if(!f&&a&&t.strokeRect(h,u[0].y,$,$),p<5||!f&&a)return;t.lineWidth=f===c?2:1,t.strokeStyle=ct(o.ink,f===c?.9:.35);for(let b of u)t.strokeRect(b.x,b.y,b.size,b.size);if(!f||p<14)return;let v=Math.min(p/9,4);t.lineWidth=1,t.strokeStyle=ct(o.ink,.5),u.forEach((b,d)=>{let S=s[n.layout[f-1].b.start+d];t.beginPath(),t.arc(b.x,b.y+b.size,v,0,2*Math.PI),t.fillStyle=I(Lt(o,Math.sign(S)*Math.max(Math.min(Math.abs(S)*2,1),.25))),t.fill(),t.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let p=u?e.columns[u.column]?.cells[u.index]:null;!p||p.size<5||(t.lineWidth=3,t.strokeStyle=I(o.ink),t.strokeRect(p.x,p.y,p.size,p.size))}}function Yo(t,e,n){if(t.measureText(e).width<=n)return e;let s=e.length-1;for(;s>0&&t.measureText(`${e.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${e.slice(0,s)}\u2026`:""}function Vr(t,{layout:e,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[e.columns[0],e.columns[e.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;t.fillStyle=I(n.muted),t.font="12px system-ui, sans-serif",t.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(t.textAlign="right",r.cells.forEach(({x:u,y:p,size:h},$)=>t.fillText(Yo(t,s[$]??"",u-10),u-5,p+h/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(t.textAlign="left",l.cells.forEach(({x:u,y:p,size:h},$)=>t.fillText(Yo(t,o[$]??"",e.width-u-h-8),u+h+6,p+h/2)))}var Br=24,Hr=4,gn={k:1,x:0,y:0},vn=(t,e,n)=>Math.min(Math.max(t,e),n),wn=({k:t,x:e,y:n},{width:s,height:o})=>({k:t,x:vn(e,s*(1-t),0),y:vn(n,o*(1-t),0)});function Fe({k:t,x:e,y:n},s,[o,a],r){let l=vn(t*s,1,Br);return wn({k:l,x:o-(o-e)*l/t,y:a-(a-n)*l/t},r)}var Xo=({k:t,x:e,y:n},s,o,a)=>wn({k:t,x:e+s,y:n+o},a),Jo=({k:t,x:e,y:n},s,o)=>[(s-e)/t,(o-n)/t];function Qo(t,e){let[n,s]=M(gn),o=O(e);return o.current=e,T(()=>s(a=>wn(a,e)),[e.width,e.height]),T(()=>{let a=t.current;if(!a)return;let r=new Map,l=0,c=({clientX:d,clientY:S})=>{let k=a.getBoundingClientRect();return[d-k.left,S-k.top]},u=d=>{if(!d.ctrlKey&&!d.metaKey)return;d.preventDefault();let S=2**(-d.deltaY*(d.deltaMode===1?.05:.004));s(k=>Fe(k,S,c(d),o.current))},p=d=>{d.button||!(d.target instanceof HTMLCanvasElement)||(r.size||(l=0),r.set(d.pointerId,c(d)))},h=d=>{let S=r.get(d.pointerId);if(!S)return;let k=c(d),[x]=[...r].filter(([A])=>A!==d.pointerId).map(([,A])=>A),[y,E]=[k[0]-S[0],k[1]-S[1]];if(r.set(d.pointerId,k),l+=Math.hypot(y,E),x){let A=Math.hypot(k[0]-x[0],k[1]-x[1])/Math.max(Math.hypot(S[0]-x[0],S[1]-x[1]),1),F=[(k[0]+x[0])/2,(k[1]+x[1])/2];s(K=>Fe(Xo(K,y/2,E/2,o.current),A,F,o.current))}else s(A=>A.k>1?Xo(A,y,E,o.current):A)},$=d=>{r.delete(d.pointerId)},f=d=>{l>Hr&&d.target instanceof HTMLCanvasElement&&d.stopPropagation(),l=0},v=new AbortController,{signal:b}=v;return a.addEventListener("wheel",u,{passive:!1,signal:b}),a.addEventListener("pointerdown",p,{signal:b}),a.addEventListener("click",f,{capture:!0,signal:b}),addEventListener("pointermove",h,{signal:b}),addEventListener("pointerup",$,{signal:b}),addEventListener("pointercancel",$,{signal:b}),()=>v.abort()},[]),[n,s]}var Wr=92,Gr=44,Kr=t=>40+.06*t;function Yr({playground:t}){let{layers:e}=t.settings.value.architecture,n=s=>t.apply(zn(t.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!e.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:e.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${e.length>=j.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function Zr({playground:t,column:e,x:n,pitch:s}){let o=t.settings.value.architecture.layers[e-1],a=t.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===e,l=h=>t.apply(Ut(t.settings.value,e-1,o.width+h)),c=s<Wr,u=i("network.layer",{layer:e}),p=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>t.select(r?null:{kind:"layer",column:e})}
        aria-label=${i("network.editLayer",{layer:e,neurons:o.width,activation:q(o.activation)})} title=${`${u}: ${p}`}>
        ${c?e:u}
      </button>
      ${s<Gr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:e})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${p}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=j.neurons} aria-label=${i("network.addNeuron",{layer:e})}>+</button>
        </div>`}
    </div>`}function Xr(t,{column:e,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(e+o[0],0),t.length-1),r=o[0]?Math.round((n+.5)/t[e]*t[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),t[a]-1)}}function Jr(t,{x:e,y:n}){let s=t.inputs??t.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===e?o:r===n?a:Ce(r,24))}function Qr(t,e,n){let{W:s}=t.layout[0],[o,a]=s.shape,r=t.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(pe(e,n,u=>s.start+u*a+c),c*o);return l}function je({playground:t,name:e="network"}){let[n,s]=At(),o=O(null),a=O(null),[r,l]=Qo(n,s),[c,u]=M({column:1,index:0}),[p,h]=M(""),$=t.network.value,f=t.counts(),v=t.imageSide.value,b=f.join(","),d=B(()=>f.length&&s.width?us(f,s.width,s.height,v):null,[b,s.width,s.height,v]),S=t.plane.value,k=t.data.value,x=B(()=>$&&!v?Jr($,S):[],[$,S,v]),y=D.value;T(()=>{d&&(t.cellPixels.value=Math.max(...d.columns.slice(1).map(w=>w.size))*Math.min(r.k,2))},[d,r.k]);let E=B(()=>k&&!$?.classes.length?G(k.values):1,[k,$]),A=()=>{let w=t.frame.value?.arrays.theta;return!t.drawable.value||!d||!$||!w?null:{layout:d,network:$,theta:w,palette:y,hovered:t.hovered.value,selected:t.selected.value}},F=w=>{w.translate(r.x,r.y),w.scale(r.k,r.k)},K=O({levels:[],at:0,marks:[]});ot(()=>{let w=A();if(!w)return;let _=[d,y,r,w.hovered,w.selected],nt=_.every((St,Aa)=>St===K.current.marks[Aa]),_t=performance.now();if(nt&&t.newest.playing&&_t-K.current.at<Kr(w.theta.length))return;let yt=fn(w.network,w.theta,f,v>0);nt&&Zo(yt,K.current.levels)||(K.current={levels:yt,at:_t,marks:_},wt(o.current,s,St=>{F(St),dn(St,w,yt)}))},[d,$,y,r]);let Q=w=>{let _=t.frame.peek()?.arrays??{},nt=f.slice(1).map((_t,yt)=>{let St=_[`neurons_${yt}`];return St&&St.length%_t===0?St:null});return{...w,pictures:v?[Qr(w.network,w.theta,v)]:nt,featurePictures:x,answers:f.map((_t,yt)=>_[yt?`point_${yt-1}`:"point_inputs"]??null),shades:v?t.shades():null,names:Y(w.network),outputNames:w.network.classes.length>2?w.network.classes.map(U):[],outputScale:we(w.network.coding,E)}};ot(()=>{let w=A();w&&wt(a.current,s,_=>{F(_),bn(_,Q(w))})},[d,$,x,y,r,v,E]),T(()=>{e==="network"&&t.figures.set("network",()=>Dt(()=>{let w=A();return w&&Vt(s,y,_=>{dn(_,{...w,hovered:null,selected:null},fn(w.network,w.theta,f,v>0)),bn(_,Q({...w,hovered:null,selected:null}))})}))});let lt=w=>{let _=n.current?.getBoundingClientRect();if(!_||!d)return null;let[nt,_t]=Jo(r,w.clientX-_.left,w.clientY-_.top);return ps(d,nt,_t,6/r.k)},tt={features:$?Y($):[],layers:f.length-2,outputs:f.at(-1)??1,classes:$?.classes??[]},at=w=>{if(!w||!$)return"";if(w.kind==="neuron")return W(w,tt);let{W:_}=$.layout[w.column-1],nt=t.frame.peek()?.arrays.theta?.[_.start+w.from*_.shape[1]+w.to]??NaN;return i("network.weight",{from:W({column:w.column-1,index:w.from},tt),to:W({column:w.column,index:w.to},tt),value:g(nt)})},It=w=>{let _=lt(w);t.hovered.value=_?.kind==="neuron"?_:null,h(at(_))},C=w=>{w?(w.kind==="weight"||w.column>0)&&t.select(w):t.select(null)},R=w=>{if(!f.length)return;let _={column:Math.min(c.column,f.length-1),index:Math.min(c.index,(f[c.column]??1)-1)},nt=Xr(f,_,w.key);if(nt)u(nt),t.hovered.value=nt,h(W(nt,tt));else if(w.key==="Enter"||w.key===" ")C({kind:"neuron",..._});else if(w.key==="Escape")t.select(null);else return;w.preventDefault(),w.stopPropagation()},et=w=>l(_=>w?Fe(_,w,[s.width/2,s.height/2],s):gn),$t=w=>r.x+r.k*w,Tn=t.selected.value,In=Tn?.kind==="layer"&&Tn.column===f.length-1,ze=d?s.width/d.columns.length*r.k:0;return m`
    <section class="network-panel" id=${e} aria-label=${i(e==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${t.hides("layers")?null:m`<${Yr} playground=${t} />`}
        ${e==="network"&&!t.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${t.second.value!==null} onClick=${()=>t.second.value?de(t):fe(t,t.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>et(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${r.k<=1}>−</button>
          <button class="plain small" onClick=${()=>et(0)} disabled=${r.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>et(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${a} tabindex="0" role="application" aria-label=${p?`${i("network.picture")}: ${p}`:i("network.picture")}
          onPointerMove=${It} onPointerLeave=${()=>{t.hovered.value=null,h("")}}
          onClick=${w=>C(lt(w))} onKeyDown=${R}></canvas>
        ${d&&!t.hides("layers")?d.columns.slice(1,-1).map((w,_)=>m`
          <${Zr} key=${_} playground=${t} column=${_+1} pitch=${ze}
            x=${$t(w.x+w.width/2)} />`):null}
        ${d?m`<div class="layer-header end" style=${{left:`${$t(d.columns[0].x+d.columns[0].width/2)}px`}}>${ze<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${$t((d.columns.at(-1)?.x??0)+(d.columns.at(-1)?.width??0)/2)}px`}}>${ze<60?null:m`<button class="layer-name" aria-expanded=${In}
              onClick=${()=>t.select(In?null:{kind:"layer",column:f.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${p||(t.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function ta({playground:t,question:e}){let n=t.notice.value;return he.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>t.notice.value=null} aria-label=${i("notice.close")}>${X}</button>
      </div>`:e&&!t.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var ea=({playground:t})=>m`<p class="unseen" role="status" aria-live="polite">${t.announcement.value}</p>`;var na=({playground:t})=>m`
  <div class="preferences">
    <${N} id="theme" label=${i("preferences.theme")} value=${t.settings.value.view.theme}
      options=${Pn.map(e=>({value:e,label:i(`theme.${e}`)}))}
      onChange=${e=>t.setView({theme:e})} />
    <${N} id="language" label=${i("preferences.language")} value=${re.value.language}
      options=${ce.map(e=>({value:e,label:i(`language.${e}`)}))}
      onChange=${e=>t.setView({language:e})} />
  </div>`;function sa({playground:t}){let{epoch:e,viewed:n,playing:s}=t.position.value,o=n<e;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${e} step="1" value=${n} disabled=${e===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:e})}
        onInput=${a=>{let r=Number(a.currentTarget.value);t.travel(r===e&&!s?null:r)}} />
      <span class="scrubber-value">${z(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>t.fork()}>${i("scrubber.fork")}</button>`:null}
      ${t.hides("compare")?null:m`<button class="plain small" disabled=${e===0||t.kept.full} title=${i("runs.keepTitle")} onClick=${()=>t.keepRun()}>${i("runs.keep")}</button>`}
    </section>`}function xn(t,e){let n=new Float32Array(e*e),s=t.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([$])=>$)),Math.min(...s.map(([,$])=>$))],[r,l]=[Math.max(...s.map(([$])=>$))-o,Math.max(...s.map(([,$])=>$))-a],c=(e-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,h=t.map($=>$.map(([f,v])=>[e/2+(f-o-r/2)*u,e/2+(v-a-l/2)*u])).flatMap($=>$.map((f,v)=>[$[Math.max(v-1,0)],f]));for(let $=0;$<e*e*4*4;$++){let[f,v]=[$%(e*4),Math.floor($/(e*4))],[b,d]=[(f+.5)/4,(v+.5)/4];h.some(([S,k])=>ti(b,d,S,k)<=.7)&&(n[Math.floor(v/4)*e+Math.floor(f/4)]+=1/16)}return n}function ti(t,e,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((t-n)*r+(e-s)*l)/c,0),1):0;return Math.hypot(t-n-u*r,e-s-u*l)}function kn(t,e){let n=t.darkest.value,s=t.network.value?.features??[];t.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,e[a]*n])))}function oa({playground:t}){let e=O([]),n=O(!1),[s,o]=M(null),a=t.imageSide.value,r=t.custom.value;T(()=>{r||(e.current=[])},[r]);let l=({currentTarget:f,clientX:v,clientY:b})=>{let d=f.getBoundingClientRect();return[v-d.left,b-d.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,e.current=[...e.current,[l(f)]],kn(t,xn(e.current,a)))},u=f=>{n.current&&(e.current[e.current.length-1].push(l(f)),kn(t,xn(e.current,a)))},p=()=>n.current=!1,h=f=>{let v=s??Math.floor(a*(a+1)/2),b={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(b!==void 0){let d=v+b,S=Math.abs(b)===1&&Math.floor(d/a)!==Math.floor(v/a);d>=0&&d<a*a&&!S&&o(d)}else if(f.key===" "||f.key==="Enter"){let d=r?t.shades():new Float32Array(a*a);d[v]=d[v]>.5?0:1,o(v),kn(t,d)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")t.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},$=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${$} onPointerDown=${c} onPointerMove=${u} onPointerUp=${p} onPointerCancel=${p}
      onKeyDown=${h} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var aa=({playground:t})=>t.custom.value?m`<button class="plain" onClick=${()=>t.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function ei({playground:t}){let e=O(null),n=t.imageSide.value,s=D.value,o=t.data.value,a=t.row.value,r=t.custom.value;ot(()=>{let c=e.current?.getContext("2d");if(!c||!n||!o)return;let u=t.shades(),p=new ImageData(n,n);u.forEach((h,$)=>p.data.set([...vt(s.middle,s.ink,h),255],4*$)),c.putImageData(p,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${e} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function ni({playground:t}){let e=t.network.value,n=t.data.value,s=t.row.value,o=t.readable.value?.arrays[`point_${t.counts().length-2}`];if(!e||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${e.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${U(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:I(D.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${L(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function ra({playground:t}){let e=t.data.value,n=t.row.value,s=t.custom.value;if(T(()=>{e&&n===null&&!s&&t.lookAtRow(e.parts.test?.[0]??0)},[e,n,s]),!e)return null;let o=e.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${ei} playground=${t} /><${oa} playground=${t} /></div><${ni} playground=${t} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>t.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${V} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>t.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>t.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${aa} playground=${t} />
    </div>`}var si=40;function oi({classes:t,coding:e,target:n},s){if(!t.length)return[{name:n,value:g(xe(e,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-e.low)/((e.high??1)-e.low),0),1),a=e.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return t.map((r,l)=>({name:U(r),value:L(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function ai(t){let e=t.filter(s=>s!==null),n=e.reduce((s,o)=>s+o,0)/Math.max(e.length,1);return Number(n.toPrecision(4))}function ri({playground:t,name:e,value:n,onChange:s}){let o=t.data.value,a=o?.levels?.[e],r=`predict-${e}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${N} id=${r} label=${e} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[e]==="boolean")return m`<${N} id=${r} label=${e} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[e]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${e}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${V} id=${r} label=${Ot(e)} value=${n??""} onChange=${s} />`}function ia({playground:t}){let[e,n]=M(!1),s=t.network.value,o=t.data.value;if(!s||!o||ft(t.settings.value)||t.imageSide.value)return null;let a=s.columns,r=t.custom.value??t.pointValues(),l=t.readable.value?.arrays[`point_${t.counts().length-2}`],c=()=>Object.fromEntries(a.map(p=>[p,r[p]!==void 0?r[p]:o.levels?.[p]?null:ai(o.columns[p])])),u=e?c():{};return m`
    <details class="predict" onToggle=${p=>n(p.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${e?m`
        <div class="predict-fields">${a.slice(0,si).map(p=>m`
          <${ri} key=${p} playground=${t} name=${p} value=${u[p]} onChange=${h=>t.lookAtValues({...c(),[p]:h})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${oi(s,l).slice(0,5).map(({name:p,value:h},$)=>m`
          <li class=${$?"":"best"}>${p} <b>${h}</b></li>`)}</ol>`:null}`:null}
    </details>`}function la(t){let{points:e}=t.settings.value,n=t.data.value;return e||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,j.points).map((s,o)=>Ze([n.columns.x1[o],n.columns.x2[o],s])))}function ii(t){let e=t.network.value,s=t.readable.value?.arrays?.[`point_${t.counts().length-2}`];if(!e||!s)return"";let{classes:o,coding:a}=e;if(!o.length)return i("surface.value",{value:g(xe(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:U(o[l>.5?1:0]),share:L(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:U(o[r]),share:L(s[r])})}function li(t,e){let n=t.data.value,{x:s,y:o,xRange:a,yRange:r}=t.plane.value,{tests:l}=t.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let p of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let h=Math.hypot((n.columns[s][p]-e.x)/(a[1]-a[0]),(n.columns[o][p]-e.y)/(r[1]-r[0]));h<c&&([c,u]=[h,p])}return u<0?null:u}function ci(t,{drawing:e,cls:n}){let s=l=>{let c=la(t);c.length<j.points&&t.apply(Ke(t.settings.value,[...c,Ze([l.x,l.y,n])]))},o=l=>{let c=la(t),u=c.map(([h,$])=>Math.hypot(h-l.x,$-l.y)),p=u.indexOf(Math.min(...u));c.length>2&&u[p]<.4&&t.apply(Ke(t.settings.value,c.filter((h,$)=>$!==p)))};return{press:l=>{let c=e?null:li(t,l);e?s(l):c!==null?t.lookAtRow(c):t.lookAt(l)},remove:o,key:l=>{let c={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[l.key],{x:u,y:p}=t.point.value,h=l.shiftKey?1:.1;if(c)t.lookAt({x:u+c[0]*h,y:p+c[1]*h});else if(e&&l.key==="Enter")s({x:u,y:p});else if(e&&(l.key==="Delete"||l.key==="Backspace"))o({x:u,y:p});else return;l.preventDefault()}}}var ui=({cls:t,onChange:e,used:n})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${D.value.classes.slice(0,Math.min(Math.max(n+1,2),j.classes)).map((s,o)=>m`
      <button key=${o} class="swatch" style=${{background:I(s)}} aria-pressed=${t===o} aria-label=${i("class.drawn",{place:o+1})} onClick=${()=>e(o)}>${o+1}</button>`)}
  </div>`;function mi({playground:t}){let e=t.axes(),{x:n,y:s}=t.plane.value;if(e.length<=2)return null;let o=e.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${N} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>t.setView(a===s?{x:a,y:n}:{x:a})} />
    <${N} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>t.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function pi({playground:t}){let{status:e,message:n}=t.position.value;if(e!=="diverged")return null;let{label:s,run:o}=t.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function yn(t,e,{palette:n,targetReach:s,hovered:o}){let a=e.frame.value?.arrays,r=t?.getContext("2d"),l=e.network.peek();if(!e.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=e.settings.peek().view,u=e.counts(),p=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,h=o?u[o.column]:1,$=Math.round(Math.sqrt(p?p.length/h:a.surface.length/u[u.length-1])),f=p&&o&&o.index<h?Rs({values:p,start:o.index*$*$,size:$,palette:n,activation:l.architecture.layers[o.column-1].activation}):Ls({values:a.surface,size:$,network:l,palette:n,steps:c,targetReach:s});f.length===4*$*$&&(r.canvas.width!==$&&(r.canvas.width=r.canvas.height=$),r.putImageData(new ImageData(f,$,$),0,0))}function ca({playground:t}){let[e,{width:n,height:s}]=At(),o=O(null),a=O(null),[r,l]=M(!1),[c,u]=M(0),p=Math.min(n,s),h=D.value,$=t.network.value,f=t.data.value,{view:v}=t.settings.value,b=t.hovered.value,d=t.point.value,S=t.plane.value,k=B(()=>Is(p,S),[p,S]),x=B(()=>f&&!$?.classes.length?G(f.values):1,[f,$]);ot(()=>yn(o.current,t,{palette:h,targetReach:x,hovered:b}),[$,h,b,v.steps,x]);let y=(C,R)=>{if(!$||!f)return;Ps(C,k,{x:Ot(S.x),y:Ot(S.y),palette:h}),C.beginPath(),C.rect(k.left,k.top,k.right-k.left,k.bottom-k.top),C.save(),C.clip();let et={data:f,x:S.x,y:S.y,palette:h,targetReach:x};ee(C,k,{...et,rows:f.parts.train??[],outline:h.train}),v.tests&&ee(C,k,{...et,rows:f.parts.test??[],outline:h.test}),R&&Ds(C,k,d,h),C.restore()},E=t.drawable.value&&$&&f&&p>=80;ot(()=>E&&wt(a.current,{width:p,height:p},C=>y(C,!0)),[E,$,f,p,h,k,S,d,v.tests,x]),T(()=>(t.figures.set("surface",()=>Dt(()=>E&&o.current?Vt({width:p,height:p},h,C=>{C.drawImage(o.current,k.left,k.top,k.right-k.left,k.bottom-k.top),y(C,!1)}):null)),()=>{t.figures.delete("surface")}));let{press:A,remove:F,key:K}=ci(t,{drawing:r,cls:c}),Q=C=>{let R=C.currentTarget.getBoundingClientRect();return _s(k,C.clientX-R.left,C.clientY-R.top)},lt=t.counts(),tt=$?{features:Y($),layers:lt.length-2,outputs:lt.at(-1)??1,classes:$.classes}:null,at=b&&b.column>0&&tt?W(b,tt):i("surface.output"),It=new Set((t.settings.value.points??[]).map(C=>C[2])).size;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${at}</h2>${$?.classes.length?m`
        <ul class="classes">${$.classes.map((C,R)=>m`
          <li key=${C}><span class="swatch dot" style=${{background:I(h.classes[ye($.classes,R)%10])}}></span>${U(C)}</li>`)}</ul>`:null}
      </div>
      ${t.imageSide.value?m`<${ra} playground=${t} />`:m`
      <div class="surface" ref=${e}>
        <div class="surface-box" style=${{width:`${p}px`,height:`${p}px`}}>
          <canvas class=${`surface-picture ${v.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${k.left}px`,top:`${k.top}px`,width:`${k.right-k.left}px`,height:`${k.bottom-k.top}px`}}></canvas>
          <canvas class="surface-points" ref=${a} tabindex="0" role="application" style=${{width:`${p}px`,height:`${p}px`}}
            aria-label=${i(r?"surface.draws":"surface.picture",{x:g(d.x,2),y:g(d.y,2)})}
            onClick=${C=>A(Q(C))} onKeyDown=${K}
            onContextMenu=${C=>{r&&(C.preventDefault(),F(Q(C)))}}></canvas>
          <${pi} playground=${t} />
          <p class="answer" style=${{left:`${k.left}px`}}>${i("surface.at",{x:g(d.x,2),y:g(d.y,2)})} <b>${ii(t)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${st} id="tests" label=${i("surface.tests")} checked=${v.tests} onChange=${C=>t.setView({tests:C})} />
        <${st} id="steps" label=${i("surface.steps")} checked=${v.steps} onChange=${C=>t.setView({steps:C})} />
        ${t.hides("points")?null:m`<${st} id="draw" label=${i("draw.mode")} checked=${r} onChange=${l} />`}
        ${r?m`<${ui} cls=${c} onChange=${u} used=${It} />`:null}
        <${mi} playground=${t} />
      </div>
      <${ia} playground=${t} />`}
    </section>`}function $i({playground:t}){let[e,{width:n,height:s}]=At(),o=O(null),a=O(null),r=Math.min(n,s),l=D.value,c=t.network.value,u=t.data.value,p=t.plane.value,{steps:h}=t.settings.value.view,$=B(()=>u&&!c?.classes.length?G(u.values):1,[u,c]);ot(()=>yn(o.current,t,{palette:l,targetReach:$,hovered:t.hovered.value}),[c,l,h,$]),ot(()=>wt(a.current,{width:r,height:r},v=>{if(!t.drawable.value||!u||!c)return;let b={left:0,right:r,top:0,bottom:r,xRange:p.xRange,yRange:p.yRange};ee(v,b,{data:u,rows:u.parts.train??[],x:p.x,y:p.y,palette:l,outline:l.train,targetReach:$,radius:2})}),[c,u,r,l,p,$]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${e} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function hi({playground:t}){let{epoch:e,status:n,message:s}=t.position.value,o=t.readable.value?.header.row,a=t.network.value?.classes.length,r=t.notice.value?.tone==="error"?t.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${z(e)}</b> · ${i(`measure.${l}_loss`)} <b>${g(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${L(o[`${l}_accuracy`])}</b>`:m`R² <b>${g(o[`${l}_r2`])}</b>`}</p>`}function ua({first:t}){let e=t.second.value;if(!e)return null;let n=e.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map(p=>({value:p,label:p?q(p):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:I(D.value.classes[3])}}></span>${i("second.title")}</h2>
        <${N} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...ie,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:g(c,4)}))}
          onChange=${c=>e.apply(dt(e.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${N} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(Nt,r.length===1?r[0]:"")}
          onChange=${c=>c&&e.apply(me(e.settings.value,c))} />`:null}
        <${N} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(be,String(s.optimizer))}
          onChange=${c=>e.apply(dt(e.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>hs(t)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>de(t)} aria-label=${i("second.close")}>${X}</button>
      </div>
      <div class="second-body"><${je} playground=${e} name="second" /><div class="second-side"><${$i} playground=${e} /><${hi} playground=${e} /></div></div>
    </section>`}var fi=["data","network","result"];function di(t){t.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function ma({playground:t,question:e}){let[n,s]=M("result");return m`
    <a class="skip" href="#network" onClick=${di}>${i("page.skip")}</a>
    <${As} playground=${t} />
    <${Ts} part=${t.classPart.value} />
    <${Bo} guide=${t.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${eo} playground=${t} />${t.hides("preferences")?null:m`<${na} playground=${t} />`}</div>
      <div class="notices"><${ta} playground=${t} question=${e&&!t.played.value&&!t.canUndo.value&&!t.guide?.lesson.value} /><${zo} playground=${t} question=${e} /></div>
      <div class="center">
        <${je} playground=${t} />
        <${ua} first=${t} />
        <${Uo} playground=${t.second.value?.selected.value?t.second.value:t} />
      </div>
      <${Ro} playground=${t} />
      <div class="right">
        ${t.hides("surface")?null:m`<${ca} playground=${t} />`}
        ${t.hides("time")?null:m`<${sa} playground=${t} />`}
        ${t.hides("curves")?null:m`<${Hs} playground=${t} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${fi.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${ea} playground=${t} />`}async function pa(){if(Et){let t=new URL(Et.engine,document.baseURI);t.protocol=t.protocol.replace("http","ws");let{ServerTransport:e}=await import("./transport-CRU67ZIS.js"),n=new e({socket:t,upload:new URL(Et.upload,document.baseURI)});n.onConnection=o=>he.value=o?"lost":"open";let s=await n.ready;if(s)return $e.value=s.features,{transport:n,server:n,connected:s}}return{transport:ls(new URL("./worker.js",import.meta.url)),server:null,connected:null}}var $a={" ":t=>{t.togglePlay()},".":t=>{t.step()},",":t=>{t.stepBatch()},r:t=>{t.reset()},"[":t=>t.travel(Math.max(t.position.value.viewed-1,0)),"]":t=>t.travel(Math.min(t.position.value.viewed+1,t.position.value.epoch))},bi=t=>t instanceof HTMLElement&&t.closest("input, select, textarea, button, [role=application]")!==null,vi=t=>t instanceof HTMLElement&&t.closest("input[type=number], input[type=text], textarea")!==null;function ha(t,e){let n=e.key.length===1?e.key.toLowerCase():e.key;if((e.ctrlKey||e.metaKey)&&(n==="z"||n==="y")){if(vi(e.target))return;n==="y"||e.shiftKey?t.undoStack.redo():t.undoStack.undo(),e.preventDefault();return}e.ctrlKey||e.metaKey||e.altKey||bi(e.target)||!Object.hasOwn($a,n)||($a[n](t),e.preventDefault())}var gi=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"];async function fa(t,e){let n=new URLSearchParams(e),s=n.get("class");s&&Et&&/^[A-Za-z]{6}$/.test(s)&&(t.playground.classPart.value=new Cs(s,t));let o=[...n.keys()].some(r=>!gi.includes(r)),a=n.get("challenge");n.has("entry")?t.verify(`?${e}`):n.has("lesson")?await t.open(...ys(e),{keep:o,fresh:!0}):a&&await t.challenge(a,{keep:o,fresh:!0})}function da(t,e,n){e.toLowerCase().endsWith(".md")?t.openFile(new TextDecoder().decode(n),"file"):t.playground.hides("own")||t.playground.open(e,n)}async function ba(t){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:e}=navigator,n=await e.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!e.controller||t(()=>{e.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var wa="nnplay runs",va=400,wi=4e3;function Sn(t){let{locks:e}=navigator;return e?new Promise(n=>{e.request(`nnplay ${t}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function xa(){try{return JSON.parse(sessionStorage.getItem(wa)??"[]")}catch{return[]}}async function ka(t,e,n){let s=xa(),o=(await Promise.all(s.map(r=>t.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===e),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await Sn(a.id)?a.id:await ga(),run:a};if(!s.length&&!n){for(let r of await t.runs())if(await Sn(r.id))return{id:ya(r.id),run:r}}return{id:await ga(),run:null}}function ya(t){try{sessionStorage.setItem(wa,JSON.stringify([...xa().filter(e=>e!==t),t].slice(-20)))}catch{}return t}async function ga(){let t=Array.from(crypto.getRandomValues(new Uint32Array(3)),e=>e.toString(36)).join("");return await Sn(t),ya(t)}function Sa(t,e,n){let[s,o,a,r]=[0,!1,!1,0],l=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;try{let c=await t.saved();c&&await e.saveRun({id:n,...c,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],a&&(a=!1,l())};Mt(()=>{let{playing:c}=t.position.value;t.settings.value;for(let{value:p}of t.extras.values());let u=c?Math.max(wi-(performance.now()-r),va):va;c&&s||(clearTimeout(s),s=Number(setTimeout(()=>{l()},u)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void l()),addEventListener("pagehide",()=>{l()})}var Gt="runs",Kt="tables",xi={[Gt]:12,[Kt]:8},pt=t=>new Promise((e,n)=>{t.onsuccess=()=>e(t.result),t.onerror=()=>n(t.error)}),Ue=class t{constructor(e){this.database=e}static async open(e,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${e}`,1);return s.onupgradeneeded=()=>[Gt,Kt].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new t(await pt(s))}catch{return null}}store(e,n="readonly"){return this.database.transaction(e,n).objectStore(e)}run(e){return pt(this.store(Gt).get(e))}async runs(){return(await pt(this.store(Gt).getAll())).sort((n,s)=>s.at-n.at)}saveRun(e){return this.save(Gt,e)}table(e){return pt(this.store(Kt).get(e))}async tableOf(e){return(await pt(this.store(Kt).getAll())).filter(s=>s.file===e).sort((s,o)=>o.at-s.at)[0]}saveTable(e){return this.save(Kt,e)}async save(e,n){try{await pt(this.store(e,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(e,1),await pt(this.store(e,"readwrite").put(n))}await this.forgetOldest(e,xi[e])}async forgetOldest(e,n){if((await pt(this.store(e).getAllKeys())).length<=n)return;let o=await pt(this.store(e).getAll()),a=this.store(e,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([Gt,Kt].map(e=>pt(this.store(e,"readwrite").clear())))}};var Ca=t=>t??navigator.languages.map(e=>e.slice(0,2)).find(e=>ce.includes(e))??"en";async function Ea(t){let e=await fetch(new URL(`../messages/${t}.json`,import.meta.url));On(t,await e.json()),document.documentElement.lang=t,document.title=i("page.title")}var ki=pa(),Tt=await vs(location.search);Tt!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Tt}`);var oe=Xt(Tt??""),{troubles:Mn}=oe;Tt===null&&Mn.push({key:"link.short",values:{}});var{transport:yi,server:Cn,connected:Si}=await ki,ae=await Ue.open(new URL("./",document.baseURI).pathname),kt=ae?await ka(ae,bt(oe.settings),Tt!=="").catch(()=>null):null,Na=kt?.run&&kt.run.query!==bt(oe.settings)?Xt(kt.run.query).settings:oe.settings;Na!==oe.settings&&history.replaceState(history.state,"",`?${kt?.run?.query}`);var Yt={...Na,table:kt?.run?.table??history.state?.table??null},H=new $s(new cs(yi),Yt,history);H.undoStack.table=Yt.table;H.storage=ae;H.embedded=new URLSearchParams(Tt??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",H.embedded);var Nn=H.start(Si,kt?.run??null);Cn&&(Cn.onForgotten=t=>{H.startAgain(t)});await Ea(Ca(Yt.view.language));Us();Mt(()=>{Me.value=H.settings.value.view.theme});Mt(()=>{document.documentElement.dataset.theme=Qe.value});var Ma=Yt.view.language;Mt(()=>{let t=H.settings.value.view.language;t!==Ma&&Ea(Ca(Ma=t))});var An=H.guide=new ks(H);addEventListener("popstate",t=>{H.moved(t.state,location.search),An.follow(location.search)});addEventListener("keydown",t=>ha(H,t));kt?.run&&await Nn;await fa(An,Tt??"");var Mi=bt({...Yt,view:{...Yt.view,theme:"system",language:null}})===bt(jn),En=document.getElementById("page");En.replaceChildren();if(Cn&&new URLSearchParams(Tt??"").get("teacher")==="1"){let[{TeacherView:t},{TeacherPart:e}]=await Promise.all([import("./teacher_view-NJRMTRHS.js"),import("./classroom-U6RDYDKP.js")]);qe(m`<${t} part=${new e} />`,En)}else qe(m`<${ma} playground=${H} question=${Mi} />`,En);Jn((t,e)=>{Nn.then(()=>da(An,t,e))},t=>document.documentElement.classList.toggle("dropping",t));await Nn;ae&&kt&&Sa(H,ae,kt.id);Mn.length&&H.complain(Mn.map(({key:t,values:e})=>i(t,e)).join(" "));ba(t=>H.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:t}});
