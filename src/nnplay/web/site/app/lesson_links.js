/** Lessons, challenges and entries that an address asks for, and files that are dropped on the page. */

import {PupilPart} from "./classroom.js";
import {server} from "./server.js";
import {lessonOf} from "./guide.js";

const OURS = ["lesson", "challenge", "entry", "class", "embed", "lang", "theme", "hide", "token", "speed"];

/** Whether an address opens a lesson, a challenge or a class. @param {string} query spelled out */
export const isGuided = (query) => ["lesson", "challenge", "entry", "class"].some((name) => new URLSearchParams(query).has(name));

/** @param {import("./guide.js").Guide} guide @param {string} query spelled out */
export async function openFromAddress(guide, query) {
  const asked = new URLSearchParams(query);
  const code = asked.get("class");
  if (code && server && /^[A-Za-z]{6}$/.test(code)) guide.playground.address.classPart.value = new PupilPart(code, guide);
  const keep = [...asked.keys()].some((name) => !OURS.includes(name));
  const challenge = asked.get("challenge");
  if (asked.has("entry")) void guide.verify(`?${query}`);
  else if (asked.has("lesson")) await guide.open(...lessonOf(query), {keep, fresh: true});
  else if (challenge) await guide.challenge(challenge, {keep, fresh: true});
}

/** A file that was dropped: a lesson is opened, and a table where that is not hidden. @param {import("./guide.js").Guide} guide @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
export function takeFile(guide, name, bytes) {
  if (name.toLowerCase().endsWith(".md")) guide.openFile(new TextDecoder().decode(bytes), "file");
  else if (!guide.playground.hides("own")) void guide.playground.files.open(name, bytes);
}
