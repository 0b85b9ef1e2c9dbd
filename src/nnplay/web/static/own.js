// Data of one's own: a file that is dropped anywhere, or chosen, or rows that are pasted.

import { element } from "./draw.js";

export default function own(root, options, ask) {
  const { say, endings, most } = options;
  const told = element("p", { class: "own-told", role: "status" });
  const file = element("input", { type: "file", accept: endings.join(), class: "unseen", tabindex: -1, "aria-hidden": "true", onchange: () => { if (file.files[0]) bring(file.files[0].name, file.files[0]); file.value = ""; } });
  const text = element("textarea", { rows: 7, placeholder: say.paste_example, "aria-label": say.paste_rows, spellcheck: "false" });
  const panel = element("dialog", { class: "own-panel", "aria-label": say.own_data },
    element("h3", {}, say.own_data),
    element("p", { class: "hint" }, say.own_told),
    element("button", { type: "button", class: "drop-here", onclick: () => file.click() }, element("strong", {}, say.choose_file), element("span", {}, endings.join("  "))),
    text,
    told,
    element("div", { class: "own-end" },
      element("button", { type: "button", class: "plain-button", onclick: () => panel.close() }, say.close),
      element("button", { type: "button", class: "plain-button primary-button", onclick: () => paste() }, say.take_rows)));
  const opener = element("button", { type: "button", class: "plain-button", id: "own-data", "aria-haspopup": "dialog", onclick: () => { tell(""); panel.showModal(); } }, `${say.own_data} …`);
  const veil = element("div", { class: "drop-veil", "aria-hidden": "true" }, element("p", {}, say.drop_here));
  veil.hidden = true;
  root.append(opener, file, panel);
  document.body.append(veil);

  function tell(sentence, wrong = false) {
    told.textContent = sentence;
    told.classList.toggle("wrong", wrong);
  }

  const paste = () => text.value.trim() ? bring("pasted.csv", new Blob([text.value], { type: "text/plain" })) : tell(say.paste_first, true);

  // Send it; the server reads it in a process of its own, and says what it is called from now on.
  function bring(name, content) {
    if (!panel.open) panel.showModal();
    if (content.size > most) { tell(`${name}: ${say.too_large} ${most / 2 ** 20} MB`, true); return; }
    const request = new XMLHttpRequest();
    request.open("POST", `${options.own}?file=${encodeURIComponent(name)}`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => tell(`${say.reading} ${name} … ${Math.round((100 * loaded) / (total || 1))} %`);
    request.upload.onload = () => tell(`${say.reading} ${name} …`);
    request.onerror = () => tell(say.gone, true);
    request.onload = () => {
      const { name: kept, trouble } = request.response ?? { trouble: say.gone };
      if (!kept) { tell(trouble === "gone" ? say.gone : trouble, true); return; }
      panel.close();
      ask({ do: "take", name: kept });
    };
    request.send(content);
    tell(`${say.reading} ${name} …`);
  }

  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (event) => { if (files(event)) { event.preventDefault(); veil.hidden = false; } };
  const away = (event) => { if (!event.relatedTarget) veil.hidden = true; };
  const drop = (event) => {
    if (!files(event)) return;
    event.preventDefault();
    veil.hidden = true;
    const [first, ...others] = event.dataTransfer.files;
    if (others.length) { panel.showModal(); tell(say.one_file, true); } else if (first) bring(first.name, first);
  };
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", away);
  document.addEventListener("drop", drop);
  return {
    end: () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", away);
      document.removeEventListener("drop", drop);
      veil.remove();
    },
  };
}
