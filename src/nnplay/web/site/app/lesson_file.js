/**
 * Lesson files: Markdown with a short header and one section for each step; docs/how-to/lessons.md says how to write one. The
 * same as nnplay/playground/lessons/lesson_file.py.
 *
 * @typedef {{
 *   title: string, line: number, name: string, start: string, values: [name: string, expression: string][], text: string[],
 *   task: string, done: string, goals: [text: string, expression: string][], score: [text: string, expression: string] | null, answer: string, options: string[], correct: number, hint: string, then: string, solution: string[]
 * }} Step
 * @typedef {{name: string, title: string, summary: string, minutes: number, hide: string[], steps: Step[]}} Lesson
 */

import {ExpressionError, parse} from "./expression.js";

const MAX_LETTERS = 100_000;
const MAX_STEPS = 40;
const HEADER = ["title", "summary", "minutes", "hide"];
const WORDS = ["name", "start", "let", "task", "done", "goal", "score", "answer", "hint", "then", "solution"];
const UNTRANSLATED = ["name", "start", "let", "done", "answer", "solution"];
const LINE = /^([a-z]+):(?:\s+(.*))?$/;
const OPTION = /^[-*] \[([ xX])\] (.+)$/;
const GOAL = /^(.+?)\s*`([^`]+)`$/;
export const PLACEHOLDER = /\{([^{}:]+)(?::(\d|%))?\}/g;

/** A mistake in a lesson file: the line, the key of a message, and its values. */
export class LessonError extends Error {
  /** @param {number} line @param {string} key @param {Record<string, any>} values */
  constructor(line, key, values = {}) {
    super(key);
    this.line = line;
    this.key = key;
    this.values = values;
  }
}

/** How the task of a step is checked. @param {Step} step @returns {"do" | "number" | "choice" | "read"} */
export const taskOf = ({done, goals, answer, options}) => (done || goals.length ? "do" : answer ? "number" : options.length ? "choice" : "read");

/** @param {string} text @param {string} name @returns {Lesson} */
export const parseLesson = (text, name) => read(text, name, false);

/** The texts of a translation with everything else of the lesson. @param {string} text @param {Lesson} original @returns {Lesson} */
export function parseTranslation(text, original) {
  const own = read(text, original.name, true);
  if (own.steps.length !== original.steps.length) throw new LessonError(1, "lesson.steps", {count: own.steps.length, original: original.steps.length});
  const steps = own.steps.map((mine, k) => {
    const theirs = original.steps[k];
    const same = mine.options.length === theirs.options.length && mine.correct === theirs.correct &&
      mine.goals.length === theirs.goals.length && /** @type {const} */ (["task", "hint", "then", "score"]).every((part) => Boolean(mine[part]) === Boolean(theirs[part]));
    if (!same) throw new LessonError(mine.line, "lesson.other", {title: theirs.title});
    const {name, start, values, done, answer, solution} = theirs;
    /** @type {[string, string][]} */
    const goals = mine.goals.map(([text], goal) => [text, theirs.goals[goal][1]]);
    /** @type {[string, string] | null} */
    const score = mine.score && theirs.score && [mine.score[0], theirs.score[1]];
    return {...mine, name, start, values, done, answer, solution, goals, score};
  });
  return {...own, minutes: original.minutes, hide: original.hide, steps};
}

/** @param {string} text @param {string} name @param {boolean} translation @returns {Lesson} */
function read(text, name, translation) {
  if (text.length > MAX_LETTERS) throw new LessonError(1, "lesson.size", {most: MAX_LETTERS});
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const end = lines.findIndex((line, k) => k > 0 && line.trim() === "---");
  if (lines[0].trim() !== "---" || end < 0) throw new LessonError(1, "lesson.header");
  const lesson = header(lines.slice(1, end), name);
  /** @type {[number, string][][]} */
  const sections = [];
  lines.slice(end + 1).forEach((line, k) => {
    const number = end + 2 + k;
    if (line.startsWith("## ")) sections.push([]);
    if (sections.length) sections[sections.length - 1].push([number, line.trimEnd()]);
    else if (line.trim()) throw new LessonError(number, "lesson.stepTitle");
  });
  if (!sections.length) throw new LessonError(end + 1, "lesson.noStep");
  if (sections.length > MAX_STEPS) throw new LessonError(sections[MAX_STEPS][0][0], "lesson.manySteps", {most: MAX_STEPS});
  const steps = sections.map((section) => readStep(section, translation));
  if (!translation && !steps[0].start) throw new LessonError(steps[0].line, "lesson.noStart");
  return {...lesson, steps};
}

/** @param {string[]} lines @param {string} name @returns {Lesson} */
function header(lines, name) {
  /** @type {Record<string, string>} */
  const values = {};
  lines.forEach((line, k) => {
    if (!line.trim()) return;
    const match = LINE.exec(line.trim());
    if (!match || !HEADER.includes(match[1])) throw new LessonError(k + 2, "lesson.headerLine", {text: line.trim().slice(0, 40)});
    values[match[1]] = (match[2] ?? "").trim();
    if (match[1] === "minutes" && !/^[1-9]\d{0,2}$/.test(values.minutes)) throw new LessonError(k + 2, "lesson.minutesNumber", {text: values.minutes.slice(0, 20)});
  });
  if (!values.title) throw new LessonError(1, "lesson.title");
  const hide = (values.hide ?? "").split(",").map((part) => part.trim()).filter(Boolean);
  return {name, title: values.title, summary: values.summary ?? "", minutes: Number(values.minutes ?? 0), hide, steps: []};
}

/** @param {[number, string][]} section the heading first @param {boolean} translation @returns {Step} */
function readStep(section, translation) {
  const [line, heading] = section[0];
  /** @type {[line: number, word: string, text: string][]} */
  const parts = [];
  let fresh = true; // whether a paragraph begins
  for (const [number, content] of section.slice(1)) {
    const word = LINE.exec(content);
    const option = OPTION.exec(content);
    if (!content.trim()) {
      fresh = true;
      continue;
    }
    if (option) {
      parts.push([number, option[1] === " " ? "[ ]" : "[x]", option[2].trim()]);
    } else if (word) {
      if (!WORDS.includes(word[1])) throw new LessonError(number, "lesson.word", {word: word[1], words: WORDS.join(", ")});
      if (translation && UNTRANSLATED.includes(word[1])) throw new LessonError(number, "lesson.translated", {word: word[1]});
      if (!word[2]?.trim()) throw new LessonError(number, "lesson.nothing", {word: word[1]});
      parts.push([number, word[1], word[2].trim()]);
    } else if (fresh || !parts.length) {
      parts.push([number, "", content.trim()]);
    } else {
      parts[parts.length - 1][2] += ` ${content.trim()}`;
    }
    fresh = false;
  }
  /** @type {Step} */
  const step = {
    title: heading.slice(3).trim(), line, name: "", start: "", values: [], text: [], task: "", done: "", goals: [], score: null, answer: "", options: [], correct: -1,
    hint: "", then: "", solution: [],
  };
  for (const part of parts) addPart(step, part, translation);
  if ([step.done, step.goals.length, step.answer, step.options.length].filter(Boolean).length > 1) throw new LessonError(line, "lesson.oneWay");
  if (step.options.length && step.correct < 0) throw new LessonError(line, "lesson.noRight");
  if (!translation && taskOf(step) !== "read" && !step.task && !step.goals.length) throw new LessonError(line, "lesson.noTask");
  return step;
}

/** @param {Step} step @param {[line: number, word: string, text: string]} part @param {boolean} translation */
function addPart(step, [line, word, text], translation) {
  if (word === "") {
    placeholders(line, text);
    step.text.push(text);
  } else if (word === "[ ]" || word === "[x]") {
    if (word === "[x]") {
      if (step.correct >= 0) throw new LessonError(line, "lesson.twoRight");
      step.correct = step.options.length;
    }
    step.options.push(text);
  } else if (word === "let") {
    const [, name, expression] = /^([A-Za-z]\w*)\s*=(.*)$/.exec(text) ?? [];
    if (!name) throw new LessonError(line, "lesson.let");
    check(line, expression);
    step.values.push([name, expression.trim()]);
  } else if (word === "goal" || word === "score") {
    const match = GOAL.exec(text);
    if (!match && !translation) throw new LessonError(line, "lesson.goal", {word});
    /** @type {[string, string]} */
    const pair = match ? [match[1], match[2]] : [text, "true"];
    check(line, pair[1]);
    if (word === "score") step.score = pair;
    else step.goals.push(pair);
  } else if (word === "solution") {
    step.solution.push(text);
  } else {
    const key = /** @type {"name" | "start" | "task" | "done" | "answer" | "hint" | "then"} */ (word);
    if (step[key]) throw new LessonError(line, "lesson.twice", {word});
    if (key === "done" || key === "answer") check(line, text);
    else if (key !== "start" && key !== "name") placeholders(line, text);
    step[key] = key === "start" ? text.replace(/^\?+/, "") : text;
  }
}

/** @param {number} line @param {string} text */
function placeholders(line, text) {
  for (const [, expression] of text.matchAll(PLACEHOLDER)) check(line, expression);
}

/** @param {number} line @param {string} text */
function check(line, text) {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new LessonError(line, error.key, error.values);
  }
}
