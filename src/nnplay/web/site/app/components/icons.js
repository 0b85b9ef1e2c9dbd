/** The icons of the buttons; each button has its name beside it or as its label. */

import {html} from "../../vendor/vendor.js";

/** @param {string} path */
const icon = (path) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const PLAY = icon("M7 4v16l13-8z");
export const PAUSE = icon("M6 4h4v16H6zM14 4h4v16h-4z");
export const STEP = icon("M5 4v16l10-8zM16 4h3v16h-3z");
export const RESET = icon("M12 5V1L6 7l6 6V9a5 5 0 1 1-5 5H4a8 8 0 1 0 8-9z");
export const UNDO = icon("M9 5 3 11l6 6v-4h5a4 4 0 0 1 0 8h-2v2h2a6 6 0 0 0 0-12H9z");
export const REDO = icon("m15 5 6 6-6 6v-4h-5a4 4 0 0 0 0 8h2v2h-2a6 6 0 0 1 0-12h5z");
export const ZOOM_IN = icon("M10 3a7 7 0 1 0 4.2 12.6l5.1 5.1 1.4-1.4-5.1-5.1A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM9 7v2H7v2h2v2h2v-2h2V9h-2V7z");
export const ZOOM_OUT = icon("M10 3a7 7 0 1 0 4.2 12.6l5.1 5.1 1.4-1.4-5.1-5.1A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM7 9v2h6V9z");
export const CLOSE = icon("M6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z");
