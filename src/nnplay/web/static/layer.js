// All that a layer has, in a small window beside its head.

import { element } from "./draw.js";
import { form } from "./form.js";

const MARGIN = 8;

export function layerCard(root, options, ask) {
  const { say } = options;
  let layers = [], place = null, opener = null;
  const { made, show } = form("layer", options.layer, (name, value) => ask({ do: "layer", layer: place, name, value }));
  const title = element("h3", { id: "layer-title" });
  const close = element("button", { type: "button", class: "round small", "aria-label": say.close, onclick: hide }, "×");
  const all = element("button", { type: "button", class: "plain-button", onclick: () => ask({ do: "alike", layer: place }) }, say.all_layers);
  const box = element("div", { class: "editor layer-card", role: "dialog", "aria-labelledby": "layer-title" },
    element("div", { class: "editor-head" }, title, close), ...made, all);
  box.hidden = true;
  document.body.append(box);

  function hide() {
    if (box.hidden) return;
    const inside = box.contains(document.activeElement);
    box.hidden = true;
    place = null;
    if (inside) root.querySelector(opener)?.focus();
  }

  function update() {
    if (place === null) return;
    if (place >= layers.length) { hide(); return; }
    title.textContent = `${say.layer} ${place + 1}`;
    all.hidden = layers.length < 2;
    show(layers[place]);
  }

  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => { if (!box.contains(event.target)) hide(); });

  return {
    taken(values) { layers = values; update(); },
    open(layer, button) {
      place = layer;
      opener = `[data-layer="${layer}"]`;
      box.hidden = false;
      update();
      const anchor = button.getBoundingClientRect();
      box.style.left = `${Math.max(Math.min(anchor.left, innerWidth - box.offsetWidth - MARGIN), MARGIN)}px`;
      box.style.top = `${Math.max(Math.min(anchor.bottom + MARGIN, innerHeight - box.offsetHeight - MARGIN), MARGIN)}px`;
      box.querySelector("input").focus();
    },
    end() { box.remove(); },
  };
}
