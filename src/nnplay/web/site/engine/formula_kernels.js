/**
 * The kernels of typed formulas: the loops of `nnplay.engine.compiled.templates` around the formula, as WebAssembly.
 *
 * A kernel takes addresses and sizes as i64. Functions such as the exponential are those of the module, which are
 * compiled from the source of Python's formulas.
 *
 * @typedef {import("./expressions.js").Node} Node
 * @typedef {import("./formula.js").Formula} Formula
 * @typedef {{functions: Record<string, Code>, imports: [string, number][]}} Kernels
 */

import {Code, F32, F64, I32, OP} from "./assembler.js";
import {COMPARISONS, CONDITIONS, isNumber, nodes} from "./expressions.js";

/** @type {Record<string, number>} */
const BINARY = {"+": OP.f32_add, "-": OP.f32_sub, "*": OP.f32_mul, min: OP.f32_min, max: OP.f32_max};
/** @type {Record<string, number>} */
const UNARY = {neg: OP.f32_neg, abs: OP.f32_abs, sqrt: OP.f32_sqrt};
/** @type {Record<string, number>} */
const COMPARE = {"<": OP.f32_lt, "<=": OP.f32_le, ">": OP.f32_gt, ">=": OP.f32_ge, "==": OP.f32_eq, "!=": OP.f32_ne};
/** @type {[string, number][]} */
const IMPORTS = [
  "exp", "expm1", "log", "log1p", "sign", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "arcsinh", "sigmoid",
  "softplus", "erf", "erfc", "clamped",
].map((name) => [name, 1]);
IMPORTS.push(["power", 2]);

/**
 * Compute a tree once for each of its distinct nodes; returns the local that holds its value.
 * @param {Code} code
 * @param {Node} tree
 * @param {Record<string, number>} variables the locals of its names
 * @param {Map<Node, number>} known locals of trees whose values are known
 */
function compute(code, tree, variables, known = new Map()) {
  const locals = new Map(known);
  const needed = new Set();
  const mark = (/** @type {Node} */ each) => {
    if (needed.has(each) || known.has(each)) return;
    needed.add(each);
    each.args.forEach(mark);
  };
  mark(tree);
  const call = (/** @type {string} */ operation) => code.call(IMPORTS.findIndex(([name]) => name === operation));
  for (const each of nodes(tree)) {
    if (locals.has(each) || !needed.has(each)) continue;
    if (each.op === "name") {
      locals.set(each, variables[each.value]);
      continue;
    }
    const [a, b, c] = each.args.map((arg) => /** @type {number} */ (locals.get(arg)));
    const {op} = each;
    if (op === "number") code.float(each.number);
    else if (op in BINARY) code.get(a).get(b).emit(BINARY[op]);
    else if (op in UNARY) code.get(a).emit(UNARY[op]);
    else if (op in COMPARE) code.get(a).get(b).emit(COMPARE[op]);
    else if (op === "and" || op === "or") code.get(a).get(b).emit(op === "and" ? OP.i32_and : OP.i32_or);
    else if (op === "not") code.get(a).emit(OP.i32_eqz);
    else if (op === "where") code.get(b).get(c).get(a).emit(OP.select);
    else if (op === "relu") code.get(a).float(0).get(a).float(0).emit(OP.f32_gt, OP.select);
    else if (op === "/") divide(code, a, b);
    else if (op === "**") raise(code, a, b, each.args[1], () => call("power"));
    else {
      code.get(a);
      call(op);
    }
    const local = code.local(CONDITIONS.includes(op) || COMPARISONS.includes(op) ? I32 : F32);
    code.set(local);
    locals.set(each, local);
  }
  return /** @type {number} */ (locals.get(tree));
}

/** A / b; a/0 is ±∞ by the sign of a. @param {Code} code @param {number} a @param {number} b */
function divide(code, a, b) {
  code.get(a).get(b).emit(OP.f32_div).get(a).float(Infinity).emit(OP.f32_mul).get(b).float(0).emit(OP.f32_ne, OP.select);
}

/** A power; small ones are products. @param {Code} code @param {number} a @param {number} b @param {Node} exponent @param {() => void} call */
function raise(code, a, b, exponent, call) {
  const value = isNumber(exponent) ? exponent.number : NaN;
  if (value === 2) code.get(a).get(a).emit(OP.f32_mul);
  else if (value === 3) code.get(a).get(a).emit(OP.f32_mul).get(a).emit(OP.f32_mul);
  else if (value === 4) code.get(a).get(a).emit(OP.f32_mul).get(a).get(a).emit(OP.f32_mul, OP.f32_mul);
  else if (value === 0.5) code.get(a).emit(OP.f32_sqrt);
  else if (value === -1) {
    const one = code.local(F32);
    code.float(1).set(one);
    divide(code, one, a);
  } else {
    code.get(a).get(b);
    call();
  }
}

/** The constants, read from memory before the loops. @param {Code} code @param {number} address @param {string[]} names */
function readConstants(code, address, names) {
  return Object.fromEntries(names.map((name, k) => {
    const local = code.local(F32);
    code.get(address).memory(OP.f64_load, 8 * k).emit(OP.f32_demote_f64).set(local);
    return [name, local];
  }));
}

/** The constants that neuron j learned. @param {Code} code @param {number} learned @param {number} width @param {number} j @param {string[]} names @param {Record<string, number>} variables */
function readLearned(code, learned, width, j, names, variables) {
  names.forEach((name, k) => {
    code.get(learned).integer(k).get(width).emit(OP.i32_mul).get(j).emit(OP.i32_add).integer(4).emit(OP.i32_mul, OP.i32_add);
    code.memory(OP.f32_load).set(variables[name]);
  });
}

