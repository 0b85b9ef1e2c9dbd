/**
 * The state of the page as signals, and everything that a person can do with it. Components read the signals and call the
 * methods; the engine has the network, and this class keeps its settings, its frames and the address in step.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {import("../engine/frames.js").Frame} Frame
 * @typedef {{revision: number, epoch: number, batches: number, viewed: number, playing: boolean, status: string, message: string}} Position
 * @typedef {{kind: "neuron", column: number, index: number} | {kind: "weight", column: number, from: number, to: number}
 *   | {kind: "layer", column: number}} Selection `column` counts from the inputs, 0
 * @typedef {{tone: "info" | "error", text: string, action?: {label: string, run: () => void}}} Notice
 * @typedef {{columns: Record<string, number[]>, target: string, values: number[], classes: string[], parts: Record<string, number[]>,
 *   levels?: Record<string, string[]>, kinds?: Record<string, string>}} Data `levels` are the texts of a column of categories
 * @typedef {{x: string, y: string, xRange: [number, number], yRange: [number, number], size: number, held?: Record<string, any>}} Plane
 */

import {batch, computed, signal} from "../vendor/vendor.js";
import {reachOf} from "./colors.js";
import {imageSide} from "./images.js";
import {KeptRuns} from "./kept_runs.js";
import {pictureSize} from "./network_layout.js";
import {settingsOf, queryOf} from "./link.js";
import {EMBED_HIDES, impliedHides} from "./hiding.js";
import {RunHistory} from "./run_history.js";
import {KEPT_BYTES} from "./own_data.js";
import {RunLog} from "./run_log.js";
import {RunSnapshots} from "./run_snapshots.js";
import {CHANGEABLE} from "../engine/changeable.js";
import {ALL_TOYS, FIRST_SIGHT, RANGE, SETS, configurationOf, difference, isPlane, tableRecipe, withRecipe, withTable, withView} from "./settings.js";
import {SettingsHistory} from "./settings_history.js";
import {count, number, text} from "./text.js";

/** @type {Position} */
const NOWHERE = {revision: -1, epoch: 0, batches: 0, viewed: 0, playing: false, status: "training", message: ""};
const SURFACE = 100; // points along each axis of the surface
const WORK = 1.2e7; // products that a surface may take while the network trains
const CURVE = 12; // products that take as long as an activation function
const READING = 100; // milliseconds between two numbers that a person can still read
const MOST_RATE = 0.1; // learning rate after a divergence
const LOOKING = 250; // milliseconds between two looks inside while the network trains

/** Arrays that only a look inside asks for. */
const INSIDE = ["gradient", "activations_0", "rows_train"];

/** The range of some values, and a little more. @param {ArrayLike<number | null>} values @returns {[number, number]} */
export function paddedRange(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return RANGE;
  const more = (high - low) * 0.06 || Math.abs(low) * 0.1 || 1;
  return [low - more, high + more];
}

