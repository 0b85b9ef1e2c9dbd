/**
 * The parameters θ: one flat vector, and where the arrays of each layer are in it.
 *
 * @typedef {{
 *   width: number, activation: string, dropout: number, norm: "batch" | "layer" | null, skip: boolean,
 *   initializer: string | null
 * }} Layer
 * @typedef {{layers: Layer[], output: string, loss: string, inputs: number, outputs: number}} Architecture
 * @typedef {{start: number, shape: number[]}} Place
 * @typedef {{
 *   layer: Layer, activation: import("./catalog.js").Resolved, inputs: number, sums: number, outputs: number,
 *   arrays: Map<string, Place>
 * }} Block
 * @typedef {{blocks: Block[], trained: number, size: number, weights: [number, number][]}} Layout
 */

import {SettingError} from "./catalog.js";

/** The arrays that the optimizer does not change; they follow the others. */
const RUNNING_STATISTICS = new Set(["mean", "variance"]);

/**
 * A hidden layer, with the settings that are left out at their defaults.
 * @param {number} width
 * @param {Partial<Layer>} settings
 * @returns {Layer}
 */
export function layer(width, settings = {}) {
  return {width, activation: "relu", dropout: 0, norm: null, skip: false, initializer: null, ...settings};
}

/**
 * Number of columns of z for each neuron: k for maxout(k), otherwise 1.
 * @param {import("./catalog.js").Resolved} activation
 */
function pieces(activation) {
  return activation.entry.shape === "row" && "pieces" in activation.constants ? activation.constants.pieces : 1;
}

/**
 * The layout of θ for an architecture.
 *
 * W (inputs, sums) and b (sums) give z; normalization adds gamma and beta (sums), learned constants `learned` (count,
 * outputs), a skip connection between different widths P (inputs, outputs), and batch normalization the running mean
 * and variance (sums).
 * @param {import("./catalog.js").Catalog} catalog
 * @param {Architecture} architecture
 * @returns {Layout}
 */
export function layout(catalog, architecture) {
  const all = [...architecture.layers, layer(architecture.outputs, {activation: architecture.output})];
  let inputs = architecture.inputs;
  const shapes = all.map((each) => {
    const activation = catalog.resolve("activation", each.activation);
    const outputs = each.width;
    const sums = outputs * pieces(activation);
    const learned = activation.entry.learned ?? [];
    /** @type {[string, number[]][]} */
    const arrays = [["W", [inputs, sums]], ["b", [sums]]];
    if (each.norm) arrays.push(["gamma", [sums]], ["beta", [sums]]);
    if (learned.length) arrays.push(["learned", [learned.length, outputs]]);
    if (each.skip && inputs !== outputs) arrays.push(["P", [inputs, outputs]]);
    if (each.norm === "batch") arrays.push(["mean", [sums]], ["variance", [sums]]);
    const block = {layer: each, activation, inputs, sums, outputs, arrays: /** @type {Map<string, Place>} */ (new Map())};
    inputs = outputs;
    return {block, arrays};
  });
  let size = 0;
  let trained = 0;
  for (const running of [false, true]) {
    for (const {block, arrays} of shapes) {
      for (const [name, shape] of arrays) {
        if (RUNNING_STATISTICS.has(name) !== running) continue;
        block.arrays.set(name, {start: size, shape});
        size += shape.reduce((a, b) => a * b, 1);
      }
    }
    trained ||= size;
  }
  const blocks = shapes.map(({block}) => block);
  /** @type {[number, number][]} */
  const weights = blocks.flatMap((block) => [...block.arrays]
    .filter(([name]) => name === "W" || name === "P")
    .map(([, {start, shape}]) => /** @type {[number, number]} */ ([start, start + shape[0] * shape[1]])));
  return {blocks, trained, size, weights};
}

/**
 * The place of a weight (from, to) or a bias (to) in θ.
 * @param {Layout} positions
 * @param {number} layer
 * @param {number[]} index
 */
export function placeOf(positions, layer, index) {
  const place = positions.blocks[layer]?.arrays.get(index.length === 2 ? "W" : "b");
  const inside = place && index.every((k, d) => Number.isInteger(k) && k >= 0 && k < place.shape[d]);
  if (!place || !inside) throw new SettingError(`There is no weight [${index.join(", ")}] in layer ${layer + 1}.`);
  return place.start + (index.length === 2 ? index[0] * place.shape[1] + index[1] : index[0]);
}
