/** A place to draw a picture for the network: over the picture that is looked at, with a pointer or with the keyboard. */

import {html, useEffect, useRef, useState} from "../../vendor/vendor.js";
import {pixelsOf} from "../digit_drawing.js";
import {text} from "../text.js";

/** @typedef {import("../playground.js").Playground} Playground */
/** @typedef {import("../digit_drawing.js").Stroke} Stroke */

/** Let the network look at a picture. @param {Playground} playground @param {ArrayLike<number>} shades from 0 to 1, row by row from the top */
function show(playground, shades) {
  const darkest = playground.viewpoint.darkest.value;
  /** @type {string[]} */
  const features = playground.network.value?.features ?? [];
  playground.viewpoint.lookAtValues(Object.fromEntries(features.map((name, k) => [name, shades[k] * darkest])));
}

/** @param {{playground: Playground}} props */
export function DrawPad({playground}) {
  const strokes = useRef(/** @type {Stroke[]} */ ([]));
  const drawing = useRef(false);
  const [cursor, setCursor] = useState(/** @type {number | null} */ (null));
  const side = playground.viewpoint.imageSide.value;
  const custom = playground.viewpoint.custom.value;
  useEffect(() => {
    if (!custom) strokes.current = [];
  }, [custom]);
  /** @param {PointerEvent & {currentTarget: HTMLElement}} event @returns {[number, number]} */
  const at = ({currentTarget, clientX, clientY}) => {
    const box = currentTarget.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };
  const begin = (/** @type {any} */ event) => {
    if (event.button) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = true;
    strokes.current = [...strokes.current, [at(event)]];
    show(playground, pixelsOf(strokes.current, side));
  };
  const go = (/** @type {any} */ event) => {
    if (!drawing.current) return;
    strokes.current[strokes.current.length - 1].push(at(event));
    show(playground, pixelsOf(strokes.current, side));
  };
  const end = () => (drawing.current = false);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const place = cursor ?? Math.floor((side * (side + 1)) / 2);
    const by = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side}[event.key];
    if (by !== undefined) {
      const next = place + by;
      const wraps = Math.abs(by) === 1 && Math.floor(next / side) !== Math.floor(place / side);
      if (next >= 0 && next < side * side && !wraps) setCursor(next);
    } else if (event.key === " " || event.key === "Enter") {
      const shades = custom ? playground.viewpoint.shades() : new Float32Array(side * side);
      shades[place] = shades[place] > 0.5 ? 0 : 1;
      setCursor(place);
      show(playground, shades);
    } else if (event.key === "Delete" || event.key === "Backspace" || event.key === "Escape") {
      playground.viewpoint.lookAtValues(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const label = cursor === null ? text("pad.label") : text("pad.at", {row: Math.floor(cursor / side) + 1, column: (cursor % side) + 1});
  return html`
    <div class="draw-pad" tabindex="0" role="application" aria-label=${label} onPointerDown=${begin} onPointerMove=${go} onPointerUp=${end} onPointerCancel=${end}
      onKeyDown=${key} onBlur=${() => setCursor(null)}>
      ${cursor === null ? null : html`<span class="pad-cursor" style=${{left: `${(100 * (cursor % side)) / side}%`, top: `${(100 * Math.floor(cursor / side)) / side}%`, width: `${100 / side}%`, height: `${100 / side}%`}}></span>`}
      ${custom ? null : html`<span class="pad-hint">${text("pad.hint")}</span>`}
    </div>`;
}

/** @param {{playground: Playground}} props */
export const ClearDrawing = ({playground}) => playground.viewpoint.custom.value ? html`<button class="plain" onClick=${() => playground.viewpoint.lookAtValues(null)}>${text("pad.clear")}</button>` : null;
