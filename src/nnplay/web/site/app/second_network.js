/** A second network beside the first: an engine of its own, the same data, and the same Play. */

import {effect} from "../vendor/vendor.js";
import {EngineClient, workerTransport} from "./engine_client.js";
import {Playground} from "./playground.js";

/** @typedef {import("./settings.js").Settings} Settings */

/** Settings of a recipe that say what the data are; both networks have the same. */
const DATA = ["data", "noise", "samples", "data_seed", "test_fraction", "validation_fraction", "target", "exclude", "columns", "task", "missing", "header", "stratify"];

/** The settings of one network with the data of another. @param {Settings} settings @param {Settings} other @returns {Settings} */
export function withDataOf(settings, other) {
  const recipe = {...settings.recipe};
  for (const name of DATA) {
    if (name in other.recipe) recipe[name] = other.recipe[name];
    else delete recipe[name];
  }
  const foreign = settings.recipe.data !== other.recipe.data || settings.points !== other.points || settings.table?.id !== other.table?.id;
  return {...settings, table: other.table, recipe: foreign ? {...recipe, features: other.recipe.features} : recipe, points: other.points, view: other.view,
    architecture: foreign ? {...settings.architecture, output: other.architecture.output, loss: other.architecture.loss} : settings.architecture};
}

/** The second network is not in the address. */
const NO_HISTORY = {state: null, pushState() {}, replaceState() {}, back() {}, forward() {}};

/**
 * Open a second network beside the first; it starts when the first does, and follows its data and view.
 * @param {Playground} first
 * @param {Settings} settings
 * @param {() => EngineClient} newClient of its engine, a worker of the page
 * @param {import("./storage.js").SavedRun | null} run a saved run to continue
 */
export function openSecond(first, settings, newClient = () => new EngineClient(workerTransport(new Worker(new URL("../engine/worker.js", import.meta.url), {type: "module"}))), run = null) {
  closeSecond(first);
  const second = new Playground(newClient(), withDataOf(settings, first.settings.value), NO_HISTORY);
  second.run.played.value = true;
  second.saving.storage = first.saving.storage;
  const stop = effect(() => {
    const wanted = withDataOf(second.settings.peek(), first.settings.value);
    second.apply(wanted);
  });
  // One of both can be edited at a time.
  const stopFirst = effect(() => {
    if (second.viewpoint.selected.value) first.viewpoint.selected.value = null;
  });
  const stopSecond = effect(() => {
    if (first.viewpoint.selected.value) second.viewpoint.selected.value = null;
  });
  second.close = () => {
    for (const end of [stop, stopFirst, stopSecond]) end();
    second.client.close();
  };
  first.second.value = second;
  void second.start(null, run);
  return second;
}

/** @param {Playground} first */
export function closeSecond(first) {
  first.second.value?.close();
  first.second.value = null;
}

/** Each network takes the settings of the other, and starts again. @param {Playground} first */
export function swap(first) {
  const second = first.second.value;
  if (!second) return;
  const [a, b] = [first.settings.value, second.settings.value];
  first.apply({...b, view: a.view});
  second.apply({...a, view: b.view});
}
