// Typed formulas: the values and derivatives of Python's, the same mistakes, and the catalog's numbers in training.

import assert from "node:assert/strict";
import test from "node:test";

import {Engine, Trainer} from "../../src/nnplay/web/site/engine/engine.js";
import {Formula, registerFormula} from "../../src/nnplay/web/site/engine/formula.js";
import {initialize} from "../../src/nnplay/web/site/engine/initializers.js";
import {layer} from "../../src/nnplay/web/site/engine/parameters.js";
import {description, difference, golden, newModule, unpacked} from "./golden.mjs";

/** A module with a description of its own, since a formula is entered into it. */
function ownModule() {
  const module = newModule();
  module.description = structuredClone(description);
  return module;
}

/** Values and derivatives of a formula at points, by its kernels. */
function computed(text, constants, points, kind) {
  const module = ownModule();
  const formula = new Formula(text, module.description, constants);
  assert.equal(formula.kind, kind);
  registerFormula(module, "typed", formula);
  const kernel = (name) => module.exports.__indirect_function_table.get(module.kernel(`${kind}.typed.${name}`));
  const n = points.length;
  const place = (type, values) => BigInt(module.vector(type, values).address);
  const numbers = place("float64", [...Object.values(formula.constants), 0]);
  const [first, second] = [0, 1].map((k) => points.map((point) => point[k] ?? 1));
  const [values, slopes] = [module.zeros("float32", n), module.zeros("float32", n)];
  const one = place("float32", new Array(n).fill(1));
  if (kind === "activation") {
    const z = place("float32", first);
    kernel("forward")(z, BigInt(values.address), 1n, BigInt(n), BigInt(n), numbers, 0n);
    kernel("backward")(z, BigInt(values.address), one, BigInt(slopes.address), 1n, BigInt(n), BigInt(n), numbers, 0n, 0n);
    return [values.floats, slopes.floats];
  }
  const [prediction, target] = [place("float32", first), place("float32", second)];
  const [weight, out] = [place("float64", [1]), module.zeros("float64", 1)];
  const each = points.map((_, k) => {
    kernel("value")(0n, prediction + BigInt(4 * k), target + BigInt(4 * k), weight, 1n, 1n, numbers, BigInt(out.address));
    return out.doubles[0];
  });
  kernel("gradient")(0n, prediction, target, place("float64", new Array(n).fill(1)), BigInt(n), 1n, numbers, weight, BigInt(slopes.address));
  return [each, slopes.floats];
}

for (const each of golden("formulas").cases) {
  test(each.text || "no text", () => {
    if (each.error) {
      assert.throws(() => new Formula(each.text, description), {message: each.error});
      return;
    }
    const expected = [unpacked(each.values), unpacked(each.slopes)];
    computed(each.text, each.constants, each.points, each.kind).forEach((own, which) => {
      each.points.forEach((point, k) => {
        const wanted = expected[which][k];
        const near = Math.abs(own[k] - wanted) <= 2e-5 * Math.max(Math.abs(wanted), 1e-3);
        const tooLarge = Math.abs(wanted) > 3.4e38 || Math.abs(wanted) < 1e-37;
        assert.ok(near || tooLarge || Object.is(own[k], wanted) || (Number.isNaN(own[k]) && Number.isNaN(wanted)),
          `${which ? "slope" : "value"} at ${point} is ${own[k]}, not ${wanted}`);
      });
    });
  });
}

/** θ after some steps of a network with this activation and loss. */
function trained(activation, loss, formulas) {
  const module = ownModule();
  for (const [label, text, constants, learned] of formulas) {
    registerFormula(module, label, new Formula(text, module.description, constants, learned));
  }
  const architecture = {layers: [layer(5, {activation}), layer(4, {activation})], inputs: 5, outputs: 2, output: "identity", loss};
  const data = golden("engine");
  const engine = new Engine(module, architecture, {rows: 16});
  const rows = engine.load(unpacked(data.X), unpacked(data.targets.values), unpacked(data.weight));
  const trainer = new Trainer(engine, rows, {optimizer: "sgd", batch: 16, weightDecay: 0, clip: 0, seed: 1, shuffle: true, penalties: {}});
  trainer.start(initialize(module.description, architecture, {seed: 3, initializer: "glorot_uniform"}));
  trainer.advance(new Float64Array(100).fill(0.05));
  return trainer.theta.floats;
}

test("a typed activation and loss train as those of the catalog", () => {
  const own = trained("mine", "error", [["mine", "tanh(x)"], ["error", "(ŷ - y)^2"]]);
  assert.ok(difference(own, trained("tanh", "mse", [])) < 1e-6);
});

test("a learned constant is trained", () => {
  const own = trained("mine", "mse", [["mine", "x if x > 0 else a*x", {a: 0.25}, ["a"]]]);
  assert.ok(difference(own, trained("prelu", "mse", [])) < 1e-5);
});

test("names and sizes have limits", () => {
  const module = ownModule();
  assert.throws(() => registerFormula(module, "tanh", new Formula("x", description)), /of the catalog/);
  assert.throws(() => registerFormula(module, "2x", new Formula("x", description)), /cannot name a formula/);
  assert.throws(() => new Formula(`x${"+1".repeat(250)}`, description), /longer than 500 characters/);
  assert.throws(() => new Formula(`x${"+x".repeat(210)}`, description), /More than 200 operations/);
  assert.throws(() => new Formula("x", description, {b: 1}), /no constant 'b'/);
});
