/**
 * Drawn points in few letters, for a link: each is three bytes, the place on a grid of 0.01 and the class, in base64url.
 *
 *     24 bits: x (10 bits) · y (10 bits) · class (4 bits), x and y from −6 to 6 in 1,023 steps
 *
 * @typedef {import("./settings.js").Point} Point
 */

import {LIMITS, RANGE} from "./settings.js";

const STEPS = 1023;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const [LOW, HIGH] = RANGE;

/** @param {number} value */
const step = (value) => Math.round((Math.min(Math.max((value - LOW) / (HIGH - LOW), 0), 1)) * STEPS);

/** @param {number} at */
const value = (at) => Number((LOW + ((HIGH - LOW) * at) / STEPS).toFixed(4));

/** A point where a link can say that it is. @param {Point} point @returns {Point} */
export const snapped = ([x, y, cls]) => [value(step(x)), value(step(y)), cls];

/** @param {Point[]} points */
export function encodePoints(points) {
  return points.map(([x, y, cls]) => {
    const bits = (step(x) << 14) | (step(y) << 4) | cls;
    return [18, 12, 6, 0].map((shift) => LETTERS[(bits >> shift) & 63]).join("");
  }).join("");
}

/** The points of a text; null if it is none. @param {string} text @returns {Point[] | null} */
export function decodePoints(text) {
  if (text.length % 4 || text.length / 4 > LIMITS.points) return null;
  /** @type {Point[]} */
  const points = [];
  for (let at = 0; at < text.length; at += 4) {
    let bits = 0;
    for (const letter of text.slice(at, at + 4)) {
      const code = LETTERS.indexOf(letter);
      if (code < 0) return null;
      bits = (bits << 6) | code;
    }
    const cls = bits & 15;
    if (cls >= LIMITS.classes) return null;
    points.push([value(bits >> 14), value((bits >> 4) & 1023), cls]);
  }
  return points;
}
