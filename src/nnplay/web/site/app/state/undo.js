/**
 * Undo and redo of everything: settings, with the trained network that they had, and what is in no link, such as an edited
 * weight, a reset or a fork. The browser's Back and Forward do it.
 *
 * @typedef {import("../settings.js").Settings} Settings
 */

import {signal} from "../../vendor/vendor.js";
import {settingsOf} from "../link.js";
import {RunSnapshots} from "../run_snapshots.js";
import {difference} from "../settings.js";
import {SettingsHistory} from "../settings_history.js";
import {text} from "../text.js";
import {LatestOnly} from "./latest_only.js";

export class Undo {
  /** @param {import("../playground.js").Playground} playground @param {import("../settings_history.js").BrowserHistory} browser */
  constructor(playground, browser) {
    this.playground = playground;
    this.stack = new SettingsHistory(browser);
    /** Runs as they were. */
    this.snapshots = new RunSnapshots();
    /** The entry to which the settings that the engine has belong. */
    this.acceptedEntry = this.stack.index;
    this.canUndo = signal(this.stack.canUndo);
    this.canRedo = signal(this.stack.canRedo);
    this.replays = new LatestOnly();
  }

  /** A new entry of the history, which takes the place of those that were undone. @param {Settings} settings @param {string} key what is changed */
  add(settings, key) {
    const {index} = this.stack;
    this.stack.add(this.playground.address.of(settings), key);
    if (this.stack.index > index) this.snapshots.forget(this.stack.index);
    this.showWhatCanBeDone();
  }

  /**
   * An entry for what is in no link.
   * @param {string} key
   * @param {import("../run_snapshots.js").Action | null} action for a run that is too large to be kept
   */
  async addAction(key, action = null) {
    if (this.stack.merges(key)) {
      this.stack.recent = {key, at: this.stack.clock()};
      const last = this.snapshots.actions.get(this.stack.index);
      if (last && action) last.redo = action.redo;
      return;
    }
    await this.keepRun(this.stack.index);
    this.add(this.playground.settings.value, key);
    this.snapshots.actions.set(this.stack.index, action);
    this.acceptedEntry = this.stack.index;
  }

  /** What was undone or redone. @param {any} state of the browser's history @param {string} query */
  moved(state, query) {
    const {playground, stack} = this;
    const from = stack.index;
    stack.moved(state);
    this.showWhatCanBeDone();
    const before = playground.settings.value;
    const after = (playground.settings.value = {...settingsOf(query).settings, table: stack.table});
    playground.announcement.value = text("said.moved");
    const {kind} = difference(before, after);
    if ((kind === "none" || kind === "view") && this.snapshots.between(from, stack.index).length) {
      this.replays.run("replay", () => this.replay(this.acceptedEntry, stack.index));
    }
    playground.follow(before, after);
  }

  /** Undo or redo what is in no link. @param {number} from @param {number} to entries of the history */
  async replay(from, to) {
    const saved = this.snapshots.of(to, this.playground.settings.value);
    const actions = this.snapshots.between(from, to);
    if (saved) {
      await this.keepRun(from);
      await this.bringBack(saved);
    } else {
      for (const action of actions) await (to < from ? action?.undo() : action?.redo());
    }
    this.acceptedEntry = to;
  }

  /** Keep the run as it is, as that of an entry; one that is too large is not kept. @param {number} entry */
  async keepRun(entry) {
    const {client, run, sync} = this.playground;
    const settings = sync.accepted;
    if (!settings) return;
    const {start, changes, edits} = run.log;
    const state = await client.call("save").catch(() => null);
    if (!state) return;
    this.snapshots.keep(entry, {settings, state, altered: run.altered.value, log: structuredClone({start, changes, edits})});
  }

  /** A run as it was. @param {import("../run_snapshots.js").Snapshot} saved */
  async bringBack(saved) {
    const {client, run, sync} = this.playground;
    const result = await client.call("restore", {state: saved.state});
    await sync.takeNetwork(result);
    run.altered.value = saved.altered;
    Object.assign(run.log, structuredClone(saved.log));
  }

  showWhatCanBeDone() {
    this.canUndo.value = this.stack.canUndo;
    this.canRedo.value = this.stack.canRedo;
  }
}
