/**
 * The engine's catalogue, for editors: the constants of a component, their limits and its formula. Fetched when an editor needs
 * it; the engine has fetched the same file before.
 *
 * @typedef {import("../engine/module.js").Description} Description
 */

import {signal} from "../vendor/vendor.js";

/** @type {import("../vendor/vendor.js").Signal<Description | null>} */
export const description = signal(null);
let asked = false;

/** Fetch it, once. */
export function loadCatalogue() {
  if (asked) return;
  asked = true;
  fetch(new URL("../engine/engine.json", import.meta.url)).then((response) => response.json()).then((loaded) => (description.value = loaded), () => (asked = false));
}

/** A component as it is written: its name and constants. @param {string} spec @returns {{name: string, constants: Record<string, number>}} */
export function specParts(spec) {
  const [, name = spec, inside = ""] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/.exec(spec) ?? [];
  const pairs = inside.split(",").map((part) => part.split("=").map((each) => each.trim())).filter(([key, value]) => key && value);
  return {name, constants: Object.fromEntries(pairs.map(([key, value]) => [key, Number(value)]))};
}

/** A component written with the constants that differ from their defaults. @param {string} name @param {Record<string, number>} constants @param {Record<string, number>} defaults */
export function specText(name, constants, defaults) {
  const changed = Object.entries(constants).filter(([key, value]) => value !== defaults[key]);
  return name + (changed.length ? `(${changed.map(([key, value]) => `${key}=${value}`).join(", ")})` : "");
}

/** The bounds of an interval such as "[0, 1)", and whether they belong to it. @param {string} [interval] @returns {{low: number, high: number, open: boolean}} */
export function boundsOf(interval = "(-inf, inf)") {
  const [low, high] = interval.slice(1, -1).split(",").map((part) => Number(part.replace("inf", "Infinity")));
  return {low, high, open: interval.endsWith(")")};
}
