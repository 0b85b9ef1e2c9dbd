/**
 * The training problem: a dataset, an architecture and a recipe, checked, split and encoded.
 *
 * @typedef {{X: Float32Array, Y: Float32Array, weight: Float64Array, truth: Float64Array, rows: number[]}} Part
 * `weight` of each row in the loss
 */

import {Catalog, SettingError} from "./catalog.js";
import {batchStarts, hasBatchNorm} from "./engine.js";
import {Encoding} from "./encoding.js";
import {chooseFeatures} from "./features.js";
import {initialize} from "./initializers.js";
import {validationFraction} from "./recipe.js";
import {splitRows} from "./splits.js";
import {inferOutput} from "./targets.js";

export class Problem {
  /**
   * @param {import("./module.js").Description} description
   * @param {import("./dataset.js").Dataset} dataset
   * @param {import("./targets.js").OpenArchitecture} architecture
   * @param {import("./recipe.js").Recipe} recipe
   */
  constructor(description, dataset, architecture, recipe) {
    const catalog = new Catalog(description.catalog);
    this.dataset = dataset;
    this.recipe = recipe;
    this.features = chooseFeatures(description, dataset, recipe.features);
    const split = splitRows(description, dataset, {...recipe, validation_fraction: validationFraction(recipe)});
    this.encoding = new Encoding(this.features, split.train, recipe, dataset);
    const inferred = inferOutput(catalog, architecture, dataset, split.train, this.encoding.inputs, recipe.scale);
    this.architecture = inferred.architecture;
    this.coding = inferred.coding;
    /** The parts that have rows: train, validation, test. @type {Map<string, Part>} */
    this.parts = new Map();
    const weights = classWeights(dataset, split.train, recipe.class_weight);
    for (const [name, rows] of Object.entries(split)) {
      if (!rows.length) continue;
      const truth = Float64Array.from(rows, (row) => dataset.target.values[row]);
      const trains = name === "train";
      const X = trains ? this.encoding.transformTraining(description, dataset, this.features, rows) : this.encoding.transform(this.features, rows);
      const weight = truth.map((each) => (trains && weights ? weights[each] : 1));
      this.parts.set(name, {X, Y: this.coding.transform(truth), weight, truth, rows});
    }
    if (!this.training.weight.some((each) => each > 0)) throw new SettingError("The weights of the training rows must not all be 0.");
    const count = split.train.length;
    this.batch = Math.min(recipe.batch_size ?? count, count);
    if (this.batch === 1 && hasBatchNorm(this.architecture)) {
      throw new SettingError("Batch normalization takes the mean over the rows of a batch, but a batch has one row; use batch_size=2 or more, or norm='layer'.");
    }
    this.stepsPerEpoch = batchStarts(this.architecture, count, this.batch).length - 1;
    this.start = initialize(description, this.architecture, recipe);
  }

  /** The mean weight of the training rows. */
  get meanWeight() {
    const {weight} = this.training;
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const each of weight.toSorted()) counts.set(each, (counts.get(each) ?? 0) + 1);
    return [...counts].reduce((sum, [each, count]) => sum + each * count, 0) / weight.length;
  }

  /** The training rows. @returns {Part} */
  get training() {
    return /** @type {Part} */ (this.parts.get("train"));
  }
}

/**
 * The weight of a training row of each class; null if all rows weigh the same.
 * @param {import("./dataset.js").Dataset} dataset
 * @param {number[]} training
 * @param {"balanced" | [string | number, number][] | null} setting
 */
function classWeights({classes, target}, training, setting) {
  if (setting === null) return null;
  if (!classes.length) throw new SettingError("class_weight applies only to data with one class per row; leave it out.");
  if (setting === "balanced") {
    const counts = classes.map((_, code) => training.filter((row) => target.values[row] === code).length);
    return counts.map((count) => (count ? training.length / (classes.length * count) : 0));
  }
  const weights = new Map(setting.map(([label, weight]) => [String(label), weight]));
  const unknown = [...weights.keys()].find((label) => !classes.includes(label));
  if (unknown !== undefined) throw new SettingError(`class_weight names the class '${unknown}', but the data have ${classes.join(", ")}.`);
  for (const [label, weight] of weights) {
    if (!(weight >= 0 && weight <= 1e12)) throw new SettingError(`The weight of the class '${label}' must be from 0 to 1e12, not ${weight}.`);
  }
  return classes.map((label) => weights.get(label) ?? 1);
}
