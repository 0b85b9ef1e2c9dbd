/**
 * The toy sets of TensorFlow Playground: two features in about [-6, 6], generated from a seed.
 *
 * The same points as `nnplay.data.toy_sets` (source: tensorflow/playground, src/dataset.ts, Smilkov and Carter, 2016).
 */

import {SettingError} from "./catalog.js";
import {Column} from "./data/column.js";
import {Generator} from "./random.js";

const RADIUS = 5;

/**
 * @typedef {(samples: number, noise: number, random: Generator) => {X: Float64Array, y: ArrayLike<number | boolean>}} Toy
 */

/** @param {number} samples @param {(i: number) => [number, number]} point */
function points(samples, point) {
  const X = new Float64Array(2 * samples);
  for (let i = 0; i < samples; i++) X.set(point(i), 2 * i);
  return X;
}

/** Points in a square. @param {number} samples @param {number} half @param {Generator} random */
const square = (samples, half, random) => random.uniform(-half, half, 2 * samples);

/** Points moved by noise. @param {Float64Array} X @param {Float64Array} by @param {number} noise */
const moved = (X, by, noise) => X.map((x, k) => x + by[k] * noise);

/** Which points are blue: the first half, rounded up. @param {number} samples */
const halves = (samples) => Array.from({length: samples}, (_, i) => i < Math.floor((samples + 1) / 2));

/** X (samples, 2), and y: true for blue, or a number. @type {Record<string, Toy>} */
export const TOYS = {
  circle(samples, noise, random) {
    const blue = halves(samples);
    const inner = random.uniform(0, 0.5, samples);
    const outer = random.uniform(0.7, 1, samples);
    const angle = random.uniform(0, 2 * Math.PI, samples);
    const X = points(samples, (i) => {
      const radius = (blue[i] ? inner[i] : outer[i]) * RADIUS;
      return [radius * Math.sin(angle[i]), radius * Math.cos(angle[i])];
    });
    const shifted = moved(X, square(samples, RADIUS, random), noise);
    return {X, y: blue.map((_, i) => Math.hypot(shifted[2 * i], shifted[2 * i + 1]) < RADIUS / 2)};
  },
  xor(samples, noise, random) {
    const X = square(samples, RADIUS, random).map((x) => x + (x > 0 ? 0.3 : -0.3));
    const shifted = moved(X, square(samples, RADIUS, random), noise);
    return {X, y: halves(samples).map((_, i) => shifted[2 * i] * shifted[2 * i + 1] >= 0)};
  },
  gauss(samples, noise, random) {
    const blue = halves(samples);
    const spread = Math.sqrt(0.5 + 4 * noise);
    return {X: random.standardNormal(2 * samples).map((x, k) => (blue[k >> 1] ? 2 : -2) + spread * x), y: blue};
  },
  spiral(samples, noise, random) {
    const blue = halves(samples);
    const half = Math.max(blue.filter(Boolean).length, 1);
    const X = points(samples, (i) => {
      const along = (blue[i] ? i : i - blue.filter(Boolean).length) / half;
      const angle = 1.75 * 2 * Math.PI * along + (blue[i] ? 0 : Math.PI);
      return [RADIUS * along * Math.sin(angle), RADIUS * along * Math.cos(angle)];
    });
    return {X: moved(X, square(samples, 1, random), noise), y: blue};
  },
  moons(samples, noise, random) {
    const blue = halves(samples);
    const angle = random.uniform(0, Math.PI, samples);
    const X = points(samples, (i) => {
      const side = blue[i] ? 1 : -1;
      return [3.2 * (side * (Math.cos(angle[i]) - 0.5)), 3.2 * (side * (Math.sin(angle[i]) - 0.25))];
    });
    return {X: moved(X, random.standardNormal(2 * samples), noise), y: blue};
  },
  plane(samples, noise, random) {
    const X = square(samples, 6, random);
    const shifted = moved(X, square(samples, 6, random), noise);
    return {X, y: Float64Array.from({length: samples}, (_, i) => (shifted[2 * i] + shifted[2 * i + 1]) / 10)};
  },
  "multi-gauss"(samples, noise, random) {
    const cones = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]];
    const X = square(samples, 6, random);
    const shifted = moved(X, square(samples, 6, random), noise);
    const height = (/** @type {number} */ i) => {
      let tallest = 0;
      cones.forEach(([x, y, sign], k) => {
        const distance = Math.hypot(shifted[2 * i] - x, shifted[2 * i + 1] - y);
        const each = sign * Math.min(Math.max(1 - distance / 2, 0), 1);
        if (k === 0 || Math.abs(each) > Math.abs(tallest)) tallest = each;
      });
      return tallest;
    };
    return {X, y: Float64Array.from({length: samples}, (_, i) => height(i))};
  },
};

/**
 * A toy set as a table.
 * @param {import("./module.js").Description} description
 * @param {string} name
 * @param {{noise?: number | null, samples?: number | null, data_seed?: number | bigint | null}} settings
 * @returns {import("./dataset.js").Dataset}
 */
export function toySet(description, name, settings = {}) {
  const toy = Object.hasOwn(TOYS, name) ? TOYS[name] : null;
  if (!toy) throw new SettingError(`There is no toy set '${name}'; choose one of ${Object.keys(TOYS).join(", ")}.`);
  const samples = settings.samples ?? 500;
  const random = new Generator([settings.data_seed ?? 0], description.ziggurat);
  const {X, y} = toy(samples, settings.noise ?? 0, random);
  const column = (/** @type {number} */ k) => Float64Array.from({length: samples}, (_, i) => X[2 * i + k]);
  const classes = typeof y[0] === "boolean";
  return {
    name, rows: samples, items: null, missing: "impute",
    features: [new Column("x1", "number", column(0)), new Column("x2", "number", column(1))],
    classes: classes ? ["blue", "orange"] : [],
    target: classes
      ? {name: "colour", values: Float64Array.from(/** @type {ArrayLike<boolean>} */ (y), (blue) => (blue ? 0 : 1))}
      : {name: "y", values: Float64Array.from(/** @type {ArrayLike<number>} */ (y))},
  };
}
