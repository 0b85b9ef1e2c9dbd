/** The editor of what is selected, a layer, a neuron or a weight, docked under the network. */

import {html, useState} from "../../vendor/vendor.js";
import {ACTIVATIONS, INITIALIZERS} from "../components_of_engine.js";
import {componentName, inputNames, neuronName} from "../names.js";
import {COMMON_ACTIVATIONS, LIMITS, withLayer, withLayers, withWidth} from "../settings.js";
import {number, text} from "../text.js";
import {Check, NumberField, Select, Slider} from "./controls.js";
import {FormulaEditor} from "./formula_editor.js";
import {CLOSE} from "./icons.js";
import {OutputEditor} from "./output_editor.js";

/** @typedef {import("../playground.js").Playground} Playground */

const MANY = 24; // weights that have a slider each

/** A slider and a number for one parameter; the slider reaches as far as the value needs. @param {{id: string, label: string, value: number, onInput: (value: number) => void}} props */
function Parameter({id, label, value, onInput}) {
  const [held, setHeld] = useState(/** @type {number | null} */ (null)); // while the slider moves, frames are a little late
  const shown = held ?? value;
  const reach = Math.max(3, Math.ceil(Math.abs(value) * 1.5));
  return html`<div class="parameter">
    <${Slider} id=${id} label=${label} value=${shown} min=${-reach} max=${reach} step=${0.01} shown=${number(shown)}
      onInput=${(/** @type {number} */ next) => { setHeld(next); onInput(next); }} onRelease=${() => setHeld(null)} />
    <${NumberField} id=${`${id}-number`} label=${text("editor.exact")} value=${Number(value.toFixed(4))} onChange=${onInput} />
  </div>`;
}

/** The parameter at a place of θ. @param {Playground} playground @param {number} layer @param {(place: any) => number} at */
function valueOf(playground, layer, at) {
  const place = playground.network.value?.layout[layer];
  return place ? Number(playground.frames.readable.value?.arrays.theta?.[at(place)] ?? 0) : 0;
}

/** @param {Playground} playground */
function namesIn(playground) {
  const network = playground.network.value;
  const counts = playground.counts();
  return {features: network ? inputNames(network) : [], layers: counts.length - 2, outputs: counts.at(-1) ?? 1, classes: network?.classes ?? []};
}

/** @param {{playground: Playground, column: number, from: number, to: number}} props */
function Weight({playground, column, from, to}) {
  const layer = column - 1;
  const value = valueOf(playground, layer, ({W}) => W.start + from * W.shape[1] + to);
  return html`<${Parameter} id="weight" label=${text("editor.weight")} value=${value} onInput=${(/** @type {number} */ next) => playground.run.edit(layer, [from, to], next)} />`;
}

/** @param {{playground: Playground, column: number, index: number}} props */
function Neuron({playground, column, index}) {
  const layer = column - 1;
  const counts = playground.counts();
  const bias = valueOf(playground, layer, ({b}) => b.start + index);
  const inputs = Math.min(counts[layer], MANY);
  /** @param {number} from */
  const inputName = (from) => (layer === 0 ? namesIn(playground).features[from] ?? "" : neuronName({column: layer, index: from}, namesIn(playground)));
  return html`
    <div class="parameters">
      <${Parameter} id="bias" label=${text("editor.bias")} value=${bias} onInput=${(/** @type {number} */ next) => playground.run.edit(layer, [index], next)} />
      ${Array.from({length: inputs}, (_, from) => html`
        <${Parameter} key=${from} id=${`weight-${from}`} label=${text("editor.weightFrom", {name: inputName(from)})}
          value=${valueOf(playground, layer, ({W}) => W.start + from * W.shape[1] + index)}
          onInput=${(/** @type {number} */ next) => playground.run.edit(layer, [from, index], next)} />`)}
    </div>
    ${counts[layer] > MANY ? html`<p class="note">${text("editor.more", {count: counts[layer] - MANY})}</p>` : null}
    <button class="plain" onClick=${() => (playground.drawer.value = "inside")}>${text("editor.equation")}</button>`;
}

