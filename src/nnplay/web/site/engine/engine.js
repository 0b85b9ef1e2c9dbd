/**
 * The engine: predictions, losses and training of one network, in the module's memory.
 *
 * It builds the same tables as nnplay's `engine/compiled/engine.py` and `trainer.py`, and calls the same compiled loops.
 */

import {Catalog} from "./catalog.js";
import {layout} from "./parameters.js";

/**
 * @typedef {import("./module.js").Module} Module
 * @typedef {import("./module.js").Vector} Vector
 * @typedef {import("./parameters.js").Architecture} Architecture
 * @typedef {{X: Vector, Y: Vector, weight: Vector, rows: number}} Rows
 */

/** The arrays of a layer, in the order of their columns in the table. */
const ARRAYS = ["W", "b", "gamma", "beta", "learned", "P", "mean", "variance"];

/** The network of a resolved architecture; θ is an argument of every method, so one engine serves many states. */
export class Engine {
  /**
   * @param {Module} module
   * @param {Architecture} architecture
   * @param {{rows?: number, fullBatch?: boolean}} options `rows`: the largest batch of training; `fullBatch`: whether
   *   each batch is all rows, so that batch normalization keeps the statistics of the last one
   */
  constructor(module, architecture, {rows = 256, fullBatch = false} = {}) {
    const {description} = module;
    this.module = module;
    this.catalog = new Catalog(description.catalog);
    this.architecture = architecture;
    this.layout = layout(this.catalog, architecture);
    this.rows = rows;
    this.chunk = description.sizes.chunk;
    this.outputs = architecture.outputs;
    const loss = this.catalog.resolve("loss", architecture.loss);
    const joint = this.catalog.isJoint(architecture.loss, architecture.output);
    const role = `${joint ? "joint_loss" : "loss"}.${loss.name}`;
    const column = description.layer_table;
    /** @type {number[]} */
    const constants = [];
    const {table, size} = this.buildTable(column, constants, fullBatch);
    const team = new Array(description.context.CONTEXT_SIZE).fill(0);
    team[description.context.THREADS] = team[description.context.PARTS] = 1;
    team[description.context.BLAS] = module.kernel("sgemm");
    this.work = module.zeros("float32", size);
    this.column = column;
    this.table = table;
    this.network = {
      team: module.vector("int64", team),
      passes: module.vector("int64", ["forward", "backward", "evaluate_chunks", "gradients"].map((name) => module.kernel(name))),
      table: module.vector("int64", table),
      layers: this.layout.blocks.length,
      dropout: module.vector("float64", this.layout.blocks.map((block) => block.layer.dropout)),
      constants: module.vector("float64", [...constants, 0]),
      loss_table: module.vector("int64", [module.kernel(`${role}.value`), module.kernel(`${role}.gradient`), Number(joint)]),
      loss_constants: module.vector("float64", [...Object.values(loss.constants), 0]),
      work: this.work,
    };
    this.segments = module.vector("int64", this.layout.weights.flat());
    /** @type {Map<Rows, Evaluation>} */
    this.evaluations = new Map();
  }

  /**
   * One row for each layer: its sizes, kernels, and the places of its arrays in θ and in the workspace.
   * @param {Record<string, number>} column
   * @param {number[]} constants the constants of all activations, to which this adds
   * @param {boolean} fullBatch
   */
  buildTable(column, constants, fullBatch) {
    const {module, rows, chunk} = this;
    const {description} = module;
    const capacity = Math.max(rows, chunk);
    let size = 0;
    const reserve = (/** @type {number} */ columns, /** @type {number} */ count = capacity) => {
      size += count * columns;
      return size - count * columns;
    };
    const table = this.layout.blocks.flatMap((block) => {
      const row = new Array(column.COLUMNS).fill(0);
      const put = (/** @type {number} */ first, /** @type {string[]} */ kernels) =>
        kernels.forEach((name, k) => (row[first + k] = module.kernel(name)));
      const {inputs, sums, outputs, layer, activation} = block;
      row[column.N_IN] = inputs;
      row[column.N_Z] = sums;
      row[column.N_OUT] = outputs;
      if (layer.norm) put(column.NORM, fullBatch && layer.norm === "batch" ? description.full_batch_norm : description.norms[layer.norm]);
      if (layer.dropout > 0) put(column.DROP, description.dropout);
      if (layer.skip) put(column.SKIP, block.arrays.has("P") ? description.projected_skip : description.plain_skip);
      row[column.CONSTANTS] = constants.length;
      constants.push(...Object.values(activation.constants));
      put(column.FORWARD, [`activation.${activation.name}.forward`, `activation.${activation.name}.backward`]);
      row[column.LEARNS] = activation.entry.learned?.length ?? 0;
      ARRAYS.forEach((name, k) => (row[column.W + k] = block.arrays.get(name)?.start ?? 0));
      row[column.Z] = reserve(sums);
      row[column.U] = layer.norm ? reserve(sums) : row[column.Z];
      row[column.F] = reserve(outputs);
      row[column.A] = layer.dropout > 0 || layer.skip ? reserve(outputs) : row[column.F];
      row[column.SIGMA] = layer.norm ? reserve(1, Math.max(capacity, sums)) : 0;
      row[column.MASK] = layer.dropout > 0 ? reserve(outputs) : 0;
      row[column.SPARE] = block.arrays.has("P") ? reserve(Math.max(inputs, outputs)) : 0;
      row[column.DELTA] = reserve(sums);
      row[column.DELTA_A] = reserve(outputs);
      row[column.DELTA_F] = layer.dropout > 0 ? reserve(outputs) : row[column.DELTA_A];
      return row;
    });
    return {table, size};
  }

