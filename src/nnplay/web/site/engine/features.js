/**
 * The features of a network: columns, and expressions over columns such as x1^2, x1*x2, sin(x1) or month(day).
 */

import {SettingError} from "./catalog.js";
import {Column} from "./data/column.js";
import {parse} from "./expression_parser.js";
import {evaluate, names} from "./expressions.js";

/**
 * @typedef {import("./dataset.js").Dataset} Dataset
 * @typedef {{column: Column, sources: string[]}} Chosen a feature, and the columns that it is computed from
 */

/**
 * The features that a dataset or a recipe names; all columns by default.
 * @param {import("./module.js").Description} description
 * @param {Pick<Dataset, "features" | "rows" | "items">} dataset
 * @param {string[] | null} texts
 * @returns {Chosen[]}
 */
export function chooseFeatures(description, dataset, texts) {
  const chosen = dataset.items ?? texts ?? dataset.features.map((column) => column.name);
  const columns = dataset.features.map((column) => column.name);
  return chosen.map((text) => {
    const column = dataset.features.find((each) => each.name === text);
    if (column) return {column, sources: [text]};
    const tree = parse(text, description.expression, columns);
    const used = names(tree);
    if (!used.length) throw new SettingError(`The expression '${text}' uses no column: name at least one of ${columns.join(", ")}.`);
    const sources = dataset.features.filter((each) => used.includes(each.name));
    const values = new Float64Array(dataset.rows);
    /** @type {Record<string, number>} */
    const cells = {};
    for (let row = 0; row < values.length; row++) {
      for (const each of sources) cells[each.name] = each.values[row];
      values[row] = evaluate(tree, cells);
    }
    const bad = values.findIndex((value, row) => !Number.isFinite(value) && sources.every((each) => Number.isFinite(each.values[row])));
    if (bad >= 0) throw new SettingError(`Row ${bad + 1}: '${text}' is undefined there; choose another expression.`);
    const known = values.map((value, row) => (sources.every((each) => Number.isFinite(each.values[row])) ? value : NaN));
    return {column: new Column(text, "number", known), sources: used};
  });
}
