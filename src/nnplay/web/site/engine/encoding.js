/**
 * Encode features as the inputs of a network: missing values filled, numbers scaled, categories as numbers, all with the
 * statistics of the training rows only. As `nnplay.data.encoding`.
 *
 * @typedef {import("./data/column.js").Column} Column
 * @typedef {import("./features.js").Chosen} Chosen
 * @typedef {{
 *   name: string, kind: string, levels: string[], fill: number | null, offset: number, scale: number, limit: number | null,
 *   form: "number" | "one-hot" | "means", rare: Set<string>, indicator: boolean, means: import("./target_means.js").TargetMeans | null,
 *   inputs: string[], sources: string[]
 * }} Feature
 * `levels`: those with an input of their own, or in the order of their numbers; `fill`: replaces a missing value, in a
 * category the place of a level; `rare`: levels that share an input, with unknown ones; `indicator`: whether an input says that
 * the value is missing; `inputs`: the names of its inputs
 */

import {SettingError} from "./catalog.js";
import {compareTexts} from "./data/text.js";
import {meanAndDeviation, minimumAndRange, mean} from "./scaling.js";
import {MAX_OUTPUTS, fitMeans, outOfFoldMeans, outputNames, outputValues} from "./target_means.js";

const MAX_LEVELS = 50; // of a one-hot encoded category; the others share one input
const MAX_ONE_HOT = 20; // a category with more levels becomes the mean target of each

export class Encoding {
  /**
   * @param {Chosen[]} chosen
   * @param {number[]} training places of the training rows
   * @param {{scale: string, input_limit: number | null}} recipe
   * @param {import("./dataset.js").Dataset} dataset
   */
  constructor(chosen, training, recipe, dataset) {
    /** @type {Set<string>} */
    const used = new Set();
    /** @type {Feature[]} */
    this.features = chosen.map(({column, sources}) => {
      const first = sources.some((name) => !used.has(name)); // only the first use of a column says that it is missing
      for (const name of sources) used.add(name);
      return {...fit(column, training, recipe, dataset, first), sources};
    });
    this.impute = dataset.missing === "impute";
    /** The names of the inputs. */
    this.names = this.features.flatMap((feature) => feature.inputs);
  }

  /** The number of inputs. */
  get inputs() {
    return this.names.length;
  }

  /**
   * X of some rows, row by row.
   * @param {Chosen[]} chosen
   * @param {ArrayLike<number>} rows
   */
  transform(chosen, rows) {
    const X = new Float32Array(rows.length * this.inputs);
    let start = 0;
    this.features.forEach((feature, k) => {
      this.write(X, start, feature, chosen[k].column, rows);
      start += feature.inputs.length;
    });
    return X;
  }

  /**
   * X of the training rows themselves: the mean targets of a row's category are those of other training rows.
   * @param {import("./module.js").Description} description
   * @param {import("./dataset.js").Dataset} dataset
   * @param {Chosen[]} chosen
   * @param {number[]} rows
   */
  transformTraining(description, dataset, chosen, rows) {
    const X = this.transform(chosen, rows);
    let start = 0;
    this.features.forEach((feature, k) => {
      const {means} = feature;
      if (means) {
        const codes = levelCodes(feature.levels, chosen[k].column, rows);
        const fitted = outOfFoldMeans(description, codes, outputValues(dataset, rows), feature.levels.length, means.outputs.length);
        fitted.forEach((row, i) => row.forEach((value, j) => (X[i * this.inputs + start + j] = (value - means.offset[j]) / means.scale[j])));
      }
      start += feature.inputs.length;
    });
    return X;
  }

  /** Write the inputs of one feature. @param {Float32Array} X @param {number} start @param {Feature} feature @param {Column} column @param {ArrayLike<number>} rows */
  write(X, start, feature, column, rows) {
    const count = feature.inputs.length;
    const {means, limit, offset, scale} = feature;
    const codes = column.kind === "category" ? levelCodes(feature.levels, column, rows) : null;
    for (let i = 0; i < rows.length; i++) {
      const at = i * this.inputs + start;
      const value = column.values[rows[i]];
      const missing = Number.isNaN(value);
      if (missing && feature.fill === null && !feature.indicator) {
        throw new SettingError(`Row ${rows[i] + 1}: column '${feature.name}' has no value; fill it in, or train with missing='impute'.`);
      }
      if (missing && feature.indicator) X[at + count - 1] = 1;
      if (codes && means) {
        means.outputs.forEach((_, j) => (X[at + j] = (means.values[codes[i]][j] - means.offset[j]) / means.scale[j]));
      } else if (codes && feature.form === "one-hot") {
        const code = missing ? feature.fill : codes[i];
        if (code === null) continue;
        if (code < feature.levels.length) X[at + code] = 1;
        else if (feature.rare.size) X[at + feature.levels.length] = 1;
      } else if (!missing || feature.fill !== null) {
        const number = missing ? Number(feature.fill) : codes ? codes[i] : value;
        const scaled = (number - offset) / scale;
        X[at] = limit === null ? scaled : Math.min(Math.max(scaled, -limit), limit);
      }
    }
  }
}

