// A form from a list of fields: each takes what is entered when it is left, and shows what is set.

import { element } from "./draw.js";

const SPEC = /^([^(]+)(?:\((.*)\))?$/;

// A component with its constants: "adam(beta1=0.8)".
export function parsed(spec) {
  const [, name, inside] = SPEC.exec(spec) ?? [null, spec, ""];
  const pairs = (inside ?? "").split(",").filter(Boolean).map((part) => part.split("=").map((word) => word.trim()));
  return { name, constants: Object.fromEntries(pairs.map(([key, value]) => [key, Number(value)])) };
}

export function written(name, constants) {
  const told = Object.entries(constants).map(([key, value]) => `${key}=${value}`);
  return told.length ? `${name}(${told.join(", ")})` : name;
}

const option = (value, text) => element("option", { value }, text);

function chooser(field, names, change) {
  const all = [...(field.empty === null ? [] : [option("", field.empty)]), ...names.map((name) => option(name, name))];
  const select = element("select", { name: field.id, onchange: () => change(select.value || null) }, ...all);
  const show = (value) => {
    if (value && !names.includes(value) && ![...select.options].some((one) => one.value === value))
      select.append(option(value, value));
    select.value = value ?? "";
  };
  return { input: select, show };
}

// An entry that is being typed is left alone until it has been taken.
function typed(attributes, take) {
  let typing = false, shown = "";
  const input = element("input", { ...attributes,
    oninput: () => { typing = true; },
    onblur: () => { typing = false; },
    onchange: () => { typing = false; take(input, shown); } });
  return { input, show: (value) => { shown = value ?? ""; if (!typing) input.value = shown; } };
}

const numeric = (attributes, optional, change) => typed({ type: "number", step: "any", ...attributes }, (input, shown) => {
  if (Number.isFinite(input.valueAsNumber)) change(input.valueAsNumber);
  else if (optional && input.value === "" && !input.validity.badInput) change(null);
  else input.value = shown;
});

function component(field, change) {
  const about = element("p", { class: "form-told" });
  const numbers = element("div", { class: "form-constants" });
  const known = new Map(field.options.map((entry) => [entry.name, entry]));
  const { input, show } = chooser(field, [...known.keys()], change);
  let shown = null;
  const showing = (spec) => {
    const { name, constants } = spec ? parsed(spec) : { name: null, constants: {} };
    show(name);
    const entry = known.get(name);
    about.textContent = entry?.told ?? field.hint;
    if (spec === shown) return;
    const held = document.activeElement?.name;
    shown = spec;
    numbers.replaceChildren(...Object.entries(entry?.constants ?? {}).map(([key, usual]) => {
      const made = numeric({ name: `${field.id}.${key}` }, false, (value) =>
        change(written(name, { ...constants, [key]: value })));
      made.show(constants[key] ?? usual);
      return element("label", {}, element("span", {}, key), made.input);
    }));
    if (held) numbers.querySelector(`[name="${held}"]`)?.focus();
  };
  return { input, show: showing, below: [numbers, about] };
}

function flag(field, change) {
  const input = element("input", { type: "checkbox", name: field.id, onchange: () => change(input.checked) });
  return { input, show: (value) => { input.checked = value; } };
}

const text = (field, change) =>
  typed({ type: "text", name: field.id, placeholder: field.empty ?? "" }, (input) => change(input.value.trim()));

const KINDS = {
  component,
  flag,
  text,
  choice: (field, change) => chooser(field, field.options, change),
  number: (field, change) => numeric({ name: field.id, min: field.least, max: field.most, placeholder: field.empty },
                                     field.empty !== null, change),
};

// The fields as elements, and what shows the values in them.
export function form(prefix, fields, change) {
  const shows = {};
  const made = fields.map((plain) => {
    const field = { ...plain, id: `${prefix}.${plain.name}` };
    const { input, show, below } = KINDS[field.kind](field, (value) => change(field.name, value));
    shows[field.name] = show;
    input.id = field.id;
    const hint = below ?? [element("p", { class: "form-told" }, field.hint)];
    return element("div", { class: `form-field ${field.kind}` },
      element("div", { class: "form-line" }, element("label", { for: field.id }, field.label), input), ...hint);
  });
  return { made, show: (values) => { for (const [name, show] of Object.entries(shows)) show(values[name]); } };
}

// Told of what is set, now and whenever the page shows it.
export function showing(root, taker) {
  const told = () => { if (root.shown !== undefined) taker(root.shown); };
  root.addEventListener("nnplay-show", told);
  told();
}
