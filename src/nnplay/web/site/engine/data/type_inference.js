/**
 * Type inference: from the cells of a text table to a column of numbers, booleans, dates or categories.
 *
 * A column is of a kind if at least 90 % of its cells are; the others count as missing, and a note says so. As
 * `nnplay.data.type_inference`.
 *
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./column_options.js").ColumnOption} ColumnOption
 */

import {formatNumber} from "../catalog.js";
import {CellFormat, MISSING_CLASSES, MISSING_WORDS, PLAIN_NUMBER, findNumbers, inferNumberFormat} from "./cell_format.js";
import {Column, categories} from "./column.js";
import {INFERRED} from "./column_options.js";
import {dateText, inferDateFormat, parseDate} from "./date_format.js";
import {DataError, general, list, plural, quote, shortQuote, spaced} from "./text.js";

const INTEGER = /^[+-]?[0-9]+$/;
const LEADING_ZERO = /^0[0-9]+$/;
const COMPACT_DATE = /^(?:19|20)[0-9]{6}$/;
const TRUE_WORDS = ["true", "yes", "t", "y"];
const FALSE_WORDS = ["false", "no", "f", "n"];
const MIN_SHARE = 0.9;
const MISSING_CODES = [-9, -99, -999, -9999, -99999, -999999, 999, 9999, 99999, 999999];
const MIN_GAP = 3;
export const EXACT_INTEGERS = 2 ** 53;

/**
 * A column of a table, its kind inferred from its cells unless the user says what it is.
 * @param {Table} table
 * @param {string} name
 * @param {ColumnOption} option
 * @param {boolean} target as the target, only the words true and false are booleans, so that "yes" and "no" keep their names
 * @returns {Column}
 */
export function typedColumn(table, name, option = INFERRED, target = false) {
  const cells = table.cells(name);
  let column = cells ? fromCells(table, name, cells, option, target) : /** @type {Column} */ (table.typed(name));
  if (!cells && option.missing.length) column = withoutCodes(column, option.missing);
  if (option.kind !== null && (option.kind !== column.kind || option.order.length)) column = converted(table, column, option);
  if (column.kind === "number" && !option.missing.length) column = withNotes(column, suspiciousCodes(column));
  return option.encoding === column.encoding ? column : column.with({encoding: option.encoding});
}

/**
 * A target whose values are classes: 1.10 and 1.1, or 007 and 7, are different labels. It is `typedColumn`'s, but categories if
 * that makes one number of several texts.
 * @param {Table} table @param {string} name @param {ColumnOption} option
 */
export function labelColumn(table, name, option) {
  const column = typedColumn(table, name, option, true);
  const cells = table.cells(name);
  if (column.kind !== "number" || !cells || option.kind !== null) return column;
  /** @type {Map<string, number>} */
  const labels = new Map();
  cells.forEach((cell, row) => {
    if (!Number.isNaN(column.values[row])) labels.set(spaced(cell), column.values[row]);
  });
  if (labels.size === new Set(labels.values()).size) return column;
  /** @type {Map<number, string>} */
  const first = new Map([...labels].reverse().map(([text, value]) => [value, text]));
  const pairs = [...labels].filter(([text, value]) => first.get(value) !== text).map(([text, value]) => `${quote(String(first.get(value)))} and ${quote(text)}`);
  return withNotes(typedColumn(table, name, {...option, kind: "category"}, true), [
    `labels that are one number but written in several ways are different classes: ${list(pairs, 2)}`,
  ]);
}

/** 1 for true and yes, 0 for false and no, null for anything else. @param {string} text */
function parseBoolean(text) {
  const word = text.trim().toLowerCase();
  return TRUE_WORDS.includes(word) ? 1 : FALSE_WORDS.includes(word) ? 0 : null;
}

