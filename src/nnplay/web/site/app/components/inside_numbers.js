/** The table behind every picture. */

import {html, useState} from "../../vendor/vendor.js";
import {inputNames} from "../names.js";
import {dataTable, historyTable, surfaceTable, weightTable} from "../tables.js";
import {text} from "../text.js";
import {Select} from "./controls.js";
import {Table} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** @param {Playground} playground @param {string} name @returns {import("../tables.js").Table | null} */
function tableOf(playground, name) {
  const network = playground.network.value;
  const frame = playground.frames.readable.value;
  const data = playground.data.value;
  if (!network || !frame) return null;
  if (name === "data") return data ? dataTable(data) : null;
  if (name === "history") return historyTable(playground.run.history);
  if (name === "surface") return frame.arrays.surface ? surfaceTable(frame.arrays.surface, playground.viewpoint.planeOf(Math.round(Math.sqrt(frame.arrays.surface.length / network.architecture.outputs)))) : null;
  const layer = Number(name);
  const inputs = layer === 0 ? inputNames(network) : Array.from({length: playground.counts()[layer]}, (_, k) => text("table.neuron", {neuron: k + 1}));
  return network.layout[layer] ? weightTable(network.layout[layer], frame.arrays.theta, inputs) : null;
}

/** @param {{playground: Playground}} props */
export function NumbersView({playground}) {
  const [name, setName] = useState("history");
  const layers = Math.max(playground.counts().length - 1, 0);
  const options = [
    ...["history", "surface", "data"].map((value) => ({value, label: text(`table.${value}`)})),
    ...Array.from({length: layers}, (_, l) => ({value: String(l), label: l === layers - 1 ? text("table.outputWeights") : text("table.weights", {layer: l + 1})})),
  ];
  const chosen = options.some(({value}) => value === name) ? name : "history";
  const table = tableOf(playground, chosen);
  return html`
    <section class="numbers">
      <${Select} id="table" label=${text("table.title")} value=${chosen} options=${options} onChange=${setName} />
      ${table ? html`<${Table} table=${table} title=${options.find(({value}) => value === chosen)?.label ?? ""} name=${chosen} />` : null}
    </section>`;
}
