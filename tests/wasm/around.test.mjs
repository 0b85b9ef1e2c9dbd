// What Python does around the engine, in JavaScript: the same numbers.

import assert from "node:assert/strict";
import test from "node:test";

import {Catalog} from "../../src/nnplay/web/site/engine/catalog.js";
import {Encoding} from "../../src/nnplay/web/site/engine/encoding.js";
import {chooseFeatures} from "../../src/nnplay/web/site/engine/features.js";
import {initialize} from "../../src/nnplay/web/site/engine/initializers.js";
import {Generator} from "../../src/nnplay/web/site/engine/random.js";
import {makeRecipe, validationFraction} from "../../src/nnplay/web/site/engine/recipe.js";
import {meanAndDeviation} from "../../src/nnplay/web/site/engine/scaling.js";
import {LearningRateSchedule} from "../../src/nnplay/web/site/engine/schedules.js";
import {splitRows} from "../../src/nnplay/web/site/engine/splits.js";
import {TargetCoding} from "../../src/nnplay/web/site/engine/targets.js";
import {toySet} from "../../src/nnplay/web/site/engine/toys.js";
import {description, difference, differing, golden, newModule, unpacked} from "./golden.mjs";

test("random numbers are NumPy's, bit for bit", () => {
  for (const {seed, uniform, normal, permutations, after} of golden("random").seeds) {
    const random = new Generator(seed, description.ziggurat);
    assert.equal(differing(random.uniform(-1, 2, 9), unpacked(uniform)), 0);
    assert.equal(differing(random.standardNormal(1000), unpacked(normal)), 0);
    for (const order of permutations) assert.deepEqual(random.permutation(order.length), order);
    assert.equal(differing(Float64Array.from({length: 3}, () => random.random()), unpacked(after)), 0);
  }
});

test("toy sets have the same points", () => {
  for (const {name, noise, samples, seed, X, target} of golden("toys").cases) {
    const data = toySet(description, name, {noise, samples, data_seed: seed});
    const points = Float64Array.from({length: 2 * samples}, (_, k) => data.features[k % 2].values[k >> 1]);
    assert.ok(difference(points, unpacked(X)) < 1e-15, `${name}: the sine of another library`);
    assert.ok(difference(data.target.values, unpacked(target)) < 1e-15, name);
  }
});

test("splits, features and scaling are the same", () => {
  const {samples, noise, data_seed, cases} = golden("splits");
  for (const {name, features, settings, rows, X, Y} of cases) {
    const recipe = makeRecipe(description, settings);
    const data = toySet(description, name, {samples, noise, data_seed});
    const split = splitRows(description, data, {...recipe, validation_fraction: validationFraction(recipe)});
    assert.deepEqual(split, rows);
    const columns = chooseFeatures(description, data, features);
    const encoding = new Encoding(columns, split.train, recipe, data);
    assert.ok(difference(encoding.transform(columns, split.train), unpacked(X)) < 1e-7, `${name} ${features}`);
    const truth = Float64Array.from(split.train, (row) => data.target.values[row]);
    const [offset, scale] = data.classes.length || recipe.scale === "none" ? [0, 1] : meanAndDeviation(truth);
    const coding = new TargetCoding(data.classes.length ? "column" : "values", 1, {offset, scale});
    assert.ok(difference(coding.transform(truth), unpacked(Y)) < 1e-7, name);
  }
});

test("the first weights are the same", () => {
  for (const {initializer, seed, restarts, architecture, theta} of golden("weights").cases) {
    const own = initialize(description, architecture, {initializer, seed, restarts});
    // QR is computed by another algorithm than LAPACK's, so Q may differ in the last bits
    assert.ok(difference(own, unpacked(theta)) < (initializer === "orthogonal" ? 1e-7 : 1e-30), initializer);
  }
});

test("learning rates are the same", () => {
  const {learning_rate, epochs, per_epoch, losses, cases} = golden("schedules");
  const module = newModule();
  const catalog = new Catalog(description.catalog);
  for (const {schedule, rates} of cases) {
    const own = new LearningRateSchedule(module, catalog, makeRecipe(description, {schedule, learning_rate, epochs}), per_epoch);
    const result = losses.flatMap((loss, epoch) => {
      const each = Array.from(own.of(per_epoch * epoch, per_epoch));
      own.endEpoch(loss);
      return each;
    });
    assert.ok(difference(Float64Array.from(result), unpacked(rates)) < 1e-15, schedule);
  }
});

test("mistakes in settings are clear sentences", () => {
  const catalog = new Catalog(description.catalog);
  assert.throws(() => makeRecipe(description, {epochs: -1}), /epochs must be at least 0, not -1/);
  assert.throws(() => makeRecipe(description, {scale: "log"}), /scale must be 'standard' or 'minmax' or 'none'/);
  assert.throws(() => makeRecipe(description, {batchsize: 3}), /no setting 'batchsize'/);
  assert.throws(() => makeRecipe(description, {dtype: "float64"}), /--dtype float64/);
  assert.throws(() => catalog.resolve("loss", "huber(delta=0)"), /must be in \(0, ∞\), not 0/);
  assert.throws(() => catalog.resolve("activation", "leaky_relu(1, 2)"), /does not fit/);
  assert.equal(catalog.canonical("optimizer", "adam(beta1=0.9, epsilon=1e-7)"), "adam(epsilon=1e-07)");
});
