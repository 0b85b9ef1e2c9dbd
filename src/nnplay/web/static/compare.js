// Runs that were kept beside the one on the page, and a race of several networks.

import { element, number, paint, sharp, style } from "./draw.js";
import { feedOf } from "./feed.js";
import { race } from "./race.js";

const SIDE = 116;
const PAUSE = 400;  // milliseconds between two questions, while a race is on

export default function compare(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  let runs = null, asked = "";
  const keep = element("button", { type: "button", id: "keep", class: "plain-button", onclick: () => ask({ do: "keep" }) }, say.keep);
  const hint = element("p", { class: "hint" }, say.keep_told);
  const cards = element("div", { class: "kept", role: "list", "aria-label": say.kept_runs });
  const field = race(options, feed, ask);
  root.append(element("div", { class: "compare-head" }, keep, hint), cards, field.root);

  function look() {
    const { frame, scene } = feed;
    if (!frame || !root.offsetParent) return;
    const state = JSON.stringify([scene.network, scene.rate, scene.title, feed.kept?.length]);
    if (state === asked) return;
    asked = state;
    ask({ do: "look" });
  }

  const score = (part) => {
    const value = part?.accuracy ?? part?.r2;
    return part?.accuracy === undefined ? number(value) : `${(100 * value).toFixed(1)} %`;
  };

  function card(one, place) {
    const canvas = element("canvas", { role: "img", "aria-label": `${say.surface}: ${one.name}` });
    canvas.style.width = canvas.style.height = `${SIDE}px`;
    const dot = element("span", { class: "dot" });
    dot.style.background = feed.kept?.[place]?.colour ?? style("--muted");
    const numbers = ["train", "validation", "test"].filter((part) => one.metrics[part]).map((part) =>
      element("tr", {}, element("th", { scope: "row" }, say[part]), element("td", {}, number(one.metrics[part].loss)), element("td", {}, score(one.metrics[part]))));
    const made = element("article", { class: "kept-card", role: "listitem", "aria-label": `${place + 1}: ${one.name}` },
      canvas,
      element("div", {},
        element("h3", {}, dot, `${place + 1} · ${one.name}`),
        element("p", { class: "hint" }, `${one.data} · ${say.epoch} ${one.epoch.toLocaleString()} · ${one.parameters.toLocaleString()} ${say.parameters}`),
        element("table", {}, element("tbody", {}, ...numbers)),
        element("p", { class: "differs" }, one.differs ? `${say.differs} ${one.differs}` : say.same_settings),
        element("div", { class: "kept-buttons" },
          element("button", { type: "button", class: "plain-button small-button", onclick: () => ask({ do: "back", place }) }, say.bring_back),
          element("button", { type: "button", class: "plain-button small-button", onclick: () => ask({ do: "drop", place }) }, say.forget))));
    const values = Uint8Array.from(atob(one.picture), (letter) => letter.charCodeAt(0));
    paint(sharp(canvas, SIDE, SIDE, true), values, one.side, { left: 0, top: 0, width: SIDE, height: SIDE });
    return made;
  }

  function tell(told) {
    const focused = cards.contains(document.activeElement);
    runs = told.runs;
    cards.replaceChildren(...runs.map(card));
    if (focused) (cards.querySelector("button") ?? keep).focus();
    field.tell(told.race);
    if (told.race?.running) setTimeout(() => { if (root.offsetParent) ask({ do: "look" }); else asked = ""; }, PAUSE);
  }

  const watching = feed.watch(look);
  const seeing = new IntersectionObserver(look);
  seeing.observe(root);
  return { tell, end: () => { watching(); seeing.disconnect(); } };
}
