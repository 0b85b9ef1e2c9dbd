/**
 * The settings of a page as the query of its address, and back. Names and forms are those of earlier pages, so old links
 * open; what cannot be read is said in a sentence, and the rest is used.
 *
 *     ?data=spiral&net=8:tanh;4:relu:dropout=0.2&learning_rate=0.1&seed=3
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {import("./settings.js").Layer} Layer
 * @typedef {{key: string, values: Record<string, any>}} Trouble what could not be read, as a message
 */

import {letters} from "../engine/catalog.js";
import {ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES} from "./components_of_engine.js";
import {decodePoints, encodePoints} from "./points.js";
import {ALL_TOYS, DEFAULTS, DRAWN, SETS, FIRST_SIGHT, LANGUAGES, LAYER, LIMITS, SEED_LIMIT, THEMES} from "./settings.js";

const LISTS = ["features", "target", "exclude"];
const LAYER_WORDS = /** @type {const} */ (["dropout", "norm", "skip", "initializer"]);
const OTHERS = ["token", "lesson", "challenge", "entry", "class", "embed", "teacher"];
const NUMBERS = {samples: LIMITS.samples, epochs: LIMITS.epochs, seed: SEED_LIMIT - 1, data_seed: SEED_LIMIT - 1};
/** Settings of the recipe that a link may have, besides those of DEFAULTS. */
const MORE_SETTINGS = [
  "l1", "l2", "seed", "scale", "input_limit", "momentum", "schedule", "schedule_epochs", "penalties", "weight_decay", "clip",
  "patience", "validation_fraction", "initializer", "shuffle", "split", "random_streams", "target", "exclude", "columns", "task", "missing",
  "header", "class_weight", "restarts",
];
export const RECIPE_SETTINGS = [...Object.keys(DEFAULTS.recipe), ...MORE_SETTINGS];

/** @param {any} value */
const told = (value) => (typeof value === "string" ? value : value === null ? "none" : JSON.stringify(value));

/** Names with commas between them, as JSON where a name has one itself. @param {string[]} names */
function listed(names) {
  const plain = names.every((name) => name === name.trim() && !name.includes(",") && !name.startsWith("["));
  return plain ? names.join(",") : JSON.stringify(names);
}

/** @param {string} text */
const quote = (text) => encodeURIComponent(text).replace(/%(3A|2C|3B|5E|3D|2B)/gi, (code) => (code === "%2B" ? code : decodeURIComponent(code)));

/** @param {Layer} layer */
export function layerText(layer) {
  const words = [String(layer.width), layer.activation.replaceAll(" ", "")];
  for (const name of LAYER_WORDS) {
    const value = layer[name] ?? LAYER[name];
    if (value !== LAYER[name]) words.push(`${name}=${told(value)}`);
  }
  return words.join(":");
}

/** A formula in a list, without what is empty at its end. @param {import("./settings.js").TypedFormula} formula */
function shortFormula({name, text, constants = {}, learned = []}) {
  const parts = [name, text, ...(learned.length || Object.keys(constants).length ? [constants] : [])];
  return learned.length ? [...parts, learned] : parts;
}

/** The query of these settings, without the question mark: whatever differs from the defaults. @param {Settings} settings */
export function queryOf({recipe, architecture, points, formulas, view}) {
  /** @type {[string, string][]} */
  const pairs = points === null ? [["data", recipe.data]] : [["points", encodePoints(points)]];
  for (const name of RECIPE_SETTINGS) {
    const value = recipe[name];
    if (name === "data" || value === undefined || JSON.stringify(value) === JSON.stringify(DEFAULTS.recipe[name])) continue;
    pairs.push([name, LISTS.includes(name) && value !== null ? listed(value) : told(value)]);
  }
  const net = architecture.layers.map(layerText).join(";");
  if (net !== DEFAULTS.architecture.layers.map(layerText).join(";")) pairs.push(["net", net || "0"]);
  if (architecture.output) pairs.push(["output", architecture.output]);
  if (architecture.loss) pairs.push(["loss", architecture.loss]);
  if (formulas.length) pairs.push(["formulas", JSON.stringify(formulas.map(shortFormula))]);
  if (view.tests) pairs.push(["tests", "1"]);
  if (view.steps) pairs.push(["steps", "1"]);
  if (view.x) pairs.push(["x", view.x]);
  if (view.y) pairs.push(["y", view.y]);
  if (view.speed !== DEFAULTS.view.speed) pairs.push(["speed", view.speed === null ? "full" : String(view.speed)]);
  if (Object.keys(view.held).length) pairs.push(["at", JSON.stringify(view.held)]);
  if (view.hide.length) pairs.push(["hide", view.hide.join(",")]);
  if (view.theme !== DEFAULTS.view.theme) pairs.push(["theme", view.theme]);
  if (view.language) pairs.push(["lang", view.language]);
  return pairs.map(([name, value]) => `${name}=${quote(value)}`).join("&");
}

