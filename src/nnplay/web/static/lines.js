// The lines between the neurons: one for each weight, its sign in the colour, its size in the width.

import { element, sharp, style } from "./draw.js";

const NEAR = 6;  // pixels from a line that still mean it
const SAMPLES = 14;
const MANY = 600;  // lines from which on they do not flow, and are finer
const LEVELS = 24;  // widths that are told apart
const LARGEST = 4;  // a weight that is larger is drawn like this
const LEAST = 18;  // pixels of a picture from which on its bias is drawn
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

export class Lines {
  constructor(feed) {
    this.feed = feed;
    this.canvas = element("canvas", { class: "lines", "aria-hidden": "true" });
    this.places = [];
    this.all = [];
    this.lines = [];
    this.chosen = null;
    this.view = null;
    this.faint = false;  // where there is little room between the columns
  }

  // Lie over what is seen of a larger picture, and follow where it is scrolled to.
  cover(view) {
    this.view = view;
    view.addEventListener("scroll", () => this.draw(), { passive: true });
  }

  // Where each line begins and ends, when the columns have been laid out: of each its pictures, and its cells.
  measure(columns, scene, laid) {
    const area = columns.getBoundingClientRect();
    [this.width, this.height] = [this.view.clientWidth, this.view.clientHeight];
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const [inputs, ...layers] = laid.map(({ pictures, strip }) => [
      ...pictures.map((canvas) => {
        const box = canvas.getBoundingClientRect();
        return { left: box.left - area.left, right: box.right - area.left, y: (box.top + box.bottom) / 2 - area.top, size: box.height };
      }),
      ...(strip ? cells(strip, area) : []),
    ]);
    this.places = [scene.features.map((name) => inputs[scene.offered.indexOf(name)]), ...layers];
    this.pieces = scene.layers.map((_, layer) => this.feed.pieces(layer));
    this.all = [];
    if (!scene.whole) return;
    layers.forEach((here, layer) => here.forEach((_, to) =>
      this.places[layer].forEach((_, from) => this.all.push(this.line(layer, from, to)))));
  }

  line(layer, from, to) {
    const [begin, end] = [this.places[layer][from], this.places[layer + 1][to]];
    return { layer, from, to, x0: begin.right, y0: begin.y, x1: end.left, y1: end.y };
  }

  // The lines that are drawn, with their weights: all of them, or the strongest of too many.
  weighted() {
    const { frame } = this.feed;
    if (frame.theta) {
      for (const line of this.all) line.weight = this.weight(line);
      return this.all;
    }
    const found = [], values = frame.strongest.values;
    for (let k = 0; k < values.length; k += 4)
      found.push({ ...this.line(values[k], values[k + 1], values[k + 2]), weight: values[k + 3] });
    return found;
  }

  // The weight of a line; of several pieces the strongest one.
  weight({ layer, from, to }) {
    let found = this.feed.weight(layer, from, to);
    for (let piece = this.pieces[layer] - 1; piece > 0; piece--) {
      const other = this.feed.weight(layer, from, to, piece);
      if (Math.abs(other) > Math.abs(found)) found = other;
    }
    return found;
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
    return best;
  }

  choose(line) {
    if (line === this.chosen) return;
    this.chosen = line;
    this.draw();
  }

  draw() {
    const { frame, scene } = this.feed;
    if (!this.width || !frame || this.places.length !== scene.layers.length + 1) return;
    const context = sharp(this.canvas, this.width, this.height);
    const [left, top] = [this.view.scrollLeft, this.view.scrollTop];
    const [right, bottom] = [left + this.width, top + this.height];
    context.translate(-left, -top);
    this.lines = this.weighted();
    const many = this.lines.length > MANY;
    const flowing = frame.playing && !still.matches && !many;
    context.setLineDash(flowing ? [9, 3] : []);
    context.lineDashOffset = flowing ? -(performance.now() / 40) % 12 : 0;
    const unit = frame.theta && !many ? 1 : (LARGEST / 2) / Math.max(...this.lines.map((line) => Math.abs(line.weight)), 1e-9);
    const levels = Array.from({ length: 2 * LEVELS }, () => []);
    for (const line of this.lines) {
      if (line.x1 < left || line.x0 > right || Math.max(line.y0, line.y1) < top || Math.min(line.y0, line.y1) > bottom) continue;
      const level = Math.floor((LEVELS - 1) * Math.min((unit * Math.abs(line.weight)) / LARGEST, 1));
      levels[2 * level + (line.weight < 0 ? 0 : 1)].push(line);
    }
    levels.forEach((lines, k) => {
      const size = (LARGEST * (Math.floor(k / 2) + 0.5)) / LEVELS;
      this.stroke(context, lines, k % 2 ? scene.colours.positive : scene.colours.negative,
                  (0.7 + 1.5 * size) * (many ? 0.6 : 1), Math.min((many ? 0.06 : 0.16) + 0.55 * size * (many ? 0.6 : 1), many ? 0.6 : 0.9) * (many && this.faint ? 0.4 : 1));
    });
    if (this.chosen) {
      const { weight } = this.chosen;
      this.stroke(context, [this.chosen], weight < 0 ? scene.colours.negative : scene.colours.positive,
                  2.7 + 1.5 * Math.min(unit * Math.abs(weight), LARGEST), 1);
    }
    context.globalAlpha = 1;
    if (frame.theta) this.biases(context);
  }

  stroke(context, lines, colour, width, alpha) {
    if (!lines.length) return;
    [context.strokeStyle, context.lineWidth, context.globalAlpha] = [colour, width, alpha];
    context.beginPath();
    for (const line of lines) {
      const middle = (line.x0 + line.x1) / 2;
      context.moveTo(line.x0, line.y0);
      context.bezierCurveTo(middle, line.y0, middle, line.y1, line.x1, line.y1);
    }
    context.stroke();
  }

  // A dot at the corner of each neuron: its bias.
  biases(context) {
    const { scene } = this.feed;
    context.setLineDash([]);
    context.strokeStyle = style("--paper");
    context.lineWidth = 1.5;
    this.places.slice(1).forEach((places, layer) => places.forEach(({ left, y, size, cell }, to) => {
      if (cell || size < LEAST) return;
      const b = this.feed.bias(layer, to);
      context.fillStyle = b < 0 ? scene.colours.negative : scene.colours.positive;
      context.beginPath();
      context.arc(left - 4, y + 0.38 * size, Math.min(2 + 1.4 * Math.min(Math.abs(b), 2), size / 5), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }));
  }
}

function cells(strip, area) {
  const box = strip.canvas.getBoundingClientRect();
  const half = strip.side / 2;
  return strip.places().map(({ x, y }) => ({
    left: box.left - area.left + x - half, right: box.left - area.left + x + half, y: box.top - area.top + y,
    size: strip.side, cell: true,
  }));
}
