/** Loss and accuracy, or R², of the training and test rows over the epochs, with axes. */

import {html, uPlot, useEffect, useLayoutEffect, useRef} from "../../vendor/vendor.js";
import {useSize} from "../canvas.js";
import {hex, rgba} from "../colors.js";
import {thinned} from "../run_history.js";
import {number, percent, text} from "../text.js";
import {palette} from "../theme.js";

/** @typedef {import("../playground.js").Playground} Playground */

const POINTS = 300; // of a curve

/** The columns of a curve, thinned: the epochs, then each part. @param {import("../run_history.js").RunHistory} history @param {string} measure */
export function curveData(history, measure) {
  const places = thinned(history.rows, POINTS);
  return ["epoch", `train_${measure}`, `test_${measure}`].map((name) => {
    const column = history.column(name);
    return places.map((row) => (Number.isFinite(column[row]) ? column[row] : null));
  });
}

/** @param {{playground: Playground, measure: string, title: string}} props */
function Curve({playground, measure, title}) {
  const [place, {width, height}] = useSize();
  const plot = useRef(/** @type {any} */ (null));
  const colors = palette.value;
  const frame = playground.readable.value;
  useEffect(() => {
    if (!place.current || width < 60 || height < 60) return;
    const axis = {stroke: hex(colors.muted), grid: {stroke: rgba(colors.ink, 0.09), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"};
    const share = measure === "accuracy";
    plot.current = new uPlot({
      width, height, padding: [6, 16, 0, 0], legend: {show: false}, cursor: {show: false},
      scales: {x: {time: false}, y: {range: (_, low, high) => (share ? [0, 1] : measure === "r2" ? [Math.min(Math.max(low, -1), 0), 1] : [0, (high || 1) * 1.05])}},
      axes: [{...axis, size: 22, gap: 2}, {...axis, size: 42, gap: 3, values: (_, ticks) => ticks.map((tick) => (share ? percent(tick) : number(tick, 2)))}],
      series: [{}, {stroke: hex(colors.train), width: 2, points: {show: false}}, {stroke: hex(colors.test), width: 2, dash: [5, 3], points: {show: false}}],
    }, /** @type {any} */ (curveData(playground.history, measure)), place.current);
    return () => plot.current?.destroy();
  }, [width, height, colors, measure]);
  useLayoutEffect(() => plot.current?.setData(curveData(playground.history, measure)), [frame]);
  return html`<figure class="curve"><figcaption>${title}</figcaption><div class="plot" ref=${place} role="img" aria-label=${text("curves.picture", {name: title})}></div></figure>`;
}

/** @param {{name: string, label: string, value: string}} props */
const Metric = ({name, label, value}) => html`<span class="metric"><span class=${`key ${name}`} aria-hidden="true"></span>${label} <b>${value}</b></span>`;

/** @param {{playground: Playground}} props */
export function Curves({playground}) {
  const row = playground.readable.value?.header.row;
  const classes = playground.network.value?.classes.length;
  const measure = classes ? "accuracy" : "r2";
  const show = (/** @type {number} */ value) => (classes ? percent(value) : number(value));
  const hasTest = row && Number.isFinite(row.test_loss);
  return html`
    <section class="curves" aria-label=${text("curves.title")}>
      <div class="metrics">
        ${row ? html`
          <${Metric} name="train" label=${text("curves.train")} value=${`${number(row.train_loss)} · ${show(row[`train_${measure}`])}`} />
          ${hasTest ? html`<${Metric} name="test" label=${text("curves.test")} value=${`${number(row.test_loss)} · ${show(row[`test_${measure}`])}`} />` : null}` : null}
        ${playground.rate.value > 0 ? html`<span class="rate">${text("curves.rate", {rate: number(playground.rate.value, 2)})}</span>` : null}
      </div>
      <div class="plots">
        <${Curve} playground=${playground} measure="loss" title=${text("curves.loss")} />
        <${Curve} playground=${playground} measure=${measure} title=${text(classes ? "curves.accuracy" : "curves.r2")} />
      </div>
    </section>`;
}
