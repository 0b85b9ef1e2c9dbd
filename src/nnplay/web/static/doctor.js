// The doctor's findings, each with its numbers and its fix, which is tried before it is taken.

import { element } from "./draw.js";
import { trial } from "./trial.js";

export default function doctor(root, options, ask) {
  const { say } = options;
  const look = element("button", { type: "button", id: "diagnose", class: "plain-button primary-button", onclick: () => { tell({ summary: "", findings: [], epochs: 0 }); look.disabled = true; summary.textContent = say.doctor_looks; ask({ do: "look" }); } }, say.doctor_look);
  const summary = element("p", { class: "headline", role: "status" });
  const list = element("div", { class: "findings", role: "list", "aria-label": say.doctor });
  root.append(element("div", { class: "doctor-head" }, look, summary), list);
  let cards = [];

  const text = (value) => typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value ?? "–");
  const button = (words, pressed) => element("button", { type: "button", class: "plain-button small-button", onclick: pressed }, words);

  // One fix is tried at a time: another one, or another look, ends it.
  function begin(place) {
    cards.forEach((card, k) => card.trying(k === place));
  }

  function cardOf(one, place) {
    const where = [one.layer === null ? "" : `${say.layer} ${one.layer}`, one.epoch === null ? "" : `${say.epoch} ${one.epoch.toLocaleString()}`].filter(Boolean).join(" · ");
    const attempt = button(say.try_fix, () => { begin(place); ask({ do: "try", place }); });
    const stop = button(say.race_stop, () => { begin(null); ask({ do: "stop" }); });
    const take = button(say.apply_fix, () => ask({ do: "fix", place }));
    const bar = element("progress", { "aria-label": say.trying });
    const told = element("div", { class: "trial", role: "status" });
    const trying = (on) => {
      const held = [attempt, stop].includes(document.activeElement);
      attempt.hidden = on;
      stop.hidden = bar.hidden = !on;
      if (held) (on ? stop : attempt).focus();
    };
    let shown = null;
    trying(false);
    const made = element("article", { class: `finding ${one.severity}`, role: "listitem", "aria-label": one.name },
      element("h3", {}, element("span", { class: "severity" }, say[`severity_${one.severity}`]), one.name, element("small", {}, where)),
      element("p", {}, one.says),
      element("dl", {}, ...one.evidence.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, text(value))))),
      ...(one.fix ? [element("p", { class: "fix" }, element("strong", {}, one.fix.says), one.fix.options ? element("code", {}, one.fix.options) : "")] : []),
      ...(one.fix?.triable ? [element("div", { class: "fix-buttons" }, attempt, stop, bar, take), told] : []));
    return {
      made, trying,
      tell(found) {
        trying(false);
        shown = found && typeof found !== "string" ? trial(say, found) : null;
        told.replaceChildren(shown ? shown.root : found ?? "");
        shown?.draw();
        made.scrollIntoView({ block: "nearest" });
      },
      draw: () => shown?.draw(),
    };
  }

  function tell({ summary: said, findings, epochs, trouble, place, trial: found }) {
    if (place !== undefined) { cards[place]?.tell(found); return; }
    look.disabled = false;
    summary.textContent = trouble ?? `${said} (${epochs.toLocaleString()} ${say.epochs})`;
    cards = (findings ?? []).map(cardOf);
    list.replaceChildren(...cards.map(({ made }) => made));
    if (cards.length) root.closest(".more").scrollIntoView({ block: "nearest" });
  }

  const again = () => { for (const card of cards) card.draw(); };
  const resized = new ResizeObserver(again);
  resized.observe(root);
  window.addEventListener("nnplay-theme", again);
  return { tell, end: () => { resized.disconnect(); window.removeEventListener("nnplay-theme", again); } };
}
