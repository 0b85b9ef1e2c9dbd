/** The data: which set, how noisy, how it is split, and what the network sees of it. */

import {html, useEffect, useMemo, useRef, useState} from "../../vendor/vendor.js";
import {diverging, divergingTable, hex, pixels} from "../colors.js";
import {featureValue} from "../feature_pictures.js";
import {featureName} from "../names.js";
import {ALL_TOYS, BATCH_SIZES, FEATURES, LIMITS, RANGE, isPlane, withData, withFeature, withRecipe} from "../settings.js";
import {percent, text} from "../text.js";
import {palette} from "../theme.js";
import {NumberField, Select, Slider} from "./controls.js";
import {Columns} from "./columns.js";
import {Picture} from "./picture.js";
import {Sets} from "./sets.js";
import {Training} from "./training.js";

/** @typedef {import("../playground.js").Playground} Playground */

const FEATURE_PIXELS = 24;

/** The previews of the toy sets, once, after the first picture of the network. @param {Playground} playground */
function usePreviews(playground) {
  const [previews, setPreviews] = useState(/** @type {Record<string, any>} */ ({}));
  const ready = playground.frames.drawable.value;
  const asked = useRef(false);
  useEffect(() => {
    if (!ready || asked.current) return;
    asked.current = true;
    const preview = async (/** @type {string} */ data) => [data, await playground.client.call("preview", {recipe: {data, samples: 120, data_seed: 0, noise: 0}})];
    void Promise.all(ALL_TOYS.map(preview)).then((found) => setPreviews(Object.fromEntries(found)), () => {});
  }, [playground, ready]);
  return previews;
}

/** The points of a set as a small picture. @param {{preview: any}} props */
function Thumbnail({preview}) {
  const colors = palette.value;
  return useMemo(() => {
    if (!preview) return html`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true"></svg>`;
    const {columns: {x1, x2}, values, classes} = preview;
    const place = (/** @type {number} */ value) => (24 + (value / RANGE[1]) * 23).toFixed(1);
    /** The points of each colour are one path. @type {Map<string, string>} */
    const paths = new Map();
    values.forEach((/** @type {number} */ value, /** @type {number} */ k) => {
      const color = hex(classes.length ? colors.classes[value] : diverging(colors, Math.round(value * 6) / 6));
      paths.set(color, `${paths.get(color) ?? ""}M${place(x1[k])} ${place(-x2[k])}h0`);
    });
    return html`<svg class="thumbnail" viewBox="0 0 48 48" aria-hidden="true">${[...paths].map(([color, d]) => html`<path d=${d} stroke=${color} />`)}</svg>`;
  }, [preview, colors]);
}

/** @param {{playground: Playground}} props */
function Toys({playground}) {
  const previews = usePreviews(playground);
  const settings = playground.settings.value;
  return html`
    <fieldset class="toys">
      <legend>${text("data.set")}</legend>
      ${ALL_TOYS.map((data) => html`
        <button key=${data} class="toy" aria-pressed=${settings.points === null && settings.table === null && settings.recipe.data === data} aria-label=${text(`toy.${data}`)} title=${text(`toy.${data}`)}
          onClick=${() => playground.apply(withData(playground.settings.value, data))}><${Thumbnail} preview=${previews[data]} /></button>`)}
    </fieldset>`;
}

/** A picture of a feature over the plane. @param {{name: string}} props */
function FeaturePicture({name}) {
  const colors = palette.value;
  const drawn = useMemo(() => {
    const values = featureValue(name, FEATURE_PIXELS);
    return values ? pixels(divergingTable(colors), values.values, FEATURE_PIXELS, 0, values.reach) : null;
  }, [name, colors]);
  return html`<${Picture} pixels=${drawn} size=${FEATURE_PIXELS} />`;
}

/** @param {{playground: Playground}} props */
function Features({playground}) {
  const settings = playground.settings.value;
  /** @type {string[]} */
  const chosen = settings.recipe.features ?? [];
  const names = [...FEATURES, ...chosen.filter((name) => !FEATURES.includes(name))];
  return html`
    <fieldset class="features">
      <legend>${text("data.features")}</legend>
      ${names.map((name) => html`
        <button key=${name} class="feature" aria-pressed=${chosen.includes(name)}
          onClick=${() => playground.apply(withFeature(playground.settings.value, name))}>
          <${FeaturePicture} name=${name} /><span>${featureName(name)}</span>
        </button>`)}
    </fieldset>`;
}

/** @param {{playground: Playground}} props */
function Rows({playground}) {
  const settings = playground.settings.value;
  const {recipe} = settings;
  const toy = isPlane(settings) && settings.points === null;
  /** @param {Record<string, any>} change @param {string} key */
  const change = (change, key) => playground.apply(withRecipe(playground.settings.value, change), key);
  const batch = Number(recipe.batch_size ?? recipe.samples ?? 10);
  const sizes = BATCH_SIZES.includes(batch) ? BATCH_SIZES : [...BATCH_SIZES, batch].toSorted((a, b) => a - b);
  return html`
    ${toy ? html`
      <${Slider} id="noise" label=${text("data.noise")} value=${recipe.noise ?? 0} min=${0} max=${0.5} step=${0.05} shown=${percent(recipe.noise ?? 0)}
        onInput=${(/** @type {number} */ noise) => change({noise}, "noise")} />` : null}
    <${Slider} id="test-fraction" label=${text("data.test")} value=${recipe.test_fraction} min=${0} max=${0.9} step=${0.05} shown=${percent(recipe.test_fraction)}
      onInput=${(/** @type {number} */ fraction) => change({test_fraction: fraction}, "test_fraction")} />
    <div class="pair"><${Select} id="batch" label=${text("data.batch")} value=${String(batch)} options=${sizes.map((each) => ({value: String(each), label: String(each)}))}
      onChange=${(/** @type {string} */ value) => change({batch_size: Number(value)}, "")} />
    ${toy ? html`
      <${NumberField} id="samples" label=${text("data.samples")} value=${recipe.samples} min=${10} max=${LIMITS.samples} step=${10}
        onChange=${(/** @type {number} */ samples) => change({samples: Math.min(Math.max(Math.round(samples), 10), LIMITS.samples)}, "")} />` : null}</div>
    ${toy ? html`
      <button class="plain" onClick=${() => change({data_seed: Number(recipe.data_seed ?? 0) + 1}, "")}>${text("data.regenerate")}</button>` : null}`;
}

/** @param {{playground: Playground}} props */
export const DataPanel = ({playground}) => html`
  <section class="panel data-panel" id="data" aria-label=${text("data.title")}>
    ${playground.hides("sets") ? null : html`<${Toys} playground=${playground} />`}
    ${playground.hides("sets") && playground.hides("own") ? null : html`<${Sets} playground=${playground} />`}
    ${playground.hides("rows") ? null : html`<div class="rows"><${Rows} playground=${playground} /></div>`}
    ${playground.hides("features") ? null : isPlane(playground.settings.value) ? html`<${Features} playground=${playground} />` : html`<${Columns} playground=${playground} />`}
    ${playground.hides("settings") ? null : html`<${Training} playground=${playground} />`}
  </section>`;
