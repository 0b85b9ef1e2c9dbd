/**
 * Conditions and numbers in lesson files: `test accuracy >= 95% and neurons <= 4`. A small language of its own; the same
 * as nnplay/playground/lessons/expression.py.
 *
 *     or, and, not · = != < <= > >= · + - · * / · - ^ · numbers, 95%, "text", names, function(…)
 *
 * Words that follow each other are one name: `test accuracy` is `test_accuracy`.
 *
 * @typedef {[kind: string, ...parts: any[]]} Node
 * @typedef {number | string | boolean} Value
 * @typedef {{value: (name: string) => Value, call: (name: string, values: Value[]) => Value}} Scope
 * @typedef {[kind: "number" | "name" | "word" | "text" | "sign" | "end", text: string]} Token
 */

const MAX_LENGTH = 500;
const MAX_DEPTH = 50;
const WORDS = ["and", "or", "not", "true", "false"];
const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(\s*%)?|([A-Za-z_]\w*)|"([^"]*)"|(<=|>=|!=|==|[-+*/^()<>=,≤≥≠−·]))/y;
/** @type {Record<string, string>} */
const SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "−": "-", "·": "*"};
/** @type {Record<string, (...values: number[]) => number>} */
export const FUNCTIONS = {
  abs: Math.abs, sqrt: Math.sqrt, exp: Math.exp, ln: (a) => (a > 0 ? Math.log(a) : NaN), tanh: Math.tanh, min: Math.min, max: Math.max,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)), round: Math.round,
};
/** Functions whose argument is the name of a column. */
export const COLUMN_FUNCTIONS = ["first", "lowest", "highest", "lowest_epoch"];

/** A mistake in an expression: the key of a message, and its values. */
export class ExpressionError extends Error {
  /** @param {string} key @param {Record<string, any>} values */
  constructor(key, values = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/** @param {string} text @returns {Token[]} */
function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new ExpressionError("lesson.letter", {letter: text.slice(from).trim()[0]});
    const [, number, percent, name, quoted, sign] = match;
    if (number) tokens.push(["number", String(Number(number) / (percent ? 100 : 1))]);
    else if (name) tokens.push([WORDS.includes(name) ? "word" : "name", name]);
    else if (quoted !== undefined) tokens.push(["text", quoted]);
    else tokens.push(["sign", SAME[sign] ?? sign]);
  }
  return [...tokens, ["end", "…"]];
}

/** The syntax tree of an expression. @param {string} text @returns {Node} */
export function parse(text) {
  if (text.length > MAX_LENGTH) throw new ExpressionError("lesson.long");
  const tokens = tokensOf(text);
  let at = 0;
  let depth = 0;
  /** @param {Token[0]} kind @param {string[]} texts */
  const take = (kind, ...texts) => (tokens[at][0] === kind && (!texts.length || texts.includes(tokens[at][1])) ? tokens[at++][1] : null);
  /** @param {() => Node} part @returns {Node} */
  const deeper = (part) => {
    if (++depth > MAX_DEPTH) throw new ExpressionError("lesson.long");
    const node = part();
    depth -= 1;
    return node;
  };
  /** @param {"word" | "sign"} kind @param {string[]} signs @param {() => Node} part @returns {Node} */
  const chain = (kind, signs, part) => {
    let node = part();
    for (let sign = take(kind, ...signs); sign; sign = take(kind, ...signs)) {
      const right = part();
      node = sign === "-" ? ["+", node, ["-", right]] : [sign, node, right];
    }
    return node;
  };
  const either = () => chain("word", ["or"], both);
  const both = () => chain("word", ["and"], denial);
  /** @returns {Node} */
  const denial = () => {
    if (take("word", "not")) return ["not", deeper(denial)];
    const left = sum();
    const sign = take("sign", "=", "!=", "<", "<=", ">", ">=");
    return sign ? [sign, left, sum()] : left;
  };
  const sum = () => chain("sign", ["+", "-"], product);
  const product = () => chain("sign", ["*", "/"], factor);
  /** @returns {Node} */
  const factor = () => {
    if (take("sign", "-")) return ["-", deeper(factor)];
    const node = atom();
    return take("sign", "^") ? ["^", node, deeper(factor)] : node;
  };
  const close = () => {
    if (!take("sign", ")")) throw new ExpressionError("lesson.close", {before: tokens[at][1]});
  };
  /** @returns {Node} */
  const atom = () => {
    const [kind, text] = tokens[at];
    if (kind === "number" || kind === "text") {
      at += 1;
      return ["value", kind === "number" ? Number(text) : text];
    }
    const word = take("word", "true", "false");
    if (word) return ["value", word === "true"];
    if (take("sign", "(")) {
      const node = deeper(either);
      close();
      return node;
    }
    let name = take("name");
    if (!name) throw new ExpressionError("lesson.missing", {before: text});
    for (let more = take("name"); more; more = take("name")) name += `_${more}`;
    if (!take("sign", "(")) return ["name", name];
    const parts = tokens[at][1] === ")" ? [] : [deeper(either)];
    while (take("sign", ",")) parts.push(deeper(either));
    close();
    return ["call", name, parts];
  };
  const node = either();
  if (tokens[at][0] !== "end") throw new ExpressionError("lesson.unexpected", {text: tokens[at][1]});
  return node;
}

/** @param {Value} value */
const number = (value) => (typeof value === "string" ? NaN : Number(value));

/** @param {Value} a @param {Value} b */
const same = (a, b) => (typeof a === "string" || typeof b === "string" ? a === b : Number(a) === Number(b));

/** The value of an expression; a comparison with something that is not known yet is false. @param {Node} node @param {Scope} scope @returns {Value} */
export function evaluate([kind, ...parts], scope) {
  const value = (/** @type {number} */ k) => evaluate(parts[k], scope);
  if (kind === "value") return parts[0];
  if (kind === "name") return scope.value(parts[0]);
  if (kind === "call") {
    const [name, given] = parts;
    const values = given.map((/** @type {Node} */ each) => (COLUMN_FUNCTIONS.includes(name) && each[0] === "name" ? each[1] : evaluate(each, scope)));
    return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name](...values.map(number)) : scope.call(name, values);
  }
  if (kind === "not") return !value(0);
  if (kind === "and") return Boolean(value(0)) && Boolean(value(1));
  if (kind === "or") return Boolean(value(0)) || Boolean(value(1));
  if (kind === "=" || kind === "!=") return same(value(0), value(1)) === (kind === "=");
  const [a, b] = [number(value(0)), parts.length > 1 ? number(value(1)) : NaN];
  switch (kind) {
    case "-": return -a;
    case "+": return a + b;
    case "*": return a * b;
    case "/": return b === 0 ? NaN : a / b;
    case "^": return a ** b;
    case "<": return a < b;
    case "<=": return a <= b;
    case ">": return a > b;
    default: return a >= b;
  }
}

/** The names and functions of an expression. @param {Node} node @returns {[kind: string, name: string][]} */
export function namesIn([kind, ...parts]) {
  if (kind === "value") return [];
  if (kind === "name") return [[kind, parts[0]]];
  return kind === "call" ? [[kind, parts[0]], ...parts[1].flatMap(namesIn)] : parts.flatMap(namesIn);
}
