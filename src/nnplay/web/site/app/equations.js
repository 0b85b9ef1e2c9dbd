/**
 * What a neuron computes for one point, term by term: z = Σ wᵢ·aᵢ + b, and a = f(z).
 *
 * @typedef {{name: string, weight: number, input: number, product: number}} Term
 * @typedef {{terms: Term[], bias: number, z: number, a: number, activation: string, plain: boolean}} NeuronEquation
 * `plain` says whether a is f(z) of this sum alone, without normalization, a skip connection or several sums
 */

import {inputNames, subscript} from "./names.js";

/** @typedef {{start: number, shape: number[]}} Place */

/**
 * @param {Record<string, any>} network the engine's description
 * @param {Record<string, import("../engine/frames.js").Numbers>} arrays of a frame with a point
 * @param {number} layer from 0; the output is the last
 * @param {number} neuron from 0
 * @returns {NeuronEquation | null} null if the frame belongs to another network
 */
export function neuronEquation(network, arrays, layer, neuron) {
  /** @type {Record<string, Place>[]} */
  const layout = network.layout;
  const inputs = layer === 0 ? arrays.point_inputs : arrays[`point_${layer - 1}`];
  const outputs = arrays[`point_${layer}`];
  const {theta} = arrays;
  const place = layout[layer];
  if (!inputs || !outputs || !theta || !place || inputs.length !== place.W.shape[0] || neuron >= outputs.length) return null;
  const sums = place.W.shape[1];
  const names = inputNames(network);
  const terms = Array.from(inputs, (input, from) => {
    const weight = theta[place.W.start + from * sums + neuron];
    const name = layer === 0 ? names[from] : `a${subscript(from + 1)}`;
    return {name, weight, input, product: weight * input};
  });
  const bias = theta[place.b.start + neuron];
  const hidden = network.architecture.layers[layer];
  return {
    terms, bias, z: terms.reduce((sum, term) => sum + term.product, bias), a: outputs[neuron],
    activation: hidden ? hidden.activation : network.architecture.output,
    plain: !hidden?.norm && !hidden?.skip && sums === outputs.length,
  };
}
