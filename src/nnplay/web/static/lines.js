// The lines between the neurons: one for each weight, its sign in the colour, its size in the width.

import { element, sharp, style } from "./draw.js";

const NEAR = 6;  // pixels from a line that still mean it
const SAMPLES = 14;
const MANY = 600;  // lines from which on they do not flow
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

export class Lines {
  constructor(feed) {
    this.feed = feed;
    this.canvas = element("canvas", { class: "lines", "aria-hidden": "true" });
    this.lines = [];
    this.chosen = null;
    this.view = null;
  }

  // Lie over what is seen of a larger picture, and follow where it is scrolled to.
  cover(view) {
    this.view = view;
    view.addEventListener("scroll", () => this.draw(), { passive: true });
  }

  // Where each line begins and ends, when the columns have been laid out.
  measure(columns, scene) {
    const area = columns.getBoundingClientRect();
    [this.width, this.height] = [this.view.clientWidth, this.view.clientHeight];
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const place = (node) => {
      const box = node.querySelector("canvas").getBoundingClientRect();
      return { left: box.left - area.left, right: box.right - area.left, y: (box.top + box.bottom) / 2 - area.top, size: box.height };
    };
    const inputs = Object.fromEntries([...columns.querySelectorAll("[data-input]")].map((node) => [node.dataset.input, place(node)]));
    let before = scene.features.map((name) => inputs[name]);
    this.lines = [];
    scene.layers.forEach((layer, k) => {
      const here = Array.from({ length: layer.width }, (_, j) => place(columns.querySelector(`[data-neuron="${k},${j}"]`)));
      here.forEach((to, j) => before.forEach((from, i) => {
        if (from) this.lines.push({ layer: k, from: i, to: j, x0: from.right, y0: from.y, x1: to.left, y1: to.y, size: to.size });
      }));
      before = here;
    });
  }

  at(line, t) {
    const middle = (line.x0 + line.x1) / 2, s = 1 - t;
    return [s ** 3 * line.x0 + 3 * s * s * t * middle + 3 * s * t * t * middle + t ** 3 * line.x1,
            s ** 3 * line.y0 + 3 * s * s * t * line.y0 + 3 * s * t * t * line.y1 + t ** 3 * line.y1];
  }

  // The line that the mouse is at, if any.
  near(event) {
    const area = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left + this.view.scrollLeft, event.clientY - area.top + this.view.scrollTop];
    let best = null, least = NEAR;
    for (const line of this.lines) {
      if (x < line.x0 || x > line.x1) continue;
      for (let k = 0; k <= SAMPLES; k++) {
        const [u, v] = this.at(line, k / SAMPLES);
        const [a, b] = this.at(line, Math.min((k + 1) / SAMPLES, 1));
        const along = Math.min(Math.max(((x - u) * (a - u) + (y - v) * (b - v)) / ((a - u) ** 2 + (b - v) ** 2 || 1), 0), 1);
        const away = Math.hypot(x - u - along * (a - u), y - v - along * (b - v));
        if (away < least) [best, least] = [line, away];
      }
    }
    return this.feed.frame?.theta ? best : null;
  }

  choose(line) {
    if (line === this.chosen) return;
    this.chosen = line;
    this.draw();
  }

  draw() {
    const { frame, scene } = this.feed;
    if (!this.width || !frame) return;
    const context = sharp(this.canvas, this.width, this.height);
    if (!frame.theta) return;
    const [left, top] = [this.view.scrollLeft, this.view.scrollTop];
    const [right, bottom] = [left + this.width, top + this.height];
    context.translate(-left, -top);
    const flowing = frame.playing && !still.matches && this.lines.length < MANY;
    context.setLineDash(flowing ? [9, 3] : []);
    context.lineDashOffset = flowing ? -(performance.now() / 40) % 12 : 0;
    for (const line of this.lines) {
      if (line.x1 < left || line.x0 > right || Math.max(line.y0, line.y1) < top || Math.min(line.y0, line.y1) > bottom) continue;
      const w = this.feed.weight(line.layer, line.from, line.to);
      const size = Math.min(Math.abs(w), 4);
      const middle = (line.x0 + line.x1) / 2;
      context.globalAlpha = line === this.chosen ? 1 : Math.min(0.16 + 0.55 * size, 0.9);
      context.strokeStyle = w < 0 ? scene.colours.negative : scene.colours.positive;
      context.lineWidth = 0.7 + 1.5 * size + (line === this.chosen ? 2 : 0);
      context.beginPath();
      context.moveTo(line.x0, line.y0);
      context.bezierCurveTo(middle, line.y0, middle, line.y1, line.x1, line.y1);
      context.stroke();
    }
    context.globalAlpha = 1;
    this.biases(context);
  }

  // A dot at the corner of each neuron: its bias.
  biases(context) {
    const { scene } = this.feed;
    const seen = new Set();
    context.setLineDash([]);
    for (const { layer, to, x1, y1, size } of this.lines) {
      const name = `${layer},${to}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const b = this.feed.bias(layer, to);
      context.fillStyle = b < 0 ? scene.colours.negative : scene.colours.positive;
      context.strokeStyle = style("--paper");
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x1 - 4, y1 + 0.38 * size, Math.min(2 + 1.4 * Math.min(Math.abs(b), 2), size / 5), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
}
