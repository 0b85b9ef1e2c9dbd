/**
 * The WebAssembly module: its memory, its kernels, and calls of its functions.
 *
 * The module is nnplay's engine, compiled from its Python source by tools/wasm. `engine.json` describes it: the order of
 * the kernels, the places of each function's arguments, and the catalog.
 *
 * @typedef {"int64" | "float32" | "float64"} NumberType
 * @typedef {{
 *   kernels: string[], entries: Record<string, [string, string][]>, operations: Record<string, number>,
 *   layer_table: Record<string, number>, evaluation: Record<string, number>, context: Record<string, number>, norms: Record<string, string[]>,
 *   full_batch_norm: string[], dropout: string[], plain_skip: string[], projected_skip: string[],
 *   sizes: Record<string, number>, streams: Record<string, number>, ziggurat: import("./random.js").Ziggurat,
 *   catalog: Record<string, Record<string, import("./catalog.js").Component>>,
 *   toys: string[], recipe: Record<string, import("./recipe.js").Setting>,
 *   formula: import("./expression_parser.js").Grammar, expression: import("./expression_parser.js").Grammar
 * }} Description
 */

import {assemble} from "./assembler.js";
import {SettingError} from "./catalog.js";

const VIEWS = {int64: BigInt64Array, float32: Float32Array, float64: Float64Array};
const ALIGNMENT = 64; // bytes: a cache line, and more than any vector needs

/** An array in the memory of a module. Its view is made anew when the memory has grown, which detaches old views. */
export class Vector {
  /**
   * @param {WebAssembly.Memory} memory
   * @param {NumberType} type
   * @param {number} address
   * @param {number} length
   * @param {number} start where its memory begins, before it is aligned
   */
  constructor(memory, type, address, length, start) {
    this.memory = memory;
    this.start = start;
    this.type = type;
    this.address = address;
    this.length = length;
    /** @type {BigInt64Array | Float32Array | Float64Array | null} */
    this.latest = null;
  }

  /** The numbers, as a typed array of the module's memory: do not keep it across calls. */
  get view() {
    if (this.latest === null || this.latest.buffer !== this.memory.buffer) {
      this.latest = new VIEWS[this.type](this.memory.buffer, this.address, this.length);
    }
    return this.latest;
  }

  /** The numbers of a vector of float32. @returns {Float32Array} */
  get floats() {
    return /** @type {Float32Array} */ (this.view);
  }

  /** The numbers of a vector of float64. @returns {Float64Array} */
  get doubles() {
    return /** @type {Float64Array} */ (this.view);
  }

  /** The numbers of a vector of int64. @returns {BigInt64Array} */
  get integers() {
    return /** @type {BigInt64Array} */ (this.view);
  }

  /**
   * Overwrite the numbers.
   * @param {ArrayLike<number>} values
   */
  set(values) {
    if (this.type === "int64") this.integers.set(Array.from(values, BigInt));
    else /** @type {Float32Array} */ (this.view).set(values);
  }
}

/** A compiled module with a memory of its own. */
export class Module {
  /**
   * @param {WebAssembly.Module} code compiled code; modules that share it have memories of their own
   * @param {Description} description
   */
  constructor(code, description) {
    const exports = /** @type {any} */ (new WebAssembly.Instance(code, {}).exports);
    exports._initialize();
    this.code = code;
    this.exports = exports;
    this.description = description;
    /** @type {WebAssembly.Memory} */
    this.memory = exports.memory;
    const addresses = new Int32Array(this.memory.buffer, exports.kernel_table.value, description.kernels.length);
    /** @type {Map<string, number>} */
    this.kernels = new Map(description.kernels.map((name, k) => [name, addresses[k]]));
    /** Where new vectors are listed, if an owner wants to free them together. @type {Vector[] | null} */
    this.listed = null;
  }

  /**
   * Give the memory of vectors back; they must not be used any more.
   * @param {Vector[]} vectors
   */
  free(vectors) {
    for (const vector of vectors) this.exports.free(vector.start);
  }

  /**
   * The index of a kernel, with which compiled code calls it.
   * @param {string} name
   */
  kernel(name) {
    const index = this.kernels.get(name);
    if (index === undefined) throw new Error(`The module has no kernel ${name}; build it again with make wasm.`);
    return index;
  }

  /**
   * Compile the kernels of a typed formula, and put them into the table from which compiled code calls them.
   * @param {import("./formula_kernels.js").Kernels} kernels
   * @param {string} prefix of their names
   */
  addKernels({functions, imports}, prefix) {
    const operation = Object.fromEntries(imports.map(([name]) => [name, this.exports[`formula.${name}`]]));
    const code = new WebAssembly.Module(assemble(functions, imports));
    const {exports} = new WebAssembly.Instance(code, {operation, engine: {memory: this.memory}});
    /** @type {WebAssembly.Table} */
    const table = this.exports.__indirect_function_table;
    for (const name of Object.keys(functions)) {
      const index = table.grow(1);
      table.set(index, exports[name]);
      this.kernels.set(`${prefix}.${name}`, index);
    }
  }

  /**
   * A new array of zeros, which lasts until it is freed.
   * @param {NumberType} type
   * @param {number} length
   */
  zeros(type, length) {
    const bytes = length * VIEWS[type].BYTES_PER_ELEMENT;
    const start = this.exports.malloc(bytes + ALIGNMENT);
    if (start === 0) throw new SettingError("There is not enough memory for this network; make its layers narrower.");
    const address = (start + ALIGNMENT - 1) & -ALIGNMENT;
    new Uint8Array(this.memory.buffer, address, bytes).fill(0);
    const vector = new Vector(this.memory, type, address, length, start);
    this.listed?.push(vector);
    return vector;
  }

  /**
   * A new array with these numbers.
   * @param {NumberType} type
   * @param {ArrayLike<number>} values
   */
  vector(type, values) {
    const vector = this.zeros(type, values.length);
    vector.set(values);
    return vector;
  }

  /**
   * A function of the module with all its arguments, to be called again and again.
   * @param {string} name
   * @param {Record<string, Argument>} values
   */
  job(name, values) {
    return new Job(this, name, values);
  }
}

/**
 * An argument: a number, or a vector, of which the function takes the address; 0 stands for no vector.
 * @typedef {number | Vector} Argument
 */

/** The arguments of a function, by their names. */
export class Job {
  /**
   * @param {Module} module
   * @param {string} name
   * @param {Record<string, Argument>} values
   */
  constructor(module, name, values) {
    this.parameters = module.description.entries[name];
    this.call = module.exports[name];
    /** @type {(number | bigint)[]} */
    this.values = [];
    for (const [parameter] of this.parameters) {
      if (!(parameter in values)) throw new Error(`${name} needs the argument ${parameter}.`);
      this.set(parameter, values[parameter]);
    }
  }

  /**
   * Change an argument.
   * @param {string} name
   * @param {Argument} value
   */
  set(name, value) {
    const place = this.parameters.findIndex(([parameter]) => parameter === name);
    const plain = typeof value === "number" ? value : value.address;
    this.values[place] = this.parameters[place][1] === "n" ? BigInt(plain) : plain;
  }

  /** Call the function. */
  run() {
    this.call(...this.values);
  }
}
