/** What a link or a lesson can hide of the page, such as ?hide=data,time. */

/** The parts, and the parts that are hidden with them. @type {Record<string, string[]>} */
export const PARTS = {
  data: ["sets", "rows", "own", "points"],
  sets: [], rows: [], own: [], points: [], features: [], settings: ["rate", "activation"], rate: [], activation: [], layers: [], weights: [], time: [], curves: [],
  surface: ["points"], speed: [], undo: [], hints: [], learn: [], inside: [], take: [], preferences: [], compare: [],
};

/** What a frame in another page does not have: everything but the network, the output and Play. */
export const EMBED_HIDES = Object.keys(PARTS).filter((part) => part !== "surface" && part !== "weights");

/** Names of earlier pages. @type {Record<string, string[]>} */
const EARLIER = {
  set: ["sets"], problem: ["sets"], noise: ["rows"], samples: ["rows"], share: ["rows"], batch_size: ["rows"], regenerate: ["rows"],
  output: ["surface", "curves", "time"], optimizer: ["settings"], regularization: ["settings"], strength: ["settings"], training: ["settings"],
  tabs: ["inside", "take"], lessons: ["learn"], columns: ["own"], again: ["take"], manners: ["preferences"], results: ["inside"], numbers: ["inside"],
};

/** All parts that are hidden by these names. @param {string[]} names @returns {Set<string>} */
export function impliedHides(names) {
  const all = names.flatMap((name) => (Object.hasOwn(EARLIER, name) ? EARLIER[name] : [name]));
  return new Set([...all, ...all.flatMap((name) => (Object.hasOwn(PARTS, name) ? PARTS[name] : []))]);
}
