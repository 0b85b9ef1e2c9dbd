/**
 * What a frame shows of the inside of a network: the gradient of its loss, and the activations of its neurons for some rows.
 */

import {SettingError} from "./catalog.js";
import {Trainer, hasBatchNorm} from "./engine.js";

const MAX_ROWS = 256; // whose activations a frame has
const MAX_BATCHES = 64; // over which the gradient of the training rows is averaged

/** @typedef {import("./module.js").Vector} Vector */

/** Looks into the network of a session; it has trainers of its own, whose learning rate is 0. */
export class Inspector {
  /** @param {import("./session.js").TrainingSession} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<number, {trainer: Trainer, rows: import("./engine.js").Rows}>} */
    this.trainers = new Map();
  }

  /** A trainer for so many rows, in batches of at most so many. @param {number} count @param {number} batch */
  trainer(count, batch) {
    let entry = this.trainers.get(count);
    if (!entry) {
      const {engine, problem} = this.session;
      const {inputs, outputs} = problem.architecture;
      const rows = engine.load(new Float32Array(count * inputs), new Float32Array(count * outputs));
      const settings = {optimizer: "sgd", batch, weightDecay: 0, clip: 0, seed: 0, shuffle: false, meanWeight: 1, penalties: {}};
      this.trainers.set(count, (entry = {trainer: new Trainer(engine, rows, settings), rows}));
    }
    return entry;
  }

  /**
   * The gradient ∂L/∂θ of the mean loss of the training rows, or of the loss of one row, and that loss. Of more training
   * rows than a few batches, it is that of the first of them.
   * @param {Vector} theta
   * @param {"train" | number} of a row's place in the data
   */
  gradient(theta, of) {
    const {problem} = this.session;
    const {inputs, outputs} = problem.architecture;
    if (of === "train") {
      const {X, Y, rows} = problem.training;
      const count = Math.min(rows.length, MAX_BATCHES * problem.batch);
      const entry = this.trainer(count, problem.batch);
      entry.rows.X.floats.set(X.subarray(0, count * inputs));
      entry.rows.Y.floats.set(Y.subarray(0, count * outputs));
      return mean(entry.trainer, theta, count, problem.batch);
    }
    if (hasBatchNorm(problem.architecture)) throw new SettingError("With batch normalization a single row has no gradient.");
    const [X, Y] = this.row(of);
    const entry = this.trainer(1, 1);
    entry.rows.X.floats.set(X);
    entry.rows.Y.floats.set(Y);
    return mean(entry.trainer, theta, 1, 1);
  }

  /** The inputs and target outputs of a row. @param {number} row its place in the data */
  row(row) {
    const {parts, architecture: {inputs, outputs}} = this.session.problem;
    for (const {X, Y, rows} of parts.values()) {
      const at = rows.indexOf(row);
      if (at >= 0) return [X.subarray(at * inputs, (at + 1) * inputs), Y.subarray(at * outputs, (at + 1) * outputs)];
    }
    throw new SettingError(`There is no row ${row}.`);
  }

  /**
   * The activations of each layer, the output last, for the first training rows: (rows, neurons).
   * @param {Vector} theta
   */
  activations(theta) {
    const {engine, problem} = this.session;
    const {X, rows} = problem.training;
    const count = Math.min(rows.length, engine.chunk, MAX_ROWS);
    const loaded = engine.load(X.subarray(0, count * problem.architecture.inputs), []);
    const layers = engine.activations(theta, loaded);
    engine.unload(loaded);
    return {layers, count};
  }
}

/**
 * The mean gradient over batches, each weighted by its rows.
 * @param {Trainer} trainer
 * @param {Vector} theta
 * @param {number} count
 * @param {number} batch
 */
function mean(trainer, theta, count, batch) {
  trainer.start(theta.floats);
  const gradient = new Float32Array(trainer.gradient.length);
  let loss = 0;
  for (let step = 0; step < trainer.perEpoch; step++) {
    const rows = hasBatchNorm(trainer.engine.architecture) ? count / trainer.perEpoch : Math.min(batch, count - step * batch);
    const [value] = trainer.advance([0]);
    const {floats} = trainer.gradient;
    for (let k = 0; k < gradient.length; k++) gradient[k] += (floats[k] * rows) / count;
    loss += (value * rows) / count;
  }
  return {gradient, loss};
}
