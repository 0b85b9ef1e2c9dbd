/**
 * The numbers behind each picture, as tables.
 *
 * @typedef {{columns: string[], rows: (string | number)[][]}} Table
 */

import {thinned} from "./run_history.js";

/** @param {import("./run_history.js").RunHistory} history @param {number} most @returns {Table} */
export function historyTable(history, most = 200) {
  const columns = [...history.columns.keys()];
  return {columns, rows: thinned(history.rows, most).map((row) => columns.map((name) => history.column(name)[row]))};
}

/**
 * @param {{columns: Record<string, number[]>, target: string, values: number[], classes: string[], parts: Record<string, number[]>}} data
 * @returns {Table}
 */
export function dataTable({columns, target, values, classes, parts}) {
  const names = Object.keys(columns);
  const part = new Map(Object.entries(parts).flatMap(([name, rows]) => rows.map((row) => [row, name])));
  const rows = values.map((value, row) => [
    row + 1, ...names.map((name) => columns[name][row]), classes.length ? classes[value] : value, part.get(row) ?? ""]);
  return {columns: ["row", ...names, target, "part"], rows};
}

/**
 * The weights and biases of a layer: a row for each input, the last one for the biases.
 * @param {Record<string, {start: number, shape: number[]}>} place
 * @param {ArrayLike<number>} theta
 * @param {string[]} inputs their names
 * @returns {Table}
 */
export function weightTable({W, b}, theta, inputs) {
  const [, sums] = W.shape;
  const row = (/** @type {number} */ start) => Array.from({length: sums}, (_, k) => theta[start + k]);
  return {
    columns: ["", ...Array.from({length: sums}, (_, k) => String(k + 1))],
    rows: [...inputs.map((name, from) => [name, ...row(W.start + from * sums)]), ["b", ...row(b.start)]],
  };
}

/**
 * The output at each point of the surface, thinned to at most so many points along each axis.
 * @param {ArrayLike<number>} surface (size, size, outputs)
 * @param {{x: string, y: string, xRange: [number, number], yRange: [number, number], size: number}} plane
 * @param {number} most
 * @returns {Table}
 */
export function surfaceTable(surface, plane, most = 13) {
  const {size, xRange, yRange} = plane;
  const outputs = surface.length / size / size;
  const at = (/** @type {[number, number]} */ [low, high], /** @type {number} */ k) => low + ((high - low) * k) / (size - 1);
  const places = thinned(size, most);
  const rows = places.toReversed().flatMap((row) => places.map((column) => [
    at(xRange, column), at(yRange, row), ...Array.from({length: outputs}, (_, k) => surface[(row * size + column) * outputs + k])]));
  return {columns: [plane.x, plane.y, ...(outputs === 1 ? ["ŷ"] : Array.from({length: outputs}, (_, k) => `ŷ ${k + 1}`))], rows};
}

/** @param {Table} table */
export function csv({columns, rows}) {
  const cell = (/** @type {string | number} */ value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return `${[columns, ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n`;
}
