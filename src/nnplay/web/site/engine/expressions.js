/**
 * Expression trees: numbers, names, and operations on trees, as `nnplay.utils.expressions.tree` has them.
 *
 * Equal trees are one object, so that a part that occurs twice is computed once. The builders simplify on the way:
 * x + 0 is x, 1·x is x, 2·3 is 6; they never expand anything.
 */

import {DATE_PARTS} from "./data/date_parts.js";

export const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
export const CONDITIONS = [...COMPARISONS, "and", "or", "not"];
const MAX_NUMBER = 1e30; // the largest number that building a tree computes
const NAMED = [Math.PI, Math.E]; // numbers that are printed by name

/** An operation and its arguments; a leaf is a "number" or a "name" with a value. */
export class Node {
  /**
   * @param {string} op
   * @param {Node[]} args
   * @param {number | string} value
   * @param {number} id
   */
  constructor(op, args, value, id) {
    this.op = op;
    this.args = args;
    this.value = value;
    this.id = id;
  }

  /** The value of a number. */
  get number() {
    return Number(this.value);
  }
}

/** @type {Map<string, Node>} */
let known = new Map();
let next = 0;

/** Forget all trees: call it before a formula is read, so that memory does not grow. */
export function forgetTrees() {
  known = new Map();
}

/**
 * The node of an operation, as it is.
 * @param {string} op
 * @param {Node[]} [args]
 * @param {number | string} [value]
 */
export function node(op, args = [], value = "") {
  const key = `${op} ${typeof value} ${Object.is(value, -0) ? 0 : value} ${args.map((each) => each.id).join(" ")}`;
  let result = known.get(key);
  if (!result) known.set(key, (result = new Node(op, args, value, next++)));
  return result;
}

/** @param {number} value */
export const number = (value) => node("number", [], value + 0);
/** @param {string} text */
export const name = (text) => node("name", [], text);

/** @param {Node} each @param {number} [value] */
export const isNumber = (each, value) => each.op === "number" && (value === undefined || each.value === value);

/** @param {Node} a @param {Node} b */
const foldable = (a, b) => isNumber(a) && isNumber(b) && !NAMED.includes(a.number) && !NAMED.includes(b.number);

/** @param {number} value @param {Node} otherwise */
const folded = (value, otherwise) => (Number.isFinite(value) && Math.abs(value) <= MAX_NUMBER ? number(value) : otherwise);

/** @param {Node} a @param {Node} b @returns {Node} */
export function add(a, b) {
  if (isNumber(a, 0) || isNumber(b, 0)) return isNumber(a, 0) ? b : a;
  if (foldable(a, b)) return folded(a.number + b.number, node("+", [a, b]));
  if (b.op === "neg") return subtract(a, b.args[0]);
  if (a.op === "neg") return subtract(b, a.args[0]);
  return a === b ? multiply(number(2), a) : node("+", [a, b]);
}

/** @param {Node} a @param {Node} b @returns {Node} */
export function subtract(a, b) {
  if (isNumber(b, 0)) return a;
  if (isNumber(a, 0)) return negative(b);
  if (foldable(a, b)) return folded(a.number - b.number, node("-", [a, b]));
  if (a === b) return number(0);
  return b.op === "neg" ? add(a, b.args[0]) : node("-", [a, b]);
}

/** @param {Node} a @returns {Node} */
export function negative(a) {
  if (isNumber(a)) return number(-a.number);
  if (a.op === "*" && isNumber(a.args[0])) return multiply(number(-a.args[0].number), a.args[1]);
  if (a.op === "-") return subtract(a.args[1], a.args[0]);
  return a.op === "neg" ? a.args[0] : node("neg", [a]);
}

/** @param {Node} a @param {Node} b @returns {Node} */
export function multiply(a, b) {
  if (isNumber(a, 0) || isNumber(b, 0)) return number(0);
  if (isNumber(a, 1) || isNumber(b, 1)) return isNumber(a, 1) ? b : a;
  if (isNumber(a, -1) || isNumber(b, -1)) return negative(isNumber(a, -1) ? b : a);
  if (foldable(a, b)) return folded(a.number * b.number, node("*", [a, b]));
  if (isNumber(b)) [a, b] = [b, a];
  if (a.op === "neg") return negative(multiply(a.args[0], b));
  if (b.op === "neg") return negative(multiply(a, b.args[0]));
  for (const [one, other] of [[a, b], [b, a]]) {
    if (one.op === "/" && isNumber(one.args[0], 1)) return divide(other, one.args[1]);
  }
  if (b.op === "*" && isNumber(b.args[0])) { // numbers come first and are multiplied
    if (!isNumber(a)) return node("*", [b.args[0], multiply(a, b.args[1])]);
    const product = foldable(a, b.args[0]) ? multiply(a, b.args[0]) : a;
    return isNumber(product) && product !== a ? multiply(product, b.args[1]) : node("*", [a, b]);
  }
  return node("*", [a, b]);
}

