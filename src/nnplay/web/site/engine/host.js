/**
 * An engine that answers the commands of docs/reference/protocol.md: it owns a training session, plays it, and makes frames.
 *
 * It knows nothing of how messages travel; worker.js passes them on.
 *
 * @typedef {Record<string, any> & {id: number, command: string}} Message
 * @typedef {{id: number, result?: any, error?: string}} Reply
 * @typedef {typeof import("./data/open.js")} DataModule
 * @typedef {import("./data/table.js").Table} Table
 * @typedef {{
 *   after?: number, weights?: boolean, history?: number, surface?: import("./surface.js").Plane,
 *   neurons?: import("./surface.js").Plane, predictions?: boolean, activations?: boolean, gradient?: "train" | number,
 *   point?: import("./surface.js").Values
 * }} FrameRequest
 */

import {SettingError} from "./catalog.js";
import {CHANGEABLE} from "./changeable.js";
import {fromColumns} from "./dataset.js";
import {Formula, registerFormula} from "./formula.js";
import {encodeFrame} from "./frames.js";
import {Inspector} from "./inspection.js";
import {Module} from "./module.js";
import {layer} from "./parameters.js";
import {Problem} from "./problem.js";
import {packRows} from "./packed_history.js";
import {makeRecipe} from "./recipe.js";
import {TrainingSession} from "./session.js";
import {Grid, pointActivations} from "./surface.js";
import {toySet} from "./toys.js";

const MAX_REST = 1000; // milliseconds
const SLICE = 5; // milliseconds of training between two looks at the messages
const MAX_LAYERS = 50;
const MAX_NEURONS = 4096;
const MAX_GRIDS = 8; // planes whose inputs are kept
const MAX_TABLES = 20; // data of one's own that are kept

/** The built-in sets of the page, as tools/page_sets.py writes them. */
export const SETS = ["iris", "penguins", "wine", "breast_cancer", "diabetes", "digits", "scores"];

export class EngineHost {
  /**
   * @param {WebAssembly.Module} code
   * @param {import("./module.js").Description} description
   * @param {(message: Reply | ArrayBuffer) => void} send
   * @param {(name: string) => Promise<import("./data/open.js").SetFile>} loadSet gets the file of a built-in set
   * @param {() => number} clock milliseconds
   */
  constructor(code, description, send, loadSet = async (name) => Promise.reject(name), clock = () => performance.now()) {
    this.code = code;
    this.description = description;
    this.send = send;
    this.loadSet = loadSet;
    this.clock = clock;
    /** What reads data, once it is loaded. @type {DataModule | null} */
    this.dataModule = null;
    /** Built-in sets that are loaded, by name. @type {Map<string, Table>} */
    this.sets = new Map();
    /** Data of one's own, by the name that `read` gave them. @type {Map<string, {file: string, table: Table, bytes: Uint8Array, header: boolean | null}>} */
    this.tables = new Map();
    /** What is still being loaded for an earlier message; later ones wait for it. @type {Promise<void> | null} */
    this.loading = null;
    /** Counts the changes of what a frame shows. */
    this.revision = 0;
    this.playing = false;
    /** Epochs a second while playing; null is unlimited. @type {number | null} */
    this.pace = null;
    this.nextEpoch = 0;
    /** It trains nothing before then, so that the page can be drawn. */
    this.restUntil = 0;
    /** The epoch in view, if it is not the newest. @type {number | null} */
    this.past = null;
    /** @type {TrainingSession | null} */
    this.session = null;
    /** @type {Record<string, any> | null} */
    this.configuration = null;
    /** The frame that was asked for and not sent yet: only the newest. @type {{id: number, request: FrameRequest} | null} */
    this.waiting = null;
    /** @type {Map<string, Grid>} */
    this.grids = new Map();
    /** @type {Inspector | null} */
    this.inspector = null;
    /** θ of a past epoch in view. @type {import("./module.js").Vector | null} */
    this.view = null;
  }

  /** The session, or an error for a page that has not configured it. */
  get current() {
    if (!this.session) throw new SettingError("There is no network yet; configure one first.");
    return this.session;
  }

  /** The built-in set that a message needs and that is not loaded; "" if only what reads data is missing, null if nothing is. @param {Message} message */
  lacks({command, configuration, settings, recipe, state}) {
    const changed = command === "change" ? {...this.configuration?.recipe, ...settings} : undefined;
    const asked = changed ?? recipe ?? configuration?.recipe ?? state?.configuration?.recipe;
    const name = command === "reset" ? undefined : asked?.data;
    if (SETS.includes(name) && !this.sets.has(name)) return String(name);
    const reads = command === "read" || command === "describe" || configuration?.table || state?.configuration?.table;
    return reads && !this.dataModule ? "" : null;
  }

