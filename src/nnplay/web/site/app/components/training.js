/** The settings of training: the common ones in view, all others behind one click; sliders act while they move. */

import {html} from "../../vendor/vendor.js";
import {INITIALIZERS, OPTIMIZERS, SCHEDULES} from "../components_of_engine.js";
import {componentName} from "../names.js";
import {LIMITS, SEED_LIMIT, withRecipe} from "../settings.js";
import {count, number, percent, text} from "../text.js";
import {ComponentField} from "./component_field.js";
import {Check, NumberField, Select, Slider} from "./controls.js";

/** @typedef {import("../playground.js").Playground} Playground */

const STRENGTHS = [0, 1e-5, 3e-5, 1e-4, 3e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const NORMS = [0, 0.1, 0.3, 1, 3, 10, 30, 100]; // 0 is no limit

/** A slider over a list of values; one that is not in the list has a place of its own. @param {{id: string, label: string, value: number, values: number[], none: string, onInput: (value: number) => void}} props */
function Steps({id, label, value, values, none, onInput}) {
  const all = values.includes(value) ? values : [...values, value].toSorted((a, b) => a - b);
  return html`<${Slider} id=${id} label=${label} value=${all.indexOf(value)} min=${0} max=${all.length - 1} step=${1} shown=${value ? number(value) : none}
    onInput=${(/** @type {number} */ place) => onInput(all[place])} />`;
}

/** @param {{playground: Playground}} props */
export function Training({playground}) {
  const {recipe} = playground.settings.value;
  /** @param {Record<string, any>} change @param {string} key */
  const change = (change, key = "") => playground.apply(withRecipe(playground.settings.value, change), key);
  /** @param {string} name @param {Record<string, any>} more */
  const whole = (name, more) => (/** @type {number} */ value) => change({[name]: Math.min(Math.max(Math.round(value), more.min), more.max)});
  const none = text("training.none");
  const validation = recipe.validation_fraction ?? (recipe.patience && recipe.test_fraction < 0.8 ? 0.15 : 0);
  return html`
    <fieldset class="training">
      <legend>${text("training.title")}</legend>
      <${ComponentField} id="optimizer" label=${text("training.optimizer")} family="optimizer" spec=${String(recipe.optimizer)} names=${OPTIMIZERS}
        onChange=${(/** @type {string} */ optimizer, /** @type {string} */ key) => change({optimizer, ...("momentum" in recipe ? {momentum: null} : {})}, key)} />
      <${Steps} id="l1" label=${text("training.l1")} value=${Number(recipe.l1 ?? 0)} values=${STRENGTHS} none=${none} onInput=${(/** @type {number} */ l1) => change({l1}, "l1")} />
      <${Steps} id="l2" label=${text("training.l2")} value=${Number(recipe.l2 ?? 0)} values=${STRENGTHS} none=${none} onInput=${(/** @type {number} */ l2) => change({l2}, "l2")} />
      <div class="pair">
        <${NumberField} id="seed" label=${text("training.seed")} value=${recipe.seed ?? 0} min=${0} step=${1} onChange=${whole("seed", {min: 0, max: SEED_LIMIT - 1})} />
        <button class="plain" onClick=${() => change({seed: Number(playground.settings.value.recipe.seed ?? 0) + 1})}>${text("training.newSeed")}</button>
      </div>
      <details class="more">
        <summary>${text("training.more")}</summary>
        <${ComponentField} id="schedule" label=${text("training.schedule")} family="schedule" spec=${String(recipe.schedule ?? "constant")} names=${SCHEDULES}
          onChange=${(/** @type {string} */ schedule, /** @type {string} */ key) => change({schedule}, key)} />
        ${(recipe.schedule ?? "constant") === "constant" ? null : html`
          <${NumberField} id="schedule-epochs" label=${text("training.scheduleEpochs")} value=${recipe.schedule_epochs ?? recipe.epochs} min=${1} step=${1} onChange=${whole("schedule_epochs", {min: 1, max: 1e9})} />`}
        <${Steps} id="decay" label=${text("training.decay")} value=${Number(recipe.weight_decay ?? 0)} values=${STRENGTHS} none=${text("editor.auto")}
          onInput=${(/** @type {number} */ decay) => change({weight_decay: decay || null}, "decay")} />
        <${Steps} id="clip" label=${text("training.clip")} value=${Number(recipe.clip ?? 0)} values=${NORMS} none=${none} onInput=${(/** @type {number} */ clip) => change({clip: clip || null}, "clip")} />
        <${Check} id="stopping" label=${text("training.stopping")} checked=${Boolean(recipe.patience)} onChange=${(/** @type {boolean} */ on) => change({patience: on ? 20 : null})} />
        ${recipe.patience ? html`
          <${NumberField} id="patience" label=${text("training.patience")} value=${recipe.patience} min=${1} step=${1} onChange=${whole("patience", {min: 1, max: 1e6})} />` : null}
        <${Slider} id="validation" label=${text("training.validation")} value=${validation} min=${0} max=${0.5} step=${0.05} shown=${percent(validation)}
          onInput=${(/** @type {number} */ fraction) => change({validation_fraction: fraction}, "validation")} />
        <${NumberField} id="epochs" label=${text("training.epochs")} value=${recipe.epochs} min=${1} max=${LIMITS.epochs} step=${1} onChange=${whole("epochs", {min: 1, max: LIMITS.epochs})} />
        <${Select} id="weights" label=${text("training.initializer")} value=${recipe.initializer ?? ""}
          options=${[{value: "", label: text("editor.auto")}, ...INITIALIZERS.map((value) => ({value, label: componentName(value)}))]}
          onChange=${(/** @type {string} */ initializer) => change({initializer: initializer || null})} />
        <${Select} id="scale" label=${text("training.scale")} value=${recipe.scale ?? "standard"}
          options=${["standard", "minmax", "none"].map((value) => ({value, label: text(`scale.${value}`)}))} onChange=${(/** @type {string} */ scale) => change({scale})} />
        ${(recipe.scale ?? "standard") === "standard" ? html`
          <${Slider} id="input-limit" label=${text("training.inputLimit")} value=${recipe.input_limit ?? 0} min=${0} max=${10} step=${0.5}
            shown=${recipe.input_limit ? text("training.deviations", {count: number(recipe.input_limit)}) : none} onInput=${(/** @type {number} */ limit) => change({input_limit: limit || null}, "input_limit")} />` : null}
        <${Check} id="shuffle" label=${text("training.shuffle")} checked=${recipe.shuffle ?? true} onChange=${(/** @type {boolean} */ shuffle) => change({shuffle})} />
        <p class="note">${text("training.perEpoch", {count: count(playground.network.value?.stepsPerEpoch ?? 0)})}</p>
      </details>
    </fieldset>`;
}
