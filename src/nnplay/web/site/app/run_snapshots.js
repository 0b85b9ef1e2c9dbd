/**
 * Runs as they were when an entry of the browser's history was left, so that Back brings the trained network back, too; and
 * the entries of what is in no link: an edited weight, a reset, a fork.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{settings: Settings, state: any, altered: boolean, log: Record<string, any>}} Snapshot
 * @typedef {{undo: () => Promise<any>, redo: () => Promise<any>}} Action for a run that is too large to be kept
 */

import {configurationOf} from "./settings.js";

const MOST = 12;

export class RunSnapshots {
  constructor() {
    /** By the index of the entry. @type {Map<number, Snapshot>} */
    this.kept = new Map();
    /** By the index of the entry that it led to. @type {Map<number, Action | null>} */
    this.actions = new Map();
  }

  /** @param {number} index @param {Snapshot} snapshot */
  keep(index, snapshot) {
    this.kept.delete(index);
    this.kept.set(index, snapshot);
    for (const old of [...this.kept.keys()].slice(0, Math.max(this.kept.size - MOST, 0))) this.kept.delete(old);
  }

  /** The run of an entry, if it is of these settings. @param {number} index @param {Settings} settings */
  of(index, settings) {
    const snapshot = this.kept.get(index);
    const same = snapshot && JSON.stringify(configurationOf(snapshot.settings)) === JSON.stringify(configurationOf(settings));
    return same ? snapshot : null;
  }

  /** A new entry has taken the place of this one and those after it. @param {number} index */
  forget(index) {
    for (const map of [this.kept, this.actions]) for (const each of [...map.keys()]) if (each >= index) map.delete(each);
  }

  /** Actions between two entries, in the order in which they are undone or redone. @param {number} from @param {number} to @returns {(Action | null)[]} */
  between(from, to) {
    const indices = [...this.actions.keys()].filter((index) => index > Math.min(from, to) && index <= Math.max(from, to)).toSorted((a, b) => a - b);
    return (to < from ? indices.toReversed() : indices).map((index) => this.actions.get(index) ?? null);
  }
}
