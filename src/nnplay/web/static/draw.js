// What all pictures share: elements, sharp canvases, numbers, and the colours between the lowest and the highest.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// A canvas as sharp as the screen; what is drawn is measured in the page's pixels. Small ones are kept in memory:
// hundreds of them are there sooner than on a graphics card.
export function sharp(canvas, width, height, small = false) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d", { willReadFrequently: small });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// A number to so many places, or as many digits where it is small.
export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (!size) return "0";
  if (size >= 1e5 || size < 1e-4) return value.toExponential(digits - 1);
  return size < 10 ** (1 - digits) ? value.toPrecision(digits) : value.toFixed(digits);
}

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

// The end of a scale of such a length, in few letters.
export function tick(value, length) {
  const size = Math.abs(value);
  if (size >= 1000) return short.format(value);
  const text = length >= 100 ? value.toFixed(0) : length >= 0.5 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
  return Number(text) ? text : "0";
}

// A colour of the page; they are looked up once for each theme.
const styles = new Map();
window.addEventListener("nnplay-theme", () => styles.clear());
export function style(name) {
  if (!styles.has(name)) styles.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return styles.get(name);
}

const parse = (colour) => [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));

// 256 colours along the stops of a diverging scale.
export function scale(stops) {
  const known = stops.map(parse);
  const table = new Uint8Array(256 * 3);
  for (let v = 0; v < 256; v++) {
    const place = (v / 255) * (known.length - 1);
    const k = Math.min(Math.floor(place), known.length - 2);
    for (let c = 0; c < 3; c++) table[3 * v + c] = known[k][c] + (known[k + 1][c] - known[k][c]) * (place - k);
  }
  return table;
}

const scratch = new Map();  // a canvas and its pixels for each side

function plate(side) {
  if (!scratch.has(side)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    scratch.set(side, { canvas, context, image: context.createImageData(side, side) });
  }
  return scratch.get(side);
}

// A square picture whose rows begin with the lowest; values go through a table of colours, colours stay as they are.
export function paint(context, values, side, box, table = null, smooth = true) {
  const { canvas, context: small, image } = plate(side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const from = (side - 1 - row) * side + column, to = 4 * (row * side + column);
      for (let c = 0; c < 3; c++) image.data[to + c] = table ? table[3 * values[from] + c] : values[3 * from + c];
      image.data[to + 3] = 255;
    }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(canvas, box.left, box.top, box.width, box.height);
}
