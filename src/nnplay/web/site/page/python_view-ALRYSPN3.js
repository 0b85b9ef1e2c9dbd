/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{b as x,c as C}from"./chunk-4XZQBXY2.js";import{d as R}from"./chunk-K6WJZVEH.js";import{a as v,b as w,c as n,d as g,e as $}from"./chunk-GL7E4IHK.js";import{b as u,c as f,l as o}from"./chunk-GIT5U4M4.js";import"./chunk-MI4BKAE6.js";import"./chunk-TOKA3MKC.js";var S={serious:"error",warning:"error",advice:"info"},E=["run","numpy","pytorch","keras","onnx","json"];async function I(){let{language:t,messages:e}=v.value,r=await fetch(new URL(`messages/server/${t}.json`,document.baseURI));w(t,{...e,...await r.json()})}function h(t){let[e,r]=u({busy:!1,progress:null,result:null,error:""});return{...e,run:async(a,c={})=>{r({busy:!0,progress:null,result:null,error:""});try{let l=await t.client.call(a,c,p=>r(b=>({...b,progress:p})));return r({busy:!1,progress:null,result:l,error:""}),l}catch(l){return r({busy:!1,progress:null,result:null,error:l instanceof Error?l.message:String(l)}),null}},cancel:()=>{t.client.call("cancel").catch(()=>{})}}}var d=({job:t})=>o`
  <p role="status" aria-live="polite">${t.error||(t.busy?t.progress?.total?n("python.progress",t.progress):n("python.working"):"")}
    ${t.busy?o` <button class="plain small" onClick=${t.cancel}>${n("python.cancel")}</button>`:null}</p>`;function D({playground:t}){let e=s=>x.value.includes(s),{language:r}=v.value;return f(()=>{g("python.doctor")||I()},[r]),o`
    <div class="python-view" aria-busy=${C.value==="lost"}>
      ${e("doctor")?o`<${U} playground=${t} />`:null}
      ${e("compare")?o`<${L} playground=${t} />`:null}
      ${e("search")?o`<${N} playground=${t} />`:null}
      ${e("export")?o`<${T} playground=${t} />`:null}
      ${e("runs")?o`<${M} playground=${t} />`:null}
    </div>`}function j(t,{settings:e,architecture:r}){let s=t.settings.value,a=r?{layers:r.layers,output:s.architecture.output,loss:s.architecture.loss}:s.architecture;t.apply({...s,recipe:{...s.recipe,...e},architecture:a})}function U({playground:t}){let e=h(t),r=e.result;return o`
    <section><h3>${n("python.doctor")}</h3><p>${n("python.doctorHint")}
      <button class="plain" disabled=${e.busy} onClick=${()=>e.run("doctor")}>${n("python.look")}</button></p>
      <${d} job=${e} />
      ${r?o`<p><b>${r.summary}</b></p><ul class="findings">${r.findings.map((s,a)=>o`<${F} key=${s.name} playground=${t} finding=${s} place=${a} />`)}</ul>`:null}
    </section>`}function F({playground:t,finding:e,place:r}){let s=h(t),{fix:a}=e,c=s.result;return o`
    <li class=${`notice ${S[e.severity]}`}>
      <p><b>${e.name}</b> ${e.message}</p>
      ${a?o`<p>${a.description} ${a.options?o`<code>${a.options}</code>`:null}</p>`:null}
      ${a?.triable?o`<p>
        <button class="plain small" disabled=${s.busy} onClick=${()=>s.run("tryFix",{finding:r})}>${n("python.try")}</button>
        <button class="plain small" onClick=${()=>j(t,a)}>${n("python.apply")}</button></p><${d} job=${s} />`:null}
      ${c?o`<table><caption>${n("python.verdict",{verdict:c.verdict})}</caption><tbody>
        ${c.runs.map((l,p)=>o`<tr><th scope="row">${n(p?"python.after":"python.before")}</th>
          ${Object.entries(l.numbers).map(([b,m])=>o`<td>${b} ${$(m)}</td>`)}</tr>`)}</tbody></table>`:null}
    </li>`}var y=({id:t,label:e,value:r,onInput:s,type:a="number"})=>o`
  <label for=${t}>${e} <input id=${t} type=${a} min="1" value=${r} onInput=${c=>s(c.target.value)} /></label>`;function L({playground:t}){let e=h(t),[r,s]=u("2; 8; 8,8"),[a,c]=u("3"),[l,p]=u("200"),[b,m]=u("epochs"),k=(e.result??e.progress)?.standings??[];return o`
    <section><h3>${n("python.compare")}</h3>
      <p class="fields"><${y} id="compare-networks" type="text" label=${n("python.networks")} value=${r} onInput=${s} />
        <${y} id="compare-seeds" label=${n("python.seeds")} value=${a} onInput=${c} />
        <${y} id="compare-epochs" label=${n("python.epochs")} value=${l} onInput=${p} />
        <label for="compare-fair">${n("python.fair")} <select id="compare-fair" value=${b} onChange=${i=>m(i.target.value)}>
          ${["epochs","parameters","flops","seconds"].map(i=>o`<option value=${i}>${n(`python.fair.${i}`)}</option>`)}</select></label>
        <button class="plain" disabled=${e.busy} onClick=${()=>e.run("compare",{networks:r,seeds:Number(a),epochs:Number(l),fair:b})}>${n("python.start")}</button></p>
      <${d} job=${e} />
      ${k.length?o`<div class="table-box" tabindex="0" role="group" aria-label=${n("python.compare")}><table>
        <thead><tr>${["network","score","range","parameters","epochs"].map(i=>o`<th scope="col">${n(`python.${i}`)}</th>`)}</tr></thead>
        <tbody>${k.map(i=>o`<tr><th scope="row">${i.name}</th><td>${$(i.mean)}</td><td>${$(i.low)} – ${$(i.high)}</td><td>${i.parameters}</td><td>${i.epochs}</td></tr>`)}</tbody>
      </table></div>`:null}
    </section>`}function N({playground:t}){let e=h(t),[r,s]=u("20"),a=e.result?.best;return o`
    <section><h3>${n("python.search")}</h3><p>${n("python.searchHint")}</p>
      <p class="fields"><${y} id="search-trials" label=${n("python.trials")} value=${r} onInput=${s} />
        <button class="plain" disabled=${e.busy} onClick=${()=>e.run("search",{trials:Number(r)})}>${n("python.start")}</button></p>
      <${d} job=${e} />
      ${a?o`<p>${n("python.best",{network:a.network,metric:e.result.metric,score:$(a.score)})}
        <button class="plain" onClick=${()=>j(t,a)}>${n("python.use")}</button></p>`:null}
    </section>`}function O(t,e){let r=Uint8Array.from(atob(e),a=>a.charCodeAt(0)),s=document.createElement("a");s.href=URL.createObjectURL(new Blob([r])),s.download=t,s.click(),setTimeout(()=>URL.revokeObjectURL(s.href),1e4)}function T({playground:t}){let e=h(t),r=async s=>{let a=await e.run("export",{to:s});for(let c of a?[a,...a.others??[]]:[])O(c.name,c.content)};return o`
    <section><h3>${n("python.export")}</h3><p>${n("python.exportHint")}</p>
      <p class="fields">${E.map(s=>o`<button key=${s} class="plain small" disabled=${e.busy} onClick=${()=>r(s)}>${n(`python.format.${s}`)}</button>`)}</p>
      <${d} job=${e} /></section>`}function M({playground:t}){let[e,r]=u(null),s=async()=>r((await t.call("runs"))?.runs??[]);f(()=>{s()},[]);let a=async()=>{let l=await t.call("storeRun");l&&(t.announcement.value=n("python.stored",{id:l.id})),await s()},c=async l=>{let p=await t.call("openRun",{run:l});p&&(t.settings.value=R(p.configuration,p.recipe,t.settings.value),t.sync.accepted=t.settings.value,t.undo.stack.renew(t.address.of(t.settings.value)),await t.sync.takeNetwork(p))};return o`
    <section><h3>${n("python.runs")}</h3>
      <p class="fields"><button class="plain small" onClick=${a}>${n("python.store")}</button> <button class="plain small" onClick=${s}>${n("python.refresh")}</button></p>
      ${e===null?null:e.length===0?o`<p>${n("python.noRuns")}</p>`:o`<div class="table-box" tabindex="0" role="group" aria-label=${n("python.runs")}><table><tbody>
        ${e.map(l=>o`<tr key=${l.id}><th scope="row">${l.data}</th><td>${l.network}</td><td>${l.epoch}/${l.epochs}</td>
          <td>${l.metrics?.accuracy!==void 0?$(l.metrics.accuracy):l.metrics?.r2!==void 0?$(l.metrics.r2):"\u2013"}</td>
          <td><button class="plain small" disabled=${!l.hasModel} aria-label=${`${n("python.open")} ${l.id}`} onClick=${()=>c(l.id)}>${n("python.open")}</button></td></tr>`)}</tbody></table></div>`}
    </section>`}export{D as ServerView,I as loadMessages};
