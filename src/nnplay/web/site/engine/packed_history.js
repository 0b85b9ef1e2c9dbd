/**
 * Rows and states of a run as a few arrays of numbers: thousands of small objects would take too long to be copied.
 *
 * @typedef {import("./history.js").Row} Row
 * @typedef {import("./history.js").Progress} Progress
 * @typedef {{names: string[], values: Float64Array}} PackedRows
 * @typedef {{places: Float64Array, floats: Float32Array, losses: Float64Array, optimizers: string[], parameters: number}} PackedStates
 * `places`: PLACE numbers of each state; `floats`: θ of each state and its optimizer's numbers; `parameters`: numbers of a θ
 */

import {SettingError} from "./catalog.js";

const PLACE = 7; // epoch, step, first step, whether it was edited, place of the optimizer, its numbers, losses

/** @param {Row[]} rows @param {number} first the first of them that is packed @returns {PackedRows} */
export function packRows(rows, first = 0) {
  const names = Object.keys(rows[0]);
  const values = new Float64Array(Math.max(rows.length - first, 0) * names.length);
  for (let k = first, at = 0; k < rows.length; k++) for (const name of names) values[at++] = rows[k][name];
  return {names, values};
}

/** @param {PackedRows} packed @returns {Row[]} */
export function unpackRows({names, values}) {
  if (!(values instanceof Float64Array)) throw new SettingError("The saved run is of another version.");
  return Array.from({length: values.length / names.length}, (_, k) =>
    /** @type {Row} */ (Object.fromEntries(names.map((name, j) => [name, values[k * names.length + j]]))));
}

/** @param {Progress[]} states @returns {PackedStates} */
export function packStates(states) {
  const optimizers = [...new Set(states.map(({state}) => state.optimizer))];
  const places = new Float64Array(states.length * PLACE);
  const floats = new Float32Array(states.reduce((sum, {state}) => sum + state.theta.length + state.slots.length, 0));
  let at = 0;
  states.forEach(({epoch, state, losses, edited}, k) => {
    const {theta, slots, step, firstStep, optimizer} = state;
    places.set([epoch, step, firstStep, Number(edited ?? false), optimizers.indexOf(optimizer), slots.length, losses.length], k * PLACE);
    floats.set(theta, at);
    floats.set(slots, at + theta.length);
    at += theta.length + slots.length;
  });
  return {places, floats, losses: Float64Array.from(states.flatMap(({losses}) => losses)), optimizers, parameters: states[0]?.state.theta.length ?? 0};
}

/** @param {PackedStates} packed @returns {Progress[]} */
export function unpackStates({places, floats, losses, optimizers, parameters}) {
  let [at, loss] = [0, 0];
  return Array.from({length: places.length / PLACE}, (_, k) => {
    const [epoch, step, firstStep, edited, optimizer, size, count] = places.subarray(k * PLACE, (k + 1) * PLACE);
    const theta = floats.slice(at, at + parameters);
    const slots = floats.slice(at + parameters, at + parameters + size);
    at += parameters + size;
    loss += count;
    return {
      epoch, state: {theta, slots, step, firstStep, optimizer: optimizers[optimizer]}, losses: [...losses.subarray(loss - count, loss)],
      ...(edited ? {edited: true} : {}),
    };
  });
}
