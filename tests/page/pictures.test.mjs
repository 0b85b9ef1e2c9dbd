// Colours, and where the network is drawn.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";

import {PALETTES, classPixels, contrast, diverging, divergingTable, hex, pixels, reachOf, rgb} from "../../src/nnplay/web/site/app/colors.js";
import {neighbour} from "../../src/nnplay/web/site/app/components/network.js";
import {threshold} from "../../src/nnplay/web/site/app/network_drawing.js";
import {ends, heightAt, hitTest, networkLayout, pictureSize} from "../../src/nnplay/web/site/app/network_layout.js";
import {outputScale} from "../../src/nnplay/web/site/app/scales.js";
import {planeFrame, toPixels, toPlane} from "../../src/nnplay/web/site/app/surface_drawing.js";

test("the scale goes from low through the middle to high", () => {
  for (const palette of Object.values(PALETTES)) {
    assert.deepEqual([diverging(palette, -1), diverging(palette, 0), diverging(palette, 1)], [palette.low, palette.middle, palette.high]);
    assert.deepEqual([diverging(palette, -9), diverging(palette, NaN)], [palette.low, palette.middle]);
  }
});

test("both ends stand out from the paper in every theme, and ten classes differ", () => {
  const css = readFileSync(new URL("../../src/nnplay/web/site/style/theme.css", import.meta.url), "utf-8");
  const blocks = css.split("}");
  Object.values(PALETTES).forEach((palette, k) => {
    const value = (name) => new RegExp(`${name}: (#[0-9a-f]{6})`).exec(blocks[k])[1];
    for (const name of ["low", "high", "train", "test", "ink", "muted"]) assert.equal(value(`--${name}`), hex(palette[name]));
    const paper = rgb(value("--paper"));
    for (const name of ["low", "high", "train"]) assert.ok(contrast(palette[name], paper) >= 3, `${k} ${name}`);
    for (const name of ["ink", "muted"]) assert.ok(contrast(palette[name], rgb(value("--ground"))) >= 4.5, `${k} ${name}`);
    assert.ok(contrast(rgb(value("--error")), rgb(value("--error-ground"))) >= 4.5);
    assert.equal(new Set(palette.classes.map(hex)).size, 10);
    palette.classes.forEach((a, i) => palette.classes.slice(0, i).forEach((b, j) => {
      assert.ok(Math.hypot(...a.map((each, channel) => each - b[channel])) > 40, `classes ${i + 1} and ${j + 1} of theme ${k + 1}`);
    }));
  });
});

test("a grid becomes a picture with the highest row at the top", () => {
  const {low, high} = PALETTES.light;
  const picture = pixels(divergingTable(PALETTES.light), [-1, -1, 1, 1], 2, 0, 1);
  assert.deepEqual([...picture.slice(0, 3)], high);
  assert.deepEqual([...picture.slice(8, 11)], low);
  const sure = classPixels(PALETTES.light, [1, 0, 0, 0, 1, 0, 0, 0, 1, 1 / 3, 1 / 3, 1 / 3], 2, 3, false);
  assert.deepEqual([...sure.slice(4, 7)], PALETTES.light.middle.map(Math.round));
  assert.equal(reachOf([0, -3, Infinity, 2]), 3);
  assert.equal(reachOf([0, 0]), 1);
  assert.deepEqual(outputScale({form: "column", low: 0, offset: 0, scale: 1}, 1), [0.5, 0.5]);
  assert.deepEqual(outputScale({form: "column", low: -1, offset: 0, scale: 1}, 1), [0, 1]);
  assert.deepEqual(outputScale({form: "values", low: 0, offset: 2, scale: 4}, 1), [-0.5, 0.25]);
});

/** Check that every neuron has a place of its own within the box. */
function seenWhole(counts, width, height) {
  const {columns} = networkLayout(counts, width, height);
  const what = `${counts.length} columns of ${Math.max(...counts)} in ${width} × ${height}`;
  columns.forEach(({cells, x, width: across}, column) => {
    assert.equal(cells.length, counts[column]);
    assert.equal(new Set(cells.map((cell) => `${cell.x.toFixed(3)} ${cell.y.toFixed(3)}`)).size, counts[column], what);
    for (const cell of cells) {
      assert.ok(cell.x >= 0 && cell.x + cell.size <= width + 0.01 && cell.y >= 60 && cell.y + cell.size <= height + 0.01, what);
      assert.ok(cell.size >= 1.5 && cell.x + cell.size <= x + across + 0.01, what);
    }
    if (column) assert.ok(columns[column - 1].x + columns[column - 1].width < x, `${what}: columns apart`);
  });
}

test("1 to 30 layers of 1 to 500 neurons are seen whole", () => {
  for (const [width, height] of [[760, 700], [360, 480], [1200, 420], [500, 260]]) {
    for (let layers = 0; layers <= 30; layers++) {
      for (const neurons of [1, 2, 8, 30, 77, 200, 500]) {
        if (layers * neurons > 4000 && width < 600) continue;
        seenWhole([7, ...Array(layers).fill(neurons), 1], width, height);
      }
    }
  }
});

test("a neuron and a weight are found where they are drawn", () => {
  const layout = networkLayout([2, 4, 1], 700, 500);
  layout.columns.forEach(({cells}, column) => cells.forEach((cell, index) => {
    assert.deepEqual(hitTest(layout, cell.x + cell.size / 2, cell.y + cell.size / 2), {kind: "neuron", column, index});
  }));
  const line = ends(layout.columns[0].cells[1], layout.columns[1].cells[3]);
  const x = line.x1 + 0.85 * (line.x2 - line.x1);
  assert.deepEqual(hitTest(layout, x, heightAt(line, x)), {kind: "weight", column: 1, from: 1, to: 3});
  assert.ok(Math.abs(heightAt(line, line.x1) - line.y1) < 0.01 && Math.abs(heightAt(line, line.x2) - line.y2) < 0.01);
  assert.equal(hitTest(layout, 1, 1), null);
});

test("the arrow keys reach every neuron", () => {
  const counts = [2, 4, 1];
  assert.deepEqual(neighbour(counts, {column: 1, index: 3}, "ArrowRight"), {column: 2, index: 0});
  assert.deepEqual(neighbour(counts, {column: 1, index: 3}, "ArrowDown"), {column: 1, index: 3});
  assert.deepEqual(neighbour(counts, {column: 1, index: 0}, "ArrowDown"), {column: 1, index: 1});
  assert.deepEqual(neighbour(counts, {column: 0, index: 1}, "ArrowLeft"), {column: 0, index: 1});
  assert.equal(neighbour(counts, {column: 0, index: 1}, "a"), null);
});

test("many weights and neurons are drawn as far as time allows", () => {
  const weights = Float32Array.from({length: 100_000}, (_, k) => (k % 1000) / 1000);
  const least = threshold(weights, 0, weights.length, 10_000);
  assert.ok(Math.abs(least - 0.9) < 0.02);
  assert.equal(threshold(weights, 0, 100, 1000), 0);
  assert.deepEqual([pictureSize(10, 40), pictureSize(10, 3)], [27, 0]);
  for (const neurons of [1, 24, 500, 2000]) assert.ok(pictureSize(neurons, 40) ** 2 * neurons <= 70_000);
});

test("a point of the plane is where its pixel is", () => {
  const frame = planeFrame(420);
  const [px, py] = toPixels(frame, 2.5, -4);
  const {x, y} = toPlane(frame, px, py);
  assert.ok(Math.abs(x - 2.5) < 1e-9 && Math.abs(y + 4) < 1e-9);
});
