"""The two features on the axes of a surface plot, and the fixed values of the others."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnplay.analysis.feature_plane import plane_features, typical_values
from nnplay.data import Column, Dataset
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.training.problem import Problem

MAX_ROWS = 5000  # used to rank the features
MEASURED = ("number", "date")  # kinds with a range


def choose_axes(
    problem: Problem, full_data: Dataset, x: str | None = None, y: str | None = None
) -> tuple[str, str] | None:
    """The features on the x axis and the y axis; None if there are no two numeric features, or several targets.

    Args:
        problem: the training problem.
        full_data: the same rows with all columns.
        x: the feature on the x axis; if x and y are None, the two most informative features are chosen.
        y: the feature on the y axis.

    Raises:
        NNPlayError: a requested feature that is not numeric.
    """
    names = numeric_features(full_data)
    single_target = not problem.dataset.multilabel and len(problem.dataset.targets) == 1
    if x is not None or y is not None:
        x_axis = x or next((name for name in names if name != y), "")
        y_axis = y or next((name for name in names if name != x_axis), "")
        for name in (x_axis, y_axis):
            if name not in names:
                raise NNPlayError(
                    f"A boundary needs two numeric features of {', '.join(names) or 'the data'}, not {name!r}."
                )
        return (x_axis, y_axis) if single_target else None
    try:
        axes = plane_features(problem.dataset, problem.encoding, *most_informative(problem))
    except NNPlayError:
        axes = None
    if len(names) == 2 and full_data is not problem.dataset:
        axes = names[0], names[1]
    return axes if single_target else None


def numeric_features(data: Dataset) -> list[str]:
    """The features that can be on an axis: columns of numbers, but nothing that is computed from columns."""
    return [column.name for column in data.features if column.kind == "number" and column.name not in data.expressions]


def check_fixed_values(problem: Problem, full_data: Dataset, values: Mapping[str, Any]) -> dict[str, Any]:
    """The user's fixed values for features that are not on an axis.

    Args:
        problem: the training problem.
        full_data: the same rows with all columns.
        values: {feature: value}.

    Raises:
        NNPlayError: a feature that is not an input, or a value that it cannot have.
    """
    columns = source_columns(full_data)
    for name, value in values.items():
        if name not in problem.encoding.columns:
            raise NNPlayError(f"The network has no input {name!r} to fix. Choose one of its inputs.")
        if columns[name].kind in MEASURED and not _is_finite(value):
            raise NNPlayError(f"The fixed value of {name!r} must be a finite number, not {value!r}.")
        if columns[name].kind not in MEASURED and value not in columns[name].distinct():
            known = ", ".join(map(str, columns[name].distinct()[:8]))
            raise NNPlayError(f"{name!r} has no value {value!r}; it has {known}.")
    return dict(values)


def source_columns(data: Dataset) -> dict[str, Column]:
    """The columns that rows to predict have: a date is one of them, and its parts are features."""
    return {column.name: column for column in (*data.features, *data.raw)}


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def other_features(
    problem: Problem, full_data: Dataset, fixed_values: Mapping[str, Any], axes: Sequence[str]
) -> list[dict[str, Any]]:
    """The features that are not on an axis: name, kind, fixed value, and range ("ends") or categories ("values").

    Dates are seconds since 1970.
    """
    columns = source_columns(full_data)
    features = []
    for name, value in (typical_values(full_data, problem.encoding) | dict(fixed_values)).items():
        if name in axes:
            continue
        column = columns[name]
        feature: dict[str, Any] = {"name": name, "kind": column.kind}
        if column.kind in MEASURED:
            values = column.values[np.isfinite(column.values)]
            feature |= {"value": float(value), "ends": [float(values.min()), float(values.max())]}
        else:
            plain = value.item() if isinstance(value, np.generic) else value
            feature |= {"value": plain, "values": list(column.distinct())}
        features.append(feature)
    return features


def most_informative(problem: Problem) -> tuple[str | None, str | None]:
    """The two numeric features that explain the target best, in table order; (None, None) if there is no choice."""
    data, used = problem.dataset, problem.encoding.columns
    columns = {
        column.name: column.values for column in data.features if column.kind == "number" and column.name in used
    }
    if len(columns) < 3 or data.multilabel or len(data.targets) > 1:
        return None, None
    rows = np.arange(0, data.n_rows, max(1, data.n_rows // MAX_ROWS))
    truth = problem.coding.truth(data, rows)
    shares = {name: explained_variance(np.asarray(values, float)[rows], truth) for name, values in columns.items()}
    best = sorted(shares, key=lambda name: -shares[name])[:2]
    first, second = (name for name in columns if name in best)
    return first, second


def explained_variance(x: Array, truth: Array) -> float:
    """The fraction of the variance of x that is explained by the target, 0 … 1.

    For classes it is η² = Σ nₖ(x̄ₖ − x̄)² / Σ (x − x̄)², for numbers r² = cov(x, y)² / (var x · var y).
    Source: Fisher (1925), Statistical Methods for Research Workers.
    """
    known = np.isfinite(x)
    x, truth = scaled_deviations(x[known]), truth[known]
    if not x.any():
        return 0.0
    if truth.dtype.kind == "f":
        y = scaled_deviations(truth)
        return float((x @ y) ** 2 / ((x @ x) * (y @ y))) if y.any() else 0.0
    _, groups, counts = np.unique(truth, return_inverse=True, return_counts=True)
    means = np.bincount(groups, weights=x) / counts
    return float((counts * means**2).sum() / (x @ x))


def scaled_deviations(x: Array) -> Array:
    """The deviations x − x̄ scaled to a range of 1, to avoid overflow and underflow; zeros if all are equal."""
    low, high = (x.min() / 2, x.max() / 2) if len(x) else (0.0, 0.0)
    if not low < high:
        return np.zeros(len(x))
    scaled = (x / 2 - low) / (high - low)
    deviations: Array = scaled - scaled.mean()
    return deviations
