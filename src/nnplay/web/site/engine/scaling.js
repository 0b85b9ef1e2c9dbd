/**
 * The scaling of features, learned on the training rows: as `nnplay.data.encoding`, with NumPy's order of summation.
 *
 * @typedef {{name: string, offset: number, scale: number, limit: number | null}} Scaled
 */

/**
 * The sum as NumPy computes it: blocks of at most 128 numbers in eight lanes, and blocks in pairs.
 * @param {ArrayLike<number>} values
 * @param {number} start
 * @param {number} count
 * @returns {number}
 */
export function pairwiseSum(values, start = 0, count = values.length) {
  if (count < 8) {
    let total = 0;
    for (let i = 0; i < count; i++) total += values[start + i];
    return total;
  }
  if (count > 128) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, count - half);
  }
  const lanes = Array.from({length: 8}, (_, k) => values[start + k]);
  let i = 8;
  for (; i < count - (count % 8); i += 8) {
    for (let k = 0; k < 8; k++) lanes[k] += values[start + i + k];
  }
  const [a, b, c, d, e, f, g, h] = lanes;
  let total = a + b + (c + d) + (e + f + (g + h));
  for (; i < count; i++) total += values[start + i];
  return total;
}

/** @param {Float64Array} values */
const largestOf = (values) => values.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);

/**
 * Mean and standard deviation; the deviation is 1 for a constant column.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function meanAndDeviation(values) {
  if (values.every((each) => each === values[0])) return [values[0], 1];
  const unit = largestOf(values) || 1;
  const mean = Math.min(Math.max(pairwiseSum(values.map((each) => each / unit)) / values.length, -1), 1) * unit;
  const deviations = values.map((each) => each - mean);
  const widest = largestOf(deviations);
  const deviation = Math.sqrt(pairwiseSum(deviations.map((each) => (each / widest) ** 2)) / values.length) * widest;
  return [mean, deviation || 1];
}

/**
 * Minimum and range; the range is 1 for a constant column.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function minimumAndRange(values) {
  const low = values.reduce((a, b) => Math.min(a, b));
  return [low, values.reduce((a, b) => Math.max(a, b)) - low || 1];
}

/**
 * The scaling of a column, from its values in the training rows.
 * @param {string} name
 * @param {Float64Array} values
 * @param {{scale: string, input_limit: number | null}} recipe
 * @returns {Scaled}
 */
export function fitScaling(name, values, recipe) {
  const [offset, scale] = recipe.scale === "standard" ? meanAndDeviation(values)
    : recipe.scale === "minmax" ? minimumAndRange(values) : [0, 1];
  return {name, offset, scale, limit: recipe.scale === "standard" ? recipe.input_limit : null};
}

/**
 * A number as an input of the network.
 * @param {Scaled} scaling
 * @param {number} value
 */
export function scaleNumber({offset, scale, limit}, value) {
  const scaled = (value - offset) / scale;
  return limit === null ? scaled : Math.min(Math.max(scaled, -limit), limit);
}
