"""Neuron maps: the activation of each neuron over the plane of two features, with the others fixed."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnplay.data import Column, Dataset
from nnplay.engine.reference import forward
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Block, Parameters
from nnplay.training.model import Model
from nnplay.utils.text import plural
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

SIDE = 60  # points along each side of a map
MAX_SIDE = 400
MAX_NEURONS = 8  # of a layer in a plot
MIN_LEVELS = 5  # different values that a feature needs more than to be chosen for the plane
MAX_POINTS = 400  # rows of the data on the maps


@dataclass(frozen=True, eq=False, repr=False)
class Neurons:
    """The activations over a plane.

    Attributes:
        names: the two features; `x` (side,) and `y` (side,) are their values on the grid.
        held: the other features and their fixed values.
        layers: for each layer, output last, the activations (n_out, side, side), row by row from the lowest y.
        inputs: the two features as the network's inputs (2, side, side), scaled.
        activations: the name of each layer's activation; `middles` are the midpoints of their ranges.
        weights: the weights between each layer and the one before it (n_in, n_out); in the first layer those of the two
            features only.
        outputs: the meaning of each output.
        points, labels: some rows of the data in the plane (n, 2), and their classes or values (n,).
        classes: the class labels, () for a regression.
    """

    names: tuple[str, str]
    x: Array
    y: Array
    held: dict[str, Any]
    layers: tuple[Array, ...]
    inputs: Array
    activations: tuple[str, ...]
    middles: tuple[float, ...]
    weights: tuple[Array, ...]
    outputs: tuple[str, ...]
    points: Array
    labels: Array
    classes: tuple[Any, ...]

    def __str__(self) -> str:
        fixed = f", with {plural(len(self.held), 'other feature')} fixed" if self.held else ""
        lines = [f"activations over {self.names[0]} and {self.names[1]}{fixed}"]
        for k, maps in enumerate(self.layers):
            flat = maps.reshape(len(maps), -1)
            constant = int((np.ptp(flat, axis=1) == 0).sum())
            note = f", {constant} constant" if constant else ""
            low, high = np.min(flat, initial=np.inf), np.max(flat, initial=-np.inf)
            lines.append(f"  {self._layer_name(k)}: {len(maps)} {self.activations[k]}, {low:.3g} … {high:.3g}{note}")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self, *, layer: int | None = None, neuron: int | None = None, most: int = MAX_NEURONS) -> Any:
        """Plot all neurons, arranged as the network is, or the neurons of one layer in large.

        Args:
            layer: a layer, counted from 1, the output last; by default all of them.
            neuron: a neuron of that layer, counted from 1.
            most: the maximum number of neurons of a layer; those that vary most are shown.

        Raises:
            NNPlayError: a layer or neuron that does not exist.
        """
        from nnplay import plots

        limit = check_int(most, "most")
        data: dict[str, Any] = {"x": self.x, "y": self.y, "names": self.names, "held": self.held, "points": self.points,
                "labels": self.labels, "classes": self.classes}  # fmt: skip
        if layer is None:
            if neuron is not None:
                raise NNPlayError("A neuron needs its layer, as in layer=1, neuron=3.")
            titles = [self._layer_name(k) for k in range(len(self.layers))]
            return plots.neurons(
                self.layers, inputs=self.inputs, weights=self.weights, titles=titles, activations=self.activations,
                middles=self.middles, outputs=self.outputs, most=limit, **data,
            )  # fmt: skip
        _check_number("layer", layer, len(self.layers))
        maps, k = self.layers[layer - 1], layer - 1
        if neuron is not None:
            _check_number("neuron", neuron, len(maps))
        indices = most_varied(maps, limit * 2) if neuron is None else [neuron - 1]
        is_output = layer == len(self.layers)
        titles = [self.outputs[j] if is_output else f"{self._layer_name(k)}, neuron {j + 1}" for j in indices]
        return plots.large_neurons(
            maps[indices], titles=titles, of=len(maps), activation=self.activations[k], middle=self.middles[k], **data
        )

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)

    def _layer_name(self, k: int) -> str:
        return "output" if k == len(self.layers) - 1 else f"hidden {k + 1}"


def _check_number(kind: str, number: int, count: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 1 <= number <= count:
        raise NNPlayError(f"There is no {kind} {number!r}; they are numbered from 1 to {count}.")


def most_varied(maps: Array, limit: int) -> list[int]:
    """The indices of the neurons whose activation varies most over the plane: at most `limit`, in order."""
    if len(maps) <= limit:
        return list(range(len(maps)))
    spread = np.nan_to_num(maps.reshape(len(maps), -1).std(axis=1))
    return sorted(np.argsort(-spread, kind="stable")[:limit].tolist())


def neurons(model: Model, data: Dataset, *, x: str | None = None, y: str | None = None, side: int = SIDE) -> Neurons:
    """Compute the activation of every neuron over two numeric features.

    Args:
        model: the trained network.
        data: its dataset, for the ranges of the features, the typical values of the others and the points.
        x: the feature on the x axis; by default one of the two with the largest weights in the first layer.
        y: the feature on the y axis; by default the other one of these.
        side: points along each side.

    Raises:
        NNPlayError: a feature that is not numeric, or fewer than two.
    """
    side = check_int(side, "side", 2, MAX_SIDE)
    axes, columns = _features(model, data, x, y)
    xs, ys = (np.linspace(*_span(columns[name].values), side) for name in axes)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    held = {name: _typical_value(columns[name]) for name in model.encoding.columns if name not in axes}
    table = {name: np.full(len(points), value, dtype=None if isinstance(value, float) else object)
             for name, value in held.items()}  # fmt: skip
    X = model.encoding.transform_rows(table | {name: points[:, k] for k, name in enumerate(axes)})
    maps = activations(model.parameters, X)
    names = model.encoding.names
    indices = [names.index(name) if name in names else None for name in axes]
    inputs = [X[:, index] if index is not None else points[:, k] for k, index in enumerate(indices)]
    p, blocks = model.parameters, model.parameters.layout.blocks
    first = np.stack([p.W[0][index] if index is not None else np.zeros(p.W[0].shape[1]) for index in indices])
    W = [first, *p.W[1:]]
    weights = tuple(w.reshape(len(w), block.n_out, -1).sum(axis=2) if block.n_z != block.n_out else w
                    for w, block in zip(W, blocks, strict=True))  # fmt: skip
    rows = np.arange(data.n_rows)
    if len(rows) > MAX_POINTS:
        rows = np.sort(np.random.default_rng(0).choice(rows, MAX_POINTS, replace=False))
    coding = model.coding
    labels = coding.truth(data, rows)
    outputs = tuple(map(str, coding.classes)) if coding.form == "one_hot" else tuple(coding.names)
    outputs = (str(coding.classes[-1]),) if coding.form == "column" else outputs
    return Neurons(
        axes, xs, ys, held,
        tuple(np.ascontiguousarray(a.T.reshape(-1, side, side)) for a in maps),
        np.stack([values.reshape(side, side) for values in inputs]),
        tuple(block.layer.activation for block in blocks), tuple(_middle(block) for block in blocks), weights, outputs,
        np.column_stack([columns[name].values[rows] for name in axes]),
        labels if labels.ndim == 1 else np.zeros(0), model.classes,
    )  # fmt: skip


def activations(parameters: Parameters, X: Array) -> list[Array]:
    """The activations (n, n_out) of each layer for encoded inputs X (n, n_in), by the reference engine in float64."""
    p = replace(parameters, theta=parameters.theta.astype(np.float64))
    with np.errstate(all="ignore"):
        return [step.a for step in forward(p, np.asarray(X, dtype=np.float64))]


def _features(model: Model, data: Dataset, x: str | None, y: str | None) -> tuple[tuple[str, str], dict[str, Column]]:
    """The names of the two features, and the user's columns by name."""
    columns = {c.name: c for c in (*data.features, *data.raw) if c.name in model.encoding.columns}
    numbers = [name for name in model.encoding.columns if columns[name].kind == "number"]
    ranked = _rank_by_weight(model, numbers, columns)
    first = x or next((name for name in ranked if name != y), "")
    second = y or next((name for name in ranked if name != first), "")
    for name in (first, second):
        if name not in numbers or first == second:
            known = ", ".join(numbers[:12]) + (" …" if len(numbers) > 12 else "")
            raise NNPlayError(f"Neuron maps need two numeric features of {known or 'the data'}, not {name!r}.")
    return (first, second), columns


