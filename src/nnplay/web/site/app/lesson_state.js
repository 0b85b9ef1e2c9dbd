/**
 * What the names in a lesson's expressions stand for: the network of the page, as its newest frame has it. The same as
 * nnplay/playground/lessons/lesson_state.py.
 *
 * @typedef {import("./expression.js").Value} Value
 * @typedef {import("./expression.js").Scope} Scope
 */

import {ExpressionError, evaluate, namesIn, parse} from "./expression.js";

const SETTINGS = [
  "data", "noise", "samples", "test_fraction", "validation_fraction", "scale", "batch_size", "optimizer", "learning_rate", "momentum",
  "schedule", "l1", "l2", "weight_decay", "clip", "patience", "shuffle", "seed",
];
const METRIC = /^(train|validation|test)_(loss|accuracy|r2|mse)$/;

/** What all layers share, or "mixed". @param {string[]} values */
const shared = (values) => (new Set(values).size > 1 ? "mixed" : values[0] ?? "none");

/** @typedef {{playground: import("./playground.js").Playground, network: any, header: any, arrays: any, data: any}} Now */

/** @type {Record<string, (now: Now) => Value>} */
const STATE = {
  epoch: ({header}) => header.viewed,
  newest_epoch: ({header}) => header.epoch,
  batches: ({header}) => (header.viewed < header.epoch ? 0 : header.batches),
  finished: ({header}) => header.status !== "training",
  diverged: ({header}) => header.status === "diverged",
  stopped_early: ({header}) => header.status === "stopped early",
  layers: ({network}) => network.architecture.layers.length,
  neurons: ({network}) => network.architecture.layers.reduce((/** @type {number} */ sum, /** @type {any} */ {width}) => sum + width, 0),
  parameters: ({arrays}) => arrays.theta.length,
  inputs: ({network}) => network.architecture.inputs,
  computed_inputs: ({network}) => network.features.filter((/** @type {string} */ name) => !network.columns.includes(name)).length,
  outputs: ({network}) => network.architecture.outputs,
  classes: ({data}) => data.classes.length,
  rows: ({data}) => data.values.length,
  train_rows: ({network}) => network.parts.train ?? 0,
  validation_rows: ({network}) => network.parts.validation ?? 0,
  test_rows: ({network}) => network.parts.test ?? 0,
  own_data: ({playground}) => Boolean(/** @type {any} */ (playground.settings.value).table),
  activation: ({network}) => shared(network.architecture.layers.map((/** @type {any} */ layer) => layer.activation)),
  dropout: ({network}) => Math.max(0, ...network.architecture.layers.map((/** @type {any} */ layer) => layer.dropout ?? 0)),
  norm: ({network}) => shared(network.architecture.layers.map((/** @type {any} */ layer) => layer.norm ?? "none")),
  skip: ({network}) => network.architecture.layers.some((/** @type {any} */ layer) => layer.skip),
  output: ({network}) => network.architecture.output,
  loss: ({network}) => network.architecture.loss,
};

/** @param {Now} now @param {any} layer @param {any} from @param {any} to */
function weightPlace({network}, layer, from, to) {
  const {start, shape} = network.layout[layer - 1].W;
  return from >= 1 && from <= shape[0] && to >= 1 && to <= shape[1] ? start + (from - 1) * shape[1] + to - 1 : NaN;
}

/** The part that a row is in, its place there, and its outputs. @param {Now} now @param {any} row */
function find({network, arrays}, row) {
  const part = Object.keys(network.parts).find((name) => arrays[`rows_${name}`]?.includes(row - 1)) ?? "";
  const at = arrays[`rows_${part}`].indexOf(row - 1);
  const width = network.architecture.outputs;
  return outputsAt(arrays[`outputs_${part}`], at, width);
}

/** @param {ArrayLike<number>} outputs @param {number} at @param {number} width */
const outputsAt = (outputs, at, width) => Array.from({length: width}, (_, k) => outputs[at * width + k]);

/** The probability of each class. @param {Now} now @param {number[]} outputs */
function shares({network: {coding}}, outputs) {
  const all = outputs.map((each) => (each - coding.low) / ((coding.high ?? 1) - coding.low));
  return coding.form === "column" ? [1 - all[0], all[0]] : all;
}

/** @param {number[]} values */
const largest = (values) => values.indexOf(Math.max(...values));

/** Counts of rows: true class, predicted class. @param {Now} now @returns {number[][]} */
function confusion(now) {
  const {network, arrays, data} = now;
  const part = network.parts.test ? "test" : "train";
  const counts = data.classes.map(() => data.classes.map(() => 0));
  arrays[`rows_${part}`].forEach((/** @type {number} */ row, /** @type {number} */ at) => {
    const all = shares(now, outputsAt(arrays[`outputs_${part}`], at, network.architecture.outputs));
    counts[data.values[row]][all.length === 2 && network.coding.form === "column" ? Number(all[1] > 0.5) : largest(all)] += 1;
  });
  return counts;
}

/** @param {Now} now @param {any} name */
const classOf = ({data}, name) => data.classes.map(String).indexOf(String(name));

