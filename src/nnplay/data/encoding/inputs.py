"""Encode feature columns as the input matrix X: missing values filled, numbers scaled, categories as numbers."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import DTypeLike

from nnplay.data.builtin_sets import BUNDLED
from nnplay.data.cell_format import PLAIN, CellFormat
from nnplay.data.columns import Column, Floats, Integers, Kind, Values, all_finite, matrix_groups, matrix_positions
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import derived_column
from nnplay.data.encoding.feature import (
    FLAGS,
    Feature,
    Scale,
    constant_message,
    feature_from_json,
    fill_missing,
    fit_feature,
    fit_target_encoded,
    is_constant,
    is_target_encoded,
    raw_column_from_json,
    raw_column_to_json,
    with_limit,
)
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.encoding.matrix_features import encode_matrix_features, fit_matrix_features
from nnplay.data.encoding.new_rows import read_column, rows_to_table
from nnplay.data.encoding.target_means import (
    cross_fitting_folds,
    level_codes,
    out_of_fold_means,
    output_names,
    output_values,
)
from nnplay.data.expressions import parse_expression
from nnplay.data.readers.table import row_place
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import format_list, plural, short_repr

UnknownPolicy: TypeAlias = Literal["warn", "refuse"]


@dataclass(frozen=True)
class Encoding:
    """Encodes a dataset or new rows as X, with statistics of the training rows only.

    Attributes:
        features: the features in order.
        raw: the source columns they need, with their kinds.
        expressions: the names of the derived features.
        scaling: "standard" (mean 0, deviation 1), "minmax" (0 to 1) or "none"; booleans and categories stay 0 and 1.
        unknown: whether an unknown category is accepted with a warning ("warn") or is an error ("refuse").
        formats: how the cells of source columns are written, where that is not the usual way.
    """

    features: tuple[Feature, ...]
    raw: tuple[tuple[str, Kind], ...]
    expressions: tuple[str, ...]
    scaling: Scale
    unknown: UnknownPolicy = "warn"
    formats: Mapping[str, CellFormat] = field(default_factory=dict, hash=False)

    @staticmethod
    def fit(
        dataset: Dataset,
        rows: Integers,
        scale: Scale = "standard",
        unknown: UnknownPolicy = "warn",
        limit: float | None = None,
    ) -> "Encoding":
        """Learn means, deviations, levels and fill values from these rows (indices) only.

        Args:
            dataset: the data.
            rows: indices of the training rows.
            scale: how numbers are scaled.
            unknown: what becomes of categories that no training row has.
            limit: the most standard deviations that a number may be from the mean, with standard scaling.

        Raises:
            DataError: an unknown scale, no rows, or a column that cannot be scaled or filled.
        """
        if scale not in get_args(Scale):
            raise DataError(f"scale is {scale!r}, but it must be one of {format_list(get_args(Scale))}")
        if unknown not in get_args(UnknownPolicy):
            raise DataError(f"unknown is {unknown!r}, but it must be one of {format_list(get_args(UnknownPolicy))}")
        if not len(rows):
            raise DataError(f"{dataset.name}: there are no training rows")
        impute = dataset.missing == "impute"
        first = first_uses(dataset)
        outputs = output_names(dataset)
        features: list[Feature] = []
        constant: list[str] = []
        for matrix, columns in matrix_groups(dataset.features):
            if matrix is not None:
                fitted, same = fit_matrix_features(matrix, columns, rows, scale, impute)
                features += fitted
                constant += same
                continue
            column = columns[0].take(rows)  # never all of them in memory
            if is_constant(column):
                constant.append(column.name)
            if is_target_encoded(column, len(outputs)):
                features.append(fit_target_encoded(column, outputs, output_values(dataset, rows), scale, impute))
            else:
                features.append(fit_feature(column, scale, impute, column.name in first))
        if constant and len(rows) > 1 and dataset.origin.get("source") not in BUNDLED:
            warnings.warn(constant_message(dataset.name, constant), DataWarning, stacklevel=2)
        return Encoding(
            with_limit(features, scale, limit), tuple((c.name, c.kind) for c in dataset.raw), dataset.expressions,
            scale, unknown, formats_of(dataset),
        )  # fmt: skip

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns of X, such as "age", "city=Bonn" or "x1^2"."""
        return tuple(name for feature in self.features for name in feature.encoded_names)

    @property
    def n_in(self) -> int:
        """Number of columns of X."""
        return len(self.names)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that new rows must have."""
        return tuple(name for name, _ in self.raw)

    def transform(self, dataset: Dataset, rows: Integers | None = None, dtype: DTypeLike = np.float64) -> Values:
        """X of shape (n, n_in), C-contiguous and finite, for these rows of a dataset with the same features.

        With another dtype, it is rounded to that; numbers that the dtype cannot hold are infinite then.

        An unknown category is encoded as "other", as all zeros, or as the mean target of all training rows, with a
        DataWarning. The training rows themselves are encoded by `transform_training`.

        Raises:
            DataError: a feature that is missing or of another kind, a missing value without imputation, a value that
                overflows.
        """
        by_name = {column.name: column for column in dataset.features}
        for feature in self.features:
            if feature.name not in by_name or by_name[feature.name].kind != feature.kind:
                raise DataError(f"{dataset.name} has no {feature.kind} feature {feature.name!r}; the encoding needs it")
        columns = [by_name[feature.name] for feature in self.features]

        def place(row: int) -> str:
            return row_place(row if rows is None else int(rows[row]))

        return self._matrix(dataset.name, columns, rows, place, self._warn_unknown, dtype)

    def transform_training(self, dataset: Dataset, rows: Integers, dtype: DTypeLike = np.float64) -> Values:
        """X of shape (n, n_in) for the training rows themselves: those that the encoding was fitted to.

        It differs from `transform` in the categories that are encoded as mean targets. These are cross-fitted: the
        means of a row are those of other training rows, so that its own target is not among its inputs.

        Raises:
            DataError: as for `transform`.
        """
        X, start = self.transform(dataset, rows, dtype), 0
        columns = {column.name: column for column in dataset.features}
        for feature in self.features:
            if feature.means is not None:
                codes = level_codes(feature.levels, columns[feature.name].take(rows))
                Y, folds = output_values(dataset, rows), cross_fitting_folds(dataset, rows)
                means = out_of_fold_means(codes, Y, folds, len(feature.levels))
                X[:, start : start + means.shape[1]] = feature.means.scaled(means)
            start += len(feature.encoded_names)
        return X

    def stored_matrix(self, dataset: Dataset, rows: Integers) -> Values | None:
        """The matrix in which a dataset stores its features, if it is X of these rows as it is; else None.

        That takes all rows in their order, and numbers that are not scaled. It must not be changed.
        """
        groups = list(matrix_groups(dataset.features))
        matrix, columns = groups[0]
        numbers = all(each == Feature(each.name, each.kind, fill=each.fill) for each in self.features)
        if (
            matrix is None or len(groups) > 1 or self.expressions or not numbers or not matrix.values.flags.writeable
            or matrix.checksum or tuple(each.name for each in self.features) != dataset.feature_names
            or matrix_positions(columns) != list(range(matrix.values.shape[1]))
            or not np.array_equal(rows, np.arange(dataset.n_rows))
        ):  # fmt: skip
            return None
        return matrix.values

    def transform_rows(self, rows: Any) -> Floats:
        """X of shape (n, n_in) for new rows.

        Args:
            rows: a dict of values (one row) or of lists (columns), a list of dicts, a DataFrame of any library, an
                array or list in the order of `columns` (1-D: one row), the path of a file, or a Dataset. Columns are
                matched by name; additional ones are ignored.

        Raises:
            DataError: a missing column, a cell that cannot be read, a missing value without imputation, a number that
                is not finite, or an unknown category if they are refused.
        """
        table = rows_to_table(rows, self.columns)
        raw = {name: read_column(table, name, kind, self.formats.get(name, PLAIN)) for name, kind in self.raw}
        derived = set(self.expressions)
        columns = [
            derived_column(table.source, parse_expression(feature.name, raw), raw, table.place)
            if feature.name in derived
            else raw[feature.name]
            for feature in self.features
        ]
        self._warn_newly_missing(table.source, raw)
        on_unknown = self._refuse_unknown if self.unknown == "refuse" else self._warn_unknown
        return self._matrix(table.source, columns, None, table.place, on_unknown)

    def _warn_newly_missing(self, source: str, raw: Mapping[str, Column]) -> None:
        """Warn about missing values in source columns that had none in training, so that no input says so."""
        said = {name for feature in self.features if feature.indicator for name in self._sources(feature)}
        imputed = {name for feature in self.features if feature.fill is not None for name in self._sources(feature)}
        counts = {name: int(raw[name].missing.sum()) for name, _ in self.raw if name in imputed - said}
        gaps = format_list([f"{name} ({count:,})" for name, count in counts.items() if count], 6)
        if gaps:
            warnings.warn(
                f"{source}: missing values imputed in columns that had none in training: {gaps}", DataWarning,
                stacklevel=4,
            )  # fmt: skip

    def _sources(self, feature: Feature) -> tuple[str, ...]:
        """The source columns of a feature."""
        if feature.name not in self.expressions:
            return (feature.name,)
        return tuple(parse_expression(feature.name, dict(self.raw)).names)

    def _warn_unknown(
        self, source: str, place: Callable[[int], str], feature: Feature, unknown: Integers, column: Column
    ) -> None:
        fate = "counts as 'other'" if feature.rare else "all its inputs are 0"
        fate = fate if feature.means is None else "counts as the mean of all training rows"
        warnings.warn(
            f"{source}: {plural(len(unknown), 'row')} with a category of {feature.name!r} that no training row has "
            f"({short_repr(column.values[unknown[0]])}): {fate}",
            DataWarning,
            stacklevel=5,
        )

    def _refuse_unknown(
        self, source: str, place: Callable[[int], str], feature: Feature, unknown: Integers, column: Column
    ) -> None:
        row = int(unknown[0])
        raise DataError(
            f"{source}, {place(row)}: column {feature.name!r} has the category {short_repr(column.values[row])}, which "
            f"no training row has; the known categories are {format_list(feature.levels)}"
        )

    def _matrix(
        self,
        source: str,
        columns: Sequence[Column],
        rows: Integers | None,
        place: Callable[[int], str],
        on_unknown: Callable[[str, Callable[[int], str], Feature, Integers, Column], None],
        dtype: DTypeLike = np.float64,
    ) -> Values:
        n, start = len(columns[0]) if rows is None else len(rows), 0
        X = np.empty((n, self.n_in), dtype)
        features = iter(self.features)
        for matrix, group in matrix_groups(columns):
            fitted = list(islice(features, len(group)))
            end = start + sum(len(feature.encoded_names) for feature in fitted)
            if matrix is not None and end - start == len(group):
                encode_matrix_features(matrix, fitted, group, rows, X[:, start:end])
            else:
                for feature, column in zip(fitted, group, strict=True):
                    taken = column if rows is None else column.take(rows)  # never all of them in memory
                    inputs = X[:, start : start + len(feature.encoded_names)]
                    self._encode_column(source, feature, taken, inputs, place, on_unknown)
                    start += inputs.shape[1]
            start = end
        if X.dtype == np.float64:
            self._check_finite(source, X, place)
        return X

    def _encode_column(
        self,
        source: str,
        feature: Feature,
        column: Column,
        inputs: Values,
        place: Callable[[int], str],
        on_unknown: Callable[[str, Callable[[int], str], Feature, Integers, Column], None],
    ) -> None:
        """Write the inputs of one feature, (n, inputs)."""
        values = fill_missing(source, feature, column, place)
        if feature.kind == "category":
            known = {None, *feature.known}
            unknown = [row for row, value in enumerate(column.values) if value not in known]
            if unknown:
                on_unknown(source, place, feature, np.array(unknown), column)
        if feature.means is not None:
            inputs[:, : len(feature.means.outputs)] = feature.means.inputs[values]
        elif feature.kind == "category" and not feature.ordered:
            code_of = {level: code for code, level in enumerate(feature.levels)}
            absent = len(feature.levels) if feature.rare else -1
            codes = np.fromiter(
                (-1 if value is None else code_of.get(value, absent) for value in values), np.int64, len(values)
            )
            coded = np.flatnonzero(codes >= 0)
            inputs[:] = 0.0
            inputs[coded, codes[coded]] = 1.0
        else:
            with np.errstate(over="ignore"):  # numbers that the dtype cannot hold
                inputs[:, 0] = feature.scaled(values)
        if feature.indicator:
            missing = column.missing
            inputs[missing, :-1] = 0.0 if feature.fill is None else inputs[missing, :-1]
            inputs[:, -1] = missing

    def _check_finite(self, source: str, X: Floats, place: Callable[[int], str]) -> None:
        if not all_finite(X):
            row, column = (int(index) for index in np.argwhere(~np.isfinite(X))[0])
            raise DataError(
                f"{source}, {place(row)}: {self.names[column]!r} is too large for the scaling learned on the "
                "training rows; correct the cell or train on values of its size"
            )

    def to_json(self) -> dict[str, Any]:
        """The encoding as JSON values."""
        return {
            "features": [
                {
                    "name": feature.name,
                    "kind": feature.kind,
                    "levels": list(feature.levels),
                    "fill": feature.fill,
                    "offset": feature.offset,
                    "scale": feature.scale,
                }
                | ({"rare": list(feature.rare)} if feature.rare else {})
                | ({"means": feature.means.to_json()} if feature.means is not None else {})
                | ({} if feature.limit is None else {"limit": feature.limit})
                | {flag: True for flag in FLAGS if getattr(feature, flag)}
                for feature in self.features
            ],
            "raw": [raw_column_to_json(name, kind, self.formats.get(name, PLAIN)) for name, kind in self.raw],
            "expressions": list(self.expressions),
            "scaling": self.scaling,
            "unknown": self.unknown,
        }

    @staticmethod
    def from_json(document: Any) -> "Encoding":
        """The encoding that `to_json` wrote.

        Raises:
            DataError: anything else; the message names the field.
        """
        fields = JSONFields("the encoding", document)
        features = tuple(feature_from_json(item) for item in fields.sequence("features"))
        described = tuple(raw_column_from_json(item) for item in fields.sequence("raw"))
        raw = tuple((name, kind) for name, kind, _ in described)
        expressions = fields.texts("expressions")
        scaling = fields.choice("scaling", get_args(Scale))
        earlier = "unknown" not in fields.remaining  # files of earlier versions refuse unknown categories
        unknown: UnknownPolicy = "refuse" if earlier else fields.choice("unknown", get_args(UnknownPolicy))
        fields.done()
        kinds: Mapping[str, Kind] = dict(raw)
        by_name = {feature.name: feature for feature in features}
        fields.require(0 < len(features) == len(by_name), "features")
        fields.require(len(kinds) == len(raw), "raw")
        fields.require(set(expressions) <= set(by_name), "expressions")
        for feature in features:
            if feature.name in expressions:
                needed = parse_expression(feature.name, kinds).names
                fields.require(all(kinds[name] != "category" for name in needed), "expressions")
                fields.require(feature.kind == "number", "features")
            else:
                fields.require(kinds.get(feature.name) == feature.kind, "features")
        formats = {name: format for name, _, format in described if format != PLAIN}
        return Encoding(features, raw, expressions, scaling, unknown, formats)


def first_uses(dataset: Dataset) -> set[str]:
    """The features that are the first to use one of their source columns; only they say that it is missing."""
    used: set[str] = set()
    first = set()
    for column in dataset.features:
        derived = column.name in dataset.expressions
        names = parse_expression(column.name, [c.name for c in dataset.raw]).names if derived else (column.name,)
        if not used >= set(names):
            first.add(column.name)
        used |= set(names)
    return first


def formats_of(dataset: Dataset) -> dict[str, CellFormat]:
    """How the cells of the source columns are written, where that is not the usual way."""
    return {column.name: column.format for column in dataset.raw if column.format != PLAIN}
