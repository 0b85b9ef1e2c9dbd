/**
 * WebAssembly, byte by byte: just what the kernels of typed formulas need (https://webassembly.github.io/spec).
 */

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
const VOID = 0x40;

/** Instructions by their names in the text format. */
export const OP = {
  block: 0x02, loop: 0x03, end: 0x0b, br: 0x0c, br_if: 0x0d, call: 0x10, select: 0x1b, local_get: 0x20, local_set: 0x21,
  local_tee: 0x22, f32_load: 0x2a, f64_load: 0x2b, f32_store: 0x38, f64_store: 0x39, i32_const: 0x41, f32_const: 0x43,
  f64_const: 0x44, i32_eqz: 0x45, i32_lt_u: 0x49, i32_ge_u: 0x4f, f32_eq: 0x5b, f32_ne: 0x5c, f32_lt: 0x5d, f32_gt: 0x5e,
  f32_le: 0x5f, f32_ge: 0x60, i32_add: 0x6a, i32_mul: 0x6c, i32_and: 0x71, i32_or: 0x72, f32_abs: 0x8b, f32_neg: 0x8c,
  f32_sqrt: 0x91, f32_add: 0x92, f32_sub: 0x93, f32_mul: 0x94, f32_div: 0x95, f32_min: 0x96, f32_max: 0x97, f64_add: 0xa0,
  f64_mul: 0xa2, f64_div: 0xa3, i32_wrap_i64: 0xa7, f32_demote_f64: 0xb6, f64_convert_i32_u: 0xb8, f64_promote_f32: 0xbb,
};

/** An unsigned number in LEB128. @param {number} value @returns {number[]} */
function unsigned(value) {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest ? [low | 0x80, ...unsigned(rest)] : [low];
}

/** A signed number in LEB128. @param {number} value @returns {number[]} */
function signed(value) {
  const low = value & 0x7f;
  const rest = value >> 7;
  const done = (rest === 0 && !(low & 0x40)) || (rest === -1 && Boolean(low & 0x40));
  return done ? [low] : [low | 0x80, ...signed(rest)];
}

/** A text with its length. @param {string} value */
const text = (value) => [...unsigned(value.length), ...new TextEncoder().encode(value)];

/** The code of a function, with its local variables. */
export class Code {
  /** @param {number} parameters all of type i64, which are the first locals */
  constructor(parameters) {
    this.parameters = parameters;
    /** @type {number[]} */
    this.locals = [];
    /** @type {number[]} */
    this.bytes = [];
  }

  /** A new local variable. @param {number} type */
  local(type) {
    this.locals.push(type);
    return this.parameters + this.locals.length - 1;
  }

  /** Add instructions without operands. @param {...number} instructions */
  emit(...instructions) {
    for (const each of instructions) this.bytes.push(each);
    return this;
  }

  /** @param {number} local */
  get(local) {
    return this.emit(OP.local_get, ...unsigned(local));
  }

  /** @param {number} local */
  set(local) {
    return this.emit(OP.local_set, ...unsigned(local));
  }

  /** @param {number} value */
  integer(value) {
    return this.emit(OP.i32_const, ...signed(value));
  }

  /** @param {number} value */
  float(value) {
    return this.emit(OP.f32_const, ...new Uint8Array(Float32Array.of(value).buffer));
  }

  /** @param {number} value */
  double(value) {
    return this.emit(OP.f64_const, ...new Uint8Array(Float64Array.of(value).buffer));
  }

  /** @param {number} index */
  call(index) {
    return this.emit(OP.call, ...unsigned(index));
  }

  /** Load or store a number of 4 or 8 bytes at an address on the stack. @param {number} instruction @param {number} [offset] */
  memory(instruction, offset = 0) {
    const wide = instruction === OP.f64_load || instruction === OP.f64_store;
    return this.emit(instruction, wide ? 3 : 2, ...unsigned(offset));
  }

  /** A parameter as a local address or size of 32 bits. @param {number} parameter */
  narrow(parameter) {
    const local = this.local(I32);
    this.get(parameter).emit(OP.i32_wrap_i64).set(local);
    return local;
  }

  /** Add a number of bytes to an address. @param {number} local @param {number} bytes */
  advance(local, bytes) {
    return this.get(local).integer(bytes).emit(OP.i32_add).set(local);
  }

  /**
   * Repeat instructions for an index from 0 to a count.
   * @param {number} count a local
   * @param {(index: number) => void} body
   */
  repeat(count, body) {
    const index = this.local(I32);
    this.integer(0).set(index).emit(OP.block, VOID, OP.loop, VOID);
    this.get(index).get(count).emit(OP.i32_ge_u, OP.br_if, 1);
    body(index);
    this.advance(index, 1).emit(OP.br, 0, OP.end, OP.end);
  }

  /** The function's entry in the code section. */
  get entry() {
    const body = [...unsigned(this.locals.length), ...this.locals.flatMap((type) => [1, type]), ...this.bytes, OP.end];
    return [...unsigned(body.length), ...body];
  }
}

/**
 * A module with functions of i64, which may call imported functions of float32.
 * @param {Record<string, Code>} functions
 * @param {[string, number][]} imports names and numbers of arguments
 */
export function assemble(functions, imports) {
  const section = (/** @type {number} */ id, /** @type {number[][]} */ items) => {
    const body = [...unsigned(items.length), ...items.flat()];
    return [id, ...unsigned(body.length), ...body];
  };
  const codes = Object.values(functions);
  const type = (/** @type {number} */ kind, /** @type {number} */ count, /** @type {number[]} */ result) =>
    [0x60, ...unsigned(count), ...new Array(count).fill(kind), result.length, ...result];
  const types = [...imports.map(([, count]) => type(F32, count, [F32])), ...codes.map((code) => type(I64, code.parameters, []))];
  const imported = imports.map(([name], k) => [...text("operation"), ...text(name), 0, ...unsigned(k)]);
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types),
    ...section(2, [...imported, [...text("engine"), ...text("memory"), 2, 0, 1]]),
    ...section(3, codes.map((_, k) => unsigned(imports.length + k))),
    ...section(7, Object.keys(functions).map((name, k) => [...text(name), 0, ...unsigned(imports.length + k)])),
    ...section(10, codes.map((code) => code.entry)),
  ]);
}
