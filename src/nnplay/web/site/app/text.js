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
  let format = compiled.get(key);
  if (!format) compiled.set(key, (format = new IntlMessageFormat(message, language, undefined, {ignoreTag: true})));
  return String(format.format(values));
}

/** Whether there is such a message. @param {string} key */
export const hasText = (key) => key in catalogue.value.messages;

/** A number in the language of the page, with so many significant digits. @param {number} value @param {number} digits */
export function number(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const notation = size !== 0 && (size < 1e-4 || size >= 1e7) ? "scientific" : "standard";
  return new Intl.NumberFormat(catalogue.value.language, {maximumSignificantDigits: digits, notation}).format(value).replace("-", "−");
}

/** A fraction as a percentage. @param {number} value */
export const percent = (value) =>
  Number.isFinite(value) ? new Intl.NumberFormat(catalogue.value.language, {style: "percent", maximumFractionDigits: 1}).format(value) : "–";

/** A whole number with separators. @param {number} value */
export const count = (value) => new Intl.NumberFormat(catalogue.value.language).format(value);
