/**
 * Draws the network on two canvases: weights as lines below, neurons as pictures of what they compute over the plane above.
 *
 * @typedef {import("./network_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./network_layout.js").Cell} Cell
 * @typedef {import("./colors.js").Palette} Palette
 * @typedef {{
 *   layout: NetworkLayout, network: Record<string, any>, theta: ArrayLike<number>, palette: Palette,
 *   hovered: {column: number, index: number} | null, selected: import("./playground.js").Selection | null
 * }} Drawing
 * @typedef {Drawing & {
 *   pictures: (ArrayLike<number> | null)[], featurePictures: ({values: ArrayLike<number>, reach: number} | null)[],
 *   outputScale: [number, number]
 * }} NeuronDrawing
 */

import {diverging, divergingTable, fillPixels, hex, mixed, reachOf, rgba} from "./colors.js";
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

/**
 * The lines of the weights of each layer: for each its level and sign, 0 if it is not drawn. While these are the same,
 * the picture of the lines is.
 * @param {Record<string, any>} network
 * @param {ArrayLike<number>} theta
 * @param {number[]} counts neurons of each column
 * @returns {Int8Array[]} (inputs, neurons) of each layer
 */
export function lineLevels(network, theta, counts) {
  const perLayer = Math.floor(MAX_LINES / network.layout.length);
  return network.layout.map((/** @type {any} */ {W}, /** @type {number} */ l) => {
    const [inputs, sums] = W.shape;
    const neurons = counts[l + 1];
    const reach = Math.max(reachOf(theta, W.start, W.start + inputs * sums), 0.5);
    const least = threshold(theta, W.start, inputs * sums, perLayer);
    const levels = new Int8Array(inputs * neurons);
    for (let i = 0, at = 0; i < inputs; i++) {
      for (let j = 0; j < neurons; j++, at++) {
        const weight = theta[W.start + i * sums + j];
        const size = Math.abs(weight);
        if (size >= least) levels[at] = weight > 0 ? lineLevel(size, reach) : -lineLevel(size, reach);
      }
    }
    return levels;
  });
}

/** Whether two pictures of lines are the same. @param {Int8Array[]} a @param {Int8Array[]} b */
export const sameLevels = (a, b) =>
  a.length === b.length && a.every((levels, l) => levels.length === b[l].length && levels.every((level, at) => level === b[l][at]));

/** @param {CanvasRenderingContext2D} context @param {Cell} from @param {Cell} to */
function line(context, from, to) {
  const {x1, y1, x2, y2} = ends(from, to);
  const middle = (x1 + x2) / 2;
  context.moveTo(x1, y1);
  context.bezierCurveTo(middle, y1, middle, y2, x2, y2);
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Int8Array[]} levels */
export function drawWeights(context, {layout, palette, hovered, selected}, levels) {
  context.lineCap = "butt";
  levels.forEach((signed, l) => {
    const [from, to] = [layout.columns[l].cells, layout.columns[l + 1].cells];
    const paths = Array.from({length: 2 * (LEVELS + 1)}, () => /** @type {number[]} */ ([]));
    const sparse = Math.min(Math.max(Math.sqrt(120 / (from.length * to.length)), 0.25), 1); // many lines are thin and pale
    const gap = layout.columns[l + 1].x - layout.columns[l].x - layout.columns[l].width;
    const thickest = Math.max(Math.min(MAX_WIDTH, to[0].size / 5, gap / 7) * sparse, 0.8);
    signed.forEach((level, at) => level && paths[level > 0 ? level + LEVELS + 1 : -level].push(at));
    for (const at of DRAWING_ORDER) {
      const level = at % (LEVELS + 1);
      if (!paths[at].length) continue;
      context.beginPath();
      for (const pair of paths[at]) line(context, from[Math.floor(pair / to.length)], to[pair % to.length]);
      context.strokeStyle = rgba(at > LEVELS ? palette.high : palette.low, (hovered ? 0.2 : 0.8 * sparse) * (0.35 + (0.65 * level) / LEVELS));
      context.lineWidth = Math.max((thickest * level) / LEVELS, 0.35);
      context.stroke();
    }
    /** @param {number} i @param {number} j @param {number} extra */
    const strong = (i, j, extra) => {
      const level = signed[i * to.length + j];
      context.beginPath();
      line(context, from[i], to[j]);
      context.strokeStyle = rgba(level > 0 ? palette.high : palette.low, 1);
      context.lineWidth = Math.max((thickest * Math.abs(level)) / LEVELS, 0.8) + extra;
      context.stroke();
    };
    if (hovered?.column === l + 1) for (let i = 0; i < from.length; i++) strong(i, hovered.index, 0);
    if (hovered?.column === l) for (let j = 0; j < to.length; j++) strong(hovered.index, j, 0);
    if (selected?.kind === "weight" && selected.column === l + 1) strong(selected.from, selected.to, 2);
  });
}

/** @type {WeakMap<Palette, Palette>} */
const pales = new WeakMap();

/** The palette of hidden neurons. @param {Palette} palette @returns {Palette} */
export function paleOf(palette) {
  const pale = pales.get(palette) ?? {...palette, low: mixed(palette.middle, palette.low, 0.62), high: mixed(palette.middle, palette.high, 0.62)};
  pales.set(palette, pale);
  return pale;
}

