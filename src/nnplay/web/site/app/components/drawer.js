/** The drawer behind the buttons of the three drawers; it opens below the network, on a telephone above what is in view, and covers neither the surface nor Play. */

import {html} from "../../vendor/vendor.js";
import {text} from "../text.js";
import {CLOSE} from "./icons.js";
import {Inside} from "./inside.js";
import {Learn} from "./learn.js";
import {TakeAway} from "./take_away.js";

const CONTENTS = {learn: Learn, inside: Inside, take: TakeAway};

/** @param {{playground: import("../playground.js").Playground}} props */
export function Drawer({playground}) {
  const open = playground.drawer.value;
  return html`
    <section class=${`drawer dock ${open ?? ""}`} id="drawer" hidden=${!open} aria-label=${open ? text(`drawer.${open}`) : ""}>
      ${open ? html`
        <div class="dock-head"><h2>${text(`drawer.${open}`)}</h2>
          <button class="round small" onClick=${() => (playground.drawer.value = null)} aria-label=${text("drawer.close")}>${CLOSE}</button></div>
        <div class="drawer-content"><${CONTENTS[open]} playground=${playground} /></div>` : null}
    </section>`;
}
