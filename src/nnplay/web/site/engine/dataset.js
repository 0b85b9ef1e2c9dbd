/**
 * A table of numbers to learn from.
 *
 * @typedef {{name: string, values: Float64Array}} Column
 * @typedef {{name: string, rows: number, features: Column[], classes: string[], target: Column}} Dataset
 * `classes` are the sorted labels of a classification, and the target's values their indices; [] for a regression.
 */

import {SettingError} from "./catalog.js";

export const MAX_CELLS = 100_000;

/**
 * A dataset from numeric columns, such as the points that a person drew.
 * @param {string} name
 * @param {Record<string, ArrayLike<number>>} columns
 * @param {string} target
 * @param {string[]} [labels] the label of each row, for a classification
 * @returns {Dataset}
 */
export function fromColumns(name, columns, target, labels) {
  const features = Object.entries(columns).map(([each, values]) => ({name: each, values: Float64Array.from(values, (each) => each ?? NaN)}))
    .filter((column) => labels || column.name !== target);
  const values = labels ?? columns[target];
  if (!values || !features.length) throw new SettingError(`${name} needs a target and at least one feature.`);
  const rows = values.length;
  if (rows * (features.length + 1) > MAX_CELLS) {
    throw new SettingError(`${name} has more than ${MAX_CELLS.toLocaleString("en")} cells; train on it with Python.`);
  }
  for (const column of features) {
    if (column.values.length !== rows) throw new SettingError(`The column '${column.name}' has another number of rows than the target.`);
    const row = column.values.findIndex((each) => !Number.isFinite(each));
    if (row >= 0) throw new SettingError(`Row ${row + 1}: '${column.name}' is no finite number; correct the cell.`);
  }
  if (!labels) return {name, rows, features, classes: [], target: {name: target, values: Float64Array.from(columns[target])}};
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  return {
    name, rows, features, classes,
    target: {name: target, values: Float64Array.from(labels, (label) => classes.indexOf(label))},
  };
}
