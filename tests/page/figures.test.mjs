// Figures in SVG, drawn with the functions that draw on the screen.

import assert from "node:assert/strict";
import test from "node:test";

import {PALETTES} from "../../src/nnplay/web/site/app/colors.js";
import {drawCurves} from "../../src/nnplay/web/site/app/curve_drawing.js";
import {figure} from "../../src/nnplay/web/site/app/figures.js";
import {drawWeights, lineLevels, sameLevels} from "../../src/nnplay/web/site/app/network_drawing.js";
import {networkLayout} from "../../src/nnplay/web/site/app/network_layout.js";
import {SvgContext} from "../../src/nnplay/web/site/app/svg_context.js";
import {WHOLE, moved, pointAt, zoomed} from "../../src/nnplay/web/site/app/zoom.js";
import {drawAxes, planeFrame, ticks} from "../../src/nnplay/web/site/app/surface_drawing.js";

const palette = PALETTES.light;
/** Whether each element that is opened is closed, in order. */
function wellFormed(svg) {
  const open = [];
  for (const [, closing, name, rest] of svg.matchAll(/<(\/?)(\w+)([^>]*)>/g)) {
    if (closing) assert.equal(open.pop(), name);
    else if (!rest.endsWith("/")) open.push(name);
  }
  assert.deepEqual(open, []);
}

test("what is drawn becomes elements, and texts are only texts", () => {
  const context = new SvgContext(100, 50, "#ffffff");
  context.save();
  context.beginPath();
  context.rect(0, 0, 10, 10);
  context.clip();
  context.translate(5, 5);
  context.rotate(-Math.PI / 2);
  context.fillText('<script>alert("x")</script> & more', 1, 2);
  context.restore();
  context.beginPath();
  context.arc(20, 20, 4, 0, 2 * Math.PI);
  context.fill();
  const svg = context.toString();
  wellFormed(svg);
  assert.ok(svg.includes('<g clip-path="url(#clip1)"><g transform="translate(5 5)"><g transform="rotate(-90)">'));
  assert.ok(svg.includes("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more"));
  assert.ok(svg.includes('d="M16 20a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"'));
});

test("curves leave out what is not a number, and axes have round numbers", () => {
  const line = {epochs: [0, 1, 2, 3], values: [1, NaN, 0.5, null], color: "#123456", dash: [5, 3], width: 2};
  const svg = figure({width: 300, height: 200}, palette, (context) => drawCurves(context, {left: 40, top: 30, width: 200, height: 120}, {measure: "loss", palette, lines: [line]}));
  wellFormed(svg);
  const [, path] = /<path d="([^"]+)" fill="none" stroke="#123456" stroke-width="2" stroke-dasharray="5 3"\/>/.exec(svg);
  assert.equal(path.match(/[ML]/g).join(""), "ML");
  wellFormed(figure({width: 300, height: 300}, palette, (context) => drawAxes(context, planeFrame(300), {x: "x₁", y: "<y>", palette})));
  assert.deepEqual(ticks([-6, 6]), [-6, -4, -2, 0, 2, 4, 6]);
  assert.deepEqual(ticks([4.05, 8.1]), [5, 6, 7, 8]);
  assert.deepEqual(ticks([0, 0.35], 5), [0, 0.1, 0.2, 0.3]);
});

test("weights have lines, as wide as they are large, and equal pictures are known", () => {
  const network = {layout: [{W: {start: 0, shape: [2, 3]}}, {W: {start: 6, shape: [3, 1]}}]};
  const theta = Float32Array.of(1, -1, 0, 0.25, 0, 0, 2, -0.5, 0);
  const levels = lineLevels(network, theta, [2, 3, 1]);
  assert.deepEqual([...levels[0]], [8, -8, 0, 4, 0, 0]);
  assert.deepEqual([...levels[1]], [8, -4, 0]);
  assert.ok(sameLevels(levels, lineLevels(network, theta.map((each) => each * 0.999), [2, 3, 1])));
  assert.ok(!sameLevels(levels, lineLevels(network, theta.map((each) => -each), [2, 3, 1])));
  const layout = networkLayout([2, 3, 1], 400, 300);
  const svg = figure({width: 400, height: 300}, palette, (context) => drawWeights(context, {layout, network, theta, palette, hovered: null, selected: null}, levels));
  wellFormed(svg);
  assert.equal(svg.match(/C/g).length, 5, "one curve for each weight that is not 0");
});

test("the pixels of a picture are a block without gaps", () => {
  const {columns: [pixels, hidden]} = networkLayout([64, 5, 10], 700, 600, 8);
  assert.equal(pixels.cells.length, 64);
  assert.ok(Math.abs(pixels.cells[1].x - pixels.cells[0].x - pixels.size) < 1e-9 && Math.abs(pixels.cells[8].y - pixels.cells[0].y - pixels.size) < 1e-9);
  assert.ok(pixels.cells[63].x + pixels.size < hidden.x && pixels.cells[63].y + pixels.size <= 600);
});

test("what is under the pointer stays there, and the picture fills its frame", () => {
  const size = {width: 400, height: 300};
  const near = zoomed(WHOLE, 2, [100, 250], size);
  assert.deepEqual(pointAt(near, 100, 250), [100, 250]);
  assert.deepEqual(moved(near, 5000, -5000, size), {k: 2, x: 0, y: -300});
  assert.deepEqual(zoomed(near, 0.01, [7, 7], size), WHOLE);
  assert.equal(zoomed(near, 1000, [0, 0], size).k, 24);
});
