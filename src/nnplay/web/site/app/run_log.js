/**
 * What was done in a run, from its untrained network on, so that anybody can do it again.
 *
 * @typedef {[epoch: number, settings: Record<string, any>]} Change
 * @typedef {[epoch: number, batches: number, layer: number, index: number[], value: number]} Edit
 * @typedef {{epoch: number, batches?: number, changes?: Change[], by_hand?: Edit[], random_streams?: string, loss?: number, check?: string}} Entry
 * @typedef {import("./settings.js").Settings} Settings
 */

const MOST = 200; // changes, and edits, of an entry
const MOST_EPOCHS = 100_000;

export class RunLog {
  constructor() {
    /** The settings with which the run began; null of a run that began elsewhere. @type {Settings | null} */
    this.start = null;
    /** @type {Change[]} */
    this.changes = [];
    /** @type {Edit[]} */
    this.edits = [];
  }

  /** A new run. @param {Settings | null} settings */
  begin(settings) {
    this.start = settings;
    this.changes = [];
    this.edits = [];
  }

  /** The run goes on from an epoch, perhaps with other settings. @param {number} epoch @param {Record<string, any>} settings */
  fork(epoch, settings = {}) {
    this.changes = this.changes.filter(([at]) => at <= epoch);
    this.edits = this.edits.filter(([at, batches]) => at < epoch || (at === epoch && batches === 0));
    if (!Object.keys(settings).length) return;
    const last = this.changes.at(-1);
    if (last?.[0] === epoch) Object.assign(last[1], settings);
    else this.changes.push([epoch, {...settings}]);
  }

  /** A weight or bias was set; of a slider that moves, only where it ends. @param {Edit} edit */
  edit(edit) {
    const place = JSON.stringify(edit.slice(0, 4));
    this.edits = [...this.edits.filter((each) => JSON.stringify(each.slice(0, 4)) !== place), edit];
  }

  /**
   * The entry that leads to where the run is now; null if that cannot be said.
   * @param {{epoch: number, batches: number}} position in view
   * @param {number} loss of the training rows there
   * @returns {Entry | null}
   */
  entry({epoch, batches}, loss) {
    const changes = this.changes.filter(([at]) => at < epoch || (at === epoch && batches > 0));
    const edits = this.edits.filter(([at, after]) => at < epoch || (at === epoch && after <= batches));
    if (!this.start || changes.length > MOST || edits.length > MOST || epoch > MOST_EPOCHS) return null;
    return {
      epoch, ...(batches ? {batches} : {}), ...(changes.length ? {changes} : {}), ...(edits.length ? {by_hand: edits} : {}),
      random_streams: this.start.recipe.random_streams ?? "separate", loss: Number(loss.toPrecision(6)),
    };
  }
}

/** The entry of a link; null if it is none. @param {string | null} content @returns {Entry | null} */
export function readEntry(content) {
  /** @type {any} */
  let given;
  try {
    given = JSON.parse(content ?? "");
  } catch {
    return null;
  }
  const whole = (/** @type {any} */ value, most = MOST_EPOCHS) => Number.isInteger(value) && value >= 0 && value <= most;
  const {epoch, batches = 0, changes = [], by_hand: edits = []} = given ?? {};
  const right = whole(epoch) && whole(batches) && Array.isArray(changes) && Array.isArray(edits) && changes.length <= MOST && edits.length <= MOST &&
    changes.every((each) => Array.isArray(each) && each.length === 2 && whole(each[0], epoch) && each[1] && typeof each[1] === "object") &&
    edits.every((each) => Array.isArray(each) && each.length === 5 && whole(each[0], epoch) && whole(each[1]) && whole(each[2]) && Array.isArray(each[3]) && each[3].every((k) => whole(k)) && Number.isFinite(each[4]));
  return right ? {...given, batches, changes, by_hand: edits} : null;
}

/** What is done in an entry, in order: at which epoch and batch, and a change of settings or an edit. @param {Entry} entry @returns {{epoch: number, batches: number, settings?: Record<string, any>, edit?: Edit}[]} */
export function momentsOf({changes = [], by_hand: edits = []}) {
  const moments = [
    ...changes.map(([epoch, settings]) => ({epoch, batches: 0, settings})), ...edits.map((edit) => ({epoch: edit[0], batches: edit[1], edit}))];
  return moments.toSorted((a, b) => a.epoch - b.epoch || a.batches - b.batches);
}
