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

test("the next frame is asked for when one has been drawn, and old ones are not drawn", () => {
  const {client: page, sent, drawing, receive} = client();
  const drawn = [];
  page.frames(() => ({weights: true}), (frame) => drawn.push(frame.header.revision));
  assert.deepEqual(sent.at(-1), {id: 1, command: "frame", show: {weights: true, after: -1}});
  receive(encodeFrame({id: 1, revision: 7}, {}));
  assert.equal(sent.length, 1);
  drawing.shift()();
  assert.deepEqual([drawn, sent.at(-1).show.after], [[7], 7]);
  page.refresh();
  receive(encodeFrame({id: 2, revision: 8}, {}));
  assert.equal(drawing.length, 0);
  receive(encodeFrame({id: 3, revision: 8}, {}));
  page.refresh();
  drawing.shift()();
  assert.deepEqual(drawn, [7]);
});
