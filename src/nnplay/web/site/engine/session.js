/**
 * A training session: one network that is trained step by step, looked at, rewound, forked and edited.
 *
 * It does what `nnplay.training` does around the engine, so that the same recipe gives the same numbers.
 */

import {SettingError} from "./catalog.js";
import {CHANGEABLE} from "./changeable.js";
import {Engine, Trainer, hasBatchNorm} from "./engine.js";
import {DEFAULT_MEMORY, StateHistory, monitoredLoss} from "./history.js";
import {epochMetrics} from "./metrics.js";
import {Module} from "./module.js";
import {packRows, packStates, unpackRows, unpackStates} from "./packed_history.js";
import {placeOf} from "./parameters.js";
import {Problem} from "./problem.js";
import {penaltyStrengths, resolvedOptimizer, resolvedWeightDecay} from "./recipe.js";
import {LearningRateSchedule} from "./schedules.js";

/**
 * @typedef {import("./history.js").Row} Row
 * @typedef {import("./history.js").Progress} Progress
 * @typedef {import("./recipe.js").Recipe} Recipe
 * @typedef {"training" | "finished" | "diverged" | "stopped early"} Status
 */

/**
 * @typedef {{
 *   recipe: Recipe, rows: import("./packed_history.js").PackedRows, states: import("./packed_history.js").PackedStates, every: number, past: {recipe: Recipe, until: number}[], status: Status, message: string,
 *   seconds: number, epoch: number, batches: number, losses: number[], epochLoss: number, train: import("./engine.js").TrainState
 * }} SavedSession
 */

const SAVED_BYTES = 1 << 20; // of states; the epochs between them are trained again when they are looked at

export class TrainingSession {
  /**
   * @param {import("./module.js").Module} module a module of its own for each session
   * @param {Problem} problem
   * @param {{clock?: () => number, memory?: number}} options
   */
  constructor(module, problem, {clock = () => performance.now(), memory = DEFAULT_MEMORY} = {}) {
    this.module = module;
    this.clock = clock;
    this.problem = problem;
    const {architecture, batch} = problem;
    const rows = hasBatchNorm(architecture) ? Math.max(batch, 3) : batch;
    this.engine = new Engine(module, architecture, {rows});
    this.parts = new Map([...problem.parts].map(([name, part]) => [name, this.engine.load(part.X, part.Y, part.weight)]));
    /** @type {Row[]} */
    this.rows = [];
    this.states = new StateHistory(memory);
    /** The recipes before the forks, and the epochs until which they were used. @type {{recipe: Recipe, until: number}[]} */
    this.past = [];
    /** @type {Status} */
    this.status = "training";
    this.message = "";
    this.seconds = 0;
    this.epoch = 0;
    /** Steps since that epoch. */
    this.batches = 0;
    /** Mean loss of each epoch, for a schedule with feedback. @type {number[]} */
    this.losses = [];
    this.epochLoss = 0;
    this.recipe = problem.recipe;
    this.trainer = this.makeTrainer();
    this.schedule = this.makeSchedule();
    this.trainer.start(problem.start);
    this.record(this.schedule.of(0, 1)[0]);
  }

  /** The trainer of the recipe. */
  makeTrainer() {
    const {recipe} = this;
    const {catalog} = this.engine;
    const {rows} = this.data("train");
    return new Trainer(this.engine, this.data("train"), {
      optimizer: resolvedOptimizer(catalog, recipe), batch: Math.min(recipe.batch_size ?? rows, rows),
      weightDecay: resolvedWeightDecay(catalog, recipe), clip: recipe.clip ?? 0, seed: recipe.seed,
      shuffle: recipe.shuffle, meanWeight: this.problem.meanWeight, penalties: penaltyStrengths(recipe),
    });
  }

  /** The schedule of the recipe, after the epochs so far. */
  makeSchedule() {
    const schedule = new LearningRateSchedule(this.module, this.engine.catalog, this.recipe, this.trainer.perEpoch);
    for (const loss of this.losses) schedule.endEpoch(loss);
    return schedule;
  }

  /** @param {string} part */
  data(part) {
    return /** @type {import("./engine.js").Rows} */ (this.parts.get(part));
  }

  /** Loss and metrics of each part now: train_loss, train_accuracy, … @returns {Record<string, number>} */
  evaluate() {
    /** @type {Record<string, number>} */
    const result = {};
    const classes = this.problem.dataset.classes.length > 0;
    for (const [name, part] of this.problem.parts) {
      const {outputs, loss} = this.engine.evaluate(this.trainer.theta, this.data(name));
      const metrics = {loss, ...epochMetrics(classes, part.truth, this.problem.coding.decode(outputs))};
      for (const [metric, value] of Object.entries(metrics)) result[`${name}_${metric}`] = value;
    }
    return result;
  }

