/**
 * Where the network is drawn: a column for the inputs, each hidden layer and the output, all of them within a box.
 * A layer with too many neurons for one column becomes a block of smaller cells, so that each neuron has a place.
 *
 * @typedef {{x: number, y: number, size: number}} Cell its left upper corner
 * @typedef {{cells: Cell[], x: number, width: number, size: number}} Column
 * @typedef {{columns: Column[], width: number, height: number}} NetworkLayout
 * @typedef {{kind: "neuron", column: number, index: number} | {kind: "weight", column: number, from: number, to: number}} Hit
 */

const MAX_CELL = 60;
const MAX_OUTPUT = 84;
const MAX_IMAGE = 200;
const MIN_CELL = 1.5;
const GAP = 0.28; // between two cells, in cells
const FILL = 0.62; // of the pitch of the columns, at most
const TOP = 64; // for the labels above a layer
const SIDE = 8;
const BOTTOM = 28;
const ONE_COLUMN = 14; // pixels of a cell from which a layer is one column rather than several of larger cells

/**
 * The largest cell with which so many fit into a box, and in how many rows.
 * @param {number} count
 * @param {number} width
 * @param {number} height
 * @param {number} largest
 */
export function cellSize(count, width, height, largest = MAX_CELL) {
  const fits = (/** @type {number} */ size) => {
    const gap = size * GAP;
    const rows = Math.max(Math.floor((height + gap) / (size + gap)), 1);
    const columns = Math.ceil(count / rows);
    return columns * (size + gap) - gap <= width && rows * (size + gap) - gap <= height + 1e-9;
  };
  const single = Math.min(height / (count * (1 + GAP) - GAP), largest, width);
  if (single >= ONE_COLUMN) return single;
  let low = MIN_CELL;
  let high = Math.min(largest, width, height);
  if (high <= low || fits(high)) return Math.max(high, MIN_CELL);
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * @param {number[]} counts neurons of each column, from the inputs to the output
 * @param {number} width
 * @param {number} height
 * @param {number} side of the picture that the inputs are the pixels of; 0 if they are none
 * @param {number} foot room for words below
 * @returns {NetworkLayout}
 */
export function networkLayout(counts, width, height, side = 0, foot = BOTTOM) {
  const pitch = (width - 2 * SIDE) / counts.length;
  const room = height - TOP - foot;
  const columns = counts.map((count, column) => {
    if (!column && side) return imageColumn(side, SIDE + pitch / 2, Math.min(pitch * 0.85, room, MAX_IMAGE), TOP + room / 2);
    const size = cellSize(count, pitch * FILL, room, column === counts.length - 1 ? MAX_OUTPUT : MAX_CELL);
    const step = size * (1 + GAP);
    const rows = Math.min(Math.max(Math.floor((room + size * GAP) / step + 1e-6), 1), count);
    const across = Math.ceil(count / rows);
    const perColumn = Math.ceil(count / across);
    const blockWidth = across * step - size * GAP;
    const spread = across === 1 ? Math.min(room / perColumn, size * 2) : step;
    const blockHeight = (perColumn - 1) * spread + size;
    const left = SIDE + pitch * (column + 0.5) - blockWidth / 2;
    const top = TOP + (room - blockHeight) / 2;
    const cells = Array.from({length: count}, (_, k) =>
      ({x: left + Math.floor(k / perColumn) * step, y: top + (k % perColumn) * spread, size}));
    return {cells, x: left, width: blockWidth, size};
  });
  return {columns, width, height};
}

/** The pixels of a picture about a middle, without gaps between them. @param {number} side @param {number} x @param {number} width @param {number} y @returns {Column} */
function imageColumn(side, x, width, y) {
  const size = width / side;
  const cells = Array.from({length: side * side}, (_, k) => ({x: x - width / 2 + (k % side) * size, y: y - width / 2 + Math.floor(k / side) * size, size}));
  return {cells, x: x - width / 2, width, size};
}

/** The points at which a line leaves and enters two neurons. @param {Cell} from @param {Cell} to */
export const ends = (from, to) =>
  ({x1: from.x + from.size, y1: from.y + from.size / 2, x2: to.x, y2: to.y + to.size / 2});

/** A point of the curve between two neurons: x eases from one to the other, y follows a cosine. @param {ReturnType<typeof ends>} line @param {number} x */
export function heightAt({x1, y1, x2, y2}, x) {
  const target = Math.min(Math.max((x - x1) / (x2 - x1), 0), 1);
  let [low, high] = [0, 1];
  for (let step = 0; step < 20; step++) {
    const t = (low + high) / 2;
    const at = 3 * t * (1 - t) ** 2 * 0.5 + 3 * t * t * (1 - t) * 0.5 + t ** 3;
    if (at < target) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return y1 + (y2 - y1) * t * t * (3 - 2 * t);
}

/**
 * What is at a point: a neuron, or else the nearest line within reach.
 * @param {NetworkLayout} layout
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {Hit | null}
 */
export function hitTest({columns}, x, y, reach = 6) {
  for (const [column, {cells}] of columns.entries()) {
    const index = cells.findIndex((cell) => x >= cell.x && x <= cell.x + cell.size && y >= cell.y && y <= cell.y + cell.size);
    if (index >= 0) return {kind: "neuron", column, index};
  }
  for (let column = 1; column < columns.length; column++) {
    const [before, after] = [columns[column - 1], columns[column]];
    if (x < before.x + before.width || x > after.x || before.cells.length * after.cells.length > 5000) continue;
    let best = reach;
    /** @type {Hit | null} */
    let hit = null;
    before.cells.forEach((from, i) => after.cells.forEach((to, j) => {
      const distance = Math.abs(heightAt(ends(from, to), x) - y);
      if (distance < best) {
        best = distance;
        hit = {kind: "weight", column, from: i, to: j};
      }
    }));
    if (hit) return hit;
  }
  return null;
}

/** How many points along each axis a neuron's picture has, so that all together stay fast. @param {number} neurons @param {number} cell pixels */
export function pictureSize(neurons, cell) {
  if (cell < 5) return 0;
  return Math.max(Math.min(Math.floor(Math.sqrt(60_000 / Math.max(neurons, 1))), Math.ceil(cell / 1.5), 28), 4);
}
