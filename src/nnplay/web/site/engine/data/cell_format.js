/** How the cells of a column are written: separators, currency and percent signs, words for missing values. */

import {strip} from "./text.js";

/** What people and spreadsheets write where there is no value, in lower case. */
export const MISSING_WORDS = new Set([
  "", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "nat", "<na>", "?", "-", "--", "–", "—", ".", "..", "#n/a", "#na",
  "#null!", "#value!", "#ref!", "#div/0!", "#num!", "#name?", "missing", "not available",
]);
const POSSIBLE_CLASSES = ["none", "nil", "missing", "-", "--"];

/** Those of them that are no class of a target or category. */
export const MISSING_CLASSES = new Set([...MISSING_WORDS].filter((word) => !POSSIBLE_CLASSES.includes(word)));

const SPACES = "\u00a0\u202f\u2009 ";
const CURRENCY = "(?:[$€£¥₹₩₽₺₫฿¢]|US\\$|USD|EUR|GBP|CHF|JPY|CAD|AUD|Rs\\.?|kr\\.?)";
const DECORATED = new RegExp(
  `^(?<open>\\()?\\s*(?<sign>[+\\-−])?\\s*${CURRENCY}?\\s*(?<second>[+\\-−])?\\s*` +
  `(?<body>[0-9](?:[0-9.,'’${SPACES}]*[0-9.,])?|[.,][0-9]+)(?<exponent>[eE][+-]?[0-9]+)?` +
  `\\s*(?:${CURRENCY}|%|‰)?\\s*(?<close>\\))?$`, "i");
export const PLAIN_NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;
const NUMBER = `[+\\-−]?\\s*${CURRENCY}?\\s*[0-9][0-9.,'’]*\\s*%?`;
const INTERVALS = [
  new RegExp(`^[\\[(]?\\s*(${NUMBER})\\s*(?:-|–|—|to|;|,\\s|\\.\\.\\.?|…)\\s*(${NUMBER})\\s*[\\])]?$`, "i"),
  new RegExp(`^[\\[(]\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*[\\])]$`),
  new RegExp(`^(?:<=?|>=?|≤|≥|under|over|below|above|up to|at least|more than|less than)\\s*(${NUMBER})$`, "i"),
  new RegExp(`^(${NUMBER})\\s*(?:\\+|or more|or less|and over|and above|and under|or older)$`, "i"),
];

/** @param {string} text */
const escaped = (text) => text.replace(/[.,]/g, "\\$&");

/** The decimal separator, that of thousands, and whether intervals are read as their midpoints. */
export class CellFormat {
  /** @param {string} decimal @param {string} thousands @param {{intervals?: boolean, missing?: string[]}} more */
  constructor(decimal = ".", thousands = "", {intervals = false, missing = []} = {}) {
    this.decimal = decimal;
    this.thousands = thousands;
    this.intervals = intervals;
    this.missing = missing;
    const point = escaped(decimal);
    const groups = thousands === " " ? `[${SPACES}]` : thousands === "'" ? "['’]" : `[${thousands}]`;
    const digits = thousands ? `(?:[0-9]{1,3}(?:${groups}[0-9]{3})+|[0-9]+)` : "[0-9]+";
    /** The digits of a number without its sign, currency and exponent. */
    this.body = new RegExp(`^(?:${digits}(?:${point}[0-9]*)?|${point}[0-9]+)$`);
  }

  /** Whether a text means that there is no value. @param {string} text @param {Set<string>} words */
  isMissing(text, words = MISSING_WORDS) {
    return words.has(text.toLowerCase()) || this.missing.includes(text);
  }

  /** The number in a text: NaN for a word that means missing, null for anything else. @param {string} text @returns {number | null} */
  number(text) {
    const cell = strip(text);
    if (this.isMissing(cell)) return NaN;
    const middle = this.intervals ? this.interval(cell) : null;
    if (middle !== null) return middle;
    if (this.decimal === "." && PLAIN_NUMBER.test(cell)) return Number(cell);
    const parts = splitNumber(cell);
    if (parts && this.body.test(parts.body)) {
      const digits = [...parts.body].filter((letter) => /[0-9]/.test(letter) || letter === this.decimal).join("");
      const value = Number(digits.replace(this.decimal, ".") + parts.exponent);
      return parts.negative ? -value : value;
    }
    const infinite = INFINITY.exec(cell);
    return infinite ? (infinite[1] === "-" ? -Infinity : Infinity) : null;
  }

