"""A plane over two features: where points lie on it, and what the model predicts there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data import Dataset, Encoding
from nnplay.errors import NNPlayError
from nnplay.training.model import Model

Array = NDArray[Any]


def plane(data: Dataset, encoding: Encoding, x: str | None = None, y: str | None = None) -> tuple[str, str]:
    """Two numeric features to draw a plane over: those that are named, else the first ones.

    Raises:
        NNPlayError: a feature that is no number, or fewer than two.
    """
    names = [c.name for c in data.features if c.kind == "number" and c.name in encoding.columns]
    first = x or next(iter(names), "")
    second = y or next((name for name in names if name != first), "")
    for name in (first, second):
        if name not in names:
            raise NNPlayError(
                f"A boundary needs two numeric features of {', '.join(names) or 'the data'}, not {name!r}."
            )
    return first, second


def encoded(
    data: Dataset, encoding: Encoding, shown: tuple[str, str], points: Any, held: Mapping[str, Any] | None = None
) -> Array:
    """X (m, n_in) of points (m, 2) of a plane over two features; the others are held, or at their usual value."""
    at = usual(data, encoding) | dict(held or {})
    filled = {
        name: np.full(len(points), value, object if isinstance(value, str) else None) for name, value in at.items()
    }
    X: Array = encoding.transform_rows(filled | {name: np.asarray(points)[:, k] for k, name in enumerate(shown)})
    return X


def usual(data: Dataset, encoding: Encoding) -> dict[str, Any]:
    """Where each feature is held unless one says: at its median, or the first value of a category."""
    return {
        c.name: float(np.nanmedian(c.values)) if c.kind == "number" else c.values[~c.missing][0]
        for c in data.features
        if c.name in encoding.columns
    }


def shades(model: Model, y_hat: Array) -> Array:
    """What is drawn of ŷ (m, n_out): values, or the probability of each class, or labels where there is none."""
    decoded: Array = model.coding.decode(y_hat)
    if model.coding.form == "values":
        return decoded
    low, high = float(np.min(y_hat)), float(np.max(y_hat))
    if low < 0 or high > 1:
        return decoded
    return np.hstack([1 - y_hat, y_hat]) if y_hat.shape[1] == 1 else y_hat
