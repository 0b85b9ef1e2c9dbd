/** Canvases that are as sharp as the screen, and as large as their place on the page. */

import {effect, useLayoutEffect, useRef, useState} from "../vendor/vendor.js";

/** The size of an element, as it changes; it may be another element after a rendering. @returns {[import("../vendor/vendor.js").RefObject<HTMLDivElement | null>, {width: number, height: number}]} */
export function useSize() {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [element, setElement] = useState(/** @type {HTMLDivElement | null} */ (null));
  const [size, setSize] = useState({width: 0, height: 0});
  useLayoutEffect(() => setElement(place.current));
  useLayoutEffect(() => {
    if (!element) return;
    const measure = () => setSize((before) => {
      const {clientWidth: width, clientHeight: height} = element;
      return width === before.width && height === before.height ? before : {width, height};
    });
    measure(); // what is drawn first has the right size
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [place, size];
}

/**
 * Draw now, and again whenever a signal changes that the drawing reads: the component itself is not rendered again.
 * @param {() => unknown} draw
 * @param {unknown[]} dependencies what else the drawing depends on
 */
export function useDrawing(draw, dependencies) {
  useLayoutEffect(() => effect(() => {
    draw();
  }), dependencies);
}

/** Pixels of the screen for one of the page; more than two are not worth their time. */
export const pixelRatio = () => Math.min(window.devicePixelRatio || 1, 2);

/**
 * Clear a canvas and draw on it in pixels of the page.
 * @param {HTMLCanvasElement | null} canvas
 * @param {{width: number, height: number}} size
 * @param {(context: CanvasRenderingContext2D) => void} draw
 */
export function paint(canvas, {width, height}, draw) {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || !width || !height) return;
  const ratio = pixelRatio();
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  draw(context);
}
