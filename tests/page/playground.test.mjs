// The page's state with the real engine behind it, as in a worker.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";

import {ACTIVATIONS, INITIALIZERS, OPTIMIZERS} from "../../src/nnplay/web/site/app/components_of_engine.js";
import {PALETTES} from "../../src/nnplay/web/site/app/colors.js";
import {curveData, otherCurves} from "../../src/nnplay/web/site/app/components/curves.js";
import {EngineClient, EngineError} from "../../src/nnplay/web/site/app/engine_client.js";
import {neuronEquation} from "../../src/nnplay/web/site/app/equations.js";
import {differing, settingsInWords} from "../../src/nnplay/web/site/app/kept_runs.js";
import {queryOf, settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {ERASER, PointEditing, nearest} from "../../src/nnplay/web/site/app/point_editing.js";
import {snapped} from "../../src/nnplay/web/site/app/points.js";
import {Playground} from "../../src/nnplay/web/site/app/playground.js";
import {QUESTIONS} from "../../src/nnplay/web/site/app/questions.js";
import {thinned} from "../../src/nnplay/web/site/app/run_history.js";
import {closeSecond, openSecond, swap} from "../../src/nnplay/web/site/app/second_network.js";
import {DEFAULTS, FIRST_SIGHT, configurationOf, withData, withPoints, withRecipe, withView, withWidth} from "../../src/nnplay/web/site/app/settings.js";
import {csv, dataTable, historyTable, surfaceTable, weightTable} from "../../src/nnplay/web/site/app/tables.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";
import {effect} from "../../src/nnplay/web/site/vendor/vendor.js";

const folder = new URL("../../src/nnplay/web/site/engine/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine.wasm", folder)));
const description = JSON.parse(readFileSync(new URL("engine.json", folder), "utf-8"));
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A client with an engine, the commands that it has given, and whether it was closed. */
function engineClient() {
  const commands = [];
  const closed = [];
  let receive;
  const host = new EngineHost(code, description, (message) => queueMicrotask(() => receive(message)), loadSet);
  const transport = {
    send: (message) => {
      if (message.command !== "frame") commands.push(message.command);
      host.take(structuredClone(message));
    },
    receive: (handler) => (receive = handler), close: () => closed.push(true),
  };
  return {client: new EngineClient(transport, (draw) => queueMicrotask(draw)), host, commands, closed};
}

/** The file of a built-in set. */
const loadSet = async (name) => JSON.parse(readFileSync(new URL(`sets/${name}.json`, folder), "utf-8"));

/** A page with an engine. */
async function page(settings = DEFAULTS) {
  const {client, host, commands} = engineClient();
  const urls = [];
  const browser = {state: null, pushState: (_, __, url) => urls.push(url), replaceState: (_, __, url) => (urls[urls.length - 1] = url), back() {}, forward() {}};
  const playground = new Playground(client, settings, browser);
  await playground.start();
  await settled();
  return {playground, host, commands, urls};
}

test("the first frame has everything that is drawn", async () => {
  const {playground} = await page();
  const {arrays} = playground.frames.newest.value;
  assert.deepEqual(playground.counts(), [2, 4, 2, 1]);
  assert.equal(arrays.surface.length, 100 * 100);
  assert.equal(arrays.neurons_0.length % 4, 0);
  assert.equal(playground.data.value.values.length, 400);
  assert.equal(playground.run.history.rows, 1);
});

test("Play and Pause are shown before the engine answers", async () => {
  const {playground} = await page();
  playground.client.transport.send = () => {};
  for (const playing of [true, false]) {
    void playground.run.turn(playing);
    assert.equal(playground.run.position.value.playing, playing);
  }
});

test("a run that another version saved is not continued, and nothing is lost", async () => {
  const {playground} = await page();
  await playground.run.step();
  const {state} = await playground.saving.saved();
  assert.equal(await playground.saving.restore({state: {...state, session: {...state.session, rows: []}}}), false);
  assert.equal(playground.run.newest.epoch, 1);
  assert.equal(await playground.saving.restore({state}), true);
});

