/** A formula of one's own, as an activation or a loss: typed, drawn, with its constants, and what is wrong with it. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {description, loadCatalogue} from "../catalogue.js";
import {RANGES, previewOf} from "../formula_preview.js";
import {LIMITS} from "../settings.js";
import {number, text} from "../text.js";
import {Check, Slider} from "./controls.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../formula_preview.js").Preview} Preview */

const WIDTH = 200;
const HEIGHT = 120;
const EXAMPLES = {activation: "x * sigmoid(b*x)", loss: "|ŷ - y|^k"};

/** A curve and its slope. @param {{preview: Preview}} props */
function Curve({preview: {values, slopes, low, high}}) {
  const finite = [...values, ...slopes].filter((value) => Number.isFinite(value) && Math.abs(value) < 1e3);
  const [bottom, top] = [Math.min(0, ...finite), Math.max(0.1, ...finite)];
  const y = (/** @type {number} */ value) => HEIGHT - ((value - bottom) / (top - bottom)) * HEIGHT;
  const x = (/** @type {number} */ k) => (k / (values.length - 1)) * WIDTH;
  /** @param {Float64Array} numbers */
  const path = (numbers) => {
    let [drawn, pen] = ["", "M"];
    numbers.forEach((value, k) => {
      if (Number.isFinite(value) && Math.abs(value) < 1e3) [drawn, pen] = [`${drawn}${pen}${x(k).toFixed(1)} ${y(value).toFixed(1)}`, "L"];
      else pen = "M";
    });
    return drawn;
  };
  const zero = low < 0 ? x((-low / (high - low)) * (values.length - 1)) : 0;
  return html`
    <svg class="formula-curve" viewBox=${`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} role="img" aria-label=${text("formula.picture", {low: number(low), high: number(high), bottom: number(bottom), top: number(top)})}>
      <path class="axis" d=${`M0 ${y(0)}H${WIDTH}M${zero} 0V${HEIGHT}`} />
      <path class="slope" d=${path(slopes)} /><path class="value" d=${path(values)} />
    </svg>`;
}

/** @param {{playground: Playground, kind: "activation" | "loss", onUse: (name: string, settings: import("../settings.js").Settings) => void}} props
 *   `onUse` gets the name, and the settings that have the formula */
export function FormulaEditor({playground, kind, onUse}) {
  useEffect(loadCatalogue, []);
  const {formulas} = playground.settings.value;
  const [name, setName] = useState("");
  const [formula, setFormula] = useState("");
  const [constants, setConstants] = useState(/** @type {Record<string, number>} */ ({}));
  const [learned, setLearned] = useState(/** @type {string[]} */ ([]));
  const [preview, setPreview] = useState(/** @type {Preview | {mistake: string} | null} */ (null));
  const ready = description.value !== null;
  useEffect(() => {
    let wanted = true;
    if (formula.trim()) void previewOf(formula, constants).then((next) => wanted && setPreview(next));
    else setPreview(null);
    return () => void (wanted = false);
  }, [formula, constants, ready]);
  const right = preview && "kind" in preview ? preview : null;
  const mistake = preview && "mistake" in preview ? preview.mistake : right && right.kind !== kind ? text(`formula.only.${kind}`) : "";
  const label = name.trim() || Array.from({length: LIMITS.formulas + 1}, (_, k) => `own_${k + 1}`).find((each) => !formulas.some((one) => one.name === each)) || "own";
  const use = () => {
    if (!right || mistake) return;
    const used = Object.keys(right.constants);
    const entry = {name: label, text: formula.trim(), constants: right.constants, learned: learned.filter((each) => used.includes(each))};
    const others = playground.settings.value.formulas.filter((each) => each.name !== label);
    if (others.length >= LIMITS.formulas) return playground.complain(text("formula.many", {most: LIMITS.formulas}));
    onUse(label, {...playground.settings.value, formulas: [...others, entry]});
  };
  return html`
    <details class="own-formula"><summary>${text(`formula.${kind}`)}</summary>
      <div class="formula-fields">
        <label class="field" for=${`formula-${kind}`}><span class="field-label">${text(kind === "activation" ? "formula.inX" : "formula.inY")}</span>
          <input type="text" id=${`formula-${kind}`} value=${formula} placeholder=${EXAMPLES[kind]} maxlength="1000" spellcheck="false" autocomplete="off" aria-invalid=${Boolean(mistake)}
            onInput=${(/** @type {any} */ event) => setFormula(event.currentTarget.value)} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && use()} /></label>
        <label class="field" for=${`formula-name-${kind}`}><span class="field-label">${text("formula.name")}</span>
          <input type="text" id=${`formula-name-${kind}`} value=${name} placeholder=${label} maxlength="64" spellcheck="false" autocomplete="off"
            onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)} /></label>
        ${mistake ? html`<p class="note mistake" role="status">${mistake}</p>` : null}
        ${right && !mistake ? html`
          <${Curve} preview=${right} />
          <p class="note">${text(kind === "activation" ? "formula.legend" : "formula.legendLoss", {low: number(RANGES[kind][0]), high: number(RANGES[kind][1])})}</p>
          ${Object.entries(right.constants).map(([constant, value]) => html`
            <${Slider} key=${constant} id=${`formula-${kind}-${constant}`} label=${constant} value=${value} min=${Math.min(-5, value)} max=${Math.max(5, value)} step=${0.1} shown=${number(value)}
              onInput=${(/** @type {number} */ next) => setConstants({...constants, [constant]: next})} />
            ${kind === "activation" ? html`<${Check} id=${`learn-${constant}`} label=${text("formula.learn", {constant})} checked=${learned.includes(constant)}
              onChange=${(/** @type {boolean} */ on) => setLearned(on ? [...learned, constant] : learned.filter((each) => each !== constant))} />` : null}`)}
          <button class="plain strong" onClick=${use}>${text("formula.use")}</button>` : null}
      </div>
    </details>`;
}
