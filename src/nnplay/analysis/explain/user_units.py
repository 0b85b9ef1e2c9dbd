"""The user's side of an explanation: how a row became x, and what ŷ means, in the user's columns, labels and units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.explain.document import Grid
from nnplay.analysis.explain.number_format import MOST, kept, number, signed
from nnplay.analysis.explain.trace_view import View
from nnplay.data.encoding.new_rows import cells_of
from nnplay.data.type_inference import is_nothing
from nnplay.engine import reference
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.model import Model

Array = NDArray[Any]
EMPTY = "There is no row to explain: give one at least."


def encoded(model: Model, rows: Any) -> Array:
    """X (n, n_in): the numbers that the network sees, in the precision it has.

    Raises:
        NNPlayError: rows that do not fit the model, or none.
    """
    if isinstance(rows, list | tuple | dict) and not len(rows):
        raise NNPlayError(EMPTY)
    X = model.encoding.transform_rows(rows)
    if not len(X):
        raise NNPlayError(EMPTY)
    with np.errstate(over="ignore"):
        seen = X.astype(model.parameters.theta.dtype).astype(np.float64)
    if not np.isfinite(seen).all():
        raise NNPlayError(f"The inputs reach {np.abs(X).max():.3g}, which the network's float32 cannot hold.")
    return seen


def columns(model: Model, rows: Any, X: Array, view: View, most: int | None) -> Grid:
    """How each column of the first row became an input."""
    table = cells_of(rows, model.encoding.columns)
    lines: list[tuple[str, ...]] = []
    first: list[float] = X[0].tolist()
    raw, derived = set(model.encoding.columns), set(model.encoding.expressions)
    for feature in model.encoding.features:
        there = feature.name in raw and feature.name not in derived
        value = table.column(feature.name)[0] if there else ""
        value = "missing, filled in" if there and is_nothing(value) else value
        for name in feature.encoded_names:
            x = first[len(lines)]
            way = "1 where it is so, else 0" if feature.kind == "category" else ""
            if (feature.offset, feature.scale) != (0, 1):
                own, shift, scale = (view.number(n) for n in (x * feature.scale + feature.offset, feature.offset,
                                                              feature.scale))  # fmt: skip
                way = f"({own} − {signed(shift)}) / {scale}"
            lines.append((str(len(lines) + 1), name, _text(value), way, view.number(x)))
    shown = [("…",) * 5 if k is None else lines[k] for k in kept(len(lines), most)]
    many = " of row 1" if len(X) > 1 else ""
    return Grid(("", "input", f"your value{many}", "scaled", "x"), tuple(shown), frozenset((4,)))


def labelled(model: Model, Y: Array | None) -> str:
    """What y is, in the user's own words."""
    said = "the target as the network should say it"
    labels = None if Y is None else model.coding.decode(Y)
    if labels is None or labels.ndim != 1:
        return said
    return f"{said}: " + ", ".join("…" if k is None else _text(labels[k]) for k in kept(len(labels)))


def _text(value: Any) -> str:
    return number(float(value), 6) if isinstance(value, float) else str(value)


def predicted(model: Model, X: Array) -> Array:
    """ŷ (n, n_out) as predictions have it."""
    p = Parameters(model.architecture, model.parameters.theta.astype(np.float64))
    with np.errstate(all="ignore"):
        return reference.forward(p, X)[-1].a


def predictions(model: Model, view: View) -> list[str]:
    """What the output of each row means; the rows in the middle of many are left out."""
    X = view.t.X
    several = len(X) > 1
    return [
        "…" if k is None else f"Row {k + 1}: " * several + _prediction(model, X[k : k + 1], view) for k in kept(len(X))
    ]


def _prediction(model: Model, X: Array, view: View) -> str:
    coding, y_hat = model.coding, predicted(model, X)
    answer, line = coding.decode(y_hat), y_hat[0].tolist()
    shown = "ŷ = " + ", ".join("…" if k is None else view.number(line[k]) for k in kept(len(line)))
    if not np.isfinite(y_hat).all():
        return f"{shown}: the network gives no number."
    if coding.form == "column":
        middle, yes = (coding.low + coding.high) / 2, str(answer[0]) == str(coding.classes[1])
        return f"{shown} {'>' if yes else '≤'} {view.number(middle)}, so that the prediction is {answer[0]!s}."
    if coding.form == "one_hot":
        best = line.index(max(line) if coding.high > coding.low else min(line)) + 1
        extreme = "largest" if coding.high > coding.low else "smallest"
        return f"{shown}: number {best} is the {extreme}, so that the prediction is {answer[0]!s}."
    if coding.form == "labels":
        pairs = list(zip(coding.names, answer[0].tolist(), strict=True))
        said = [f"{name}: {'yes' if yes else 'no'}" for name, yes in pairs[:MOST]]
        return f"{shown}: that is {', '.join(said)}{', …' * (len(pairs) > MOST)}."
    values = answer.reshape(-1).tolist()
    said = [
        f"{name} = {_back(coding, k, line, view)}{view.number(values[k])}" for k, name in enumerate(coding.names[:MOST])
    ]
    return f"{shown}: in your units {', '.join(said)}{', …' * (len(values) > MOST)}."


def _back(coding: Any, k: int, line: list[float], view: View) -> str:
    """How an output becomes a value in the user's units."""
    offset, scale = coding.offset[k], coding.scale[k]
    if (offset, scale) == (0, 1):
        return ""
    return f"{view.number(line[k])}·{view.number(scale)} + {signed(view.number(offset))} = "