export class Playground {
  /**
   * @param {import("./engine_client.js").EngineClient} client
   * @param {Settings} settings
   * @param {import("./settings_history.js").BrowserHistory} browser
   */
  constructor(client, settings, browser) {
    this.client = client;
    this.undoStack = new SettingsHistory(browser);
    /** @type {import("../vendor/vendor.js").Signal<Settings>} */
    this.settings = signal(settings);
    /** The settings that the engine has. @type {Settings | null} */
    this.accepted = null;
    this.syncing = false;
    this.synced = Promise.resolve();
    /** Until then, Play waits. */
    this.started = Promise.resolve();
    /** The engine's description of the network. @type {import("../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.network = signal(null);
    /** @type {import("../vendor/vendor.js").Signal<Data | null>} */
    this.data = signal(null);
    /** The newest frame, for pictures: up to sixty a second. @type {import("../vendor/vendor.js").Signal<Frame | null>} */
    this.frame = signal(null);
    /** The settings whose data the page has. @type {Settings | null} */
    this.dataSettings = null;
    /** A frame for numbers, curves and tables: while the network trains, ten a second. @type {import("../vendor/vendor.js").Signal<Frame | null>} */
    this.readable = signal(null);
    this.readAt = 0;
    /** The newest frame with what was asked for by `look`. @type {import("../vendor/vendor.js").Signal<Frame | null>} */
    this.inside = signal(null);
    /** What open parts of the page look at inside the network. @type {Map<string, Partial<import("../engine/host.js").FrameRequest>>} */
    this.looks = new Map();
    this.lookedAt = 0;
    /** The row of the data that is looked at, if the point is one. @type {import("../vendor/vendor.js").Signal<number | null>} */
    this.row = signal(null);
    /** Where the run is. */
    this.newest = NOWHERE;
    /** The same for what is shown of it: while the network trains, ten times a second. */
    this.position = signal(NOWHERE);
    this.shownAt = 0;
    this.history = new RunHistory();
    /** @type {import("../vendor/vendor.js").Signal<Selection | null>} */
    this.selected = signal(null);
    /** @type {import("../vendor/vendor.js").Signal<{column: number, index: number} | null>} */
    this.hovered = signal(null);
    /** The point whose numbers are looked at. @type {import("../vendor/vendor.js").Signal<{x: number, y: number}>} */
    this.point = signal({x: 1, y: 1});
    /** The drawer that is open. @type {import("../vendor/vendor.js").Signal<"learn" | "inside" | "take" | null>} */
    this.drawer = signal(null);
    /** @type {import("../vendor/vendor.js").Signal<Notice | null>} */
    this.notice = signal(null);
    /** What a screen reader says next. */
    this.announcement = signal("");
    /** Whether weights were set by hand, or settings changed on the way, which code does not repeat. */
    this.altered = signal(false);
    /** Pixels of a neuron's picture, as the network is drawn now. */
    this.cellPixels = signal(32);
    /** Epochs a second, measured. */
    this.rate = signal(0);
    this.measured = {epoch: 0, at: 0};
    this.canUndo = signal(this.undoStack.canUndo);
    this.canRedo = signal(this.undoStack.canRedo);
    /** The latest of the commands that only count once: the next edit, the next epoch to go to. @type {Map<string, () => Promise<any>>} */
    this.latest = new Map();
    /** Whether the frame shows this network, and not the one before. */
    this.drawable = computed(() => (this.frame.value?.header.revision ?? -1) >= (this.network.value?.revision ?? Infinity));
    this.plane = computed(() => this.planeOf(SURFACE));
    /** The side of the square pictures that the rows are, or 0. */
    this.imageSide = computed(() => imageSide(this.network.value?.features ?? []));
    /** The largest value of a pixel. */
    this.darkest = computed(() => (this.imageSide.value && this.data.value ? reachOf(this.network.value?.features.flatMap((/** @type {string} */ name) => reachOf(this.data.value?.columns[name] ?? [])) ?? []) : 1));
    /** Values by column that a person drew or typed, to be looked at instead of a point or row. @type {import("../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.custom = signal(null);
    /** What else a frame has, by who asks for it. @type {Map<string, import("../engine/host.js").FrameRequest>} */
    this.requests = new Map();
    /** What was done in this run. */
    this.log = new RunLog();
    /** The lesson or challenge in progress. @type {import("./guide.js").Guide | null} */
    this.guide = null;
    /** The part in a class, if the link is of one. @type {import("../vendor/vendor.js").Signal<import("./classroom.js").PupilPart | null>} */
    this.classPart = signal(null);
    /** What the lesson hides. @type {import("../vendor/vendor.js").Signal<string[]>} */
    this.guideHides = signal([]);
    /** What the address says besides the settings. */
    this.suffix = "";
    /** Whether it is a frame in another page, with the network, the output and Play only. */
    this.embedded = false;
    this.hidden = computed(() => impliedHides([...this.settings.value.view.hide, ...this.guideHides.value, ...(this.embedded ? EMBED_HIDES : [])]));
    /** Whether it has been played, after which there are no more hints. */
    this.played = signal(false);
    /** What a table has, and what was decided about its columns. @type {import("../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.report = signal(null);
    /** Settings of a link that need a file of this name. @type {import("../vendor/vendor.js").Signal<{file: string, settings: Settings} | null>} */
    this.wanted = signal(null);
    /** Tables that the engine has. @type {Set<string>} */
    this.tables = new Set();
    /** Runs as they were, for undo. */
    this.snapshots = new RunSnapshots();
    /** The entry of the history to which the accepted settings belong. */
    this.acceptedEntry = this.undoStack.index;
    /** Whether runs are saved. */
    this.saving = true;
    /** What was saved last. @type {import("./storage.js").SavedRun | null} */
    this.lastSaved = null;
    /** What the browser keeps, if it keeps anything. @type {import("./storage.js").PageStorage | null} */
    this.storage = null;
    this.kept = new KeptRuns();
    /** Makes each picture as a figure in SVG. @type {Map<string, () => string | null>} */
    this.figures = new Map();
    /** What else is saved with a run, by name. */
    this.extras = new Map(/** @type {[string, import("../vendor/vendor.js").Signal<any>][]} */ ([["altered", this.altered], ["kept", this.kept.runs]]));
    /** A second network that is trained beside this one. @type {import("../vendor/vendor.js").Signal<Playground | null>} */
    this.second = signal(null);
    /** Gives up what a second network has. */
    this.close = () => this.client.close();
  }

