// The guide above the network: a step of a lesson with its task, or a challenge with what it asks for.

import { element } from "./draw.js";
import { feedOf } from "./feed.js";
import { done, remember } from "./progress.js";

const PAUSE = 250;  // milliseconds between two questions

export default function guide(root, options, ask) {
  const feed = feedOf(options);
  const { say } = options;
  const hiding = document.head.appendChild(element("style"));
  let shown = "", shape = "", waiting = false, late = false, focus = false;
  root.hidden = true;
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", say.guide);

  const button = (text, deed, attributes = {}) => element("button", { type: "button", class: "plain-button", onclick: deed, ...attributes }, text);
  const leave = () => button("✕", () => { focus = false; ask({ do: "leave" }); }, { class: "round", "aria-label": say.guide_leave, title: say.guide_leave, id: "guide-leave" });

  // What has changed is asked for; one question at a time, and the last one counts.
  function look() {
    if (root.hidden) return;
    if (waiting) { late = true; return; }
    waiting = true;
    ask({ do: "look" });
    setTimeout(() => { waiting = false; if (late) { late = false; look(); } }, PAUSE);
  }

  function tell(told) {
    hiding.textContent = told.hide ?? "";
    root.hidden = told.kind === "none";
    document.body.dataset.guide = told.kind;
    const text = JSON.stringify(told);
    if (text === shown) return;
    shown = text;
    if (told.kind === "lesson") lesson(told);
    else if (told.kind === "challenge") challenge(told);
    else { root.replaceChildren(); shape = ""; }
    window.dispatchEvent(new Event("resize"));  // there is more or less room for the network now
  }

  // The parts that stay while a step lasts, so that neither a focus nor what is typed is lost.
  function frame(now, make) {
    if (now === shape) return;
    shape = now;
    root.replaceChildren(...make());
    root.scrollTop = 0;
    if (focus) root.querySelector("h2")?.focus();
  }

  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const write = (name, text) => { const place = part(name); if (place && place.textContent !== text) place.textContent = text; };

  function lesson(told) {
    const { name, place, marks } = told;
    if (told.done) remember(name, place);
    const step = (to) => { focus = true; ask({ do: "step", name, place: to }); };
    frame(`${name}:${place}`, () => [
      element("div", { class: "guide-text" },
        element("h2", { tabindex: -1 }, told.title, element("span", { class: "unseen" }, ` – ${say.guide_step} ${place + 1} / ${marks.length}`)),
        element("ol", { class: "guide-steps", "aria-label": say.lesson_steps }, ...marks.map((_, k) =>
          element("li", {}, element("button", { type: "button", "aria-label": `${say.guide_step} ${k + 1}`, "aria-current": k === place ? "step" : null, onclick: () => step(k) }, k + 1)))),
        element("p", { "data-part": "says" })),
      element("div", { class: "guide-task" },
        element("h3", {}, say.guide_task),
        element("p", { "data-part": "asks" }),
        question(told),
        element("p", { class: "guide-verdict", role: "status", "data-part": "verdict" })),
      element("div", { class: "guide-end" }, leave(), element("span", { class: "guide-room" }),
        ...(place ? [button(say.guide_back, () => step(place - 1))] : []),
        place + 1 < marks.length
          ? button(say.guide_next, () => step(place + 1), { id: "guide-next", class: "plain-button primary-button" })
          : button(say.guide_last, () => { ask({ do: "leave" }); ask({ do: "lessons" }); }, { id: "guide-next", class: "plain-button primary-button" })),
    ]);
    write("says", told.says);
    write("asks", told.asks);
    write("verdict", told.done ? `✓ ${say.guide_done} ${told.why}` : told.wrong ? say.guide_wrong : "");
    part("verdict").className = `guide-verdict ${told.done ? "right" : "wrong"}`;
    root.querySelectorAll(".guide-steps button").forEach((one, k) => {
      one.classList.toggle("right", marks[k] || done(name).has(k));
    });
    if (told.right !== null) root.querySelectorAll("input[type=radio]").forEach((one, k) => { one.checked = k === told.right; });
  }

  function question(told) {
    if (told.task === "typed") {
      const field = element("input", { type: "text", inputmode: "text", autocomplete: "off", name: "guide-answer", "aria-label": say.guide_answer });
      const send = (event) => { event.preventDefault(); if (field.value.trim()) ask({ do: "answer", given: field.value }); };
      return element("form", { class: "guide-answer", onsubmit: send }, field, element("button", { class: "plain-button", id: "guide-check" }, say.guide_check));
    }
    if (told.task === "chosen")
      return element("div", { class: "guide-options", role: "radiogroup", "aria-label": say.guide_answer }, ...told.options.map((text, k) =>
        element("label", {}, element("input", { type: "radio", name: "guide-answer", value: k, onchange: () => ask({ do: "answer", given: String(k) }) }), element("span", {}, text))));
    return "";
  }

  function challenge(told) {
    const { name } = told;
    if (told.done) remember(name, 0);
    frame(`challenge:${name}`, () => [
      element("div", { class: "guide-text" },
        element("h2", { tabindex: -1 }, told.title), element("p", {}, told.says),
        element("details", {}, element("summary", {}, say.guide_hint), element("p", {}, told.hint))),
      element("div", { class: "guide-task" },
        element("h3", {}, say.guide_task),
        element("ul", { class: "guide-conditions" }, ...told.conditions.map(([text]) => element("li", {}, text, element("span", { class: "unseen" })))),
        element("p", { class: "guide-verdict right", role: "status", "data-part": "verdict" }),
        element("p", { class: "guide-link", "data-part": "made" }, say.entry_made, " ", element("a", { "data-part": "link", id: "entry" }))),
      element("div", { class: "guide-end" }, leave(), element("span", { class: "guide-room" }),
        button(say.copy, (event) => window.nnplayCopy(event.target, "entry", say.copied_text), { "data-part": "copy" }),
        button(say.entry_make, () => { part("make").disabled = true; ask({ do: "enter" }); }, { "data-part": "make", id: "entry-make", class: "plain-button primary-button" })),
    ]);
    const replayed = told.replay ? told.replay.trouble || say[`replay_${told.replay.state}`] : "";
    write("verdict", [replayed, told.done ? `✓ ${say.guide_done}` : ""].filter(Boolean).join(" "));
    root.querySelectorAll(".guide-conditions li").forEach((one, k) => {
      const holds = told.conditions[k][1];
      one.classList.toggle("right", holds);
      one.lastChild.textContent = ` (${holds ? say.guide_holds : say.guide_open})`;
    });
    const link = part("link"), address = told.link && location.origin + location.pathname + told.link;
    part("made").hidden = part("copy").hidden = !address;
    if (link.textContent !== address) { link.textContent = address; link.href = address || "#"; }
    part("make").hidden = Boolean(address) || !told.done || told.replay?.state === "running";
    part("make").disabled = false;
  }

  const watching = feed.watch(look);
  ask({ do: "look" });  // what was begun before this was there
  return { tell, end: () => { watching(); hiding.remove(); } };
}
