/**
 * The inputs of a network: columns, and expressions over columns such as x1^2, x1*x2 or sin(x1).
 */

import {SettingError} from "./catalog.js";
import {parse} from "./expression_parser.js";
import {evaluate, names} from "./expressions.js";
import {fitScaling, scaleNumber} from "./scaling.js";

/**
 * The values of the features that a recipe names; all columns by default.
 * @param {import("./module.js").Description} description
 * @param {import("./dataset.js").Dataset} dataset
 * @param {string[] | null} texts
 * @returns {import("./dataset.js").Column[]}
 */
export function chooseFeatures(description, dataset, texts) {
  if (texts === null) return dataset.features;
  const columns = dataset.features.map((column) => column.name);
  return texts.map((text) => {
    const column = dataset.features.find((each) => each.name === text);
    if (column) return column;
    const tree = parse(text, description.expression, columns);
    const used = names(tree);
    if (!used.length) throw new SettingError(`The expression '${text}' uses no column: name at least one of ${columns.join(", ")}.`);
    const sources = dataset.features.filter((each) => used.includes(each.name));
    const values = Float64Array.from({length: dataset.rows}, (_, row) =>
      evaluate(tree, Object.fromEntries(sources.map((each) => [each.name, each.values[row]]))));
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new SettingError(`Row ${bad + 1}: '${text}' is undefined there; choose another expression.`);
    return {name: text, values};
  });
}

/** The encoding of features as inputs, with the statistics of the training rows. */
export class Encoding {
  /**
   * @param {import("./dataset.js").Column[]} features
   * @param {number[]} training indices of the training rows
   * @param {{scale: string, input_limit: number | null}} recipe
   */
  constructor(features, training, recipe) {
    this.scalings = features.map(({name, values}) =>
      fitScaling(name, Float64Array.from(training, (row) => values[row]), recipe));
  }

  /** The number of inputs. */
  get inputs() {
    return this.scalings.length;
  }

  /**
   * X of some rows, row by row.
   * @param {import("./dataset.js").Column[]} features
   * @param {number[]} rows
   */
  transform(features, rows) {
    const X = new Float32Array(rows.length * this.inputs);
    this.scalings.forEach((scaling, k) =>
      rows.forEach((row, i) => (X[i * this.inputs + k] = scaleNumber(scaling, features[k].values[row]))));
    return X;
  }
}
