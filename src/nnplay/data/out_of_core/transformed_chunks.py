"""Chunks of a large file with missing values handled and derived features computed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.column_options import (
    INFERRED,
    ColumnOption,
    check_known_columns,
    check_target_options,
    parse_column_options,
)
from nnplay.data.column_report import ColumnReport, column_notes, column_reports, reasons_text
from nnplay.data.column_selection import Names, as_names, choose_features, choose_targets, source_columns
from nnplay.data.columns import Column, Integers
from nnplay.data.dataset_builder import (
    MissingPolicy,
    Task,
    check_options,
    expand_dates,
    feature_column,
    reasons_to_leave_out,
    typed_features,
)
from nnplay.data.encoding.feature import MAX_LEVELS
from nnplay.data.expressions import Expression
from nnplay.data.out_of_core.chunks import ChunkReader, chunks_of_parquet
from nnplay.data.out_of_core.csv_to_parquet import convert_csv, read_head
from nnplay.data.readers.duckdb import parquet_layout, parquet_table
from nnplay.data.readers.table import row_place
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError

HEAD_ROWS = 20_000
"""How many rows of a Parquet file are read to infer the column types."""

HEAD_CELLS = 2_000_000
"""Limit on the cells of these rows."""

HEAD_RANGES = 8
"""How many ranges of rows, spread over the file, these rows come from."""

ProgressCallback = Callable[[str, float], None]
"""Called with a description of the step, and the fraction of it that is done."""


@dataclass(frozen=True, eq=False)
class TransformedChunk:
    """Consecutive rows, without those that were dropped.

    Attributes:
        rows: their row numbers in the file.
        raw: the source columns that the features need.
        features: the features, derived ones included.
        targets: the targets.
    """

    rows: Integers
    raw: tuple[Column, ...]
    features: tuple[Column, ...]
    targets: tuple[Column, ...]

    def take(self, chosen: Integers) -> "TransformedChunk":
        """Only these rows (indices)."""
        raw, features, targets = (
            tuple(column.take(chosen) for column in columns) for columns in (self.raw, self.features, self.targets)
        )
        return TransformedChunk(self.rows[chosen], raw, features, targets)


@dataclass(frozen=True, eq=False)
class TransformedChunks:
    """A large file that can be iterated over any number of times.

    Attributes:
        reader: reads the typed columns of the file.
        features: the features, as columns or expressions.
        targets: the names of the targets.
        missing: what happens to missing values.
        notes: what was decided while reading.
        width: approximate number of inputs that the features give.
        columns: what was decided about each column, from the rows that were looked at first.
    """

    reader: ChunkReader
    features: tuple[str | Expression, ...]
    targets: tuple[str, ...]
    missing: MissingPolicy
    notes: tuple[str, ...]
    width: int
    columns: tuple[ColumnReport, ...]

    def __iter__(self) -> Iterator[TransformedChunk]:
        """Iterate over the chunks.

        Raises:
            DataError: a cell that is not of its column's kind, or a missing value that is not allowed.
        """
        source, names = self.reader.source, source_columns(self.features)
        for row_range, columns in self.reader:
            rows = np.arange(row_range.start, row_range.stop)
            self._check_missing(row_range, columns)
            complete = (*names, *self.targets) if self.missing == "drop" else self.targets
            dropped = np.logical_or.reduce([columns[name].missing for name in complete])
            if dropped.any():
                rows = rows[~dropped]
                columns = {name: column.take(~dropped) for name, column in columns.items()}
            raw = {name: columns[name] for name in names}

            def place(row: int, rows: Integers = rows) -> str:
                return row_place(int(rows[row]))

            features = tuple(feature_column(source, item, raw, place) for item in self.features)
            yield TransformedChunk(rows, tuple(raw.values()), features, tuple(columns[name] for name in self.targets))

    def with_progress(self, on_progress: Callable[[float], None]) -> Iterator[TransformedChunk]:
        """The same chunks; after each, `on_progress` is called with the fraction of the file that has been read."""
        for chunk in self:
            yield chunk
            if len(chunk.rows):
                on_progress((int(chunk.rows[-1]) + 1) / self.reader.n_rows)

    def _check_missing(self, rows: range, columns: dict[str, Column]) -> None:
        if self.missing != "refuse":
            return
        for name, column in columns.items():
            missing = column.missing
            if missing.any():
                place = row_place(rows.start + int(missing.argmax()))
                raise DataError(
                    f"{self.reader.source}, {place}: column {name!r} has no value; fill it in, leave the column out "
                    "with exclude=, or pass missing='impute' or missing='drop'"
                )


def open_chunks(
    path: Path,
    target: Names,
    features: Names,
    exclude: Names,
    columns: Any,
    task: Task | None,
    missing: MissingPolicy,
    header: bool | None,
    on_progress: ProgressCallback,
) -> TransformedChunks:
    """Infer the column types of a large file, and prepare it for reading in chunks.

    Raises:
        DataError: an unknown column or option, cells that cannot be used, a file that cannot be read.
    """
    options = parse_column_options(columns)
    try:
        names = (as_names(target), as_names(features), as_names(exclude))
        return _open(path, *names, options, task, missing, header, on_progress)
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}") from None


def _open(
    path: Path,
    target: Names,
    features: Names,
    exclude: Names,
    options: dict[str, ColumnOption],
    task: Task | None,
    missing: MissingPolicy,
    header: bool | None,
    on_progress: ProgressCallback,
) -> TransformedChunks:
    is_parquet = path.suffix.lower() == ".parquet"
    if is_parquet:
        n_rows, types, _ = parquet_layout(path)
        head = parquet_table(path, _head_ranges(n_rows, len(types)))
    else:
        head, dialect = read_head(path, header)
    check_options(head, task, missing)
    check_known_columns(head.source, head.names, options)
    targets, notes = choose_targets(head, target)
    check_target_options(head.source, targets, options)
    for name, option in options.items():
        if option.encoding == "target":  # a second pass over the file, and out of fold a third one
            raise DataError(
                f"{head.source}: column {name!r} cannot be encoded as mean targets, because the file is read in "
                "batches; use 'one-hot', or pass fewer rows"
            )
    chosen = choose_features(head, features, targets, exclude)
    typed, left_out = typed_features(head, source_columns(chosen), options, missing, required=features is not None)
    if features is None:
        left_out |= reasons_to_leave_out(head, typed, options)
    items = [item for item in chosen if not isinstance(item, str) or item not in left_out]
    if not items:
        raise DataError(
            f"{head.source} has no usable feature: {reasons_text(left_out)}; name the columns to use with features="
        )
    used = {name: typed[name] for name in source_columns(items)}
    truths = [typed_column(head, name, options.get(name, INFERRED), target=len(targets) == 1) for name in targets]
    expanded = expand_dates(items, used)
    read = [*used.values(), *truths]
    width = sum(min(len(column.distinct()), MAX_LEVELS) if column.kind == "category" else 1 for column in read)
    if is_parquet:
        reader = chunks_of_parquet(path, n_rows, types, read)
    else:
        reader = convert_csv(path, head, dialect, read, lambda done: on_progress(f"Reading {path.name}", done))
    reports = column_reports(head.names, truths, used, typed, left_out, options)
    left = column_notes([report for report in reports if report.role == "left out"])
    return TransformedChunks(
        reader, tuple(expanded), targets, missing, (*head.notes, *notes, *left), width + len(expanded), reports
    )


def _head_ranges(n_rows: int, n_columns: int) -> list[range]:
    """Ranges of rows spread over the file, since the first rows of a sorted file may be special."""
    count = min(HEAD_ROWS, max(HEAD_CELLS // max(n_columns, 1), 100))
    if n_rows <= count:
        return [range(n_rows)]
    length = count // HEAD_RANGES
    return [range(start, start + length) for start in np.linspace(0, n_rows - length, HEAD_RANGES, dtype=int).tolist()]