/** A part of a link that cannot be read. */
class Unreadable extends Error {
  /** @param {string} key @param {Record<string, any>} values */
  constructor(key, values = {}) {
    super(key);
    this.trouble = {key, values};
  }
}

/**
 * The settings that a query asks for, and what of it could not be read.
 * @param {string} query with or without the question mark
 * @returns {{settings: Settings, troubles: Trouble[]}}
 */
export function settingsOf(query) {
  const asked = [...new URLSearchParams(query)].filter(([name]) => !OTHERS.includes(name));
  const own = asked.some(([name]) => name !== "lang" && name !== "theme" && name !== "hide");
  let settings = structuredClone(own ? DEFAULTS : FIRST_SIGHT);
  /** @type {Trouble[]} */
  const troubles = [];
  for (const [name, text] of asked) {
    try {
      settings = read(settings, name, text);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      troubles.push(error.trouble);
    }
  }
  return {settings: withNamesOfPage(settings), troubles};
}

/** Settings whose components have the names that the page knows, however a link spells them: Adam, LeakyReLU(0.2). @param {Settings} settings @returns {Settings} */
function withNamesOfPage({recipe, architecture, formulas, ...rest}) {
  const own = formulas.map(({name}) => name);
  const known = (/** @type {string[]} */ names) => (/** @type {any} */ spec) => {
    if (typeof spec !== "string") return spec;
    const [name] = spec.split("(", 1);
    const same = own.includes(name) ? undefined : names.find((each) => letters(each) === letters(name));
    return same === undefined ? spec : same + spec.slice(name.length);
  };
  const [activation, initializer, loss] = [known(ACTIVATIONS), known(INITIALIZERS), known(Object.values(LOSSES).flat())];
  const layers = architecture.layers.map((layer) => ({...layer, activation: activation(layer.activation), ...("initializer" in layer ? {initializer: initializer(layer.initializer)} : {})}));
  const families = {optimizer: known(OPTIMIZERS), schedule: known(SCHEDULES), initializer};
  const named = Object.entries(families).filter(([name]) => name in recipe).map(([name, of]) => [name, of(recipe[name])]);
  return {...rest, formulas, recipe: {...recipe, ...Object.fromEntries(named)}, architecture: {...architecture, layers, output: activation(architecture.output), loss: loss(architecture.loss)}};
}

/** Settings with one part of a link. @param {Settings} settings @param {string} name @param {string} text @returns {Settings} */
function read(settings, name, text) {
  const {recipe, architecture, view} = settings;
  const short = text.slice(0, 60);
  /** @param {Partial<import("./settings.js").View>} change */
  const viewed = (change) => ({...settings, view: {...view, ...change}});
  /** @param {Partial<import("./settings.js").Architecture>} change */
  const built = (change) => ({...settings, architecture: {...architecture, ...change}});
  /** @type {Record<string, () => Settings>} */
  const parts = {
    net: () => built({layers: layersOf(text)}),
    output: () => built({output: text}),
    loss: () => built({loss: text}),
    tests: () => viewed({tests: text === "1"}),
    steps: () => viewed({steps: text === "1"}),
    x: () => viewed({x: text}),
    y: () => viewed({y: text}),
    speed: () => viewed({speed: speedOf(text)}),
    at: () => viewed({held: heldOf(text)}),
    hide: () => viewed({hide: text.split(",").map((each) => each.trim()).filter(Boolean)}),
    theme: () => viewed({theme: oneOf(THEMES, "theme", text)}),
    lang: () => viewed({language: oneOf(LANGUAGES, "lang", text)}),
    formulas: () => ({...settings, formulas: formulasOf(text)}),
    points: () => {
      const points = decodePoints(text);
      if (points === null || points.length < 2) throw new Unreadable("link.points");
      return {...settings, points, recipe: {...recipe, data: DRAWN}};
    },
    data: () => {
      if (ALL_TOYS.includes(text)) return {...settings, recipe: {...recipe, data: text}};
      if (!SETS.includes(text) && !/\.\w+$/.test(text)) throw new Unreadable("link.data", {name: short, choices: [...ALL_TOYS, ...SETS].join(", ")});
      return {...settings, recipe: {...recipe, data: text.slice(0, 200), features: null}};
    },
  };
  if (Object.hasOwn(parts, name)) return parts[name]();
  if (!RECIPE_SETTINGS.includes(name)) throw new Unreadable("link.unknown", {name: name.slice(0, 60)});
  return {...settings, recipe: {...recipe, [name]: valueOf(name, text)}};
}

