"""Datasets from arrays."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nnplay.data.assemble import assemble
from nnplay.data.columns import Floats, Values, shortened, unmasked
from nnplay.data.dataset import Dataset, Task
from nnplay.data.table import Table
from nnplay.errors import DataError


def dataset_from_arrays(
    X: Any,
    y: Any,
    task: Task | None,
    feature_names: Sequence[str] | None,
    target_names: Sequence[str] | None,
    name: str,
    sample_weight: Any,
) -> Dataset:
    """See `Dataset.from_arrays`."""
    inputs, outputs = _columns("X", X), _columns("y", y)
    n = inputs.shape[1]
    if outputs.shape[1] != n:
        raise DataError(f"X has {n} rows but y has {outputs.shape[1]}; each row of X needs its row of y")
    x_names = _names("feature_names", feature_names, len(inputs), [f"x{i + 1}" for i in range(len(inputs))])
    several = [f"y{i + 1}" for i in range(len(outputs))]
    y_names = _names("target_names", target_names, len(outputs), ["y"] if len(outputs) == 1 else several)
    if shared := set(x_names) & set(y_names):
        raise DataError(f"{sorted(shared)[0]!r} names both a feature and a target; give them different names")
    cells = dict(zip((*x_names, *y_names), (*inputs, *outputs), strict=True))
    table = Table(name, tuple(cells), n, cells.__getitem__)
    weights = None if sample_weight is None else _weights(sample_weight, n)
    return assemble(table, name, target=y_names, features=x_names, task=task, sample_weight=weights)


def _columns(role: str, values: Any) -> Values:
    """The columns of an array as rows, shape (columns, n), copied."""
    if hasattr(values, "toarray"):
        raise DataError(f"{role} is a sparse matrix; give {role}.toarray()")
    try:
        array = np.asarray(unmasked(values))
    except ValueError:
        raise DataError(f"{role} has rows of different lengths; give each row the same number of values") from None
    if array.dtype.kind == "c":
        raise DataError(f"{role} holds complex numbers; give real ones")
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise DataError(f"{role} has the shape {array.shape}; give it one row for each example: (n, columns) or (n,)")
    if array.dtype.kind in "US":
        array = array.astype(str).astype(object)
    return np.array(array.T, order="C")


def _names(option: str, given: Sequence[str] | None, count: int, default: list[str]) -> list[str]:
    if given is None:
        return default
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise DataError(f"{option} is {shortened(given)}; give a list with a name for each column")
    names = [str(name) for name in given]
    if len(names) != count:
        raise DataError(f"{option} has {len(names)} names for {count} columns; give one for each")
    if len(set(names)) != count:
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"{option} has {twice!r} twice; give each column its own name")
    return names


def _weights(values: Any, n: int) -> Floats:
    try:
        weights = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError("sample_weight must hold numbers, one for each row") from None
    if weights.shape != (n,):
        raise DataError(f"sample_weight has the shape {weights.shape}, but there are {n} rows; give one weight a row")
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"sample_weight is {weights[row]} in row {row + 1}; weights are finite and not negative")
    return weights