  /** @param {number} rate the learning rate of the last step */
  record(rate) {
    const metrics = this.evaluate();
    const finite = Number.isFinite(metrics.train_loss) && this.trainer.theta.floats.every(Number.isFinite);
    if (this.epoch > 0 && !finite) {
      this.diverge(rate);
      return;
    }
    this.rows.push(/** @type {Row} */ ({epoch: this.epoch, ...metrics, learning_rate: rate, seconds: this.seconds}));
    this.states.add(this.progress());
  }

  /** @returns {Progress} */
  progress() {
    return {epoch: this.epoch, state: this.trainer.state, losses: this.schedule.feedback ? [...this.losses] : []};
  }

  /** The next learning rates; null if the schedule has none, which ends the run. @param {number} count */
  nextRates(count) {
    try {
      return this.schedule.of(this.trainer.step, count);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      this.status = "diverged";
      this.message = error.message;
      return null;
    }
  }

  /** Take at most so many steps of an epoch; whether the epoch is complete. @param {number} count */
  advance(count) {
    const {perEpoch} = this.trainer;
    const started = this.clock();
    const rates = this.nextRates(Math.min(count, perEpoch - this.batches));
    if (!rates) return false;
    const before = this.trainer.step;
    const losses = this.trainer.advance(rates);
    for (const loss of losses) this.epochLoss += loss;
    this.seconds += (this.clock() - started) / 1000;
    const taken = this.trainer.step - before;
    this.batches += taken;
    if (taken < rates.length) {
      this.diverge(rates[taken]);
      return false;
    }
    if (this.batches < perEpoch) return false;
    this.epoch += 1;
    this.batches = 0;
    if (this.schedule.feedback) {
      this.losses.push(this.epochLoss / perEpoch);
      this.schedule.endEpoch(this.epochLoss / perEpoch);
    }
    this.epochLoss = 0;
    this.record(rates[rates.length - 1]);
    return true;
  }

  /** Train until the next epoch, if there is one. */
  step() {
    if (!this.canTrain()) return;
    this.advance(this.trainer.perEpoch);
    this.checkEnd();
  }

  /** Take one step of the optimizer. */
  stepBatch() {
    if (!this.canTrain()) return;
    this.advance(1);
    this.checkEnd();
  }

  /**
   * Train until an epoch, or for so many milliseconds.
   * @param {number} epoch
   * @param {number} milliseconds
   */
  train(epoch, milliseconds = Infinity) {
    const end = this.clock() + milliseconds;
    while (this.canTrain() && this.epoch < epoch && this.clock() < end) this.step();
  }

  canTrain() {
    this.checkEnd();
    return this.status === "training";
  }

  checkEnd() {
    if (this.status === "diverged") return;
    const {patience, epochs} = this.recipe;
    const late = patience !== null && this.batches === 0 && this.epoch - this.bestEpoch() >= patience;
    this.status = late ? "stopped early" : this.epoch >= epochs ? "finished" : "training";
  }

  /** The epoch with the least monitored loss, the first of equal ones. */
  bestEpoch() {
    let best = this.rows[0];
    for (const row of this.rows) if (monitoredLoss(row) < monitoredLoss(best)) best = row;
    return best.epoch;
  }

  /** @param {number} rate */
  diverge(rate) {
    const {blocks} = this.engine.layout;
    const theta = this.trainer.theta.floats;
    const sizes = blocks.map((block) => {
      const {start, shape} = /** @type {import("./parameters.js").Place} */ (block.arrays.get("W"));
      return theta.subarray(start, start + shape[0] * shape[1]).reduce((most, each) => (each !== each ? Infinity : Math.max(most, Math.abs(each))), 0);
    });
    const layer = sizes.indexOf(Math.max(...sizes));
    const name = layer < blocks.length - 1 ? `layer ${layer + 1}` : "the output layer";
    const hints = [`a learning rate of ${Number((rate / 10).toPrecision(2))}`];
    if (!this.recipe.clip || this.recipe.clip > 1) hints.push("clip=1");
    if (this.recipe.scale === "none") hints.push("scale='standard'");
    this.status = "diverged";
    this.message =
      `The loss stopped being finite in epoch ${Math.floor(this.trainer.step / this.trainer.perEpoch) + 1} at the ` +
      `learning rate ${rate} (the largest weights are in ${name}): try ${hints.join(" or ")}.`;
    const {epoch} = this.rows[this.rows.length - 1];
    this.epoch = epoch;
    this.batches = 0;
    this.trainer.state = this.at(epoch).state; // the last network whose numbers are finite
  }

