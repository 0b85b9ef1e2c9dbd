/**
 * Binary frames: named arrays behind a small header in JSON, as docs/reference/protocol.md describes them.
 *
 *     bytes 0–3    "NNF1"
 *     bytes 4–7    length of the header in bytes, a multiple of 8 (unsigned, little endian)
 *     then         the header: JSON in UTF-8, filled up with spaces
 *     then         the arrays, each from a multiple of 8 on
 *
 * @typedef {{type: "float32" | "float64" | "int32", shape: number[], offset: number}} ArrayHeader
 * @typedef {Float32Array | Float64Array | Int32Array} Numbers
 * @typedef {{header: Record<string, any>, arrays: Record<string, Numbers>}} Frame
 */

const MAGIC = 0x31464e4e; // "NNF1"
const START = 8; // where the header begins
const TYPES = {float32: Float32Array, float64: Float64Array, int32: Int32Array};

/** @param {number} bytes */
const aligned = (bytes) => (bytes + 7) & ~7;

/** @param {Numbers} numbers */
const typeOf = (numbers) => /** @type {ArrayHeader["type"]} */ (numbers.constructor.name.replace("Array", "").toLowerCase());

/**
 * A frame as bytes.
 * @param {Record<string, any>} header JSON values
 * @param {Record<string, {numbers: Numbers, shape: number[]}>} arrays
 * @returns {ArrayBuffer}
 */
export function encodeFrame(header, arrays) {
  let offset = 0;
  /** @type {Record<string, ArrayHeader>} */
  const described = {};
  for (const [name, {numbers, shape}] of Object.entries(arrays)) {
    described[name] = {type: typeOf(numbers), shape, offset};
    offset += aligned(numbers.byteLength);
  }
  const text = new TextEncoder().encode(JSON.stringify({...header, arrays: described}));
  const length = aligned(text.length);
  const buffer = new ArrayBuffer(START + length + offset);
  const view = new DataView(buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, length, true);
  new Uint8Array(buffer, START, length).fill(0x20).set(text);
  for (const [name, {numbers}] of Object.entries(arrays)) {
    const target = new Uint8Array(buffer, START + length + described[name].offset, numbers.byteLength);
    target.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }
  return buffer;
}

/**
 * The header and the arrays of a frame; the arrays are views of its bytes.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decodeFrame(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < START || view.getUint32(0, true) !== MAGIC) throw new Error("These bytes are no frame.");
  const length = view.getUint32(4, true);
  const {arrays, ...header} = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, START, length)));
  const numbers = Object.fromEntries(Object.entries(/** @type {Record<string, ArrayHeader>} */ (arrays)).map(
    ([name, {type, shape, offset}]) => {
      const count = shape.reduce((a, b) => a * b, 1);
      return [name, new TYPES[type](buffer, START + length + offset, count)];
    }));
  return {header, arrays: numbers};
}
