/** The second network, below the first: its own layers and settings, what it answers, and how well. */

import {html, useMemo, useRef} from "../../vendor/vendor.js";
import {paint, useDrawing, useSize} from "../canvas.js";
import {ACTIVATIONS, OPTIMIZERS} from "../components_of_engine.js";
import {hex, reachOf} from "../colors.js";
import {componentName} from "../names.js";
import {closeSecond, swap} from "../second_network.js";
import {LEARNING_RATES, withActivation, withRecipe} from "../settings.js";
import {drawPoints} from "../surface_drawing.js";
import {count, number, percent, text} from "../text.js";
import {palette} from "../theme.js";
import {Select} from "./controls.js";
import {CLOSE} from "./icons.js";
import {Network} from "./network.js";
import {drawPicture} from "./surface.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** What it answers over the plane. @param {{playground: Playground}} props */
function Answer({playground}) {
  const [place, {width, height}] = useSize();
  const picture = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const points = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const side = Math.min(width, height);
  const colors = palette.value;
  const network = playground.network.value;
  const data = playground.data.value;
  const plane = playground.viewpoint.plane.value;
  const {steps} = playground.settings.value.view;
  const targetReach = useMemo(() => (data && !network?.classes.length ? reachOf(data.values) : 1), [data, network]);
  useDrawing(() => drawPicture(picture.current, playground, {palette: colors, targetReach, hovered: playground.viewpoint.hovered.value}), [network, colors, steps, targetReach]);
  useDrawing(() => paint(points.current, {width: side, height: side}, (context) => {
    if (!playground.frames.drawable.value || !data || !network) return;
    const area = {left: 0, right: side, top: 0, bottom: side, xRange: plane.xRange, yRange: plane.yRange};
    drawPoints(context, area, {data, rows: data.parts.train ?? [], x: plane.x, y: plane.y, palette: colors, outline: colors.train, targetReach, radius: 2});
  }), [network, data, side, colors, plane, targetReach]);
  const box = {width: `${side}px`, height: `${side}px`};
  return html`
    <div class="second-answer" ref=${place} role="img" aria-label=${text("second.answer")}>
      <canvas ref=${picture} style=${box} aria-hidden="true"></canvas><canvas ref=${points} style=${box} aria-hidden="true"></canvas>
    </div>`;
}

/** How far it is, and how well. @param {{playground: Playground}} props */
function Numbers({playground}) {
  const {epoch, status, message} = playground.run.position.value;
  const row = playground.frames.readable.value?.header.row;
  const classes = playground.network.value?.classes.length;
  const complaint = playground.notice.value?.tone === "error" ? playground.notice.value.text : status === "diverged" ? message : "";
  if (complaint) return html`<p class="second-numbers error-text" role="alert">${complaint}</p>`;
  if (!row) return null;
  const part = Number.isFinite(row.test_loss) ? "test" : "train";
  return html`<p class="second-numbers">${text("bar.epoch")} <b>${count(epoch)}</b> · ${text(`measure.${part}_loss`)} <b>${number(row[`${part}_loss`])}</b> · ${classes
    ? html`${text(`measure.${part}_accuracy`)} <b>${percent(row[`${part}_accuracy`])}</b>` : html`R² <b>${number(row[`${part}_r2`])}</b>`}</p>`;
}

/** @param {{first: Playground}} props */
export function SecondPanel({first}) {
  const second = first.second.value;
  if (!second) return null;
  const settings = second.settings.value;
  const {recipe, architecture} = settings;
  const rate = Number(recipe.learning_rate);
  const activations = [...new Set(architecture.layers.map((each) => each.activation))];
  const options = (/** @type {string[]} */ names, /** @type {string} */ value) => [...new Set([...names, value])].map((each) => ({value: each, label: each ? componentName(each) : text("bar.mixed")}));
  return html`
    <section class="second" aria-label=${text("second.title")}>
      <div class="second-head">
        <h2><span class="run-key" style=${{background: hex(palette.value.classes[3])}}></span>${text("second.title")}</h2>
        <${Select} id="second-rate" label=${text("bar.rate")} value=${String(rate)} options=${[...new Set([...LEARNING_RATES, rate])].toSorted((a, b) => a - b).map((each) => ({value: String(each), label: number(each, 4)}))}
          onChange=${(/** @type {string} */ value) => second.apply(withRecipe(second.settings.value, {learning_rate: Number(value)}))} />
        ${architecture.layers.length ? html`<${Select} id="second-activation" label=${text("bar.activation")} value=${activations.length === 1 ? activations[0] : ""} options=${options(ACTIVATIONS, activations.length === 1 ? activations[0] : "")}
          onChange=${(/** @type {string} */ value) => value && second.apply(withActivation(second.settings.value, value))} />` : null}
        <${Select} id="second-optimizer" label=${text("training.optimizer")} value=${String(recipe.optimizer)} options=${options(OPTIMIZERS, String(recipe.optimizer))}
          onChange=${(/** @type {string} */ value) => second.apply(withRecipe(second.settings.value, {optimizer: value}))} />
        <button class="plain small" onClick=${() => swap(first)}>${text("second.swap")}</button>
        <button class="round small" onClick=${() => closeSecond(first)} aria-label=${text("second.close")}>${CLOSE}</button>
      </div>
      <div class="second-body"><${Network} playground=${second} name="second" /><div class="second-side"><${Answer} playground=${second} /><${Numbers} playground=${second} /></div></div>
    </section>`;
}
