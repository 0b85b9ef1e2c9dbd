/** Which steps of which lessons are done, kept in the browser. */

const KEY = "nnplay lessons";

/** @returns {Record<string, number[]>} */
export function readProgress() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const right = kept && typeof kept === "object" && !Array.isArray(kept) && Object.values(kept).every((each) => Array.isArray(each) && each.every(Number.isInteger));
    return right ? kept : {};
  } catch {
    return {}; // the browser keeps nothing
  }
}

/** @param {Record<string, number[]>} progress */
export function writeProgress(progress) {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // then it is forgotten when the page is closed
  }
}
