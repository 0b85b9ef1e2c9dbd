// The protocol of docs/reference/protocol.md: commands, replies and frames of an engine. A server's engine takes the same tests.

import assert from "node:assert/strict";
import test from "node:test";

import {decodeFrame, encodeFrame} from "../../src/nnplay/web/site/engine/frames.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";
import {code, description, differing, golden} from "./golden.mjs";

const PLANE = {x: "x1", y: "x2", xRange: [-6, 6], yRange: [-6, 6], size: 20};
const CONFIGURATION = {
  architecture: {layers: [{width: 6, activation: "tanh"}, {width: 4, activation: "tanh"}]},
  recipe: {data: "spiral", epochs: 50, samples: 100, optimizer: "adam", learning_rate: 0.01},
};

/** An engine, and what it has sent. */
function engine(clock) {
  const sent = [];
  const host = new EngineHost(code, description, (message) => sent.push(message instanceof ArrayBuffer ? decodeFrame(message) : message), undefined, clock);
  let id = 0;
  const command = (name, parts = {}) => {
    host.handle({id: ++id, command: name, ...parts});
    return sent.findLast((each) => each.id === id || each.header?.id === id);
  };
  return {host, sent, command};
}

function configured(changes = {}) {
  const result = engine();
  result.command("configure", {configuration: {...CONFIGURATION, ...changes}});
  return result;
}

test("a frame survives its way", () => {
  const arrays = {
    a: {numbers: Float32Array.of(1, 2, 3), shape: [3]}, b: {numbers: Int32Array.of(-1, 7), shape: [2, 1]},
    c: {numbers: Float64Array.of(Math.PI), shape: [1]}, none: {numbers: new Float32Array(0), shape: [0, 4]},
  };
  const {header, arrays: read} = decodeFrame(encodeFrame({id: 3, message: "ŷ = σ(z)"}, arrays));
  assert.deepEqual(header, {id: 3, message: "ŷ = σ(z)"});
  for (const [name, {numbers}] of Object.entries(arrays)) assert.deepEqual(read[name], numbers);
  assert.throws(() => decodeFrame(new ArrayBuffer(16)), /no frame/);
});

test("configure answers with the network", () => {
  const {command} = engine();
  const {result} = command("configure", {configuration: CONFIGURATION});
  assert.deepEqual([result.epoch, result.playing, result.status], [0, false, "training"]);
  assert.deepEqual(result.parts, {train: 80, test: 20});
  assert.equal(result.architecture.loss, "binary_cross_entropy");
  assert.deepEqual(result.layout[0].W, {start: 0, shape: [2, 6]});
  assert.deepEqual(result.classes, ["blue", "orange"]);
});

test("a frame shows what is visible, and nothing else", () => {
  const {command} = configured();
  command("step");
  const {header, arrays} = command("frame", {show: {weights: true, history: 0, surface: PLANE, neurons: PLANE, predictions: true}});
  assert.equal(header.epoch, 1);
  assert.deepEqual(Object.keys(arrays).sort(), [
    "history", "neurons_0", "neurons_1", "neurons_2", "outputs_test", "outputs_train", "rows_test", "rows_train", "surface", "theta"]);
  assert.equal(arrays.surface.length, 400);
  assert.equal(arrays.neurons_0.length, 6 * 400);
  assert.deepEqual(arrays.neurons_2, arrays.surface);
  assert.equal(arrays.history.length, 2 * header.columns.length);
  assert.equal(arrays.history[header.columns.length + header.columns.indexOf("train_loss")], header.row.train_loss);
  assert.deepEqual(Object.keys(command("frame", {show: {}}).arrays), []);
});

test("the data, a preview of other data, and one point through the network", () => {
  const {command} = configured();
  const {result} = command("rows");
  assert.deepEqual([result.columns.x1.length, result.values.length, result.parts.train.length], [100, 100, 80]);
  assert.deepEqual([result.target, result.classes], ["colour", ["blue", "orange"]]);
  assert.deepEqual(command("preview", {recipe: {data: "spiral", samples: 100}}).result.columns, result.columns);
  const preview = command("preview", {recipe: {data: "plane", samples: 10}}).result;
  assert.deepEqual([preview.values.length, preview.classes], [10, []]);
  assert.match(command("preview", {recipe: {data: "squares"}}).error, /no toy set/);
  const {arrays} = command("frame", {show: {point: {x1: -6, x2: 6}, neurons: PLANE}});
  assert.deepEqual([arrays.point_inputs.length, arrays.point_0.length, arrays.point_2.length], [2, 6, 1]);
  assert.ok(Math.abs(arrays.point_0[3] - arrays.neurons_0[3 * 400 + 19 * 20]) < 1e-6);
});