  /**
   * Configure the engine, and draw from then on.
   * @param {import("./server/transport.js").Connected | null} connected what a server says that it has
   * @param {import("./storage.js").SavedRun | null} run a saved run to continue
   */
  start(connected = null, run = null) {
    this.started = this.begin(connected, run);
    return this.started;
  }

  /** @param {import("./server/transport.js").Connected | null} connected @param {import("./storage.js").SavedRun | null} run */
  async begin(connected, run) {
    await this.call("pace", {epochsPerSecond: this.settings.value.view.speed});
    await this.findFile();
    const continued = (connected?.resumed && await this.adopt(connected.configuration)) || (run?.state && await this.restore(run));
    if (!continued) await this.sync();
    if (run) await this.restoreExtras(run, Boolean(continued));
    this.client.frames(() => this.show(), {
      onArrival: (frame) => this.takeFrame(frame), onDraw: (frame) => this.draw(frame), onError: (message) => this.syncing || this.complain(message), // a plane of the data before
    });
  }

  /**
   * Continue the run that the engine has, if it is that of the settings, or the address says none.
   * @param {Record<string, any>} configuration
   */
  async adopt(configuration) {
    const {isRunOf, settingsOfRun} = await import("./server/resume.js");
    const settings = this.settings.value;
    const same = isRunOf(settings, configuration);
    if (!same && queryOf(settings) !== queryOf(FIRST_SIGHT)) return false;
    const network = await this.call("network");
    if (!network) return false;
    if (!same) {
      this.settings.value = settingsOfRun(configuration, network.recipe, settings);
      this.undoStack.renew(this.addressOf(this.settings.value));
    }
    this.accepted = this.settings.value;
    await this.takeNetwork(network);
    return true;
  }

  /** Start again with a server that has forgotten the run: with the one that the page saved last. @param {import("./server/transport.js").Connected} connected */
  async startAgain(connected) {
    const {playing} = this.newest;
    const run = this.lastSaved?.query === queryOf(this.settings.value) ? this.lastSaved : null;
    this.newest = NOWHERE;
    this.accepted = null;
    this.tables.clear();
    await this.start(connected, run && {...run, extras: {log: run.extras.log, altered: run.extras.altered}});
    if (!this.newest.epoch) this.complain(connected.reason || text("connection.forgotten"));
    else if (playing) await this.play();
  }

  /** The server was started again: what it does not know yet is sent again. @param {import("./server/transport.js").Connected} connected */
  async comeBack({configuration}) {
    const {changesSince} = await import("./server/resume.js");
    if (!this.accepted || this.syncing || !configuration) return;
    const changes = changesSince(configuration, this.accepted);
    if (changes === null) {
      this.accepted = null;
      await this.sync();
    } else if (Object.keys(changes).length) {
      const result = await this.call("change", {settings: changes});
      if (result) await this.takeNetwork(result);
    }
  }

  // ── data of one's own, and saved runs ──

  /** Delete what the browser keeps for this page, if it is meant. */
  askToForget() {
    const run = async () => {
      this.saving = false;
      await this.storage?.clear();
      sessionStorage.clear();
      location.assign(location.pathname);
    };
    this.notice.value = {tone: "info", text: text("notice.forget"), action: {label: text("notice.delete"), run: () => void run()}};
  }

  /** Find the file that a link names, or begin with other data until it is opened. */
  async findFile() {
    const settings = this.settings.value;
    if (isPlane(settings) || settings.table || SETS.includes(settings.recipe.data)) return;
    const file = settings.recipe.data;
    const known = await this.storage?.tableOf(file).catch(() => undefined);
    if (known) {
      this.settings.value = {...settings, table: {id: known.id, file}};
      return;
    }
    this.wanted.value = {file, settings};
    this.settings.value = withView(FIRST_SIGHT, {...FIRST_SIGHT.view, theme: settings.view.theme, language: settings.view.language});
  }

  /** Open a file, and train on it. @param {string} file @param {Uint8Array<ArrayBuffer>} bytes */
  async open(file, bytes) {
    const wanted = this.wanted.value?.file === file ? this.wanted.value.settings : null;
    const settings = wanted ?? withTable(this.settings.value, {id: "", file});
    const report = await this.call("read", {name: file, bytes, recipe: tableRecipe(settings)});
    if (!report) return false;
    this.tables.add(report.table);
    if (bytes.length <= KEPT_BYTES) void this.storage?.saveTable({id: report.table, file, bytes, at: Date.now()}).catch(() => {});
    this.wanted.value = null;
    const table = {id: report.table, file};
    this.apply(wanted ? {...wanted, table} : withTable(this.settings.value, table));
    this.announcement.value = text("own.opened", {file, rows: report.rows});
    return true;
  }

