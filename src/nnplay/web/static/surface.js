// The surface: what the network answers everywhere, or what one neuron says, with the points of the data.

import { element, number, paint, scale, sharp, style, tick } from "./draw.js";
import { feedOf } from "./feed.js";
import { drawing } from "./hand.js";
import { picking } from "./pick.js";

// Where the plane lies on a canvas.
export const room = (side) => ({
  left: MARGIN.left, top: MARGIN.top, width: side - MARGIN.left - MARGIN.right, height: side - MARGIN.top - MARGIN.bottom,
});
const MARGIN = { left: 26, right: 6, top: 6, bottom: 22 };

export default function surface(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  const canvas = element("canvas", { role: "img", "aria-label": say.surface, "aria-describedby": "as-table" });
  const title = element("p", { class: "surface-title" });
  const key = element("p", { class: "key" });
  const note = element("p", { class: "hint" }, say.mosaic);
  const pick = picking(canvas, feed, say);
  root.append(title, canvas, key, pick.told, note);
  const hand = drawing(root, canvas, feed, say, ask);
  let table = null, described = "";

  function draw(fresh = true) {
    const { scene, frame } = feed;
    if (!frame) return;
    if (fresh) table = scale(scene.colours.diverging);
    const side = canvas.clientWidth;
    const context = sharp(canvas, side, side);
    const box = room(side);
    context.save();
    context.beginPath();
    context.roundRect(box.left, box.top, box.width, box.height, 6);
    context.clip();
    const output = frame.looked?.[0] === scene.layers.length - 1 && scene.layers.at(-1).width === 1;
    const looked = frame.focus && !output && frame.looked;
    if (looked) paint(context, frame.focus.values, scene.large, box, table);
    else paint(context, frame.surface.values, scene.side, box);
    if (scene.plane) points(context, box, scene, frame.tests);
    context.restore();
    if (scene.plane) {
      pick.draw(context, box);
      axes(context, box, scene.plane);
      hand.draw(context, box);
    }
    hand.offer(scene);
    pick.tell();
    note.hidden = Boolean(scene.plane);
    tell(scene, frame, looked);
  }

  function points(context, box, scene, tests) {
    const [across, up] = scene.plane.spans;
    const edge = scene.values ? style("--muted") : "#ffffffcc";
    context.lineWidth = 1;
    for (const [x, y, colour, held] of scene.plane.points) {
      if (held && !tests) continue;
      context.beginPath();
      context.arc(box.left + (box.width * (x - across[0])) / (across[1] - across[0]),
                  box.top + box.height - (box.height * (y - up[0])) / (up[1] - up[0]), held ? 3.4 : 3, 0, 2 * Math.PI);
      context.fillStyle = colour;
      context.strokeStyle = held ? style("--ink") : edge;
      context.fill();
      context.stroke();
    }
  }

  function axes(context, box, plane) {
    context.fillStyle = style("--muted");
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const [k, name] of plane.names.entries())
      for (const end of [0, 1]) {
        const [low, high] = plane.spans[k], text = tick(plane.spans[k][end], high - low);
        context.textAlign = k ? "right" : end ? "right" : "left";
        if (k) context.fillText(text, box.left - 4, end ? box.top + 8 : box.top + box.height - 8, box.left - 4);
        else context.fillText(text, end ? box.left + box.width : box.left, box.top + box.height + 12);
        context.textAlign = k ? "right" : "center";
        if (k) upwards(context, name, box);
        else context.fillText(name, box.left + box.width / 2, box.top + box.height + 12);
      }
  }

  // The name of the axis that runs up; a long one is turned.
  function upwards(context, name, box) {
    const middle = box.top + box.height / 2;
    if (name.length < 4) { context.fillText(name, box.left - 5, middle); return; }
    context.save();
    context.translate(box.left - 12, middle);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(name, 0, 0);
    context.restore();
  }

  function tell(scene, frame, looked) {
    const last = scene.layers.length - 1;
    const name = !looked ? scene.network
      : looked[0] === last ? say.output : `${say.layer} ${looked[0] + 1}, ${say.neuron} ${looked[1] + 1}`;
    const [shown] = name.split(" | ");  // the loss is named beside its curve
    if (title.textContent !== shown) [title.textContent, title.title] = [shown, name];
    if (!frame.playing) {
      const losses = Object.entries(frame.metrics).map(([part, found]) => `${say[part]} ${number(found.loss)}`);
      const text = `${say.surface}: ${name}, ${say.epoch} ${frame.epoch}, ${losses.join(", ")}`;
      if (text !== described) canvas.setAttribute("aria-label", (described = text));
    }
    const legend = JSON.stringify([scene.key, scene.values, scene.colours]);
    if (key.dataset.legend !== legend) {
      key.dataset.legend = legend;
      key.replaceChildren(...(scene.values ? ramp(scene) : scene.key.map(([label, colour]) => {
        const dot = element("span", { class: "dot" });
        dot.style.background = colour;
        return element("span", {}, dot, label);
      })));
    }
  }

  // The colours of a value, from the lowest to the highest.
  function ramp(scene) {
    const bar = element("span", { class: "ramp" });
    bar.style.background = `linear-gradient(to right, ${scene.colours.diverging.join()})`;
    const [low, high] = scene.values;
    return [element("span", {}, tick(low, high - low)), bar, element("span", {}, tick(high, high - low))];
  }

  const watching = feed.watch(draw);
  const resized = new ResizeObserver(() => draw());
  resized.observe(root);
  root.addEventListener("nnplay-draw", () => draw(false));
  return { end: () => { watching(); resized.disconnect(); } };
}
