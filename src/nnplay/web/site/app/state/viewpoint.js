/**
 * What a person looks at: the neuron or weight that is selected, the plane of the surface, and the point, row or picture whose
 * numbers are shown.
 *
 * @typedef {{kind: "neuron", column: number, index: number} | {kind: "weight", column: number, from: number, to: number}
 *   | {kind: "layer", column: number}} Selection `column` counts from the inputs, 0
 * @typedef {{x: string, y: string, xRange: [number, number], yRange: [number, number], size: number, held?: Record<string, any>}} Plane
 */

import {computed, signal} from "../../vendor/vendor.js";
import {reachOf} from "../colors.js";
import {imageSide} from "../images.js";
import {ALL_TOYS, RANGE} from "../settings.js";

export const SURFACE = 100; // points along each axis of the surface

/** The range of some values, and a little more. @param {ArrayLike<number | null>} values @returns {[number, number]} */
export function paddedRange(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return RANGE;
  const more = (high - low) * 0.06 || Math.abs(low) * 0.1 || 1;
  return [low - more, high + more];
}

export class Viewpoint {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** @type {import("../../vendor/vendor.js").Signal<Selection | null>} */
    this.selected = signal(null);
    /** @type {import("../../vendor/vendor.js").Signal<{column: number, index: number} | null>} */
    this.hovered = signal(null);
    /** The point whose numbers are looked at. @type {import("../../vendor/vendor.js").Signal<{x: number, y: number}>} */
    this.point = signal({x: 1, y: 1});
    /** The row of the data that is looked at, if the point is one. @type {import("../../vendor/vendor.js").Signal<number | null>} */
    this.row = signal(null);
    /** Values by column that a person drew or typed, to be looked at instead of a point or row. @type {import("../../vendor/vendor.js").Signal<Record<string, any> | null>} */
    this.custom = signal(null);
    this.plane = computed(() => this.planeOf(SURFACE));
    /** The side of the square pictures that the rows are, or 0. */
    this.imageSide = computed(() => imageSide(playground.network.value?.features ?? []));
    /** The largest value of a pixel. */
    this.darkest = computed(() => (this.imageSide.value && playground.data.value ? reachOf(playground.network.value?.features.flatMap((/** @type {string} */ name) => reachOf(playground.data.value?.columns[name] ?? [])) ?? []) : 1));
  }

  // ── the plane ──

  /** Columns that can be an axis: those of numbers, or all if there are not two of them. @returns {string[]} */
  axes() {
    const {data, network} = this.playground;
    /** @type {string[]} */
    const columns = network.value?.columns ?? ["x1", "x2"];
    const numeric = columns.filter((name) => !data.value?.levels?.[name]);
    return numeric.length > 1 ? numeric : columns;
  }

  /** @param {number} size @returns {Plane} */
  planeOf(size) {
    const {view} = this.playground.settings.value;
    const axes = this.axes();
    const has = (/** @type {string | null} */ name) => name !== null && axes.includes(name);
    const x = has(view.x) ? /** @type {string} */ (view.x) : axes[0];
    const y = has(view.y) ? /** @type {string} */ (view.y) : axes.find((name) => name !== x) ?? x;
    const held = Object.fromEntries(Object.entries(view.held).filter(([name]) => name !== x && name !== y));
    return {x, y, xRange: this.rangeOf(x), yRange: this.rangeOf(y), size, ...(Object.keys(held).length ? {held} : {})};
  }

  /** What an axis shows: of points in the plane its usual part, of other columns all values and a little more. @param {string} column @returns {[number, number]} */
  rangeOf(column) {
    const {data, settings} = this.playground;
    const {points, recipe} = settings.value;
    const values = data.value?.columns[column];
    if (points || ALL_TOYS.includes(recipe.data) || !values) return RANGE;
    return paddedRange(values);
  }

  // ── the selection ──

  /** @param {Selection | null} selection */
  select(selection) {
    this.selected.value = selection;
    this.playground.client.refresh();
  }

  /** Of a new network, what there still is stays in view. @param {boolean} sameData */
  keepWhatIsThere(sameData) {
    this.custom.value = null;
    if (!sameData) this.row.value = null;
    const selection = this.selected.value;
    if (!selection) return;
    const counts = this.playground.counts();
    const there = selection.column < counts.length && (selection.kind !== "neuron" || selection.index < counts[selection.column]) &&
      (selection.kind !== "weight" || (selection.from < counts[selection.column - 1] && selection.to < counts[selection.column]));
    if (!there) this.selected.value = null;
    this.hovered.value = null;
  }

  // ── the point ──

  /** @param {{x: number, y: number}} point */
  lookAt(point) {
    const {xRange, yRange} = this.plane.value;
    const clamp = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) => Math.min(Math.max(value, low), high);
    this.point.value = {x: clamp(point.x, xRange), y: clamp(point.y, yRange)};
    this.row.value = null;
    this.custom.value = null;
    this.playground.client.refresh();
  }

  /** Look at values that a person drew or typed, by column; null is the point or row again. @param {Record<string, any> | null} values */
  lookAtValues(values) {
    this.custom.value = values;
    if (values) this.row.value = null;
    this.playground.client.refresh();
  }

  /** Look at a row of the data. @param {number} row its place */
  lookAtRow(row) {
    const data = this.playground.data.value;
    if (!data) return;
    const {x, y} = this.plane.value;
    this.point.value = {x: data.columns[x]?.[row] ?? 0, y: data.columns[y]?.[row] ?? 0};
    this.row.value = row;
    this.custom.value = null;
    this.playground.client.refresh();
  }

  /** The point of other data is in the middle, if it would be outside. */
  bringPointIntoPlane() {
    const {xRange, yRange} = this.plane.value;
    const {x, y} = this.point.value;
    if (x < xRange[0] || x > xRange[1] || y < yRange[0] || y > yRange[1]) this.point.value = {x: (xRange[0] + xRange[1]) / 2, y: (yRange[0] + yRange[1]) / 2};
  }

  /** The values of the point or row that is looked at, by column. @returns {Record<string, any>} */
  pointValues() {
    if (this.custom.value) return this.custom.value;
    const data = this.playground.data.value;
    const row = this.row.value;
    if (data && row !== null && row < data.values.length) {
      return Object.fromEntries(Object.entries(data.columns).map(([name, values]) => [name, data.levels?.[name]?.[values[row]] ?? values[row]]));
    }
    const {x, y} = this.plane.value;
    return {...this.playground.settings.value.view.held, [x]: this.point.value.x, [y]: this.point.value.y};
  }

  /** How dark each pixel is of the picture that is looked at, from 0 to 1. */
  shades() {
    const values = this.pointValues();
    /** @type {string[]} */
    const features = this.playground.network.value?.features ?? [];
    return Float32Array.from(features, (name) => Number(values[name] ?? 0) / this.darkest.value);
  }
}
