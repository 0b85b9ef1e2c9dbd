/**
 * The engine of a page: that of its server, if it has one with room, else the one in the page.
 *
 * @typedef {import("./engine_client.js").Transport} Transport
 * @typedef {import("./server/transport.js").Connected} Connected
 */

import {workerTransport} from "./engine_client.js";
import {connection, features, server} from "./server.js";
import {firstWorker, newWorker} from "./start_engine.js";

/**
 * @param {string | null} visitor who this page was before its tab was closed
 * @returns {Promise<{transport: Transport, server: import("./server/transport.js").ServerTransport | null, connected: Connected | null}>}
 */
export async function chooseEngine(visitor = null) {
  if (server) {
    const socket = new URL(server.engine, document.baseURI);
    socket.protocol = socket.protocol.replace("http", "ws");
    const {ServerTransport} = await import("./server/transport.js");
    const transport = new ServerTransport({socket, upload: new URL(server.upload, document.baseURI)}, {visitor});
    transport.onConnection = (lost) => (connection.value = lost ? "lost" : "open");
    const connected = await transport.ready;
    if (connected) {
      features.value = connected.features;
      return {transport, server: transport, connected};
    }
  }
  return {transport: workerTransport(firstWorker ?? newWorker()), server: null, connected: null};
}
