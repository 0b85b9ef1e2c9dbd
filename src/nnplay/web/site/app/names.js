/** Names of things as people say them: features, components and neurons. */

import {hasText, text} from "./text.js";

const UPPER = new Map([...Array.from("0123456789", (digit, k) => /** @type {[string, string]} */ ([digit, "⁰¹²³⁴⁵⁶⁷⁸⁹"[k]]))]);
const LOWER = "₀₁₂₃₄₅₆₇₈₉";

/** A feature as it is written in mathematics: x₁², x₁x₂, sin(x₁). @param {string} name */
export const featureName = (name) => name
  .replace(/\bx(\d)/g, (_, digit) => `x${LOWER[Number(digit)]}`)
  .replace(/\^(\d)/g, (_, digit) => UPPER.get(digit) ?? "")
  .replace("*", "");

/** A component of the catalogue, such as "ReLU" or "leaky ReLU". @param {string} name */
export function componentName(name) {
  const key = `component.${name.split("(")[0]}`;
  if (hasText(key)) return text(key);
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A number as a subscript. @param {number} value */
export const subscript = (value) => String(value).replace(/\d/g, (digit) => LOWER[Number(digit)]);

/**
 * A neuron: an input by its name, the output, or "Layer 1, neuron 2".
 * @param {{column: number, index: number}} place
 * @param {{features: string[], layers: number, outputs: number, classes: string[]}} network
 */
export function neuronName({column, index}, {features, layers, outputs, classes}) {
  if (column === 0) return text("neuron.input", {name: featureName(features[index] ?? String(index + 1))});
  if (column <= layers) return text("neuron.hidden", {layer: column, neuron: index + 1});
  return outputs === 1 ? text("neuron.output") : text("neuron.outputOf", {name: classes[index] ?? String(index + 1)});
}

/** The inputs of a network as people write them: its features, or what encodes them. @param {Record<string, any>} network @returns {string[]} */
export const inputNames = (network) =>
  (network.inputs ?? network.features.map((/** @type {string} */ name) => ({name}))).map((/** @type {{name: string}} */ {name}) => featureName(name));

/** A class as people say it. @param {string} name */
export const className = (name) => (name === "blue" || name === "orange" ? text(`class.${name}`) : /^class \d\d$/.test(name) ? text("class.drawn", {place: Number(name.slice(6))}) : name);
