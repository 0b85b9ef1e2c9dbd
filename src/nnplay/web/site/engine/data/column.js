/**
 * Typed columns, and the words that mean true, false and missing.
 *
 * @typedef {"number" | "category" | "boolean" | "date"} Kind
 * @typedef {"one-hot" | "target"} LevelEncoding
 */

import {compareTexts} from "./text.js";

/** One column of a table. */
export class Column {
  /**
   * @param {string} name
   * @param {Kind} kind
   * @param {Float64Array} values numbers, 0 or 1, seconds since 1970, or the places of levels; NaN where missing
   * @param {{levels?: string[], ordered?: boolean, integer?: boolean, notes?: string[], encoding?: LevelEncoding | null}} more
   *   `levels`: of a category, sorted, or in their order if they are `ordered`; `integer`: written as integers
   */
  constructor(name, kind, values, {levels = [], ordered = false, integer = false, notes = [], encoding = null} = {}) {
    this.name = name;
    this.kind = kind;
    this.values = values;
    this.levels = levels;
    this.ordered = ordered;
    this.integer = integer;
    this.notes = notes;
    this.encoding = encoding;
  }

  /** The same column with other fields. @param {Partial<Column>} change @returns {Column} */
  with(change) {
    return Object.assign(new Column(this.name, this.kind, this.values), this, change);
  }

  /** Number of missing values. */
  get missing() {
    return this.values.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
  }

  /** The values that are present. */
  get present() {
    return this.values.filter((value) => !Number.isNaN(value));
  }

  /** Some rows, with the levels that they have. @param {ArrayLike<number>} rows */
  take(rows) {
    const values = Float64Array.from(rows, (row) => this.values[row]);
    if (this.kind !== "category" || this.ordered) return this.with({values});
    return categories(this, Array.from(values, (code) => this.levels[code] ?? null));
  }

  /** The text of a category's value, null where missing. @param {number} row @returns {string | null} */
  text(row) {
    return this.levels[this.values[row]] ?? null;
  }

  /** The different values, sorted: of a category, its levels. @returns {number[] | string[]} */
  distinct() {
    if (this.kind === "category") return this.levels;
    return [...new Set(this.present.map((value) => value + 0))].sort((a, b) => a - b);
  }
}

/** A category with these texts. @param {Column} column @param {(string | null)[]} texts */
export function categories(column, texts) {
  const levels = /** @type {string[]} */ ([...new Set(texts)].filter((text) => text !== null)).sort(compareTexts);
  const place = new Map(levels.map((level, k) => [/** @type {string | null} */ (level), k]));
  return column.with({kind: "category", levels, ordered: false, values: Float64Array.from(texts, (text) => place.get(text) ?? NaN)});
}
