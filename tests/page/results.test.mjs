// Results of a network, from its outputs.

import assert from "node:assert/strict";
import test from "node:test";

import {deadNeurons} from "../../src/nnplay/web/site/app/components/inside_layers.js";
import {asGrid, imageSide} from "../../src/nnplay/web/site/app/images.js";
import {calibration, classMetrics, confusion, histogram, mostFrequent, predictionsOf, rocCurve, valueMetrics, wrongRows} from "../../src/nnplay/web/site/app/results.js";

const COLUMN = {form: "column", low: 0, offset: 0, scale: 1};

test("outputs become answers in the terms of the data", () => {
  const two = predictionsOf(COLUMN, [0.25, 0.75, 0.5], [4, 2, 0], [1, 0, 1, 0, 1]);
  assert.deepEqual([two.truth, two.prediction, two.sure], [[1, 1, 1], [0, 1, 0], [0.75, 0.75, 0.5]]);
  const signed = predictionsOf({...COLUMN, low: -1}, [-0.5, 0.5], [0, 1], [0, 1]);
  assert.deepEqual([signed.prediction, signed.sure], [[0, 1], [0.75, 0.75]]);
  const three = predictionsOf({...COLUMN, form: "one_hot"}, [0.2, 0.5, 0.3, 0.6, 0.1, 0.3], [0, 1], [2, 0]);
  assert.deepEqual([three.prediction, three.sure], [[1, 0], [0.5, 0.6]]);
  const values = predictionsOf({form: "values", low: 0, offset: 10, scale: 2}, [1, -1], [1, 0], [7, 13]);
  assert.deepEqual([values.truth, values.prediction], [[13, 7], [12, 8]]);
});

test("the confusion matrix counts each row once", () => {
  const predictions = {rows: [0, 1, 2, 3, 4], truth: [0, 0, 1, 2, 2], prediction: [0, 1, 1, 2, 0], sure: [0.9, 0.6, 0.8, 0.7, 0.95], outputs: []};
  assert.deepEqual(confusion(predictions, 3), [[1, 1, 0], [0, 1, 0], [1, 0, 1]]);
  assert.deepEqual(wrongRows(predictions), [4, 1]);
  assert.equal(mostFrequent([2, 0, 2, 1, 2, 0]), 2);
  assert.deepEqual(classMetrics(predictions, 2), {accuracy: 0.6, baseline: 0.4});
});

test("the ROC curve is that of scikit-learn", () => {
  const {points, area} = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
  assert.equal(area, 0.75);
  assert.deepEqual(points, [[0, 0], [0, 0.5], [0.5, 0.5], [0.5, 1], [1, 1]]);
  assert.equal(rocCurve([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]).area, 0.5);
  assert.equal(rocCurve([1, 2], [1, 1]), null);
});

test("values have errors in their units, calibration has bins", () => {
  const predictions = {rows: [0, 1, 2], truth: [1, 2, 3], prediction: [1, 2, 6], sure: [], outputs: []};
  const {mse, rmse, mae, r2, baseline} = valueMetrics(predictions, 2);
  assert.deepEqual([mse, mae, r2, rmse], [3, 1, 1 - 3 / (2 / 3), Math.sqrt(3)]);
  assert.ok(Math.abs(baseline - Math.sqrt(2 / 3)) < 1e-12);
  const bins = calibration({rows: [], truth: [0, 0, 1], prediction: [0, 1, 1], sure: [0.51, 0.55, 1], outputs: []});
  assert.deepEqual(bins.map(({count, right}) => [count, right]), [[2, 0.5], [1, 1]]);
});

test("a histogram has every value once", () => {
  assert.deepEqual(histogram([0, 1, 1, 4], 4), {low: 0, high: 4, counts: [1, 2, 0, 1]});
  assert.deepEqual(histogram([3, 3], 2), {low: 2.5, high: 3.5, counts: [0, 2]});
  assert.deepEqual(histogram([], 2).counts, [0, 0]);
  assert.deepEqual(histogram([NaN, Infinity], 2).counts, [0, 0]);
  assert.equal(deadNeurons(Float32Array.of(0, 1, 0, 2, 0, 3), 2), 1);
});

test("pixels are known by their names, and the picture stands upright", () => {
  const names = Array.from({length: 64}, (_, k) => `pixel_${Math.floor(k / 8)}_${k % 8}`);
  assert.deepEqual([imageSide(names), imageSide(names.slice(1)), imageSide(["x1", "x2", "x3", "x4"]), imageSide(Array(25).fill("price"))], [8, 0, 0, 0]);
  assert.deepEqual([...asGrid([1, 2, 3, 4], 2)], [3, 4, 1, 2]);
});
