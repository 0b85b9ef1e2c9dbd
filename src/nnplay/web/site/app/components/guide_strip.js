/** The lesson or challenge in progress: a strip below the bar, on a telephone a sheet above its tabs; it covers neither the surface nor Play. */

import {html, useRef, useState} from "../../vendor/vendor.js";
import {taskOf} from "../lesson_file.js";
import {text} from "../text.js";
import {EntryBox} from "./entry_box.js";
import {CLOSE} from "./icons.js";
import {RichText} from "./rich_text.js";

/** @typedef {import("../guide.js").Guide} Guide */

/** The steps as buttons. @param {{guide: Guide, onGo: (place: number) => void}} props */
const Steps = ({guide, onGo}) => html`
  <ol class="guide-steps">${guide.lesson.value?.steps.map((step, k) => {
    const done = guide.isDone(guide.lesson.value?.name ?? "", k);
    return html`<li key=${k}><button class=${done ? "done" : ""} aria-current=${k === guide.place.value ? "step" : undefined} title=${step.title}
      aria-label=${text(done ? "lesson.stepDone" : "lesson.step", {step: k + 1, title: step.title})} onClick=${() => onGo(k)}>${done ? "✓" : k + 1}</button></li>`;
  })}</ol>`;

/** A field for a number. @param {{guide: Guide}} props */
function NumberAnswer({guide}) {
  const [typed, setTyped] = useState("");
  /** @param {Event} event */
  const check = (event) => {
    event.preventDefault();
    guide.answer(typed);
  };
  return html`
    <form class="guide-answer" onSubmit=${check}>
      <label for="guide-answer">${text("lesson.answer")}</label>
      <input id="guide-answer" type="text" inputmode="decimal" autocomplete="off" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      <button class="plain" disabled=${!Number.isFinite(Number(guide.value(guide.step.value?.answer || "0")))}>${text("lesson.check")}</button>
    </form>`;
}

/** @param {{guide: Guide}} props */
function ChoiceAnswer({guide}) {
  const step = guide.step.value;
  return html`
    <fieldset class="guide-choices"><legend class="unseen">${step?.task}</legend>
      ${step?.options.map((option, k) => html`
        <label key=${`${guide.place.value} ${k}`} class="check"><input type="radio" name="guide-choice" checked=${guide.chosen.value === k} onChange=${() => guide.answer(String(k))} /><span><${RichText} content=${option} used=${ALL} /></span></label>`)}
    </fieldset>`;
}

/** Explains no word: the words of an answer are explained in the text. */
const ALL = {has: () => true, add: () => {}};

/** @param {{guide: Guide, folder: string, used: Set<any>}} props */
function Task({guide, folder, used}) {
  const step = guide.step.value;
  if (!step) return null;
  const kind = taskOf(step);
  const done = guide.done.value;
  const goals = guide.goals();
  const challenge = guide.isChallenge.value;
  return html`
    <div class="guide-task">
      ${step.task ? html`<p class="guide-do"><${RichText} content=${guide.filled(step.task)} used=${used} folder=${folder} /></p>` : null}
      ${step.goals.length ? html`<ul class="guide-goals">${goals.map(([goal, holds]) => html`
        <li key=${goal} class=${holds ? "holds" : ""}><span aria-hidden="true">${holds ? "✓" : "○"}</span> ${goal}<span class="unseen">${text(holds ? "lesson.holds" : "lesson.open")}</span></li>`)}</ul>` : null}
      ${kind === "number" ? html`<${NumberAnswer} key=${`${guide.lesson.value?.name} ${guide.place.value}`} guide=${guide} />` : kind === "choice" ? html`<${ChoiceAnswer} guide=${guide} />` : null}
      <p class=${`guide-verdict ${done && !guide.wrong.value ? "solved" : ""}`} role="status">
        ${guide.wrong.value ? text("lesson.wrong") : done && !challenge ? html`<b>✓</b> <${RichText} content=${guide.filled(step.then || text("lesson.done"))} used=${used} folder=${folder} />` : null}
      </p>
      ${step.hint && (challenge || !done) ? (guide.hintOpen.value ? html`<p class="guide-hint">${step.hint}</p>`
        : html`<button class="quiet" onClick=${() => (guide.hintOpen.value = true)}>${text("lesson.hint")}</button>`) : null}
      ${challenge ? html`<${EntryBox} guide=${guide} solved=${goals.every(([, holds]) => holds)} />` : null}
    </div>`;
}

/** @param {{guide: Guide}} props */
export function GuideStrip({guide}) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const [folded, setFolded] = useState(false);
  const lesson = guide.lesson.value;
  const step = guide.step.value;
  if (!lesson || !step) return null;
  const last = guide.place.value === lesson.steps.length - 1;
  const challenge = guide.isChallenge.value;
  const folder = lesson.name.endsWith(".md") ? "" : "lessons/";
  const used = new Set();
  /** @param {number} place */
  const go = (place) => {
    guide.go(place);
    heading.current?.focus();
  };
  const next = () => {
    if (!last) go(guide.place.value + 1);
    else {
      guide.leave();
      guide.playground.drawer.value = "learn";
    }
  };
  return html`
    <section class=${`guide ${folded ? "folded" : ""}`} aria-label=${lesson.title}>
      <div class="guide-head">
        <h2 tabindex="-1" ref=${heading}>${challenge ? lesson.title : html`<span class="guide-lesson">${lesson.title}</span> ${step.title}`}</h2>
        ${challenge ? null : html`<${Steps} guide=${guide} onGo=${go} />`}
        <button class="quiet guide-fold" aria-expanded=${!folded} onClick=${() => setFolded(!folded)}>${text(folded ? "lesson.unfold" : "lesson.fold")}</button>
        ${challenge ? null : html`<button class=${`plain ${guide.done.value ? "next" : ""}`} onClick=${next}>${text(last ? "lesson.finish" : "lesson.next")}</button>`}
        <button class="round small" onClick=${() => guide.leave()} aria-label=${text("lesson.leave")} title=${text("lesson.leave")}>${CLOSE}</button>
      </div>
      <div class="guide-body">
        <div class="guide-text">${step.text.map((paragraph, k) => html`<p key=${k}><${RichText} content=${guide.filled(paragraph)} used=${used} folder=${folder} /></p>`)}</div>
        <${Task} guide=${guide} folder=${folder} used=${used} />
      </div>
    </section>`;
}
