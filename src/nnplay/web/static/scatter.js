// Predicted against actual values; on the line they are equal.

import { element, number, sharp, style, tick } from "./draw.js";

const SIDE = 320;
const MARGIN = { left: 46, right: 10, top: 10, bottom: 34 };
const NEAR = 9;

export function scatter(say, feed) {
  const canvas = element("canvas", { role: "img", "aria-describedby": "rows-title" });
  canvas.style.width = canvas.style.height = `${SIDE}px`;
  const tip = element("p", { class: "hint" });
  let placed = [];

  // The point that the mouse is at, if any.
  function at(event) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const away = ({ u, v }) => Math.hypot(u - x, v - y);
    const nearest = placed.reduce((best, point) => (!best || away(point) < away(best) ? point : best), null);
    return nearest && away(nearest) < NEAR ? nearest : null;
  }

  canvas.addEventListener("mousemove", (event) => {
    const found = at(event);
    canvas.classList.toggle("on-point", Boolean(found));
    tip.textContent = found ? `${say.row} ${found.row}: ${say.actual} ${number(found.actual)}, ${say.predicted} ${number(found.predicted)}` : "";
  });
  canvas.addEventListener("click", (event) => { const found = at(event); if (found) feed.choose(found.row - 1); });

  function draw({ points, name, scores }) {
    canvas.setAttribute("aria-label", `${say.scatter}: ${name}, ${say.r2} ${number(scores[0][1])}`);
    const context = sharp(canvas, SIDE, SIDE);
    const finite = points.filter(([, actual, predicted]) => Number.isFinite(actual) && Number.isFinite(predicted));
    const values = finite.map(([, actual]) => actual);
    const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
    const reach = (high - low || 1) * 1.08, least = (low + high) / 2 - reach / 2;
    const side = SIDE - MARGIN.left - MARGIN.right;
    const share = (value) => Math.min(Math.max((value - least) / reach, 0), 1);
    const across = (value) => MARGIN.left + side * share(value);
    const up = (value) => SIDE - MARGIN.bottom - (SIDE - MARGIN.top - MARGIN.bottom) * share(value);
    context.strokeStyle = style("--rule");
    context.strokeRect(MARGIN.left, MARGIN.top, side, SIDE - MARGIN.top - MARGIN.bottom);
    context.setLineDash([5, 4]);
    context.strokeStyle = style("--muted");
    context.beginPath();
    context.moveTo(across(least), up(least));
    context.lineTo(across(least + reach), up(least + reach));
    context.stroke();
    context.setLineDash([]);
    placed = finite.map(([row, actual, predicted]) => ({ row, actual, predicted, u: across(actual), v: up(predicted) }));
    context.fillStyle = style("--accent");
    context.globalAlpha = placed.length > 300 ? 0.45 : 0.7;
    for (const { u, v } of placed) {
      context.beginPath();
      context.arc(u, v, 3, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    label(context, low, high, across, up);
  }

  function label(context, low, high, across, up) {
    context.fillStyle = style("--muted");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const value of [low, high]) {
      context.textAlign = "right";
      context.fillText(tick(value, high - low), MARGIN.left - 6, up(value));
      context.textAlign = "center";
      context.fillText(tick(value, high - low), across(value), SIDE - MARGIN.bottom + 12);
    }
    context.fillText(`${say.actual} →`, MARGIN.left + (SIDE - MARGIN.left) / 2, SIDE - 8);
    context.save();
    context.translate(10, SIDE / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(`${say.predicted} →`, 0, 0);
    context.restore();
  }

  return { root: element("div", {}, canvas, tip), draw };
}
