/** The drawer Look inside: what a neuron computes for a point, with its numbers, and the table behind every picture. */

import {html, useState} from "../../vendor/vendor.js";
import {neuronEquation} from "../equations.js";
import {componentName, featureName, neuronName} from "../names.js";
import {dataTable, historyTable, surfaceTable, weightTable} from "../tables.js";
import {number, text} from "../text.js";
import {Select} from "./controls.js";
import {Table} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */

const TERMS = 12; // of a sum that are written out

/** A negative number in brackets, as a factor has it. @param {number} value */
const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));

/** @param {{playground: Playground}} props */
function Equation({playground}) {
  const network = playground.network.value;
  const frame = playground.readable.value;
  const counts = playground.counts();
  if (!network || !frame) return null;
  const selection = playground.selected.value;
  const place = selection?.kind === "neuron" ? selection : selection?.kind === "weight" ? {column: selection.column, index: selection.to} : {column: counts.length - 1, index: 0};
  const equation = neuronEquation(network, frame.arrays, place.column - 1, place.index);
  if (!equation) return null;
  const named = {features: network.features, layers: counts.length - 2, outputs: counts.at(-1) ?? 1, classes: network.classes};
  const {terms, bias, z, a, activation, plain} = equation;
  const shown = terms.slice(0, TERMS);
  const more = terms.length > TERMS ? " + …" : "";
  const {x, y} = playground.point.value;
  return html`
    <section class="equation">
      <h3>${neuronName(place, named)} <small>${text("inside.at", {x: number(x), y: number(y)})}</small></h3>
      ${plain ? html`
        <p class="math">z = ${shown.map(({name}, k) => `${k ? " + " : ""}w${terms.length > 9 ? `[${k + 1}]` : "₁₂₃₄₅₆₇₈₉"[k]} · ${name}`)}${more} + b</p>
        <p class="math">z = ${shown.map(({weight, input}, k) => `${k ? " + " : ""}${factor(weight)} · ${factor(input)}`)}${more} + ${factor(bias)} = <b>${number(z, 4)}</b></p>
        <p class="math">a = ${componentName(activation)}(z) = ${componentName(activation)}(${number(z, 4)}) = <b>${number(a, 4)}</b></p>`
        : html`<p class="math">a = <b>${number(a, 4)}</b></p><p class="note">${text("inside.notPlain")}</p>`}
      <p class="note">${text("inside.scaled")}</p>
    </section>`;
}

/** @param {Playground} playground @param {string} name @returns {import("../tables.js").Table | null} */
function tableOf(playground, name) {
  const network = playground.network.value;
  const frame = playground.readable.value;
  const data = playground.data.value;
  if (!network || !frame) return null;
  if (name === "data") return data ? dataTable(data) : null;
  if (name === "history") return historyTable(playground.history);
  if (name === "surface") return surfaceTable(frame.arrays.surface, playground.planeOf(Math.round(Math.sqrt(frame.arrays.surface.length / network.architecture.outputs))));
  const layer = Number(name);
  const inputs = layer === 0 ? network.features.map(featureName) : Array.from({length: playground.counts()[layer]}, (_, k) => text("table.neuron", {neuron: k + 1}));
  return network.layout[layer] ? weightTable(network.layout[layer], frame.arrays.theta, inputs) : null;
}

/** @param {{playground: Playground}} props */
export function Inside({playground}) {
  const [name, setName] = useState("history");
  const layers = Math.max(playground.counts().length - 1, 0);
  const options = [
    ...["history", "surface", "data"].map((value) => ({value, label: text(`table.${value}`)})),
    ...Array.from({length: layers}, (_, l) => ({value: String(l), label: l === layers - 1 ? text("table.outputWeights") : text("table.weights", {layer: l + 1})})),
  ];
  const chosen = options.some(({value}) => value === name) ? name : "history";
  const table = tableOf(playground, chosen);
  return html`
    <${Equation} playground=${playground} />
    <section class="numbers">
      <${Select} id="table" label=${text("table.title")} value=${chosen} options=${options} onChange=${setName} />
      ${table ? html`<${Table} table=${table} title=${options.find(({value}) => value === chosen)?.label ?? ""} name=${chosen} />` : null}
    </section>`;
}
