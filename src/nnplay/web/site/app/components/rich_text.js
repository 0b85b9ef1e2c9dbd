/** The text of a lesson: **bold**, *italic*, `code`, links to files beside it, and words that are explained. */

import {html, useState} from "../../vendor/vendor.js";
import {glossary, withTerms} from "../glossary.js";

const MARKS = /\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`|\[([^\]]+)\]\(([\w-][\w.-]*)\)/g;
let count = 0;

/** A word with what it means, when it is pointed at or focused. @param {{word: string, meaning: string}} props */
function Term({word, meaning}) {
  const [id] = useState(() => `term-${++count}`);
  const [open, setOpen] = useState(false);
  const show = () => setOpen(true);
  const hide = () => setOpen(false);
  return html`
    <span class="term" onMouseEnter=${show} onMouseLeave=${hide}>
      <button type="button" class="term-word" aria-describedby=${id} onFocus=${show} onBlur=${hide} onClick=${show}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape" && open) { event.stopPropagation(); hide(); } }}>${word}</button>
      <span id=${id} role="tooltip" class="term-meaning" hidden=${!open}>${meaning}</span>
    </span>`;
}

/** @param {string} content @param {Set<any>} used @returns {any[]} */
const explained = (content, used) => withTerms(content, glossary.value, used).map((part) =>
  typeof part === "string" ? part : html`<${Term} key=${part.word} word=${part.word} meaning=${part.term.meaning} />`);

/**
 * @param {{content: string, used?: Set<any>, folder?: string}} props `used` has the words that were explained before
 */
export function RichText({content, used = new Set(), folder = "lessons/"}) {
  /** @type {any[]} */
  const parts = [];
  let from = 0;
  for (const match of content.matchAll(MARKS)) {
    parts.push(...explained(content.slice(from, match.index), used));
    const [, bold, italic, code, label, file] = match;
    if (bold) parts.push(html`<b>${bold}</b>`);
    else if (italic) parts.push(html`<i>${italic}</i>`);
    else if (code) parts.push(html`<code>${code}</code>`);
    else parts.push(html`<a href=${folder + file} download>${label}</a>`);
    from = match.index + match[0].length;
  }
  parts.push(...explained(content.slice(from), used));
  return html`${parts}`;
}
