/**
 * What leads over the page: a lesson, step by step, or a challenge. Its state as signals, and what a person can do with it.
 *
 * @typedef {import("./lesson_file.js").Lesson} Lesson
 * @typedef {import("./lesson_file.js").Step} Step
 * @typedef {{name: string, minutes: number, steps: number, title: string, summary: string}} Listed
 */

import {computed, effect, signal} from "../vendor/vendor.js";
import {evaluate, parse} from "./expression.js";
import {PLACEHOLDER, parseLesson, parseTranslation, taskOf} from "./lesson_file.js";
import {needsOf, scopeOf} from "./lesson_state.js";
import {settingsOf} from "./link.js";
import {readProgress, writeProgress} from "./progress.js";
import {catalogue, number, percent, text} from "./text.js";

const TOLERANCE = 0.01; // of a typed number: relative above 1, absolute below
export const CHALLENGES = "challenges";
const FOLDER = new URL("../lessons/", import.meta.url);

/** A file of the folder, as text. @param {URL} address */
async function fetchText(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(text("lesson.notThere", {name: address.pathname.split("/").pop()}));
  return response.text();
}

/** The list of lessons, in the language of the page. @returns {Promise<Listed[]>} */
export async function listLessons() {
  const {language} = catalogue.value;
  /** @type {any[]} */
  const listing = JSON.parse(await fetchText(new URL("index.json", FOLDER)));
  return listing.map((each) => ({...each, title: (each[language] ?? each.en)[0], summary: (each[language] ?? each.en)[1]}));
}

/**
 * A lesson of the page in its language, or a teacher's own: a file in the folder of the lessons, or on the same web space.
 * @param {string} name
 * @returns {Promise<Lesson>}
 */
export async function loadLesson(name) {
  if (name.endsWith(".md")) {
    const address = new URL(name, FOLDER);
    if (address.origin !== FOLDER.origin) throw new Error(text("lesson.elsewhere"));
    return parseLesson(await fetchText(address), name);
  }
  if (!/^[a-z][a-z-]{0,40}$/.test(name)) throw new Error(text("lesson.notThere", {name: name.slice(0, 40)}));
  const original = parseLesson(await fetchText(new URL(`${name}.md`, FOLDER)), name);
  const {language} = catalogue.value;
  return language === "en" ? original : parseTranslation(await fetchText(new URL(`${name}.${language}.md`, FOLDER)), original);
}

/** The expressions of a step. @param {Step} step */
function expressionsOf({values, text: paragraphs, task, done, goals, score, answer, then}) {
  const placeholders = [...paragraphs, task, then].flatMap((each) => [...each.matchAll(PLACEHOLDER)].map((match) => match[1]));
  return [...values.map(([, expression]) => expression), ...placeholders, done, answer, ...goals.map((goal) => goal[1]), score?.[1] ?? ""].filter(Boolean);
}