  /**
   * Load what a message needs before it can be carried out; a failure is the reply to it. Returns whether it is ready.
   * @param {Message} message
   */
  async prepare(message) {
    const name = this.lacks(message);
    if (name === null) return true;
    try {
      this.dataModule ??= await import("./data/open.js");
      if (name) this.sets.set(name, this.dataModule.openSet(await this.loadSet(name)));
      return true;
    } catch {
      this.send({id: message.id, error: `The data${name && ` '${name}'`} could not be loaded; check the connection, and try again.`});
      return false;
    }
  }

  /**
   * Carry out a command as soon as what it needs is loaded; commands keep their order.
   * @param {Message} message
   * @param {() => void} after called then
   */
  take(message, after = () => {}) {
    if (!this.loading && this.lacks(message) === null) {
      this.handle(message);
      after();
      return;
    }
    const mine = (this.loading ?? Promise.resolve()).then(async () => {
      if (await this.prepare(message)) {
        this.handle(message);
        after();
      }
      if (this.loading === mine) this.loading = null;
    });
    this.loading = mine;
  }

  /**
   * Carry out a command, and reply.
   * @param {Message} message
   */
  handle(message) {
    const {id, command} = message;
    if (command === "frame") {
      this.waiting = {id, request: message.show ?? {}};
      this.sendFrame();
      return;
    }
    try {
      const carryOut = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : null;
      if (!carryOut) throw new SettingError(`There is no command '${command}'.`);
      const result = carryOut(this, message);
      this.send({id, result: result ?? this.summary()});
    } catch (error) {
      this.fail(id, error);
    }
    this.sendFrame();
  }

  /** Train for a moment, if it plays; returns the milliseconds to wait before the next moment, or null to stop. */
  tick() {
    const {session} = this;
    if (!this.playing || !session) return null;
    const now = this.clock();
    if (now < this.restUntil) return this.restUntil - now;
    if (this.pace !== null) {
      if (now < this.nextEpoch) return this.nextEpoch - now;
      this.nextEpoch = Math.max(this.nextEpoch + 1000 / this.pace, now);
      session.step();
    } else {
      session.train(Infinity, SLICE);
    }
    if (!session.canTrain()) this.playing = false;
    this.changed();
    this.sendFrame();
    return this.playing ? 0 : null;
  }

  changed() {
    this.revision += 1;
  }

  /**
   * Start with this configuration; an error leaves everything as it was.
   * @param {Record<string, any>} configuration
   */
  configure(configuration) {
    const description = configuration.formulas?.length ? structuredClone(this.description) : this.description; // formulas enter its catalog
    const recipe = makeRecipe(description, configuration.recipe ?? {});
    const module = new Module(this.code, description);
    for (const {name, text, constants, learned} of configuration.formulas ?? []) {
      registerFormula(module, name, new Formula(text, description, constants, learned));
    }
    const dataset = this.dataset(configuration, recipe);
    const architecture = checkArchitecture(configuration.architecture ?? {});
    const session = new TrainingSession(module, new Problem(description, dataset, architecture, recipe), {clock: this.clock});
    this.session = session;
    this.configuration = configuration;
    this.playing = false;
    this.past = null;
    this.view = null;
    this.grids.clear(); // their memory was the old module's
    this.inspector = null;
    this.changed();
    return {...this.summary(), ...this.network()};
  }

  /** The data of a configuration. @param {Record<string, any>} configuration @param {import("./recipe.js").Recipe} recipe @returns {import("./dataset.js").Dataset} */
  dataset({rows, table}, recipe) {
    if (rows) return fromColumns(rows.name ?? "rows", rows.columns, rows.target, rows.labels);
    if (!table && !SETS.includes(String(recipe.data))) return toySet(this.description, recipe.data ?? "spiral", recipe);
    return this.built(table, recipe).dataset;
  }

