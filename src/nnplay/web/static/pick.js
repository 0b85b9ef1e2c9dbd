// A row of the data: chosen with a click on its point of the surface, marked there, and told below it.

import { element, style } from "./draw.js";
import { room } from "./surface.js";

const REACH = 12;  // pixels from a point that still mean it

// Where an event lies on the plane, as shares of its width and its height.
export function shareAt(canvas, event) {
  const box = canvas.getBoundingClientRect(), plane = room(canvas.clientWidth);
  return [(event.clientX - box.left - plane.left) / plane.width, 1 - (event.clientY - box.top - plane.top) / plane.height];
}

const shareOf = (point, spans) => spans.map(([low, high], k) => (point[k] - low) / (high - low));

// The point of those that are seen that is nearest to a place, if one is within reach.
export function near(feed, canvas, [u, v], reach) {
  const { spans, points } = feed.scene.plane, { width, height } = room(canvas.clientWidth);
  let best = null, least = reach;
  for (const point of points) {
    const [x, y] = shareOf(point, spans);
    const away = Math.hypot(width * (x - u), height * (y - v));
    if (away <= least && (!point[3] || feed.frame.tests)) [best, least] = [point, away];
  }
  return best;
}

export function picking(canvas, feed, say) {
  const text = element("span", { role: "status" });
  const leave = element("button", { type: "button", class: "round small", "aria-label": say.row_leave, title: say.row_leave, onclick: () => feed.choose(null) }, "×");
  const told = element("p", { class: "chosen-row" }, text, leave);
  told.hidden = true;

  const found = (event) => canvas.classList.contains("drawing") || !feed.scene?.plane ? null : near(feed, canvas, shareAt(canvas, event), REACH);
  canvas.addEventListener("pointermove", (event) => canvas.classList.toggle("on-point", Boolean(found(event))));
  canvas.addEventListener("click", (event) => { const point = found(event); if (point) feed.choose(point[5]); });

  // A ring around the point, which is drawn even where it is one of those that are not shown.
  function draw(context, box) {
    const { point } = feed.frame.row ?? {};
    if (!point) return;
    const [u, v] = shareOf(point, feed.scene.plane.spans);
    const [x, y] = [box.left + box.width * u, box.top + box.height * (1 - v)];
    const ring = (radius, colour, width) => {
      Object.assign(context, { strokeStyle: colour, lineWidth: width });
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
    };
    ring(3.4, style("--ink"), 1);
    context.fillStyle = point[2];
    context.fill();
    context.stroke();
    ring(8, style("--paper"), 4.5);
    context.stroke();
    ring(8, style("--ink"), 2.2);
    context.stroke();
  }

  function tell() {
    const { row } = feed.frame;
    told.hidden = !row;
    const words = row ? `${say.row} ${(row.place + 1).toLocaleString()} · ${say.true_class}: ${row.truth.join(", ")}` : "";
    if (text.textContent !== words) text.textContent = words;
  }

  return { draw, tell, told };
}
