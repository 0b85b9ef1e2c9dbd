"""How the user's columns become the matrix a network sees: filled, scaled, one column for each category."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np

from nnplay.data.builtin_sets import BUNDLED
from nnplay.data.columns import Column, Floats, Integers, Kind, listed, shortened
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import derived_column
from nnplay.data.encoding.feature import Feature, Scale, feature_from_json, filled, is_constant, learned, raw_from_json
from nnplay.data.encoding.json_fields import Fields
from nnplay.data.encoding.new_rows import cells_of, column_of_kind
from nnplay.data.expressions import parse_expression
from nnplay.data.readers.table import row_place
from nnplay.errors import DataError, DataWarning


@dataclass(frozen=True)
class Encoding:
    """From a dataset or from new rows to X, by what was learned on the training rows alone.

    Attributes:
        features: the features in order.
        raw: the user's columns they need, with their kinds.
        expressions: which features are derived from others.
        scaling: "standard" (mean 0, deviation 1), "minmax" (0 to 1) or "none"; booleans and categories stay 0 and 1.
    """

    features: tuple[Feature, ...]
    raw: tuple[tuple[str, Kind], ...]
    expressions: tuple[str, ...]
    scaling: Scale

    @staticmethod
    def fit(dataset: Dataset, rows: Integers, scale: Scale = "standard") -> "Encoding":
        """Learn means, deviations, levels and fillings from these rows (indices) only.

        Raises:
            DataError: an unknown scale, no rows, or a column that cannot be scaled or filled.
        """
        if scale not in get_args(Scale):
            raise DataError(f"scale is {scale!r}, but it must be one of {listed(get_args(Scale))}")
        if not len(rows):
            raise DataError(f"{dataset.name}: there are no training rows to learn the encoding from")
        trained = [column.take(rows) for column in dataset.features]
        constant = [column.name for column in trained if is_constant(column)]
        if constant and len(rows) > 1 and dataset.origin.get("source") not in BUNDLED:
            verb = "is constant" if len(constant) == 1 else "are constant"
            warnings.warn(
                f"{dataset.name}: {listed(constant, 5)} {verb} in the training rows and cannot tell them apart",
                DataWarning,
                stacklevel=2,
            )
        impute = dataset.missing == "impute"
        features = tuple(learned(column, scale, impute) for column in trained)
        return Encoding(features, tuple((c.name, c.kind) for c in dataset.raw), dataset.expressions, scale)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns of X, such as "age", "city=Bonn" or "x1^2"."""
        return tuple(name for feature in self.features for name in feature.encoded_names)

    @property
    def n_in(self) -> int:
        """How many columns X has."""
        return len(self.names)

    @property
    def columns(self) -> tuple[str, ...]:
        """The user's columns that new rows must have."""
        return tuple(name for name, _ in self.raw)

    def transform(self, dataset: Dataset, rows: Integers | None = None) -> Floats:
        """X of shape (n, n_in), C-contiguous and finite, for these rows of a dataset with the same features.

        A category that was not among the training rows becomes all zeros, with a DataWarning.

        Raises:
            DataError: a feature that is not there or of another kind, a missing value without imputation, a value
                that overflows.
        """
        there = {column.name: column for column in dataset.features}
        for feature in self.features:
            if feature.name not in there or there[feature.name].kind != feature.kind:
                raise DataError(
                    f"{dataset.name} has no {feature.kind} feature {feature.name!r}, which was learned from"
                )
        chosen = [there[feature.name] for feature in self.features]
        chosen = chosen if rows is None else [column.take(rows) for column in chosen]

        def place(row: int) -> str:
            return row_place(row if rows is None else int(rows[row]))

        def tell(feature: Feature, unknown: Integers, column: Column) -> None:
            warnings.warn(
                f"{dataset.name}: {len(unknown)} {'row has' if len(unknown) == 1 else 'rows have'} a category of "
                f"{feature.name!r} that no training row has ({column.values[unknown[0]]!r}); its inputs are all 0",
                DataWarning,
                stacklevel=4,
            )

        return self._matrix(dataset.name, chosen, place, tell)

    def transform_rows(self, rows: Any) -> Floats:
        """X of shape (n, n_in) for rows as the user has them.

        Args:
            rows: a dict (of values: one row; of lists: columns), a list of dicts, a DataFrame of any library, an
                array or list in the order of `columns` (1-D: one row), the path of a file, or a Dataset. Columns go
                by name, in any order; others are ignored.

        Raises:
            DataError: a column that is not there, a cell that cannot be read, an unknown category, a missing value
                without imputation, a number that is not finite.
        """
        table = cells_of(rows, self.columns)
        raw = {name: column_of_kind(table, name, kind) for name, kind in self.raw}
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
                f"{shortened(column.values[row])}, which no training row has; known are {listed(feature.levels)}"
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
        first = 0
        for feature, column in zip(self.features, columns, strict=True):
            values = filled(source, feature, column, place)
            if feature.kind == "category":
                known = {level: code for code, level in enumerate(feature.levels)}
                codes = np.fromiter((known.get(value, -1) for value in values), np.int64, len(values))
                if len(unknown := np.flatnonzero(codes < 0)):
                    on_unknown(feature, unknown, column)
                seen = np.flatnonzero(codes >= 0)
                X[seen, first + codes[seen]] = 1.0
            else:
                with np.errstate(over="ignore"):
                    X[:, first] = (values - feature.offset) / feature.scale
            first += len(feature.encoded_names)
        self._refuse_overflow(source, X, place)
        return X

    def _refuse_overflow(self, source: str, X: Floats, place: Callable[[int], str]) -> None:
        finite = np.isfinite(X)
        if not finite.all():
            row, column = (int(index) for index in np.argwhere(~finite)[0])
            raise DataError(
                f"{source}, {place(row)}: {self.names[column]!r} is too large to be scaled by what the training rows "
                "taught; correct the cell or train on values of its size"
            )

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values."""
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
            DataError: anything else, in one sentence that names the field.
        """
        fields = Fields("the encoding", document)
        features = tuple(feature_from_json(item) for item in fields.sequence("features"))
        raw = tuple(raw_from_json(item) for item in fields.sequence("raw"))
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
