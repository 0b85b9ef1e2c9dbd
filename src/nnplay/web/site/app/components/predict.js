/** A form for values of one's own, for any table, and what the network answers to them. */

import {html, useState} from "../../vendor/vendor.js";
import {className, featureName} from "../names.js";
import {inUnits} from "../scales.js";
import {isPlane} from "../settings.js";
import {number, percent, text} from "../text.js";
import {NumberField, Select} from "./controls.js";

/** @typedef {import("../playground.js").Playground} Playground */

const MOST = 40; // columns of a form

/** What the network answers, each class with its share, or the number. @param {Record<string, any>} network @param {ArrayLike<number>} output @returns {{name: string, value: string, share: number}[]} */
export function answersOf({classes, coding, target}, output) {
  if (!classes.length) return [{name: target, value: number(inUnits(coding, output[0]), 4), share: 1}];
  const yes = (/** @type {number} */ value) => Math.min(Math.max((value - coding.low) / ((coding.high ?? 1) - coding.low), 0), 1);
  const shares = coding.form === "column" ? [1 - yes(output[0]), yes(output[0])] : Array.from(output, yes);
  return classes.map((/** @type {string} */ name, /** @type {number} */ k) => ({name: className(name), value: percent(shares[k]), share: shares[k]}))
    .toSorted((/** @type {{share: number}} */ a, /** @type {{share: number}} */ b) => b.share - a.share);
}

/** A value that is not filled in yet: the mean of a column, or nothing of a category. @param {(number | null)[]} values */
function typical(values) {
  const present = values.filter((value) => value !== null);
  const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(present.length, 1);
  return Number(mean.toPrecision(4));
}

/** @param {{playground: Playground, name: string, value: any, onChange: (value: any) => void}} props */
function Field({playground, name, value, onChange}) {
  const data = playground.data.value;
  const levels = data?.levels?.[name];
  const id = `predict-${name}`;
  const unknown = {value: "", label: text("predict.unknown")};
  if (levels) return html`<${Select} id=${id} label=${name} value=${value ?? ""} options=${[unknown, ...levels.map((level) => ({value: level, label: level}))]} onChange=${(/** @type {string} */ next) => onChange(next || null)} />`;
  if (data?.kinds?.[name] === "boolean") {
    return html`<${Select} id=${id} label=${name} value=${value === null ? "" : String(value)} options=${[unknown, {value: "1", label: text("predict.yes")}, {value: "0", label: text("predict.no")}]}
      onChange=${(/** @type {string} */ next) => onChange(next === "" ? null : Number(next))} />`;
  }
  if (data?.kinds?.[name] === "date") {
    const shown = value === null ? "" : new Date(1000 * value).toISOString().slice(0, 10);
    return html`<label class="field" for=${id}><span class="field-label">${name}</span><input type="date" id=${id} value=${shown}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value ? Date.parse(event.currentTarget.value) / 1000 : null)} /></label>`;
  }
  return html`<${NumberField} id=${id} label=${featureName(name)} value=${value ?? ""} onChange=${onChange} />`;
}

/** @param {{playground: Playground}} props */
export function Predict({playground}) {
  const [open, setOpen] = useState(false);
  const network = playground.network.value;
  const data = playground.data.value;
  if (!network || !data || isPlane(playground.settings.value) || playground.viewpoint.imageSide.value) return null;
  /** @type {string[]} */
  const columns = network.columns;
  const values = playground.viewpoint.custom.value ?? playground.viewpoint.pointValues();
  const output = playground.frames.readable.value?.arrays[`point_${playground.counts().length - 2}`];
  const filled = () => Object.fromEntries(columns.map((name) => [name, values[name] !== undefined ? values[name] : data.levels?.[name] ? null : typical(data.columns[name])]));
  const form = open ? filled() : {};
  return html`
    <details class="predict" onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
      <summary>${text("predict.title")}</summary>
      ${open ? html`
        <div class="predict-fields">${columns.slice(0, MOST).map((name) => html`
          <${Field} key=${name} playground=${playground} name=${name} value=${form[name]} onChange=${(/** @type {any} */ value) => playground.viewpoint.lookAtValues({...filled(), [name]: value})} />`)}</div>
        ${output ? html`<ol class="predict-answers" aria-label=${text("image.answers")} aria-live="polite">${answersOf(network, output).slice(0, 5).map(({name, value}, k) => html`
          <li class=${k ? "" : "best"}>${name} <b>${value}</b></li>`)}</ol>` : null}` : null}
    </details>`;
}
