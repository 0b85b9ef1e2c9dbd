// The runs of the store: a table, to be opened; looked at again every few seconds while it is seen.

import { element, number } from "./draw.js";

const PAUSE = 2000;  // milliseconds between two looks

export default function runs(root, options, ask) {
  const { say, language } = options;
  const told = element("p", { class: "hint", role: "status" }, say.runs_hint);
  const list = element("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": say.runs });
  root.append(told, list);
  let timer = null, shown = "";

  function look() {
    clearTimeout(timer);
    if (root.offsetParent) ask({ do: "look" });
  }

  const when = (seconds) => seconds ? new Date(1000 * seconds).toLocaleString(language, { dateStyle: "short", timeStyle: "short" }) : "–";
  const score = ({ accuracy, r2 }) => accuracy === null ? number(r2) : `${(100 * accuracy).toFixed(1)} %`;

  function row(one) {
    const button = element("button", { type: "button", class: "plain-button small-button", "aria-label": `${say.open_run} ${one.id}`, onclick: () => ask({ do: "open", id: one.id }) }, say.open_run);
    button.disabled = !one.whole;
    return element("tr", {}, element("th", { scope: "row" }, one.id), element("td", {}, when(one.started)), element("td", {}, one.data),
      element("td", { class: "cut", title: one.network }, one.network), element("td", {}, `${one.epoch.toLocaleString()} / ${one.epochs.toLocaleString()}`),
      element("td", {}, number(one.loss)), element("td", {}, score(one)), element("td", {}, one.state), element("td", {}, button));
  }

  function tell({ runs: found, trouble }) {
    timer = setTimeout(look, PAUSE);
    const state = JSON.stringify([found, trouble]);
    if (state === shown) return;
    shown = state;
    told.textContent = trouble ?? (found.length ? say.runs_hint : say.no_runs);
    const held = document.activeElement?.getAttribute?.("aria-label");
    list.hidden = !found.length;
    list.replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...["", say.begun, say.data, say.network, say.epoch, say.loss, say.score, say.state, ""].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...found.map(row))));
    if (held) [...list.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === held)?.focus();
  }

  const seeing = new IntersectionObserver(look);
  seeing.observe(root);
  return { tell, end: () => { clearTimeout(timer); seeing.disconnect(); } };
}
