/** Sharing the page: its link, short and as a QR code, a link for pupils, and a frame for another page. */

import {html, useEffect, useRef, useState} from "../../vendor/vendor.js";
import {PARTS} from "../hiding.js";
import {queryOf} from "../link.js";
import {qrPath} from "../qr_path.js";
import {server, shareBase} from "../server.js";
import {shortened} from "../short_link.js";
import {text} from "../text.js";
import {Check} from "./controls.js";
import {Copyable} from "./copyable.js";
import {CLOSE} from "./icons.js";

/** @typedef {import("../playground.js").Playground} Playground */

const CHOICES = Object.keys(PARTS).filter((part) => part !== "hints");

/** A value that is computed later, again when its input changes. @template T @param {(input: string) => Promise<T>} compute @param {string} input @returns {T | undefined} */
function useLater(compute, input) {
  const [value, setValue] = useState(/** @type {T | undefined} */ (undefined));
  useEffect(() => {
    let current = true;
    compute(input).then((result) => current && setValue(result), () => {});
    return () => void (current = false);
  }, [input]);
  return value;
}

/** @param {{address: string}} props */
export function QrCode({address}) {
  const code = useLater(qrPath, address);
  if (code === undefined) return html`<div class="qr"></div>`;
  if (code === null) return html`<p class="note">${text("take.longForQr")}</p>`;
  return html`
    <svg class="qr" viewBox=${`-4 -4 ${code.size + 8} ${code.size + 8}`} role="img" aria-label=${text("take.qr")}>
      <rect x="-4" y="-4" width=${code.size + 8} height=${code.size + 8} fill="#fff" /><path d=${code.path} fill="#000" />
    </svg>`;
}

/** A link that is as short as can be, with its QR code. @param {{playground: Playground, title: string, query: string}} props */
function Link({playground, title, query}) {
  const address = shareBase() + (useLater(shortened, query) ?? query);
  const onCopy = () => (playground.announcement.value = text("take.copied"));
  return html`<div class="share"><${Copyable} title=${title} content=${address} onCopy=${onCopy} /><${QrCode} address=${address} /></div>`;
}

/** What pupils see, as a dialog: what is unchecked is hidden by the link. @param {{playground: Playground, onClose: () => void}} props */
function ClassDialog({playground, onClose}) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const settings = playground.settings.value;
  const [hidden, setHidden] = useState(settings.view.hide);
  useEffect(() => dialog.current?.showModal(), []);
  const query = [queryOf({...settings, view: {...settings.view, hide: hidden}}), playground.address.suffix].filter(Boolean).join("&");
  /** @param {string} part */
  const over = (part) => Object.entries(PARTS).find(([whole, parts]) => parts.includes(part) && hidden.includes(whole))?.[0];
  return html`
    <dialog class="class-dialog" ref=${dialog} onClose=${onClose} aria-label=${text("share.class")}>
      <div class="dock-head"><h2>${text("share.class")}</h2><button class="round small" onClick=${() => dialog.current?.close()} aria-label=${text("drawer.close")}>${CLOSE}</button></div>
      <p>${text("share.classHint")}</p>
      <fieldset class="class-parts"><legend>${text("share.pupilsSee")}</legend>
        ${CHOICES.map((part) => html`<${Check} key=${part} id=${`sees-${part}`} label=${text(`hide.${part}`)} checked=${!hidden.includes(part) && !over(part)}
          onChange=${(/** @type {boolean} */ sees) => setHidden(sees ? hidden.filter((each) => each !== part && each !== over(part)) : [...hidden, part])} />`)}
      </fieldset>
      <${Link} playground=${playground} title=${text("share.classLink")} query=${query} />
      <p><a href=${`?${query}`} target="_blank">${text("share.try")}</a></p>
    </dialog>`;
}

/** @param {{playground: Playground}} props */
export function Share({playground}) {
  const [forClass, setForClass] = useState(false);
  const [embedding, setEmbedding] = useState(false);
  const settings = playground.settings.value;
  const query = playground.address.of(settings);
  const address = `${location.origin}${location.pathname}`;
  const frame = `<iframe src="${address}?${query.replaceAll('"', "%22")}&amp;embed=1" width="760" height="460" style="border: 1px solid #ccc; border-radius: 8px" title="nnplay" loading="lazy"></iframe>`;
  return html`
    <${Link} playground=${playground} title=${text("take.link")} query=${query} />
    ${server && !server.share ? html`<p class="note">${text("share.local")}</p>` : null}
    <p class="share-more">
      <button class="plain" onClick=${() => setForClass(true)}>${text("share.class")} …</button>
      ${server ? null : html`<button class="plain" aria-expanded=${embedding} onClick=${() => setEmbedding(!embedding)}>${text("share.embed")}</button>`}
    </p>
    ${server ? html`<p class="note">${text("share.noEmbed")}</p>` : null}
    ${embedding ? html`<${Copyable} title=${text("share.embed")} content=${frame} onCopy=${() => (playground.announcement.value = text("take.copied"))} />` : null}
    ${forClass ? html`<${ClassDialog} playground=${playground} onClose=${() => setForClass(false)} />` : null}`;
}
