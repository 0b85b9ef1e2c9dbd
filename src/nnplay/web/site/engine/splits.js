/**
 * Which rows train, validate and test: the same as `nnplay.data.splits` for the same seed.
 *
 * @typedef {{train: number[], validation: number[], test: number[]}} Split
 */

import {SettingError} from "./catalog.js";
import {stream} from "./random.js";

/**
 * The rows of each part, in the order of the data. Without `split`, classes are stratified and numbers drawn at random.
 * @param {import("./module.js").Description} description
 * @param {import("./dataset.js").Dataset} dataset
 * @param {{seed: number | bigint, test_fraction: number, validation_fraction: number, split?: string | null}} recipe
 * @returns {Split}
 */
export function splitRows(description, dataset, recipe) {
  const {test, validation} = sizes(dataset, recipe);
  const method = recipe.split ?? "auto";
  if (!["auto", "random", "stratified"].includes(method)) {
    throw new SettingError(`The page splits rows at random or stratified; for other splits, run: nnplay train ${dataset.source ?? dataset.name} --split '${method}'`);
  }
  const shuffled = stream(description, recipe.seed, "SPLIT").permutation(dataset.rows);
  const groups = method === "random" ? null : strata(description, dataset, method === "stratified");
  const parts = groups === null
    ? {test: shuffled.slice(0, test), validation: shuffled.slice(test, test + validation), train: shuffled.slice(test + validation)}
    : stratified(groups, shuffled, test, validation);
  const ordered = (/** @type {number[]} */ rows) => [...rows].sort((a, b) => a - b);
  return {train: ordered(parts.train), validation: ordered(parts.validation), test: ordered(parts.test)};
}

/**
 * Python's round: a half goes to the even neighbour.
 * @param {number} x
 */
export function roundHalfEven(x) {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * @param {import("./dataset.js").Dataset} dataset
 * @param {{test_fraction: number, validation_fraction: number}} recipe
 */
function sizes(dataset, recipe) {
  const n = dataset.rows;
  const size = (/** @type {number} */ fraction) => {
    const rows = roundHalfEven(n * fraction);
    return fraction > 0 && n >= 2 ? Math.max(rows, 1) : rows;
  };
  const test = size(recipe.test_fraction);
  const validation = size(recipe.validation_fraction);
  if (test + validation >= n) {
    throw new SettingError(
      `${dataset.name}: of ${n} rows, ${test} for testing and ${validation} for validation leave none to train on; ` +
      "lower the fractions or add rows.");
  }
  return {test, validation};
}

/**
 * The group of each row: its class, or the quantile of its target if a regression is to be stratified; else null.
 * @param {import("./module.js").Description} description
 * @param {import("./dataset.js").Dataset} dataset
 * @param {boolean} asked
 * @returns {number[] | null}
 */
function strata(description, dataset, asked) {
  const values = dataset.target.values;
  if (dataset.classes.length) return Array.from(values);
  if (!asked) return null;
  const {quantiles, rows_per_quantile: perQuantile} = description.sizes;
  const bins = Math.max(1, Math.min(quantiles, Math.floor(dataset.rows / perQuantile)));
  const sorted = Float64Array.from(values).sort();
  const cuts = Array.from({length: bins - 1}, (_, k) => quantile(sorted, (k + 1) * (1 / bins)));
  return Array.from(values, (value) => cuts.filter((cut) => cut <= value).length);
}

/** A quantile of sorted numbers, between two of them linearly, as NumPy. @param {Float64Array} sorted @param {number} share */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  const weight = place - below;
  return weight >= 0.5 ? high - (high - low) * (1 - weight) : low + (high - low) * weight;
}

/**
 * Split the shuffled rows of each group: first test, then validation, the rest train.
 * @param {number[]} groups
 * @param {number[]} shuffled
 * @param {number} test
 * @param {number} validation
 */
function stratified(groups, shuffled, test, validation) {
  /** @type {number[][]} */
  const members = Array.from({length: Math.max(...groups) + 1}, () => []);
  for (const row of shuffled) members[groups[row]].push(row);
  const counts = members.map((rows) => rows.length);
  const tested = heldOut(counts, counts, test);
  const validated = heldOut(counts, counts.map((count, k) => count - tested[k]), validation);
  const testRows = members.flatMap((rows, k) => rows.slice(0, tested[k]));
  const validationRows = members.flatMap((rows, k) => rows.slice(tested[k], tested[k] + validated[k]));
  const held = new Set([...testRows, ...validationRows]);
  return {test: testRows, validation: validationRows, train: shuffled.filter((row) => !held.has(row))};
}

/**
 * How many rows of each group are held out; one of each stays for training as long as there are enough others.
 * @param {number[]} counts the rows of each group; a group with a single row is not held out
 * @param {number[]} left those that are not yet held out
 * @param {number} total
 */
function heldOut(counts, left, total) {
  const sum = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0);
  let spare = counts.map((count, k) => (count > 1 ? Math.max(left[k] - 1, 0) : 0));
  if (sum(spare) < total) spare = counts.map((count, k) => (count > 1 ? left[k] : 0));
  return shares(left, Math.min(total, sum(spare)), spare);
}

/**
 * Integers in proportion to the weights and within the limits that sum to the total (largest remainder method).
 * @param {number[]} weights
 * @param {number} total
 * @param {number[]} limits
 */
function shares(weights, total, limits) {
  const sum = Math.max(weights.reduce((a, b) => a + b, 0), 1);
  const exact = weights.map((weight) => weight * (total / sum));
  const result = exact.map((each, k) => Math.min(Math.floor(each), limits[k]));
  for (;;) {
    const left = total - result.reduce((a, b) => a + b, 0);
    if (left <= 0) return result;
    const open = result.map((_, k) => k).filter((k) => result[k] < limits[k]);
    open.sort((a, b) => exact[b] - result[b] - (exact[a] - result[a]) || a - b);
    for (const k of open.slice(0, left)) result[k] += 1;
  }
}
