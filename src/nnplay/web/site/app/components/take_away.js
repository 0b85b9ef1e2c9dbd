/** The drawer Take away: the link with its QR code, and the run as code. */

import {html, qrcode, useMemo} from "../../vendor/vendor.js";
import {commandLine, epochsOf, pythonCode, torchCode, torchGap, webCommand} from "../code.js";
import {queryOf} from "../link.js";
import {text} from "../text.js";
import {Copyable} from "./copyable.js";
import {download} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */

const LONGEST_QR = 1800; // letters that a telephone still reads

/** A QR code as one path of squares. @param {string} content */
function qrPath(content) {
  const code = qrcode(0, "L");
  code.addData(content);
  code.make();
  const size = code.getModuleCount();
  const dark = Array.from({length: size * size}, (_, k) => k).filter((k) => code.isDark(Math.floor(k / size), k % size));
  return {size, path: dark.map((k) => `M${k % size} ${Math.floor(k / size)}h1v1h-1z`).join("")};
}

/** @param {{address: string}} props */
function QrCode({address}) {
  const code = useMemo(() => (address.length > LONGEST_QR ? null : qrPath(address)), [address]);
  if (!code) return html`<p class="note">${text("take.longForQr")}</p>`;
  return html`
    <svg class="qr" viewBox=${`-4 -4 ${code.size + 8} ${code.size + 8}`} role="img" aria-label=${text("take.qr")}>
      <rect x="-4" y="-4" width=${code.size + 8} height=${code.size + 8} fill="#fff" /><path d=${code.path} fill="#000" />
    </svg>`;
}

/** @param {{playground: Playground}} props */
export function TakeAway({playground}) {
  const settings = playground.settings.value;
  const network = playground.network.value;
  const theta = playground.readable.value?.arrays.theta;
  const {viewed} = playground.position.value;
  const address = `${location.origin}${location.pathname}?${queryOf(settings)}`;
  const epochs = epochsOf(viewed);
  const command = commandLine(settings, epochs);
  const gap = network ? torchGap(network.architecture) : null;
  const onCopy = () => (playground.announcement.value = text("take.copied"));
  return html`
    <div class="take">
      <div class="share"><${Copyable} title=${text("take.link")} content=${address} onCopy=${onCopy} /><${QrCode} address=${address} /></div>
      ${playground.altered.value ? html`<p class="note">${text("take.altered")}</p>` : null}
      <${Copyable} title=${text("take.python")} content=${pythonCode(settings, epochs)} file="run.py" onCopy=${onCopy} />
      ${command ? html`<${Copyable} title=${text("take.command")} content=${command} onCopy=${onCopy} />` : html`<p class="note">${text("take.noCommand")}</p>`}
      <${Copyable} title=${text("take.page")} content=${webCommand(address)} onCopy=${onCopy} />
      ${gap ? html`<p class="note">${text("take.torchGap", {name: gap})}</p>`
        : network && theta && theta.length <= 2000 ? html`<${Copyable} title=${text("take.torch")} content=${torchCode(network.architecture, network.layout, theta)} file="network.py" onCopy=${onCopy} />`
          : network && theta ? html`<p><button class="plain" onClick=${() => download("network.py", torchCode(network.architecture, network.layout, theta))}>${text("take.torchFile")}</button></p>` : null}
    </div>`;
}
