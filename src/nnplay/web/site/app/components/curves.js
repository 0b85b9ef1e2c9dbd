/** Loss and accuracy, or R², of the training and test rows over the epochs, with axes. */

import {html, untracked, useEffect, useRef} from "../../vendor/vendor.js";
import {paint, useDrawing, useSize} from "../canvas.js";
import {hex} from "../colors.js";
import {drawCurves} from "../curve_drawing.js";
import {figure} from "../figures.js";
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
    const [epochs, train, test] = curveData(second.run.history, measure);
    curves.push({color: hex(colors.classes[3]), epochs: /** @type {number[]} */ (epochs), values: /** @type {number[]} */ (test.some((each) => each !== null) ? test : train)});
  }
  return curves.filter(({epochs, values}) => values.length === epochs.length && epochs.length > 1);
}

/** The colour of a kept run. @param {import("../colors.js").Palette} colors @param {number} number from 1 */
export const runColor = (colors, number) => colors.classes[[2, 4, 5, 6, 7, 9][number - 1] ?? 2];

/** All curves of a measure. @param {Playground} playground @param {string} measure @param {import("../colors.js").Palette} colors */
function linesOf(playground, measure, colors) {
  const [epochs, train, test] = curveData(playground.run.history, measure);
  return [
    {epochs: /** @type {number[]} */ (epochs), values: train, color: hex(colors.train), dash: [], width: 2},
    {epochs: /** @type {number[]} */ (epochs), values: test, color: hex(colors.test), dash: [5, 3], width: 2},
    ...otherCurves(playground, measure, colors).map((line) => ({...line, dash: [], width: 1.6})),
  ];
}

/** @param {{playground: Playground, measure: string, title: string}} props */
function Curve({playground, measure, title}) {
  const [place, {width, height}] = useSize();
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const colors = palette.value;
  const row = playground.frames.readable.value?.header.row;
  const test = row && Number.isFinite(row.test_loss);
  useDrawing(() => playground.frames.readable.value && width > 60 && height > 60 && paint(canvas.current, {width, height}, (context) => {
    drawCurves(context, {left: 40, top: 7, width: width - 52, height: height - 29}, {measure, palette: colors, lines: linesOf(playground, measure, colors)});
  }), [width, height, colors, measure]);
  return html`
    <figure class="curve">
      <figcaption><b>${title}</b> <${Value} part="train" row=${row} measure=${measure} />${test ? html` <${Value} part="test" row=${row} measure=${measure} />` : null}</figcaption>
      <div class="plot" ref=${place}><canvas ref=${canvas} role="img" aria-label=${text("curves.picture", {name: title})}></canvas></div>
    </figure>`;
}

/** A measure of the training or test rows at the epoch in view. @param {{part: "train" | "test", row: Record<string, number> | undefined, measure: string}} props */
function Value({part, row, measure}) {
  const value = row?.[`${part}_${measure}`] ?? NaN;
  return html`<span class="metric"><span class=${`key ${part}`} aria-hidden="true"></span><span class="part">${text(`curves.${part}`)}</span> ${measure === "accuracy" ? percent(value) : number(value)}</span>`;
}

/** Both curves as a figure. @param {Playground} playground @param {string} measure */
function curvesFigure(playground, measure) {
  const colors = palette.peek();
  return figure({width: 640, height: 260}, colors, (context) => ["loss", measure].forEach((name, k) => {
    const left = 48 + 318 * k;
    context.fillStyle = hex(colors.ink);
    context.font = "13px system-ui, sans-serif";
    context.fillText(text(`curves.${name}`), left, 24);
    drawCurves(context, {left, top: 36, width: 256, height: 190}, {measure: name, palette: colors, lines: linesOf(playground, name, colors)});
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
