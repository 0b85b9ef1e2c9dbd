/** The drawer Learn: questions that one can answer by trying. */

import {html} from "../../vendor/vendor.js";
import {settingsOf} from "../link.js";
import {QUESTIONS} from "../questions.js";
import {text} from "../text.js";

/** @param {{playground: import("../playground.js").Playground}} props */
export function Learn({playground}) {
  /** @param {string} query */
  const open = (query) => {
    const {settings} = settingsOf(query);
    const {theme, language, speed} = playground.settings.value.view;
    playground.apply({...settings, view: {...settings.view, theme, language, speed}});
  };
  return html`
    <p>${text("learn.intro")}</p>
    <ol class="questions">${QUESTIONS.map(({name, query}) => html`
      <li key=${name}><button class="question" onClick=${() => open(query)}><b>${text(`question.${name}`)}</b><span>${text(`question.${name}.hint`)}</span></button></li>`)}
    </ol>`;
}
