/**
 * The settings of a page: the configuration of the engine, and how it is viewed. Plain values; nothing here changes one.
 *
 * @typedef {{width: number, activation: string, dropout?: number, norm?: "batch" | "layer" | null, skip?: boolean,
 *   initializer?: string | null}} Layer
 * @typedef {{layers: Layer[], output: string | null, loss: string | null}} Architecture
 * @typedef {[x: number, y: number, cls: number]} Point
 * @typedef {Record<string, any> & {data: string}} Recipe
 * @typedef {"system" | "light" | "dark" | "contrast"} Theme
 * @typedef {{
 *   x: string | null, y: string | null, held: Record<string, number>, tests: boolean, steps: boolean, speed: number | null,
 *   theme: Theme, language: string | null, hide: string[]
 * }} View
 * @typedef {{name: string, text: string, constants?: Record<string, number>, learned?: string[]}} TypedFormula an activation or a loss
 * @typedef {{id: string, file: string}} OwnTable data of one's own: the engine's name for them, and the file's
 * @typedef {{recipe: Recipe, architecture: Architecture, points: Point[] | null, table: OwnTable | null, formulas: TypedFormula[], view: View}} Settings
 */

export const TOYS = {classification: ["circle", "xor", "gauss", "spiral", "moons"], regression: ["plane", "multi-gauss"]};
export const ALL_TOYS = [...TOYS.classification, ...TOYS.regression];
export const SETS = ["iris", "penguins", "wine", "breast_cancer", "diabetes", "digits", "scores"];
export const DRAWN = "drawn";
export const FEATURES = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"];
export const COMMON_ACTIVATIONS = ["tanh", "relu", "sigmoid", "gelu", "identity"];
export const LEARNING_RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
export const BATCH_SIZES = [1, 5, 10, 20, 30, 50, 100, 200];
export const SPEEDS = [1, 5, 20, 60, 200, null];
export const LIMITS = {layers: 30, neurons: 500, samples: 5000, epochs: 100_000, points: 2000, classes: 10, formulas: 20};
export const THEMES = /** @type {Theme[]} */ (["system", "light", "dark", "contrast"]);
export const LANGUAGES = ["en", "de"];
export const RANGE = /** @type {[number, number]} */ ([-6, 6]);
export const SEED_LIMIT = 2 ** 53;

/** A layer with what a link leaves out. */
export const LAYER = {activation: "tanh", dropout: 0, norm: null, skip: false, initializer: null};

/** What a link leaves out: the same settings as in links of earlier pages. @type {Settings} */
export const DEFAULTS = {
  recipe: {
    data: "circle", features: ["x1", "x2"], noise: 0, samples: 400, data_seed: 0, test_fraction: 0.5, batch_size: 10,
    learning_rate: 0.03, optimizer: "sgd", epochs: 20_000,
  },
  architecture: {layers: [{width: 4, activation: "tanh"}, {width: 2, activation: "tanh"}], output: null, loss: null},
  points: null,
  table: null,
  formulas: [],
  view: {x: null, y: null, held: {}, tests: false, steps: false, speed: 60, theme: "system", language: null, hide: []},
};

/** What a page without a link begins with: the question of the first sight. @type {Settings} */
export const FIRST_SIGHT = {...DEFAULTS, architecture: {...DEFAULTS.architecture, layers: [{width: 4, activation: "tanh"}]}};

/** Whether the data are points in a plane: a toy set, or drawn. @param {Settings} settings */
export const isPlane = ({points, table, recipe}) => points !== null || (table === null && ALL_TOYS.includes(recipe.data));

/** Whether the data ask for a class or a value; of a table, "table". @param {Settings} settings */
export const taskOf = (settings) =>
  !isPlane(settings) ? "table" : settings.points === null && TOYS.regression.includes(settings.recipe.data) ? "regression" : "classification";

/** @param {Settings} settings @param {Partial<View>} view @returns {Settings} */
export const withView = (settings, view) => ({...settings, view: {...settings.view, ...view}});

/** @param {Settings} settings @param {Record<string, any>} recipe @returns {Settings} */
export const withRecipe = (settings, recipe) => ({...settings, recipe: {...settings.recipe, ...recipe}});

/** @param {Settings} settings @param {Layer[]} layers @returns {Settings} */
export const withLayers = (settings, layers) => ({...settings, architecture: {...settings.architecture, layers}});

/** Settings of the recipe that say how a table is read. */
const TABLE_SETTINGS = ["target", "exclude", "columns", "task", "missing", "header", "class_weight"];

/** Other data; output and loss follow from them if the task is another one. @param {Settings} settings @param {string} data @returns {Settings} */
export function withData(settings, data) {
  const {recipe, table: _table, points: _points, ...rest} = settings;
  const kept = Object.fromEntries(Object.entries(recipe).filter(([name]) => !TABLE_SETTINGS.includes(name)));
  const plane = ALL_TOYS.includes(data);
  const features = plane ? (isPlane(settings) ? recipe.features : DEFAULTS.recipe.features) : null;
  return inferring(settings, {...rest, recipe: {...kept, features, data}, table: null, points: null, view: withoutAxes(settings.view)});
}

/** A table of one's own. @param {Settings} settings @param {OwnTable} table @returns {Settings} */
export function withTable(settings, table) {
  const next = {...withData(settings, table.file), table};
  return {...next, architecture: {...next.architecture, output: null, loss: null}};
}

