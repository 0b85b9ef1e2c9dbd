/** The scrubber: back to any epoch, and on from there. */

import {html} from "../../vendor/vendor.js";
import {count, text} from "../text.js";

/** @param {{playground: import("../playground.js").Playground}} props */
export function Scrubber({playground}) {
  const {epoch, viewed, playing} = playground.run.position.value;
  const past = viewed < epoch;
  return html`
    <section class="scrubber" aria-label=${text("scrubber.title")}>
      <label for="scrubber">${text("scrubber.label")}</label>
      <input type="range" id="scrubber" min="0" max=${epoch} step="1" value=${viewed} disabled=${epoch === 0}
        aria-valuetext=${text("scrubber.value", {epoch: viewed, last: epoch})}
        onInput=${(/** @type {any} */ event) => {
          const to = Number(event.currentTarget.value);
          playground.run.travel(to === epoch && !playing ? null : to);
        }} />
      <span class="scrubber-value">${count(viewed)}</span>
      ${past ? html`<button class="plain" onClick=${() => playground.run.fork()}>${text("scrubber.fork")}</button>` : null}
      ${playground.hides("compare") ? null : html`<button class="plain small" disabled=${epoch === 0 || playground.kept.full} title=${text("runs.keepTitle")} onClick=${() => playground.run.keep()}>${text("runs.keep")}</button>`}
    </section>`;
}
