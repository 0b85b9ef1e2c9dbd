/** A row that is a picture, what the network takes it for, and the way to the next one. */

import {html, useEffect, useRef} from "../../vendor/vendor.js";
import {useDrawing} from "../canvas.js";
import {hex, mixed} from "../colors.js";
import {className} from "../names.js";
import {percent, text} from "../text.js";
import {palette} from "../theme.js";
import {NumberField} from "./controls.js";
import {ClearDrawing, DrawPad} from "./draw_pad.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** The picture, as large as its place. @param {{playground: Playground}} props */
function Image({playground}) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const side = playground.viewpoint.imageSide.value;
  const colors = palette.value;
  const data = playground.data.value;
  const row = playground.viewpoint.row.value;
  const custom = playground.viewpoint.custom.value;
  useDrawing(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !side || !data) return;
    const shades = playground.viewpoint.shades();
    const picture = new ImageData(side, side);
    shades.forEach((shade, k) => picture.data.set([...mixed(colors.middle, colors.ink, shade), 255], 4 * k));
    context.putImageData(picture, 0, 0);
  }, [side, colors, data, row, custom]);
  const name = row === null ? text("image.picture") : text("image.row", {row: row + 1});
  return html`<canvas class="image-picture" ref=${canvas} width=${side} height=${side} role="img" aria-label=${name}></canvas>`;
}

/** How likely each class is to the network. @param {{playground: Playground}} props */
function Answers({playground}) {
  const network = playground.network.value;
  const data = playground.data.value;
  const row = playground.viewpoint.row.value;
  const output = playground.frames.readable.value?.arrays[`point_${playground.counts().length - 2}`];
  if (!network || !output || !data) return null;
  const best = output.indexOf(Math.max(...output));
  const truth = row === null ? null : data.values[row];
  return html`
    <ol class="answers" aria-label=${text("image.answers")}>${network.classes.map((/** @type {string} */ name, /** @type {number} */ k) => html`
      <li key=${name} class=${k === best ? "best" : ""}>
        <span>${className(name)}</span><span class="answer-bar" aria-hidden="true"><span style=${{background: hex(palette.value.classes[k % 10]), width: `${(100 * Math.min(Math.max(output[k], 0), 1)).toFixed(1)}%`}}></span></span>
        <span>${percent(output[k])}${truth === k ? html` <b title=${text("image.true")}>✓<span class="unseen"> ${text("image.true")}</span></b>` : null}</span>
      </li>`)}</ol>`;
}

/** @param {{playground: Playground}} props */
export function ImageView({playground}) {
  const data = playground.data.value;
  const row = playground.viewpoint.row.value;
  const custom = playground.viewpoint.custom.value;
  useEffect(() => {
    if (data && row === null && !custom) playground.viewpoint.lookAtRow(data.parts.test?.[0] ?? 0);
  }, [data, row, custom]);
  if (!data) return null;
  const rows = data.values.length;
  const place = row ?? 0;
  return html`
    <div class="image-view"><div class="image-box"><${Image} playground=${playground} /><${DrawPad} playground=${playground} /></div><${Answers} playground=${playground} /></div>
    <div class="surface-options">
      <button class="round small" disabled=${place <= 0} onClick=${() => playground.viewpoint.lookAtRow(place - 1)} aria-label=${text("image.before")}>‹</button>
      <${NumberField} id="image-row" label=${text("results.row")} value=${row === null ? "" : row + 1} min=${1} max=${rows} step=${1}
        onChange=${(/** @type {number} */ value) => playground.viewpoint.lookAtRow(Math.min(Math.max(Math.round(value), 1), rows) - 1)} />
      <button class="round small" disabled=${place >= rows - 1} onClick=${() => playground.viewpoint.lookAtRow(place + 1)} aria-label=${text("image.next")}>›</button>
      <${ClearDrawing} playground=${playground} />
    </div>`;
}
