/** What is said: the question of the first sight, notices with a way on, and the words for a screen reader. */

import {html} from "../../vendor/vendor.js";
import {connection} from "../server.js";
import {text} from "../text.js";
import {CLOSE} from "./icons.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** @param {{playground: Playground, question: boolean}} props */
export function Notices({playground, question}) {
  const notice = playground.notice.value;
  if (connection.value === "lost") return html`<div class="notice error" role="status"><p>${text("connection.lost")}</p></div>`;
  if (notice) {
    return html`
      <div class=${`notice ${notice.tone}`}>
        <p>${notice.text}</p>
        ${notice.action ? html`<button class="plain" onClick=${notice.action.run}>${notice.action.label}</button>` : null}
        <button class="round small" onClick=${() => (playground.notice.value = null)} aria-label=${text("notice.close")}>${CLOSE}</button>
      </div>`;
  }
  return question ? html`<div class="notice first"><p><b>${text("question.four")}</b><br />${text("hint.first")}</p></div>` : null;
}

/** @param {{playground: Playground}} props */
export const Announcer = ({playground}) => html`<p class="unseen" role="status" aria-live="polite">${playground.announcement.value}</p>`;
