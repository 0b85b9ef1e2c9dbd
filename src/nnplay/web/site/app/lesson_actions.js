/**
 * Takes the actions of a lesson's solution: `set learning_rate=0.1`, `train 60`, `batches 3`, `weight(1, 2, 1) = 0.5`,
 * `bias(2, 1) = -1`, `go to lowest_epoch(test loss)`, `table bikes.csv`. As nnplay/playground/lessons/solutions.py.
 */

import {ExpressionError, evaluate, parse} from "./expression.js";
import {scopeOf} from "./lesson_state.js";
import {settingsOf} from "./link.js";

const TRAIN = /^(train|batches) (\d{1,6})$/;
const EDIT = /^(weight|bias)\(([\d, ]+)\) *= *(.+)$/;
const TABLE = /^table ([\w-]+\.csv)$/;

const AT_ONCE = 10; // commands that the engine has before it answers

/**
 * Take one action as a person would, and wait until the page shows it.
 * @param {import("./playground.js").Playground} playground
 * @param {string} action
 * @param {(file: string) => Promise<Uint8Array<ArrayBuffer>>} loadTable gets a file beside the lesson
 * @param {() => boolean} isStopped whether nobody waits for it any more
 */
export async function takeAction(playground, action, loadTable, isStopped = () => false) {
  const {run} = playground;
  const [, kind, times] = TRAIN.exec(action) ?? [];
  const [, array, place, value] = EDIT.exec(action) ?? [];
  const [, file] = TABLE.exec(action) ?? [];
  if (kind) {
    for (let left = Number(times); left > 0 && run.newest.status === "training" && !isStopped(); left -= AT_ONCE) {
      await Promise.all(Array.from({length: Math.min(left, AT_ONCE)}, () => playground.call(kind === "train" ? "step" : "stepBatch")));
    }
  } else if (array) {
    const [layer, ...index] = place.split(",").map((part) => Number(part) - 1);
    await run.editNow(layer, index, valueOf(playground, value));
  } else if (file) {
    await playground.files.open(file, await loadTable(file));
  } else if (action.startsWith("set ")) {
    const {view} = playground.settings.value;
    playground.apply({...settingsOf(`${playground.address.of(playground.settings.value)}&${action.slice(4)}`).settings, view});
  } else if (action.startsWith("go to ")) {
    await playground.call("travel", {epoch: valueOf(playground, action.slice(6))});
  }
  await playground.sync.send();
  playground.client.refresh();
  await playground.frames.upToDate();
}

/** @param {import("./playground.js").Playground} playground @param {string} expression */
function valueOf(playground, expression) {
  const scope = scopeOf(playground, []);
  if (!scope) throw new ExpressionError("lesson.name", {name: expression});
  return Number(evaluate(parse(expression), scope));
}
