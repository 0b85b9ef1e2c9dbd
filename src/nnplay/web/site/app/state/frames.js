/**
 * The frames of the engine: what is asked for, and the newest of them for pictures, for numbers and for looks inside.
 *
 * @typedef {import("../../engine/frames.js").Frame} Frame
 * @typedef {import("../../engine/host.js").FrameRequest} FrameRequest
 */

import {batch, computed, signal} from "../../vendor/vendor.js";
import {pictureSize} from "../network_layout.js";
import {isPlane} from "../settings.js";
import {READING} from "./training_run.js";
import {SURFACE} from "./viewpoint.js";

const WORK = 1.2e7; // products that a surface may take while the network trains
const CURVE = 12; // products that take as long as an activation function
const LOOKING = 250; // milliseconds between two looks inside while the network trains

/** Arrays that only a look inside asks for. */
const INSIDE = ["gradient", "activations_0", "rows_train"];

export class Frames {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** The newest, for pictures: up to sixty a second. @type {import("../../vendor/vendor.js").Signal<Frame | null>} */
    this.newest = signal(null);
    /** One for numbers, curves and tables: while the network trains, ten a second. @type {import("../../vendor/vendor.js").Signal<Frame | null>} */
    this.readable = signal(null);
    this.readAt = 0;
    /** The newest with what was asked for by `look`. @type {import("../../vendor/vendor.js").Signal<Frame | null>} */
    this.inside = signal(null);
    /** What open parts of the page look at inside the network. @type {Map<string, Partial<FrameRequest>>} */
    this.looks = new Map();
    this.lookedAt = 0;
    /** What else each frame has, by who asks for it. @type {Map<string, FrameRequest>} */
    this.requests = new Map();
    /** Pixels of a neuron's picture, as the network is drawn now. */
    this.cellPixels = signal(32);
    /** Whether the newest shows this network, and not the one before. */
    this.drawable = computed(() => (this.newest.value?.header.revision ?? -1) >= (playground.network.value?.revision ?? Infinity));
  }

  /** Draw from now on. */
  start() {
    const {client, sync} = this.playground;
    client.frames(() => this.request(), {
      onArrival: (frame) => this.take(frame), onDraw: (frame) => this.draw(frame),
      onError: (message) => sync.busy || this.playground.complain(message), // a plane of the data before
    });
  }

  /** What is visible. @returns {FrameRequest} */
  request() {
    const {network: {value: network}, run, settings, viewpoint} = this.playground;
    const hidden = network ? this.playground.counts().slice(1).reduce((sum, each) => sum + each, 0)
      : settings.value.architecture.layers.reduce((sum, {width}) => sum + width, 1);
    const parameters = network ? network.layout.reduce((/** @type {number} */ sum, /** @type {any} */ {W}) => sum + W.shape[0] * W.shape[1], 0) : 1;
    const work = run.newest.playing ? WORK : 8 * WORK;
    const size = Math.max(Math.min(Math.floor(Math.sqrt(work / (parameters + CURVE * hidden))), SURFACE), 16);
    const picture = Math.min(pictureSize(hidden, this.cellPixels.value), size);
    const hasPlane = network ? viewpoint.imageSide.value === 0 : isPlane(settings.value); // of a table, the columns are not known yet
    return {
      weights: true, history: run.history.rows, ...(hasPlane ? {surface: viewpoint.planeOf(size)} : {}),
      ...(hasPlane && picture >= 2 ? {neurons: viewpoint.planeOf(picture)} : {}),
      ...(network || hasPlane ? {point: viewpoint.pointValues()} : {}), ...this.insideRequest(),
      ...Object.assign({}, ...this.requests.values()),
    };
  }

  /** What open parts of the page need besides, not more often than they can be read. */
  insideRequest() {
    const now = performance.now();
    if (!this.looks.size || (this.playground.run.newest.playing && now - this.lookedAt < LOOKING)) return {};
    this.lookedAt = now;
    return Object.assign({}, ...this.looks.values());
  }

  /** Ask for more in frames until `lookAway`. @param {string} who @param {Partial<FrameRequest>} request */
  look(who, request) {
    this.looks.set(who, request);
    this.lookedAt = 0;
    this.playground.client.refresh();
  }

  /** @param {string} who */
  lookAway(who) {
    this.looks.delete(who);
  }

  /** Each frame has rows of the history that no other one has. @param {Frame} frame */
  take({header, arrays}) {
    const {run} = this.playground;
    if (arrays.history) run.history.append(header.columns, arrays.history);
    run.takePosition(header);
  }

  /** @param {Frame} frame */
  draw(frame) {
    const {run} = this.playground;
    const now = performance.now();
    batch(() => {
      this.newest.value = frame;
      if (!run.newest.playing || now - this.readAt >= READING) {
        this.readAt = now;
        this.readable.value = frame;
      }
      if (INSIDE.some((name) => name in frame.arrays)) this.inside.value = frame;
      run.measureRate(now);
    });
  }

  /** Resolves when the newest shows where the run is now. */
  async upToDate() {
    const {revision} = this.playground.run.newest;
    while ((this.newest.value?.header.revision ?? -1) < revision) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
