/** Small controls with their labels. */

import {html} from "../../vendor/vendor.js";

/**
 * @typedef {{value: string, label: string}} Option
 * @typedef {{label: string, options: Option[]}} OptionGroup
 */

/** @param {Option} option @param {string} chosen */
const optionOf = ({value, label}, chosen) => html`<option value=${value} selected=${value === chosen}>${label}</option>`;

/**
 * A choice from a list.
 * @param {{label: string, value: string, options?: Option[], groups?: OptionGroup[], onChange: (value: string) => void, id: string, title?: string}} props
 */
export const Select = ({label, value, options = [], groups = [], onChange, id, title}) => html`
  <label class="field" for=${id} title=${title}>
    <span class="field-label">${label}</span>
    <select id=${id} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>
      ${options.map((option) => optionOf(option, value))}
      ${groups.map((group) => html`<optgroup label=${group.label}>${group.options.map((option) => optionOf(option, value))}</optgroup>`)}
    </select>
  </label>`;

/**
 * A slider that acts while it moves, with its value in words beside it.
 * @param {{label: string, value: number, min: number, max: number, step: number | "any", shown: string, id: string, onInput: (value: number) => void,
 *   onRelease?: () => void}} props
 */
export const Slider = ({label, value, min, max, step, shown, id, onInput, onRelease}) => html`
  <div class="slider">
    <label for=${id}>${label}</label>
    <span class="slider-value" aria-hidden="true">${shown}</span>
    <input type="range" id=${id} min=${min} max=${max} step=${step} value=${value} aria-valuetext=${shown}
      onChange=${onRelease} onBlur=${onRelease}
      onInput=${(/** @type {any} */ event) => onInput(Number(event.currentTarget.value))} />
  </div>`;

/** @param {{label: string, checked: boolean, id: string, onChange: (checked: boolean) => void}} props */
export const Check = ({label, checked, id, onChange}) => html`
  <label class="check" for=${id}>
    <input type="checkbox" id=${id} checked=${checked} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
    <span>${label}</span>
  </label>`;

/**
 * A number that is typed; the old one is selected when it is entered, so that typing replaces it.
 * @param {{label: string, value: number | "", min?: number, max?: number, step?: number | "any", id: string, onChange: (value: number) => void}} props
 */
export const NumberField = ({label, value, min, max, step = "any", id, onChange}) => html`
  <label class="field" for=${id}>
    <span class="field-label">${label}</span>
    <input type="number" id=${id} value=${value} min=${min} max=${max} step=${step}
      onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
      onChange=${(/** @type {any} */ event) => event.currentTarget.value !== "" && onChange(Number(event.currentTarget.value))} />
  </label>`;
