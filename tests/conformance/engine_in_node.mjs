// The engine in the page, in Node: it takes dialogues from standard input and writes what it answers.
//
// A dialogue is a list of commands for one engine; "wait" is none of the protocol's, and lets it play to its end.

import {readFileSync} from "node:fs";
import {text} from "node:stream/consumers";

import {decodeFrame} from "../../src/nnplay/web/site/engine/frames.js";
import {EngineHost} from "../../src/nnplay/web/site/engine/host.js";

const folder = new URL("../../src/nnplay/web/site/engine/", import.meta.url);
const code = await WebAssembly.compile(readFileSync(new URL("engine.wasm", folder)));
const description = JSON.parse(readFileSync(new URL("engine.json", folder), "utf-8"));

/** What an engine answers to the commands of a dialogue. */
async function answers(dialogue) {
  const replies = new Map();
  const wake = new Set();
  const host = new EngineHost(code, structuredClone(description), (message) => {
    const reply = message instanceof ArrayBuffer ? asJson(decodeFrame(message)) : message;
    replies.set(reply.id ?? reply.header.id, reply);
    wake.forEach((each) => each());
  }, async (name) => JSON.parse(readFileSync(new URL(`sets/${name}.json`, folder), "utf-8")));
  const reply = async (id) => {
    while (!replies.has(id)) {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no reply to ${JSON.stringify(dialogue[id - 1])}`)), 20_000);
        wake.add(() => (clearTimeout(timer), resolve()));
      });
      wake.clear();
    }
    return replies.get(id);
  };
  const result = [];
  let saved;
  for (const [k, message] of dialogue.entries()) {
    if (message.command === "wait") {
      while (host.tick() !== null) continue;
      result.push({result: host.summary()});
      continue;
    }
    try {
      const command = {id: k + 1, ...message, ...(message.command === "restore" ? {state: structuredClone(saved)} : {})};
      if (await host.prepare(command)) host.handle(command);
    } catch (error) {
      process.stderr.write(`${error.stack}\n`);
    }
    const answer = await reply(k + 1);
    if (message.command === "save") saved = answer.result;
    result.push(message.command === "save" ? {result: {}} : answer);
  }
  return result;
}

/** A frame as JSON values. */
function asJson({header, arrays}) {
  return {header, arrays: Object.fromEntries(Object.entries(arrays).map(([name, numbers]) => [name, [...numbers]]))};
}

const results = [];
for (const dialogue of JSON.parse(await text(process.stdin))) results.push(await answers(dialogue));
process.stdout.write(JSON.stringify(results));