/** Load the number at an address into a new local. @param {Code} code @param {number} address */
function load(code, address) {
  const local = code.local(F32);
  code.get(address).memory(OP.f32_load).set(local);
  return local;
}

/**
 * forward(z, a, rows, n_z, n_a, constants, learned) and
 * backward(z, a, delta, delta_z, rows, n_z, n_a, constants, learned, d_learned) of an activation.
 * @param {Formula} formula
 * @returns {Kernels}
 */
export function activationKernels(formula) {
  const names = Object.keys(formula.constants);
  const forward = new Code(7);
  {
    const [z, a, rows, width, , constants, learned] = [0, 1, 2, 3, 4, 5, 6].map((each) => forward.narrow(each));
    const variables = readConstants(forward, constants, names);
    forward.repeat(rows, () => forward.repeat(width, (j) => {
      readLearned(forward, learned, width, j, formula.learned, variables);
      const input = load(forward, z);
      const value = compute(forward, formula.tree, {...variables, z: input});
      forward.get(a).get(value).memory(OP.f32_store);
      forward.advance(z, 4).advance(a, 4);
    }));
  }
  const backward = new Code(10);
  {
    const [z, a, delta, deltaZ, rows, width, , constants, learned, slopes] = Array.from({length: 10}, (_, k) => backward.narrow(k));
    const variables = readConstants(backward, constants, names);
    backward.repeat(rows, () => backward.repeat(width, (j) => {
      readLearned(backward, learned, width, j, formula.learned, variables);
      const known = new Map([[formula.tree, load(backward, a)]]);
      const slope = compute(backward, formula.slope, {...variables, z: load(backward, z)}, known);
      backward.get(deltaZ).get(delta).memory(OP.f32_load).get(slope).emit(OP.f32_mul).memory(OP.f32_store);
      for (const each of [z, a, delta, deltaZ]) backward.advance(each, 4);
    }));
    formula.learnedSlopes.forEach((tree, k) => {
      const place = backward.local(I32);
      const total = backward.local(F64);
      const at = (/** @type {number} */ parameter) => {
        const address = backward.local(I32);
        backward.get(parameter).emit(OP.i32_wrap_i64).get(place).emit(OP.i32_add).set(address);
        return load(backward, address);
      };
      backward.repeat(width, (j) => {
        readLearned(backward, learned, width, j, formula.learned, variables);
        backward.double(0).set(total).get(j).integer(4).emit(OP.i32_mul).set(place);
        backward.repeat(rows, () => {
          const known = new Map([[formula.tree, at(1)]]);
          const slope = compute(backward, tree, {...variables, z: at(0)}, known);
          const share = at(2);
          backward.get(total).get(share).get(slope).emit(OP.f32_mul, OP.f64_promote_f32, OP.f64_add).set(total);
          backward.get(place).get(width).integer(4).emit(OP.i32_mul, OP.i32_add).set(place);
        });
        backward.get(slopes).integer(k).get(width).emit(OP.i32_mul).get(j).emit(OP.i32_add).integer(4).emit(OP.i32_mul, OP.i32_add);
        backward.get(total).emit(OP.f32_demote_f64).memory(OP.f32_store);
      });
    });
  }
  return {functions: {forward, backward}, imports: IMPORTS};
}

/**
 * value(z, y_hat, y, weight, rows, n, constants, out) and gradient(z, y_hat, y, weight, rows, n, constants, scale, out)
 * of a loss.
 * @param {Formula} formula
 * @returns {Kernels}
 */
export function lossKernels(formula) {
  const names = Object.keys(formula.constants);
  const value = new Code(8);
  {
    const [, prediction, target, weight, rows, width, constants, out] = Array.from({length: 8}, (_, k) => value.narrow(k));
    const variables = readConstants(value, constants, names);
    const total = value.local(F64);
    value.repeat(rows, () => {
      value.repeat(width, () => {
        const result = compute(value, formula.tree, {...variables, y_hat: load(value, prediction), y: load(value, target)});
        value.get(total).get(weight).memory(OP.f64_load).get(result).emit(OP.f64_promote_f32, OP.f64_mul);
        value.get(width).emit(OP.f64_convert_i32_u, OP.f64_div, OP.f64_add).set(total);
        value.advance(prediction, 4).advance(target, 4);
      });
      value.advance(weight, 8);
    });
    value.get(out).get(total).memory(OP.f64_store);
  }
  const gradient = new Code(9);
  {
    const [, prediction, target, weight, rows, width, constants, scale, out] = Array.from({length: 9}, (_, k) => gradient.narrow(k));
    const variables = readConstants(gradient, constants, names);
    const share = gradient.local(F32);
    gradient.repeat(rows, () => {
      gradient.get(weight).memory(OP.f64_load).get(scale).memory(OP.f64_load).emit(OP.f64_mul);
      gradient.get(width).emit(OP.f64_convert_i32_u, OP.f64_div, OP.f32_demote_f64).set(share);
      gradient.repeat(width, () => {
        const slope = compute(gradient, formula.slope, {...variables, y_hat: load(gradient, prediction), y: load(gradient, target)});
        gradient.get(out).get(share).get(slope).emit(OP.f32_mul).memory(OP.f32_store);
        for (const each of [prediction, target, out]) gradient.advance(each, 4);
      });
      gradient.advance(weight, 8);
    });
  }
  return {functions: {value, gradient}, imports: IMPORTS};
}
