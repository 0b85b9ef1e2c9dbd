/** The results: metrics of each part, the confusion matrix whose cells open their rows, wrong rows, the ROC curve and calibration. */

import {html, useEffect, useMemo, useState} from "../../vendor/vendor.js";
import {hex, mixed} from "../colors.js";
import {calibration, classMetrics, confusion, mostFrequent, predictionsOf, rocCurve, valueMetrics, wrongRows} from "../results.js";
import {className} from "../names.js";
import {count, number, percent, text} from "../text.js";
import {palette} from "../theme.js";
import {Select} from "./controls.js";
import {UnitChart} from "./small_charts.js";
import {Table} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../results.js").Predictions} Predictions */

const MOST_ROWS = 50;
const MOST_POINTS = 400;

/** A cell of the matrix darkens with its share of the row. @param {number} share @param {boolean} right */
function cellColor(share, right) {
  const {middle, low, high} = palette.value;
  return hex(mixed(middle, right ? low : high, 0.08 + 0.4 * share));
}

/** @param {{matrix: number[][], classes: string[], chosen: [number, number] | null, onChoose: (cell: [number, number] | null) => void}} props */
function Matrix({matrix, classes, chosen, onChoose}) {
  return html`
    <div class="table-box" tabindex="0" role="group" aria-label=${text("results.matrix")}>
      <table class="matrix">
        <caption>${text("results.matrix")}</caption>
        <thead>
          <tr><td></td><th scope="colgroup" colspan=${classes.length}>${text("results.predicted")}</th><td></td></tr>
          <tr><th scope="col">${text("results.true")}</th>${classes.map((name) => html`<th scope="col">${className(name)}</th>`)}<th scope="col">${text("results.recall")}</th></tr>
        </thead>
        <tbody>${matrix.map((row, truth) => {
          const total = row.reduce((sum, each) => sum + each, 0);
          return html`<tr><th scope="row">${className(classes[truth])}</th>${row.map((each, predicted) => {
            const open = chosen?.[0] === truth && chosen[1] === predicted;
            return html`<td><button class="cell" aria-pressed=${open} disabled=${!each} style=${{background: each ? cellColor(each / total, truth === predicted) : "transparent"}}
              aria-label=${text("results.cell", {count: each, truth: className(classes[truth]), predicted: className(classes[predicted])})}
              onClick=${() => onChoose(open ? null : [truth, predicted])}>${count(each)}</button></td>`;
          })}<td>${total ? percent(row[truth] / total) : "–"}</td></tr>`;
        })}</tbody>
      </table>
    </div>`;
}

/** Rows of the data with what the network answers; one opens its numbers. @param {{playground: Playground, predictions: Predictions, places: number[], title: string}} props */
function Rows({playground, predictions, places, title}) {
  const data = playground.data.value;
  const network = playground.network.value;
  if (!data || !network) return null;
  const names = Object.keys(data.columns).slice(0, 6);
  const said = (/** @type {number} */ value) => (data.classes.length ? className(data.classes[value]) : number(value));
  return html`
    <div class="table-box" tabindex="0" role="group" aria-label=${title}>
      <table><caption>${title}</caption>
        <thead><tr><th scope="col">${text("results.row")}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">${text("results.true")}</th><th scope="col">${text("results.predicted")}</th>${data.classes.length ? html`<th scope="col">${text("results.sure")}</th>` : null}</tr></thead>
        <tbody>${places.slice(0, MOST_ROWS).map((i) => {
          const row = predictions.rows[i];
          return html`<tr><td><button class="link" aria-pressed=${playground.viewpoint.row.value === row} aria-label=${text("results.look", {row: row + 1})} onClick=${() => playground.viewpoint.lookAtRow(row)}>${row + 1}</button></td>
            ${names.map((name) => html`<td>${data.levels?.[name]?.[data.columns[name][row]] ?? number(data.columns[name][row])}</td>`)}
            <td>${said(predictions.truth[i])}</td><td>${said(predictions.prediction[i])}</td>${data.classes.length ? html`<td>${percent(predictions.sure[i])}</td>` : null}</tr>`;
        })}</tbody></table>
      ${places.length > MOST_ROWS ? html`<p class="note">${text("results.more", {count: places.length - MOST_ROWS})}</p>` : null}
    </div>`;
}

