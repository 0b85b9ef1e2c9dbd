/** Theme and language. */

import {html} from "../../vendor/vendor.js";
import {LANGUAGES, THEMES} from "../settings.js";
import {catalogue, text} from "../text.js";
import {Select} from "./controls.js";

/** @param {{playground: import("../playground.js").Playground}} props */
export const Preferences = ({playground}) => html`
  <div class="preferences">
    <${Select} id="theme" label=${text("preferences.theme")} value=${playground.settings.value.view.theme}
      options=${THEMES.map((value) => ({value, label: text(`theme.${value}`)}))}
      onChange=${(/** @type {import("../settings.js").Theme} */ theme) => playground.setView({theme})} />
    <${Select} id="language" label=${text("preferences.language")} value=${catalogue.value.language}
      options=${LANGUAGES.map((value) => ({value, label: text(`language.${value}`)}))}
      onChange=${(/** @type {string} */ language) => playground.setView({language})} />
    ${playground.saving.storage ? html`<button class="plain small forget" onClick=${() => playground.saving.askToForget()}>${text("preferences.forget")}</button>` : null}
  </div>`;
