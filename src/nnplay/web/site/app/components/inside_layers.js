/** How the weights, activations and gradients of each layer are distributed, and first-layer weights as pictures. */

import {html, useEffect, useMemo} from "../../vendor/vendor.js";
import {divergingTable, pixels, reachOf} from "../colors.js";
import {asGrid, imageSide} from "../images.js";
import {histogram} from "../results.js";
import {count, number, text} from "../text.js";
import {palette} from "../theme.js";
import {Picture} from "./picture.js";
import {Histogram} from "./small_charts.js";

/** @typedef {import("../playground.js").Playground} Playground */

const MOST_PICTURES = 64;

/** The weights of each neuron of the first layer as a picture. @param {{playground: Playground, side: number}} props */
function WeightImages({playground, side}) {
  const network = playground.network.value;
  const theta = playground.frames.readable.value?.arrays.theta;
  const colors = palette.value;
  if (!network || !theta) return null;
  const {W} = network.layout[0];
  const sums = W.shape[1];
  const reach = reachOf(theta, W.start, W.start + W.shape[0] * sums);
  return html`
    <section><h3>${text("inside.weightImages")}</h3>
      <div class="weight-images">${Array.from({length: Math.min(sums, MOST_PICTURES)}, (_, neuron) => html`
        <figure key=${neuron}><${Picture} size=${side} className="large" pixels=${pixels(divergingTable(colors), asGrid(theta, side, (index) => W.start + index * sums + neuron), side, 0, reach)} />
          <figcaption>${neuron + 1}</figcaption></figure>`)}
      </div></section>`;
}

/** @param {{playground: Playground}} props */
export function LayersView({playground}) {
  useEffect(() => {
    playground.frames.look("layers", {activations: true, gradient: "train"});
    return () => playground.frames.lookAway("layers");
  }, [playground]);
  const network = playground.network.value;
  const arrays = playground.frames.inside.value?.arrays;
  const theta = playground.frames.inside.value?.arrays.theta;
  const side = network ? imageSide(network.features) : 0;
  const layers = useMemo(() => {
    if (!network || !arrays?.gradient || !theta) return [];
    return network.layout.map((/** @type {any} */ {W, b}, /** @type {number} */ l) => {
      const weights = theta.subarray(W.start, W.start + W.shape[0] * W.shape[1]);
      const slopes = arrays.gradient.subarray(W.start, W.start + weights.length);
      const outputs = arrays[`activations_${l}`] ?? new Float32Array(0);
      const neurons = b.shape?.at(-1) ?? W.shape[1];
      return {weights, slopes, outputs, dead: deadNeurons(outputs, outputs.length ? neurons : 0)};
    });
  }, [network, arrays, theta]);
  return html`
    ${side && network?.architecture.layers.length ? html`<${WeightImages} playground=${playground} side=${side} />` : null}
    <div class="table-box wide" tabindex="0" role="group" aria-label=${text("inside.distributions")}>
      <table class="distributions">
        <caption>${text("inside.distributions")}</caption>
        <thead><tr><th scope="col">${text("inside.layer")}</th><th scope="col">${text("inside.weights")}</th><th scope="col">${text("inside.activations")}</th><th scope="col">${text("inside.gradients")}</th></tr></thead>
        <tbody>${layers.map((/** @type {any} */ {weights, slopes, outputs, dead}, /** @type {number} */ l) => {
          const name = l === layers.length - 1 ? text("network.output") : text("network.layer", {layer: l + 1});
          return html`<tr key=${l}><th scope="row">${name}<small>${count(weights.length)} ${text("inside.weightCount", {count: weights.length})}</small>
              ${dead ? html`<small class="warning">${text("inside.dead", {count: dead})}</small>` : null}</th>
            <td><${Histogram} ...${histogram(weights)} title=${`${name}, ${text("inside.weights")}`} /></td>
            <td><${Histogram} ...${histogram(outputs)} title=${`${name}, ${text("inside.activations")}`} /></td>
            <td><${Histogram} ...${histogram(slopes)} title=${`${name}, ${text("inside.gradients")}`} /><small>${text("inside.norm", {norm: number(Math.hypot(...norms(slopes)))})}</small></td></tr>`;
        })}</tbody>
      </table>
    </div>`;
}

/** The length of each piece of a long vector, which together give its length. @param {import("../../engine/frames.js").Numbers} values */
function norms(values) {
  const pieces = [];
  for (let start = 0; start < values.length; start += 1000) pieces.push(Math.hypot(...values.subarray(start, start + 1000)));
  return pieces;
}

/** Neurons with the same activation for all rows. @param {import("../../engine/frames.js").Numbers} outputs (rows, neurons) @param {number} neurons */
export function deadNeurons(outputs, neurons) {
  let dead = 0;
  for (let neuron = 0; neuron < neurons; neuron++) {
    let same = outputs.length > neurons;
    for (let at = neuron + neurons; same && at < outputs.length; at += neurons) same = outputs[at] === outputs[neuron];
    dead += Number(same);
  }
  return dead;
}