test("a run that the server has does not take the place of a lesson that is being opened", async () => {
  const {playground} = await page(FIRST_SIGHT);
  const lesson = withData(DEFAULTS, "xor");
  const call = playground.call.bind(playground);
  playground.call = (command, fields) => {
    playground.settings.value = lesson; // while the server is asked
    return call(command, fields);
  };
  assert.equal(await playground.saving.adopt(configurationOf(withData(DEFAULTS, "moons"))), false);
  assert.equal(playground.settings.value, lesson);
});

test("settings that may change in a run continue it, others start it again", async () => {
  const {playground, commands, urls} = await page();
  await playground.run.step();
  await playground.run.step();
  playground.apply(withRecipe(playground.settings.value, {learning_rate: 0.1}));
  await settled();
  assert.deepEqual([playground.run.position.value.epoch, playground.run.altered.value], [2, true]);
  playground.apply(withWidth(playground.settings.value, 0, 5));
  await settled();
  assert.deepEqual([playground.run.position.value.epoch, playground.run.altered.value, playground.counts()[1]], [0, false, 5]);
  assert.equal(playground.run.history.rows, 1);
  assert.match(urls.at(-1), /net=5:tanh;2:tanh/);
  assert.deepEqual(commands.filter((each) => each === "configure").length, 2);
  playground.apply(withView(playground.settings.value, {tests: true}));
  await settled();
  assert.equal(commands.filter((each) => each === "configure").length, 2);
});

test("a slider that moves sends only what the engine can follow", async () => {
  const {playground, commands} = await page();
  for (let k = 1; k <= 30; k++) playground.apply(withRecipe(playground.settings.value, {noise: k / 60}), "noise");
  await settled();
  assert.ok(commands.filter((each) => each === "change").length <= 3);
  assert.equal(playground.network.value.recipe.noise, 0.5);
});

test("the engine finds components as other libraries spell them", async () => {
  const {playground} = await page();
  const {layers} = playground.settings.value.architecture;
  const architecture = {...playground.settings.value.architecture, layers: [{...layers[0], activation: "LeakyReLU(0.2)"}]};
  playground.apply({...withRecipe(playground.settings.value, {optimizer: "Adam", schedule: "one-cycle", initializer: "HeNormal"}), architecture});
  await playground.sync.done;
  await playground.run.step();
  assert.deepEqual([playground.notice.value, playground.run.newest.epoch, playground.counts()[1]], [null, 1, layers[0].width]);
});

test("the data of one set are never shown with the network of another", async () => {
  const {playground} = await page();
  const missing = [];
  const seen = [];
  const stop = effect(() => {
    const {network: {value: network}, data: {value: data}} = playground;
    seen.push(network.recipe.data);
    if (data) missing.push(...network.columns.filter((name) => !(name in data.columns)));
  });
  for (const name of ["iris", "moons", "scores"]) {
    playground.apply(withData(playground.settings.value, name));
    await playground.sync.done;
    assert.ok(playground.data.value.values.length > 0);
  }
  stop();
  assert.deepEqual([missing, [...new Set(seen)]], [[], ["circle", "iris", "moons", "scores"]]);
});

test("what the engine refuses is said, and undone", async () => {
  const {playground, urls} = await page();
  playground.apply({...playground.settings.value, architecture: {...playground.settings.value.architecture, output: "softmax"}});
  await settled();
  playground.apply(withRecipe(playground.settings.value, {optimizer: "lbfgs"}));
  await settled();
  assert.match(playground.notice.value.text, /has no optimizer .lbfgs./);
  assert.equal(playground.settings.value.recipe.optimizer, "sgd");
  assert.doesNotMatch(urls.at(-1), /lbfgs/);
  await assert.rejects(playground.client.call("dance"), EngineError);
});

test("back in time, an edit, and on from there", async () => {
  const {playground} = await page();
  for (let epoch = 0; epoch < 5; epoch++) await playground.run.step();
  playground.run.travel(1);
  playground.run.travel(2);
  await settled();
  assert.deepEqual([playground.run.position.value.viewed, playground.run.position.value.epoch], [2, 5]);
  playground.run.edit(0, [0, 0], 3);
  assert.ok(playground.notice.value.action);
  await playground.run.fork();
  await settled();
  assert.deepEqual([playground.run.position.value.epoch, playground.run.history.rows], [2, 3]);
  for (let k = 0; k < 20; k++) playground.run.edit(0, [0, 0], k / 10);
  await settled();
  assert.ok(Math.abs(playground.frames.newest.value.arrays.theta[0] - 1.9) < 1e-6);
  assert.deepEqual(curveData(playground.run.history, "loss")[0], [0, 1, 2]);
});

