/** Commands of which only the newest counts: the next edit of a weight, the next epoch to go to. */

export class LatestOnly {
  constructor() {
    /** @type {Map<string, () => Promise<any>>} */
    this.waiting = new Map();
  }

  /** Carry out a command when the one of its kind before is done; of several that wait, the last. @param {string} kind @param {() => Promise<any>} run */
  run(kind, run) {
    const busy = this.waiting.has(kind);
    this.waiting.set(kind, run);
    if (busy) return;
    void (async () => {
      for (;;) {
        const next = this.waiting.get(kind);
        await next?.();
        if (this.waiting.get(kind) === next) break;
      }
      this.waiting.delete(kind);
    })();
  }
}
