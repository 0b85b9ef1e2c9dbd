/**
 * Choose columns: the target, the features, and which columns cannot be features and why. As `nnplay.data.column_selection`.
 *
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./column.js").Column} Column
 * @typedef {import("../expressions.js").Node} Node
 * @typedef {{text: string, names: string[], tree: Node | null}} Item a feature: a column, or an expression over columns
 */

import {SettingError} from "../catalog.js";
import {parse} from "../expression_parser.js";
import {evaluate, names as namesOf} from "../expressions.js";
import {DataError, didYouMean, grouped, list, quote} from "./text.js";

const MANY_LEVELS = 100;
const IDENTIFIER_SHARE = 0.9;
const MIN_IDENTIFIERS = 20;
const IDENTIFIER_NAME = /^(?:(?:.*[\s_.-])?(?:id|uuid|guid|index|rownames?|row[\s_.-]?(?:id|no|nr|num(?:ber)?))|unnamed.*)$/i;
const COUNTER_NAME = /^(?:X|#|no|nr|num(?:ber)?|obs(?:ervation)?|case|record|serial|s[\s_.-]?no)$/i;
const CAMEL_CASE_ID = /^.*[a-z]I[dD]$/;
const MIN_COUNTED = 3; // further columns beside a first column that only counts
const SECONDS_PER_DAY = 86_400;
const PLAIN_WORD = /^[^\W²³]+( [^\W²³]+)*$/;
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The name of the target, and a note if the default was used. @param {Table} table @param {string[] | null} target @returns {{name: string, notes: string[]}} */
export function chooseTarget(table, target) {
  const last = table.names[table.names.length - 1];
  if (target === null) return {name: last, notes: [`the last column, ${quote(last)}, is the target; choose another with target=`]};
  if (!target.length) throw new DataError(`${table.source}: target= names no column; the columns are ${list(table.names)}`);
  for (const name of target) {
    if (!table.names.includes(name)) {
      throw new DataError(`${table.source} has no column ${quote(name)} to use as the target${didYouMean(name, table.names)}; the columns are ${list(table.names)}`);
    }
  }
  refuseRepeats(table, target, "target");
  if (target.length > 1) throw new SettingError(`The page predicts one column; for several, run: nnplay train ${table.source} --target ${target.join(",")}`);
  return {name: target[0], notes: []};
}

/**
 * The features as columns, or as expressions over columns.
 * @param {Table} table
 * @param {import("../expression_parser.js").Grammar} grammar
 * @param {{features: string[] | null, exclude: string[] | null}} recipe
 * @param {string} target
 * @returns {Item[]}
 */
export function chooseItems(table, grammar, {features, exclude}, target) {
  const excluded = checkedExclusions(table, exclude ?? [], target);
  if (features === null) {
    const rest = table.names.filter((name) => name !== target && !excluded.includes(name));
    if (!rest.length) {
      throw new DataError(`${table.source} has no column besides the target ${target}${excluded.map((name) => ` and ${quote(name)}`).join("")}; add a feature`);
    }
    return rest.map(columnItem);
  }
  if (!features.length) throw new DataError(`${table.source}: features= names no column; the columns are ${list(table.names)}`);
  refuseRepeats(table, features, "features");
  return features.map((text) => {
    const left = text.slice(1).trim();
    if (!table.names.includes(text) && text.startsWith("-") && table.names.includes(left)) {
      throw new DataError(`${table.source}: features= names ${quote(text)}; to leave out the column ${quote(left)}, pass exclude=`);
    }
    const item = table.names.includes(text) ? columnItem(text) : expressionItem(table, grammar, text);
    for (const name of item.names) {
      if (name === target) {
        throw new DataError(
          `${table.source}: ${quote(name)} is the target, so the feature ${quote(text)} would give the answer away; ` +
          "leave it out of features= or choose another target=");
      }
      if (excluded.includes(name)) throw new DataError(`${table.source}: ${quote(name)} is in features= and in exclude=; name it in one of them`);
    }
    return item;
  });
}

/** @param {string} name @returns {Item} */
const columnItem = (name) => ({text: name, names: [name], tree: null});

/** @param {Table} table @param {import("../expression_parser.js").Grammar} grammar @param {string} text @returns {Item} */
function expressionItem(table, grammar, text) {
  if (PLAIN_WORD.test(text)) {
    throw new DataError(`${table.source} has no column ${quote(text)} to use as a feature${didYouMean(text, table.names)}; the columns are ${list(table.names)}`);
  }
  const tree = parse(text, grammar, table.names);
  const names = namesOf(tree);
  if (!names.length) throw new DataError(`The expression ${quote(text)} uses no column: name at least one of ${list(table.names)}.`);
  return {text, names, tree};
}

/** Each column that these features need, once. @param {Item[]} items */
export const sourceColumns = (items) => [...new Set(items.flatMap((item) => item.names))];

/** Why a column is no feature unless the user names it; "" if it is one. @param {Table} table @param {Column} column */
export function reasonToLeaveOut(table, column) {
  const rows = column.values.length;
  const {present} = column;
  if (!present.length) return "no values";
  if (column.kind === "number" && column.integer && numbersRows(table, column)) return "row numbers";
  if (column.kind !== "category" || column.ordered) return "";
  const distinct = column.levels.length;
  if (distinct === 1 && present.length === rows && rows > 1) return "the same value in every row";
  if (distinct < MIN_IDENTIFIERS) return "";
  if (distinct > IDENTIFIER_SHARE * present.length || (distinct > MANY_LEVELS && distinct > present.length / 2)) {
    const noun = isIdentifierName(column.name) ? "an identifier" : "free text or an identifier";
    return `${noun}: ${grouped(distinct)} different values in ${grouped(present.length)} rows`;
  }
  return "";
}

/** The parts of a date column that differ between its rows, as expressions. @param {Column} column @param {import("../expression_parser.js").Grammar} grammar @returns {Item[]} */
export function dateItems(column, grammar) {
  const name = quotedName(column.name, grammar);
  const texts = [`days(${name})`, `year(${name})`];
  for (const [period, part] of /** @type {const} */ ([[12, "month"], [366, "dayofyear"], [7, "weekday"], [24, "hour"]])) {
    for (const wave of ["sin", "cos"]) texts.push(`${wave}(2*pi*${part}(${name})/${period})`);
  }
  const items = texts.map((text) => ({text, names: [column.name], tree: parse(text, grammar, [column.name])}));
  const {present} = column;
  if (!present.length) return items.slice(0, 1);
  const varying = items.filter(({tree}) => {
    const values = present.map((value) => evaluate(tree, {[column.name]: value}));
    return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) > 1e-9;
  });
  const onlyDays = present.every((value) => value % SECONDS_PER_DAY === 0);
  const kept = varying.filter(({text}) => !(onlyDays && text.includes("hour(")));
  return kept.length ? kept : items.slice(0, 1);
}

