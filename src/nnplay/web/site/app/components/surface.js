/** The surface: the network's answer over the plane with the data, or one neuron's when it is pointed at. */

import {html, untracked, useEffect, useMemo, useRef, useState} from "../../vendor/vendor.js";
import {paint, useDrawing, useSize} from "../canvas.js";
import {hex, reachOf} from "../colors.js";
import {figure} from "../figures.js";
import {className, featureName, inputNames, neuronName} from "../names.js";
import {ERASER, PointEditing, pointsOf} from "../point_editing.js";
import {inUnits} from "../scales.js";
import {LIMITS, isPlane} from "../settings.js";
import {classPlace, drawAxes, drawPoints, drawRing, neuronPixels, outputPixels, planeFrame, toPlane} from "../surface_drawing.js";
import {number, percent, text} from "../text.js";
import {palette} from "../theme.js";
import {Check, Select} from "./controls.js";
import {ImageView} from "./image_view.js";
import {Predict} from "./predict.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../settings.js").Point} Point */

/** The network's answer at the point that is looked at, in words. @param {Playground} playground */
function answer(playground) {
  const network = playground.network.value;
  const arrays = playground.frames.readable.value?.arrays;
  const output = arrays?.[`point_${playground.counts().length - 2}`];
  if (!network || !output) return "";
  const {classes, coding} = network;
  if (!classes.length) return text("surface.value", {value: number(inUnits(coding, output[0]))});
  if (coding.form === "column") {
    const share = Math.min(Math.max((output[0] - coding.low) / (1 - coding.low), 0), 1);
    return text("surface.class", {name: className(classes[share > 0.5 ? 1 : 0]), share: percent(share > 0.5 ? share : 1 - share)});
  }
  const best = output.indexOf(Math.max(...output));
  return text("surface.class", {name: className(classes[best]), share: percent(output[best])});
}

/** The row whose point is at a place, if one is. @param {Playground} playground @param {{x: number, y: number}} at */
function rowAt(playground, at) {
  const data = playground.data.value;
  const {x, y, xRange, yRange} = playground.viewpoint.plane.value;
  const {tests} = playground.settings.value.view;
  if (!data?.columns[x] || !data.columns[y]) return null;
  let [nearest, best] = [0.018, -1];
  for (const row of [...(data.parts.train ?? []), ...(tests ? data.parts.test ?? [] : [])]) {
    const distance = Math.hypot((data.columns[x][row] - at.x) / (xRange[1] - xRange[0]), (data.columns[y][row] - at.y) / (yRange[1] - yRange[0]));
    if (distance < nearest) [nearest, best] = [distance, row];
  }
  return best < 0 ? null : best;
}

/** What a press or the arrow keys do with the plane. @param {Playground} playground @param {PointEditing} editing @param {boolean} drawing */
function actions(playground, editing, drawing) {
  /** @param {{x: number, y: number}} at */
  const press = (at) => {
    const row = rowAt(playground, at);
    if (row !== null) playground.viewpoint.lookAtRow(row);
    else playground.viewpoint.lookAt(at);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const by = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
    const {x, y} = playground.viewpoint.point.value;
    const step = event.shiftKey ? 1 : 0.1;
    if (by) {
      const to = {x: x + by[0] * step, y: y + by[1] * step};
      if (drawing && event.altKey) {
        editing.begin({x, y});
        editing.move(to);
        editing.end();
      }
      playground.viewpoint.lookAt(to);
    } else if (drawing && event.key === "Enter") {
      editing.begin({x, y});
      editing.end();
    } else if (drawing && (event.key === "Delete" || event.key === "Backspace")) {
      editing.remove({x, y});
    } else {
      return;
    }
    event.preventDefault();
  };
  return {press, key};
}

/** The classes to draw with. @param {{cls: number, onChange: (cls: number) => void, onClear: () => void, used: number}} props */
const ClassChoice = ({cls, onChange, onClear, used}) => html`
  <div class="class-choice" role="group" aria-label=${text("draw.class")}>
    ${palette.value.classes.slice(0, Math.min(Math.max(used + 1, 2), LIMITS.classes)).map((color, k) => html`
      <button key=${k} class="swatch" style=${{background: hex(color)}} aria-pressed=${cls === k} aria-label=${text("class.drawn", {place: k + 1})} onClick=${() => onChange(k)}>${k + 1}</button>`)}
    <button class="plain small" aria-pressed=${cls === ERASER} onClick=${() => onChange(ERASER)}>${text("draw.eraser")}</button>
    <button class="plain small" onClick=${onClear}>${text("draw.clear")}</button>
  </div>`;

