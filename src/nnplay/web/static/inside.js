// The equations of a neuron with the numbers of a row in them, and the certificate of the gradient.

import { element, number } from "./draw.js";
import { feedOf } from "./feed.js";

const PAUSE = 250;  // milliseconds between two questions

export default function inside(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  let asked = "", waiting = false, shape = "", wanted = options.neuron, chosen = null;
  const layer = element("select", { name: "inside-layer", onchange: () => { source(); look(); } });
  const whole_number = (name, most) => element("input", { type: "number", min: 1, max: most, step: 1, value: 1, name, oninput: () => look() });
  const neuron = whole_number("inside-neuron"), row = whole_number("inside-row");
  row.addEventListener("input", () => { if (row.valueAsNumber >= 1) feed.choose((chosen = Math.round(row.valueAsNumber) - 1)); });
  const from = element("select", { name: "inside-from", onchange: () => look() });
  const whole = element("input", { type: "checkbox", name: "inside-whole", onchange: () => look() });
  const field = (text, input) => element("label", { class: "field" }, element("span", { class: "field-name" }, text), input);
  const sheet = element("div", { class: "inside-sheet", "aria-live": "off" });
  const told = element("p", { class: "hint", role: "status" });
  const check = element("button", { type: "button", id: "certify", class: "plain-button", onclick: () => { check.disabled = true; ask({ do: "certify" }); } }, say.certify);
  const verdict = element("p", { class: "headline", role: "status" });
  const lines = element("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": say.certify });
  lines.hidden = true;
  root.append(
    element("div", { class: "inside-fields" }, field(say.row, row), field(say.layer, layer), field(say.neuron, neuron), field(say.weight_from, from),
      element("label", { class: "toggle" }, whole, element("span", {}, say.whole_pass))),
    told, sheet,
    element("section", { class: "certificate", "aria-label": say.certify }, element("h3", {}, say.certificate), element("p", { class: "hint" }, say.certificate_told), check, verdict, lines));

  function layout() {
    const { scene } = feed;
    const now = JSON.stringify([scene.layers.map(({ width }) => width), scene.features]);
    if (now === shape) return;
    shape = now;
    const chosen = layer.value;
    const last = scene.layers.length - 1;
    layer.replaceChildren(...scene.layers.map((_, k) => new Option(k === last ? say.output : `${say.layer} ${k + 1}`, k + 1)));
    if ([...layer.options].some(({ value }) => value === chosen)) layer.value = chosen;
    source();
  }

  // The weights that lead to the neuron.
  function source() {
    const { scene } = feed, k = Number(layer.value) - 1, chosen = from.value;
    neuron.max = scene.layers[k].width;
    const names = k ? Array.from({ length: scene.layers[k - 1].width }, (_, i) => `${say.neuron} ${i + 1}`) : scene.features;
    from.replaceChildren(...names.map((name, i) => new Option(name, i + 1)));
    if (Number(chosen) <= names.length && chosen) from.value = chosen;
  }

  function look() {
    const { frame, scene } = feed;
    if (!frame || !root.offsetParent) return;
    layout();
    if (wanted) { const now = wanted; wanted = null; choose(now); return; }
    follow(frame.row);
    if (frame.playing) return;
    const place = Math.round(neuron.valueAsNumber), line = Math.round(row.valueAsNumber);
    if (!(place >= 1 && line >= 1)) return;
    const question = { do: "tell", row: line - 1, neuron: `${layer.value}:${place}:${from.value}`, whole: whole.checked };
    const state = JSON.stringify([question, frame.epoch, frame.batches, frame.message, scene.network, scene.title, scene.rate]);
    if (waiting || state === asked) return;
    [waiting, asked] = [true, state];
    ask(question);
  }

  // The row that was chosen elsewhere is the one to look at.
  function follow(other) {
    if (!other || other.place === chosen) return;
    chosen = other.place;
    if (document.activeElement !== row) row.value = chosen + 1;
  }

  function choose(neurons) {
    if (!neurons || !feed.scene) return;
    layout();
    layer.value = neurons[0] + 1;
    source();
    neuron.value = neurons[1] + 1;
    if (neurons[2] !== null) from.value = neurons[2] + 1;
    look();
  }

  function tell(found) {
    if (found.kind === "choose") { choose(found.neuron); return; }
    if (found.kind === "certificate") { certificate(found); return; }
    setTimeout(() => { waiting = false; look(); }, PAUSE);
    told.textContent = found.trouble ?? `${say.epoch} ${found.epoch.toLocaleString()}${found.loss === null ? "" : ` · ${say.loss} ${number(found.loss, 4)}`}`;
    if (found.trouble) { sheet.replaceChildren(); return; }
    row.max = found.rows;
    sheet.innerHTML = found.html;
    for (const wide of sheet.querySelectorAll(".wide:not([tabindex])")) {
      const attributes = { tabindex: 0, role: "region", "aria-label": say.inside };
      for (const [name, value] of Object.entries(attributes)) wide.setAttribute(name, value);
    }
  }

  function certificate(found) {
    check.disabled = false;
    verdict.textContent = `${found.passed ? say.gradient_right : say.gradient_wrong} ${found.difference.toExponential(1)}`;
    lines.hidden = false;
    const told_by = (one) => `${one.checked} ${say.of} ${one.of.toLocaleString()}${one.kinks ? ` (${one.kinks} ${say.kinks})` : ""}`;
    lines.replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...[say.layer, "", say.compared, say.deviation, say.by_backpropagation, say.by_differences].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...found.lines.map((one) => element("tr", {}, element("th", { scope: "row" }, one.layer), element("td", {}, one.name), element("td", {}, told_by(one)),
        element("td", {}, one.difference.toExponential(1)), element("td", {}, number(one.own, 8)), element("td", {}, number(one.numerical, 8)))))));
  }

  const watching = feed.watch(() => look());
  const seeing = new IntersectionObserver(() => look());
  seeing.observe(root);
  return { tell, end: () => { watching(); seeing.disconnect(); } };
}
