"""Which two features of many a picture shows when nobody has said: those that tell most about the target."""

from __future__ import annotations

import numpy as np

from nnplay.parameters import Array
from nnplay.problem import Problem

MOST_ROWS = 5000  # that are looked at


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
