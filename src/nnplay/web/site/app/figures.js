/** Pictures of the page as figures: SVG, or PNG of twice as many pixels. */

import {hex, rgba} from "./colors.js";
import {SvgContext} from "./svg_context.js";
import {ticks} from "./surface_drawing.js";
import {number, percent} from "./text.js";

/** @typedef {import("./colors.js").Palette} Palette */

/**
 * A figure in SVG.
 * @param {{width: number, height: number}} size
 * @param {Palette} palette
 * @param {(context: CanvasRenderingContext2D) => void} draw
 */
export function figure({width, height}, palette, draw) {
  const context = new SvgContext(width, height, hex(palette.middle));
  draw(/** @type {any} */ (context));
  return context.toString();
}

/**
 * Curves over the epochs in one panel.
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, top: number, width: number, height: number}} place
 * @param {{title: string, share: boolean, palette: Palette, lines: {epochs: ArrayLike<number>, values: ArrayLike<number | null>, color: string, dash: number[], width: number}[]}} panel
 */
export function drawCurves(context, {left, top, width, height}, {title, share, palette, lines}) {
  const values = lines.flatMap((line) => Array.from(line.values).filter((value) => value !== null && Number.isFinite(value)));
  const last = Math.max(1, ...lines.map(({epochs}) => epochs[epochs.length - 1] ?? 0));
  const low = Math.min(0, ...values.map(Number));
  const high = share ? 1 : Math.max(...values.map(Number), low + 1e-9) * 1.05;
  const [right, bottom] = [left + width, top + height];
  const x = (/** @type {number} */ epoch) => left + (epoch / last) * width;
  const y = (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * height;
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1;
  context.strokeStyle = rgba(palette.ink, 0.12);
  context.fillStyle = hex(palette.muted);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticks([low, high], 6)) {
    context.beginPath();
    context.moveTo(left, y(tick));
    context.lineTo(right, y(tick));
    context.stroke();
    context.fillText(share ? percent(tick) : number(tick), left - 5, y(tick));
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of ticks([0, last], 5)) context.fillText(number(tick, 6), x(tick), bottom + 5);
  context.fillStyle = hex(palette.ink);
  context.textAlign = "left";
  context.font = "13px system-ui, sans-serif";
  context.fillText(title, left, top - 20);
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

/** A figure as a PNG of twice its size. @param {string} svg @returns {Promise<Blob>} */
export async function asPng(svg) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: 2 * image.naturalWidth, height: 2 * image.naturalHeight});
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