/** The palettes of the outputs of several classes. @type {WeakMap<Palette, Palette[]>} */
const classPales = new WeakMap();

/** From nothing to the colour of a class. @param {Palette} palette @param {number} index */
function classTable(palette, index) {
  if (!classPales.has(palette)) classPales.set(palette, palette.classes.map((high) => ({...palette, low: palette.middle, high})));
  return divergingTable(/** @type {Palette[]} */ (classPales.get(palette))[index % palette.classes.length]);
}

/**
 * The pictures of all neurons of the same size on one small canvas, so that the browser takes them up in one piece.
 * @type {{context: any, image: ImageData, pixels: Uint32Array} | null}
 */
let atlas = null;

/** @param {number} width @param {number} height */
function atlasOf(width, height) {
  if (!atlas || atlas.image.width !== width || atlas.image.height !== height) {
    const context = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
    const image = new ImageData(width, height);
    atlas = {context, image, pixels: new Uint32Array(image.data.buffer)};
  }
  return atlas;
}

/** @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
export function drawNeurons(context, drawing) {
  drawPictures(context, drawing);
  drawOutlines(context, drawing);
}

/** @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
function drawPictures(context, {layout, network, theta, pictures, featurePictures, palette, outputScale}) {
  const table = divergingTable(palette);
  const pale = divergingTable(paleOf(palette));
  const last = layout.columns.length - 1;
  const multi = network.classes.length > 2;
  const sizes = layout.columns.map(({cells}, column) => {
    const values = column ? pictures[column - 1] : featurePictures[0]?.values;
    return values ? Math.round(Math.sqrt(values.length / (column ? cells.length : 1))) : 0;
  });
  const pitch = Math.max(...sizes, 1);
  const across = Math.max(...layout.columns.map(({cells}) => cells.length));
  const pictured = Math.max(...sizes) > 0;
  const sheet = pictured ? atlasOf(pitch * across, pitch * layout.columns.length) : null;
  layout.columns.forEach(({cells}, column) => {
    const values = column ? pictures[column - 1] : null;
    const points = sizes[column] ** 2;
    const activation = network.architecture.layers[column - 1]?.activation ?? network.architecture.output;
    cells.forEach((_, index) => {
      if (!sheet) return;
      const place = {width: sheet.image.width, left: index * pitch, top: column * pitch};
      const feature = column ? null : featurePictures[index];
      if (values) {
        const start = index * points;
        const [center, reach] = column === last && !multi ? outputScale : neuronScale(activation, reachOf(values, start, start + points));
        const shown = column === last ? (multi ? classTable(palette, index) : table) : pale;
        fillPixels(sheet.pixels, place, shown, values, sizes[column], center, reach, start);
      } else if (feature) {
        fillPixels(sheet.pixels, place, pale, feature.values, sizes[0], 0, feature.reach, 0);
      }
    });
  });
  sheet?.context.putImageData(sheet.image, 0, 0);
  layout.columns.forEach(({cells}, column) => cells.forEach((cell, index) => {
    if (sheet && (column ? pictures[column - 1] : featurePictures[index])) {
      const size = sizes[column];
      context.drawImage(sheet.context.canvas, index * pitch, column * pitch, size, size, cell.x, cell.y, cell.size, cell.size);
    } else {
      const bias = column ? theta[network.layout[column - 1].b.start + index] : 0;
      context.fillStyle = column ? hex(diverging(palette, bias * 2 || 0.25)) : hex(palette.muted);
      context.fillRect(cell.x, cell.y, cell.size, cell.size);
    }
  }));
}

/** Outlines, and a dot for the bias of each neuron. @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
function drawOutlines(context, {layout, network, theta, palette, hovered, selected}) {
  const last = layout.columns.length - 1;
  layout.columns.forEach(({cells, size}, column) => {
    if (size < 5) return;
    context.lineWidth = column === last ? 2 : 1;
    context.strokeStyle = rgba(palette.ink, column === last ? 0.9 : 0.35);
    for (const cell of cells) context.strokeRect(cell.x, cell.y, cell.size, cell.size);
    if (!column || size < 14) return;
    const radius = Math.min(size / 9, 4);
    context.lineWidth = 1;
    context.strokeStyle = rgba(palette.ink, 0.5);
    cells.forEach((cell, index) => {
      const bias = theta[network.layout[column - 1].b.start + index];
      context.beginPath();
      context.arc(cell.x, cell.y + cell.size, radius, 0, 2 * Math.PI);
      context.fillStyle = hex(diverging(palette, Math.sign(bias) * Math.max(Math.min(Math.abs(bias) * 2, 1), 0.25)));
      context.fill();
      context.stroke();
    });
  });
  for (const marked of [hovered, selected?.kind === "neuron" ? selected : null]) {
    const cell = marked ? layout.columns[marked.column]?.cells[marked.index] : null;
    if (!cell || cell.size < 5) continue;
    context.lineWidth = 3;
    context.strokeStyle = hex(palette.ink);
    context.strokeRect(cell.x, cell.y, cell.size, cell.size);
  }
}
