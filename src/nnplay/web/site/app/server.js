/**
 * What a page of `nnplay web` knows of its server; a page of a static folder has none.
 *
 * @typedef {{engine: string, upload: string, local: boolean, share: string | null, version: string}} Server
 */

import {signal} from "../vendor/vendor.js";

/** The server says it in an element of the page, so that no request is needed. @returns {Server | null} */
function readServer() {
  if (typeof document === "undefined") return null;
  const content = document.querySelector("meta[name=nnplay-server]")?.getAttribute("content");
  return content ? JSON.parse(content) : null;
}

export const server = readServer();

/**
 * What the server's engine can do besides the engine in the page: "runs", "doctor", …; [] while the engine in the page
 * is used.
 * @type {import("../vendor/vendor.js").Signal<string[]>}
 */
export const features = signal(/** @type {string[]} */ ([]));

/** Where the connection is: "lost" while it is tried again. @type {import("../vendor/vendor.js").Signal<"none" | "open" | "lost">} */
export const connection = signal(/** @type {"none" | "open" | "lost"} */ ("none"));

/**
 * The address that others open, without settings: where `nnplay web --host` serves others, it has the secret that they need.
 * It ends with "?" or "&", so that settings can follow.
 */
export function shareBase() {
  if (server?.share) return `${server.share}&`;
  return `${location.origin}${location.pathname}?`;
}
