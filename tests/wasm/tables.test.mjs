// Tables in the page: read, typed and encoded as nn.load and Python's encoding do it.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";

import {buildDataset, openSet, openTable} from "../../src/nnplay/web/site/engine/data/open.js";
import {didYouMean, general, quote} from "../../src/nnplay/web/site/engine/data/text.js";
import {Problem} from "../../src/nnplay/web/site/engine/problem.js";
import {makeRecipe} from "../../src/nnplay/web/site/engine/recipe.js";
import {description, difference, golden, unpacked} from "./golden.mjs";

const SITE = new URL("../../src/nnplay/web/site/engine/", import.meta.url);
const architecture = {layers: [{width: 3, activation: "tanh", dropout: 0, norm: null, skip: false, initializer: null}], output: null, loss: null};

/** What the page makes of a table, in the form of the golden files. */
function loaded(name, open, settings) {
  const recipe = makeRecipe(description, {test_fraction: 0.25, ...settings});
  const {dataset, notes, columns} = buildDataset(description, name, open(recipe), recipe);
  const problem = new Problem(description, dataset, architecture, recipe);
  return {dataset, notes, columns, problem};
}

const close = (a, b) => a === b || (typeof a === "number" && Math.abs(a - b) <= 1e-9 * Math.abs(b));

function compare(name, expected, {dataset, notes, columns, problem}) {
  assert.equal(dataset.rows, expected.rows, name);
  assert.equal(dataset.target.name, expected.target, name);
  assert.equal(dataset.classes.length ? "classification" : "regression", expected.task, name);
  assert.deepEqual(dataset.classes, expected.classes, name);
  assert.deepEqual(notes, expected.notes, name);
  assert.deepEqual(columns.map(({name: each, role, kind, reason, missing, distinct}) => [each, role, kind, reason, missing, distinct]),
    expected.columns.map((each) => [each.name, each.role, each.kind, each.reason, each.missing, each.distinct]), name);
  for (const [k, column] of columns.entries()) {
    for (const key of ["min", "mean", "max"]) assert.ok(close(column[key], expected.columns[k][key]), `${name}: ${key} of ${column.name}: ${column[key]}`);
    column.examples.forEach((value, at) => assert.ok(close(value, expected.columns[k].examples[at]), `${name}: ${column.name}`));
  }
  assert.deepEqual(problem.encoding.names, expected.inputs, name);
  const {train, test: tested} = Object.fromEntries(problem.parts);
  for (const [key, own] of [["X", train.X], ["test_X", tested.X], ["Y", train.Y], ["weight", train.weight]]) {
    const numbers = unpacked(expected[key]);
    assert.ok(difference(own.slice(0, numbers.length), numbers) < 1e-7, `${name}: ${key}`);
  }
}

const cases = golden("tables").cases;
assert.ok(cases.length >= 100);

for (const {name, bytes, settings, error, ...expected} of cases) {
  test(`a table: ${name}`, () => {
    const read = () => loaded("table", ({header}) => openTable("table.csv", new Uint8Array(Buffer.from(bytes, "base64")), header), settings);
    if (error) assert.throws(read, (problem) => assert.equal(problem.message, error) === undefined);
    else compare(name, expected, read());
  });
}

for (const {name, settings, ...expected} of golden("sets").cases) {
  test(`the built-in set ${name} ${JSON.stringify(settings)}`, () => {
    const file = JSON.parse(readFileSync(new URL(`sets/${name}.json`, SITE), "utf8"));
    compare(name, expected, loaded(name, () => openSet(file), settings));
  });
}

test("what the page does not read says what does", () => {
  const open = (name, text) => openTable(name, new TextEncoder().encode(text), null);
  assert.throws(() => open("houses.xlsx", "PK"), /houses\.xlsx is an Excel workbook, which this page cannot read; save the table as CSV, or to use it, run: nnplay web houses\.xlsx/);
  assert.throws(() => open("houses.csv.gz", ""), /is compressed/);
  assert.throws(() => open("houses.sav", ""), /not supported \(SPSS\)/);
  assert.throws(() => open("houses.txt", "% x\n@RELATION houses\n"), /ARFF/);
  const wide = `${Array.from({length: 101}, (_, k) => `c${k}`).join(",")}\n${`${"1,".repeat(100)}1\n`.repeat(1000)}`;
  assert.throws(() => open("wide.csv", wide), /wide\.csv has 101,000 cells, more than the 100,000/);
  const recipe = makeRecipe(description, {target: ["a", "b"]});
  assert.throws(() => buildDataset(description, "t", open("t.csv", "a,b,c\n1,2,3\n4,5,6\n"), recipe), /predicts one column; for several, run: nnplay train t\.csv --target a,b/);
});

test("100,000 cells are read within a second", () => {
  const text = `a,b,c,d\n${Array.from({length: 25_000}, (_, k) => `${k * 0.5},${k % 7},${k % 3 ? "yes" : "no"},level ${k % 11}`).join("\n")}\n`;
  const started = performance.now();
  const {dataset} = loaded("big", () => openTable("big.csv", new TextEncoder().encode(text), null), {});
  assert.equal(dataset.rows, 25_000);
  assert.ok(performance.now() - started < 5000, "with room for a busy machine");
});

test("texts are written as in Python", () => {
  assert.equal(quote("it's"), '"it\'s"');
  assert.equal(quote("a\n\u200b\\"), "'a\\n\\u200b\\\\'");
  assert.deepEqual([0.0001, 123456, 1234567, 1e-5, 0.1 + 0.2, -0].map(general), ["0.0001", "123456", "1.23457e+06", "1e-05", "0.3", "-0"]);
  assert.equal(didYouMean("agee", ["age", "income"]), " (did you mean 'age'?)");
  assert.equal(didYouMean("x", ["age"]), "");
});
