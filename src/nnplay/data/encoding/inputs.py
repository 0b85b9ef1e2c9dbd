"""Encode feature columns as the input matrix X: missing values filled, numbers scaled, categories one-hot encoded."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np

from nnplay.data.builtin_sets import BUNDLED
from nnplay.data.columns import Column, Floats, Integers, Kind
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import derived_column
from nnplay.data.encoding.feature import (
    Feature,
    Scale,
    constant_message,
    feature_from_json,
    fill_missing,
    fit_feature,
    is_constant,
    raw_column_from_json,
)
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.encoding.new_rows import read_column, rows_to_table
from nnplay.data.expressions import parse_expression
from nnplay.data.readers.table import row_place
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import format_list, short_repr


@dataclass(frozen=True)
class Encoding:
    """Encodes a dataset or new rows as X, with statistics of the training rows only.

    Attributes:
        features: the features in order.
        raw: the source columns they need, with their kinds.
        expressions: the names of the derived features.
        scaling: "standard" (mean 0, deviation 1), "minmax" (0 to 1) or "none"; booleans and categories stay 0 and 1.
    """

    features: tuple[Feature, ...]
    raw: tuple[tuple[str, Kind], ...]
    expressions: tuple[str, ...]
    scaling: Scale

    @staticmethod
    def fit(dataset: Dataset, rows: Integers, scale: Scale = "standard") -> "Encoding":
        """Learn means, deviations, levels and fill values from these rows (indices) only.

        Raises:
            DataError: an unknown scale, no rows, or a column that cannot be scaled or filled.
        """
        if scale not in get_args(Scale):
            raise DataError(f"scale is {scale!r}, but it must be one of {format_list(get_args(Scale))}")
        if not len(rows):
            raise DataError(f"{dataset.name}: there are no training rows")
        training_columns = [column.take(rows) for column in dataset.features]
        constant = [column.name for column in training_columns if is_constant(column)]
        if constant and len(rows) > 1 and dataset.origin.get("source") not in BUNDLED:
            warnings.warn(constant_message(dataset.name, constant), DataWarning, stacklevel=2)
        impute = dataset.missing == "impute"
        features = tuple(fit_feature(column, scale, impute) for column in training_columns)
        return Encoding(features, tuple((c.name, c.kind) for c in dataset.raw), dataset.expressions, scale)

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

    def transform(self, dataset: Dataset, rows: Integers | None = None) -> Floats:
        """X of shape (n, n_in), C-contiguous and finite, for these rows of a dataset with the same features.

        A category that no training row has becomes all zeros, with a DataWarning.

        Raises:
            DataError: a feature that is missing or of another kind, a missing value without imputation, a value that
                overflows.
        """
        by_name = {column.name: column for column in dataset.features}
        for feature in self.features:
            if feature.name not in by_name or by_name[feature.name].kind != feature.kind:
                raise DataError(f"{dataset.name} has no {feature.kind} feature {feature.name!r}; the encoding needs it")
        columns = [by_name[feature.name] for feature in self.features]
        columns = columns if rows is None else [column.take(rows) for column in columns]

        def place(row: int) -> str:
            return row_place(row if rows is None else int(rows[row]))

        def warn(feature: Feature, unknown: Integers, column: Column) -> None:
            warnings.warn(
                f"{dataset.name}: {len(unknown):,} {'row has' if len(unknown) == 1 else 'rows have'} a category of "
                f"{feature.name!r} that no training row has ({column.values[unknown[0]]!r}); its inputs are all 0",
                DataWarning,
                stacklevel=4,
            )

        return self._matrix(dataset.name, columns, place, warn)

    def transform_rows(self, rows: Any) -> Floats:
        """X of shape (n, n_in) for new rows.

        Args:
            rows: a dict of values (one row) or of lists (columns), a list of dicts, a DataFrame of any library, an
                array or list in the order of `columns` (1-D: one row), the path of a file, or a Dataset. Columns are
                matched by name; additional ones are ignored.

        Raises:
            DataError: a missing column, a cell that cannot be read, an unknown category, a missing value without
                imputation, a number that is not finite.
        """
        table = rows_to_table(rows, self.columns)
        raw = {name: read_column(table, name, kind) for name, kind in self.raw}
        derived = set(self.expressions)
        columns = [
            derived_column(table.source, parse_expression(feature.name, raw), raw, table.place)
            if feature.name in derived
            else raw[feature.name]
            for feature in self.features
        ]

        def refuse(feature: Feature, unknown: Integers, column: Column) -> None:
            row = int(unknown[0])
            raise DataError(
                f"{table.source}, {table.place(row)}: column {feature.name!r} has the category "
                f"{short_repr(column.values[row])}, which no training row has; "
                f"the known categories are {format_list(feature.levels)}"
            )

        return self._matrix(table.source, columns, table.place, refuse)

    def _matrix(
        self,
        source: str,
        columns: list[Column],
        place: Callable[[int], str],
        on_unknown: Callable[[Feature, Integers, Column], None],
    ) -> Floats:
        X = np.zeros((len(columns[0]), self.n_in))
        start = 0
        for feature, column in zip(self.features, columns, strict=True):
            values = fill_missing(source, feature, column, place)
            if feature.kind == "category":
                code_of = {level: code for code, level in enumerate(feature.levels)}
                codes = np.fromiter((code_of.get(value, -1) for value in values), np.int64, len(values))
                if len(unknown := np.flatnonzero(codes < 0)):
                    on_unknown(feature, unknown, column)
                known_rows = np.flatnonzero(codes >= 0)
                X[known_rows, start + codes[known_rows]] = 1.0
            else:
                with np.errstate(over="ignore"):
                    X[:, start] = (values - feature.offset) / feature.scale
            start += len(feature.encoded_names)
        self._check_finite(source, X, place)
        return X

    def _check_finite(self, source: str, X: Floats, place: Callable[[int], str]) -> None:
        finite = np.isfinite(X)
        if not finite.all():
            row, column = (int(index) for index in np.argwhere(~finite)[0])
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
                for feature in self.features
            ],
            "raw": [{"name": name, "kind": kind} for name, kind in self.raw],
            "expressions": list(self.expressions),
            "scaling": self.scaling,
        }

    @staticmethod
    def from_json(document: Any) -> "Encoding":
        """The encoding that `to_json` wrote.

        Raises:
            DataError: anything else; the message names the field.
        """
        fields = JSONFields("the encoding", document)
        features = tuple(feature_from_json(item) for item in fields.sequence("features"))
        raw = tuple(raw_column_from_json(item) for item in fields.sequence("raw"))
        expressions = fields.texts("expressions")
        scaling = fields.choice("scaling", get_args(Scale))
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
        return Encoding(features, raw, expressions, scaling)
