/**
 * A table to learn from, its columns typed.
 *
 * @typedef {{
 *   name: string, source?: string, rows: number, features: Column[], items: string[] | null, classes: string[],
 *   missing: string, target: {name: string, values: Float64Array}
 * }} Dataset
 * `source`: what messages call it; `items`: the features, columns and expressions over them, null for what the recipe says;
 * `classes` are the sorted labels of a classification, and the target's values their places; [] for a regression;
 * `missing`: what happens to missing values
 */

import {SettingError} from "./catalog.js";
import {Column} from "./data/column.js";

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
  const features = Object.entries(columns).map(([each, values]) => new Column(each, "number", Float64Array.from(values, (value) => value ?? NaN)))
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
  const shared = {name, rows, features, items: null, missing: "refuse"};
  if (!labels) return {...shared, classes: [], target: {name: target, values: Float64Array.from(columns[target])}};
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  return {...shared, classes, target: {name: target, values: Float64Array.from(labels, (label) => classes.indexOf(label))}};
}
