/**
 * What is recorded of a run: a row for each epoch, and the states from which it can continue.
 *
 * @typedef {{epoch: number, learning_rate: number, seconds: number} & Record<string, number>} Row
 * @typedef {import("./engine.js").TrainState} TrainState
 * @typedef {{epoch: number, state: TrainState, losses: number[], edited?: boolean}} Progress `losses` are those of the
 *   epochs so far, for a schedule with feedback; `edited` whether weights were then set by hand
 */

export const DEFAULT_MEMORY = 32 << 20; // bytes for the states of one run

/**
 * States of a run at evenly spaced epochs: each epoch at first; every second, fourth, … when memory runs out. A state
 * with edited weights stays, since training again would not lead to it.
 */
export class StateHistory {
  /** @param {number} memory bytes that the states may take */
  constructor(memory = DEFAULT_MEMORY) {
    this.memory = memory;
    this.every = 1;
    /** @type {Map<number, Progress>} */
    this.states = new Map();
  }

  /**
   * Keep a state if its epoch is one that is kept at present.
   * @param {Progress} progress
   */
  add(progress) {
    const {epoch, state} = progress;
    const size = state.theta.byteLength + state.slots.byteLength;
    if ((epoch % this.every || size > this.memory) && !progress.edited) return;
    while ((this.states.size + 1) * size > this.memory && this.every <= epoch) {
      this.every *= 2;
      for (const [each, {edited}] of this.states) if (each % this.every && !edited) this.states.delete(each);
      if (epoch % this.every && !progress.edited) return;
    }
    this.states.set(epoch, progress);
  }

  /**
   * The last state at this epoch or before.
   * @param {number} epoch
   */
  latest(epoch) {
    let best = null;
    for (const progress of this.states.values()) {
      if (progress.epoch <= epoch && (!best || progress.epoch > best.epoch)) best = progress;
    }
    return best;
  }

  /** As many of the states as fit: evenly spaced, the first, those with edited weights and the last among them. @param {number} bytes */
  thinned(bytes) {
    const all = [...this.states.values()].sort((a, b) => a.epoch - b.epoch);
    const size = all.length ? all[0].state.theta.byteLength + all[0].state.slots.byteLength : 1;
    let every = this.every;
    const kept = () => all.filter(({epoch, edited}, k) => epoch % every === 0 || edited || k === all.length - 1);
    while (kept().length * size > bytes && every <= (all.at(-1)?.epoch ?? 0)) every *= 2;
    return {states: kept(), every};
  }

  /** The history of these states. @param {Progress[]} states @param {number} every @param {number} memory */
  static of(states, every, memory) {
    const history = new StateHistory(memory);
    history.every = every;
    history.states = new Map(states.map((progress) => [progress.epoch, progress]));
    return history;
  }

  /**
   * The states up to an epoch.
   * @param {number} epoch
   */
  upTo(epoch) {
    const part = new StateHistory(this.memory);
    part.every = this.every;
    for (const progress of this.states.values()) if (progress.epoch <= epoch) part.states.set(progress.epoch, progress);
    return part;
  }
}

/** The loss that decides which epoch is best: on the validation rows, or on the training rows without any. @param {Row} row */
export const monitoredLoss = (row) => row.validation_loss ?? row.train_loss;
