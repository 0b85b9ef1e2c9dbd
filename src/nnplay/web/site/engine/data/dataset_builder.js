/**
 * Build a dataset from a table: choose and type columns, handle missing values, infer the task. As
 * `nnplay.data.dataset_builder`.
 *
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./column_selection.js").Item} Item
 * @typedef {import("../recipe.js").Recipe} Recipe
 * @typedef {import("../dataset.js").Dataset} Dataset
 * @typedef {{
 *   name: string, role: "feature" | "target" | "left out", kind: string, reason: string, missing: number, distinct: number,
 *   min: number | string | boolean | null, mean: number | string | null, max: number | string | boolean | null, examples: (number | string | boolean)[]
 * }} ColumnReport what was decided about a column
 */

import {SettingError, formatNumber} from "../catalog.js";
import {evaluate} from "../expressions.js";
import {parseColumnOptions, INFERRED} from "./column_options.js";
import {chooseItems, chooseTarget, dateItems, reasonToLeaveOut, sourceColumns} from "./column_selection.js";
import {dateText} from "./date_format.js";
import {DataError, didYouMean, general, grouped, list, plural, quote, shortQuote} from "./text.js";
import {EXACT_INTEGERS, labelColumn, typedColumn} from "./type_inference.js";

/** @typedef {import("./column.js").Column} Column */

const FEW_CLASSES = 10;
const MANY_CLASSES = 20;
const MAX_CLASS_SHARE = 0.05;
const MAX_LISTED = 6; // columns of a note
const EXAMPLES = 3;

/**
 * A dataset, and what was decided about it.
 * @param {import("../module.js").Description} description
 * @param {string} name
 * @param {Table} table
 * @param {Recipe} recipe
 * @returns {{dataset: Dataset, notes: string[], columns: ColumnReport[]}}
 */
export function buildDataset(description, name, table, recipe) {
  if (recipe.sample_weight) throw new SettingError(`The page has no sample weights; run: nnplay train ${table.source} --sample-weight ${recipe.sample_weight}`);
  const options = parseColumnOptions(recipe.columns);
  for (const each of options.keys()) {
    if (!table.names.includes(each)) throw new DataError(`${table.source} has no column ${quote(each)}${didYouMean(each, table.names)}; the columns are ${list(table.names)}`);
  }
  const optionOf = (/** @type {string} */ each) => options.get(each) ?? INFERRED;
  const chosenTarget = chooseTarget(table, recipe.target ?? table.target);
  const {encoding} = optionOf(chosenTarget.name);
  if (encoding) throw new DataError(`${table.source}: ${quote(encoding)} says how a feature is encoded, but ${quote(chosenTarget.name)} is the target`);
  const chosen = chooseItems(table, description.expression, recipe, chosenTarget.name);
  const {name: targetName} = chosenTarget;
  let target = recipe.task === "classification" ? labelColumn(table, targetName, optionOf(targetName)) : typedColumn(table, targetName, optionOf(targetName), true);
  const required = recipe.features !== null;
  let raw = new Map(sourceColumns(chosen).map((each) => [each, typedColumn(table, each, optionOf(each))]));
  const leftOut = reasonsToLeaveOut(table, raw, options, required, recipe.missing);
  const items = chosen.filter((item) => item.tree || !leftOut.has(item.text));
  if (!items.length) throw new DataError(`${table.source} has no usable feature: ${reasonsText(leftOut)}; name the columns to use with features=`);
  const needed = sourceColumns(items).map((each) => /** @type {Column} */ (raw.get(each)));
  const {rows, notes: dropped} = rowsToKeep(table, needed, target, recipe.missing);
  if (dropped.length) {
    raw = new Map([...raw].map(([each, column]) => [each, column.take(rows)]));
    target = target.take(rows);
  }
  const place = (/** @type {number} */ row) => table.place(rows[row]);
  const expanded = items.flatMap((item) => {
    const column = raw.get(item.text);
    if (item.tree || column?.kind !== "date") return [item];
    return dateItems(column, description.expression).filter(({text}) => !items.some((other) => other.text === text));
  });
  for (const item of expanded) checkExpression(table.source, item, raw, place);
  const used = new Map(sourceColumns(items).map((each) => [each, /** @type {Column} */ (raw.get(each))]));
  const {task, notes: why} = inferTask(target, recipe.task);
  checkTarget(table.source, target, task);
  const columns = table.names.map((each) => report(each, target, used, raw, leftOut, options.has(each)));
  const notes = [...table.notes, ...chosenTarget.notes, ...dropped, ...why, ...columnNotes(columns, [target, ...used.values()], table.names)];
  const classes = task === "classification" ? target.distinct() : [];
  const codes = new Map(classes.map((label, k) => [label, k]));
  const valueOf = (/** @type {number} */ value) => (task === "regression" ? value : target.kind === "category" ? value : codes.get(value + 0) ?? NaN);
  return {
    dataset: {
      name, source: table.source, rows: rows.length, features: [...used.values()], items: expanded.map((item) => item.text),
      classes: classes.map((label) => classLabel(target, label)), missing: recipe.missing,
      target: {name: target.name, values: Float64Array.from(target.values, valueOf)},
    },
    notes, columns,
  };
}

