// Messages in both languages, and the code that is taken away.

import assert from "node:assert/strict";
import {readFileSync, readdirSync} from "node:fs";
import test from "node:test";

import {commandLine, pythonCode, torchCode, torchGap} from "../../src/nnplay/web/site/app/code.js";
import {featureName} from "../../src/nnplay/web/site/app/names.js";
import {DEFAULTS, withLayer, withLayers, withPoints, withRecipe} from "../../src/nnplay/web/site/app/settings.js";
import {number, percent, text, useMessages} from "../../src/nnplay/web/site/app/text.js";
import {IntlMessageFormat} from "../../src/nnplay/web/site/vendor/vendor.js";

const site = new URL("../../src/nnplay/web/site/", import.meta.url);
const messages = (language) => JSON.parse(readFileSync(new URL(`messages/${language}.json`, site), "utf-8"));
const names = readdirSync(new URL("app/", site), {recursive: true}).filter((name) => name.endsWith(".js"));
const read = (some) => some.map((name) => readFileSync(new URL(`app/${name}`, site), "utf-8")).join("\n");
const ofServer = (name) => name.startsWith("server/"); // whose messages are files of their own
const sources = read(names);

test("both languages have the same messages with the same values", () => {
  const [en, de] = ["en", "de"].map((language) => ({...messages(language), ...messages(`server/${language}`)}));
  assert.deepEqual(Object.keys(de), Object.keys(en));
  const names = (message) => JSON.stringify([...new Set(JSON.stringify(new IntlMessageFormat(message, "en", undefined, {ignoreTag: true}).getAst()).match(/"type":[1-6],"value":"\w+"/g) ?? [])].map((each) => each.split(":")[2]).toSorted());
  for (const key of Object.keys(en)) assert.equal(names(de[key]), names(en[key]), key);
});

test("every message that the page asks for is there, and no other", () => {
  const en = {...messages("en"), ...messages("server/en")};
  for (const [, key] of read(names.filter((name) => !ofServer(name))).matchAll(/\btext\("([\w.]+)"/g)) assert.ok(key in messages("en"), key);
  const asked = new Set([...sources.matchAll(/"((?:\w+\.)+\w+)"/g)].map(([, key]) => key));
  const patterns = [...sources.matchAll(/text\(`([\w.]*)\$\{\w+\}([\w.]*)`/g)].map(([, start, end]) => [start, end]);
  for (const [, key] of sources.matchAll(/\btext\("([\w.]+)"/g)) assert.ok(key in en, key);
  for (const key of Object.keys(en)) {
    const composed = [["component.", ""], ...patterns].some(([start, end]) => start && key.startsWith(start) && key.endsWith(end));
    assert.ok(asked.has(key) || composed, `${key} is never asked for`);
  }
});

test("plurals and numbers are those of the language", () => {
  useMessages("en", messages("en"));
  assert.deepEqual([1, 2].map((count) => text("network.neurons", {count})), ["1 neuron", "2 neurons"]);
  assert.deepEqual([number(-0.12345), number(1234.5, 5), percent(0.955), number(NaN), number(0.00002)], ["−0.123", "1,234.5", "95.5%", "–", "2E−5"]);
  useMessages("de", messages("de"));
  assert.equal(text("network.layerCount", {count: 0}), "Keine verborgene Schicht");
  assert.equal(number(0.5), "0,5");
  assert.equal(text("no.such.message"), "no.such.message");
  assert.deepEqual(["x1^2", "x1*x2", "sin(x2)"].map(featureName), ["x₁²", "x₁x₂", "sin(x₂)"]);
});

test("the code says what the page has set", () => {
  const settings = withRecipe(withLayer(DEFAULTS, 0, {dropout: 0.2, skip: true}), {features: ["x1"], shuffle: false, clip: null});
  const python = pythonCode(settings, 30);
  for (const line of ['data = "circle"', 'nn.Layer(4, "tanh", dropout=0.2, skip=True)', '    features=("x1",),', "    shuffle=False,", "    clip=None,", "    epochs=30,"]) {
    assert.ok(python.includes(line), line);
  }
  const command = commandLine(settings, 30);
  assert.match(command, /^nnplay train circle --layer '4 tanh dropout=0.2 skip' --layer '2 tanh' /);
  assert.match(command, /--features x1 .*--epochs 30 --no-shuffle --clip none$/);
  assert.match(commandLine(DEFAULTS, 5), /--hidden 4,2 --activation tanh/);
  assert.match(commandLine(withLayers(DEFAULTS, []), 5), /--hidden 0/);
  const drawn = withPoints(DEFAULTS, [[1, 2, 0], [-1, 0, 1]]);
  assert.equal(commandLine(drawn, 5), null);
  assert.match(pythonCode(drawn, 5), /X = \[\[1, 2\], \[-1, 0\]\]\ny = \["class 01", "class 02"\]/);
  assert.doesNotMatch(pythonCode(drawn, 5), /noise|samples|data_seed/);
});

test("the trained network in PyTorch has its weights as rows of neurons", () => {
  const architecture = {layers: [{width: 2, activation: "tanh"}], output: "sigmoid"};
  const layout = [{W: {start: 0, shape: [2, 2]}, b: {start: 4, shape: [2]}}, {W: {start: 6, shape: [2, 1]}, b: {start: 8, shape: [1]}}];
  const code = torchCode(architecture, layout, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(code.includes("linear[0].weight.copy_(torch.tensor([[1, 3], [2, 4]]))"));
  assert.ok(code.includes("linear[1].bias.copy_(torch.tensor([9]))"));
  assert.equal(torchGap(architecture), null);
  assert.equal(torchGap({...architecture, output: "sinc"}), "sinc");
  assert.equal(torchGap({layers: [{width: 2, activation: "relu", norm: "batch"}], output: "sigmoid"}), "normalization");
});
