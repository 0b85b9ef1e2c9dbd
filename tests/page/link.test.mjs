// Links: settings to an address and back, old links, and what cannot be read.

import assert from "node:assert/strict";
import test from "node:test";

import {queryOf, settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {decodePoints, encodePoints, snapped} from "../../src/nnplay/web/site/app/points.js";
import {lengthened, shortened} from "../../src/nnplay/web/site/app/short_link.js";
import {DEFAULTS, FEATURES, FIRST_SIGHT, configurationOf, withColumns, withData, withLayer, withLayers, withPoints, withRecipe, withTable, withView} from "../../src/nnplay/web/site/app/settings.js";

/** Check that settings come back from their link. */
function survives(settings) {
  const read = settingsOf(`?${queryOf(settings)}`);
  assert.deepEqual(read.troubles, []);
  assert.equal(queryOf(read.settings), queryOf(settings));
  assert.deepEqual(read.settings.view, settings.view);
  assert.deepEqual(read.settings.points, settings.points);
  assert.deepEqual(read.settings.recipe, settings.recipe);
}

test("settings survive their link", () => {
  survives(DEFAULTS);
  survives(FIRST_SIGHT);
  survives(withData(DEFAULTS, "multi-gauss"));
  survives(withLayers(DEFAULTS, []));
  survives(withLayer(DEFAULTS, 1, {activation: "leaky_relu(0.2)", dropout: 0.25, norm: "batch", skip: true, initializer: "he_normal"}));
  survives(withRecipe(DEFAULTS, {
    features: ["x1", "x1*x2", "sin(x2)"], optimizer: "adam(beta1=0.8)", l1: 0.001, l2: 1e-7, batch_size: null, seed: 2 ** 53 - 1, noise: 0.35,
    penalties: [["l1", 0.1]], shuffle: false, schedule: "cosine",
  }));
  survives(withRecipe(DEFAULTS, {features: ["where(x1 > 0, x1, x2)", "x2"]}));
  survives(withView(DEFAULTS, {
    tests: true, steps: true, speed: null, x: "x2", y: "x1", held: {"petal width (cm)": 2.5}, theme: "dark", language: "de", hide: ["data", "own"],
  }));
});

test("components are found however a link spells them", () => {
  const {settings, troubles} = settingsOf("?net=4:LeakyReLU(0.2);3:Tanh:initializer=HeNormal&output=Sigmoid&loss=Binary-Cross-Entropy&optimizer=Adam(beta1=0.8)&schedule=OneCycle");
  assert.deepEqual([troubles, settings.recipe.optimizer, settings.recipe.schedule], [[], "adam(beta1=0.8)", "one_cycle"]);
  const {layers, output, loss} = settings.architecture;
  assert.deepEqual(layers.map(({activation}) => activation), ["leaky_relu(0.2)", "tanh"]);
  assert.deepEqual([layers[1].initializer, output, loss], ["he_normal", "sigmoid", "binary_cross_entropy"]);
  const own = settingsOf(`?net=4:Relu&formulas=${encodeURIComponent('[["Relu","x"]]')}`);
  assert.equal(own.settings.architecture.layers[0].activation, "Relu", "a formula of one's own keeps its name");
});

test("drawn points are in the link, in four letters each", () => {
  const points = Array.from({length: 200}, (_, k) => snapped([Math.sin(k) * 6, Math.cos(3 * k) * 6, k % 10]));
  assert.equal(encodePoints(points).length, 800);
  assert.deepEqual(decodePoints(encodePoints(points)), points);
  survives(withPoints(DEFAULTS, points));
  for (const [x, y] of [[-6, 6], [6, -6], [0, 0]]) {
    const [[nearX, nearY]] = decodePoints(encodePoints([[x, y, 0]]));
    assert.ok(Math.hypot(nearX - x, nearY - y) < 0.01);
  }
  assert.deepEqual([decodePoints("abc"), decodePoints("ab*d"), decodePoints("AAAP")], [null, null, null]);
});

test("links of earlier pages open as they did", () => {
  const {settings, troubles} = settingsOf("data=spiral&net=8:tanh;4:relu:dropout=0.2:skip=true&learning_rate=0.1&seed=3&speed=full&features=x1,x1%5E2&scale=none&patience=none");
  assert.deepEqual(troubles, []);
  assert.equal(settings.recipe.data, "spiral");
  assert.deepEqual(settings.architecture.layers, [{width: 8, activation: "tanh"}, {width: 4, activation: "relu", dropout: 0.2, skip: true}]);
  assert.deepEqual([settings.recipe.learning_rate, settings.recipe.seed, settings.view.speed, settings.recipe.patience], [0.1, 3, null, null]);
  assert.deepEqual([settings.recipe.features, settings.recipe.scale], [["x1", "x1^2"], "none"]);
  assert.deepEqual(settingsOf("data=moons").settings.architecture.layers.map((each) => each.width), [4, 2]);
});

test("without a link, or with nothing but how it looks, it is the first sight", () => {
  assert.equal(queryOf(settingsOf("").settings), queryOf(FIRST_SIGHT));
  assert.deepEqual(settingsOf("?lang=de&theme=dark").settings.architecture, FIRST_SIGHT.architecture);
});

test("what cannot be read is said, and the rest is used", () => {
  const {settings, troubles} = settingsOf("data=irises&net=8:tanh;x&colour=red&seed=-1&speed=fast&points=a&theme=pink&at=3&noise=0.2&token=secret");
  assert.deepEqual(troubles.map(({key}) => key), ["link.data", "link.layer", "link.unknown", "link.number", "link.speed", "link.points", "link.choice", "link.at"]);
  assert.deepEqual(settings, {...DEFAULTS, recipe: {...DEFAULTS.recipe, noise: 0.2}});
  for (const [query, key] of [["net=501", "link.width"], ["net=0:tanh", "link.width"], [`net=${"2;".repeat(30)}2`, "link.layers"], ["samples=5001", "link.number"], ["net=3:a:b", "link.layer"], ["net=3:dance=1", "link.layer"]]) {
    assert.equal(settingsOf(query).troubles[0].key, key, query);
  }
  assert.equal(settingsOf("constructor=1").troubles[0].key, "link.unknown");
});

test("tables and how they are read are in the link", () => {
  const iris = withColumns(withData(DEFAULTS, "iris"), {target: ["petal width (cm)"], exclude: ["species"], class_weight: null});
  assert.equal(iris.recipe.features, null);
  const {settings, troubles} = settingsOf(queryOf(iris));
  assert.deepEqual([troubles, settings.recipe.target, settings.recipe.exclude, settings.recipe.features], [[], ["petal width (cm)"], ["species"], null]);
  const own = withColumns(withTable(DEFAULTS, {id: "houses.csv 1f", file: "houses.csv"}), {columns: [["zip", "category"]], missing: "drop"});
  assert.match(queryOf(own), /^data=houses\.csv&/);
  assert.deepEqual(settingsOf(queryOf(own)).settings, {...own, table: null});
  assert.deepEqual(configurationOf(own).table, "houses.csv 1f");
  assert.equal(configurationOf(own).recipe.data, undefined);
  assert.deepEqual(withData(own, "circle").recipe, {...DEFAULTS.recipe});
});

test("typed formulas are in the link", () => {
  const formulas = [{name: "swishy", text: "x*sigmoid(b*x)", constants: {b: 1.5}, learned: ["b"]}, {name: "f", text: "z*z", constants: {}, learned: []}];
  const query = queryOf({...DEFAULTS, formulas});
  assert.deepEqual(settingsOf(query).settings.formulas, formulas);
  assert.equal(settingsOf("formulas=[[1,2]]").troubles[0].key, "link.formulas");
});

test("a short link opens as the long one", async () => {
  const points = Array.from({length: 300}, (_, k) => snapped([Math.sin(k) * 5, Math.cos(k) * 5, k % 2]));
  for (const settings of [DEFAULTS, withPoints(DEFAULTS, points), withRecipe(DEFAULTS, {features: FEATURES, optimizer: "adam(beta1=0.8)", l2: 0.01})]) {
    const query = queryOf(settings);
    const short = await shortened(query);
    assert.ok(short.length <= query.length);
    assert.equal(await lengthened(`?${short}`), query);
  }
  const spiral = "data=spiral&net=8:tanh;8:tanh;8:tanh";
  assert.equal(await lengthened(`?${await shortened(spiral)}&lang=de`), `${spiral}&lang=de`);
  assert.equal(await lengthened("z=AAAA"), null);
  const bomb = await shortened("a".repeat(3_000_000));
  assert.ok(bomb.length < 5000);
  assert.equal(await lengthened(bomb), null);
});
