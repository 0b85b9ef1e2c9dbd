// Which two features the surface shows, and where the others are held.

import { element, number } from "./draw.js";
import { feedOf } from "./feed.js";
import { pretty } from "./names.js";

const SOON = 120;  // milliseconds after which a value that slides is taken

export default function axes(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  const chosen = [0, 1].map((k) => element("select", { name: `axis-${"xy"[k]}`, onchange: () => choose(k) }));
  const pair = element("div", { class: "axes-pair" }, ...[say.axis_x, say.axis_y].map((text, k) =>
    element("label", { class: "field" }, element("span", { class: "field-name" }, text), chosen[k])));
  const title = element("summary");
  const fields = element("div", { class: "held" });
  const usual = element("button", { type: "button", class: "plain-button", onclick: () => ask({ hold: null }) }, say.held_usual);
  const others = element("details", {}, title, fields, usual);
  root.append(pair, others);
  let shown = "", later = null;

  // A feature that is taken from the other axis leaves its own there.
  function choose(k) {
    const { names } = feed.scene.plane;
    const wanted = [...names];
    wanted[k] = chosen[k].value;
    if (wanted[1 - k] === wanted[k]) wanted[1 - k] = names[k];
    ask({ x: wanted[0], y: wanted[1] });
  }

  function held({ name, kind, value, ends, values }) {
    const told = element("span", { class: "field-value" });
    const date = (seconds) => new Date(1000 * seconds).toISOString().slice(0, 10);
    const tell = (at) => { told.textContent = kind === "date" ? date(at) : typeof at === "number" ? number(at, 2) : at; };
    tell(value);
    if (values) {
      const list = element("select", { name: `held-${name}`, onchange: () => ask({ hold: name, at: values[list.selectedIndex] }) },
        ...values.map((one) => element("option", { selected: one === value ? "" : null }, String(one))));
      return element("label", { class: "field" }, element("span", { class: "field-name" }, pretty(name)), list);
    }
    const [low, high] = ends;
    const take = () => { clearTimeout(later); ask({ hold: name, at: bar.valueAsNumber }); };
    const bar = element("input", {
      type: "range", name: `held-${name}`, "aria-label": pretty(name), min: Math.min(low, value), max: Math.max(high, value), step: "any", onchange: take,
      oninput: () => { clearTimeout(later); later = setTimeout(take, SOON); fill(); tell(bar.valueAsNumber); },
    });
    const fill = () => bar.style.setProperty("--share", (bar.value - bar.min) / (bar.max - bar.min || 1));
    bar.value = value;
    fill();
    return element("label", { class: "field slider" },
      element("span", { class: "field-name" }, element("span", {}, pretty(name)), told), bar);
  }

  const watching = feed.watch((fresh) => {
    if (!fresh) return;
    const { plane, choices, rest } = feed.scene;
    root.hidden = !plane || choices.length < 3;
    if (root.hidden) return;
    const state = JSON.stringify([plane.names, choices, rest]);
    if (state === shown) return;
    const kept = JSON.stringify(rest.map(({ name }) => name));
    chosen.forEach((list, k) => {
      list.replaceChildren(...choices.map((name) => new Option(pretty(name), name)));
      list.value = plane.names[k];
    });
    others.hidden = !rest.length;
    title.textContent = `${rest.length} ${rest.length === 1 ? say.held_one : say.held_many}`;
    const sliding = fields.contains(document.activeElement) && fields.dataset.names === kept;
    if (!sliding) fields.replaceChildren(...rest.map(held));
    fields.dataset.names = kept;
    shown = state;
  });
  return { end: watching };
}
