/**
 * Rewrite a tree into an equal one that stays finite as long as its value is, as `nnplay.catalog.formulas.stabilize`.
 *
 * `log(1 + exp(x))` as written overflows at x = 89 in float32, although its value is 89. Quotients and logarithms of
 * sums of powers of e are computed relative to the largest power.
 */

import {add, build, divide, evaluate, isNumber, multiply, negative, node, nodes, number, power, subtract} from "./expressions.js";

/** @typedef {import("./expressions.js").Node} Node */

const MAX_POWERS = 6; // powers of e in one sum
const MAX_NUMBER = 1e30;
const FUNCTIONS = new Set([
  "exp", "expm1", "log", "log1p", "sqrt", "abs", "sign", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "arcsinh",
  "sigmoid", "relu", "softplus", "erf", "erfc",
]);

/**
 * The tree with quotients, products and logarithms whose intermediate results do not overflow.
 * @param {Node} tree
 * @returns {Node}
 */
export function stabilize(tree) {
  /** @type {Map<Node, Node>} */
  const results = new Map();
  for (const each of nodes(tree)) {
    const args = each.args.map((arg) => /** @type {Node} */ (results.get(arg)));
    results.set(each, args.length ? rewrite(build(each.op, args)) : each);
  }
  return /** @type {Node} */ (results.get(tree));
}

/** @param {Node} each @returns {Node} */
function rewrite(each) {
  const {op, args} = each;
  if (FUNCTIONS.has(op) && isNumber(args[0])) {
    const value = evaluate(each, {});
    return Math.abs(value) <= MAX_NUMBER ? number(value) : each;
  }
  if (op === "log1p" && args[0].op === "exp") return node("softplus", [args[0].args[0]]);
  if (op === "log") {
    const inner = onePlus(args[0], "exp");
    if (inner) return node("softplus", [inner]);
    const powers = powersOf(args[0]);
    if (!grows(powers)) return each;
    const most = largest(powers);
    return add(most, node("log", [scaled(args[0], most)]));
  }
  if (op === "+" || op === "-") {
    const inner = onePlus(each, "erf");
    return inner ? node("erfc", [op === "+" ? negative(inner) : inner]) : each;
  }
  if (op === "*") return product(each);
  return op === "/" ? quotient(each) : each;
}

/** The u of 1 + f(u), or of 1 − erf(u); null for other nodes. @param {Node} each @param {string} name @returns {Node | null} */
function onePlus(each, name) {
  if ((each.op !== "+" && each.op !== "-") || each.args.length !== 2) return null;
  const [a, b] = each.args;
  if (isNumber(a, 1) && b.op === name && (each.op === "+" || name === "erf")) return b.args[0];
  return each.op === "+" && isNumber(b, 1) && a.op === name ? a.args[0] : null;
}

/** The product with its powers of e merged into one, so that e^x·e^(−e^x) is 0 and not ∞·0. @param {Node} each @returns {Node} */
function product(each) {
  const factors = [];
  const exponents = [];
  const stack = [each];
  let positive = true;
  while (stack.length) {
    const part = /** @type {Node} */ (stack.pop());
    if (part.op === "*") stack.push(part.args[1], part.args[0]);
    else if (part.op === "neg") {
      positive = !positive;
      stack.push(part.args[0]);
    } else if (part.op === "exp") exponents.push(part.args[0]);
    else factors.push(part);
  }
  if (exponents.length < 2) return each;
  const result = factors.reduceRight((total, factor) => multiply(factor, total), node("exp", [exponents.reduce(add)]));
  return positive ? result : negative(result);
}

/** @param {Node} each @returns {Node} */
function quotient(each) {
  const [above, below] = each.args;
  if (above.op === "sinh" && below.op === "cosh" && above.args[0] === below.args[0]) return node("tanh", above.args);
  const powers = powersOf(below);
  if (!grows(powers)) return each;
  const most = largest(powers);
  return divide(scaled(above, most), scaled(below, most));
}

/** The exponents u of a sum Σ aᵢ·e^uᵢ; [0] for any other node, [] for a sum of too many. @param {Node} each @returns {Node[]} */
function powersOf({op, args}) {
  /** @type {Node[]} */
  let result;
  if (op === "exp") return [args[0]];
  if (op === "cosh" || op === "sinh") return [args[0], negative(args[0])];
  if (op === "neg" || op === "clamped") return powersOf(args[0]);
  if (op === "+" || op === "-") result = [...new Set([...powersOf(args[0]), ...powersOf(args[1])])];
  else if (op === "*") result = [...new Set(powersOf(args[0]).flatMap((u) => powersOf(args[1]).map((v) => add(u, v))))];
  else if (op === "**" && isSmallInteger(args[1])) result = powersOf(args[0]).map((u) => multiply(args[1], u));
  else return [number(0)];
  return result.length <= MAX_POWERS ? result : [];
}

/** @param {Node} exponent */
const isSmallInteger = (exponent) => isNumber(exponent) && [2, 3, 4].includes(exponent.number);
/** Whether these exponents are of a power of e that can be reduced. @param {Node[]} powers */
const grows = (powers) => powers.length > 0 && !(powers.length === 1 && isNumber(powers[0], 0));
/** @param {Node[]} powers */
const largest = (powers) => powers.reduce((a, b) => node("max", [a, b]));
/** Whether a node contains a power of e that `scaled` can reduce. @param {Node} each */
const reducible = (each) => each.op === "where" || grows(powersOf(each));

/** The node multiplied by e^(−m). @param {Node} each @param {Node} m @returns {Node} */
function scaled(each, m) {
  const {op, args} = each;
  if (op === "exp") return node("exp", [subtract(args[0], m)]);
  if (op === "cosh" || op === "sinh") {
    const [rising, falling] = [args[0], negative(args[0])].map((u) => node("exp", [subtract(u, m)]));
    return multiply(number(0.5), op === "cosh" ? add(rising, falling) : subtract(rising, falling));
  }
  if (op === "+" || op === "-") return build(op, [scaled(args[0], m), scaled(args[1], m)]);
  if (op === "neg") return negative(scaled(args[0], m));
  if (op === "**" && isSmallInteger(args[1]) && reducible(args[0])) return power(scaled(args[0], divide(m, args[1])), args[1]);
  if (op === "*" && (reducible(args[0]) || reducible(args[1]))) {
    const [a, b] = reducible(args[0]) ? args : [args[1], args[0]];
    if (!reducible(b)) return multiply(scaled(a, m), b);
    const powers = powersOf(a);
    const most = largest(powers.length ? powers : [number(0)]);
    return multiply(scaled(a, most), scaled(b, subtract(m, most)));
  }
  if (op === "where" && (reducible(args[1]) || reducible(args[2]))) {
    return build("where", [args[0], scaled(args[1], m), scaled(args[2], m)]);
  }
  return multiply(each, node("exp", [negative(m)]));
}
