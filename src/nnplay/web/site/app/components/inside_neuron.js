/** What one neuron computes for a point or a row, forward, and what the row would change in it, backward. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {neuronEquation} from "../equations.js";
import {componentName, inputNames, neuronName, subscript} from "../names.js";
import {number, text} from "../text.js";
import {NumberField, Select} from "./controls.js";
import {Table} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */

const TERMS = 8; // of a sum that are written out

/** A negative number in brackets, as a factor has it. @param {number} value */
const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));

/** The neuron that is chosen; the first output if none is. @param {Playground} playground */
function chosenNeuron(playground) {
  const selection = playground.viewpoint.selected.value;
  if (selection?.kind === "neuron") return {column: selection.column, index: selection.index};
  if (selection?.kind === "weight") return {column: selection.column, index: selection.to};
  return {column: playground.counts().length - 1, index: 0};
}

/** The row or point whose numbers are shown. @param {{playground: Playground}} props */
function RowChoice({playground}) {
  const data = playground.data.value;
  const row = playground.viewpoint.row.value;
  if (!data) return null;
  const rows = data.values.length;
  const {x, y} = playground.viewpoint.point.value;
  const part = row === null ? "" : Object.keys(data.parts).find((name) => data.parts[name].includes(row)) ?? "";
  return html`
    <div class="row-choice">
      <${NumberField} id="row" label=${text("inside.row")} value=${row === null ? "" : row + 1} min=${1} max=${rows} step=${1}
        onChange=${(/** @type {number} */ value) => playground.viewpoint.lookAtRow(Math.min(Math.max(Math.round(value), 1), rows) - 1)} />
      <span class="note">${row === null ? text("inside.at", {x: number(x), y: number(y)})
        : text("inside.ofRow", {part: text(`curves.${part || "train"}`), target: data.target, value: data.classes.length ? data.classes[data.values[row]] : number(data.values[row])})}</span>
    </div>`;
}

/** @param {{playground: Playground}} props */
export function NeuronView({playground}) {
  const network = playground.network.value;
  const row = playground.viewpoint.row.value;
  const batchNorm = Boolean(network?.architecture.layers.some((/** @type {any} */ {norm}) => norm === "batch"));
  const backward = row !== null && !batchNorm;
  useEffect(() => {
    if (!backward) return;
    playground.frames.look("neuron", {gradient: row});
    return () => playground.frames.lookAway("neuron");
  }, [playground, row, backward, network]);
  const [all, setAll] = useState(false);
  const frame = playground.frames.readable.value;
  const counts = playground.counts();
  if (!network || !frame) return null;
  const place = chosenNeuron(playground);
  const equation = neuronEquation(network, frame.arrays, place.column - 1, place.index);
  const named = {features: inputNames(network), layers: counts.length - 2, outputs: counts.at(-1) ?? 1, classes: network.classes};
  const choices = counts.slice(1).flatMap((count, k) => Array.from({length: Math.min(count, 200)}, (_, index) => ({value: `${k + 1} ${index}`, label: neuronName({column: k + 1, index}, named)})));
  const choice = html`
    <div class="fields"><${Select} id="neuron" label=${text("inside.neuron")} value=${`${place.column} ${place.index}`} options=${choices}
      onChange=${(/** @type {string} */ value) => { const [column, index] = value.split(" ").map(Number); playground.viewpoint.select({kind: "neuron", column, index}); }} />
      <${RowChoice} playground=${playground} /></div>`;
  if (!equation) return choice;
  const {terms, bias, z, a, activation, plain} = equation;
  const inside = backward ? playground.frames.inside.value : null;
  const gradient = inside?.arrays.gradient;
  const {W, b} = network.layout[place.column - 1];
  const names = place.column === 1 ? inputNames(network) : terms.map((_, k) => `a${subscript(k + 1)}`);
  const shown = terms.slice(0, TERMS);
  const more = terms.length > TERMS ? " + …" : "";
  const slope = (/** @type {number} */ from) => gradient?.[W.start + from * W.shape[1] + place.index] ?? NaN;
  const delta = gradient?.[b.start + place.index] ?? NaN;
  const table = {
    columns: [text("inside.input"), text("inside.value"), text("editor.weight"), text("inside.product"), ...(gradient ? ["∂L/∂w"] : [])],
    rows: [
      ...terms.slice(0, all ? Infinity : 12).map(({weight, input, product}, k) => [names[k], input, weight, product, ...(gradient ? [slope(k)] : [])]),
      [text("editor.bias"), 1, bias, bias, ...(gradient ? [delta] : [])],
    ],
  };
  return html`
    ${choice}
    <section class="equation">
      ${plain ? html`
        <p class="math">z = ${shown.map((_, k) => html`${k ? " + " : ""}<i>w</i>${subscript(k + 1)}·${names[k]}`)}${more} + <i>b</i>
          ${" = "}${shown.map(({weight, input}, k) => `${k ? " + " : ""}${factor(weight)}·${factor(input)}`)}${more} + ${factor(bias)} = <b>${number(z, 4)}</b></p>
        <p class="math"><i>a</i> = ${componentName(activation)}(z) = ${componentName(activation)}(${number(z, 4)}) = <b>${number(a, 4)}</b></p>`
        : html`<p class="math"><i>a</i> = <b>${number(a, 4)}</b></p><p class="note">${text("inside.notPlain")}</p>`}
      ${gradient ? html`
        <p class="math">L = <b>${number(inside?.header.loss, 4)}</b>, δ = ∂L/∂z = <b>${number(delta, 4)}</b>, ∂L/∂<i>w</i>ᵢ = δ·<i>a</i>ᵢ, ∂L/∂<i>b</i> = δ</p>`
        : html`<p class="note">${text(batchNorm ? "inside.noRowGradient" : "inside.chooseRow")}</p>`}
    </section>
    <${Table} table=${table} title=${neuronName(place, named)} name="neuron" />
    ${terms.length > 12 ? html`<button class="plain small" onClick=${() => setAll(!all)}>${text(all ? "inside.fewer" : "inside.all", {count: terms.length})}</button>` : null}`;
}
