/** The editor of a component of the catalogue: which one, its constants, and its formula. */

import {html, useEffect} from "../../vendor/vendor.js";
import {boundsOf, description, loadCatalogue, specParts, specText} from "../catalogue.js";
import {componentName} from "../names.js";
import {hasText, number, text} from "../text.js";
import {NumberField, Select, Slider} from "./controls.js";

/** @type {Record<string, string>} */
const SYMBOLS = {beta1: "β₁", beta2: "β₂", epsilon: "ε", momentum: "μ", rho: "ρ", gamma: "γ", delta: "δ", tau: "τ", alpha: "α", beta: "β"};

/** A constant as people write it. @param {string} name */
const constantName = (name) => SYMBOLS[name] ?? (hasText(`constant.${name}`) ? text(`constant.${name}`) : name.replaceAll("_", " "));

/**
 * @param {{id: string, label: string, family: string, spec: string, names: string[], auto?: string, onChange: (spec: string, key: string) => void}} props
 *   `auto`: what the choice of none is called, "" in the spec
 */
export function ComponentField({id, label, family, spec, names, auto, onChange}) {
  useEffect(loadCatalogue, []);
  const {name, constants} = specParts(spec);
  const entry = description.value?.catalog[family][name];
  const known = names.includes(name) || !name ? names : [...names, name];
  const options = [...(auto === undefined ? [] : [{value: "", label: auto}]), ...known.map((value) => ({value, label: componentName(value)}))];
  /** @param {string} constant @param {number} value */
  const set = (constant, value) => Number.isFinite(value) && onChange(specText(name, {...entry?.constants, ...constants, [constant]: value}, entry?.constants ?? {}), `${id}-${constant}`);
  return html`
    <div class="component-field">
      <${Select} id=${id} label=${label} value=${name} options=${options} onChange=${(/** @type {string} */ next) => onChange(next, "")} />
      ${entry && Object.keys(entry.constants).length ? html`<div class="constants">${Object.entries(entry.constants).map(([constant, normal]) => {
        const value = constants[constant] ?? normal;
        const {low, high, open} = boundsOf(entry.limits[constant]);
        const field = `${id}-${constant}`;
        if (low === 0 && high === 1) {
          return html`<${Slider} key=${field} id=${field} label=${constantName(constant)} value=${value} min=${0} max=${open ? 0.999 : 1} step=${0.001} shown=${number(value, 4)}
            onInput=${(/** @type {number} */ next) => set(constant, next)} />`;
        }
        return html`<${NumberField} key=${field} id=${field} label=${constantName(constant)} value=${value} min=${Number.isFinite(low) ? low : undefined}
          onChange=${(/** @type {number} */ next) => set(constant, next)} />`;
      })}</div>` : null}
      ${entry ? html`<p class="formula" title=${entry.source}>${entry.formula}</p>` : null}
    </div>`;
}
