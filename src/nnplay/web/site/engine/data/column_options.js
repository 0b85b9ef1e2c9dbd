/**
 * The user's word for a column, such as "category", "ordered=low<mid<high" or "date=%d/%m/%Y".
 *
 * @typedef {import("./column.js").Kind} Kind
 * @typedef {import("./column.js").LevelEncoding} LevelEncoding
 * @typedef {{kind: Kind | null, order: string[], date: string, missing: string[], encoding: LevelEncoding | null}} ColumnOption
 * `kind`: null infers it; `order`: the levels of an ordered category; `missing`: further texts for a missing value
 */

import {DataError, didYouMean, quote} from "./text.js";

const KINDS = /** @type {Kind[]} */ (["number", "category", "boolean", "date"]);
const ENCODINGS = /** @type {LevelEncoding[]} */ (["one-hot", "target"]);
const SYNTAX = "number, category, boolean, date, date=%d/%m/%Y, ordered=low<mid<high, missing=-999, or for a category one-hot or target";

/** @type {ColumnOption} */
export const INFERRED = {kind: null, order: [], date: "", missing: [], encoding: null};

/** The options of columns by name. @param {[string, string][] | null} columns pairs of a name and a word @returns {Map<string, ColumnOption>} */
export function parseColumnOptions(columns) {
  /** @type {Map<string, ColumnOption>} */
  const options = new Map();
  for (const [name, word] of columns ?? []) options.set(name, withWord(name, options.get(name) ?? INFERRED, String(word)));
  return options;
}

/** @param {string} name @param {ColumnOption} option @param {string} word @returns {ColumnOption} */
function withWord(name, option, word) {
  const at = word.indexOf("=");
  const [key, value] = at < 0 ? [word.trim(), null] : [word.slice(0, at).trim(), word.slice(at + 1)];
  const {missing} = option;
  if (key === "missing" && value !== null) return {...option, missing: [...missing, value.trim()]};
  if (key === "ordered" && value !== null) {
    const order = value.split("<").map((level) => level.trim());
    if (order.length < 2 || new Set(order).size < order.length || order.includes("")) {
      throw new DataError(`column ${quote(name)}: ${quote(word)} must list different levels from low to high: ordered=low<high`);
    }
    return {...INFERRED, kind: "category", order, missing};
  }
  if (key === "date" && value?.trim()) return {...INFERRED, kind: "date", date: value.trim(), missing};
  const kind = KINDS.find((each) => each === key);
  if (kind && value === null) return {...INFERRED, kind, missing, encoding: kind === "category" ? option.encoding : null};
  const encoding = ENCODINGS.find((each) => each === key);
  if (encoding && value === null) return {...INFERRED, kind: "category", missing, encoding};
  throw new DataError(`column ${quote(name)} cannot be read as ${quote(word)}${didYouMean(key, [...KINDS, ...ENCODINGS, "ordered", "missing"])}; use ${SYNTAX}`);
}
