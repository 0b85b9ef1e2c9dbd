/**
 * Target encoding: a level of a category becomes the mean target of the training rows that have it, drawn towards the mean
 * of all rows where it has few. As `nnplay.data.encoding.target_means`, which has the formula and its sources.
 *
 * @typedef {{outputs: string[], values: number[][], offset: number[], scale: number[]}} TargetMeans
 * `values`: the means of each level, and last those of all training rows; `offset` and `scale` of each output
 */

import {Generator} from "./random.js";

const FOLDS = 5;
export const MAX_OUTPUTS = 10; // for more, a category keeps its one-hot inputs

/** @param {import("./dataset.js").Dataset} dataset */
const averaged = ({classes}) => classes.map((_, k) => k).slice(classes.length === 2 ? 1 : 0);

/** What is averaged: a number, or the share of each class; of two classes, that of the second. @param {import("./dataset.js").Dataset} dataset */
export function outputNames(dataset) {
  if (!dataset.classes.length) return [`mean of ${dataset.target.name}`];
  return averaged(dataset).map((code) => `share of ${dataset.classes[code]}`);
}

/** What is averaged of some rows: a list of outputs for each. @param {import("./dataset.js").Dataset} dataset @param {number[]} rows */
export function outputValues(dataset, rows) {
  const {values} = dataset.target;
  const codes = averaged(dataset);
  return rows.map((row) => (dataset.classes.length ? codes.map((code) => Number(values[row] === code)) : [values[row]]));
}

/**
 * The smoothed mean of each level, and last the mean of all rows.
 * @param {number[]} codes the level of each row; `levels` where it is missing
 * @param {number[][]} targets
 * @param {number} levels
 * @returns {number[][]}
 */
export function fitMeans(codes, targets, levels) {
  const outputs = targets[0].length;
  const columns = Array.from({length: outputs}, (_, j) => smoothed(codes, targets.map((row) => row[j]), levels));
  return Array.from({length: levels + 1}, (_, level) => columns.map((column) => column[level]));
}

/** Of one output. @param {number[]} codes @param {number[]} targets @param {number} levels */
function smoothed(codes, targets, levels) {
  const unit = targets.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const y = targets.map((value) => value / unit); // so that no square overflows
  const sumByLevel = (/** @type {(row: number) => number} */ of) => {
    const sums = new Array(levels + 1).fill(0);
    codes.forEach((code, row) => (sums[code] += of(row)));
    return sums;
  };
  const n = sumByLevel(() => 1);
  const rows = y.length;
  const used = n.filter(Boolean).length;
  const overall = y.reduce((a, b) => a + b, 0) / rows;
  const means = sumByLevel((row) => y[row]).map((sum, level) => (n[level] ? sum / n[level] : overall));
  let share = new Array(levels + 1).fill(0); // of a level's own mean in its value: n / (n + m)
  if (used > 1 && used < rows) {
    const within = sumByLevel((row) => (y[row] - means[codes[row]]) ** 2).reduce((a, b) => a + b, 0) / (rows - used);
    const spread = n.reduce((sum, count, level) => sum + count * (means[level] - overall) ** 2, 0) / (used - 1);
    const between = (Math.max(spread - within, 0) * (used - 1)) / (rows - n.reduce((sum, count) => sum + count ** 2, 0) / rows);
    share = n.map((count) => (count * between + within > 0 ? (count * between) / (count * between + within) : 0));
  }
  const values = means.map((mean, level) => overall + share[level] * (mean - overall));
  values[levels] = overall;
  return values.map((value) => Math.min(Math.max(value, -1), 1) * unit);
}

/**
 * The smoothed mean of each row's level over the rows of the other folds.
 * @param {import("./module.js").Description} description
 * @param {number[]} codes
 * @param {number[][]} targets
 * @param {number} levels
 * @param {number} outputs
 */
export function outOfFoldMeans(description, codes, targets, levels, outputs) {
  const folds = new Generator([0], description.ziggurat).permutation(codes.length).map((place) => place % FOLDS);
  const means = codes.map(() => new Array(outputs).fill(0));
  for (const fold of new Set(folds)) {
    const inside = codes.map((_, row) => row).filter((row) => folds[row] === fold);
    const outside = codes.map((_, row) => row).filter((row) => folds[row] !== fold);
    const others = outside.length ? outside : inside;
    const fitted = fitMeans(others.map((row) => codes[row]), others.map((row) => targets[row]), levels);
    for (const row of inside) means[row] = fitted[codes[row]];
  }
  return means;
}