  /** A dataset of a table, and what was decided about it. @param {string | undefined} id @param {import("./recipe.js").Recipe} recipe */
  built(id, recipe) {
    const {dataModule} = this;
    if (!dataModule) throw new SettingError("The data are not loaded yet; try again.");
    if (!id) {
      const table = this.sets.get(String(recipe.data));
      if (!table) throw new SettingError(`There is no data set '${String(recipe.data).slice(0, 60)}' in the page.`);
      return dataModule.buildDataset(this.description, table.source, table, recipe);
    }
    const own = this.tables.get(id);
    if (!own) throw new SettingError(`The data '${String(id).slice(0, 60)}' are not open; open the file again.`);
    if (own.header !== recipe.header) Object.assign(own, {table: dataModule.openTable(own.file, own.bytes, recipe.header), header: recipe.header});
    return dataModule.buildDataset(this.description, dataModule.datasetName(own.file), own.table, recipe);
  }

  /** What a table has, and what was decided about it. @param {string | undefined} id @param {Record<string, any>} settings */
  describe(id, settings) {
    const recipe = makeRecipe(this.description, settings);
    const {dataset, notes, columns} = this.built(id, recipe);
    return {
      ...(id ? {table: id} : {}), name: dataset.name, rows: dataset.rows, notes, columns, target: dataset.target.name,
      task: dataset.classes.length ? "classification" : "regression", classes: dataset.classes,
    };
  }

  /** Read a file and keep it. @param {string} file @param {ArrayBuffer | Uint8Array | string} content bytes, or base64 @param {Record<string, any>} settings */
  read(file, content, settings) {
    const {dataModule} = this;
    if (!dataModule) throw new SettingError("The data are not loaded yet; try again.");
    const bytes = typeof content === "string" ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : new Uint8Array(content);
    const {header} = makeRecipe(this.description, settings);
    const id = `${file} ${contentHash(bytes)}`;
    const own = {file, table: dataModule.openTable(file, bytes, header), bytes, header};
    const before = this.tables.get(id);
    this.tables.set(id, own);
    try {
      const result = this.describe(id, settings);
      const used = this.configuration?.table;
      const old = [...this.tables.keys()].filter((each) => each !== id && each !== used);
      for (const each of old.slice(0, Math.max(this.tables.size - MAX_TABLES, 0))) this.tables.delete(each);
      return result;
    } catch (error) {
      if (before) this.tables.set(id, before);
      else this.tables.delete(id);
      throw error;
    }
  }

  /** All that `restore` needs; the states of the run thinned to a megabyte. */
  save() {
    return {configuration: this.configuration, session: this.current.save(), viewed: this.past};
  }

