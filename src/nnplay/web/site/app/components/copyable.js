/** Text with a button that copies it. */

import {html, useState} from "../../vendor/vendor.js";
import {text} from "../text.js";
import {download} from "./table.js";

/** @param {{title: string, content: string, file?: string, onCopy: () => void}} props */
export function Copyable({title, content, file, onCopy}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(content);
    setCopied(true);
    onCopy();
    setTimeout(() => setCopied(false), 2000);
  };
  return html`
    <section class="copyable">
      <div class="copyable-head"><h3>${title}</h3>
        <button class="plain small" onClick=${copy}>${text(copied ? "take.copied" : "take.copy")}</button>
        ${file ? html`<button class="plain small" onClick=${() => download(file, content)}>${text("take.save")}</button>` : null}
      </div>
      <pre tabindex="0" role="group" aria-label=${title}><code>${content}</code></pre>
    </section>`;
}