/** The text of a class, as Python writes it. @param {Column} target @param {number | string} label */
function classLabel(target, label) {
  if (typeof label === "string") return label;
  if (target.kind === "boolean") return label ? "True" : "False";
  return target.integer || !Number.isInteger(label) ? formatNumber(label) : `${label}.0`;
}

/** Why columns are no features; numbers are if nothing else is left. @param {Table} table @param {Map<string, Column>} typed @param {Map<string, any>} options @param {boolean} required @param {string} missing */
function reasonsToLeaveOut(table, typed, options, required, missing) {
  /** @type {Map<string, string>} */
  const empty = new Map();
  for (const [name, column] of typed) {
    if (column.missing < column.values.length) continue;
    if (required && missing !== "refuse") throw new DataError(`${table.source}: column ${quote(name)} has no value in any row; leave it out of features=`);
    if (!required) empty.set(name, "no values");
  }
  if (required) return empty;
  const reasons = [...typed].filter(([name]) => !options.has(name)).map(([name, column]) => /** @type {[string, string]} */ ([name, reasonToLeaveOut(table, column)])).filter(([, reason]) => reason);
  const all = reasons.length === typed.size;
  const kept = all ? reasons.filter(([name]) => typed.get(name)?.kind !== "number") : reasons;
  return new Map([...empty, ...kept]);
}

/** The rows that remain under a policy for missing values, and a note if some were dropped. @param {Table} table @param {Column[]} features @param {Column} target @param {string} policy */
function rowsToKeep(table, features, target, policy) {
  const isMissing = (/** @type {Column} */ column, /** @type {number} */ row) => Number.isNaN(column.values[row]);
  if (policy === "refuse") {
    for (const column of [...features, target]) {
      const {missing} = column;
      if (!missing) continue;
      const row = column.values.findIndex(Number.isNaN);
      const cell = table.cells(column.name)?.[row] ?? "";
      const written = cell.trim() ? ` but ${shortQuote(cell)}` : "";
      throw new DataError(
        `${table.source}, ${table.place(row)}: column ${quote(column.name)} has no value${written} (missing in ${missing === 1 ? "1 row" : `${missing} rows, this one first`}); ` +
        "fill it in, leave the column out with exclude=, or pass missing='impute' or missing='drop'");
    }
  }
  const all = Array.from({length: table.rows}, (_, row) => row);
  if (target.missing === table.rows) throw new DataError(`${table.source}: the target ${quote(target.name)} has no value in any row; choose another target=`);
  const needed = policy === "drop" ? [target, ...features] : [target];
  const rows = all.filter((row) => !needed.some((column) => isMissing(column, row)));
  if (rows.length === all.length) return {rows, notes: []};
  if (!rows.length) throw new DataError(`${table.source}: every row has a missing value, so none is left; use missing='impute'`);
  const count = all.length - rows.length;
  const whose = policy === "drop" ? "a" : "the target's";
  return {rows, notes: [`${grouped(count)} of ${plural(all.length, "row")} ${count === 1 ? "was" : "were"} dropped because ${whose} value is missing`]};
}

/** Check that an expression has numbers, and a finite value in each row without missing ones. @param {string} source @param {Item} item @param {Map<string, Column>} raw @param {(row: number) => string} place */
function checkExpression(source, {text, names, tree}, raw, place) {
  if (!tree) return;
  const columns = names.map((name) => /** @type {Column} */ (raw.get(name)));
  const category = columns.find((column) => column.kind === "category");
  if (category) throw new DataError(`${source}: the expression ${quote(text)} needs numbers, but ${quote(category.name)} holds categories`);
  for (let row = 0; row < columns[0].values.length; row++) {
    const values = Object.fromEntries(columns.map((column) => [column.name, column.values[row]]));
    if (Object.values(values).some(Number.isNaN) || Number.isFinite(evaluate(tree, values))) continue;
    const inputs = Object.entries(values).map(([name, value]) => `${name} = ${general(value)}`).join(", ");
    throw new DataError(`${source}, ${place(row)}: the expression ${quote(text)} gives no finite number for ${inputs}; correct the cell, drop the row or change the expression`);
  }
}

