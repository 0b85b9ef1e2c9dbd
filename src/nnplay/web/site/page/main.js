/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{a as Cs}from"./chunk-6K7J4JRA.js";import{A as ys,B as Ss,D as Ms,a as N,b as J,c as te,d as q,e as Vn,f as Bn,g as Wn,h as Gn,i as Hn,j as Kn,k as se,l as ts,m as ns,n as ss,o as os,p as Je,q as ze,r as ge,s as fs,t as ds,u as bs,v as vs,w as gs,x as ws,y as xs,z as ks}from"./chunk-GEGUMYRD.js";import{a as Ce,b as ht,c as ft}from"./chunk-XXKLQULC.js";import{A as ms,B as ps,C as $s,E as dt,F as bt,G as hs,a as Ie,b as U,c as Ze,d as K,e as Z,f as z,g as T,h as ne,i as Xn,j as ve,k as Oe,l as oe,m as en,n as Me,o as Yn,p as X,q as Jn,r as Qn,s as es,t as as,u as $t,v as rs,w as is,x as ls,y as cs,z as us}from"./chunk-ANTU36IN.js";import{b as Zn}from"./chunk-EV7A5ITS.js";import"./chunk-LUNHPHGL.js";import{a as rt,b as On,c as i,d as Rn,e as g,f as L,g as Y}from"./chunk-ZNHGZ6HY.js";import{a as qt,b as S,c as _,d as at,e as I,f as V,h as De,i as Xe,j as Vt,k as Se,l as m,m as Bt,n as Wt,o as Gt,p as In}from"./chunk-DCDTX4GA.js";import{A as qn,B as pt,F as Qt,I as be,J as Ye,a as Ht,b as Kt,c as Xt,d as Fe,e as it,f as lt,g as Ln,h as j,i as Pn,j as ct,k as he,l as Dn,m as Yt,n as Fn,o as jn,p as fe,r as de,s as zn,t as ut,v as je,w as Zt,x as Un,y as Jt,z as mt}from"./chunk-ZBKN7BHM.js";var Ee=["tanh","relu","sigmoid","gelu","identity","silu","mish","elu","selu","celu","leaky_relu","prelu","relu6","repsu","softplus","squareplus","softsign","arctan","smht","hard_sigmoid","hard_tanh","gaussian","sinusoid","sinc","exponential","bent_identity","binary_step","elish","softmax","maxout"],vt=["sgd","momentum","nesterov","adam","adamw","nadam","amsgrad","adam_hat","rmsprop","adagrad","adadelta","lion"],gt=["glorot_uniform","glorot_normal","he_uniform","he_normal","lecun_uniform","lecun_normal","orthogonal","uniform","normal","zeros"],Es=["constant","cosine","exponential","step","inverse_scaling","one_cycle","warm_up","reduce_on_plateau"],wt={classification:["binary_cross_entropy","focal","hinge","squared_hinge","mse","mae"],regression:["mse","mae","huber","log_cosh","quantile","msle","mape","poisson","half_poisson_deviance"],several:["cross_entropy","categorical_focal","kl","categorical_hinge","cosine","mse","mae"]};var Ns=(e,t)=>e.includes(t)?e:[...e,t].toSorted((n,s)=>n-s),Ea=({playground:e})=>{let{playing:t,epoch:n,batches:s,viewed:o}=e.position.value,r=o<n?o:n;return m`
    <div class="time" role="group" aria-label=${i("bar.time")}>
      <button class="round" onClick=${()=>e.reset()} aria-label=${i("bar.reset")} title=${i("bar.reset")}>${Gn}</button>
      <button class=${`play ${t?"playing":""}`} onClick=${()=>e.togglePlay()}>
        ${t?Bn:Vn}<span>${i(t?"bar.pause":"bar.play")}</span>
      </button>
      <button class="round" onClick=${()=>e.step()} aria-label=${i("bar.step")} title=${i("bar.step")}>${Wn}</button>
      <div class="epoch">
        <span class="field-label">${i("bar.epoch")}${e.rate.value>0?m` <span class="rate">${i("curves.rate",{rate:g(e.rate.value,2)})}</span>`:null}</span>
        <span class="epoch-number">${Y(r)}${s?m`<small> + ${i("bar.batches",{count:s})}</small>`:null}</span>
      </div>
    </div>`};function Na({playground:e}){let t=e.settings.value,{recipe:n,architecture:s,view:o}=t,r=[...new Set(s.layers.map(p=>p.activation))],a=r.length===1?r[0]:"",l=Fe.map(p=>({value:p,label:U(p)})),c=[...new Set([...Ee,...a?[a]:[]])].filter(p=>!Fe.includes(p)),u=Number(n.learning_rate);return m`
    ${e.hides("speed")?null:m`<${N} id="speed" label=${i("bar.speed")} value=${String(o.speed)}
      options=${[...Ns(Ln.filter(p=>p!==null),o.speed??60),null].map(p=>({value:String(p),label:p===null?i("bar.fullSpeed"):i("bar.perSecond",{count:p})}))}
      onChange=${p=>e.setView({speed:p==="null"?null:Number(p)})} />`}
    ${e.hides("rate")?null:m`<${N} id="rate" label=${i("bar.rate")} value=${String(u)}
      options=${Ns(it,u).map(p=>({value:String(p),label:g(p,4)}))}
      onChange=${p=>e.apply(de(t,{learning_rate:Number(p)}))} />`}
    ${e.hides("activation")||!s.layers.length?null:m`<${N} id="activation" label=${i("bar.activation")} value=${a}
      options=${a?[]:[{value:"",label:i("bar.mixed")}]}
      groups=${[{label:i("bar.common"),options:l},{label:i("bar.all"),options:c.map(p=>({value:p,label:U(p)}))}]}
      onChange=${p=>p&&e.apply(pt(t,p))} />`}`}function Aa({playground:e}){let t=e.drawer.value,n=s=>e.hides(s)?null:m`
    <button class=${`drawer-button ${t===s?"open":""}`} aria-expanded=${t===s} aria-controls="drawer" onClick=${()=>e.toggleDrawer(s)}>
      ${i(`drawer.${s}`)}
    </button>`;return m`<div class="drawer-buttons" role="group" aria-label=${i("bar.drawers")}>${n("learn")}${n("inside")}${n("take")}</div>`}var As=({playground:e})=>m`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Ea} playground=${e} />
    <div class="bar-settings"><${Na} playground=${e} /></div>
    ${e.hides("undo")?null:m`<div class="undo" role="group" aria-label=${i("bar.changes")}>
      <button class="round small" disabled=${!e.canUndo.value} onClick=${()=>e.undoStack.undo()} aria-label=${i("bar.undo")} title=${i("bar.undo")}>${Hn}</button>
      <button class="round small" disabled=${!e.canRedo.value} onClick=${()=>e.undoStack.redo()} aria-label=${i("bar.redo")} title=${i("bar.redo")}>${Kn}</button>
    </div>`}
    ${e.embedded?m`<a class="embed-open" href=${`?${be(e.settings.value)}`} target="_blank" rel="noopener">${i("embed.open")}</a>`:m`<${Aa} playground=${e} />`}
  </header>`;function _s({part:e}){let[t,n]=S("");if(!e||e.part.value==="refused")return null;let s=o=>{o.preventDefault(),t.trim()&&e.join(t.trim())};return e.part.value==="gone"?m`<p class="class-bar" role="status">${i("class.gone")}</p>`:e.part.value==="joined"?m`<p class="class-bar" role="status">${i("class.joined",{name:e.name.value})} <button class="quiet" onClick=${()=>e.leave()}>${i("class.leave")}</button></p>`:m`
    <form class="class-bar" onSubmit=${s}>
      <span>${i("class.join")}</span>
      <label for="class-name">${i("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${()=>e.refuse()}>${i("class.notNow")}</button>
    </form>`}function Ne(){let e=I(null),[t,n]=S({width:0,height:0});return _(()=>{let s=e.current;if(!s)return;let o=new ResizeObserver(()=>n({width:s.clientWidth,height:s.clientHeight}));return o.observe(s),()=>o.disconnect()},[]),[e,t]}function ce(e,t){at(()=>Se(()=>{e()}),t)}var _a=()=>Math.min(window.devicePixelRatio||1,2);function Re(e,{width:t,height:n},s){let o=e?.getContext("2d");if(!e||!o||!t||!n)return;let r=_a(),[a,l]=[Math.round(t*r),Math.round(n*r)];(e.width!==a||e.height!==l)&&([e.width,e.height]=[a,l]),o.setTransform(r,0,0,r,0,0),o.clearRect(0,0,t,n),s(o)}var P=e=>String(Math.round(e*100)/100),Ta=e=>e.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;"),Ia={left:"start",right:"end",center:"middle",start:"start",end:"end"},Oa={top:"text-before-edge",bottom:"text-after-edge",middle:"central",alphabetic:"alphabetic",hanging:"hanging",ideographic:"alphabetic"},xt=class{constructor(t,n,s){this.size={width:t,height:n},this.parts=[`<rect width="${t}" height="${n}" fill="${s}"/>`],this.strokeStyle="#000",this.fillStyle="#000",this.lineWidth=1,this.lineCap="butt",this.font="12px sans-serif",this.textAlign="left",this.textBaseline="alphabetic",this.dash=[],this.path="",this.clips=0,this.open=[0]}beginPath(){this.path=""}moveTo(t,n){this.path+=`M${P(t)} ${P(n)}`}lineTo(t,n){this.path+=`L${P(t)} ${P(n)}`}bezierCurveTo(...t){this.path+=`C${t.map(P).join(" ")}`}arc(t,n,s){let o=P(s);this.path+=`M${P(t-s)} ${P(n)}a${o} ${o} 0 1 0 ${P(2*s)} 0a${o} ${o} 0 1 0 ${P(-2*s)} 0z`}rect(t,n,s,o){this.path+=`M${P(t)} ${P(n)}h${P(s)}v${P(o)}h${P(-s)}z`}setLineDash(t){this.dash=t}stroke(){let t=this.dash.length?` stroke-dasharray="${this.dash.join(" ")}"`:"";this.path&&this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${P(this.lineWidth)}"${t}/>`)}fill(){this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`)}clip(){this.clips+=1,this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`),this.open[this.open.length-1]+=1}strokeRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.stroke()}fillRect(t,n,s,o){this.beginPath(),this.rect(t,n,s,o),this.fill()}fillText(t,n,s){let o=Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12");this.parts.push(`<text x="${P(n)}" y="${P(s)}" font-size="${o}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" text-anchor="${Ia[this.textAlign]}" dominant-baseline="${Oa[this.textBaseline]}">${Ta(t)}</text>`)}measureText(t){return{width:t.length*Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1]??"12")*.55}}drawImage(t,...n){let[s,o,r,a,l,c,u,p]=n.length===8?n:[0,0,t.width,t.height,...n],$=Object.assign(document.createElement("canvas"),{width:r,height:a});$.getContext("2d")?.drawImage(t,s,o,r,a,0,0,r,a),this.parts.push(`<image x="${P(l)}" y="${P(c)}" width="${P(u)}" height="${P(p)}" preserveAspectRatio="none" href="${$.toDataURL()}"/>`)}save(){this.open.push(0)}restore(){this.parts.push("</g>".repeat(this.open.pop()??0))}transformed(t){this.parts.push(`<g transform="${t}">`),this.open[this.open.length-1]+=1}translate(t,n){this.transformed(`translate(${P(t)} ${P(n)})`)}rotate(t){this.transformed(`rotate(${P(t*180/Math.PI)})`)}toString(){let{width:t,height:n}=this.size;return`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${t} ${n}" width="${t}" height="${n}">${this.parts.join("")}${"</g>".repeat(this.open.reduce((s,o)=>s+o,0))}</svg>