  /**
   * Rows in the module's memory, to be used again and again.
   * @param {ArrayLike<number>} X (rows, inputs)
   * @param {ArrayLike<number>} Y (rows, outputs); empty for predictions only
   * @param {ArrayLike<number>} [weight] (rows); 1 each by default
   * @returns {Rows}
   */
  load(X, Y, weight) {
    const rows = X.length / this.architecture.inputs;
    return {
      X: this.module.vector("float32", X),
      Y: this.module.vector("float32", Y),
      weight: this.module.vector("float64", weight ?? new Float64Array(rows).fill(1)),
      rows,
    };
  }

  /**
   * The outputs ŷ of all rows, and their weighted mean loss: NaN without targets.
   * @param {Vector} theta
   * @param {Rows} data
   */
  evaluate(theta, data) {
    let evaluation = this.evaluations.get(data);
    if (!evaluation) {
      evaluation = new Evaluation(this, data);
      this.evaluations.set(data, evaluation);
    }
    return evaluation.run(theta);
  }

  /**
   * Give the memory of rows back; they cannot be used any more.
   * @param {Rows} data
   */
  unload(data) {
    this.module.free([data.X, data.Y, data.weight, ...(this.evaluations.get(data)?.vectors ?? [])]);
    this.evaluations.delete(data);
  }

  /**
   * The activations of each layer for at most a chunk of rows, the output last: as the last evaluation left them.
   * @param {Vector} theta
   * @param {Rows} data
   * @returns {Float32Array[]}
   */
  activations(theta, data) {
    if (data.rows > this.chunk) throw new Error(`The activations of at most ${this.chunk} rows are kept at a time.`);
    this.evaluate(theta, data);
    return this.layout.blocks.map((block, l) => {
      const start = this.table[l * this.column.COLUMNS + this.column.A];
      return this.work.floats.slice(start, start + data.rows * block.outputs);
    });
  }
}

/** The job of evaluating some rows. */
class Evaluation {
  /**
   * @param {Engine} engine
   * @param {Rows} data
   */
  constructor(engine, data) {
    const {module, network, outputs, chunk} = engine;
    this.data = data;
    this.size = engine.layout.size;
    const rowsPerChunk = Math.max(1, Math.min(chunk, data.rows));
    const chunks = Math.ceil(data.rows / rowsPerChunk);
    /** What is given back with the rows. @type {Vector[]} */
    this.vectors = [];
    module.listed = this.vectors;
    this.outputs = module.zeros("float32", data.rows * outputs);
    this.totals = module.zeros("float64", chunks);
    this.weighted = data.Y.length > 0 && data.rows > 0;
    this.weight = data.weight.doubles.reduce((sum, each) => sum + each, 0);
    const place = module.description.evaluation;
    const {architecture, layout: positions, table, column} = engine;
    const last = (positions.blocks.length - 1) * column.COLUMNS;
    this.place = place;
    this.places = module.zeros("int64", place.JOB_SIZE);
    const put = (/** @type {number} */ at, /** @type {number | bigint | Vector} */ value) =>
      (this.places.integers[at] = BigInt(typeof value === "object" ? value.address : value));
    put(place.CHUNKS, chunks);
    put(place.ROWS, data.rows);
    put(place.CHUNK, rowsPerChunk);
    put(place.STRIDE, 4 * this.size);
    put(place.CHUNKS_PER_STATE, chunks);
    put(place.INPUTS, data.X);
    put(place.TARGETS, this.weighted ? data.Y : 0);
    put(place.WEIGHT, data.weight);
    put(place.TOTALS, this.totals);
    put(place.N_IN, architecture.inputs);
    put(place.N_OUT, outputs);
    put(place.LAYERS, positions.blocks.length);
    put(place.SIZE, 4);
    put(place.FORWARD, network.passes.integers[0]);
    put(place.CONTEXT, network.team);
    put(place.TABLE, network.table);
    put(place.DROPOUT, network.dropout);
    put(place.CONSTANTS, network.constants);
    put(place.LOSS, network.loss_table.integers[0]);
    put(place.LOSS_CONSTANTS, network.loss_constants);
    put(place.Y_HAT, table[last + column.A]);
    put(place.Z, table[last + column.U]);
    this.job = module.job("evaluate", {
      job: this.places, mailboxes: 0, helpers: 0, evaluate_chunks: Number(network.passes.integers[2]), work: network.work,
      spare: 0, work_size: network.work.length, outputs: this.outputs, yield_core: 0,
    });
    module.listed = null;
  }

