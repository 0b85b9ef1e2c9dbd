/**
 * Grids over the plane of two features: what a network, and each of its neurons, answers there.
 */

import {SettingError} from "./catalog.js";
import {chooseFeatures} from "./features.js";
import {mean} from "./scaling.js";

/**
 * @typedef {Record<string, number | string | null>} Values of columns: of a category, its text; null is missing
 * @typedef {{x: string, y: string, xRange: [number, number], yRange: [number, number], size: number, held?: Values}} Plane
 * @typedef {import("./data/column.js").Column} Column
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./module.js").Vector} Vector
 */

/** The place of a point of an axis. @param {[number, number]} range @param {number} k @param {number} size */
const between = ([low, high] = [0, 1], k, size) => low + ((high - low) * k) / (size - 1);

/** A square grid of points as inputs of a network, in pieces that the engine takes at a time. */
export class Grid {
  /**
   * @param {Engine} engine
   * @param {import("./problem.js").Problem} problem
   * @param {Plane} plane `size` points along each axis; rows go from the lowest y to the highest
   */
  constructor(engine, problem, {x, y, xRange, yRange, size, held = {}}) {
    const columns = problem.dataset.features;
    for (const name of [x, y]) {
      if (!columns.some((column) => column.name === name)) throw new SettingError(`The data have no feature '${name}'.`);
    }
    if (!Number.isInteger(size) || size < 2 || size > 256) throw new SettingError("A surface has from 2 to 256 points along each axis.");
    const rows = size * size;
    const features = columns.map((column) => {
      const values = new Float64Array(rows);
      if (column.name === x) for (let at = 0; at < rows; at++) values[at] = between(xRange, at % size, size);
      else if (column.name === y) for (let at = 0; at < rows; at++) values[at] = between(yRange, Math.floor(at / size), size);
      else values.fill(valueOf(column, held[column.name]));
      return column.with({values});
    });
    const inputs = chooseFeatures(engine.module.description, {rows, features, items: problem.dataset.items}, problem.recipe.features);
    this.engine = engine;
    this.size = size;
    this.pieces = Array.from({length: Math.ceil(rows / engine.chunk)}, (_, k) => {
      const start = k * engine.chunk;
      const indices = new Int32Array(Math.min(engine.chunk, rows - start));
      for (let i = 0; i < indices.length; i++) indices[i] = start + i;
      return engine.load(problem.encoding.transform(inputs, indices), []);
    });
  }

  /** Give the memory of the inputs back; the grid cannot be used any more. */
  free() {
    for (const piece of this.pieces) this.engine.unload(piece);
  }

  /**
   * The outputs ŷ at each point.
   * @param {Vector} theta
   */
  outputs(theta) {
    return joined(this.pieces.map((piece) => this.engine.evaluate(theta, piece).outputs));
  }

  /**
   * The activation of each neuron at each point: one array (neurons, size, size) for each layer.
   * @param {Vector} theta
   * @returns {Float32Array[]}
   */
  neurons(theta) {
    const pieces = this.pieces.map((piece) => this.engine.activations(theta, piece));
    const points = this.size * this.size;
    return this.engine.layout.blocks.map(({outputs}, l) => {
      const result = new Float32Array(outputs * points);
      let point = 0;
      for (const {[l]: rows} of pieces) {
        for (let at = 0; at < rows.length; point++) for (let j = 0; j < outputs; j++, at++) result[j * points + point] = rows[at];
      }
      return result;
    });
  }
}

/**
 * What a network computes of one point: its scaled inputs, and the activations of each layer.
 * @param {Engine} engine
 * @param {import("./problem.js").Problem} problem
 * @param {Vector} theta
 * @param {Values} point values by column; other columns are at their mean
 */
export function pointActivations(engine, problem, theta, point) {
  const features = problem.dataset.features.map((column) => column.with({values: Float64Array.of(valueOf(column, point[column.name]))}));
  const chosen = chooseFeatures(engine.module.description, {rows: 1, features, items: problem.dataset.items}, problem.recipe.features);
  const inputs = problem.encoding.transform(chosen, [0]);
  const row = engine.load(inputs, []);
  const activations = engine.activations(theta, row);
  engine.unload(row);
  return {inputs, activations};
}

/** @type {WeakMap<Column, number>} */
const typical = new WeakMap();

/** A value of a column as a number: the mean, or the most frequent level, if there is none. @param {Column} column @param {number | string | null | undefined} value */
function valueOf(column, value) {
  if (value === null) return NaN;
  if (value !== undefined && column.kind !== "category") return Number(value);
  if (value !== undefined) {
    const code = column.levels.indexOf(String(value));
    if (code < 0) throw new SettingError(`'${column.name}' has no category '${String(value).slice(0, 60)}'; choose one of ${column.levels.slice(0, 20).join(", ")}.`);
    return code;
  }
  let known = typical.get(column);
  if (known === undefined) {
    const {present} = column;
    known = !present.length ? NaN : column.kind === "number" || column.kind === "date" ? mean(present) : mostFrequent(present);
    typical.set(column, known);
  }
  return known;
}

/** @param {Float64Array} values */
function mostFrequent(values) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** @param {Float32Array[]} pieces */
function joined(pieces) {
  if (pieces.length === 1) return pieces[0];
  const result = new Float32Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    result.set(piece, start);
    start += piece.length;
  }
  return result;
}
