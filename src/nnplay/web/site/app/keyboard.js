/** The keys of the whole page, where no field or button takes them. */

/** @typedef {import("./playground.js").Playground} Playground */

/** @type {Record<string, (playground: Playground) => void>} */
const KEYS = {
  " ": (playground) => void playground.run.togglePlay(),
  ".": (playground) => void playground.run.step(),
  ",": (playground) => void playground.run.stepBatch(),
  r: (playground) => void playground.run.reset(),
  "[": (playground) => playground.run.travel(Math.max(playground.run.position.value.viewed - 1, 0)),
  "]": (playground) => playground.run.travel(Math.min(playground.run.position.value.viewed + 1, playground.run.position.value.epoch)),
};

/** Whether an element takes keys for itself. @param {EventTarget | null} target */
const takesKeys = (target) => target instanceof HTMLElement && target.closest("input, select, textarea, button, [role=application]") !== null;

/** Whether an element undoes what is typed in it. @param {EventTarget | null} target */
const takesText = (target) => target instanceof HTMLElement && target.closest("input[type=number], input[type=text], textarea") !== null;

/** @param {Playground} playground @param {KeyboardEvent} event */
export function onKey(playground, event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
    if (takesText(event.target)) return;
    if (key === "y" || event.shiftKey) playground.undo.stack.redo();
    else playground.undo.stack.undo();
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event.target) || !Object.hasOwn(KEYS, key)) return;
  KEYS[key](playground);
  event.preventDefault();
}