  /** Continue a saved run, paused; an error leaves everything as it was. @param {{configuration: Record<string, any>, session: import("./session.js").SavedSession, viewed: number | null}} state */
  restore({configuration, session, viewed}) {
    const before = {session: this.session, configuration: this.configuration, past: this.past, revision: this.revision};
    try {
      this.configure(configuration);
      this.current.restore(session);
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
    this.past = viewed === null || viewed === this.current.epoch ? null : viewed;
    this.changed();
    return {...this.summary(), ...this.network()};
  }

  /** What does not change while a network is trained. */
  network() {
    const {engine, problem, trainer} = this.current;
    return {
      architecture: problem.architecture, recipe: problem.recipe, stepsPerEpoch: trainer.perEpoch,
      classes: problem.dataset.classes, target: problem.dataset.target.name,
      task: problem.dataset.classes.length ? "classification" : "regression",
      inputs: problem.encoding.features.flatMap(({name, inputs}) => inputs.map((each) => ({name: each, feature: name}))),
      features: problem.encoding.names, columns: problem.dataset.features.map(({name}) => name),
      coding: {...problem.coding}, parts: Object.fromEntries([...problem.parts].map(([name, part]) => [name, part.rows.length])),
      layout: engine.layout.blocks.map(({arrays}) => Object.fromEntries(arrays)),
    };
  }

  /** Where the run is. */
  summary() {
    const {session} = this;
    if (!session) return {revision: this.revision};
    return {
      revision: this.revision, epoch: session.epoch, batches: session.batches, viewed: this.past ?? session.epoch,
      playing: this.playing, status: session.status, message: session.message,
    };
  }

  /** Reply to the newest request for a frame, if there is something that it has not shown. */
  sendFrame() {
    const {waiting} = this;
    if (!waiting || !this.session || (waiting.request.after ?? -1) >= this.revision) return;
    this.waiting = null;
    try {
      this.send(this.frame(waiting.id, waiting.request));
    } catch (error) {
      this.fail(waiting.id, error);
    }
  }

  /**
   * Reply with what went wrong; a fault of the program also goes to the console.
   * @param {number} id
   * @param {unknown} error
   */
  fail(id, error) {
    this.send({id, error: error instanceof Error ? error.message : String(error)});
    if (!(error instanceof SettingError)) throw error;
  }

  /**
   * What the page shows now.
   * @param {number} id
   * @param {FrameRequest} request
   */
  frame(id, request) {
    const session = this.current;
    const {engine, rows, problem} = session;
    const theta = this.viewedTheta();
    /** @type {Record<string, {numbers: import("./frames.js").Numbers, shape: number[]}>} */
    const arrays = {};
    if (request.weights) arrays.theta = {numbers: theta.floats.slice(), shape: [theta.length]};
    /** @type {string[]} */
    let columns = [];
    if (request.history !== undefined) {
      const {names, values} = packRows(rows, request.history);
      columns = names;
      arrays.history = {numbers: values, shape: [values.length / names.length, names.length]};
    }
    if (request.surface) {
      const grid = this.grid(request.surface);
      arrays.surface = {numbers: grid.outputs(theta), shape: [grid.size, grid.size, engine.outputs]};
    }
    if (request.neurons) {
      const grid = this.grid(request.neurons);
      grid.neurons(theta).forEach((numbers, l) => {
        arrays[`neurons_${l}`] = {numbers, shape: [engine.layout.blocks[l].outputs, grid.size, grid.size]};
      });
    }
    if (request.point) {
      const {inputs, activations} = pointActivations(engine, problem, theta, request.point);
      arrays.point_inputs = {numbers: inputs, shape: [inputs.length]};
      activations.forEach((numbers, l) => (arrays[`point_${l}`] = {numbers, shape: [numbers.length]}));
    }
    if (request.predictions) {
      for (const [name, part] of problem.parts) {
        const {outputs} = engine.evaluate(theta, session.data(name));
        arrays[`outputs_${name}`] = {numbers: outputs, shape: [part.rows.length, engine.outputs]};
        arrays[`rows_${name}`] = {numbers: Int32Array.from(part.rows), shape: [part.rows.length]};
      }
    }
    let loss;
    if (request.gradient !== undefined || request.activations) this.inspector ??= new Inspector(session);
    if (request.gradient !== undefined) {
      const measured = /** @type {Inspector} */ (this.inspector).gradient(theta, request.gradient);
      arrays.gradient = {numbers: measured.gradient, shape: [measured.gradient.length]};
      loss = measured.loss;
    }
    if (request.activations) {
      const {layers, count} = /** @type {Inspector} */ (this.inspector).activations(theta);
      layers.forEach((numbers, l) => (arrays[`activations_${l}`] = {numbers, shape: [count, numbers.length / count]}));
    }
    const viewed = rows[Math.min(this.past ?? session.epoch, rows.length - 1)]; // a row for each epoch
    return encodeFrame({id, ...this.summary(), row: viewed, columns, loss}, arrays);
  }

  /** θ of the epoch in view. */
  viewedTheta() {
    const session = this.current;
    if (this.past === null) return session.trainer.theta;
    this.view ??= session.module.zeros("float32", session.trainer.theta.length);
    this.view.set(session.at(this.past).state.theta);
    return this.view;
  }

  /** Give the memory of all grids back. */
  forgetGrids() {
    for (const grid of this.grids.values()) grid.free();
    this.grids.clear();
  }

  /** @param {import("./surface.js").Plane} plane */
  grid(plane) {
    const key = JSON.stringify(plane);
    let grid = this.grids.get(key);
    if (!grid) {
      if (this.grids.size >= MAX_GRIDS) this.forgetGrids();
      const {engine, problem} = this.current;
      this.grids.set(key, (grid = new Grid(engine, problem, plane)));
    }
    return grid;
  }

  /**
   * Change settings: those that may change fork the run at the epoch in view, any other starts it again.
   * @param {Record<string, any>} settings
   */
  change(settings) {
    const session = this.current;
    const recipe = {...this.configuration?.recipe, ...settings};
    if (session.epoch === 0 || Object.keys(settings).some((name) => !CHANGEABLE.includes(name))) {
      return this.configure({...this.configuration, recipe});
    }
    makeRecipe(this.description, recipe);
    session.fork(this.past ?? session.epoch, settings);
    this.configuration = {...this.configuration, recipe};
    this.past = null;
    this.changed();
    return this.summary();
  }
}

/**
 * The architecture that a page asked for, with all settings of its layers.
 * @param {Record<string, any>} architecture
 * @returns {import("./targets.js").OpenArchitecture}
 */
function checkArchitecture({layers = [], output = null, loss = null}) {
  if (!Array.isArray(layers) || layers.length > MAX_LAYERS) throw new SettingError(`The page takes at most ${MAX_LAYERS} layers.`);
  const complete = layers.map((each) => layer(each.width, each));
  for (const {width, dropout, norm} of complete) {
    if (!Number.isInteger(width) || width < 1 || width > MAX_NEURONS) {
      throw new SettingError(`The width of a layer must be a whole number from 1 to ${MAX_NEURONS}, not ${width}.`);
    }
    if (!(dropout >= 0 && dropout < 1)) throw new SettingError(`Dropout must be at least 0 and less than 1, not ${dropout}.`);
    if (![null, "batch", "layer"].includes(norm)) throw new SettingError(`The normalization of a layer must be 'batch' or 'layer', not '${norm}'.`);
  }
  return {layers: complete, output, loss};
}

/** A dataset as a message has it; null where a value is missing. @param {import("./dataset.js").Dataset} dataset */
function table({features, target, classes}) {
  const plain = (/** @type {Float64Array} */ values) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return {
    columns: Object.fromEntries(features.map(({name, values}) => [name, plain(values)])), kinds: Object.fromEntries(features.map(({name, kind}) => [name, kind])),
    levels: Object.fromEntries(features.filter(({kind}) => kind === "category").map(({name, levels}) => [name, levels])),
    target: target.name, values: [...target.values], classes,
  };
}

/** A short name for the content of a file: 53 bits of two multiplicative hashes. @param {Uint8Array} bytes */
function contentHash(bytes) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 2654435761);
    b = Math.imul(b ^ byte, 1597334677);
  }
  return (4294967296 * ((b ^ (a >>> 16)) & 2097151) + ((a ^ (b >>> 13)) >>> 0)).toString(36);
}

