/**
 * Draws the network on a canvas: weights as lines, neurons as pictures of what they compute over the plane.
 *
 * @typedef {import("./network_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./colors.js").Palette} Palette
 * @typedef {{
 *   layout: NetworkLayout, network: Record<string, any>, theta: ArrayLike<number>, pictures: (ArrayLike<number> | null)[],
 *   featurePictures: ({values: ArrayLike<number>, reach: number} | null)[], palette: Palette,
 *   outputScale: [number, number], hovered: {column: number, index: number} | null,
 *   selected: import("./playground.js").Selection | null, zoom: number
 * }} Drawing
 */

import {divergingTable, diverging, hex, mixed, pixels, reachOf, rgba} from "./colors.js";
import {ends} from "./network_layout.js";
import {neuronScale} from "./scales.js";

const MAX_LINES = 8000;
const LEVELS = 8; // widths of lines
const MAX_WIDTH = 7;
/** Strong weights over weak ones, and neither sign always over the other. */
const DRAWING_ORDER = Array.from({length: LEVELS}, (_, k) => (k % 2 ? [k + 1, k + 2 + LEVELS] : [k + 2 + LEVELS, k + 1])).flat();

/**
 * The size that about so many of the values exceed; 0 if there are not more.
 * @param {ArrayLike<number>} values
 * @param {number} start
 * @param {number} count
 * @param {number} most
 */
export function threshold(values, start, count, most) {
  if (count <= most) return 0;
  const samples = Math.min(count, 2000);
  const sizes = Float32Array.from({length: samples}, (_, k) => Math.abs(values[start + Math.floor((k * count) / samples)])).toSorted();
  return sizes[Math.min(Math.floor(samples * (1 - most / count)), samples - 1)];
}

/** How wide the line of a weight is, of LEVELS widths; 0 is none. @param {number} weight @param {number} reach */
export const lineLevel = (weight, reach) => Math.min(Math.ceil(Math.sqrt(Math.abs(weight) / reach) * LEVELS), LEVELS);

/** @param {CanvasRenderingContext2D} context @param {import("./network_layout.js").Cell} from @param {import("./network_layout.js").Cell} to */
function line(context, from, to) {
  const {x1, y1, x2, y2} = ends(from, to);
  const middle = (x1 + x2) / 2;
  context.moveTo(x1, y1);
  context.bezierCurveTo(middle, y1, middle, y2, x2, y2);
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawWeights(context, drawing) {
  const {layout, network, theta, palette, hovered, selected} = drawing;
  const perLayer = Math.floor(MAX_LINES / network.layout.length);
  network.layout.forEach((/** @type {any} */ {W}, /** @type {number} */ l) => {
    const [inputs, sums] = W.shape;
    const [from, to] = [layout.columns[l].cells, layout.columns[l + 1].cells];
    const reach = Math.max(reachOf(theta, W.start, W.start + inputs * sums), 0.5);
    const least = threshold(theta, W.start, inputs * sums, perLayer);
    const paths = Array.from({length: 2 * (LEVELS + 1)}, () => /** @type {[number, number][]} */ ([]));
    const sparse = Math.min(Math.max(Math.sqrt(120 / (inputs * to.length)), 0.25), 1); // many lines are thin and pale
    const thickest = Math.max(Math.min(MAX_WIDTH, to[0].size / 5) * sparse, 0.8);
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < to.length; j++) {
        const weight = theta[W.start + i * sums + j];
        if (Math.abs(weight) >= least) paths[lineLevel(weight, reach) + (weight > 0 ? LEVELS + 1 : 0)].push([i, j]);
      }
    }
    for (const at of DRAWING_ORDER) {
      const level = at % (LEVELS + 1);
      const pairs = paths[at];
      if (!pairs.length) continue;
      context.beginPath();
      for (const [i, j] of pairs) line(context, from[i], to[j]);
      context.strokeStyle = rgba(at > LEVELS ? palette.high : palette.low, (hovered ? 0.25 : 0.85 * sparse) * (0.35 + (0.65 * level) / LEVELS));
      context.lineWidth = Math.max((thickest * level) / LEVELS, 0.35);
      context.stroke();
    }
    /** @param {number} i @param {number} j @param {number} extra */
    const strong = (i, j, extra) => {
      const weight = theta[W.start + i * sums + j];
      context.beginPath();
      line(context, from[i], to[j]);
      context.strokeStyle = rgba(weight > 0 ? palette.high : palette.low, 1);
      context.lineWidth = Math.max((thickest * lineLevel(weight, reach)) / LEVELS, 0.8) + extra;
      context.stroke();
    };
    if (hovered?.column === l + 1) for (let i = 0; i < inputs; i++) strong(i, hovered.index, 0);
    if (hovered?.column === l) for (let j = 0; j < to.length; j++) strong(hovered.index, j, 0);
    if (selected?.kind === "weight" && selected.column === l + 1) strong(selected.from, selected.to, 2);
  });
}

