/**
 * Parse the text of an expression into a tree, by recursive descent, with the grammar of nnplay:
 *
 *     choice     = sum [ "if" condition "else" choice ]
 *     condition  = conjunct { "or" conjunct };  conjunct = negation { "and" negation }
 *     negation   = "not" negation | sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum } | "(" condition ")"
 *     sum        = product { ("+" | "-") product }
 *     product    = signed { ("*" | "/") signed }
 *     signed     = ["-" | "+"] signed | power
 *     power      = atom { "²" | "³" } [ ("**" | "^") signed ]
 *     atom       = number | name | function "(" choice { "," choice } ")" | "(" choice ")" | "|" sum "|" | "√" atom
 *
 * The vocabulary and the limits on the size come from engine.json.
 *
 * @typedef {{
 *   noun: string, operand: string, quoted_names: boolean, fold_numbers: boolean, constants: Record<string, number>,
 *   keywords: string[], defined: Record<string, string>, function_aliases: Record<string, string>,
 *   name_aliases: Record<string, string>, unary: string[], arguments: Record<string, [number, number]>,
 *   max_length: number, max_depth: number, max_nodes: number, max_number: number | null, max_exponent: number | null,
 *   max_derivative_nodes: number
 * }} Grammar
 * @typedef {import("./expressions.js").Node} Node
 * @typedef {{kind: string, text: string, position: number}} Token
 */

import {SettingError} from "./catalog.js";
import {COMPARISONS, build, evaluate, isBuilt, isNumber, name, node, number, substitute} from "./expressions.js";

