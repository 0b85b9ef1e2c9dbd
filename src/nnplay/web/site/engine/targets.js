/**
 * What a network's outputs stand for: the output and loss that suit the data, targets as numbers, outputs as answers.
 *
 * @typedef {"values" | "column" | "one_hot"} Form one column of numbers; two classes in one column; a column per class
 */

import {SettingError, bounds} from "./catalog.js";
import {meanAndDeviation} from "./scaling.js";

/**
 * @typedef {import("./parameters.js").Architecture} Architecture
 * @typedef {import("./parameters.js").Layer} Layer
 * @typedef {{layers: Layer[], output?: string | null, loss?: string | null}} OpenArchitecture
 */

/**
 * The architecture with what it leaves open inferred from the data, and how the target is coded.
 * @param {import("./catalog.js").Catalog} catalog
 * @param {OpenArchitecture} architecture
 * @param {import("./dataset.js").Dataset} dataset
 * @param {number[]} training indices of the training rows
 * @param {number} inputs
 * @param {string} scale
 * @returns {{architecture: Architecture, coding: TargetCoding}}
 */
export function inferOutput(catalog, architecture, dataset, training, inputs, scale) {
  const {values} = dataset.target;
  let {output, loss} = architecture;
  /** @type {TargetCoding} */
  let coding;
  if (!dataset.classes.length) {
    const fractions = scale === "none" && values.every((each) => each >= 0 && each <= 1);
    output ??= loss ? catalog.resolve("loss", loss).entry.output ?? "identity" : fractions ? "sigmoid" : "identity";
    loss ??= "mse";
    const {entry} = catalog.resolve("loss", loss);
    if (entry.task === "classification") {
      throw new SettingError(`The loss '${loss}' is for classes, but the target is a number; use 'mse', 'mae' or 'huber'.`);
    }
    const [low, high] = bounds(entry.targets);
    const outside = values.find((each) => each < low || each > high);
    if (outside !== undefined) {
      throw new SettingError(`The loss '${loss}' needs targets from ${low} to ${high}, but '${dataset.target.name}' has ${outside}; choose another loss, such as 'mse'.`);
    }
    const scaled = scale !== "none" && entry.scaled_targets && catalog.resolve("activation", output).name === "identity";
    const [offset, spread] = scaled ? meanAndDeviation(Float64Array.from(training, (row) => values[row])) : [0, 1];
    coding = new TargetCoding("values", 1, {offset, scale: spread});
  } else {
    [output, loss] = classificationDefaults(catalog, output ?? null, loss ?? null, dataset.classes.length);
    const activation = catalog.resolve("activation", output).entry;
    const {entry} = catalog.resolve("loss", loss);
    const [low] = bounds(activation.range);
    const bothSigns = low >= -2 && low <= -1 && bounds(entry.targets)[0] < 0;
    const no = (entry.low ?? 0) < 0 || bothSigns ? -1 : 0;
    const byRow = entry.shape === "row" || activation.shape === "row";
    const single = dataset.classes.length === 2 && !byRow;
    coding = new TargetCoding(single ? "column" : "one_hot", single ? 1 : dataset.classes.length, {low: no});
  }
  if (coding.outputs === 1 && catalog.resolve("activation", output).entry.shape === "row") {
    throw new SettingError(`'${output}' of a single output is always 1; choose the output 'sigmoid' or 'identity'.`);
  }
  checkPair(catalog, output, loss);
  return {architecture: {layers: architecture.layers, output, loss, inputs, outputs: coding.outputs}, coding};
}

/**
 * @param {import("./catalog.js").Catalog} catalog
 * @param {string | null} output
 * @param {string | null} loss
 * @param {number} classes
 * @returns {[string, string]}
 */
function classificationDefaults(catalog, output, loss, classes) {
  if (output === null && loss === null) return classes > 2 ? ["softmax", "cross_entropy"] : ["sigmoid", "binary_cross_entropy"];
  if (output === null) return [catalog.resolve("loss", String(loss)).entry.output ?? "identity", String(loss)];
  if (loss !== null) return [output, loss];
  const {name, entry} = catalog.resolve("activation", output);
  const [low, high] = bounds(entry.range);
  return [output, name === "softmax" ? "cross_entropy" : low >= 0 && high <= 1 ? "binary_cross_entropy" : "mse"];
}

/**
 * Check that the loss is defined for all values of the output activation.
 * @param {import("./catalog.js").Catalog} catalog
 * @param {string} output
 * @param {string} loss
 */
export function checkPair(catalog, output, loss) {
  const range = bounds(catalog.resolve("activation", output).entry.range);
  const {entry} = catalog.resolve("loss", loss);
  const domain = bounds(entry.domain);
  if (range[0] >= domain[0] && range[1] <= domain[1]) return;
  throw new SettingError(
    `The output '${output}' has values from ${range[0]} to ${range[1]}, but the loss '${loss}' is defined from ` +
    `${domain[0]} to ${domain[1]}; choose the output '${entry.output}' or another loss.`);
}

/** Codes targets as outputs, and decodes outputs. */
export class TargetCoding {
  /**
   * @param {Form} form
   * @param {number} outputs
   * @param {{low?: number, high?: number, offset?: number, scale?: number}} numbers `low` and `high` are the outputs
   *   for no and yes; a target minus `offset`, divided by `scale`, is an output for "values"
   */
  constructor(form, outputs, {low = 0, high = 1, offset = 0, scale = 1} = {}) {
    this.form = form;
    this.outputs = outputs;
    this.low = low;
    this.high = high;
    this.offset = offset;
    this.scale = scale;
  }

  /**
   * The target outputs Y of these targets, row by row.
   * @param {ArrayLike<number>} targets class indices, or values
   */
  transform(targets) {
    const Y = new Float32Array(targets.length * this.outputs);
    for (let i = 0; i < targets.length; i++) {
      for (let k = 0; k < this.outputs; k++) {
        const yes = targets[i] === (this.form === "one_hot" ? k : 1);
        Y[i * this.outputs + k] = this.form === "values" ? (targets[i] - this.offset) / this.scale : yes ? this.high : this.low;
      }
    }
    return Y;
  }

  /**
   * Class indices, or values in the units of the data, for outputs.
   * @param {Float32Array} outputs
   */
  decode(outputs) {
    const rows = outputs.length / this.outputs;
    return Float64Array.from({length: rows}, (_, i) => {
      if (this.form === "values") return outputs[i] * this.scale + this.offset;
      if (this.form === "column") return Number((outputs[i] - this.low) / (this.high - this.low) > 0.5);
      let best = 0;
      for (let k = 1; k < this.outputs; k++) if (outputs[i * this.outputs + k] > outputs[i * this.outputs + best]) best = k;
      return best;
    });
  }
}
