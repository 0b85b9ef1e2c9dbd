/** The drawer Look inside: a neuron and its equation, the layers, how good the answers are, kept runs, and the numbers behind every picture. */

import {html, useState} from "../../vendor/vendor.js";
import {text} from "../text.js";
import {NeuronView} from "./inside_neuron.js";
import {LayersView} from "./inside_layers.js";
import {NumbersView} from "./inside_numbers.js";
import {PythonView} from "./inside_python.js";
import {ResultsView} from "./inside_results.js";
import {RunsView} from "./inside_runs.js";

/** @typedef {import("../playground.js").Playground} Playground */

const VIEWS = {neuron: NeuronView, layers: LayersView, results: ResultsView, runs: RunsView, numbers: NumbersView, python: PythonView};
const NAMES = /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS));

/** @param {{playground: Playground}} props */
export function Inside({playground}) {
  const [name, setName] = useState(NAMES[0]);
  /** The arrow keys go from tab to tab. @param {KeyboardEvent} event */
  const onKey = (event) => {
    const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!by) return;
    const next = NAMES[(NAMES.indexOf(name) + by + NAMES.length) % NAMES.length];
    setName(next);
    document.getElementById(`inside-${next}`)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="tab-list" role="tablist" aria-label=${text("drawer.inside")} onKeyDown=${onKey}>
      ${NAMES.map((each) => html`<button key=${each} role="tab" id=${`inside-${each}`} aria-selected=${each === name} aria-controls="inside-view"
        tabindex=${each === name ? 0 : -1} onClick=${() => setName(each)}>${text(`inside.${each}`)}</button>`)}
    </div>
    <div id="inside-view" role="tabpanel" aria-labelledby=${`inside-${name}`}><${VIEWS[name]} playground=${playground} /></div>`;
}
