/**
 * The catalog: activations, losses, optimizers and the other components by name, as `engine.json` describes them.
 *
 * @typedef {{
 *   formula: string, source: string, aliases: string[], constants: Record<string, number>,
 *   limits: Record<string, string>, derivative_formula?: string, range?: [number | null, number | null],
 *   shape?: "element" | "row", learned?: string[], initializer?: string, output?: string,
 *   domain?: [number | null, number | null], task?: string, low?: number, targets?: [number | null, number | null],
 *   scaled_targets?: boolean, joint?: boolean, slots?: string[], weight_decay?: number, full_batch?: boolean,
 *   feedback?: boolean, always?: boolean, higher?: boolean, typed?: boolean
 * }} Component
 * @typedef {{name: string, entry: Component, constants: Record<string, number>}} Resolved
 */

/** A setting that cannot be used; the message is one sentence for the user. */
export class SettingError extends Error {}

const SPEC = /^\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:\(([^()]*)\))?\s*$/;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** A name without what people spell differently: Adam, cross-entropy, LeakyReLU. @param {string} name */
export const letters = (name) => name.toLowerCase().replace(/[_-]/g, "");

/** The components of all families. */
export class Catalog {
  /** @param {Record<string, Record<string, Component>>} families */
  constructor(families) {
    this.families = families;
  }

  /**
   * The entry of a name or an alias, however it is spelled: "LeakyReLU" and "leaky-relu" are leaky_relu.
   * @param {string} family
   * @param {string} name
   * @returns {[string, Component]}
   */
  find(family, name) {
    const entries = this.families[family];
    if (Object.hasOwn(entries, name)) return [name, entries[name]];
    const all = Object.entries(entries);
    const known = all.find(([, entry]) => entry.aliases.includes(name)) ??
      all.find(([each, entry]) => [each, ...entry.aliases].some((other) => letters(other) === letters(name)));
    if (known) return known;
    throw new SettingError(`There is no ${family} '${name}'.`);
  }

  /**
   * The entry and all constants of a specification, `name` or `name(constant, key=constant)`.
   * @param {string} family
   * @param {string} spec
   * @returns {Resolved}
   */
  resolve(family, spec) {
    const match = spec.length <= 200 ? SPEC.exec(spec) : null;
    if (!match) throw new SettingError(`'${spec.slice(0, 60)}' is not the name of a component: write it as in name(0.1).`);
    const [name, entry] = this.find(family, match[1]);
    const constants = {...entry.constants};
    const keys = Object.keys(entry.constants);
    const assigned = new Set();
    (match[2] ?? "").split(",").map((part) => part.trim()).filter(Boolean).forEach((text, position) => {
      const [left, right] = text.includes("=") ? splitLast(text) : ["", text];
      const key = left.trim() || keys[position] || "";
      if (!keys.includes(key)) {
        const has = keys.map((each) => `${each}=${formatNumber(entry.constants[each])}`).join(", ");
        throw new SettingError(`'${spec}' does not fit: '${name}' has ${has ? `the constants ${has}` : "no constants"}.`);
      }
      if (assigned.has(key)) throw new SettingError(`'${spec}' sets ${key} twice: set it once.`);
      if (!NUMBER.test(right)) throw new SettingError(`${name}(${key}=…) needs a finite number, not '${right}'.`);
      const value = Number(right);
      const interval = entry.limits[key];
      if (interval && !contains(interval, value)) {
        const shown = interval.replaceAll("inf", "∞");
        throw new SettingError(`${name}(${key}=…) must be in ${shown}, not ${formatNumber(value)}.`);
      }
      constants[key] = value;
      assigned.add(key);
    });
    return {name, entry, constants};
  }

  /**
   * The shortest form of a specification: no aliases, and no constants that equal their defaults.
   * @param {string} family
   * @param {string} spec
   */
  canonical(family, spec) {
    const {name, entry, constants} = this.resolve(family, spec);
    const changed = Object.entries(constants).filter(([key, value]) => value !== entry.constants[key]);
    const texts = changed.map(([key, value]) => `${key}=${formatNumber(value)}`);
    return name + (texts.length ? `(${texts.join(", ")})` : "");
  }

  /**
   * Whether a loss is computed jointly with an output activation, from z.
   * @param {string} loss
   * @param {string} output
   */
  isJoint(loss, output) {
    const {entry} = this.resolve("loss", loss);
    return entry.joint === true && entry.output === output;
  }
}

/** @param {string} text @returns {[string, string]} */
function splitLast(text) {
  const at = text.lastIndexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Whether a number is in an interval such as "[0, 1)".
 * @param {string} interval
 * @param {number} value
 */
export function contains(interval, value) {
  const [low, high] = interval.slice(1, -1).split(",").map((text) => Number(text.replace("inf", "Infinity")));
  return (low < value && value < high) || (value === low && interval[0] === "[") ||
    (value === high && interval.endsWith("]"));
}

/**
 * The bounds of an interval, where null stands for infinity.
 * @param {[number | null, number | null] | undefined} bounds
 * @returns {[number, number]}
 */
export function bounds(bounds) {
  const [low, high] = bounds ?? [null, null];
  return [low ?? -Infinity, high ?? Infinity];
}

/**
 * The shortest text that reads back as the same number, as Python writes it: 2, 0.1, 1e-08.
 * @param {number} value
 */
export function formatNumber(value) {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const [digits, power] = value.toExponential().split("e").map(String);
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) return exponent < 0 ? value.toFixed(digits.replace(/[-.]/g, "").length - 1 - exponent) : String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