  /** @param {Vector} theta */
  run(theta) {
    this.totals.doubles.fill(0);
    this.places.integers[this.place.NEXT] = 0n;
    this.places.integers[this.place.THETA] = BigInt(theta.address);
    this.job.run();
    const total = this.totals.doubles.reduce((sum, each) => sum + each, 0);
    return {outputs: this.outputs.floats.slice(), loss: this.weighted ? total / this.weight : NaN};
  }
}

/**
 * θ and the optimizer's state.
 * @typedef {{theta: Float32Array, slots: Float32Array, step: number, firstStep: number, optimizer: string}} TrainState
 */

/**
 * The settings of training besides the architecture.
 * @typedef {{
 *   optimizer: string, batch: number, weightDecay: number, clip: number, seed: number, shuffle: boolean,
 *   meanWeight?: number, penalties: Record<string, number>
 * }} TrainerSettings
 */

/** An engine with data, optimizer and settings, which advances θ by any number of steps. */
export class Trainer {
  /**
   * @param {Engine} engine
   * @param {Rows} data
   * @param {TrainerSettings} settings
   */
  constructor(engine, data, settings) {
    const {module, network} = engine;
    const {architecture} = engine;
    const optimizer = engine.catalog.resolve("optimizer", settings.optimizer);
    this.engine = engine;
    this.optimizer = settings.optimizer;
    this.data = data;
    this.batch = Math.min(settings.batch, data.rows);
    const starts = batchStarts(architecture, data.rows, this.batch);
    this.perEpoch = starts.length - 1;
    const largest = Math.min(hasBatchNorm(architecture) ? Math.max(this.batch, 3) : this.batch, data.rows);
    if (largest > engine.rows) throw new Error(`The engine was made for batches of ${engine.rows} rows, not of ${largest}.`);
    const {trained, size} = engine.layout;
    /** What `free` gives back. @type {Vector[]} */
    this.vectors = [];
    module.listed = this.vectors;
    this.theta = module.zeros("float32", size);
    this.slots = module.zeros("float32", (optimizer.entry.slots?.length ?? 0) * trained + 1);
    const scalars = [0, 0, ...Object.values(optimizer.constants), 0];
    this.scalars = module.vector("float64", scalars);
    const penalties = penaltyTable(engine, settings.penalties);
    const regularized = settings.weightDecay > 0 || settings.clip > 0 || penalties.count > 0;
    const {inputs, outputs} = architecture;
    this.capacity = 0;
    this.step = 0;
    this.firstStep = 0;
    this.losses = module.zeros("float64", 0);
    this.rates = module.zeros("float64", 0);
    this.taken = module.zeros("int64", 1);
    const none = module.zeros("float64", 0);
    /** ∂L/∂θ of the last batch. */
    this.gradient = module.zeros("float32", trained);
    this.job = module.job("run_steps", {
      ...network, n: data.rows, per_epoch: this.perEpoch, mean_weight: settings.meanWeight ?? 0, n_in: inputs,
      n_out: outputs, n_theta: size, n_slots: this.slots.length, n_trained: trained,
      optimizer: module.kernel(`optimizer.${optimizer.name}.update`), all_scalars: this.scalars, n_scalars: scalars.length,
      at_once: 0, regularize: regularized ? module.kernel("regularize") : 0, segments: engine.segments,
      n_segments: engine.layout.weights.length, penalties: penalties.kernels, n_penalties: penalties.count,
      penalty_table: penalties.table, thread_tables: penalties.copy, width: penalties.width, scale_penalties: 0,
      limits: module.vector("float64", [settings.weightDecay, settings.clip]), scale: 1, seed: settings.seed,
      shuffled: Number(settings.shuffle), scratch: module.zeros("float64", module.description.sizes.scratch),
      squares: module.zeros("float64", 1), part_losses: module.zeros("float64", 1), part_penalties: module.zeros("float64", 1),
      X: data.X, Y: data.Y, weight: data.weight, batch_X: module.zeros("float32", largest * inputs),
      batch_Y: module.zeros("float32", largest * outputs), batch_weight: module.zeros("float64", largest),
      order: module.vector("int64", new Array(data.rows + 1).fill(-1)), starts: module.vector("int64", starts),
      batch: this.batch, g: this.gradient, theta: this.theta, slots: this.slots, start_step: 0,
      first_step: 0, first: 0, count: 0, rates: this.rates, losses: this.losses, penalty_costs: none, record_penalties: 0,
      states: none, n_states: 0, interval: 1, taken: this.taken,
    });
    module.listed = null;
  }

