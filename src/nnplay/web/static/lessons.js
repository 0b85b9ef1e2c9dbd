// The lessons and challenges that there are, and how far one is.

import { element } from "./draw.js";
import { done } from "./progress.js";

export default function lessons(root, options, ask) {
  const { say } = options;
  const begin = (kind, name, title) => element("button", {
    type: "button", class: "plain-button small-button", "aria-label": `${say.lesson_begin}: ${title}`,
    onclick: () => { ask({ do: kind, name }); window.scrollTo({ top: 0 }); },
  }, say.lesson_begin);

  function lesson({ name, title, about, minutes, steps }, k) {
    const count = done(name).size;
    const bar = element("progress", { max: steps, value: count, "aria-label": `${title}: ${count} / ${steps} ${say.lesson_done}` });
    return element("article", { class: "lesson", role: "listitem", "data-lesson": name },
      element("h3", {}, `${k + 1} · ${title}`), element("p", {}, about),
      element("div", { class: "lesson-end" }, begin("lesson", name, title), bar,
        element("span", { class: "hint" }, count === steps ? `✓ ${say.lesson_done}` : `${count} / ${steps} · ${minutes} ${say.minutes}`)));
  }

  function challenge({ name, title, about, conditions }) {
    return element("article", { class: "lesson", role: "listitem", "data-challenge": name },
      element("h3", {}, title), element("p", {}, about), element("p", { class: "hint" }, conditions.join(" · ")),
      element("div", { class: "lesson-end" }, begin("challenge", name, title),
        element("span", { class: "hint" }, done(name).size ? `✓ ${say.lesson_done}` : "")));
  }

  const link = element("input", { type: "text", name: "entry-link", autocomplete: "off", "aria-label": say.entry_link, placeholder: say.entry_link });
  const watch = (event) => {
    event.preventDefault();
    if (link.value.trim()) { ask({ do: "again", link: link.value }); window.scrollTo({ top: 0 }); }
  };

  function draw() {
    const list = (label, items) => element("div", { class: "lesson-list", role: "list", "aria-label": label }, ...items);
    root.replaceChildren(
      list(say.lessons, options.lessons.map(lesson)),
      element("h3", { class: "lesson-head" }, say.challenges), element("p", { class: "hint" }, say.challenges_hint),
      list(say.challenges, options.challenges.map(challenge)),
      element("form", { class: "entry-form", onsubmit: watch }, link, element("button", { class: "plain-button", id: "entry-watch" }, say.entry_watch)));
  }

  draw();
  window.addEventListener("nnplay-lessons", draw);
  return { end: () => window.removeEventListener("nnplay-lessons", draw) };
}