  /** Let the engine have a table that the browser kept. @param {Settings} settings */
  async supply({table, recipe}) {
    if (!table || this.tables.has(table.id)) return;
    const kept = await this.storage?.table(table.id).catch(() => undefined);
    if (kept) await this.client.call("read", {name: kept.file, bytes: kept.bytes, recipe: {header: recipe.header ?? null}});
    this.tables.add(table.id);
  }

  /** Continue a saved run. @param {import("./storage.js").SavedRun} run */
  async restore({state}) {
    try {
      await this.supply(this.settings.value);
      const result = await this.client.call("restore", {state});
      this.accepted = this.settings.value;
      await this.takeNetwork(result);
      this.played.value = result.epoch > 0;
      return true;
    } catch {
      return false; // saved by another version: the settings remain
    }
  }

  /** What else was saved with a run: kept runs, and a second network. @param {import("./storage.js").SavedRun} run @param {boolean} continued whether the run itself is back */
  async restoreExtras({extras}, continued) {
    for (const [name, each] of this.extras) if (name in extras && (continued || name === "kept")) each.value = extras[name];
    if (continued && extras.log) Object.assign(this.log, extras.log);
    if (!extras.second) return;
    const {openSecond} = await import("./second_network.js");
    openSecond(this, extras.second.settings, undefined, extras.second);
  }

  /** All that is needed to continue later; null while the engine has none of it. */
  async saved() {
    if (!this.accepted || this.syncing || !this.saving) return null;
    const settings = this.accepted;
    const state = await this.client.call("save").catch(() => null); // too large, or the connection was lost
    /** @type {Record<string, any>} */
    const extras = Object.fromEntries([...this.extras].map(([name, {value}]) => [name, value]));
    const {start, changes, edits} = this.log;
    extras.log = {start, changes, edits};
    const second = this.second.value;
    if (second) extras.second = {settings: second.settings.value, ...(await second.saved())};
    return {query: queryOf(this.settings.value), table: settings.table, state, visitor: this.client.visitor(), extras};
  }

