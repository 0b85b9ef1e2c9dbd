"""The rows that an estimator trains on or predicts for, dense or sparse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
DENSE_BYTES = 1 << 28  # a sparse matrix that needs no more than this is made dense as a whole
POOL_BYTES = 1 << 26  # else this much of it at a time


def sparse(X: Any) -> bool:
    """True for SciPy's sparse matrices and arrays."""
    return hasattr(X, "toarray")


def dense(X: Any, dtype: Any) -> Array:
    """The rows as the engine wants them: dense, in the order of C, writeable."""
    return np.require(X.toarray() if sparse(X) else X, dtype=dtype, requirements=("C", "W", "A"))


def fits(X: Any, dtype: Any) -> bool:
    """True for rows that are dense, or may be made so at once."""
    return not sparse(X) or X.shape[0] * X.shape[1] * np.dtype(dtype).itemsize <= DENSE_BYTES


def pool_rows(X: Any, dtype: Any, batch: int) -> int:
    """How many rows of a sparse matrix are made dense at a time: whole batches."""
    row: int = max(1, X.shape[1] * np.dtype(dtype).itemsize)
    return max(1, POOL_BYTES // (row * batch)) * batch


def outputs(engine: Any, theta: Array, X: Any) -> Array:
    """ŷ (n, n_out) of all rows."""
    if fits(X, theta.dtype):
        found: Array = engine.evaluate(theta, dense(X, theta.dtype))[0]
        return found
    return np.concatenate([engine.evaluate(theta, part)[0] for part in parts(X, theta.dtype)])


def parts(X: Any, dtype: Any, batch: int = 256) -> Iterator[Array]:
    """The rows, a pool at a time."""
    size = pool_rows(X, dtype, batch)
    X = X.tocsr()
    for start in range(0, X.shape[0], size):
        yield dense(X[start : start + size], dtype)
