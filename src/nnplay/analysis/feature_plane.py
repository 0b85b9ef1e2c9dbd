"""A plane over two features: encoding its points, and what to draw of the model's outputs there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnplay.data import Dataset, Encoding
from nnplay.errors import NNPlayError
from nnplay.training.model import Model
from nnplay.utils.types import Array


def plane_features(data: Dataset, encoding: Encoding, x: str | None = None, y: str | None = None) -> tuple[str, str]:
    """The two numeric features of the plane: the named ones, by default the first ones.

    Raises:
        NNPlayError: a feature that is not numeric, or fewer than two.
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


def encode_plane(
    data: Dataset,
    encoding: Encoding,
    names: tuple[str, str],
    points: ArrayLike,
    fixed_values: Mapping[str, Any] | None = None,
) -> Array:
    """Encode points (m, 2) of a plane over two features as X (m, n_in).

    Args:
        data: the source of the typical values.
        encoding: the encoding of the inputs.
        names: the two features.
        points: their values (m, 2).
        fixed_values: values of other features; by default their typical values.
    """
    points = np.asarray(points)
    values = typical_values(data, encoding) | dict(fixed_values or {})
    columns = {
        name: np.full(len(points), value, object if isinstance(value, str) else None) for name, value in values.items()
    }
    X: Array = encoding.transform_rows(columns | {name: points[:, k] for k, name in enumerate(names)})
    return X


def typical_values(data: Dataset, encoding: Encoding) -> dict[str, Any]:
    """A typical value of each feature: the median of a number, otherwise the value of the first row that has one."""
    return {
        c.name: float(np.nanmedian(c.values)) if c.kind in ("number", "date") else c.values[~c.missing][0]
        for c in {column.name: column for column in (*data.features, *data.raw)}.values()
        if c.name in encoding.columns
    }


def surface_values(model: Model, y_hat: Array) -> Array:
    """What to draw of ŷ (m, n_out): predicted values, class probabilities, or labels if there are no probabilities."""
    decoded: Array = model.coding.decode(y_hat)
    if model.coding.form == "values":
        return decoded
    low, high = float(np.min(y_hat)), float(np.max(y_hat))
    if low < 0 or high > 1:
        return decoded
    return np.hstack([1 - y_hat, y_hat]) if y_hat.shape[1] == 1 else y_hat
