/** Pictures of the page as figures: SVG, or PNG of twice as many pixels. */

import {hex} from "./colors.js";
import {SvgContext} from "./svg_context.js";

/** @typedef {import("./colors.js").Palette} Palette */

/**
 * A figure in SVG.
 * @param {{width: number, height: number}} size
 * @param {Palette} palette
 * @param {(context: CanvasRenderingContext2D) => void} draw
 */
export function figure({width, height}, palette, draw) {
  const context = new SvgContext(width, height, hex(palette.middle));
  draw(/** @type {any} */ (context));
  return context.toString();
}

/** A figure as a PNG of twice its size. @param {string} svg @returns {Promise<Blob>} */
export async function asPng(svg) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: 2 * image.naturalWidth, height: 2 * image.naturalHeight});
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
