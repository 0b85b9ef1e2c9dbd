// Lessons in the page: files are read as in Python, and every task is solved on the page's engine.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";

import {EngineClient} from "../../src/nnplay/web/site/app/engine_client.js";
import {ExpressionError, evaluate, parse} from "../../src/nnplay/web/site/app/expression.js";
import {parseGlossary, withTerms} from "../../src/nnplay/web/site/app/glossary.js";
import {Guide, lessonOf} from "../../src/nnplay/web/site/app/guide.js";
import {PARTS, impliedHides} from "../../src/nnplay/web/site/app/hiding.js";
import {takeAction} from "../../src/nnplay/web/site/app/lesson_actions.js";
import {parseLesson, parseTranslation, taskOf} from "../../src/nnplay/web/site/app/lesson_file.js";
import {settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {Playground} from "../../src/nnplay/web/site/app/playground.js";
import {RunLog, momentsOf, readEntry} from "../../src/nnplay/web/site/app/run_log.js";
import {ALL_TOYS, DEFAULTS} from "../../src/nnplay/web/site/app/settings.js";
import {useMessages} from "../../src/nnplay/web/site/app/text.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";

const site = new URL("../../src/nnplay/web/site/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine/engine.wasm", site)));
const description = JSON.parse(readFileSync(new URL("engine/engine.json", site), "utf-8"));
const lessonText = (name) => readFileSync(new URL(`lessons/${name}.md`, site), "utf-8");
const names = JSON.parse(readFileSync(new URL("lessons/index.json", site), "utf-8")).map(({name}) => name);
useMessages("en", JSON.parse(readFileSync(new URL("messages/en.json", site), "utf-8")));
globalThis.location ??= new URL("https://example.org/playground/");

/** The file of a built-in set. */
const loadSet = async (name) => JSON.parse(readFileSync(new URL(`engine/sets/${name}.json`, site), "utf-8"));

/** A page with an engine and a guide. */
async function page() {
  let receive;
  const host = new EngineHost(code, description, (message) => queueMicrotask(() => receive(message)), loadSet);
  const transport = {send: (message) => host.take(structuredClone(message)), receive: (handler) => (receive = handler), close() {}};
  const urls = [];
  const browser = {state: null, pushState: (_, __, url) => urls.push(url), replaceState: (_, __, url) => (urls[urls.length - 1] = url), back() {}, forward() {}};
  const playground = new Playground(new EngineClient(transport, (draw) => queueMicrotask(draw)), DEFAULTS, browser);
  const guide = (playground.guide = new Guide(playground));
  await playground.start();
  return {playground, guide, host, urls};
}

/** A table beside the lessons. */
const loadTable = async (file) => new Uint8Array(readFileSync(new URL(`lessons/${file}`, site)));

