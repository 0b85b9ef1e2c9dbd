/**
 * A formula that a person typed, as an activation a = f(z) or a loss of one output L(ŷ, y).
 *
 * @typedef {import("./expressions.js").Node} Node
 */

import {SettingError} from "./catalog.js";
import {clampLogarithms, derivative} from "./derivative.js";
import {parse} from "./expression_parser.js";
import {forgetTrees, name, names, nodes, substitute} from "./expressions.js";
import {activationKernels, lossKernels} from "./formula_kernels.js";
import {stabilize} from "./stabilize.js";

/** A formula with its derivatives, in a form whose intermediate results do not overflow. */
export class Formula {
  /**
   * @param {string} text an expression in x or z for an activation, in y and ŷ (y_hat, yhat, p) for a loss
   * @param {import("./module.js").Description} description
   * @param {Record<string, number>} constants values of its other names; 1 each by default
   * @param {string[]} learned the constants that are trained, one for each neuron
   */
  constructor(text, description, constants = {}, learned = []) {
    const grammar = description.formula;
    forgetTrees();
    const parsed = parse(text, grammar);
    const used = names(parsed);
    const plain = (/** @type {string} */ each) => grammar.name_aliases[each] ?? each;
    this.text = text.trim();
    const {kind, variables} = kindOf(used, this.text);
    this.kind = kind;
    const own = used.filter((each) => !variables.includes(each));
    for (const key of [...Object.keys(constants), ...learned]) {
      if (!own.includes(plain(key))) {
        const known = own.length ? `its constants are ${own.join(", ")}` : "it has no constants";
        throw new SettingError(`The formula '${this.text}' has no constant '${key}': ${known}.`);
      }
    }
    if (learned.length && kind === "loss") {
      throw new SettingError("Only the constants of an activation can be learned, one for each neuron.");
    }
    for (const [key, value] of Object.entries(constants)) {
      if (!(Math.abs(value) <= (grammar.max_number ?? Infinity))) throw new SettingError(`The constant '${key}' needs a finite number.`);
    }
    const values = Object.fromEntries(Object.entries(constants).map(([key, value]) => [plain(key), value]));
    /** The constants and their defaults, in order of first appearance. @type {Record<string, number>} */
    this.constants = Object.fromEntries(own.map((each) => [each, values[each] ?? 1]));
    this.learned = learned.map(plain);
    const argument = kind === "activation" ? "z" : "y_hat";
    const written = substitute(parsed, new Map(variables[0] ? [[variables[0], name(argument)]] : []));
    const tree = kind === "loss" ? clampLogarithms(written) : written;
    this.tree = stabilize(tree);
    this.slope = stabilize(derivative(tree, argument));
    this.learnedSlopes = this.learned.map((each) => stabilize(derivative(tree, each)));
    for (const each of [this.slope, ...this.learnedSlopes]) {
      if (nodes(each).size > grammar.max_derivative_nodes) {
        throw new SettingError(`The derivative of '${this.text}' is too long to compile: shorten the formula.`);
      }
    }
  }
}

/**
 * Whether names are those of an activation or a loss, and its variables, that of differentiation first.
 * @param {string[]} used
 * @param {string} text
 * @returns {{kind: "activation" | "loss", variables: string[]}}
 */
function kindOf(used, text) {
  const inputs = ["x", "z"].filter((each) => used.includes(each));
  const hasY = used.includes("y");
  const prediction = used.includes("y_hat") ? "y_hat" : used.includes("p") && hasY ? "p" : "";
  const subject = `The formula '${text}'`;
  if (inputs.length === 2) throw new SettingError(`${subject} has both x and z: an activation has one variable; rename the other.`);
  if (inputs.length && (prediction === "y_hat" || hasY)) {
    throw new SettingError(`${subject} has both ${inputs[0]} and y: an activation is written in x, a loss in y and y_hat.`);
  }
  if (hasY && !prediction) throw new SettingError(`${subject} has y but no prediction: a loss is written in y and y_hat (or ŷ).`);
  return prediction ? {kind: "loss", variables: [prediction, "y"]} : {kind: "activation", variables: inputs};
}

/**
 * Compile a formula into a module, and enter it into the catalog of its description.
 * @param {import("./module.js").Module} module
 * @param {string} label what architectures call it
 * @param {Formula} formula
 */
export function registerFormula(module, label, formula) {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(label)) {
    throw new SettingError(`'${label}' cannot name a formula: use up to 64 letters, digits and underscores.`);
  }
  const {catalog} = module.description;
  const {kind, text, constants} = formula;
  if (Object.hasOwn(catalog[kind], label) && !catalog[kind][label].typed) {
    throw new SettingError(`'${label}' is ${kind === "loss" ? "a loss" : "an activation"} of the catalog; choose another name.`);
  }
  module.addKernels(kind === "loss" ? lossKernels(formula) : activationKernels(formula), `${kind}.${label}`);
  const entry = {formula: text, source: "typed", aliases: [], constants, limits: {}, shape: /** @type {"element"} */ ("element"), typed: true};
  catalog[kind][label] = kind === "loss"
    ? {...entry, output: "identity", domain: [null, null], task: "any", low: 0, targets: [null, null], scaled_targets: false, joint: false}
    : {...entry, range: [null, null], learned: formula.learned, initializer: "glorot_uniform"};
}
