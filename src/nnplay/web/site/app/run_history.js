/** The rows of a run, one for each epoch, as columns; frames add to them. */

export class RunHistory {
  constructor() {
    this.rows = 0;
    /** @type {Map<string, number[]>} */
    this.columns = new Map();
  }

  /** @param {string} name @returns {number[]} */
  column(name) {
    return this.columns.get(name) ?? [];
  }

  /** Add the rows of a frame. @param {string[]} names @param {ArrayLike<number>} numbers (rows, names) */
  append(names, numbers) {
    names.forEach((name, k) => {
      let column = this.columns.get(name);
      if (!column) this.columns.set(name, (column = []));
      for (let at = k; at < numbers.length; at += names.length) column.push(numbers[at]);
    });
    this.rows += names.length ? numbers.length / names.length : 0;
  }

  /** Forget later rows. @param {number} rows that stay */
  keep(rows) {
    if (rows >= this.rows) return;
    this.rows = rows;
    for (const column of this.columns.values()) column.length = rows;
  }

  clear() {
    this.rows = 0;
    this.columns.clear();
  }
}

/**
 * Places of at most so many rows, evenly spaced, the first and the last included.
 * @param {number} rows
 * @param {number} most
 */
export function thinned(rows, most) {
  if (rows <= most) return Array.from({length: rows}, (_, k) => k);
  return Array.from({length: most}, (_, k) => Math.round((k * (rows - 1)) / (most - 1)));
}
