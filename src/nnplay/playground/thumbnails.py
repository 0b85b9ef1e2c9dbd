"""Thumbnails of inputs and neurons over the feature plane."""

import numpy as np

from nnplay.data.expressions import parse_expression
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.surface import SurfacePlot


class Thumbnails:
    """Input and neuron values over the plane of a surface plot, scaled to 0 … 255 with 128 in the middle.

    Args:
        plot: defines the plane.
        side: pixels along each side.
    """

    def __init__(self, plot: SurfacePlot, side: int) -> None:
        from nnplay.engine.compiled import Engine

        self.side, self.plot = side, plot
        self.X = plot.inputs((side, side)).astype(plot.problem.recipe.dtype)
        self._engine = Engine(plot.problem.architecture, plot.problem.recipe.dtype, rows=1, chunk=len(self.X))

    def inputs(self) -> Array:
        """The inputs of the network, (n_in, side, side), row by row from the bottom."""
        return self._scaled(zero_constant_columns(self.X), 0.0)

    def expression(self, text: str) -> Array:
        """An expression in the two features of the plane, (side, side)."""
        assert self.plot.names is not None
        columns = dict(zip(self.plot.names, self.plot.mesh((self.side, self.side)).T, strict=True))
        values = parse_expression(text, columns)(columns)[:, None]
        thumbnail: Array = self._scaled(zero_constant_columns(values), 0.0)[0]
        return thumbnail

    def neurons(self, parameters: Parameters) -> Array:
        """Every neuron, layer by layer with the outputs last, (neurons, side, side)."""
        layers = self._engine.activations(parameters.theta, self.X)
        midpoints = [midpoint(*block.activation.range) for block in parameters.layout.blocks]
        return np.concatenate([self._scaled(a, middle) for a, middle in zip(layers, midpoints, strict=True)])

    def neuron(self, parameters: Parameters, layer: int, index: int) -> Array:
        """One neuron, (1, side, side)."""
        a = self._engine.activations(parameters.theta, self.X)[layer][:, index : index + 1]
        return self._scaled(a, midpoint(*parameters.layout.blocks[layer].activation.range))

    def _scaled(self, values: Array, middle: float) -> Array:
        """Each column scaled by its largest distance from the middle, (columns, side, side)."""
        distances = np.nan_to_num(np.asarray(values, dtype=float).T - middle)
        largest = np.maximum(np.abs(distances).max(axis=1, keepdims=True), 1e-12)
        pixels: Array = np.rint(128 + 127 * distances / largest).astype(np.uint8)
        return pixels.reshape(-1, self.side, self.side)


def zero_constant_columns(X: Array) -> Array:
    """X with zeros in constant columns, which carry no information."""
    return np.where(X.min(axis=0) < X.max(axis=0), X, 0.0)


def midpoint(low: float, high: float) -> float:
    """The middle of a range; 0 for an infinite one."""
    return (low + high) / 2 if np.isfinite(low) and np.isfinite(high) else 0.0
