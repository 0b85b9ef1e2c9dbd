/** Lessons, challenges and entries that an address asks for, and lesson files that are dropped on the page. */

import {lessonOf} from "./guide.js";

const OURS = ["lesson", "challenge", "entry", "class", "embed", "lang", "theme", "hide", "token", "speed"];

/** @param {import("./guide.js").Guide} guide @param {string} query spelled out */
export async function openFromAddress(guide, query) {
  const asked = new URLSearchParams(query);
  const keep = [...asked.keys()].some((name) => !OURS.includes(name));
  const challenge = asked.get("challenge");
  if (asked.has("entry")) await guide.verify(`?${query}`);
  else if (asked.has("lesson")) await guide.open(...lessonOf(query), {keep});
  else if (challenge) await guide.challenge(challenge, {keep});
}

/** A lesson file that is dropped anywhere is opened; other files are left to others. @param {import("./guide.js").Guide} guide */
export function takeDroppedLessons(guide) {
  addEventListener("drop", (event) => {
    const file = [...(event.dataTransfer?.files ?? [])].find(({name}) => name.toLowerCase().endsWith(".md"));
    if (!file) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void file.text().then((content) => guide.openFile(content, "file"));
  }, {capture: true});
  addEventListener("dragover", (event) => event.preventDefault());
}
