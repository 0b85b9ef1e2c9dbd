"""Histograms of the weights, or of the loss's gradients, of each layer over the epochs of a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.parameter_history import Progress, States
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.problem import Problem
from nnplay.utils.validation import check_int

Array = NDArray[Any]
BINS = 60  # unless told; fewer for a small layer
FEWEST = 12
EACH = 150  # numbers of a layer, up to which each has a line of its own in the picture
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ROWS = 512  # of the batch that gradients are taken of
SMALLEST = 1e-12  # a gradient below it counts as 0


@dataclass(frozen=True, eq=False)
class LayerHistory:
    """The numbers of one array of one layer at each epoch.

    Attributes:
        name: "hidden 1", …, "output".
        edges: of the bins (bins + 1,).
        counts: how many numbers are in each bin at each epoch (k, bins).
        quantiles: the 5, 25, 50, 75 and 95 % quantiles (k, 5).
        zeros: at each epoch, how many numbers were 0 (k,); they are in no bin where the bins are of log₁₀|·|.
        values: all the numbers at each epoch (k, count), of the weights of a small layer; else None.
    """

    name: str
    edges: Array
    counts: Array
    quantiles: Array
    zeros: Array
    values: Array | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Histograms:
    """Histograms over a training: `what` is "weights" or "gradients" of the array `array`, at these epochs.

    Those of gradients are of log₁₀|∂L/∂W|, with one scale for all layers, so that a vanishing one shows.
    """

    what: str
    array: str
    epochs: tuple[int, ...]
    layers: tuple[LayerHistory, ...]

    def __str__(self) -> str:
        powers = self.what == "gradients"
        of = f"|∂L/∂{self.array}|" if powers else self.array
        lines = [f"{of} of each layer: median (the middle 90 %), epoch {self.epochs[0]:,} → {self.epochs[-1]:,}"]
        for layer in self.layers:
            ends = 10.0 ** layer.quantiles[[0, -1]] if powers else layer.quantiles[[0, -1]]
            first, last = (f"{q[2]:.3g} ({q[0]:.3g} … {q[4]:.3g})" for q in ends)
            zeros = f", {layer.zeros[-1]:,} are 0" if layer.zeros[-1] else ""
            lines.append(f"  {layer.name}: {first} → {last}{zeros}")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self) -> Any:
        """The figure: see `draw.histograms`."""
        from nnplay import plots

        title = f"{self.array} over the training"
        name = self.array
        if self.what == "gradients":
            title, name = f"gradients of {self.array} over the training", f"|∂L/∂{self.array}|"
        shown = [
            (layer.name, layer.edges, layer.counts, layer.quantiles, int(layer.zeros[-1]), layer.values)
            for layer in self.layers
        ]
        return plots.histograms(self.epochs, shown, title=title, value_name=name, powers=self.what == "gradients")

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.svg(self.plot())


def weights(states: States, array: str = "W", bins: int | None = None) -> Histograms:
    """Histograms of W, b or another array of each layer that has it.

    Args:
        states: (epoch, θ), in the order of the epochs.
        array: "W", "b", "gamma", "beta", "learned" or "P".
        bins: how many; None is up to sixty, fewer for a small layer.

    Raises:
        NNPlayError: no state, no layer with such an array, too few bins.
    """
    _check(states, bins)
    return _histograms("weights", array, states, [p.theta for _, p in states], bins)


def gradients(
    problem: Problem, states: States, array: str = "W", bins: int | None = None, progress: Progress | None = None
) -> Histograms:
    """Histograms of log₁₀|∂(loss + penalties)/∂W| of each layer, on one batch of training rows at each θ.

    Args:
        problem: what was trained.
        states: (epoch, θ), in the order of the epochs.
        array: "W", "b", "gamma", "beta", "learned" or "P".
        bins: how many; None is up to sixty, fewer for a small layer.
        progress: called with the states that are done and all of them.

    Raises:
        NNPlayError: as `weights`.
    """
    _check(states, bins)
    from nnplay.engine.compiled import Engine

    train, recipe = problem.parts["train"], problem.recipe
    rows = np.arange(len(train.X))
    if len(rows) > ROWS:
        rows = np.sort(np.random.default_rng(recipe.seed).choice(rows, ROWS, replace=False))
    batch = [np.ascontiguousarray(values[rows]) for values in (train.X, train.Y, train.weight)]
    engine, found = Engine(problem.architecture, recipe.dtype, rows=len(rows)), []
    for done, (_, p) in enumerate(states, start=1):
        theta = p.theta.copy()  # batch normalisation moves its running statistics
        found.append(engine.gradient(theta, *batch, seed=recipe.seed, **recipe.penalty_strengths)[1])
        if progress is not None:
            progress(done, len(states))
    return _histograms("gradients", array, states, found, bins)


def _check(states: States, bins: int | None) -> None:
    if not states:
        raise NNPlayError("There are no weights to look at: give the states of a training.")
    if bins is not None:
        check_int(bins, "bins", 2, 1000)


def _histograms(what: str, array: str, states: States, vectors: list[Array], bins: int | None) -> Histograms:
    layers = _values(states[0][1], array, vectors)
    powers = what == "gradients"
    zeros = [np.zeros(len(values), int) for values in layers.values()]
    if powers:
        zeros = [(np.abs(values) < SMALLEST).sum(axis=1) for values in layers.values()]
        with np.errstate(divide="ignore"):
            layers = {name: np.where(np.abs(v) < SMALLEST, np.nan, np.log10(np.abs(v))) for name, v in layers.items()}
    shared = _edges(np.concatenate([values.ravel() for values in layers.values()]), bins or BINS)
    made = []
    for (name, values), none in zip(layers.items(), zeros, strict=True):
        fitting = bins or int(np.clip(4 * values.shape[1] ** 0.5, FEWEST, BINS))
        edges = shared if powers else _edges(values.ravel(), fitting)
        kept = [row[np.isfinite(row)] for row in values]
        counts = np.stack([np.histogram(row, edges)[0] for row in kept])
        quantiles = np.stack([np.quantile(row, QUANTILES) if len(row) else np.full(5, np.nan) for row in kept])
        every = values if not powers and values.shape[1] <= EACH else None
        made.append(LayerHistory(name, edges, counts, quantiles, none, every))
    return Histograms(what, array, tuple(epoch for epoch, _ in states), tuple(made))


def _values(p: Parameters, array: str, vectors: list[Array]) -> dict[str, Array]:
    """The numbers (k, count) of that array for each layer that has it."""
    blocks = p.layout.blocks
    known = sorted({name for block in blocks for name in block.places if name not in ("mean", "variance")})
    if array not in known:
        raise NNPlayError(f"No layer of this network has the array {array!r}: choose one of {', '.join(known)}.")
    names = [*(f"hidden {k}" for k in range(1, len(blocks))), "output"]
    return {
        name: np.stack([block.view(vector, array).ravel() for vector in vectors]).astype(float)
        for name, block in zip(names, blocks, strict=True)
        if array in block.places
    }


def _edges(values: Array, bins: int) -> Array:
    """Edges of bins that hold all these numbers, but NaN."""
    there = values[np.isfinite(values)]
    low, high = (float(there.min()), float(there.max())) if len(there) else (-1.0, 1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    return np.linspace(low, high, bins + 1)
