/**
 * Data of one's own: files that a person opens, which the browser keeps and the engine reads.
 *
 * @typedef {import("../settings.js").Settings} Settings
 */

import {signal} from "../../vendor/vendor.js";
import {KEPT_BYTES} from "../own_data.js";
import {FIRST_SIGHT, SETS, isPlane, tableRecipe, withTable, withView} from "../settings.js";
import {text} from "../text.js";

export class OwnFiles {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** What a table has, and what was decided about its columns. @type {import("../../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.report = signal(null);
    /** Settings of a link that need a file of this name. @type {import("../../vendor/vendor.js").Signal<{file: string, settings: Settings} | null>} */
    this.wanted = signal(null);
    /** Tables that the engine has. @type {Set<string>} */
    this.atEngine = new Set();
  }

  /** Find the file that a link names, or begin with other data until it is opened. */
  async find() {
    const {saving, settings} = this.playground;
    const asked = settings.value;
    if (isPlane(asked) || asked.table || SETS.includes(asked.recipe.data)) return;
    const file = asked.recipe.data;
    const known = await saving.storage?.tableOf(file).catch(() => undefined);
    if (known) {
      settings.value = {...asked, table: {id: known.id, file}};
      return;
    }
    this.wanted.value = {file, settings: asked};
    settings.value = withView(FIRST_SIGHT, {...FIRST_SIGHT.view, theme: asked.view.theme, language: asked.view.language});
  }

  /** Open a file, and train on it. @param {string} file @param {Uint8Array<ArrayBuffer>} bytes */
  async open(file, bytes) {
    const {playground} = this;
    const wanted = this.wanted.value?.file === file ? this.wanted.value.settings : null;
    const settings = wanted ?? withTable(playground.settings.value, {id: "", file});
    const report = await playground.call("read", {name: file, bytes, recipe: tableRecipe(settings)});
    if (!report) return false;
    this.atEngine.add(report.table);
    if (bytes.length <= KEPT_BYTES) void playground.saving.storage?.saveTable({id: report.table, file, bytes, at: Date.now()}).catch(() => {});
    this.wanted.value = null;
    const table = {id: report.table, file};
    playground.apply(wanted ? {...wanted, table} : withTable(playground.settings.value, table));
    playground.announcement.value = text("own.opened", {file, rows: report.rows});
    return true;
  }

  /** Let the engine have a table that the browser kept. @param {Settings} settings */
  async supply({table, recipe}) {
    if (!table || this.atEngine.has(table.id)) return;
    const {client, saving} = this.playground;
    const kept = await saving.storage?.table(table.id).catch(() => undefined);
    if (kept) await client.call("read", {name: kept.file, bytes: kept.bytes, recipe: {header: recipe.header ?? null}});
    this.atEngine.add(table.id);
  }
}
