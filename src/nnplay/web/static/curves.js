// The curves: the loss of each part of the rows over the epochs, and what it is now.

import { element, number, sharp, style } from "./draw.js";
import { feedOf } from "./feed.js";

const HEIGHT = 104;
const MOST = 1500;  // points of a line
const DASHES = { validation: [2, 2] };  // besides its colour
const strideOf = (columns) => Math.max(1, Math.ceil(columns.epoch.length / MOST));

export default function curves(root, options) {
  const feed = feedOf(options);
  const { say } = options;
  const told = Object.fromEntries(["train", "validation", "test"].map((part) => [part, {
    loss: element("span", { id: `${part}-loss` }), score: element("span", { id: `${part}-score` }),
  }]));
  const canvas = element("canvas", { role: "img", "aria-label": say.curves, "aria-describedby": "as-table" });
  const row = (part) => element("tr", { class: part, hidden: part === "validation" ? "" : null },
    element("th", { scope: "row" }, element("span", { class: "dot" }), element("span", { class: "named" }, say[part])),
    element("td", {}, told[part].loss), element("td", {}, told[part].score));
  const score = element("th", { scope: "col" });
  root.append(
    element("table", { class: "numbers" },
      element("thead", {}, element("tr", {}, element("td"), element("th", { scope: "col" }, say.loss), score)),
      element("tbody", {}, row("train"), row("validation"), row("test"))),
    canvas);

  function draw() {
    const { frame, rows, scene } = feed;
    if (!frame) return;
    score.textContent = say[scene.score];
    for (const [part, { loss, score }] of Object.entries(told)) {
      const found = frame.metrics[part];
      loss.closest("tr").hidden = !found && part === "validation";
      loss.textContent = number(found?.loss);
      const value = found?.[scene.score];
      score.textContent = scene.score === "accuracy" && Number.isFinite(value)
        ? `${(100 * value).toFixed(1)} %` : number(value);
    }
    const width = canvas.clientWidth;
    const context = sharp(canvas, width, HEIGHT);
    const count = rows.epoch.length;
    if (count < 2) return;
    const kept = feed.kept.filter((one) => one.same && one.rows.epoch.length > 1);
    const box = { left: 1, right: width - 3, top: 18, bottom: HEIGHT - 16 };
    let high = 0, low = Infinity;
    for (const columns of [rows, ...kept.map((one) => one.rows)])
      for (const name of ["train_loss", "test_loss", "validation_loss"])
        for (let k = 0; k < columns.epoch.length; k += strideOf(columns)) {
          const value = columns[name][k];
          if (Number.isFinite(value)) { high = Math.max(high, value); low = Math.min(low, value); }
        }
    const logarithmic = low > 0 && high > 50 * low;
    const floor = logarithmic ? low : 0;
    const share = (v) => (logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - floor) / (high - floor || 1));
    const last = Math.max(...[rows, ...kept.map((one) => one.rows)].map((columns) => columns.epoch.at(-1)));
    const across = (e) => box.left + ((box.right - box.left) * e) / Math.max(last, 1);
    const up = (v) => box.bottom - (box.bottom - box.top) * Math.min(Math.max(share(v), 0), 1);
    context.strokeStyle = style("--rule");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(box.left, box.bottom + 0.5);
    context.lineTo(box.right, box.bottom + 0.5);
    context.stroke();
    const line = (columns, part, colour, width, dashes = []) => {
      const values = columns[`${part}_loss`], length = columns.epoch.length, stride = strideOf(columns);
      Object.assign(context, { strokeStyle: colour, lineWidth: width, lineJoin: "round" });
      context.setLineDash(dashes);
      context.beginPath();
      let drawing = false;
      for (let k = 0; k < length; k = k === length - 1 ? length : Math.min(k + stride, length - 1)) {
        if (!Number.isFinite(values[k])) { drawing = false; continue; }
        if (drawing) context.lineTo(across(columns.epoch[k]), up(values[k]));
        else context.moveTo(across(columns.epoch[k]), up(values[k]));
        drawing = true;
      }
      context.stroke();
    };
    for (const { rows: columns, colour } of kept) {
      line(columns, "train", colour, 1, [3, 3]);
      line(columns, "test", colour, 1.4);
    }
    for (const part of ["validation", "test", "train"])
      if (scene.parts[part]) line(rows, part, scene.parts[part], 1.8, DASHES[part]);
    context.setLineDash([]);
    if (frame.back !== null) {  // the epoch that is looked at
      context.fillStyle = style("--accent");
      context.fillRect(across(frame.back) - 0.75, box.top, 1.5, box.bottom - box.top);
    }
    context.fillStyle = style("--muted");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText(`0`, box.left, HEIGHT - 7);
    context.textAlign = "right";
    context.fillText(`${say.epoch} ${last.toLocaleString()}`, box.right, HEIGHT - 7);
    context.textAlign = "left";
    context.fillText(`${scene.loss}  ${number(high)}${logarithmic ? ` – ${number(low)} · log` : ""}`, box.left, 7, width - 4);
  }

  const watching = feed.watch(draw);
  const resized = new ResizeObserver(() => draw());
  resized.observe(root);
  return { end: () => { watching(); resized.disconnect(); } };
}
