/**
 * Draws the network on two canvases: weights as lines below, neurons as pictures of what they compute over the plane above.
 *
 * @typedef {import("./network_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./network_layout.js").Cell} Cell
 * @typedef {import("./colors.js").Palette} Palette
 * @typedef {{
 *   layout: NetworkLayout, network: Record<string, any>, theta: ArrayLike<number>, palette: Palette,
 *   hovered: {column: number, index: number} | null, selected: import("./state/viewpoint.js").Selection | null
 * }} Drawing
 * @typedef {Drawing & {
 *   pictures: (ArrayLike<number> | null)[], featurePictures: ({values: ArrayLike<number>, reach: number} | null)[],
 *   answers: (ArrayLike<number> | null)[], shades: ArrayLike<number> | null, names: string[], outputNames: string[],
 *   outputScale: [number, number]
 * }} NeuronDrawing `answers` are the values of each column for the point that is looked at; `shades`, from 0 to 1, are those
 *   of the pixels if the inputs are a picture, and then the first layer's pictures are its weights
 */

import {diverging, divergingTable, fillPixels, hex, mixed, reachOf, rgba} from "./colors.js";
import {ends} from "./network_layout.js";
import {neuronScale} from "./scales.js";

const MAX_LINES = 8000;
const MAX_IMAGE_LINES = 400; // from the pixels of a picture
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
 * @param {boolean} image whether the inputs are the pixels of a picture
 * @returns {Int8Array[]} (inputs, neurons) of each layer
 */
export function lineLevels(network, theta, counts, image = false) {
  const each = Math.floor(MAX_LINES / network.layout.length);
  return network.layout.map((/** @type {any} */ {W}, /** @type {number} */ l) => {
    const [inputs, sums] = W.shape;
    const neurons = counts[l + 1];
    const reach = Math.max(reachOf(theta, W.start, W.start + inputs * sums), 0.5);
    const least = threshold(theta, W.start, inputs * sums, image && !l ? MAX_IMAGE_LINES : each);
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
  drawNames(context, drawing);
}

/** @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
function drawPictures(context, {layout, network, pictures, featurePictures, answers, shades, palette, outputScale}) {
  const table = divergingTable(palette);
  const pale = divergingTable(paleOf(palette));
  const last = layout.columns.length - 1;
  const multi = network.classes.length > 2;
  const sizes = layout.columns.map(({cells}, column) => {
    const values = column ? pictures[column - 1] : featurePictures.find(Boolean)?.values;
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
        const [center, reach] = shades ? [0, reachOf(values, start, start + points)] : column === last && !multi ? outputScale : neuronScale(activation, reachOf(values, start, start + points));
        const shown = column === last ? (multi ? classTable(palette, index) : table) : pale;
        fillPixels(sheet.pixels, place, shown, values, sizes[column], center, reach, start);
      } else if (feature) {
        fillPixels(sheet.pixels, place, pale, feature.values, sizes[0], 0, feature.reach, 0);
      }
    });
  });
  sheet?.context.putImageData(sheet.image, 0, 0);
  /** The colour of a neuron without a picture: what it answers to the point that is looked at. @param {number} column @param {number} index */
  const flatColor = (column, index) => {
    const values = answers[column];
    if (!column && shades) return mixed(palette.middle, palette.ink, shades[index] ?? 0);
    if (!values) return palette.middle;
    if (column === last && multi) return mixed(palette.middle, palette.classes[index % palette.classes.length], Math.min(Math.max(values[index], 0), 1));
    const activation = network.architecture.layers[column - 1]?.activation ?? network.architecture.output;
    const [center, reach] = !column ? [0, 2] : column === last ? outputScale : neuronScale(activation, reachOf(values));
    return diverging(column === last ? palette : paleOf(palette), (values[index] - center) / reach);
  };
  layout.columns.forEach(({cells}, column) => cells.forEach((cell, index) => {
    if (sheet && (column ? pictures[column - 1] : featurePictures[index])) {
      const size = sizes[column];
      context.drawImage(sheet.context.canvas, index * pitch, column * pitch, size, size, cell.x, cell.y, cell.size, cell.size);
    } else {
      context.fillStyle = hex(flatColor(column, index));
      context.fillRect(cell.x, cell.y, cell.size + (column || !shades ? 0 : 0.5), cell.size + (column || !shades ? 0 : 0.5));
    }
  }));
}

/** Outlines, and a dot for the bias of each neuron. @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
function drawOutlines(context, {layout, network, theta, palette, shades, hovered, selected}) {
  context.lineWidth = 1;
  context.strokeStyle = rgba(palette.ink, 0.35);
  const last = layout.columns.length - 1;
  layout.columns.forEach(({cells, size, x, width}, column) => {
    if (!column && shades) context.strokeRect(x, cells[0].y, width, width);
    if (size < 5 || (!column && shades)) return;
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

/** As much of a text as fits, with … if something is left out. @param {CanvasRenderingContext2D} context @param {string} text @param {number} width */
function fitted(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length - 1;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return end ? `${text.slice(0, end)}…` : "";
}

/** The names of inputs and outputs beside them, where there is room. @param {CanvasRenderingContext2D} context @param {NeuronDrawing} drawing */
function drawNames(context, {layout, palette, names, outputNames, shades}) {
  const [first, last] = [layout.columns[0], layout.columns[layout.columns.length - 1]];
  const tight = (/** @type {import("./network_layout.js").Column} */ {cells}) => cells.length > 1 && cells[1].x === cells[0].x && cells[1].y - cells[0].y < 13;
  context.fillStyle = hex(palette.muted);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  if (!shades && first.cells.every(({x}) => x === first.x) && !tight(first)) {
    context.textAlign = "right";
    first.cells.forEach(({x, y, size}, k) => context.fillText(fitted(context, names[k] ?? "", x - 10), x - 5, y + size / 2));
  }
  if (last.cells.every(({x}) => x === last.x) && !tight(last)) {
    context.textAlign = "left";
    last.cells.forEach(({x, y, size}, k) => context.fillText(fitted(context, outputNames[k] ?? "", layout.width - x - size - 8), x + size + 6, y + size / 2));
  }
}
