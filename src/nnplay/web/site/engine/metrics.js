/**
 * The metrics of every epoch: accuracy for classes; mean squared error and R² for numbers.
 */

import {pairwiseSum} from "./scaling.js";

/**
 * The metrics that are computed after every epoch, in the units of the data.
 * @param {boolean} classes whether truth and prediction are class indices
 * @param {Float64Array} truth
 * @param {Float64Array} prediction
 * @returns {Record<string, number>}
 */
export function epochMetrics(classes, truth, prediction) {
  const mean = (/** @type {Float64Array} */ values) => pairwiseSum(values) / values.length;
  if (classes) return {accuracy: mean(truth.map((each, i) => Number(each === prediction[i])))};
  const residuals = truth.map((each, i) => (prediction[i] - each) ** 2);
  const middle = mean(truth);
  const total = pairwiseSum(truth.map((each) => (each - middle) ** 2));
  const residual = pairwiseSum(residuals);
  return {mse: mean(residuals), r2: total > 0 ? 1 - residual / total : residual > 0 ? 0 : 1};
}
