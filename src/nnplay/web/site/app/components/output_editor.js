/** The editor of the output: its activation and the loss, which follow from the data unless they are chosen. */

import {html} from "../../vendor/vendor.js";
import {ACTIVATIONS, LOSSES} from "../components_of_engine.js";
import {componentName} from "../names.js";
import {text} from "../text.js";
import {ComponentField} from "./component_field.js";
import {FormulaEditor} from "./formula_editor.js";

const OUTPUTS = ["sigmoid", "softmax", "tanh", "identity"];

/** @param {{playground: import("../playground.js").Playground}} props */
export function OutputEditor({playground}) {
  const settings = playground.settings.value;
  const network = playground.network.value;
  if (!network) return null;
  const {output, loss} = settings.architecture;
  const several = network.classes.length > 2;
  const losses = !network.classes.length ? LOSSES.regression : several ? LOSSES.several : LOSSES.classification;
  const own = settings.formulas.map(({name}) => name);
  const outputs = [...OUTPUTS.filter((name) => network.classes.length || name !== "softmax"), ...ACTIVATIONS.filter((name) => !OUTPUTS.includes(name)), ...own];
  /** @param {Record<string, string | null>} change @param {string} key */
  const change = (change, key = "") => playground.apply({...playground.settings.value, architecture: {...playground.settings.value.architecture, ...change}}, key);
  const auto = (/** @type {string} */ name) => text("editor.autoIs", {name: componentName(name)});
  return html`
    <div class="fields">
      <${ComponentField} id="output" label=${text("network.output")} family="activation" spec=${output ?? ""} names=${outputs} auto=${auto(network.architecture.output)}
        onChange=${(/** @type {string} */ next, /** @type {string} */ key) => change({output: next || null}, key)} />
      <${ComponentField} id="loss" label=${text("curves.loss")} family="loss" spec=${loss ?? ""} names=${[...losses, ...own]} auto=${auto(network.architecture.loss)}
        onChange=${(/** @type {string} */ next, /** @type {string} */ key) => change({loss: next || null}, key)} />
    </div>
    <${FormulaEditor} playground=${playground} kind="loss" onUse=${(/** @type {string} */ name, /** @type {import("../settings.js").Settings} */ next) => playground.apply({...next, architecture: {...next.architecture, loss: name}})} />`;
}
