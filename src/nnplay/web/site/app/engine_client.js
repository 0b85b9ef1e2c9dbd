/**
 * The page's side of the protocol in docs/reference/protocol.md: commands as promises, and frames as they are drawn.
 *
 * @typedef {{send: (message: object) => void, receive: (handler: (data: any) => void) => void, close: () => void,
 *   visitor?: () => string | null}} Transport `visitor`: the name with which a server knows this page
 * @typedef {import("../engine/frames.js").Frame} Frame
 * @typedef {import("../engine/host.js").FrameRequest} FrameRequest
 * @typedef {{resolve: (result: any) => void, reject: (error: Error) => void, onProgress?: (progress: any) => void}} Waiting
 */

import {decodeFrame} from "../engine/frames.js";

/** A sentence of the engine for the user. */
export class EngineError extends Error {}

/** An engine in a Web Worker of the page. @param {Worker} worker @returns {Transport} */
export function workerTransport(worker) {
  return {
    send: (message) => worker.postMessage(message),
    receive: (handler) => (worker.onmessage = ({data}) => handler(data)),
    close: () => worker.terminate(),
  };
}

export class EngineClient {
  /**
   * @param {Transport} transport
   * @param {(draw: () => void) => void} schedule calls a function when the page is drawn next
   */
  constructor(transport, schedule = (draw) => requestAnimationFrame(draw)) {
    this.transport = transport;
    /** The name with which a server knows this page, and keeps its run; null for the engine in the page. */
    this.visitor = () => transport.visitor?.() ?? null;
    this.schedule = schedule;
    this.lastId = 0;
    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();
    /** The request for a frame that counts; frames of earlier ones are out of date. */
    this.frameId = 0;
    this.revision = -1;
    /** @type {(() => FrameRequest) | null} */
    this.show = null;
    /** The newest frame, while it waits to be drawn. @type {Frame | null} */
    this.undrawn = null;
    /** @type {(frame: Frame) => void} */
    this.onArrival = () => {};
    /** @type {(frame: Frame) => void} */
    this.onDraw = () => {};
    /** @type {(message: string) => void} */
    this.onFrameError = () => {};
    transport.receive((data) => this.take(data));
  }

  /**
   * Give a command; resolves with the engine's result, and rejects with its sentence.
   * @param {string} command
   * @param {Record<string, any>} fields
   * @param {(progress: any) => void} [onProgress] told how far a long command is
   * @returns {Promise<any>}
   */
  call(command, fields = {}, onProgress) {
    const id = ++this.lastId;
    const promise = new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject, onProgress}));
    this.transport.send({id, command, ...fields});
    return promise;
  }

  /**
   * Draw frames from now on. While one waits for the screen, the engine already makes the next, but never more than one.
   * @param {() => FrameRequest} show what is visible, asked before each request
   * @param {{onArrival?: (frame: Frame) => void, onDraw: (frame: Frame) => void, onError?: (message: string) => void}} handlers
   *   every frame arrives; of those that arrive between two pictures of the screen, only the last is drawn
   */
  frames(show, {onArrival = () => {}, onDraw, onError = () => {}}) {
    this.show = show;
    this.onArrival = onArrival;
    this.onDraw = onDraw;
    this.onFrameError = onError;
    this.refresh();
  }

  /** Ask for a frame even if the network has not changed, because something else is visible now. */
  refresh() {
    this.revision = -1;
    this.request();
  }

  request() {
    if (!this.show) return;
    this.frameId = ++this.lastId;
    this.transport.send({id: this.frameId, command: "frame", show: {...this.show(), after: this.revision}});
  }

  /** @param {any} data */
  take(data) {
    if (data instanceof ArrayBuffer) {
      this.takeFrame(decodeFrame(data));
      return;
    }
    const {id, result, error, progress} = data;
    if (progress !== undefined) {
      this.waiting.get(id)?.onProgress?.(progress);
      return;
    }
    if (id === this.frameId) this.onFrameError(error);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error !== undefined) waiting?.reject(new EngineError(error));
    else waiting?.resolve(result);
  }

  /** @param {Frame} frame */
  takeFrame(frame) {
    if (frame.header.id !== this.frameId) return;
    this.revision = frame.header.revision;
    this.onArrival(frame);
    const waiting = this.undrawn !== null;
    this.undrawn = frame;
    if (waiting) return; // the next is asked for when this one is drawn
    this.request();
    this.schedule(() => {
      const newest = /** @type {Frame} */ (this.undrawn);
      const asked = newest !== frame;
      this.undrawn = null;
      this.onDraw(newest);
      if (asked) this.request();
    });
  }

  close() {
    this.transport.close();
  }
}
