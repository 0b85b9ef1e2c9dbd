/**
 * Starts the engine of the page before the rest of the page is read, so that both are ready at about the same time. A page of
 * `nnplay web` uses its server's engine, and starts one of its own only where the server has no room.
 */

export const newWorker = () => new Worker(new URL("../engine/worker.js", import.meta.url), {type: "module"});

/** The engine of a page without a server. */
export const firstWorker = document.querySelector("meta[name=nnplay-server]") ? null : newWorker();
