/**
 * What a typed formula is: its values and slopes for a picture, or what is wrong with it. The engine's own parser reads it,
 * loaded when a formula is first typed.
 *
 * @typedef {{kind: "activation" | "loss", constants: Record<string, number>, values: Float64Array, slopes: Float64Array, low: number, high: number}} Preview
 */

import {description} from "./catalogue.js";

const POINTS = 121;
export const RANGES = /** @type {const} */ ({activation: [-4, 4], loss: [0, 1]});

/**
 * @param {string} text
 * @param {Record<string, number>} constants those that are no longer in the formula are left out
 * @param {number} truth y, of a loss
 * @returns {Promise<Preview | {mistake: string}>}
 */
export async function previewOf(text, constants, truth = 1) {
  const engine = description.value;
  if (!engine) return {mistake: ""};
  const [{Formula}, {evaluate}] = await Promise.all([import("../engine/formula.js"), import("../engine/expressions.js")]);
  try {
    const used = Object.keys(new Formula(text, engine).constants);
    const formula = new Formula(text, engine, Object.fromEntries(Object.entries(constants).filter(([name]) => used.includes(name))));
    const [low, high] = RANGES[formula.kind];
    const argument = formula.kind === "activation" ? "z" : "y_hat";
    const at = (/** @type {any} */ tree) => Float64Array.from({length: POINTS}, (_, k) =>
      evaluate(tree, {...formula.constants, y: truth, [argument]: low + ((high - low) * k) / (POINTS - 1)}));
    return {kind: formula.kind, constants: formula.constants, values: at(formula.tree), slopes: at(formula.slope), low, high};
  } catch (error) {
    return {mistake: error instanceof Error ? error.message : String(error)};
  }
}
