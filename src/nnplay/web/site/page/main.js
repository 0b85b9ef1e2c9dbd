/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Fs}from"./chunk-B4M66LZ5.js";import{A as Rs,B as Ls,C as _s,D as Ps,F as Ds,a as A,b as X,c as oe,d as H,e as Qn,f as es,g as ts,h as ns,i as ss,j as os,k as as,l as rs,m as J,n as $s,o as hs,p as fs,q as ds,r as at,s as He,t as Me,u as Es,v as Ns,w as As,x as Ts,y as Os,z as Is}from"./chunk-QMOD4EOL.js";import{a as Q,b as kt,c as yt}from"./chunk-4XZQBXY2.js";import{A as ys,B as Ss,C as Ms,E as Mt,F as Ct,G as Cs,a as _e,b as W,c as ot,d as K,e as Z,f as B,g as T,h as $e,i as is,j as Se,k as Pe,l as ce,m as on,n as Ie,o as ls,p as Y,q as us,r as ms,s as ps,t as bs,u as St,v as vs,w as ws,x as gs,y as xs,z as ks}from"./chunk-3LKMSPQ7.js";import{b as cs}from"./chunk-IJ5ZN3G7.js";import{a as $t,b as zn,c as i,d as Bn,e as w,f as L,g as q}from"./chunk-GL7E4IHK.js";import{a as Xt,b as M,c as O,d as pt,e as R,f as V,h as ze,i as nt,j as Jt,k as Te,l as m}from"./chunk-GIT5U4M4.js";import{A as Ve,B as Zn,C as Xn,D as sn,E as qe,F as Jn,G as xt,K as We,N as ye,O as st,a as Oe,b as ht,c as ft,d as Vn,e as dt,f as Qt,g as en,h as tn,i as Be,j as bt,k as vt,l as qn,m as z,n as Wn,o as wt,p as xe,q as Hn,r as nn,s as Gn,t as Kn,u as pe,w as ke,x as Yn,y as gt}from"./chunk-MI4BKAE6.js";import"./chunk-TOKA3MKC.js";var js=(e,t)=>e.includes(t)?e:[...e,t].toSorted((n,s)=>n-s),ja=({playground:e})=>{let{playing:t,epoch:n,batches:s,viewed:o}=e.run.position.value,a=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>e.run.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${ns}</button>
      <button class=${`play ${t?"playing":""}`} onClick=${()=>e.run.togglePlay()}>
        ${t?es:Qn}<span>${i(t?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>e.run.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${ts}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${e.run.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:w(e.run.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${q(a)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function Ua({playground:e}){let t=e.settings.value,{recipe:n,architecture:s,view:o}=t,a=[...new Set(s.layers.map(p=>p.activation))],r=a.length===1?a[0]:"",l=Be.map(p=>({value:p,label:W(p)})),c=[...new Set([...Oe,...r?[r]:[]])].filter(p=>!Be.includes(p)),u=Number(n.learning_rate);return m`
    ${e.hides("speed")?null:m`<${A} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...js(qn.filter(p=>p!==null),o.speed??60),null].map(p=>({value:String(p),label:p===null?i("bar.fullSpeed"):i("bar.perSecond",{count:p})}))}
      onChange=${p=>e.setView({speed:p==="null"?null:Number(p)})} />`}
    ${e.hides("rate")?null:m`<${A} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${js(bt,u).map(p=>({value:String(p),label:w(p,4)}))}
      onChange=${p=>e.apply(ke(t,{learning_rate:Number(p)}))} />`}
    ${e.hides("activation")||!s.layers.length?null:m`<${A} id="activation" label=${i("bar.activation")} value=${r}
      options=${r?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map(p=>({value:p,label:W(p)}))}]}
      onChange=${p=>p&&e.apply(xt(t,p))} />`}`}function za({playground:e}){let t=e.drawer.value,n=s=>e.hides(s)?null:m`
    <button class=${`drawer-button ${t===s?"open":""}`} aria-expanded=${t===s} aria-controls="drawer" onClick=${()=>e.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var Us=({playground:e})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${ja} playground=${e} />
    <div class="bar-settings"><${Ua} playground=${e} /></div>
    ${e.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!e.undo.canUndo.value} onClick=${()=>e.undo.stack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${ss}</button>
      <button class="round small" disabled=${!e.undo.canRedo.value} onClick=${()=>e.undo.stack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${os}</button>
    </div>`}
    ${e.address.embedded?m`<a class="embed-open" href=${`?${ye(e.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${za} playground=${e} />`}
  </header>`;function zs({part:e}){let[t,n]=M("");if(!e||e.part.value==="refused")return null;let s=o=>{o.preventDefault(),t.trim()&&e.join(t.trim())};return e.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:e.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:e.name.value})} <button class="quiet" onClick=${()=>e.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>e.refuse()}>${i("class.notNow")}</button>
    </form>`}function Re(){let e=R(null),[t,n]=M(null),[s,o]=M({width:0,height:0});return pt(()=>n(e.current)),pt(()=>{if(!t)return;let a=()=>o(l=>{let{clientWidth:c,clientHeight:u}=t;return c===l.width&&u===l.height?l:{width:c,height:u}});a();let r=new ResizeObserver(a);return r.observe(t),()=>r.disconnect()},[t]),[e,s]}function ae(e,t){pt(()=>Te(()=>{e()}),t)}var Ba=()=>Math.min(window.devicePixelRatio||1,2);function Ce(e,{width:t,height:n},s){let o=e?.getContext("2d");if(!e||!o||!t||!n)return;let a=Ba(),[r,l]=[Math.round(t*a),Math.round(n*a)];(e.width!==r||e.height!==l)&&([e.width,e.height]=[r,l]),o.setTransform(a,0,0,a,0,0),o.clearRect(0,0,t,n),s(o)}var Va={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},rt=(e,t)=>Va[e.split("(")[0]]??[0,t];function Et({form:e,low:t,offset:n,scale:s},o){return e==="column"?[(t+1)/2,(1-t)/2]:[-n/s,o/s]}var Nt=({form:e,offset:t,scale:n},s)=>e==="values"?s*n+t:s;function Bs(e,{xRange:t,yRange:n}={xRange:xe,yRange:xe}){let o=20+7*Math.max(...Ge(n).map(a=>w(a).length));return{left:o,right:e-4,top:4,bottom:e-o,xRange:t,yRange:n}}var At=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>[e+(c-o)/(a-o)*(t-e),s-(u-r)/(l-r)*(s-n)],Vs=({left:e,right:t,top:n,bottom:s,xRange:[o,a],yRange:[r,l]},c,u)=>({x:o+(c-e)/(t-e)*(a-o),y:r+(s-u)/(s-n)*(l-r)});function Ge([e,t],n=7){let s=(t-e)/(n-1),o=10**Math.floor(Math.log10(s)),a=([1,2,5].find(l=>l*o>=s*.999)??10)*o,r=Math.ceil(e/a-1e-9);return Array.from({length:Math.floor(t/a+1e-9)-r+1},(l,c)=>Number(((r+c)*a).toPrecision(12)))}function Tt(e,t){let n=/^class (\d\d)$/.exec(e[t]??"");return n?Number(n[1])-1:t}function qs(e,t){if(!t.length||t.every((s,o)=>Tt(t,o)===o))return e;let n=t.map((s,o)=>e.classes[Tt(t,o)%e.classes.length]);return{...e,classes:n,low:n[0]??e.low,high:n[1]??e.high}}function Ws({values:e,size:t,network:n,palette:s,steps:o,targetReach:a}){let r=e.length/t/t,l=qs(s,n.classes);if(r>1)return ls(l,e,t,r,o);let[c,u]=Et(n.coding,a);if(!o||!n.classes.length)return Ie(ce(l),e,t,c,u);let p=Float32Array.from(e,h=>h>c?.75:-.75);return Ie(ce(l),p,t,0,1)}function Hs({values:e,start:t,size:n,activation:s,palette:o}){let[a,r]=rt(s,Y(e,t,t+n*n));return Ie(ce(o),e,n,a,r,t)}function Gs(e,t,{x:n,y:s,palette:o}){let{left:a,right:r,top:l,bottom:c}=t;e.strokeStyle=$e(o.ink,.5),e.lineWidth=1,e.strokeRect(a,l,r-a,c-l),e.fillStyle=T(o.muted),e.font="11px system-ui, sans-serif",e.textBaseline="top",e.textAlign="center";for(let u of Ge(t.xRange))e.fillText(w(u),At(t,u,0)[0],c+4);e.textBaseline="middle",e.textAlign="right";for(let u of Ge(t.yRange))e.fillText(w(u),a-5,Math.max(At(t,0,u)[1],7));e.fillStyle=T(o.ink),e.font="13px system-ui, sans-serif",e.textBaseline="bottom",e.fillText(n,r,c+33),e.save(),e.translate(7,l),e.rotate(-Math.PI/2),e.textBaseline="middle",e.fillText(s,0,0),e.restore()}function it(e,t,{data:n,rows:s,x:o,y:a,palette:r,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:p,values:h,columns:$}=n,f=qs(r,p);for(let v of s){let[d,b]=At(t,$[o][v],$[a][v]);e.beginPath(),e.arc(d,b,u,0,2*Math.PI),e.lineWidth=4,e.strokeStyle=$e(r.middle,.9),e.stroke(),e.lineWidth=1.2,e.strokeStyle=T(l),e.fillStyle=T(p.length?f.classes[h[v]]:Pe(r,h[v]/c)),e.fill(),e.stroke()}}function Ks(e,t,n,s){let[o,a]=At(t,n.x,n.y);for(let[r,l]of[[s.middle,5],[s.ink,2]])e.beginPath(),e.arc(o,a,8,0,2*Math.PI),e.strokeStyle=T(r),e.lineWidth=l,e.stroke()}function qa(e,t){let[n,s]=[1/0,-1/0];for(let o of t)[n,s]=[Math.min(n,o),Math.max(s,o)];return e==="accuracy"?[0,1]:e==="r2"?[Math.min(Math.max(n,-1),0),1]:[0,s>0&&s<1/0?s*1.05:1]}function an(e,{left:t,top:n,width:s,height:o},{measure:a,palette:r,lines:l}){let c=l.flatMap(b=>Array.from(b.values,Number).filter(Number.isFinite)),u=Math.max(1,...l.map(({epochs:b})=>b[b.length-1]??0)),[p,h]=qa(a,c),[$,f]=[t+s,n+o],v=b=>t+b/u*s,d=b=>f-(b-p)/(h-p)*o;e.font="11px system-ui, sans-serif",e.lineWidth=1,e.strokeStyle=$e(r.ink,.12),e.fillStyle=T(r.muted),e.textBaseline="middle",e.textAlign="right";for(let b of Ge([p,h],Math.max(Math.floor(o/24),3)))e.beginPath(),e.moveTo(t,d(b)),e.lineTo($,d(b)),e.stroke(),e.fillText(a==="accuracy"?L(b):w(b,2),t-5,d(b));e.textBaseline="top",e.textAlign="center";for(let b of Ge([0,u],Math.max(Math.floor(s/42),3))){if(!Number.isInteger(b))continue;let y=q(b);e.fillText(y,Math.min(v(b),$+10-e.measureText(y).width/2),f+5)}for(let{epochs:b,values:y,color:g,dash:k,width:S}of l){e.beginPath();let C=!1;for(let E=0;E<b.length;E++){let D=y[E];D==null||!Number.isFinite(D)||(C?e.lineTo(v(b[E]),d(Math.min(Math.max(D,p),h))):e.moveTo(v(b[E]),d(Math.min(Math.max(D,p),h))),C=!0)}e.strokeStyle=g,e.lineWidth=S,e.setLineDash(k),e.stroke(),e.setLineDash([])}}var _=e=>String(Math.round(e*100)/100),Wa=e=>e.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),Ha={left:"start",right:"end",center:"middle",start:"start",end:"end"},Ga={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},Ot=class{constructor(t,n,s){this.size={width:t,height:n},this.parts=[`<rect width="${t}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(t,n){this.path+=`M${_(t)} ${_(n)}`}lineTo(t,n){this.path+=`L${_(t)} ${_(n)}`}bezierCurveTo(...t){this.path+=`C${t.map(_).join(" ")}`}arc(t,n,s){let o=_(s);this.path+=`M${_(t-s)} ${_(n)}a${o} ${o} 0 1 0 ${_(2*s)} 0a${o} ${o} 0 1 0 ${_(-2*s)} 0z`}rect(t,n,s,o){this.path+=`M${_(t)} ${_(n)}h${_(s)}v${_(o)}h${_(-s)}z`}setLineDash(t){this.dash=t}stroke(){let t=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${_(this.lineWidth)}"${t}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.stroke()}fillRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.fill()}fillText(t,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${_(n)}" y="${_(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${Ha[this.textAlign]}" dominant-baseline="${Ga[this.textBaseline]}">${Wa(t)}</text>`)}measureText(t){return{width:t.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(t,...n){let[s,o,a,r,l,c,u,p]=n.length===8?n:[0,0,t.width,t.height,...n],h=Object.assign(document.createElement("canvas"),{width:a,height:r});h.getContext("2d")?.drawImage(t,s,o,a,r,0,0,a,r),this.parts.push(`<image x="${_(l)}" y="${_(c)}" width="${_(u)}" height="${_(p)}" preserveAspectRatio="none" href="${h.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(t){this.parts.push(`<g transform="${t}">`),this.open[this.open.length-1]+=1}translate(t,n){this.transformed(`translate(${_(t)} ${_(n)})`)}rotate(t){this.transformed(`rotate(${_(t*180/Math.PI)})`)}toString(){let{width:t,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${t} ${n}" width="${t}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};function Ke({width:e,height:t},n,s){let o=new Ot(e,t,T(n.middle));return s(o),o.toString()}async function Ys(e){let t=new Image,n=URL.createObjectURL(new Blob([e],{type:"image/svg+xml"}));try{t.src=n,await t.decode();let s=Object.assign(document.createElement("canvas"),{width:2*t.naturalWidth,height:2*t.naturalHeight});return s.getContext("2d")?.drawImage(t,0,0,s.width,s.height),await new Promise((o,a)=>s.toBlob(r=>r?o(r):a(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var It=nt("system"),Zs=nt("light"),rn=Jt(()=>It.value==="system"?Zs.value:It.value),P=Jt(()=>is[rn.value]);function Xs(){let e=matchMedia("(prefers-color-scheme: dark)"),t=matchMedia("(prefers-contrast: more)"),n=()=>Zs.value=t.matches&&!e.matches?"contrast":e.matches?"dark":"light";e.addEventListener("change",n),t.addEventListener("change",n),n()}var Ka=300;function eo(e,t){let n=cs(e.rows,Ka);return["epoch",`train_${t}`,`test_${t}`].map(s=>{let o=e.column(s);return n.map(a=>Number.isFinite(o[a])?o[a]:null)})}function Ya(e,t,n){let s=e.kept.runs.value.map(({number:a,curves:{epoch:r,...l}})=>({color:T(ln(n,a)),epochs:r??[],values:l[`test_${t}`]??l[`train_${t}`]??[]})),o=e.second.value;if(o){let[a,r,l]=eo(o.run.history,t);s.push({color:T(n.classes[3]),epochs:a,values:l.some(c=>c!==null)?l:r})}return s.filter(({epochs:a,values:r})=>r.length===a.length&&a.length>1)}var ln=(e,t)=>e.classes[[2,4,5,6,7,9][t-1]??2];function to(e,t,n){let[s,o,a]=eo(e.run.history,t);return[{epochs:s,values:o,color:T(n.train),dash:[],width:2},{epochs:s,values:a,color:T(n.test),dash:[5,3],width:2},...Ya(e,t,n).map(r=>({...r,dash:[],width:1.6}))]}function Js({playground:e,measure:t,title:n}){let[s,{width:o,height:a}]=Re(),r=R(null),l=P.value,c=e.frames.readable.value?.header.row,u=c&&Number.isFinite(c.test_loss);return ae(()=>e.frames.readable.value&&o>60&&a>60&&Ce(r.current,{width:o,height:a},p=>{an(p,{left:40,top:7,width:o-52,height:a-29},{measure:t,palette:l,lines:to(e,t,l)})}),[o,a,l,t]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${Qs} part="train" row=${c} measure=${t} />${u?m` <${Qs} part="test" row=${c} measure=${t} />`:null}</figcaption>
      <div class="plot" ref=${s}><canvas ref=${r} role="img" aria-label=${i("curves.picture",{name:n})}></canvas></div>
    </figure>`}function Qs({part:e,row:t,measure:n}){let s=t?.[`${e}_${n}`]??NaN;return m`<span class="metric"><span class=${`key ${e}`} aria-hidden="true"></span><span class="part">${i(`curves.${e}`)}</span> ${n==="accuracy"?L(s):w(s)}</span>`}function Za(e,t){let n=P.peek();return Ke({width:640,height:260},n,s=>["loss",t].forEach((o,a)=>{let r=48+318*a;s.fillStyle=T(n.ink),s.font="13px system-ui, sans-serif",s.fillText(i(`curves.${o}`),r,24),an(s,{left:r,top:36,width:256,height:190},{measure:o,palette:n,lines:to(e,o,n)})}))}function no({playground:e}){let t=e.network.value?.classes.length,n=t?"accuracy":"r2";return O(()=>{e.figures.set("curves",()=>ze(()=>Za(e,n)))},[e,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${Js} playground=${e} measure="loss" title=${i("curves.loss")} />
      <${Js} playground=${e} measure=${n} title=${i(t?"curves.accuracy":"curves.r2")} />
    </section>`}var so={x1:e=>e,x2:(e,t)=>t,"x1^2":e=>e*e,"x2^2":(e,t)=>t*t,"x1*x2":(e,t)=>e*t,"sin(x1)":e=>Math.sin(e),"sin(x2)":(e,t)=>Math.sin(t)};function Rt(e,t){let n=Object.hasOwn(so,e)?so[e]:null;if(!n)return null;let s=a=>xe[0]+(xe[1]-xe[0])*a/(t-1),o=Float32Array.from({length:t*t},(a,r)=>n(s(r%t),s(Math.floor(r/t))));return{values:o,reach:o.reduce((a,r)=>Math.max(a,Math.abs(r)),0)}}var oo=["number","category","boolean","date","one-hot","target"];function Xa({kind:e,missing:t,distinct:n,min:s,max:o,examples:a}){let r=[i(`kind.${e||"unread"}`)];return e==="number"&&typeof s=="number"&&typeof o=="number"?r.push(`${w(s)} \u2013 ${w(o)}`):e==="date"?r.push(`${s} \u2013 ${o}`):e&&r.push(n>a.length?i("columns.distinct",{count:n}):a.join(", ")),t&&r.push(i("columns.missing",{count:t})),r.join(" \xB7 ")}function Ja(e,{name:t,kind:n,role:s},o,a){let{exclude:r,columns:l}=e.recipe,c=(r??[]).filter($=>$!==t),u=(l??[]).filter(([$])=>$!==t);if(o==="target")return Ve(e,{target:[t],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return e;if(o==="left out")return Ve(e,{target:[a],exclude:[...c,t]});let p=n==="ordered"||!n||n==="empty"?u:[...u,[t,n]],h=(r??[]).includes(t)?u:p;return Ve(e,{target:[a],exclude:c.length?c:null,columns:h.length?h:null})}function Qa({playground:e,column:t,target:n}){let o=e.settings.value.recipe.columns??[],a=o.find(([c])=>c===t.name)?.[1]??"",r=c=>{let u=o.filter(([h])=>h!==t.name),p=c?[...u,[t.name,c]]:u;e.apply(Ve(e.settings.value,{columns:p.length?p:null,...t.role==="target"?{target:[t.name]}:{}}))},l=t.role==="target"?oo.filter(c=>c==="number"||c==="category"):oo;return m`
    <details class=${`column is-${t.role.replace(" ","-")}`}>
      <summary><span class="column-name">${t.name}</span><span class="column-summary">${Xa(t)}</span>
        ${t.role==="feature"?null:m`<span class="column-role">${i(`role.${t.role}`)}</span>`}</summary>
      ${t.reason?m`<p class="note">${t.reason==="not chosen"?i("columns.notChosen"):t.reason}</p>`:null}
      <div class="pair">
        <${A} id=${`role-${t.name}`} label=${i("columns.role")} value=${t.role}
          options=${(t.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>e.apply(Ja(e.settings.value,t,c,n))} />
        <${A} id=${`kind-${t.name}`} label=${i("columns.kind")} value=${a}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...a&&!l.includes(a)?[{value:a,label:a}]:[]]}
          onChange=${r} />
      </div>
    </details>`}function ao({playground:e}){let t=e.settings.value,{recipe:n}=t,s=e.files.report.value;if(!s)return null;let o=s.columns,a=u=>e.apply(Ve(e.settings.value,u)),r=e.viewpoint.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!r?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},p)=>u==="target"||!r&&(o.length<=40||p<8)).map(u=>m`<${Qa} key=${u.name} playground=${e} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${A} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>a({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${oe} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>a({class_weight:u?"balanced":null})} />`:null}
      ${t.table?m`
        <${A} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>a({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Lt({pixels:e,size:t,className:n=""}){let s=R(null);return O(()=>{e&&s.current?.getContext("2d")?.putImageData(new ImageData(e,t,t),0,0)},[e,t]),m`<canvas ref=${s} class=${`picture ${n}`} width=${t} height=${t} aria-hidden="true"></canvas>`}function er({playground:e,onDone:t}){let n=R(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await e.files.open("pasted.csv",ps(o))&&t()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function ro({playground:e}){let[t,n]=M(!1),s=R(null),o=e.settings.value,a=e.files.wanted.value,r=pe(o)?"":o.table?"own":o.recipe.data,l=u=>en.includes(u)&&e.apply(gt(e.settings.value,u)),c=async u=>{let[p]=u.currentTarget.files;u.currentTarget.value="",p&&await e.files.open(p.name,await ms(p))};return m`
    <div class="sets">
      ${a?m`<p class="note strong" role="status">${i("own.wanted",{file:a.file})}</p>`:null}
      <${A} id="set" label=${i("set.title")} value=${r} onChange=${l}
        options=${[...r===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...en.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${e.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${t} onClick=${()=>n(!t)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=${Q?void 0:".csv,.tsv,.txt,.tab,.data,.dat,text/*"} ref=${s} onChange=${c} />
        ${t?m`<${er} playground=${e} onDone=${()=>n(!1)} />`:m`<p class="note">${i(Q&&!Q.local?"own.dropServer":"own.drop")}</p>`}`}
    </div>`}var De=nt(null),cn=!1;function _t(){cn||(cn=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(e=>e.json()).then(e=>De.value=e,()=>cn=!1))}function io(e){let[,t=e,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(e)??[],s=n.split(",").map(o=>o.split("=").map(a=>a.trim())).filter(([o,a])=>o&&a);return{name:t,constants:Object.fromEntries(s.map(([o,a])=>[o,Number(a)]))}}function lo(e,t,n){let s=Object.entries(t).filter(([o,a])=>a!==n[o]);return e+(s.length?`(${s.map(([o,a])=>`${o}=${a}`).join(", ")})`:"")}function co(e="(-inf, inf)"){let[t,n]=e.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:t,high:n,open:e.endsWith(")")}}var tr={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},uo=e=>tr[e]??(Bn(`constant.${e}`)?i(`constant.${e}`):e.replaceAll("_"," "));function Ye({id:e,label:t,family:n,spec:s,names:o,auto:a,onChange:r}){O(_t,[]);let{name:l,constants:c}=io(s),u=De.value?.catalog[n][l],p=o.includes(l)||!l?o:[...o,l],h=[...a===void 0?[]:[{value:"",label:a}],...p.map(f=>({value:f,label:W(f)}))],$=(f,v)=>Number.isFinite(v)&&r(lo(l,{...u?.constants,...c,[f]:v},u?.constants??{}),`${e}-${f}`);return m`
    <div class="component-field">
      <${A} id=${e} label=${t} value=${l} options=${h} onChange=${f=>r(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,v])=>{let d=c[f]??v,{low:b,high:y,open:g}=co(u.limits[f]),k=`${e}-${f}`;return b===0&&y===1?m`<${X} key=${k} id=${k} label=${uo(f)} value=${d} min=${0} max=${g?.999:1} step=${.001} shown=${w(d,4)}
            onInput=${S=>$(f,S)} />`:m`<${H} key=${k} id=${k} label=${uo(f)} value=${d} min=${Number.isFinite(b)?b:void 0}
          onChange=${S=>$(f,S)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var un=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],nr=[0,.1,.3,1,3,10,30,100];function Pt({id:e,label:t,value:n,values:s,none:o,onInput:a}){let r=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${X} id=${e} label=${t} value=${r.indexOf(n)} min=${0} max=${r.length-1} step=${1} shown=${n?w(n):o}
    onInput=${l=>a(r[l])} />`}function mo({playground:e}){let{recipe:t}=e.settings.value,n=(r,l="")=>e.apply(ke(e.settings.value,r),l),s=(r,l)=>c=>n({[r]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),a=t.validation_fraction??(t.patience&&t.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Ye} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(t.optimizer)} names=${ht}
        onChange=${(r,l)=>n({optimizer:r,..."momentum"in t?{momentum:null}:{}},l)} />
      <${Pt} id="l1" label=${i("training.l1")} value=${Number(t.l1??0)} values=${un} none=${o} onInput=${r=>n({l1:r},"l1")} />
      <${Pt} id="l2" label=${i("training.l2")} value=${Number(t.l2??0)} values=${un} none=${o} onInput=${r=>n({l2:r},"l2")} />
      <div class="pair">
        <${H} id="seed" label=${i("training.seed")} value=${t.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Hn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(e.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Ye} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(t.schedule??"constant")} names=${Vn}
          onChange=${(r,l)=>n({schedule:r},l)} />
        ${(t.schedule??"constant")==="constant"?null:m`
          <${H} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${t.schedule_epochs??t.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${Pt} id="decay" label=${i("training.decay")} value=${Number(t.weight_decay??0)} values=${un} none=${i("editor.auto")}
          onInput=${r=>n({weight_decay:r||null},"decay")} />
        <${Pt} id="clip" label=${i("training.clip")} value=${Number(t.clip??0)} values=${nr} none=${o} onInput=${r=>n({clip:r||null},"clip")} />
        <${oe} id="stopping" label=${i("training.stopping")} checked=${!!t.patience} onChange=${r=>n({patience:r?20:null})} />
        ${t.patience?m`
          <${H} id="patience" label=${i("training.patience")} value=${t.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${X} id="validation" label=${i("training.validation")} value=${a} min=${0} max=${.5} step=${.05} shown=${L(a)}
          onInput=${r=>n({validation_fraction:r},"validation")} />
        <${H} id="epochs" label=${i("training.epochs")} value=${t.epochs} min=${1} max=${z.epochs} step=${1} onChange=${s("epochs",{min:1,max:z.epochs})} />
        <${A} id="weights" label=${i("training.initializer")} value=${t.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...ft.map(r=>({value:r,label:W(r)}))]}
          onChange=${r=>n({initializer:r||null})} />
        <${A} id="scale" label=${i("training.scale")} value=${t.scale??"standard"}
          options=${["standard","minmax","none"].map(r=>({value:r,label:i(`scale.${r}`)}))} onChange=${r=>n({scale:r})} />
        ${(t.scale??"standard")==="standard"?m`
          <${X} id="input-limit" label=${i("training.inputLimit")} value=${t.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${t.input_limit?i("training.deviations",{count:w(t.input_limit)}):o} onInput=${r=>n({input_limit:r||null},"input_limit")} />`:null}
        <${oe} id="shuffle" label=${i("training.shuffle")} checked=${t.shuffle??!0} onChange=${r=>n({shuffle:r})} />
        <p class="note">${i("training.perEpoch",{count:q(e.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var mn=24;function sr(e){let[t,n]=M({}),s=e.frames.drawable.value,o=R(!1);return O(()=>{if(!s||o.current)return;o.current=!0;let a=async r=>[r,await e.client.call("preview",{recipe:{data:r,samples:120,data_seed:0,noise:0}})];Promise.all(Qt.map(a)).then(r=>n(Object.fromEntries(r)),()=>{})},[e,s]),t}function or({preview:e}){let t=P.value;return V(()=>{if(!e)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:a}=e,r=c=>(24+c/xe[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let p=T(a.length?t.classes[c]:Pe(t,Math.round(c*6)/6));l.set(p,`${l.get(p)??""}M${r(n[u])} ${r(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[e,t])}function ar({playground:e}){let t=sr(e),n=e.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Qt.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>e.apply(gt(e.settings.value,s))}><${or} preview=${t[s]} /></button>`)}
    </fieldset>`}function rr({name:e}){let t=P.value,n=V(()=>{let s=Rt(e,mn);return s?Ie(ce(t),s.values,mn,0,s.reach):null},[e,t]);return m`<${Lt} pixels=${n} size=${mn} />`}function ir({playground:e}){let n=e.settings.value.recipe.features??[],s=[...tn,...n.filter(o=>!tn.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>e.apply(Jn(e.settings.value,o))}>
          <${rr} name=${o} /><span>${_e(o)}</span>
        </button>`)}
    </fieldset>`}function lr({playground:e}){let t=e.settings.value,{recipe:n}=t,s=pe(t)&&t.points===null,o=(l,c)=>e.apply(ke(e.settings.value,l),c),a=Number(n.batch_size??n.samples??10),r=vt.includes(a)?vt:[...vt,a].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${X} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${L(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${X} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${L(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${A} id="batch" label=${i("data.batch")} value=${String(a)} options=${r.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${H} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${z.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),z.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var po=({playground:e})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${e.hides("sets")?null:m`<${ar} playground=${e} />`}
    ${e.hides("sets")&&e.hides("own")?null:m`<${ro} playground=${e} />`}
    ${e.hides("rows")?null:m`<div class="rows"><${lr} playground=${e} /></div>`}
    ${e.hides("features")?null:pe(e.settings.value)?m`<${ir} playground=${e} />`:m`<${ao} playground=${e} />`}
    ${e.hides("settings")?null:m`<${mo} playground=${e} />`}
  </section>`;function $o(e,t,n,s){let o=e.layout,a=n===0?t.point_inputs:t[`point_${n-1}`],r=t[`point_${n}`],{theta:l}=t,c=o[n];if(!a||!r||!l||!c||a.length!==c.W.shape[0]||s>=r.length)return null;let u=c.W.shape[1],p=Z(e),h=Array.from(a,(v,d)=>{let b=l[c.W.start+d*u+s];return{name:n===0?p[d]:`a${ot(d+1)}`,weight:b,input:v,product:b*v}}),$=l[c.b.start+s],f=e.architecture.layers[n];return{terms:h,bias:$,z:h.reduce((v,d)=>v+d.product,$),a:r[s],activation:f?f.activation:e.architecture.output,plain:!f?.norm&&!f?.skip&&u===r.length}}var ho=8,pn=e=>e<0?`(${w(e)})`:w(e);function cr(e){let t=e.viewpoint.selected.value;return t?.kind==="neuron"?{column:t.column,index:t.index}:t?.kind==="weight"?{column:t.column,index:t.to}:{column:e.counts().length-1,index:0}}function ur({playground:e}){let t=e.data.value,n=e.viewpoint.row.value;if(!t)return null;let s=t.values.length,{x:o,y:a}=e.viewpoint.point.value,r=n===null?"":Object.keys(t.parts).find(l=>t.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${H} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>e.viewpoint.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:w(o),y:w(a)}):i("inside.ofRow",{part:i(`curves.${r||"train"}`),target:t.target,value:t.classes.length?t.classes[t.values[n]]:w(t.values[n])})}</span>
    </div>`}function fo({playground:e}){let t=e.network.value,n=e.viewpoint.row.value,s=!!t?.architecture.layers.some(({norm:U})=>U==="batch"),o=n!==null&&!s;O(()=>{if(o)return e.frames.look("neuron",{gradient:n}),()=>e.frames.lookAway("neuron")},[e,n,o,t]);let[a,r]=M(!1),l=e.frames.readable.value,c=e.counts();if(!t||!l)return null;let u=cr(e),p=$o(t,l.arrays,u.column-1,u.index),h={features:Z(t),layers:c.length-2,outputs:c.at(-1)??1,classes:t.classes},$=c.slice(1).flatMap((U,j)=>Array.from({length:Math.min(U,200)},(me,ge)=>({value:`${j+1} ${ge}`,label:K({column:j+1,index:ge},h)}))),f=m`
    <div class="fields"><${A} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${$}
      onChange=${U=>{let[j,me]=U.split(" ").map(Number);e.viewpoint.select({kind:"neuron",column:j,index:me})}} />
      <${ur} playground=${e} /></div>`;if(!p)return f;let{terms:v,bias:d,z:b,a:y,activation:g,plain:k}=p,S=o?e.frames.inside.value:null,C=S?.arrays.gradient,{W:E,b:D}=t.layout[u.column-1],F=u.column===1?Z(t):v.map((U,j)=>`a${ot(j+1)}`),ie=v.slice(0,ho),le=v.length>ho?" + \u2026":"",de=U=>C?.[E.start+U*E.shape[1]+u.index]??NaN,te=C?.[D.start+u.index]??NaN,ne={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...C?["\u2202L/\u2202w"]:[]],rows:[...v.slice(0,a?1/0:12).map(({weight:U,input:j,product:me},ge)=>[F[ge],j,U,me,...C?[de(ge)]:[]]),[i("editor.bias"),1,d,d,...C?[te]:[]]]};return m`
    ${f}
    <section class="equation">
      ${k?m`
        <p class="math">z = ${ie.map((U,j)=>m`${j?" + ":""}<i>w</i>${ot(j+1)}·${F[j]}`)}${le} + <i>b</i>
          ${" = "}${ie.map(({weight:U,input:j},me)=>`${me?" + ":""}${pn(U)}\xB7${pn(j)}`)}${le} + ${pn(d)} = <b>${w(b,4)}</b></p>
        <p class="math"><i>a</i> = ${W(g)}(z) = ${W(g)}(${w(b,4)}) = <b>${w(y,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${w(y,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${C?m`
        <p class="math">L = <b>${w(S?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${w(te,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${He} table=${ne} title=${K(u,h)} name="neuron" />
    ${v.length>12?m`<button class="plain small" onClick=${()=>r(!a)}>${i(a?"inside.fewer":"inside.all",{count:v.length})}</button>`:null}`}function bo({form:e,low:t,offset:n,scale:s},o,a,r){let l=Array.from(a,p=>r[p]),c=o.length/a.length;if(e==="values")return{rows:a,truth:l,outputs:o,prediction:Array.from(o,p=>p*s+n),sure:l.map(()=>1)};if(e==="column"){let p=Array.from(o,h=>Math.min(Math.max((h-t)/(1-t),0),1));return{rows:a,truth:l,outputs:o,prediction:p.map(h=>+(h>.5)),sure:p.map(h=>Math.max(h,1-h))}}let u=l.map((p,h)=>{let $=0;for(let f=1;f<c;f++)o[h*c+f]>o[h*c+$]&&($=f);return $});return{rows:a,truth:l,outputs:o,prediction:u,sure:u.map((p,h)=>o[h*c+p])}}function vo({truth:e,prediction:t},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return e.forEach((o,a)=>s[o][t[a]]+=1),s}var Fe=e=>e.reduce((t,n)=>t+n,0)/e.length;function wo({truth:e,prediction:t},n){let s=e.map((l,c)=>t[c]-l),o=Fe(e),a=Fe(e.map(l=>(l-o)**2)),r=Fe(s.map(l=>l**2));return{mse:r,rmse:Math.sqrt(r),mae:Fe(s.map(Math.abs)),r2:a>0?1-r/a:NaN,baseline:Math.sqrt(Fe(e.map(l=>(l-n)**2)))}}var go=({truth:e,prediction:t},n)=>({accuracy:Fe(e.map((s,o)=>+(s===t[o]))),baseline:Fe(e.map(s=>+(s===n)))});function xo(e){let t=[];for(let n of e)t[n]=(t[n]??0)+1;return t.reduce((n,s,o)=>s>(t[n]??0)?o:n,0)}var ko=({truth:e,prediction:t,sure:n})=>e.map((s,o)=>o).filter(s=>e[s]!==t[s]).toSorted((s,o)=>n[o]-n[s]);function yo(e,t){let n=t.filter(Boolean).length,s=t.length-n;if(!n||!s)return null;let o=t.map((u,p)=>p).toSorted((u,p)=>e[p]-e[u]),a=[[0,0]],[r,l,c]=[0,0,0];return o.forEach((u,p)=>{if(t[u]?r+=1:l+=1,p+1<o.length&&e[o[p+1]]===e[u])return;let[h,$]=a[a.length-1],f=[l/s,r/n];c+=(f[0]-h)*(f[1]+$)/2,a.push(f)}),{points:a,area:c}}function So({truth:e,prediction:t,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return e.forEach((a,r)=>{let l=o[Math.min(Math.floor(n[r]*s),s-1)];l.count+=1,l.sure+=n[r],l.right+=+(a===t[r])}),o.filter(({count:a})=>a).map(a=>({count:a.count,sure:a.sure/a.count,right:a.right/a.count}))}function Dt(e,t=24){let[n,s]=[1/0,-1/0];for(let a=0;a<e.length;a++)e[a]<n&&(n=e[a]),e[a]>s&&(s=e[a]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(t).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(t).fill(0);for(let a=0;a<e.length;a++)o[Math.min(Math.floor((e[a]-n)/(s-n)*t),t-1)]+=1;return{low:n,high:s,counts:o}}var Ft=132,Ze=46;function jt({low:e,high:t,counts:n,title:s}){let o=Math.max(...n,1),a=Ft/n.length,r=e<0&&t>0?(0-e)/(t-e)*Ft:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${Ft} ${Ze}`} role="img" aria-label=${i("chart.histogram",{title:s,low:w(e),high:w(t)})}>
        ${n.map((l,c)=>l?m`<rect class=${e+(c+.5)/n.length*(t-e)<0?"negative":"positive"}
          x=${c*a+.5} width=${Math.max(a-1,.5)} y=${Ze-l/o*Ze} height=${l/o*Ze} />`:null)}
        <path class="base" d=${`M0 ${Ze}H${Ft}`} />${r===null?null:m`<path class="zero" d=${`M${r} 0V${Ze}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${w(e,2)}</span><span>${w(t,2)}</span></figcaption>
    </figure>`}var ee=150,he=26;function Ut({title:e,across:t,up:n,points:s,line:o=!0,range:a=[0,1],note:r=""}){let l=u=>(u-a[0])/(a[1]-a[0])*ee,c=([u,p])=>`${(he+l(u)).toFixed(1)} ${(ee+4-l(p)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${e}</b> ${r}</figcaption>
      <svg viewBox=${`0 0 ${ee+he+8} ${ee+he+8}`} role="img" aria-label=${`${e} ${r}`}>
        <path class="frame" d=${`M${he} 4V${ee+4}H${he+ee}`} /><path class="diagonal" d=${`M${he} ${ee+4}L${he+ee} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${he} y=${ee+17}>${w(a[0],2)}</text><text x=${he+ee} y=${ee+17} text-anchor="end">${w(a[1],2)}</text>
        <text x=${he+ee/2} y=${ee+29} text-anchor="middle">${t}</text>
        <text transform=${`translate(${he-6} ${ee/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var mr=64;function pr({playground:e,side:t}){let n=e.network.value,s=e.frames.readable.value?.arrays.theta,o=P.value;if(!n||!s)return null;let{W:a}=n.layout[0],r=a.shape[1],l=Y(s,a.start,a.start+a.shape[0]*r);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(r,mr)},(c,u)=>m`
        <figure key=${u}><${Lt} size=${t} className="large" pixels=${Ie(ce(o),St(s,t,p=>a.start+p*r+u),t,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function Mo({playground:e}){O(()=>(e.frames.look("layers",{activations:!0,gradient:"train"}),()=>e.frames.lookAway("layers")),[e]);let t=e.network.value,n=e.frames.inside.value?.arrays,s=e.frames.inside.value?.arrays.theta,o=t?bs(t.features):0,a=V(()=>!t||!n?.gradient||!s?[]:t.layout.map(({W:r,b:l},c)=>{let u=s.subarray(r.start,r.start+r.shape[0]*r.shape[1]),p=n.gradient.subarray(r.start,r.start+u.length),h=n[`activations_${c}`]??new Float32Array(0),$=l.shape?.at(-1)??r.shape[1];return{weights:u,slopes:p,outputs:h,dead:hr(h,h.length?$:0)}}),[t,n,s]);return m`
    ${o&&t?.architecture.layers.length?m`<${pr} playground=${e} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${a.map(({weights:r,slopes:l,outputs:c,dead:u},p)=>{let h=p===a.length-1?i("network.output"):i("network.layer",{layer:p+1});return m`<tr key=${p}><th scope="row">${h}<small>${q(r.length)} ${i("inside.weightCount",{count:r.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${jt} ...${Dt(r)} title=${`${h}, ${i("inside.weights")}`} /></td>
            <td><${jt} ...${Dt(c)} title=${`${h}, ${i("inside.activations")}`} /></td>
            <td><${jt} ...${Dt(l)} title=${`${h}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:w(Math.hypot(...$r(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function $r(e){let t=[];for(let n=0;n<e.length;n+=1e3)t.push(Math.hypot(...e.subarray(n,n+1e3)));return t}function hr(e,t){let n=0;for(let s=0;s<t;s++){let o=e.length>t;for(let a=s+t;o&&a<e.length;a+=t)o=e[a]===e[s];n+=Number(o)}return n}function fr(e,t){let n=e.network.value,s=e.frames.readable.value,o=e.data.value;if(!n||!s)return null;if(t==="data")return o?hs(o):null;if(t==="history")return $s(e.run.history);if(t==="surface")return s.arrays.surface?ds(s.arrays.surface,e.viewpoint.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let a=Number(t),r=a===0?Z(n):Array.from({length:e.counts()[a]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[a]?fs(n.layout[a],s.arrays.theta,r):null}function Co({playground:e}){let[t,n]=M("history"),s=Math.max(e.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],a=o.some(({value:l})=>l===t)?t:"history",r=fr(e,a);return m`
    <section class="numbers">
      <${A} id="table" label=${i("table.title")} value=${a} options=${o} onChange=${n} />
      ${r?m`<${He} table=${r} title=${o.find(({value:l})=>l===a)?.label??""} name=${a} />`:null}
    </section>`}function fe(e){return e==null?"None":e===!0?"True":e===!1?"False":Array.isArray(e)?e.length===1?`(${fe(e[0])},)`:`(${e.map(fe).join(", ")})`:typeof e=="string"?JSON.stringify(e):String(e)}function No(e,t,n){let s=n?.start?n.changes.filter(([r])=>r<t):[];if(!n?.start||!s.length)return{start:e,until:t,forks:[]};let{recipe:o}=n.start,a=s.map(([r,l],c)=>{let u=$n(o);o={...o,...l};let p=$n(o),h=Object.fromEntries(Object.keys(p).filter($=>$!=="epochs"&&JSON.stringify(p[$])!==JSON.stringify(u[$])).map($=>[$,p[$]]));return{from:r,until:s[c+1]?.[0]??t,recipe:h}});return{start:n.start,until:s[0][0],forks:a}}function $n(e){let{patience:t=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:a=null}=e;return{...e,...n!=="constant"?{schedule_epochs:s??e.epochs}:{},...t!==null?{patience:null,validation_fraction:a??(o<.8?.15:0)}:{}}}function Ao(e,t){let n=$n(e.recipe),s=pe(e)&&e.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:t,data:void 0}).filter(([,o])=>o!==void 0)}function dr(e){let t=Object.entries(e).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==nn[n]).map(([n,s])=>`, ${n}=${fe(s)}`);return`nn.Layer(${e.width}, ${fe(e.activation)}${t.join("")})`}function To(e,t,n=null){let{start:s,until:o,forks:a}=No(e,t,n),{recipe:r,architecture:l,points:c,formulas:u}=s,p=["import nnplay as nn",""];for(let{name:$,text:f,constants:v={},learned:d=[]}of u){let b=Object.entries(v).map(([y,g])=>`, ${y}=${g}`).join("");p.push(`nn.formula(${fe(f)}, name=${fe($)}${d.length?`, learned=${fe(d)}`:""}${b})`)}c===null?p.push(`data = ${fe(r.data)}`):p.push(`X = [${c.map(([$,f])=>`[${$}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,$])=>JSON.stringify(`class ${String($+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let h=[["output",l.output],["loss",l.loss]].filter(([,$])=>$).map(([$,f])=>`, ${$}=${fe(f)}`);p.push(`arch = nn.Architecture([${l.layers.map(dr).join(", ")}]${h.join("")})`,"run = nn.train(","    data,","    arch,");for(let[$,f]of Ao(s,o))p.push(`    ${$}=${fe(f)},`);p.push(")");for(let $ of a)p.push(`run = run.fork(${$.from}${Object.entries({...$.recipe,epochs:$.until}).map(([f,v])=>`, ${f}=${fe(v)}`).join("")})`);return p.push("print(run.metrics)"),`${p.join(`
`)}
`}var Ee=e=>/^[\w.,:=+-]+$/.test(e)?e:`'${e.replaceAll("'","'\\''")}'`,Oo=e=>`nnplay web ${Ee(e)}`,Io=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function Ro({layers:e,output:t}){let n=[...e.map(s=>s.activation),t].find(s=>!Io.has(s));return n||(e.some(s=>s.norm)?"normalization":e.some(s=>s.skip)?"skip":null)}function hn({layers:e,output:t},n,s){let o=(r,l,c=1)=>`[${Array.from({length:l},(u,p)=>Number(s[r+p*c].toPrecision(7))).join(", ")}]`,a=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:r},l)=>{a.push(`    nn.Linear(${r.shape[0]}, ${r.shape[1]}),`,`    ${Io.get(l<e.length?e[l].activation:t)},`),l<e.length&&e[l].dropout&&a.push(`    nn.Dropout(${e[l].dropout}),`)}),a.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:r,b:l},c)=>{let u=Array.from({length:r.shape[1]},(p,h)=>o(r.start+h,r.shape[0],r.shape[1]));a.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),a.push("model.eval()"),`${a.join(`
`)}
`}var Eo=e=>e.flatMap(([t,n])=>{let s=`--${t.replaceAll("_","-")}`;return n===null?t==="batch_size"?[s,"full"]:["features","target","exclude"].includes(t)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${t.replaceAll("_","-")}`]:t==="penalties"?[s,Ee(n.map(o=>o.join("=")).join(","))]:[s,Ee(Array.isArray(n)?n.join(","):String(n))]});function zt(e,t,n=null){if(e.points!==null)return null;let{start:s,until:o,forks:a}=No(e,t,n),r=s.formulas.map(({name:l,text:c,constants:u={},learned:p=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([h,$])=>["--set",`${h}=${$}`]),...p.flatMap(h=>["--learn",h]),"--",Ee(c)]);return r.push(["nnplay","train",Ee(s.recipe.data),...br(s.architecture),...Eo(Ao(s,o)),...a.length?["--save","run-0.nnplay"]:[]]),a.forEach((l,c)=>r.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...Eo(Object.entries({...l.recipe,epochs:l.until})),...c<a.length-1?["--save",`run-${c+1}.nnplay`]:[]])),r.map(l=>l.join(" ")).join(` &&
`)}function br({layers:e,output:t,loss:n}){let s=e.map(({width:r,activation:l,...c})=>Object.entries(c).filter(([u,p])=>p!==nn[u]).map(([u,p])=>p===!0?u:`${u}=${p}`)),o=s.some(r=>r.length)?e.flatMap(({width:r,activation:l},c)=>["--layer",Ee([r,l,...s[c]].join(" "))]):["--hidden",e.map(r=>r.width).join(",")||"0"],a=[...new Set(e.map(r=>r.activation))];return o[0]==="--hidden"&&e.length&&o.push("--activation",Ee(a.length>1?e.map(r=>r.activation).join(","):a[0])),t&&o.push("--output",Ee(t)),n&&o.push("--loss",Ee(n)),o}var Lo=e=>e||Gn.recipe.epochs;var vr=["doctor","compare","search","train"];function _o({playground:e}){let t=kt.value.length>0,[n,s]=M(null);if(O(()=>{t&&import("./python_view-ALRYSPN3.js").then(async r=>(await r.loadMessages(),s(()=>r.ServerView)))},[t]),t)return n?m`<${n} playground=${e} />`:null;let{recipe:o}=e.settings.value,a=zt(e.settings.value,Number(o.epochs))??"nnplay train DATA";return m`
    <p>${i("python.needed")}</p>
    ${vr.map(r=>m`<${Me} key=${r} title=${i(`python.command.${r}`)} onCopy=${()=>e.announcement.value=i("take.copied")}
      content=${a.replace("nnplay train",`nnplay ${r}`)+(r==="train"?` --save network.nnplay
nnplay export network.nnplay --to onnx`:"")} />`)}`}var fn=50,wr=400;function gr(e,t){let{middle:n,low:s,high:o}=P.value;return T(Se(n,t?s:o,.08+.4*e))}function xr({matrix:e,classes:t,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${t.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${t.map(o=>m`<th scope="col">${B(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${e.map((o,a)=>{let r=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${B(t[a])}</th>${o.map((l,c)=>{let u=n?.[0]===a&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?gr(l/r,a===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:B(t[a]),predicted:B(t[c])})}
              onClick=${()=>s(u?null:[a,c])}>${q(l)}</button></td>`})}<td>${r?L(o[a]/r):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function Po({playground:e,predictions:t,places:n,title:s}){let o=e.data.value,a=e.network.value;if(!o||!a)return null;let r=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?B(o.classes[c]):w(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${r.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,fn).map(c=>{let u=t.rows[c];return m`<tr><td><button class="link" aria-pressed=${e.viewpoint.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>e.viewpoint.lookAtRow(u)}>${u+1}</button></td>
            ${r.map(p=>m`<td>${o.levels?.[p]?.[o.columns[p][u]]??w(o.columns[p][u])}</td>`)}
            <td>${l(t.truth[c])}</td><td>${l(t.prediction[c])}</td>${o.classes.length?m`<td>${L(t.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>fn?m`<p class="note">${i("results.more",{count:n.length-fn})}</p>`:null}
    </div>`}function kr({playground:e,predictions:t,classes:n,guess:s}){let[o,a]=M(null),r=vo(t,n.length),{accuracy:l,baseline:c}=go(t,s),u=o?t.truth.map(($,f)=>f).filter($=>t.truth[$]===o[0]&&t.prediction[$]===o[1]):ko(t),p=o?i("results.cell",{count:u.length,truth:B(n[o[0]]),predicted:B(n[o[1]])}):i("results.wrong",{count:u.length}),h=t.outputs.length===t.truth.length?yo(t.outputs,t.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${L(l)}</b> <span class="note">${i("results.baseline",{name:B(n[s]),share:L(c)})}</span></p>
    <div class="results-grid">
      <${xr} matrix=${r} classes=${n} chosen=${o} onChoose=${a} />
      ${h?m`<${Ut} title=${i("results.roc")} note=${i("results.area",{area:w(h.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${h.points} />`:null}
      <${Ut} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${So(t).map(({sure:$,right:f})=>[$,f])} />
    </div>
    ${u.length?m`<${Po} playground=${e} predictions=${t} places=${u} title=${p} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function yr({playground:e,predictions:t,guess:n}){let{mse:s,rmse:o,mae:a,r2:r,baseline:l}=wo(t,n),{truth:c,prediction:u}=t,p=[...c,...u].filter(Number.isFinite),h=[Math.min(...p),Math.max(...p)],$=Math.max(Math.ceil(c.length/wr),1),f=c.flatMap((d,b)=>b%$?[]:[[d,u[b]]]),v=c.map((d,b)=>b).toSorted((d,b)=>Math.abs(u[b]-c[b])-Math.abs(u[d]-c[d]));return m`
    <p class="summary">R² <b>${w(r)}</b> <span class="note">${i("results.valueBaseline",{rmse:w(o),baseline:w(l)})}</span></p>
    <div class="results-grid">
      <${Ut} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${h} />
      <${He} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),a],["MSE",s],["R\xB2",r]]}} />
    </div>
    <${Po} playground=${e} predictions=${t} places=${v} title=${i("results.largest")} />`}function Do({playground:e}){O(()=>(e.frames.look("results",{predictions:!0}),()=>e.frames.lookAway("results")),[e]);let[t,n]=M("test"),s=e.network.value,o=e.data.value,a=e.frames.inside.value?.arrays,r=Object.keys(o?.parts??{}),l=r.includes(t)?t:r[0],c=a?.[`outputs_${l}`],u=V(()=>s&&o&&c?bo(s.coding,c,a[`rows_${l}`],o.values):null,[c,s,o]),p=V(()=>{let h=(o?.parts.train??[]).map($=>o?.values[$]??0);return o?.classes.length?xo(h):h.reduce(($,f)=>$+f,0)/(h.length||1)},[o]);return!s||!o?null:m`
    <${A} id="part" label=${i("results.part")} value=${l} options=${r.map(h=>({value:h,label:i("results.rows",{part:i(`curves.${h}`),count:o.parts[h].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${kr} playground=${e} predictions=${u} classes=${o.classes} guess=${p} />`:m`<${yr} playground=${e} predictions=${u} guess=${p} />`:null}`}function Fo({playground:e}){let t=e.kept.runs.value,n=e.frames.readable.value?.header.row;if(!t.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>e.run.keep()}>${i("runs.keep")}</button>`;let s=e.network.value?.classes.length?"accuracy":"r2",a=[{number:0,settings:e.settings.value,epoch:e.run.position.value.viewed,row:n,measure:s},...t],r=a.map(({settings:u})=>vs(u)),l=(u,p)=>p===void 0||!Number.isFinite(p)?"\u2013":u.endsWith("accuracy")?L(p):w(p),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${a.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:T(ln(P.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${a.map(u=>m`<td>${q(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${a.map(p=>m`<td>${l(u,p.row?.[u])}</td>`)}</tr>`)}
          ${ws(r).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${r.map(p=>m`<td>${p[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${t.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>e.apply({...u.settings,view:e.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>Mt(e,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>e.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${J}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var jo={neuron:fo,layers:Mo,results:Do,runs:Fo,numbers:Co,python:_o},Xe=Object.keys(jo);function Uo({playground:e}){let[t,n]=M(Xe[0]),s=o=>{let a={ArrowRight:1,ArrowLeft:-1}[o.key];if(!a)return;let r=Xe[(Xe.indexOf(t)+a+Xe.length)%Xe.length];n(r),document.getElementById(`inside-${r}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${Xe.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===t} aria-controls="inside-view"
        tabindex=${o===t?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${t}`}><${jo[t]} playground=${e} /></div>`}var zo=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function Bo(e,t){let[n,s]=M(null),{language:o}=$t.value;return O(()=>{e().then(s,a=>t.complain(Ps(a)))},[o]),n}function Sr({guide:e,lesson:{name:t,title:n,summary:s,minutes:o,steps:a},place:r}){let l=(e.progress.value[t]??[]).length,c=Array.from({length:a},(u,p)=>p).find(u=>!e.isDone(t,u))??0;return m`
    <li data-lesson=${t}><button class="question lesson" onClick=${()=>{e.open(t,l===a?0:c)}}>
      <b>${r}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${a} value=${l} aria-hidden="true"></progress>
        ${l===a?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:a}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function Mr({guide:e}){let t=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&e.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${t} /></label> ${i("lesson.ownHint")}</p>`}function Cr({guide:e}){let[t,n]=M("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.trim()&&e.verify(t)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function Vo({playground:e}){let t=e.guide,n=Bo(Is,e),s=Bo(()=>Rs(Os),e),o=a=>{let{settings:r}=st(a),{theme:l,language:c,speed:u,hide:p}=e.settings.value.view;t.leave(),e.apply({...r,view:{...r.view,theme:l,language:c,speed:u,hide:p}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((a,r)=>m`<${Sr} key=${a.name} guide=${t} lesson=${a} place=${r+1} />`)}</ol>
    <${Mr} guide=${t} />
    ${Q?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:a,title:r,text:[l]})=>m`
      <li key=${a} data-challenge=${a}><button class="question" onClick=${()=>{t.challenge(a)}}><b>${t.isDone(`challenge ${a}`,0)?"\u2713 ":""}${r}</b><span>${l}</span></button></li>`)}</ul>
    <${Cr} guide=${t} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${zo.map(({name:a,query:r})=>m`
      <li key=${a}><button class="question" onClick=${()=>o(r)}><b>${i(`question.${a}`)}</b><span>${i(`question.${a}.hint`)}</span></button></li>`)}
    </ol>`}var Er=["network","surface","curves"];function qo({playground:e}){let t=async(n,s)=>{let o=e.figures.get(n)?.();o&&(s==="svg"?at(`${n}.svg`,o,"image/svg+xml"):at(`${n}.png`,await Ys(o),"image/png"),e.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${Er.filter(n=>e.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{t(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function Wo({playground:e}){let t=e.settings.value,n=e.network.value,s=e.frames.readable.value?.arrays.theta,{viewed:o}=e.run.position.value,a=`${location.origin}${location.pathname}?${ye(t)}`,r=Lo(o),{log:l}=e.run,c=zt(t,r,l),u=n?Ro(n.architecture):null,p=()=>e.announcement.value=i("take.copied");return m`
    <div class="take">
      <${Ds} playground=${e} />
      <${qo} playground=${e} />
      ${e.run.log.start===null||e.run.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${Me} title=${i("take.python")} content=${To(t,r,l)} file="run.py" onCopy=${p} />
      ${c?m`<${Me} title=${i("take.command")} content=${c} onCopy=${p} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${Me} title=${i("take.page")} content=${Oo(a)} onCopy=${p} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${Me} title=${i("take.torch")} content=${hn(n.architecture,n.layout,s)} file="network.py" onCopy=${p} />`:n&&s?m`<p><button class="plain" onClick=${()=>at("network.py",hn(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var Nr={learn:Vo,inside:Uo,take:Wo};function Ho({playground:e}){let t=e.drawer.value;return m`
    <section class=${`drawer dock ${t??""}`} id="drawer" hidden=${!t} aria-label=${t?i(`drawer.${t}`):""}>
      ${t?m`
        <div class="dock-head"><h2>${i(`drawer.${t}`)}</h2>
          <button class="round small" onClick=${()=>e.drawer.value=null} aria-label=${i("drawer.close")}>${J}</button></div>
        <div class="drawer-content"><${Nr[t]} playground=${e} /></div>`:null}
    </section>`}var Go=121,Bt={activation:[-4,4],loss:[0,1]};async function Ko(e,t,n=1){let s=De.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:a}]=await Promise.all([import("./formula-74SRWOSX.js"),import("./expressions-CA5DPVAR.js")]);try{let r=Object.keys(new o(e,s).constants),l=new o(e,s,Object.fromEntries(Object.entries(t).filter(([$])=>r.includes($)))),[c,u]=Bt[l.kind],p=l.kind==="activation"?"z":"y_hat",h=$=>Float64Array.from({length:Go},(f,v)=>a($,{...l.constants,y:n,[p]:c+(u-c)*v/(Go-1)}));return{kind:l.kind,constants:l.constants,values:h(l.tree),slopes:h(l.slope),low:c,high:u}}catch(r){return{mistake:r instanceof Error?r.message:String(r)}}}var dn=200,Vt=120,Ar={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function Tr({preview:{values:e,slopes:t,low:n,high:s}}){let o=[...e,...t].filter(h=>Number.isFinite(h)&&Math.abs(h)<1e3),[a,r]=[Math.min(0,...o),Math.max(.1,...o)],l=h=>Vt-(h-a)/(r-a)*Vt,c=h=>h/(e.length-1)*dn,u=h=>{let[$,f]=["","M"];return h.forEach((v,d)=>{Number.isFinite(v)&&Math.abs(v)<1e3?[$,f]=[`${$}${f}${c(d).toFixed(1)} ${l(v).toFixed(1)}`,"L"]:f="M"}),$},p=n<0?c(-n/(s-n)*(e.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${dn+8} ${Vt+8}`} role="img" aria-label=${i("formula.picture",{low:w(n),high:w(s),bottom:w(a),top:w(r)})}>
      <path class="axis" d=${`M0 ${l(0)}H${dn}M${p} 0V${Vt}`} />
      <path class="slope" d=${u(t)} /><path class="value" d=${u(e)} />
    </svg>`}function qt({playground:e,kind:t,onUse:n}){O(_t,[]);let{formulas:s}=e.settings.value,[o,a]=M(""),[r,l]=M(""),[c,u]=M({}),[p,h]=M([]),[$,f]=M(null),v=De.value!==null;O(()=>{let k=!0;return r.trim()?Ko(r,c).then(S=>k&&f(S)):f(null),()=>{k=!1}},[r,c,v]);let d=$&&"kind"in $?$:null,b=$&&"mistake"in $?$.mistake:d&&d.kind!==t?i(`formula.only.${t}`):"",y=o.trim()||Array.from({length:z.formulas+1},(k,S)=>`own_${S+1}`).find(k=>!s.some(S=>S.name===k))||"own",g=()=>{if(!d||b)return;let k=Object.keys(d.constants),S={name:y,text:r.trim(),constants:d.constants,learned:p.filter(E=>k.includes(E))},C=e.settings.value.formulas.filter(E=>E.name!==y);if(C.length>=z.formulas)return e.complain(i("formula.many",{most:z.formulas}));n(y,{...e.settings.value,formulas:[...C,S]})};return m`
    <details class="own-formula"><summary>${i(`formula.${t}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${t}`}><span class="field-label">${i(t==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${t}`} value=${r} placeholder=${Ar[t]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!b}
            onInput=${k=>l(k.currentTarget.value)} onKeyDown=${k=>k.key==="Enter"&&g()} /></label>
        <label class="field" for=${`formula-name-${t}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${t}`} value=${o} placeholder=${y} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${k=>a(k.currentTarget.value)} /></label>
        ${b?m`<p class="note mistake" role="status">${b}</p>`:null}
        ${d&&!b?m`
          <${Tr} preview=${d} />
          <p class="note">${i(t==="activation"?"formula.legend":"formula.legendLoss",{low:w(Bt[t][0]),high:w(Bt[t][1])})}</p>
          ${Object.entries(d.constants).map(([k,S])=>m`
            <${X} key=${k} id=${`formula-${t}-${k}`} label=${k} value=${S} min=${Math.min(-5,S)} max=${Math.max(5,S)} step=${.1} shown=${w(S)}
              onInput=${C=>u({...c,[k]:C})} />
            ${t==="activation"?m`<${oe} id=${`learn-${k}`} label=${i("formula.learn",{constant:k})} checked=${p.includes(k)}
              onChange=${C=>h(C?[...p,k]:p.filter(E=>E!==k))} />`:null}`)}
          <button class="plain strong" onClick=${g}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var Yo=["sigmoid","softmax","tanh","identity"];function Zo({playground:e}){let t=e.settings.value,n=e.network.value;if(!n)return null;let{output:s,loss:o}=t.architecture,a=n.classes.length>2,r=n.classes.length?a?dt.several:dt.classification:dt.regression,l=t.formulas.map(({name:h})=>h),c=[...Yo.filter(h=>n.classes.length||h!=="softmax"),...Oe.filter(h=>!Yo.includes(h)),...l],u=(h,$="")=>e.apply({...e.settings.value,architecture:{...e.settings.value.architecture,...h}},$),p=h=>i("editor.autoIs",{name:W(h)});return m`
    <div class="fields">
      <${Ye} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${p(n.architecture.output)}
        onChange=${(h,$)=>u({output:h||null},$)} />
      <${Ye} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...r,...l]} auto=${p(n.architecture.loss)}
        onChange=${(h,$)=>u({loss:h||null},$)} />
    </div>
    <${qt} playground=${e} kind="loss" onUse=${(h,$)=>e.apply({...$,architecture:{...$.architecture,loss:h}})} />`}var bn=24;function vn({id:e,label:t,value:n,onInput:s}){let[o,a]=M(null),r=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${X} id=${e} label=${t} value=${r} min=${-l} max=${l} step=${.01} shown=${w(r)}
      onInput=${c=>{a(c),s(c)}} onRelease=${()=>a(null)} />
    <${H} id=${`${e}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function wn(e,t,n){let s=e.network.value?.layout[t];return s?Number(e.frames.readable.value?.arrays.theta?.[n(s)]??0):0}function gn(e){let t=e.network.value,n=e.counts();return{features:t?Z(t):[],layers:n.length-2,outputs:n.at(-1)??1,classes:t?.classes??[]}}function Or({playground:e,column:t,from:n,to:s}){let o=t-1,a=wn(e,o,({W:r})=>r.start+n*r.shape[1]+s);return m`<${vn} id="weight" label=${i("editor.weight")} value=${a} onInput=${r=>e.run.edit(o,[n,s],r)} />`}function Ir({playground:e,column:t,index:n}){let s=t-1,o=e.counts(),a=wn(e,s,({b:c})=>c.start+n),r=Math.min(o[s],bn),l=c=>s===0?gn(e).features[c]??"":K({column:s,index:c},gn(e));return m`
    <div class="parameters">
      <${vn} id="bias" label=${i("editor.bias")} value=${a} onInput=${c=>e.run.edit(s,[n],c)} />
      ${Array.from({length:r},(c,u)=>m`
        <${vn} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${wn(e,s,({W:p})=>p.start+u*p.shape[1]+n)}
          onInput=${p=>e.run.edit(s,[u,n],p)} />`)}
    </div>
    ${o[s]>bn?m`<p class="note">${i("editor.more",{count:o[s]-bn})}</p>`:null}
    <button class="plain" onClick=${()=>e.drawer.value="inside"}>${i("editor.equation")}</button>`}function Rr({playground:e,column:t}){let n=e.settings.value,s=t-1,o=n.architecture.layers[s];if(!o)return null;let a=(c,u="")=>e.apply(sn(e.settings.value,s,c),u),r=c=>c.map(u=>({value:u,label:W(u)})),l=[...new Set([...Oe,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Be.includes(c));return m`
    <div class="fields">
      <${H} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${z.neurons} step=${1}
        onChange=${c=>e.apply(qe(e.settings.value,s,c))} />
      <${A} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:r(Be)},{label:i("bar.all"),options:r(l)}]}
        onChange=${c=>a({activation:c})} />
      <${A} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>a({norm:c==="batch"||c==="layer"?c:null})} />
      <${A} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...r(ft)]}
        onChange=${c=>a({initializer:c||null})} />
      <${X} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${w(o.dropout??0)}
        onInput=${c=>a({dropout:c},`dropout-${s}`)} />
      <${oe} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>a({skip:c})} />
      <button class="plain" onClick=${()=>e.apply(Yn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${qt} playground=${e} kind="activation" onUse=${(c,u)=>e.apply(sn(u,s,{activation:c}))} />`}function Xo({playground:e}){let t=e.viewpoint.selected.value;if(!t||e.hides(t.kind==="layer"?"layers":"weights"))return null;let n=gn(e),s=t.kind==="layer"&&t.column===e.counts().length-1,o=s?i("network.output"):t.kind==="layer"?i("network.layer",{layer:t.column}):t.kind==="neuron"?K(t,n):i("editor.between",{from:K({column:t.column-1,index:t.from},n),to:K({column:t.column,index:t.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>e.viewpoint.select(null)} aria-label=${i("editor.close")}>${J}</button></div>
      ${s?m`<${Zo} playground=${e} />`:t.kind==="layer"?m`<${Rr} playground=${e} column=${t.column} />`:t.kind==="neuron"?m`<${Ir} playground=${e} column=${t.column} index=${t.index} />`:m`<${Or} playground=${e} column=${t.column} from=${t.from} to=${t.to} />`}
    </section>`}var Lr=.95;function Jo({playground:e,question:t}){let[n,s]=M(!1),o=e.frames.readable.value?.header,a=e.settings.value,{layers:r}=a.architecture,l=r[0]?.width??0;return!t||n||e.notice.value||e.guide?.lesson.value||e.hides("hints")||r.length!==1||l>4||a.recipe.data!=="circle"||!(o?.row.test_accuracy>=Lr)||!o?.epoch?null:m`
    <div class="notice info" role="status">
      <p>${i("question.answer",{neurons:l,share:L(o.row.test_accuracy),epoch:q(o.viewed)})}</p>
      ${l>1&&!e.hides("layers")?m`<button class="plain" onClick=${()=>e.apply(qe(a,0,l-1))}>${i("question.fewer",{neurons:l-1})}</button>`:null}
      <button class="round small" onClick=${()=>s(!0)} aria-label=${i("notice.close")}>${J}</button>
    </div>`}function Qo({guide:e,solved:t}){let[n,s]=M(""),o=e.step.value,a=e.verdict.value,r=async()=>s(await e.entryLink()),l=o?.score?`${o.score[0]}: ${w(Number(e.value(o.score[1])),6)}`:"";return a?.state==="running"?m`<p role="status">${i("entry.running",{epoch:a.epoch,last:a.last})} <progress max=${a.last} value=${a.epoch}></progress></p>`:m`
    <div class="entry">
      ${a?m`<p role="status" class=${`guide-verdict ${a.state==="same"&&t?"solved":""}`}><b>
        ${a.state==="failed"?a.message:i(a.state==="other"?"entry.other":t?"entry.solved":"entry.unsolved")}</b> ${a.state==="same"?l:""}</p>`:null}
      ${t&&!a?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${r}>${i("entry.make")}</button>`:null}
      ${n&&t?m`<${Me} title=${i("entry.link")} content=${n} onCopy=${()=>e.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var _r=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,Pr=0;function Dr({word:e,meaning:t}){let[n]=M(()=>`term-${++Pr}`),[s,o]=M(!1),a=()=>o(!0),r=()=>o(!1);return m`
    <span class="term" onMouseEnter=${a} onMouseLeave=${r}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${a} onBlur=${r} onClick=${a}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),r())}}>${e}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${t}</span>
    </span>`}var ea=(e,t)=>As(e,Ns.value,t).map(n=>typeof n=="string"?n:m`<${Dr} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function lt({content:e,used:t=new Set,folder:n="lessons/"}){let s=[],o=0;for(let a of e.matchAll(_r)){s.push(...ea(e.slice(o,a.index),t));let[,r,l,c,u,p]=a;r?s.push(m`<b>${r}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+p} download>${u}</a>`),o=a.index+a[0].length}return s.push(...ea(e.slice(o),t)),m`${s}`}var Fr=({guide:e,onGo:t})=>m`
  <ol class="guide-steps">${e.lesson.value?.steps.map((n,s)=>{let o=e.isDone(e.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===e.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>t(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function jr({guide:e}){let[t,n]=M("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.answer(t)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain" disabled=${!Number.isFinite(Number(e.value(e.step.value?.answer||"0")))}>${i("lesson.check")}</button>
    </form>`}function Ur({guide:e}){let t=e.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${t?.task}</legend>
      ${t?.options.map((n,s)=>m`
        <label key=${`${e.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${e.chosen.value===s} onChange=${()=>e.answer(String(s))} /><span><${lt} content=${n} used=${zr} /></span></label>`)}
    </fieldset>`}var zr={has:()=>!0,add:()=>{}};function Br({guide:e,folder:t,used:n}){let s=e.step.value;if(!s)return null;let o=Es(s),a=e.done.value,r=e.goals(),l=e.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${lt} content=${e.filled(s.task)} used=${n} folder=${t} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${r.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${jr} key=${`${e.lesson.value?.name} ${e.place.value}`} guide=${e} />`:o==="choice"?m`<${Ur} guide=${e} />`:null}
      <p class=${`guide-verdict ${a&&!e.wrong.value?"solved":""}`} role="status">
        ${e.wrong.value?i("lesson.wrong"):a&&!l?m`<b>✓</b> <${lt} content=${e.filled(s.then||i("lesson.done"))} used=${n} folder=${t} />`:null}
      </p>
      ${s.hint&&(l||!a)?e.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>e.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${Qo} guide=${e} solved=${r.every(([,c])=>c)} />`:null}
    </div>`}function ta({guide:e}){let t=R(null),[n,s]=M(!1),o=e.lesson.value,a=e.step.value;if(!o||!a)return null;let r=e.place.value===o.steps.length-1,l=e.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,p=$=>{e.go($),t.current?.focus()},h=()=>{r?(e.leave(),e.playground.drawer.value="learn"):p(e.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${t}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${a.title}`}</h2>
        ${l?null:m`<${Fr} guide=${e} onGo=${p} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${e.done.value?"next":""}`} onClick=${h}>${i(r?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>e.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${J}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${a.text.map(($,f)=>m`<p key=${f}><${lt} content=${e.filled($)} used=${u} folder=${c} /></p>`)}</div>
        <${Br} guide=${e} folder=${c} used=${u} />
      </div>
    </section>`}var Vr=8e3,qr=400,ue=8,Wr=7,Hr=Array.from({length:ue},(e,t)=>t%2?[t+1,t+2+ue]:[t+2+ue,t+1]).flat();function Gr(e,t,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(r,l)=>Math.abs(e[t+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var na=(e,t)=>Math.min(Math.ceil(Math.sqrt(Math.abs(e)/t)*ue),ue);function kn(e,t,n,s=!1){let o=Math.floor(Vr/e.layout.length);return e.layout.map(({W:a},r)=>{let[l,c]=a.shape,u=n[r+1],p=Math.max(Y(t,a.start,a.start+l*c),.5),h=Gr(t,a.start,l*c,s&&!r?qr:o),$=new Int8Array(l*u);for(let f=0,v=0;f<l;f++)for(let d=0;d<u;d++,v++){let b=t[a.start+f*c+d],y=Math.abs(b);y>=h&&($[v]=b>0?na(y,p):-na(y,p))}return $})}var ia=(e,t)=>e.length===t.length&&e.every((n,s)=>n.length===t[s].length&&n.every((o,a)=>o===t[s][a]));function sa(e,t,n){let{x1:s,y1:o,x2:a,y2:r}=ys(t,n),l=(s+a)/2;e.moveTo(s,o),e.bezierCurveTo(l,o,l,r,a,r)}function yn(e,{layout:t,palette:n,hovered:s,selected:o},a){e.lineCap="butt",a.forEach((r,l)=>{let[c,u]=[t.columns[l].cells,t.columns[l+1].cells],p=Array.from({length:2*(ue+1)},()=>[]),h=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),$=t.columns[l+1].x-t.columns[l].x-t.columns[l].width,f=Math.max(Math.min(Wr,u[0].size/5,$/7)*h,.8);r.forEach((d,b)=>d&&p[d>0?d+ue+1:-d].push(b));for(let d of Hr){let b=d%(ue+1);if(p[d].length){e.beginPath();for(let y of p[d])sa(e,c[Math.floor(y/u.length)],u[y%u.length]);e.strokeStyle=$e(d>ue?n.high:n.low,(s?.2:.8*h)*(.35+.65*b/ue)),e.lineWidth=Math.max(f*b/ue,.35),e.stroke()}}let v=(d,b,y)=>{let g=r[d*u.length+b];e.beginPath(),sa(e,c[d],u[b]),e.strokeStyle=$e(g>0?n.high:n.low,1),e.lineWidth=Math.max(f*Math.abs(g)/ue,.8)+y,e.stroke()};if(s?.column===l+1)for(let d=0;d<c.length;d++)v(d,s.index,0);if(s?.column===l)for(let d=0;d<u.length;d++)v(s.index,d,0);o?.kind==="weight"&&o.column===l+1&&v(o.from,o.to,2)})}var oa=new WeakMap;function aa(e){let t=oa.get(e)??{...e,low:Se(e.middle,e.low,.62),high:Se(e.middle,e.high,.62)};return oa.set(e,t),t}var xn=new WeakMap;function Kr(e,t){return xn.has(e)||xn.set(e,e.classes.map(n=>({...e,low:e.middle,high:n}))),ce(xn.get(e)[t%e.classes.length])}var ct=null;function Yr(e,t){if(!ct||ct.image.width!==e||ct.image.height!==t){let n=new OffscreenCanvas(e,t).getContext("2d",{willReadFrequently:!0}),s=new ImageData(e,t);ct={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return ct}function Sn(e,t){Zr(e,t),Xr(e,t),Jr(e,t)}function Zr(e,{layout:t,network:n,pictures:s,featurePictures:o,answers:a,shades:r,palette:l,outputScale:c}){let u=ce(l),p=ce(aa(l)),h=t.columns.length-1,$=n.classes.length>2,f=t.columns.map(({cells:k},S)=>{let C=S?s[S-1]:o.find(Boolean)?.values;return C?Math.round(Math.sqrt(C.length/(S?k.length:1))):0}),v=Math.max(...f,1),d=Math.max(...t.columns.map(({cells:k})=>k.length)),y=Math.max(...f)>0?Yr(v*d,v*t.columns.length):null;t.columns.forEach(({cells:k},S)=>{let C=S?s[S-1]:null,E=f[S]**2,D=n.architecture.layers[S-1]?.activation??n.architecture.output;k.forEach((F,ie)=>{if(!y)return;let le={width:y.image.width,left:ie*v,top:S*v},de=S?null:o[ie];if(C){let te=ie*E,[ne,U]=r?[0,Y(C,te,te+E)]:S===h&&!$?c:rt(D,Y(C,te,te+E)),j=S===h?$?Kr(l,ie):u:p;on(y.pixels,le,j,C,f[S],ne,U,te)}else de&&on(y.pixels,le,p,de.values,f[0],0,de.reach,0)})}),y?.context.putImageData(y.image,0,0);let g=(k,S)=>{let C=a[k];if(!k&&r)return Se(l.middle,l.ink,r[S]??0);if(!C)return l.middle;if(k===h&&$)return Se(l.middle,l.classes[S%l.classes.length],Math.min(Math.max(C[S],0),1));let E=n.architecture.layers[k-1]?.activation??n.architecture.output,[D,F]=k?k===h?c:rt(E,Y(C)):[0,2];return Pe(k===h?l:aa(l),(C[S]-D)/F)};t.columns.forEach(({cells:k},S)=>k.forEach((C,E)=>{if(y&&(S?s[S-1]:o[E])){let D=f[S];e.drawImage(y.context.canvas,E*v,S*v,D,D,C.x,C.y,C.size,C.size)}else e.fillStyle=T(g(S,E)),e.fillRect(C.x,C.y,C.size+(S||!r?0:.5),C.size+(S||!r?0:.5))}))}function Xr(e,{layout:t,network:n,theta:s,palette:o,shades:a,hovered:r,selected:l}){e.lineWidth=1,e.strokeStyle=$e(o.ink,.35);let c=t.columns.length-1;t.columns.forEach(({cells:u,size:p,x:h,width:$},f)=>{if(!f&&a&&e.strokeRect(h,u[0].y,$,$),p<5||!f&&a)return;e.lineWidth=f===c?2:1,e.strokeStyle=$e(o.ink,f===c?.9:.35);for(let d of u)e.strokeRect(d.x,d.y,d.size,d.size);if(!f||p<14)return;let v=Math.min(p/9,4);e.lineWidth=1,e.strokeStyle=$e(o.ink,.5),u.forEach((d,b)=>{let y=s[n.layout[f-1].b.start+b];e.beginPath(),e.arc(d.x,d.y+d.size,v,0,2*Math.PI),e.fillStyle=T(Pe(o,Math.sign(y)*Math.max(Math.min(Math.abs(y)*2,1),.25))),e.fill(),e.stroke()})});for(let u of[r,l?.kind==="neuron"?l:null]){let p=u?t.columns[u.column]?.cells[u.index]:null;!p||p.size<5||(e.lineWidth=3,e.strokeStyle=T(o.ink),e.strokeRect(p.x,p.y,p.size,p.size))}}function ra(e,t,n){if(e.measureText(t).width<=n)return t;let s=t.length-1;for(;s>0&&e.measureText(`${t.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${t.slice(0,s)}\u2026`:""}function Jr(e,{layout:t,palette:n,names:s,outputNames:o,shades:a}){let[r,l]=[t.columns[0],t.columns[t.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;e.fillStyle=T(n.muted),e.font="12px system-ui, sans-serif",e.textBaseline="middle",!a&&r.cells.every(({x:u})=>u===r.x)&&!c(r)&&(e.textAlign="right",r.cells.forEach(({x:u,y:p,size:h},$)=>e.fillText(ra(e,s[$]??"",u-10),u-5,p+h/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(e.textAlign="left",l.cells.forEach(({x:u,y:p,size:h},$)=>e.fillText(ra(e,o[$]??"",t.width-u-h-8),u+h+6,p+h/2)))}var Qr=24,ei=4,Cn={k:1,x:0,y:0},Mn=(e,t,n)=>Math.min(Math.max(e,t),n),En=({k:e,x:t,y:n},{width:s,height:o})=>({k:e,x:Mn(t,s*(1-e),0),y:Mn(n,o*(1-e),0)});function Wt({k:e,x:t,y:n},s,[o,a],r){let l=Mn(e*s,1,Qr);return En({k:l,x:o-(o-t)*l/e,y:a-(a-n)*l/e},r)}var la=({k:e,x:t,y:n},s,o,a)=>En({k:e,x:t+s,y:n+o},a),ca=({k:e,x:t,y:n},s,o)=>[(s-t)/e,(o-n)/e];function ua(e,t){let[n,s]=M(Cn),o=R(t);return o.current=t,O(()=>s(a=>En(a,t)),[t.width,t.height]),O(()=>{let a=e.current;if(!a)return;let r=new Map,l=0,c=({clientX:b,clientY:y})=>{let g=a.getBoundingClientRect();return[b-g.left,y-g.top]},u=b=>{if(!b.ctrlKey&&!b.metaKey)return;b.preventDefault();let y=2**(-b.deltaY*(b.deltaMode===1?.05:.004));s(g=>Wt(g,y,c(b),o.current))},p=b=>{b.button||!(b.target instanceof HTMLCanvasElement)||(r.size||(l=0),r.set(b.pointerId,c(b)))},h=b=>{let y=r.get(b.pointerId);if(!y)return;let g=c(b),[k]=[...r].filter(([E])=>E!==b.pointerId).map(([,E])=>E),[S,C]=[g[0]-y[0],g[1]-y[1]];if(r.set(b.pointerId,g),l+=Math.hypot(S,C),k){let E=Math.hypot(g[0]-k[0],g[1]-k[1])/Math.max(Math.hypot(y[0]-k[0],y[1]-k[1]),1),D=[(g[0]+k[0])/2,(g[1]+k[1])/2];s(F=>Wt(la(F,S/2,C/2,o.current),E,D,o.current))}else s(E=>E.k>1?la(E,S,C,o.current):E)},$=b=>{r.delete(b.pointerId)},f=b=>{l>ei&&b.target instanceof HTMLCanvasElement&&b.stopPropagation(),l=0},v=new AbortController,{signal:d}=v;return a.addEventListener("wheel",u,{passive:!1,signal:d}),a.addEventListener("pointerdown",p,{signal:d}),a.addEventListener("click",f,{capture:!0,signal:d}),addEventListener("pointermove",h,{signal:d}),addEventListener("pointerup",$,{signal:d}),addEventListener("pointercancel",$,{signal:d}),()=>v.abort()},[]),[n,s]}var ti=92,ni=44,si=e=>40+.06*e;function oi({playground:e}){let{layers:t}=e.settings.value.architecture,n=s=>e.apply(Xn(e.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!t.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:t.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${t.length>=z.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function ai({playground:e,column:t,x:n,pitch:s}){let o=e.settings.value.architecture.layers[t-1],a=e.viewpoint.selected.value;if(!o)return null;let r=a?.kind==="layer"&&a.column===t,l=h=>e.apply(qe(e.settings.value,t-1,o.width+h)),c=s<ti,u=i("network.layer",{layer:t}),p=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${r} onClick=${()=>e.viewpoint.select(r?null:{kind:"layer",column:t})}
        aria-label=${i("network.editLayer",{layer:t,neurons:o.width,activation:W(o.activation)})} title=${`${u}: ${p}`}>
        ${c?t:u}
      </button>
      ${s<ni?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:t})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${p}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=z.neurons} aria-label=${i("network.addNeuron",{layer:t})}>+</button>
        </div>`}
    </div>`}function ri(e,{column:t,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let a=Math.min(Math.max(t+o[0],0),e.length-1),r=o[0]?Math.round((n+.5)/e[t]*e[a]-.5):n+o[1];return{column:a,index:Math.min(Math.max(r,0),e[a]-1)}}function ii(e,{x:t,y:n}){let s=e.inputs??e.features.map(r=>({name:r,feature:r})),o={values:Float32Array.from({length:576},(r,l)=>l%24/11.5-1),reach:1},a={values:Float32Array.from({length:576},(r,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:r})=>r===t?o:r===n?a:Rt(r,24))}function li(e,t,n){let{W:s}=e.layout[0],[o,a]=s.shape,r=e.architecture.layers[0]?.width??a,l=new Float32Array(r*o);for(let c=0;c<r;c++)l.set(St(t,n,u=>s.start+u*a+c),c*o);return l}function Ht({playground:e,name:t="network",asks:n=!1}){let[s,o]=Re(),a=R(null),r=R(null),[l,c]=ua(s,o),[u,p]=M({column:1,index:0}),[h,$]=M(""),f=e.network.value,v=e.counts(),d=e.viewpoint.imageSide.value,b=v.join(","),y=n&&o.width<innerWidth/2?o.width<480?120:100:void 0,g=V(()=>v.length&&o.width?ks(v,o.width,o.height,d,y):null,[b,o.width,o.height,d,y]),k=e.viewpoint.plane.value,S=e.data.value,C=V(()=>f&&!d?ii(f,k):[],[f,k,d]),E=P.value;O(()=>{g&&(e.frames.cellPixels.value=Math.max(...g.columns.slice(1).map(x=>x.size))*Math.min(l.k,2))},[g,l.k]);let D=V(()=>S&&!f?.classes.length?Y(S.values):1,[S,f]),F=()=>{let x=e.frames.newest.value?.arrays.theta;return!e.frames.drawable.value||!g||!f||!x?null:{layout:g,network:f,theta:x,palette:E,hovered:e.viewpoint.hovered.value,selected:e.viewpoint.selected.value}},ie=x=>{x.translate(l.x,l.y),x.scale(l.k,l.k)},le=R({levels:[],at:0,marks:[]});ae(()=>{let x=F();if(!x)return;let I=[g,E,l,x.hovered,x.selected],se=I.every((Ae,Fa)=>Ae===le.current.marks[Fa]),Le=performance.now();if(se&&e.run.newest.playing&&Le-le.current.at<si(x.theta.length))return;let Ne=kn(x.network,x.theta,v,d>0);se&&ia(Ne,le.current.levels)||(le.current={levels:Ne,at:Le,marks:I},Ce(a.current,o,Ae=>{ie(Ae),yn(Ae,x,Ne)}))},[g,f,E,l]);let de=x=>{let I=e.frames.newest.peek()?.arrays??{},se=v.slice(1).map((Le,Ne)=>{let Ae=I[`neurons_${Ne}`];return Ae&&Ae.length%Le===0?Ae:null});return{...x,pictures:d?[li(x.network,x.theta,d)]:se,featurePictures:C,answers:v.map((Le,Ne)=>I[Ne?`point_${Ne-1}`:"point_inputs"]??null),shades:d?e.viewpoint.shades():null,names:Z(x.network),outputNames:x.network.classes.length>2?x.network.classes.map(B):[],outputScale:Et(x.network.coding,D)}};ae(()=>{let x=F();x&&Ce(r.current,o,I=>{ie(I),Sn(I,de(x))})},[g,f,C,E,l,d,D]),O(()=>{t==="network"&&e.figures.set("network",()=>ze(()=>{let x=F();return x&&Ke(o,E,I=>{yn(I,{...x,hovered:null,selected:null},kn(x.network,x.theta,v,d>0)),Sn(I,de({...x,hovered:null,selected:null}))})}))});let te=x=>{let I=s.current?.getBoundingClientRect();if(!I||!g)return null;let[se,Le]=ca(l,x.clientX-I.left,x.clientY-I.top);return Ss(g,se,Le,6/l.k)},ne={features:f?Z(f):[],layers:v.length-2,outputs:v.at(-1)??1,classes:f?.classes??[]},U=x=>{if(!x||!f)return"";if(x.kind==="neuron")return K(x,ne);let{W:I}=f.layout[x.column-1],se=e.frames.newest.peek()?.arrays.theta?.[I.start+x.from*I.shape[1]+x.to]??NaN;return i("network.weight",{from:K({column:x.column-1,index:x.from},ne),to:K({column:x.column,index:x.to},ne),value:w(se)})},j=x=>{let I=te(x);e.viewpoint.hovered.value=I?.kind==="neuron"?I:null,$(U(I))},me=x=>{x?(x.kind==="weight"||x.column>0)&&e.viewpoint.select(x):e.viewpoint.select(null)},ge=x=>{if(!v.length)return;let I={column:Math.min(u.column,v.length-1),index:Math.min(u.index,(v[u.column]??1)-1)},se=ri(v,I,x.key);if(se)p(se),e.viewpoint.hovered.value=se,$(K(se,ne));else if(x.key==="Enter"||x.key===" ")me({kind:"neuron",...I});else if(x.key==="Escape")e.viewpoint.select(null);else return;x.preventDefault(),x.stopPropagation()},N=x=>c(I=>x?Wt(I,x,[o.width/2,o.height/2],o):Cn),be=x=>l.x+l.k*x,tt=e.viewpoint.selected.value,Un=tt?.kind==="layer"&&tt.column===v.length-1,Zt=g?o.width/g.columns.length*l.k:0;return m`
    <section class="network-panel" id=${t} aria-label=${i(t==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${e.hides("layers")?null:m`<${oi} playground=${e} />`}
        ${t==="network"&&!e.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${e.second.value!==null} onClick=${()=>e.second.value?Ct(e):Mt(e,e.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>N(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${l.k<=1}>${rs}</button>
          <button class="plain small" onClick=${()=>N(0)} disabled=${l.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>N(1.5)} aria-label=${i("network.zoomIn")} title=${i("network.zoomIn")}>${as}</button>
        </div>
      </div>
      <div class="network" ref=${s}>
        <canvas class="lines" ref=${a} aria-hidden="true"></canvas>
        <canvas ref=${r} tabindex="0" role="application" aria-label=${h?`${i("network.picture")}: ${h}`:i("network.picture")}
          onPointerMove=${j} onPointerLeave=${()=>{e.viewpoint.hovered.value=null,$("")}}
          onClick=${x=>me(te(x))} onKeyDown=${ge}></canvas>
        ${g&&!e.hides("layers")?g.columns.slice(1,-1).map((x,I)=>m`
          <${ai} key=${I} playground=${e} column=${I+1} pitch=${Zt}
            x=${be(x.x+x.width/2)} />`):null}
        ${g?m`<div class="layer-header end" style=${{left:`${be(g.columns[0].x+g.columns[0].width/2)}px`}}>${Zt<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${be((g.columns.at(-1)?.x??0)+(g.columns.at(-1)?.width??0)/2)}px`}}>${Zt<60?null:m`<button class="layer-name" aria-expanded=${Un}
              onClick=${()=>e.viewpoint.select(Un?null:{kind:"layer",column:v.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${h||(n||e.run.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function ma({playground:e,question:t}){let n=e.notice.value;return yt.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>e.notice.value=null} aria-label=${i("notice.close")}>${J}</button>
      </div>`:t?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var pa=({playground:e})=>m`<p class="unseen" role="status" aria-live="polite">${e.announcement.value}</p>`;var $a=({playground:e})=>m`
  <div class="preferences">
    <${A} id="theme" label=${i("preferences.theme")} value=${e.settings.value.view.theme}
      options=${Wn.map(t=>({value:t,label:i(`theme.${t}`)}))}
      onChange=${t=>e.setView({theme:t})} />
    <${A} id="language" label=${i("preferences.language")} value=${$t.value.language}
      options=${wt.map(t=>({value:t,label:i(`language.${t}`)}))}
      onChange=${t=>e.setView({language:t})} />
    ${e.saving.storage?m`<button class="plain small forget" onClick=${()=>e.saving.askToForget()}>${i("preferences.forget")}</button>`:null}
  </div>`;function ha({playground:e}){let{epoch:t,viewed:n,playing:s}=e.run.position.value,o=n<t;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${t} step="1" value=${n} disabled=${t===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:t})}
        onInput=${a=>{let r=Number(a.currentTarget.value);e.run.travel(r===t&&!s?null:r)}} />
      <span class="scrubber-value">${q(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>e.run.fork()}>${i("scrubber.fork")}</button>`:null}
      ${e.hides("compare")?null:m`<button class="plain small" disabled=${t===0||e.kept.full} title=${i("runs.keepTitle")} onClick=${()=>e.run.keep()}>${i("runs.keep")}</button>`}
    </section>`}var ci=.3,ui=.4,Je=-1,mi=2;function ut(e){let{points:t}=e.settings.value,n=e.data.value;return t||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,z.points).map((s,o)=>We([n.columns.x1[o],n.columns.x2[o],s])))}function fa(e,{x:t,y:n}){let[s,o]=[-1,ci];return e.forEach(([a,r],l)=>{let c=Math.hypot(a-t,r-n);c<=o&&([s,o]=[l,c])}),s}var Gt=class{constructor(t){this.playground=t,this.cls=0,this.held=null,this.last={x:0,y:0},this.strokes=0}use(t){t.length<mi||t.length>z.points||this.playground.apply(Zn(this.playground.settings.value,t),`points ${this.strokes}`)}begin(t){this.strokes+=1,this.last=t;let n=ut(this.playground),s=fa(n,t);this.held=this.cls===Je?-1:s,this.cls===Je?this.remove(t):s<0&&this.use([...n,We([t.x,t.y,this.cls])])}move(t){if(this.held===null)return;let n=ut(this.playground);this.held>=0?this.use(n.map((s,o)=>o===this.held?We([t.x,t.y,s[2]]):s)):this.cls===Je?this.remove(t):Math.hypot(t.x-this.last.x,t.y-this.last.y)>=ui&&(this.last=t,this.use([...n,We([t.x,t.y,this.cls])]))}end(){this.held=null}remove(t){let n=ut(this.playground),s=fa(n,t);s>=0&&this.use(n.filter((o,a)=>a!==s))}clear(){this.strokes+=1,this.use([[-3,0,0],[3,0,1]].map(([t,n,s])=>We([t,n,s])))}};function Nn(e,t){let n=new Float32Array(t*t),s=e.flat();if(!s.length)return n;let[o,a]=[Math.min(...s.map(([$])=>$)),Math.min(...s.map(([,$])=>$))],[r,l]=[Math.max(...s.map(([$])=>$))-o,Math.max(...s.map(([,$])=>$))-a],c=(t-2*.7)/Math.max(r,l,1e-9),u=Math.max(r,l)>0?c:0,h=e.map($=>$.map(([f,v])=>[t/2+(f-o-r/2)*u,t/2+(v-a-l/2)*u])).flatMap($=>$.map((f,v)=>[$[Math.max(v-1,0)],f]));for(let $=0;$<t*t*4*4;$++){let[f,v]=[$%(t*4),Math.floor($/(t*4))],[d,b]=[(f+.5)/4,(v+.5)/4];h.some(([y,g])=>pi(d,b,y,g)<=.7)&&(n[Math.floor(v/4)*t+Math.floor(f/4)]+=1/16)}return n}function pi(e,t,[n,s],[o,a]){let[r,l]=[o-n,a-s],c=r*r+l*l,u=c?Math.min(Math.max(((e-n)*r+(t-s)*l)/c,0),1):0;return Math.hypot(e-n-u*r,t-s-u*l)}function An(e,t){let n=e.viewpoint.darkest.value,s=e.network.value?.features??[];e.viewpoint.lookAtValues(Object.fromEntries(s.map((o,a)=>[o,t[a]*n])))}function da({playground:e}){let t=R([]),n=R(!1),[s,o]=M(null),a=e.viewpoint.imageSide.value,r=e.viewpoint.custom.value;O(()=>{r||(t.current=[])},[r]);let l=({currentTarget:f,clientX:v,clientY:d})=>{let b=f.getBoundingClientRect();return[v-b.left,d-b.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,t.current=[...t.current,[l(f)]],An(e,Nn(t.current,a)))},u=f=>{n.current&&(t.current[t.current.length-1].push(l(f)),An(e,Nn(t.current,a)))},p=()=>n.current=!1,h=f=>{let v=s??Math.floor(a*(a+1)/2),d={ArrowLeft:-1,ArrowRight:1,ArrowUp:-a,ArrowDown:a}[f.key];if(d!==void 0){let b=v+d,y=Math.abs(d)===1&&Math.floor(b/a)!==Math.floor(v/a);b>=0&&b<a*a&&!y&&o(b)}else if(f.key===" "||f.key==="Enter"){let b=r?e.viewpoint.shades():new Float32Array(a*a);b[v]=b[v]>.5?0:1,o(v),An(e,b)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")e.viewpoint.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},$=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/a)+1,column:s%a+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${$} onPointerDown=${c} onPointerMove=${u} onPointerUp=${p} onPointerCancel=${p}
      onKeyDown=${h} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%a)/a}%`,top:`${100*Math.floor(s/a)/a}%`,width:`${100/a}%`,height:`${100/a}%`}}></span>`}
      ${r?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var ba=({playground:e})=>e.viewpoint.custom.value?m`<button class="plain" onClick=${()=>e.viewpoint.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function $i({playground:e}){let t=R(null),n=e.viewpoint.imageSide.value,s=P.value,o=e.data.value,a=e.viewpoint.row.value,r=e.viewpoint.custom.value;ae(()=>{let c=t.current?.getContext("2d");if(!c||!n||!o)return;let u=e.viewpoint.shades(),p=new ImageData(n,n);u.forEach((h,$)=>p.data.set([...Se(s.middle,s.ink,h),255],4*$)),c.putImageData(p,0,0)},[n,s,o,a,r]);let l=a===null?i("image.picture"):i("image.row",{row:a+1});return m`<canvas class="image-picture" ref=${t} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function hi({playground:e}){let t=e.network.value,n=e.data.value,s=e.viewpoint.row.value,o=e.frames.readable.value?.arrays[`point_${e.counts().length-2}`];if(!t||!o||!n)return null;let a=o.indexOf(Math.max(...o)),r=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${t.classes.map((l,c)=>m`
      <li key=${l} class=${c===a?"best":""}>
        <span>${B(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:T(P.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${L(o[c])}${r===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function va({playground:e}){let t=e.data.value,n=e.viewpoint.row.value,s=e.viewpoint.custom.value;if(O(()=>{t&&n===null&&!s&&e.viewpoint.lookAtRow(t.parts.test?.[0]??0)},[t,n,s]),!t)return null;let o=t.values.length,a=n??0;return m`
    <div class="image-view"><div class="image-box"><${$i} playground=${e} /><${da} playground=${e} /></div><${hi} playground=${e} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${a<=0} onClick=${()=>e.viewpoint.lookAtRow(a-1)} aria-label=${i("image.before")}>‹</button>
      <${H} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${r=>e.viewpoint.lookAtRow(Math.min(Math.max(Math.round(r),1),o)-1)} />
      <button class="round small" disabled=${a>=o-1} onClick=${()=>e.viewpoint.lookAtRow(a+1)} aria-label=${i("image.next")}>›</button>
      <${ba} playground=${e} />
    </div>`}var fi=40;function di({classes:e,coding:t,target:n},s){if(!e.length)return[{name:n,value:w(Nt(t,s[0]),4),share:1}];let o=r=>Math.min(Math.max((r-t.low)/((t.high??1)-t.low),0),1),a=t.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return e.map((r,l)=>({name:B(r),value:L(a[l]),share:a[l]})).toSorted((r,l)=>l.share-r.share)}function bi(e){let t=e.filter(s=>s!==null),n=t.reduce((s,o)=>s+o,0)/Math.max(t.length,1);return Number(n.toPrecision(4))}function vi({playground:e,name:t,value:n,onChange:s}){let o=e.data.value,a=o?.levels?.[t],r=`predict-${t}`,l={value:"",label:i("predict.unknown")};if(a)return m`<${A} id=${r} label=${t} value=${n??""} options=${[l,...a.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[t]==="boolean")return m`<${A} id=${r} label=${t} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[t]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${r}><span class="field-label">${t}</span><input type="date" id=${r} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${H} id=${r} label=${_e(t)} value=${n??""} onChange=${s} />`}function wa({playground:e}){let[t,n]=M(!1),s=e.network.value,o=e.data.value;if(!s||!o||pe(e.settings.value)||e.viewpoint.imageSide.value)return null;let a=s.columns,r=e.viewpoint.custom.value??e.viewpoint.pointValues(),l=e.frames.readable.value?.arrays[`point_${e.counts().length-2}`],c=()=>Object.fromEntries(a.map(p=>[p,r[p]!==void 0?r[p]:o.levels?.[p]?null:bi(o.columns[p])])),u=t?c():{};return m`
    <details class="predict" onToggle=${p=>n(p.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${t?m`
        <div class="predict-fields">${a.slice(0,fi).map(p=>m`
          <${vi} key=${p} playground=${e} name=${p} value=${u[p]} onChange=${h=>e.viewpoint.lookAtValues({...c(),[p]:h})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${di(s,l).slice(0,5).map(({name:p,value:h},$)=>m`
          <li class=${$?"":"best"}>${p} <b>${h}</b></li>`)}</ol>`:null}`:null}
    </details>`}function wi(e){let t=e.network.value,s=e.frames.readable.value?.arrays?.[`point_${e.counts().length-2}`];if(!t||!s)return"";let{classes:o,coding:a}=t;if(!o.length)return i("surface.value",{value:w(Nt(a,s[0]))});if(a.form==="column"){let l=Math.min(Math.max((s[0]-a.low)/(1-a.low),0),1);return i("surface.class",{name:B(o[l>.5?1:0]),share:L(l>.5?l:1-l)})}let r=s.indexOf(Math.max(...s));return i("surface.class",{name:B(o[r]),share:L(s[r])})}function gi(e,t){let n=e.data.value,{x:s,y:o,xRange:a,yRange:r}=e.viewpoint.plane.value,{tests:l}=e.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let p of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let h=Math.hypot((n.columns[s][p]-t.x)/(a[1]-a[0]),(n.columns[o][p]-t.y)/(r[1]-r[0]));h<c&&([c,u]=[h,p])}return u<0?null:u}function xi(e,t,n){return{press:a=>{let r=gi(e,a);r!==null?e.viewpoint.lookAtRow(r):e.viewpoint.lookAt(a)},key:a=>{let r={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[a.key],{x:l,y:c}=e.viewpoint.point.value,u=a.shiftKey?1:.1;if(r){let p={x:l+r[0]*u,y:c+r[1]*u};n&&a.altKey&&(t.begin({x:l,y:c}),t.move(p),t.end()),e.viewpoint.lookAt(p)}else if(n&&a.key==="Enter")t.begin({x:l,y:c}),t.end();else if(n&&(a.key==="Delete"||a.key==="Backspace"))t.remove({x:l,y:c});else return;a.preventDefault()}}}var ki=({cls:e,onChange:t,onClear:n,used:s})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${P.value.classes.slice(0,Math.min(Math.max(s+1,2),z.classes)).map((o,a)=>m`
      <button key=${a} class="swatch" style=${{background:T(o)}} aria-pressed=${e===a} aria-label=${i("class.drawn",{place:a+1})} onClick=${()=>t(a)}>${a+1}</button>`)}
    <button class="plain small" aria-pressed=${e===Je} onClick=${()=>t(Je)}>${i("draw.eraser")}</button>
    <button class="plain small" onClick=${n}>${i("draw.clear")}</button>
  </div>`;function yi({playground:e}){let t=e.viewpoint.axes(),{x:n,y:s}=e.viewpoint.plane.value;if(t.length<=2)return null;let o=t.map(a=>({value:a,label:a}));return m`<div class="axes">
    <${A} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${a=>e.setView(a===s?{x:a,y:n}:{x:a})} />
    <${A} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${a=>e.setView(a===n?{x:s,y:a}:{y:a})} />
  </div>`}function Si({reach:e}){let{low:t,middle:n,high:s}=P.value,[o,a]=[w(-e,2),w(e,2)];return m`<p class="scale" role="img" aria-label=${i("surface.scale",{low:o,high:a})}>${o}<span style=${{background:`linear-gradient(to right, ${[t,n,s].map(T).join(", ")})`}}></span>${a}</p>`}function Mi({playground:e}){let{status:t,message:n}=e.run.position.value;if(t!=="diverged")return null;let{label:s,run:o}=e.run.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function Tn(e,t,{palette:n,targetReach:s,hovered:o}){let a=t.frames.newest.value?.arrays,r=e?.getContext("2d"),l=t.network.peek();if(!t.frames.drawable.value||!l||!a?.surface||!r)return;let{steps:c}=t.settings.peek().view,u=t.counts(),p=o&&o.column>0&&o.column<u.length-1?a[`neurons_${o.column-1}`]:null,h=o?u[o.column]:1,$=Math.round(Math.sqrt(p?p.length/h:a.surface.length/u[u.length-1])),f=p&&o&&o.index<h?Hs({values:p,start:o.index*$*$,size:$,palette:n,activation:l.architecture.layers[o.column-1].activation}):Ws({values:a.surface,size:$,network:l,palette:n,steps:c,targetReach:s});f.length===4*$*$&&(r.canvas.width!==$&&(r.canvas.width=r.canvas.height=$),r.putImageData(new ImageData(f,$,$),0,0))}function ga({playground:e}){let[t,{width:n,height:s}]=Re(),o=R(null),a=R(null),[r,l]=M(!1),[c,u]=M(0),p=Math.min(n,s),h=P.value,$=e.network.value,f=e.data.value,{view:v}=e.settings.value,d=e.viewpoint.hovered.value,b=e.viewpoint.point.value,y=e.viewpoint.plane.value,g=V(()=>Bs(p,y),[p,y]),k=V(()=>f&&!$?.classes.length?Y(f.values):1,[f,$]);ae(()=>Tn(o.current,e,{palette:h,targetReach:k,hovered:d}),[$,h,d,v.steps,k]);let S=(N,be)=>{if(!$||!f)return;Gs(N,g,{x:_e(y.x),y:_e(y.y),palette:h}),N.beginPath(),N.rect(g.left,g.top,g.right-g.left,g.bottom-g.top),N.save(),N.clip();let tt={data:f,x:y.x,y:y.y,palette:h,targetReach:k};it(N,g,{...tt,rows:f.parts.train??[],outline:h.train}),v.tests&&it(N,g,{...tt,rows:f.parts.test??[],outline:h.test}),be&&Ks(N,g,b,h),N.restore()},C=e.frames.drawable.value&&$&&f&&p>=80;ae(()=>C&&Ce(a.current,{width:p,height:p},N=>S(N,!0)),[C,$,f,p,h,g,y,b,v.tests,k]),O(()=>(e.figures.set("surface",()=>ze(()=>C&&o.current?Ke({width:p,height:p},h,N=>{N.drawImage(o.current,g.left,g.top,g.right-g.left,g.bottom-g.top),S(N,!1)}):null)),()=>{e.figures.delete("surface")}));let E=V(()=>new Gt(e),[e]),D=pe(e.settings.value)&&!!$?.classes.length;E.cls=c;let F=r&&D,{press:ie,key:le}=xi(e,E,F),de=N=>{l(N),N&&!v.tests&&e.setView({tests:!0})},te=N=>{!F||N.button||(N.currentTarget.setPointerCapture(N.pointerId),E.begin(ne(N)))},ne=N=>{let be=N.currentTarget.getBoundingClientRect();return Vs(g,N.clientX-be.left,N.clientY-be.top)},U=e.counts(),j=$?{features:Z($),layers:U.length-2,outputs:U.at(-1)??1,classes:$.classes}:null,me=d&&d.column>0&&j?K(d,j):i("surface.output"),ge=F?new Set(ut(e).map(N=>N[2])).size:0;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${me}</h2>${$?.classes.length?m`
        <ul class="classes">${$.classes.map((N,be)=>m`
          <li key=${N}><span class="swatch dot" style=${{background:T(h.classes[Tt($.classes,be)%10])}}></span>${B(N)}</li>`)}</ul>`:$&&!d?m`<${Si} reach=${k} />`:null}
      </div>
      ${e.viewpoint.imageSide.value?m`<${va} playground=${e} />`:m`
      <div class="surface" ref=${t}>
        <div class="surface-box" style=${{width:`${p}px`,height:`${p}px`}}>
          <canvas class=${`surface-picture ${v.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${g.left}px`,top:`${g.top}px`,width:`${g.right-g.left}px`,height:`${g.bottom-g.top}px`}}></canvas>
          <canvas class=${`surface-points ${F?"edits":""}`} ref=${a} tabindex="0" role="application" style=${{width:`${p}px`,height:`${p}px`}}
            aria-label=${i(F?"surface.draws":"surface.picture",{x:w(b.x,2),y:w(b.y,2)})}
            onClick=${N=>F||ie(ne(N))} onKeyDown=${le}
            onPointerDown=${te} onPointerMove=${N=>F&&E.move(ne(N))} onPointerUp=${()=>E.end()} onPointerCancel=${()=>E.end()}
            onContextMenu=${N=>{F&&(N.preventDefault(),E.remove(ne(N)))}}></canvas>
          <${Mi} playground=${e} />
          <p class="answer" style=${{left:`${g.left}px`}}>${i("surface.at",{x:w(b.x,2),y:w(b.y,2)})} <b>${wi(e)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${oe} id="tests" label=${i("surface.tests")} checked=${v.tests} onChange=${N=>e.setView({tests:N})} />
        ${$&&!$.classes.length?null:m`<${oe} id="steps" label=${i("surface.steps")} checked=${v.steps} onChange=${N=>e.setView({steps:N})} />`}
        ${e.hides("points")||!D?null:m`<${oe} id="draw" label=${i("draw.mode")} checked=${r} onChange=${de} />`}
        ${F?m`<${ki} cls=${c} onChange=${u} onClear=${()=>E.clear()} used=${ge} />`:null}
        <${yi} playground=${e} />
      </div>
      <${wa} playground=${e} />`}
    </section>`}function Ci({playground:e}){let[t,{width:n,height:s}]=Re(),o=R(null),a=R(null),r=Math.min(n,s),l=P.value,c=e.network.value,u=e.data.value,p=e.viewpoint.plane.value,{steps:h}=e.settings.value.view,$=V(()=>u&&!c?.classes.length?Y(u.values):1,[u,c]);ae(()=>Tn(o.current,e,{palette:l,targetReach:$,hovered:e.viewpoint.hovered.value}),[c,l,h,$]),ae(()=>Ce(a.current,{width:r,height:r},v=>{if(!e.frames.drawable.value||!u||!c)return;let d={left:0,right:r,top:0,bottom:r,xRange:p.xRange,yRange:p.yRange};it(v,d,{data:u,rows:u.parts.train??[],x:p.x,y:p.y,palette:l,outline:l.train,targetReach:$,radius:2})}),[c,u,r,l,p,$]);let f={width:`${r}px`,height:`${r}px`};return m`
    <div class="second-answer" ref=${t} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${a} style=${f} aria-hidden="true"></canvas>
    </div>`}function Ei({playground:e}){let{epoch:t,status:n,message:s}=e.run.position.value,o=e.frames.readable.value?.header.row,a=e.network.value?.classes.length,r=e.notice.value?.tone==="error"?e.notice.value.text:n==="diverged"?s:"";if(r)return m`<p class="second-numbers error-text" role="alert">${r}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${q(t)}</b> · ${i(`measure.${l}_loss`)} <b>${w(o[`${l}_loss`])}</b> · ${a?m`${i(`measure.${l}_accuracy`)} <b>${L(o[`${l}_accuracy`])}</b>`:m`R² <b>${w(o[`${l}_r2`])}</b>`}</p>`}function xa({first:e}){let t=e.second.value;if(!t)return null;let n=t.settings.value,{recipe:s,architecture:o}=n,a=Number(s.learning_rate),r=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map(p=>({value:p,label:p?W(p):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:T(P.value.classes[3])}}></span>${i("second.title")}</h2>
        <${A} id="second-rate" label=${i("bar.rate")} value=${String(a)} options=${[...new Set([...bt,a])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:w(c,4)}))}
          onChange=${c=>t.apply(ke(t.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${A} id="second-activation" label=${i("bar.activation")} value=${r.length===1?r[0]:""} options=${l(Oe,r.length===1?r[0]:"")}
          onChange=${c=>c&&t.apply(xt(t.settings.value,c))} />`:null}
        <${A} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(ht,String(s.optimizer))}
          onChange=${c=>t.apply(ke(t.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>Cs(e)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>Ct(e)} aria-label=${i("second.close")}>${J}</button>
      </div>
      <div class="second-body"><${Ht} playground=${t} name="second" /><div class="second-side"><${Ci} playground=${t} /><${Ei} playground=${t} /></div></div>
    </section>`}var Ni=["data","network","result"];function Ai(e){e.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function ka({playground:e,question:t}){let[n,s]=M("result"),o=t&&!e.run.played.value&&!e.undo.canUndo.value&&!e.guide?.lesson.value&&!e.drawer.value&&!e.viewpoint.selected.value&&!e.hides("hints");return m`
    <a class="skip" href="#network" onClick=${Ai}>${i("page.skip")}</a>
    <${Us} playground=${e} />
    <${zs} part=${e.address.classPart.value} />
    <${ta} guide=${e.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${po} playground=${e} />${e.hides("preferences")?null:m`<${$a} playground=${e} />`}</div>
      <div class="notices"><${ma} playground=${e} question=${o} /><${Jo} playground=${e} question=${t} /></div>
      <div class="center">
        <${Ht} playground=${e} asks=${o} />
        <${xa} first=${e} />
        <${Xo} playground=${e.second.value?.viewpoint.selected.value?e.second.value:e} />
      </div>
      <${Ho} playground=${e} />
      <div class="right">
        ${e.hides("surface")?null:m`<${ga} playground=${e} />`}
        ${e.hides("time")?null:m`<${ha} playground=${e} />`}
        ${e.hides("curves")?null:m`<${no} playground=${e} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${Ni.map(a=>m`<button key=${a} aria-pressed=${n===a} onClick=${()=>s(a)}>${i(`tab.${a}`)}</button>`)}
    </nav>
    <${pa} playground=${e} />`}import{firstWorker as Ti,newWorker as Oi}from"./start_engine.js";async function On(e=null){if(Q){let t=new URL(Q.engine,document.baseURI);t.protocol=t.protocol.replace("http","ws");let{ServerTransport:n}=await import("./transport-6MDSZMNP.js"),s=new n({socket:t,upload:new URL(Q.upload,document.baseURI)},{visitor:e});s.onConnection=a=>yt.value=a?"lost":"open";let o=await s.ready;if(o)return kt.value=o.features,{transport:s,server:s,connected:o}}return{transport:gs(Ti??Oi()),server:null,connected:null}}var ya={" ":e=>{e.run.togglePlay()},".":e=>{e.run.step()},",":e=>{e.run.stepBatch()},r:e=>{e.run.reset()},"[":e=>e.run.travel(Math.max(e.run.position.value.viewed-1,0)),"]":e=>e.run.travel(Math.min(e.run.position.value.viewed+1,e.run.position.value.epoch))},Ii=e=>e instanceof HTMLElement&&e.closest("input, select, textarea, button, [role=application]")!==null,Ri=e=>e instanceof HTMLElement&&e.closest("input[type=number], input[type=text], textarea")!==null;function Sa(e,t){let n=t.key.length===1?t.key.toLowerCase():t.key;if((t.ctrlKey||t.metaKey)&&(n==="z"||n==="y")){if(Ri(t.target))return;n==="y"||t.shiftKey?e.undo.stack.redo():e.undo.stack.undo(),t.preventDefault();return}t.ctrlKey||t.metaKey||t.altKey||Ii(t.target)||!Object.hasOwn(ya,n)||(ya[n](e),t.preventDefault())}var Li=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"],Ma=e=>["lesson","challenge","entry","class"].some(t=>new URLSearchParams(e).has(t));async function Ca(e,t){let n=new URLSearchParams(t),s=n.get("class");s&&Q&&/^[A-Za-z]{6}$/.test(s)&&(e.playground.address.classPart.value=new Fs(s,e));let o=[...n.keys()].some(r=>!Li.includes(r)),a=n.get("challenge");n.has("entry")?e.verify(`?${t}`):n.has("lesson")?await e.open(..._s(t),{keep:o,fresh:!0}):a&&await e.challenge(a,{keep:o,fresh:!0})}function Ea(e,t,n){t.toLowerCase().endsWith(".md")?e.openFile(new TextDecoder().decode(n),"file"):e.playground.hides("own")||e.playground.files.open(t,n)}async function Na(e){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:t}=navigator,n=await t.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!t.controller||e(()=>{t.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var Oa="nnplay runs",Aa=400,_i=4e3,Pi=20;function In(e){let{locks:t}=navigator;return t?new Promise(n=>{t.request(`nnplay ${e}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function Ia(){try{return JSON.parse(sessionStorage.getItem(Oa)??"[]")}catch{return[]}}async function Ra(e,t,n){let s=Ia(),o=(await Promise.all(s.map(r=>e.run(r)))).filter(r=>r!==void 0).filter(r=>r.query===t),[a]=o.sort((r,l)=>l.at-r.at);if(a)return{id:await In(a.id)?a.id:await Ta(),run:a};if(!s.length&&!n){for(let r of await e.runs())if(await In(r.id))return{id:La(r.id),run:r}}return{id:await Ta(),run:null}}function La(e){try{sessionStorage.setItem(Oa,JSON.stringify([...Ia().filter(t=>t!==e),e].slice(-20)))}catch{}return e}async function Ta(){let e=Array.from(crypto.getRandomValues(new Uint32Array(3)),t=>t.toString(36)).join("");return await In(e),La(e)}function _a(e,t,n){let[s,o,a,r,l]=[0,!1,!1,0,0],c=async()=>{if(clearTimeout(s),s=0,o){a=!0;return}o=!0;let u=performance.now();try{let p=await e.saving.saved();p&&await t.saveRun(e.saving.last={id:n,...p,at:Date.now()})}catch{}[o,r]=[!1,performance.now()],l=r-u,a&&(a=!1,c())};Te(()=>{let{playing:u}=e.run.position.value;e.settings.value;for(let{value:h}of e.saving.extras.values());let p=u?Math.max(Math.max(_i,Pi*l)-(performance.now()-r),Aa):Aa;u&&s||(clearTimeout(s),s=Number(setTimeout(()=>{c()},p)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void c()),addEventListener("pagehide",()=>{c()})}var Qe="runs",et="tables",Di={[Qe]:12,[et]:8},ve=e=>new Promise((t,n)=>{e.onsuccess=()=>t(e.result),e.onerror=()=>n(e.error)}),Kt=class e{constructor(t){this.database=t}static async open(t,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${t}`,1);return s.onupgradeneeded=()=>[Qe,et].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new e(await ve(s))}catch{return null}}store(t,n="readonly"){return this.database.transaction(t,n).objectStore(t)}run(t){return ve(this.store(Qe).get(t))}async runs(){return(await ve(this.store(Qe).getAll())).sort((n,s)=>s.at-n.at)}saveRun(t){return this.save(Qe,t)}table(t){return ve(this.store(et).get(t))}async tableOf(t){return(await ve(this.store(et).getAll())).filter(s=>s.file===t).sort((s,o)=>o.at-s.at)[0]}saveTable(t){return this.save(et,t)}async save(t,n){try{await ve(this.store(t,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(t,1),await ve(this.store(t,"readwrite").put(n))}await this.forgetOldest(t,Di[t])}async forgetOldest(t,n){if((await ve(this.store(t).getAllKeys())).length<=n)return;let o=await ve(this.store(t).getAll()),a=this.store(t,"readwrite");for(let{id:r}of o.sort((l,c)=>c.at-l.at).slice(n))a.delete(r)}async clear(){await Promise.all([Qe,et].map(t=>ve(this.store(t,"readwrite").clear())))}};var Pn=e=>e??navigator.languages.map(t=>t.slice(0,2)).find(t=>wt.includes(t))??"en";async function Dn(e){let t=await fetch(new URL(`../messages/${e}.json`,import.meta.url));zn(e,await t.json()),document.documentElement.lang=e,document.title=i("page.title")}var Fi=Q?null:On(),we=await Ts(location.search);we!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${we}`);var je=st(we??""),{troubles:Rn}=je;we===null&&Rn.push({key:"link.short",values:{}});var ji=Dn(Pn(je.settings.view.language)),mt=await Kt.open(new URL("./",document.baseURI).pathname),re=mt?await Ra(mt,ye(je.settings),we!=="").catch(()=>null):null,{transport:Ui,server:Yt,connected:Ln}=await(Fi??On(re?.run?.visitor));re?.run&&Ln?.resumed&&we===""&&Ln.visitor!==re.run.visitor&&(re.run=null);var Da=re?.run&&re.run.query!==ye(je.settings)?st(re.run.query).settings:je.settings;Da!==je.settings&&history.replaceState(history.state,"",`?${re?.run?.query}`);var Ue={...Da,table:re?.run?.table??history.state?.table??null},G=new Ms(new xs(Ui),Ue,history);G.undo.stack.table=Ue.table;G.saving.storage=mt;G.address.embedded=new URLSearchParams(we??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",G.address.embedded);var Fn=G.start(Ln,re?.run??null);Yt&&(Yt.onForgotten=e=>{G.startAgain(e)},Yt.onBack=e=>{G.comeBack(e)});await ji;Ue.view.language!==je.settings.view.language&&await Dn(Pn(Ue.view.language));Xs();Te(()=>{It.value=G.settings.value.view.theme});Te(()=>{document.documentElement.dataset.theme=rn.value});var Pa=Ue.view.language;Te(()=>{let e=G.settings.value.view.language;e!==Pa&&Dn(Pn(Pa=e))});var jn=G.guide=new Ls(G);addEventListener("popstate",e=>{G.undo.moved(e.state,location.search),jn.follow(location.search)});addEventListener("keydown",e=>Sa(G,e));Ma(we??"")&&(re?.run&&await Fn,await Ca(jn,we??""));var zi=ye({...Ue,view:{...Ue.view,theme:"system",language:null}})===ye(Kn),_n=document.getElementById("page");_n.replaceChildren();if(Yt&&new URLSearchParams(we??"").get("teacher")==="1"){let[{TeacherView:e},{TeacherPart:t}]=await Promise.all([import("./teacher_view-ISW5MZNN.js"),import("./classroom-U6RDYDKP.js")]);Xt(m`<${e} part=${new t} />`,_n)}else Xt(m`<${ka} playground=${G} question=${zi} />`,_n);us((e,t)=>{Fn.then(()=>Ea(jn,e,t))},e=>document.documentElement.classList.toggle("dropping",e));await Fn;mt&&re&&_a(G,mt,re.id);Rn.length&&G.complain(Rn.map(({key:e,values:t})=>i(e,t)).join(" "));Na(e=>G.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:e}});