test("a divergence is said with its cure, and the cure works", async () => {
  const {playground, host} = await page(withRecipe(withData(settingsOf("net=8:relu").settings, "plane"), {learning_rate: 1000, epochs: 50}));
  await playground.run.play();
  while (host.tick() !== null) continue;
  await settled();
  assert.equal(playground.run.position.value.status, "diverged");
  assert.match(playground.announcement.value, /diverged/);
  playground.run.cure().run();
  await settled();
  assert.deepEqual([playground.run.newest.status, playground.run.newest.epoch, playground.run.newest.playing, playground.settings.value.recipe.learning_rate], ["training", 0, true, 0.1]);
});

test("a run that ends before the engine has answered Play is said to have ended", async () => {
  const {playground} = await page();
  const {call} = playground.client;
  playground.client.call = async (name, ...rest) => {
    const result = await call.call(playground.client, name, ...rest);
    const ended = {...result, revision: result.revision + 1, status: "diverged", playing: false, message: "too fast"};
    if (name === "play") playground.run.takePosition(ended);
    return result;
  };
  await playground.run.play();
  assert.match(playground.announcement.value, /diverged/);
  assert.deepEqual([playground.run.newest.status, playground.run.newest.playing], ["diverged", false]);
});

test("the end of a run is said, and it can go on", async () => {
  const {playground} = await page(withRecipe(DEFAULTS, {epochs: 2}));
  await playground.run.step();
  await playground.run.step();
  await settled();
  assert.equal(playground.run.position.value.status, "finished");
  playground.notice.value.action.run();
  await settled();
  assert.equal(playground.run.position.value.status, "training");
  await playground.run.step();
  assert.equal(playground.run.position.value.epoch, 3);
});

test("up to ten classes of drawn points are learned", async () => {
  const points = Array.from({length: 60}, (_, k) => [Math.cos((k % 10) / 1.6) * 4 + k / 100, Math.sin((k % 10) / 1.6) * 4, k % 10]);
  const {playground} = await page(withPoints(DEFAULTS, points));
  assert.equal(playground.notice.value, null);
  assert.equal(playground.network.value.classes.length, 10);
  assert.equal(playground.frames.newest.value.arrays.surface.length, 100 * 100 * 10);
});

test("an equation has the numbers of the network", async () => {
  const {playground} = await page();
  playground.viewpoint.lookAt({x: 2, y: -3});
  await settled();
  for (const [layer, neuron] of [[0, 3], [1, 1], [2, 0]]) {
    const {z, a, terms} = neuronEquation(playground.network.value, playground.frames.newest.value.arrays, layer, neuron);
    assert.ok(Math.abs((layer < 2 ? Math.tanh(z) : 1 / (1 + Math.exp(-z))) - a) < 1e-5);
    assert.equal(terms.length, [2, 4, 2][layer]);
  }
  assert.equal(neuronEquation(playground.network.value, {}, 0, 0), null);
});

test("every picture has its table", async () => {
  const {playground} = await page();
  await playground.run.step();
  await settled();
  const {arrays} = playground.frames.newest.value;
  const table = surfaceTable(arrays.surface, playground.viewpoint.plane.value);
  assert.deepEqual([table.columns, table.rows.length, table.rows[0][1]], [["x1", "x2", "ŷ"], 169, 6]);
  assert.equal(dataTable(playground.data.value).rows.length, 400);
  assert.equal(historyTable(playground.run.history).rows.length, 2);
  const weights = weightTable(playground.network.value.layout[0], arrays.theta, ["x₁", "x₂"]);
  assert.deepEqual(weights.rows.map((row) => row.length), [5, 5, 5]);
  assert.equal(csv({columns: ["a", "b"], rows: [[1, 'x "y", z']]}), 'a,b\n1,"x ""y"", z"\n');
  assert.deepEqual(thinned(1000, 3), [0, 500, 999]);
});

