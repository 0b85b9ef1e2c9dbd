/**
 * Verifies an entry of a challenge on the page's own engine: trains it again, step by step, so that one can watch.
 *
 * @typedef {{state: "running" | "same" | "other" | "failed", epoch: number, last: number, message: string}} Verdict
 */

import {momentsOf, readEntry} from "./run_log.js";
import {settingsOf} from "./link.js";
import {withRecipe} from "./settings.js";
import {lengthened} from "./short_link.js";
import {text} from "./text.js";

const NEAR = 1e-3; // relative difference of losses that rounding may make

/** The parts of an entry's link. @param {string} link a whole address, or its query @returns {Promise<{settings: any, entry: import("./run_log.js").Entry, challenge: string}>} */
export async function readEntryLink(link) {
  const query = await lengthened(link.trim().includes("?") ? link.slice(link.indexOf("?")) : link.trim());
  const asked = new URLSearchParams(query ?? "");
  const entry = readEntry(asked.get("entry"));
  const challenge = asked.get("challenge");
  if (!entry || !challenge) throw new Error(text("entry.none"));
  const {settings, troubles} = settingsOf(query ?? "");
  if (troubles.length) throw new Error(text(troubles[0].key, troubles[0].values));
  return {settings: withRecipe(settings, {random_streams: entry.random_streams ?? "shared"}), entry, challenge};
}

/**
 * Train an entry again.
 * @param {import("./playground.js").Playground} playground
 * @param {import("./settings.js").Settings} settings
 * @param {import("./run_log.js").Entry} entry
 * @param {(epoch: number) => void} onEpoch
 * @param {() => boolean} isStopped
 * @returns {Promise<boolean>} whether the loss is that of the entry, if it says one
 */
export async function trainAgain(playground, settings, entry, onEpoch, isStopped) {
  const {view} = playground.settings.value;
  playground.restart({...settings, view});
  await playground.sync.send();
  /** @param {number} epoch @param {number} batches */
  const advance = async (epoch, batches) => {
    while (playground.run.newest.epoch < epoch || playground.run.newest.batches < batches) {
      if (isStopped()) throw new Error(text("entry.stopped"));
      const before = playground.run.newest;
      const whole = before.epoch < epoch;
      await playground.call(whole ? "step" : "stepBatch");
      const now = playground.run.newest;
      if (now.epoch === before.epoch && now.batches === before.batches) throw new Error(text("entry.early", {epoch: now.epoch}));
      onEpoch(now.epoch);
    }
  };
  for (const {epoch, batches, settings: changes, edit} of momentsOf(entry)) {
    await advance(epoch, batches);
    if (changes) {
      playground.apply(withRecipe(playground.settings.value, changes));
      await playground.sync.send();
    } else if (edit) {
      await playground.run.editNow(edit[2], edit[3], edit[4]);
    }
  }
  await advance(entry.epoch, entry.batches ?? 0);
  await playground.frames.upToDate();
  const loss = playground.frames.newest.value?.header.row.train_loss;
  return entry.loss === undefined || Math.abs(loss - entry.loss) <= NEAR * Math.max(Math.abs(entry.loss), 1e-3);
}
