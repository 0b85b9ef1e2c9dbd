// Back in time: a bar over all epochs that were trained, below their curves.

import { element } from "./draw.js";
import { feedOf } from "./feed.js";

export default function time(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  let wanted = null, waiting = false;
  const button = (id, sign, text, by) => element("button", {
    type: "button", id, class: "round small", "aria-label": text, title: text,
    onclick: () => go((wanted ?? feed.frame.epoch) + by),
  }, sign);
  const bar = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": say.back_in_time, oninput: () => go(Number(bar.value)) });
  const on = element("button", { type: "button", id: "go-on", class: "plain-button", title: say.go_on_told, onclick: () => ask({ do: "fork" }) }, say.go_on);
  on.hidden = true;
  root.append(button("back", "‹", say.one_back, -1), bar, button("forth", "›", say.one_forth, 1), on);

  // One question at a time; of the epochs that are slid over meanwhile, the last one counts.
  function go(epoch) {
    wanted = Math.min(Math.max(epoch, 0), feed.frame.newest);
    if (waiting) return;
    waiting = true;
    ask({ do: "look", epoch: wanted });
    wanted = null;
    setTimeout(() => { waiting = false; if (wanted !== null) go(wanted); }, 60);
  }

  function draw() {
    const { epoch, newest, back, playing } = feed.frame;
    bar.max = newest;
    bar.disabled = !newest;
    if (!(waiting && document.activeElement === bar)) bar.value = epoch;
    bar.setAttribute("aria-valuetext", `${say.epoch} ${epoch}`);
    bar.style.setProperty("--share", newest ? epoch / newest : 1);
    on.hidden = back === null || playing;
  }

  return { end: feed.watch(draw) };
}
