// A race: networks to write, seeds and epochs; then their curves with the spread over the seeds, and who is best.

import { element, number, sharp, style } from "./draw.js";

const HEIGHT = 230;
const COLOURS = ["--accent", "--test", "--third", "--fourth", "--fifth", "--sixth", "--seventh", "--eighth"];

export function race(options, feed, ask) {
  const { say, fair, most } = options;
  const nets = element("input", { type: "text", id: "race-nets", value: "2; 4,2; 8,8", spellcheck: "false" });
  const count = (id, value, high) => element("input", { type: "number", id, value, min: 1, max: high, step: 1 });
  const seeds = count("race-seeds", 3, most.seeds), epochs = count("race-epochs", 100, most.epochs);
  const equal = element("select", { id: "race-fair" }, ...fair.map((name) => new Option(say[`fair_${name}`], name)));
  const go = element("button", { type: "button", id: "race-go", class: "plain-button primary-button", onclick: () => ask({
    do: "race", nets: nets.value, seeds: Math.round(seeds.valueAsNumber) || 0, epochs: Math.round(epochs.valueAsNumber) || 0, fair: equal.value }) }, say.race_go);
  const stop = element("button", { type: "button", id: "race-stop", class: "plain-button", onclick: () => ask({ do: "cancel" }) }, say.race_stop);
  const bar = element("progress", { max: 1, value: 0, "aria-label": say.race });
  const told = element("p", { class: "hint", role: "status" });
  const canvas = element("canvas", { role: "img", "aria-label": say.race_curves, "aria-describedby": "race-table" });
  const table = element("div", { class: "table-scroll", id: "race-table", tabindex: 0, role: "region", "aria-label": say.race });
  const found = element("div", { class: "race-found" }, canvas, table);
  const field = (label, input) => element("label", { class: "field" }, element("span", { class: "field-name" }, label), input);
  const root = element("section", { class: "race", "aria-label": say.race },
    element("h3", {}, say.race), element("p", { class: "hint" }, say.race_told),
    element("div", { class: "race-fields" }, field(say.race_nets, nets), field(say.race_seeds, seeds), field(say.race_epochs, epochs), field(say.race_fair, equal), go, stop),
    element("div", { class: "race-progress" }, bar, told), found);
  stop.hidden = bar.hidden = found.hidden = true;
  let last = null;

  const colour = (k) => style(COLOURS[k % COLOURS.length]);
  const text = (value) => last.value.includes("accuracy") ? `${(100 * Math.min(Math.max(value, 0), 1)).toFixed(1)} %` : number(value);

  function tell(state) {
    if (!state) return;
    last = state;
    go.disabled = state.running;
    stop.hidden = bar.hidden = !state.running;
    bar.value = state.done / state.total;
    told.textContent = state.trouble || `${state.done} ${say.of} ${state.total} ${say.trainings}`;
    found.hidden = !state.standings.length;
    if (found.hidden) return;
    const verdict = (name) => name ? say[`verdict_${name.replaceAll(" ", "_")}`] : "";
    table.replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...[say.network, state.value, say.race_sure, "", say.parameters, say.race_epochs, say.race_time].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...state.standings.map((one, k) => {
        const dot = element("span", { class: "dot" });
        dot.style.background = colour(k);
        return element("tr", {}, element("th", { scope: "row" }, dot, one.name), element("td", {}, text(one.mean)),
          element("td", {}, one.low === null ? "–" : `${text(one.low)} … ${text(one.high)}`), element("td", {}, verdict(one.verdict)),
          element("td", {}, one.parameters.toLocaleString()), element("td", {}, Math.round(one.epochs).toLocaleString()), element("td", {}, `${one.seconds.toFixed(2)} s`));
      }))));
    draw(state);
  }

  function draw({ curves, at }) {
    const width = canvas.clientWidth;
    if (!width) return;
    const context = sharp(canvas, width, HEIGHT);
    const box = { left: 44, right: width - 8, top: 10, bottom: HEIGHT - 24 };
    const every = (name) => curves.flatMap((curve) => curve[name]).filter((value) => Number.isFinite(value));
    const positive = every("mean").filter((value) => value > 0);
    const [least, highest] = [Math.min(...positive), Math.max(...every("mean"))], far = Math.max(...every("x"), 1e-9);
    const logarithmic = highest > 20 * least;
    const [low, high] = logarithmic ? [least, highest]
      : [Math.min(...every("low"), least), Math.max(highest, ...every("high").filter((value) => value < 1.5 * highest))];
    const share = (value) => logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low || 2) : (value - low) / (high - low || 1);
    const x = (value) => box.left + ((box.right - box.left) * value) / far;
    const y = (value) => box.bottom - (box.bottom - box.top) * Math.min(Math.max(share(value), 0), 1);
    curves.forEach((curve, k) => {
      context.fillStyle = context.strokeStyle = colour(k);
      context.globalAlpha = 0.16;
      context.beginPath();
      curve.x.forEach((value, i) => context.lineTo(x(value), y(curve.high[i] ?? curve.mean[i])));
      [...curve.x].reverse().forEach((value, i) => { const j = curve.x.length - 1 - i; context.lineTo(x(value), y(curve.low[j] ?? curve.mean[j])); });
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 2;
      context.beginPath();
      curve.x.forEach((value, i) => { if (Number.isFinite(curve.mean[i])) context.lineTo(x(value), y(curve.mean[i])); });
      context.stroke();
    });
    context.strokeStyle = style("--rule");
    context.lineWidth = 1;
    context.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
    context.fillStyle = style("--muted");
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "right";
    context.fillText(number(high, 2), box.left - 5, box.top + 9);
    context.fillText(number(low, 2), box.left - 5, box.bottom);
    const across = { flops: say.race_flops, seconds: say.race_time }[at] ?? say.epoch;
    context.fillText(`${across} ${far < 1000 ? Number(far.toPrecision(3)) : far.toExponential(1)}`, box.right, HEIGHT - 7);
    context.textAlign = "left";
    context.fillText(`0${logarithmic ? " · log" : ""}`, box.left, HEIGHT - 7);
  }

  window.addEventListener("nnplay-theme", () => { if (last) tell(last); });
  new ResizeObserver(() => { if (last?.curves.length) draw(last); }).observe(root);
  return { root, tell };
}
