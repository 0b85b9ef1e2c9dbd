/** The features that the page offers, as functions of the plane, for their pictures. */

import {RANGE} from "./settings.js";

/** @type {Record<string, (x1: number, x2: number) => number>} */
const FUNCTIONS = {
  x1: (x1) => x1, x2: (_, x2) => x2, "x1^2": (x1) => x1 * x1, "x2^2": (_, x2) => x2 * x2, "x1*x2": (x1, x2) => x1 * x2,
  "sin(x1)": (x1) => Math.sin(x1), "sin(x2)": (_, x2) => Math.sin(x2),
};

/**
 * The values of a feature over the plane, the lowest x2 first; null for an expression that the page does not know.
 * @param {string} name
 * @param {number} size
 */
export function featureValue(name, size) {
  const value = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : null;
  if (!value) return null;
  const at = (/** @type {number} */ k) => RANGE[0] + ((RANGE[1] - RANGE[0]) * k) / (size - 1);
  const values = Float32Array.from({length: size * size}, (_, k) => value(at(k % size), at(Math.floor(k / size))));
  return {values, reach: values.reduce((most, each) => Math.max(most, Math.abs(each)), 0)};
}
