"""Histograms of the weights or the gradients of each layer over the epochs of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.parameter_history import Progress, States
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.problem import Problem
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

MIN_BINS, MAX_BINS = 12, 60  # by default, depending on the size of a layer
MAX_CURVES = 150  # values of a layer up to which each is plotted as a curve of its own
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BATCH_SIZE = 512  # rows that gradients are computed on
ZERO = 1e-12  # a gradient smaller than this counts as 0


@dataclass(frozen=True, eq=False)
class LayerHistory:
    """The distribution of one array of one layer at each epoch.

    Attributes:
        name: "hidden 1", …, "output".
        edges: the edges of the bins (bins + 1,).
        counts: the number of values in each bin at each epoch (k, bins).
        quantiles: the 5, 25, 50, 75 and 95 % quantiles (k, 5).
        zeros: the number of zero gradients at each epoch (k,), which are in no bin; 0 for weights.
        values: for the weights of a small layer, all values at each epoch (k, count); otherwise None.
    """

    name: str
    edges: Array
    counts: Array
    quantiles: Array
    zeros: Array
    values: Array | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Histograms:
    """Histograms of each layer's weights or gradients over the epochs of a run.

    Those of gradients are of log₁₀|∂L/∂W|, on the same scale for all layers, so that vanishing gradients show.

    Attributes:
        what: "weights" or "gradients".
        array: the name of the array, such as "W".
        epochs: the epochs.
        layers: the histograms of each layer that has the array.
    """

    what: str
    array: str
    epochs: tuple[int, ...]
    layers: tuple[LayerHistory, ...]

    def __str__(self) -> str:
        powers = self.what == "gradients"
        symbol = f"|∂L/∂{self.array}|" if powers else self.array
        epochs = f"epoch {self.epochs[0]:,} → {self.epochs[-1]:,}"
        lines = [f"{symbol} of each layer: median (5 % … 95 % quantile), {epochs}"]
        for layer in self.layers:
            ends = 10.0 ** layer.quantiles[[0, -1]] if powers else layer.quantiles[[0, -1]]
            first, last = (f"{q[2]:.3g} ({q[0]:.3g} … {q[4]:.3g})" for q in ends)
            zeros = f", {layer.zeros[-1]:,} are 0" if layer.zeros[-1] else ""
            lines.append(f"  {layer.name}: {first} → {last}{zeros}")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self) -> Any:
        """Plot the histograms: see `plots.histograms`."""
        from nnplay import plots

        powers = self.what == "gradients"
        name = f"|∂L/∂{self.array}|" if powers else self.array
        of = f"gradients of {self.array}" if powers else self.array
        title = f"{of[:1].upper()}{of[1:]} during training"
        layers = [
            (layer.name, layer.edges, layer.counts, layer.quantiles, int(layer.zeros[-1]), layer.values)
            for layer in self.layers
        ]
        return plots.histograms(self.epochs, layers, title=title, value_name=name, powers=powers)

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)


def weights(states: States, array: str = "W", bins: int | None = None) -> Histograms:
    """Histograms of W, b or another array of each layer that has it.

    Args:
        states: (epoch, θ), in the order of the epochs.
        array: "W", "b", "gamma", "beta", "learned" or "P".
        bins: the number of bins; by default up to 60, fewer for a small layer.

    Raises:
        NNPlayError: no states, no layer with such an array, or an invalid number of bins.
    """
    _check(states, bins)
    return _histograms("weights", array, states, [p.theta for _, p in states], bins)


def gradients(
    problem: Problem, states: States, array: str = "W", bins: int | None = None, progress: Progress | None = None
) -> Histograms:
    """Histograms of log₁₀|∂(loss + penalties)/∂W| of each layer, on one batch of training rows.

    Args:
        problem: what was trained.
        states: (epoch, θ), in the order of the epochs.
        array: "W", "b", "gamma", "beta", "learned" or "P".
        bins: the number of bins; by default up to 60, fewer for a small layer.
        progress: called with the states that are done and their total.

    Raises:
        NNPlayError: no states, no layer with such an array, or an invalid number of bins.
    """
    _check(states, bins)
    from nnplay.engine.compiled import Engine

    train, recipe = problem.parts["train"], problem.recipe
    rows = np.arange(len(train.X))
    if len(rows) > BATCH_SIZE:
        rows = np.sort(stream(recipe.seed, Purpose.GRADIENT_HISTOGRAM_ROWS).choice(rows, BATCH_SIZE, replace=False))
    batch = [np.ascontiguousarray(values[rows]) for values in (train.X, train.Y, train.weight)]
    engine, vectors = Engine(problem.architecture, recipe.dtype, rows=len(rows)), []
    for done, (_, p) in enumerate(states, start=1):
        theta = p.theta.copy()  # since batch normalization updates its running statistics
        vectors.append(engine.gradient(theta, *batch, seed=recipe.seed, **recipe.penalty_strengths)[1])
        if progress is not None:
            progress(done, len(states))
    return _histograms("gradients", array, states, vectors, bins)


def _check(states: States, bins: int | None) -> None:
    if not states:
        raise NNPlayError("There are no weights to show; pass at least one state.")
    if bins is not None:
        check_int(bins, "bins", 2, 1000)


def _histograms(what: str, array: str, states: States, vectors: Sequence[Array], bins: int | None) -> Histograms:
    """Histograms of an array in vectors that are laid out like θ."""
    layers = _layer_values(states[0][1], array, vectors)
    powers = what == "gradients"
    zeros = [np.zeros(len(values), int) for values in layers.values()]
    if powers:
        zeros = [(np.abs(values) < ZERO).sum(axis=1) for values in layers.values()]
        with np.errstate(divide="ignore"):
            layers = {name: np.where(np.abs(v) < ZERO, np.nan, np.log10(np.abs(v))) for name, v in layers.items()}
    shared = _edges(np.concatenate([values.ravel() for values in layers.values()]), bins or MAX_BINS)
    histories = []
    for (name, values), zero_counts in zip(layers.items(), zeros, strict=True):
        layer_bins = bins or int(np.clip(4 * values.shape[1] ** 0.5, MIN_BINS, MAX_BINS))
        edges = shared if powers else _edges(values.ravel(), layer_bins)
        finite = [row[np.isfinite(row)] for row in values]
        counts = np.stack([np.histogram(row, edges)[0] for row in finite])
        quantiles = np.stack([np.quantile(row, QUANTILES) if len(row) else np.full(5, np.nan) for row in finite])
        curves = values if not powers and values.shape[1] <= MAX_CURVES else None
        histories.append(LayerHistory(name, edges, counts, quantiles, zero_counts, curves))
    return Histograms(what, array, tuple(epoch for epoch, _ in states), tuple(histories))


def _layer_values(p: Parameters, array: str, vectors: Sequence[Array]) -> dict[str, Array]:
    """The values (k, count) of an array, for each layer that has it."""
    blocks = p.layout.blocks
    names = sorted({name for block in blocks for name in block.arrays if name not in ("mean", "variance")})
    if array not in names:
        raise NNPlayError(f"No layer of this network has an array {array!r}; choose one of {', '.join(names)}.")
    layers = [*(f"hidden {k}" for k in range(1, len(blocks))), "output"]
    return {
        layer: np.stack([block.view(vector, array).ravel() for vector in vectors]).astype(float)
        for layer, block in zip(layers, blocks, strict=True)
        if array in block.arrays
    }


def _edges(values: Array, bins: int) -> Array:
    """Edges of bins that cover all finite values."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    return np.linspace(low, high, bins + 1)