/** The task, and a note if it was inferred. @param {Column} target @param {"classification" | "regression" | null} task */
function inferTask(target, task) {
  if (task) return {task, notes: []};
  if (target.kind !== "number") return {task: /** @type {const} */ ("classification"), notes: []};
  const note = (/** @type {"classification" | "regression"} */ inferred, /** @type {string} */ why) =>
    ({task: inferred, notes: [`${inferred}, because the target ${quote(target.name)} ${why}; task= overrides it`]});
  if (hasFractions(target)) return note("regression", "has fractions");
  const distinct = target.distinct().length;
  const rows = target.values.length;
  const many = distinct > MANY_CLASSES || (distinct > FEW_CLASSES && distinct > MAX_CLASS_SHARE * rows) || (distinct > 2 && distinct > rows / 2);
  return note(many ? "regression" : "classification", `has ${plural(distinct, "different whole number")}`);
}

/** @param {Column} column */
const hasFractions = (column) => column.values.some((value) => value !== Math.floor(value));

/** Check that the target suits the task. @param {string} source @param {Column} target @param {string} task */
function checkTarget(source, target, task) {
  const name = quote(target.name);
  if (target.kind === "date") {
    throw new DataError(`${source}: the target ${name} holds dates, which cannot be predicted; choose another target=, or read it as classes with columns={${name}: 'category'}`);
  }
  if (task === "regression") {
    if (target.kind === "number") return;
    throw new DataError(`${source}: regression needs numbers, but the target ${name} holds ${target.kind === "boolean" ? "true and false" : "text"}; use task='classification'`);
  }
  const distinct = target.distinct().length;
  const rows = target.values.length;
  if (target.integer && target.values.some((value) => Math.abs(value) >= EXACT_INTEGERS)) {
    throw new DataError(`${source}: the classes of ${name} are whole numbers beyond 2**53; give them as text`);
  }
  if (target.kind === "number" && hasFractions(target) && distinct > Math.max(MANY_CLASSES, rows / 2)) {
    throw new DataError(`${source}: the target ${name} has ${distinct} different values with fractions in ${rows} rows, too many for classes; use task='regression'`);
  }
  if (target.kind === "category" && distinct > Math.max(100, rows / 2)) {
    throw new DataError(`${source}: the target ${name} has ${distinct} different texts in ${rows} rows, too many for classes; choose another target=`);
  }
}

/** @param {string} name @param {Column} target @param {Map<string, Column>} used @param {Map<string, Column>} raw @param {Map<string, string>} leftOut @param {boolean} said @returns {ColumnReport} */
function report(name, target, used, raw, leftOut, said) {
  const column = name === target.name ? target : used.get(name) ?? raw.get(name) ?? null;
  const role = name === target.name ? "target" : used.has(name) ? "feature" : "left out";
  const reason = role === "left out" ? leftOut.get(name) ?? "not chosen" : column?.notes.join("; ") || (said ? "as you said" : "");
  if (!column) return {name, role, kind: "", reason, missing: 0, distinct: 0, min: null, mean: null, max: null, examples: []};
  const distinct = column.distinct();
  const {missing} = column;
  const kind = column.values.length && missing === column.values.length ? "empty" : column.ordered ? "ordered" : column.kind;
  const numbers = column.kind !== "category" && distinct.length > 0;
  const {present} = column;
  const shown = (/** @type {any} */ value) => (column.kind === "date" ? dateText(value) : column.kind === "boolean" ? value === 1 : value);
  return {
    name, role, kind, reason, missing, distinct: distinct.length,
    min: numbers ? shown(distinct[0]) : null, max: numbers ? shown(distinct[distinct.length - 1]) : null,
    mean: numbers ? (column.kind === "date" ? dateText : Number)(present.reduce((a, b) => a + b, 0) / present.length) : null, examples: distinct.slice(0, EXAMPLES).map(shown),
  };
}

/** One line on the columns that were left out, one on those with missing values, and one for each with a note. @param {ColumnReport[]} reports @param {Column[]} used @param {string[]} order */
function columnNotes(reports, used, order) {
  const left = reports.filter((each) => each.role === "left out" && each.reason !== "not chosen");
  const notes = left.length ? [`left out: ${reasonsText(new Map(left.map((each) => [each.name, each.reason])))}`] : [];
  const gaps = reports.filter((each) => each.role === "feature" && each.missing).map((each) => `${each.name} (${grouped(each.missing)})`);
  if (gaps.length) notes.push(`missing values imputed: ${list(gaps, MAX_LISTED)}`);
  const inOrder = order.flatMap((name) => used.filter((column) => column.name === name));
  return [...notes, ...inOrder.flatMap((column) => column.notes.map((note) => `${column.name}: ${note}`))];
}

/** @param {Map<string, string>} leftOut */
const reasonsText = (leftOut) => list([...leftOut].map(([name, reason]) => `${name} (${reason})`), MAX_LISTED);
