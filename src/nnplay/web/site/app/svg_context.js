/**
 * A drawing surface with the methods of a canvas that this page uses, which writes SVG: what is drawn on the screen can be
 * saved as a figure that stays sharp at every size.
 */

/** @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);

/** @param {string} text */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const ANCHORS = {left: "start", right: "end", center: "middle", start: "start", end: "end"};
const BASELINES = {top: "text-before-edge", bottom: "text-after-edge", middle: "central", alphabetic: "alphabetic", hanging: "hanging", ideographic: "alphabetic"};

export class SvgContext {
  /** @param {number} width @param {number} height @param {string} background */
  constructor(width, height, background) {
    this.size = {width, height};
    /** @type {string[]} */
    this.parts = [`<rect width="${width}" height="${height}" fill="${background}"/>`];
    this.strokeStyle = "#000";
    this.fillStyle = "#000";
    this.lineWidth = 1;
    this.lineCap = "butt";
    this.font = "12px sans-serif";
    /** @type {CanvasTextAlign} */
    this.textAlign = "left";
    /** @type {CanvasTextBaseline} */
    this.textBaseline = "alphabetic";
    /** @type {number[]} */
    this.dash = [];
    this.path = "";
    this.clips = 0;
    /** Groups that are open, of each `save`. */
    this.open = [0];
  }

  beginPath() { this.path = ""; }

  /** @param {number} x @param {number} y */
  moveTo(x, y) { this.path += `M${short(x)} ${short(y)}`; }

  /** @param {number} x @param {number} y */
  lineTo(x, y) { this.path += `L${short(x)} ${short(y)}`; }

  /** @param {number[]} points */
  bezierCurveTo(...points) { this.path += `C${points.map(short).join(" ")}`; }

  /** A whole circle. @param {number} x @param {number} y @param {number} radius */
  arc(x, y, radius) {
    const r = short(radius);
    this.path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0z`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) { this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`; }

  /** @param {number[]} dash */
  setLineDash(dash) { this.dash = dash; }

  stroke() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    if (this.path) this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${short(this.lineWidth)}"${dash}/>`);
  }

  fill() { this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`); }

  clip() {
    this.clips += 1;
    this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath><g clip-path="url(#clip${this.clips})">`);
    this.open[this.open.length - 1] += 1;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const size = Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1] ?? "12");
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" font-size="${size}" font-family="system-ui, sans-serif" fill="${this.fillStyle}" ` +
      `text-anchor="${ANCHORS[this.textAlign]}" dominant-baseline="${BASELINES[this.textBaseline]}">${escaped(text)}</text>`);
  }

  /** About as wide as it will be. @param {string} text */
  measureText(text) {
    return {width: text.length * Number.parseFloat(/(\d+(\.\d+)?)px/.exec(this.font)?.[1] ?? "12") * 0.55};
  }

  /** A part of a canvas. @param {OffscreenCanvas | HTMLCanvasElement} canvas @param {number[]} places */
  drawImage(canvas, ...places) {
    const [sx, sy, sw, sh, x, y, width, height] = places.length === 8 ? places : [0, 0, canvas.width, canvas.height, ...places];
    const copy = Object.assign(document.createElement("canvas"), {width: sw, height: sh});
    copy.getContext("2d")?.drawImage(canvas, sx, sy, sw, sh, 0, 0, sw, sh);
    this.parts.push(`<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" href="${copy.toDataURL()}"/>`);
  }

  save() { this.open.push(0); }

  restore() { this.parts.push("</g>".repeat(this.open.pop() ?? 0)); }

  /** @param {string} change */
  transformed(change) {
    this.parts.push(`<g transform="${change}">`);
    this.open[this.open.length - 1] += 1;
  }

  /** @param {number} x @param {number} y */
  translate(x, y) { this.transformed(`translate(${short(x)} ${short(y)})`); }

  /** @param {number} angle */
  rotate(angle) { this.transformed(`rotate(${short((angle * 180) / Math.PI)})`); }

  /** The figure as a text. */
  toString() {
    const {width, height} = this.size;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
      `${this.parts.join("")}${"</g>".repeat(this.open.reduce((sum, each) => sum + each, 0))}</svg>\n`;
  }
}
