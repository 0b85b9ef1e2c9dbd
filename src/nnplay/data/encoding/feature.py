"""One feature of an encoding: its statistics on the training rows, and how missing values are filled."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from nnplay.data.cell_format import PLAIN, CellFormat
from nnplay.data.columns import Column, Floats, Kind, Values
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.encoding.statistics import mean, mean_and_std, min_and_range
from nnplay.data.encoding.target_means import MAX_OUTPUTS, TargetMeans, level_codes, level_means
from nnplay.errors import DataError
from nnplay.utils.text import format_list

Scale: TypeAlias = Literal["standard", "minmax", "none"]

MAX_LEVELS = 50
"""A one-hot encoded category with more levels keeps the most frequent ones; the rest share one input."""

MAX_ONE_HOT = 20
"""A category with more levels becomes the mean target of each, unless the user says otherwise."""

MAX_DATE_FORMAT = 60  # characters
FLAGS = ("ordered", "indicator")


@dataclass(frozen=True)
class Feature:
    """One feature and its statistics on the training rows.

    Attributes:
        name: its name; for a derived feature, the expression.
        kind: "number", "boolean" or "category".
        levels: the categories that have an input of their own; () for numbers and booleans.
        fill: replaces a missing value; None if it is not replaced. With `means`, the place of a row of these.
        offset: subtracted from a number.
        scale: divides a number after that.
        ordered: the levels are one number, 0 for the first, instead of an input each.
        rare: the categories that share one input, "other", with those that are unknown; () if there is no such input.
        indicator: whether an input says that the value is missing.
        means: the mean target of each level, if that is what a category is encoded as.
        limit: the largest absolute value of a scaled number; those beyond are set to it. None is no limit.
    """

    name: str
    kind: Kind
    levels: tuple[str, ...] = ()
    fill: float | str | None = None
    offset: float = 0.0
    scale: float = 1.0
    ordered: bool = False
    rare: tuple[str, ...] = ()
    indicator: bool = False
    means: TargetMeans | None = None
    limit: float | None = None

    def scaled(self, values: Values) -> Floats:
        """Numbers (n,) as inputs: (x − offset) / scale, within the limit."""
        with np.errstate(over="ignore"):
            inputs: Floats = (values - self.offset) / self.scale
        return inputs if self.limit is None else np.clip(inputs, -self.limit, self.limit)

    @property
    def known(self) -> frozenset[str]:
        """The categories of the training rows."""
        return frozenset((*self.levels, *self.rare))

    @property
    def encoded_names(self) -> tuple[str, ...]:
        """The names of its columns in X."""
        if self.means is not None:
            names = tuple(f"{self.name}: {output}" for output in self.means.outputs)
        elif self.kind == "category" and not self.ordered:
            names = tuple(f"{self.name}={level}" for level in self.levels)
        else:
            names = (self.name,)
        names += (f"{self.name} (other)",) if self.rare else ()
        return names + ((f"{self.name} (missing)",) if self.indicator else ())


def _present(column: Column) -> Values:
    """The values that are not missing."""
    return column.values[~column.missing] if column.has_missing else column.values


def is_constant(column: Column) -> bool:
    """Whether all values that are present are equal."""
    present = _present(column)
    if column.has_missing and len(present):
        return False  # the missing values are information
    if column.kind == "category":
        return len(set(present)) <= 1
    return not len(present) or bool(present.min() == present.max())


def constant_message(source: str, names: list[str]) -> str:
    """The warning about constant features."""
    verbs = ("is", "carries") if len(names) == 1 else ("are", "carry")
    return f"{source}: {format_list(names, 5)} {verbs[0]} constant in the training rows and {verbs[1]} no information"


def fit_feature(column: Column, scale: Scale, impute: bool, indicator: bool = True) -> Feature:
    """Fit a feature to the training rows of a column: its levels, fill, offset and scale.

    Args:
        column: the training rows.
        scale: how numbers are scaled.
        impute: whether missing values are replaced: by the mean, or in a category by an input of their own.
        indicator: whether an input may say that a value is missing.

    Raises:
        DataError: values too far apart to be scaled.
    """
    present = _present(column)
    gaps = impute and indicator and column.has_missing
    if column.kind == "category":
        return fit_category(column, Counter(present.tolist()), scale, impute, gaps)
    if not len(present):
        return Feature(column.name, column.kind, fill=0.0 if impute else None)
    if column.kind == "boolean":
        return Feature(column.name, "boolean", fill=float(present.mean() > 0.5) if impute else None, indicator=gaps)
    fill_value = mean(present) if impute else None
    values = column.values
    if fill_value is not None and column.has_missing:
        values = np.where(column.missing, fill_value, values)
    if scale == "none":
        return Feature(column.name, "number", fill=fill_value, indicator=gaps)
    offset, spread = (mean_and_std if scale == "standard" else min_and_range)(column.name, values)
    return Feature(column.name, "number", fill=fill_value, offset=offset, scale=spread, indicator=gaps)


def fit_category(column: Column, counts: Counter[str], scale: Scale, impute: bool, gaps: bool) -> Feature:
    """Fit a categorical feature.

    Args:
        column: the column; only its name and the order of its levels are used.
        counts: number of training rows of each category.
        scale: how the numbers of an ordered category are scaled.
        impute: whether missing values are replaced.
        gaps: whether an input says that a value is missing.
    """
    levels = sorted(counts)
    if column.order:
        codes = np.repeat(np.arange(float(len(column.order))), [counts[level] for level in column.order])
        fill = mean(codes) if impute and len(codes) else None
        offset, spread = 0.0, 1.0
        if scale != "none" and len(codes):
            offset, spread = (mean_and_std if scale == "standard" else min_and_range)(column.name, codes)
        return Feature(column.name, "category", column.order, fill, offset, spread, ordered=True, indicator=gaps)
    by_count = sorted(levels, key=lambda level: (-counts[level], level))
    rare = tuple(sorted(by_count[MAX_LEVELS - 1 :])) if len(levels) > MAX_LEVELS else ()
    levels = sorted(set(levels) - set(rare))
    fill_level = max(levels, key=counts.__getitem__) if impute and not gaps and levels else None
    return Feature(column.name, "category", tuple(levels), fill_level, rare=rare, indicator=gaps)


def is_target_encoded(column: Column, n_outputs: int) -> bool:
    """Whether a category becomes the mean target of its levels: where it has many, or the user says so."""
    if column.kind != "category" or column.order or column.encoding == "one-hot":
        return False
    return column.encoding == "target" or (n_outputs <= MAX_OUTPUTS and len(column.distinct()) > MAX_ONE_HOT)


def fit_target_encoded(column: Column, outputs: tuple[str, ...], Y: Floats, scale: Scale, impute: bool) -> Feature:
    """Fit a category that is encoded as the mean target of its levels.

    Args:
        column: the training rows.
        outputs: what is averaged.
        Y: its values, (n, outputs).
        scale: how numbers are scaled. The means are scaled as the target would be, not to a deviation of 1: the means
            of a category that tells little about the target differ little, and the network should see them so.
        impute: whether missing values are replaced, by the mean of all training rows.

    Raises:
        DataError: targets too far apart to be scaled.
    """
    levels = tuple(map(str, column.distinct()))
    values = level_means(level_codes(levels, column), Y, len(levels))
    statistics = [(0.0, 1.0)] * len(outputs)
    if scale != "none":
        fit = mean_and_std if scale == "standard" else min_and_range
        statistics = [fit(output, values) for output, values in zip(outputs, Y.T, strict=True)]
    offset, spread = zip(*statistics, strict=True)
    means = TargetMeans(outputs, tuple(map(tuple, values.tolist())), offset, spread)
    fill = float(len(levels)) if impute else None
    return Feature(column.name, "category", levels, fill, indicator=impute and column.has_missing, means=means)


def with_limit(features: Iterable[Feature], scale: Scale, limit: float | None) -> tuple[Feature, ...]:
    """The features with a limit for numbers, which counts standard deviations; only standard scaling has one."""
    if limit is None or scale != "standard":
        return tuple(features)
    return tuple(
        replace(feature, limit=float(limit)) if feature.kind == "number" or feature.ordered else feature
        for feature in features
    )


def fill_missing(source: str, feature: Feature, column: Column, place: Callable[[int], str]) -> Values:
    """The column's values, shape (n,), with missing ones filled; the levels of an ordered category are codes.

    So are those of a category that is encoded as mean targets, with the place of the last row for missing and unknown
    ones.

    Raises:
        DataError: a missing value in a feature that has neither a fill nor an input for missing values.
    """
    if column.has_missing and feature.fill is None and not feature.indicator:
        row = int(column.missing.argmax())
        raise DataError(
            f"{source}, {place(row)}: column {feature.name!r} has no value; fill it in, or train with missing='impute'"
        )
    if feature.means is not None:
        return level_codes(feature.levels, column)
    if feature.ordered:
        code_of: dict[str | None, float] = {level: float(code) for code, level in enumerate(feature.levels)}
        codes = np.array([code_of.get(value, np.nan) for value in column.values.tolist()], dtype=np.float64)
        return codes if feature.fill is None else np.where(np.isnan(codes), feature.fill, codes)
    if not column.has_missing or feature.fill is None:
        return column.values
    values = column.values.copy()
    values[column.missing] = feature.fill
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
    ordered, indicator = (fields.flag(flag) for flag in FLAGS)
    rare = fields.texts("rare") if "rare" in fields.remaining else ()
    means = TargetMeans.from_json(fields.take("means"), len(levels)) if "means" in fields.remaining else None
    limit = fields.number("limit") if "limit" in fields.remaining else None
    fields.done()
    fields.require(limit is None or (limit > 0 and (kind == "number" or ordered)), "limit")
    fields.require(kind != "date", "kind")
    fields.require(kind == "category" or not (levels or ordered or rare), "levels")
    fields.require(bool(levels) or kind != "category" or indicator, "levels")
    fields.require(means is None or (kind == "category" and not (ordered or rare)), "means")
    fields.require(scale > 0, "scale")
    fields.require(not set(rare) & set(levels), "rare")
    if kind == "category" and not ordered and means is None:
        fields.require(fill is None or fill in levels, "fill")
    elif fill is not None:
        fill = JSONFields("a feature of the encoding", {"fill": fill}).number("fill")
        fields.require(means is None or fill == len(levels), "fill")
    return Feature(name, kind, levels, fill, offset, scale, ordered, rare, indicator, means, limit)


def raw_column_from_json(item: Any) -> tuple[str, Kind, CellFormat]:
    """The name, kind and format of a source column from its JSON object.

    Raises:
        DataError: an invalid field.
    """
    fields = JSONFields("a column of the encoding", item)
    name, kind = fields.text("name"), fields.choice("kind", get_args(Kind))
    format = PLAIN
    if "format" in fields.remaining:
        how = JSONFields("the format of a column", fields.take("format"))
        format = CellFormat(
            how.choice("decimal", (".", ",")), how.choice("thousands", ("", ",", ".", " ", "'")), how.flag("intervals"),
            how.text("date"), how.texts("missing"),
        )  # fmt: skip
        how.done()
        how.require(format.decimal != format.thousands, "thousands")
        how.require(len(format.date) <= MAX_DATE_FORMAT, "date")
    fields.done()
    fields.require((kind == "date") == bool(format.date), "format")
    return name, kind, format


def raw_column_to_json(name: str, kind: Kind, format: CellFormat) -> dict[str, Any]:
    """A source column as a JSON object; the format only if it is not the usual one."""
    return {"name": name, "kind": kind} | (
        {} if format == PLAIN else {"format": asdict(format) | {"missing": list(format.missing)}}
    )