  /** The midpoint of an interval; the bound of one that is open at one end; null for anything else. @param {string} text */
  interval(text) {
    const plain = new CellFormat(this.decimal, this.thousands);
    for (const pattern of INTERVALS) {
      const match = pattern.exec(strip(text));
      if (!match) continue;
      const bounds = match.slice(1).map((bound) => plain.number(bound));
      if (bounds.every((bound) => bound !== null && Number.isFinite(bound)) && (bounds.length < 2 || Number(bounds[0]) <= Number(bounds[1]))) {
        return bounds.reduce((/** @type {number} */ sum, bound) => sum + Number(bound), 0) / bounds.length;
      }
    }
    return null;
  }
}

/** The numbers in a text, such as the bounds of an interval. @param {string} text */
export const findNumbers = (text) => text.match(/[0-9](?:[0-9.,'’]*[0-9])?/g) ?? [];

/**
 * Whether a number is negative, its digits with separators, and its exponent; null if the text is no number.
 * @param {string} text
 */
export function splitNumber(text) {
  const groups = DECORATED.exec(text)?.groups;
  if (!groups || Boolean(groups.open) !== Boolean(groups.close) || (groups.sign && groups.second)) return null;
  const sign = groups.sign || groups.second;
  if (groups.open && sign) return null;
  return {negative: Boolean(groups.open) || sign === "-" || sign === "−", body: strip(groups.body), exponent: groups.exponent ?? ""};
}

/** In order of preference if several fit equally well. */
const FORMATS = [[".", ""], [".", ","], [",", ""], [",", "."], [".", " "], [",", " "], [".", "'"]].map(([decimal, thousands]) => new CellFormat(decimal, thousands));
const GROUP_OF_THREE = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/;

/**
 * The format that fits most of the numbers in a column, and a note if another one fits as well.
 * @param {Map<string, number>} counts number of rows of each distinct text
 * @param {boolean} decimalComma whether other columns of the table have decimal commas
 * @param {(value: number) => string} shown
 * @returns {{format: CellFormat, note: string}}
 */
export function inferNumberFormat(counts, decimalComma, shown) {
  /** @type {Map<string, number>} */
  const bodies = new Map();
  for (const [text, count] of counts) {
    const parts = splitNumber(strip(text));
    if (parts) bodies.set(parts.body, (bodies.get(parts.body) ?? 0) + count);
  }
  const fits = FORMATS.map((each) => [...bodies].reduce((sum, [body, n]) => sum + (each.body.test(body) ? n : 0), 0));
  const best = FORMATS[fits.indexOf(Math.max(...fits))];
  const separated = [...bodies.keys()].filter((body) => /[.,]/.test(body));
  if (!separated.length || !separated.every((body) => GROUP_OF_THREE.test(body))) return {format: best, note: ""};
  // Every separator stands before exactly three digits: 1,200 and 1.200 may be 1200 or 1.2.
  const signs = [...new Set(separated.map((body) => (body.includes(",") ? "," : ".")))];
  if (signs.length > 1) return {format: best, note: ""};
  const [sign, example] = [signs[0], separated[0]];
  if (sign === "." && !decimalComma) return {format: new CellFormat(), note: ""};
  const asThousands = sign === "." || !decimalComma;
  const grouped = new CellFormat(sign === "." ? "," : ".", sign);
  const chosen = asThousands ? grouped : new CellFormat(sign);
  const other = asThousands ? new CellFormat(sign) : new CellFormat(".", sign);
  return {format: chosen, note: `${example} is read as ${shown(Number(chosen.number(example)))}, though it could be ${shown(Number(other.number(example)))}`};
}