/** @type {WeakMap<Palette, Palette>} */
const pales = new WeakMap();

/** The palette of hidden neurons. @param {Palette} palette @returns {Palette} */
function paleOf(palette) {
  const pale = pales.get(palette) ?? {...palette, low: mixed(palette.middle, palette.low, 0.75), high: mixed(palette.middle, palette.high, 0.75)};
  pales.set(palette, pale);
  return pale;
}

/** A canvas for each size of a picture. @type {Map<number, any>} */
const scratch = new Map();

/** @param {CanvasRenderingContext2D} context @param {import("./network_layout.js").Cell} cell @param {Uint8ClampedArray<ArrayBuffer>} data @param {number} size */
function drawPixels(context, cell, data, size) {
  if (!scratch.has(size)) scratch.set(size, new OffscreenCanvas(size, size).getContext("2d"));
  const small = scratch.get(size);
  small.putImageData(new ImageData(data, size, size), 0, 0);
  context.drawImage(small.canvas, cell.x, cell.y, cell.size, cell.size);
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawNeurons(context, drawing) {
  const {layout, network, theta, pictures, featurePictures, palette, outputScale, hovered, selected} = drawing;
  const table = divergingTable(palette);
  const pale = divergingTable(paleOf(palette));
  const last = layout.columns.length - 1;
  layout.columns.forEach(({cells}, column) => {
    const values = column ? pictures[column - 1] : null;
    const points = values ? values.length / cells.length : 0;
    const size = Math.round(Math.sqrt(points));
    const activation = network.architecture.layers[column - 1]?.activation ?? network.architecture.output;
    cells.forEach((cell, index) => {
      const feature = column ? null : featurePictures[index];
      if (values) {
        const start = index * points;
        const multi = network.classes.length > 2;
        const [center, reach] = column === last && !multi ? outputScale : neuronScale(activation, reachOf(values, start, start + points));
        const shown = column === last && multi ? divergingTable({...palette, low: palette.middle, high: palette.classes[index % palette.classes.length]}) : column === last ? table : pale;
        drawPixels(context, cell, pixels(shown, values, size, center, reach, start), size);
      } else if (feature) {
        const side = Math.round(Math.sqrt(feature.values.length));
        drawPixels(context, cell, pixels(pale, feature.values, side, 0, feature.reach), side);
      } else {
        const bias = column ? theta[network.layout[column - 1].b.start + index] : 0;
        context.fillStyle = column ? hex(diverging(palette, bias * 2 || 0.25)) : hex(palette.muted);
        context.fillRect(cell.x, cell.y, cell.size, cell.size);
      }
      if (cell.size < 5) return;
      const chosen = selected?.kind === "neuron" && selected.column === column && selected.index === index;
      const under = hovered?.column === column && hovered.index === index;
      context.lineWidth = chosen || under ? 3 : column === last ? 2 : 1;
      context.strokeStyle = chosen || under ? hex(palette.ink) : rgba(palette.ink, column === last ? 0.9 : 0.4);
      context.strokeRect(cell.x, cell.y, cell.size, cell.size);
      if (column && cell.size >= 14) {
        const bias = theta[network.layout[column - 1].b.start + index];
        context.beginPath();
        context.arc(cell.x, cell.y + cell.size, Math.min(cell.size / 9, 4), 0, 2 * Math.PI);
        context.fillStyle = hex(diverging(palette, Math.sign(bias) * Math.max(Math.min(Math.abs(bias) * 2, 1), 0.25)));
        context.fill();
        context.lineWidth = 1;
        context.strokeStyle = rgba(palette.ink, 0.5);
        context.stroke();
      }
    });
  });
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
export function drawNetwork(context, drawing) {
  drawWeights(context, drawing);
  drawNeurons(context, drawing);
}
