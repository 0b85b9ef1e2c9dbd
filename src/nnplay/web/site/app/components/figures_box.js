/** The pictures of the page to save, as SVG or PNG. */

import {html} from "../../vendor/vendor.js";
import {asPng} from "../figures.js";
import {text} from "../text.js";
import {download} from "./table.js";

const NAMES = ["network", "surface", "curves"];

/** @param {{playground: import("../playground.js").Playground}} props */
export function FiguresBox({playground}) {
  /** @param {string} name @param {"svg" | "png"} type */
  const save = async (name, type) => {
    const svg = playground.figures.get(name)?.();
    if (!svg) return;
    if (type === "svg") download(`${name}.svg`, svg, "image/svg+xml");
    else download(`${name}.png`, await asPng(svg), "image/png");
    playground.announcement.value = text("figures.saved", {name: text(`figures.${name}`)});
  };
  return html`
    <section class="figures"><h3>${text("figures.title")}</h3>
      <ul>${NAMES.filter((name) => playground.figures.has(name)).map((name) => html`
        <li key=${name}>${text(`figures.${name}`)}
          ${/** @type {const} */ (["svg", "png"]).map((type) => html`<button class="plain small" aria-label=${text("figures.save", {name: text(`figures.${name}`), type: type.toUpperCase()})} onClick=${() => void save(name, type)}>${type.toUpperCase()}</button>`)}</li>`)}
      </ul>
    </section>`;
}
