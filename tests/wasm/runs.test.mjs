// Whole runs: the same recipe gives the same history, and states can be left, found again and forked.

import assert from "node:assert/strict";
import test from "node:test";

import {layer} from "../../src/nnplay/web/site/engine/parameters.js";
import {Problem} from "../../src/nnplay/web/site/engine/problem.js";
import {makeRecipe} from "../../src/nnplay/web/site/engine/recipe.js";
import {TrainingSession} from "../../src/nnplay/web/site/engine/session.js";
import {toySet} from "../../src/nnplay/web/site/engine/toys.js";
import {description, difference, golden, newModule, unpacked} from "./golden.mjs";

function session(data, architecture, settings, options) {
  const recipe = makeRecipe(description, settings);
  return new TrainingSession(newModule(), new Problem(description, toySet(description, data, recipe), architecture, recipe), options);
}

for (const {data, architecture, recipe, rows, theta} of golden("runs").cases) {
  test(`${data} ${JSON.stringify(recipe)}`, () => {
    const run = session(data, architecture, recipe);
    run.train(Infinity);
    assert.equal(run.rows.length, rows.length);
    // batch normalization divides by deviations that may be small, and Adam by the size of gradients
    const tolerance = architecture.layers.some(({norm}) => norm === "batch") ? 1e-2 : 1e-6;
    rows.forEach((row, k) => {
      for (const [name, value] of Object.entries(row)) {
        const off = Math.abs(run.rows[k][name] - value);
        // a row near the boundary may be counted otherwise: one of 30 test rows
        const limit = name.endsWith("accuracy") ? (tolerance > 1e-6 ? 0.04 : 0) : tolerance * Math.max(1, Math.abs(value));
        assert.ok(off <= limit, `${name} of epoch ${row.epoch} is ${run.rows[k][name]}, not ${value}`);
      }
    });
    const off = difference(run.trainer.theta.floats, unpacked(theta));
    assert.ok(off < tolerance, `θ differs by ${off}`);
  });
}

const ARCHITECTURE = {layers: [layer(6, {activation: "tanh"})]};
const SETTINGS = {epochs: 30, samples: 100, optimizer: "adam", learning_rate: 0.01};

test("batch by batch is the same as epoch by epoch", () => {
  const [whole, single] = [0, 1].map(() => session("spiral", ARCHITECTURE, {...SETTINGS, epochs: 3}));
  whole.train(3);
  while (single.canTrain()) single.stepBatch();
  assert.deepEqual(single.trainer.theta.floats, whole.trainer.theta.floats);
  assert.equal(single.rows.length, 4);
});

test("a state is found again, also when the history had no memory for it", () => {
  const run = session("spiral", ARCHITECTURE, SETTINGS, {memory: 4000});
  const thetas = [];
  for (let epoch = 0; epoch <= 20; epoch++) {
    run.train(epoch);
    thetas.push(run.trainer.state.theta);
  }
  assert.ok(run.states.every > 1);
  for (const epoch of [0, 7, 13, 20]) assert.deepEqual(run.at(epoch).state.theta, thetas[epoch]);
  assert.throws(() => run.at(21), /no epoch 21/);
});

test("a fork that changes nothing gives the same numbers, and one with another rate does not", () => {
  const [straight, forked, other] = [0, 1, 2].map(() => session("spiral", ARCHITECTURE, SETTINGS));
  for (const run of [straight, forked, other]) run.train(20);
  forked.fork(10);
  other.fork(10, {learning_rate: 0.1});
  assert.equal(forked.rows.length, 11);
  for (const run of [forked, other]) run.train(20);
  assert.deepEqual(forked.trainer.theta.floats, straight.trainer.theta.floats);
  assert.notDeepEqual(other.trainer.theta.floats, straight.trainer.theta.floats);
  assert.deepEqual(other.at(5).state.theta, straight.at(5).state.theta);
  assert.throws(() => other.fork(3, {test_fraction: 0.5}), /test_fraction cannot change/);
});

test("forks again and again take no more memory", () => {
  const run = session("spiral", ARCHITECTURE, SETTINGS);
  run.train(5);
  const fork = () => {
    run.fork(5, {learning_rate: 0.01 + Math.random() / 100});
    run.train(6);
    return run.module.memory.buffer.byteLength;
  };
  const before = fork();
  for (let k = 0; k < 500; k++) fork();
  assert.equal(fork(), before);
});

test("an edited weight counts, and stays when the run goes back", () => {
  const run = session("spiral", ARCHITECTURE, SETTINGS);
  run.train(5);
  const before = run.rows.at(-1).train_loss;
  run.edit(0, [1, 2], 3);
  assert.notEqual(run.rows.at(-1).train_loss, before);
  run.train(8);
  assert.equal(run.at(5).state.theta[1 * 6 + 2], 3);
  assert.throws(() => run.edit(0, [2, 0], 1), /no weight/);
});

test("a run that diverges says where and what to try", () => {
  const run = session("plane", ARCHITECTURE, {...SETTINGS, optimizer: "sgd", learning_rate: 1e6});
  run.train(30);
  assert.equal(run.status, "diverged");
  assert.match(run.message, /stopped being finite in epoch \d+ at the learning rate 1000000 .*try a learning rate of/);
});
