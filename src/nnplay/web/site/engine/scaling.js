/**
 * Means and spreads with NumPy's order of summation.
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

/** The mean, in units of the largest value so that the sum cannot overflow. @param {Float64Array} values */
export function mean(values) {
  const unit = largestOf(values) || 1;
  return Math.min(Math.max(pairwiseSum(values.map((each) => each / unit)) / values.length, -1), 1) * unit;
}

/**
 * Mean and standard deviation; the deviation is 1 for a constant column.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function meanAndDeviation(values) {
  if (values.every((each) => each === values[0])) return [values[0], 1];
  const middle = mean(values);
  const deviations = values.map((each) => each - middle);
  const widest = largestOf(deviations);
  const deviation = Math.sqrt(pairwiseSum(deviations.map((each) => (each / widest) ** 2)) / values.length) * widest;
  return [middle, deviation || 1];
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
