/**
 * Tables: named columns, read from a text file or made from typed columns.
 *
 * A text table is read record by record, so that every message says its line: as `nnplay.data.readers.delimited`.
 *
 * @typedef {import("./column.js").Column} Column
 * @typedef {{
 *   source: string, names: string[], rows: number, cells: (name: string) => string[] | null, typed: (name: string) => Column | null,
 *   place: (row: number) => string, decimalComma: boolean, notes: string[], unnamed: string[], target: string[] | null
 * }} Table `cells`: the texts of a column that is to be typed; `typed`: a column that has its type already;
 * `target`: the default; null is the last column
 */

import {decode} from "./decoding.js";
import {SPACES, dropLines, findDialect, isBlank, withoutLastBlank, withoutTabs} from "./dialect.js";
import {CsvError, CsvReader} from "./csv.js";
import {DataError, grouped, list, plural, quote, strip} from "./text.js";

const MIN_FIELDS = 4; // of a line whose last field is missing; in a narrower table it may as well be any other field
const INDEX_NAME = /^(?:Unnamed: 0(?:\.[0-9]+)*|\.\.\.1)$/;

/**
 * The table in a text file.
 * @param {string} source what messages call it
 * @param {Uint8Array} bytes
 * @param {boolean | null} header whether the first record is a header; found out if null
 * @returns {Table}
 */
export function readTable(source, bytes, header = null) {
  const {text: whole, notes} = decode(source, bytes);
  const text = whole.replace(/[\r\n]+$/, "");
  if (!strip(text)) throw new DataError(`${source} is empty; it needs a header and rows`);
  const dialect = findDialect(text, header);
  const {rows, lines, notes: more} = readWithQuotes(source, text, dialect);
  const column = (/** @type {number} */ place) => rows.map((fields) => fields[place]);
  let width = dialect.fields;
  while (width > dialect.fields - dialect.emptyAtEnd && !column(width - 1).some(strip)) width -= 1;
  const empty = dialect.fields - width;
  const dropped = empty === 0 ? [] : [
    `${empty === 1 ? "the last column has neither a name nor a cell and was" : `the last ${empty} columns have neither names nor cells and were`} left out`];
  const named = dialect.headerCells ? columnNames(dialect.headerCells.slice(0, width))
    : {names: Array.from({length: width}, (_, k) => `column${k + 1}`), unnamed: [], notes: []};
  return {
    source, names: named.names, rows: rows.length, cells: (name) => column(named.names.indexOf(name)), typed: () => null,
    place: (row) => `line ${lines[row]}`, decimalComma: dialect.decimalComma,
    notes: [...notes, ...more, ...dialect.notes, ...dropped, ...named.notes], unnamed: named.unnamed, target: null,
  };
}

/** A table of columns that have their types. @param {string} source @param {Column[]} columns @param {string} target @returns {Table} */
export function typedTable(source, columns, target) {
  return {
    source, names: columns.map((column) => column.name), rows: columns[0].values.length, cells: () => null,
    typed: (name) => columns.find((column) => column.name === name) ?? null, place: (row) => `row ${row + 1}`,
    decimalComma: false, notes: [], unnamed: [], target: [target],
  };
}

/** The names in a header: blank ones are numbered, repeated ones get a suffix. @param {string[]} written */
function columnNames(written) {
  const inQuotes = written.length > 1 && written.every((cell) => cell.length > 2 && cell.startsWith("'") && cell.endsWith("'"));
  const cells = inQuotes ? written.map((cell) => cell.slice(1, -1)) : written; // which a reader of double quotes leaves
  const taken = new Set(cells);
  const used = new Set();
  const numbered = /** @type {string[]} */ ([]);
  const renamed = /** @type {string[]} */ ([]);
  const unused = (/** @type {string} */ name, /** @type {number} */ start) => {
    if (!start && !taken.has(name)) return name;
    let number = Math.max(start, 2);
    while (taken.has(`${name}_${number}`)) number += 1;
    return `${name}_${number}`;
  };
  const names = cells.map((name, position) => {
    let next = name;
    if (!strip(name)) {
      next = unused(`column${position + 1}`, 0);
      if (position) numbered.push(`column ${position + 1} ${quote(next)}`);
    } else if (used.has(name)) {
      next = unused(name, 2);
      renamed.push(`${quote(name)} to ${quote(next)}`);
    }
    taken.add(next);
    used.add(next);
    return next;
  });
  const notes = [];
  if (numbered.length) notes.push(`${plural(numbered.length, "column")} without a name got one: ${list(numbered, 3)}`);
  if (renamed.length) notes.push(`repeated column names were changed: ${list(renamed, 3)}`);
  const first = cells.length && !strip(cells[0]) ? names[0] : null;
  return {names, unnamed: names.filter((name) => name === first || INDEX_NAME.test(name)), notes};
}