const NUMBER = /(?<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/;
const WORD = {
  name: /(?<word>ŷ|y\u0302|[A-Za-z_][A-Za-z0-9_]*|[α-ω])/,
  column: /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
};
const QUOTED = /[`](?<backtick>[^`]+)[`]|"(?<double>[^"]+)"|'(?<single>[^']+)'/;
const SIGN = /(?<sign>\*\*|<=|>=|==|!=|[-+*/^()·×⋅−–²³√,<>|≤≥≠])/;
/** @type {Record<string, string>} */
const SIGN_ALIASES = {"^": "**", "·": "*", "×": "*", "⋅": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!="};
const RESERVED = new Set((
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda nonlocal not or pass raise return try while with yield").split(" "));
const MAX_NAME_LENGTH = 32;

/** @param {string} text */
const shown = (text) => `'${text.length > 60 ? `${text.slice(0, 57)}…` : text}'`;

/**
 * The tree of an expression.
 * @param {string} text
 * @param {Grammar} grammar
 * @param {string[]} [columns] the names that there are; any by default
 * @returns {Node}
 */
export function parse(text, grammar, columns) {
  if (!text.trim()) throw new SettingError(`A ${grammar.noun} must be text, such as 'x * sigmoid(b*x)'.`);
  if (text.length > grammar.max_length) {
    throw new SettingError(`The ${grammar.noun} ${shown(text)} is longer than ${grammar.max_length} characters: shorten it.`);
  }
  const parser = new Parser(text, grammar, columns ?? null);
  const result = parser.choice(0);
  if (parser.token.kind !== "end") parser.fail(`unexpected '${parser.token.text}'`, parser.productHint());
  return result;
}

/**
 * @param {string} text
 * @param {Grammar} grammar
 * @returns {Token[]}
 */
function tokenize(text, grammar) {
  const word = grammar.operand === "column" ? WORD.column : WORD.name;
  const sources = [NUMBER, word, ...(grammar.quoted_names ? [QUOTED] : []), SIGN].map((each) => each.source);
  const pattern = new RegExp(`\\s*(?:${sources.join("|")})`, "uy");
  const end = text.trimEnd().length;
  const tokens = [];
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match?.groups) {
      const at = start + text.slice(start).length - text.slice(start).trimStart().length;
      const hint = /\p{L}/u.test(text[at]) ? ": use Latin letters, digits and _ in names" : "";
      throw new SettingError(`Cannot read '${text[at]}' at position ${at + 1} of the ${grammar.noun} ${shown(text)}${hint}.`);
    }
    const [kind, value] = /** @type {[string, string]} */ (Object.entries(match.groups).find(([, each]) => each !== undefined));
    const plain = ["number", "word", "sign"].includes(kind) ? kind : "quoted";
    tokens.push({kind: plain, text: kind === "sign" ? SIGN_ALIASES[value] ?? value : value, position: pattern.lastIndex - value.length});
  }
  tokens.push({kind: "end", text: "the end", position: end});
  return tokens;
}

/** Recursive descent: one method for each rule of the grammar above. */
class Parser {
  /**
   * @param {string} text
   * @param {Grammar} grammar
   * @param {string[] | null} columns
   */
  constructor(text, grammar, columns) {
    this.text = text;
    this.grammar = grammar;
    this.columns = columns;
    this.tokens = tokenize(text, grammar);
    this.index = 0;
    this.count = 0;
  }

  get token() {
    return this.tokens[this.index];
  }

  /**
   * @param {string} problem
   * @param {string} [hint]
   * @param {Token} [token]
   * @returns {never}
   */
  fail(problem, hint = "", token = this.token) {
    const sentence = `${problem[0].toUpperCase()}${problem.slice(1)} at position ${token.position + 1} of the ${this.grammar.noun} `;
    throw new SettingError(`${sentence}${shown(this.text)}${hint}.`);
  }

  take() {
    const token = this.token;
    this.index = Math.min(this.index + 1, this.tokens.length - 1);
    return token;
  }

  /** Whether the next token is one of these signs or keywords. @param {...string} texts */
  sees(...texts) {
    return ["sign", "word"].includes(this.token.kind) && texts.includes(this.token.text);
  }

  /** The hint for a factor that follows another without a sign. */
  productHint() {
    const factor = ["word", "quoted", "number"].includes(this.token.kind) || this.sees("(");
    return factor ? ": a product is written 2*x" : "";
  }

  /** @param {string} sign */
  expect(sign) {
    if (!this.sees(sign)) this.fail(`'${sign}' is missing`, this.productHint());
    this.take();
  }

  addNode() {
    this.count += 1;
    if (this.count > this.grammar.max_nodes) this.fail(`more than ${this.grammar.max_nodes} operations`);
  }

  /**
   * The node as it was written; only operations on numbers are computed, if the language does so.
   * @param {string} op
   * @param {...Node} args
   */
  make(op, ...args) {
    this.addNode();
    if (!(this.grammar.fold_numbers && isBuilt(op) && args.every((each) => isNumber(each)))) return node(op, args);
    const result = build(op, args);
    if (!(Math.abs(evaluate(result, {})) <= (this.grammar.max_number ?? Infinity))) {
      this.fail("a number that is too large or undefined");
    }
    return result;
  }

  /** The depth one level further in. @param {number} depth */
  nested(depth) {
    if (depth >= this.grammar.max_depth) this.fail(`more than ${this.grammar.max_depth} levels of nesting`);
    return depth + 1;
  }

  /** @param {number} depth @returns {Node} */
  choice(depth) {
    const value = this.sum(depth);
    if (!this.sees("if")) return value;
    this.take();
    const condition = this.condition(this.nested(depth));
    this.expect("else");
    return this.make("where", condition, value, this.choice(this.nested(depth)));
  }

  /** @param {number} depth */
  condition(depth) {
    return this.joined("or", () => this.joined("and", () => this.negation(depth)));
  }

  /** @param {string} word @param {() => Node} part @returns {Node} */
  joined(word, part) {
    let left = part();
    while (this.sees(word)) {
      this.take();
      left = this.make(word, left, part());
    }
    return left;
  }

  /** @param {number} depth @returns {Node} */
  negation(depth) {
    const inside = this.nested(depth);
    if (this.sees("not")) {
      this.take();
      return this.make("not", this.negation(inside));
    }
    if (this.sees("(")) { // a condition in parentheses, or a number that is compared?
      const [index, count] = [this.index, this.count];
      try {
        this.take();
        const inner = this.condition(inside);
        this.expect(")");
        if (!this.sees(...COMPARISONS, "+", "-", "*", "/", "**", "²", "³")) return inner;
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
      }
      [this.index, this.count] = [index, count];
    }
    let left = this.sum(inside);
    /** @type {Node | null} */
    let result = null;
    while (this.sees(...COMPARISONS)) {
      const sign = this.take().text;
      const right = this.sum(inside);
      const comparison = this.make(sign, left, right);
      result = result ? this.make("and", result, comparison) : comparison;
      left = right;
    }
    return result ?? this.fail("a comparison such as x > 0 is missing");
  }

  /** @param {number} depth */
  sum(depth) {
    let left = this.product(depth);
    while (this.sees("+", "-")) left = this.make(this.take().text, left, this.product(depth));
    return left;
  }

  /** @param {number} depth */
  product(depth) {
    let left = this.signed(depth);
    while (this.sees("*", "/")) left = this.make(this.take().text, left, this.signed(depth));
    return left;
  }

  /** @param {number} depth @returns {Node} */
  signed(depth) {
    if (!this.sees("-", "+")) return this.power(depth);
    const minus = this.take().text === "-";
    const inner = this.signed(this.nested(depth));
    return minus ? this.make("neg", inner) : inner;
  }

  /** @param {number} depth @returns {Node} */
  power(depth) {
    const isE = this.token.kind === "word" && this.token.text === "e";
    let base = this.atom(depth);
    while (this.sees("²", "³")) base = this.make("**", base, number(this.take().text === "²" ? 2 : 3));
    if (!this.sees("**")) return base;
    const sign = this.take();
    const exponent = this.signed(this.nested(depth));
    const largest = this.grammar.max_exponent ?? Infinity;
    if (isNumber(exponent) && Math.abs(exponent.number) > largest) this.fail(`an exponent beyond ${largest}`, "", sign);
    return isE && isNumber(base) ? this.make("exp", exponent) : this.make("**", base, exponent);
  }

  /** @param {number} depth @returns {Node} */
  atom(depth) {
    if (this.sees("(")) {
      this.take();
      const inner = this.choice(this.nested(depth));
      this.expect(")");
      return inner;
    }
    if (this.sees("|")) {
      this.take();
      const inner = this.sum(this.nested(depth));
      this.expect("|");
      return this.make("abs", inner);
    }
    if (this.sees("√")) {
      this.take();
      return this.make("sqrt", this.atom(this.nested(depth)));
    }
    const token = this.token;
    if (token.kind === "number") return this.literal(this.take());
    const isKeyword = this.grammar.keywords.includes(token.text) && !this.columns?.includes(token.text);
    if (!["word", "quoted"].includes(token.kind) || (token.kind === "word" && isKeyword)) {
      this.fail(`a number or a ${this.grammar.operand} is missing`);
    }
    this.take();
    return token.kind === "word" && this.sees("(") ? this.call(token, depth) : this.name(token);
  }

  /** @param {Token} token */
  literal(token) {
    const value = Number(token.text);
    const largest = this.grammar.max_number ?? Infinity;
    if (!(value <= largest)) this.fail(`the number '${token.text.slice(0, 20)}' is beyond ${largest}`, "", token);
    this.addNode();
    return number(value);
  }

  /** @param {Token} token */
  name(token) {
    this.count += 1;
    const {text} = token;
    const {grammar, columns} = this;
    if (columns?.includes(text)) return name(text);
    if (token.kind === "word" && Object.hasOwn(grammar.constants, text)) return number(grammar.constants[text]);
    const isFunction = token.kind === "word" && Object.hasOwn(grammar.arguments, grammar.function_aliases[text] ?? text);
    if (columns) {
      const hint = isFunction ? `: it is a function, as in ${text}(x)` : `: the ${grammar.operand}s are ${columns.join(", ")}`;
      this.fail(`unknown ${grammar.operand} ${shown(text)}`, hint, token);
    }
    if (isFunction) this.fail(`the function '${text}' has no argument`, `: write ${text}(x)`, token);
    if (RESERVED.has(text)) this.fail(`the reserved word '${text}' cannot be a name`, "", token);
    if (text.length > MAX_NAME_LENGTH) this.fail(`a name of more than ${MAX_NAME_LENGTH} letters`, "", token);
    return name(grammar.name_aliases[text] ?? text);
  }

  /** @param {Token} token @param {number} depth @returns {Node} */
  call(token, depth) {
    const {grammar} = this;
    const known = Object.keys(grammar.arguments);
    const called = grammar.function_aliases[token.text] ?? token.text;
    if (!known.includes(called)) {
      if (!this.columns && (Object.hasOwn(grammar.constants, called) || called.length <= 2)) {
        this.fail(`'${token.text}' is not a function`, ": a product is written x*(…)", token);
      }
      this.fail(`unknown function '${token.text.slice(0, 30)}'`, `: the functions are ${known.join(", ")}`, token);
    }
    const inside = this.nested(depth);
    this.expect("(");
    const args = [called === "where" ? this.condition(inside) : this.choice(inside)];
    while (this.sees(",")) {
      this.take();
      args.push(this.choice(inside));
    }
    this.expect(")");
    const [fewest, most] = grammar.arguments[called];
    if (args.length < fewest || args.length > most) {
      const arity = ["", "one argument", "two or more arguments", "three arguments, as in where(x > 0, …, …)"];
      this.fail(`'${token.text}' takes ${arity[fewest]}, not ${args.length},`, "", token);
    }
    if (Object.hasOwn(grammar.defined, called)) {
      const definition = new Parser(grammar.defined[called], grammar, null);
      const tree = definition.choice(0);
      this.count += definition.count;
      return substitute(tree, new Map([["u", args[0]]]));
    }
    if (called === "min" || called === "max") {
      return args.slice(1).reduce((result, each) => this.make(called, result, each), args[0]);
    }
    const result = this.make(called, ...args);
    return grammar.fold_numbers && grammar.unary.includes(called) && isNumber(args[0]) ? this.foldCall(result, token) : result;
  }

  /** A function of a number, such as sqrt(4): its value if that is an integer, else the node. @param {Node} call @param {Token} token */
  foldCall(call, token) {
    const value = evaluate(call, {});
    if (call.op.startsWith("erf")) return call; // only the module has its value
    if (!(Math.abs(value) <= (this.grammar.max_number ?? Infinity))) {
      this.fail(`the value of ${token.text}(${call.args[0].number}) is too large or undefined`, "", token);
    }
    return Number.isInteger(value) ? number(value) : call;
  }
}