  /** Give the memory back; the trainer cannot be used any more. */
  free() {
    this.engine.module.free(this.vectors);
  }

  /** A copy of θ and the optimizer's state. @returns {TrainState} */
  get state() {
    return {
      theta: this.theta.floats.slice(), slots: this.slots.floats.slice(), step: this.step, firstStep: this.firstStep,
      optimizer: this.optimizer,
    };
  }

  /** Continue from a state. @param {TrainState} state */
  set state(state) {
    if (state.theta.length !== this.theta.length || state.slots.length !== this.slots.length) {
      throw new Error("The state belongs to another network or optimizer.");
    }
    this.theta.set(state.theta);
    this.slots.set(state.slots);
    this.step = state.step;
    this.firstStep = state.firstStep;
  }

  /**
   * Start from these parameters.
   * @param {Float32Array} theta
   */
  start(theta) {
    this.state = {theta, slots: new Float32Array(this.slots.length), step: 0, firstStep: 0, optimizer: this.optimizer};
  }

  /** Whether the last step led to numbers that are not finite, although its loss was. */
  get updateFailed() {
    return this.scalars.doubles[this.scalars.length - 1] !== 0;
  }

  /**
   * Take one step with each learning rate; returns the mean loss of each batch. If training diverges, the last loss is
   * not finite, and that step does not count.
   * @param {ArrayLike<number>} rates
   * @returns {Float64Array}
   */
  advance(rates) {
    const {module} = this.engine;
    if (rates.length > this.capacity) {
      this.capacity = 2 * rates.length;
      module.listed = this.vectors;
      this.rates = module.zeros("float64", this.capacity);
      this.losses = module.zeros("float64", this.capacity);
      module.listed = null;
    }
    this.rates.doubles.set(rates);
    this.scalars.doubles[this.scalars.length - 1] = 0;
    this.job.set("rates", this.rates);
    this.job.set("losses", this.losses);
    this.job.set("count", rates.length);
    this.job.set("first", this.step);
    this.job.set("first_step", this.firstStep);
    this.job.run();
    const count = Number(this.taken.integers[0]);
    this.step += count;
    return this.losses.doubles.slice(0, Math.min(count + 1, rates.length));
  }
}

/** @param {Architecture} architecture */
export function hasBatchNorm(architecture) {
  return architecture.layers.some((layer) => layer.norm === "batch");
}

/**
 * Where each batch of an epoch starts in the order of its rows, and where the last one ends. With batch normalization
 * the rows are spread evenly, since one row has no variance.
 * @param {Architecture} architecture
 * @param {number} rows
 * @param {number} batch
 */
export function batchStarts(architecture, rows, batch) {
  const even = hasBatchNorm(architecture);
  const count = even ? Math.max(1, Math.min(Math.ceil(rows / batch), Math.floor(rows / 2))) : Math.ceil(rows / batch);
  return Array.from({length: count + 1}, (_, k) => (even ? Math.floor((k * rows) / count) : Math.min(k * batch, rows)));
}

/**
 * The kernels of the penalties, and a table with the strength and the constants of each.
 * @param {Engine} engine
 * @param {Record<string, number>} strengths
 */
function penaltyTable(engine, strengths) {
  const {module, catalog} = engine;
  const entries = Object.entries(strengths).filter(([, strength]) => strength > 0)
    .map(([spec, strength]) => ({...catalog.resolve("penalty", spec), strength}));
  const rows = entries.map(({constants, strength}) => [strength, ...Object.values(constants)]);
  const width = 1 + Math.max(1, ...rows.map((row) => row.length));
  const table = rows.flatMap((row) => [...row, ...new Array(width - row.length).fill(0)]);
  const kernels = entries.flatMap(({name}) => ["cost", "slope"].map((part) => module.kernel(`penalty.${name}.${part}`)));
  return {
    count: rows.length, width, copy: module.vector("float64", table),
    kernels: module.vector("int64", kernels), table: module.vector("float64", table),
  };
}
