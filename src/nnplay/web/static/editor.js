// The numbers of a neuron, or one weight, in a small window: to be read, and to be set by hand.

import { element, number } from "./draw.js";
import { pretty } from "./names.js";

const MARGIN = 8;

export function editor(root, feed, say, ask) {
  const title = element("h3", { id: "numbers-title" });
  const fields = element("div", { class: "numbers-fields" });
  const close = element("button", { type: "button", class: "round small", "aria-label": say.close }, "×");
  const equation = element("button", { type: "button", id: "equation", class: "plain-button small-button", onclick: () => { ask({ do: "equation", ...looked }); hide(); } }, say.its_equation);
  const box = element("div", { class: "editor", role: "dialog", "aria-labelledby": "numbers-title" },
    element("div", { class: "editor-head" }, title, close), fields,
    element("div", { class: "editor-end" }, equation, element("p", { class: "hint" }, say.by_hand)));
  box.hidden = true;
  document.body.append(box);
  let opener = null, shown = [], looked = null;

  function hide() {
    if (box.hidden) return;
    const inside = box.contains(document.activeElement);
    box.hidden = true;
    shown = [];
    feed.open(null);
    if (inside) opener?.focus?.();
  }

  // A field for one number; what is typed holds when it is entered.
  function field(name, read, layer, place) {
    const input = element("input", { type: "number", step: "any", "aria-label": name });
    input.addEventListener("change", () => {
      const value = input.valueAsNumber;
      if (Number.isFinite(value)) ask({ do: "edit", layer, place, value });
      else input.value = read();
    });
    shown.push({ input, read });
    return element("label", {}, element("span", {}, name), input);
  }

  function open(heading, made, anchor, from) {
    opener = from;
    feed.open(looked.layer, looked.place);
    title.textContent = heading;
    fields.replaceChildren(...made);
    box.hidden = false;
    update();
    const width = box.offsetWidth, height = box.offsetHeight;
    const left = Math.min(Math.max(anchor.right + MARGIN, MARGIN), innerWidth - width - MARGIN);
    const top = Math.min(Math.max(anchor.top - MARGIN, MARGIN), innerHeight - height - MARGIN);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
    fields.querySelector("input")?.focus();
  }

  const source = (layer, from) => layer ? `${say.neuron} ${from + 1}` : pretty(feed.scene.features[from]);
  const target = (layer, to) => layer === feed.scene.layers.length - 1 ? say.output : `${say.layer} ${layer + 1}, ${say.neuron} ${to + 1}`;

  function weightField(layer, from, to, piece) {
    const column = to * feed.pieces(layer) + piece;
    return field(`${say.weight} ${say.from} ${source(layer, from)}${numbered(layer, piece)}`,
                 () => feed.weight(layer, from, to, piece), layer, [from, column]);
  }

  const biasField = (layer, to, piece) => field(`${say.bias}${numbered(layer, piece)}`,
    () => feed.bias(layer, to, piece), layer, [to * feed.pieces(layer) + piece]);

  const numbered = (layer, piece) => feed.pieces(layer) > 1 ? `, ${piece + 1}` : "";
  const each = (layer, made) => Array.from({ length: feed.pieces(layer) }, (_, piece) => made(piece));

  function update() {
    for (const { input, read } of shown)
      if (input !== document.activeElement || input.value === "") {
        const value = read();
        input.value = Number.isFinite(value) ? Number(value.toPrecision(6)) : "";
        input.title = number(value, 6);
      }
  }

  close.addEventListener("click", hide);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.target.select?.();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target) && !root.contains(event.target)) hide();
  });

  return {
    close: hide,
    update,
    neuron(layer, to, from) {
      if (!feed.frame) return;
      [shown, looked] = [[], { layer, place: to, from: null }];
      const before = layer ? feed.scene.layers[layer - 1].width : feed.scene.features.length;
      const made = each(layer, (piece) => biasField(layer, to, piece));
      for (let k = 0; k < before; k++) made.push(...each(layer, (piece) => weightField(layer, k, to, piece)));
      open(target(layer, to), made, from.getBoundingClientRect(), from);
    },
    weight(layer, from, to, event) {
      [shown, looked] = [[], { layer, place: to, from }];
      const made = each(layer, (piece) => weightField(layer, from, to, piece));
      open(`${source(layer, from)} → ${target(layer, to)}`, made, { right: event.clientX, top: event.clientY }, null);
    },
  };
}
