// The network: a column of small pictures for the inputs, for each layer and for the output, and lines between them.

import { element, number, paint, scale, sharp } from "./draw.js";
import { editor } from "./editor.js";
import { feedOf } from "./feed.js";
import { Lines } from "./lines.js";
import { pretty } from "./names.js";

const SIZES = { most: 50, least: 12, gap: [4, 14], beside: 48 };  // pixels of a picture, and around it

// How large the pictures of a column are, and how far apart, in a room so wide and high.
function sizes(room, count) {
  const high = room.height / count;
  const gap = Math.min(Math.max(0.24 * high, SIZES.gap[0]), SIZES.gap[1]);
  const size = Math.min(high - gap, room.width - SIZES.beside, SIZES.most);
  return [Math.floor(Math.max(size, SIZES.least)), Math.floor(gap)];
}

export default function network(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  const lines = new Lines(feed);
  const columns = element("div", { class: "columns" });
  const count = element("span", { class: "layer-count" });
  const tip = element("div", { class: "tip", "aria-hidden": "true" });
  const view = element("div", { class: "net-scroll" }, lines.canvas, columns);
  const seen = new Set();  // the pictures that are not scrolled out of sight
  const seeing = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
    draw(true);
  }, { root: view });
  const note = element("p", { class: "hint" }, say.large);
  note.hidden = true;
  root.append(
    element("div", { class: "net-head" },
      element("button", { type: "button", class: "round", "aria-label": say.fewer_layers, title: say.fewer_layers, onclick: () => ask({ do: "layers", by: -1 }) }, "−"),
      element("button", { type: "button", class: "round", "aria-label": say.more_layers, title: say.more_layers, onclick: () => ask({ do: "layers", by: 1 }) }, "+"),
      count),
    view, note, tip);
  lines.cover(view);
  const numbers = editor(root, feed, say, ask);
  let pictures = [], table = null, drawn = "";

  // One column of neurons, or of inputs.
  function column(title, head, room, count, nodes) {
    const [size, gap] = sizes(room, count);
    return element("div", { class: "column", role: "group", "aria-label": title, style: `--gap: ${gap}px` }, head,
      element("div", { class: "nodes" }, ...nodes(size)));
  }

  function picture(attributes, size, label = "") {
    const canvas = element("canvas", { "aria-hidden": "true" });
    canvas.style.width = canvas.style.height = `${size}px`;
    return element("button", { type: "button", ...attributes }, ...(label ? [element("span", { class: "name" }, label)] : []), canvas);
  }

  function inputs(scene, size) {
    return scene.offered.map((name) => {
      const on = scene.features.includes(name);
      return picture({
        class: "node input", "aria-pressed": on, "aria-label": `${say.input} ${pretty(name)}`, "data-input": name,
        onclick: () => ask({ do: "feature", name }),
      }, size, pretty(name));
    });
  }

  function neurons(scene, layer, size) {
    const last = layer === scene.layers.length - 1;
    return Array.from({ length: scene.layers[layer].width }, (_, place) => {
      const name = last ? say.output : `${say.layer} ${layer + 1}, ${say.neuron} ${place + 1}`;
      const look = () => feed.focus(layer, place);
      const leave = () => feed.focus(null);
      return picture({
        class: "node neuron", "aria-label": name, "aria-haspopup": "dialog", "data-neuron": `${layer},${place}`,
        onmouseenter: look, onfocus: look, onmouseleave: leave, onblur: leave,
        onclick: (event) => numbers.neuron(layer, place, event.currentTarget),
      }, size);
    });
  }

  function head(scene, layer) {
    const width = scene.layers[layer].width;
    const change = (by, sign, text) => element("button", {
      type: "button", class: "round small", "aria-label": `${text} ${layer + 1}`, title: `${text} ${layer + 1}`,
      onclick: () => ask({ do: "neurons", layer, by }),
    }, sign);
    return element("div", { class: "column-head" },
      element("div", {}, change(-1, "−", say.fewer_neurons), change(1, "+", say.more_neurons)),
      element("span", {}, `${width} ${width === 1 ? say.neuron : say.neurons}`));
  }

  const plain = (text) => element("div", { class: "column-head" }, element("div"), element("span", {}, text));

  function build(scene) {
    const held = document.activeElement?.closest?.("#network button");
    const name = held?.getAttribute("aria-label");
    const last = scene.layers.length - 1;
    const { clientWidth, clientHeight } = columns.parentElement;
    const room = { width: Math.max(clientWidth / (last + 2), SIZES.beside + 34), height: clientHeight - 64 };
    const layer = (k, title, top) => column(title, top, room, scene.layers[k].width, (size) => neurons(scene, k, size));
    columns.replaceChildren(
      column(say.features, plain(say.features), room, scene.offered.length, (size) => inputs(scene, size)),
      ...scene.layers.slice(0, last).map((_, k) => layer(k, `${say.layer} ${k + 1}`, head(scene, k))),
      layer(last, say.output, plain(say.output)));
    pictures = [...columns.querySelectorAll(".node")].map((node) => node.querySelector("canvas"));
    seeing.disconnect();
    seen.clear();
    pictures.forEach((canvas) => seeing.observe(canvas));
    count.textContent = `${last} ${last === 1 ? say.one_hidden : say.hidden} · ${scene.parameters.toLocaleString()} ${say.parameters}`;
    table = scale(scene.colours.diverging);
    if (name) [...root.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === name)?.focus();
    lines.measure(columns, scene);
  }

  function draw(fresh) {
    const { scene, frame, inputs } = feed;
    if (!frame) return;
    const shape = JSON.stringify([scene.offered, scene.features, scene.layers, scene.colours]);
    if (fresh && shape !== drawn) { drawn = shape; build(scene); numbers.close(); }
    const side = scene.small, all = side * side;
    pictures.forEach((canvas, k) => {
      const own = k < scene.offered.length;
      if ((own && !fresh) || !seen.has(canvas)) return;
      const source = own ? inputs : frame.neurons;
      const place = own ? k : k - scene.offered.length;
      if (!source) return;
      const size = canvas.clientWidth;
      const context = sharp(canvas, size, size);
      const box = { left: 0, top: 0, width: size, height: size };
      if (k === pictures.length - 1 && scene.layers.at(-1).width === 1) {  // the output is the surface
        paint(context, frame.surface.values, scene.side, box);
        return;
      }
      paint(context, source.values.subarray(place * all, (place + 1) * all), side, box, table);
    });
    lines.draw();
    numbers.update();
    note.hidden = Boolean(frame.theta);
  }

  function over(event) {
    if (event.target.closest("button, [role=dialog]")) { lines.choose(null); tip.hidden = true; return; }
    const found = lines.near(event);
    lines.choose(found);
    tip.hidden = !found;
    root.classList.toggle("on-line", Boolean(found));
    if (!found) return;
    const box = root.getBoundingClientRect();
    tip.textContent = `${say.weight} ${number(feed.weight(found.layer, found.from, found.to), 4)}`;
    tip.style.left = `${event.clientX - box.left + 12}px`;
    tip.style.top = `${event.clientY - box.top + 12}px`;
  }

  tip.hidden = true;
  root.addEventListener("mousemove", over);
  root.addEventListener("mouseleave", () => { lines.choose(null); tip.hidden = true; });
  root.addEventListener("click", (event) => {
    const found = event.target.closest("button, [role=dialog]") ? null : lines.near(event);
    if (found) numbers.weight(found.layer, found.from, found.to, event);
  });
  const watching = feed.watch(draw);
  const resized = new ResizeObserver(() => { if (feed.scene) { build(feed.scene); draw(true); } });
  resized.observe(root);
  return { end: () => { watching(); resized.disconnect(); seeing.disconnect(); } };
}
