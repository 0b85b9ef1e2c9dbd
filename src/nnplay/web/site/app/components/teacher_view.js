/** The teacher's view of a class: the link for pupils with its QR code, and who is at which step, as it changes. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {listLessons} from "../guide.js";
import {server, shareBase} from "../server.js";
import {text} from "../text.js";
import {Select} from "./controls.js";
import {Copyable} from "./copyable.js";
import {QrCode} from "./share.js";

/** @param {{pupil: import("../classroom.js").Seen}} props */
const Row = ({pupil: {name, away, title, step = 0, steps = 0, done = []}}) => html`
  <tr class=${away ? "away" : ""}>
    <th scope="row">${name}${away ? html` <small>${text("teacher.away")}</small>` : null}</th>
    <td>${title || "–"}</td>
    <td>${step ? text("teacher.step", {step, steps}) : "–"}</td>
    <td><span class="teacher-steps" role="img" aria-label=${text("lesson.progress", {done: done.length, steps})}>${Array.from({length: steps}, (_, k) => html`
      <i key=${k} class=${`${done.includes(k) ? "done" : ""} ${k === step - 1 ? "now" : ""}`}></i>`)}</span></td>
  </tr>`;

/** @param {{part: import("../classroom.js").TeacherPart}} props */
export function TeacherView({part}) {
  const [lessons, setLessons] = useState(/** @type {import("../guide.js").Listed[]} */ ([]));
  const [lesson, setLesson] = useState("");
  useEffect(() => void listLessons().then(setLessons), []);
  const code = part.code.value;
  const pupils = part.pupils.value;
  if (part.error.value) return html`<main class="teacher"><h1>${text("class.start")}</h1><p class="note strong" role="alert">${part.error.value}</p></main>`;
  const address = `${shareBase()}${lesson ? `lesson=${lesson}&` : ""}class=${code}`;
  return html`
    <main class="teacher">
      <h1>${text("class.start")}</h1>
      <p>${text("teacher.intro")}</p>
      ${server && !server.share ? html`<p class="note strong">${text("share.local")}</p>` : null}
      ${code ? html`
        <div class="teacher-link">
          <div>
            <${Select} id="class-lesson" label=${text("teacher.lesson")} value=${lesson} onChange=${setLesson}
              options=${[{value: "", label: text("teacher.any")}, ...lessons.map(({name, title}) => ({value: name, label: title}))]} />
            <${Copyable} title=${text("share.classLink")} content=${address} onCopy=${() => {}} />
          </div>
          <${QrCode} address=${address} />
        </div>` : null}
      <h2 role="status">${text("teacher.count", {count: pupils.length})}</h2>
      ${pupils.length ? html`
        <table class="teacher-table">
          <thead><tr><th scope="col">${text("teacher.name")}</th><th scope="col">${text("teacher.title")}</th><th scope="col">${text("teacher.at")}</th><th scope="col">${text("teacher.done")}</th></tr></thead>
          <tbody>${pupils.map((pupil) => html`<${Row} key=${pupil.name} pupil=${pupil} />`)}</tbody>
        </table>` : null}
      <p><a href="./" onClick=${() => part.end()}>${text("teacher.end")}</a></p>
    </main>`;
}
