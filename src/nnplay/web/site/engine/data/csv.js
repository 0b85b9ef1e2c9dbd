/**
 * Records of delimited text, as Python's csv module reads them.
 *
 * A field may stand in double quotes, in which a doubled quote stands for one; spaces before a field are skipped.
 */

const LIMIT = 131_072; // characters of a field

/** A record that cannot be read. */
export class CsvError extends Error {}

/** Reads record by record, and counts lines. */
export class CsvReader {
  /**
   * @param {string} text
   * @param {string} delimiter
   * @param {{strict?: boolean, escape?: string | null}} options `strict` refuses text behind a closing quote, and a quote
   *   that is never closed
   */
  constructor(text, delimiter, {strict = false, escape = null} = {}) {
    this.text = text;
    this.delimiter = delimiter;
    this.strict = strict;
    this.escape = escape;
    this.at = 0;
    /** Lines read so far. */
    this.line = 0;
  }

  /** The next record; null at the end. @returns {string[] | null} */
  next() {
    const {text, delimiter, strict, escape} = this;
    /** @type {string[]} */
    const fields = [];
    let field = "";
    /** @type {"record" | "field" | "escaped" | "in" | "quoted" | "escaped quoted" | "quote" | "end"} */
    let state = "record";
    const save = () => {
      fields.push(field);
      field = "";
    };
    for (;;) {
      if (this.at >= text.length) {
        if (!field && state !== "quoted") return null;
        if (strict) throw new CsvError("unexpected end");
        save();
        return fields;
      }
      const end = this.endOfLine();
      this.line += 1;
      for (; this.at < end; this.at++) {
        const letter = text[this.at];
        const breaks = letter === "\n" || letter === "\r";
        if (state === "record") state = breaks ? "end" : "field";
        if (state === "end") continue;
        if (state === "field") {
          if (breaks) [state] = ["end", save()];
          else if (letter === '"') state = "quoted";
          else if (letter === escape) state = "escaped";
          else if (letter === " ") continue;
          else if (letter === delimiter) save();
          else [field, state] = [letter, "in"];
        } else if (state === "escaped") {
          [field, state] = [field + letter, "in"];
        } else if (state === "in") {
          if (breaks) [state] = ["end", save()];
          else if (letter === escape) state = "escaped";
          else if (letter === delimiter) [state] = ["field", save()];
          else field += letter;
        } else if (state === "quoted") {
          if (letter === escape) state = "escaped quoted";
          else if (letter === '"') state = escape === null ? "quote" : "in";
          else field += letter;
        } else if (state === "escaped quoted") {
          [field, state] = [field + letter, "quoted"];
        } else if (letter === '"') {
          [field, state] = [`${field}"`, "quoted"];
        } else if (letter === delimiter) {
          [state] = ["field", save()];
        } else if (breaks) {
          [state] = ["end", save()];
        } else if (strict) {
          throw new CsvError("text behind a quote");
        } else {
          [field, state] = [field + letter, "in"];
        }
        if (field.length > LIMIT) throw new CsvError("field larger");
      }
      if (state === "record" || state === "end") return fields;
      if (state === "quoted") continue;
      if (state === "escaped" || state === "escaped quoted") {
        [field, state] = [`${field}\n`, state === "escaped" ? "in" : "quoted"];
        continue;
      }
      save();
      return fields;
    }
  }

  /** Where the line ends that is read now, its line break included. */
  endOfLine() {
    let at = this.at;
    while (at < this.text.length && this.text[at] !== "\n" && this.text[at] !== "\r") at += 1;
    return this.text.startsWith("\r\n", at) ? at + 2 : Math.min(at + 1, this.text.length);
  }
}
