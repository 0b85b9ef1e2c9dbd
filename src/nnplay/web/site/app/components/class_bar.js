/** What a pupil is asked when a link is of a class, and what the teacher sees of them then. */

import {html, useState} from "../../vendor/vendor.js";
import {text} from "../text.js";

/** @param {{part: import("../classroom.js").PupilPart | null}} props */
export function ClassBar({part}) {
  const [name, setName] = useState("");
  if (!part || part.part.value === "refused") return null;
  /** @param {Event} event */
  const join = (event) => {
    event.preventDefault();
    if (name.trim()) part.join(name.trim());
  };
  if (part.part.value === "gone") return html`<p class="class-bar" role="status">${text("class.gone")}</p>`;
  if (part.part.value === "joined") {
    return html`<p class="class-bar" role="status">${text("class.joined", {name: part.name.value})} <button class="quiet" onClick=${() => part.leave()}>${text("class.leave")}</button></p>`;
  }
  return html`
    <form class="class-bar" onSubmit=${join}>
      <span>${text("class.join")}</span>
      <label for="class-name">${text("class.name")}</label>
      <input id="class-name" type="text" maxlength="30" autocomplete="off" value=${name} onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)} />
      <button class="plain">${text("class.joinButton")}</button>
      <button type="button" class="quiet" onClick=${() => part.refuse()}>${text("class.notNow")}</button>
    </form>`;
}
