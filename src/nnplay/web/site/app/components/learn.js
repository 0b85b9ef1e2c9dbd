/** The drawer Learn: lessons with one's progress, challenges, a lesson file of one's own, and questions that one can answer by trying. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {CHALLENGES, listLessons, loadLesson, sentence} from "../guide.js";
import {settingsOf} from "../link.js";
import {server} from "../server.js";
import {QUESTIONS} from "../questions.js";
import {catalogue, text} from "../text.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../guide.js").Guide} Guide */

/** What a function has fetched, again in each language. @template T @param {() => Promise<T>} load @param {Playground} playground @returns {T | null} */
function useFetched(load, playground) {
  const [value, setValue] = useState(/** @type {T | null} */ (null));
  const {language} = catalogue.value;
  useEffect(() => {
    load().then(setValue, (error) => playground.complain(sentence(error)));
  }, [language]);
  return value;
}

/** @param {{guide: Guide, lesson: import("../guide.js").Listed, place: number}} props */
function LessonCard({guide, lesson: {name, title, summary, minutes, steps}, place}) {
  const done = (guide.progress.value[name] ?? []).length;
  const next = Array.from({length: steps}, (_, k) => k).find((k) => !guide.isDone(name, k)) ?? 0;
  return html`
    <li data-lesson=${name}><button class="question lesson" onClick=${() => void guide.open(name, done === steps ? 0 : next)}>
      <b>${place}. ${title}</b><span>${summary}</span>
      <span class="lesson-progress"><progress max=${steps} value=${done} aria-hidden="true"></progress>
        ${done === steps ? `✓ ${text("lesson.allDone")}` : done ? text("lesson.progress", {done, steps}) : text("lesson.minutes", {minutes})}</span>
    </button></li>`;
}

/** A file of a teacher, and the link of an entry. @param {{guide: Guide}} props */
function OwnLesson({guide}) {
  /** @param {any} event */
  const take = async (event) => {
    const [file] = event.currentTarget.files;
    event.currentTarget.value = "";
    if (file) guide.openFile(await file.text(), "file");
  };
  return html`<p class="own-lesson"><label class="file-button plain">${text("lesson.own")}<input type="file" class="unseen" accept=".md,text/markdown,text/plain" onChange=${take} /></label> ${text("lesson.ownHint")}</p>`;
}

/** @param {{guide: Guide}} props */
function EntryLink({guide}) {
  const [link, setLink] = useState("");
  /** @param {Event} event */
  const watch = (event) => {
    event.preventDefault();
    if (link.trim()) void guide.verify(link);
  };
  return html`
    <form class="guide-answer" onSubmit=${watch}>
      <label for="entry-link">${text("entry.link")}</label>
      <input id="entry-link" type="text" autocomplete="off" value=${link} onInput=${(/** @type {any} */ event) => setLink(event.currentTarget.value)} />
      <button class="plain">${text("entry.verify")}</button>
    </form>`;
}

/** @param {{playground: Playground}} props */
export function Learn({playground}) {
  const guide = /** @type {Guide} */ (playground.guide);
  const lessons = useFetched(listLessons, playground);
  const challenges = useFetched(() => loadLesson(CHALLENGES), playground);
  /** @param {string} query */
  const open = (query) => {
    const {settings} = settingsOf(query);
    const {theme, language, speed, hide} = playground.settings.value.view;
    guide.leave();
    playground.apply({...settings, view: {...settings.view, theme, language, speed, hide}});
  };
  return html`
    <h3>${text("learn.lessons")}</h3>
    <ol class="questions">${(lessons ?? []).map((lesson, k) => html`<${LessonCard} key=${lesson.name} guide=${guide} lesson=${lesson} place=${k + 1} />`)}</ol>
    <${OwnLesson} guide=${guide} />
    ${server ? html`<p><a class="plain" href="?teacher=1" target="_blank">${text("class.start")}</a></p>` : null}
    <h3>${text("learn.challenges")}</h3>
    <ul class="questions">${(challenges?.steps ?? []).map(({name, title, text: [first]}) => html`
      <li key=${name} data-challenge=${name}><button class="question" onClick=${() => void guide.challenge(name)}><b>${guide.isDone(`challenge ${name}`, 0) ? "✓ " : ""}${title}</b><span>${first}</span></button></li>`)}</ul>
    <${EntryLink} guide=${guide} />
    <h3>${text("learn.questions")}</h3>
    <p>${text("learn.intro")}</p>
    <ol class="questions">${QUESTIONS.map(({name, query}) => html`
      <li key=${name}><button class="question" onClick=${() => open(query)}><b>${text(`question.${name}`)}</b><span>${text(`question.${name}.hint`)}</span></button></li>`)}
    </ol>`;
}
