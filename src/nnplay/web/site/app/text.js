/**
 * Texts in the language of the page: ICU messages with plurals and numbers, from messages/*.json.
 */

import {IntlMessageFormat, signal} from "../vendor/vendor.js";

/** @typedef {Record<string, string>} Catalogue */

/** @type {{value: {language: string, messages: Catalogue}}} */
export const catalogue = signal({language: "en", messages: {}});
/** @type {Map<string, IntlMessageFormat>} */
const compiled = new Map();

/** Use these messages from now on. @param {string} language @param {Catalogue} messages */
export function useMessages(language, messages) {
  compiled.clear();
  catalogue.value = {language, messages};
}

/**
 * A message in the language of the page.
 * @param {string} key
 * @param {Record<string, any>} [values]
 * @returns {string}
 */
export function text(key, values) {
  const {language, messages} = catalogue.value;
  const message = messages[key];
  if (message === undefined) return key;
  if (!message.includes("{")) return message;
  let parsed = compiled.get(key);
  if (!parsed) compiled.set(key, (parsed = new IntlMessageFormat(message, language, undefined, {ignoreTag: true})));
  return String(parsed.format(values));
}

/** Whether there is such a message. @param {string} key */
export const hasText = (key) => key in catalogue.value.messages;

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** How numbers are written, made once. @param {Intl.NumberFormatOptions} options */
function format(options) {
  const {language} = catalogue.value;
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, known);
  return known;
}

/** A number in the language of the page, with so many significant digits. @param {number} value @param {number} digits */
export function number(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const notation = size !== 0 && (size < 1e-4 || size >= 1e7) ? "scientific" : "standard";
  return format({maximumSignificantDigits: digits, notation}).format(value).replace("-", "−");
}

/** A fraction as a percentage. @param {number} value */
export const percent = (value) =>
  Number.isFinite(value) ? format({style: "percent", maximumFractionDigits: 1}).format(value) : "–";

/** A whole number with separators. @param {number} value */
export const count = (value) => format({}).format(value);
