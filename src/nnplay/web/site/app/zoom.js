/**
 * Zooming and panning of a picture within its frame: Ctrl and the wheel, two fingers, or dragging.
 *
 * @typedef {{k: number, x: number, y: number}} View a point p of the picture is at k·p + (x, y)
 * @typedef {{width: number, height: number}} Size
 */

import {useEffect, useRef, useState} from "../vendor/vendor.js";

const MOST = 24;
const STILL = 4; // pixels that a click may move

/** The picture as a whole. @type {View} */
export const WHOLE = {k: 1, x: 0, y: 0};

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** A view of the picture only: it fills the frame. @param {View} view @param {Size} size @returns {View} */
const within = ({k, x, y}, {width, height}) => ({k, x: clamp(x, width * (1 - k), 0), y: clamp(y, height * (1 - k), 0)});

/** Larger or smaller by a factor; the point stays where it is. @param {View} view @param {number} factor @param {[x: number, y: number]} point @param {Size} size */
export function zoomed({k, x, y}, factor, [px, py], size) {
  const next = clamp(k * factor, 1, MOST);
  return within({k: next, x: px - ((px - x) * next) / k, y: py - ((py - y) * next) / k}, size);
}

/** @param {View} view @param {number} dx @param {number} dy @param {Size} size */
export const moved = ({k, x, y}, dx, dy, size) => within({k, x: x + dx, y: y + dy}, size);

/** The point of the picture that is at a place. @param {View} view @param {number} px @param {number} py @returns {[x: number, y: number]} */
export const pointAt = ({k, x, y}, px, py) => [(px - x) / k, (py - y) / k];

/**
 * The view of a picture in an element, as wheel, fingers and mouse change it.
 * @param {import("../vendor/vendor.js").RefObject<HTMLElement | null>} place
 * @param {Size} size
 * @returns {[View, (change: (view: View) => View) => void]}
 */
export function useZoom(place, size) {
  const [view, setView] = useState(WHOLE);
  const frame = useRef(size);
  frame.current = size;
  useEffect(() => setView((/** @type {View} */ now) => within(now, size)), [size.width, size.height]);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    /** Where each finger or the mouse is. @type {Map<number, [number, number]>} */
    const pointers = new Map();
    let distance = 0; // that was dragged, after which a click is none
    /** @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
    const at = ({clientX, clientY}) => {
      const box = element.getBoundingClientRect();
      return [clientX - box.left, clientY - box.top];
    };
    const wheel = (/** @type {WheelEvent} */ event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const factor = 2 ** (-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.004));
      setView((/** @type {View} */ now) => zoomed(now, factor, at(event), frame.current));
    };
    const down = (/** @type {PointerEvent} */ event) => {
      if (event.button || !(event.target instanceof HTMLCanvasElement)) return;
      if (!pointers.size) distance = 0;
      pointers.set(event.pointerId, at(event));
    };
    const move = (/** @type {PointerEvent} */ event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
      pointers.set(event.pointerId, now);
      distance += Math.hypot(dx, dy);
      if (other) {
        const factor = Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.max(Math.hypot(before[0] - other[0], before[1] - other[1]), 1);
        const middle = /** @type {[number, number]} */ ([(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
        setView((/** @type {View} */ each) => zoomed(moved(each, dx / 2, dy / 2, frame.current), factor, middle, frame.current));
      } else {
        setView((/** @type {View} */ each) => (each.k > 1 ? moved(each, dx, dy, frame.current) : each));
      }
    };
    const up = (/** @type {PointerEvent} */ event) => void pointers.delete(event.pointerId);
    const click = (/** @type {MouseEvent} */ event) => {
      if (distance > STILL && event.target instanceof HTMLCanvasElement) event.stopPropagation();
      distance = 0;
    };
    const ending = new AbortController();
    const {signal} = ending;
    element.addEventListener("wheel", wheel, {passive: false, signal});
    element.addEventListener("pointerdown", down, {signal});
    element.addEventListener("click", click, {capture: true, signal});
    addEventListener("pointermove", move, {signal});
    addEventListener("pointerup", up, {signal});
    addEventListener("pointercancel", up, {signal});
    return () => ending.abort();
  }, []);
  return [view, setView];
}
