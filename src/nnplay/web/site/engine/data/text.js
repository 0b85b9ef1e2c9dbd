/** Texts as nnplay's Python writes them in messages: in quotes, shortened, listed, with hints on spelling. */

import {SettingError} from "../catalog.js";

/** Data that cannot be used; the message is one sentence for the user. */
export class DataError extends SettingError {
  /** @param {string} message */
  constructor(message) {
    super(/[.?!]$/.test(message) ? clean(message) : `${clean(message)}.`);
  }
}

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // Python's
const AT_EDGES = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const SPACES = new RegExp(`[${SPACE}]+`, "g");
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu;

/** Without spaces at both ends. @param {string} text */
export const strip = (text) => text.replace(AT_EDGES, "");

/** Without surrounding and repeated spaces. @param {string} text */
export const spaced = (text) => strip(text).replace(SPACES, " ");

/** A character as Python escapes it. @param {string} letter */
function escaped(letter) {
  const named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[letter];
  if (named) return named;
  const code = letter.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

/** Text on one line: control characters escaped. @param {string} text */
const clean = (text) => text.replace(UNPRINTABLE, escaped);

/** A text in quotes. @param {string} text */
export function quote(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`);
  return mark + inside.replace(UNPRINTABLE, escaped) + mark;
}

/** A text in quotes, cut to so many letters. @param {string} text @param {number} most */
export function shortQuote(text, most = 60) {
  const letters = [...text];
  return quote(letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`);
}

/** Items joined by commas: the first few, and how many more there are. @param {Iterable<string | number>} items @param {number} most */
export function list(items, most = 12) {
  const texts = [...items].map((item) => clean(String(item)));
  const more = texts.length - most;
  return texts.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** An integer with commas between the thousands. @param {number} value */
export const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** A count with its noun: "1 run", "2,000 runs". @param {number} count @param {string} noun */
export const plural = (count, noun) => `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`;

/** The order of texts in Python: by code point. @param {string} a @param {string} b */
export function compareTexts(a, b) {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    const surrogates = left >= 0xd800 && right >= 0xd800; // astral letters come after all others
    const rank = (/** @type {number} */ code) => (surrogates && code < 0xe000 ? code + 0x10000 : code);
    return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** A number with six significant digits, as Python's format "g". @param {number} value */
export function general(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits, power] = value.toExponential(5).split("e");
  const exponent = Number(power);
  const short = (/** @type {string} */ text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent >= -4 && exponent < 6) return short(value.toFixed(Math.max(5 - exponent, 0)));
  return `${short(digits)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A hint such as " (did you mean 'age'?)", or "" if no known name is similar. @param {string} name @param {Iterable<string>} known */
export function didYouMean(name, known) {
  const byLower = new Map([...known].map((each) => [each.toLowerCase(), each]));
  const word = name.toLowerCase();
  let best = "";
  let score = 0.6;
  for (const each of byLower.keys()) {
    const ratio = similarity(each, word);
    if (ratio > score || (ratio === score && compareTexts(each, best) > 0)) [best, score] = [each, ratio];
  }
  return best ? ` (did you mean ${quote(/** @type {string} */ (byLower.get(best)))}?)` : "";
}

/** Ratcliff and Obershelp's similarity, from 0 to 1. @param {string} a @param {string} b */
function similarity(a, b) {
  return a.length + b.length ? (2 * matching(a, b)) / (a.length + b.length) : 1;
}

/** Letters in the longest common part, and in those at its left and right. @param {string} a @param {string} b @returns {number} */
function matching(a, b) {
  let [from, to, size] = [0, 0, 0];
  let lengths = new Map();
  for (let i = 0; i < a.length; i++) {
    const next = new Map();
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [from, to, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  if (!size) return 0;
  return size + matching(a.slice(0, from), b.slice(0, to)) + matching(a.slice(from + size), b.slice(to + size));
}