`}};var Ra={sigmoid:[.5,.5],hard_sigmoid:[.5,.5],softmax:[.5,.5],binary_step:[.5,.5],tanh:[0,1],hard_tanh:[0,1],softsign:[0,1],sinusoid:[0,1],smht:[0,1]},Qe=(e,t)=>Ra[e.split("(")[0]]??[0,t];function kt({form:e,low:t,offset:n,scale:s},o){return e==="column"?[(t+1)/2,(1-t)/2]:[-n/s,o/s]}var yt=({form:e,offset:t,scale:n},s)=>e==="values"?s*n+t:s;function Ts(e,{xRange:t,yRange:n}={xRange:he,yRange:he}){let o=20+7*Math.max(...Ue(n).map(r=>g(r).length));return{left:o,right:e-4,top:4,bottom:e-o,xRange:t,yRange:n}}var St=({left:e,right:t,top:n,bottom:s,xRange:[o,r],yRange:[a,l]},c,u)=>[e+(c-o)/(r-o)*(t-e),s-(u-a)/(l-a)*(s-n)],Is=({left:e,right:t,top:n,bottom:s,xRange:[o,r],yRange:[a,l]},c,u)=>({x:o+(c-e)/(t-e)*(r-o),y:a+(s-u)/(s-n)*(l-a)});function Ue([e,t],n=7){let s=(t-e)/(n-1),o=10**Math.floor(Math.log10(s)),r=([1,2,5].find(l=>l*o>=s*.999)??10)*o,a=Math.ceil(e/r-1e-9);return Array.from({length:Math.floor(t/r+1e-9)-a+1},(l,c)=>Number(((a+c)*r).toPrecision(12)))}function Mt(e,t){let n=/^class (\d\d)$/.exec(e[t]??"");return n?Number(n[1])-1:t}function Os(e,t){if(!t.length||t.every((s,o)=>Mt(t,o)===o))return e;let n=t.map((s,o)=>e.classes[Mt(t,o)%e.classes.length]);return{...e,classes:n,low:n[0]??e.low,high:n[1]??e.high}}function Rs({values:e,size:t,network:n,palette:s,steps:o,targetReach:r}){let a=e.length/t/t,l=Os(s,n.classes);if(a>1)return Yn(l,e,t,a,o);let[c,u]=kt(n.coding,r);if(!o||!n.classes.length)return Me(oe(l),e,t,c,u);let p=Float32Array.from(e,$=>$>c?.75:-.75);return Me(oe(l),p,t,0,1)}function Ls({values:e,start:t,size:n,activation:s,palette:o}){let[r,a]=Qe(s,X(e,t,t+n*n));return Me(oe(o),e,n,r,a,t)}function Ps(e,t,{x:n,y:s,palette:o}){let{left:r,right:a,top:l,bottom:c}=t;e.strokeStyle=ne(o.ink,.5),e.lineWidth=1,e.strokeRect(r,l,a-r,c-l),e.fillStyle=T(o.muted),e.font="11px system-ui, sans-serif",e.textBaseline="top",e.textAlign="center";for(let u of Ue(t.xRange))e.fillText(g(u),St(t,u,0)[0],c+4);e.textBaseline="middle",e.textAlign="right";for(let u of Ue(t.yRange))e.fillText(g(u),r-5,St(t,0,u)[1]);e.fillStyle=T(o.ink),e.font="13px system-ui, sans-serif",e.textBaseline="bottom",e.fillText(n,a,c+33),e.save(),e.translate(7,l),e.rotate(-Math.PI/2),e.textBaseline="middle",e.fillText(s,0,0),e.restore()}function et(e,t,{data:n,rows:s,x:o,y:r,palette:a,outline:l,targetReach:c,radius:u=s.length>1e3?2.2:3.6}){let{classes:p,values:$,columns:h}=n,f=Os(a,p);for(let b of s){let[d,w]=St(t,h[o][b],h[r][b]);e.beginPath(),e.arc(d,w,u,0,2*Math.PI),e.lineWidth=4,e.strokeStyle=ne(a.middle,.9),e.stroke(),e.lineWidth=1.2,e.strokeStyle=T(l),e.fillStyle=T(p.length?f.classes[$[b]]:Oe(a,$[b]/c)),e.fill(),e.stroke()}}function Ds(e,t,n,s){let[o,r]=St(t,n.x,n.y);for(let[a,l]of[[s.middle,5],[s.ink,2]])e.beginPath(),e.arc(o,r,8,0,2*Math.PI),e.strokeStyle=T(a),e.lineWidth=l,e.stroke()}function qe({width:e,height:t},n,s){let o=new xt(e,t,T(n.middle));return s(o),o.toString()}function Fs(e,{left:t,top:n,width:s,height:o},{title:r,share:a,palette:l,lines:c}){let u=c.flatMap(v=>Array.from(v.values).filter(M=>M!==null&&Number.isFinite(M))),p=Math.max(1,...c.map(({epochs:v})=>v[v.length-1]??0)),$=Math.min(0,...u.map(Number)),h=a?1:Math.max(...u.map(Number),$+1e-9)*1.05,[f,b]=[t+s,n+o],d=v=>t+v/p*s,w=v=>b-(v-$)/(h-$)*o;e.font="11px system-ui, sans-serif",e.lineWidth=1,e.strokeStyle=ne(l.ink,.12),e.fillStyle=T(l.muted),e.textBaseline="middle",e.textAlign="right";for(let v of Ue([$,h],6))e.beginPath(),e.moveTo(t,w(v)),e.lineTo(f,w(v)),e.stroke(),e.fillText(a?L(v):g(v),t-5,w(v));e.textBaseline="top",e.textAlign="center";for(let v of Ue([0,p],5))e.fillText(g(v,6),d(v),b+5);e.fillStyle=T(l.ink),e.textAlign="left",e.font="13px system-ui, sans-serif",e.fillText(r,t,n-20);for(let{epochs:v,values:M,color:k,dash:y,width:E}of c){e.beginPath();let O=!1;for(let F=0;F<v.length;F++){let B=M[F];B==null||!Number.isFinite(B)||(O?e.lineTo(d(v[F]),w(Math.min(Math.max(B,$),h))):e.moveTo(d(v[F]),w(Math.min(Math.max(B,$),h))),O=!0)}e.strokeStyle=k,e.lineWidth=E,e.setLineDash(y),e.stroke(),e.setLineDash([])}}async function js(e){let t=new Image,n=URL.createObjectURL(new Blob([e],{type:"image/svg+xml"}));try{t.src=n,await t.decode();let s=Object.assign(document.createElement("canvas"),{width:2*t.naturalWidth,height:2*t.naturalHeight});return s.getContext("2d")?.drawImage(t,0,0,s.width,s.height),await new Promise((o,r)=>s.toBlob(a=>a?o(a):r(new Error("The browser made no picture.")),"image/png"))}finally{URL.revokeObjectURL(n)}}var Ct=Xe("system"),zs=Xe("light"),tn=Vt(()=>Ct.value==="system"?zs.value:Ct.value),D=Vt(()=>Xn[tn.value]);function Us(){let e=matchMedia("(prefers-color-scheme: dark)"),t=matchMedia("(prefers-contrast: more)"),n=()=>zs.value=t.matches&&!e.matches?"contrast":e.matches?"dark":"light";e.addEventListener("change",n),t.addEventListener("change",n),n()}var La=300;function nn(e,t){let n=Zn(e.rows,La);return["epoch",`train_${t}`,`test_${t}`].map(s=>{let o=e.column(s);return n.map(r=>Number.isFinite(o[r])?o[r]:null)})}function Ws(e,t,n){let s=e.kept.runs.value.map(({number:r,curves:{epoch:a,...l}})=>({color:T(sn(n,r)),epochs:a??[],values:l[`test_${t}`]??l[`train_${t}`]??[]})),o=e.second.value;if(o){let[r,a,l]=nn(o.history,t);s.push({color:T(n.classes[3]),epochs:r,values:l.some(c=>c!==null)?l:a})}return s.filter(({epochs:r,values:a})=>a.length===r.length&&r.length>1)}var sn=(e,t)=>e.classes[[2,4,5,6,7,9][t-1]??2];function qs(e,t,n){let s=nn(e.history,t);return n.length?Bt.join([s,...n.map(({epochs:o,values:r})=>[o,r])]):s}function Vs({playground:e,measure:t,title:n}){let[s,{width:o,height:r}]=Ne(),a=I(null),l=D.value,c=e.readable.value,u=c?.header.row,p=u&&Number.isFinite(u.test_loss),$=Ws(e,t,l),h=$.map(({color:f})=>f).join();return _(()=>{if(!s.current||o<60||r<60)return;let f={stroke:T(l.muted),grid:{stroke:ne(l.ink,.09),width:1},ticks:{show:!1},font:"11px system-ui, sans-serif"},b=t==="accuracy";return a.current=new Bt({width:o,height:r,padding:[6,16,0,0],legend:{show:!1},cursor:{show:!1},scales:{x:{time:!1},y:{range:(d,w,v)=>b?[0,1]:t==="r2"?[Math.min(Math.max(w,-1),0),1]:[0,(v||1)*1.05]}},axes:[{...f,size:22,gap:2},{...f,size:42,gap:3,values:(d,w)=>w.map(v=>b?L(v):g(v,2))}],series:[{},{stroke:T(l.train),width:2,points:{show:!1}},{stroke:T(l.test),width:2,dash:[5,3],points:{show:!1}},...$.map(({color:d})=>({stroke:d,width:1.6,points:{show:!1},spanGaps:!0}))].map((d,w)=>w?{...d,spanGaps:!0}:d)},qs(e,t,$),s.current),()=>a.current?.destroy()},[o,r,l,t,h]),at(()=>{let f=qs(e,t,$);a.current?.series.length===f.length&&a.current.setData(f)},[c,$]),m`
    <figure class="curve">
      <figcaption><b>${n}</b> <${Bs} part="train" row=${u} measure=${t} />${p?m` <${Bs} part="test" row=${u} measure=${t} />`:null}</figcaption>
      <div class="plot" ref=${s} role="img" aria-label=${i("curves.picture",{name:n})}></div>
    </figure>`}function Bs({part:e,row:t,measure:n}){let s=t?.[`${e}_${n}`]??NaN;return m`<span class="metric" title=${i(`curves.${e}`)}><span class=${`key ${e}`} aria-hidden="true"></span><span class="unseen">${i(`curves.${e}`)}</span> ${n==="accuracy"?L(s):g(s)}</span>`}function Pa(e,t){let n=D.peek();return qe({width:640,height:260},n,s=>["loss",t].forEach((o,r)=>{let[a,l,c]=nn(e.history,o),u=[{epochs:a,values:l,color:T(n.train),dash:[],width:2},{epochs:a,values:c,color:T(n.test),dash:[5,3],width:2},...Ws(e,o,n).map(p=>({...p,dash:[],width:1.6}))];Fs(s,{left:48+318*r,top:36,width:256,height:190},{title:i(`curves.${o}`),share:o==="accuracy",palette:n,lines:u})}))}function Gs({playground:e}){let t=e.network.value?.classes.length,n=t?"accuracy":"r2";return _(()=>{e.figures.set("curves",()=>De(()=>Pa(e,n)))},[e,n]),m`
    <section class="curves" aria-label=${i("curves.title")}>
      <${Vs} playground=${e} measure="loss" title=${i("curves.loss")} />
      <${Vs} playground=${e} measure=${n} title=${i(t?"curves.accuracy":"curves.r2")} />
    </section>`}var Hs={x1:e=>e,x2:(e,t)=>t,"x1^2":e=>e*e,"x2^2":(e,t)=>t*t,"x1*x2":(e,t)=>e*t,"sin(x1)":e=>Math.sin(e),"sin(x2)":(e,t)=>Math.sin(t)};function Et(e,t){let n=Object.hasOwn(Hs,e)?Hs[e]:null;if(!n)return null;let s=r=>he[0]+(he[1]-he[0])*r/(t-1),o=Float32Array.from({length:t*t},(r,a)=>n(s(a%t),s(Math.floor(a/t))));return{values:o,reach:o.reduce((r,a)=>Math.max(r,Math.abs(a)),0)}}var Ks=["number","category","boolean","date","one-hot","target"];function Da({kind:e,missing:t,distinct:n,min:s,max:o,examples:r}){let a=[i(`kind.${e||"unread"}`)];return e==="number"&&typeof s=="number"&&typeof o=="number"?a.push(`${g(s)} \u2013 ${g(o)}`):e==="date"?a.push(`${s} \u2013 ${o}`):e&&a.push(n>r.length?i("columns.distinct",{count:n}):r.join(", ")),t&&a.push(i("columns.missing",{count:t})),a.join(" \xB7 ")}function Fa(e,{name:t,kind:n,role:s},o,r){let{exclude:a,columns:l}=e.recipe,c=(a??[]).filter(h=>h!==t),u=(l??[]).filter(([h])=>h!==t);if(o==="target")return je(e,{target:[t],exclude:c.length?c:null,columns:u.length?u:null});if(s==="target")return e;if(o==="left out")return je(e,{target:[r],exclude:[...c,t]});let p=n==="ordered"||!n||n==="empty"?u:[...u,[t,n]],$=(a??[]).includes(t)?u:p;return je(e,{target:[r],exclude:c.length?c:null,columns:$.length?$:null})}function ja({playground:e,column:t,target:n}){let o=e.settings.value.recipe.columns??[],r=o.find(([c])=>c===t.name)?.[1]??"",a=c=>{let u=o.filter(([$])=>$!==t.name),p=c?[...u,[t.name,c]]:u;e.apply(je(e.settings.value,{columns:p.length?p:null,...t.role==="target"?{target:[t.name]}:{}}))},l=t.role==="target"?Ks.filter(c=>c==="number"||c==="category"):Ks;return m`
    <details class=${`column is-${t.role.replace(" ","-")}`}>
      <summary><span class="column-name">${t.name}</span><span class="column-summary">${Da(t)}</span>
        ${t.role==="feature"?null:m`<span class="column-role">${i(`role.${t.role}`)}</span>`}</summary>
      ${t.reason?m`<p class="note">${t.reason==="not chosen"?i("columns.notChosen"):t.reason}</p>`:null}
      <div class="pair">
        <${N} id=${`role-${t.name}`} label=${i("columns.role")} value=${t.role}
          options=${(t.role==="target"?["target"]:["feature","target","left out"]).map(c=>({value:c,label:i(`role.${c}`)}))}
          onChange=${c=>e.apply(Fa(e.settings.value,t,c,n))} />
        <${N} id=${`kind-${t.name}`} label=${i("columns.kind")} value=${r}
          options=${[{value:"",label:i("editor.auto")},...l.map(c=>({value:c,label:i(`kind.${c}`)})),...r&&!l.includes(r)?[{value:r,label:r}]:[]]}
          onChange=${a} />
      </div>
    </details>`}function Xs({playground:e}){let t=e.settings.value,{recipe:n}=t,s=e.report.value;if(!s)return null;let o=s.columns,r=u=>e.apply(je(e.settings.value,u)),a=e.imageSide.value>0,l=o.some(u=>u.missing>0&&u.role!=="left out"),c=s.notes.filter(u=>!u.startsWith("left out:"));return m`
    <fieldset class="table-columns">
      <legend>${i("columns.title")} <small>${i("columns.rows",{rows:s.rows})}</small></legend>
      ${o.length>40&&!a?m`<p class="note">${i("columns.many",{count:o.length})}</p>`:null}
      ${o.filter(({role:u},p)=>u==="target"||!a&&(o.length<=40||p<8)).map(u=>m`<${ja} key=${u.name} playground=${e} column=${u} target=${s.target} />`)}
      ${l||n.missing?m`
        <${N} id="missing" label=${i("columns.gaps")} value=${n.missing??"impute"}
          options=${["impute","drop","refuse"].map(u=>({value:u,label:i(`gaps.${u}`)}))}
          onChange=${u=>r({missing:u==="impute"?void 0:u})} />`:null}
      ${s.task==="classification"?m`
        <${te} id="balance" label=${i("columns.balance")} checked=${n.class_weight==="balanced"}
          onChange=${u=>r({class_weight:u?"balanced":null})} />`:null}
      ${t.table?m`
        <${N} id="header" label=${i("columns.header")} value=${String(n.header??"")}
          options=${[{value:"",label:i("editor.auto")},{value:"true",label:i("columns.headerYes")},{value:"false",label:i("columns.headerNo")}]}
          onChange=${u=>r({header:u===""?null:u==="true",target:null,exclude:null,columns:null})} />`:null}
      ${c.length?m`<details class="notes"><summary>${i("columns.notes",{count:c.length})}</summary><ul>${c.map(u=>m`<li>${u}</li>`)}</ul></details>`:null}
    </fieldset>`}function Nt({pixels:e,size:t,className:n=""}){let s=I(null);return _(()=>{e&&s.current?.getContext("2d")?.putImageData(new ImageData(e,t,t),0,0)},[e,t]),m`<canvas ref=${s} class=${`picture ${n}`} width=${t} height=${t} aria-hidden="true"></canvas>`}function za({playground:e,onDone:t}){let n=I(null),s=async()=>{let o=n.current?.value??"";o.trim()&&await e.open("pasted.csv",es(o))&&t()};return m`
    <label class="field" for="rows"><span class="field-label">${i("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${`size,rooms,price
52,2,780
71,3,990`} ref=${n}></textarea></label>
    <button class="plain" onClick=${s}>${i("own.use")}</button>`}function Ys({playground:e}){let[t,n]=S(!1),s=I(null),o=e.settings.value,r=e.wanted.value,a=fe(o)?"":o.table?"own":o.recipe.data,l=u=>Kt.includes(u)&&e.apply(ut(e.settings.value,u)),c=async u=>{let[p]=u.currentTarget.files;u.currentTarget.value="",p&&await e.open(p.name,await Qn(p))};return m`
    <div class="sets">
      ${r?m`<p class="note strong" role="status">${i("own.wanted",{file:r.file})}</p>`:null}
      <${N} id="set" label=${i("set.title")} value=${a} onChange=${l}
        options=${[...a===""?[{value:"",label:i("set.choose")}]:[],...o.table?[{value:"own",label:o.table.file}]:[],...Kt.map(u=>({value:u,label:i(`set.${u}`)}))]} />
      ${e.hides("own")?null:m`
        <div class="own">
          <button class="plain" onClick=${()=>s.current?.click()}>${i("own.open")}</button>
          <button class="plain" aria-expanded=${t} onClick=${()=>n(!t)}>${i("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=".csv,.tsv,.txt,.tab,.data,.dat,text/*" ref=${s} onChange=${c} />
        ${t?m`<${za} playground=${e} onDone=${()=>n(!1)} />`:m`<p class="note">${i("own.drop")}</p>`}`}
    </div>`}var Le=Xe(null),on=!1;function At(){on||(on=!0,fetch(new URL("../engine/engine.json",import.meta.url)).then(e=>e.json()).then(e=>Le.value=e,()=>on=!1))}function Zs(e){let[,t=e,n=""]=/^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(e)??[],s=n.split(",").map(o=>o.split("=").map(r=>r.trim())).filter(([o,r])=>o&&r);return{name:t,constants:Object.fromEntries(s.map(([o,r])=>[o,Number(r)]))}}function Js(e,t,n){let s=Object.entries(t).filter(([o,r])=>r!==n[o]);return e+(s.length?`(${s.map(([o,r])=>`${o}=${r}`).join(", ")})`:"")}function Qs(e="(-inf, inf)"){let[t,n]=e.slice(1,-1).split(",").map(s=>Number(s.replace("inf","Infinity")));return{low:t,high:n,open:e.endsWith(")")}}var Ua={beta1:"\u03B2\u2081",beta2:"\u03B2\u2082",epsilon:"\u03B5",momentum:"\u03BC",rho:"\u03C1",gamma:"\u03B3",delta:"\u03B4",tau:"\u03C4",alpha:"\u03B1",beta:"\u03B2"},eo=e=>Ua[e]??(Rn(`constant.${e}`)?i(`constant.${e}`):e.replaceAll("_"," "));function Ve({id:e,label:t,family:n,spec:s,names:o,auto:r,onChange:a}){_(At,[]);let{name:l,constants:c}=Zs(s),u=Le.value?.catalog[n][l],p=o.includes(l)||!l?o:[...o,l],$=[...r===void 0?[]:[{value:"",label:r}],...p.map(f=>({value:f,label:U(f)}))],h=(f,b)=>Number.isFinite(b)&&a(Js(l,{...u?.constants,...c,[f]:b},u?.constants??{}),`${e}-${f}`);return m`
    <div class="component-field">
      <${N} id=${e} label=${t} value=${l} options=${$} onChange=${f=>a(f,"")} />
      ${u&&Object.keys(u.constants).length?m`<div class="constants">${Object.entries(u.constants).map(([f,b])=>{let d=c[f]??b,{low:w,high:v,open:M}=Qs(u.limits[f]),k=`${e}-${f}`;return w===0&&v===1?m`<${J} key=${k} id=${k} label=${eo(f)} value=${d} min=${0} max=${M?.999:1} step=${.001} shown=${g(d,4)}
            onInput=${y=>h(f,y)} />`:m`<${q} key=${k} id=${k} label=${eo(f)} value=${d} min=${Number.isFinite(w)?w:void 0}
          onChange=${y=>h(f,y)} />`})}</div>`:null}
      ${u?m`<p class="formula" title=${u.source}>${u.formula}</p>`:null}
    </div>`}var an=[0,1e-5,3e-5,1e-4,3e-4,.001,.003,.01,.03,.1,.3,1],qa=[0,.1,.3,1,3,10,30,100];function _t({id:e,label:t,value:n,values:s,none:o,onInput:r}){let a=s.includes(n)?s:[...s,n].toSorted((l,c)=>l-c);return m`<${J} id=${e} label=${t} value=${a.indexOf(n)} min=${0} max=${a.length-1} step=${1} shown=${n?g(n):o}
    onInput=${l=>r(a[l])} />`}function to({playground:e}){let{recipe:t}=e.settings.value,n=(a,l="")=>e.apply(de(e.settings.value,a),l),s=(a,l)=>c=>n({[a]:Math.min(Math.max(Math.round(c),l.min),l.max)}),o=i("training.none"),r=t.validation_fraction??(t.patience&&t.test_fraction<.8?.15:0);return m`
    <fieldset class="training">
      <legend>${i("training.title")}</legend>
      <${Ve} id="optimizer" label=${i("training.optimizer")} family="optimizer" spec=${String(t.optimizer)} names=${vt}
        onChange=${(a,l)=>n({optimizer:a,..."momentum"in t?{momentum:null}:{}},l)} />
      <${_t} id="l1" label=${i("training.l1")} value=${Number(t.l1??0)} values=${an} none=${o} onInput=${a=>n({l1:a},"l1")} />
      <${_t} id="l2" label=${i("training.l2")} value=${Number(t.l2??0)} values=${an} none=${o} onInput=${a=>n({l2:a},"l2")} />
      <div class="pair">
        <${q} id="seed" label=${i("training.seed")} value=${t.seed??0} min=${0} step=${1} onChange=${s("seed",{min:0,max:Dn-1})} />
        <button class="plain" onClick=${()=>n({seed:Number(e.settings.value.recipe.seed??0)+1})}>${i("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${i("training.more")}</summary>
        <${Ve} id="schedule" label=${i("training.schedule")} family="schedule" spec=${String(t.schedule??"constant")} names=${Es}
          onChange=${(a,l)=>n({schedule:a},l)} />
        ${(t.schedule??"constant")==="constant"?null:m`
          <${q} id="schedule-epochs" label=${i("training.scheduleEpochs")} value=${t.schedule_epochs??t.epochs} min=${1} step=${1} onChange=${s("schedule_epochs",{min:1,max:1e9})} />`}
        <${_t} id="decay" label=${i("training.decay")} value=${Number(t.weight_decay??0)} values=${an} none=${i("editor.auto")}
          onInput=${a=>n({weight_decay:a||null},"decay")} />
        <${_t} id="clip" label=${i("training.clip")} value=${Number(t.clip??0)} values=${qa} none=${o} onInput=${a=>n({clip:a||null},"clip")} />
        <${te} id="stopping" label=${i("training.stopping")} checked=${!!t.patience} onChange=${a=>n({patience:a?20:null})} />
        ${t.patience?m`
          <${q} id="patience" label=${i("training.patience")} value=${t.patience} min=${1} step=${1} onChange=${s("patience",{min:1,max:1e6})} />`:null}
        <${J} id="validation" label=${i("training.validation")} value=${r} min=${0} max=${.5} step=${.05} shown=${L(r)}
          onInput=${a=>n({validation_fraction:a},"validation")} />
        <${q} id="epochs" label=${i("training.epochs")} value=${t.epochs} min=${1} max=${j.epochs} step=${1} onChange=${s("epochs",{min:1,max:j.epochs})} />
        <${N} id="weights" label=${i("training.initializer")} value=${t.initializer??""}
          options=${[{value:"",label:i("editor.auto")},...gt.map(a=>({value:a,label:U(a)}))]}
          onChange=${a=>n({initializer:a||null})} />
        <${N} id="scale" label=${i("training.scale")} value=${t.scale??"standard"}
          options=${["standard","minmax","none"].map(a=>({value:a,label:i(`scale.${a}`)}))} onChange=${a=>n({scale:a})} />
        ${(t.scale??"standard")==="standard"?m`
          <${J} id="input-limit" label=${i("training.inputLimit")} value=${t.input_limit??0} min=${0} max=${10} step=${.5}
            shown=${t.input_limit?i("training.deviations",{count:g(t.input_limit)}):o} onInput=${a=>n({input_limit:a||null},"input_limit")} />`:null}
        <${te} id="shuffle" label=${i("training.shuffle")} checked=${t.shuffle??!0} onChange=${a=>n({shuffle:a})} />
        <p class="note">${i("training.perEpoch",{count:Y(e.network.value?.stepsPerEpoch??0)})}</p>
      </details>
    </fieldset>`}var rn=24;function Va(e){let[t,n]=S({}),s=e.drawable.value,o=I(!1);return _(()=>{if(!s||o.current)return;o.current=!0;let r=async a=>[a,await e.client.call("preview",{recipe:{data:a,samples:120,data_seed:0,noise:0}})];Promise.all(Ht.map(r)).then(a=>n(Object.fromEntries(a)),()=>{})},[e,s]),t}function Ba({preview:e}){let t=D.value;return V(()=>{if(!e)return m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;let{columns:{x1:n,x2:s},values:o,classes:r}=e,a=c=>(24+c/he[1]*23).toFixed(1),l=new Map;return o.forEach((c,u)=>{let p=T(r.length?t.classes[c]:Oe(t,Math.round(c*6)/6));l.set(p,`${l.get(p)??""}M${a(n[u])} ${a(-s[u])}h0`)}),m`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...l].map(([c,u])=>m`<path d=${u} stroke=${c} />`)}</svg>`},[e,t])}function Wa({playground:e}){let t=Va(e),n=e.settings.value;return m`
    <fieldset class="toys">
      <legend>${i("data.set")}</legend>
      ${Ht.map(s=>m`
        <button key=${s} class="toy" aria-pressed=${n.points===null&&n.table===null&&n.recipe.data===s} aria-label=${i(`toy.${s}`)} title=${i(`toy.${s}`)}
          onClick=${()=>e.apply(ut(e.settings.value,s))}><${Ba} preview=${t[s]} /></button>`)}
    </fieldset>`}function Ga({name:e}){let t=D.value,n=V(()=>{let s=Et(e,rn);return s?Me(oe(t),s.values,rn,0,s.reach):null},[e,t]);return m`<${Nt} pixels=${n} size=${rn} />`}function Ha({playground:e}){let n=e.settings.value.recipe.features??[],s=[...Xt,...n.filter(o=>!Xt.includes(o))];return m`
    <fieldset class="features">
      <legend>${i("data.features")}</legend>
      ${s.map(o=>m`
        <button key=${o} class="feature" aria-pressed=${n.includes(o)}
          onClick=${()=>e.apply(qn(e.settings.value,o))}>
          <${Ga} name=${o} /><span>${Ie(o)}</span>
        </button>`)}
    </fieldset>`}function Ka({playground:e}){let t=e.settings.value,{recipe:n}=t,s=fe(t)&&t.points===null,o=(l,c)=>e.apply(de(e.settings.value,l),c),r=Number(n.batch_size??n.samples??10),a=lt.includes(r)?lt:[...lt,r].toSorted((l,c)=>l-c);return m`
    ${s?m`
      <${J} id="noise" label=${i("data.noise")} value=${n.noise??0} min=${0} max=${.5} step=${.05} shown=${L(n.noise??0)}
        onInput=${l=>o({noise:l},"noise")} />`:null}
    <${J} id="test-fraction" label=${i("data.test")} value=${n.test_fraction} min=${0} max=${.9} step=${.05} shown=${L(n.test_fraction)}
      onInput=${l=>o({test_fraction:l},"test_fraction")} />
    <div class="pair"><${N} id="batch" label=${i("data.batch")} value=${String(r)} options=${a.map(l=>({value:String(l),label:String(l)}))}
      onChange=${l=>o({batch_size:Number(l)},"")} />
    ${s?m`
      <${q} id="samples" label=${i("data.samples")} value=${n.samples} min=${10} max=${j.samples} step=${10}
        onChange=${l=>o({samples:Math.min(Math.max(Math.round(l),10),j.samples)},"")} />`:null}</div>
    ${s?m`
      <button class="plain" onClick=${()=>o({data_seed:Number(n.data_seed??0)+1},"")}>${i("data.regenerate")}</button>`:null}`}var no=({playground:e})=>m`
  <section class="panel data-panel" id="data" aria-label=${i("data.title")}>
    ${e.hides("sets")?null:m`<${Wa} playground=${e} />`}
    ${e.hides("sets")&&e.hides("own")?null:m`<${Ys} playground=${e} />`}
    ${e.hides("rows")?null:m`<div class="rows"><${Ka} playground=${e} /></div>`}
    ${e.hides("features")?null:fe(e.settings.value)?m`<${Ha} playground=${e} />`:m`<${Xs} playground=${e} />`}
    ${e.hides("settings")?null:m`<${to} playground=${e} />`}
  </section>`;function so(e,t,n,s){let o=e.layout,r=n===0?t.point_inputs:t[`point_${n-1}`],a=t[`point_${n}`],{theta:l}=t,c=o[n];if(!r||!a||!l||!c||r.length!==c.W.shape[0]||s>=a.length)return null;let u=c.W.shape[1],p=Z(e),$=Array.from(r,(b,d)=>{let w=l[c.W.start+d*u+s];return{name:n===0?p[d]:`a${Ze(d+1)}`,weight:w,input:b,product:w*b}}),h=l[c.b.start+s],f=e.architecture.layers[n];return{terms:$,bias:h,z:$.reduce((b,d)=>b+d.product,h),a:a[s],activation:f?f.activation:e.architecture.output,plain:!f?.norm&&!f?.skip&&u===a.length}}var oo=8,ln=e=>e<0?`(${g(e)})`:g(e);function Xa(e){let t=e.selected.value;return t?.kind==="neuron"?{column:t.column,index:t.index}:t?.kind==="weight"?{column:t.column,index:t.to}:{column:e.counts().length-1,index:0}}function Ya({playground:e}){let t=e.data.value,n=e.row.value;if(!t)return null;let s=t.values.length,{x:o,y:r}=e.point.value,a=n===null?"":Object.keys(t.parts).find(l=>t.parts[l].includes(n))??"";return m`
    <div class="row-choice">
      <${q} id="row" label=${i("inside.row")} value=${n===null?"":n+1} min=${1} max=${s} step=${1}
        onChange=${l=>e.lookAtRow(Math.min(Math.max(Math.round(l),1),s)-1)} />
      <span class="note">${n===null?i("inside.at",{x:g(o),y:g(r)}):i("inside.ofRow",{part:i(`curves.${a||"train"}`),target:t.target,value:t.classes.length?t.classes[t.values[n]]:g(t.values[n])})}</span>
    </div>`}function ao({playground:e}){let t=e.network.value,n=e.row.value,s=!!t?.architecture.layers.some(({norm:C})=>C==="batch"),o=n!==null&&!s;_(()=>{if(o)return e.look("neuron",{gradient:n}),()=>e.lookAway("neuron")},[e,n,o,t]);let[r,a]=S(!1),l=e.readable.value,c=e.counts();if(!t||!l)return null;let u=Xa(e),p=so(t,l.arrays,u.column-1,u.index),$={features:Z(t),layers:c.length-2,outputs:c.at(-1)??1,classes:t.classes},h=c.slice(1).flatMap((C,R)=>Array.from({length:Math.min(C,200)},(le,$e)=>({value:`${R+1} ${$e}`,label:K({column:R+1,index:$e},$)}))),f=m`
    <div class="fields"><${N} id="neuron" label=${i("inside.neuron")} value=${`${u.column} ${u.index}`} options=${h}
      onChange=${C=>{let[R,le]=C.split(" ").map(Number);e.select({kind:"neuron",column:R,index:le})}} />
      <${Ya} playground=${e} /></div>`;if(!p)return f;let{terms:b,bias:d,z:w,a:v,activation:M,plain:k}=p,y=o?e.inside.value:null,E=y?.arrays.gradient,{W:O,b:F}=t.layout[u.column-1],B=u.column===1?Z(t):b.map((C,R)=>`a${Ze(R+1)}`),G=b.slice(0,oo),re=b.length>oo?" + \u2026":"",ie=C=>E?.[O.start+C*O.shape[1]+u.index]??NaN,H=E?.[F.start+u.index]??NaN,_e={columns:[i("inside.input"),i("inside.value"),i("editor.weight"),i("inside.product"),...E?["\u2202L/\u2202w"]:[]],rows:[...b.slice(0,r?1/0:12).map(({weight:C,input:R,product:le},$e)=>[B[$e],R,C,le,...E?[ie($e)]:[]]),[i("editor.bias"),1,d,d,...E?[H]:[]]]};return m`
    ${f}
    <section class="equation">
      ${k?m`
        <p class="math">z = ${G.map((C,R)=>m`${R?" + ":""}<i>w</i>${Ze(R+1)}·${B[R]}`)}${re} + <i>b</i>
          ${" = "}${G.map(({weight:C,input:R},le)=>`${le?" + ":""}${ln(C)}\xB7${ln(R)}`)}${re} + ${ln(d)} = <b>${g(w,4)}</b></p>
        <p class="math"><i>a</i> = ${U(M)}(z) = ${U(M)}(${g(w,4)}) = <b>${g(v,4)}</b></p>`:m`<p class="math"><i>a</i> = <b>${g(v,4)}</b></p><p class="note">${i("inside.notPlain")}</p>`}
      ${E?m`
        <p class="math">L = <b>${g(y?.header.loss,4)}</b>, δ = ∂L/∂z = <b>${g(H,4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`:m`<p class="note">${i(s?"inside.noRowGradient":"inside.chooseRow")}</p>`}
    </section>
    <${ze} table=${_e} title=${K(u,$)} name="neuron" />
    ${b.length>12?m`<button class="plain small" onClick=${()=>a(!r)}>${i(r?"inside.fewer":"inside.all",{count:b.length})}</button>`:null}`}function ro({form:e,low:t,offset:n,scale:s},o,r,a){let l=Array.from(r,p=>a[p]),c=o.length/r.length;if(e==="values")return{rows:r,truth:l,outputs:o,prediction:Array.from(o,p=>p*s+n),sure:l.map(()=>1)};if(e==="column"){let p=Array.from(o,$=>Math.min(Math.max(($-t)/(1-t),0),1));return{rows:r,truth:l,outputs:o,prediction:p.map($=>+($>.5)),sure:p.map($=>Math.max($,1-$))}}let u=l.map((p,$)=>{let h=0;for(let f=1;f<c;f++)o[$*c+f]>o[$*c+h]&&(h=f);return h});return{rows:r,truth:l,outputs:o,prediction:u,sure:u.map((p,$)=>o[$*c+p])}}function io({truth:e,prediction:t},n){let s=Array.from({length:n},()=>new Array(n).fill(0));return e.forEach((o,r)=>s[o][t[r]]+=1),s}var Pe=e=>e.reduce((t,n)=>t+n,0)/e.length;function lo({truth:e,prediction:t},n){let s=e.map((l,c)=>t[c]-l),o=Pe(e),r=Pe(e.map(l=>(l-o)**2)),a=Pe(s.map(l=>l**2));return{mse:a,rmse:Math.sqrt(a),mae:Pe(s.map(Math.abs)),r2:r>0?1-a/r:NaN,baseline:Math.sqrt(Pe(e.map(l=>(l-n)**2)))}}var co=({truth:e,prediction:t},n)=>({accuracy:Pe(e.map((s,o)=>+(s===t[o]))),baseline:Pe(e.map(s=>+(s===n)))});function uo(e){let t=[];for(let n of e)t[n]=(t[n]??0)+1;return t.reduce((n,s,o)=>s>(t[n]??0)?o:n,0)}var mo=({truth:e,prediction:t,sure:n})=>e.map((s,o)=>o).filter(s=>e[s]!==t[s]).toSorted((s,o)=>n[o]-n[s]);function po(e,t){let n=t.filter(Boolean).length,s=t.length-n;if(!n||!s)return null;let o=t.map((u,p)=>p).toSorted((u,p)=>e[p]-e[u]),r=[[0,0]],[a,l,c]=[0,0,0];return o.forEach((u,p)=>{if(t[u]?a+=1:l+=1,p+1<o.length&&e[o[p+1]]===e[u])return;let[$,h]=r[r.length-1],f=[l/s,a/n];c+=(f[0]-$)*(f[1]+h)/2,r.push(f)}),{points:r,area:c}}function $o({truth:e,prediction:t,sure:n},s=10){let o=Array.from({length:s},()=>({count:0,sure:0,right:0}));return e.forEach((r,a)=>{let l=o[Math.min(Math.floor(n[a]*s),s-1)];l.count+=1,l.sure+=n[a],l.right+=+(r===t[a])}),o.filter(({count:r})=>r).map(r=>({count:r.count,sure:r.sure/r.count,right:r.right/r.count}))}function Tt(e,t=24){let[n,s]=[1/0,-1/0];for(let r=0;r<e.length;r++)e[r]<n&&(n=e[r]),e[r]>s&&(s=e[r]);if(!(n<=s)||!Number.isFinite(s-n))return{low:0,high:0,counts:new Array(t).fill(0)};n===s&&([n,s]=[n-.5,s+.5]);let o=new Array(t).fill(0);for(let r=0;r<e.length;r++)o[Math.min(Math.floor((e[r]-n)/(s-n)*t),t-1)]+=1;return{low:n,high:s,counts:o}}var It=132,Be=46;function Ot({low:e,high:t,counts:n,title:s}){let o=Math.max(...n,1),r=It/n.length,a=e<0&&t>0?(0-e)/(t-e)*It:null;return m`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${It} ${Be}`} role="img" aria-label=${i("chart.histogram",{title:s,low:g(e),high:g(t)})}>
        ${n.map((l,c)=>l?m`<rect class=${e+(c+.5)/n.length*(t-e)<0?"negative":"positive"}
          x=${c*r+.5} width=${Math.max(r-1,.5)} y=${Be-l/o*Be} height=${l/o*Be} />`:null)}
        <path class="base" d=${`M0 ${Be}H${It}`} />${a===null?null:m`<path class="zero" d=${`M${a} 0V${Be}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${g(e,2)}</span><span>${g(t,2)}</span></figcaption>
    </figure>`}var Q=150,ue=26;function Rt({title:e,across:t,up:n,points:s,line:o=!0,range:r=[0,1],note:a=""}){let l=u=>(u-r[0])/(r[1]-r[0])*Q,c=([u,p])=>`${(ue+l(u)).toFixed(1)} ${(Q+4-l(p)).toFixed(1)}`;return m`
    <figure class="unit-chart">
      <figcaption><b>${e}</b> ${a}</figcaption>
      <svg viewBox=${`0 0 ${Q+ue+8} ${Q+ue+8}`} role="img" aria-label=${`${e} ${a}`}>
        <path class="frame" d=${`M${ue} 4V${Q+4}H${ue+Q}`} /><path class="diagonal" d=${`M${ue} ${Q+4}L${ue+Q} 4`} />
        ${o?m`<path class="line" d=${`M${s.map(c).join("L")}`} />`:null}
        ${o&&s.length>30?null:s.map(u=>m`<circle cx=${c(u).split(" ")[0]} cy=${c(u).split(" ")[1]} r=${o?2.6:2} />`)}
        <text x=${ue} y=${Q+17}>${g(r[0],2)}</text><text x=${ue+Q} y=${Q+17} text-anchor="end">${g(r[1],2)}</text>
        <text x=${ue+Q/2} y=${Q+29} text-anchor="middle">${t}</text>
        <text transform=${`translate(${ue-6} ${Q/2+4}) rotate(-90)`} text-anchor="middle">${n}</text>
      </svg>
    </figure>`}var Za=64;function Ja({playground:e,side:t}){let n=e.network.value,s=e.readable.value?.arrays.theta,o=D.value;if(!n||!s)return null;let{W:r}=n.layout[0],a=r.shape[1],l=X(s,r.start,r.start+r.shape[0]*a);return m`
    <section><h3>${i("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length:Math.min(a,Za)},(c,u)=>m`
        <figure key=${u}><${Nt} size=${t} className="large" pixels=${Me(oe(o),$t(s,t,p=>r.start+p*a+u),t,0,l)} />
          <figcaption>${u+1}</figcaption></figure>`)}
      </div></section>`}function ho({playground:e}){_(()=>(e.look("layers",{activations:!0,gradient:"train"}),()=>e.lookAway("layers")),[e]);let t=e.network.value,n=e.inside.value?.arrays,s=e.inside.value?.arrays.theta,o=t?as(t.features):0,r=V(()=>!t||!n?.gradient||!s?[]:t.layout.map(({W:a,b:l},c)=>{let u=s.subarray(a.start,a.start+a.shape[0]*a.shape[1]),p=n.gradient.subarray(a.start,a.start+u.length),$=n[`activations_${c}`]??new Float32Array(0),h=l.shape?.at(-1)??a.shape[1];return{weights:u,slopes:p,outputs:$,dead:er($,$.length?h:0)}}),[t,n,s]);return m`
    ${o&&t?.architecture.layers.length?m`<${Ja} playground=${e} side=${o} />`:null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${i("inside.distributions")}>
      <table class="distributions">
        <caption>${i("inside.distributions")}</caption>
        <thead><tr><th scope="col">${i("inside.layer")}</th><th scope="col">${i("inside.weights")}</th><th scope="col">${i("inside.activations")}</th><th scope="col">${i("inside.gradients")}</th></tr></thead>
        <tbody>${r.map(({weights:a,slopes:l,outputs:c,dead:u},p)=>{let $=p===r.length-1?i("network.output"):i("network.layer",{layer:p+1});return m`<tr key=${p}><th scope="row">${$}<small>${Y(a.length)} ${i("inside.weightCount",{count:a.length})}</small>
              ${u?m`<small class="warning">${i("inside.dead",{count:u})}</small>`:null}</th>
            <td><${Ot} ...${Tt(a)} title=${`${$}, ${i("inside.weights")}`} /></td>
            <td><${Ot} ...${Tt(c)} title=${`${$}, ${i("inside.activations")}`} /></td>
            <td><${Ot} ...${Tt(l)} title=${`${$}, ${i("inside.gradients")}`} /><small>${i("inside.norm",{norm:g(Math.hypot(...Qa(l)))})}</small></td></tr>`})}</tbody>
      </table>
    </div>`}function Qa(e){let t=[];for(let n=0;n<e.length;n+=1e3)t.push(Math.hypot(...e.subarray(n,n+1e3)));return t}function er(e,t){let n=0;for(let s=0;s<t;s++){let o=e.length>t;for(let r=s+t;o&&r<e.length;r+=t)o=e[r]===e[s];n+=Number(o)}return n}function tr(e,t){let n=e.network.value,s=e.readable.value,o=e.data.value;if(!n||!s)return null;if(t==="data")return o?ns(o):null;if(t==="history")return ts(e.history);if(t==="surface")return s.arrays.surface?os(s.arrays.surface,e.planeOf(Math.round(Math.sqrt(s.arrays.surface.length/n.architecture.outputs)))):null;let r=Number(t),a=r===0?Z(n):Array.from({length:e.counts()[r]},(l,c)=>i("table.neuron",{neuron:c+1}));return n.layout[r]?ss(n.layout[r],s.arrays.theta,a):null}function fo({playground:e}){let[t,n]=S("history"),s=Math.max(e.counts().length-1,0),o=[...["history","surface","data"].map(l=>({value:l,label:i(`table.${l}`)})),...Array.from({length:s},(l,c)=>({value:String(c),label:c===s-1?i("table.outputWeights"):i("table.weights",{layer:c+1})}))],r=o.some(({value:l})=>l===t)?t:"history",a=tr(e,r);return m`
    <section class="numbers">
      <${N} id="table" label=${i("table.title")} value=${r} options=${o} onChange=${n} />
      ${a?m`<${ze} table=${a} title=${o.find(({value:l})=>l===r)?.label??""} name=${r} />`:null}
    </section>`}function me(e){return e==null?"None":e===!0?"True":e===!1?"False":Array.isArray(e)?e.length===1?`(${me(e[0])},)`:`(${e.map(me).join(", ")})`:typeof e=="string"?JSON.stringify(e):String(e)}function vo(e,t,n){let s=n?.start?n.changes.filter(([a])=>a<t):[];if(!n?.start||!s.length)return{start:e,until:t,forks:[]};let{recipe:o}=n.start,r=s.map(([a,l],c)=>{let u=cn(o);o={...o,...l};let p=cn(o),$=Object.fromEntries(Object.keys(p).filter(h=>h!=="epochs"&&JSON.stringify(p[h])!==JSON.stringify(u[h])).map(h=>[h,p[h]]));return{from:a,until:s[c+1]?.[0]??t,recipe:$}});return{start:n.start,until:s[0][0],forks:r}}function cn(e){let{patience:t=null,schedule:n="constant",schedule_epochs:s=null,test_fraction:o,validation_fraction:r=null}=e;return{...e,...n!=="constant"?{schedule_epochs:s??e.epochs}:{},...t!==null?{patience:null,validation_fraction:r??(o<.8?.15:0)}:{}}}function go(e,t){let n=cn(e.recipe),s=fe(e)&&e.points===null?n:{...n,noise:void 0,samples:void 0,data_seed:void 0};return Object.entries({...s,epochs:t,data:void 0}).filter(([,o])=>o!==void 0)}function nr(e){let t=Object.entries(e).filter(([n,s])=>n!=="width"&&n!=="activation"&&s!==Yt[n]).map(([n,s])=>`, ${n}=${me(s)}`);return`nn.Layer(${e.width}, ${me(e.activation)}${t.join("")})`}function wo(e,t,n=null){let{start:s,until:o,forks:r}=vo(e,t,n),{recipe:a,architecture:l,points:c,formulas:u}=s,p=["import nnplay as nn",""];for(let{name:h,text:f,constants:b={},learned:d=[]}of u){let w=Object.entries(b).map(([v,M])=>`, ${v}=${M}`).join("");p.push(`nn.formula(${me(f)}, name=${me(h)}${d.length?`, learned=${me(d)}`:""}${w})`)}c===null?p.push(`data = ${me(a.data)}`):p.push(`X = [${c.map(([h,f])=>`[${h}, ${f}]`).join(", ")}]`,`y = [${c.map(([,,h])=>JSON.stringify(`class ${String(h+1).padStart(2,"0")}`)).join(", ")}]`,'data = nn.Dataset.from_arrays(X, y, task="classification")');let $=[["output",l.output],["loss",l.loss]].filter(([,h])=>h).map(([h,f])=>`, ${h}=${me(f)}`);p.push(`arch = nn.Architecture([${l.layers.map(nr).join(", ")}]${$.join("")})`,"run = nn.train(","    data,","    arch,");for(let[h,f]of go(s,o))p.push(`    ${h}=${me(f)},`);p.push(")");for(let h of r)p.push(`run = run.fork(${h.from}${Object.entries({...h.recipe,epochs:h.until}).map(([f,b])=>`, ${f}=${me(b)}`).join("")})`);return p.push("print(run.metrics)"),`${p.join(`
`)}
`}var we=e=>/^[\w.,:=+-]+$/.test(e)?e:`'${e.replaceAll("'","'\\''")}'`,xo=e=>`nnplay web ${we(e)}`,ko=new Map([["tanh","nn.Tanh()"],["relu","nn.ReLU()"],["sigmoid","nn.Sigmoid()"],["gelu","nn.GELU()"],["identity","nn.Identity()"],["silu","nn.SiLU()"],["elu","nn.ELU()"],["selu","nn.SELU()"],["celu","nn.CELU()"],["softplus","nn.Softplus()"],["mish","nn.Mish()"],["relu6","nn.ReLU6()"],["leaky_relu","nn.LeakyReLU()"],["softsign","nn.Softsign()"],["hard_tanh","nn.Hardtanh()"],["softmax","nn.Softmax(dim=1)"]]);function yo({layers:e,output:t}){let n=[...e.map(s=>s.activation),t].find(s=>!ko.has(s));return n||(e.some(s=>s.norm)?"normalization":e.some(s=>s.skip)?"skip":null)}function un({layers:e,output:t},n,s){let o=(a,l,c=1)=>`[${Array.from({length:l},(u,p)=>Number(s[a+p*c].toPrecision(7))).join(", ")}]`,r=["import torch","from torch import nn","","model = nn.Sequential("];return n.forEach(({W:a},l)=>{r.push(`    nn.Linear(${a.shape[0]}, ${a.shape[1]}),`,`    ${ko.get(l<e.length?e[l].activation:t)},`),l<e.length&&e[l].dropout&&r.push(`    nn.Dropout(${e[l].dropout}),`)}),r.push(")","linear = [layer for layer in model if isinstance(layer, nn.Linear)]","with torch.no_grad():"),n.forEach(({W:a,b:l},c)=>{let u=Array.from({length:a.shape[1]},(p,$)=>o(a.start+$,a.shape[0],a.shape[1]));r.push(`    linear[${c}].weight.copy_(torch.tensor([${u.join(", ")}]))`,`    linear[${c}].bias.copy_(torch.tensor(${o(l.start,l.shape[0])}))`)}),r.push("model.eval()"),`${r.join(`
`)}
`}var bo=e=>e.flatMap(([t,n])=>{let s=`--${t.replaceAll("_","-")}`;return n===null?t==="batch_size"?[s,"full"]:["features","target","exclude"].includes(t)?[]:[s,"none"]:typeof n=="boolean"?[n?s:`--no-${t.replaceAll("_","-")}`]:t==="penalties"?[s,we(n.map(o=>o.join("=")).join(","))]:[s,we(Array.isArray(n)?n.join(","):String(n))]});function Lt(e,t,n=null){if(e.points!==null)return null;let{start:s,until:o,forks:r}=vo(e,t,n),a=s.formulas.map(({name:l,text:c,constants:u={},learned:p=[]})=>["nnplay","formula","--name",l,...Object.entries(u).flatMap(([$,h])=>["--set",`${$}=${h}`]),...p.flatMap($=>["--learn",$]),"--",we(c)]);return a.push(["nnplay","train",we(s.recipe.data),...sr(s.architecture),...bo(go(s,o)),...r.length?["--save","run-0.nnplay"]:[]]),r.forEach((l,c)=>a.push(["nnplay","fork",`run-${c}.nnplay`,String(l.from),...bo(Object.entries({...l.recipe,epochs:l.until})),...c<r.length-1?["--save",`run-${c+1}.nnplay`]:[]])),a.map(l=>l.join(" ")).join(` &&
`)}function sr({layers:e,output:t,loss:n}){let s=e.map(({width:a,activation:l,...c})=>Object.entries(c).filter(([u,p])=>p!==Yt[u]).map(([u,p])=>p===!0?u:`${u}=${p}`)),o=s.some(a=>a.length)?e.flatMap(({width:a,activation:l},c)=>["--layer",we([a,l,...s[c]].join(" "))]):["--hidden",e.map(a=>a.width).join(",")||"0"],r=[...new Set(e.map(a=>a.activation))];return o[0]==="--hidden"&&e.length&&o.push("--activation",we(r.length>1?e.map(a=>a.activation).join(","):r[0])),t&&o.push("--output",we(t)),n&&o.push("--loss",we(n)),o}var So=e=>e||Fn.recipe.epochs;var or=["doctor","compare","search","train"];function Mo({playground:e}){let t=ht.value.length>0,[n,s]=S(null);if(_(()=>{t&&import("./python_view-6N5DM3OJ.js").then(async a=>(await a.loadMessages(),s(()=>a.ServerView)))},[t]),t)return n?m`<${n} playground=${e} />`:null;let{recipe:o}=e.settings.value,r=Lt(e.settings.value,Number(o.epochs))??"nnplay train DATA";return m`
    <p>${i("python.needed")}</p>
    ${or.map(a=>m`<${ge} key=${a} title=${i(`python.command.${a}`)} onCopy=${()=>e.announcement.value=i("take.copied")}
      content=${r.replace("nnplay train",`nnplay ${a}`)+(a==="train"?` --save network.nnplay
nnplay export network.nnplay --to onnx`:"")} />`)}`}var mn=50,ar=400;function rr(e,t){let{middle:n,low:s,high:o}=D.value;return T(ve(n,t?s:o,.08+.4*e))}function ir({matrix:e,classes:t,chosen:n,onChoose:s}){return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("results.matrix")}>
      <table class="matrix">
        <caption>${i("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${t.length}>${i("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${i("results.true")}</th>${t.map(o=>m`<th scope="col">${z(o)}</th>`)}<th scope="col">${i("results.recall")}</th></tr>
        </thead>
        <tbody>${e.map((o,r)=>{let a=o.reduce((l,c)=>l+c,0);return m`<tr><th scope="row">${z(t[r])}</th>${o.map((l,c)=>{let u=n?.[0]===r&&n[1]===c;return m`<td><button class="cell" aria-pressed=${u} disabled=${!l} style=${{background:l?rr(l/a,r===c):"transparent"}}
              aria-label=${i("results.cell",{count:l,truth:z(t[r]),predicted:z(t[c])})}
              onClick=${()=>s(u?null:[r,c])}>${Y(l)}</button></td>`})}<td>${a?L(o[r]/a):"\u2013"}</td></tr>`})}</tbody>
      </table>
    </div>`}function Co({playground:e,predictions:t,places:n,title:s}){let o=e.data.value,r=e.network.value;if(!o||!r)return null;let a=Object.keys(o.columns).slice(0,6),l=c=>o.classes.length?z(o.classes[c]):g(c);return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${s}>
      <table><caption>${s}</caption>
        <thead><tr><th scope="col">${i("results.row")}</th>${a.map(c=>m`<th scope="col">${c}</th>`)}<th scope="col">${i("results.true")}</th><th scope="col">${i("results.predicted")}</th>${o.classes.length?m`<th scope="col">${i("results.sure")}</th>`:null}</tr></thead>
        <tbody>${n.slice(0,mn).map(c=>{let u=t.rows[c];return m`<tr><td><button class="link" aria-pressed=${e.row.value===u} aria-label=${i("results.look",{row:u+1})} onClick=${()=>e.lookAtRow(u)}>${u+1}</button></td>
            ${a.map(p=>m`<td>${o.levels?.[p]?.[o.columns[p][u]]??g(o.columns[p][u])}</td>`)}
            <td>${l(t.truth[c])}</td><td>${l(t.prediction[c])}</td>${o.classes.length?m`<td>${L(t.sure[c])}</td>`:null}</tr>`})}</tbody></table>
      ${n.length>mn?m`<p class="note">${i("results.more",{count:n.length-mn})}</p>`:null}
    </div>`}function lr({playground:e,predictions:t,classes:n,guess:s}){let[o,r]=S(null),a=io(t,n.length),{accuracy:l,baseline:c}=co(t,s),u=o?t.truth.map((h,f)=>f).filter(h=>t.truth[h]===o[0]&&t.prediction[h]===o[1]):mo(t),p=o?i("results.cell",{count:u.length,truth:z(n[o[0]]),predicted:z(n[o[1]])}):i("results.wrong",{count:u.length}),$=t.outputs.length===t.truth.length?po(t.outputs,t.truth):null;return m`
    <p class="summary">${i("results.accuracy")} <b>${L(l)}</b> <span class="note">${i("results.baseline",{name:z(n[s]),share:L(c)})}</span></p>
    <div class="results-grid">
      <${ir} matrix=${a} classes=${n} chosen=${o} onChoose=${r} />
      ${$?m`<${Rt} title=${i("results.roc")} note=${i("results.area",{area:g($.area)})} across=${i("results.falseAlarms")} up=${i("results.found")} points=${$.points} />`:null}
      <${Rt} title=${i("results.calibration")} across=${i("results.sure")} up=${i("results.right")}
        points=${$o(t).map(({sure:h,right:f})=>[h,f])} />
    </div>
    ${u.length?m`<${Co} playground=${e} predictions=${t} places=${u} title=${p} />`:m`<p class="note">${i("results.noneWrong")}</p>`}`}function cr({playground:e,predictions:t,guess:n}){let{mse:s,rmse:o,mae:r,r2:a,baseline:l}=lo(t,n),{truth:c,prediction:u}=t,p=[...c,...u].filter(Number.isFinite),$=[Math.min(...p),Math.max(...p)],h=Math.max(Math.ceil(c.length/ar),1),f=c.flatMap((d,w)=>w%h?[]:[[d,u[w]]]),b=c.map((d,w)=>w).toSorted((d,w)=>Math.abs(u[w]-c[w])-Math.abs(u[d]-c[d]));return m`
    <p class="summary">R² <b>${g(a)}</b> <span class="note">${i("results.valueBaseline",{rmse:g(o),baseline:g(l)})}</span></p>
    <div class="results-grid">
      <${Rt} title=${i("results.predictedTrue")} across=${i("results.true")} up=${i("results.predicted")} points=${f} line=${!1} range=${$} />
      <${ze} name="metrics" title=${i("results.errors")} table=${{columns:[i("results.measure"),i("inside.value")],rows:[["RMSE",o],[i("results.mae"),r],["MSE",s],["R\xB2",a]]}} />
    </div>
    <${Co} playground=${e} predictions=${t} places=${b} title=${i("results.largest")} />`}function Eo({playground:e}){_(()=>(e.look("results",{predictions:!0}),()=>e.lookAway("results")),[e]);let[t,n]=S("test"),s=e.network.value,o=e.data.value,r=e.inside.value?.arrays,a=Object.keys(o?.parts??{}),l=a.includes(t)?t:a[0],c=r?.[`outputs_${l}`],u=V(()=>s&&o&&c?ro(s.coding,c,r[`rows_${l}`],o.values):null,[c,s,o]),p=V(()=>{let $=(o?.parts.train??[]).map(h=>o?.values[h]??0);return o?.classes.length?uo($):$.reduce((h,f)=>h+f,0)/($.length||1)},[o]);return!s||!o?null:m`
    <${N} id="part" label=${i("results.part")} value=${l} options=${a.map($=>({value:$,label:i("results.rows",{part:i(`curves.${$}`),count:o.parts[$].length})}))} onChange=${n} />
    ${u?o.classes.length?m`<${lr} playground=${e} predictions=${u} classes=${o.classes} guess=${p} />`:m`<${cr} playground=${e} predictions=${u} guess=${p} />`:null}`}function No({playground:e}){let t=e.kept.runs.value,n=e.readable.value?.header.row;if(!t.length)return m`<p>${i("runs.none")}</p><button class="plain" disabled=${!n?.epoch} onClick=${()=>e.keepRun()}>${i("runs.keep")}</button>`;let s=e.network.value?.classes.length?"accuracy":"r2",r=[{number:0,settings:e.settings.value,epoch:e.position.value.viewed,row:n,measure:s},...t],a=r.map(({settings:u})=>rs(u)),l=(u,p)=>p===void 0||!Number.isFinite(p)?"\u2013":u.endsWith("accuracy")?L(p):g(p),c=["train_loss","test_loss",`train_${s}`,`test_${s}`];return m`
    <div class="table-box" tabindex="0" role="group" aria-label=${i("inside.runs")}>
      <table class="runs"><caption>${i("runs.caption")}</caption>
        <thead><tr><td></td>${r.map(u=>m`<th scope="col" key=${u.number}>${u.number?m`<span class="run-key" style=${{background:T(sn(D.value,u.number))}}></span>${i("runs.run",{number:u.number})}`:i("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${i("bar.epoch")}</th>${r.map(u=>m`<td>${Y(u.epoch)}</td>`)}</tr>
          ${c.map(u=>m`<tr><th scope="row">${i(`measure.${u}`)}</th>${r.map(p=>m`<td>${l(u,p.row?.[u])}</td>`)}</tr>`)}
          ${is(a).map(u=>m`<tr class="setting" key=${u}><th scope="row">${u}</th>${a.map(p=>m`<td>${p[u]??"\u2013"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${t.map(u=>m`<td class="run-actions">
            <button class="plain small" onClick=${()=>e.apply({...u.settings,view:e.settings.value.view})} aria-label=${i("runs.restoreRun",{number:u.number})}>${i("runs.restore")}</button>
            <button class="plain small" onClick=${()=>dt(e,u.settings)} aria-label=${i("runs.besideRun",{number:u.number})}>${i("runs.beside")}</button>
            <button class="round tiny" onClick=${()=>e.kept.remove(u.number)} aria-label=${i("runs.remove",{number:u.number})}>${se}</button></td>`)}</tr>
        </tbody></table>
    </div>`}var Ao={neuron:ao,layers:ho,results:Eo,runs:No,numbers:fo,python:Mo},We=Object.keys(Ao);function _o({playground:e}){let[t,n]=S(We[0]),s=o=>{let r={ArrowRight:1,ArrowLeft:-1}[o.key];if(!r)return;let a=We[(We.indexOf(t)+r+We.length)%We.length];n(a),document.getElementById(`inside-${a}`)?.focus(),o.preventDefault(),o.stopPropagation()};return m`
    <div class="tab-list" role="tablist" aria-label=${i("drawer.inside")} onKeyDown=${s}>
      ${We.map(o=>m`<button key=${o} role="tab" id=${`inside-${o}`} aria-selected=${o===t} aria-controls="inside-view"
        tabindex=${o===t?0:-1} onClick=${()=>n(o)}>${i(`inside.${o}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${t}`}><${Ao[t]} playground=${e} /></div>`}var To=[{name:"four",query:"data=circle&net=4:tanh"},{name:"line",query:"data=gauss&net=0&tests=1"},{name:"xor",query:"data=xor&net=0"},{name:"feature",query:"data=xor&net=0&features=x1*x2"},{name:"linear",query:"data=circle&net=8:identity;8:identity"},{name:"spiral",query:"data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},{name:"rate",query:"data=moons&net=8:relu;8:relu&learning_rate=3"},{name:"overfit",query:"data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"}];function Io(e,t){let[n,s]=S(null),{language:o}=rt.value;return _(()=>{e().then(s,r=>t.complain(Ss(r)))},[o]),n}function ur({guide:e,lesson:{name:t,title:n,summary:s,minutes:o,steps:r},place:a}){let l=(e.progress.value[t]??[]).length,c=Array.from({length:r},(u,p)=>p).find(u=>!e.isDone(t,u))??0;return m`
    <li data-lesson=${t}><button class="question lesson" onClick=${()=>{e.open(t,l===r?0:c)}}>
      <b>${a}. ${n}</b><span>${s}</span>
      <span class="lesson-progress"><progress max=${r} value=${l} aria-hidden="true"></progress>
        ${l===r?`\u2713 ${i("lesson.allDone")}`:l?i("lesson.progress",{done:l,steps:r}):i("lesson.minutes",{minutes:o})}</span>
    </button></li>`}function mr({guide:e}){let t=async n=>{let[s]=n.currentTarget.files;n.currentTarget.value="",s&&e.openFile(await s.text(),"file")};return m`<p class="own-lesson"><label class="file-button plain">${i("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${t} /></label> ${i("lesson.ownHint")}</p>`}function pr({guide:e}){let[t,n]=S("");return m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),t.trim()&&e.verify(t)}}>
      <label for="entry-link">${i("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("entry.verify")}</button>
    </form>`}function Oo({playground:e}){let t=e.guide,n=Io(ws,e),s=Io(()=>xs(gs),e),o=r=>{let{settings:a}=Ye(r),{theme:l,language:c,speed:u,hide:p}=e.settings.value.view;t.leave(),e.apply({...a,view:{...a.view,theme:l,language:c,speed:u,hide:p}})};return m`
    <h3>${i("learn.lessons")}</h3>
    <ol class="questions">${(n??[]).map((r,a)=>m`<${ur} key=${r.name} guide=${t} lesson=${r} place=${a+1} />`)}</ol>
    <${mr} guide=${t} />
    ${Ce?m`<p><a class="plain" href="?teacher=1" target="_blank">${i("class.start")}</a></p>`:null}
    <h3>${i("learn.challenges")}</h3>
    <ul class="questions">${(s?.steps??[]).map(({name:r,title:a,text:[l]})=>m`
      <li key=${r} data-challenge=${r}><button class="question" onClick=${()=>{t.challenge(r)}}><b>${t.isDone(`challenge ${r}`,0)?"\u2713 ":""}${a}</b><span>${l}</span></button></li>`)}</ul>
    <${pr} guide=${t} />
    <h3>${i("learn.questions")}</h3>
    <p>${i("learn.intro")}</p>
    <ol class="questions">${To.map(({name:r,query:a})=>m`
      <li key=${r}><button class="question" onClick=${()=>o(a)}><b>${i(`question.${r}`)}</b><span>${i(`question.${r}.hint`)}</span></button></li>`)}
    </ol>`}var $r=["network","surface","curves"];function Ro({playground:e}){let t=async(n,s)=>{let o=e.figures.get(n)?.();o&&(s==="svg"?Je(`${n}.svg`,o,"image/svg+xml"):Je(`${n}.png`,await js(o),"image/png"),e.announcement.value=i("figures.saved",{name:i(`figures.${n}`)}))};return m`
    <section class="figures"><h3>${i("figures.title")}</h3>
      <ul>${$r.filter(n=>e.figures.has(n)).map(n=>m`
        <li key=${n}>${i(`figures.${n}`)}
          ${["svg","png"].map(s=>m`<button class="plain small" aria-label=${i("figures.save",{name:i(`figures.${n}`),type:s.toUpperCase()})} onClick=${()=>{t(n,s)}}>${s.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`}function Lo({playground:e}){let t=e.settings.value,n=e.network.value,s=e.readable.value?.arrays.theta,{viewed:o}=e.position.value,r=`${location.origin}${location.pathname}?${be(t)}`,a=So(o),{log:l}=e,c=Lt(t,a,l),u=n?yo(n.architecture):null,p=()=>e.announcement.value=i("take.copied");return m`
    <div class="take">
      <${Ms} playground=${e} />
      <${Ro} playground=${e} />
      ${e.log.start===null||e.log.edits.length?m`<p class="note">${i("take.altered")}</p>`:null}
      <${ge} title=${i("take.python")} content=${wo(t,a,l)} file="run.py" onCopy=${p} />
      ${c?m`<${ge} title=${i("take.command")} content=${c} onCopy=${p} />`:m`<p class="note">${i("take.noCommand")}</p>`}
      <${ge} title=${i("take.page")} content=${xo(r)} onCopy=${p} />
      ${u?m`<p class="note">${i("take.torchGap",{name:u})}</p>`:n&&s&&s.length<=2e3?m`<${ge} title=${i("take.torch")} content=${un(n.architecture,n.layout,s)} file="network.py" onCopy=${p} />`:n&&s?m`<p><button class="plain" onClick=${()=>Je("network.py",un(n.architecture,n.layout,s))}>${i("take.torchFile")}</button></p>`:null}
    </div>`}var hr={learn:Oo,inside:_o,take:Lo};function Po({playground:e}){let t=e.drawer.value;return m`
    <section class=${`drawer dock ${t??""}`} id="drawer" hidden=${!t} aria-label=${t?i(`drawer.${t}`):""}>
      ${t?m`
        <div class="dock-head"><h2>${i(`drawer.${t}`)}</h2>
          <button class="round small" onClick=${()=>e.drawer.value=null} aria-label=${i("drawer.close")}>${se}</button></div>
        <div class="drawer-content"><${hr[t]} playground=${e} /></div>`:null}
    </section>`}var Do=121,Pt={activation:[-4,4],loss:[0,1]};async function Fo(e,t,n=1){let s=Le.value;if(!s)return{mistake:""};let[{Formula:o},{evaluate:r}]=await Promise.all([import("./formula-GYYQGWH5.js"),import("./expressions-CA5DPVAR.js")]);try{let a=Object.keys(new o(e,s).constants),l=new o(e,s,Object.fromEntries(Object.entries(t).filter(([h])=>a.includes(h)))),[c,u]=Pt[l.kind],p=l.kind==="activation"?"z":"y_hat",$=h=>Float64Array.from({length:Do},(f,b)=>r(h,{...l.constants,y:n,[p]:c+(u-c)*b/(Do-1)}));return{kind:l.kind,constants:l.constants,values:$(l.tree),slopes:$(l.slope),low:c,high:u}}catch(a){return{mistake:a instanceof Error?a.message:String(a)}}}var pn=200,Dt=120,fr={activation:"x * sigmoid(b*x)",loss:"|\u0177 - y|^k"};function dr({preview:{values:e,slopes:t,low:n,high:s}}){let o=[...e,...t].filter($=>Number.isFinite($)&&Math.abs($)<1e3),[r,a]=[Math.min(0,...o),Math.max(.1,...o)],l=$=>Dt-($-r)/(a-r)*Dt,c=$=>$/(e.length-1)*pn,u=$=>{let[h,f]=["","M"];return $.forEach((b,d)=>{Number.isFinite(b)&&Math.abs(b)<1e3?[h,f]=[`${h}${f}${c(d).toFixed(1)} ${l(b).toFixed(1)}`,"L"]:f="M"}),h},p=n<0?c(-n/(s-n)*(e.length-1)):0;return m`
    <svg class="formula-curve" viewBox=${`-4 -4 ${pn+8} ${Dt+8}`} role="img" aria-label=${i("formula.picture",{low:g(n),high:g(s),bottom:g(r),top:g(a)})}>
      <path class="axis" d=${`M0 ${l(0)}H${pn}M${p} 0V${Dt}`} />
      <path class="slope" d=${u(t)} /><path class="value" d=${u(e)} />
    </svg>`}function Ft({playground:e,kind:t,onUse:n}){_(At,[]);let{formulas:s}=e.settings.value,[o,r]=S(""),[a,l]=S(""),[c,u]=S({}),[p,$]=S([]),[h,f]=S(null),b=Le.value!==null;_(()=>{let k=!0;return a.trim()?Fo(a,c).then(y=>k&&f(y)):f(null),()=>{k=!1}},[a,c,b]);let d=h&&"kind"in h?h:null,w=h&&"mistake"in h?h.mistake:d&&d.kind!==t?i(`formula.only.${t}`):"",v=o.trim()||Array.from({length:j.formulas+1},(k,y)=>`own_${y+1}`).find(k=>!s.some(y=>y.name===k))||"own",M=()=>{if(!d||w)return;let k=Object.keys(d.constants),y={name:v,text:a.trim(),constants:d.constants,learned:p.filter(O=>k.includes(O))},E=e.settings.value.formulas.filter(O=>O.name!==v);if(E.length>=j.formulas)return e.complain(i("formula.many",{most:j.formulas}));n(v,{...e.settings.value,formulas:[...E,y]})};return m`
    <details class="own-formula"><summary>${i(`formula.${t}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${t}`}><span class="field-label">${i(t==="activation"?"formula.inX":"formula.inY")}</span>
          <input type="text" id=${`formula-${t}`} value=${a} placeholder=${fr[t]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${!!w}
            onInput=${k=>l(k.currentTarget.value)} onKeyDown=${k=>k.key==="Enter"&&M()} /></label>
        <label class="field" for=${`formula-name-${t}`}><span class="field-label">${i("formula.name")}</span>
          <input type="text" id=${`formula-name-${t}`} value=${o} placeholder=${v} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${k=>r(k.currentTarget.value)} /></label>
        ${w?m`<p class="note mistake" role="status">${w}</p>`:null}
        ${d&&!w?m`
          <${dr} preview=${d} />
          <p class="note">${i(t==="activation"?"formula.legend":"formula.legendLoss",{low:g(Pt[t][0]),high:g(Pt[t][1])})}</p>
          ${Object.entries(d.constants).map(([k,y])=>m`
            <${J} key=${k} id=${`formula-${t}-${k}`} label=${k} value=${y} min=${Math.min(-5,y)} max=${Math.max(5,y)} step=${.1} shown=${g(y)}
              onInput=${E=>u({...c,[k]:E})} />
            ${t==="activation"?m`<${te} id=${`learn-${k}`} label=${i("formula.learn",{constant:k})} checked=${p.includes(k)}
              onChange=${E=>$(E?[...p,k]:p.filter(O=>O!==k))} />`:null}`)}
          <button class="plain strong" onClick=${M}>${i("formula.use")}</button>`:null}
      </div>
    </details>`}var jo=["sigmoid","softmax","tanh","identity"];function zo({playground:e}){let t=e.settings.value,n=e.network.value;if(!n)return null;let{output:s,loss:o}=t.architecture,r=n.classes.length>2,a=n.classes.length?r?wt.several:wt.classification:wt.regression,l=t.formulas.map(({name:$})=>$),c=[...jo.filter($=>n.classes.length||$!=="softmax"),...Ee.filter($=>!jo.includes($)),...l],u=($,h="")=>e.apply({...e.settings.value,architecture:{...e.settings.value.architecture,...$}},h),p=$=>i("editor.autoIs",{name:U($)});return m`
    <div class="fields">
      <${Ve} id="output" label=${i("network.output")} family="activation" spec=${s??""} names=${c} auto=${p(n.architecture.output)}
        onChange=${($,h)=>u({output:$||null},h)} />
      <${Ve} id="loss" label=${i("curves.loss")} family="loss" spec=${o??""} names=${[...a,...l]} auto=${p(n.architecture.loss)}
        onChange=${($,h)=>u({loss:$||null},h)} />
    </div>
    <${Ft} playground=${e} kind="loss" onUse=${($,h)=>e.apply({...h,architecture:{...h.architecture,loss:$}})} />`}var $n=24;function hn({id:e,label:t,value:n,onInput:s}){let[o,r]=S(null),a=o??n,l=Math.max(3,Math.ceil(Math.abs(n)*1.5));return m`<div class="parameter">
    <${J} id=${e} label=${t} value=${a} min=${-l} max=${l} step=${.01} shown=${g(a)}
      onInput=${c=>{r(c),s(c)}} onRelease=${()=>r(null)} />
    <${q} id=${`${e}-number`} label=${i("editor.exact")} value=${Number(n.toFixed(4))} onChange=${s} />
  </div>`}function fn(e,t,n){let s=e.network.value?.layout[t];return s?Number(e.readable.value?.arrays.theta?.[n(s)]??0):0}function dn(e){let t=e.network.value,n=e.counts();return{features:t?Z(t):[],layers:n.length-2,outputs:n.at(-1)??1,classes:t?.classes??[]}}function br({playground:e,column:t,from:n,to:s}){let o=t-1,r=fn(e,o,({W:a})=>a.start+n*a.shape[1]+s);return m`<${hn} id="weight" label=${i("editor.weight")} value=${r} onInput=${a=>e.edit(o,[n,s],a)} />`}function vr({playground:e,column:t,index:n}){let s=t-1,o=e.counts(),r=fn(e,s,({b:c})=>c.start+n),a=Math.min(o[s],$n),l=c=>s===0?dn(e).features[c]??"":K({column:s,index:c},dn(e));return m`
    <div class="parameters">
      <${hn} id="bias" label=${i("editor.bias")} value=${r} onInput=${c=>e.edit(s,[n],c)} />
      ${Array.from({length:a},(c,u)=>m`
        <${hn} key=${u} id=${`weight-${u}`} label=${i("editor.weightFrom",{name:l(u)})}
          value=${fn(e,s,({W:p})=>p.start+u*p.shape[1]+n)}
          onInput=${p=>e.edit(s,[u,n],p)} />`)}
    </div>
    ${o[s]>$n?m`<p class="note">${i("editor.more",{count:o[s]-$n})}</p>`:null}
    <button class="plain" onClick=${()=>e.drawer.value="inside"}>${i("editor.equation")}</button>`}function gr({playground:e,column:t}){let n=e.settings.value,s=t-1,o=n.architecture.layers[s];if(!o)return null;let r=(c,u="")=>e.apply(Jt(e.settings.value,s,c),u),a=c=>c.map(u=>({value:u,label:U(u)})),l=[...new Set([...Ee,...n.formulas.map(({name:c})=>c),o.activation])].filter(c=>!Fe.includes(c));return m`
    <div class="fields">
      <${q} id="width" label=${i("editor.width")} value=${o.width} min=${1} max=${j.neurons} step=${1}
        onChange=${c=>e.apply(mt(e.settings.value,s,c))} />
      <${N} id="layer-activation" label=${i("bar.activation")} value=${o.activation}
        groups=${[{label:i("bar.common"),options:a(Fe)},{label:i("bar.all"),options:a(l)}]}
        onChange=${c=>r({activation:c})} />
      <${N} id="norm" label=${i("editor.norm")} value=${o.norm??""}
        options=${[{value:"",label:i("training.none")},{value:"batch",label:i("editor.batchNorm")},{value:"layer",label:i("editor.layerNorm")}]}
        onChange=${c=>r({norm:c==="batch"||c==="layer"?c:null})} />
      <${N} id="initializer" label=${i("editor.initializer")} value=${o.initializer??""}
        options=${[{value:"",label:i("editor.auto")},...a(gt)]}
        onChange=${c=>r({initializer:c||null})} />
      <${J} id="dropout" label=${i("editor.dropout")} value=${o.dropout??0} min=${0} max=${.9} step=${.05} shown=${g(o.dropout??0)}
        onInput=${c=>r({dropout:c},`dropout-${s}`)} />
      <${te} id="skip" label=${i("editor.skip")} checked=${o.skip??!1} onChange=${c=>r({skip:c})} />
      <button class="plain" onClick=${()=>e.apply(zn(n,n.architecture.layers.filter((c,u)=>u!==s)))}>${i("editor.removeLayer")}</button>
    </div>
    <${Ft} playground=${e} kind="activation" onUse=${(c,u)=>e.apply(Jt(u,s,{activation:c}))} />`}function Uo({playground:e}){let t=e.selected.value;if(!t||e.hides(t.kind==="layer"?"layers":"weights"))return null;let n=dn(e),s=t.kind==="layer"&&t.column===e.counts().length-1,o=s?i("network.output"):t.kind==="layer"?i("network.layer",{layer:t.column}):t.kind==="neuron"?K(t,n):i("editor.between",{from:K({column:t.column-1,index:t.from},n),to:K({column:t.column,index:t.to},n)});return m`
    <section class="editor dock" aria-label=${o}>
      <div class="dock-head"><h2>${o}</h2>
        <button class="round small" onClick=${()=>e.select(null)} aria-label=${i("editor.close")}>${se}</button></div>
      ${s?m`<${zo} playground=${e} />`:t.kind==="layer"?m`<${gr} playground=${e} column=${t.column} />`:t.kind==="neuron"?m`<${vr} playground=${e} column=${t.column} index=${t.index} />`:m`<${br} playground=${e} column=${t.column} from=${t.from} to=${t.to} />`}
    </section>`}function qo({guide:e,solved:t}){let[n,s]=S(""),o=e.step.value,r=e.verdict.value,a=async()=>s(await e.entryLink()),l=o?.score?`${o.score[0]}: ${g(Number(e.value(o.score[1])),6)}`:"";return r?.state==="running"?m`<p role="status">${i("entry.running",{epoch:r.epoch,last:r.last})} <progress max=${r.last} value=${r.epoch}></progress></p>`:m`
    <div class="entry">
      ${r?m`<p role="status" class=${`guide-verdict ${r.state==="same"&&t?"right":""}`}><b>
        ${r.state==="failed"?r.message:i(r.state==="other"?"entry.other":t?"entry.solved":"entry.unsolved")}</b> ${r.state==="same"?l:""}</p>`:null}
      ${t&&!r?m`<p><b>✓ ${i("entry.met")}</b> ${l}</p><button class="plain" onClick=${a}>${i("entry.make")}</button>`:null}
      ${n&&t?m`<${ge} title=${i("entry.link")} content=${n} onCopy=${()=>e.playground.announcement.value=i("take.copied")} />`:null}
    </div>`}var wr=/\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g,xr=0;function kr({word:e,meaning:t}){let[n]=S(()=>`term-${++xr}`),[s,o]=S(!1),r=()=>o(!0),a=()=>o(!1);return m`
    <span class="term" onMouseEnter=${r} onMouseLeave=${a}>
      <button type="button" class="term-word" aria-describedby=${n} onFocus=${r} onBlur=${a} onClick=${r}
        onKeyDown=${l=>{l.key==="Escape"&&s&&(l.stopPropagation(),a())}}>${e}</button>
      <span id=${n} role="tooltip" class="term-meaning" hidden=${!s}>${t}</span>
    </span>`}var Vo=(e,t)=>bs(e,ds.value,t).map(n=>typeof n=="string"?n:m`<${kr} key=${n.word} word=${n.word} meaning=${n.term.meaning} />`);function tt({content:e,used:t=new Set,folder:n="lessons/"}){let s=[],o=0;for(let r of e.matchAll(wr)){s.push(...Vo(e.slice(o,r.index),t));let[,a,l,c,u,p]=r;a?s.push(m`<b>${a}</b>`):l?s.push(m`<i>${l}</i>`):c?s.push(m`<code>${c}</code>`):s.push(m`<a href=${n+p} download>${u}</a>`),o=r.index+r[0].length}return s.push(...Vo(e.slice(o),t)),m`${s}`}var yr=({guide:e,onGo:t})=>m`
  <ol class="guide-steps">${e.lesson.value?.steps.map((n,s)=>{let o=e.isDone(e.lesson.value?.name??"",s);return m`<li key=${s}><button class=${o?"done":""} aria-current=${s===e.place.value?"step":void 0} title=${n.title}
      aria-label=${i(o?"lesson.stepDone":"lesson.step",{step:s+1,title:n.title})} onClick=${()=>t(s)}>${o?"\u2713":s+1}</button></li>`})}</ol>`;function Sr({guide:e}){let[t,n]=S("");return _(()=>n(""),[e.place.value,e.lesson.value]),m`
    <form class="guide-answer" onSubmit=${o=>{o.preventDefault(),e.answer(t)}}>
      <label for="guide-answer">${i("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${t} onInput=${o=>n(o.currentTarget.value)} />
      <button class="plain">${i("lesson.check")}</button>
    </form>`}function Mr({guide:e}){let t=e.step.value;return m`
    <fieldset class="guide-choices"><legend class="unseen">${t?.task}</legend>
      ${t?.options.map((n,s)=>m`
        <label key=${`${e.place.value} ${s}`} class="check"><input type="radio" name="guide-choice" checked=${e.chosen.value===s} onChange=${()=>e.answer(String(s))} /><span><${tt} content=${n} used=${Cr} /></span></label>`)}
    </fieldset>`}var Cr={has:()=>!0,add:()=>{}};function Er({guide:e,folder:t,used:n}){let s=e.step.value;if(!s)return null;let o=fs(s),r=e.done.value,a=e.goals(),l=e.isChallenge.value;return m`
    <div class="guide-task">
      ${s.task?m`<p class="guide-do"><${tt} content=${e.filled(s.task)} used=${n} folder=${t} /></p>`:null}
      ${s.goals.length?m`<ul class="guide-goals">${a.map(([c,u])=>m`
        <li key=${c} class=${u?"holds":""}><span aria-hidden="true">${u?"\u2713":"\u25CB"}</span> ${c}<span class="unseen">${i(u?"lesson.holds":"lesson.open")}</span></li>`)}</ul>`:null}
      ${o==="number"?m`<${Sr} guide=${e} />`:o==="choice"?m`<${Mr} guide=${e} />`:null}
      <p class=${`guide-verdict ${r&&!e.wrong.value?"right":""}`} role="status">
        ${e.wrong.value?i("lesson.wrong"):r&&!l?m`<b>✓</b> <${tt} content=${e.filled(s.then||i("lesson.done"))} used=${n} folder=${t} />`:null}
      </p>
      ${s.hint&&(l||!r)?e.hintOpen.value?m`<p class="guide-hint">${s.hint}</p>`:m`<button class="quiet" onClick=${()=>e.hintOpen.value=!0}>${i("lesson.hint")}</button>`:null}
      ${l?m`<${qo} guide=${e} solved=${a.every(([,c])=>c)} />`:null}
    </div>`}function Bo({guide:e}){let t=I(null),[n,s]=S(!1),o=e.lesson.value,r=e.step.value;if(!o||!r)return null;let a=e.place.value===o.steps.length-1,l=e.isChallenge.value,c=o.name.endsWith(".md")?"":"lessons/",u=new Set,p=h=>{e.go(h),t.current?.focus()},$=()=>{a?(e.leave(),e.playground.drawer.value="learn"):p(e.place.value+1)};return m`
    <section class=${`guide ${n?"folded":""}`} aria-label=${o.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${t}>${l?o.title:m`<span class="guide-lesson">${o.title}</span> ${r.title}`}</h2>
        ${l?null:m`<${yr} guide=${e} onGo=${p} />`}
        <button class="quiet guide-fold" aria-expanded=${!n} onClick=${()=>s(!n)}>${i(n?"lesson.unfold":"lesson.fold")}</button>
        ${l?null:m`<button class=${`plain ${e.done.value?"next":""}`} onClick=${$}>${i(a?"lesson.finish":"lesson.next")}</button>`}
        <button class="round small" onClick=${()=>e.leave()} aria-label=${i("lesson.leave")} title=${i("lesson.leave")}>${se}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${r.text.map((h,f)=>m`<p key=${f}><${tt} content=${e.filled(h)} used=${u} folder=${c} /></p>`)}</div>
        <${Er} guide=${e} folder=${c} used=${u} />
      </div>
    </section>`}var Nr=8e3,Ar=400,ae=8,_r=7,Tr=Array.from({length:ae},(e,t)=>t%2?[t+1,t+2+ae]:[t+2+ae,t+1]).flat();function Ir(e,t,n,s){if(n<=s)return 0;let o=Math.min(n,2e3);return Float32Array.from({length:o},(a,l)=>Math.abs(e[t+Math.floor(l*n/o)])).toSorted()[Math.min(Math.floor(o*(1-s/n)),o-1)]}var Wo=(e,t)=>Math.min(Math.ceil(Math.sqrt(Math.abs(e)/t)*ae),ae);function vn(e,t,n,s=!1){let o=Math.floor(Nr/e.layout.length);return e.layout.map(({W:r},a)=>{let[l,c]=r.shape,u=n[a+1],p=Math.max(X(t,r.start,r.start+l*c),.5),$=Ir(t,r.start,l*c,s&&!a?Ar:o),h=new Int8Array(l*u);for(let f=0,b=0;f<l;f++)for(let d=0;d<u;d++,b++){let w=t[r.start+f*c+d],v=Math.abs(w);v>=$&&(h[b]=w>0?Wo(v,p):-Wo(v,p))}return h})}var Yo=(e,t)=>e.length===t.length&&e.every((n,s)=>n.length===t[s].length&&n.every((o,r)=>o===t[s][r]));function Go(e,t,n){let{x1:s,y1:o,x2:r,y2:a}=ms(t,n),l=(s+r)/2;e.moveTo(s,o),e.bezierCurveTo(l,o,l,a,r,a)}function gn(e,{layout:t,palette:n,hovered:s,selected:o},r){e.lineCap="butt",r.forEach((a,l)=>{let[c,u]=[t.columns[l].cells,t.columns[l+1].cells],p=Array.from({length:2*(ae+1)},()=>[]),$=Math.min(Math.max(Math.sqrt(120/(c.length*u.length)),.25),1),h=t.columns[l+1].x-t.columns[l].x-t.columns[l].width,f=Math.max(Math.min(_r,u[0].size/5,h/7)*$,.8);a.forEach((d,w)=>d&&p[d>0?d+ae+1:-d].push(w));for(let d of Tr){let w=d%(ae+1);if(p[d].length){e.beginPath();for(let v of p[d])Go(e,c[Math.floor(v/u.length)],u[v%u.length]);e.strokeStyle=ne(d>ae?n.high:n.low,(s?.2:.8*$)*(.35+.65*w/ae)),e.lineWidth=Math.max(f*w/ae,.35),e.stroke()}}let b=(d,w,v)=>{let M=a[d*u.length+w];e.beginPath(),Go(e,c[d],u[w]),e.strokeStyle=ne(M>0?n.high:n.low,1),e.lineWidth=Math.max(f*Math.abs(M)/ae,.8)+v,e.stroke()};if(s?.column===l+1)for(let d=0;d<c.length;d++)b(d,s.index,0);if(s?.column===l)for(let d=0;d<u.length;d++)b(s.index,d,0);o?.kind==="weight"&&o.column===l+1&&b(o.from,o.to,2)})}var Ho=new WeakMap;function Ko(e){let t=Ho.get(e)??{...e,low:ve(e.middle,e.low,.62),high:ve(e.middle,e.high,.62)};return Ho.set(e,t),t}var bn=new WeakMap;function Or(e,t){return bn.has(e)||bn.set(e,e.classes.map(n=>({...e,low:e.middle,high:n}))),oe(bn.get(e)[t%e.classes.length])}var nt=null;function Rr(e,t){if(!nt||nt.image.width!==e||nt.image.height!==t){let n=new OffscreenCanvas(e,t).getContext("2d",{willReadFrequently:!0}),s=new ImageData(e,t);nt={context:n,image:s,pixels:new Uint32Array(s.data.buffer)}}return nt}function wn(e,t){Lr(e,t),Pr(e,t),Dr(e,t)}function Lr(e,{layout:t,network:n,pictures:s,featurePictures:o,answers:r,shades:a,palette:l,outputScale:c}){let u=oe(l),p=oe(Ko(l)),$=t.columns.length-1,h=n.classes.length>2,f=t.columns.map(({cells:k},y)=>{let E=y?s[y-1]:o.find(Boolean)?.values;return E?Math.round(Math.sqrt(E.length/(y?k.length:1))):0}),b=Math.max(...f,1),d=Math.max(...t.columns.map(({cells:k})=>k.length)),v=Math.max(...f)>0?Rr(b*d,b*t.columns.length):null;t.columns.forEach(({cells:k},y)=>{let E=y?s[y-1]:null,O=f[y]**2,F=n.architecture.layers[y-1]?.activation??n.architecture.output;k.forEach((B,G)=>{if(!v)return;let re={width:v.image.width,left:G*b,top:y*b},ie=y?null:o[G];if(E){let H=G*O,[_e,C]=a?[0,X(E,H,H+O)]:y===$&&!h?c:Qe(F,X(E,H,H+O)),R=y===$?h?Or(l,G):u:p;en(v.pixels,re,R,E,f[y],_e,C,H)}else ie&&en(v.pixels,re,p,ie.values,f[0],0,ie.reach,0)})}),v?.context.putImageData(v.image,0,0);let M=(k,y)=>{let E=r[k];if(!k&&a)return ve(l.middle,l.ink,a[y]??0);if(!E)return l.middle;if(k===$&&h)return ve(l.middle,l.classes[y%l.classes.length],Math.min(Math.max(E[y],0),1));let O=n.architecture.layers[k-1]?.activation??n.architecture.output,[F,B]=k?k===$?c:Qe(O,X(E)):[0,2];return Oe(k===$?l:Ko(l),(E[y]-F)/B)};t.columns.forEach(({cells:k},y)=>k.forEach((E,O)=>{if(v&&(y?s[y-1]:o[O])){let F=f[y];e.drawImage(v.context.canvas,O*b,y*b,F,F,E.x,E.y,E.size,E.size)}else e.fillStyle=T(M(y,O)),e.fillRect(E.x,E.y,E.size+(y||!a?0:.5),E.size+(y||!a?0:.5))}))}function Pr(e,{layout:t,network:n,theta:s,palette:o,shades:r,hovered:a,selected:l}){e.lineWidth=1,e.strokeStyle=ne(o.ink,.35);let c=t.columns.length-1;t.columns.forEach(({cells:u,size:p,x:$,width:h},f)=>{if(!f&&r&&e.strokeRect($,u[0].y,h,h),p<5||!f&&r)return;e.lineWidth=f===c?2:1,e.strokeStyle=ne(o.ink,f===c?.9:.35);for(let d of u)e.strokeRect(d.x,d.y,d.size,d.size);if(!f||p<14)return;let b=Math.min(p/9,4);e.lineWidth=1,e.strokeStyle=ne(o.ink,.5),u.forEach((d,w)=>{let v=s[n.layout[f-1].b.start+w];e.beginPath(),e.arc(d.x,d.y+d.size,b,0,2*Math.PI),e.fillStyle=T(Oe(o,Math.sign(v)*Math.max(Math.min(Math.abs(v)*2,1),.25))),e.fill(),e.stroke()})});for(let u of[a,l?.kind==="neuron"?l:null]){let p=u?t.columns[u.column]?.cells[u.index]:null;!p||p.size<5||(e.lineWidth=3,e.strokeStyle=T(o.ink),e.strokeRect(p.x,p.y,p.size,p.size))}}function Xo(e,t,n){if(e.measureText(t).width<=n)return t;let s=t.length-1;for(;s>0&&e.measureText(`${t.slice(0,s)}\u2026`).width>n;)s-=1;return s?`${t.slice(0,s)}\u2026`:""}function Dr(e,{layout:t,palette:n,names:s,outputNames:o,shades:r}){let[a,l]=[t.columns[0],t.columns[t.columns.length-1]],c=({cells:u})=>u.length>1&&u[1].x===u[0].x&&u[1].y-u[0].y<13;e.fillStyle=T(n.muted),e.font="12px system-ui, sans-serif",e.textBaseline="middle",!r&&a.cells.every(({x:u})=>u===a.x)&&!c(a)&&(e.textAlign="right",a.cells.forEach(({x:u,y:p,size:$},h)=>e.fillText(Xo(e,s[h]??"",u-10),u-5,p+$/2))),l.cells.every(({x:u})=>u===l.x)&&!c(l)&&(e.textAlign="left",l.cells.forEach(({x:u,y:p,size:$},h)=>e.fillText(Xo(e,o[h]??"",t.width-u-$-8),u+$+6,p+$/2)))}var Fr=92,jr=44,zr=e=>40+.06*e;function Ur({playground:e}){let{layers:t}=e.settings.value.architecture,n=s=>e.apply(Un(e.settings.value,s));return m`
    <div class="layer-count" role="group" aria-label=${i("network.layers")}>
      <button class="round small" onClick=${()=>n(-1)} disabled=${!t.length} aria-label=${i("network.removeLayer")}>−</button>
      <span>${i("network.layerCount",{count:t.length})}</span>
      <button class="round small" onClick=${()=>n(1)} disabled=${t.length>=j.layers} aria-label=${i("network.addLayer")}>+</button>
    </div>`}function qr({playground:e,column:t,x:n,pitch:s}){let o=e.settings.value.architecture.layers[t-1],r=e.selected.value;if(!o)return null;let a=r?.kind==="layer"&&r.column===t,l=$=>e.apply(mt(e.settings.value,t-1,o.width+$)),c=s<Fr,u=i("network.layer",{layer:t}),p=i("network.neurons",{count:o.width});return m`
    <div class=${`layer-header ${c?"short":""}`} style=${{left:`${n}px`}}>
      <button class="layer-name" aria-expanded=${a} onClick=${()=>e.select(a?null:{kind:"layer",column:t})}
        aria-label=${i("network.editLayer",{layer:t,neurons:o.width,activation:U(o.activation)})} title=${`${u}: ${p}`}>
        ${c?t:u}
      </button>
      ${s<jr?null:m`
        <div class="width">
          <button class="round tiny" onClick=${()=>l(-1)} disabled=${o.width<=1} aria-label=${i("network.removeNeuron",{layer:t})}>−</button>
          ${c?null:m`<span class="width-count" aria-label=${p}>${o.width}</span>`}
          <button class="round tiny" onClick=${()=>l(1)} disabled=${o.width>=j.neurons} aria-label=${i("network.addNeuron",{layer:t})}>+</button>
        </div>`}
    </div>`}function Vr(e,{column:t,index:n},s){let o={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[s];if(!o)return null;let r=Math.min(Math.max(t+o[0],0),e.length-1),a=o[0]?Math.round((n+.5)/e[t]*e[r]-.5):n+o[1];return{column:r,index:Math.min(Math.max(a,0),e[r]-1)}}function Br(e,{x:t,y:n}){let s=e.inputs??e.features.map(a=>({name:a,feature:a})),o={values:Float32Array.from({length:576},(a,l)=>l%24/11.5-1),reach:1},r={values:Float32Array.from({length:576},(a,l)=>Math.floor(l/24)/11.5-1),reach:1};return s.map(({name:a})=>a===t?o:a===n?r:Et(a,24))}function Wr(e,t,n){let{W:s}=e.layout[0],[o,r]=s.shape,a=e.architecture.layers[0]?.width??r,l=new Float32Array(a*o);for(let c=0;c<a;c++)l.set($t(t,n,u=>s.start+u*r+c),c*o);return l}function jt({playground:e,name:t="network"}){let[n,s]=Ne(),o=I(null),r=I(null),[a,l]=S(Gt),c=I(null),[u,p]=S({column:1,index:0}),[$,h]=S(""),f=e.network.value,b=e.counts(),d=e.imageSide.value,w=b.join(","),v=V(()=>b.length&&s.width?us(b,s.width,s.height,d):null,[w,s.width,s.height,d]),M=e.plane.value,k=e.data.value,y=V(()=>f&&!d?Br(f,M):[],[f,M,d]),E=D.value;_(()=>{if(!n.current)return;let x=Wt(n.current);c.current=In().scaleExtent([1,24]).filter(A=>A.type==="wheel"?A.ctrlKey||A.metaKey:A.type==="touchstart"?A.touches.length>1:!A.button&&A.target.tagName==="CANVAS").on("zoom",A=>l(A.transform)),x.call(c.current).on("dblclick.zoom",null)},[]),_(()=>{c.current?.translateExtent([[0,0],[s.width,s.height]]).extent([[0,0],[s.width,s.height]]),v&&(e.cellPixels.value=Math.max(...v.columns.slice(1).map(x=>x.size))*Math.min(a.k,2))},[v,a.k]);let O=V(()=>k&&!f?.classes.length?X(k.values):1,[k,f]),F=()=>{let x=e.frame.value?.arrays.theta;return!e.drawable.value||!v||!f||!x?null:{layout:v,network:f,theta:x,palette:E,hovered:e.hovered.value,selected:e.selected.value}},B=x=>{x.translate(a.x,a.y),x.scale(a.k,a.k)},G=I({levels:[],at:0,marks:[]});ce(()=>{let x=F();if(!x)return;let A=[v,E,a,x.hovered,x.selected],ee=A.every((ye,Ca)=>ye===G.current.marks[Ca]),Te=performance.now();if(ee&&e.newest.playing&&Te-G.current.at<zr(x.theta.length))return;let ke=vn(x.network,x.theta,b,d>0);ee&&Yo(ke,G.current.levels)||(G.current={levels:ke,at:Te,marks:A},Re(o.current,s,ye=>{B(ye),gn(ye,x,ke)}))},[v,f,E,a]);let re=x=>{let A=e.frame.peek()?.arrays??{},ee=b.slice(1).map((Te,ke)=>{let ye=A[`neurons_${ke}`];return ye&&ye.length%Te===0?ye:null});return{...x,pictures:d?[Wr(x.network,x.theta,d)]:ee,featurePictures:y,answers:b.map((Te,ke)=>A[ke?`point_${ke-1}`:"point_inputs"]??null),shades:d?e.shades():null,names:Z(x.network),outputNames:x.network.classes.length>2?x.network.classes.map(z):[],outputScale:kt(x.network.coding,O)}};ce(()=>{let x=F();x&&Re(r.current,s,A=>{B(A),wn(A,re(x))})},[v,f,y,E,a,d,O]),_(()=>{t==="network"&&e.figures.set("network",()=>De(()=>{let x=F();return x&&qe(s,E,A=>{gn(A,{...x,hovered:null,selected:null},vn(x.network,x.theta,b,d>0)),wn(A,re({...x,hovered:null,selected:null}))})}))});let ie=x=>{let A=n.current?.getBoundingClientRect();if(!A||!v)return null;let[ee,Te]=a.invert([x.clientX-A.left,x.clientY-A.top]);return ps(v,ee,Te,6/a.k)},H={features:f?Z(f):[],layers:b.length-2,outputs:b.at(-1)??1,classes:f?.classes??[]},_e=x=>{if(!x||!f)return"";if(x.kind==="neuron")return K(x,H);let{W:A}=f.layout[x.column-1],ee=e.frame.peek()?.arrays.theta?.[A.start+x.from*A.shape[1]+x.to]??NaN;return i("network.weight",{from:K({column:x.column-1,index:x.from},H),to:K({column:x.column,index:x.to},H),value:g(ee)})},C=x=>{let A=ie(x);e.hovered.value=A?.kind==="neuron"?A:null,h(_e(A))},R=x=>{x?(x.kind==="weight"||x.column>0)&&e.select(x):e.select(null)},le=x=>{if(!b.length)return;let A={column:Math.min(u.column,b.length-1),index:Math.min(u.index,(b[u.column]??1)-1)},ee=Vr(b,A,x.key);if(ee)p(ee),e.hovered.value=ee,h(K(ee,H));else if(x.key==="Enter"||x.key===" ")R({kind:"neuron",...A});else if(x.key==="Escape")e.select(null);else return;x.preventDefault(),x.stopPropagation()},$e=x=>n.current&&Wt(n.current).call(x?c.current.scaleBy:c.current.transform,x||Gt),_n=e.selected.value,Tn=_n?.kind==="layer"&&_n.column===b.length-1,Ut=v?s.width/v.columns.length*a.k:0;return m`
    <section class="network-panel" id=${t} aria-label=${i(t==="network"?"network.title":"second.network")}>
      <div class="network-head">
        ${e.hides("layers")?null:m`<${Ur} playground=${e} />`}
        ${t==="network"&&!e.hides("compare")?m`
          <button class="plain small second-button" aria-pressed=${e.second.value!==null} onClick=${()=>e.second.value?bt(e):dt(e,e.settings.value)}>${i("second.title")}</button>`:null}
        <div class="zoom" role="group" aria-label=${i("network.zoom")}>
          <button class="round small" onClick=${()=>$e(1/1.5)} aria-label=${i("network.zoomOut")} disabled=${a.k<=1}>−</button>
          <button class="plain small" onClick=${()=>$e(0)} disabled=${a.k===1}>${i("network.fit")}</button>
          <button class="round small" onClick=${()=>$e(1.5)} aria-label=${i("network.zoomIn")}>+</button>
        </div>
      </div>
      <div class="network" ref=${n}>
        <canvas class="lines" ref=${o} aria-hidden="true"></canvas>
        <canvas ref=${r} tabindex="0" role="application" aria-label=${$?`${i("network.picture")}: ${$}`:i("network.picture")}
          onPointerMove=${C} onPointerLeave=${()=>{e.hovered.value=null,h("")}}
          onClick=${x=>R(ie(x))} onKeyDown=${le}></canvas>
        ${v&&!e.hides("layers")?v.columns.slice(1,-1).map((x,A)=>m`
          <${qr} key=${A} playground=${e} column=${A+1} pitch=${Ut}
            x=${a.applyX(x.x+x.width/2)} />`):null}
        ${v?m`<div class="layer-header end" style=${{left:`${a.applyX(v.columns[0].x+v.columns[0].width/2)}px`}}>${Ut<60?null:i("network.inputs")}</div>
          <div class="layer-header end" style=${{left:`${a.applyX((v.columns.at(-1)?.x??0)+(v.columns.at(-1)?.width??0)/2)}px`}}>${Ut<60?null:m`<button class="layer-name" aria-expanded=${Tn}
              onClick=${()=>e.select(Tn?null:{kind:"layer",column:b.length-1})}>${i("network.output")}</button>`}</div>`:null}
        <p class="network-label" aria-live="polite">${$||(e.played.value?"":i("hint.network"))}</p>
      </div>
    </section>`}function Zo({playground:e,question:t}){let n=e.notice.value;return ft.value==="lost"?m`<div class="notice error" role="status"><p>${i("connection.lost")}</p></div>`:n?m`
      <div class=${`notice ${n.tone}`}>
        <p>${n.text}</p>
        ${n.action?m`<button class="plain" onClick=${n.action.run}>${n.action.label}</button>`:null}
        <button class="round small" onClick=${()=>e.notice.value=null} aria-label=${i("notice.close")}>${se}</button>
      </div>`:t&&!e.hides("hints")?m`<div class="notice first"><p><b>${i("question.four")}</b><br />${i("hint.first")}</p></div>`:null}var Jo=({playground:e})=>m`<p class="unseen" role="status" aria-live="polite">${e.announcement.value}</p>`;var Qo=({playground:e})=>m`
  <div class="preferences">
    <${N} id="theme" label=${i("preferences.theme")} value=${e.settings.value.view.theme}
      options=${Pn.map(t=>({value:t,label:i(`theme.${t}`)}))}
      onChange=${t=>e.setView({theme:t})} />
    <${N} id="language" label=${i("preferences.language")} value=${rt.value.language}
      options=${ct.map(t=>({value:t,label:i(`language.${t}`)}))}
      onChange=${t=>e.setView({language:t})} />
  </div>`;function ea({playground:e}){let{epoch:t,viewed:n,playing:s}=e.position.value,o=n<t;return m`
    <section class="scrubber" aria-label=${i("scrubber.title")}>
      <label for="scrubber">${i("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${t} step="1" value=${n} disabled=${t===0}
        aria-valuetext=${i("scrubber.value",{epoch:n,last:t})}
        onInput=${r=>{let a=Number(r.currentTarget.value);e.travel(a===t&&!s?null:a)}} />
      <span class="scrubber-value">${Y(n)}</span>
      ${o?m`<button class="plain" onClick=${()=>e.fork()}>${i("scrubber.fork")}</button>`:null}
      ${e.hides("compare")?null:m`<button class="plain small" disabled=${t===0||e.kept.full} title=${i("runs.keepTitle")} onClick=${()=>e.keepRun()}>${i("runs.keep")}</button>`}
    </section>`}function xn(e,t){let n=new Float32Array(t*t),s=e.flat();if(!s.length)return n;let[o,r]=[Math.min(...s.map(([h])=>h)),Math.min(...s.map(([,h])=>h))],[a,l]=[Math.max(...s.map(([h])=>h))-o,Math.max(...s.map(([,h])=>h))-r],c=(t-2*.7)/Math.max(a,l,1e-9),u=Math.max(a,l)>0?c:0,$=e.map(h=>h.map(([f,b])=>[t/2+(f-o-a/2)*u,t/2+(b-r-l/2)*u])).flatMap(h=>h.map((f,b)=>[h[Math.max(b-1,0)],f]));for(let h=0;h<t*t*4*4;h++){let[f,b]=[h%(t*4),Math.floor(h/(t*4))],[d,w]=[(f+.5)/4,(b+.5)/4];$.some(([v,M])=>Gr(d,w,v,M)<=.7)&&(n[Math.floor(b/4)*t+Math.floor(f/4)]+=1/16)}return n}function Gr(e,t,[n,s],[o,r]){let[a,l]=[o-n,r-s],c=a*a+l*l,u=c?Math.min(Math.max(((e-n)*a+(t-s)*l)/c,0),1):0;return Math.hypot(e-n-u*a,t-s-u*l)}function kn(e,t){let n=e.darkest.value,s=e.network.value?.features??[];e.lookAtValues(Object.fromEntries(s.map((o,r)=>[o,t[r]*n])))}function ta({playground:e}){let t=I([]),n=I(!1),[s,o]=S(null),r=e.imageSide.value,a=e.custom.value;_(()=>{a||(t.current=[])},[a]);let l=({currentTarget:f,clientX:b,clientY:d})=>{let w=f.getBoundingClientRect();return[b-w.left,d-w.top]},c=f=>{f.button||(f.currentTarget.setPointerCapture(f.pointerId),n.current=!0,t.current=[...t.current,[l(f)]],kn(e,xn(t.current,r)))},u=f=>{n.current&&(t.current[t.current.length-1].push(l(f)),kn(e,xn(t.current,r)))},p=()=>n.current=!1,$=f=>{let b=s??Math.floor(r*(r+1)/2),d={ArrowLeft:-1,ArrowRight:1,ArrowUp:-r,ArrowDown:r}[f.key];if(d!==void 0){let w=b+d,v=Math.abs(d)===1&&Math.floor(w/r)!==Math.floor(b/r);w>=0&&w<r*r&&!v&&o(w)}else if(f.key===" "||f.key==="Enter"){let w=a?e.shades():new Float32Array(r*r);w[b]=w[b]>.5?0:1,o(b),kn(e,w)}else if(f.key==="Delete"||f.key==="Backspace"||f.key==="Escape")e.lookAtValues(null);else return;f.preventDefault(),f.stopPropagation()},h=s===null?i("pad.label"):i("pad.at",{row:Math.floor(s/r)+1,column:s%r+1});return m`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${h} onPointerDown=${c} onPointerMove=${u} onPointerUp=${p} onPointerCancel=${p}
      onKeyDown=${$} onBlur=${()=>o(null)}>
      ${s===null?null:m`<span class="pad-cursor" style=${{left:`${100*(s%r)/r}%`,top:`${100*Math.floor(s/r)/r}%`,width:`${100/r}%`,height:`${100/r}%`}}></span>`}
      ${a?null:m`<span class="pad-hint">${i("pad.hint")}</span>`}
    </div>`}var na=({playground:e})=>e.custom.value?m`<button class="plain" onClick=${()=>e.lookAtValues(null)}>${i("pad.clear")}</button>`:null;function Hr({playground:e}){let t=I(null),n=e.imageSide.value,s=D.value,o=e.data.value,r=e.row.value,a=e.custom.value;ce(()=>{let c=t.current?.getContext("2d");if(!c||!n||!o)return;let u=e.shades(),p=new ImageData(n,n);u.forEach(($,h)=>p.data.set([...ve(s.middle,s.ink,$),255],4*h)),c.putImageData(p,0,0)},[n,s,o,r,a]);let l=r===null?i("image.picture"):i("image.row",{row:r+1});return m`<canvas class="image-picture" ref=${t} width=${n} height=${n} role="img" aria-label=${l}></canvas>`}function Kr({playground:e}){let t=e.network.value,n=e.data.value,s=e.row.value,o=e.readable.value?.arrays[`point_${e.counts().length-2}`];if(!t||!o||!n)return null;let r=o.indexOf(Math.max(...o)),a=s===null?null:n.values[s];return m`
    <ol class="answers" aria-label=${i("image.answers")}>${t.classes.map((l,c)=>m`
      <li key=${l} class=${c===r?"best":""}>
        <span>${z(l)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background:T(D.value.classes[c%10]),width:`${(100*Math.min(Math.max(o[c],0),1)).toFixed(1)}%`}}></span></span>
        <span>${L(o[c])}${a===c?m` <b title=${i("image.true")}>✓<span class="unseen"> ${i("image.true")}</span></b>`:null}</span>
      </li>`)}</ol>`}function sa({playground:e}){let t=e.data.value,n=e.row.value,s=e.custom.value;if(_(()=>{t&&n===null&&!s&&e.lookAtRow(t.parts.test?.[0]??0)},[t,n,s]),!t)return null;let o=t.values.length,r=n??0;return m`
    <div class="image-view"><div class="image-box"><${Hr} playground=${e} /><${ta} playground=${e} /></div><${Kr} playground=${e} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${r<=0} onClick=${()=>e.lookAtRow(r-1)} aria-label=${i("image.before")}>‹</button>
      <${q} id="image-row" label=${i("results.row")} value=${n===null?"":n+1} min=${1} max=${o} step=${1}
        onChange=${a=>e.lookAtRow(Math.min(Math.max(Math.round(a),1),o)-1)} />
      <button class="round small" disabled=${r>=o-1} onClick=${()=>e.lookAtRow(r+1)} aria-label=${i("image.next")}>›</button>
      <${na} playground=${e} />
    </div>`}var Xr=40;function Yr({classes:e,coding:t,target:n},s){if(!e.length)return[{name:n,value:g(yt(t,s[0]),4),share:1}];let o=a=>Math.min(Math.max((a-t.low)/((t.high??1)-t.low),0),1),r=t.form==="column"?[1-o(s[0]),o(s[0])]:Array.from(s,o);return e.map((a,l)=>({name:z(a),value:L(r[l]),share:r[l]})).toSorted((a,l)=>l.share-a.share)}function Zr(e){let t=e.filter(s=>s!==null),n=t.reduce((s,o)=>s+o,0)/Math.max(t.length,1);return Number(n.toPrecision(4))}function Jr({playground:e,name:t,value:n,onChange:s}){let o=e.data.value,r=o?.levels?.[t],a=`predict-${t}`,l={value:"",label:i("predict.unknown")};if(r)return m`<${N} id=${a} label=${t} value=${n??""} options=${[l,...r.map(c=>({value:c,label:c}))]} onChange=${c=>s(c||null)} />`;if(o?.kinds?.[t]==="boolean")return m`<${N} id=${a} label=${t} value=${n===null?"":String(n)} options=${[l,{value:"1",label:i("predict.yes")},{value:"0",label:i("predict.no")}]}
      onChange=${c=>s(c===""?null:Number(c))} />`;if(o?.kinds?.[t]==="date"){let c=n===null?"":new Date(1e3*n).toISOString().slice(0,10);return m`<label class="field" for=${a}><span class="field-label">${t}</span><input type="date" id=${a} value=${c}
      onChange=${u=>s(u.currentTarget.value?Date.parse(u.currentTarget.value)/1e3:null)} /></label>`}return m`<${q} id=${a} label=${Ie(t)} value=${n??""} onChange=${s} />`}function oa({playground:e}){let[t,n]=S(!1),s=e.network.value,o=e.data.value;if(!s||!o||fe(e.settings.value)||e.imageSide.value)return null;let r=s.columns,a=e.custom.value??e.pointValues(),l=e.readable.value?.arrays[`point_${e.counts().length-2}`],c=()=>Object.fromEntries(r.map(p=>[p,a[p]!==void 0?a[p]:o.levels?.[p]?null:Zr(o.columns[p])])),u=t?c():{};return m`
    <details class="predict" onToggle=${p=>n(p.currentTarget.open)}>
      <summary>${i("predict.title")}</summary>
      ${t?m`
        <div class="predict-fields">${r.slice(0,Xr).map(p=>m`
          <${Jr} key=${p} playground=${e} name=${p} value=${u[p]} onChange=${$=>e.lookAtValues({...c(),[p]:$})} />`)}</div>
        ${l?m`<ol class="predict-answers" aria-label=${i("image.answers")} aria-live="polite">${Yr(s,l).slice(0,5).map(({name:p,value:$},h)=>m`
          <li class=${h?"":"best"}>${p} <b>${$}</b></li>`)}</ol>`:null}`:null}
    </details>`}function aa(e){let{points:t}=e.settings.value,n=e.data.value;return t||(!n?.classes.length||!n.columns.x1||!n.columns.x2?[]:n.values.slice(0,j.points).map((s,o)=>Qt([n.columns.x1[o],n.columns.x2[o],s])))}function Qr(e){let t=e.network.value,s=e.readable.value?.arrays?.[`point_${e.counts().length-2}`];if(!t||!s)return"";let{classes:o,coding:r}=t;if(!o.length)return i("surface.value",{value:g(yt(r,s[0]))});if(r.form==="column"){let l=Math.min(Math.max((s[0]-r.low)/(1-r.low),0),1);return i("surface.class",{name:z(o[l>.5?1:0]),share:L(l>.5?l:1-l)})}let a=s.indexOf(Math.max(...s));return i("surface.class",{name:z(o[a]),share:L(s[a])})}function ei(e,t){let n=e.data.value,{x:s,y:o,xRange:r,yRange:a}=e.plane.value,{tests:l}=e.settings.value.view;if(!n?.columns[s]||!n.columns[o])return null;let[c,u]=[.018,-1];for(let p of[...n.parts.train??[],...l?n.parts.test??[]:[]]){let $=Math.hypot((n.columns[s][p]-t.x)/(r[1]-r[0]),(n.columns[o][p]-t.y)/(a[1]-a[0]));$<c&&([c,u]=[$,p])}return u<0?null:u}function ti(e,{drawing:t,cls:n}){let s=l=>{let c=aa(e);c.length<j.points&&e.apply(Zt(e.settings.value,[...c,Qt([l.x,l.y,n])]))},o=l=>{let c=aa(e),u=c.map(([$,h])=>Math.hypot($-l.x,h-l.y)),p=u.indexOf(Math.min(...u));c.length>2&&u[p]<.4&&e.apply(Zt(e.settings.value,c.filter(($,h)=>h!==p)))};return{press:l=>{let c=t?null:ei(e,l);t?s(l):c!==null?e.lookAtRow(c):e.lookAt(l)},remove:o,key:l=>{let c={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,1],ArrowDown:[0,-1]}[l.key],{x:u,y:p}=e.point.value,$=l.shiftKey?1:.1;if(c)e.lookAt({x:u+c[0]*$,y:p+c[1]*$});else if(t&&l.key==="Enter")s({x:u,y:p});else if(t&&(l.key==="Delete"||l.key==="Backspace"))o({x:u,y:p});else return;l.preventDefault()}}}var ni=({cls:e,onChange:t,used:n})=>m`
  <div class="class-choice" role="group" aria-label=${i("draw.class")}>
    ${D.value.classes.slice(0,Math.min(Math.max(n+1,2),j.classes)).map((s,o)=>m`
      <button key=${o} class="swatch" style=${{background:T(s)}} aria-pressed=${e===o} aria-label=${i("class.drawn",{place:o+1})} onClick=${()=>t(o)}>${o+1}</button>`)}
  </div>`;function si({playground:e}){let t=e.axes(),{x:n,y:s}=e.plane.value;if(t.length<=2)return null;let o=t.map(r=>({value:r,label:r}));return m`<div class="axes">
    <${N} id="axis-x" label=${i("surface.across")} value=${n} options=${o} onChange=${r=>e.setView(r===s?{x:r,y:n}:{x:r})} />
    <${N} id="axis-y" label=${i("surface.up")} value=${s} options=${o} onChange=${r=>e.setView(r===n?{x:s,y:r}:{y:r})} />
  </div>`}function oi({playground:e}){let{status:t,message:n}=e.position.value;if(t!=="diverged")return null;let{label:s,run:o}=e.cure();return m`<div class="diverged"><b>${i("diverged.title")}</b><p>${n}</p><button class="plain strong" onClick=${o}>${s}</button></div>`}function yn(e,t,{palette:n,targetReach:s,hovered:o}){let r=t.frame.value?.arrays,a=e?.getContext("2d"),l=t.network.peek();if(!t.drawable.value||!l||!r?.surface||!a)return;let{steps:c}=t.settings.peek().view,u=t.counts(),p=o&&o.column>0&&o.column<u.length-1?r[`neurons_${o.column-1}`]:null,$=o?u[o.column]:1,h=Math.round(Math.sqrt(p?p.length/$:r.surface.length/u[u.length-1])),f=p&&o&&o.index<$?Ls({values:p,start:o.index*h*h,size:h,palette:n,activation:l.architecture.layers[o.column-1].activation}):Rs({values:r.surface,size:h,network:l,palette:n,steps:c,targetReach:s});f.length===4*h*h&&(a.canvas.width!==h&&(a.canvas.width=a.canvas.height=h),a.putImageData(new ImageData(f,h,h),0,0))}function ra({playground:e}){let[t,{width:n,height:s}]=Ne(),o=I(null),r=I(null),[a,l]=S(!1),[c,u]=S(0),p=Math.min(n,s),$=D.value,h=e.network.value,f=e.data.value,{view:b}=e.settings.value,d=e.hovered.value,w=e.point.value,v=e.plane.value,M=V(()=>Ts(p,v),[p,v]),k=V(()=>f&&!h?.classes.length?X(f.values):1,[f,h]);ce(()=>yn(o.current,e,{palette:$,targetReach:k,hovered:d}),[h,$,d,b.steps,k]);let y=(C,R)=>{if(!h||!f)return;Ps(C,M,{x:Ie(v.x),y:Ie(v.y),palette:$}),C.beginPath(),C.rect(M.left,M.top,M.right-M.left,M.bottom-M.top),C.save(),C.clip();let le={data:f,x:v.x,y:v.y,palette:$,targetReach:k};et(C,M,{...le,rows:f.parts.train??[],outline:$.train}),b.tests&&et(C,M,{...le,rows:f.parts.test??[],outline:$.test}),R&&Ds(C,M,w,$),C.restore()},E=e.drawable.value&&h&&f&&p>=80;ce(()=>E&&Re(r.current,{width:p,height:p},C=>y(C,!0)),[E,h,f,p,$,M,v,w,b.tests,k]),_(()=>(e.figures.set("surface",()=>De(()=>E&&o.current?qe({width:p,height:p},$,C=>{C.drawImage(o.current,M.left,M.top,M.right-M.left,M.bottom-M.top),y(C,!1)}):null)),()=>{e.figures.delete("surface")}));let{press:O,remove:F,key:B}=ti(e,{drawing:a,cls:c}),G=C=>{let R=C.currentTarget.getBoundingClientRect();return Is(M,C.clientX-R.left,C.clientY-R.top)},re=e.counts(),ie=h?{features:Z(h),layers:re.length-2,outputs:re.at(-1)??1,classes:h.classes}:null,H=d&&d.column>0&&ie?K(d,ie):i("surface.output"),_e=new Set((e.settings.value.points??[]).map(C=>C[2])).size;return m`
    <section class="surface-panel" aria-label=${i("surface.title")}>
      <div class="surface-head"><h2>${H}</h2>${h?.classes.length?m`
        <ul class="classes">${h.classes.map((C,R)=>m`
          <li key=${C}><span class="swatch dot" style=${{background:T($.classes[Mt(h.classes,R)%10])}}></span>${z(C)}</li>`)}</ul>`:null}
      </div>
      ${e.imageSide.value?m`<${sa} playground=${e} />`:m`
      <div class="surface" ref=${t}>
        <div class="surface-box" style=${{width:`${p}px`,height:`${p}px`}}>
          <canvas class=${`surface-picture ${b.steps?"sharp":""}`} ref=${o} aria-hidden="true"
            style=${{left:`${M.left}px`,top:`${M.top}px`,width:`${M.right-M.left}px`,height:`${M.bottom-M.top}px`}}></canvas>
          <canvas class="surface-points" ref=${r} tabindex="0" role="application" style=${{width:`${p}px`,height:`${p}px`}}
            aria-label=${i(a?"surface.draws":"surface.picture",{x:g(w.x,2),y:g(w.y,2)})}
            onClick=${C=>O(G(C))} onKeyDown=${B}
            onContextMenu=${C=>{a&&(C.preventDefault(),F(G(C)))}}></canvas>
          <${oi} playground=${e} />
          <p class="answer" style=${{left:`${M.left}px`}}>${i("surface.at",{x:g(w.x,2),y:g(w.y,2)})} <b>${Qr(e)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${te} id="tests" label=${i("surface.tests")} checked=${b.tests} onChange=${C=>e.setView({tests:C})} />
        <${te} id="steps" label=${i("surface.steps")} checked=${b.steps} onChange=${C=>e.setView({steps:C})} />
        ${e.hides("points")?null:m`<${te} id="draw" label=${i("draw.mode")} checked=${a} onChange=${l} />`}
        ${a?m`<${ni} cls=${c} onChange=${u} used=${_e} />`:null}
        <${si} playground=${e} />
      </div>
      <${oa} playground=${e} />`}
    </section>`}function ai({playground:e}){let[t,{width:n,height:s}]=Ne(),o=I(null),r=I(null),a=Math.min(n,s),l=D.value,c=e.network.value,u=e.data.value,p=e.plane.value,{steps:$}=e.settings.value.view,h=V(()=>u&&!c?.classes.length?X(u.values):1,[u,c]);ce(()=>yn(o.current,e,{palette:l,targetReach:h,hovered:e.hovered.value}),[c,l,$,h]),ce(()=>Re(r.current,{width:a,height:a},b=>{if(!e.drawable.value||!u||!c)return;let d={left:0,right:a,top:0,bottom:a,xRange:p.xRange,yRange:p.yRange};et(b,d,{data:u,rows:u.parts.train??[],x:p.x,y:p.y,palette:l,outline:l.train,targetReach:h,radius:2})}),[c,u,a,l,p,h]);let f={width:`${a}px`,height:`${a}px`};return m`
    <div class="second-answer" ref=${t} role="img" aria-label=${i("second.answer")}>
      <canvas ref=${o} style=${f} aria-hidden="true"></canvas><canvas ref=${r} style=${f} aria-hidden="true"></canvas>
    </div>`}function ri({playground:e}){let{epoch:t,status:n,message:s}=e.position.value,o=e.readable.value?.header.row,r=e.network.value?.classes.length,a=e.notice.value?.tone==="error"?e.notice.value.text:n==="diverged"?s:"";if(a)return m`<p class="second-numbers error-text" role="alert">${a}</p>`;if(!o)return null;let l=Number.isFinite(o.test_loss)?"test":"train";return m`<p class="second-numbers">${i("bar.epoch")} <b>${Y(t)}</b> · ${i(`measure.${l}_loss`)} <b>${g(o[`${l}_loss`])}</b> · ${r?m`${i(`measure.${l}_accuracy`)} <b>${L(o[`${l}_accuracy`])}</b>`:m`R² <b>${g(o[`${l}_r2`])}</b>`}</p>`}function ia({first:e}){let t=e.second.value;if(!t)return null;let n=t.settings.value,{recipe:s,architecture:o}=n,r=Number(s.learning_rate),a=[...new Set(o.layers.map(c=>c.activation))],l=(c,u)=>[...new Set([...c,u])].map(p=>({value:p,label:p?U(p):i("bar.mixed")}));return m`
    <section class="second" aria-label=${i("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background:T(D.value.classes[3])}}></span>${i("second.title")}</h2>
        <${N} id="second-rate" label=${i("bar.rate")} value=${String(r)} options=${[...new Set([...it,r])].toSorted((c,u)=>c-u).map(c=>({value:String(c),label:g(c,4)}))}
          onChange=${c=>t.apply(de(t.settings.value,{learning_rate:Number(c)}))} />
        ${o.layers.length?m`<${N} id="second-activation" label=${i("bar.activation")} value=${a.length===1?a[0]:""} options=${l(Ee,a.length===1?a[0]:"")}
          onChange=${c=>c&&t.apply(pt(t.settings.value,c))} />`:null}
        <${N} id="second-optimizer" label=${i("training.optimizer")} value=${String(s.optimizer)} options=${l(vt,String(s.optimizer))}
          onChange=${c=>t.apply(de(t.settings.value,{optimizer:c}))} />
        <button class="plain small" onClick=${()=>hs(e)}>${i("second.swap")}</button>
        <button class="round small" onClick=${()=>bt(e)} aria-label=${i("second.close")}>${se}</button>
      </div>
      <div class="second-body"><${jt} playground=${t} name="second" /><div class="second-side"><${ai} playground=${t} /><${ri} playground=${t} /></div></div>
    </section>`}var ii=["data","network","result"];function li(e){e.preventDefault(),document.querySelector(".network canvas[tabindex]")?.scrollIntoView(),document.querySelector(".network canvas[tabindex]")?.focus()}function la({playground:e,question:t}){let[n,s]=S("result");return m`
    <a class="skip" href="#network" onClick=${li}>${i("page.skip")}</a>
    <${As} playground=${e} />
    <${_s} part=${e.classPart.value} />
    <${Bo} guide=${e.guide} />
    <main class="columns" data-tab=${n}>
      <div class="left"><${no} playground=${e} />${e.hides("preferences")?null:m`<${Qo} playground=${e} />`}</div>
      <div class="notices"><${Zo} playground=${e} question=${t&&!e.played.value&&!e.canUndo.value&&!e.guide?.lesson.value} /></div>
      <div class="center">
        <${jt} playground=${e} />
        <${ia} first=${e} />
        <${Uo} playground=${e.second.value?.selected.value?e.second.value:e} />
      </div>
      <${Po} playground=${e} />
      <div class="right">
        ${e.hides("surface")?null:m`<${ra} playground=${e} />`}
        ${e.hides("time")?null:m`<${ea} playground=${e} />`}
        ${e.hides("curves")?null:m`<${Gs} playground=${e} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${i("page.parts")}>
      ${ii.map(o=>m`<button key=${o} aria-pressed=${n===o} onClick=${()=>s(o)}>${i(`tab.${o}`)}</button>`)}
    </nav>
    <${Jo} playground=${e} />`}async function ca(){if(Ce){let e=new URL(Ce.engine,document.baseURI);e.protocol=e.protocol.replace("http","ws");let{ServerTransport:t}=await import("./transport-CRU67ZIS.js"),n=new t({socket:e,upload:new URL(Ce.upload,document.baseURI)});n.onConnection=o=>ft.value=o?"lost":"open";let s=await n.ready;if(s)return ht.value=s.features,{transport:n,server:n,connected:s}}return{transport:ls(new URL("./worker.js",import.meta.url)),server:null,connected:null}}var ua={" ":e=>{e.togglePlay()},".":e=>{e.step()},",":e=>{e.stepBatch()},r:e=>{e.reset()},"[":e=>e.travel(Math.max(e.position.value.viewed-1,0)),"]":e=>e.travel(Math.min(e.position.value.viewed+1,e.position.value.epoch))},ci=e=>e instanceof HTMLElement&&e.closest("input, select, textarea, button, [role=application]")!==null,ui=e=>e instanceof HTMLElement&&e.closest("input[type=number], input[type=text], textarea")!==null;function ma(e,t){let n=t.key.length===1?t.key.toLowerCase():t.key;if((t.ctrlKey||t.metaKey)&&(n==="z"||n==="y")){if(ui(t.target))return;n==="y"||t.shiftKey?e.undoStack.redo():e.undoStack.undo(),t.preventDefault();return}t.ctrlKey||t.metaKey||t.altKey||ci(t.target)||!Object.hasOwn(ua,n)||(ua[n](e),t.preventDefault())}var mi=["lesson","challenge","entry","class","embed","lang","theme","hide","token","speed"];async function pa(e,t){let n=new URLSearchParams(t),s=n.get("class");s&&Ce&&/^[A-Za-z]{6}$/.test(s)&&(e.playground.classPart.value=new Cs(s,e));let o=[...n.keys()].some(a=>!mi.includes(a)),r=n.get("challenge");n.has("entry")?e.verify(`?${t}`):n.has("lesson")?await e.open(...ys(t),{keep:o,fresh:!0}):r&&await e.challenge(r,{keep:o,fresh:!0})}function $a(e,t,n){t.toLowerCase().endsWith(".md")?e.openFile(new TextDecoder().decode(n),"file"):e.playground.hides("own")||e.playground.open(t,n)}async function ha(e){if(!document.querySelector("link[rel=manifest]")||!("serviceWorker"in navigator))return;let{serviceWorker:t}=navigator,n=await t.register(new URL("../service_worker.js",import.meta.url)).catch(()=>null);if(!n)return;let s=()=>{let{waiting:o}=n;!o||!t.controller||e(()=>{t.addEventListener("controllerchange",()=>location.reload(),{once:!0}),o.postMessage("take over")})};s(),n.addEventListener("updatefound",()=>{let{installing:o}=n;o?.addEventListener("statechange",()=>o.state==="installed"&&s())})}var ba="nnplay runs",fa=400,pi=4e3;function Sn(e){let{locks:t}=navigator;return t?new Promise(n=>{t.request(`nnplay ${e}`,{ifAvailable:!0},s=>(n(s!==null),s?new Promise(()=>{}):null))}):Promise.resolve(!0)}function va(){try{return JSON.parse(sessionStorage.getItem(ba)??"[]")}catch{return[]}}async function ga(e,t,n){let s=va(),o=(await Promise.all(s.map(a=>e.run(a)))).filter(a=>a!==void 0).filter(a=>a.query===t),[r]=o.sort((a,l)=>l.at-a.at);if(r)return{id:await Sn(r.id)?r.id:await da(),run:r};if(!s.length&&!n){for(let a of await e.runs())if(await Sn(a.id))return{id:wa(a.id),run:a}}return{id:await da(),run:null}}function wa(e){try{sessionStorage.setItem(ba,JSON.stringify([...va().filter(t=>t!==e),e].slice(-20)))}catch{}return e}async function da(){let e=Array.from(crypto.getRandomValues(new Uint32Array(3)),t=>t.toString(36)).join("");return await Sn(e),wa(e)}function xa(e,t,n){let[s,o,r,a]=[0,!1,!1,0],l=async()=>{if(clearTimeout(s),s=0,o){r=!0;return}o=!0;try{let c=await e.saved();c&&await t.saveRun({id:n,...c,at:Date.now()})}catch{}[o,a]=[!1,performance.now()],r&&(r=!1,l())};Se(()=>{let{playing:c}=e.position.value;e.settings.value;for(let{value:p}of e.extras.values());let u=c?Math.max(pi-(performance.now()-a),fa):fa;c&&s||(clearTimeout(s),s=Number(setTimeout(()=>{l()},u)))}),addEventListener("visibilitychange",()=>document.visibilityState==="hidden"&&void l()),addEventListener("pagehide",()=>{l()})}var Ge="runs",He="tables",$i={[Ge]:12,[He]:8},pe=e=>new Promise((t,n)=>{e.onsuccess=()=>t(e.result),e.onerror=()=>n(e.error)}),zt=class e{constructor(t){this.database=t}static async open(t,n=globalThis.indexedDB){if(!n)return null;try{let s=n.open(`nnplay ${t}`,1);return s.onupgradeneeded=()=>[Ge,He].forEach(o=>s.result.createObjectStore(o,{keyPath:"id"})),new e(await pe(s))}catch{return null}}store(t,n="readonly"){return this.database.transaction(t,n).objectStore(t)}run(t){return pe(this.store(Ge).get(t))}async runs(){return(await pe(this.store(Ge).getAll())).sort((n,s)=>s.at-n.at)}saveRun(t){return this.save(Ge,t)}table(t){return pe(this.store(He).get(t))}async tableOf(t){return(await pe(this.store(He).getAll())).filter(s=>s.file===t).sort((s,o)=>o.at-s.at)[0]}saveTable(t){return this.save(He,t)}async save(t,n){try{await pe(this.store(t,"readwrite").put(n))}catch(s){if(!(s instanceof DOMException)||s.name!=="QuotaExceededError")throw s;await this.forgetOldest(t,1),await pe(this.store(t,"readwrite").put(n))}await this.forgetOldest(t,$i[t])}async forgetOldest(t,n){if((await pe(this.store(t).getAllKeys())).length<=n)return;let o=await pe(this.store(t).getAll()),r=this.store(t,"readwrite");for(let{id:a}of o.sort((l,c)=>c.at-l.at).slice(n))r.delete(a)}async clear(){await Promise.all([Ge,He].map(t=>pe(this.store(t,"readwrite").clear())))}};var ya=e=>e??navigator.languages.map(t=>t.slice(0,2)).find(t=>ct.includes(t))??"en";async function Sa(e){let t=await fetch(new URL(`../messages/${e}.json`,import.meta.url));On(e,await t.json()),document.documentElement.lang=e,document.title=i("page.title")}var hi=ca(),Ae=await vs(location.search);Ae!==null&&location.search.includes("z=")&&history.replaceState(history.state,"",`?${Ae}`);var st=Ye(Ae??""),{troubles:Mn}=st;Ae===null&&Mn.push({key:"link.short",values:{}});var{transport:fi,server:Cn,connected:di}=await hi,ot=await zt.open(new URL("./",document.baseURI).pathname),xe=ot?await ga(ot,be(st.settings),Ae!=="").catch(()=>null):null,Ma=xe?.run&&xe.run.query!==be(st.settings)?Ye(xe.run.query).settings:st.settings;Ma!==st.settings&&history.replaceState(history.state,"",`?${xe?.run?.query}`);var Ke={...Ma,table:xe?.run?.table??history.state?.table??null},W=new $s(new cs(fi),Ke,history);W.undoStack.table=Ke.table;W.storage=ot;W.embedded=new URLSearchParams(Ae??"").get("embed")==="1";document.documentElement.classList.toggle("embedded",W.embedded);var Nn=W.start(di,xe?.run??null);Cn&&(Cn.onForgotten=e=>{W.startAgain(e)});await Sa(ya(Ke.view.language));Us();Se(()=>{Ct.value=W.settings.value.view.theme});Se(()=>{document.documentElement.dataset.theme=tn.value});var ka=Ke.view.language;Se(()=>{let e=W.settings.value.view.language;e!==ka&&Sa(ya(ka=e))});var An=W.guide=new ks(W);addEventListener("popstate",e=>{W.moved(e.state,location.search),An.follow(location.search)});addEventListener("keydown",e=>ma(W,e));xe?.run&&await Nn;await pa(An,Ae??"");var bi=be({...Ke,view:{...Ke.view,theme:"system",language:null}})===be(jn),En=document.getElementById("page");En.replaceChildren();if(Cn&&new URLSearchParams(Ae??"").get("teacher")==="1"){let[{TeacherView:e},{TeacherPart:t}]=await Promise.all([import("./teacher_view-PEDIPFLL.js"),import("./classroom-LLV4WAVF.js")]);qt(m`<${e} part=${new t} />`,En)}else qt(m`<${la} playground=${W} question=${bi} />`,En);Jn((e,t)=>{Nn.then(()=>$a(An,e,t))},e=>document.documentElement.classList.toggle("dropping",e));await Nn;ot&&xe&&xa(W,ot,xe.id);Mn.length&&W.complain(Mn.map(({key:e,values:t})=>i(e,t)).join(" "));ha(e=>W.notice.value={tone:"info",text:i("notice.newVersion"),action:{label:i("notice.load"),run:e}});
