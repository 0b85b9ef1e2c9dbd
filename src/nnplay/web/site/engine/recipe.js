/**
 * The recipe: every setting besides the architecture that determines a result, with the defaults and limits of Python.
 *
 * @typedef {{
 *   default: any, title: string, description: string, anyOf?: Setting[], type?: string, enum?: any[], minimum?: number,
 *   maximum?: number, exclusiveMinimum?: number, exclusiveMaximum?: number
 * }} Setting
 * @typedef {{
 *   data: string | null, target: string[] | null, features: string[] | null, exclude: string[] | null,
 *   columns: [string, string][] | null, task: "classification" | "regression" | null, missing: string, header: boolean | null,
 *   sample_weight: string | null, noise: number | null, samples: number | null,
 *   data_seed: number | null, split: string | null, test_fraction: number, validation_fraction: number | null,
 *   scale: string, input_limit: number | null, epochs: number, batch_size: number | null, optimizer: string,
 *   learning_rate: number, momentum: number | null, schedule: string, schedule_epochs: number | null, l1: number,
 *   l2: number, penalties: [string, number][] | null, weight_decay: number | null, clip: number | null,
 *   patience: number | null, restarts: number, initializer: string | null, shuffle: boolean, seed: number,
 *   class_weight: any, dtype: string, random_streams?: string
 * }} Recipe
 */

import {SettingError, formatNumber} from "./catalog.js";

/**
 * A recipe with these settings, and the others at their defaults.
 * @param {import("./module.js").Description} description
 * @param {Partial<Recipe>} settings
 * @returns {Recipe}
 */
export function makeRecipe(description, settings = {}) {
  const recipe = /** @type {any} */ (Object.fromEntries(
    Object.entries(description.recipe).map(([name, setting]) => [name, setting.default])));
  for (const [name, value] of Object.entries(settings)) {
    const setting = Object.hasOwn(description.recipe, name) ? description.recipe[name] : null;
    if (!setting) throw new SettingError(`A recipe has no setting '${name}'.`);
    const mistake = mistakeIn(setting, value);
    if (mistake) throw new SettingError(`${name} ${mistake}, not ${String(JSON.stringify(value)).slice(0, 60)}.`);
    recipe[name] = value;
  }
  if (recipe.dtype !== "float32") throw new SettingError("The page trains in float32; run: nnplay train … --dtype float64");
  if (recipe.test_fraction + validationFraction(recipe) >= 1) {
    throw new SettingError("test_fraction + validation_fraction must be less than 1 to leave rows to train on.");
  }
  return recipe;
}

/**
 * What is wrong with the value of a setting, to be read after its name; "" if nothing is.
 * @param {Setting} setting
 * @param {any} value
 * @returns {string}
 */
function mistakeIn(setting, value) {
  if (setting.anyOf) {
    const mistakes = setting.anyOf.map((each) => mistakeIn(each, value));
    return mistakes.includes("") ? "" : mistakes[0];
  }
  if (setting.enum) {
    return setting.enum.includes(value) ? "" : `must be ${setting.enum.map((each) => `'${each}'`).join(" or ")}`;
  }
  if (setting.type === "null") return value === null ? "" : "must be left out";
  if (setting.type === "boolean") return typeof value === "boolean" ? "" : "must be true or false";
  if (setting.type === "string") return typeof value === "string" ? "" : "must be text";
  if (setting.type === "array") return Array.isArray(value) ? "" : "must be a list";
  if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
  if (setting.type === "integer" && !Number.isSafeInteger(value)) return "must be a whole number below 2⁵³";
  if (setting.minimum !== undefined && value < setting.minimum) return `must be at least ${setting.minimum}`;
  if (setting.maximum !== undefined && value > setting.maximum) return `must be at most ${setting.maximum}`;
  if (setting.exclusiveMinimum !== undefined && value <= setting.exclusiveMinimum) return `must be greater than ${setting.exclusiveMinimum}`;
  if (setting.exclusiveMaximum !== undefined && value >= setting.exclusiveMaximum) return `must be less than ${setting.exclusiveMaximum}`;
  return "";
}

/** The validation fraction, by default 0.15 with early stopping and 0 without. @param {Recipe} recipe */
export function validationFraction(recipe) {
  if (recipe.validation_fraction !== null) return recipe.validation_fraction;
  return recipe.patience !== null && recipe.test_fraction < 0.8 ? 0.15 : 0;
}

/**
 * The optimizer with the setting `momentum`: sgd with a momentum of 0.9 is "momentum".
 * @param {import("./catalog.js").Catalog} catalog
 * @param {Recipe} recipe
 */
export function resolvedOptimizer(catalog, recipe) {
  const {name, entry, constants} = catalog.resolve("optimizer", recipe.optimizer);
  if (entry.full_batch) throw new SettingError(`The page has no optimizer '${name}'; choose another one, or run: nnplay train … --optimizer ${name}`);
  if (recipe.momentum === null) return recipe.optimizer;
  if (!("momentum" in constants) && name !== "sgd") {
    throw new SettingError(`The optimizer '${name}' has no momentum; use 'momentum' or 'nesterov'.`);
  }
  return catalog.canonical("optimizer", `${name === "sgd" ? "momentum" : name}(momentum=${formatNumber(recipe.momentum)})`);
}

/** The decoupled weight decay, by default the optimizer's own. @param {import("./catalog.js").Catalog} catalog @param {Recipe} recipe */
export function resolvedWeightDecay(catalog, recipe) {
  return recipe.weight_decay ?? catalog.resolve("optimizer", recipe.optimizer).entry.weight_decay ?? 0;
}

/** The strength of every penalty that is not 0, by name. @param {Recipe} recipe */
export function penaltyStrengths(recipe) {
  /** @type {Record<string, number>} */
  const total = {};
  for (const [name, strength] of /** @type {[string, number][]} */ ([["l1", recipe.l1], ["l2", recipe.l2], ...(recipe.penalties ?? [])])) {
    if (strength > 0) total[name] = (total[name] ?? 0) + strength;
  }
  return total;
}
