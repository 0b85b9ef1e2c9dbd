/**
 * What leads over the page: a lesson, step by step, or a challenge. Its state as signals, and what a person can do with it.
 *
 * @typedef {import("./lesson_file.js").Lesson} Lesson
 * @typedef {import("./lesson_file.js").Step} Step
 * @typedef {{name: string, minutes: number, steps: number, title: string, summary: string}} Listed
 */

import {computed, effect, signal} from "../vendor/vendor.js";
import {ExpressionError, evaluate, parse} from "./expression.js";
import {LessonError, PLACEHOLDER, parseLesson, parseTranslation, taskOf} from "./lesson_file.js";
import {takeAction} from "./lesson_actions.js";
import {checkNames, needsOf, scopeOf} from "./lesson_state.js";
import {loadGlossary} from "./glossary.js";
import {readEntryLink, trainAgain} from "./entry_check.js";
import {queryOf, settingsOf} from "./link.js";
import {difference} from "./settings.js";
import {readProgress, writeProgress} from "./progress.js";
import {shortened} from "./short_link.js";
import {catalogue, number, percent, text} from "./text.js";

const TOLERANCE = 0.01; // of a typed number: relative above 1, absolute below
export const CHALLENGES = "challenges";
const FOLDER = new URL("../lessons/", import.meta.url);
const PAGE = new URL("../", import.meta.url); // where a teacher's own lesson may be

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
 * A lesson of the page in its language, or a teacher's own: a file beside the page, or elsewhere on its web space.
 * @param {string} name
 * @returns {Promise<Lesson>}
 */
export async function loadLesson(name) {
  if (name.endsWith(".md")) {
    const address = new URL(name, PAGE);
    if (address.origin !== PAGE.origin) throw new Error(text("lesson.elsewhere"));
    return checked(parseLesson(await fetchText(address), name));
  }
  if (!/^[a-z][a-z-]{0,40}$/.test(name)) throw new Error(text("lesson.notThere", {name: name.slice(0, 40)}));
  const original = parseLesson(await fetchText(new URL(`${name}.md`, FOLDER)), name);
  const {language} = catalogue.value;
  return language === "en" ? original : parseTranslation(await fetchText(new URL(`${name}.${language}.md`, FOLDER)), original);
}

