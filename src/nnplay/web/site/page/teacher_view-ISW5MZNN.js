/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{E as b,a as m,t as f,z as v}from"./chunk-QMOD4EOL.js";import{a as p,d as u}from"./chunk-4XZQBXY2.js";import"./chunk-IJ5ZN3G7.js";import{c as e}from"./chunk-GL7E4IHK.js";import{b as i,c as d,l as t}from"./chunk-GIT5U4M4.js";import"./chunk-MI4BKAE6.js";import"./chunk-TOKA3MKC.js";var y=({pupil:{name:s,away:n,title:$,step:a=0,steps:o=0,done:r=[]}})=>t`
  <tr class=${n?"away":""}>
    <th scope="row">${s}${n?t` <small>${e("teacher.away")}</small>`:null}</th>
    <td>${$||"\u2013"}</td>
    <td>${a?e("teacher.step",{step:a,steps:o}):"\u2013"}</td>
    <td><span class="teacher-steps" role="img" aria-label=${e("lesson.progress",{done:r.length,steps:o})}>${Array.from({length:o},(c,l)=>t`
      <i key=${l} class=${`${r.includes(l)?"done":""} ${l===a-1?"now":""}`}></i>`)}</span></td>
  </tr>`;function B({part:s}){let[n,$]=i([]),[a,o]=i("");d(()=>{v().then($)},[]);let r=s.code.value,c=s.pupils.value;if(s.error.value)return t`<main class="teacher"><h1>${e("class.start")}</h1><p class="note strong" role="alert">${s.error.value}</p></main>`;let l=`${u()}${a?`lesson=${a}&`:""}class=${r}`;return t`
    <main class="teacher">
      <h1>${e("class.start")}</h1>
      <p>${e("teacher.intro")}</p>
      ${p&&!p.share?t`<p class="note strong">${e("share.local")}</p>`:null}
      ${r?t`
        <div class="teacher-link">
          <div>
            <${m} id="class-lesson" label=${e("teacher.lesson")} value=${a} onChange=${o}
              options=${[{value:"",label:e("teacher.any")},...n.map(({name:h,title:g})=>({value:h,label:g}))]} />
            <${f} title=${e("share.classLink")} content=${l} onCopy=${()=>{}} />
          </div>
          <${b} address=${l} />
        </div>`:null}
      <h2 role="status">${e("teacher.count",{count:c.length})}</h2>
      ${c.length?t`
        <table class="teacher-table">
          <thead><tr><th scope="col">${e("teacher.name")}</th><th scope="col">${e("teacher.title")}</th><th scope="col">${e("teacher.at")}</th><th scope="col">${e("teacher.done")}</th></tr></thead>
          <tbody>${c.map(h=>t`<${y} key=${h.name} pupil=${h} />`)}</tbody>
        </table>`:null}
      <p><a href="./" onClick=${()=>s.end()}>${e("teacher.end")}</a></p>
    </main>`}export{B as TeacherView};
