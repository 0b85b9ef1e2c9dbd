/** The drawer Take away: the link with its QR code, and the run as code. */

import {html} from "../../vendor/vendor.js";
import {commandLine, epochsOf, pythonCode, torchCode, torchGap, webCommand} from "../code.js";
import {queryOf} from "../link.js";
import {text} from "../text.js";
import {Copyable} from "./copyable.js";
import {FiguresBox} from "./figures_box.js";
import {Share} from "./share.js";
import {download} from "./table.js";

/** @typedef {import("../playground.js").Playground} Playground */

/** @param {{playground: Playground}} props */
export function TakeAway({playground}) {
  const settings = playground.settings.value;
  const network = playground.network.value;
  const theta = playground.frames.readable.value?.arrays.theta;
  const {viewed} = playground.run.position.value;
  const address = `${location.origin}${location.pathname}?${queryOf(settings)}`; // of this page, for one's own machine
  const epochs = epochsOf(viewed);
  const {log} = playground.run;
  const command = commandLine(settings, epochs, log);
  const gap = network ? torchGap(network.architecture) : null;
  const onCopy = () => (playground.announcement.value = text("take.copied"));
  return html`
    <div class="take">
      <${Share} playground=${playground} />
      <${FiguresBox} playground=${playground} />
      ${playground.run.log.start === null || playground.run.log.edits.length ? html`<p class="note">${text("take.altered")}</p>` : null}
      <${Copyable} title=${text("take.python")} content=${pythonCode(settings, epochs, log)} file="run.py" onCopy=${onCopy} />
      ${command ? html`<${Copyable} title=${text("take.command")} content=${command} onCopy=${onCopy} />` : html`<p class="note">${text("take.noCommand")}</p>`}
      <${Copyable} title=${text("take.page")} content=${webCommand(address)} onCopy=${onCopy} />
      ${gap ? html`<p class="note">${text("take.torchGap", {name: gap})}</p>`
        : network && theta && theta.length <= 2000 ? html`<${Copyable} title=${text("take.torch")} content=${torchCode(network.architecture, network.layout, theta)} file="network.py" onCopy=${onCopy} />`
          : network && theta ? html`<p><button class="plain" onClick=${() => download("network.py", torchCode(network.architecture, network.layout, theta))}>${text("take.torchFile")}</button></p>` : null}
    </div>`;
}
