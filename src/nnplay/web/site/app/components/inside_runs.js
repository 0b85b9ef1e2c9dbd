/** Runs that were kept: what they have reached, and in which settings they differ. */

import {html} from "../../vendor/vendor.js";
import {hex} from "../colors.js";
import {differing, settingsInWords} from "../kept_runs.js";
import {openSecond} from "../second_network.js";
import {count, number, percent, text} from "../text.js";
import {palette} from "../theme.js";
import {runColor} from "./curves.js";
import {CLOSE} from "./icons.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** @param {{playground: Playground}} props */
export function RunsView({playground}) {
  const kept = playground.kept.runs.value;
  const row = playground.frames.readable.value?.header.row;
  if (!kept.length) return html`<p>${text("runs.none")}</p><button class="plain" disabled=${!row?.epoch} onClick=${() => playground.run.keep()}>${text("runs.keep")}</button>`;
  const measure = playground.network.value?.classes.length ? "accuracy" : "r2";
  const now = {number: 0, settings: playground.settings.value, epoch: playground.run.position.value.viewed, row, measure};
  const all = [now, ...kept];
  const words = all.map(({settings}) => settingsInWords(settings));
  const show = (/** @type {string} */ name, /** @type {number | undefined} */ value) => (value === undefined || !Number.isFinite(value) ? "–" : name.endsWith("accuracy") ? percent(value) : number(value));
  const measures = ["train_loss", "test_loss", `train_${measure}`, `test_${measure}`];
  return html`
    <div class="table-box" tabindex="0" role="group" aria-label=${text("inside.runs")}>
      <table class="runs"><caption>${text("runs.caption")}</caption>
        <thead><tr><td></td>${all.map((run) => html`<th scope="col" key=${run.number}>${run.number
          ? html`<span class="run-key" style=${{background: hex(runColor(palette.value, run.number))}}></span>${text("runs.run", {number: run.number})}` : text("runs.now")}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${text("bar.epoch")}</th>${all.map((run) => html`<td>${count(run.epoch)}</td>`)}</tr>
          ${measures.map((name) => html`<tr><th scope="row">${text(`measure.${name}`)}</th>${all.map((run) => html`<td>${show(name, run.row?.[name])}</td>`)}</tr>`)}
          ${differing(words).map((name) => html`<tr class="setting" key=${name}><th scope="row">${name}</th>${words.map((each) => html`<td>${each[name] ?? "–"}</td>`)}</tr>`)}
          <tr><td></td><td></td>${kept.map((run) => html`<td class="run-actions">
            <button class="plain small" onClick=${() => playground.apply({...run.settings, view: playground.settings.value.view})} aria-label=${text("runs.restoreRun", {number: run.number})}>${text("runs.restore")}</button>
            <button class="plain small" onClick=${() => openSecond(playground, run.settings)} aria-label=${text("runs.besideRun", {number: run.number})}>${text("runs.beside")}</button>
            <button class="round tiny" onClick=${() => playground.kept.remove(run.number)} aria-label=${text("runs.remove", {number: run.number})}>${CLOSE}</button></td>`)}</tr>
        </tbody></table>
    </div>`;
}