/** @param {Now} now @param {Value} name @returns {number[]} */
function column({playground}, name) {
  if (!METRIC.test(String(name))) throw new ExpressionError("lesson.name", {name: String(name).replaceAll("_", " ")});
  return playground.run.history.column(String(name));
}

/** @type {Record<string, (now: Now, ...values: any[]) => number>} */
const CALLS = {
  first: (now, name) => column(now, name)[0],
  lowest: (now, name) => column(now, name).reduce((least, each) => (each < least ? each : least), Infinity),
  highest: (now, name) => column(now, name).reduce((most, each) => (each > most ? each : most), -Infinity),
  lowest_epoch(now, name) {
    const values = column(now, name);
    return now.playground.run.history.column("epoch")[values.indexOf(CALLS.lowest(now, name))];
  },
  weight: (now, layer, from, to) => now.arrays.theta[weightPlace(now, layer, from, to)],
  bias: ({network, arrays}, layer, to) => (to <= network.layout[layer - 1].b.shape[0] ? arrays.theta[network.layout[layer - 1].b.start + to - 1] : NaN),
  small_weights({network, arrays}, limit) {
    let [small, all] = [0, 0];
    for (const {W: {start, shape}} of network.layout) {
      all += shape[0] * shape[1];
      for (let at = start; at < start + shape[0] * shape[1]; at++) if (Math.abs(arrays.theta[at]) < limit) small += 1;
    }
    return small / all;
  },
  slope: (now, layer, from, to) => now.arrays.gradient[weightPlace(now, layer, from, to)],
  x: ({data}, row, name) => data.columns[name][row - 1],
  target: ({data}, row) => data.values[row - 1] + Number(data.classes.length > 2),
  prediction(now, row) {
    const outputs = find(now, row);
    const {data, network: {coding}} = now;
    if (data.classes.length === 2) return shares(now, outputs)[1];
    return data.classes.length ? largest(outputs) + 1 : outputs[0] * coding.scale + coding.offset;
  },
  probability: (now, row) => shares(now, find(now, row))[now.data.values[row - 1]],
  confusion: (now, truth, answer) => confusion(now)[classOf(now, truth)][classOf(now, answer)],
  recall(now, name) {
    const at = classOf(now, name);
    const row = confusion(now)[at];
    return row[at] / row.reduce((sum, each) => sum + each, 0);
  },
  precision(now, name) {
    const at = classOf(now, name);
    const counts = confusion(now);
    return counts[at][at] / counts.reduce((sum, row) => sum + row[at], 0);
  },
};

/** What a frame needs for these expressions. @param {string[]} texts @returns {import("../engine/host.js").FrameRequest} */
export function needsOf(texts) {
  const calls = texts.flatMap((text) => namesIn(parse(text))).filter(([kind]) => kind === "call").map(([, name]) => name);
  const predicts = ["prediction", "probability", "confusion", "recall", "precision"].some((name) => calls.includes(name));
  return {...(predicts ? {predictions: true} : {}), ...(calls.includes("slope") ? {gradient: "train"} : {})};
}

/** Check the names in an expression. @param {string} text @param {string[]} known named values of the step */
export function checkNames(text, known) {
  for (const [kind, name] of namesIn(parse(text))) {
    const there = kind === "call" ? isFunction(name) : known.includes(name) || name in STATE || SETTINGS.includes(name) || METRIC.test(name);
    if (!there) throw new ExpressionError("lesson.name", {name: name.replaceAll("_", " ")});
  }
}

/** @param {string} name */
const isFunction = (name) => Object.hasOwn(CALLS, name) || ["abs", "sqrt", "exp", "ln", "tanh", "min", "max", "sigmoid", "round"].includes(name);

/**
 * What names stand for now; null while the page has no picture of this network.
 * @param {import("./playground.js").Playground} playground
 * @param {[name: string, expression: string][]} values of a step, each of which may use those before it
 * @returns {Scope | null}
 */
export function scopeOf(playground, values) {
  const network = playground.network.value;
  const frame = playground.frames.newest.value;
  const data = playground.data.value;
  if (!network || !frame?.arrays.theta || !data || !playground.frames.drawable.value) return null;
  const {header, arrays} = frame;
  /** @type {Now} */
  const now = {playground, network, header, arrays, data};
  /** @type {Record<string, Value>} */
  const known = {};
  /** @type {Scope} */
  const scope = {
    value(name) {
      if (Object.hasOwn(known, name)) return known[name];
      if (METRIC.test(name)) return header.row[name] ?? NaN;
      if (SETTINGS.includes(name)) return playground.settings.value.recipe[name] ?? network.recipe[name] ?? NaN;
      if (Object.hasOwn(STATE, name)) return STATE[name](now);
      throw new ExpressionError("lesson.name", {name: name.replaceAll("_", " ")});
    },
    call(name, given) {
      if (!Object.hasOwn(CALLS, name)) throw new ExpressionError("lesson.name", {name: name.replaceAll("_", " ")});
      try {
        return CALLS[name](now, ...given) ?? NaN;
      } catch (error) {
        if (error instanceof ExpressionError) throw error;
        return NaN; // a row, weight or class that there is not, or not in this frame
      }
    },
  };
  for (const [name, text] of values) known[name] = evaluate(parse(text), scope);
  return scope;
}
