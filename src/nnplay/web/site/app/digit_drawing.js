/**
 * A drawing as the pixels of a picture, made as the handwritten digits were: as large as the picture, in its middle, in
 * strokes of their width, and each pixel as dark as much of it is covered.
 *
 * @typedef {[x: number, y: number][]} Stroke points from the upper left, in any unit
 */

const RADIUS = 0.7; // half the width of a stroke, in pixels: about that of the digits
const FINE = 4; // parts of a pixel along each side, as in the digits' own bitmaps of 32 × 32

/**
 * How dark each pixel is, from 0 to 1, row by row from the top.
 * @param {Stroke[]} strokes
 * @param {number} side pixels of the picture
 */
export function pixelsOf(strokes, side) {
  const shades = new Float32Array(side * side);
  const points = strokes.flat();
  if (!points.length) return shades;
  const [left, top] = [Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y))];
  const [width, height] = [Math.max(...points.map(([x]) => x)) - left, Math.max(...points.map(([, y]) => y)) - top];
  const scale = (side - 2 * RADIUS) / Math.max(width, height, 1e-9);
  const size = Math.max(width, height) > 0 ? scale : 0;
  const placed = strokes.map((stroke) => stroke.map(([x, y]) =>
    /** @type {[number, number]} */ ([side / 2 + (x - left - width / 2) * size, side / 2 + (y - top - height / 2) * size])));
  const segments = placed.flatMap((stroke) => stroke.map((point, k) => [stroke[Math.max(k - 1, 0)], point]));
  for (let at = 0; at < side * side * FINE * FINE; at++) {
    const [column, row] = [at % (side * FINE), Math.floor(at / (side * FINE))];
    const [x, y] = [(column + 0.5) / FINE, (row + 0.5) / FINE];
    if (segments.some(([from, to]) => distance(x, y, from, to) <= RADIUS)) shades[Math.floor(row / FINE) * side + Math.floor(column / FINE)] += 1 / (FINE * FINE);
  }
  return shades;
}

/** Of a point from a line between two others. @param {number} x @param {number} y @param {[number, number]} from @param {[number, number]} to */
function distance(x, y, [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(Math.max(((x - fromX) * dx + (y - fromY) * dy) / length, 0), 1) : 0;
  return Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
}
