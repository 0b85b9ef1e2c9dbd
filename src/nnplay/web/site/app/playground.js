/**
 * The state of the page as signals, and everything that a person can do with it. Components read the signals and call the
 * methods; the engine has the network. Here are the settings, the network and the data; each other concept is a file of the
 * folder `state`.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{tone: "info" | "error", text: string, action?: {label: string, run: () => void}}} Notice
 * @typedef {{columns: Record<string, number[]>, target: string, values: number[], classes: string[], parts: Record<string, number[]>,
 *   levels?: Record<string, string[]>, kinds?: Record<string, string>}} Data `levels` are the texts of a column of categories
 */

import {computed, signal} from "../vendor/vendor.js";
import {EMBED_HIDES, impliedHides} from "./hiding.js";
import {KeptRuns} from "./kept_runs.js";
import {queryOf} from "./link.js";
import {difference, withView} from "./settings.js";
import {PageAddress} from "./state/address.js";
import {Frames} from "./state/frames.js";
import {OwnFiles} from "./state/own_files.js";
import {RunSaving} from "./state/run_saving.js";
import {SettingsSync} from "./state/settings_sync.js";
import {NOWHERE, TrainingRun} from "./state/training_run.js";
import {Undo} from "./state/undo.js";
import {Viewpoint} from "./state/viewpoint.js";
import {text} from "./text.js";

const REST = 80; // milliseconds that training rests while the page shows a change

export class Playground {
  /**
   * @param {import("./engine_client.js").EngineClient} client
   * @param {Settings} settings
   * @param {import("./settings_history.js").BrowserHistory} browser
   */
  constructor(client, settings, browser) {
    this.client = client;
    /** @type {import("../vendor/vendor.js").Signal<Settings>} */
    this.settings = signal(settings);
    /** The engine's description of the network. @type {import("../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.network = signal(null);
    /** @type {import("../vendor/vendor.js").Signal<Data | null>} */
    this.data = signal(null);
    /** The drawer that is open. @type {import("../vendor/vendor.js").Signal<"learn" | "inside" | "take" | null>} */
    this.drawer = signal(null);
    /** @type {import("../vendor/vendor.js").Signal<Notice | null>} */
    this.notice = signal(null);
    /** What a screen reader says next. */
    this.announcement = signal("");
    /** The lesson or challenge in progress. @type {import("./guide.js").Guide | null} */
    this.guide = null;
    /** What the lesson hides. @type {import("../vendor/vendor.js").Signal<string[]>} */
    this.guideHides = signal([]);
    /** A second network that is trained beside this one. @type {import("../vendor/vendor.js").Signal<Playground | null>} */
    this.second = signal(null);
    /** Makes each picture as a figure in SVG. @type {Map<string, () => string | null>} */
    this.figures = new Map();
    this.kept = new KeptRuns();
    this.address = new PageAddress(this);
    this.files = new OwnFiles(this);
    this.run = new TrainingRun(this);
    this.viewpoint = new Viewpoint(this);
    this.frames = new Frames(this);
    this.sync = new SettingsSync(this);
    this.undo = new Undo(this, browser);
    this.saving = new RunSaving(this);
    this.hidden = computed(() => impliedHides([...this.settings.value.view.hide, ...this.guideHides.value, ...(this.address.embedded ? EMBED_HIDES : [])]));
    /** Until then, Play waits. */
    this.started = Promise.resolve();
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
    void this.call("pace", {epochsPerSecond: this.settings.value.view.speed});
    await this.files.find();
    this.frames.start(); // the engine sends the first as soon as it has the network
    const continued = (connected?.resumed && await this.saving.adopt(connected.configuration)) || (run?.state && await this.saving.restore(run));
    if (!continued) await this.sync.send();
    if (run) await this.saving.restoreExtras(run, Boolean(continued));
  }

  /** Start again with a server that has forgotten the run: with the one that the page saved last. @param {import("./server/transport.js").Connected} connected */
  async startAgain(connected) {
    const {playing} = this.run.newest;
    const {last} = this.saving;
    const run = last?.query === queryOf(this.settings.value) ? last : null;
    this.run.newest = NOWHERE;
    this.sync.accepted = null;
    this.files.atEngine.clear();
    await this.start(connected, run && {...run, extras: {log: run.extras.log, altered: run.extras.altered}});
    if (!this.run.newest.epoch) this.complain(connected.reason || text("connection.forgotten"));
    else if (playing) await this.run.play();
  }

  /** The server was started again: what it does not know yet is sent again. @param {import("./server/transport.js").Connected} connected */
  async comeBack({configuration}) {
    const {changesSince} = await import("./server/resume.js");
    const {sync} = this;
    if (!sync.accepted || sync.busy || !configuration) return;
    const changes = changesSince(configuration, sync.accepted);
    if (changes === null) {
      sync.accepted = null;
      await sync.send();
    } else if (Object.keys(changes).length) {
      const result = await this.call("change", {settings: changes});
      if (result) await sync.takeNetwork(result);
    }
  }

  /** A command whose failure is said to the user. @param {string} command @param {Record<string, any>} fields */
  async call(command, fields = {}) {
    try {
      const result = await this.client.call(command, fields);
      this.run.takePosition(result);
      return result;
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** @param {string} message */
  complain(message) {
    this.notice.value = {tone: "error", text: message};
    this.announcement.value = message;
  }

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
    this.undo.stack.table = next.table;
    this.undo.add(next, key);
    this.follow(before, next);
  }

  /** @param {Partial<import("./settings.js").View>} view @param {string} key */
  setView(view, key = "") {
    this.apply(withView(this.settings.value, view), key);
  }

  /** Begin these settings untrained, even if they are those of now. @param {Settings} next @param {boolean} fresh the page is being opened, so there is nothing to undo */
  restart(next, fresh = false) {
    this.sync.accepted = null;
    const before = this.settings.value;
    if (!fresh && difference(before, next).kind !== "none") {
      this.apply(next);
      return;
    }
    this.settings.value = next;
    if (fresh) this.address.renew();
    this.follow(before, next);
  }

  /** Let the engine follow the settings. @param {Settings} before @param {Settings} after */
  follow(before, after) {
    if (before.view.speed !== after.view.speed) void this.call("pace", {epochsPerSecond: after.view.speed});
    if (before.view !== after.view) this.client.refresh();
    else if (this.run.newest.playing) void this.call("rest", {milliseconds: REST});
    void this.sync.send();
  }

  /** Neurons of each column, from the inputs to the output. @returns {number[]} */
  counts() {
    const network = this.network.value;
    if (!network) return [];
    return [network.architecture.inputs, ...network.architecture.layers.map((/** @type {{width: number}} */ layer) => layer.width), network.architecture.outputs];
  }

  /** @param {"learn" | "inside" | "take"} name */
  toggleDrawer(name) {
    this.drawer.value = this.drawer.value === name ? null : name;
  }

  /** Whether a part of the page is hidden by the link or the lesson. @param {string} part */
  hides(part) {
    return this.hidden.value.has(part);
  }
}
