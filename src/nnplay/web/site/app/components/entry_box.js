/** An entry of a challenge: a link that trains again what was trained here, and the verdict on one that was opened. */

import {html, useState} from "../../vendor/vendor.js";
import {number, text} from "../text.js";
import {Copyable} from "./copyable.js";

/** @param {{guide: import("../guide.js").Guide, solved: boolean}} props */
export function EntryBox({guide, solved}) {
  const [link, setLink] = useState("");
  const step = guide.step.value;
  const verdict = guide.verdict.value;
  const make = async () => setLink(await guide.entryLink());
  const score = step?.score ? `${step.score[0]}: ${number(Number(guide.value(step.score[1])), 6)}` : "";
  if (verdict?.state === "running") return html`<p role="status">${text("entry.running", {epoch: verdict.epoch, last: verdict.last})} <progress max=${verdict.last} value=${verdict.epoch}></progress></p>`;
  return html`
    <div class="entry">
      ${verdict ? html`<p role="status" class=${`guide-verdict ${verdict.state === "same" && solved ? "solved" : ""}`}><b>
        ${verdict.state === "failed" ? verdict.message : text(verdict.state === "other" ? "entry.other" : solved ? "entry.solved" : "entry.unsolved")}</b> ${verdict.state === "same" ? score : ""}</p>` : null}
      ${solved && !verdict ? html`<p><b>✓ ${text("entry.met")}</b> ${score}</p><button class="plain" onClick=${make}>${text("entry.make")}</button>` : null}
      ${link && solved ? html`<${Copyable} title=${text("entry.link")} content=${link} onCopy=${() => (guide.playground.announcement.value = text("take.copied"))} />` : null}
    </div>`;
}
