"""The small pictures of a network: what each input and each neuron says over the plane, as it learns."""

from __future__ import annotations

import numpy as np

from nnplay.data.expressions import parse_expression
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.surface import Scene


class Maps:
    """The values of inputs and neurons over the picture of a scene, 0 … 255, with 128 for what is neither high nor low.

    Args:
        scene: whose picture it is.
        side: points along each side.
    """

    def __init__(self, scene: Scene, side: int) -> None:
        from nnplay.engine.compiled import Engine

        self.side, self.scene = side, scene
        self.X = scene.inputs((side, side)).astype(scene.problem.recipe.dtype)
        self._engine = Engine(scene.problem.architecture, scene.problem.recipe.dtype, rows=1, chunk=len(self.X))

    def inputs(self) -> Array:
        """What the network is given: (n_in, side, side), row by row from the lowest."""
        return self._shaded(spread(self.X), 0.0)

    def expression(self, text: str) -> Array:
        """An expression over the two features of the plane, as an input that is not there yet: (side, side)."""
        assert self.scene.names is not None
        columns = dict(zip(self.scene.names, self.scene.mesh((self.side, self.side)).T, strict=True))
        picture: Array = self._shaded(spread(parse_expression(text, columns)(columns)[:, None]), 0.0)[0]
        return picture

    def neurons(self, parameters: Parameters) -> Array:
        """What every neuron says, layer by layer and the outputs last: (neurons, side, side)."""
        layers = self._engine.activations(parameters.theta, self.X)
        middles = [middle(*block.activation.range) for block in parameters.layout.blocks]
        return np.concatenate([self._shaded(a, m) for a, m in zip(layers, middles, strict=True)])

    def neuron(self, parameters: Parameters, layer: int, place: int) -> Array:
        """What one neuron says: (1, side, side)."""
        a = self._engine.activations(parameters.theta, self.X)[layer][:, place : place + 1]
        return self._shaded(a, middle(*parameters.layout.blocks[layer].activation.range))

    def _shaded(self, values: Array, middle: float) -> Array:
        """Each column on its own scale, whose middle is given: (columns, side, side)."""
        away = np.nan_to_num(np.asarray(values, dtype=float).T - middle)
        reach = np.maximum(np.abs(away).max(axis=1, keepdims=True), 1e-12)
        shades: Array = np.rint(128 + 127 * away / reach).astype(np.uint8)
        return shades.reshape(-1, self.side, self.side)


def spread(X: Array) -> Array:
    """The columns, with zeros for one that is the same everywhere: it says nothing over the plane."""
    return np.where(X.min(axis=0) < X.max(axis=0), X, 0.0)


def middle(low: float, high: float) -> float:
    """The value halfway between the ends of a range; 0 where it has none."""
    return (low + high) / 2 if np.isfinite(low) and np.isfinite(high) else 0.0
