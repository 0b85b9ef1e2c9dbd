"""Datasets: typed feature and target columns."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.data.columns import Column, Floats, Label
from nnplay.data.dataset_builder import MissingPolicy, Names, Task, dataset_fields, table_of_arrays
from nnplay.data.readers.table import Table
from nnplay.data.sample_weights import without_weights
from nnplay.utils.text import format_list, plural


@dataclass(frozen=True, eq=False)
class Dataset:
    """A frozen table with features to learn from and targets to predict.

    Attributes:
        name: a short name, such as the file's base name.
        features: the input columns, derived ones ("x1^2") included.
        targets: the columns to predict; several numbers, or several 0/1 columns (multi-label).
        task: "classification" or "regression".
        notes: what was decided while reading (the default target, a guessed encoding, dropped rows).
        origin: the arguments of `load`, so that ``load(**origin)`` reads the data again; {} for arrays and frames.
        sample_weight: shape (n,), or None if all rows have the same weight.
        missing: what happens to missing values: "refuse", "impute" or "drop" (already done).
        raw: the source columns from which the features are computed.
        expressions: the names of the derived features.
    """

    name: str
    features: tuple[Column, ...]
    targets: tuple[Column, ...]
    task: Task
    notes: tuple[str, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)
    sample_weight: Floats | None = None
    missing: MissingPolicy = "refuse"
    raw: tuple[Column, ...] = ()
    expressions: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.features[0])

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the features, derived ones included."""
        return tuple(column.name for column in self.features)

    @property
    def target_names(self) -> tuple[str, ...]:
        """The names of the targets."""
        return tuple(column.name for column in self.targets)

    @cached_property
    def classes(self) -> tuple[Label, ...]:
        """The different labels of the one target, sorted, as Python values; () for regression and multi-label."""
        if self.task == "regression" or self.multilabel:
            return ()
        return self.targets[0].distinct()

    @property
    def multilabel(self) -> bool:
        """Whether there are several 0/1 targets, any number of which may be 1 at once."""
        return self.task == "classification" and len(self.targets) > 1

    @cached_property
    def soft(self) -> bool:
        """Whether the multi-label targets are probabilities, not only 0 and 1."""
        return self.multilabel and any(bool(((c.values != 0) & (c.values != 1)).any()) for c in self.targets)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the contents, without the name and the notes: the same rows give the same fingerprint anywhere."""
        digest = hashlib.sha256(repr((self.task, self.missing, self.expressions)).encode())
        for role, columns in (("feature", self.features), ("target", self.targets), ("raw", self.raw)):
            for column in columns:
                digest.update(repr((role, column.name, column.kind, len(column))).encode("utf-8", "surrogatepass"))
                if column.kind == "category":
                    digest.update(repr(column.values.tolist()).encode("utf-8", "surrogatepass"))
                else:
                    digest.update(np.ascontiguousarray(column.values, dtype="<f8").tobytes())
        if self.sample_weight is not None:
            digest.update(b"weights" + np.ascontiguousarray(self.sample_weight, dtype="<f8").tobytes())
        return digest.hexdigest()

    @staticmethod
    def from_arrays(
        X: Any,
        y: Any,
        *,
        task: Task | None = None,
        feature_names: Sequence[str] | None = None,
        target_names: Sequence[str] | None = None,
        name: str = "arrays",
        sample_weight: Any = None,
    ) -> "Dataset":
        """A dataset from arrays.

        Args:
            X: shape (n, f), or (n,) for one feature; numbers, booleans or text.
            y: shape (n,), or (n, k) for several outputs. With task="classification", (n, k) is a 0/1
                indicator or a matrix of probabilities (multi-label).
            task: "classification" or "regression"; inferred from y by default.
            feature_names: f names; x1 … xf by default.
            target_names: k names; y, or y1 … yk, by default.
            name: a short name for the dataset.
            sample_weight: shape (n,), finite and not negative.

        Raises:
            DataError: shapes that do not match, missing or infinite values, targets that do not suit the task.
        """
        table, features, targets, weights = table_of_arrays(X, y, feature_names, target_names, name, sample_weight)
        return Dataset.from_table(table, name, target=targets, features=features, task=task, sample_weight=weights)

    @staticmethod
    def from_frame(
        df: Any,
        *,
        target: str | Sequence[str] | None = None,
        features: str | Sequence[str] | None = None,
        task: Task | None = None,
        missing: MissingPolicy = "refuse",
        sample_weight: str | None = None,
        name: str = "frame",
    ) -> "Dataset":
        """A dataset from a DataFrame of any library (pandas, Polars, a PyArrow table …) or a dict of columns.

        Arguments and errors are those of `nnplay.data.load`.
        """
        from nnplay.data.readers.dataframes import frame_table

        table = frame_table(df, name)
        return Dataset.from_table(
            table, name, target=target, features=features, task=task, missing=missing, sample_weight=sample_weight
        )

    @staticmethod
    def from_table(
        table: Table,
        name: str,
        *,
        target: Names = None,
        features: Names = None,
        task: Task | None = None,
        missing: MissingPolicy = "refuse",
        origin: dict[str, Any] | None = None,
        sample_weight: Floats | str | None = None,
    ) -> "Dataset":
        """A dataset from the table that a reader returned; used by `load`, `from_arrays` and `from_frame`.

        `sample_weight` holds the weights, or names their column, which is then no feature.

        Raises:
            DataError: an unknown column or option, cells that cannot be used, targets that do not suit the task.
        """
        if isinstance(sample_weight, str):
            table, sample_weight = without_weights(table, sample_weight, target)
        fields = dataset_fields(
            table, target=target, features=features, task=task, missing=missing, sample_weight=sample_weight
        )
        return Dataset(name=name, origin=origin or {}, **fields)

    def __repr__(self) -> str:
        target = f"{format_list(self.target_names, 3)}"
        if self.classes:
            target += f" ({len(self.classes)} classes: {format_list(self.classes, 4)})"
        return (
            f"Dataset {self.name!r}: {plural(self.n_rows, 'row')}, {plural(len(self.features), 'feature')} "
            f"({format_list(self.feature_names, 4)}) → {target}, {self.task}"
        )


def describe(dataset: Dataset) -> list[dict[str, Any]]:
    """Summary statistics of each column, features first.

    Returns:
        One dict per column: name, role ("feature" or "target"), kind, count (values present), missing, distinct, min,
        mean and max (None for categories), examples (up to three values).
    """
    rows = [_column_summary(column, "feature") for column in dataset.features]
    return rows + [_column_summary(column, "target") for column in dataset.targets]


def _column_summary(column: Column, role: str) -> dict[str, Any]:
    distinct = column.distinct()
    count = int((~column.missing).sum())
    summary: dict[str, Any] = {
        "name": column.name,
        "role": role,
        "kind": column.kind,
        "count": count,
        "missing": len(column) - count,
        "distinct": len(distinct),
        "min": None,
        "mean": None,
        "max": None,
        "examples": list(distinct[:3]),
    }
    if column.kind != "category" and distinct:
        present = column.values[~column.missing]
        with np.errstate(over="ignore"):
            summary |= {"min": distinct[0], "mean": float(present.mean()), "max": distinct[-1]}
    return summary
