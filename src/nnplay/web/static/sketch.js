// A picture to draw: what is drawn is brought to the middle, and each pixel of the row is how much of it is covered.

import { element, sharp, style } from "./draw.js";

const SIDE = 232, INK = 24;  // pixels of the canvas, and of a stroke
const FINE = 4;  // points of a pixel along each side
const FULL = 0.95;  // the part of the picture that the drawing fills
const still = { willReadFrequently: true };

export function sketch(say, side, fields, taken) {
  const canvas = element("canvas", { class: "sketch", "aria-label": say.sketch, role: "img", tabindex: 0 });
  const seen = element("canvas", { class: "sketch-seen", role: "img", "aria-label": say.as_seen });
  const clear = element("button", { type: "button", class: "plain-button", onclick: () => { wipe(); taken(row()); } }, say.wipe);
  const root = element("div", { class: "sketch-box" },
    element("div", {}, canvas, element("div", { class: "sketch-end" }, clear, element("span", { class: "hint" }, say.sketch_told))),
    element("figure", {}, seen, element("figcaption", { class: "hint" }, say.as_seen)));
  const ink = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }).getContext("2d", still);
  const most = Math.max(...fields.map(({ ends }) => ends[1]));
  let values = new Float64Array(side * side), last = null, pen = [0.5, 0.2], drawn = false;
  for (const one of [canvas, seen]) one.style.width = one.style.height = `${one === canvas ? SIDE : 112}px`;

  function wipe() {
    ink.clearRect(0, 0, SIDE, SIDE);
    values.fill(0);
    drawn = false;
    draw();
  }

  const row = () => Object.fromEntries(fields.map(({ name }, k) => [name, values[k]]));

  function stroke(from, to) {
    if (!drawn) { ink.clearRect(0, 0, SIDE, SIDE); drawn = true; }
    Object.assign(ink, { lineWidth: INK, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
    ink.beginPath();
    ink.moveTo(...from);
    ink.lineTo(to[0] + 0.01, to[1]);
    ink.stroke();
    read();
    draw();
    taken(row());
  }

  // The box around what is drawn fills the picture; each pixel is the share of its points that are covered.
  function read() {
    const { data } = ink.getImageData(0, 0, SIDE, SIDE);
    let [left, right, top, bottom] = [SIDE, 0, SIDE, 0];
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++)
        if (data[4 * (y * SIDE + x) + 3] > 127) [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x + 1), Math.min(top, y), Math.max(bottom, y + 1)];
    values.fill(0);
    if (right <= left) return;
    const reach = Math.max(right - left, bottom - top) / FULL, points = side * FINE;
    for (let v = 0; v < points; v++)
      for (let u = 0; u < points; u++) {
        const x = Math.floor((left + right) / 2 + ((u + 0.5) / points - 0.5) * reach), y = Math.floor((top + bottom) / 2 + ((v + 0.5) / points - 0.5) * reach);
        if (x >= 0 && x < SIDE && y >= 0 && y < SIDE && data[4 * (y * SIDE + x) + 3] > 127)
          values[Math.floor(v / FINE) * side + Math.floor(u / FINE)] += most / FINE ** 2;
      }
  }

  function draw() {
    const context = sharp(canvas, SIDE, SIDE);
    context.fillStyle = style("--ink");
    if (drawn) {
      context.drawImage(ink.canvas, 0, 0);
      context.globalCompositeOperation = "source-in";
      context.fillRect(0, 0, SIDE, SIDE);
      context.globalCompositeOperation = "source-over";
    } else cells(context, SIDE);
    if (document.activeElement === canvas) {
      context.strokeStyle = style("--accent");
      context.lineWidth = 2;
      context.beginPath();
      context.arc(pen[0] * SIDE, pen[1] * SIDE, INK / 2, 0, 2 * Math.PI);
      context.stroke();
    }
    cells(sharp(seen, 112, 112), 112);
  }

  function cells(context, size) {
    const cell = size / side;
    context.fillStyle = style("--ink");
    values.forEach((value, k) => {
      context.globalAlpha = Math.min(1, Math.max(0, value / most));
      context.fillRect((k % side) * cell, Math.floor(k / side) * cell, cell, cell);
    });
    context.globalAlpha = 1;
  }

  const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => { event.preventDefault(); canvas.setPointerCapture(event.pointerId); last = at(event); stroke(last, last); });
  canvas.addEventListener("pointermove", (event) => { if (last) { const to = at(event); stroke(last, to); last = to; } });
  for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => { last = null; });
  // With the keyboard: arrows move the pen, and draw while Shift is held; Delete wipes.
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Delete") { wipe(); taken(row()); }
    if (!by) return;
    event.preventDefault();
    const to = pen.map((share, k) => Math.min(Math.max(share + 0.05 * by[k], 0), 1));
    if (event.shiftKey) stroke(pen.map((share) => share * SIDE), to.map((share) => share * SIDE));
    pen = to;
    draw();
  });
  for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, draw);
  window.addEventListener("nnplay-theme", draw);

  function show(given) {
    values = Float64Array.from(fields, ({ name }) => given[name]);
    drawn = false;
    draw();
  }

  return { root, show, side };
}
