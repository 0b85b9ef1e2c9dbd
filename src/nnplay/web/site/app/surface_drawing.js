/**
 * Draws the surface: what the network answers at each point of the plane, axes, and the points of the data.
 *
 * @typedef {import("./colors.js").Palette} Palette
 * @typedef {[low: number, high: number]} Range
 * @typedef {{left: number, right: number, top: number, bottom: number, xRange: Range, yRange: Range}} Frame the plane's
 *   place in pixels, and what it shows
 */

import {classPixels, diverging, divergingTable, hex, pixels, reachOf, rgba} from "./colors.js";
import {neuronScale, outputScale} from "./scales.js";
import {RANGE} from "./settings.js";
import {number} from "./text.js";

/** Where a plane is drawn in a square of this size. @param {number} size @param {{xRange: Range, yRange: Range}} plane @returns {Frame} */
export function planeFrame(size, {xRange, yRange} = {xRange: RANGE, yRange: RANGE}) {
  const longest = Math.max(...ticks(yRange).map((tick) => number(tick).length));
  const margin = 20 + 7 * longest; // for the numbers of the axis
  return {left: margin, right: size - 4, top: 4, bottom: size - margin, xRange, yRange};
}

/** @param {Frame} frame @param {number} x @param {number} y @returns {[number, number]} */
export const toPixels = ({left, right, top, bottom, xRange: [xLow, xHigh], yRange: [yLow, yHigh]}, x, y) =>
  [left + ((x - xLow) / (xHigh - xLow)) * (right - left), bottom - ((y - yLow) / (yHigh - yLow)) * (bottom - top)];

/** @param {Frame} frame @param {number} px @param {number} py */
export const toPlane = ({left, right, top, bottom, xRange: [xLow, xHigh], yRange: [yLow, yHigh]}, px, py) =>
  ({x: xLow + ((px - left) / (right - left)) * (xHigh - xLow), y: yLow + ((bottom - py) / (bottom - top)) * (yHigh - yLow)});

/** Round numbers within a range, at most so many. @param {Range} range @param {number} most */
export function ticks([low, high], most = 7) {
  const rough = (high - low) / (most - 1);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * unit >= rough * 0.999) ?? 10) * unit;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({length: Math.floor(high / step + 1e-9) - first + 1}, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** The place of a class among the colours; a drawn point says its own: "class 03" is the third. @param {string[]} classes @param {number} index */
export function classPlace(classes, index) {
  const own = /^class (\d\d)$/.exec(classes[index] ?? "");
  return own ? Number(own[1]) - 1 : index;
}

/** A palette whose classes are those of the data, and whose pair is their first two. @param {Palette} palette @param {string[]} classes @returns {Palette} */
export function classPalette(palette, classes) {
  if (!classes.length || classes.every((_, index) => classPlace(classes, index) === index)) return palette;
  const colors = classes.map((_, index) => palette.classes[classPlace(classes, index) % palette.classes.length]);
  return {...palette, classes: colors, low: colors[0] ?? palette.low, high: colors[1] ?? palette.high};
}

/**
 * The pixels of the output, or of one neuron.
 * @param {{values: ArrayLike<number>, size: number, network: Record<string, any>, palette: Palette, steps: boolean, targetReach: number}} picture
 */
export function outputPixels({values, size, network, palette, steps, targetReach}) {
  const outputs = values.length / size / size;
  const colors = classPalette(palette, network.classes);
  if (outputs > 1) return classPixels(colors, values, size, outputs, steps);
  const [center, reach] = outputScale(network.coding, targetReach);
  if (!steps || !network.classes.length) return pixels(divergingTable(colors), values, size, center, reach);
  const decided = Float32Array.from(values, (value) => (value > center ? 0.75 : -0.75));
  return pixels(divergingTable(colors), decided, size, 0, 1);
}

/** @param {{values: ArrayLike<number>, start: number, size: number, activation: string, palette: Palette}} picture */
export function neuronPixels({values, start, size, activation, palette}) {
  const [center, reach] = neuronScale(activation, reachOf(values, start, start + size * size));
  return pixels(divergingTable(palette), values, size, center, reach, start);
}

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {{x: string, y: string, palette: Palette}} axes */
export function drawAxes(context, frame, {x, y, palette}) {
  const {left, right, top, bottom} = frame;
  context.strokeStyle = rgba(palette.ink, 0.5);
  context.lineWidth = 1;
  context.strokeRect(left, top, right - left, bottom - top);
  context.fillStyle = hex(palette.muted);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of ticks(frame.xRange)) context.fillText(number(tick), toPixels(frame, tick, 0)[0], bottom + 4);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticks(frame.yRange)) context.fillText(number(tick), left - 5, Math.max(toPixels(frame, 0, tick)[1], 7)); // whole at the upper edge
  context.fillStyle = hex(palette.ink);
  context.font = "13px system-ui, sans-serif";
  context.textBaseline = "bottom";
  context.fillText(x, right, bottom + 33);
  context.save();
  context.translate(7, top);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "middle";
  context.fillText(y, 0, 0);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {{data: import("./playground.js").Data, rows: number[], x: string, y: string, palette: Palette, outline: import("./colors.js").Rgb, targetReach: number, radius?: number}} points
 */
export function drawPoints(context, frame, {data, rows, x, y, palette, outline, targetReach, radius = rows.length > 1000 ? 2.2 : 3.6}) {
  const {classes, values, columns} = data;
  const colors = classPalette(palette, classes);
  for (const row of rows) {
    const [px, py] = toPixels(frame, columns[x][row], columns[y][row]);
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.lineWidth = 4; // a pale ring, so that a point is seen on its own colour
    context.strokeStyle = rgba(palette.middle, 0.9);
    context.stroke();
    context.lineWidth = 1.2;
    context.strokeStyle = hex(outline);
    context.fillStyle = hex(classes.length ? colors.classes[values[row]] : diverging(palette, values[row] / targetReach));
    context.fill();
    context.stroke();
  }
}

/** The point that is looked at, as a ring. @param {CanvasRenderingContext2D} context @param {Frame} frame @param {{x: number, y: number}} point @param {Palette} palette */
export function drawRing(context, frame, point, palette) {
  const [px, py] = toPixels(frame, point.x, point.y);
  for (const [color, width] of /** @type {const} */ ([[palette.middle, 5], [palette.ink, 2]])) {
    context.beginPath();
    context.arc(px, py, 8, 0, 2 * Math.PI);
    context.strokeStyle = hex(color);
    context.lineWidth = width;
    context.stroke();
  }
}
