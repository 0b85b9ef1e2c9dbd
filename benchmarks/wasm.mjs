// Microseconds a step of the page's engine, for benchmarks/wasm.py: a case comes as JSON, and an answer for each line goes out.

import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";

import {Engine, Trainer} from "../src/nnplay/web/site/engine/engine.js";
import {initialize} from "../src/nnplay/web/site/engine/initializers.js";
import {Module} from "../src/nnplay/web/site/engine/module.js";

const folder = new URL("../src/nnplay/web/site/engine/", import.meta.url);
const description = JSON.parse(readFileSync(new URL("engine.json", folder), "utf8"));
const code = new WebAssembly.Module(readFileSync(new URL("engine.wasm", folder)));

let trainer = null;
let rates = new Float64Array(0);

function prepare({architecture, X, Y, batch, optimizer, rate, steps}) {
  const engine = new Engine(new Module(code, description), architecture, {rows: batch});
  const data = engine.load(X, Y);
  trainer = new Trainer(engine, data, {optimizer, batch, weightDecay: 0, clip: 0, seed: 7, shuffle: true, meanWeight: 1, penalties: {}});
  trainer.start(initialize(description, architecture, {seed: 0}));
  rates = new Float64Array(steps).fill(rate);
  for (const end = performance.now() + 300; performance.now() < end;) trainer.advance(rates); // compiled again, faster
}

for await (const line of createInterface({input: process.stdin})) {
  const message = JSON.parse(line);
  if (message.architecture) {
    prepare(message);
    console.log("ready");
    continue;
  }
  const started = performance.now();
  trainer.advance(rates);
  console.log(((performance.now() - started) * 1000) / rates.length);
}
