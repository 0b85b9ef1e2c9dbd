/** Data whose rows are square pictures, such as the handwritten digits of 8 by 8 pixels. */

/** The side of the pictures, or 0 if the inputs are not the pixels of one. @param {string[]} features */
export function imageSide(features) {
  const side = Math.sqrt(features.length);
  return Number.isInteger(side) && side >= 5 && features.every((name) => /^(pixel|p|px)?_?\d+([_,x]\d+)?$/i.test(name)) ? side : 0;
}

/**
 * Numbers of a picture, the first row at the top, as the grids of this page have them: the lowest row first.
 * @param {ArrayLike<number>} values
 * @param {number} side
 * @param {(index: number) => number} at where the pixel is in the values
 */
export function asGrid(values, side, at = (index) => index) {
  return Float32Array.from({length: side * side}, (_, k) => values[at((side - 1 - Math.floor(k / side)) * side + (k % side))]);
}