/** @param {Iterable<string>} texts */
function counted(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** @param {Table} table @param {string} name @param {string[]} cells @param {ColumnOption} option @param {boolean} target */
function fromCells(table, name, cells, option, target) {
  if (!table.decimalComma && option === INFERRED && cells.every((cell) => PLAIN_NUMBER.test(cell))) {
    const integer = cells.every((cell) => INTEGER.test(cell));
    if (!(integer && cells.some((cell) => LEADING_ZERO.test(cell)))) {
      const column = new Column(name, "number", Float64Array.from(cells, Number), {integer});
      return finite(table, integer && cells.length && !target ? compactDates(column) : column);
    }
  }
  const texts = cells.map(spaced);
  return fromTexts(table, name, texts, counted(texts), option, target);
}

/** @param {Table} table @param {string} name @param {string[]} texts @param {Map<string, number>} counts @param {ColumnOption} option @param {boolean} target @returns {Column} */
function fromTexts(table, name, texts, counts, option, target) {
  const words = target ? MISSING_CLASSES : MISSING_WORDS;
  const own = new CellFormat(".", "", {missing: option.missing});
  const without = (/** @type {Set<string>} */ missing) => new Map([...counts].filter(([text]) => !own.isMissing(text, missing)));
  const present = without(words);
  const asCategory = (/** @type {Map<string, number>} */ levels) => leveled(name, texts, (text) => (levels.has(text) ? text : null), option);
  if (option.kind === "category") return asCategory(present);
  if (present.size && (option.kind === null || option.kind === "boolean")) {
    const all = [...present.keys()];
    let boolean = all.every((text) => parseBoolean(text) !== null);
    if (new Set(all.map(parseBoolean)).size === 1 && option.kind === null) {
      boolean &&= [...counts.keys()].every((text) => present.has(text) || own.isMissing(text, MISSING_CLASSES));
    }
    if (boolean && (!target || all.every((text) => ["true", "false"].includes(text.toLowerCase())))) {
      return new Column(name, "boolean", mapped(texts, new Map(all.map((text) => [text, parseBoolean(text)]))));
    }
    if (boolean && option.kind === null) {
      const spelling = mostFrequentSpelling(present);
      return leveled(name, texts, (text) => spelling.get(text) ?? null, option);
    }
  }
  const column = (option.kind === null || option.kind === "number" ? numberColumn(table, name, texts, present, option) : null) ??
    (option.kind === null || option.kind === "date" ? dateColumn(table, name, texts, present, option) : null);
  if (column) return column;
  if (option.kind !== null) {
    throw new DataError(`${table.source}: column ${quote(name)} cannot be read as a ${option.kind}: its values are ${list([...present.keys()].map((text) => shortQuote(text)), 3)}`);
  }
  return asCategory(target ? present : without(MISSING_CLASSES)); // "none" and the like are levels of their own among texts
}

/** The column as numbers; null if fewer than 90 % of its cells are. @param {Table} table @param {string} name @param {string[]} texts @param {Map<string, number>} present @param {ColumnOption} option */
function numberColumn(table, name, texts, present, option) {
  if (!present.size) return null;
  const rows = [...present.values()].reduce((a, b) => a + b, 0);
  let {format, note} = inferNumberFormat(present, table.decimalComma, general);
  const {missing} = option;
  format = new CellFormat(format.decimal, format.thousands, {missing});
  const read = () => new Map([...present.keys()].map((text) => [text, format.number(text)]));
  let numbers = read();
  const unread = () => [...present].reduce((sum, [text, n]) => sum + (numbers.get(text) === null ? n : 0), 0);
  if (rows - unread() < MIN_SHARE * rows && option.kind === null) {
    const bounds = counted([...present.keys()].flatMap(findNumbers));
    const inferred = inferNumberFormat(bounds, table.decimalComma, general).format;
    format = new CellFormat(inferred.decimal, inferred.thousands, {intervals: true, missing});
    numbers = read();
    const twoSided = [...present.keys()].filter((text) => format.interval(text) !== null).length;
    if (unread() || twoSided < 2) return null;
    note = `intervals such as ${[...present.keys()][0]} are read as their midpoints`;
  }
  const all = [...present.keys()];
  const integer = all.every((text) => INTEGER.test(text));
  if (option.kind === null && integer && all.some((text) => LEADING_ZERO.test(text))) return null; // zip codes and ids
  let column = new Column(name, "number", mapped(texts, numbers), {integer, notes: note ? [note] : []});
  column = withNotes(column, mistakes(table, texts, present, numbers, "a number"));
  return finite(table, integer && option.kind === null ? compactDates(column) : column);
}

/** The column as dates; null if fewer than 90 % of its cells are. @param {Table} table @param {string} name @param {string[]} texts @param {Map<string, number>} present @param {ColumnOption} option */
function dateColumn(table, name, texts, present, option) {
  const {format, note} = option.date ? {format: option.date, note: ""} : inferDateFormat(present, MIN_SHARE);
  if (!format) return null;
  const seconds = new Map([...present.keys()].map((text) => [text, parseDate(text, format)]));
  if ([...seconds.values()].every((value) => value === null)) return null;
  const column = new Column(name, "date", mapped(texts, seconds), {notes: note ? [note] : []});
  return withNotes(column, mistakes(table, texts, present, seconds, "a date"));
}

/** Integers such as 20141231 as dates, if all of them are. @param {Column} column */
function compactDates(column) {
  const texts = column.distinct().map(String);
  if (texts.length < 2 || !texts.every((text) => COMPACT_DATE.test(text))) return column;
  const seconds = new Map(texts.map((text) => [Number(text), parseDate(text, "%Y%m%d")]));
  if ([...seconds.values()].includes(null)) return column;
  return new Column(column.name, "date", column.values.map((value) => seconds.get(value) ?? NaN));
}

/** The column as categories, in the user's order if there is one. @param {string} name @param {string[]} texts @param {(text: string) => string | null} levelOf @param {ColumnOption} option */
function leveled(name, texts, levelOf, option) {
  const column = categories(new Column(name, "category", new Float64Array(0)), texts.map(levelOf));
  return option.order.length ? inOrder(column, option.order) : column;
}

/** A category whose levels have an order; those that are not in it stay behind it. @param {Column} column @param {string[]} order */
function inOrder(column, order) {
  const levels = [...order, ...column.levels.filter((level) => !order.includes(level))];
  const values = column.values.map((code) => (Number.isNaN(code) ? NaN : levels.indexOf(column.levels[code])));
  return column.with({levels, values, ordered: true});
}

/** The most frequent spelling of each word, whatever its case. @param {Map<string, number>} present */
function mostFrequentSpelling(present) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const text of present.keys()) groups.set(text.toLowerCase(), [...(groups.get(text.toLowerCase()) ?? []), text]);
  const count = (/** @type {string} */ text) => present.get(text) ?? 0;
  return new Map([...groups.values()].flatMap((group) => {
    const best = group.reduce((most, text) => (count(text) > count(most) ? text : most));
    return group.map((text) => /** @type {[string, string]} */ ([text, best]));
  }));
}

