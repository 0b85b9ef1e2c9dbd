/**
 * Draws learning curves, on the screen and in figures.
 *
 * @typedef {import("./colors.js").Palette} Palette
 * @typedef {{epochs: ArrayLike<number>, values: ArrayLike<number | null>, color: string, dash: number[], width: number}} Line
 */

import {hex, rgba} from "./colors.js";
import {ticks} from "./surface_drawing.js";
import {count, number, percent} from "./text.js";

/** What the axis of a measure shows. @param {string} measure @param {number[]} values @returns {[low: number, high: number]} */
function rangeOf(measure, values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (measure === "accuracy") return [0, 1];
  if (measure === "r2") return [Math.min(Math.max(low, -1), 0), 1];
  return [0, high > 0 && high < Infinity ? high * 1.05 : 1];
}

/**
 * Curves of a measure over the epochs, with their axes.
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, top: number, width: number, height: number}} place of the curves; the numbers are beside it
 * @param {{measure: string, palette: Palette, lines: Line[]}} panel
 */
export function drawCurves(context, {left, top, width, height}, {measure, palette, lines}) {
  const values = lines.flatMap((line) => Array.from(line.values, Number).filter(Number.isFinite));
  const last = Math.max(1, ...lines.map(({epochs}) => epochs[epochs.length - 1] ?? 0));
  const [low, high] = rangeOf(measure, values);
  const [right, bottom] = [left + width, top + height];
  const x = (/** @type {number} */ epoch) => left + (epoch / last) * width;
  const y = (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * height;
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1;
  context.strokeStyle = rgba(palette.ink, 0.12);
  context.fillStyle = hex(palette.muted);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticks([low, high], Math.max(Math.floor(height / 24), 3))) {
    context.beginPath();
    context.moveTo(left, y(tick));
    context.lineTo(right, y(tick));
    context.stroke();
    context.fillText(measure === "accuracy" ? percent(tick) : number(tick, 2), left - 5, y(tick));
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of ticks([0, last], Math.max(Math.floor(width / 42), 3))) {
    if (!Number.isInteger(tick)) continue;
    const words = count(tick);
    context.fillText(words, Math.min(x(tick), right + 10 - context.measureText(words).width / 2), bottom + 5);
  }
  for (const {epochs, values: heights, color, dash, width: thick} of lines) {
    context.beginPath();
    let begun = false;
    for (let k = 0; k < epochs.length; k++) {
      const value = heights[k];
      if (value === null || value === undefined || !Number.isFinite(value)) continue;
      if (begun) context.lineTo(x(epochs[k]), y(Math.min(Math.max(value, low), high)));
      else context.moveTo(x(epochs[k]), y(Math.min(Math.max(value, low), high)));
      begun = true;
    }
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }
}
