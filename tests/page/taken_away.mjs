// Trains some settings on the engine of the page, with changes on the way, and prints the code and the losses as JSON.

import {readFileSync} from "node:fs";

import {commandLine, pythonCode} from "../../src/nnplay/web/site/app/code.js";
import {EngineClient} from "../../src/nnplay/web/site/app/engine_client.js";
import {settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {Playground} from "../../src/nnplay/web/site/app/playground.js";
import {withRecipe} from "../../src/nnplay/web/site/app/settings.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";

const folder = new URL("../../src/nnplay/web/site/engine/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine.wasm", folder)));
const description = JSON.parse(readFileSync(new URL("engine.json", folder), "utf-8"));
const loadSet = async (name) => JSON.parse(readFileSync(new URL(`sets/${name}.json`, folder), "utf-8"));

const RUNS = [
  {query: "data=spiral&net=8:tanh;4:relu&noise=0.1&seed=3&learning_rate=0.1", epochs: 12},
  {query: "data=xor&net=4:tanh:dropout=0.1;3:relu:skip=true&optimizer=adam&learning_rate=0.01&schedule=cosine&epochs=50&batch_size=none", epochs: 9},
  {query: "data=plane&net=4:tanh&l2=0.001&patience=30", epochs: 6},
  {query: "data=iris&net=5:relu&optimizer=adam&learning_rate=0.01", epochs: 8},
  {query: "data=moons&net=4:bumpy&formulas=" + encodeURIComponent('[["bumpy","z*exp(-b*z*z)",{"b":0.5}]]'), epochs: 5},
  {query: "data=circle&net=4:tanh", epochs: 20, changes: [[6, {learning_rate: 0.3}], [14, {optimizer: "adam", learning_rate: 0.01}]]},
  {query: `points=${"AAAAP_8BAAgBgIABwEABQIAB".slice(0, 24)}&net=2:tanh&test_fraction=0`, epochs: 3},
];

const results = [];
for (const {query, epochs, changes = []} of RUNS) {
  let receive;
  const host = new EngineHost(code, description, (message) => queueMicrotask(() => receive(message)), loadSet);
  const transport = {send: (message) => host.take(structuredClone(message)), receive: (handler) => (receive = handler), close() {}};
  const browser = {state: null, pushState() {}, replaceState() {}, back() {}, forward() {}};
  const {settings, troubles} = settingsOf(query);
  if (troubles.length) throw new Error(`${query}: ${JSON.stringify(troubles)}`);
  const playground = new Playground(new EngineClient(transport, (draw) => queueMicrotask(draw)), settings, browser);
  await playground.start();
  for (const [epoch, change] of [...changes, [epochs, null]]) {
    while (playground.run.newest.epoch < epoch) await playground.call("step");
    if (!change) break;
    playground.apply(withRecipe(playground.settings.value, change));
    await playground.sync.send();
  }
  await playground.frames.upToDate();
  const now = playground.settings.value;
  results.push({query, loss: playground.frames.newest.value.header.row.train_loss, python: pythonCode(now, epochs, playground.run.log), command: commandLine(now, epochs, playground.run.log)});
}
process.stdout.write(JSON.stringify(results));
process.exit();
