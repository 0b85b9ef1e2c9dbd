/**
 * The first weights of a network, the same numbers as `nnplay.network.parameters.initialize` draws.
 */

import {Catalog} from "./catalog.js";
import {layout} from "./parameters.js";
import {stream} from "./random.js";

/**
 * @typedef {import("./random.js").Generator} Generator
 * @typedef {(inputs: number, outputs: number, random: Generator, constants: Record<string, number>) => ArrayLike<number>} Fill
 */

/** @param {number} variance @returns {Fill} */
const normal = (variance) => (inputs, outputs, random) => scaled(random.standardNormal(inputs * outputs), Math.sqrt(variance));

/** @param {(inputs: number, outputs: number) => number} square @returns {Fill} */
const uniformWithin = (square) => (inputs, outputs, random) => {
  const limit = Math.sqrt(square(inputs, outputs));
  return random.uniform(-limit, limit, inputs * outputs);
};

/** @param {(inputs: number, outputs: number) => number} variance @returns {Fill} */
const normalWith = (variance) => (inputs, outputs, random, constants) =>
  normal(variance(inputs, outputs))(inputs, outputs, random, constants);

/** W (inputs, outputs), row by row, of each initializer of the catalog. @type {Record<string, Fill>} */
export const INITIALIZERS = {
  zeros: (inputs, outputs) => new Float64Array(inputs * outputs),
  uniform: (inputs, outputs, random, {limit}) => random.uniform(-limit, limit, inputs * outputs),
  normal: (inputs, outputs, random, {sigma}) => scaled(random.standardNormal(inputs * outputs), sigma),
  glorot_uniform: uniformWithin((inputs, outputs) => 6 / (inputs + outputs)),
  glorot_normal: normalWith((inputs, outputs) => 2 / (inputs + outputs)),
  he_uniform: uniformWithin((inputs) => 6 / inputs),
  he_normal: normalWith((inputs) => 2 / inputs),
  lecun_uniform: uniformWithin((inputs) => 3 / inputs),
  lecun_normal: normalWith((inputs) => 1 / inputs),
  orthogonal: (inputs, outputs, random, {gain}) => {
    const tall = Math.max(inputs, outputs);
    const wide = Math.min(inputs, outputs);
    const q = orthonormalColumns(random.standardNormal(tall * wide), tall, wide);
    const at = (/** @type {number} */ i, /** @type {number} */ j) => (inputs >= outputs ? q[i * wide + j] : q[j * wide + i]);
    return Float64Array.from({length: inputs * outputs}, (_, k) => gain * at(Math.floor(k / outputs), k % outputs));
  },
};

/** @param {Float64Array} values @param {number} factor */
function scaled(values, factor) {
  return values.map((each) => factor * each);
}

/**
 * Q of the decomposition QR of a matrix (rows, columns) in which the diagonal of R is positive, by Householder's
 * reflections.
 * @param {Float64Array} matrix
 * @param {number} rows
 * @param {number} columns
 */
function orthonormalColumns(matrix, rows, columns) {
  const r = matrix.slice();
  /** @type {Float64Array[]} */
  const reflections = [];
  const reflect = (/** @type {Float64Array} */ target, /** @type {Float64Array} */ v, /** @type {number} */ first) => {
    for (let j = first; j < columns; j++) {
      let along = 0;
      for (let i = 0; i < rows; i++) along += v[i] * target[i * columns + j];
      for (let i = 0; i < rows; i++) target[i * columns + j] -= 2 * along * v[i];
    }
  };
  for (let k = 0; k < columns; k++) {
    const v = Float64Array.from({length: rows}, (_, i) => (i < k ? 0 : r[i * columns + k]));
    v[k] += (v[k] < 0 ? -1 : 1) * Math.hypot(...v);
    const length = Math.hypot(...v) || 1;
    reflections.push(v.map((each) => each / length));
    reflect(r, reflections[k], k);
  }
  const q = Float64Array.from({length: rows * columns}, (_, at) => Number(Math.floor(at / columns) === at % columns));
  for (let k = columns - 1; k >= 0; k--) reflect(q, reflections[k], 0);
  return q.map((each, at) => each * Math.sign(r[(at % columns) * columns + (at % columns)]));
}

/**
 * The parameters θ with which training starts.
 * @param {import("./module.js").Description} description
 * @param {import("./parameters.js").Architecture} architecture
 * @param {{seed: number | bigint, restarts?: number, random_streams?: string, initializer?: string | null}} recipe
 */
export function initialize(description, architecture, recipe) {
  const catalog = new Catalog(description.catalog);
  const positions = layout(catalog, architecture);
  const theta = new Float32Array(positions.size);
  const purpose = recipe.random_streams === "shared" ? "SPLIT" : "WEIGHTS";
  const random = stream(description, recipe.seed, purpose, recipe.restarts ?? 0);
  for (const {layer, activation, arrays, inputs, sums, outputs} of positions.blocks) {
    const spec = layer.initializer ?? recipe.initializer ?? activation.entry.initializer ?? "glorot_uniform";
    const {name, constants} = catalog.resolve("initializer", spec);
    for (const matrix of ["W", "P"]) {
      const place = arrays.get(matrix);
      if (place) theta.set(INITIALIZERS[name](inputs, matrix === "W" ? sums : outputs, random, constants), place.start);
    }
    for (const vector of ["gamma", "variance"]) {
      const place = arrays.get(vector);
      if (place) theta.fill(1, place.start, place.start + place.shape[0]);
    }
    const learned = arrays.get("learned");
    activation.entry.learned?.forEach((constant, k) => {
      if (!learned) return;
      const start = learned.start + k * outputs;
      theta.fill(activation.constants[constant], start, start + outputs);
    });
  }
  return theta;
}
