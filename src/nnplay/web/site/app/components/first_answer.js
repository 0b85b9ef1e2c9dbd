/** The answer to the question of the first sight, once the network has found it, and the next question. */

import {html, useState} from "../../vendor/vendor.js";
import {withWidth} from "../settings.js";
import {count, percent, text} from "../text.js";
import {CLOSE} from "./icons.js";

const ENOUGH = 0.95; // accuracy of the test points

/** @param {{playground: import("../playground.js").Playground, question: boolean}} props */
export function FirstAnswer({playground, question}) {
  const [closed, setClosed] = useState(false);
  const header = playground.frames.readable.value?.header;
  const settings = playground.settings.value;
  const {layers} = settings.architecture;
  const neurons = layers[0]?.width ?? 0;
  if (!question || closed || playground.notice.value || playground.guide?.lesson.value || playground.hides("hints")) return null;
  if (layers.length !== 1 || neurons > 4 || settings.recipe.data !== "circle" || !(header?.row.test_accuracy >= ENOUGH) || !header?.epoch) return null;
  return html`
    <div class="notice info" role="status">
      <p>${text("question.answer", {neurons, share: percent(header.row.test_accuracy), epoch: count(header.viewed)})}</p>
      ${neurons > 1 && !playground.hides("layers") ? html`<button class="plain" onClick=${() => playground.apply(withWidth(settings, 0, neurons - 1))}>${text("question.fewer", {neurons: neurons - 1})}</button>` : null}
      <button class="round small" onClick=${() => setClosed(true)} aria-label=${text("notice.close")}>${CLOSE}</button>
    </div>`;
}
