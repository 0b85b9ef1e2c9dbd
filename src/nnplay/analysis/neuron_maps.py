"""What each neuron sees: its activation over the plane of two features, the others held at their median."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data import Dataset
from nnplay.engine.reference import forward
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.model import Model
from nnplay.utils.validation import check_int

Array = NDArray[Any]
SIDE = 60  # points along each side of a map
MOST = 8  # neurons of a layer in a picture
FEW = 5  # different values, up to which a feature makes a dull map
MOST_POINTS = 400  # rows drawn on the maps


@dataclass(frozen=True, eq=False, repr=False)
class Neurons:
    """The activations over a plane.

    Attributes:
        names: the two features; `x` (side,) and `y` (side,) their values on the grid.
        held: the other features and what they are held at.
        layers: for each layer, hidden ones first, the activations (n_out, side, side), row by row from the lowest y.
        inputs: the two features as the network gets them (2, side, side), scaled.
        activations: the name of each layer's activation, and `middles` the activation that is neither high nor low.
        weights: the weights between the neurons of each layer and the one before it (n_in, n_out), those of the first
            layer from the two features only.
        outputs: what each output stands for.
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
        held = f", {len(self.held)} others held" if self.held else ""
        lines = [f"activations over {self.names[0]} and {self.names[1]}{held}"]
        for k, maps in enumerate(self.layers):
            flat = maps.reshape(len(maps), -1)
            still = int((np.ptp(flat, axis=1) == 0).sum())
            dead = f", {still} the same everywhere" if still else ""
            low, high = np.min(flat, initial=np.inf), np.max(flat, initial=-np.inf)
            lines.append(f"  {self._layer_name(k)}: {len(maps)} {self.activations[k]}, {low:.3g} … {high:.3g}{dead}")
        return "\n".join(lines)

    __repr__ = __str__

    def plot(self, *, layer: int | None = None, neuron: int | None = None, most: int = MOST) -> Any:
        """The figure: all neurons arranged as the network is, or some of them large.

        Args:
            layer: counted from 1, the output last; None is all of them.
            neuron: counted from 1, of that layer.
            most: how many of a layer are shown; those that vary most.

        Raises:
            NNPlayError: a layer or neuron that is not there.
        """
        from nnplay import plots

        most = check_int(most, "most")
        data: dict[str, Any] = {"x": self.x, "y": self.y, "names": self.names, "held": self.held, "points": self.points,
                "labels": self.labels, "classes": self.classes}  # fmt: skip
        if layer is None:
            if neuron is not None:
                raise NNPlayError("Say which layer the neuron is in, as in layer=1, neuron=3.")
            titles = [self._layer_name(k) for k in range(len(self.layers))]
            return plots.neurons(
                self.layers, inputs=self.inputs, weights=self.weights, titles=titles, activations=self.activations,
                middles=self.middles, outputs=self.outputs, most=most, **data,
            )  # fmt: skip
        _place("layer", layer, len(self.layers))
        maps, k = self.layers[layer - 1], layer - 1
        if neuron is not None:
            _place("neuron", neuron, len(maps))
        chosen = telling(maps, most * 2) if neuron is None else [neuron - 1]
        last = layer == len(self.layers)
        titles = [self.outputs[j] if last else f"{self._layer_name(k)}, neuron {j + 1}" for j in chosen]
        return plots.large_neurons(
            maps[chosen], titles=titles, of=len(maps), activation=self.activations[k], middle=self.middles[k], **data
        )

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.svg(self.plot())

    def _layer_name(self, k: int) -> str:
        return "output" if k == len(self.layers) - 1 else f"hidden {k + 1}"


def _place(what: str, given: int, count: int) -> None:
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or not 1 <= given <= count:
        raise NNPlayError(f"There is no {what} {given!r}: they are counted from 1 to {count}.")


def telling(maps: Array, most: int) -> list[int]:
    """The neurons (at most so many, in order) whose activation varies most over the plane."""
    if len(maps) <= most:
        return list(range(len(maps)))
    spread = np.nan_to_num(maps.reshape(len(maps), -1).std(axis=1))
    return sorted(np.argsort(-spread, kind="stable")[:most].tolist())


