"""The dataset: typed feature and target columns, and what was decided while reading them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.data.columns import Column, Floats, Label, listed
from nnplay.data.dataset_builder import MissingPolicy, Names, Task, dataset_fields, table_of_arrays
from nnplay.data.readers.table import Table


@dataclass(frozen=True, eq=False)
class Dataset:
    """A frozen table with a purpose: these features predict these targets.

    Attributes:
        name: a short name, such as the file's base name.
        features: the columns that go in, derived ones ("x1^2") already computed.
        targets: the columns to predict; several numbers, or several 0/1 columns (multi-label).
        task: "classification" or "regression".
        notes: what was decided on the way (the default target, a guessed encoding, dropped rows).
        origin: what `load` was called with, so that ``load(**origin)`` reads it again; {} for arrays and frames.
        sample_weight: shape (n,), or None when every row counts the same.
        missing: what happens to missing values: "refuse", "impute" or "drop" (already done).
        raw: the columns as the user has them, from which the features are computed.
        expressions: the names of those features that are derived.
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
        """How many rows."""
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
        """Several 0/1 targets, any number of which may hold at once."""
        return self.task == "classification" and len(self.targets) > 1

    @cached_property
    def soft(self) -> bool:
        """Multi-label targets that are probabilities, not only 0 and 1."""
        return self.multilabel and any(bool(((c.values != 0) & (c.values != 1)).any()) for c in self.targets)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the contents (not of the name or the notes): the same rows give the same fingerprint anywhere."""
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
            task: "classification" or "regression"; guessed from y when left out, and noted.
            feature_names: f names; x1 … xf when left out.
            target_names: k names; y, or y1 … yk when left out.
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
        name: str = "frame",
    ) -> "Dataset":
        """A dataset from a DataFrame of any library (pandas, Polars, a PyArrow table …) or a dict of columns.

        The arguments mean what they mean in `nnplay.data.load`; so do the errors.
        """
        from nnplay.data.readers.dataframes import frame_table

        table = frame_table(df, name)
        return Dataset.from_table(table, name, target=target, features=features, task=task, missing=missing)

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
        sample_weight: Floats | None = None,
    ) -> "Dataset":
        """A dataset from a table that a reader returned; `load`, `from_arrays` and `from_frame` end here.

        Raises:
            DataError: an unknown column or option, cells that cannot be used, targets that do not suit the task.
        """
        fields = dataset_fields(
            table, target=target, features=features, task=task, missing=missing, sample_weight=sample_weight
        )
        return Dataset(name=name, origin=origin or {}, **fields)

    def __repr__(self) -> str:
        target = f"{listed(self.target_names, 3)}"
        if self.classes:
            target += f" ({len(self.classes)} classes: {listed(self.classes, 4)})"
        return (
            f"Dataset {self.name!r}: {self.n_rows} row{'s' * (self.n_rows != 1)}, "
            f"{len(self.features)} feature{'s' * (len(self.features) != 1)} "
            f"({listed(self.feature_names, 4)}) → {target}, {self.task}"
        )


def describe(dataset: Dataset) -> list[dict[str, Any]]:
    """One dict a column, features first, for a door to draw.

    Each has name, role ("feature" or "target"), kind, count (values present), missing, distinct, examples
    (up to three values) and, for numbers, min, mean and max (None for categories).
    """
    rows = [_described(column, "feature") for column in dataset.features]
    return rows + [_described(column, "target") for column in dataset.targets]


def _described(column: Column, role: str) -> dict[str, Any]:
    distinct = column.distinct()
    count = int((~column.missing).sum())
    described: dict[str, Any] = {
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
            described |= {"min": distinct[0], "mean": float(present.mean()), "max": distinct[-1]}
    return described
