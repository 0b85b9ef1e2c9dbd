/**
 * A Web Worker with an engine: it takes commands and sends replies and frames, as docs/reference/protocol.md describes them.
 */

import {EngineHost} from "./host.js";

/**
 * @typedef {{
 *   postMessage: (message: any, transfer?: Transferable[]) => void, onmessage: (event: MessageEvent) => void
 * }} WorkerScope
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));
const here = (/** @type {string} */ name) => new URL(`../engine/${name}`, import.meta.url);

/** @type {import("./host.js").Message[]} */
const early = [];
scope.onmessage = (/** @type {MessageEvent} */ event) => early.push(event.data);

/** The code is compiled while it arrives, and browsers keep it compiled; not of a web space that calls it another type. */
async function compiled() {
  const response = fetch(here("engine.wasm"));
  const copy = response.then((each) => each.clone());
  return WebAssembly.compileStreaming(response).catch(async () => WebAssembly.compile(await (await copy).arrayBuffer()));
}

const [code, description] = await Promise.all([
  compiled(),
  fetch(here("engine.json")).then((response) => response.json()),
]);
const host = new EngineHost(code, description, (message) =>
  scope.postMessage(message, message instanceof ArrayBuffer ? [message] : []),
(name) => fetch(here(`sets/${name}.json`)).then((response) => (response.ok ? response.json() : Promise.reject(response.status))));

// A message to itself lets commands come between two moments of training; a timer would wait 4 ms each time.
const turns = new MessageChannel();
let scheduled = false;

function schedule(milliseconds = 0) {
  if (scheduled) return;
  scheduled = true;
  if (milliseconds > 0) setTimeout(() => turns.port2.postMessage(null), milliseconds);
  else turns.port2.postMessage(null);
}

turns.port1.onmessage = () => {
  scheduled = false;
  const wait = host.tick();
  if (wait !== null) schedule(wait);
};

/** @param {import("./host.js").Message} message */
const take = (message) => host.take(message, () => host.playing && schedule());

scope.onmessage = (/** @type {MessageEvent} */ event) => take(event.data);
early.forEach(take);