test("every question opens a network", async () => {
  for (const {query} of QUESTIONS) {
    const {settings, troubles} = settingsOf(query);
    assert.deepEqual(troubles, [], query);
    const {playground} = await page(settings);
    assert.equal(playground.notice.value, null, query);
    assert.equal(queryOf(settingsOf(queryOf(settings)).settings), queryOf(settings));
  }
});

test("the page offers the components of the engine", () => {
  const names = (family) => Object.keys(description.catalog[family]).toSorted();
  assert.deepEqual(ACTIVATIONS.toSorted(), names("activation"));
  assert.deepEqual(INITIALIZERS.toSorted(), names("initializer"));
  assert.deepEqual(OPTIMIZERS.toSorted(), names("optimizer").filter((name) => name !== "lbfgs"));
});

test("a row is looked at forward and backward", async () => {
  const {playground} = await page();
  playground.viewpoint.lookAtRow(12);
  playground.frames.look("test", {gradient: 12});
  await settled();
  const {arrays, header} = playground.frames.inside.value;
  const data = playground.data.value;
  assert.deepEqual(playground.viewpoint.pointValues(), {x1: data.columns.x1[12], x2: data.columns.x2[12]});
  const {layout} = playground.network.value;
  const output = arrays.point_2[0];
  assert.ok(Math.abs(arrays.gradient[layout[2].b.start] - (output - data.values[12])) < 1e-5);
  assert.ok(header.loss > 0);
  playground.frames.lookAway("test");
  playground.viewpoint.lookAt({x: 0, y: 0});
  await settled();
  assert.deepEqual([playground.viewpoint.row.value, "gradient" in playground.frames.newest.value.arrays], [null, false]);
});

test("kept runs are compared by the settings in which they differ", async () => {
  const {playground} = await page();
  await playground.run.step();
  await settled();
  playground.run.keep();
  playground.apply(withRecipe(playground.settings.value, {learning_rate: 0.3, optimizer: "adam"}));
  await settled();
  await playground.run.step();
  await settled();
  playground.run.keep();
  const runs = playground.kept.runs.value;
  assert.deepEqual(runs.map(({number, epoch, curves}) => [number, epoch, curves.epoch]), [[1, 1, [0, 1]], [2, 2, [0, 1, 2]]]);
  assert.deepEqual(differing(runs.map(({settings}) => settingsInWords(settings))), ["bar.rate", "training.optimizer"]);
  const curves = otherCurves(playground, "loss", PALETTES.light);
  assert.deepEqual(curves.map(({values}) => values.length), [2, 3]);
  playground.kept.remove(1);
  playground.run.keep();
  assert.deepEqual(playground.kept.runs.value.map(({number}) => number), [1, 2]);
  for (let k = 0; k < 9; k++) playground.run.keep();
  assert.equal(playground.kept.runs.value.length, 6);
});

test("a second network has the first one's data, and is trained beside it", async () => {
  const {playground} = await page();
  const {client, closed} = engineClient();
  const second = openSecond(playground, withRecipe(playground.settings.value, {learning_rate: 0.3}), () => client);
  await settled();
  await playground.run.step();
  await settled();
  assert.deepEqual([playground.run.newest.epoch, second.run.newest.epoch, second.settings.value.recipe.learning_rate], [1, 1, 0.3]);
  assert.notDeepEqual(second.frames.newest.value.arrays.theta, playground.frames.newest.value.arrays.theta);
  playground.apply(withData(playground.settings.value, "moons"));
  await settled();
  assert.deepEqual([second.network.value.recipe.data, second.settings.value.recipe.learning_rate, second.run.newest.epoch], ["moons", 0.3, 0]);
  playground.viewpoint.select({kind: "neuron", column: 1, index: 0});
  second.viewpoint.select({kind: "neuron", column: 1, index: 1});
  assert.equal(playground.viewpoint.selected.value, null);
  swap(playground);
  await settled();
  assert.deepEqual([playground, second].map((each) => each.network.value.recipe.learning_rate), [0.3, 0.03]);
  closeSecond(playground);
  assert.deepEqual([playground.second.value, closed], [null, [true]]);
});

/** Go to another entry of the browser's history, as Back and Forward do. */
async function go(playground, index, query) {
  playground.undo.moved({index, last: playground.undo.stack.last}, query);
  await settled();
  await settled();
}

