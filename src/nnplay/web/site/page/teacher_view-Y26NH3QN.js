/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */
import{E as u,F as f,G as v,a as m,w as p}from"./chunk-IMVIU5YC.js";import{c as e}from"./chunk-J4EGSJBC.js";import{b as i,c as d,l as t}from"./chunk-DCDTX4GA.js";import"./chunk-ZBKN7BHM.js";var y=({pupil:{name:s,away:n,title:$,step:a=0,steps:o=0,done:r=[]}})=>t`
  <tr class=${n?"away":""}>
    <th scope="row">${s}${n?t` <small>${e("teacher.away")}</small>`:null}</th>
    <td>${$||"\u2013"}</td>
    <td>${a?e("teacher.step",{step:a,steps:o}):"\u2013"}</td>
    <td><span class="teacher-steps" role="img" aria-label=${e("lesson.progress",{done:r.length,steps:o})}>${Array.from({length:o},(c,l)=>t`
      <i key=${l} class=${`${r.includes(l)?"done":""} ${l===a-1?"now":""}`}></i>`)}</span></td>
  </tr>`;function A({part:s}){let[n,$]=i([]),[a,o]=i("");d(()=>{p().then($)},[]);let r=s.code.value,c=s.pupils.value;if(s.error.value)return t`<main class="teacher"><h1>${e("class.start")}</h1><p class="note strong" role="alert">${s.error.value}</p></main>`;let l=`${u()}${a?`lesson=${a}&`:""}class=${r}`;return t`
    <main class="teacher">
      <h1>${e("class.start")}</h1>
      <p>${e("teacher.intro")}</p>
      ${r?t`
        <div class="teacher-link">
          <div>
            <${m} id="class-lesson" label=${e("teacher.lesson")} value=${a} onChange=${o}
              options=${[{value:"",label:e("teacher.any")},...n.map(({name:h,title:b})=>({value:h,label:b}))]} />
            <${f} title=${e("share.classLink")} content=${l} onCopy=${()=>{}} />
          </div>
          <${v} address=${l} />
        </div>`:null}
      <h2 role="status">${e("teacher.count",{count:c.length})}</h2>
      ${c.length?t`
        <table class="teacher-table">
          <thead><tr><th scope="col">${e("teacher.name")}</th><th scope="col">${e("teacher.title")}</th><th scope="col">${e("teacher.at")}</th><th scope="col">${e("teacher.done")}</th></tr></thead>
          <tbody>${c.map(h=>t`<${y} key=${h.name} pupil=${h} />`)}</tbody>
        </table>`:null}
      <p><a href="./" onClick=${()=>s.end()}>${e("teacher.end")}</a></p>
    </main>`}export{A as TeacherView};
