// The engine: every component of the catalog gives the numbers of the native engine, to float32 rounding.

import assert from "node:assert/strict";
import test from "node:test";

import {Engine, Trainer} from "../../src/nnplay/web/site/engine/engine.js";
import {initialize} from "../../src/nnplay/web/site/engine/initializers.js";
import {STRICT, description, difference, differing, golden, newModule, unpacked} from "./golden.mjs";

const TOLERANCE = 1e-6; // of θ after 120 steps, relative; half of the cases are within 1e-7
/** Cases that amplify rounding, and why. @type {[RegExp, number, string][]} */
const AMPLIFIED = [
  [/everything at once/, 1e-2, "small deviations that normalization divides by, kinks of relu, and Adam's quotients"],
];
/** What calls functions of the C library, which differ in the last bit: musl's here, glibc's there. */
const LIBRARY = /arctan|sinusoid|sinc|gelu|categorical_focal|everything at once/;

const data = golden("engine");
const X = unpacked(data.X);
const weight = unpacked(data.weight);
const differences = [];

for (const each of data.cases) {
  test(each.title, () => {
    const {architecture, batch} = each;
    const engine = new Engine(newModule(), architecture, {rows: Math.max(batch, 3)});
    const rows = engine.load(X, unpacked(data.targets[each.targets]), weight);
    const trainer = new Trainer(engine, rows, {
      optimizer: each.optimizer, batch, weightDecay: each.weight_decay, clip: each.clip, seed: 7, shuffle: each.shuffle,
      penalties: each.penalties,
    });
    trainer.start(initialize(description, architecture, {seed: 3}));
    const losses = trainer.advance(new Float64Array(each.steps).fill(each.rate));
    if (each.diverges) {
      assert.ok(!Number.isFinite(losses.at(-1)), "diverges as the native engine does");
      return;
    }
    assert.equal(losses.length, each.steps);
    const theta = unpacked(each.theta);
    if (STRICT && !LIBRARY.test(each.title)) {
      assert.equal(differing(trainer.theta.floats, theta), 0, "bits of θ");
      return;
    }
    const off = difference(trainer.theta.floats, theta);
    const [, limit] = AMPLIFIED.find(([title]) => title.test(each.title)) ?? [null, TOLERANCE];
    differences.push(off);
    assert.ok(off <= limit, `θ differs by ${off}`);
    const lossesOff = difference(losses.slice(-3), unpacked(each.last_losses));
    assert.ok(lossesOff <= 10 * limit, `the losses differ by ${lossesOff}`);
    const {outputs, loss} = engine.evaluate(trainer.theta, rows);
    const outputsOff = difference(outputs.slice(0, 5 * architecture.outputs), unpacked(each.outputs));
    assert.ok(outputsOff <= 10 * limit, `the outputs differ by ${outputsOff}`);
    assert.ok(Math.abs(loss - each.mean) <= 10 * limit * Math.max(1, Math.abs(each.mean)), `loss ${loss}, not ${each.mean}`);
  });
}

test("half of the cases agree to the last bits of float32", {skip: STRICT}, () => {
  differences.sort((a, b) => a - b);
  assert.ok(differences[differences.length >> 1] < 2e-7, String(differences[differences.length >> 1]));
});

test("activations of every layer", () => {
  const {architecture} = data.cases.find(({title}) => title === "skip connections");
  const engine = new Engine(newModule(), architecture);
  const theta = engine.module.vector("float32", initialize(description, architecture, {seed: 3}));
  const rows = engine.load(X.slice(0, 10 * data.inputs), []);
  const layers = engine.activations(theta, rows);
  assert.deepEqual(layers.map((each) => each.length), [50, 60, 60, 20]);
  assert.deepEqual(layers.at(-1), engine.evaluate(theta, rows).outputs);
});
