// Settings, what differs between two of them, and undo and redo.

import assert from "node:assert/strict";
import test from "node:test";

import {
  DEFAULTS, LIMITS, configurationOf, difference, taskOf, withActivation, withData, withFeature, withLayerCount, withPoints, withRecipe, withView, withWidth,
} from "../../src/nnplay/web/site/app/settings.js";
import {SettingsHistory} from "../../src/nnplay/web/site/app/settings_history.js";

test("changes keep within the limits, and leave the old settings alone", () => {
  const before = structuredClone(DEFAULTS);
  assert.equal(withWidth(DEFAULTS, 0, 9999).architecture.layers[0].width, LIMITS.neurons);
  assert.equal(withWidth(DEFAULTS, 0, 0).architecture.layers[0].width, 1);
  let settings = DEFAULTS;
  for (let k = 0; k < 40; k++) settings = withLayerCount(settings, 1);
  assert.equal(settings.architecture.layers.length, LIMITS.layers);
  for (let k = 0; k < 40; k++) settings = withLayerCount(settings, -1);
  assert.deepEqual(settings.architecture.layers, []);
  assert.equal(withLayerCount(settings, 1).architecture.layers.length, 1);
  assert.deepEqual(withActivation(DEFAULTS, "relu").architecture.layers.map((each) => each.activation), ["relu", "relu"]);
  assert.deepEqual(DEFAULTS, before);
});

test("inputs have their order, and one of them stays", () => {
  assert.deepEqual(withFeature(withFeature(DEFAULTS, "x1*x2"), "x1^2").recipe.features, ["x1", "x2", "x1^2", "x1*x2"]);
  const one = withFeature(DEFAULTS, "x1");
  assert.deepEqual(one.recipe.features, ["x2"]);
  assert.equal(withFeature(one, "x2"), one);
});

test("another task has another output and loss", () => {
  const settings = {...DEFAULTS, architecture: {...DEFAULTS.architecture, output: "sigmoid", loss: "focal"}};
  assert.equal(withData(settings, "xor").architecture.loss, "focal");
  assert.equal(withData(settings, "plane").architecture.loss, null);
  assert.deepEqual([taskOf(settings), taskOf(withData(settings, "plane"))], ["classification", "regression"]);
});

test("what an engine is told", () => {
  assert.equal(difference(DEFAULTS, DEFAULTS).kind, "none");
  assert.equal(difference(DEFAULTS, withView(DEFAULTS, {tests: true})).kind, "view");
  assert.deepEqual(difference(DEFAULTS, withRecipe(DEFAULTS, {learning_rate: 1})), {kind: "recipe", changes: {learning_rate: 1}});
  assert.equal(difference(DEFAULTS, withWidth(DEFAULTS, 0, 5)).kind, "network");
  assert.equal(difference(withRecipe(DEFAULTS, {seed: 3}), DEFAULTS).kind, "network");
  const drawn = configurationOf(withPoints(DEFAULTS, [[1, 2, 0], [3, 4, 1]]));
  assert.deepEqual(drawn.rows.labels, ["class 01", "class 02"]);
  assert.ok(!("data" in drawn.recipe) && !("noise" in drawn.recipe));
});

/** The browser's history, with the entries that a page has made. */
function browser() {
  const entries = [{state: null, url: "?first"}];
  let at = 0;
  return {
    entries,
    get state() {
      return entries[at].state;
    },
    pushState: (state, _, url) => entries.splice(++at, entries.length, {state, url}),
    replaceState: (state, _, url) => (entries[at] = {state, url}),
    back: () => (at -= 1),
    forward: () => (at += 1),
  };
}

test("each change can be undone and redone; a slider that moves is one change", () => {
  let now = 0;
  const history = browser();
  const undo = new SettingsHistory(history, () => now);
  assert.deepEqual([undo.canUndo, undo.canRedo], [false, false]);
  undo.add("a");
  for (let k = 0; k < 10; k++) {
    now += 100;
    undo.add(`noise=${k}`, "noise");
  }
  assert.deepEqual(history.entries.map(({url}) => url), ["?first", "?a", "?noise=9"]);
  now += 5000;
  undo.add("noise=20", "noise");
  assert.equal(history.entries.length, 4);
  undo.undo();
  undo.moved(history.state);
  assert.deepEqual([undo.index, undo.canUndo, undo.canRedo, history.state.index], [2, true, true, 2]);
  undo.redo();
  undo.moved(history.state);
  assert.equal(undo.canRedo, false);
  undo.undo();
  undo.moved(history.state);
  undo.add("other");
  assert.deepEqual([history.entries.length, undo.canRedo], [4, false]);
});
