/** The network: its picture, the buttons of its layers, and what is under the pointer or chosen with the arrow keys. */

import {html, untracked, useEffect, useMemo, useRef, useState} from "../../vendor/vendor.js";
import {paint, useDrawing, useSize} from "../canvas.js";
import {figure} from "../figures.js";
import {featureValue} from "../feature_pictures.js";
import {reachOf} from "../colors.js";
import {asGrid} from "../images.js";
import {className, componentName, inputNames, neuronName} from "../names.js";
import {drawNeurons, drawWeights, lineLevels, sameLevels} from "../network_drawing.js";
import {hitTest, networkLayout} from "../network_layout.js";
import {outputScale} from "../scales.js";
import {closeSecond, openSecond} from "../second_network.js";
import {LIMITS, withLayerCount, withWidth} from "../settings.js";
import {number, text} from "../text.js";
import {palette} from "../theme.js";
import {WHOLE, pointAt, useZoom, zoomed as zoomedView} from "../zoom.js";
import {ZOOM_IN, ZOOM_OUT} from "./icons.js";

/** @typedef {import("../playground.js").Playground} Playground */

const FULL_HEADER = 92; // pixels between columns for the buttons of a layer
const SHORT_HEADER = 44;
/** Milliseconds between two pictures of so many weights while the network trains. @param {number} weights */
const linesPause = (weights) => 40 + 0.06 * weights;

/** The layers, one more or fewer. @param {{playground: Playground}} props */
function LayerCount({playground}) {
  const {layers} = playground.settings.value.architecture;
  /** @param {1 | -1} by */
  const change = (by) => playground.apply(withLayerCount(playground.settings.value, by));
  return html`
    <div class="layer-count" role="group" aria-label=${text("network.layers")}>
      <button class="round small" onClick=${() => change(-1)} disabled=${!layers.length} aria-label=${text("network.removeLayer")}>−</button>
      <span>${text("network.layerCount", {count: layers.length})}</span>
      <button class="round small" onClick=${() => change(1)} disabled=${layers.length >= LIMITS.layers} aria-label=${text("network.addLayer")}>+</button>
    </div>`;
}

/** The buttons above a hidden layer. @param {{playground: Playground, column: number, x: number, pitch: number}} props */
function LayerHeader({playground, column, x, pitch}) {
  const layer = playground.settings.value.architecture.layers[column - 1];
  const selected = playground.viewpoint.selected.value;
  if (!layer) return null;
  const open = selected?.kind === "layer" && selected.column === column;
  /** @param {number} by */
  const widen = (by) => playground.apply(withWidth(playground.settings.value, column - 1, layer.width + by));
  const short = pitch < FULL_HEADER;
  const name = text("network.layer", {layer: column});
  const summary = text("network.neurons", {count: layer.width});
  return html`
    <div class=${`layer-header ${short ? "short" : ""}`} style=${{left: `${x}px`}}>
      <button class="layer-name" aria-expanded=${open} onClick=${() => playground.viewpoint.select(open ? null : {kind: "layer", column})}
        aria-label=${text("network.editLayer", {layer: column, neurons: layer.width, activation: componentName(layer.activation)})} title=${`${name}: ${summary}`}>
        ${short ? column : name}
      </button>
      ${pitch < SHORT_HEADER ? null : html`
        <div class="width">
          <button class="round tiny" onClick=${() => widen(-1)} disabled=${layer.width <= 1} aria-label=${text("network.removeNeuron", {layer: column})}>−</button>
          ${short ? null : html`<span class="width-count" aria-label=${summary}>${layer.width}</span>`}
          <button class="round tiny" onClick=${() => widen(1)} disabled=${layer.width >= LIMITS.neurons} aria-label=${text("network.addNeuron", {layer: column})}>+</button>
        </div>`}
    </div>`;
}

/** Where the arrow keys go from a neuron. @param {number[]} counts @param {{column: number, index: number}} at @param {string} key */
export function neighbour(counts, {column, index}, key) {
  const by = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
  if (!by) return null;
  const next = Math.min(Math.max(column + by[0], 0), counts.length - 1);
  const place = by[0] ? Math.round(((index + 0.5) / counts[column]) * counts[next] - 0.5) : index + by[1];
  return {column: next, index: Math.min(Math.max(place, 0), counts[next] - 1)};
}

/**
 * Pictures of the inputs over the plane: of functions of it, and of the columns that are its axes.
 * @param {Record<string, any>} network
 * @param {import("../state/viewpoint.js").Plane} plane
 */
function inputPictures(network, {x, y}) {
  /** @type {{name: string, feature: string}[]} */
  const inputs = network.inputs ?? network.features.map((/** @type {string} */ name) => ({name, feature: name}));
  const across = {values: Float32Array.from({length: 24 * 24}, (_, k) => (k % 24) / 11.5 - 1), reach: 1};
  const up = {values: Float32Array.from({length: 24 * 24}, (_, k) => Math.floor(k / 24) / 11.5 - 1), reach: 1};
  return inputs.map(({name}) => (name === x ? across : name === y ? up : featureValue(name, 24)));
}

