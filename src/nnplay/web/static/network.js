// The network: a column of small pictures for the inputs, for each layer and for the output, and lines between them.

import { columnsOf } from "./columns.js";
import { element, number, paint, scale, sharp } from "./draw.js";
import { editor } from "./editor.js";
import { feedOf } from "./feed.js";
import { showing } from "./form.js";
import { layerCard } from "./layer.js";
import { Lines } from "./lines.js";
import { zooming } from "./zoom.js";

export default function network(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  const lines = new Lines(feed);
  const columns = element("div", { class: "columns" });
  const count = element("span", { class: "layer-count" });
  const tip = element("div", { class: "tip", "aria-hidden": "true" });
  const view = element("div", { class: "net-scroll", tabindex: 0, role: "region", "aria-label": say.network_view }, lines.canvas, columns);
  const seen = new Set();  // the pictures that are not scrolled out of sight
  const seeing = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
    draw(true);
  }, { root: view });
  const note = element("p", { class: "hint" }, say.large);
  note.hidden = true;
  const again = () => { if (feed.scene) { build(feed.scene); draw(true); } };
  const zoom = zooming(root, view, say, again);
  const depth = (by, sign, text) => element("button", {
    type: "button", class: "round", "aria-label": text, title: text, onclick: () => ask({ do: "layers", by }),
  }, sign);
  root.append(
    element("div", { class: "net-head" }, depth(-1, "−", say.fewer_layers), depth(1, "+", say.more_layers), count, zoom.buttons),
    view, note, tip);
  lines.cover(view);
  const numbers = editor(root, feed, say, ask);
  const card = layerCard(root, options, ask);
  showing(root, (layers) => card.taken(layers));
  const opened = new Set();  // the columns whose neurons all have pictures
  let laid = [], pictures = [], table = null, drawn = "";

  const acts = {
    feature: (name) => ask({ do: "feature", name }),
    widen: (layer, by) => ask({ do: "neurons", layer, by }),
    settings: (layer, button) => card.open(layer, button),
    open: (layer, place, from) => numbers.neuron(layer, place, from),
    look: (layer, place) => feed.focus(layer, place),
    leave: () => feed.focus(null),
    unfold: (key) => {
      opened[opened.has(key) ? "delete" : "add"](key);
      again();
      columns.querySelector(`[data-unfold="${key}"]`)?.focus();
    },
  };

  function build(scene) {
    const held = document.activeElement?.closest?.("#network button")?.getAttribute("aria-label");
    const hidden = scene.layers.length - 1;
    count.textContent = `${hidden} ${hidden === 1 ? say.one_hidden : say.hidden}`;
    note.hidden = scene.whole;
    columns.style.width = columns.style.height = `${100 * zoom.value}%`;
    const { made, slim } = columnsOf(scene, view, zoom.value, opened, say, acts);
    laid = made;
    columns.classList.toggle("slim", slim);
    lines.faint = slim;
    columns.replaceChildren(...made.map((column) => column.root));
    pictures = made.flatMap((column) => column.pictures);
    seeing.disconnect();
    seen.clear();
    pictures.forEach((canvas) => seeing.observe(canvas));
    table = scale(scene.colours.diverging);
    if (held) [...root.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === held)?.focus();
    lines.measure(columns, scene, made);
  }

  function draw(fresh) {
    const { scene, frame, inputs } = feed;
    if (!frame) return;
    const shape = JSON.stringify([scene.offered, scene.features, scene.layers, scene.colours, scene.outputs]);
    if (fresh && shape !== drawn) { drawn = shape; build(scene); numbers.close(); }
    let first = 0;
    laid.forEach(({ pictures, strip, size }, column) => {
      const source = column ? frame.neurons : inputs;
      const end = column === laid.length - 1 && pictures.length === 1 && !strip;
      if (column || fresh) {
        pictures.forEach((canvas, place) => { if (seen.has(canvas)) show(canvas, size, source.values, first + place, end); });
        strip?.paint(source.values, scene.small, first, table);
      }
      first = column ? first + pictures.length + (strip?.count ?? 0) : 0;
    });
    lines.draw();
    numbers.update();
  }

  // One picture; that of the only output is the surface.
  function show(canvas, size, values, place, end) {
    const { scene, frame } = feed;
    const points = scene.small ** 2;
    const context = sharp(canvas, size, size, true);
    const box = { left: 0, top: 0, width: size, height: size };
    if (end) paint(context, frame.surface.values, scene.side, box);
    else paint(context, values.subarray(place * points, (place + 1) * points), scene.small, box, table);
  }

  function over(event) {
    const found = event.target.closest("button, [role=dialog], .cells") || zoom.panning ? null : lines.near(event);
    lines.choose(found);
    tip.hidden = !found;
    root.classList.toggle("on-line", Boolean(found));
    if (!found) return;
    const box = root.getBoundingClientRect();
    tip.textContent = `${say.weight} ${number(found.weight, 4)}`;
    tip.style.left = `${event.clientX - box.left + 12}px`;
    tip.style.top = `${event.clientY - box.top + 12}px`;
  }

  tip.hidden = true;
  root.addEventListener("mousemove", over);
  root.addEventListener("mouseleave", () => { lines.choose(null); tip.hidden = true; });
  root.addEventListener("click", (event) => {
    const found = event.target.closest("button, [role=dialog], .cells") ? null : lines.near(event);
    if (found) numbers.weight(found.layer, found.from, found.to, event);
  });
  const watching = feed.watch(draw);
  const resized = new ResizeObserver(again);
  resized.observe(root);
  return { end: () => { watching(); resized.disconnect(); seeing.disconnect(); card.end(); } };
}
