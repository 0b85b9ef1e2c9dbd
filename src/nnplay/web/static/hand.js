// Points by hand on the surface: a click adds one, dragging moves one, a right click or Delete removes one.

import { element, number, style } from "./draw.js";
import { near, shareAt } from "./pick.js";

const REACH = { click: 6, remove: 18 };  // pixels from a point that still mean it
const NAMES = ["class", "point", "type", "zone"];
const STEPS = { small: 0.02, large: 0.1 };  // of the plane, for an arrow

// The name of one class more: it comes after the others in their order, so that they keep their colours.
function next(names) {
  const [count, last] = [names.length + 1, names.at(-1)];
  return NAMES.map((name) => `${name} ${count}`).find((name) => name > last) ?? `${last} ${count}`;
}

export function drawing(root, canvas, feed, say, ask) {
  let on = false, chosen = 0, cross = null, held = null, classes = [];
  const opener = element("button", { type: "button", class: "plain-button small-button", "aria-pressed": "false", onclick: () => turn(!on) }, say.draw_points);
  const chips = element("div", { class: "chips", role: "radiogroup", "aria-label": say.draw_what });
  const value = element("input", { type: "range", step: "any", "aria-label": say.draw_value });
  const shown = element("output", {});
  const told = element("p", { class: "hint" }, say.draw_told);
  const bar = element("div", { class: "hand" }, opener, chips, element("span", { class: "hand-value" }, value, shown));
  root.append(bar, told);
  value.addEventListener("input", () => { shown.textContent = number(Number(value.value), 1); });
  told.hidden = true;

  function turn(wanted) {
    on = wanted;
    opener.setAttribute("aria-pressed", on);
    canvas.classList.toggle("drawing", on);
    if (on) canvas.setAttribute("tabindex", 0); else canvas.removeAttribute("tabindex");
    told.hidden = !on;
    if (on && !feed.frame.tests) ask({ do: "show" });
    [cross, held] = [null, null];
    offer(feed.scene);
    again();
  }

  const again = () => root.dispatchEvent(new Event("nnplay-draw"));

  // What can be drawn: points of each class, and of one more, or with a value.
  function offer(scene) {
    bar.hidden = !scene.drawable || !scene.plane;
    if (bar.hidden && on) turn(false);
    const several = on && !scene.values, valued = on && Boolean(scene.values);
    chips.hidden = !several;
    bar.lastChild.hidden = !valued;
    if (valued && value.dataset.ends !== String(scene.values)) {
      [value.min, value.max] = scene.values;
      value.value = scene.values[1];
      value.dataset.ends = String(scene.values);
      shown.textContent = number(scene.values[1], 1);
    }
    if (!several) return;
    const names = scene.key.map(([name]) => name);
    const wanted = JSON.stringify([names, chosen]);
    if (chips.dataset.made === wanted) return;
    chips.dataset.made = wanted;
    const fresh = scene.texts && names.length < 8 ? [next(names)] : [];
    classes = [...names, ...fresh];
    chosen = Math.min(chosen, classes.length - 1);
    const focused = chips.contains(document.activeElement);
    chips.replaceChildren(...classes.map((name, k) => {
      const dot = element("span", { class: "dot" });
      dot.style.background = scene.key[k]?.[1] ?? "transparent";
      return element("button", {
        type: "button", role: "radio", "aria-checked": k === chosen, tabindex: k === chosen ? 0 : -1,
        onclick: () => choose(k), onkeydown: (event) => {
          const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (by) { event.preventDefault(); choose((k + by + classes.length) % classes.length); chips.children[chosen].focus(); }
        },
      }, dot, name);
    }));
    if (focused) chips.children[chosen].focus();
  }

  function choose(k) { chosen = k; offer(feed.scene); }

  const target = () => feed.scene.values ? Number(value.value) : feed.scene.labels?.[chosen] ?? classes[chosen];

  const place = (event) => shareAt(canvas, event);
  const inside = ([u, v]) => u >= 0 && u <= 1 && v >= 0 && v <= 1;
  const value_at = (shares) => shares.map((share, k) => {
    const [low, high] = feed.scene.plane.spans[k];
    return Number((low + share * (high - low)).toPrecision(5));
  });

  const add = (at) => ask({ do: "add", at: value_at(at), target: target() });
  const remove = (at) => { const found = near(feed, canvas, at, REACH.remove); if (found) ask({ do: "remove", row: found[5] }); };

  canvas.addEventListener("pointerdown", (event) => {
    if (!on || event.button !== 0 || !inside(place(event))) return;
    event.preventDefault();
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    const at = place(event);
    held = { point: near(feed, canvas, at, REACH.click), at, begun: at };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.at = place(event).map((share) => Math.min(Math.max(share, 0), 1));
    again();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { point, at, begun } = held;
    held = null;
    const far = Math.hypot(at[0] - begun[0], at[1] - begun[1]) > 0.01;
    if (point && event.altKey) ask({ do: "remove", row: point[5] });
    else if (point && far) ask({ do: "move", row: point[5], at: value_at(at) });
    else if (!point) add(at);
    again();
  });
  canvas.addEventListener("pointercancel", () => { held = null; });
  canvas.addEventListener("contextmenu", (event) => { if (on) { event.preventDefault(); remove(place(event)); } });
  canvas.addEventListener("keydown", (event) => {
    if (!on) return;
    const step = event.shiftKey ? STEPS.large : STEPS.small;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    const act = by || ["Enter", "Delete", "Backspace", "Escape"].includes(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    cross ??= [0.5, 0.5];
    if (by) cross = cross.map((share, k) => Math.min(Math.max(share + by[k], 0), 1));
    else if (event.key === "Enter") add(cross);
    else if (event.key === "Escape") { turn(false); opener.focus(); }
    else remove(cross);
    again();
  });

  // The point that is being moved, and the cross of the keyboard.
  function draw(context, box) {
    if (!on) return;
    const at = held?.point ? held.at : document.activeElement === canvas && cross;
    if (!at) return;
    const [x, y] = [box.left + at[0] * box.width, box.top + (1 - at[1]) * box.height];
    context.strokeStyle = style("--ink");
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    for (const [u, v] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 6 * u, y + 6 * v);
      context.lineTo(x + 12 * u, y + 12 * v);
    }
    context.stroke();
  }

  return { draw, offer };
}