/** The weights of each neuron of the first layer as a picture. @param {Record<string, any>} network @param {ArrayLike<number>} theta @param {number} side */
function weightPictures(network, theta, side) {
  const {W} = network.layout[0];
  const [pixels, sums] = W.shape;
  const neurons = network.architecture.layers[0]?.width ?? sums;
  const result = new Float32Array(neurons * pixels);
  for (let neuron = 0; neuron < neurons; neuron++) result.set(asGrid(theta, side, (index) => W.start + index * sums + neuron), neuron * pixels);
  return result;
}

/** @param {{playground: Playground, name?: "network" | "second", asks?: boolean}} props `asks`: whether there is a question at its foot */
export function Network({playground, name = "network", asks = false}) {
  const [place, size] = useSize();
  const lines = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const neurons = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [transform, setTransform] = useZoom(place, size);
  const [focus, setFocus] = useState({column: 1, index: 0});
  const [label, setLabel] = useState("");
  const network = playground.network.value;
  const counts = playground.counts();
  const side = playground.viewpoint.imageSide.value;
  const key = counts.join(",");
  const foot = asks && size.width < innerWidth / 2 ? (size.width < 480 ? 120 : 100) : undefined; // on a telephone the question is above
  const layout = useMemo(() => (counts.length && size.width ? networkLayout(counts, size.width, size.height, side, foot) : null), [key, size.width, size.height, side, foot]);
  const plane = playground.viewpoint.plane.value;
  const data = playground.data.value;
  const features = useMemo(() => (network && !side ? inputPictures(network, plane) : []), [network, plane, side]);
  const colors = palette.value;

  useEffect(() => {
    if (layout) playground.frames.cellPixels.value = Math.max(...layout.columns.slice(1).map((column) => column.size)) * Math.min(transform.k, 2);
  }, [layout, transform.k]);

  const reach = useMemo(() => (data && !network?.classes.length ? reachOf(data.values) : 1), [data, network]);
  /** What both canvases show, if the frame shows this network. */
  const drawing = () => {
    const theta = playground.frames.newest.value?.arrays.theta;
    if (!playground.frames.drawable.value || !layout || !network || !theta) return null;
    return {layout, network, theta, palette: colors, hovered: playground.viewpoint.hovered.value, selected: playground.viewpoint.selected.value};
  };
  /** @param {CanvasRenderingContext2D} context */
  const zoomed = (context) => {
    context.translate(transform.x, transform.y);
    context.scale(transform.k, transform.k);
  };
  const drawn = useRef(/** @type {{levels: Int8Array[], at: number, marks: any[]}} */ ({levels: [], at: 0, marks: []}));
  useDrawing(() => {
    const shown = drawing();
    if (!shown) return;
    const marks = [layout, colors, transform, shown.hovered, shown.selected];
    const same = marks.every((mark, k) => mark === drawn.current.marks[k]);
    const now = performance.now();
    if (same && playground.run.newest.playing && now - drawn.current.at < linesPause(shown.theta.length)) return;
    const levels = lineLevels(shown.network, shown.theta, counts, side > 0);
    if (same && sameLevels(levels, drawn.current.levels)) return;
    drawn.current = {levels, at: now, marks};
    paint(lines.current, size, (context) => {
      zoomed(context);
      drawWeights(context, shown, levels);
    });
  }, [layout, network, colors, transform]);
  /** What the neurons show. @param {NonNullable<ReturnType<typeof drawing>>} shown */
  const withNeurons = (shown) => {
    const arrays = playground.frames.newest.peek()?.arrays ?? {};
    const pictures = counts.slice(1).map((count, l) => {
      const values = arrays[`neurons_${l}`];
      return values && values.length % count === 0 ? values : null;
    });
    return {
      ...shown, pictures: side ? [weightPictures(shown.network, shown.theta, side)] : pictures, featurePictures: features,
      answers: counts.map((_, column) => arrays[column ? `point_${column - 1}` : "point_inputs"] ?? null),
      shades: side ? playground.viewpoint.shades() : null, names: inputNames(shown.network),
      outputNames: shown.network.classes.length > 2 ? shown.network.classes.map(className) : [], outputScale: outputScale(shown.network.coding, reach),
    };
  };
  useDrawing(() => {
    const shown = drawing();
    if (!shown) return;
    paint(neurons.current, size, (context) => {
      zoomed(context);
      drawNeurons(context, withNeurons(shown));
    });
  }, [layout, network, features, colors, transform, side, reach]);
  useEffect(() => {
    if (name !== "network") return;
    playground.figures.set("network", () => untracked(() => {
      const shown = drawing();
      return shown && figure(size, colors, (context) => {
        drawWeights(context, {...shown, hovered: null, selected: null}, lineLevels(shown.network, shown.theta, counts, side > 0));
        drawNeurons(context, withNeurons({...shown, hovered: null, selected: null}));
      });
    }));
  });

  /** @param {PointerEvent} event */
  const hitOf = (event) => {
    const box = place.current?.getBoundingClientRect();
    if (!box || !layout) return null;
    const [x, y] = pointAt(transform, event.clientX - box.left, event.clientY - box.top);
    return hitTest(layout, x, y, 6 / transform.k);
  };
  const named = {features: network ? inputNames(network) : [], layers: counts.length - 2, outputs: counts.at(-1) ?? 1, classes: network?.classes ?? []};
  /** @param {import("../network_layout.js").Hit | null} hit */
  const describe = (hit) => {
    if (!hit || !network) return "";
    if (hit.kind === "neuron") return neuronName(hit, named);
    const {W} = network.layout[hit.column - 1];
    const value = playground.frames.newest.peek()?.arrays.theta?.[W.start + hit.from * W.shape[1] + hit.to] ?? NaN;
    return text("network.weight", {
      from: neuronName({column: hit.column - 1, index: hit.from}, named), to: neuronName({column: hit.column, index: hit.to}, named), value: number(value)});
  };
  /** @param {PointerEvent} event */
  const onMove = (event) => {
    const hit = hitOf(event);
    playground.viewpoint.hovered.value = hit?.kind === "neuron" ? hit : null;
    setLabel(describe(hit));
  };
  /** @param {import("../network_layout.js").Hit | null} hit */
  const choose = (hit) => {
    if (!hit) playground.viewpoint.select(null);
    else if (hit.kind === "weight" || hit.column > 0) playground.viewpoint.select(hit);
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (!counts.length) return;
    const at = {column: Math.min(focus.column, counts.length - 1), index: Math.min(focus.index, (counts[focus.column] ?? 1) - 1)};
    const next = neighbour(counts, at, event.key);
    if (next) {
      setFocus(next);
      playground.viewpoint.hovered.value = next;
      setLabel(neuronName(next, named));
    } else if (event.key === "Enter" || event.key === " ") {
      choose({kind: "neuron", ...at});
    } else if (event.key === "Escape") {
      playground.viewpoint.select(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {number} by */
  const scale = (by) => setTransform((view) => (by ? zoomedView(view, by, [size.width / 2, size.height / 2], size) : WHOLE));
  /** @param {number} x of the picture */
  const across = (x) => transform.x + transform.k * x;
  const chosen = playground.viewpoint.selected.value;
  const outputOpen = chosen?.kind === "layer" && chosen.column === counts.length - 1;
  const pitch = layout ? size.width / layout.columns.length * transform.k : 0;
  return html`
    <section class="network-panel" id=${name} aria-label=${text(name === "network" ? "network.title" : "second.network")}>
      <div class="network-head">
        ${playground.hides("layers") ? null : html`<${LayerCount} playground=${playground} />`}
        ${name === "network" && !playground.hides("compare") ? html`
          <button class="plain small second-button" aria-pressed=${playground.second.value !== null} onClick=${() => (playground.second.value ? closeSecond(playground) : openSecond(playground, playground.settings.value))}>${text("second.title")}</button>` : null}
        <div class="zoom" role="group" aria-label=${text("network.zoom")}>
          <button class="round small" onClick=${() => scale(1 / 1.5)} aria-label=${text("network.zoomOut")} disabled=${transform.k <= 1}>${ZOOM_OUT}</button>
          <button class="plain small" onClick=${() => scale(0)} disabled=${transform.k === 1}>${text("network.fit")}</button>
          <button class="round small" onClick=${() => scale(1.5)} aria-label=${text("network.zoomIn")} title=${text("network.zoomIn")}>${ZOOM_IN}</button>
        </div>
      </div>
      <div class="network" ref=${place}>
        <canvas class="lines" ref=${lines} aria-hidden="true"></canvas>
        <canvas ref=${neurons} tabindex="0" role="application" aria-label=${label ? `${text("network.picture")}: ${label}` : text("network.picture")}
          onPointerMove=${onMove} onPointerLeave=${() => { playground.viewpoint.hovered.value = null; setLabel(""); }}
          onClick=${(/** @type {any} */ event) => choose(hitOf(event))} onKeyDown=${onKey}></canvas>
        ${layout && !playground.hides("layers") ? layout.columns.slice(1, -1).map((column, k) => html`
          <${LayerHeader} key=${k} playground=${playground} column=${k + 1} pitch=${pitch}
            x=${across(column.x + column.width / 2)} />`) : null}
        ${layout ? html`<div class="layer-header end" style=${{left: `${across(layout.columns[0].x + layout.columns[0].width / 2)}px`}}>${pitch < 60 ? null : text("network.inputs")}</div>
          <div class="layer-header end" style=${{left: `${across((layout.columns.at(-1)?.x ?? 0) + (layout.columns.at(-1)?.width ?? 0) / 2)}px`}}>${pitch < 60 ? null
            : html`<button class="layer-name" aria-expanded=${outputOpen}
              onClick=${() => playground.viewpoint.select(outputOpen ? null : {kind: "layer", column: counts.length - 1})}>${text("network.output")}</button>`}</div>` : null}
        <p class="network-label" aria-live="polite">${label || (asks || playground.run.played.value ? "" : text("hint.network"))}</p>
      </div>
    </section>`;
}