export class Guide {
  /** @param {import("./playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** @type {import("../vendor/vendor.js").Signal<Lesson | null>} */
    this.lesson = signal(null);
    /** The step, from 0. */
    this.place = signal(0);
    /** Whether it is a challenge, whose goals must hold at the same time. */
    this.isChallenge = signal(false);
    /** The steps that are done, of each lesson by name. @type {import("../vendor/vendor.js").Signal<Record<string, number[]>>} */
    this.progress = signal(readProgress());
    /** The answer that was given to a choice; −1 is none. */
    this.chosen = signal(-1);
    this.wrong = signal(false);
    this.hintOpen = signal(false);
    this.step = computed(() => this.lesson.value?.steps[this.place.value] ?? null);
    this.scope = computed(() => {
      const step = this.step.value;
      return step ? scopeOf(playground, step.values) : null;
    });
    this.done = computed(() => this.isDone(this.lesson.value?.name ?? "", this.place.value));
    effect(() => this.look());
  }

  /** @param {string} name @param {number} place */
  isDone(name, place) {
    return (this.progress.value[name] ?? []).includes(place);
  }

  /** Whether the task of the step is done now. */
  look() {
    const step = this.step.value;
    const scope = this.scope.value;
    if (!step || !scope || this.done.value || taskOf(step) !== "do") return;
    if (this.goals().every(([, holds]) => holds)) this.markDone();
  }

  /** What must hold, and whether it does. @returns {[text: string, holds: boolean][]} */
  goals() {
    const step = this.step.value;
    if (!step) return [];
    return (step.done ? /** @type {[string, string][]} */ ([["", step.done]]) : step.goals).map(([goal, condition]) => [goal, this.value(condition) === true]);
  }

  /** The value of an expression now; NaN while it is not known. @param {string} expression */
  value(expression) {
    const scope = this.scope.value;
    return scope ? evaluate(parse(expression), scope) : NaN;
  }

  /** A text of the step with its numbers. @param {string} content */
  filled(content) {
    return content.replace(PLACEHOLDER, (_, expression, digits) => {
      const value = this.value(expression);
      if (typeof value !== "number") return String(value);
      if (!Number.isFinite(value)) return "…";
      return digits === "%" ? percent(value) : number(Number(value.toFixed(Number(digits ?? 3))), 12);
    });
  }

  markDone() {
    const name = this.lesson.value?.name;
    if (!name || this.done.value) return;
    this.progress.value = {...this.progress.value, [name]: [...(this.progress.value[name] ?? []), this.place.value]};
    writeProgress(this.progress.value);
    this.playground.announcement.value = text("lesson.done");
  }

  /**
   * Begin a lesson at a step.
   * @param {string} name
   * @param {number} place from 0
   * @param {{keep?: boolean}} options keep: the settings of the page, because a link has them
   */
  async open(name, place = 0, {keep = false} = {}) {
    try {
      this.begin(await loadLesson(name), place, keep);
    } catch (error) {
      this.playground.complain(sentence(error));
    }
  }

  /** A teacher's own file. @param {string} content @param {string} name */
  openFile(content, name) {
    try {
      this.begin(parseLesson(content, name), 0, false);
    } catch (error) {
      this.playground.complain(sentence(error));
    }
  }

  /** @param {string} id of a challenge @param {{keep?: boolean}} options */
  async challenge(id, {keep = false} = {}) {
    try {
      const all = await loadLesson(CHALLENGES);
      const step = all.steps.find((each) => each.name === id);
      if (!step) throw new Error(text("lesson.notThere", {name: id.slice(0, 40)}));
      this.begin({...all, name: `challenge ${id}`, title: step.title, steps: [step]}, 0, keep, true);
    } catch (error) {
      this.playground.complain(sentence(error));
    }
  }

  /** @param {Lesson} lesson @param {number} place @param {boolean} keep @param {boolean} isChallenge */
  begin(lesson, place, keep, isChallenge = false) {
    this.lesson.value = lesson;
    this.isChallenge.value = isChallenge;
    this.playground.guideHides.value = lesson.hide;
    this.playground.drawer.value = null;
    this.place.value = -1;
    this.go(Math.min(Math.max(place, 0), lesson.steps.length - 1), keep);
  }

  /** Go to a step; the network stays where the step follows from what was done before. @param {number} place @param {boolean} keep */
  go(place, keep = false) {
    const lesson = this.lesson.value;
    if (!lesson || place < 0 || place >= lesson.steps.length) return;
    const begins = beginning(lesson, place);
    const goesOn = this.place.value >= 0 && place !== begins && begins === beginning(lesson, this.place.value);
    this.place.value = place;
    this.chosen.value = -1;
    this.wrong.value = this.hintOpen.value = false;
    this.playground.requests.set("lesson", needsOf(expressionsOf(lesson.steps[place])));
    if (!keep && !goesOn) this.turn(lesson.steps[begins].start);
    this.playground.client.refresh();
    this.note();
  }

  /** Bring the page to where a step begins, untrained. @param {string} query */
  turn(query) {
    const {settings} = settingsOf(query);
    const {theme, language, speed, hide} = this.playground.settings.value.view;
    this.playground.restart({...settings, view: {...settings.view, theme, language, speed, hide}});
  }

  /** The lesson in the address, so that a reload comes back to it. */
  note() {
    const lesson = this.lesson.value;
    const word = !lesson || lesson.name === "file" ? "" : this.isChallenge.value ? `challenge=${lesson.name.slice(10)}` : `lesson=${lesson.name}:${this.place.value + 1}`;
    this.playground.setSuffix(word);
  }

  /** Take an answer to the question of the step. @param {string} given */
  answer(given) {
    const step = this.step.value;
    if (!step) return;
    if (taskOf(step) === "choice") {
      this.chosen.value = Number(given);
      this.wrong.value = Number(given) !== step.correct;
    } else {
      const typed = Number(given.trim().replace(",", ".").replace("−", "-").replace(/^(.+)%$/, (_, share) => String(Number(share) / 100)));
      const right = Number(this.value(step.answer));
      this.wrong.value = !given.trim() || !(Math.abs(typed - right) <= TOLERANCE * Math.max(1, Math.abs(right)));
    }
    if (!this.wrong.value) this.markDone();
    else this.playground.announcement.value = text("lesson.wrong");
  }

  leave() {
    this.lesson.value = null;
    this.playground.guideHides.value = [];
    this.playground.requests.delete("lesson");
    this.note();
  }
}

/** The step whose start a step is about. @param {Lesson} lesson @param {number} place */
function beginning(lesson, place) {
  let at = Math.max(place, 0);
  while (at > 0 && !lesson.steps[at].start) at -= 1;
  return at;
}

/** What went wrong, for the person. @param {any} error */
export const sentence = (error) =>
  error.line ? text("lesson.line", {line: error.line, message: text(error.key, error.values)}) : error.key ? text(error.key, error.values) : error.message;
