// Drawn digits are read: centred and scaled as those that the network has seen.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";

import {pixelsOf} from "../../src/nnplay/web/site/app/digit_drawing.js";
import {decodeFrame} from "../../src/nnplay/web/site/engine/frames.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";

const folder = new URL("../../src/nnplay/web/site/engine/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine.wasm", folder)));
const description = JSON.parse(readFileSync(new URL("engine.json", folder), "utf-8"));

const arc = (x, y, rx, ry, from, to) => Array.from({length: 25}, (_, k) => {
  const angle = from + ((to - from) * k) / 24;
  return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
});
const PI = Math.PI;
/** Digits as people draw them with a mouse, anywhere and of any size. */
const DRAWN = {
  0: [[arc(50, 50, 22, 34, 0, 2 * PI)]],
  1: [[[[150, 40], [150, 160]]], [[[20, 10], [20, 30]]], [[[60, 40], [80, 20], [80, 100]]]],
  4: [[[[60, 10], [30, 60], [85, 60]], [[68, 40], [68, 100]]]],
  7: [[[[20, 20], [70, 20], [40, 100]]]],
};

test("a drawing is as large as the picture, and in its middle", () => {
  const shades = pixelsOf([[[300, 100], [300, 130]]], 8);
  const sums = Array.from({length: 8}, (_, column) => shades.reduce((sum, shade, k) => sum + (k % 8 === column ? shade : 0), 0));
  assert.ok(sums[3] > 4 && Math.abs(sums[3] - sums[4]) < 1e-6 && sums[1] === 0 && sums[6] === 0);
  assert.ok(shades.slice(0, 8).some((shade) => shade > 0.3) && shades.slice(56).some((shade) => shade > 0.3));
  assert.deepEqual(pixelsOf([[[3, 100], [3, 130]]], 8), shades);
  assert.ok(pixelsOf([], 8).every((shade) => shade === 0));
  assert.ok(pixelsOf([[[5, 5]]], 8).some((shade) => shade > 0));
});

test("a network that has learned the digits reads drawn ones, a straight 1 among them", async () => {
  const sent = [];
  const host = new EngineHost(code, structuredClone(description), (message) => sent.push(message instanceof ArrayBuffer ? decodeFrame(message) : message),
    async (name) => JSON.parse(readFileSync(new URL(`sets/${name}.json`, folder), "utf-8")));
  const configure = {id: 1, command: "configure", configuration: {recipe: {data: "digits", optimizer: "adam", learning_rate: 0.01, epochs: 30}, architecture: {layers: [{width: 32, activation: "relu"}]}}};
  assert.ok(await host.prepare(configure));
  host.handle(configure);
  host.handle({id: 2, command: "play"});
  while (host.tick() !== null) continue;
  for (const [digit, drawings] of Object.entries(DRAWN)) {
    for (const strokes of drawings) {
      const shades = pixelsOf(strokes, 8);
      const point = Object.fromEntries([...shades].map((shade, k) => [`pixel_${Math.floor(k / 8)}_${k % 8}`, 16 * shade]));
      host.handle({id: 3, command: "frame", show: {point}});
      const shares = sent.at(-1).arrays.point_1;
      assert.equal(String(shares.indexOf(Math.max(...shares))), digit, `${digit}: ${[...shares].map((share) => share.toFixed(2))}`);
    }
  }
});
