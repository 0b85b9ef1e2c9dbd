"""A large file as the user wishes it, piece by piece: what is missing is treated and derived features are computed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnplay.data.columns import Column, Integers
from nnplay.data.dataset_builder import (
    MissingPolicy,
    Names,
    Task,
    as_names,
    check_wishes,
    choose_features,
    choose_targets,
    feature_column,
)
from nnplay.data.expressions import Expression
from nnplay.data.out_of_core.chunks import Chunks, of_parquet
from nnplay.data.out_of_core.csv_to_parquet import of_text, read_head
from nnplay.data.readers.duckdb import parquet_layout, parquet_table
from nnplay.data.readers.table import Table, row_place
from nnplay.data.type_inference import TRUE_AND_FALSE, TRUTHS, typed_column
from nnplay.errors import DataError

HEAD_ROWS = 20_000
"""How many rows of a Parquet file tell the kinds of its columns, taken from all over the file."""

HEAD_CELLS = 2_000_000
"""Fewer when the table is wide."""

HEAD_PLACES = 8

ProgressCallback = Callable[[str, float], None]
"""What is being done, and which part of it has been, from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Consecutive rows without those that were dropped.

    Attributes:
        rows: their numbers in the file.
        raw: the user's columns that the features need.
        features: the features, derived ones included.
        targets: the targets.
    """

    rows: Integers
    raw: tuple[Column, ...]
    features: tuple[Column, ...]
    targets: tuple[Column, ...]

    def take(self, chosen: Integers) -> "Piece":
        """Only these of its rows (indices)."""
        raw, features, targets = (
            tuple(column.take(chosen) for column in columns) for columns in (self.raw, self.features, self.targets)
        )
        return Piece(self.rows[chosen], raw, features, targets)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The whole file, as often as one iterates over it.

    Attributes:
        chunks: the typed columns as they stand in the file.
        wanted: the features, as columns or formulas.
        targets: the names of the targets.
        missing: what happens to missing values.
        notes: what was decided.
        width: about how many inputs the features will give.
    """

    chunks: Chunks
    wanted: tuple[str | Expression, ...]
    targets: tuple[str, ...]
    missing: MissingPolicy
    notes: tuple[str, ...]
    width: int

    @property
    def raw_names(self) -> tuple[str, ...]:
        """The user's columns that the features need."""
        return needed_by(self.wanted)

    def __iter__(self) -> Iterator[Piece]:
        """Each piece.

        Raises:
            DataError: a cell that is not of its kind, or is missing and must not be.
        """
        source, names = self.chunks.source, self.raw_names
        for rows, columns in self.chunks:
            numbers = np.arange(rows.start, rows.stop)
            self._refuse_missing(rows, columns)
            if self.missing == "drop":
                gone = np.logical_or.reduce([columns[name].missing for name in (*names, *self.targets)])
                if gone.any():
                    numbers = numbers[~gone]
                    columns = {name: column.take(~gone) for name, column in columns.items()}
            raw = {name: columns[name] for name in names}

            def place(row: int, numbers: Integers = numbers) -> str:
                return row_place(int(numbers[row]))

            features = tuple(feature_column(source, item, raw, place) for item in self.wanted)
            yield Piece(numbers, tuple(raw.values()), features, tuple(columns[name] for name in self.targets))

    def on_progress(self, on_progress: Callable[[float], None]) -> Iterator[Piece]:
        """The same pieces; which part of the file has been read is told after each."""
        for piece in self:
            yield piece
            if len(piece.rows):
                on_progress((int(piece.rows[-1]) + 1) / self.chunks.n_rows)

    def _refuse_missing(self, rows: range, columns: dict[str, Column]) -> None:
        if self.missing == "drop":
            return
        advice = "fill it in, leave the column out with features=, or pass missing='impute' or missing='drop'"
        for name, column in columns.items():
            if self.missing == "impute" and name not in self.targets:
                continue
            gone = column.missing
            if gone.any():
                if self.missing == "impute":
                    advice = "a missing target cannot be imputed; fill it in or pass missing='drop'"
                place = row_place(rows.start + int(gone.argmax()))
                raise DataError(f"{self.chunks.source}, {place}: column {name!r} has no value; {advice}")


def needed_by(wanted: Sequence[str | Expression]) -> tuple[str, ...]:
    """The user's columns that these features need, each once."""
    return tuple(
        dict.fromkeys(name for item in wanted for name in (item.names if isinstance(item, Expression) else [item]))
    )


def open_pieces(
    path: Path, target: Names, features: Names, task: Task | None, missing: MissingPolicy, on_progress: ProgressCallback
) -> Pieces:
    """Find out what the columns of a large file hold, and make it ready to be read in pieces.

    Raises:
        DataError: an unknown column or option, cells that cannot be used, a file that cannot be read.
    """
    try:
        return _open(path, target, features, task, missing, on_progress)
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}") from None


def _open(
    path: Path, target: Names, features: Names, task: Task | None, missing: MissingPolicy, on_progress: ProgressCallback
) -> Pieces:
    parquet = path.suffix.lower() == ".parquet"
    if parquet:
        n_rows, types = parquet_layout(path)
        head = parquet_table(path, _spread(n_rows, len(types)))
    else:
        head, dialect = read_head(path)
    check_wishes(head, task, missing)
    targets, notes = choose_targets(head, as_names(target))
    wanted = choose_features(head, as_names(features), targets)
    columns = _typed(head, needed_by(wanted), targets)
    width = sum(len(column.distinct()) if column.kind == "category" else 1 for column in columns)
    if parquet:
        chunks = of_parquet(path, n_rows, types, columns)
    else:
        chunks = of_text(path, head, dialect, columns, lambda share: on_progress(f"Reading {path.name}", share))
    return Pieces(chunks, tuple(wanted), targets, missing, (*head.notes, *notes), width + len(wanted))


def _typed(head: Table, raw: tuple[str, ...], targets: tuple[str, ...]) -> list[Column]:
    """The needed columns of the rows that are looked at first; only their kinds will be kept."""
    truths = TRUE_AND_FALSE if len(targets) == 1 else TRUTHS
    return [typed_column(head, name) for name in raw] + [typed_column(head, name, truths) for name in targets]


def _spread(n_rows: int, columns: int) -> list[range]:
    """Ranges of rows from all over a file, since one that is sorted may begin with something special."""
    wanted = min(HEAD_ROWS, max(HEAD_CELLS // max(columns, 1), 100))
    if n_rows <= wanted:
        return [range(n_rows)]
    length = wanted // HEAD_PLACES
    return [range(start, start + length) for start in np.linspace(0, n_rows - length, HEAD_PLACES, dtype=int).tolist()]
