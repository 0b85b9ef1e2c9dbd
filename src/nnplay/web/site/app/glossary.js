/** Words of the field and what they mean, from lessons/glossary.md; read when a lesson is first opened. */

import {signal} from "../vendor/vendor.js";

/** @typedef {{words: string[], meaning: string}} Term */

/** @type {import("../vendor/vendor.js").Signal<Term[]>} */
export const glossary = signal([]);
let loaded = "";

/** The terms of a glossary file. @param {string} content @returns {Term[]} */
export const parseGlossary = (content) => content.split(/^## /m).slice(1).map((section) => {
  const [heading, ...lines] = section.split("\n");
  return {words: heading.split(",").map((word) => word.trim()).filter(Boolean), meaning: lines.join(" ").trim()};
});

/** @param {string} language */
export async function loadGlossary(language) {
  if (loaded === language) return;
  loaded = language;
  const response = await fetch(new URL(`../lessons/glossary${language === "en" ? "" : `.${language}`}.md`, import.meta.url));
  if (response.ok && loaded === language) glossary.value = parseGlossary(await response.text());
}

/**
 * A text cut at the words of the glossary, each at its first place.
 * @param {string} content
 * @param {Term[]} terms
 * @param {Set<Term>} used terms that were explained before
 * @returns {(string | {word: string, term: Term})[]}
 */
export function withTerms(content, terms, used) {
  const words = new Map(terms.flatMap((term) => term.words.map((word) => [word.toLowerCase(), term])));
  if (!words.size) return [content];
  const escaped = [...words.keys()].toSorted((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\d])(?:${escaped.join("|")})(?![\\p{L}\\d])`, "giu");
  /** @type {(string | {word: string, term: Term})[]} */
  const parts = [];
  let from = 0;
  for (const match of content.matchAll(pattern)) {
    const term = words.get(match[0].toLowerCase());
    if (!term || used.has(term)) continue;
    used.add(term);
    parts.push(content.slice(from, match.index), {word: match[0], term});
    from = match.index + match[0].length;
  }
  return [...parts, content.slice(from)].filter((part) => part !== "");
}
