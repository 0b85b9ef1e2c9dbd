/** Other data than points in a plane: the built-in sets, and data of one's own. */

import {html, useRef, useState} from "../../vendor/vendor.js";
import {bytesOf, encoded} from "../own_data.js";
import {server} from "../server.js";
import {SETS, isPlane, withData} from "../settings.js";
import {text} from "../text.js";
import {Select} from "./controls.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** A field for rows, where nothing can be dropped. @param {{playground: Playground, onDone: () => void}} props */
function PasteField({playground, onDone}) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const use = async () => {
    const rows = field.current?.value ?? "";
    if (rows.trim() && await playground.files.open("pasted.csv", encoded(rows))) onDone();
  };
  return html`
    <label class="field" for="rows"><span class="field-label">${text("own.rows")}</span>
      <textarea id="rows" rows="6" spellcheck="false" placeholder=${"size,rooms,price\n52,2,780\n71,3,990"} ref=${field}></textarea></label>
    <button class="plain" onClick=${use}>${text("own.use")}</button>`;
}

/** @param {{playground: Playground}} props */
export function Sets({playground}) {
  const [pasting, setPasting] = useState(false);
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  const settings = playground.settings.value;
  const wanted = playground.files.wanted.value;
  const chosen = isPlane(settings) ? "" : settings.table ? "own" : settings.recipe.data;
  const choose = (/** @type {string} */ name) => SETS.includes(name) && playground.apply(withData(playground.settings.value, name));
  /** @param {any} event */
  const take = async (event) => {
    const [picked] = event.currentTarget.files;
    event.currentTarget.value = "";
    if (picked) await playground.files.open(picked.name, await bytesOf(picked));
  };
  return html`
    <div class="sets">
      ${wanted ? html`<p class="note strong" role="status">${text("own.wanted", {file: wanted.file})}</p>` : null}
      <${Select} id="set" label=${text("set.title")} value=${chosen} onChange=${choose}
        options=${[...(chosen === "" ? [{value: "", label: text("set.choose")}] : []), ...(settings.table ? [{value: "own", label: settings.table.file}] : []),
          ...SETS.map((value) => ({value, label: text(`set.${value}`)}))]} />
      ${playground.hides("own") ? null : html`
        <div class="own">
          <button class="plain" onClick=${() => file.current?.click()}>${text("own.open")}</button>
          <button class="plain" aria-expanded=${pasting} onClick=${() => setPasting(!pasting)}>${text("own.paste")}</button>
        </div>
        <input type="file" id="own-file" class="unseen" tabindex="-1" aria-hidden="true" accept=${server ? undefined : ".csv,.tsv,.txt,.tab,.data,.dat,text/*"} ref=${file} onChange=${take} />
        ${pasting ? html`<${PasteField} playground=${playground} onDone=${() => setPasting(false)} />` : html`<p class="note">${text(server && !server.local ? "own.dropServer" : "own.drop")}</p>`}`}
    </div>`;
}