test("frames are pulled, and only the newest request is answered", () => {
  const {host, sent, command} = configured();
  const {revision} = host;
  assert.equal(command("frame", {show: {after: revision}}), undefined);
  assert.equal(command("frame", {show: {after: revision, weights: true}}), undefined);
  const before = sent.length;
  command("step");
  const frames = sent.slice(before).filter((each) => each.header);
  assert.equal(frames.length, 1);
  assert.deepEqual(Object.keys(frames[0].arrays), ["theta"]);
  assert.ok(frames[0].header.revision > revision);
});

test("it plays in moments, pauses, and keeps its pace", () => {
  let now = 0;
  const {host, command} = engine(() => (now += 1));
  command("configure", {configuration: CONFIGURATION});
  assert.equal(host.tick(), null);
  command("play");
  assert.equal(host.tick(), 0);
  const {epoch} = host.summary();
  assert.ok(epoch > 0 && epoch < 50);
  command("pause");
  assert.equal(host.tick(), null);
  command("pace", {epochsPerSecond: 10});
  command("play");
  host.tick();
  assert.ok(host.tick() > 50, "waits for the next epoch");
  assert.equal(host.summary().epoch, epoch + 1);
  command("pace", {epochsPerSecond: null});
  command("rest", {milliseconds: 40});
  assert.ok(host.tick() > 30, "rests");
  assert.equal(host.summary().epoch, epoch + 1);
  assert.match(command("rest", {milliseconds: 1e9}).error, /0 to 1000/);
  command("rest", {milliseconds: 0});
  while (host.tick() !== null) continue;
  assert.deepEqual([host.summary().status, host.summary().playing], ["finished", false]);
});

test("the numbers are those of Python", () => {
  const each = golden("runs").cases.find(({data, recipe}) => data === "spiral" && recipe.optimizer === undefined);
  const {command} = engine();
  command("configure", {configuration: {architecture: each.architecture, recipe: {data: each.data, ...each.recipe}}});
  for (let epoch = 0; epoch < each.recipe.epochs; epoch++) command("step");
  const {row} = command("frame", {show: {}}).header;
  assert.ok(Math.abs(row.train_loss - each.rows.at(-1).train_loss) < 1e-6);
});

test("one step of the optimizer, and an edited weight", () => {
  const {command} = configured();
  assert.equal(command("stepBatch").result.batches, 1);
  command("step");
  assert.equal(command("edit", {layer: 0, index: [1, 2], value: 0.5}).result.epoch, 1);
  assert.equal(command("frame", {show: {weights: true}}).arrays.theta[8], 0.5);
  assert.match(command("edit", {layer: 9, index: [0], value: 1}).error, /no weight/);
});

test("back in time, and forward from there", () => {
  const {command} = configured();
  for (let epoch = 0; epoch < 6; epoch++) command("step");
  const newest = command("frame", {show: {weights: true}}).arrays.theta;
  assert.equal(command("travel", {epoch: 2}).result.viewed, 2);
  const past = command("frame", {show: {weights: true}});
  assert.equal(past.header.row.epoch, 2);
  assert.ok(differing(past.arrays.theta, newest) > 0);
  assert.match(command("edit", {layer: 0, index: [0], value: 1}).error, /Fork the run/);
  command("travel", {epoch: null});
  assert.equal(differing(command("frame", {show: {weights: true}}).arrays.theta, newest), 0);
  assert.match(command("travel", {epoch: 60}).error, /no epoch 60/);
  assert.equal(command("fork", {epoch: 2, settings: {learning_rate: 0.05}}).result.epoch, 2);
  for (let epoch = 2; epoch < 6; epoch++) command("step");
  assert.ok(differing(command("frame", {show: {weights: true}}).arrays.theta, newest) > 0);
});

test("some settings change while it goes on, others start it again", () => {
  const {command} = configured();
  for (let epoch = 0; epoch < 3; epoch++) command("step");
  assert.equal(command("change", {settings: {learning_rate: 0.1}}).result.epoch, 3);
  assert.equal(command("change", {settings: {seed: 4}}).result.epoch, 0);
  assert.equal(command("network").result.recipe.learning_rate, 0.1);
  command("step");
  assert.equal(command("reset").result.epoch, 0);
});