/** @template {string} T @param {readonly T[]} choices @param {string} name @param {string} text @returns {T} */
function oneOf(choices, name, text) {
  const found = choices.find((each) => each === text);
  if (!found) throw new Unreadable("link.choice", {name, text: text.slice(0, 60), choices: choices.join(", ")});
  return found;
}

/** A setting of the recipe, as it is written. @param {string} name @param {string} text @returns {any} */
function valueOf(name, text) {
  if (LISTS.includes(name)) return text === "none" ? null : namesOf(text);
  if (name === "scale" || !text) return text;
  if (text === "none") return null;
  /** @type {any} */
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // text it is
  }
  const most = /** @type {Record<string, number>} */ (NUMBERS)[name];
  if (most !== undefined && (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most)) {
    throw new Unreadable("link.number", {name, most, text: text.slice(0, 60)});
  }
  return value;
}

/** @param {string} text @returns {string[]} */
function namesOf(text) {
  if (text.startsWith("[")) {
    try {
      const names = JSON.parse(text);
      if (Array.isArray(names)) return names.map(String);
    } catch {
      // a name that begins like that
    }
  }
  return text.split(",").map((each) => each.trim()).filter(Boolean);
}

/** @param {string} text */
function speedOf(text) {
  if (text === "full") return null;
  const speed = Number(text);
  if (!text || !(speed > 0) || !Number.isFinite(speed)) throw new Unreadable("link.speed", {text: text.slice(0, 60)});
  return speed;
}

/** @param {string} text @returns {Record<string, number>} */
function heldOf(text) {
  try {
    const held = JSON.parse(text);
    const numbers = held && typeof held === "object" && !Array.isArray(held) && Object.values(held).every(Number.isFinite);
    if (numbers) return held;
  } catch {
    // said below
  }
  throw new Unreadable("link.at", {text: text.slice(0, 60)});
}

/** @param {string} text @returns {import("./settings.js").TypedFormula[]} */
function formulasOf(text) {
  const isText = (/** @type {any} */ value, most = 64) => typeof value === "string" && value.length > 0 && value.length <= most;
  /** @type {any} */
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    // said below
  }
  const right = Array.isArray(given) && given.length <= LIMITS.formulas && given.every((each) => {
    if (!Array.isArray(each) || each.length < 2 || each.length > 4) return false;
    const [name, formula, constants = {}, learned = []] = each;
    return isText(name) && isText(formula, 1000) && constants && typeof constants === "object" && !Array.isArray(constants) &&
      Object.values(constants).every(Number.isFinite) && Array.isArray(learned) && learned.every((one) => isText(one));
  });
  if (!right) throw new Unreadable("link.formulas", {text: text.slice(0, 60)});
  return given.map((/** @type {any[]} */ [name, formula, constants = {}, learned = []]) => ({name, text: formula, constants, learned}));
}

/** @param {string} text @returns {Layer[]} */
function layersOf(text) {
  if (text === "0") return [];
  const layers = text.split(";").map(layerOf);
  if (layers.length > LIMITS.layers) throw new Unreadable("link.layers", {most: LIMITS.layers, count: layers.length});
  return layers;
}

/** @param {string} text @returns {Layer} */
function layerOf(text) {
  const [width, ...words] = text.split(":");
  const isOption = (/** @type {string} */ word) => word.split("(")[0].includes("=");
  const names = words.filter((word) => !isOption(word));
  if (!/^\d{1,9}$/.test(width) || names.length > 1) throw new Unreadable("link.layer", {text: text.slice(0, 60)});
  const count = Number(width);
  if (count < 1 || count > LIMITS.neurons) throw new Unreadable("link.width", {most: LIMITS.neurons, count});
  /** @type {Record<string, any>} */
  const layer = {width: count, activation: names[0] ?? "relu"};
  for (const word of words.filter(isOption)) {
    const at = word.indexOf("=");
    const name = word.slice(0, at);
    const given = word.slice(at + 1);
    if (!LAYER_WORDS.some((each) => each === name)) throw new Unreadable("link.layer", {text: text.slice(0, 60)});
    layer[name] = valueOf(name, given);
    if (name === "skip") layer.skip = given === "1" || given === "true";
  }
  return /** @type {Layer} */ (layer);
}
