"""Datasets: typed feature and target columns."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.data.column_report import ColumnReport
from nnplay.data.column_selection import Names
from nnplay.data.columns import Booleans, Column, Floats, Integers, Label, Values, each_values, matrix_groups, take_rows
from nnplay.data.dataset_builder import MissingPolicy, Task, dataset_fields, table_of_arrays
from nnplay.data.readers.table import Table
from nnplay.data.sample_weights import without_weights
from nnplay.errors import ChangedDataError
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
        missing: what happens to missing values: "impute", "refuse" or "drop" (already done).
        raw: the source columns from which the features are computed.
        expressions: the names of the derived features.
        columns: what was decided about each column of the table.
        split: how the rows are split, as `load` takes it; None is stratified for classes, else random.
        split_column: the times or groups by which the rows are split, for "time:COLUMN" and "group:COLUMN".
        row_parts: shape (n,): "train", "validation" or "test" for a row that a file or a column assigns to that part,
            None for one that `split` assigns; or None if there are no such rows.

    >>> import nnplay as nn
    >>> data = nn.Dataset.from_arrays([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], task="classification")
    >>> data.n_rows, data.feature_names, data.target_names
    (4, ('x1', 'x2'), ('y',))
    """

    name: str
    features: tuple[Column, ...]
    targets: tuple[Column, ...]
    task: Task
    notes: tuple[str, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)
    sample_weight: Floats | None = None
    missing: MissingPolicy = "impute"
    raw: tuple[Column, ...] = ()
    expressions: tuple[str, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    split: str | None = None
    split_column: Column | None = None
    row_parts: Values | None = None

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
        gaps = any(column.has_missing for column in self.features)
        policy = self.missing if gaps or self.missing == "drop" else "refuse"  # which is the same without gaps
        digest = hashlib.sha256(repr((self.task, policy, self.expressions)).encode())
        split_columns = () if self.split_column is None else (self.split_column,)
        roles = (("feature", self.features), ("target", self.targets), ("raw", self.raw), ("split", split_columns))
        for role, columns in roles:
            for column, values in zip(columns, each_values(columns), strict=True):
                digest.update(repr((role, column.name, column.kind, len(column))).encode("utf-8", "surrogatepass"))
                if column.kind == "category":
                    digest.update(repr(values.tolist()).encode("utf-8", "surrogatepass"))
                else:
                    digest.update(np.ascontiguousarray(values, dtype="<f8").data)
        if self.sample_weight is not None:
            digest.update(b"weights" + np.ascontiguousarray(self.sample_weight, dtype="<f8").tobytes())
        if self.row_parts is not None:
            digest.update(repr(("parts", self.row_parts.tolist())).encode())
        self.check_unchanged()
        return digest.hexdigest()

    def check_unchanged(self) -> None:
        """Check that a large array, which is not copied, still has the numbers of which this dataset was made.

        Raises:
            ChangedDataError: it has others.
        """
        matrices = {
            id(matrix): matrix for matrix, _ in matrix_groups((*self.features, *self.raw)) if matrix is not None
        }
        if any(matrix.is_changed for matrix in matrices.values()):
            raise ChangedDataError(
                f"{self.name}: the array was changed after this dataset was made from it, which has no copy of large "
                "arrays; make the dataset again, or make it from X.copy()"
            )

    def take(self, rows: Integers | Booleans) -> "Dataset":
        """The dataset with only these rows (indices or a mask), which `load` cannot read again.

        >>> import nnplay as nn
        >>> nn.load("iris").take([0, 50, 100]).n_rows
        3
        """
        everything = dict.fromkeys((*self.features, *self.targets, *self.raw))
        taken = dict(zip(everything, take_rows(everything, rows), strict=True))
        self.check_unchanged()
        features, targets, raw = (
            tuple(taken[column] for column in columns) for columns in (self.features, self.targets, self.raw)
        )
        return replace(
            self, features=features, targets=targets, raw=raw, origin={},
            sample_weight=None if self.sample_weight is None else self.sample_weight[rows],
            split_column=None if self.split_column is None else self.split_column.take(rows),
            row_parts=None if self.row_parts is None else self.row_parts[rows],
        )  # fmt: skip

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
        missing: MissingPolicy = "refuse",
    ) -> "Dataset":
        """A dataset from arrays.

        Args:
            X: shape (n, f), or (n,) for one feature; numbers, booleans or text. It is copied, so that you can change it
                afterwards, unless it is numbers that nobody can change: ``X.setflags(write=False)``. A large array of
                numbers (32 MB or more, C-contiguous) is not copied either: leave it as it is while you use the
                dataset, or pass ``X.copy()``. Training and evaluation refuse a dataset whose array has changed.
            y: shape (n,), or (n, k) for several outputs. With task="classification", (n, k) is a 0/1
                indicator or a matrix of probabilities (multi-label).
            task: "classification" or "regression"; inferred from y by default.
            feature_names: f names; x1 … xf by default.
            target_names: k names; y, or y1 … yk, by default.
            name: a short name for the dataset.
            sample_weight: shape (n,), finite and not negative.
            missing: "refuse", "impute" or "drop" missing and infinite values, as in `load`.

        Raises:
            DataError: shapes that do not match, missing or infinite values if they are refused, targets that do not
                suit the task.

        >>> import nnplay as nn
        >>> data = nn.Dataset.from_arrays([[1, 2], [3, 4], [5, 6]], [0.5, 1.5, 2.5], feature_names=["a", "b"])
        >>> data.task, data.feature_names
        ('regression', ('a', 'b'))
        """
        table, features, targets, weights = table_of_arrays(X, y, feature_names, target_names, name, sample_weight)
        return Dataset.from_table(
            table, name, target=targets, features=features, task=task, missing=missing, sample_weight=weights
        )

    @staticmethod
    def from_frame(
        df: Any,
        *,
        target: str | Sequence[str] | None = None,
        features: str | Sequence[str] | None = None,
        exclude: str | Sequence[str] | None = None,
        columns: Mapping[str, str | Sequence[str]] | None = None,
        task: Task | None = None,
        missing: MissingPolicy = "impute",
        sample_weight: str | None = None,
        name: str = "frame",
    ) -> "Dataset":
        """A dataset from a DataFrame of any library (pandas, Polars, a PyArrow table …) or a dict of columns.

        Arguments and errors are those of `nnplay.data.load`.

        >>> import nnplay as nn
        >>> table = {"rooms": [2, 3, 4], "town": ["Ulm", "Bonn", "Ulm"], "price": [210.5, 305.0, 399.9]}
        >>> data = nn.Dataset.from_frame(table, target="price")
        >>> data.feature_names, data.task
        (('rooms', 'town'), 'regression')
        """
        from nnplay.data.readers.dataframes import frame_table

        table = frame_table(df, name)
        return Dataset.from_table(
            table,
            name,
            target=target,
            features=features,
            exclude=exclude,
            columns=columns,
            task=task,
            missing=missing,
            sample_weight=sample_weight,
        )

    @staticmethod
    def from_table(
        table: Table,
        name: str,
        *,
        target: Names = None,
        features: Names = None,
        exclude: Names = None,
        columns: Any = None,
        task: Task | None = None,
        missing: MissingPolicy = "impute",
        origin: dict[str, Any] | None = None,
        sample_weight: Floats | str | None = None,
        split: str | None = None,
        row_parts: Values | None = None,
    ) -> "Dataset":
        """A dataset from the table that a reader returned; used by `load`, `from_arrays` and `from_frame`.

        `sample_weight` holds the weights, or names their column, which is then no feature.

        Raises:
            DataError: an unknown column or option, cells that cannot be used, targets that do not suit the task.
        """
        if isinstance(sample_weight, str):
            table, sample_weight = without_weights(table, sample_weight, target)
        fields = dataset_fields(
            table, target=target, features=features, exclude=exclude, columns=columns, task=task, missing=missing,
            sample_weight=sample_weight, split=split, row_parts=row_parts,
        )  # fmt: skip
        return Dataset(name=name, origin=origin or {}, **fields)

    def __repr__(self) -> str:
        target = f"{format_list(self.target_names, 3)}"
        if self.classes:
            target += f" ({len(self.classes)} classes: {format_list(self.classes, 4)})"
        return (
            f"Dataset {self.name!r}: {plural(self.n_rows, 'row')}, {plural(len(self.features), 'feature')} "
            f"({format_list(self.feature_names, 4)}) → {target}, {self.task}"
        )
