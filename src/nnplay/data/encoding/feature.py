"""One feature of an encoding: what is learned about it on the training rows, and how it is filled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from nnplay.data.columns import Column, Kind, Values
from nnplay.data.encoding.json_fields import Fields
from nnplay.data.encoding.statistics import low_and_range, mean, mean_and_spread
from nnplay.errors import DataError

Scale: TypeAlias = Literal["standard", "minmax", "none"]


@dataclass(frozen=True)
class Feature:
    """One feature and what was learned about it.

    Attributes:
        name: its name; for a derived feature, the expression.
        kind: "number", "boolean" or "category".
        levels: the categories seen in training, sorted; () for numbers and booleans.
        fill: what takes the place of a missing value, or None when missing values are refused.
        offset: subtracted from a number, then
        scale: divided by.
    """

    name: str
    kind: Kind
    levels: tuple[str, ...] = ()
    fill: float | str | None = None
    offset: float = 0.0
    scale: float = 1.0

    @property
    def encoded_names(self) -> tuple[str, ...]:
        """The names of its columns in the matrix."""
        return tuple(f"{self.name}={level}" for level in self.levels) if self.kind == "category" else (self.name,)


def is_constant(column: Column) -> bool:
    """Whether all the values that are present are the same."""
    present = column.values[~column.missing]
    if column.kind == "category":
        return len(set(present)) == 1
    return bool(len(present) and present.min() == present.max())


def learned(column: Column, scale: Scale, impute: bool) -> Feature:
    """What the training rows of a column teach: its levels, its fill, its offset and scale.

    Raises:
        DataError: no value at all, or values too far apart to be scaled.
    """
    present: Values = column.values[~column.missing]
    if not len(present):
        raise DataError(f"column {column.name!r} has no value in the training rows; leave it out with features=")
    if column.kind == "category":
        levels = column.distinct()
        values = present.tolist()
        fill = max(levels, key=values.count) if impute else None
        return Feature(column.name, "category", tuple(str(level) for level in levels), fill)
    if column.kind == "boolean":
        return Feature(column.name, "boolean", fill=float(present.mean() > 0.5) if impute else None)
    filling = mean(present) if impute else None
    values = column.values if filling is None else np.where(column.missing, filling, column.values)
    if scale == "none":
        return Feature(column.name, "number", fill=filling)
    offset, spread = (mean_and_spread if scale == "standard" else low_and_range)(column.name, values)
    return Feature(column.name, "number", fill=filling, offset=offset, scale=spread)


def filled(source: str, feature: Feature, column: Column, place: Callable[[int], str]) -> Values:
    """The column's values, shape (n,), with the fill where one is missing.

    Raises:
        DataError: a missing value when nothing was learned to fill it.
    """
    missing = column.missing
    if not missing.any():
        return column.values
    if feature.fill is None:
        row = int(missing.argmax())
        raise DataError(
            f"{source}, {place(row)}: column {feature.name!r} has no value; fill it in, or train with missing='impute'"
        )
    values = column.values.copy()
    values[missing] = feature.fill
    return values


def feature_from_json(item: Any) -> Feature:
    """The feature in a JSON object; a DataError names the field that is wrong."""
    fields = Fields("a feature of the encoding", item)
    name = fields.text("name")
    kind = fields.choice("kind", get_args(Kind))
    levels = fields.texts("levels")
    fill = fields.take("fill")
    offset, scale = fields.number("offset"), fields.number("scale")
    fields.done()
    fields.require(bool(levels) == (kind == "category"), "levels")
    fields.require(scale > 0, "scale")
    if kind == "category":
        fields.require(fill is None or fill in levels, "fill")
    elif fill is not None:
        fill = Fields("a feature of the encoding", {"fill": fill}).number("fill")
    return Feature(name, kind, levels, fill, offset, scale)


def raw_from_json(item: Any) -> tuple[str, Kind]:
    """A user's column and its kind in a JSON object; a DataError names the field that is wrong."""
    fields = Fields("a column of the encoding", item)
    name, kind = fields.text("name"), fields.choice("kind", get_args(Kind))
    fields.done()
    return name, kind
