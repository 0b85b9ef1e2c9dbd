/**
 * The training problem: a dataset, an architecture and a recipe, checked, split and encoded.
 *
 * @typedef {{X: Float32Array, Y: Float32Array, truth: Float64Array, rows: number[]}} Part
 */

import {Catalog, SettingError} from "./catalog.js";
import {batchStarts, hasBatchNorm} from "./engine.js";
import {Encoding, chooseFeatures} from "./features.js";
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
    this.encoding = new Encoding(this.features, split.train, recipe);
    const inferred = inferOutput(catalog, architecture, dataset, split.train, this.encoding.inputs, recipe.scale);
    this.architecture = inferred.architecture;
    this.coding = inferred.coding;
    /** The parts that have rows: train, validation, test. @type {Map<string, Part>} */
    this.parts = new Map();
    for (const [name, rows] of Object.entries(split)) {
      if (!rows.length) continue;
      const truth = Float64Array.from(rows, (row) => dataset.target.values[row]);
      this.parts.set(name, {X: this.encoding.transform(this.features, rows), Y: this.coding.transform(truth), truth, rows});
    }
    const count = split.train.length;
    this.batch = Math.min(recipe.batch_size ?? count, count);
    if (this.batch === 1 && hasBatchNorm(this.architecture)) {
      throw new SettingError("Batch normalization takes the mean over the rows of a batch, but a batch has one row; use batch_size=2 or more, or norm='layer'.");
    }
    this.stepsPerEpoch = batchStarts(this.architecture, count, this.batch).length - 1;
    this.start = initialize(description, this.architecture, recipe);
  }

  /** The training rows. @returns {Part} */
  get training() {
    return /** @type {Part} */ (this.parts.get("train"));
  }
}
