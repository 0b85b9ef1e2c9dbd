/**
 * The colours of all pictures: one pair for low and high values, weights and the first two classes; a colour for each of
 * ten classes. The style sheet has the same pair as --low and --high.
 *
 * @typedef {[r: number, g: number, b: number]} Rgb
 * @typedef {{low: Rgb, middle: Rgb, high: Rgb, train: Rgb, test: Rgb, ink: Rgb, muted: Rgb, classes: Rgb[]}} Palette
 */

/** @param {string} text @returns {Rgb} */
export const rgb = (text) => /** @type {Rgb} */ ([1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)));

/** @param {Rgb} color */
export const hex = (color) => `#${color.map((each) => Math.round(each).toString(16).padStart(2, "0")).join("")}`;

/** @param {Rgb} color @param {number} alpha */
export const rgba = ([r, g, b], alpha) => `rgba(${Math.round(r)},${Math.round(g)},${Math.round(b)},${alpha})`;

/** @param {Record<string, string>} pair @param {string[]} more classes after the first two @returns {Palette} */
function palette({low, middle, high, train, test, ink, muted}, more) {
  return {
    low: rgb(low), middle: rgb(middle), high: rgb(high), train: rgb(train), test: rgb(test), ink: rgb(ink), muted: rgb(muted),
    classes: [low, high, ...more].map(rgb),
  };
}

/** @type {Record<"light" | "dark" | "contrast", Palette>} */
export const PALETTES = {
  light: palette(
    {low: "#0b6fb8", middle: "#f3f4f6", high: "#d95f02", train: "#6b7280", test: "#111827", ink: "#1c2430", muted: "#5b6472"},
    ["#1b8a5a", "#8e44ad", "#c2185b", "#1597a5", "#7a5230", "#a58b00", "#4b5563", "#e07aa8"]),
  dark: palette(
    {low: "#4fa8f0", middle: "#252a33", high: "#ff9640", train: "#9aa3b2", test: "#f3f4f6", ink: "#e8ebf0", muted: "#a3acba"},
    ["#4fd39a", "#c792ea", "#ff6f91", "#4dd0e1", "#c69c6d", "#e6d04a", "#9aa3b2", "#ffb3d1"]),
  contrast: palette(
    {low: "#0050a0", middle: "#ffffff", high: "#b34700", train: "#595959", test: "#000000", ink: "#000000", muted: "#333333"},
    ["#006b3c", "#6a1b9a", "#a3003f", "#006a78", "#5c3a1a", "#6b5a00", "#3a3a3a", "#b0357a"]),
};

/** @param {Rgb} from @param {Rgb} to @param {number} part @returns {Rgb} */
export const mixed = (from, to, part) => /** @type {Rgb} */ (from.map((each, k) => each + (to[k] - each) * part));

/** The colour of a value from −1 (low) through 0 (middle) to 1 (high). @param {Palette} palette @param {number} value @returns {Rgb} */
export function diverging({low, middle, high}, value) {
  if (Number.isNaN(value)) return middle;
  const part = Math.min(Math.max(value, -1), 1);
  return part < 0 ? mixed(middle, low, -part) : mixed(middle, high, part);
}

const TABLE = 255;
/** @type {WeakMap<Palette, Uint32Array>} */
const tables = new WeakMap();

/** The diverging scale as a table of pixels, to colour many values fast. @param {Palette} palette @returns {Uint32Array} */
export function divergingTable(palette) {
  const known = tables.get(palette);
  if (known) return known;
  const bytes = new Uint8ClampedArray(4 * (TABLE + 1));
  for (let k = 0; k <= TABLE; k++) bytes.set([...diverging(palette, (2 * k) / TABLE - 1), 255], 4 * k);
  const table = new Uint32Array(bytes.buffer);
  tables.set(palette, table);
  return table;
}

/**
 * Colour a grid of values whose first row is the lowest, as a square within a larger picture: its first row is the highest.
 * @param {Uint32Array} target the pixels of the picture
 * @param {{width: number, left: number, top: number}} place the picture's width, and where the square begins
 * @param {Uint32Array} table
 * @param {ArrayLike<number>} values (size, size)
 * @param {number} size
 * @param {number} center the value in the middle of the scale
 * @param {number} reach how far from it the scale ends
 * @param {number} start where the values begin
 */
export function fillPixels(target, {width, left, top}, table, values, size, center, reach, start) {
  const scale = reach > 0 ? TABLE / 2 / reach : 0;
  const shift = TABLE / 2 - center * scale + 0.5;
  for (let row = 0, from = start; row < size; row++) {
    let to = (top + size - 1 - row) * width + left;
    for (let column = 0; column < size; column++, from++, to++) {
      const at = values[from] * scale + shift;
      target[to] = table[at > 0 ? (at < TABLE ? at | 0 : TABLE) : 0];
    }
  }
}

/**
 * Pixels of a grid of values whose first row is the lowest: the picture's first row is the highest.
 * @param {Uint32Array} table
 * @param {ArrayLike<number>} values (size, size)
 * @param {number} size
 * @param {number} center the value in the middle of the scale
 * @param {number} reach how far from it the scale ends
 * @param {number} start where the values begin
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function pixels(table, values, size, center, reach, start = 0) {
  const result = new Uint32Array(size * size);
  fillPixels(result, {width: size, left: 0, top: 0}, table, values, size, center, reach, start);
  return new Uint8ClampedArray(result.buffer);
}

/**
 * Pixels of the probabilities of several classes: the likeliest class, paler where it is less sure.
 * @param {Palette} palette
 * @param {ArrayLike<number>} values (size, size, classes)
 * @param {number} size
 * @param {number} classes
 * @param {boolean} steps the decision only
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function classPixels(palette, values, size, classes, steps) {
  const bytes = new Uint8ClampedArray(4 * size * size).fill(255);
  const chance = 1 / classes;
  const {middle} = palette;
  for (let at = 0; at < size * size; at++) {
    let best = 0;
    for (let k = 1; k < classes; k++) if (values[at * classes + k] > values[at * classes + best]) best = k;
    const sure = steps ? 0.7 : Math.min((0.85 * Math.max(values[at * classes + best] - chance, 0)) / (1 - chance), 1);
    const color = palette.classes[best % palette.classes.length];
    const to = 4 * ((size - 1 - Math.floor(at / size)) * size + (at % size));
    for (let k = 0; k < 3; k++) bytes[to + k] = middle[k] + (color[k] - middle[k]) * sure;
  }
  return bytes;
}

/** The largest absolute value, so that a scale reaches it; 1 if all are 0. @param {ArrayLike<number>} values @param {number} start @param {number} end */
export function reachOf(values, start = 0, end = values.length) {
  let most = 0;
  for (let k = start; k < end; k++) {
    const size = Math.abs(values[k]);
    if (size > most && size < Infinity) most = size;
  }
  return most || 1;
}

/** The relative luminance of WCAG 2. @param {Rgb} color */
function luminance(color) {
  const [r, g, b] = color.map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, from 1 to 21. @param {Rgb} a @param {Rgb} b */
export function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
