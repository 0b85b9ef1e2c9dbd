/**
 * The settings of a page from a run that a server already has: after a reload, or of `nnplay web FILE`.
 *
 * @typedef {import("../settings.js").Settings} Settings
 */

import {RECIPE_SETTINGS} from "../link.js";
import {configurationOf} from "../settings.js";

/** Whether two JSON values are the same, whatever the order of their keys. @param {any} a @param {any} b @returns {boolean} */
export function sameValues(a, b) {
  if (a === b || (a == null && b == null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValues(a[key], b[key]));
}

/** Whether these settings are those of the server's run. @param {Settings} settings @param {Record<string, any>} configuration */
export const isRunOf = (settings, configuration) => sameValues(configurationOf(settings), configuration);

/**
 * The settings of a recipe that a server does not have yet; null if it has another network.
 * @param {Record<string, any>} configuration of the server
 * @param {Settings} settings
 * @returns {Record<string, any> | null}
 */
export function changesSince(configuration, settings) {
  const {recipe, ...rest} = configurationOf(settings);
  const {recipe: before = {}, ...other} = configuration;
  if (!sameValues(rest, other) || Object.keys(before).some((name) => !(name in recipe) && before[name] !== null)) return null;
  return Object.fromEntries(Object.entries(recipe).filter(([name, value]) => !sameValues(value, before[name])));
}

/**
 * The settings of a run.
 * @param {Record<string, any>} configuration with which it was started
 * @param {Record<string, any>} recipe all its settings
 * @param {Settings} before whose view stays
 * @returns {Settings}
 */
export function settingsOfRun(configuration, recipe, before) {
  const settings = Object.fromEntries(RECIPE_SETTINGS.filter((name) => recipe[name] !== undefined).map((name) => [name, recipe[name]]));
  const table = configuration.table ? {id: configuration.table, file: configuration.table.replace(/ [^ ]*$/, "")} : null;
  const {layers = [], output = null, loss = null} = configuration.architecture ?? {};
  return {
    ...before, recipe: /** @type {Settings["recipe"]} */ ({...settings, data: recipe.data ?? configuration.recipe?.data ?? table?.file}), points: null, table,
    architecture: {layers, output, loss}, formulas: configuration.formulas ?? [],
    view: {...before.view, x: null, y: null, held: {}},
  };
}
