/** The middle and the reach of the colour scale for the values of a neuron or an output. */

/** @type {Record<string, [center: number, reach: number]>} */
const BOUNDED = {
  sigmoid: [0.5, 0.5], hard_sigmoid: [0.5, 0.5], softmax: [0.5, 0.5], binary_step: [0.5, 0.5], tanh: [0, 1], hard_tanh: [0, 1],
  softsign: [0, 1], sinusoid: [0, 1], smht: [0, 1],
};

/** @param {string} activation @param {number} most the largest value in view */
export const neuronScale = (activation, most) => BOUNDED[activation.split("(")[0]] ?? [0, most];

/**
 * For the output of two classes, halfway between them; for values, as the data are.
 * @param {{form: string, low: number, offset: number, scale: number}} coding
 * @param {number} reach of the target's values
 * @returns {[center: number, reach: number]}
 */
export function outputScale({form, low, offset, scale}, reach) {
  if (form === "column") return [(low + 1) / 2, (1 - low) / 2];
  return [-offset / scale, reach / scale];
}

/** An output in the units of the data. @param {{form: string, offset: number, scale: number}} coding @param {number} value */
export const inUnits = ({form, offset, scale}, value) => (form === "values" ? value * scale + offset : value);
