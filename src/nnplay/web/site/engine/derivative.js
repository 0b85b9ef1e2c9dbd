/**
 * Differentiate a tree: a rule for each operation, and the chain rule; as `nnplay.catalog.formulas.derivative`.
 */

import {add, build, divide, isNumber, multiply, negative, node, nodes, number, power, subtract, where} from "./expressions.js";

/** @typedef {import("./expressions.js").Node} Node */

const one = () => number(1);
const two = () => number(2);
const square = (/** @type {Node} */ u) => power(u, two());
const twoOverRootPi = () => node("/", [two(), node("sqrt", [number(Math.PI)])]);
const gaussian = (/** @type {Node} */ u) => multiply(twoOverRootPi(), node("exp", [negative(square(u))]));

/** dg/du of a function g of one argument, from u and the node g(u). @type {Record<string, (u: Node, g: Node) => Node>} */
const RULES = {
  exp: (_, g) => g,
  expm1: (u) => node("exp", [u]),
  log: (u) => divide(one(), u),
  log1p: (u) => divide(one(), add(one(), u)),
  sqrt: (_, g) => divide(one(), multiply(two(), g)),
  abs: (u) => node("sign", [u]),
  sign: () => number(0),
  sin: (u) => node("cos", [u]),
  cos: (u) => negative(node("sin", [u])),
  tan: (_, g) => add(one(), square(g)),
  arctan: (u) => divide(one(), add(one(), square(u))),
  sinh: (u) => node("cosh", [u]),
  cosh: (u) => node("sinh", [u]),
  tanh: (_, g) => subtract(one(), square(g)),
  arcsinh: (u) => divide(one(), node("sqrt", [add(one(), square(u))])),
  sigmoid: (_, g) => multiply(g, subtract(one(), g)),
  softplus: (u) => node("sigmoid", [u]),
  erf: (u) => gaussian(u),
  erfc: (u) => negative(gaussian(u)),
  clamped: one,
};

/**
 * ∂tree/∂variable; at a kink the derivative of one side, as for the built-in activations.
 * @param {Node} tree
 * @param {string} variable
 * @returns {Node}
 */
export function derivative(tree, variable) {
  /** @type {Map<Node, Node>} */
  const slopes = new Map();
  const depends = new Set();
  for (const each of nodes(tree)) {
    const isVariable = each.op === "name" && each.value === variable;
    if (!isVariable && !each.args.some((arg) => depends.has(arg))) {
      slopes.set(each, number(0));
      continue;
    }
    depends.add(each);
    slopes.set(each, isVariable ? one() : rule(each, each.args.map((arg) => /** @type {Node} */ (slopes.get(arg))), depends));
  }
  return /** @type {Node} */ (slopes.get(tree));
}

/**
 * The derivative of an operation, from those of its arguments.
 * @param {Node} each
 * @param {Node[]} slopes
 * @param {Set<Node>} depends
 * @returns {Node}
 */
function rule(each, slopes, depends) {
  const {op, args} = each;
  const [u, v] = args;
  if (op in RULES) return multiply(slopes[0], RULES[op](u, each));
  switch (op) {
    case "relu": return where(node(">", [u, number(0)]), slopes[0], number(0));
    case "+": case "-": case "neg": return build(op, slopes);
    case "*": return add(multiply(slopes[0], v), multiply(u, slopes[1]));
    case "/": return isNumber(slopes[1], 0) ? divide(slopes[0], v) : divide(subtract(slopes[0], multiply(each, slopes[1])), v);
    case "**": {
      const base = depends.has(u) ? multiply(multiply(v, power(u, subtract(v, one()))), slopes[0]) : number(0);
      return depends.has(v) ? add(base, multiply(multiply(each, node("log", [u])), slopes[1])) : base;
    }
    case "min": case "max": { // in a tie the slope of the constant, so that relu'(0) = 0
      const sign = op === "max" ? ">" : "<";
      return depends.has(u) ? where(node(sign, [u, v]), slopes[0], slopes[1]) : where(node(sign, [v, u]), slopes[1], slopes[0]);
    }
    case "where": return where(u, slopes[1], slopes[2]);
    default: return number(0); // a condition
  }
}

/**
 * The tree with each ln u as ln max(u, 10⁻¹²), as in the built-in losses: it stays finite at ŷ = 0.
 * @param {Node} tree
 * @returns {Node}
 */
export function clampLogarithms(tree) {
  /** @type {Map<Node, Node>} */
  const results = new Map();
  for (const each of nodes(tree)) {
    let args = each.args.map((arg) => /** @type {Node} */ (results.get(arg)));
    if (each.op === "log" && !isNumber(args[0])) args = [node("clamped", args)];
    results.set(each, node(each.op, args, each.value));
  }
  return /** @type {Node} */ (results.get(tree));
}
