// The neurons that have no room for a picture of their own: small cells, side by side.

import { element } from "./draw.js";

export class Strip {
  constructor(first, count, { side, across }) {
    Object.assign(this, { first, count, side, across });
    this.gap = side > 4 ? 1 : 0;
    [this.width, this.height] = [across * side, Math.ceil(count / across) * side];
    this.canvas = element("canvas", { class: "cells", width: this.width, height: this.height, "aria-hidden": "true" });
    this.canvas.style.width = `${this.width}px`;
    this.context = this.canvas.getContext("2d");
  }

  // The middle of each cell.
  places() {
    return Array.from({ length: this.count }, (_, k) => ({
      x: ((k % this.across) + 0.5) * this.side, y: (Math.floor(k / this.across) + 0.5) * this.side,
    }));
  }

  // Which neuron of the layer is under the mouse, if any.
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const [u, v] = [event.clientX - box.left, event.clientY - box.top].map((x) => Math.floor(x / this.side));
    const k = v * this.across + Math.min(u, this.across - 1);
    return k >= 0 && k < this.count ? this.first + k : null;
  }

  // Every cell is the picture of its neuron, of as many points as it has room for.
  paint(values, side, start, table) {
    const image = this.context.createImageData(this.width, this.height);
    const inner = this.side - this.gap;
    const steps = Array.from({ length: inner }, (_, k) => Math.floor(((k + 0.5) * side) / inner));
    for (let k = 0; k < this.count; k++) {
      const left = (k % this.across) * this.side, top = Math.floor(k / this.across) * this.side;
      const from = (start + this.first + k) * side * side;
      for (let v = 0; v < inner; v++)
        for (let u = 0; u < inner; u++) {
          const shade = 3 * values[from + (side - 1 - steps[v]) * side + steps[u]];
          const to = 4 * ((top + v) * this.width + left + u);
          for (let c = 0; c < 3; c++) image.data[to + c] = table[shade + c];
          image.data[to + 3] = 255;
        }
    }
    this.context.putImageData(image, 0, 0);
  }
}