  /**
   * Set a weight (from, to) or a bias (to) of a layer by hand, and evaluate the network again.
   * @param {number} layer
   * @param {number[]} index
   * @param {number} value
   */
  edit(layer, index, value) {
    if (!Number.isFinite(value)) throw new SettingError(`A weight must be a finite number, not ${value}.`);
    this.trainer.theta.floats[placeOf(this.engine.layout, layer, index)] = value;
    if (this.batches > 0) return;
    const last = this.rows[this.rows.length - 1];
    this.rows[this.rows.length - 1] = /** @type {Row} */ ({...last, ...this.evaluate()});
    this.states.add({...this.progress(), edited: true});
    if (this.status !== "training") this.status = "training";
  }

  /**
   * The state after an epoch, from the history or by training again from the last state before it.
   * @param {number} epoch
   * @returns {Progress}
   */
  at(epoch) {
    if (!Number.isInteger(epoch) || epoch < 0 || epoch > this.epoch) {
      throw new SettingError(`This run has no epoch ${epoch}: choose one from 0 to ${this.epoch}.`);
    }
    const saved = /** @type {Progress} */ (this.states.latest(epoch));
    if (saved.epoch === epoch) return saved;
    const copy = new TrainingSession(new Module(this.module.code, this.module.description), this.problem, {clock: this.clock});
    const segments = [...this.past, {recipe: this.recipe, until: Infinity}];
    copy.resume(saved, (segments.find(({until}) => saved.epoch < until) ?? segments[segments.length - 1]).recipe);
    for (const {recipe, until} of segments) {
      if (copy.epoch >= until) continue;
      if (copy.recipe !== recipe) copy.resume(copy.progress(), recipe);
      copy.recipe = {...recipe, epochs: Infinity, patience: null};
      copy.train(Math.min(epoch, until));
      if (copy.epoch === epoch) break;
    }
    return copy.progress();
  }

  /** The whole session as plain values. @returns {SavedSession} */
  save() {
    const {recipe, past, status, message, seconds, epoch, batches, losses, epochLoss} = this;
    const {states, every} = this.states.thinned(SAVED_BYTES);
    const plain = structuredClone({recipe, past, status, message, seconds, epoch, batches, losses, epochLoss});
    return {...plain, rows: packRows(this.rows), states: packStates(states), every, train: this.trainer.state};
  }

  /** Continue a saved session of the same problem. @param {SavedSession} saved */
  restore(saved) {
    const {recipe, every, past, status, message, seconds, epoch, batches, losses, epochLoss, train} = saved;
    const rows = unpackRows(saved.rows);
    const states = unpackStates(saved.states);
    if (!states.length || train.theta.length !== this.trainer.theta.length) throw new SettingError("The saved run belongs to another network.");
    this.resume({epoch, state: train, losses}, recipe);
    this.trainer.state = {...train, optimizer: this.trainer.optimizer};
    this.states = StateHistory.of(states, every, this.states.memory);
    Object.assign(this, {rows, past, status, message, seconds, batches, losses: [...losses], epochLoss});
    this.schedule = this.makeSchedule();
  }

  /**
   * Continue from a state with a recipe: the same optimizer keeps its state, another one starts at t = 1.
   * @param {Progress} progress
   * @param {Recipe} recipe
   */
  resume(progress, recipe) {
    const {catalog} = this.engine;
    const old = this.recipe;
    const same = old.schedule === recipe.schedule && old.learning_rate === recipe.learning_rate;
    this.losses = same ? [...progress.losses] : [];
    this.epochLoss = 0;
    this.recipe = recipe;
    this.trainer.free();
    this.trainer = this.makeTrainer();
    this.schedule = this.makeSchedule();
    const {state} = progress;
    const step = progress.epoch * this.trainer.perEpoch;
    const kept = catalog.resolve("optimizer", state.optimizer).name === catalog.resolve("optimizer", this.trainer.optimizer).name;
    this.trainer.state = {
      theta: state.theta, slots: kept ? state.slots : new Float32Array(this.trainer.slots.length), step,
      firstStep: kept ? step - (state.step - state.firstStep) : step, optimizer: this.trainer.optimizer,
    };
    this.epoch = progress.epoch;
    this.batches = 0;
    this.status = "training";
    this.message = "";
  }

  /**
   * Go back to an epoch and continue from there, with some settings changed; later epochs are discarded.
   * @param {number} epoch
   * @param {Partial<Recipe>} changes
   */
  fork(epoch, changes = {}) {
    const fixed = Object.keys(changes).find((name) => !CHANGEABLE.includes(name));
    if (fixed) throw new SettingError(`A fork keeps the data and the weights, so ${fixed} cannot change: start a new run.`);
    const recipe = {...this.recipe, ...changes};
    if (recipe.epochs <= epoch) recipe.epochs = 2 * epoch;
    const progress = this.at(epoch);
    this.rows = this.rows.filter((row) => row.epoch <= epoch);
    this.states = this.states.upTo(epoch);
    this.past = this.past.filter(({until}) => until < epoch);
    if (epoch > 0 && Object.keys(changes).length) this.past.push({recipe: this.recipe, until: epoch});
    this.resume(progress, recipe);
  }
}
