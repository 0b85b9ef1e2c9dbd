/** The page: bar, data, network, results, and on a telephone one of them at a time. */

import {html, useState} from "../../vendor/vendor.js";
import {text} from "../text.js";
import {Bar} from "./bar.js";
import {ClassBar} from "./class_bar.js";
import {Curves} from "./curves.js";
import {DataPanel} from "./data_panel.js";
import {Drawer} from "./drawer.js";
import {Editor} from "./editor.js";
import {FirstAnswer} from "./first_answer.js";
import {GuideStrip} from "./guide_strip.js";
import {Network} from "./network.js";
import {Announcer, Notices} from "./notices.js";
import {Preferences} from "./preferences.js";
import {Scrubber} from "./scrubber.js";
import {SecondPanel} from "./second_panel.js";
import {Surface} from "./surface.js";

const TABS = /** @type {const} */ (["data", "network", "result"]);

/** To the network, without an entry in the browser's history. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.querySelector(".network canvas[tabindex]")?.scrollIntoView();
  /** @type {HTMLElement | null} */ (document.querySelector(".network canvas[tabindex]"))?.focus();
}

/** @param {{playground: import("../playground.js").Playground, question: boolean}} props */
export function Page({playground, question}) {
  const [tab, setTab] = useState(/** @type {typeof TABS[number]} */ ("result"));
  const asks = question && !playground.run.played.value && !playground.undo.canUndo.value && !playground.guide?.lesson.value && !playground.drawer.value &&
    !playground.viewpoint.selected.value && !playground.hides("hints");
  return html`
    <a class="skip" href="#network" onClick=${skip}>${text("page.skip")}</a>
    <${Bar} playground=${playground} />
    <${ClassBar} part=${playground.address.classPart.value} />
    <${GuideStrip} guide=${playground.guide} />
    <main class="columns" data-tab=${tab}>
      <div class="left"><${DataPanel} playground=${playground} />${playground.hides("preferences") ? null : html`<${Preferences} playground=${playground} />`}</div>
      <div class="notices"><${Notices} playground=${playground} question=${asks} /><${FirstAnswer} playground=${playground} question=${question} /></div>
      <div class="center">
        <${Network} playground=${playground} asks=${asks} />
        <${SecondPanel} first=${playground} />
        <${Editor} playground=${playground.second.value?.viewpoint.selected.value ? playground.second.value : playground} />
      </div>
      <${Drawer} playground=${playground} />
      <div class="right">
        ${playground.hides("surface") ? null : html`<${Surface} playground=${playground} />`}
        ${playground.hides("time") ? null : html`<${Scrubber} playground=${playground} />`}
        ${playground.hides("curves") ? null : html`<${Curves} playground=${playground} />`}
      </div>
    </main>
    <nav class="tabs" aria-label=${text("page.parts")}>
      ${TABS.map((name) => html`<button key=${name} aria-pressed=${tab === name} onClick=${() => setTab(name)}>${text(`tab.${name}`)}</button>`)}
    </nav>
    <${Announcer} playground=${playground} />`;
}
