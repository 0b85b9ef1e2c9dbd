/** The bar at the top: time, the settings that are changed most, and the buttons of the three drawers. */

import {html} from "../../vendor/vendor.js";
import {queryOf} from "../link.js";
import {COMMON_ACTIVATIONS, LEARNING_RATES, SPEEDS, withActivation, withRecipe} from "../settings.js";
import {count, number, text} from "../text.js";
import {componentName} from "../names.js";
import {ACTIVATIONS} from "../components_of_engine.js";
import {Select} from "./controls.js";
import {PAUSE, PLAY, REDO, RESET, STEP, UNDO} from "./icons.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** The values of a list with the one that is set, which a link may have chosen freely. @param {number[]} values @param {number} value */
const including = (values, value) => (values.includes(value) ? values : [...values, value].toSorted((a, b) => a - b));

/** @param {{playground: Playground}} props */
const Time = ({playground}) => {
  const {playing, epoch, batches, viewed} = playground.run.position.value;
  const shown = viewed < epoch ? viewed : epoch;
  return html`
    <div class="time" role="group" aria-label=${text("bar.time")}>
      <button class="round" onClick=${() => playground.run.reset()} aria-label=${text("bar.reset")} title=${text("bar.reset")}>${RESET}</button>
      <button class=${`play ${playing ? "playing" : ""}`} onClick=${() => playground.run.togglePlay()}>
        ${playing ? PAUSE : PLAY}<span>${text(playing ? "bar.pause" : "bar.play")}</span>
      </button>
      <button class="round" onClick=${() => playground.run.step()} aria-label=${text("bar.step")} title=${text("bar.step")}>${STEP}</button>
      <div class="epoch">
        <span class="field-label">${text("bar.epoch")}${playground.run.rate.value > 0 ? html` <span class="rate">${text("curves.rate", {rate: number(playground.run.rate.value, 2)})}</span>` : null}</span>
        <span class="epoch-number">${count(shown)}${batches ? html`<small> + ${text("bar.batches", {count: batches})}</small>` : null}</span>
      </div>
    </div>`;
};

/** @param {{playground: Playground}} props */
function Settings({playground}) {
  const settings = playground.settings.value;
  const {recipe, architecture, view} = settings;
  const activations = [...new Set(architecture.layers.map((each) => each.activation))];
  const activation = activations.length === 1 ? activations[0] : "";
  const common = COMMON_ACTIVATIONS.map((value) => ({value, label: componentName(value)}));
  const all = [...new Set([...ACTIVATIONS, ...(activation ? [activation] : [])])].filter((each) => !COMMON_ACTIVATIONS.includes(each));
  const rate = Number(recipe.learning_rate);
  return html`
    ${playground.hides("speed") ? null : html`<${Select} id="speed" label=${text("bar.speed")} value=${String(view.speed)}
      options=${[...including(SPEEDS.filter((each) => each !== null), view.speed ?? 60), null].map((each) =>
        ({value: String(each), label: each === null ? text("bar.fullSpeed") : text("bar.perSecond", {count: each})}))}
      onChange=${(/** @type {string} */ value) => playground.setView({speed: value === "null" ? null : Number(value)})} />`}
    ${playground.hides("rate") ? null : html`<${Select} id="rate" label=${text("bar.rate")} value=${String(rate)}
      options=${including(LEARNING_RATES, rate).map((each) => ({value: String(each), label: number(each, 4)}))}
      onChange=${(/** @type {string} */ value) => playground.apply(withRecipe(settings, {learning_rate: Number(value)}))} />`}
    ${playground.hides("activation") || !architecture.layers.length ? null : html`<${Select} id="activation" label=${text("bar.activation")} value=${activation}
      options=${activation ? [] : [{value: "", label: text("bar.mixed")}]}
      groups=${[{label: text("bar.common"), options: common},
        {label: text("bar.all"), options: all.map((value) => ({value, label: componentName(value)}))}]}
      onChange=${(/** @type {string} */ value) => value && playground.apply(withActivation(settings, value))} />`}`;
}

/** @param {{playground: Playground}} props */
function DrawerButtons({playground}) {
  const open = playground.drawer.value;
  /** @param {"learn" | "inside" | "take"} name */
  const button = (name) => playground.hides(name) ? null : html`
    <button class=${`drawer-button ${open === name ? "open" : ""}`} aria-expanded=${open === name} aria-controls="drawer" onClick=${() => playground.toggleDrawer(name)}>
      ${text(`drawer.${name}`)}
    </button>`;
  return html`<div class="drawer-buttons" role="group" aria-label=${text("bar.drawers")}>${button("learn")}${button("inside")}${button("take")}</div>`;
}

/** @param {{playground: Playground}} props */
export const Bar = ({playground}) => html`
  <header class="bar">
    <h1 class="brand"><img src="mark.svg" alt="" width="26" height="26" /><span>nnplay</span></h1>
    <${Time} playground=${playground} />
    <div class="bar-settings"><${Settings} playground=${playground} /></div>
    ${playground.hides("undo") ? null : html`<div class="undo" role="group" aria-label=${text("bar.changes")}>
      <button class="round small" disabled=${!playground.undo.canUndo.value} onClick=${() => playground.undo.stack.undo()} aria-label=${text("bar.undo")} title=${text("bar.undo")}>${UNDO}</button>
      <button class="round small" disabled=${!playground.undo.canRedo.value} onClick=${() => playground.undo.stack.redo()} aria-label=${text("bar.redo")} title=${text("bar.redo")}>${REDO}</button>
    </div>`}
    ${playground.address.embedded ? html`<a class="embed-open" href=${`?${queryOf(playground.settings.value)}`} target="_blank" rel="noopener">${text("embed.open")}</a>` : html`<${DrawerButtons} playground=${playground} />`}
  </header>`;