test("rows of one's own, and a typed formula", () => {
  const x1 = Array.from({length: 40}, (_, k) => k / 10);
  const rows = {name: "mine", columns: {x1, x2: x1.map((x) => 4 - x)}, target: "side", labels: x1.map((x) => (x < 2 ? "left" : "right"))};
  const {command} = engine();
  const {result} = command("configure", {configuration: {
    rows, formulas: [{name: "bump", text: "exp(-x²)"}], architecture: {layers: [{width: 3, activation: "bump"}]}, recipe: {epochs: 5},
  }});
  assert.deepEqual(result.classes, ["left", "right"]);
  assert.equal(command("step").result.epoch, 1);
});

test("planes come and go without taking more memory", () => {
  const {command, host} = configured();
  const draw = (k) => {
    command("frame", {show: {surface: {...PLANE, xRange: [-k, k]}, neurons: {...PLANE, size: 16, yRange: [-k, k]}}});
    return host.session.module.memory.buffer.byteLength;
  };
  let before = 0;
  for (let k = 1; k <= 20; k++) before = draw(k);
  for (let k = 21; k <= 120; k++) draw(k);
  assert.equal(draw(121), before);
});

test("mistakes are answered with a sentence, and change nothing", () => {
  const {command, host} = configured();
  command("step");
  const {session} = host;
  for (const [configuration, message] of [
    [{recipe: {data: "squares"}}, /no toy set 'squares'/], [{recipe: {epochs: 1.5}}, /whole number/],
    [{architecture: {layers: [{width: 0}]}}, /width of a layer/], [{architecture: {layers: [{width: 2, activation: "x"}]}}, /no activation 'x'/],
    [{formulas: [{name: "f", text: "x +"}]}, /missing at position 4/], [{recipe: {optimizer: "lbfgs"}}, /has no optimizer .lbfgs./],
    [{rows: {columns: {a: [1, NaN]}, target: "y", labels: ["a", "b"]}}, /no finite number/],
  ]) assert.match(command("configure", {configuration}).error, message);
  assert.match(command("dance").error, /no command 'dance'/);
  assert.match(command("frame", {show: {surface: {...PLANE, size: 5000}}}).error, /from 2 to 256/);
  assert.equal(host.session, session);
  assert.match(engine().command("step").error, /configure one first/);
});

test("a gradient is the slope of the loss", () => {
  const {command} = configured({recipe: {...CONFIGURATION.recipe, batch_size: 7}});
  for (let k = 0; k < 3; k++) command("step");
  const before = command("frame", {show: {weights: true, gradient: "train"}});
  const {gradient, theta} = before.arrays;
  assert.equal(gradient.length, theta.length);
  const lossAt = (layer, index, value) => {
    command("edit", {layer, index, value});
    return command("frame", {show: {gradient: "train"}}).header.loss;
  };
  for (const [layer, index, place] of [[0, [1, 2], 8], [1, [3], 12 + 6 + 24 + 3], [2, [0, 0], 12 + 6 + 24 + 4]]) {
    const slope = (lossAt(layer, index, theta[place] + 0.01) - lossAt(layer, index, theta[place] - 0.01)) / 0.02;
    command("edit", {layer, index, value: theta[place]});
    assert.ok(Math.abs(slope - gradient[place]) < 2e-3 * Math.max(Math.abs(slope), 0.01), `${layer} ${index}: ${slope} ${gradient[place]}`);
  }
  assert.deepEqual(command("frame", {show: {weights: true}}).arrays.theta, theta, "the network stays as it was");
});

test("the gradient of a row is the error of each neuron times its inputs", () => {
  const {command} = configured();
  const {result: {columns, values}} = command("rows");
  const point = {x1: columns.x1[17], x2: columns.x2[17]};
  const {header, arrays} = command("frame", {show: {weights: true, point, gradient: 17}});
  const y = arrays.point_2[0];
  assert.ok(Math.abs(header.loss + Math.log(values[17] ? y : 1 - y)) < 1e-5);
  const start = 12 + 6 + 24 + 4; // W of the output
  const delta = arrays.gradient[start + 4];
  assert.ok(Math.abs(delta - (y - values[17])) < 1e-5, "of a sigmoid with cross-entropy: ŷ − y");
  arrays.point_1.forEach((a, k) => assert.ok(Math.abs(arrays.gradient[start + k] - delta * a) < 1e-5));
  assert.match(command("frame", {show: {gradient: 100}}).error, /There is no row 100/);
});

test("activations are those of the training rows", () => {
  const {command} = configured();
  const {activations_0: hidden, activations_2: output} = command("frame", {show: {activations: true}}).arrays;
  const {outputs_train: expected} = command("frame", {show: {predictions: true}}).arrays;
  assert.deepEqual([hidden.length, output], [80 * 6, expected]);
});
