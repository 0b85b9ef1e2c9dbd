// The columns of the data in a table: what is in each, and its role; asked for again when the data have changed.

import { element } from "./draw.js";
import { feedOf } from "./feed.js";

const MOST = 60;  // columns that are shown at first
const ROLES = ["input", "target", "also", "out"];

export default function datatable(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  let state = "", asked = "", all = false;
  const headline = element("p", { class: "headline", role: "status" });
  const notes = element("ul", { class: "data-notes" });
  const fields = element("div", { class: "data-fields" });
  const body = element("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": say.columns });
  const save = element("button", { type: "button", class: "plain-button", onclick: () => ask({ do: "save" }) }, say.as_csv);
  save.hidden = true;
  root.append(element("div", { class: "table-head" }, headline, save), fields, body, notes);

  function look() {
    state = JSON.stringify([root.shown, feed.scene?.title, feed.scene?.network]);
    if (state === asked || !root.offsetParent || !feed.scene) return;
    asked = state;
    ask({ do: "look" });
  }

  function choice(name, label, chosen, values) {
    const select = element("select", { name, onchange: () => ask({ do: "set", name, value: select.value }) },
      ...values.map(([value, text]) => new Option(text, value)));
    select.value = chosen ?? "";
    return element("label", { class: "field" }, element("span", { class: "field-name" }, label), select);
  }

  const role = (told, { name }) => told.targets.includes(name) ? "target" : told.inputs.includes(name) ? "input" : "out";
  const text = (value) => typeof value === "number" ? Number(value.toPrecision(5)).toString() : String(value);

  function row(told, one) {
    const select = element("select", { "aria-label": `${say.role}: ${one.name}`, onchange: () => ask({ do: "role", name: one.name, role: select.value }) },
      ...ROLES.filter((name) => name !== "also" || role(told, one) !== "target").map((name) => new Option(say[`role_${name}`], name)));
    select.value = role(told, one);
    const about = one.refused ? element("td", { colspan: 4, class: "refused" }, one.refused) : null;
    return element("tr", { class: role(told, one) },
      element("th", { scope: "row" }, one.name),
      element("td", {}, one.refused ? say.role_out : select),
      ...(about ? [about] : [
        element("td", {}, say[`kind_${one.kind}`], ...(one.identity ? [element("small", {}, ` · ${say.identity}`)] : [])),
        element("td", { class: "cut" }, one.examples.map(text).join(", ")),
        element("td", {}, one.distinct.toLocaleString()), element("td", {}, one.missing.toLocaleString())]));
  }

  function tell(told) {
    if (root.shown === undefined) return;  // what is set comes at once, and the question is asked again
    const first = !headline.textContent;
    const held = document.activeElement?.getAttribute?.("aria-label");
    headline.textContent = `${told.data} · ${told.rows.toLocaleString()} ${say.rows} · ${say[told.task]}: ${told.targets.join(", ")}`;
    fields.replaceChildren(
      choice("task", say.set_task, root.shown.task, [["", say.task_auto], ["classification", say.classification], ["regression", say.regression]]),
      choice("missing", say.set_missing, root.shown.missing, ["refuse", "impute", "drop"].map((name) => [name, say[`missing_${name}`]])));
    save.hidden = !told.drawn;
    notes.replaceChildren(...told.notes.map((note) => element("li", {}, note)));
    const shown = all ? told.columns : told.columns.slice(0, MOST);
    const more = told.columns.length - shown.length;
    body.replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...[say.column, say.role, say.kind, say.examples, say.different, say.missing_values].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...shown.map((one) => row(told, one)))),
      ...(more > 0 ? [element("button", { type: "button", class: "unfold", onclick: () => { all = true; tell(told); } }, `… ${more} ${say.more_of_them}`)] : []));
    if (first) root.closest(".more").scrollIntoView({ block: "nearest" });
    if (held) [...root.querySelectorAll("select")].find((one) => one.getAttribute("aria-label") === held)?.focus();
  }

  root.addEventListener("nnplay-show", look);
  const watching = feed.watch((fresh) => { if (fresh) look(); });
  const seeing = new IntersectionObserver(look);
  seeing.observe(root);
  return { tell: (told) => { tell(told); }, end: () => { watching(); seeing.disconnect(); } };
}
