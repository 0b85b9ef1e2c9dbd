/**
 * The results of a network, from its outputs: metrics, the confusion matrix, wrong rows, the ROC curve and calibration.
 *
 * @typedef {{form: string, low: number, offset: number, scale: number}} Coding
 * @typedef {{rows: ArrayLike<number>, truth: number[], prediction: number[], sure: number[], outputs: ArrayLike<number>}} Predictions
 *   for classes, their places, and how sure the network is of its answer, from 0 to 1; for values, in the units of the data
 */

/**
 * @param {Coding} coding
 * @param {ArrayLike<number>} outputs (rows, outputs)
 * @param {ArrayLike<number>} rows their places in the data
 * @param {number[]} values of the target, by place
 * @returns {Predictions}
 */
export function predictionsOf({form, low, offset, scale}, outputs, rows, values) {
  const truth = Array.from(rows, (row) => values[row]);
  const width = outputs.length / rows.length;
  if (form === "values") return {rows, truth, outputs, prediction: Array.from(outputs, (each) => each * scale + offset), sure: truth.map(() => 1)};
  if (form === "column") {
    const shares = Array.from(outputs, (each) => Math.min(Math.max((each - low) / (1 - low), 0), 1));
    return {rows, truth, outputs, prediction: shares.map((share) => Number(share > 0.5)), sure: shares.map((share) => Math.max(share, 1 - share))};
  }
  const prediction = truth.map((_, i) => {
    let best = 0;
    for (let k = 1; k < width; k++) if (outputs[i * width + k] > outputs[i * width + best]) best = k;
    return best;
  });
  return {rows, truth, outputs, prediction, sure: prediction.map((best, i) => outputs[i * width + best])};
}

/** How often each class was taken for each: (true, predicted). @param {Predictions} predictions @param {number} classes */
export function confusion({truth, prediction}, classes) {
  const matrix = Array.from({length: classes}, () => new Array(classes).fill(0));
  truth.forEach((each, i) => (matrix[each][prediction[i]] += 1));
  return matrix;
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Of values: the errors, R², and what always guessing the mean of the training rows would have. @param {Predictions} predictions @param {number} guess */
export function valueMetrics({truth, prediction}, guess) {
  const residuals = truth.map((each, i) => prediction[i] - each);
  const middle = mean(truth);
  const total = mean(truth.map((each) => (each - middle) ** 2));
  const mse = mean(residuals.map((each) => each ** 2));
  return {
    mse, rmse: Math.sqrt(mse), mae: mean(residuals.map(Math.abs)), r2: total > 0 ? 1 - mse / total : NaN,
    baseline: Math.sqrt(mean(truth.map((each) => (each - guess) ** 2))),
  };
}

/** Of classes: accuracy, and what always guessing the most frequent class of the training rows would have. @param {Predictions} predictions @param {number} guess */
export const classMetrics = ({truth, prediction}, guess) => ({
  accuracy: mean(truth.map((each, i) => Number(each === prediction[i]))), baseline: mean(truth.map((each) => Number(each === guess))),
});

/** The most frequent of some classes. @param {number[]} classes */
export function mostFrequent(classes) {
  /** @type {number[]} */
  const counts = [];
  for (const each of classes) counts[each] = (counts[each] ?? 0) + 1;
  return counts.reduce((best, number, each) => (number > (counts[best] ?? 0) ? each : best), 0);
}

/** Rows that were taken for another class, the surest first. @param {Predictions} predictions */
export const wrongRows = ({truth, prediction, sure}) =>
  truth.map((_, i) => i).filter((i) => truth[i] !== prediction[i]).toSorted((a, b) => sure[b] - sure[a]);

/**
 * The ROC curve of two classes: the share of true second classes that a threshold finds, over that of false ones; and the
 * area below it. Null without both classes.
 * @param {ArrayLike<number>} scores
 * @param {number[]} truth 0 or 1
 */
export function rocCurve(scores, truth) {
  const positive = truth.filter(Boolean).length;
  const negative = truth.length - positive;
  if (!positive || !negative) return null;
  const order = truth.map((_, i) => i).toSorted((a, b) => scores[b] - scores[a]);
  /** @type {[number, number][]} */
  const points = [[0, 0]];
  let [found, false_, area] = [0, 0, 0];
  order.forEach((i, at) => {
    if (truth[i]) found += 1;
    else false_ += 1;
    if (at + 1 < order.length && scores[order[at + 1]] === scores[i]) return; // equal scores fall together
    const [x, y] = points[points.length - 1];
    const next = /** @type {[number, number]} */ ([false_ / negative, found / positive]);
    area += ((next[0] - x) * (next[1] + y)) / 2;
    points.push(next);
  });
  return {points, area};
}

/** How often the network is right among the rows of which it is about equally sure. @param {Predictions} predictions @param {number} bins */
export function calibration({truth, prediction, sure}, bins = 10) {
  const sums = Array.from({length: bins}, () => ({count: 0, sure: 0, right: 0}));
  truth.forEach((each, i) => {
    const bin = sums[Math.min(Math.floor(sure[i] * bins), bins - 1)];
    bin.count += 1;
    bin.sure += sure[i];
    bin.right += Number(each === prediction[i]);
  });
  return sums.filter(({count}) => count).map((bin) => ({count: bin.count, sure: bin.sure / bin.count, right: bin.right / bin.count}));
}

/**
 * How often values lie in each of some bins of equal width.
 * @param {ArrayLike<number>} values
 * @param {number} bins
 * @returns {{low: number, high: number, counts: number[]}}
 */
export function histogram(values, bins = 24) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  if (!(low <= high) || !Number.isFinite(high - low)) return {low: 0, high: 0, counts: new Array(bins).fill(0)};
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const counts = new Array(bins).fill(0);
  for (let k = 0; k < values.length; k++) counts[Math.min(Math.floor(((values[k] - low) / (high - low)) * bins), bins - 1)] += 1;
  return {low, high, counts};
}
