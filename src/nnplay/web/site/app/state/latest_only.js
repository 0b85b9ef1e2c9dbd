/** Commands of which only the newest counts: the next value of a weight, the next epoch to go to. */

export class LatestOnly {
  constructor() {
    /** What waits, by its kind and what it is of. @type {Map<string, Map<string, () => Promise<any>>>} */
    this.waiting = new Map();
  }

  /**
   * Carry out a command when those of its kind before are done; of several of the same thing that wait, the last.
   * @param {string} kind
   * @param {() => Promise<any>} run
   * @param {string} what it is of
   */
  run(kind, run, what = "") {
    const others = this.waiting.get(kind);
    if (others) {
      others.delete(what); // the last is carried out last
      others.set(what, run);
      return;
    }
    const queue = new Map([[what, run]]);
    this.waiting.set(kind, queue);
    void (async () => {
      for (const [name, next] of queue) {
        queue.delete(name);
        await next();
      }
      this.waiting.delete(kind);
    })();
  }
}
