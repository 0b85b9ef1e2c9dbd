/**
 * Runs that were kept, to compare them: the settings of each, how far it was, and its curves.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{number: number, settings: Settings, epoch: number, measure: string, row: Record<string, number>, curves: Record<string, number[]>}} KeptRun
 */

import {signal} from "../vendor/vendor.js";
import {layerText} from "./link.js";
import {componentName, featureName} from "./names.js";
import {thinned} from "./run_history.js";
import {text} from "./text.js";

const MOST = 6;
const POINTS = 300; // of a curve

export class KeptRuns {
  constructor() {
    /** @type {import("../vendor/vendor.js").Signal<KeptRun[]>} */
    this.runs = signal([]);
  }

  /** Whether there is a place for one more. */
  get full() {
    return this.runs.value.length >= MOST;
  }

  /** Keep a run as it is now. @param {import("./playground.js").Playground} playground */
  keep(playground) {
    const row = playground.frames.readable.value?.header.row;
    if (!row || this.full) return null;
    const used = this.runs.value.map(({number}) => number);
    const number = Array.from({length: MOST}, (_, k) => k + 1).find((each) => !used.includes(each)) ?? MOST;
    const measure = playground.network.value?.classes.length ? "accuracy" : "r2";
    const places = thinned(playground.run.history.rows, POINTS);
    const names = ["epoch", "train_loss", "test_loss", `train_${measure}`, `test_${measure}`].filter((name) => playground.run.history.columns.has(name));
    const curves = Object.fromEntries(names.map((name) => [name, places.map((place) => playground.run.history.column(name)[place])]));
    const run = {number, settings: playground.settings.value, epoch: playground.run.newest.viewed, measure, row, curves};
    this.runs.value = [...this.runs.value, run].toSorted((a, b) => a.number - b.number);
    return run;
  }

  /** @param {number} number */
  remove(number) {
    this.runs.value = this.runs.value.filter((run) => run.number !== number);
  }
}

/** What differs, in words: the name of a setting, and its value. @param {Settings} settings @returns {Record<string, string>} */
export function settingsInWords({recipe, architecture, points}) {
  /** @type {Record<string, string>} */
  const words = {
    [text("runs.layers")]: architecture.layers.map((layer) => layerText(layer).replace(":", " ")).join(", ") || text("training.none"),
    [text("data.features")]: (recipe.features ?? []).map(featureName).join(", "),
    [text("data.set")]: points === null ? String(recipe.data) : text("runs.drawn", {count: points.length}),
  };
  for (const [name, value] of Object.entries(recipe)) {
    if (["features", "data"].includes(name)) continue;
    const label = LABELS[name] ? text(LABELS[name]) : name.replaceAll("_", " ");
    words[label] = name === "optimizer" ? componentName(String(value)) : value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  if (architecture.output) words[text("network.output")] = componentName(architecture.output);
  if (architecture.loss) words[text("curves.loss")] = componentName(architecture.loss);
  return words;
}

/** @type {Record<string, string>} */
const LABELS = {
  learning_rate: "bar.rate", optimizer: "training.optimizer", l1: "training.l1", l2: "training.l2", seed: "training.seed", noise: "data.noise",
  samples: "data.samples", test_fraction: "data.test", batch_size: "data.batch",
};

/** The settings in which some runs differ. @param {Record<string, string>[]} all */
export function differing(all) {
  const names = [...new Set(all.flatMap(Object.keys))];
  return names.filter((name) => new Set(all.map((each) => each[name] ?? "–")).size > 1);
}