/** What the axes show, where there are more than two columns. @param {{playground: Playground}} props */
function Axes({playground}) {
  const axes = playground.viewpoint.axes();
  const {x, y} = playground.viewpoint.plane.value;
  if (axes.length <= 2) return null;
  const options = axes.map((value) => ({value, label: value}));
  return html`<div class="axes">
    <${Select} id="axis-x" label=${text("surface.across")} value=${x} options=${options} onChange=${(/** @type {string} */ name) => playground.setView(name === y ? {x: name, y: x} : {x: name})} />
    <${Select} id="axis-y" label=${text("surface.up")} value=${y} options=${options} onChange=${(/** @type {string} */ name) => playground.setView(name === x ? {x: y, y: name} : {y: name})} />
  </div>`;
}

/** Which colours stand for which values. @param {{reach: number}} props */
function Scale({reach}) {
  const {low: lowest, middle, high: highest} = palette.value;
  const [low, high] = [number(-reach, 2), number(reach, 2)];
  return html`<p class="scale" role="img" aria-label=${text("surface.scale", {low, high})}>${low}<span style=${{background: `linear-gradient(to right, ${[lowest, middle, highest].map(hex).join(", ")})`}}></span>${high}</p>`;
}

/** That training diverged, where one looks, with its cure. @param {{playground: Playground}} props */
function Diverged({playground}) {
  const {status, message} = playground.run.position.value;
  if (status !== "diverged") return null;
  const {label, run} = playground.run.cure();
  return html`<div class="diverged"><b>${text("diverged.title")}</b><p>${message}</p><button class="plain strong" onClick=${run}>${label}</button></div>`;
}

/**
 * Draw what the network answers over the plane, or what the neuron under the pointer does.
 * @param {HTMLCanvasElement | null} canvas
 * @param {Playground} playground
 * @param {{palette: import("../colors.js").Palette, targetReach: number, hovered: {column: number, index: number} | null}} how
 */
export function drawPicture(canvas, playground, {palette: colors, targetReach, hovered}) {
  const arrays = playground.frames.newest.value?.arrays;
  const context = canvas?.getContext("2d");
  const network = playground.network.peek();
  if (!playground.frames.drawable.value || !network || !arrays?.surface || !context) return;
  const {steps} = playground.settings.peek().view;
  const counts = playground.counts();
  const values = hovered && hovered.column > 0 && hovered.column < counts.length - 1 ? arrays[`neurons_${hovered.column - 1}`] : null;
  const count = hovered ? counts[hovered.column] : 1;
  const size = Math.round(Math.sqrt(values ? values.length / count : arrays.surface.length / counts[counts.length - 1]));
  const colored = values && hovered && hovered.index < count
    ? neuronPixels({values, start: hovered.index * size * size, size, palette: colors, activation: network.architecture.layers[hovered.column - 1].activation})
    : outputPixels({values: arrays.surface, size, network, palette: colors, steps, targetReach});
  if (colored.length !== 4 * size * size) return;
  if (context.canvas.width !== size) context.canvas.width = context.canvas.height = size;
  context.putImageData(new ImageData(colored, size, size), 0, 0);
}