/** The place of each value among the levels; the number of levels for missing and unknown ones. @param {string[]} levels @param {Column} column @param {ArrayLike<number>} rows */
function levelCodes(levels, column, rows) {
  const place = new Map(levels.map((level, k) => [level, k]));
  const codes = column.levels.map((level) => place.get(level) ?? levels.length);
  return Array.from(rows, (row) => codes[column.values[row]] ?? levels.length);
}

/** Fit a feature to the training rows of a column. @param {Column} whole @param {number[]} training @param {{scale: string, input_limit: number | null}} recipe @param {import("./dataset.js").Dataset} dataset @param {boolean} first */
function fit(whole, training, {scale, input_limit: limit}, dataset, first) {
  const column = whole.take(training);
  const impute = dataset.missing === "impute";
  const gaps = impute && first && column.missing > 0;
  const {present} = column;
  const indicated = gaps ? [`${column.name} (missing)`] : [];
  const plain = {
    name: column.name, kind: column.kind, levels: /** @type {string[]} */ ([]), fill: /** @type {number | null} */ (null), offset: 0, scale: 1,
    limit: /** @type {number | null} */ (null), form: /** @type {Feature["form"]} */ ("number"), rare: /** @type {Set<string>} */ (new Set()),
    indicator: gaps, means: null, inputs: [column.name, ...indicated],
  };
  const spread = (/** @type {Float64Array} */ values) => {
    const [offset, width] = scale === "standard" ? meanAndDeviation(values) : scale === "minmax" ? minimumAndRange(values) : [0, 1];
    return {offset, scale: width, limit: scale === "standard" ? limit : null};
  };
  if (column.kind === "category" && !column.ordered) {
    const outputs = outputNames(dataset);
    const many = outputs.length <= MAX_OUTPUTS && column.levels.length > MAX_ONE_HOT;
    if (whole.encoding === "target" || (whole.encoding !== "one-hot" && many)) return {...plain, ...fitTargetEncoded(column, training, dataset, outputs, scale, impute, indicated)};
    return {...plain, ...fitOneHot(column, impute && !gaps, indicated)};
  }
  if (column.kind === "category") {
    const values = present.toSorted();
    return {...plain, levels: column.levels, fill: impute && values.length ? mean(values) : null, ...(values.length ? spread(values) : {})};
  }
  if (!present.length) return {...plain, fill: impute ? 0 : null, indicator: false, inputs: [column.name]};
  if (column.kind === "boolean") return {...plain, fill: impute ? Number(present.reduce((a, b) => a + b, 0) / present.length > 0.5) : null};
  const fill = impute ? mean(present) : null;
  const values = fill === null ? column.values : column.values.map((value) => (Number.isNaN(value) ? fill : value));
  return {...plain, fill, ...spread(values)};
}

/** An input for each level; of many levels, the most frequent ones. @param {Column} column @param {boolean} filled whether a missing value counts as the most frequent level @param {string[]} indicated */
function fitOneHot(column, filled, indicated) {
  const counts = column.levels.map((_, code) => column.values.filter((value) => value === code).length);
  const byCount = column.levels.map((_, code) => code).toSorted((a, b) => counts[b] - counts[a] || compareTexts(column.levels[a], column.levels[b]));
  const rare = new Set(column.levels.length > MAX_LEVELS ? byCount.slice(MAX_LEVELS - 1).map((code) => column.levels[code]) : []);
  const levels = column.levels.filter((level) => !rare.has(level));
  const fill = filled && levels.length ? levels.indexOf(column.levels[byCount[0]]) : null;
  const inputs = [...levels.map((level) => `${column.name}=${level}`), ...(rare.size ? [`${column.name} (other)`] : []), ...indicated];
  return {levels, rare, fill, form: /** @type {const} */ ("one-hot"), inputs};
}

/** The mean target of each level. @param {Column} column @param {number[]} training @param {import("./dataset.js").Dataset} dataset @param {string[]} outputs @param {string} scale @param {boolean} impute @param {string[]} indicated */
function fitTargetEncoded(column, training, dataset, outputs, scale, impute, indicated) {
  const Y = outputValues(dataset, training);
  const rows = Array.from(training, (_, k) => k);
  const values = fitMeans(levelCodes(column.levels, column, rows), Y, column.levels.length);
  const statistics = outputs.map((_, j) => {
    const numbers = Float64Array.from(Y, (row) => row[j]);
    return scale === "standard" ? meanAndDeviation(numbers) : scale === "minmax" ? minimumAndRange(numbers) : [0, 1];
  });
  const means = {outputs, values, offset: statistics.map(([offset]) => offset), scale: statistics.map(([, width]) => width)};
  return {
    levels: column.levels, fill: impute ? column.levels.length : null, form: /** @type {const} */ ("means"), means,
    indicator: impute && column.missing > 0,
    inputs: [...outputs.map((output) => `${column.name}: ${output}`), ...(impute && column.missing > 0 ? [`${column.name} (missing)`] : indicated)],
  };
}
