// The client of the protocol: which frames it draws, and when it asks for the next.

import assert from "node:assert/strict";
import test from "node:test";

import {EngineClient} from "../../src/nnplay/web/site/app/engine_client.js";
import {encodeFrame} from "../../src/nnplay/web/site/engine/frames.js";

/** A client whose engine and screen are the test's. */
function client() {
  const sent = [];
  const drawing = [];
  let receive;
  const result = new EngineClient({send: (message) => sent.push(message), receive: (handler) => (receive = handler), close() {}}, (draw) => drawing.push(draw));
  return {client: result, sent, drawing, receive: (message) => receive(message)};
}

test("replies find their commands", async () => {
  const {client: page, sent, receive} = client();
  const [first, second] = [page.call("play"), page.call("edit", {layer: 1})];
  assert.deepEqual(sent, [{id: 1, command: "play"}, {id: 2, command: "edit", layer: 1}]);
  receive({id: 2, error: "No."});
  receive({id: 1, result: {epoch: 3}});
  await assert.rejects(second, /No\./);
  assert.deepEqual(await first, {epoch: 3});
});

test("while a frame waits for the screen the next is made, and never more than one", () => {
  const {client: page, sent, drawing, receive} = client();
  const [arrived, drawn] = [[], []];
  page.frames(() => ({weights: true}), {
    onArrival: (frame) => arrived.push(frame.header.revision), onDraw: (frame) => drawn.push(frame.header.revision)});
  assert.deepEqual(sent.at(-1), {id: 1, command: "frame", show: {weights: true, after: -1}});
  receive(encodeFrame({id: 1, revision: 7}, {}));
  assert.deepEqual([arrived, drawn, sent.length, sent.at(-1).show.after], [[7], [], 2, 7]);
  receive(encodeFrame({id: 2, revision: 8}, {}));
  assert.deepEqual([arrived, sent.length, drawing.length], [[7, 8], 2, 1], "both arrived, and no third is asked for");
  drawing.shift()();
  assert.deepEqual([drawn, sent.length, sent.at(-1).show.after], [[8], 3, 8], "only the last is drawn");
  receive(encodeFrame({id: 3, revision: 9}, {}));
  drawing.shift()();
  assert.deepEqual([drawn, sent.length], [[8, 9], 4]);
});

test("a frame that was asked for before something else became visible is left out", () => {
  const {client: page, sent, drawing, receive} = client();
  const arrived = [];
  page.frames(() => ({}), {onArrival: (frame) => arrived.push(frame.header.id), onDraw() {}});
  page.refresh();
  receive(encodeFrame({id: 1, revision: 7}, {}));
  assert.deepEqual([arrived, drawing.length], [[], 0]);
  receive(encodeFrame({id: 2, revision: 7}, {}));
  assert.deepEqual([arrived, sent.length], [[2], 3]);
});
