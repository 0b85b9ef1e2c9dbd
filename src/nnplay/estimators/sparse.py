"""Dense and sparse inputs of the estimators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine


DENSE_BYTES = 1 << 28  # a sparse matrix up to this size is converted to dense at once
POOL_BYTES = 1 << 26  # a larger one is converted in pools of this size


def is_sparse(X: Any) -> bool:
    """True for SciPy's sparse matrices and arrays."""
    return hasattr(X, "toarray")


def dense(X: Any, dtype: Any) -> Array:
    """The rows as the engine needs them: dense, C-contiguous, writable."""
    return np.require(X.toarray() if is_sparse(X) else X, dtype=dtype, requirements=("C", "W", "A"))


def fits_in_memory(X: Any, dtype: Any) -> bool:
    """Whether the rows are dense, or small enough to convert at once."""
    return not is_sparse(X) or X.shape[0] * X.shape[1] * np.dtype(dtype).itemsize <= DENSE_BYTES


def pool_rows(X: Any, dtype: Any, batch: int) -> int:
    """How many rows of a sparse matrix to convert at a time, a multiple of the batch size."""
    row: int = max(1, X.shape[1] * np.dtype(dtype).itemsize)
    return max(1, POOL_BYTES // (row * batch)) * batch


def outputs(engine: Engine, theta: Array, X: Any) -> Array:
    """ŷ (n, n_out) for all rows."""
    if fits_in_memory(X, theta.dtype):
        return engine.evaluate(theta, dense(X, theta.dtype))[0]
    return np.concatenate([engine.evaluate(theta, pool)[0] for pool in pools(X, theta.dtype)])


def pools(X: Any, dtype: Any, batch: int = 256) -> Iterator[Array]:
    """The rows as dense arrays, one pool at a time."""
    size = pool_rows(X, dtype, batch)
    X = X.tocsr()
    for start in range(0, X.shape[0], size):
        yield dense(X[start : start + size], dtype)
