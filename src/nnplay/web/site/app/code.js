/**
 * The run of the page as code: for Python, the command line, and PyTorch.
 *
 * @typedef {import("./settings.js").Settings} Settings
 */

import {DEFAULTS, LAYER, isPlane} from "./settings.js";

/** A value as Python writes it. @param {any} value @returns {string} */
export function python(value) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return value.length === 1 ? `(${python(value[0])},)` : `(${value.map(python).join(", ")})`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/**
 * The parts of a run whose settings were changed on the way: the settings at the start, and from which epoch until which
 * other ones count.
 * @param {Settings} settings of now
 * @param {number} epochs
 * @param {import("./run_log.js").RunLog | null} log
 * @returns {{start: Settings, until: number, forks: {from: number, until: number, recipe: Record<string, any>}[]}}
 */
function partsOf(settings, epochs, log) {
  const changes = log?.start ? log.changes.filter(([at]) => at < epochs) : [];
  if (!log?.start || !changes.length) return {start: settings, until: epochs, forks: []};
  let {recipe} = log.start;
  const forks = changes.map(([from, change], k) => {
    const before = ending(recipe);
    recipe = {...recipe, ...change};
    const after = ending(recipe);
    const changed = Object.fromEntries(Object.keys(after).filter((name) => name !== "epochs" && JSON.stringify(after[name]) !== JSON.stringify(before[name])).map((name) => [name, after[name]]));
    return {from, until: changes[k + 1]?.[0] ?? epochs, recipe: changed};
  });
  return {start: log.start, until: changes[0][0], forks};
}

/** A recipe that can be ended at any epoch and is the same until then: no early stop, and its schedule at its pace. @param {Record<string, any>} recipe @returns {Record<string, any>} */
function ending(recipe) {
  const {patience = null, schedule = "constant", schedule_epochs: pace = null, test_fraction: test, validation_fraction: validation = null} = recipe;
  return {
    ...recipe, ...(schedule !== "constant" ? {schedule_epochs: pace ?? recipe.epochs} : {}),
    ...(patience !== null ? {patience: null, validation_fraction: validation ?? (test < 0.8 ? 0.15 : 0)} : {}),
  };
}

/** The settings of the recipe in the order in which they are read. @param {Settings} settings @param {number} epochs @returns {[string, any][]} */
function recipeOf(settings, epochs) {
  const recipe = ending(settings.recipe);
  const own = isPlane(settings) && settings.points === null ? recipe : {...recipe, noise: undefined, samples: undefined, data_seed: undefined};
  return Object.entries({...own, epochs, data: undefined}).filter(([, value]) => value !== undefined);
}

/** @param {import("./settings.js").Layer} layer */
function pythonLayer(layer) {
  const more = Object.entries(layer)
    .filter(([name, value]) => name !== "width" && name !== "activation" && value !== /** @type {any} */ (LAYER)[name])
    .map(([name, value]) => `, ${name}=${python(value)}`);
  return `nn.Layer(${layer.width}, ${python(layer.activation)}${more.join("")})`;
}

/** @param {Settings} settings @param {number} epochs @param {import("./run_log.js").RunLog | null} log */
export function pythonCode(settings, epochs, log = null) {
  const {start, until, forks} = partsOf(settings, epochs, log);
  const {recipe, architecture, points, formulas} = start;
  const lines = ["import nnplay as nn", ""];
  for (const {name, text, constants = {}, learned = []} of formulas) {
    const values = Object.entries(constants).map(([constant, value]) => `, ${constant}=${value}`).join("");
    lines.push(`nn.formula(${python(text)}, name=${python(name)}${learned.length ? `, learned=${python(learned)}` : ""}${values})`);
  }
  if (points === null) {
    lines.push(`data = ${python(recipe.data)}`);
  } else {
    lines.push(
      `X = [${points.map(([x, y]) => `[${x}, ${y}]`).join(", ")}]`,
      `y = [${points.map(([, , cls]) => JSON.stringify(`class ${String(cls + 1).padStart(2, "0")}`)).join(", ")}]`,
      'data = nn.Dataset.from_arrays(X, y, task="classification")');
  }
  const more = [["output", architecture.output], ["loss", architecture.loss]].filter(([, value]) => value).map(([name, value]) => `, ${name}=${python(value)}`);
  lines.push(`arch = nn.Architecture([${architecture.layers.map(pythonLayer).join(", ")}]${more.join("")})`, "run = nn.train(", "    data,", "    arch,");
  for (const [name, value] of recipeOf(start, until)) lines.push(`    ${name}=${python(value)},`);
  lines.push(")");
  for (const fork of forks) lines.push(`run = run.fork(${fork.from}${Object.entries({...fork.recipe, epochs: fork.until}).map(([name, value]) => `, ${name}=${python(value)}`).join("")})`);
  lines.push("print(run.metrics)");
  return `${lines.join("\n")}\n`;
}