/** @param {{playground: Playground, column: number}} props */
function Layer({playground, column}) {
  const settings = playground.settings.value;
  const index = column - 1;
  const layer = settings.architecture.layers[index];
  if (!layer) return null;
  /** @param {Partial<import("../settings.js").Layer>} change @param {string} key */
  const change = (change, key = "") => playground.apply(withLayer(playground.settings.value, index, change), key);
  const named = (/** @type {string[]} */ values) => values.map((value) => ({value, label: componentName(value)}));
  const rest = [...new Set([...ACTIVATIONS, ...settings.formulas.map(({name}) => name), layer.activation])].filter((each) => !COMMON_ACTIVATIONS.includes(each));
  return html`
    <div class="fields">
      <${NumberField} id="width" label=${text("editor.width")} value=${layer.width} min=${1} max=${LIMITS.neurons} step=${1}
        onChange=${(/** @type {number} */ width) => playground.apply(withWidth(playground.settings.value, index, width))} />
      <${Select} id="layer-activation" label=${text("bar.activation")} value=${layer.activation}
        groups=${[{label: text("bar.common"), options: named(COMMON_ACTIVATIONS)}, {label: text("bar.all"), options: named(rest)}]}
        onChange=${(/** @type {string} */ activation) => change({activation})} />
      <${Select} id="norm" label=${text("editor.norm")} value=${layer.norm ?? ""}
        options=${[{value: "", label: text("training.none")}, {value: "batch", label: text("editor.batchNorm")}, {value: "layer", label: text("editor.layerNorm")}]}
        onChange=${(/** @type {string} */ norm) => change({norm: norm === "batch" || norm === "layer" ? norm : null})} />
      <${Select} id="initializer" label=${text("editor.initializer")} value=${layer.initializer ?? ""}
        options=${[{value: "", label: text("editor.auto")}, ...named(INITIALIZERS)]}
        onChange=${(/** @type {string} */ initializer) => change({initializer: initializer || null})} />
      <${Slider} id="dropout" label=${text("editor.dropout")} value=${layer.dropout ?? 0} min=${0} max=${0.9} step=${0.05} shown=${number(layer.dropout ?? 0)}
        onInput=${(/** @type {number} */ dropout) => change({dropout}, `dropout-${index}`)} />
      <${Check} id="skip" label=${text("editor.skip")} checked=${layer.skip ?? false} onChange=${(/** @type {boolean} */ skip) => change({skip})} />
      <button class="plain" onClick=${() => playground.apply(withLayers(settings, settings.architecture.layers.filter((_, k) => k !== index)))}>${text("editor.removeLayer")}</button>
    </div>
    <${FormulaEditor} playground=${playground} kind="activation" onUse=${(/** @type {string} */ activation, /** @type {import("../settings.js").Settings} */ next) => playground.apply(withLayer(next, index, {activation}))} />`;
}

/** @param {{playground: Playground}} props */
export function Editor({playground}) {
  const selection = playground.viewpoint.selected.value;
  if (!selection || playground.hides(selection.kind === "layer" ? "layers" : "weights")) return null;
  const named = namesIn(playground);
  const isOutput = selection.kind === "layer" && selection.column === playground.counts().length - 1;
  const title = isOutput ? text("network.output") : selection.kind === "layer" ? text("network.layer", {layer: selection.column})
    : selection.kind === "neuron" ? neuronName(selection, named)
      : text("editor.between", {from: neuronName({column: selection.column - 1, index: selection.from}, named), to: neuronName({column: selection.column, index: selection.to}, named)});
  return html`
    <section class="editor dock" aria-label=${title}>
      <div class="dock-head"><h2>${title}</h2>
        <button class="round small" onClick=${() => playground.viewpoint.select(null)} aria-label=${text("editor.close")}>${CLOSE}</button></div>
      ${isOutput ? html`<${OutputEditor} playground=${playground} />` : selection.kind === "layer" ? html`<${Layer} playground=${playground} column=${selection.column} />`
        : selection.kind === "neuron" ? html`<${Neuron} playground=${playground} column=${selection.column} index=${selection.index} />`
          : html`<${Weight} playground=${playground} column=${selection.column} from=${selection.from} to=${selection.to} />`}
    </section>`;
}
