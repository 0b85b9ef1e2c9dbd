"""One feature of an encoding: its statistics on the training rows, and how missing values are filled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from nnplay.data.columns import Column, Kind, Values
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.encoding.statistics import mean, mean_and_std, min_and_range
from nnplay.errors import DataError
from nnplay.utils.text import format_list

Scale: TypeAlias = Literal["standard", "minmax", "none"]


@dataclass(frozen=True)
class Feature:
    """One feature and its statistics on the training rows.

    Attributes:
        name: its name; for a derived feature, the expression.
        kind: "number", "boolean" or "category".
        levels: the categories seen in training, sorted; () for numbers and booleans.
        fill: replaces a missing value; None if missing values are refused.
        offset: subtracted from a number.
        scale: divides a number after that.
    """

    name: str
    kind: Kind
    levels: tuple[str, ...] = ()
    fill: float | str | None = None
    offset: float = 0.0
    scale: float = 1.0

    @property
    def encoded_names(self) -> tuple[str, ...]:
        """The names of its columns in X."""
        return tuple(f"{self.name}={level}" for level in self.levels) if self.kind == "category" else (self.name,)


def is_constant(column: Column) -> bool:
    """Whether all values that are present are equal."""
    present = column.values[~column.missing]
    if column.kind == "category":
        return len(set(present)) == 1
    return bool(len(present) and present.min() == present.max())


def constant_message(source: str, names: list[str]) -> str:
    """The warning about constant features."""
    verbs = ("is", "carries") if len(names) == 1 else ("are", "carry")
    return f"{source}: {format_list(names, 5)} {verbs[0]} constant in the training rows and {verbs[1]} no information"


def fit_feature(column: Column, scale: Scale, impute: bool) -> Feature:
    """Fit a feature to the training rows of a column: its levels, fill, offset and scale.

    Raises:
        DataError: no value at all, or values too far apart to be scaled.
    """
    present: Values = column.values[~column.missing]
    if not len(present):
        raise DataError(f"column {column.name!r} has no value in the training rows; leave it out with features=")
    if column.kind == "category":
        levels = column.distinct()
        values = present.tolist()
        most_frequent = max(levels, key=values.count) if impute else None
        return Feature(column.name, "category", tuple(str(level) for level in levels), most_frequent)
    if column.kind == "boolean":
        return Feature(column.name, "boolean", fill=float(present.mean() > 0.5) if impute else None)
    fill_value = mean(present) if impute else None
    values = column.values if fill_value is None else np.where(column.missing, fill_value, column.values)
    if scale == "none":
        return Feature(column.name, "number", fill=fill_value)
    offset, spread = (mean_and_std if scale == "standard" else min_and_range)(column.name, values)
    return Feature(column.name, "number", fill=fill_value, offset=offset, scale=spread)


def fill_missing(source: str, feature: Feature, column: Column, place: Callable[[int], str]) -> Values:
    """The column's values, shape (n,), with missing ones filled.

    Raises:
        DataError: a missing value in a feature without a fill.
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
    """A feature from its JSON object.

    Raises:
        DataError: an invalid field.
    """
    fields = JSONFields("a feature of the encoding", item)
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
        fill = JSONFields("a feature of the encoding", {"fill": fill}).number("fill")
    return Feature(name, kind, levels, fill, offset, scale)


def raw_column_from_json(item: Any) -> tuple[str, Kind]:
    """The name and kind of a source column from its JSON object.

    Raises:
        DataError: an invalid field.
    """
    fields = JSONFields("a column of the encoding", item)
    name, kind = fields.text("name"), fields.choice("kind", get_args(Kind))
    fields.done()
    return name, kind