/** A word of a command. @param {string} value */
const quoted = (value) => (/^[\w.,:=+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

/** The link of the page opened on one's own machine. @param {string} address */
export const webCommand = (address) => `nnplay web ${quoted(address)}`;

/** PyTorch's names of activations. */
const TORCH = new Map([
  ["tanh", "nn.Tanh()"], ["relu", "nn.ReLU()"], ["sigmoid", "nn.Sigmoid()"], ["gelu", "nn.GELU()"], ["identity", "nn.Identity()"],
  ["silu", "nn.SiLU()"], ["elu", "nn.ELU()"], ["selu", "nn.SELU()"], ["celu", "nn.CELU()"], ["softplus", "nn.Softplus()"],
  ["mish", "nn.Mish()"], ["relu6", "nn.ReLU6()"], ["leaky_relu", "nn.LeakyReLU()"], ["softsign", "nn.Softsign()"],
  ["hard_tanh", "nn.Hardtanh()"], ["softmax", "nn.Softmax(dim=1)"],
]);

/**
 * What of a network PyTorch's code here does not say; null if it can be written.
 * @param {{layers: import("./settings.js").Layer[], output: string}} architecture
 * @returns {string | null}
 */
export function torchGap({layers, output}) {
  const unknown = [...layers.map((each) => each.activation), output].find((name) => !TORCH.has(name));
  if (unknown) return unknown;
  if (layers.some((each) => each.norm)) return "normalization";
  return layers.some((each) => each.skip) ? "skip" : null;
}

/**
 * The network with its weights as a module of PyTorch. Its inputs are the scaled features.
 * @param {{layers: import("./settings.js").Layer[], output: string}} architecture
 * @param {Record<string, {start: number, shape: number[]}>[]} layout
 * @param {ArrayLike<number>} theta
 */
export function torchCode({layers, output}, layout, theta) {
  const numbers = (/** @type {number} */ start, /** @type {number} */ length, stride = 1) =>
    `[${Array.from({length}, (_, k) => Number(theta[start + k * stride].toPrecision(7))).join(", ")}]`;
  const lines = ["import torch", "from torch import nn", "", "model = nn.Sequential("];
  layout.forEach(({W}, l) => {
    lines.push(`    nn.Linear(${W.shape[0]}, ${W.shape[1]}),`, `    ${TORCH.get(l < layers.length ? layers[l].activation : output)},`);
    if (l < layers.length && layers[l].dropout) lines.push(`    nn.Dropout(${layers[l].dropout}),`);
  });
  lines.push(")", "linear = [layer for layer in model if isinstance(layer, nn.Linear)]", "with torch.no_grad():");
  layout.forEach(({W, b}, l) => {
    const rows = Array.from({length: W.shape[1]}, (_, to) => numbers(W.start + to, W.shape[0], W.shape[1]));
    lines.push(`    linear[${l}].weight.copy_(torch.tensor([${rows.join(", ")}]))`, `    linear[${l}].bias.copy_(torch.tensor(${numbers(b.start, b.shape[0])}))`);
  });
  lines.push("model.eval()");
  return `${lines.join("\n")}\n`;
}

/** Options of a command. @param {[string, any][]} settings @returns {string[]} */
const optionsOf = (settings) => settings.flatMap(([name, value]) => {
  const option = `--${name.replaceAll("_", "-")}`;
  if (value === null) return name === "batch_size" ? [option, "full"] : ["features", "target", "exclude"].includes(name) ? [] : [option, "none"];
  if (typeof value === "boolean") return [value ? option : `--no-${name.replaceAll("_", "-")}`];
  if (name === "penalties") return [option, quoted(value.map((/** @type {any[]} */ pair) => pair.join("=")).join(","))];
  return [option, quoted(Array.isArray(value) ? value.join(",") : String(value))];
});

/**
 * The commands that train the same network; null for drawn points, which are in no file.
 * @param {Settings} settings @param {number} epochs @param {import("./run_log.js").RunLog | null} log
 * @returns {string | null}
 */
export function commandLine(settings, epochs, log = null) {
  if (settings.points !== null) return null;
  const {start, until, forks} = partsOf(settings, epochs, log);
  const lines = start.formulas.map(({name, text, constants = {}, learned = []}) => [
    "nnplay", "formula", "--name", name, ...Object.entries(constants).flatMap(([constant, value]) => ["--set", `${constant}=${value}`]),
    ...learned.flatMap((constant) => ["--learn", constant]), "--", quoted(text)]);
  lines.push(["nnplay", "train", quoted(start.recipe.data), ...architectureWords(start.architecture), ...optionsOf(recipeOf(start, until)), ...(forks.length ? ["--save", "run-0.nnplay"] : [])]);
  forks.forEach((fork, k) => lines.push([
    "nnplay", "fork", `run-${k}.nnplay`, String(fork.from), ...optionsOf(Object.entries({...fork.recipe, epochs: fork.until})),
    ...(k < forks.length - 1 ? ["--save", `run-${k + 1}.nnplay`] : [])]));
  return lines.map((words) => words.join(" ")).join(" &&\n");
}

/** @param {import("./settings.js").Architecture} architecture @returns {string[]} */
function architectureWords({layers, output, loss}) {
  const more = layers.map(({width: _width, activation: _activation, ...rest}) => Object.entries(rest)
    .filter(([name, value]) => value !== /** @type {any} */ (LAYER)[name]).map(([name, value]) => (value === true ? name : `${name}=${value}`)));
  const words = more.some((each) => each.length)
    ? layers.flatMap(({width, activation}, k) => ["--layer", quoted([width, activation, ...more[k]].join(" "))])
    : ["--hidden", layers.map((each) => each.width).join(",") || "0"];
  const activations = [...new Set(layers.map((each) => each.activation))];
  if (words[0] === "--hidden" && layers.length) {
    words.push("--activation", quoted(activations.length > 1 ? layers.map((each) => each.activation).join(",") : activations[0]));
  }
  if (output) words.push("--output", quoted(output));
  if (loss) words.push("--loss", quoted(loss));
  return words;
}

/** The epochs that a run of the page has, or all of its recipe if it has not begun. @param {number} epoch */
export const epochsOf = (epoch) => epoch || DEFAULTS.recipe.epochs;