/** @param {{playground: Playground}} props */
export function Surface({playground}) {
  const [place, {width, height}] = useSize();
  const picture = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const points = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [drawing, setDrawing] = useState(false);
  const [cls, setCls] = useState(0);
  const side = Math.min(width, height);
  const colors = palette.value;
  const network = playground.network.value;
  const data = playground.data.value;
  const {view} = playground.settings.value;
  const hovered = playground.viewpoint.hovered.value;
  const point = playground.viewpoint.point.value;
  const plane = playground.viewpoint.plane.value;
  const area = useMemo(() => planeFrame(side, plane), [side, plane]);
  const targetReach = useMemo(() => (data && !network?.classes.length ? reachOf(data.values) : 1), [data, network]);

  useDrawing(() => drawPicture(picture.current, playground, {palette: colors, targetReach, hovered}), [network, colors, hovered, view.steps, targetReach]);
  /** Axes and points, over the picture. @param {CanvasRenderingContext2D} context @param {boolean} ring whether the point that is looked at is marked */
  const drawOver = (context, ring) => {
    if (!network || !data) return;
    drawAxes(context, area, {x: featureName(plane.x), y: featureName(plane.y), palette: colors});
    context.beginPath();
    context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    context.save();
    context.clip();
    const shared = {data, x: plane.x, y: plane.y, palette: colors, targetReach};
    drawPoints(context, area, {...shared, rows: data.parts.train ?? [], outline: colors.train});
    if (view.tests) drawPoints(context, area, {...shared, rows: data.parts.test ?? [], outline: colors.test});
    if (ring) drawRing(context, area, point, colors);
    context.restore();
  };
  const drawn = playground.frames.drawable.value && network && data && side >= 80;
  useDrawing(() => drawn && paint(points.current, {width: side, height: side}, (context) => drawOver(context, true)),
    [drawn, network, data, side, colors, area, plane, point, view.tests, targetReach]);
  useEffect(() => {
    playground.figures.set("surface", () => untracked(() => drawn && picture.current ? figure({width: side, height: side}, colors, (context) => {
      context.drawImage(/** @type {HTMLCanvasElement} */ (picture.current), area.left, area.top, area.right - area.left, area.bottom - area.top);
      drawOver(context, false);
    }) : null));
    return () => void playground.figures.delete("surface");
  });

  const editing = useMemo(() => new PointEditing(playground), [playground]);
  const canDraw = isPlane(playground.settings.value) && Boolean(network?.classes.length);
  editing.cls = cls;
  const edits = drawing && canDraw;
  const {press, key} = actions(playground, editing, edits);
  /** Test points are shown, so that no drawn point vanishes among them. @param {boolean} on */
  const draw = (on) => {
    setDrawing(on);
    if (on && !view.tests) playground.setView({tests: true});
  };
  const begin = (/** @type {any} */ event) => {
    if (!edits || event.button) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    editing.begin(at(event));
  };
  /** @param {any} event */
  const at = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return toPlane(area, event.clientX - box.left, event.clientY - box.top);
  };
  const counts = playground.counts();
  const named = network ? {features: inputNames(network), layers: counts.length - 2, outputs: counts.at(-1) ?? 1, classes: network.classes} : null;
  const title = hovered && hovered.column > 0 && named ? neuronName(hovered, named) : text("surface.output");
  const used = edits ? new Set(pointsOf(playground).map((each) => each[2])).size : 0;
  return html`
    <section class="surface-panel" aria-label=${text("surface.title")}>
      <div class="surface-head"><h2>${title}</h2>${network?.classes.length ? html`
        <ul class="classes">${network.classes.map((/** @type {string} */ name, /** @type {number} */ k) => html`
          <li key=${name}><span class="swatch dot" style=${{background: hex(colors.classes[classPlace(network.classes, k) % 10])}}></span>${className(name)}</li>`)}</ul>` : network && !hovered ? html`<${Scale} reach=${targetReach} />` : null}
      </div>
      ${playground.viewpoint.imageSide.value ? html`<${ImageView} playground=${playground} />` : html`
      <div class="surface" ref=${place}>
        <div class="surface-box" style=${{width: `${side}px`, height: `${side}px`}}>
          <canvas class=${`surface-picture ${view.steps ? "sharp" : ""}`} ref=${picture} aria-hidden="true"
            style=${{left: `${area.left}px`, top: `${area.top}px`, width: `${area.right - area.left}px`, height: `${area.bottom - area.top}px`}}></canvas>
          <canvas class=${`surface-points ${edits ? "edits" : ""}`} ref=${points} tabindex="0" role="application" style=${{width: `${side}px`, height: `${side}px`}}
            aria-label=${text(edits ? "surface.draws" : "surface.picture", {x: number(point.x, 2), y: number(point.y, 2)})}
            onClick=${(/** @type {any} */ event) => edits || press(at(event))} onKeyDown=${key}
            onPointerDown=${begin} onPointerMove=${(/** @type {any} */ event) => edits && editing.move(at(event))} onPointerUp=${() => editing.end()} onPointerCancel=${() => editing.end()}
            onContextMenu=${(/** @type {any} */ event) => { if (edits) { event.preventDefault(); editing.remove(at(event)); } }}></canvas>
          <${Diverged} playground=${playground} />
          <p class="answer" style=${{left: `${area.left}px`}}>${text("surface.at", {x: number(point.x, 2), y: number(point.y, 2)})} <b>${answer(playground)}</b></p>
        </div>
      </div>
      <div class="surface-options">
        <${Check} id="tests" label=${text("surface.tests")} checked=${view.tests} onChange=${(/** @type {boolean} */ tests) => playground.setView({tests})} />
        ${network && !network.classes.length ? null : html`<${Check} id="steps" label=${text("surface.steps")} checked=${view.steps} onChange=${(/** @type {boolean} */ steps) => playground.setView({steps})} />`}
        ${playground.hides("points") || !canDraw ? null : html`<${Check} id="draw" label=${text("draw.mode")} checked=${drawing} onChange=${draw} />`}
        ${edits ? html`<${ClassChoice} cls=${cls} onChange=${setCls} onClear=${() => editing.clear()} used=${used} />` : null}
        <${Axes} playground=${playground} />
      </div>
      <${Predict} playground=${playground} />`}
    </section>`;
}
