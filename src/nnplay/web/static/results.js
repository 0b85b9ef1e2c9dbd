// What became of the rows: asked for again when the network has changed, while it is looked at.

import { element, number } from "./draw.js";
import { feedOf } from "./feed.js";
import { scatter } from "./scatter.js";

const PAUSE = 350;  // milliseconds between two questions

export default function results(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  let part = null, cell = null, waiting = false, asked = "", scene = null;
  const chosen = element("select", { "aria-label": say.which_rows, onchange: () => { part = chosen.value; look(true); } });
  const headline = element("p", { class: "headline", role: "status" });
  const picture = element("div", { class: "results-picture" });
  const title = element("h3", { id: "rows-title" });
  const every = element("button", { type: "button", class: "plain-button", onclick: () => open(null) }, say.all_rows);
  const listed = element("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-labelledby": "rows-title" });
  root.append(element("div", { class: "results-head" }, chosen, headline), element("div", { class: "results-body" }, picture,
    element("section", { class: "results-rows" }, element("div", { class: "table-head" }, title, every), listed)));
  const cloud = scatter(say, feed);

  function look(again = false) {
    const { frame } = feed;
    if (!frame || !root.offsetParent) return;
    if (feed.scene !== scene) [scene, cell] = [feed.scene, null];
    const state = JSON.stringify([frame.epoch, frame.batches, frame.message, scene.network, scene.title]);
    if (waiting || (state === asked && !again)) { again && (asked = ""); return; }
    [waiting, asked] = [true, state];
    ask({ part, cell });
  }

  function open(wanted) { cell = wanted; look(true); }

  function tell(told) {
    const first = !headline.textContent;
    setTimeout(() => { waiting = false; look(); }, PAUSE);
    chosen.replaceChildren(...told.parts.map((name) => new Option(say[name], name)));
    chosen.value = told.part;
    const score = (value) => scene.score === "accuracy" ? `${(100 * value).toFixed(1)} %` : number(value);
    const scores = told.scores.map(([name, value]) =>
      `${told.scores.length > 1 ? `${name}: ` : ""}${say[scene.score]} ${score(value)}`).join(" · ");
    const wrong = told.kind === "classes" ? ` · ${told.of - told.counts.reduce((sum, row, k) => sum + row[k], 0)} ${say.wrong}` : "";
    headline.textContent = `${told.of.toLocaleString()} ${say.rows} · ${scores}${wrong}`;
    picture.hidden = told.kind === "several";
    root.querySelector(".results-rows").hidden = told.kind === "several";
    if (told.kind === "several") return;
    every.hidden = !told.cell;
    title.textContent = told.cell ? `${told.classes[told.cell[0]]} → ${told.classes[told.cell[1]]}: ${told.listed} ${say.rows}`
      : told.kind === "classes" ? say.wrong_first : say.worst_first;
    if (told.kind === "classes") matrix(told);
    else { if (picture.firstChild !== cloud.root) picture.replaceChildren(cloud.root); cloud.draw(told); }
    table(told);
    if (first) root.closest(".more").scrollIntoView({ block: "nearest" });
  }

  // A table of classes: down what is true, across what was said.
  function matrix({ classes, counts, cell: shown }) {
    const held = document.activeElement?.dataset?.cell;
    const box = (row, a, count, b) => {
      const button = element("button", {
        type: "button", "data-cell": `${a},${b}`, "aria-pressed": shown?.[0] === a && shown[1] === b, class: a === b ? "right" : "wrong",
        "aria-label": `${say.true_class} ${classes[a]}, ${say.said_class} ${classes[b]}: ${count} ${say.rows}`, onclick: () => open([a, b]),
      }, count);
      button.style.setProperty("--part", `${(100 * count) / Math.max(1, row.reduce((x, y) => x + y, 0))}%`);
      return element("td", {}, button);
    };
    picture.replaceChildren(element("table", { class: "confusion" },
      element("caption", {}, say.confusion),
      element("thead", {}, element("tr", {}, element("td"), ...classes.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...counts.map((row, a) => element("tr", {}, element("th", { scope: "row" }, classes[a]),
        ...row.map((count, b) => box(row, a, count, b)))))));
    if (held) picture.querySelector(`[data-cell="${held}"]`)?.focus();
  }

  // The number of a row chooses it.
  const chooser = (row) => {
    const name = `${say.choose_row} ${row}`;
    return element("button", { type: "button", class: "row-number", "data-row": row - 1, "aria-label": name, title: name, onclick: () => feed.choose(row - 1) }, row);
  };

  function mark() {
    const place = String(feed.frame?.row?.place);
    for (const button of listed.querySelectorAll("[data-row]")) {
      const on = button.dataset.row === place;
      if (button.getAttribute("aria-pressed") === String(on)) continue;
      button.setAttribute("aria-pressed", on);
      button.closest("tr").classList.toggle("chosen", on);
    }
  }

  const text = (value) => typeof value === "number" ? Number(value.toPrecision(4)).toString() : value ?? "–";

  function table({ head, rows, classes }) {
    const named = head.map((name, k) => k === 0 ? say.row : name === "prediction" ? say.prediction : name === "residual" ? say.residual : name);
    const held = document.activeElement?.dataset?.row;
    const probable = (k) => k >= 3 && head[k] === `p(${classes?.[k - 3]})`;
    listed.replaceChildren(rows.length ? element("table", {},
      element("thead", {}, element("tr", {}, ...named.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {},
        ...row.map((value, k) => {
          if (!probable(k)) return element(k ? "td" : "th", k ? {} : { scope: "row" }, k ? text(value) : chooser(value));
          const share = element("td", { class: "share" }, value === null ? "–" : value.toFixed(3));
          share.style.setProperty("--part", `${100 * value}%`);
          return share;
        }))))) : element("p", { class: "hint" }, say.no_rows));
    mark();
    if (held) listed.querySelector(`[data-row="${held}"]`)?.focus();
  }

  const watching = feed.watch(() => { mark(); look(); });
  const seeing = new IntersectionObserver(() => look());
  seeing.observe(root);
  return { tell, end: () => { watching(); seeing.disconnect(); } };
}
