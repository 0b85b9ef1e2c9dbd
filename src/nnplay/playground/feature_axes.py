"""Which two features of many a picture shows, and where the others are held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnplay.analysis.feature_plane import plane, usual
from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.training.problem import Problem

MOST_ROWS = 5000  # that are looked at


def shown(problem: Problem, over: Dataset, x: str | None = None, y: str | None = None) -> tuple[str, str] | None:
    """The features across and up; None where the data have no such plane, or more than one target.

    Args:
        problem: what is trained.
        over: the same rows with all columns.
        x: the feature that runs across; without it and `y` those are taken that tell most about the target.
        y: the feature that runs up.

    Raises:
        NNPlayError: a feature that was asked for and is no number.
    """
    names = numbers(over)
    single = not problem.dataset.multilabel and len(problem.dataset.targets) == 1
    if x is not None or y is not None:
        across = x or next((name for name in names if name != y), "")
        up = y or next((name for name in names if name != across), "")
        for name in (across, up):
            if name not in names:
                raise NNPlayError(
                    f"A boundary needs two numeric features of {', '.join(names) or 'the data'}, not {name!r}."
                )
        return (across, up) if single else None
    try:
        found = plane(problem.dataset, problem.encoding, *telling(problem))
    except NNPlayError:
        found = None
    if len(names) == 2 and over is not problem.dataset:
        found = names[0], names[1]
    return found if single else None


def numbers(data: Dataset) -> list[str]:
    """The columns that may span a picture."""
    return [column.name for column in data.features if column.kind == "number"]


def held(problem: Problem, over: Dataset, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Where features are held, as far as one has said.

    Args:
        problem: what is trained.
        over: the same rows with all columns.
        wanted: values of the user's columns.

    Raises:
        NNPlayError: a feature that the network does not take, or a value that is none of its own.
    """
    columns = {column.name: column for column in over.features}
    for name, value in wanted.items():
        if name not in problem.encoding.columns:
            raise NNPlayError(f"The network has no input {name!r} to hold at a value: take one that it has.")
        if columns[name].kind == "number" and not _finite(value):
            raise NNPlayError(f"{name!r} is held at a number, not at {value!r}.")
        if columns[name].kind != "number" and value not in columns[name].distinct():
            known = ", ".join(map(str, columns[name].distinct()[:8]))
            raise NNPlayError(f"{name!r} is held at a value that it has ({known}), not at {value!r}.")
    return dict(wanted)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def rest(
    problem: Problem, over: Dataset, held_at: Mapping[str, Any], shown_names: Sequence[str]
) -> list[dict[str, Any]]:
    """The features that are not on an axis: name, the value that each is held at, and its range or its values."""
    columns = {column.name: column for column in over.features}
    found = []
    for name, value in (usual(over, problem.encoding) | dict(held_at)).items():
        if name in shown_names:
            continue
        column = columns[name]
        if column.kind == "number":
            values = column.values[np.isfinite(column.values)]
            found.append({"name": name, "value": float(value), "ends": [float(values.min()), float(values.max())]})
        else:
            plain = value.item() if isinstance(value, np.generic) else value
            found.append({"name": name, "value": plain, "values": list(column.distinct())})
    return found


def telling(problem: Problem) -> tuple[str | None, str | None]:
    """The two numbers that tell most about the target, in the order of the table; None where there is no choice."""
    data, used = problem.dataset, problem.encoding.columns
    columns = {
        column.name: column.values for column in data.features if column.kind == "number" and column.name in used
    }
    if len(columns) < 3 or data.multilabel or len(data.targets) > 1:
        return None, None
    rows = np.arange(0, data.n_rows, max(1, data.n_rows // MOST_ROWS))
    truth = problem.coding.truth(data, rows)
    shares = {name: explained(np.asarray(values, dtype=float)[rows], truth) for name, values in columns.items()}
    best = sorted(shares, key=lambda name: -shares[name])[:2]
    first, second = (name for name in columns if name in best)
    return first, second


def explained(x: Array, truth: Array) -> float:
    """The share of the variance of x that goes with the target.

    With classes it is η² = Σ nₖ(x̄ₖ − x̄)² / Σ (x − x̄)², with numbers r² = cov(x, y)² / (var x · var y).
    Source: Fisher (1925), Statistical Methods for Research Workers.
    """
    known = np.isfinite(x)
    x, truth = centred(x[known]), truth[known]
    if not x.any():
        return 0.0
    if truth.dtype.kind == "f":
        y = centred(truth)
        return float((x @ y) ** 2 / ((x @ x) * (y @ y))) if y.any() else 0.0
    _, places, counts = np.unique(truth, return_inverse=True, return_counts=True)
    means = np.bincount(places, weights=x) / counts
    return float((counts * means**2).sum() / (x @ x))


def centred(x: Array) -> Array:
    """The deviations x − x̄ over a range of 1, so that nothing over- or underflows; zeros where all are equal."""
    low, high = (x.min() / 2, x.max() / 2) if len(x) else (0.0, 0.0)
    if not low < high:
        return np.zeros(len(x))
    placed = (x / 2 - low) / (high - low)
    deviations: Array = placed - placed.mean()
    return deviations