/** The records of a text table whose quotes may have a backslash before them. @param {string} source @param {string} text @param {import("./dialect.js").Dialect} dialect */
function readWithQuotes(source, text, dialect) {
  try {
    return readStrictly(source, text, dialect, null);
  } catch (problem) {
    if (!(problem instanceof DataError) || !text.includes('\\"')) throw problem;
    try {
      const result = readStrictly(source, text, dialect, "\\");
      result.notes.push("a backslash before a quote was taken to mean that the quote belongs to the text");
      return result;
    } catch {
      throw problem;
    }
  }
}

/** @param {string} source @param {string} text @param {import("./dialect.js").Dialect} dialect @param {string | null} escape */
function readStrictly(source, text, dialect, escape) {
  const {delimiter, fields: width, skippedLines} = dialect;
  const spaces = delimiter === SPACES;
  const body = dropLines(text, skippedLines);
  const reader = new CsvReader(spaces ? withoutTabs(body) : body, delimiter, {strict: true, escape});
  /** @type {string[][]} */
  const rows = [];
  /** @type {number[]} */
  const lines = [];
  /** @type {number[]} */
  const short = [];
  let [blank, firstBlank, pending, firstPending] = [0, 0, 0, 0];
  let waits = dialect.header;
  for (;;) {
    const line = skippedLines + reader.line + 1;
    let fields = nextRecord(reader, source, line);
    if (!fields) break;
    if (spaces) fields = withoutLastBlank(fields);
    if (isBlank(fields) && !(fields.length && width === 1 && !waits && (rows.length || dialect.header))) {
      if (!pending) firstPending = line;
      pending += 1;
      continue;
    }
    if (waits) { // blank lines above the header and at the end are not reported
      [waits, pending] = [false, 0];
      continue;
    }
    if (fields.length > width && !fields.slice(width).some(strip)) fields = fields.slice(0, width);
    if (!spaces && fields.length === width - 1 && fields.length >= MIN_FIELDS) {
      fields = [...fields, ""];
      short.push(line);
    }
    if (fields.length !== width) refuseRagged(source, line, fields, dialect);
    if (pending) {
      if (!blank) firstBlank = firstPending;
      blank += pending;
    }
    pending = 0;
    rows.push(fields);
    lines.push(line);
  }
  if (!rows.length) throw new DataError(`${source} has a header but no rows; add rows below it`);
  const notes = [];
  const more = (/** @type {number} */ count) => (count > 1 ? ` and ${grouped(count - 1)} more` : "");
  if (blank) notes.push(`blank lines were skipped: line ${firstBlank}${more(blank)}`);
  if (short.length) notes.push(`one field too few, so the last one counts as missing: line ${short[0]}${more(short.length)}`);
  return {rows, lines, notes};
}

/** @param {CsvReader} reader @param {string} source @param {number} line */
function nextRecord(reader, source, line) {
  try {
    return reader.next();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = error.message === "field larger" ? "a field has more than 131,072 characters; its quote may never be closed"
      : error.message === "unexpected end" ? "a quote is opened but never closed; close it, or double it if it belongs to the text"
        : "text follows a closing quote; double the quotes that belong to the text";
    throw new DataError(`${source}, line ${line}: ${reason}`);
  }
}

/** @param {string} source @param {number} line @param {string[]} fields @param {import("./dialect.js").Dialect} dialect @returns {never} */
function refuseRagged(source, line, fields, dialect) {
  const first = dialect.header && dialect.headerCells ? "the header" : "the first line";
  const advice = dialect.delimiter === SPACES ? "put quotes around a text that holds spaces, and write NA where a cell is empty"
    : fields.length < dialect.fields ? "add what is missing, or delete the line"
      : "put quotes around a text that holds the delimiter, or delete the line";
  throw new DataError(`${source}, line ${line}: ${plural(fields.length, "field")} where ${first} has ${dialect.fields}; ${advice}`);
}
