// A fix that was tried: the scores before and after, and their curves side by side, on one scale.

import { element, number, sharp, style } from "./draw.js";

const HEIGHT = 92;
const DASHES = { validation: [2, 2] };

export function trial(say, { verdict, judged, runs }) {
  const names = [say.before, say.after];
  const head = Object.keys(runs[0].numbers).map((name) => say[name] ?? name.toUpperCase());
  const text = (name, value) => name === "accuracy" && Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : number(value);
  const table = element("table", { class: "numbers" },
    element("thead", {}, element("tr", {}, element("td", {}, say[judged]), ...[...head, say.epochs].map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...runs.map(({ numbers, epochs }, k) => element("tr", {}, element("th", { scope: "row" }, element("span", { class: "named" }, names[k])),
      ...Object.entries(numbers).map(([name, value]) => element("td", {}, text(name, value))), element("td", {}, epochs.toLocaleString())))));
  const canvases = runs.map(({ losses }, k) => element("canvas", { role: "img", "aria-label": `${names[k]}: ${Object.entries(losses)
    .map(([part, values]) => `${say[part]} ${say.loss} ${number(values[0])} → ${number(values.at(-1))}`).join(", ")}` }));
  const key = element("p", { class: "key" }, ...Object.keys(runs[0].losses).map((part) => element("span", { class: part }, element("span", { class: "dot" }), say[part])));
  const root = element("div", {}, element("p", { class: `verdict ${verdict}` }, say[`tried_${verdict}`]), table,
    element("div", { class: "trial-curves" }, ...canvases.map((canvas, k) => element("figure", {}, element("figcaption", {}, names[k]), canvas))), key);

  function draw() {
    const values = runs.flatMap(({ losses }) => Object.values(losses).flat()).filter(Number.isFinite);
    if (!values.length || !canvases[0].clientWidth) return;
    const positive = values.filter((value) => value > 0), high = Math.max(...values), low = Math.min(...positive, high);
    const logarithmic = positive.length === values.length && high > 50 * low;
    const share = (value) => logarithmic ? Math.log(value / low) / Math.log(high / low) : value / (high || 1);
    canvases.forEach((canvas, k) => {
      const width = canvas.clientWidth, context = sharp(canvas, width, HEIGHT), { at, losses } = runs[k];
      const across = (epoch) => 1 + ((width - 3) * epoch) / Math.max(at.at(-1), 1);
      const up = (value) => HEIGHT - 4 - (HEIGHT - 20) * Math.min(Math.max(share(value), 0), 1);
      context.strokeStyle = style("--rule");
      context.strokeRect(0.5, HEIGHT - 2.5, width - 1, 0);
      context.lineWidth = 1.8;
      for (const [part, line] of Object.entries(losses).reverse()) {
        context.strokeStyle = style(`--${part}`);
        context.setLineDash(DASHES[part] ?? []);
        context.beginPath();
        line.forEach((value, i) => { if (Number.isFinite(value)) context.lineTo(across(at[i]), up(value)); });
        context.stroke();
      }
      context.setLineDash([]);
      context.fillStyle = style("--muted");
      context.font = "11px system-ui, sans-serif";
      context.textBaseline = "top";
      context.fillText(`${number(high)}${logarithmic ? ` – ${number(low)} · log` : ""}`, 1, 1);
    });
  }

  return { root, draw };
}