def neurons(model: Model, data: Dataset, *, x: str | None = None, y: str | None = None, side: int = SIDE) -> Neurons:
    """The activation of every neuron of every layer over two numeric features.

    Args:
        model: the trained network.
        data: its dataset, for the range of the features, the median of the others and the points.
        x: the feature across; None takes one of the two numeric ones that the first layer weighs most.
        y: the feature up; None takes the other.
        side: how many points along each side.

    Raises:
        NNPlayError: a feature that is no number, or fewer than two.
    """
    side = check_int(side, "side", 2, 400)
    shown, columns = _features(model, data, x, y)
    spans = [_span(columns[name].values) for name in shown]
    xs, ys = (np.linspace(*span, side) for span in spans)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    held = {name: _typical(columns[name]) for name in model.encoding.columns if name not in shown}
    table = {name: np.full(len(points), value, dtype=None if isinstance(value, float) else object)
             for name, value in held.items()}  # fmt: skip
    X = model.encoding.transform_rows(table | {name: points[:, k] for k, name in enumerate(shown)})
    maps = activations(model.parameters, X)
    names = model.encoding.names
    places = [names.index(name) if name in names else None for name in shown]
    inputs = [X[:, place] if place is not None else points[:, k] for k, place in enumerate(places)]
    p, blocks = model.parameters, model.parameters.layout.blocks
    first = np.stack([p.W[0][place] if place is not None else np.zeros(p.W[0].shape[1]) for place in places])
    W = [first, *p.W[1:]]
    weights = tuple(w.reshape(len(w), block.n_out, -1).sum(axis=2) if block.n_z != block.n_out else w
                    for w, block in zip(W, blocks, strict=True))  # fmt: skip
    rows = np.arange(data.n_rows)
    if len(rows) > MOST_POINTS:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False))
    labels = model.coding.truth(data, rows)
    coding = model.coding
    outputs = tuple(map(str, coding.classes)) if coding.form == "one_hot" else tuple(coding.names)
    outputs = (str(coding.classes[-1]),) if coding.form == "column" else outputs
    return Neurons(
        shown, xs, ys, held,
        tuple(np.ascontiguousarray(a.T.reshape(-1, side, side)) for a in maps),
        np.stack([values.reshape(side, side) for values in inputs]),
        tuple(block.layer.activation for block in blocks), tuple(_middle(block) for block in blocks), weights, outputs,
        np.column_stack([columns[name].values[rows] for name in shown]),
        labels if labels.ndim == 1 else np.zeros(0), model.classes,
    )  # fmt: skip


def activations(parameters: Parameters, X: Array) -> list[Array]:
    """What each layer gives for the encoded inputs X (n, n_in): arrays (n, n_out), as the reference engine has them."""
    p = replace(parameters, theta=parameters.theta.astype(np.float64))
    with np.errstate(all="ignore"):
        return [step.a for step in forward(p, np.asarray(X, dtype=np.float64))]


def _features(model: Model, data: Dataset, x: str | None, y: str | None) -> tuple[tuple[str, str], dict[str, Any]]:
    """The names of the two features, and the columns of the user."""
    columns = {c.name: c for c in (*data.features, *data.raw) if c.name in model.encoding.columns}
    numbers = [name for name in model.encoding.columns if columns[name].kind == "number"]
    weighty = _weighty(model, numbers, columns)
    first = x or next((name for name in weighty if name != y), "")
    second = y or next((name for name in weighty if name != first), "")
    for name in (first, second):
        if name not in numbers or first == second:
            known = ", ".join(numbers[:12]) + (" …" if len(numbers) > 12 else "")
            raise NNPlayError(f"What neurons see is drawn over two numeric features of {known or 'the data'}, not "
                              f"{name!r}.")  # fmt: skip
    return (first, second), columns


def _weighty(model: Model, numbers: list[str], columns: dict[str, Any]) -> list[str]:
    """The two features that move the first layer most, in the order of the columns, and then the others."""
    names, W = model.encoding.names, model.parameters.W[0]
    scales = {feature.name: feature.scale for feature in model.encoding.features}

    def moves(name: str) -> tuple[bool, float]:
        if name not in names:
            return False, 0.0
        values = columns[name].values[~columns[name].missing]
        many = len(np.unique(values[:1000])) > FEW
        return many, float(np.linalg.norm(W[names.index(name)]) * np.std(values) / scales[name])

    best = sorted(numbers, key=moves, reverse=True)[:2]
    return sorted(best, key=numbers.index) + [name for name in numbers if name not in best]


def _span(values: Array) -> tuple[float, float]:
    there = values[np.isfinite(values)]
    low, high = (float(there.min()), float(there.max())) if len(there) else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return low - margin, high + margin


def _typical(column: Any) -> Any:
    """The median of a number, the most frequent of other values."""
    there = column.values[~column.missing]
    if column.kind == "number":
        return float(np.median(there))
    values = there.tolist()
    found = max(sorted(set(values)), key=values.count)
    return float(found) if column.kind == "boolean" else found


def _middle(block: Any) -> float:
    """The activation halfway between the ends of its range, 0 where it has none."""
    low, high = block.activation.range
    return float((low + high) / 2) if np.isfinite(low) and np.isfinite(high) else 0.0
