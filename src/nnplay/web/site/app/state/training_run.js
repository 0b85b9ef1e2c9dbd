/**
 * The run: where it is, what was done in it, and the commands of time: play, pause, step, reset, go to an epoch, continue from one,
 * and weights set by hand.
 *
 * @typedef {{revision: number, epoch: number, batches: number, viewed: number, playing: boolean, status: string, message: string}} Position
 */

import {signal} from "../../vendor/vendor.js";
import {RunHistory} from "../run_history.js";
import {RunLog} from "../run_log.js";
import {LIMITS, withRecipe} from "../settings.js";
import {count, number, text} from "../text.js";
import {LatestOnly} from "./latest_only.js";

/** @type {Position} */
export const NOWHERE = {revision: -1, epoch: 0, batches: 0, viewed: 0, playing: false, status: "training", message: ""};
const MOST_RATE = 0.1; // learning rate after a divergence
export const READING = 100; // milliseconds between two numbers that a person can still read

export class TrainingRun {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** Where it is. */
    this.newest = NOWHERE;
    /** The same for what is shown of it: while the network trains, ten times a second. */
    this.position = signal(NOWHERE);
    this.shownAt = 0;
    /** Loss and metrics of each epoch. */
    this.history = new RunHistory();
    /** What was done in it. */
    this.log = new RunLog();
    /** Whether weights were set by hand, or settings changed on the way, which code does not repeat. */
    this.altered = signal(false);
    /** Whether it has been played, after which there are no more hints. */
    this.played = signal(false);
    /** Epochs a second, measured. */
    this.rate = signal(0);
    /** Whether it plays as soon as the engine has answered: what was pressed is shown at once. @type {boolean | null} */
    this.wanted = null;
    this.measured = {epoch: 0, at: 0};
    this.commands = new LatestOnly();
  }

  /** Whether something would be lost with it. */
  get trained() {
    return this.newest.epoch > 0 || this.newest.batches > 0 || this.altered.value;
  }

  // ── where it is ──

  /** Where the run is now, and what has ended. @param {Record<string, any>} summary */
  takePosition(summary) {
    const before = this.newest;
    if (summary?.status === undefined || summary.revision < before.revision) return;
    const {revision, epoch, batches, viewed, status, message} = summary;
    const playing = status === "training" ? this.wanted ?? summary.playing : summary.playing;
    const position = (this.newest = {revision, epoch, batches, viewed, playing, status, message});
    const now = performance.now();
    if (!playing || !before.playing || now - this.shownAt >= READING) {
      this.shownAt = now;
      this.position.value = position;
    }
    if (status !== "training" && before.status === "training") this.sayStatus(position);
  }

  /** Say that a run has ended, how, and what can be done. @param {Position} position */
  sayStatus({status, epoch, message}) {
    const {announcement, notice} = this.playground;
    if (status === "diverged") {
      announcement.value = text("notice.diverged", {message});
      return;
    }
    const finished = status === "finished";
    notice.value = {
      tone: "info", text: text(finished ? "notice.finished" : "notice.stoppedEarly", {epoch: count(epoch)}),
      action: {label: text(finished ? "notice.longer" : "notice.on"), run: () => void this.play()},
    };
    announcement.value = notice.value.text;
  }

  /** @param {number} now */
  measureRate(now) {
    const {epoch, playing} = this.newest;
    if (!playing) {
      this.rate.value = 0;
    } else if (now - this.measured.at > 500) {
      this.rate.value = Math.max(((epoch - this.measured.epoch) * 1000) / (now - this.measured.at), 0);
      this.measured = {epoch, at: now};
    }
  }

  /** The rows of the history are no longer those that the page has. */
  reloadHistory() {
    if (!this.history.rows) return; // the first rows are on their way
    this.history.clear();
    this.playground.client.refresh();
  }

  /** The run goes on from an epoch: later rows of the history are others. @param {number} epoch */
  continueHistory(epoch) {
    this.history.keep(epoch + 1);
    this.playground.client.refresh();
  }

  /** What helps after a divergence: the same run with a smaller learning rate. */
  cure() {
    const {playground} = this;
    const rate = Number(Math.min(Number(playground.settings.value.recipe.learning_rate) / 10, MOST_RATE).toPrecision(3));
    const run = () => {
      playground.sync.accepted = null; // from the beginning
      playground.apply(withRecipe(playground.settings.value, {learning_rate: rate}), "learning_rate");
      void this.play();
    };
    return {label: text("notice.cure", {rate: number(rate)}), run};
  }

  // ── commands ──

  async togglePlay() {
    if (this.newest.playing) await this.pause();
    else await this.play();
  }

  /** Train; a run that ended goes on for longer, and one that diverged starts again. */
  async play() {
    const {playground} = this;
    void playground.second.value?.run.play();
    await playground.started;
    const {status} = this.newest;
    if (status === "finished") this.trainLonger();
    else if (status === "stopped early") this.trainOn();
    else if (status === "diverged") await this.startOver();
    await playground.sync.done;
    this.played.value = true;
    playground.notice.value = null;
    this.measured = {epoch: this.newest.epoch, at: performance.now()};
    const turned = await this.turn(true);
    if (turned && this.newest.status === "training") playground.announcement.value = text("said.playing"); // or it ended at once
  }

  async pause() {
    const {playground} = this;
    void playground.second.value?.run.pause();
    if (await this.turn(false)) playground.announcement.value = text("said.paused", {epoch: this.newest.epoch});
  }

  /** Play or pause; the page shows it before the engine answers. @param {boolean} playing */
  async turn(playing) {
    this.wanted = playing;
    this.position.value = this.newest = {...this.newest, playing};
    const result = await this.playground.client.call(playing ? "play" : "pause").catch((/** @type {Error} */ error) => this.playground.complain(error.message));
    this.wanted = null;
    if (result) this.takePosition(result);
    else this.position.value = this.newest = {...this.newest, playing: !playing};
    return result;
  }

  async step() {
    const {playground} = this;
    void playground.second.value?.run.step();
    await playground.started;
    await playground.sync.done; // a lesson that is being opened begins with settings of its own
    if (await playground.call("step")) playground.announcement.value = text("said.step", {epoch: this.newest.epoch});
  }

  async stepBatch() {
    const {playground} = this;
    void playground.second.value?.run.stepBatch();
    await playground.started;
    await playground.sync.done;
    const result = await playground.call("stepBatch");
    if (result) playground.announcement.value = text("said.stepBatch", {batch: result.batches});
  }

  async reset() {
    void this.playground.second.value?.run.reset();
    await this.startOver();
  }

  async startOver() {
    const {playground} = this;
    if (this.trained) await playground.undo.addAction("");
    const result = await playground.call("reset");
    if (!result) return;
    playground.notice.value = null;
    this.log.begin(playground.sync.accepted);
    await playground.sync.takeNetwork(result);
    playground.announcement.value = text("said.reset");
  }

  /** Show an epoch; null is the newest. @param {number | null} epoch */
  travel(epoch) {
    this.commands.run("travel", () => this.playground.call("travel", {epoch}));
  }

  /** Continue from the epoch in view; later epochs are discarded. */
  async fork() {
    const {playground} = this;
    if (this.newest.viewed < this.newest.epoch) await playground.undo.addAction("");
    const result = await playground.call("fork");
    if (!result) return;
    this.log.fork(result.epoch);
    this.continueHistory(result.epoch);
    playground.notice.value = null;
    playground.announcement.value = text("said.fork", {epoch: result.epoch});
  }

  /** Train for as many epochs again. */
  trainLonger() {
    const {settings} = this.playground;
    const {recipe} = settings.value;
    this.playground.apply(withRecipe(settings.value, {epochs: Math.min(2 * Number(recipe.epochs), LIMITS.epochs)}), "epochs");
  }

  /** Train on after an early stop. */
  trainOn() {
    this.playground.apply(withRecipe(this.playground.settings.value, {patience: null}));
  }

  /** Keep this run, to compare it with others. */
  keep() {
    const {announcement, kept} = this.playground;
    const run = kept.keep(this.playground);
    announcement.value = run ? text("runs.kept", {number: run.number}) : text("runs.full");
  }

  /** A weight or a bias set by hand. @param {number} layer from 0 @param {number[]} index @param {number} value */
  edit(layer, index, value) {
    const {epoch, viewed} = this.newest;
    if (viewed < epoch) {
      this.playground.notice.value = {tone: "info", text: text("notice.past", {epoch: viewed}), action: {label: text("scrubber.fork"), run: () => void this.fork()}};
      return;
    }
    this.commands.run("edit", () => this.editNow(layer, index, value), `${layer} ${index}`);
  }

  /** @param {number} layer from 0 @param {number[]} index @param {number} value */
  async editNow(layer, index, value) {
    const {playground} = this;
    const before = this.parameterAt(layer, index);
    const set = (/** @type {number} */ to) => () => playground.call("edit", {layer, index, value: to});
    await playground.undo.addAction(`edit ${layer} ${index}`, {undo: set(before), redo: set(value)});
    this.altered.value = true;
    const result = await playground.call("edit", {layer, index, value});
    if (result) this.log.edit([result.epoch, result.batches, layer, index, value]);
  }

  /** A weight, or a bias, as the newest frame has it. @param {number} layer @param {number[]} index */
  parameterAt(layer, index) {
    const {frames, network} = this.playground;
    const place = network.value?.layout[layer];
    const at = index.length > 1 ? place?.W.start + index[0] * place?.W.shape[1] + index[1] : place?.b.start + index[0];
    return frames.newest.value?.arrays.theta?.[at] ?? 0;
  }
}
