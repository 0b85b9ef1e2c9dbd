// Zoom and pan of a scrolled picture: with the mouse, with keys and with buttons.

import { element } from "./draw.js";

const STEP = 1.25, MOST = 10, MOVED = 4;

export function zooming(root, view, say, changed) {
  let zoom = 1, held = null;
  const icon = (name) => element("i", { class: "material-icons", "aria-hidden": "true" }, name);
  const button = (name, text, pressed) =>
    element("button", { type: "button", class: "round zoom", "aria-label": text, title: text, onclick: pressed }, icon(name));
  const out = button("zoom_out", say.zoom_out, () => by(1 / STEP));
  const fit = button("fit_screen", say.zoom_fit, () => to(1));
  const into = button("zoom_in", say.zoom_in, () => by(STEP));
  const buttons = element("div", { class: "zooms", role: "group", "aria-label": say.zoom }, out, fit, into);

  // What was under a point of the view stays there.
  function to(wanted, x = view.clientWidth / 2, y = view.clientHeight / 2) {
    const next = Math.min(Math.max(wanted, 1), MOST);
    if (Math.abs(next - zoom) < 1e-9) return;
    const [across, down] = [(view.scrollLeft + x) / view.scrollWidth, (view.scrollTop + y) / view.scrollHeight];
    zoom = next;
    tell();
    changed();
    view.scrollTo(across * view.scrollWidth - x, down * view.scrollHeight - y);
  }

  const by = (factor, x, y) => to(zoom * factor, x, y);

  function tell() {
    out.disabled = fit.disabled = zoom <= 1;
    into.disabled = zoom >= MOST;
    view.dataset.zoom = zoom.toFixed(2);
  }

  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = view.getBoundingClientRect();
    by(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });

  root.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") by(STEP);
    else if (event.key === "-") by(1 / STEP);
    else if (event.key === "0") to(1);
    else return;
    event.preventDefault();
  });

  view.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse" && !event.target.closest("button"))
      held = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    held.moved ||= Math.hypot(x, y) > MOVED;
    view.classList.toggle("panning", held.moved);
    if (held.moved) view.scrollTo(held.left - x, held.top - y);
  });
  window.addEventListener("pointerup", () => {
    const panned = held?.moved;
    held = null;
    view.classList.remove("panning");
    if (panned) view.addEventListener("click", (event) => event.stopPropagation(), { capture: true, once: true });
  });

  tell();
  return { buttons, get value() { return zoom; }, get panning() { return Boolean(held?.moved); } };
}