/** @param {Node} a @param {Node} b @returns {Node} */
export function divide(a, b) {
  if (isNumber(b, 1) || (isNumber(a, 0) && !isNumber(b, 0))) return a;
  if (foldable(a, b) && b.number) return folded(a.number / b.number, node("/", [a, b]));
  if (a.op === "neg") return negative(divide(a.args[0], b));
  if (b.op === "neg") return negative(divide(a, b.args[0]));
  return node("/", [a, b]);
}

/** @param {Node} a @param {Node} b @returns {Node} */
export function power(a, b) {
  if (isNumber(b, 0)) return number(1);
  if (isNumber(b, 1)) return a;
  if (foldable(a, b) && (a.number > 0 || (Number.isInteger(b.number) && b.number > 0))) {
    const magnitude = a.number ? Math.abs(b.number) * Math.abs(Math.log10(Math.abs(a.number))) : 0;
    return magnitude < 30 ? folded(a.number ** b.number, node("**", [a, b])) : node("**", [a, b]);
  }
  return node("**", [a, b]);
}

/** @param {Node} condition @param {Node} a @param {Node} b */
export const where = (condition, a, b) => (a === b ? a : node("where", [condition, a, b]));

/** @type {Record<string, (...args: Node[]) => Node>} */
const BUILDERS = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power, neg: negative, where};

/**
 * Whether an operation on numbers is computed while the tree is built.
 * @param {string} op
 */
export const isBuilt = (op) => op in BUILDERS;

/**
 * The simplified node of an operation.
 * @param {string} op
 * @param {Node[]} args
 */
export const build = (op, args) => (op in BUILDERS ? BUILDERS[op](...args) : node(op, args));

/**
 * Each distinct node of a tree once, arguments before the operations on them.
 * @param {Node} tree
 */
export function nodes(tree) {
  /** @type {Set<Node>} */
  const result = new Set();
  /** @type {[Node, boolean][]} */
  const stack = [[tree, false]];
  while (stack.length) {
    const [each, expanded] = /** @type {[Node, boolean]} */ (stack.pop());
    if (expanded) result.add(each);
    else if (!result.has(each)) {
      stack.push([each, true]);
      for (const argument of [...each.args].reverse()) stack.push([argument, false]);
    }
  }
  return result;
}

/** The names in a tree, in order of first appearance. @param {Node} tree */
export function names(tree) {
  return [...nodes(tree)].filter((each) => each.op === "name").map((each) => String(each.value));
}

/**
 * The tree with names replaced by trees, simplified again.
 * @param {Node} tree
 * @param {Map<string, Node>} values
 * @returns {Node}
 */
export function substitute(tree, values) {
  /** @type {Map<Node, Node>} */
  const results = new Map();
  for (const each of nodes(tree)) {
    const value = each.op === "name" ? values.get(String(each.value)) : undefined;
    results.set(each, value ?? (each.args.length ? build(each.op, each.args.map((arg) => /** @type {Node} */ (results.get(arg)))) : each));
  }
  return /** @type {Node} */ (results.get(tree));
}

const sigmoid = (/** @type {number} */ x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
/** @type {Record<string, (...x: number[]) => number>} */
const FUNCTIONS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "**": (a, b) => a ** b,
  neg: (a) => -a, exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, sqrt: Math.sqrt, abs: Math.abs,
  sign: Math.sign, sin: Math.sin, cos: Math.cos, tan: Math.tan, arctan: Math.atan, sinh: Math.sinh, cosh: Math.cosh,
  tanh: Math.tanh, arcsinh: Math.asinh, sigmoid, relu: (a) => (a > 0 ? a : 0),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), min: Math.min, max: Math.max,
  "<": (a, b) => Number(a < b), "<=": (a, b) => Number(a <= b), ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b), "==": (a, b) => Number(a === b), "!=": (a, b) => Number(a !== b),
  and: (a, b) => Number(a && b), or: (a, b) => Number(a || b), not: (a) => Number(!a),
  where: (condition, a, b) => (condition ? a : b), ...DATE_PARTS,
};

/**
 * The value of a tree, from the values of its names; NaN for a function that only the module has (erf).
 * @param {Node} tree
 * @param {Record<string, number>} values
 */
export function evaluate(tree, values) {
  /** @type {Map<Node, number>} */
  const results = new Map();
  for (const each of nodes(tree)) {
    const args = each.args.map((arg) => /** @type {number} */ (results.get(arg)));
    results.set(each, isNumber(each) ? each.number : each.op === "name" ? values[each.value] : FUNCTIONS[each.op]?.(...args) ?? NaN);
  }
  return /** @type {number} */ (results.get(tree));
}
