/**
 * Keeps the engine in step with the settings: sends what it does not have yet, and takes the network and the data that it answers.
 *
 * @typedef {import("../settings.js").Settings} Settings
 */

import {batch} from "../../vendor/vendor.js";
import {CHANGEABLE} from "../../engine/changeable.js";
import {configurationOf, difference, isPlane, tableRecipe} from "../settings.js";
import {text} from "../text.js";

const HIDDEN = 60; // milliseconds to wait for a page that may be hidden

/** Whether data have all columns of a network. @param {import("../playground.js").Data | null} data @param {string[]} columns */
const hasColumns = (data, columns) => data !== null && columns.every((name) => Object.hasOwn(data.columns, name));

export class SettingsSync {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** The settings that the engine has. @type {Settings | null} */
    this.accepted = null;
    /** The settings whose data the page has. @type {Settings | null} */
    this.dataSettings = null;
    this.busy = false;
    /** Resolves when the engine has everything. */
    this.done = Promise.resolve();
  }

  /** Send what the engine does not have yet; resolves when it has everything. */
  send() {
    if (!this.busy) this.done = this.sendAll();
    return this.done;
  }

  /** Of settings that change fast, only the newest is sent. */
  async sendAll() {
    const {playground} = this;
    this.busy = true;
    for (;;) {
      const target = playground.settings.value;
      const change = this.accepted ? difference(this.accepted, target) : /** @type {const} */ ({kind: "network"});
      if (change.kind === "none" || change.kind === "view") break;
      try {
        await this.sendOne(target, change);
      } catch (error) {
        playground.complain(error instanceof Error ? error.message : String(error));
        if (!this.accepted) break;
        if (playground.settings.value === target) this.takeBack(target);
      }
    }
    this.busy = false;
  }

  /** @param {Settings} target @param {ReturnType<typeof difference>} change */
  async sendOne(target, change) {
    const {client, files, run, undo} = this.playground;
    await files.supply(target);
    const entry = undo.stack.index;
    const goesOn = change.kind === "recipe" && Object.keys(change.changes).every((name) => CHANGEABLE.includes(name));
    if (run.newest.playing && !goesOn) await this.nextPicture();
    if (this.accepted && run.trained && !goesOn) await undo.keepRun(undo.acceptedEntry);
    const saved = goesOn ? null : undo.snapshots.of(entry, target);
    undo.acceptedEntry = entry;
    if (saved) {
      this.accepted = target;
      await undo.bringBack(saved);
      return;
    }
    const answer = change.kind === "recipe" ? client.call("change", {settings: change.changes}) : client.call("configure", {configuration: configurationOf(target)});
    const rows = goesOn || this.hasDataOf(target) ? null : client.call("rows"); // asked for at once, answered after the change
    rows?.catch(() => {}); // there are none if the change is refused
    const result = await answer;
    this.accepted = target;
    if (result.architecture) run.log.begin(target);
    else run.log.fork(result.epoch, change.kind === "recipe" ? change.changes : {});
    await this.takeNetwork(result, rows);
  }

  /** Resolves when the page is drawn next: what was pressed is seen before the new network keeps it busy. A hidden page is not drawn. */
  nextPicture() {
    return new Promise((resolve) => {
      this.playground.client.schedule(() => resolve(undefined));
      setTimeout(resolve, HIDDEN);
    });
  }

  /** Whether the page has the data of these settings. @param {Settings} settings */
  hasDataOf(settings) {
    const {recipe, points, table} = this.dataSettings ?? {};
    return this.playground.data.value !== null && recipe === settings.recipe && points === settings.points && table === settings.table;
  }

  /** The engine refuses some settings: those before are back. @param {Settings} refused */
  takeBack(refused) {
    const {address, settings, undo} = this.playground;
    const accepted = /** @type {Settings} */ (this.accepted);
    settings.value = {...accepted, view: refused.view};
    undo.stack.table = accepted.table;
    address.renew();
  }

  /**
   * What the engine answered to new settings.
   * @param {Record<string, any>} result
   * @param {Promise<any> | null} rows of the data, if they are on their way
   */
  async takeNetwork(result, rows = null) {
    const {playground} = this;
    const {client, data, files, frames, network, run, viewpoint} = playground;
    run.takePosition(result);
    if (!result.architecture) {
      run.altered.value = true;
      run.continueHistory(result.epoch);
      return;
    }
    const settings = this.accepted ?? playground.settings.value;
    const sameData = this.hasDataOf(settings);
    batch(() => {
      network.value = result;
      if (!hasColumns(data.value, result.columns)) data.value = null; // until those of the network are there
      run.altered.value = false;
      frames.inside.value = null;
      viewpoint.keepWhatIsThere(sameData);
    });
    if (result.kept === false) playground.notice.value = {tone: "info", text: text("notice.notKept")};
    run.reloadHistory();
    if (!sameData) {
      data.value = await (rows ?? client.call("rows"));
      this.dataSettings = settings;
      viewpoint.bringPointIntoPlane();
      if (!isPlane(settings)) client.refresh(); // the axes have other ranges
      files.report.value = isPlane(settings) ? null : await client.call("describe", {table: settings.table?.id, recipe: tableRecipe(settings)});
    }
  }
}
