// Ask the network: fields for a row, or a picture to draw; its answer follows each change, and the training.

import { element, number } from "./draw.js";
import { feedOf } from "./feed.js";
import { sketch } from "./sketch.js";

const PAUSE = 150;  // milliseconds between two questions

export default function ask(root, options, send) {
  const feed = feedOf(options);
  const { say } = options;
  let row = null, place = 0, scene = null, asked = "", waiting = false, picture = null;
  const step = (by, sign, text) => element("button", { type: "button", class: "round small", "aria-label": text, title: text, onclick: () => choose(place + by) }, sign);
  const number_of = element("input", { type: "number", min: 1, value: 1, "aria-label": say.row_number, onchange: () => choose(Number(number_of.value) - 1) });
  const truth = element("span", { class: "hint" });
  const fields = element("div", { class: "ask-fields" });
  const said = element("p", { class: "ask-said", role: "status" });
  const shares = element("div", { class: "ask-shares" });
  const way = element("div", { class: "ask-way" });
  root.append(
    element("div", { class: "ask-head" }, step(-1, "‹", say.row_before), element("label", {}, say.row, " ", number_of), step(1, "›", say.row_after), truth),
    element("div", { class: "ask-body" }, fields, element("section", { class: "ask-answer", "aria-label": say.answer }, said, shares, way)));

  function begin(wanted) { place = wanted; send({ do: "begin", row: place }); }

  // The page has the row from now on; it comes back with the next frame, as one that was chosen elsewhere does.
  function choose(wanted) {
    const next = Math.max(0, Math.min(wanted, (number_of.max || 1) - 1));
    number_of.value = next + 1;
    if (frame_row() === next) begin(next); else feed.choose(next);
  }

  const frame_row = () => feed.frame?.row?.place;

  function look() {
    const { frame } = feed;
    if (!frame || !root.offsetParent) return;
    const about = JSON.stringify([feed.scene.title, feed.scene.features]);
    if (about !== scene) { scene = about; row = null; begin(frame_row() ?? place); return; }
    if (frame.row && frame.row.place !== place) { begin(frame.row.place); return; }
    const state = JSON.stringify([row, frame.epoch, frame.batches, frame.message, feed.scene.network]);
    if (!row || waiting || state === asked) return;
    [waiting, asked] = [true, state];
    send({ do: "ask", row });
  }

  function field({ name, kind, values, ends }) {
    const set = (value) => { row = { ...row, [name]: value }; truth.textContent = ""; look(); };
    const made = values ? element("select", { onchange: () => set(made.value) }, ...values.map((one) => new Option(one, one)))
      : kind === "boolean" ? element("input", { type: "checkbox", onchange: () => set(made.checked ? 1 : 0) })
        : element("input", { type: "number", step: "any", placeholder: `${number(ends[0], 1)} … ${number(ends[1], 1)}`, oninput: () => { if (made.value.trim() && Number.isFinite(made.valueAsNumber)) set(made.valueAsNumber); } });
    const value = row[name];
    if (kind === "boolean") made.checked = Boolean(value);
    else made.value = typeof value === "number" ? Number(value.toPrecision(7)) : value ?? "";
    return element("label", { class: "field" }, element("span", { class: "field-name" }, name), made);
  }

  function tell(told) {
    if (told.kind === "many") { fields.replaceChildren(element("p", { class: "hint" }, `${told.of.toLocaleString()} ${say.too_many_fields}`)); return; }
    if (told.kind === "fields") {
      [row, place] = [told.row, told.place];
      number_of.max = told.rows;
      number_of.value = place + 1;
      truth.textContent = `${say.of_rows} ${told.rows.toLocaleString()} · ${say.true_class}: ${told.truth.join(", ")}`;
      if (told.image) {
        if (picture?.side !== told.image) {
          picture = sketch(say, told.image, told.fields, (drawn) => { row = drawn; truth.textContent = ""; look(); });
          fields.replaceChildren(picture.root);
        }
        picture.show(row);
      } else {
        picture = null;
        fields.replaceChildren(...told.fields.map(field));
      }
      asked = "";
      look();
      root.closest(".more").scrollIntoView({ block: "nearest" });
      return;
    }
    setTimeout(() => { waiting = false; look(); }, PAUSE);
    if (told.kind === "trouble") { said.textContent = told.trouble; shares.replaceChildren(); way.replaceChildren(); return; }
    const text = told.names.length > 1 ? told.names.map((name, k) => `${name}: ${told.prediction[k]}`).join(" · ") : told.prediction[0];
    if (said.textContent !== text) said.textContent = text;
    shares.replaceChildren(...told.shares.map(([name, share]) => {
      const bar = element("div", { class: "ask-share" }, element("span", {}, name), element("span", {}, `${(100 * share).toFixed(1)} %`));
      bar.style.setProperty("--part", `${100 * share}%`);
      return bar;
    }));
    way.replaceChildren(element("h3", {}, say.on_the_way), ...told.layers.map(([count, values], k) => {
      const most = Math.max(...values.map(Math.abs), 1e-9);
      const name = k === told.layers.length - 1 ? say.output : `${say.layer} ${k + 1}`;
      const cells = values.map((value, neuron) => {
        const cell = element("span", { title: `${say.neuron} ${neuron + 1}: ${number(value, 4)}` }, count <= 8 ? number(value, 2) : "");
        cell.style.setProperty("--shade", value < 0 ? feed.scene.colours.negative : feed.scene.colours.positive);
        cell.style.setProperty("--part", `${(36 * Math.abs(value)) / most}%`);
        return cell;
      });
      const words = `${name}: ${values.map((value) => number(value, 2)).join(", ")}`;
      return element("div", { class: "ask-layer" }, element("span", { class: "field-name" }, name),
        element("div", { class: "ask-cells", role: "img", "aria-label": words }, ...cells), count > values.length ? element("small", {}, `+${count - values.length}`) : "");
    }));
  }

  const watching = feed.watch(() => look());
  const seeing = new IntersectionObserver(() => look());
  seeing.observe(root);
  return { tell, end: () => { watching(); seeing.disconnect(); } };
}
