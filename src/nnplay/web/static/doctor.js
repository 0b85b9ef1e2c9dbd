// The doctor's findings, each with its numbers and its fix.

import { element } from "./draw.js";

export default function doctor(root, options, ask) {
  const { say } = options;
  const look = element("button", { type: "button", id: "diagnose", class: "plain-button primary-button", onclick: () => { look.disabled = true; summary.textContent = say.doctor_looks; ask({ do: "look" }); } }, say.doctor_look);
  const summary = element("p", { class: "headline", role: "status" });
  const list = element("div", { class: "findings", role: "list", "aria-label": say.doctor });
  root.append(element("div", { class: "doctor-head" }, look, summary), list);

  const text = (value) => typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value ?? "–");

  function card(one, place) {
    const where = [one.layer === null ? "" : `${say.layer} ${one.layer}`, one.epoch === null ? "" : `${say.epoch} ${one.epoch.toLocaleString()}`].filter(Boolean).join(" · ");
    const mend = one.fix?.triable ? element("button", { type: "button", class: "plain-button small-button", onclick: () => ask({ do: "fix", place }) }, say.apply_fix) : null;
    return element("article", { class: `finding ${one.severity}`, role: "listitem", "aria-label": one.name },
      element("h3", {}, element("span", { class: "severity" }, say[`severity_${one.severity}`]), one.name, element("small", {}, where)),
      element("p", {}, one.says),
      element("dl", {}, ...one.evidence.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, text(value))))),
      ...(one.fix ? [element("p", { class: "fix" }, element("strong", {}, one.fix.says), one.fix.options ? element("code", {}, one.fix.options) : "", ...(mend ? [mend] : []))] : []));
  }

  function tell({ summary: said, findings, epochs, trouble }) {
    look.disabled = false;
    summary.textContent = trouble ?? `${said} (${epochs.toLocaleString()} ${say.race_epochs})`;
    list.replaceChildren(...(findings ?? []).map(card));
  }

  return { tell, end: () => {} };
}
