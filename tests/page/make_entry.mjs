// Solves a challenge on the engine of the page, and prints the link of its entry.

import {readFileSync} from "node:fs";

import {EngineClient} from "../../src/nnplay/web/site/app/engine_client.js";
import {Guide} from "../../src/nnplay/web/site/app/guide.js";
import {settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {Playground} from "../../src/nnplay/web/site/app/playground.js";
import {DEFAULTS} from "../../src/nnplay/web/site/app/settings.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";

const site = new URL("../../src/nnplay/web/site/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine/engine.wasm", site)));
const description = JSON.parse(readFileSync(new URL("engine/engine.json", site), "utf-8"));
globalThis.location = new URL("https://example.org/playground/");
globalThis.fetch = async (address) => new Response(readFileSync(new URL(address)));

let receive;
const host = new EngineHost(code, description, (message) => queueMicrotask(() => receive(message)));
const transport = {send: (message) => host.handle(structuredClone(message)), receive: (handler) => (receive = handler), close() {}};
const browser = {state: null, pushState() {}, replaceState() {}, back() {}, forward() {}};
const playground = new Playground(new EngineClient(transport, (draw) => queueMicrotask(draw)), DEFAULTS, browser);
const guide = (playground.guide = new Guide(playground));
await playground.start();
await guide.challenge("circle");
const set = async (query) => {
  playground.apply(settingsOf(`${playground.address.of(playground.settings.value)}&${query}`).settings);
  await playground.sync.send();
};
await playground.sync.send();
await set("net=3:tanh&learning_rate=0.1");
for (let k = 0; k < 60; k++) await playground.call("step");
await playground.run.editNow(0, [0, 0], 0.75);
await playground.call("stepBatch");
await set("learning_rate=0.05");
for (let k = 0; k < 60; k++) await playground.call("step");
process.stdout.write(await guide.entryLink());
process.exit();