/** The column as the kind that the user asks for. @param {Table} table @param {Column} column @param {ColumnOption} option */
function converted(table, column, option) {
  if (option.order.length) {
    const unknown = column.kind === "category" ? column.levels.filter((level) => !option.order.includes(level)) : [];
    if (column.kind !== "category" || unknown.length) {
      const held = unknown.length ? list(unknown.map(quote), 3) : `${column.kind}s`;
      throw new DataError(`${table.source}: column ${quote(column.name)} has ${held}, which is not among the levels ${option.order.join("<")}; list every level`);
    }
    return column.ordered ? column : inOrder(column, option.order);
  }
  if (option.kind === "category") {
    const texts = Array.from(column.values, (value) => (Number.isNaN(value) ? null : label(column, value)));
    return categories(new Column(column.name, "category", new Float64Array(0), {notes: column.notes}), texts);
  }
  if (option.kind === "number" && column.kind === "boolean") return column.with({kind: "number", integer: true});
  if (option.kind === "date" && column.kind === "number") {
    const texts = Array.from(column.values, (value) => (Number.isNaN(value) ? "" : label(column, value)));
    const dated = dateColumn(table, column.name, texts, counted(texts.filter(Boolean)), option);
    if (dated) return dated;
  }
  const held = column.kind === "date" ? "dates" : `${column.kind} values`;
  throw new DataError(`${table.source}: column ${quote(column.name)} holds ${held}, which cannot be read as a ${option.kind}`);
}

