/**
 * Detect the dialect of a text table: comments above it, its delimiter, its header and its decimal sign.
 *
 * As `nnplay.data.readers.dialect`, function by function.
 *
 * @typedef {{
 *   delimiter: string, skippedLines: number, header: boolean, headerCells: string[] | null, fields: number,
 *   emptyAtEnd: number, decimalComma: boolean, notes: string[]
 * }} Dialect `delimiter`: a space stands for any number of spaces or tabs; `headerCells`: the names as written, null without
 *   any; `fields` of a record below the header; `emptyAtEnd`: columns without a name and a cell
 */

import {MISSING_WORDS, PLAIN_NUMBER} from "./cell_format.js";
import {CsvError, CsvReader} from "./csv.js";
import {list, plural, shortQuote, strip} from "./text.js";

const DELIMITERS = ["\t", ";", "|", ","]; // in order of preference; a comma may be a decimal sign
export const SPACES = " ";
const SAMPLE_CHARACTERS = 1_000_000;
const SAMPLE_RECORDS = 50;
const MIN_RECORDS = 3;
const HEADER_RECORDS = 1_000;
const MIN_SPACES_AGREEMENT = 0.9;
const COMMENT = /^[ \t]*(?<mark>#+|%+|\/\/+)(?<text>.*)$/;
const INTEGER = /^[0-9]{1,18}$/;
const DATE = /^[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ].*)?$/;
const SEVERAL_NUMBERS = /^\s*[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?(?:\s+[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)+\s*$/;
const GROUPED_NUMBER = /^\s*[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?\s*$/;

/** @param {string} text not blank @param {boolean | null} header found out if null @returns {Dialect} */
export function findDialect(text, header) {
  const split = splitComments(text);
  const {comments} = split;
  let {body} = split;
  const delimiter = findDelimiter(body);
  const titles = header === null ? countTitleLines(body, delimiter) : 0;
  const title = strip(body.split(/[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).find((line) => strip(line)) ?? ""); // eslint-disable-line no-control-regex
  if (titles) body = dropLines(body, titles);
  const records = sampleRecords(body, delimiter, HEADER_RECORDS);
  const [first = [], ...below] = records;
  let cells = titles ? null : namesInComment(comments, delimiter, first, below, header);
  /** @type {string[]} */
  const notes = [];
  const others = comments.filter((comment) => strip(comment)).length - Number(cells !== null);
  if (others) notes.push(`${plural(others, "comment line")} above the table ${others === 1 ? "was" : "were"} skipped`);
  if (titles) notes.push(`${plural(titles, "line")} above the table skipped, such as ${shortQuote(title)}`);
  let hasHeader = false;
  if (cells === null) hasHeader = header ?? looksLikeHeader(first, below, delimiter);
  else notes.push(`the names are those of the last comment: ${list(cells, 3)}`);
  let width = first.length;
  if (hasHeader) {
    [cells, width] = fitHeader(first, below, delimiter);
    if (header === null) notes.push(...numberNames(cells, delimiter));
  } else if (cells === null && header === null) {
    const names = Array.from({length: width}, (_, k) => `column${k + 1}`);
    notes.push(`the first line holds data, so the columns are called ${list(names, 3)}; header=True overrides it`);
  }
  return {
    delimiter, skippedLines: comments.length + titles, header: hasHeader, headerCells: cells, fields: width,
    emptyAtEnd: emptyAtEnd(cells, hasHeader ? below : records, width), decimalComma: hasDecimalCommas(body, delimiter), notes,
  };
}

/** The blank lines and comments above a table, and the rest. @param {string} text */
function splitComments(text) {
  const above = [];
  let position = 0;
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    if (strip(match[1]) && !COMMENT.test(match[1])) break;
    position = match.index + match[0].length;
    above.push(match[1]);
    if (position === text.length) break;
  }
  const body = text.slice(position);
  if (strip(body)) return {comments: above, body};
  const filled = above.findIndex((line) => strip(line)); // nothing but comments: they are the table
  return filled > 0 ? {comments: above.slice(0, filled), body: text.replace(/^[\r\n]+/, "")} : {comments: [], body: text};
}

/** How many lines above a table hold titles: records with less than half of its fields. @param {string} text @param {string} delimiter */
function countTitleLines(text, delimiter) {
  const records = sampleRecords(text, delimiter);
  const width = records.at(-1)?.length ?? 0;
  const titles = Math.max(records.findIndex((record) => record.length > Math.max(1, width / 2)), 0);
  const below = records.slice(titles);
  if (!titles || width < 3 || below.length < MIN_RECORDS || below.slice(1).some((record) => record.length !== width)) return 0;
  if (Math.abs(below[0].length - width) > 1) return 0;
  const reader = new CsvReader(text, delimiter);
  for (let k = 0; k < titles; k++) while (isBlank(reader.next() ?? ["x"])) { /* blank lines between titles */ }
  let lines = reader.line;
  while (isBlank(reader.next() ?? ["x"])) lines = reader.line;
  return lines;
}

/** The text below its first lines. @param {string} text @param {number} count */
export function dropLines(text, count) {
  let position = 0;
  const breaks = text.matchAll(/\r\n|\r|\n/g);
  for (let k = 0; k < count; k++) {
    const match = breaks.next().value;
    if (match) position = match.index + match[0].length;
  }
  return text.slice(position);
}

/** The delimiter for which most of the first records have equally many fields. @param {string} text */
function findDelimiter(text) {
  let [best, bestAgreement, bestRecords] = [",", 0, sampleRecords(text, ",")];
  for (const delimiter of DELIMITERS) {
    const records = sampleRecords(text, delimiter);
    const [width, agreement] = commonWidth(records);
    const hasTitles = records.length > MIN_RECORDS && width > 2;
    if (width > 1 && agreement > bestAgreement && (records[0].length > 1 || hasTitles)) {
      [best, bestAgreement, bestRecords] = [delimiter, agreement, records];
    }
  }
  if (bestAgreement === 0 || (best === "\t" && hasSeveralNumbers(bestRecords))) {
    const [width, agreement] = commonWidth(sampleRecords(text, SPACES));
    if (width > 1 && agreement >= MIN_SPACES_AGREEMENT) return SPACES;
  }
  return best;
}

/** The most frequent number of fields, and the share of the records that have it or, as a header may, one less. @param {string[][]} records @returns {[number, number]} */
function commonWidth(records) {
  if (!records.length) return [0, 0];
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const {length} of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width, count] = [...counts].reduce((best, each) => (each[1] > best[1] || (each[1] === best[1] && each[0] > best[0]) ? each : best));
  return [width, (count + Number(records[0].length === width - 1 && records.length > 1)) / records.length];
}

/** Whether most records have a field of several numbers between spaces, other than 1 000 000. @param {string[][]} records */
function hasSeveralNumbers(records) {
  const several = records.filter((record) => record.some((cell) => SEVERAL_NUMBERS.test(cell) && !GROUPED_NUMBER.test(cell)));
  return several.length > records.length / 2;
}

/** Whether a record holds names and not data. @param {string[]} first @param {string[][]} below @param {string} delimiter */
function looksLikeHeader(first, below, delimiter) {
  const numbers = first.map((cell) => isNumber(cell, delimiter));
  const missing = first.map((cell) => MISSING_WORDS.has(strip(cell).toLowerCase()));
  if (!numbers.includes(true)) return !allRecur(first, below, missing);
  const rest = first.slice(1).map(strip);
  if (first.length && !strip(first[0]) && isAscending(rest)) return true; // the index of a table whose columns are numbered
  if (first.length > 2 && first.every((cell, k) => strip(cell) === String(k))) return true;
  const others = first.map((_, k) => k).filter((k) => !numbers[k] && !missing[k]);
  if (!others.length) return false;
  const columns = new Map(others.map((k) => [k, below.filter((record) => record.length > k).map((record) => strip(record[k]))]));
  const column = (/** @type {number} */ k) => /** @type {string[]} */ (columns.get(k));
  if (others.some((k) => allNumbers(column(k), delimiter))) return true; // a word above nothing but numbers
  if (others.every((k) => recurs(strip(first[k]), column(k)))) return false;
  return isSeries(first.filter((_, k) => numbers[k]).map(strip));
}

/** @param {string[]} cells @param {string} delimiter */
function allNumbers(cells, delimiter) {
  const present = cells.filter((cell) => !MISSING_WORDS.has(cell.toLowerCase()));
  return present.length > 0 && present.every((cell) => isNumber(cell, delimiter));
}

/** Whether a text is found below, or is a date above dates. @param {string} cell @param {string[]} below */
const recurs = (cell, below) => below.includes(cell) || (DATE.test(cell) && below.length > 0 && below.every((each) => !each || DATE.test(each)));

/** Whether every text of a record occurs again, in other records, below its place. @param {string[]} first @param {string[][]} below @param {boolean[]} missing */
function allRecur(first, below, missing) {
  const texts = first.map((_, k) => k).filter((k) => !missing[k]);
  const others = below.filter((record) => record.length !== first.length || record.some((cell, k) => cell !== first[k]));
  return texts.length > 1 && texts.every((k) => recurs(strip(first[k]), others.filter((record) => record.length > k).map((record) => strip(record[k]))));
}

/** @param {string[]} cells */
const isAscending = (cells) => cells.length > 0 && cells.every((cell, k) => PLAIN_NUMBER.test(cell) && (k === 0 || Number(cells[k - 1]) < Number(cell)));

/** Whether numbers could be names: years, 0, or whole numbers at equal distances. @param {string[]} cells */
function isSeries(cells) {
  if (!cells.length || !cells.every((cell) => INTEGER.test(cell))) return false;
  const values = cells.map(Number);
  const steps = new Set(values.slice(1).map((value, k) => value - values[k]));
  const years = values.every((value) => value >= 1000 && value < 3000);
  if (values.length === 1) return years || values[0] === 0;
  const ascending = [...steps].every((step) => step > 0) || [...steps].every((step) => step < 0);
  return ascending && (years || steps.size === 1);
}

/** The header's cells, one for each field of the records below, and how many these have. @param {string[]} first @param {string[][]} below @param {string} delimiter @returns {[string[], number]} */
function fitHeader(first, below, delimiter) {
  const cells = first.map(strip);
  const widths = new Set(below.map((record) => record.length));
  const [width] = widths;
  if (widths.size !== 1) return [cells, cells.length];
  if (cells.length === width + 1 && !cells[width]) return [cells.slice(0, -1), width];
  if (cells.length !== width - 1 || (cells.length < 2 && (delimiter === "," || delimiter === SPACES))) return [cells, cells.length];
  const atEnd = !below.some((record) => strip(record[width - 1]));
  return [atEnd ? [...cells, ""] : ["", ...cells], width];
}

/** How many of the last columns have neither a name nor a cell. @param {string[] | null} cells @param {string[][]} records @param {number} width */
function emptyAtEnd(cells, records, width) {
  let count = 0;
  for (let k = width - 1; k > 0; k--) {
    if (strip(cells?.[k] ?? "") || !records.length || records.some((record) => record.length > k && strip(record[k]))) break;
    count += 1;
  }
  return count;
}

/** The cells of the last comment if they are the header, else null. @param {string[]} comments @param {string} delimiter @param {string[]} first @param {string[][]} below @param {boolean | null} header */
function namesInComment(comments, delimiter, first, below, header) {
  const comment = COMMENT.exec(comments.at(-1) ?? "")?.groups;
  if (!comment || header !== null || first.length < 2) return null;
  const records = strip(comment.text) ? sampleRecords(delimiter === SPACES ? strip(comment.text) : comment.text, delimiter) : [];
  const cells = (records[0] ?? []).map(strip);
  if (cells.length !== first.length) return null;
  const only = comments.filter((line) => strip(line)).length === 1;
  if (!(only && !/^[ \t]/.test(comment.text)) && looksLikeHeader(first, below, delimiter)) return null;
  return [cells[0] || comment.mark, ...cells.slice(1)];
}

/** Whether a record is a blank line. @param {string[]} fields */
export const isBlank = (fields) => fields.length < 2 && !fields.some(Boolean);

/** Whether some field is a number such as 1,5. @param {string} text @param {string} delimiter */
function hasDecimalCommas(text, delimiter) {
  if (delimiter === ",") return false;
  const edge = `[${delimiter === "|" ? "\\|" : delimiter}\\r\\n]`;
  return new RegExp(`(?:^|${edge}) *"?[+-]?[0-9]+,(?![0-9]{3}(?![0-9]))[0-9]+"? *(?:$|${edge})`).test(text);
}

/** The first records that are not blank, read leniently; without the last one of a truncated text. @param {string} text @param {string} delimiter @param {number} count */
function sampleRecords(text, delimiter, count = SAMPLE_RECORDS) {
  const sample = text.replace(/^[\r\n]+/, "").slice(0, SAMPLE_CHARACTERS);
  const reader = new CsvReader(delimiter === SPACES ? withoutTabs(sample) : sample, delimiter);
  /** @type {string[][]} */
  const records = [];
  try {
    for (let record = reader.next(); record && records.length < count; record = reader.next()) if (!isBlank(record)) records.push(record);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error; // said by the strict reader, with the line
  }
  const whole = delimiter === SPACES ? records.map(withoutLastBlank) : records;
  return text.length > SAMPLE_CHARACTERS && whole.length > 1 && whole.length < count ? whole.slice(0, -1) : whole;
}

/** @param {string} text */
export const withoutTabs = (text) => text.replaceAll("\t", " ");

/** The fields of a record between spaces, without the empty one at its end. @param {string[]} fields */
export const withoutLastBlank = (fields) => (fields.length > 1 && !fields.at(-1) ? fields.slice(0, -1) : fields);

/** @param {string} cell @param {string} delimiter */
function isNumber(cell, delimiter) {
  const text = strip(cell);
  return (delimiter !== "," && /^[+-]?[0-9]+,[0-9]*$/.test(text)) || PLAIN_NUMBER.test(text);
}

/** @param {string[]} cells @param {string} delimiter */
function numberNames(cells, delimiter) {
  const names = cells.map(strip).filter((cell) => isNumber(cell, delimiter));
  return names.length ? [`the header has names that are numbers (${list(names, 3)}); if the first line is data, pass header=False`] : [];
}