def _rank_by_weight(model: Model, numbers: list[str], columns: dict[str, Column]) -> list[str]:
    """The two features with the largest effect on the first layer, in the order of the columns, then the others."""
    names, W = model.encoding.names, model.parameters.W[0]
    scales = {feature.name: feature.scale for feature in model.encoding.features}

    def effect(name: str) -> tuple[bool, float]:
        if name not in names:
            return False, 0.0
        values = columns[name].values[~columns[name].missing]
        continuous = len(np.unique(values[:1000])) > MIN_LEVELS
        return continuous, float(np.linalg.norm(W[names.index(name)]) * np.std(values) / scales[name])

    best = sorted(numbers, key=effect, reverse=True)[:2]
    return sorted(best, key=numbers.index) + [name for name in numbers if name not in best]


def _span(values: Array) -> tuple[float, float]:
    """The range of the finite values, with a margin."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def _typical_value(column: Column) -> Any:
    """The median of a numeric column, the most frequent value of another."""
    present = column.values[~column.missing]
    if column.kind in ("number", "date"):
        return float(np.median(present))
    counts = Counter(present.tolist())
    most_frequent = max(sorted(counts), key=counts.__getitem__)
    return float(most_frequent) if column.kind == "boolean" else most_frequent


def _middle(block: Block) -> float:
    """The midpoint of the activation's range; 0 if the range is unbounded."""
    low, high = block.activation.range
    return float((low + high) / 2) if np.isfinite(low) and np.isfinite(high) else 0.0
