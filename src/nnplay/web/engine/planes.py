"""Planes over two columns, and single points: the inputs of a network there."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.data import Column, Dataset
from nnplay.errors import NNPlayError
from nnplay.training.problem import Problem, cast_to_dtype
from nnplay.utils.types import Array
from nnplay.web.engine.description import source_columns

MIN_SIZE, MAX_SIZE = 2, 256


def plane_inputs(problem: Problem, all_columns: Dataset, plane: Any) -> tuple[int, Array]:
    """The points along each axis of a plane, and its encoded points, from the lowest y to the highest.

    Raises:
        NNPlayError: a plane that the data do not have.
    """
    if not isinstance(plane, Mapping):
        raise NNPlayError("A plane must be an object.")
    columns = {column.name: column for column in source_columns(all_columns)}
    x, y, size = plane.get("x"), plane.get("y"), plane.get("size")
    for name in (x, y):
        if not isinstance(name, str) or name not in columns:
            raise NNPlayError(f"The data have no feature '{str(name)[:60]}'.")
    if not isinstance(size, int) or isinstance(size, bool) or not MIN_SIZE <= size <= MAX_SIZE:
        raise NNPlayError(f"A surface has from {MIN_SIZE} to {MAX_SIZE} points along each axis.")
    x_values, y_values = (_between(plane.get(name), size) for name in ("xRange", "yRange"))
    values = point_values(columns, plane.get("held") or {})
    rows = {name: np.full(size * size, value, object if isinstance(value, str) else None) for name, value in
            values.items()}  # fmt: skip
    rows[str(y)] = np.repeat(y_values, size)
    rows[str(x)] = np.tile(x_values, size)
    return size, encode_rows(problem, rows)


def point_inputs(problem: Problem, all_columns: Dataset, point: Any) -> Array:
    """One encoded point, (1, n_in).

    Raises:
        NNPlayError: a value that a column does not have.
    """
    if not isinstance(point, Mapping):
        raise NNPlayError("A point must be an object.")
    values = point_values({column.name: column for column in source_columns(all_columns)}, point)
    return encode_rows(problem, {name: [value] for name, value in values.items()})


def encode_rows(problem: Problem, rows: Mapping[str, Any]) -> Array:
    """Rows as inputs, in the type of the network."""
    X = problem.encoding.transform_rows({name: rows[name] for name in problem.encoding.columns})
    return cast_to_dtype(X, "The inputs", problem.recipe)


def point_values(columns: Mapping[str, Column], held: Any) -> dict[str, Any]:
    """A value of each column: the one given, else the mean or the most frequent level.

    Raises:
        NNPlayError: a value that a column does not have.
    """
    if not isinstance(held, Mapping):
        raise NNPlayError("Held values must be an object.")
    result = {}
    for name, column in columns.items():
        if name not in held:
            result[name] = typical_value(column)
            continue
        value = held[name]
        if column.kind == "category":
            if value is not None and value not in column.distinct():
                raise NNPlayError(f"'{name}' has no level '{str(value)[:60]}'.")
            result[name] = value
        elif value is None:
            result[name] = np.nan
        elif not isinstance(value, int | float) or not abs(value) < float("inf"):
            raise NNPlayError(f"'{name}' must be a finite number, not {str(value)[:40]}.")
        else:
            result[name] = float(value)
    return result


def typical_value(column: Column) -> Any:
    """The mean of numbers, or the most frequent level, the first of several."""
    values = column.values[~column.missing]
    if not len(values):
        return None if column.kind == "category" else np.nan
    if column.kind == "category":
        counts = Counter(values.tolist())
        return max(column.distinct(), key=lambda level: counts[level])
    return float(np.mean(values))


def _between(ends: Any, size: int) -> Array:
    low, high = ends if isinstance(ends, list) and len(ends) == 2 else (0, 1)
    if not all(isinstance(end, int | float) and abs(end) < float("inf") for end in (low, high)):
        raise NNPlayError("The range of a plane must be two finite numbers.")
    return low + (high - low) * np.arange(size) / (size - 1)
