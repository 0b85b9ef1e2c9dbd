/**
 * What is needed to continue a run later, and continuing one: of this browser, or of a server that still has it.
 *
 * @typedef {import("../storage.js").SavedRun} SavedRun
 */

import {queryOf} from "../link.js";
import {FIRST_SIGHT} from "../settings.js";
import {text} from "../text.js";

export class RunSaving {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** Whether runs are saved. */
    this.on = true;
    /** What was saved last. @type {SavedRun | null} */
    this.last = null;
    /** What the browser keeps, if it keeps anything. @type {import("../storage.js").PageStorage | null} */
    this.storage = null;
    /** What else is saved with a run, by name. */
    this.extras = new Map(/** @type {[string, import("../../vendor/vendor.js").Signal<any>][]} */ ([
      ["altered", playground.run.altered], ["kept", playground.kept.runs]]));
  }

  /** All that is needed to continue later; null while the engine has none of it. */
  async saved() {
    const {client, run, settings, sync} = this.playground;
    if (!sync.accepted || sync.busy || !this.on) return null;
    const {table} = sync.accepted;
    const state = await client.call("save").catch(() => null); // too large, or the connection was lost
    /** @type {Record<string, any>} */
    const extras = Object.fromEntries([...this.extras].map(([name, {value}]) => [name, value]));
    const {start, changes, edits} = run.log;
    extras.log = {start, changes, edits};
    const second = this.playground.second.value;
    if (second) extras.second = {settings: second.settings.value, ...(await second.saving.saved())};
    return {query: queryOf(settings.value), table, state, visitor: client.visitor(), extras};
  }

  /** Continue a saved run. @param {SavedRun} run */
  async restore({state}) {
    const {client, files, run, settings, sync} = this.playground;
    try {
      await files.supply(settings.value);
      const result = await client.call("restore", {state});
      sync.accepted = settings.value;
      await sync.takeNetwork(result);
      run.played.value = result.epoch > 0;
      return true;
    } catch {
      return false; // saved by another version: the settings remain
    }
  }

  /** What else was saved with a run: kept runs, and a second network. @param {SavedRun} run @param {boolean} continued whether the run itself is back */
  async restoreExtras({extras}, continued) {
    for (const [name, each] of this.extras) if (name in extras && (continued || name === "kept")) each.value = extras[name];
    if (continued && extras.log) Object.assign(this.playground.run.log, extras.log);
    if (!extras.second) return;
    const {openSecond} = await import("../second_network.js");
    openSecond(this.playground, extras.second.settings, undefined, extras.second);
  }

  /**
   * Continue the run that a server has, if it is that of the settings, or the address says none.
   * @param {Record<string, any>} configuration
   */
  async adopt(configuration) {
    const {isRunOf, settingsOfRun} = await import("../server/resume.js");
    const {address, settings, sync} = this.playground;
    const asked = settings.value;
    const same = isRunOf(asked, configuration);
    if (!same && queryOf(asked) !== queryOf(FIRST_SIGHT)) return false;
    const network = await this.playground.call("network");
    if (!network || settings.value !== asked) return false; // a lesson was opened meanwhile
    if (!same) {
      settings.value = settingsOfRun(configuration, network.recipe, asked);
      address.renew();
    }
    sync.accepted = settings.value;
    await sync.takeNetwork(network);
    return true;
  }

  /** Delete what the browser keeps for this page, if it is meant. */
  askToForget() {
    const run = async () => {
      this.on = false;
      await this.storage?.clear();
      sessionStorage.clear();
      location.assign(location.pathname);
    };
    this.playground.notice.value = {tone: "info", text: text("notice.forget"), action: {label: text("notice.delete"), run: () => void run()}};
  }
}
