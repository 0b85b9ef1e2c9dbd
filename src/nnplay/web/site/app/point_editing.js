/**
 * Points are drawn, moved and removed: a press on a point takes it, anywhere else it adds one, and dragging moves the point or
 * draws a trail of them.
 *
 * @typedef {import("./settings.js").Point} Point
 * @typedef {{x: number, y: number}} Place
 */

import {snapped} from "./points.js";
import {LIMITS, withPoints} from "./settings.js";

const REACH = 0.3; // of a press, in units of the plane
const APART = 0.4; // of the points of a trail
export const ERASER = -1;
const FEWEST = 2;

/** The points of a set, to go on drawing. @param {import("./playground.js").Playground} playground @returns {Point[]} */
export function pointsOf(playground) {
  const {points} = playground.settings.value;
  const data = playground.data.value;
  if (points) return points;
  if (!data?.classes.length || !data.columns.x1 || !data.columns.x2) return [];
  return data.values.slice(0, LIMITS.points).map((cls, row) => snapped([data.columns.x1[row], data.columns.x2[row], cls]));
}

/** The place of the nearest point within reach, or −1. @param {Point[]} points @param {Place} at */
export function nearest(points, {x, y}) {
  let [best, least] = [-1, REACH];
  points.forEach(([px, py], k) => {
    const distance = Math.hypot(px - x, py - y);
    if (distance <= least) [best, least] = [k, distance];
  });
  return best;
}

export class PointEditing {
  /** @param {import("./playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** The class to draw, or the eraser. */
    this.cls = 0;
    /** The point that is dragged; −1 draws a trail, null is no drag. @type {number | null} */
    this.held = null;
    /** @type {Place} */
    this.last = {x: 0, y: 0};
    this.strokes = 0;
  }

  /** @param {Point[]} points */
  use(points) {
    if (points.length < FEWEST || points.length > LIMITS.points) return;
    this.playground.apply(withPoints(this.playground.settings.value, points), `points ${this.strokes}`);
  }

  /** @param {Place} at */
  begin(at) {
    this.strokes += 1;
    this.last = at;
    const points = pointsOf(this.playground);
    const found = nearest(points, at);
    this.held = this.cls === ERASER ? -1 : found;
    if (this.cls === ERASER) this.remove(at);
    else if (found < 0) this.use([...points, snapped([at.x, at.y, this.cls])]);
  }

  /** @param {Place} at */
  move(at) {
    if (this.held === null) return;
    const points = pointsOf(this.playground);
    if (this.held >= 0) {
      this.use(points.map((point, k) => (k === this.held ? snapped([at.x, at.y, point[2]]) : point)));
    } else if (this.cls === ERASER) {
      this.remove(at);
    } else if (Math.hypot(at.x - this.last.x, at.y - this.last.y) >= APART) {
      this.last = at;
      this.use([...points, snapped([at.x, at.y, this.cls])]);
    }
  }

  end() {
    this.held = null;
  }

  /** @param {Place} at */
  remove(at) {
    const points = pointsOf(this.playground);
    const found = nearest(points, at);
    if (found >= 0) this.use(points.filter((_, k) => k !== found));
  }

  /** Begin anew, with a point of each of two classes. */
  clear() {
    this.strokes += 1;
    this.use([[-3, 0, 0], [3, 0, 1]].map(([x, y, cls]) => snapped([x, y, cls])));
  }
}