/** A value as the text of a level. @param {Column} column @param {number} value */
function label(column, value) {
  if (column.kind === "boolean") return value ? "true" : "false";
  return column.kind === "date" ? dateText(value) : formatNumber(value);
}

/** @param {string[]} texts @param {Map<string, number | null>} values */
const mapped = (texts, values) => Float64Array.from(texts, (text) => values.get(text) ?? NaN);

/** A note on cells that are not of their column's kind. @param {Table} table @param {string[]} texts @param {Map<string, number>} present @param {Map<string, number | null>} values @param {string} noun */
function mistakes(table, texts, present, values, noun) {
  const wrong = [...present.keys()].filter((text) => values.get(text) === null);
  if (!wrong.length) return [];
  const count = wrong.reduce((sum, text) => sum + (present.get(text) ?? 0), 0);
  const where = `${shortQuote(wrong[0])} (${table.place(texts.indexOf(wrong[0]))})`;
  return [`${plural(count, "cell")} such as ${where} cannot be read as ${noun} and ${count === 1 ? "counts" : "count"} as missing`];
}

/** The column with infinities as missing values, and a note. @param {Table} table @param {Column} column */
function finite(table, column) {
  const isInfinite = (/** @type {number} */ value) => value === Infinity || value === -Infinity;
  const first = column.values.findIndex(isInfinite);
  if (first < 0) return column;
  const count = column.values.filter(isInfinite).length;
  const values = column.values.map((value) => (isInfinite(value) ? NaN : value));
  return withNotes(column.with({values}), [`${plural(count, "infinite value")} (${table.place(first)} first) counted as missing`]);
}

/** @param {Column} column @param {string[]} codes */
function withoutCodes(column, codes) {
  const numbers = codes.map((code) => new CellFormat().number(code));
  return column.with({values: column.values.map((value) => (numbers.includes(value) ? NaN : value))});
}

/** A note on a number such as −999 that is far from all the others and may mean a missing value. @param {Column} column */
function suspiciousCodes(column) {
  const {present} = column;
  if (column.values.length < 10 || !present.length) return [];
  const extreme = (/** @type {(...values: number[]) => number} */ of, /** @type {Float64Array} */ values) => values.reduce((a, b) => of(a, b));
  for (const code of [extreme(Math.min, present), extreme(Math.max, present)]) {
    if (!MISSING_CODES.includes(code)) continue;
    const others = present.filter((value) => value !== code);
    const count = present.length - others.length;
    if (count < 2 || !others.length) continue;
    const [low, high] = [extreme(Math.min, others), extreme(Math.max, others)];
    if (Math.min(Math.abs(code - low), Math.abs(code - high)) > MIN_GAP * Math.max(high - low, 1)) {
      return [`${general(code)} in ${plural(count, "row")} is far from all other values; if it means missing, pass columns={${quote(column.name)}: 'missing=${general(code)}'}`];
    }
  }
  return [];
}

/** @param {Column} column @param {string[]} notes */
const withNotes = (column, notes) => (notes.length ? column.with({notes: [...column.notes, ...notes]}) : column);