/** Wait until something is so. @param {() => boolean} holds */
async function waitFor(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function settle(playground) {
  await playground.sync.send();
  await playground.frames.upToDate();
  playground.client.refresh();
  await new Promise((resolve) => setTimeout(resolve, 15));
}

for (const name of [...names, "challenges"]) {
  const lesson = parseLesson(lessonText(name), name);
  test(`the lesson ${name} is solved in the page`, async () => {
    const {guide, playground} = await page();
    parseTranslation(lessonText(`${name}.de`), lesson);
    guide.begin(lesson, 0, false);
    for (const [place, step] of lesson.steps.entries()) {
      if (place) guide.go(place);
      await settle(playground);
      assert.equal(playground.notice.value, null, `${name} ${place + 1}`);
      assert.equal(guide.done.value, false, `${name} ${place + 1}`);
      for (const content of [...step.text, step.task]) assert.doesNotMatch(guide.filled(content), /[{}…]|NaN/);
      if (taskOf(step) === "do") {
        for (const action of step.solution) await takeAction(playground, action, loadTable);
        await settle(playground);
      } else if (taskOf(step) === "number") {
        const right = Number(guide.value(step.answer));
        guide.answer(String(right + Math.max(0.1, Math.abs(right) / 10)));
        assert.ok(guide.wrong.value);
        guide.answer(right.toFixed(3).replace(".", ","));
      } else {
        guide.answer(String((step.correct + 1) % step.options.length));
        assert.ok(guide.wrong.value);
        guide.answer(String(step.correct));
      }
      assert.ok(guide.done.value, `${name} ${place + 1}: ${JSON.stringify(playground.frames.newest.value.header.row)}`);
    }
  });
}

test("a mistake is said with its line", () => {
  const header = "---\ntitle: A lesson\n---\n";
  const step = "## One\n\nstart: data=xor\n\nText.\n\ntask: Do it.\ndone: epoch >= 1\n";
  const cases = [
    ["", 1, "header"], ["---\ntitle: A\n", 1, "header"], ["---\ntilte: A\n---\n## One\n", 2, "headerLine"], ["---\nminutes: long\ntitle: A\n---\n", 2, "minutesNumber"],
    ["---\nsummary: A\n---\n## One\n", 1, "title"], [header, 3, "noStep"], [`${header}Text.\n`, 4, "stepTitle"], [`${header}## One\n\nText.\n`, 4, "noStart"],
    [`${header}${step}tsak: Another.\n`, 12, "word"], [`${header}${step}done: epoch >= 2\n`, 12, "twice"], [`${header}${step}answer: 3\n`, 4, "oneWay"],
    [header + step.replace(">= 1", ">= "), 11, "missing"], [header + step.replace("task: Do it.\n", ""), 4, "noTask"], [header + step.replace("Text.", "It is {epoch +}."), 8, "missing"],
    [`${header}${step}let: 3 = epoch\n`, 12, "let"], [`${header}${step}hint:\n`, 12, "nothing"], [`${header}## One\nstart: data=xor\ntask: Choose.\n- [ ] a\n`, 4, "noRight"],
    [`${header}## One\nstart: data=xor\ntask: Choose.\n- [x] a\n- [x] b\n`, 8, "twoRight"], [`${header}## One\nstart: data=xor\ngoal: few neurons\n`, 6, "goal"],
    [header + step.repeat(41), 324, "manySteps"], [header + "x".repeat(100_001), 1, "size"],
  ];
  for (const [content, line, key] of cases) {
    assert.throws(() => parseLesson(content, "a"), (error) => error.line === line && error.key === `lesson.${key}`, `${line} ${key}`);
  }
});

test("a teacher's lesson is checked before it begins", async () => {
  const {guide, playground} = await page();
  const lesson = (done, start = "data=xor") => `---\ntitle: A\n---\n## One\nstart: ${start}\ntask: Do it.\ndone: ${done}\n`;
  guide.openFile(lesson("test acuracy > 1"), "file");
  assert.match(playground.notice.value.text, /^Line 4: There is no “test acuracy”/);
  guide.openFile(lesson("epoch > 1", "data=xor&colour=red"), "file");
  assert.match(playground.notice.value.text, /colour/);
  guide.openFile(lesson('epoch >= 1 and "<img src=x onerror=alert(1)>" != "a"'), "file");
  assert.equal(guide.lesson.value.title, "A");
  await settle(playground);
  await playground.run.step();
  await settle(playground);
  assert.ok(guide.done.value);
});

test("expressions have the values that they have in Python", () => {
  const scope = {value: (name) => ({epoch: 12, neurons: 4, test_accuracy: 0.96, test_loss: NaN, optimizer: "adam"})[name], call: (_, values) => values.length};
  for (const [text, expected] of [
    ["test accuracy >= 95% and neurons <= 4", true], ["test accuracy ≥ 97 %", false], ["test loss < 1", false], ["not test loss < 1 or false", true],
    ['optimizer = "adam"', true], ['optimizer != "adam"', false], ["1 + 2 * 3 ^ 2 - -1", 20], ["2 ^ 3 ^ 2", 512], ["8 - 2 - 1", 5], ["8 / 2 / 2", 2],
    ["(1 + 2) · 3", 9], ["abs(0 - 3) + max(1, 2)", 5], ["1 / 0 > 1", false], ["confusion(1, 2)", 2], ["-2 ^ 2", -4], ["round(2.5)", 3], ["true = 1", true], ["optimizer < 3", false],
  ]) assert.equal(evaluate(parse(text), scope), expected, text);
  for (const text of ["", "1 +", "(1", "1)", "epoch >=", "a b c(", "epoch; 1", "__import__('os')", '"open', "1 2", `${"(".repeat(60)}1${")".repeat(60)}`, "1".repeat(600), "epoch = = 3", "and", "a.b", "a[0]"]) {
    assert.throws(() => parse(text), ExpressionError, text);
  }
});

test("links name lessons and their steps", () => {
  assert.deepEqual([lessonOf("lesson=rate:2"), lessonOf("?lesson=own.md&data=xor"), lessonOf("data=xor"), lessonOf("lesson=rate:x")], [["rate", 1], ["own.md", 0], ["", 0], ["rate:x", 0]]);
});

test("a later step that is opened by a link has the run that it goes on from", async () => {
  const {guide, playground} = await page();
  const overfitting = parseLesson(lessonText("overfitting"), "overfitting");
  guide.begin(overfitting, 2, false, false, true);
  await waitFor(() => guide.ready.value);
  assert.deepEqual([playground.run.newest.epoch, playground.run.newest.viewed < 300], [300, true]);
  assert.match(playground.notice.value.text, /^The 2 steps before were done for you/);
  const other = await page();
  const [first, ...rest] = overfitting.steps;
  other.guide.begin({...overfitting, steps: [{...first, solution: []}, ...rest]}, 1, false, false, true);
  await waitFor(() => other.guide.ready.value);
  assert.equal(other.playground.run.newest.epoch, 0);
  assert.match(other.playground.notice.value.text, /step 1, which is to be done first/);
  other.playground.notice.value.action.run();
  assert.equal(other.guide.place.value, 0);
});

test("a lesson is in the address, and what it hides comes back", async () => {
  const {guide, playground, urls} = await page();
  guide.begin(parseLesson(lessonText("rate"), "rate"), 1, false);
  await settle(playground);
  assert.match(urls.at(-1), /learning_rate=0.001.*&lesson=rate:2$/);
  assert.ok(playground.hides("own") && playground.hides("sets") && playground.hides("data"));
  guide.leave();
  assert.ok(!playground.hides("own"));
  assert.doesNotMatch(urls.at(-1), /lesson/);
});

test("hiding the data hides every way to them", () => {
  const hidden = impliedHides(["data", "noise"]);
  for (const part of ["data", "sets", "rows", "own", "points"]) assert.ok(hidden.has(part));
  assert.ok(!hidden.has("take"));
  for (const parts of Object.values(PARTS)) for (const part of parts) assert.ok(part in PARTS, part);
  assert.ok(ALL_TOYS.length);
});

test("words are explained at their first place", () => {
  const terms = parseGlossary(lessonText("glossary"));
  assert.ok(terms.length > 20 && terms.every(({words, meaning}) => words.length && meaning));
  const used = new Set();
  const parts = withTerms("The loss falls. Test loss and loss; a glossary of losses.", terms, used);
  assert.deepEqual(parts.map((part) => (typeof part === "string" ? part : `[${part.word}]`)).join(""), "The [loss] falls. [Test loss] and loss; a glossary of losses.");
  assert.deepEqual(withTerms("Loss", terms, used), ["Loss"]);
  assert.equal(parseGlossary(lessonText("glossary.de")).length, terms.length);
});

test("an entry trains again what was done, and a forged one is found out", async () => {
  const {guide, playground} = await page();
  const challenges = parseLesson(lessonText("challenges"), "challenges");
  globalThis.fetch = async (address) => new Response(lessonText(new URL(address).pathname.split("/").pop().replace(".md", "")));
  await guide.challenge("line");
  await settle(playground);
  for (const action of ["train 3", "weight(1, 1, 1) = -0.5", "train 2", "set learning_rate=0.3", "train 20", "go to 22"]) await takeAction(playground, action, loadTable);
  await playground.run.fork();
  await takeAction(playground, "train 3", loadTable);
  assert.ok(guide.goals().every(([, holds]) => holds));
  const link = await guide.entryLink();
  const theta = [...playground.frames.newest.value.arrays.theta];
  const other = await page();
  await other.guide.verify(link);
  assert.equal(other.guide.verdict.value.state, "same");
  await settle(other.playground);
  assert.deepEqual([...other.playground.frames.newest.value.arrays.theta], theta);
  assert.ok(other.guide.goals().every(([, holds]) => holds));
  const {lengthened} = await import("../../src/nnplay/web/site/app/short_link.js");
  const long = await lengthened(new URL(link).search);
  await other.guide.verify(`?${long.replace("-0.5", "-0.25")}`);
  assert.equal(other.guide.verdict.value.state, "other");
  await other.guide.verify(`?${long.replace("challenge=line", "challenge=none")}`);
  assert.match(other.playground.notice.value.text, /none/);
  await other.guide.verify("https://example.org/?data=xor");
  assert.match(other.playground.notice.value.text, /whole link/);
  assert.equal(challenges.steps.length, 6);
});

test("what is no entry is not read", () => {
  for (const content of [null, "", "{", "[]", "3", '{"epoch":-1}', '{"epoch":1000000}', '{"epoch":1,"changes":[1]}', '{"epoch":1,"by_hand":[[0,0,0,[0],"a"]]}', '{"epoch":1,"changes":[[2,{}]]}']) {
    assert.equal(readEntry(content), null, content);
  }
  assert.equal(readEntry('{"epoch":3,"check":"abc"}').epoch, 3);
  const log = new RunLog();
  log.begin(DEFAULTS);
  for (const value of [1, 2, 3]) log.edit([4, 0, 0, [0, 0], value]);
  log.fork(6, {learning_rate: 1});
  log.fork(6, {l2: 1});
  log.edit([8, 2, 0, [1], 5]);
  assert.deepEqual(momentsOf(log.entry({epoch: 9, batches: 0}, 0.5)).map(({epoch}) => epoch), [4, 6, 8]);
  log.fork(5);
  assert.deepEqual(log.entry({epoch: 5, batches: 0}, 0.123456789), {epoch: 5, by_hand: [[4, 0, 0, [0, 0], 3]], random_streams: "separate", loss: 0.123457});
});
