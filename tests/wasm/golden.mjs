// What the tests share: the module, the files that Python wrote, and how close two arrays are.

import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

import {Module} from "../../src/nnplay/web/site/engine/module.js";

const folder = (name, fallback) => process.env[name] ?? fileURLToPath(new URL(fallback, import.meta.url));
const ENGINE = folder("NNPLAY_WASM_ENGINE", "../../src/nnplay/web/site/engine");
const GOLDEN = folder("NNPLAY_WASM_GOLDEN", "golden");

/** Whether both sides were built strictly, and all bits must agree. */
export const STRICT = process.env.NNPLAY_STRICT === "1";

export const description = JSON.parse(readFileSync(`${ENGINE}/engine.json`, "utf8"));
export const code = new WebAssembly.Module(readFileSync(`${ENGINE}/engine.wasm`));

export const newModule = () => new Module(code, description);

export const golden = (name) => JSON.parse(readFileSync(`${GOLDEN}/${name}.json`, "utf8"));

const TYPES = {float32: Float32Array, float64: Float64Array, int64: BigInt64Array};

/** The array that Python packed. */
export function unpacked([type, text]) {
  const bytes = Buffer.from(text, "base64");
  return new TYPES[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** ‖a − b‖ / ‖b‖; numbers that are not finite must be the same. */
export function difference(a, b) {
  if (a.length !== b.length) return Infinity;
  let [square, norm] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) {
      norm += Number.isFinite(b[i]) ? b[i] ** 2 : 0;
      continue;
    }
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) return Infinity;
    square += (a[i] - b[i]) ** 2;
    norm += b[i] ** 2;
  }
  return square === 0 ? 0 : Math.sqrt(square / norm);
}

/** How many numbers have other bits. */
export const differing = (a, b) => Array.from(a).filter((each, i) => !Object.is(each, b[i])).length + Math.abs(a.length - b.length);