  /** A command whose failure is said to the user. @param {string} command @param {Record<string, any>} fields */
  async call(command, fields = {}) {
    try {
      const result = await this.client.call(command, fields);
      this.takePosition(result);
      return result;
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  // ── settings ──

  /**
   * Change settings, and the address with them.
   * @param {Settings} next
   * @param {string} key what is changed, so that a slider that moves makes one entry to undo
   */
  apply(next, key = "") {
    const before = this.settings.value;
    if (difference(before, next).kind === "none") return;
    this.settings.value = next;
    this.notice.value = null;
    this.undoStack.table = next.table;
    this.addEntry(next, key);
    this.follow(before, next);
  }

  /** Begin these settings untrained, even if they are those of now. @param {Settings} next @param {boolean} fresh the page is being opened, so there is nothing to undo */
  restart(next, fresh = false) {
    this.accepted = null;
    const before = this.settings.value;
    if (!fresh && difference(before, next).kind !== "none") {
      this.apply(next);
      return;
    }
    this.settings.value = next;
    if (fresh) this.undoStack.renew(this.addressOf(next));
    this.follow(before, next);
  }

  /** The query of settings with what else is in the address. @param {Settings} settings */
  addressOf(settings) {
    return [queryOf(settings), this.suffix, this.classPart.value ? `class=${this.classPart.value.code}` : "", this.embedded ? "embed=1" : ""].filter(Boolean).join("&");
  }

  /** What the address says besides the settings: a lesson or challenge. @param {string} suffix */
  setSuffix(suffix) {
    this.suffix = suffix;
    this.undoStack.renew(this.addressOf(this.settings.value));
  }

  /** What was undone or redone. @param {any} state of the browser's history @param {string} query */
  moved(state, query) {
    const from = this.undoStack.index;
    this.undoStack.moved(state);
    this.tellHistory();
    const before = this.settings.value;
    this.settings.value = {...settingsOf(query).settings, table: this.undoStack.table};
    this.announcement.value = text("said.moved");
    const {kind} = difference(before, this.settings.value);
    if ((kind === "none" || kind === "view") && this.snapshots.between(from, this.undoStack.index).length) {
      this.onlyLast("replay", () => this.replay(this.acceptedEntry, this.undoStack.index));
    }
    this.follow(before, this.settings.value);
  }

  /** A new entry of the history, which takes the place of those that were undone. @param {Settings} settings @param {string} key */
  addEntry(settings, key) {
    const {index} = this.undoStack;
    this.undoStack.add(this.addressOf(settings), key);
    if (this.undoStack.index > index) this.snapshots.forget(this.undoStack.index);
    this.tellHistory();
  }

  /** Keep the run as it is, as that of an entry; one that is too large is not kept. @param {number} entry */
  async keepForUndo(entry) {
    const settings = this.accepted;
    if (!settings) return;
    const {start, changes, edits} = this.log;
    const state = await this.client.call("save").catch(() => null);
    if (!state) return;
    this.snapshots.keep(entry, {settings, state, altered: this.altered.value, log: structuredClone({start, changes, edits})});
  }

  /** Whether there is a run that would be lost. */
  get trained() {
    return this.newest.epoch > 0 || this.newest.batches > 0 || this.altered.value;
  }

  /**
   * An entry for what is in no link, so that it can be undone.
   * @param {string} key
   * @param {import("./run_snapshots.js").Action | null} action for a run that is too large to be kept
   */
  async addAction(key, action = null) {
    if (this.undoStack.merges(key)) {
      this.undoStack.recent = {key, at: this.undoStack.clock()};
      const last = this.snapshots.actions.get(this.undoStack.index);
      if (last && action) last.redo = action.redo;
      return;
    }
    await this.keepForUndo(this.undoStack.index);
    this.addEntry(this.settings.value, key);
    this.snapshots.actions.set(this.undoStack.index, action);
    this.acceptedEntry = this.undoStack.index;
  }

  /** Undo or redo what is in no link. @param {number} from @param {number} to entries of the history */
  async replay(from, to) {
    const saved = this.snapshots.of(to, this.settings.value);
    const actions = this.snapshots.between(from, to);
    if (saved) {
      await this.keepForUndo(from);
      await this.bringBack(saved);
    } else {
      for (const action of actions) await (to < from ? action?.undo() : action?.redo());
    }
    this.acceptedEntry = to;
  }

  /** A run as it was. @param {import("./run_snapshots.js").Snapshot} saved */
  async bringBack(saved) {
    const result = await this.client.call("restore", {state: saved.state});
    await this.takeNetwork(result);
    this.altered.value = saved.altered;
    Object.assign(this.log, structuredClone(saved.log));
  }

  tellHistory() {
    this.canUndo.value = this.undoStack.canUndo;
    this.canRedo.value = this.undoStack.canRedo;
  }

  /** Let the engine follow the settings. @param {Settings} before @param {Settings} after */
  follow(before, after) {
    if (before.view.speed !== after.view.speed) void this.call("pace", {epochsPerSecond: after.view.speed});
    if (before.view !== after.view) this.client.refresh();
    void this.sync();
  }

  /** Send what the engine does not have yet; resolves when it has everything. */
  sync() {
    if (!this.syncing) this.synced = this.sendSettings();
    return this.synced;
  }

  /** Of settings that change fast, only the newest is sent. */
  async sendSettings() {
    this.syncing = true;
    for (;;) {
      const target = this.settings.value;
      const change = this.accepted ? difference(this.accepted, target) : /** @type {const} */ ({kind: "network"});
      if (change.kind === "none" || change.kind === "view") break;
      try {
        await this.supply(target);
        const entry = this.undoStack.index;
        const goesOn = change.kind === "recipe" && Object.keys(change.changes).every((name) => CHANGEABLE.includes(name));
        if (this.accepted && this.trained && !goesOn) await this.keepForUndo(this.acceptedEntry);
        const saved = goesOn ? null : this.snapshots.of(entry, target);
        this.acceptedEntry = entry;
        if (saved) {
          this.accepted = target;
          await this.bringBack(saved);
          continue;
        }
        const result = change.kind === "recipe"
          ? await this.client.call("change", {settings: change.changes})
          : await this.client.call("configure", {configuration: configurationOf(target)});
        this.accepted = target;
        if (result.architecture) this.log.begin(target);
        else this.log.fork(result.epoch, change.kind === "recipe" ? change.changes : {});
        await this.takeNetwork(result);
      } catch (error) {
        this.complain(error instanceof Error ? error.message : String(error));
        if (!this.accepted) break;
        if (this.settings.value === target) {
          this.settings.value = {...this.accepted, view: target.view};
          this.undoStack.table = this.accepted.table;
          this.undoStack.renew(this.addressOf(this.settings.value));
        }
      }
    }
    this.syncing = false;
  }

  /** What the engine answered to new settings. @param {Record<string, any>} result */
  async takeNetwork(result) {
    this.takePosition(result);
    if (result.architecture) {
      const settings = this.accepted ?? this.settings.value;
      const {recipe, points, table} = this.dataSettings ?? {};
      const sameData = this.data.value !== null && recipe === settings.recipe && points === settings.points && table === settings.table;
      batch(() => {
        this.network.value = result;
        this.altered.value = false;
        this.inside.value = null;
        this.custom.value = null;
        if (!sameData) this.row.value = null;
        this.keepSelection();
      });
      if (result.kept === false) this.notice.value = {tone: "info", text: text("notice.notKept")};
      if (sameData) {
        this.reloadHistory();
        return;
      }
      this.data.value = await this.client.call("rows");
      this.dataSettings = settings;
      const {xRange, yRange} = this.plane.value;
      const {x, y} = this.point.value;
      if (x < xRange[0] || x > xRange[1] || y < yRange[0] || y > yRange[1]) this.point.value = {x: (xRange[0] + xRange[1]) / 2, y: (yRange[0] + yRange[1]) / 2};
      this.report.value = isPlane(settings) ? null : await this.client.call("describe", {table: settings.table?.id, recipe: tableRecipe(settings)});
    } else {
      this.altered.value = true;
    }
    this.reloadHistory();
  }

  /** A selection stays while there is such a neuron or weight. */
  keepSelection() {
    const selection = this.selected.value;
    const counts = this.counts();
    if (!selection) return;
    const there = selection.column < counts.length && (selection.kind !== "neuron" || selection.index < counts[selection.column]) &&
      (selection.kind !== "weight" || (selection.from < counts[selection.column - 1] && selection.to < counts[selection.column]));
    if (!there) this.selected.value = null;
    this.hovered.value = null;
  }

  /** Neurons of each column, from the inputs to the output. @returns {number[]} */
  counts() {
    const network = this.network.value;
    if (!network) return [];
    return [network.architecture.inputs, ...network.architecture.layers.map((/** @type {{width: number}} */ layer) => layer.width), network.architecture.outputs];
  }

  // ── time ──

  async togglePlay() {
    if (this.newest.playing) await this.pause();
    else await this.play();
  }

  /** Train; a run that ended goes on for longer, and one that diverged starts again. */
  async play() {
    void this.second.value?.play();
    await this.started;
    const {status} = this.newest;
    if (status === "finished") this.trainLonger();
    else if (status === "stopped early") this.trainOn();
    else if (status === "diverged") await this.startOver();
    await this.synced;
    this.played.value = true;
    this.notice.value = null;
    this.measured = {epoch: this.newest.epoch, at: performance.now()};
    if (await this.call("play")) this.announcement.value = text("said.playing");
  }

  async pause() {
    void this.second.value?.pause();
    if (await this.call("pause")) this.announcement.value = text("said.paused", {epoch: this.newest.epoch});
  }

  async step() {
    void this.second.value?.step();
    if (await this.call("step")) this.announcement.value = text("said.step", {epoch: this.newest.epoch});
  }

  async stepBatch() {
    void this.second.value?.stepBatch();
    const result = await this.call("stepBatch");
    if (result) this.announcement.value = text("said.stepBatch", {batch: result.batches});
  }

  async reset() {
    void this.second.value?.reset();
    await this.startOver();
  }

  async startOver() {
    if (this.trained) await this.addAction("");
    const result = await this.call("reset");
    if (!result) return;
    this.notice.value = null;
    this.log.begin(this.accepted);
    await this.takeNetwork(result);
    this.announcement.value = text("said.reset");
  }

  /** Keep this run, to compare it with others. */
  keepRun() {
    const run = this.kept.keep(this);
    this.announcement.value = run ? text("runs.kept", {number: run.number}) : text("runs.full");
  }

  /** Show an epoch; null is the newest. @param {number | null} epoch */
  travel(epoch) {
    this.onlyLast("travel", () => this.call("travel", {epoch}));
  }

  /** Continue from the epoch in view; later epochs are discarded. */
  async fork() {
    if (this.newest.viewed < this.newest.epoch) await this.addAction("");
    const result = await this.call("fork");
    if (!result) return;
    this.log.fork(result.epoch);
    this.reloadHistory();
    this.notice.value = null;
    this.announcement.value = text("said.fork", {epoch: result.epoch});
  }

  /** Train for as many epochs again. */
  trainLonger() {
    const {recipe} = this.settings.value;
    this.apply(withRecipe(this.settings.value, {epochs: Math.min(2 * Number(recipe.epochs), 100_000)}), "epochs");
  }

  /** Train on after an early stop. */
  trainOn() {
    this.apply(withRecipe(this.settings.value, {patience: null}));
  }

  /** A weight or a bias set by hand. @param {number} layer from 0 @param {number[]} index @param {number} value */
  edit(layer, index, value) {
    const {epoch, viewed} = this.newest;
    if (viewed < epoch) {
      this.notice.value = {tone: "info", text: text("notice.past", {epoch: viewed}), action: {label: text("scrubber.fork"), run: () => void this.fork()}};
      return;
    }
    this.onlyLast("edit", () => this.editNow(layer, index, value));
  }

  /** @param {number} layer from 0 @param {number[]} index @param {number} value */
  async editNow(layer, index, value) {
    const before = this.parameterAt(layer, index);
    const set = (/** @type {number} */ to) => () => this.call("edit", {layer, index, value: to});
    await this.addAction(`edit ${layer} ${index}`, {undo: set(before), redo: set(value)});
    this.altered.value = true;
    const result = await this.call("edit", {layer, index, value});
    if (result) this.log.edit([result.epoch, result.batches, layer, index, value]);
  }

  /** A weight, or a bias, as the newest frame has it. @param {number} layer @param {number[]} index */
  parameterAt(layer, index) {
    const place = this.network.value?.layout[layer];
    const at = index.length > 1 ? place?.W.start + index[0] * place?.W.shape[1] + index[1] : place?.b.start + index[0];
    return this.frame.value?.arrays.theta?.[at] ?? 0;
  }

  /** Resolves when the frame shows where the run is now. */
  async pictured() {
    const {revision} = this.newest;
    while ((this.frame.value?.header.revision ?? -1) < revision) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Carry out a command when the one of its kind before is done; of several that wait, the last. @param {string} kind @param {() => Promise<any>} run */
  onlyLast(kind, run) {
    const busy = this.latest.has(kind);
    this.latest.set(kind, run);
    if (busy) return;
    void (async () => {
      for (;;) {
        const next = this.latest.get(kind);
        await next?.();
        if (this.latest.get(kind) === next) break;
      }
      this.latest.delete(kind);
    })();
  }

  // ── frames ──

  /** Columns that can be an axis: those of numbers, or all if there are not two of them. @returns {string[]} */
  axes() {
    /** @type {string[]} */
    const columns = this.network.value?.columns ?? ["x1", "x2"];
    const numeric = columns.filter((name) => !this.data.value?.levels?.[name]);
    return numeric.length > 1 ? numeric : columns;
  }

  /** @param {number} size @returns {Plane} */
  planeOf(size) {
    const {view} = this.settings.value;
    const axes = this.axes();
    const has = (/** @type {string | null} */ name) => name !== null && axes.includes(name);
    const x = has(view.x) ? /** @type {string} */ (view.x) : axes[0];
    const y = has(view.y) ? /** @type {string} */ (view.y) : axes.find((name) => name !== x) ?? x;
    const held = Object.fromEntries(Object.entries(view.held).filter(([name]) => name !== x && name !== y));
    return {x, y, xRange: this.rangeOf(x), yRange: this.rangeOf(y), size, ...(Object.keys(held).length ? {held} : {})};
  }

  /** What an axis shows: of points in the plane its usual part, of other columns all values and a little more. @param {string} column @returns {[number, number]} */
  rangeOf(column) {
    const {points, recipe} = this.settings.value;
    const values = this.data.value?.columns[column];
    if (points || ALL_TOYS.includes(recipe.data) || !values) return RANGE;
    return paddedRange(values);
  }

  /** What is visible. */
  show() {
    const network = this.network.value;
    const hidden = this.counts().slice(1).reduce((sum, each) => sum + each, 0);
    const parameters = network ? network.layout.reduce((/** @type {number} */ sum, /** @type {any} */ {W}) => sum + W.shape[0] * W.shape[1], 0) : 1;
    const work = this.newest.playing ? WORK : 8 * WORK;
    const size = Math.max(Math.min(Math.floor(Math.sqrt(work / (parameters + CURVE * hidden))), SURFACE), 16);
    const picture = Math.min(pictureSize(hidden, this.cellPixels.value), size);
    return {
      weights: true, history: this.history.rows, ...(this.imageSide.value ? {} : {surface: this.planeOf(size)}),
      ...(picture >= 2 && !this.imageSide.value ? {neurons: this.planeOf(picture)} : {}),
      point: this.pointValues(), ...this.insideShown(),
      ...Object.assign({}, ...this.requests.values()),
    };
  }

  /** The values of the point or row that is looked at, by column. @returns {Record<string, any>} */
  pointValues() {
    if (this.custom.value) return this.custom.value;
    const data = this.data.value;
    const row = this.row.value;
    if (data && row !== null && row < data.values.length) {
      return Object.fromEntries(Object.entries(data.columns).map(([name, values]) => [name, data.levels?.[name]?.[values[row]] ?? values[row]]));
    }
    const {x, y} = this.plane.value;
    return {...this.settings.value.view.held, [x]: this.point.value.x, [y]: this.point.value.y};
  }

  /** How dark each pixel is of the picture that is looked at, from 0 to 1. */
  shades() {
    const values = this.pointValues();
    /** @type {string[]} */
    const features = this.network.value?.features ?? [];
    return Float32Array.from(features, (name) => Number(values[name] ?? 0) / this.darkest.value);
  }

  /** What open parts of the page need besides, not more often than they can be read. */
  insideShown() {
    const now = performance.now();
    if (!this.looks.size || (this.newest.playing && now - this.lookedAt < LOOKING)) return {};
    this.lookedAt = now;
    return Object.assign({}, ...this.looks.values());
  }

  /** Ask for more in frames until `lookAway`. @param {string} who @param {Partial<import("../engine/host.js").FrameRequest>} request */
  look(who, request) {
    this.looks.set(who, request);
    this.lookedAt = 0;
    this.client.refresh();
  }

  /** @param {string} who */
  lookAway(who) {
    this.looks.delete(who);
  }

  /** Each frame has rows of the history that no other one has. @param {Frame} frame */
  takeFrame(frame) {
    const {header, arrays} = frame;
    if (arrays.history) this.history.append(header.columns, arrays.history);
    this.takePosition(header);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const now = performance.now();
    batch(() => {
      this.frame.value = frame;
      if (!this.newest.playing || now - this.readAt >= READING) {
        this.readAt = now;
        this.readable.value = frame;
      }
      if (INSIDE.some((name) => name in frame.arrays)) this.inside.value = frame;
      this.measureRate(now);
    });
  }

  /** @param {number} now */
  measureRate(now) {
    const {epoch, playing} = this.newest;
    if (!playing) {
      this.rate.value = 0;
    } else if (now - this.measured.at > 500) {
      this.rate.value = Math.max(((epoch - this.measured.epoch) * 1000) / (now - this.measured.at), 0);
      this.measured = {epoch, at: now};
    }
  }

  /** The rows of the run are no longer those that the page has. */
  reloadHistory() {
    this.history.clear();
    this.client.refresh();
  }

  /** Where the run is now, and what has ended. @param {Record<string, any>} summary */
  takePosition(summary) {
    const before = this.newest;
    if (summary?.status === undefined || summary.revision < before.revision) return;
    const {revision, epoch, batches, viewed, playing, status, message} = summary;
    const position = (this.newest = {revision, epoch, batches, viewed, playing, status, message});
    const now = performance.now();
    if (!playing || !before.playing || now - this.shownAt >= READING) {
      this.shownAt = now;
      this.position.value = position;
    }
    if (status !== "training" && before.status === "training") this.sayStatus(position);
  }

  /** Say that a run has ended, how, and what can be done. @param {Position} position */
  sayStatus({status, epoch, message}) {
    if (status === "diverged") {
      this.announcement.value = text("notice.diverged", {message});
      return;
    }
    const finished = status === "finished";
    this.notice.value = {
      tone: "info", text: text(finished ? "notice.finished" : "notice.stoppedEarly", {epoch: count(epoch)}),
      action: {label: text(finished ? "notice.longer" : "notice.on"), run: () => void this.play()},
    };
    this.announcement.value = this.notice.value.text;
  }

  /** What helps after a divergence: the same run with a smaller learning rate. */
  cure() {
    const rate = Number(Math.min(Number(this.settings.value.recipe.learning_rate) / 10, MOST_RATE).toPrecision(3));
    const run = () => {
      this.accepted = null; // from the beginning
      this.apply(withRecipe(this.settings.value, {learning_rate: rate}), "learning_rate");
      void this.play();
    };
    return {label: text("notice.cure", {rate: number(rate)}), run};
  }

  /** @param {string} message */
  complain(message) {
    this.notice.value = {tone: "error", text: message};
    this.announcement.value = message;
  }

  // ── what is looked at ──

  /** @param {Selection | null} selection */
  select(selection) {
    this.selected.value = selection;
    this.client.refresh();
  }

  /** @param {{x: number, y: number}} point */
  lookAt(point) {
    const {xRange, yRange} = this.plane.value;
    const clamp = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) => Math.min(Math.max(value, low), high);
    this.point.value = {x: clamp(point.x, xRange), y: clamp(point.y, yRange)};
    this.row.value = null;
    this.custom.value = null;
    this.client.refresh();
  }

  /** Look at values that a person drew or typed, by column; null is the point or row again. @param {Record<string, any> | null} values */
  lookAtValues(values) {
    this.custom.value = values;
    if (values) this.row.value = null;
    this.client.refresh();
  }

  /** Look at a row of the data. @param {number} row its place */
  lookAtRow(row) {
    const data = this.data.value;
    if (!data) return;
    const {x, y} = this.plane.value;
    this.point.value = {x: data.columns[x]?.[row] ?? 0, y: data.columns[y]?.[row] ?? 0};
    this.row.value = row;
    this.custom.value = null;
    this.client.refresh();
  }

  /** @param {"learn" | "inside" | "take"} name */
  toggleDrawer(name) {
    this.drawer.value = this.drawer.value === name ? null : name;
  }

  /** @param {Partial<import("./settings.js").View>} view @param {string} key */
  setView(view, key = "") {
    this.apply(withView(this.settings.value, view), key);
  }

  /** Whether a part of the page is hidden by the link or the lesson. @param {string} part */
  hides(part) {
    return this.hidden.value.has(part);
  }
}
