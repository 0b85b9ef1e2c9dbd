/** Loss and accuracy, or R², of the training and test rows over the epochs, with axes. */

import {html, uPlot, untracked, useEffect, useLayoutEffect, useRef} from "../../vendor/vendor.js";
import {useSize} from "../canvas.js";
import {hex, rgba} from "../colors.js";
import {drawCurves, figure} from "../figures.js";
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

/**
 * Other curves of a measure, as [epochs, values, color]: of the runs that were kept, and of the second network. Of each its
 * test rows, or its training rows if it has none.
 * @param {Playground} playground
 * @param {string} measure
 * @param {import("../colors.js").Palette} colors
 * @returns {{color: string, epochs: number[], values: (number | null)[]}[]}
 */
export function otherCurves(playground, measure, colors) {
  const curves = playground.kept.runs.value.map(({number, curves: {epoch, ...columns}}) => (
    {color: hex(runColor(colors, number)), epochs: epoch ?? [], values: columns[`test_${measure}`] ?? columns[`train_${measure}`] ?? []}));
  const second = playground.second.value;
  if (second) {
    const [epochs, train, test] = curveData(second.history, measure);
    curves.push({color: hex(colors.classes[3]), epochs: /** @type {number[]} */ (epochs), values: /** @type {number[]} */ (test.some((each) => each !== null) ? test : train)});
  }
  return curves.filter(({epochs, values}) => values.length === epochs.length && epochs.length > 1);
}

/** The colour of a kept run. @param {import("../colors.js").Palette} colors @param {number} number from 1 */
export const runColor = (colors, number) => colors.classes[[2, 4, 5, 6, 7, 9][number - 1] ?? 2];

/** All curves over the same epochs. @param {Playground} playground @param {string} measure @param {ReturnType<typeof otherCurves>} others */
function joined(playground, measure, others) {
  const own = curveData(playground.history, measure);
  return others.length ? uPlot.join(/** @type {any} */ ([own, ...others.map(({epochs, values}) => [epochs, values])])) : own;
}

/** @param {{playground: Playground, measure: string, title: string}} props */
function Curve({playground, measure, title}) {
  const [place, {width, height}] = useSize();
  const plot = useRef(/** @type {any} */ (null));
  const colors = palette.value;
  const frame = playground.readable.value;
  const row = frame?.header.row;
  const test = row && Number.isFinite(row.test_loss);
  const others = otherCurves(playground, measure, colors);
  const key = others.map(({color}) => color).join();
  useEffect(() => {
    if (!place.current || width < 60 || height < 60) return;
    const axis = {stroke: hex(colors.muted), grid: {stroke: rgba(colors.ink, 0.09), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"};
    const share = measure === "accuracy";
    plot.current = new uPlot({
      width, height, padding: [6, 16, 0, 0], legend: {show: false}, cursor: {show: false},
      scales: {x: {time: false}, y: {range: (_, low, high) => (share ? [0, 1] : measure === "r2" ? [Math.min(Math.max(low, -1), 0), 1] : [0, (high || 1) * 1.05])}},
      axes: [{...axis, size: 22, gap: 2}, {...axis, size: 42, gap: 3, values: (_, ticks) => ticks.map((tick) => (share ? percent(tick) : number(tick, 2)))}],
      series: [{}, {stroke: hex(colors.train), width: 2, points: {show: false}}, {stroke: hex(colors.test), width: 2, dash: [5, 3], points: {show: false}},
        ...others.map(({color}) => ({stroke: color, width: 1.6, points: {show: false}, spanGaps: true}))].map((each, k) => (k ? {...each, spanGaps: true} : each)),
    }, /** @type {any} */ (joined(playground, measure, others)), place.current);
    return () => plot.current?.destroy();
  }, [width, height, colors, measure, key]);
  useLayoutEffect(() => {
    const data = joined(playground, measure, others);
    if (plot.current?.series.length === data.length) plot.current.setData(data); // or else it is made anew
  }, [frame, others]);
  return html`
    <figure class="curve">
      <figcaption><b>${title}</b> <${Value} part="train" row=${row} measure=${measure} />${test ? html` <${Value} part="test" row=${row} measure=${measure} />` : null}</figcaption>
      <div class="plot" ref=${place} role="img" aria-label=${text("curves.picture", {name: title})}></div>
    </figure>`;
}

/** A measure of the training or test rows at the epoch in view. @param {{part: "train" | "test", row: Record<string, number> | undefined, measure: string}} props */
function Value({part, row, measure}) {
  const value = row?.[`${part}_${measure}`] ?? NaN;
  return html`<span class="metric" title=${text(`curves.${part}`)}><span class=${`key ${part}`} aria-hidden="true"></span><span class="unseen">${text(`curves.${part}`)}</span> ${measure === "accuracy" ? percent(value) : number(value)}</span>`;
}

/** Both curves as a figure. @param {Playground} playground @param {string} measure */
function curvesFigure(playground, measure) {
  const colors = palette.peek();
  return figure({width: 640, height: 260}, colors, (context) => ["loss", measure].forEach((name, k) => {
    const [epochs, train, test] = curveData(playground.history, name);
    const lines = [
      {epochs: /** @type {number[]} */ (epochs), values: train, color: hex(colors.train), dash: [], width: 2},
      {epochs: /** @type {number[]} */ (epochs), values: test, color: hex(colors.test), dash: [5, 3], width: 2},
      ...otherCurves(playground, name, colors).map((line) => ({...line, dash: [], width: 1.6})),
    ];
    drawCurves(context, {left: 48 + 318 * k, top: 36, width: 256, height: 190}, {title: text(`curves.${name}`), share: name === "accuracy", palette: colors, lines});
  }));
}

/** @param {{playground: Playground}} props */
export function Curves({playground}) {
  const classes = playground.network.value?.classes.length;
  const measure = classes ? "accuracy" : "r2";
  useEffect(() => {
    playground.figures.set("curves", () => untracked(() => curvesFigure(playground, measure)));
  }, [playground, measure]);
  return html`
    <section class="curves" aria-label=${text("curves.title")}>
      <${Curve} playground=${playground} measure="loss" title=${text("curves.loss")} />
      <${Curve} playground=${playground} measure=${measure} title=${text(classes ? "curves.accuracy" : "curves.r2")} />
    </section>`;
}
