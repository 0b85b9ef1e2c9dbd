// A line of measures: what is not told beside the curves.

import { element, number } from "./draw.js";
import { feedOf } from "./feed.js";

const SPAN = 1000;  // milliseconds over which the speed is taken

export default function measures(root, options) {
  const feed = feedOf(options);
  const { say } = options;
  const told = {};
  const measure = (name, text, title) => element("div", { title },
    element("dt", {}, text), element("dd", {}, (told[name] = element("span", { id: `measure-${name}` }, "–"))));
  root.append(element("dl", {},
    measure("gradient", say.gradient_size, say.gradient_told),
    measure("parameters", say.parameters),
    measure("seconds", say.time_trained, say.time_told),
    measure("speed", say.per_second)));
  let marks = [];  // when which epoch was seen

  const show = (name, text) => { if (told[name].textContent !== text) told[name].textContent = text; };

  function speed({ epoch, playing }) {
    const now = performance.now();
    if (!playing || marks.at(-1)?.epoch > epoch) marks = [];
    marks.push({ now, epoch });
    while (marks.length > 2 && now - marks[1].now > SPAN) marks.shift();
    const [first] = marks;
    if (!playing) return "–";
    if (now - first.now < SPAN / 3) return null;
    const rate = (1000 * (epoch - first.epoch)) / (now - first.now);
    return rate.toLocaleString(undefined, { maximumFractionDigits: rate < 10 ? 1 : 0 });
  }

  return { end: feed.watch(() => {
    const { frame, scene } = feed;
    show("gradient", number(frame.gradient));
    show("parameters", scene.parameters.toLocaleString());
    show("seconds", `${frame.seconds.toFixed(frame.seconds < 10 ? 2 : 0)} s`);
    const now = speed(frame);
    if (now !== null) show("speed", now);
  }) };
}