/** A column name as an expression writes it. @param {string} name @param {import("../expression_parser.js").Grammar} grammar */
function quotedName(name, grammar) {
  const words = [...Object.keys(grammar.arguments), ...Object.keys(grammar.function_aliases), ...Object.keys(grammar.constants), ...grammar.keywords];
  if (WORD.test(name) && !words.includes(name)) return name;
  const mark = ["`", '"', "'"].find((each) => !name.includes(each));
  if (!mark) throw new DataError(`the column ${quote(name)} cannot be used in an expression; rename it`);
  return mark + name + mark;
}

/** @param {Table} table @param {string[]} exclude @param {string} target */
function checkedExclusions(table, exclude, target) {
  for (const name of exclude) {
    if (!table.names.includes(name)) {
      throw new DataError(`${table.source} has no column ${quote(name)} to exclude${didYouMean(name, table.names)}; the columns are ${list(table.names)}`);
    }
    if (name === target) throw new DataError(`${table.source}: exclude= names the target ${quote(name)}; choose another target=`);
  }
  return exclude;
}

/** Whether whole numbers only number the rows: 1, 2, 3 …, or different ones in a column called id. @param {Table} table @param {Column} column */
function numbersRows(table, {name, values}) {
  const named = isIdentifierName(name);
  const first = name === table.names[0] && table.names.length > MIN_COUNTED;
  const counts = table.unnamed.includes(name) || (first && COUNTER_NAME.test(name.replace(/\.+$/, "")));
  if (values.length < 3 || !(named || counts)) return false;
  if (values.some(Number.isNaN) || new Set(values).size < values.length) return false;
  return named || ((values[0] === 0 || values[0] === 1) && values.every((value, k) => k === 0 || value - values[k - 1] === 1));
}

/** @param {string} name */
const isIdentifierName = (name) => IDENTIFIER_NAME.test(name) || CAMEL_CASE_ID.test(name);

/** @param {Table} table @param {string[]} names @param {string} option */
function refuseRepeats(table, names, option) {
  const repeated = names.find((name, k) => names.indexOf(name) !== k);
  if (repeated !== undefined) throw new DataError(`${table.source}: ${option}= names ${quote(repeated)} twice; name it once`);
}