/** A teacher's lesson, whose names and links are there. @param {Lesson} lesson */
function checked(lesson) {
  for (const step of lesson.steps) {
    try {
      for (const expression of expressionsOf(step)) checkNames(expression, step.values.map(([name]) => name));
      if (step.start) for (const {key, values} of settingsOf(step.start).troubles) throw new LessonError(step.line, key, values);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new LessonError(step.line, error.key, error.values);
    }
  }
  return lesson;
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
    /** Of an entry that is verified. @type {import("../vendor/vendor.js").Signal<import("./entry_check.js").Verdict | null>} */
    this.verdict = signal(null);
    this.hintOpen = signal(false);
    /** Whether the page has the network of the step, and not the one before. */
    this.ready = signal(false);
    this.step = computed(() => this.lesson.value?.steps[this.place.value] ?? null);
    this.scope = computed(() => {
      const step = this.step.value;
      return step && this.ready.value ? scopeOf(playground, step.values) : null;
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
   * @param {{keep?: boolean, fresh?: boolean}} options keep: the settings of the page, because a link has them; fresh: the page is being opened
   */
  async open(name, place = 0, {keep = false, fresh = false} = {}) {
    try {
      const [lesson] = await Promise.all([loadLesson(name), loadGlossary(catalogue.value.language)]);
      this.begin(lesson, place, keep, false, fresh);
    } catch (error) {
      this.playground.complain(sentence(error));
    }
  }

  /** A teacher's own file. @param {string} content @param {string} name */
  openFile(content, name) {
    try {
      this.begin(checked(parseLesson(content, name)), 0, false);
    } catch (error) {
      this.playground.complain(sentence(error));
    }
  }

  /** Begin a challenge; whether there is one of that name. @param {string} id @param {{keep?: boolean, fresh?: boolean}} options */
  async challenge(id, {keep = false, fresh = false} = {}) {
    try {
      const all = await loadLesson(CHALLENGES);
      const step = all.steps.find((each) => each.name === id);
      if (!step) throw new Error(text("lesson.notThere", {name: id.slice(0, 40)}));
      this.begin({...all, name: `challenge ${id}`, title: step.title, steps: [step]}, 0, keep, true, fresh);
      return true;
    } catch (error) {
      this.playground.complain(sentence(error));
      return false;
    }
  }

  /** @param {Lesson} lesson @param {number} place @param {boolean} keep @param {boolean} isChallenge @param {boolean} fresh */
  begin(lesson, place, keep, isChallenge = false, fresh = false) {
    this.lesson.value = lesson;
    this.isChallenge.value = isChallenge;
    this.playground.guideHides.value = lesson.hide;
    this.playground.drawer.value = null;
    this.place.value = -1;
    this.go(Math.min(Math.max(place, 0), lesson.steps.length - 1), keep, fresh);
  }

  /** Go to a step; the network stays where the step follows from what was done before. @param {number} place @param {boolean} keep @param {boolean} fresh */
  go(place, keep = false, fresh = false) {
    const lesson = this.lesson.value;
    if (!lesson || place < 0 || place >= lesson.steps.length) return;
    const begins = beginning(lesson, place);
    const goesOn = this.place.value >= 0 && place !== begins && begins === beginning(lesson, this.place.value);
    this.ready.value = false;
    this.place.value = place;
    this.chosen.value = -1;
    this.wrong.value = this.hintOpen.value = false;
    this.verdict.value = null;
    this.playground.frames.requests.set("lesson", needsOf(expressionsOf(lesson.steps[place])));
    const start = lesson.steps[begins].start;
    const elsewhere = !goesOn && !this.playground.run.trained && begins < place;
    if (!keep && !goesOn) this.turn(start, fresh);
    this.note();
    void this.arrive(lesson.steps[place], !keep && !goesOn || elsewhere ? lesson.steps.slice(begins, place) : []);
  }

  /** Do what a step follows from, or say that it is to be done. @param {Step} step @param {Step[]} before */
  async catchUp(step, before) {
    const {playground} = this;
    if (!before.length) return;
    const place = this.place.value - before.length;
    const known = before.every((each) => taskOf(each) !== "do" || each.solution.length);
    const atStart = ["none", "view"].includes(difference(playground.settings.value, settingsOf(before[0].start).settings).kind);
    if (!known || !atStart) {
      const action = {label: text("lesson.goTo", {step: place + 1}), run: () => this.go(place)};
      playground.notice.value = {tone: "info", text: text("lesson.goesOn", {step: place + 1}), action};
      return;
    }
    playground.notice.value = {tone: "info", text: text("lesson.catchingUp")};
    const isLeft = () => this.step.value !== step;
    for (const action of before.flatMap(({solution}) => solution)) {
      if (!isLeft()) await takeAction(playground, action, (file) => this.loadTable(file), isLeft);
    }
    if (!isLeft()) playground.notice.value = {tone: "info", text: text("lesson.caughtUp", {steps: before.length})};
  }

  /** A table beside the lesson. @param {string} file */
  async loadTable(file) {
    const response = await fetch(new URL(file, this.lesson.value?.name.endsWith(".md") ? PAGE : FOLDER));
    if (!response.ok) throw new Error(text("lesson.notThere", {name: file}));
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Wait until the page has the network of a step. @param {Step} step @param {Step[]} before steps that it follows from and that are to be done */
  async arrive(step, before) {
    await this.playground.started;
    await this.playground.sync.send();
    await this.catchUp(step, before).catch((error) => this.playground.complain(sentence(error)));
    this.playground.client.refresh();
    await this.playground.frames.upToDate();
    if (this.step.value === step) this.ready.value = true;
  }

  /** Bring the page to where a step begins, untrained. @param {string} query @param {boolean} fresh */
  turn(query, fresh) {
    const {settings} = settingsOf(query);
    const {theme, language, speed, hide} = this.playground.settings.value.view;
    this.playground.restart({...settings, view: {...settings.view, theme, language, speed, hide}}, fresh);
  }

  /** Follow the browser's Back and Forward to another step, whose settings are in the address. @param {string} query */
  follow(query) {
    const [name, place] = lessonOf(query);
    if (!this.lesson.value || this.isChallenge.value || name !== this.lesson.value.name || place === this.place.value) return;
    this.go(place, true);
  }

  /** The lesson in the address, so that a reload comes back to it. */
  note() {
    const lesson = this.lesson.value;
    const word = !lesson || lesson.name === "file" ? "" : this.isChallenge.value ? `challenge=${this.challengeName}` : `lesson=${lesson.name}:${this.place.value + 1}`;
    this.playground.address.setSuffix(word);
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
      if (!Number.isFinite(right)) return; // not known yet
      this.wrong.value = !given.trim() || !(Math.abs(typed - right) <= TOLERANCE * Math.max(1, Math.abs(right)));
    }
    if (!this.wrong.value) this.markDone();
    else this.playground.announcement.value = text("lesson.wrong");
  }

  /** A link that trains again what was trained here. */
  async entryLink() {
    const {playground} = this;
    await playground.frames.upToDate();
    const {header} = /** @type {import("../engine/frames.js").Frame} */ (playground.frames.newest.value);
    const batches = header.viewed < header.epoch ? 0 : header.batches;
    const entry = playground.run.log.entry({epoch: header.viewed, batches}, header.row.train_loss);
    const {start} = playground.run.log;
    if (!entry || !start) {
      playground.complain(text("entry.unknown"));
      return "";
    }
    const query = `${queryOf({...start, view: {...start.view, hide: []}})}&challenge=${this.challengeName}&entry=${encodeURIComponent(JSON.stringify(entry))}`;
    return `${location.origin}${location.pathname}?${await shortened(query)}`;
  }

  get challengeName() {
    return this.lesson.value?.name.slice(10) ?? "";
  }

  /** Verify the entry of a link by training it again. @param {string} link */
  async verify(link) {
    const {playground} = this;
    try {
      const {settings, entry, challenge} = await readEntryLink(link);
      if (!await this.challenge(challenge, {keep: true})) return;
      const step = this.step.value;
      const last = Math.max(entry.epoch, 1);
      this.verdict.value = {state: "running", epoch: 0, last, message: ""};
      const onEpoch = (/** @type {number} */ epoch) => (this.verdict.value = {state: "running", epoch, last, message: ""});
      const same = await trainAgain(playground, settings, entry, onEpoch, () => this.step.value !== step);
      this.verdict.value = {state: same ? "same" : "other", epoch: last, last, message: ""};
    } catch (error) {
      const message = sentence(error);
      if (this.verdict.value) this.verdict.value = {state: "failed", epoch: 0, last: 1, message};
      playground.complain(message);
    }
  }

  leave() {
    this.lesson.value = null;
    this.playground.guideHides.value = [];
    this.playground.frames.requests.delete("lesson");
    this.note();
  }
}

/** The lesson of an address, and the step from 0. @param {string} query @returns {[name: string, place: number]} */
export function lessonOf(query) {
  const asked = new URLSearchParams(query).get("lesson") ?? "";
  const [, name, step] = /^(.*?)(?::(\d{1,3}))?$/.exec(asked) ?? [];
  return [name ?? "", step ? Number(step) - 1 : 0];
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
