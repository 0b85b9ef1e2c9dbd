/** A table of numbers, and its download. */

import {html} from "../../vendor/vendor.js";
import {csv} from "../tables.js";
import {number, text} from "../text.js";

/** Offer text or bytes as a file. @param {string} name @param {string | Blob} content @param {string} type */
export function download(name, content, type = "text/plain") {
  const address = URL.createObjectURL(new Blob([content], {type}));
  const link = Object.assign(document.createElement("a"), {href: address, download: name});
  link.click();
  URL.revokeObjectURL(address);
}

/** @param {{table: import("../tables.js").Table, title: string, name: string}} props */
export const Table = ({table, title, name}) => html`
  <div class="table-box" tabindex="0" role="group" aria-label=${title}>
    <table>
      <caption>${title} <button class="plain small" onClick=${() => download(`${name}.csv`, csv(table), "text/csv")}>${text("table.save")}</button></caption>
      <thead><tr>${table.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
      <tbody>${table.rows.slice(0, 200).map((row) => html`<tr>${row.map((cell) => html`<td>${typeof cell === "number" ? number(cell, 4) : cell}</td>`)}</tr>`)}</tbody>
    </table>
    ${table.rows.length > 200 ? html`<p class="note">${text("table.more", {count: table.rows.length - 200})}</p>` : null}
  </div>`;
