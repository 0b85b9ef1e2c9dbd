/** The columns of a table: what each has, why one is left out, its role, and how missing values and categories are read. */

import {html} from "../../vendor/vendor.js";
import {withColumns} from "../settings.js";
import {number, text} from "../text.js";
import {Check, Select} from "./controls.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../../engine/data/dataset_builder.js").ColumnReport} ColumnReport */

const KINDS = ["number", "category", "boolean", "date", "one-hot", "target"];

/** What a column has, in a few words. @param {ColumnReport} column */
function summary({kind, missing, distinct, min, max, examples}) {
  const parts = [text(`kind.${kind || "unread"}`)];
  if (kind === "number" && typeof min === "number" && typeof max === "number") parts.push(`${number(min)} – ${number(max)}`);
  else if (kind === "date") parts.push(`${min} – ${max}`);
  else if (kind) parts.push(distinct > examples.length ? text("columns.distinct", {count: distinct}) : examples.join(", "));
  if (missing) parts.push(text("columns.missing", {count: missing}));
  return parts.join(" · ");
}

/** The settings with a column in another role. @param {import("../settings.js").Settings} settings @param {ColumnReport} column @param {string} role @param {string} target */
export function withRole(settings, {name, kind, role: before}, role, target) {
  const {exclude, columns} = settings.recipe;
  const excluded = /** @type {string[]} */ (exclude ?? []).filter((each) => each !== name);
  const words = /** @type {[string, string][]} */ (columns ?? []).filter(([each]) => each !== name);
  if (role === "target") return withColumns(settings, {target: [name], exclude: excluded.length ? excluded : null, columns: words.length ? words : null});
  if (before === "target") return settings; // another column must become the target first
  if (role === "left out") return withColumns(settings, {target: [target], exclude: [...excluded, name]});
  const said = kind === "ordered" || !kind || kind === "empty" ? words : [...words, /** @type {[string, string]} */ ([name, kind])]; // what is described is used
  const own = /** @type {string[]} */ (exclude ?? []).includes(name) ? words : said;
  return withColumns(settings, {target: [target], exclude: excluded.length ? excluded : null, columns: own.length ? own : null});
}

/** @param {{playground: Playground, column: ColumnReport, target: string}} props */
function Column({playground, column, target}) {
  const settings = playground.settings.value;
  /** @type {[string, string][]} */
  const words = settings.recipe.columns ?? [];
  const said = words.find(([name]) => name === column.name)?.[1] ?? "";
  const setKind = (/** @type {string} */ word) => {
    const others = words.filter(([name]) => name !== column.name);
    const next = word ? [...others, [column.name, word]] : others;
    playground.apply(withColumns(playground.settings.value, {columns: next.length ? next : null, ...(column.role === "target" ? {target: [column.name]} : {})}));
  };
  const kinds = column.role === "target" ? KINDS.filter((kind) => kind === "number" || kind === "category") : KINDS;
  return html`
    <details class=${`column is-${column.role.replace(" ", "-")}`}>
      <summary><span class="column-name">${column.name}</span><span class="column-summary">${summary(column)}</span>
        ${column.role === "feature" ? null : html`<span class="column-role">${text(`role.${column.role}`)}</span>`}</summary>
      ${column.reason ? html`<p class="note">${column.reason === "not chosen" ? text("columns.notChosen") : column.reason}</p>` : null}
      <div class="pair">
        <${Select} id=${`role-${column.name}`} label=${text("columns.role")} value=${column.role}
          options=${(column.role === "target" ? ["target"] : ["feature", "target", "left out"]).map((value) => ({value, label: text(`role.${value}`)}))}
          onChange=${(/** @type {string} */ role) => playground.apply(withRole(playground.settings.value, column, role, target))} />
        <${Select} id=${`kind-${column.name}`} label=${text("columns.kind")} value=${said}
          options=${[{value: "", label: text("editor.auto")}, ...kinds.map((value) => ({value, label: text(`kind.${value}`)})), ...(said && !kinds.includes(said) ? [{value: said, label: said}] : [])]}
          onChange=${setKind} />
      </div>
    </details>`;
}

/** @param {{playground: Playground}} props */
export function Columns({playground}) {
  const settings = playground.settings.value;
  const {recipe} = settings;
  const report = playground.files.report.value;
  if (!report) return null;
  /** @type {ColumnReport[]} */
  const columns = report.columns;
  const change = (/** @type {Record<string, any>} */ next) => playground.apply(withColumns(playground.settings.value, next));
  const image = playground.viewpoint.imageSide.value > 0;
  const gaps = columns.some((column) => column.missing > 0 && column.role !== "left out");
  const notes = /** @type {string[]} */ (report.notes).filter((note) => !note.startsWith("left out:"));
  return html`
    <fieldset class="table-columns">
      <legend>${text("columns.title")} <small>${text("columns.rows", {rows: report.rows})}</small></legend>
      ${columns.length > 40 && !image ? html`<p class="note">${text("columns.many", {count: columns.length})}</p>` : null}
      ${columns.filter(({role}, k) => role === "target" || (!image && (columns.length <= 40 || k < 8))).map((column) => html`<${Column} key=${column.name} playground=${playground} column=${column} target=${report.target} />`)}
      ${gaps || recipe.missing ? html`
        <${Select} id="missing" label=${text("columns.gaps")} value=${recipe.missing ?? "impute"}
          options=${["impute", "drop", "refuse"].map((value) => ({value, label: text(`gaps.${value}`)}))}
          onChange=${(/** @type {string} */ missing) => change({missing: missing === "impute" ? undefined : missing})} />` : null}
      ${report.task === "classification" ? html`
        <${Check} id="balance" label=${text("columns.balance")} checked=${recipe.class_weight === "balanced"}
          onChange=${(/** @type {boolean} */ balanced) => change({class_weight: balanced ? "balanced" : null})} />` : null}
      ${settings.table ? html`
        <${Select} id="header" label=${text("columns.header")} value=${String(recipe.header ?? "")}
          options=${[{value: "", label: text("editor.auto")}, {value: "true", label: text("columns.headerYes")}, {value: "false", label: text("columns.headerNo")}]}
          onChange=${(/** @type {string} */ value) => change({header: value === "" ? null : value === "true", target: null, exclude: null, columns: null})} />` : null}
      ${notes.length ? html`<details class="notes"><summary>${text("columns.notes", {count: notes.length})}</summary><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></details>` : null}
    </fieldset>`;
}
