/** Small charts in SVG: a histogram, a curve in a unit square, and points about a diagonal. Each has its numbers in its name. */

import {html} from "../../vendor/vendor.js";
import {number, text} from "../text.js";

const WIDTH = 132;
const HEIGHT = 46;

/** @param {{low: number, high: number, counts: number[], title: string}} props */
export function Histogram({low, high, counts, title}) {
  const most = Math.max(...counts, 1);
  const step = WIDTH / counts.length;
  const zero = low < 0 && high > 0 ? ((0 - low) / (high - low)) * WIDTH : null;
  return html`
    <figure class="histogram">
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${text("chart.histogram", {title, low: number(low), high: number(high)})}>
        ${counts.map((each, k) => each ? html`<rect class=${(low + ((k + 0.5) / counts.length) * (high - low)) < 0 ? "negative" : "positive"}
          x=${k * step + 0.5} width=${Math.max(step - 1, 0.5)} y=${HEIGHT - (each / most) * HEIGHT} height=${(each / most) * HEIGHT} />` : null)}
        <path class="base" d=${`M0 ${HEIGHT}H${WIDTH}`} />${zero === null ? null : html`<path class="zero" d=${`M${zero} 0V${HEIGHT}`} />`}
      </svg>
      <figcaption aria-hidden="true"><span>${number(low, 2)}</span><span>${number(high, 2)}</span></figcaption>
    </figure>`;
}

const SIDE = 150;
const PAD = 26;

/**
 * A square with two axes from 0 to 1, or of the given range, and the diagonal.
 * @param {{title: string, across: string, up: string, points: [number, number][], line?: boolean, range?: [number, number], note?: string}} props
 */
export function UnitChart({title, across, up, points, line = true, range = [0, 1], note = ""}) {
  const at = (/** @type {number} */ value) => ((value - range[0]) / (range[1] - range[0])) * SIDE;
  const place = (/** @type {[number, number]} */ [x, y]) => `${(PAD + at(x)).toFixed(1)} ${(SIDE + 4 - at(y)).toFixed(1)}`;
  return html`
    <figure class="unit-chart">
      <figcaption><b>${title}</b> ${note}</figcaption>
      <svg viewBox=${`0 0 ${SIDE + PAD + 8} ${SIDE + PAD + 8}`} role="img" aria-label=${`${title} ${note}`}>
        <path class="frame" d=${`M${PAD} 4V${SIDE + 4}H${PAD + SIDE}`} /><path class="diagonal" d=${`M${PAD} ${SIDE + 4}L${PAD + SIDE} 4`} />
        ${line ? html`<path class="line" d=${`M${points.map(place).join("L")}`} />` : null}
        ${line && points.length > 30 ? null : points.map((point) => html`<circle cx=${place(point).split(" ")[0]} cy=${place(point).split(" ")[1]} r=${line ? 2.6 : 2} />`)}
        <text x=${PAD} y=${SIDE + 17}>${number(range[0], 2)}</text><text x=${PAD + SIDE} y=${SIDE + 17} text-anchor="end">${number(range[1], 2)}</text>
        <text x=${PAD + SIDE / 2} y=${SIDE + 29} text-anchor="middle">${across}</text>
        <text transform=${`translate(${PAD - 6} ${SIDE / 2 + 4}) rotate(-90)`} text-anchor="middle">${up}</text>
      </svg>
    </figure>`;
}