/** Another target, columns or way to read a table; output and loss follow from them. @param {Settings} settings @param {Record<string, any>} change @returns {Settings} */
export function withColumns(settings, change) {
  const recipe = Object.fromEntries(Object.entries({...settings.recipe, ...change}).filter(([, value]) => value !== undefined));
  const next = {...settings, recipe: /** @type {Recipe} */ (recipe)};
  return "target" in change || "task" in change ? {...next, view: withoutAxes(next.view), architecture: {...next.architecture, output: null, loss: null}} : next;
}

/** @param {View} view @returns {View} */
const withoutAxes = (view) => ({...view, x: null, y: null, held: {}});

/** Output and loss are open again if the task is another one. @param {Settings} before @param {Settings} next @returns {Settings} */
function inferring(before, next) {
  if (taskOf(next) === taskOf(before) && taskOf(next) !== "table") return next;
  return {...next, architecture: {...next.architecture, output: null, loss: null}};
}

/** The points of one's own. @param {Settings} settings @param {Point[]} points @returns {Settings} */
export function withPoints(settings, points) {
  const from = isPlane(settings) ? settings : withData(settings, DEFAULTS.recipe.data);
  return inferring(settings, {...withRecipe(from, {data: DRAWN}), points});
}

/** One hidden layer more or fewer, at the end. @param {Settings} settings @param {1 | -1} by @returns {Settings} */
export function withLayerCount(settings, by) {
  const {layers} = settings.architecture;
  if (by < 0) return withLayers(settings, layers.slice(0, -1));
  if (layers.length >= LIMITS.layers) return settings;
  const last = layers.at(-1) ?? {width: 2, activation: "tanh"};
  return withLayers(settings, [...layers, {width: Math.min(last.width, 8), activation: last.activation}]);
}

/** A layer with other settings. @param {Settings} settings @param {number} index @param {Partial<Layer>} change @returns {Settings} */
export const withLayer = (settings, index, change) =>
  withLayers(settings, settings.architecture.layers.map((each, k) => (k === index ? {...each, ...change} : each)));

/** More or fewer neurons in a layer, within the limits. @param {Settings} settings @param {number} index @param {number} width @returns {Settings} */
export const withWidth = (settings, index, width) =>
  withLayer(settings, index, {width: Math.min(Math.max(Math.round(width) || 1, 1), LIMITS.neurons)});

/** An input more, or one fewer; the last one stays. @param {Settings} settings @param {string} feature @returns {Settings} */
export function withFeature(settings, feature) {
  /** @type {string[]} */
  const features = settings.recipe.features;
  const next = features.includes(feature) ? features.filter((each) => each !== feature) : [...features, feature];
  if (!next.length) return settings;
  const rank = (/** @type {string} */ name) => (FEATURES.includes(name) ? FEATURES.indexOf(name) : FEATURES.length);
  return withRecipe(settings, {features: next.toSorted((a, b) => rank(a) - rank(b))});
}

/** The activation of all hidden layers. @param {Settings} settings @param {string} activation @returns {Settings} */
export const withActivation = (settings, activation) =>
  withLayers(settings, settings.architecture.layers.map((each) => ({...each, activation})));

/** What the engine is configured with. @param {Settings} settings @returns {Record<string, any>} */
export function configurationOf({recipe, architecture, points, table, formulas}) {
  const open = {layers: architecture.layers, output: architecture.output, loss: architecture.loss};
  const {data, noise: _noise, samples: _samples, data_seed: _seed, ...kept} = recipe;
  if (table) return {recipe: kept, architecture: open, table: table.id, formulas};
  if (points === null) return {recipe: ALL_TOYS.includes(data) ? recipe : {...kept, data}, architecture: open, formulas};
  const rows = {
    name: DRAWN, target: "colour", columns: {x1: points.map(([x]) => x), x2: points.map(([, y]) => y)},
    labels: points.map(([, , cls]) => `class ${String(cls + 1).padStart(2, "0")}`),
  };
  return {recipe: kept, architecture: open, rows, formulas};
}

/** The settings that say how a table is read. @param {Settings} settings */
export const tableRecipe = ({recipe, table}) =>
  Object.fromEntries(["features", ...TABLE_SETTINGS, ...(table ? [] : ["data"])].filter((name) => recipe[name] !== undefined).map((name) => [name, recipe[name]]));

/**
 * What differs between two settings: nothing, the view only, some settings of the recipe, or the network itself.
 * @param {Settings} before
 * @param {Settings} after
 * @returns {{kind: "none" | "view" | "network"} | {kind: "recipe", changes: Record<string, any>}}
 */
export function difference(before, after) {
  const same = (/** @type {any} */ a, /** @type {any} */ b) => JSON.stringify(a) === JSON.stringify(b);
  if (!same(before.architecture, after.architecture) || !same(before.points, after.points) || !same(before.formulas, after.formulas) || !same(before.table, after.table)) return {kind: "network"};
  const fromToy = ALL_TOYS.includes(before.recipe.data) !== ALL_TOYS.includes(after.recipe.data);
  if (fromToy) return {kind: "network"};
  const names = [...new Set([...Object.keys(before.recipe), ...Object.keys(after.recipe)])];
  const changed = names.filter((name) => !same(before.recipe[name], after.recipe[name]));
  if (!changed.length) return {kind: same(before.view, after.view) ? "none" : "view"};
  if (changed.some((name) => !(name in after.recipe))) return {kind: "network"};
  return {kind: "recipe", changes: Object.fromEntries(changed.map((name) => [name, after.recipe[name]]))};
}
