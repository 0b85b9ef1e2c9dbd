/** A small square picture from pixels, drawn without smoothing lost at its edges. */

import {html, useEffect, useRef} from "../../vendor/vendor.js";

/** @param {{pixels: Uint8ClampedArray<ArrayBuffer> | null, size: number, className?: string}} props */
export function Picture({pixels, size, className = ""}) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    if (pixels) canvas.current?.getContext("2d")?.putImageData(new ImageData(pixels, size, size), 0, 0);
  }, [pixels, size]);
  return html`<canvas ref=${canvas} class=${`picture ${className}`} width=${size} height=${size} aria-hidden="true"></canvas>`;
}