/** The commands; each returns what the page is told, by default where the run is. @type {Record<string, (host: EngineHost, message: Message) => any>} */
const COMMANDS = {
  configure: (host, {configuration}) => host.configure(configuration ?? {}),
  play(host) {
    host.current.canTrain();
    host.past = null;
    host.playing = host.current.status === "training";
    host.nextEpoch = host.clock();
    host.changed();
  },
  pause(host) {
    host.playing = false;
    host.changed();
  },
  step(host) {
    host.playing = false;
    host.past = null;
    host.current.step();
    host.changed();
  },
  stepBatch(host) {
    host.playing = false;
    host.past = null;
    host.current.stepBatch();
    host.changed();
  },
  reset: (host) => host.configure(host.configuration ?? {}),
  rest(host, {milliseconds}) {
    if (!(milliseconds >= 0 && milliseconds <= MAX_REST)) throw new SettingError(`It can rest for 0 to ${MAX_REST} milliseconds.`);
    host.restUntil = host.clock() + milliseconds;
  },
  pace(host, {epochsPerSecond}) {
    if (epochsPerSecond !== null && !(epochsPerSecond > 0)) throw new SettingError("The pace must be positive, or null for no limit.");
    host.pace = epochsPerSecond;
    host.nextEpoch = host.clock();
  },
  change: (host, {settings}) => host.change(settings ?? {}),
  edit(host, {layer: l, index, value}) {
    if (host.past !== null) throw new SettingError("Fork the run at this epoch first; then its weights can be changed.");
    host.current.edit(l, index, value);
    host.changed();
  },
  travel(host, {epoch}) {
    host.playing = false;
    if (epoch !== null) host.current.at(epoch);
    host.past = epoch === host.current.epoch ? null : epoch;
    host.changed();
  },
  fork(host, {epoch, settings}) {
    const {playing} = host;
    host.current.fork(epoch ?? host.past ?? host.current.epoch, settings ?? {});
    host.past = null;
    host.playing = playing;
    host.changed();
  },
  network: (host) => ({...host.summary(), ...host.network()}),
  rows(host) {
    const {dataset, parts} = host.current.problem;
    return {...table(dataset), parts: Object.fromEntries([...parts].map(([name, {rows}]) => [name, rows]))};
  },
  preview(host, {recipe}) {
    const settings = makeRecipe(host.description, recipe ?? {});
    return table(host.dataset({}, settings));
  },
  read: (host, {name, bytes, recipe}) => host.read(String(name ?? "table.csv"), bytes ?? "", recipe ?? {}),
  describe: (host, {table: id, recipe}) => host.describe(id, recipe ?? {}),
  save: (host) => host.save(),
  restore: (host, {state}) => host.restore(state),
};