test("Back brings the trained network back, and Forward the next one", async () => {
  const {playground} = await page();
  const before = queryOf(playground.settings.value);
  for (let k = 0; k < 3; k++) await playground.run.step();
  await settled();
  const theta = [...playground.frames.newest.value.arrays.theta];
  playground.apply(withWidth(playground.settings.value, 0, 7));
  await settled();
  const after = queryOf(playground.settings.value);
  await playground.run.step();
  await settled();
  assert.deepEqual([playground.run.newest.epoch, playground.counts()[1]], [1, 7]);
  await go(playground, 0, before);
  assert.deepEqual([playground.run.newest.epoch, playground.counts()[1], playground.run.history.rows], [3, 4, 4]);
  assert.deepEqual([...playground.frames.newest.value.arrays.theta], theta);
  await go(playground, 1, after);
  assert.deepEqual([playground.run.newest.epoch, playground.counts()[1]], [1, 7]);
  await playground.run.step();
  assert.equal(playground.run.newest.epoch, 2, "it goes on from there");
});

test("an edited weight, a reset and a fork are undone and redone", async () => {
  const {playground} = await page();
  const query = queryOf(playground.settings.value);
  const weight = () => playground.frames.newest.value.arrays.theta[playground.network.value.layout[0].W.start];
  await playground.run.step();
  await settled();
  const original = weight();
  for (const value of [0.2, 0.4, 2]) {
    playground.run.edit(0, [0, 0], value);
    await settled();
  }
  assert.deepEqual([weight(), playground.undo.stack.index, playground.run.altered.value], [2, 1, true]);
  await go(playground, 0, query);
  assert.deepEqual([weight(), playground.run.altered.value, playground.run.log.edits.length], [original, false, 0]);
  await go(playground, 1, query);
  assert.deepEqual([weight(), playground.run.log.edits.length], [2, 1]);
  await playground.run.step();
  await playground.run.reset();
  await settled();
  assert.deepEqual([playground.run.newest.epoch, playground.undo.stack.index], [0, 2]);
  await go(playground, 1, query);
  assert.equal(playground.run.newest.epoch, 2);
  playground.run.travel(1);
  await settled();
  await playground.run.fork();
  await settled();
  assert.equal(playground.run.newest.epoch, 1);
  await go(playground, 1, query);
  assert.deepEqual([playground.run.newest.epoch, playground.run.history.rows], [2, 3]);
});

test("weights that are set at once are all set, each to its last value", async () => {
  const {playground} = await page();
  const [one, other] = [[0, 0], [1, 2]];
  for (const [index, value] of [[one, 1], [other, 2], [[0, 1], 3], [[2], 4], [one, 5], [other, 6]]) playground.run.edit(0, index, value);
  await settled();
  await settled();
  assert.deepEqual([one, other, [0, 1], [2]].map((index) => playground.run.parameterAt(0, index)), [5, 6, 3, 4]);
});

test("points are added, moved, drawn in a trail and removed, each as one change", async () => {
  const {playground} = await page(withPoints(DEFAULTS, [[-3, 0, 0], [3, 0, 1]]));
  const editing = new PointEditing(playground);
  const points = () => playground.settings.value.points;
  const stroke = (...places) => {
    places.forEach(([x, y], k) => (k ? editing.move({x, y}) : editing.begin({x, y})));
    editing.end();
  };
  stroke([0, 0]);
  assert.equal(points().length, 3);
  stroke([3.1, 0.1], [4, 1], [5, 2]);
  assert.deepEqual(points()[1], snapped([5, 2, 1]));
  editing.cls = 2;
  stroke([-5, -5], [-4.9, -5], [-4, -5], [-3, -5]);
  assert.deepEqual(points().slice(3).map(([, , cls]) => cls), [2, 2, 2]);
  assert.equal(playground.undo.stack.index, 3);
  editing.cls = ERASER;
  stroke([-5, -5], [-4, -5]);
  assert.equal(points().length, 4);
  stroke([0, 0], [5, 2], [-3, 0], [-3, -5]);
  assert.equal(points().length, 2, "two stay");
  editing.clear();
  await settled();
  assert.deepEqual([points().length, playground.network.value.classes.length], [2, 2]);
  assert.equal(nearest(points(), {x: 0, y: 0}), -1);
});
