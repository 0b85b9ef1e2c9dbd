// The columns of a network: the inputs, the layers and the output, each with its head, its pictures, and its cells.

import { element } from "./draw.js";
import { labelled, laid, roomOf } from "./layout.js";
import { pretty } from "./names.js";
import { Strip } from "./strip.js";

const marks = ({ activation, dropout, norm, skip }) =>
  [activation, dropout ? `drop ${dropout}` : "", norm ?? "", skip ? "+ skip" : ""].filter(Boolean).join(" · ");

// What the columns do when something of them is pressed or looked at is told by `acts`.
export function columnsOf(scene, view, zoom, opened, say, acts) {
  const last = scene.layers.length - 1;
  const room = roomOf(view, last + 2, zoom, labelled(view, scene.offered.map(pretty), scene.outputs));

  function picture(attributes, size, label = "") {
    const canvas = element("canvas", { "aria-hidden": "true" });
    canvas.style.width = canvas.style.height = `${size}px`;
    return element("button", { type: "button", ...attributes }, ...(label ? [element("span", { class: "name" }, label)] : []), canvas);
  }

  function input(size, place) {
    const name = scene.offered[place];
    return picture({
      class: "node input", "aria-pressed": scene.features.includes(name), "aria-label": `${say.input} ${pretty(name)}`,
      title: pretty(name), "data-input": name, onclick: () => acts.feature(name),
    }, size, pretty(name));
  }

  function neuron(layer, size, place) {
    const end = layer === last;
    const label = end ? scene.outputs[place] : "";
    const name = end ? [say.output, label].filter(Boolean).join(" ") : `${say.layer} ${layer + 1}, ${say.neuron} ${place + 1}`;
    const look = () => acts.look(layer, place);
    return picture({
      class: `node neuron${end ? " end" : ""}`, "aria-label": name, "aria-haspopup": "dialog", title: label || null, "data-neuron": `${layer},${place}`,
      onmouseenter: look, onfocus: look, onmouseleave: acts.leave, onblur: acts.leave,
      onclick: (event) => acts.open(layer, place, event.currentTarget),
    }, size, room.slim ? "" : label);
  }

  // The cells of the neurons without pictures, and what shows their pictures too.
  function rest(key, { shown, cells }, count) {
    const strip = new Strip(shown, count - shown, cells);
    const text = `${count - shown} ${say.more_of_them}`;
    const layer = key - 1;
    if (layer >= 0) {
      strip.canvas.addEventListener("mousemove", (event) => { const k = strip.at(event); if (k !== null) acts.look(layer, k); });
      strip.canvas.addEventListener("mouseleave", acts.leave);
      strip.canvas.addEventListener("click", (event) => {
        const k = strip.at(event);
        if (k !== null) acts.open(layer, k, strip.canvas);
      });
    }
    return { strip, nodes: [strip.canvas, unfold(key, room.slim ? `+${count - shown}` : `… ${text}`, text)] };
  }

  const unfold = (key, text, name) => element("button", {
    type: "button", class: "unfold", "data-unfold": key, "aria-label": `${name}: ${named(key)}`, title: name, onclick: () => acts.unfold(key),
  }, text);

  const named = (key) => key === 0 ? say.features : key === last + 1 ? say.output : `${say.layer} ${key}`;

  function column(key, count, head, node) {
    const lying = laid(room, count, opened.has(key));
    const nodes = Array.from({ length: lying.shown }, (_, place) => node(lying.size, place));
    const more = lying.cells ? rest(key, lying, count) : { strip: null, nodes: opened.has(key) ? [unfold(key, say.fewer_of_them, say.fewer_of_them)] : [] };
    const root = element("div", { class: "column", role: "group", "aria-label": named(key), style: `--gap: ${lying.gap}px; --label: ${room.label}px` }, head,
      element("div", { class: "nodes" }, ...nodes, ...more.nodes));
    return { root, size: lying.size, pictures: nodes.map((one) => one.querySelector("canvas")), strip: more.strip };
  }

  function head(layer) {
    const { width } = scene.layers[layer];
    const change = (by, sign, text) => element("button", {
      type: "button", class: "round small", "aria-label": `${text} ${layer + 1}`, title: `${text} ${layer + 1}`,
      onclick: () => acts.widen(layer, by),
    }, sign);
    const name = `${say.layer_settings} ${layer + 1}`;
    const count = room.brief ? width : `${width} ${width === 1 ? say.neuron : say.neurons}`;
    const lines = room.slim ? [width] : [count, marks(scene.layers[layer])];
    const settings = element("button", {
      type: "button", class: "head-button", "data-layer": layer, "aria-haspopup": "dialog", "aria-label": name,
      title: `${name}: ${width} ${marks(scene.layers[layer])}`, onclick: (event) => acts.settings(layer, event.currentTarget),
    }, ...lines.map((line) => element("span", {}, line)));
    const buttons = element("div", {}, change(-1, "−", say.fewer_neurons), change(1, "+", say.more_neurons));
    return element("div", { class: "column-head" }, ...(room.slim ? [] : [buttons]), settings);
  }

  const plain = (text) => element("div", { class: "column-head" }, ...(room.slim ? [] : [element("div"), element("span", {}, text)]));

  const made = [
    column(0, scene.offered.length, plain(say.features), input),
    ...scene.layers.slice(0, last).map(({ width }, k) => column(k + 1, width, head(k), (size, place) => neuron(k, size, place))),
    column(last + 1, scene.layers[last].width, plain(say.output), (size, place) => neuron(last, size, place)),
  ];
  return { made, slim: room.slim };
}
