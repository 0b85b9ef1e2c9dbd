"""Features whose columns are those of one matrix, fitted and encoded together.

The results are those of `fit_feature` and `Feature.scaled` for each column, to the bit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data.columns import Column, Integers, matrix_positions
from nnplay.data.encoding.feature import Feature, Scale, fit_feature
from nnplay.data.encoding.statistics import MatrixStatistics
from nnplay.data.number_matrix import NumberMatrix, as_slice
from nnplay.utils.threads import ROWS_AT_ONCE, blocks, map_rows


def fit_matrix_features(
    matrix: NumberMatrix, columns: Sequence[Column], rows: Integers, scale: Scale, impute: bool
) -> tuple[list[Feature], list[str]]:
    """The features of columns of a matrix, and the names of those that are constant in these rows.

    Raises:
        DataError: values too far apart to be scaled.
    """
    names, chosen = [column.name for column in columns], as_slice(matrix_positions(columns))
    statistics = MatrixStatistics.of_rows(matrix.values[:, chosen], rows)
    constant = [name for name, same in zip(names, statistics.constant.tolist(), strict=True) if same]
    if columns[0].kind == "boolean":
        return [fit_feature(column.take(rows), scale, impute) for column in columns], constant
    fills: Any = statistics.mean.tolist() if impute else [None] * len(columns)
    if scale == "none":
        return [Feature(name, "number", fill=fill) for name, fill in zip(names, fills, strict=True)], constant
    offsets, spreads = statistics.mean_and_std(names) if scale == "standard" else statistics.min_and_range(names)
    fitted = zip(names, fills, offsets.tolist(), spreads.tolist(), strict=True)
    return [Feature(name, "number", fill=fill, offset=low, scale=width) for name, fill, low, width in fitted], constant


def encode_matrix_features(
    matrix: NumberMatrix, features: Sequence[Feature], columns: Sequence[Column], rows: Integers | None, X: NDArray[Any]
) -> None:
    """Write the inputs of these rows (None: all of them) into X (n, features), in its dtype."""
    chosen = as_slice(matrix_positions(columns))
    offset, scale = (np.array([getattr(each, name) for each in features]) for name in ("offset", "scale"))
    is_scaled = bool((offset != 0).any() or np.signbit(offset).any() or (scale != 1).any())  # 0 − (−0) is +0
    limits: Any = np.array([np.inf if each.limit is None else each.limit for each in features])
    limit = limits[0] if (limits == limits[0]).all() else limits  # one number is faster than one for each column
    with np.errstate(over="ignore"):
        extremes = [(bound[matrix_positions(columns)] - offset) / scale for bound in (matrix.low, matrix.high)]
    is_beyond = bool((np.abs(extremes) > limits).any())

    def encode(share: slice) -> None:
        results = np.empty((ROWS_AT_ONCE, len(columns)))
        with np.errstate(over="ignore"):
            for part in blocks(share):
                numbers = matrix.values[part if rows is None else rows[part]][:, chosen]
                scaled = results[: len(numbers)]
                if is_scaled:
                    numbers = np.divide(np.subtract(numbers, offset, out=scaled), scale, out=scaled)
                if is_beyond:
                    numbers = np.clip(numbers, -limit, limit, out=scaled)
                X[part] = numbers

    map_rows(encode, len(X), X.size)