/** @param {{playground: Playground, predictions: Predictions, classes: string[], guess: number}} props */
function Classes({playground, predictions, classes, guess}) {
  const [chosen, setChosen] = useState(/** @type {[number, number] | null} */ (null));
  const matrix = confusion(predictions, classes.length);
  const {accuracy, baseline} = classMetrics(predictions, guess);
  const places = chosen ? predictions.truth.map((_, i) => i).filter((i) => predictions.truth[i] === chosen[0] && predictions.prediction[i] === chosen[1]) : wrongRows(predictions);
  const title = chosen ? text("results.cell", {count: places.length, truth: className(classes[chosen[0]]), predicted: className(classes[chosen[1]])}) : text("results.wrong", {count: places.length});
  const roc = predictions.outputs.length === predictions.truth.length ? rocCurve(predictions.outputs, predictions.truth) : null;
  return html`
    <p class="summary">${text("results.accuracy")} <b>${percent(accuracy)}</b> <span class="note">${text("results.baseline", {name: className(classes[guess]), share: percent(baseline)})}</span></p>
    <div class="results-grid">
      <${Matrix} matrix=${matrix} classes=${classes} chosen=${chosen} onChoose=${setChosen} />
      ${roc ? html`<${UnitChart} title=${text("results.roc")} note=${text("results.area", {area: number(roc.area)})} across=${text("results.falseAlarms")} up=${text("results.found")} points=${roc.points} />` : null}
      <${UnitChart} title=${text("results.calibration")} across=${text("results.sure")} up=${text("results.right")}
        points=${calibration(predictions).map((/** @type {{sure: number, right: number}} */ {sure, right}) => [sure, right])} />
    </div>
    ${places.length ? html`<${Rows} playground=${playground} predictions=${predictions} places=${places} title=${title} />` : html`<p class="note">${text("results.noneWrong")}</p>`}`;
}

/** @param {{playground: Playground, predictions: Predictions, guess: number}} props */
function Values({playground, predictions, guess}) {
  const {mse, rmse, mae, r2, baseline} = valueMetrics(predictions, guess);
  const {truth, prediction} = predictions;
  const all = [...truth, ...prediction].filter(Number.isFinite);
  const range = /** @type {[number, number]} */ ([Math.min(...all), Math.max(...all)]);
  const step = Math.max(Math.ceil(truth.length / MOST_POINTS), 1);
  const points = truth.flatMap((each, i) => (i % step ? [] : [/** @type {[number, number]} */ ([each, prediction[i]])]));
  const places = truth.map((_, i) => i).toSorted((a, b) => Math.abs(prediction[b] - truth[b]) - Math.abs(prediction[a] - truth[a]));
  return html`
    <p class="summary">R² <b>${number(r2)}</b> <span class="note">${text("results.valueBaseline", {rmse: number(rmse), baseline: number(baseline)})}</span></p>
    <div class="results-grid">
      <${UnitChart} title=${text("results.predictedTrue")} across=${text("results.true")} up=${text("results.predicted")} points=${points} line=${false} range=${range} />
      <${Table} name="metrics" title=${text("results.errors")} table=${{columns: [text("results.measure"), text("inside.value")], rows: [["RMSE", rmse], [text("results.mae"), mae], ["MSE", mse], ["R²", r2]]}} />
    </div>
    <${Rows} playground=${playground} predictions=${predictions} places=${places} title=${text("results.largest")} />`;
}

/** @param {{playground: Playground}} props */
export function ResultsView({playground}) {
  useEffect(() => {
    playground.frames.look("results", {predictions: true});
    return () => playground.frames.lookAway("results");
  }, [playground]);
  const [wanted, setWanted] = useState("test");
  const network = playground.network.value;
  const data = playground.data.value;
  const arrays = playground.frames.inside.value?.arrays;
  const parts = Object.keys(data?.parts ?? {});
  const part = parts.includes(wanted) ? wanted : parts[0];
  const outputs = arrays?.[`outputs_${part}`];
  const predictions = useMemo(() => (network && data && outputs ? predictionsOf(network.coding, outputs, arrays[`rows_${part}`], data.values) : null), [outputs, network, data]);
  const guess = useMemo(() => {
    const train = (data?.parts.train ?? []).map((row) => data?.values[row] ?? 0);
    return data?.classes.length ? mostFrequent(train) : train.reduce((sum, each) => sum + each, 0) / (train.length || 1);
  }, [data]);
  if (!network || !data) return null;
  return html`
    <${Select} id="part" label=${text("results.part")} value=${part} options=${parts.map((value) => ({value, label: text("results.rows", {part: text(`curves.${value}`), count: data.parts[value].length})}))} onChange=${setWanted} />
    ${!predictions ? null : data.classes.length ? html`<${Classes} playground=${playground} predictions=${predictions} classes=${data.classes} guess=${guess} />`
      : html`<${Values} playground=${playground} predictions=${predictions} guess=${guess} />`}`;
}
