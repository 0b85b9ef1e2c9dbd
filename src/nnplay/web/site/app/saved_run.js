/**
 * Nothing is lost: the run of a tab is saved while it goes on, and comes back after a reload or when the page is opened again.
 *
 * A tab remembers the names of its runs. A reload continues the one with the address's settings; a new tab without settings
 * in its address continues the newest run that no other tab has; any other link begins a run of its own.
 *
 * @typedef {import("./storage.js").PageStorage} PageStorage
 * @typedef {import("./storage.js").SavedRun} SavedRun
 */

import {effect} from "../vendor/vendor.js";

const KEY = "nnplay runs"; // of the tab
const PAUSED = 400; // milliseconds after the last change
const PLAYING = 4000; // between two saves of a run that goes on
const SHARE = 20; // times as long as saving takes, it is not done again

/** Take a name for this tab, unless another one has it. @param {string} id @returns {Promise<boolean>} */
function claim(id) {
  const {locks} = navigator;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void locks.request(`nnplay ${id}`, {ifAvailable: true}, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : null; // held as long as the tab is open
    });
  });
}

/** @returns {string[]} */
function namesOfTab() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/**
 * The saved run to continue, and the name under which this tab saves its run.
 * @param {PageStorage} storage
 * @param {string} query the settings of the address
 * @param {boolean} asked whether the address has any
 * @returns {Promise<{id: string, run: SavedRun | null}>}
 */
export async function findRun(storage, query, asked) {
  const names = namesOfTab();
  const own = (await Promise.all(names.map((name) => storage.run(name)))).filter((run) => run !== undefined).filter((run) => run.query === query);
  const [same] = own.sort((a, b) => b.at - a.at);
  if (same) return {id: (await claim(same.id)) ? same.id : await newName(), run: same}; // a copy of a tab goes on by itself
  if (!names.length && !asked) {
    for (const run of await storage.runs()) if (await claim(run.id)) return {id: remember(run.id), run};
  }
  return {id: await newName(), run: null};
}

/** @param {string} id */
function remember(id) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...namesOfTab().filter((each) => each !== id), id].slice(-20)));
  } catch {
    // a browser that keeps nothing
  }
  return id;
}

async function newName() {
  const id = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
  await claim(id);
  return remember(id);
}

/**
 * Save the run of a page from now on.
 * @param {import("./playground.js").Playground} playground
 * @param {PageStorage} storage
 * @param {string} id
 */
export function saveFromNowOn(playground, storage, id) {
  let [timer, saving, again, last, took] = [0, false, false, 0, 0];
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    if (saving) {
      again = true;
      return;
    }
    saving = true;
    const began = performance.now();
    try {
      const run = await playground.saving.saved();
      if (run) await storage.saveRun((playground.saving.last = {id, ...run, at: Date.now()}));
    } catch {
      // no room, or the page is closing: the next change tries again
    }
    [saving, last] = [false, performance.now()];
    took = last - began;
    if (again) {
      again = false;
      void save();
    }
  };
  effect(() => {
    const {playing} = playground.run.position.value;
    void playground.settings.value;
    for (const {value} of playground.saving.extras.values()) void value;
    const wait = playing ? Math.max(Math.max(PLAYING, SHARE * took) - (performance.now() - last), PAUSED) : PAUSED;
    if (playing && timer) return;
    clearTimeout(timer);
    timer = Number(setTimeout(() => void save(), wait));
  });
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void save());
  addEventListener("pagehide", () => void save());
}
