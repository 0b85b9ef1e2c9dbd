"""Survey a large file in one pass: statistics of its training rows, and a sample of rows that fits into memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from nnplay.data.columns import Column, Integers, Label
from nnplay.data.out_of_core.summaries import MAX_LEVELS, ColumnSummary, count_labels
from nnplay.data.out_of_core.transformed_chunks import TransformedChunk, TransformedChunks
from nnplay.errors import DataError
from nnplay.utils.random_streams import Purpose, stream

MAX_ROWS = 100_000
"""Maximum number of rows of each part that is held in memory: test, validation, and a sample of the training rows."""

MAX_BYTES = 64 << 20
"""Memory for each of these parts; wide tables hold fewer rows."""

BYTES_PER_CELL = 12

TEST, VALIDATION, SAMPLE = 1, 2, 3


@dataclass(frozen=True, eq=False)
class RowSample:
    """Row numbers drawn from the whole file, in ascending order, and the part that each belongs to."""

    rows: Integers
    parts: Integers

    def within(self, chunk: TransformedChunk) -> tuple[Integers, Integers]:
        """The positions of the drawn rows in a chunk, and their parts."""
        if not len(chunk.rows):
            return chunk.rows, chunk.rows
        first, last = np.searchsorted(self.rows, [chunk.rows[0], chunk.rows[-1] + 1])
        rows, parts = self.rows[first:last], self.parts[first:last]
        positions = np.minimum(np.searchsorted(chunk.rows, rows), len(chunk.rows) - 1)
        present = chunk.rows[positions] == rows  # the others were dropped
        return positions[present], parts[present]


def max_part_rows(width: int) -> int:
    """How many rows of this many inputs each part in memory may have."""
    return max(100, min(MAX_ROWS, MAX_BYTES // (BYTES_PER_CELL * width)))


def draw_rows(n: int, n_test: int, n_validation: int, n_sample: int, seed: int) -> RowSample:
    """Draw the rows of the parts in memory at random; the same seed gives the same rows."""
    sizes = (n_test, n_validation, n_sample)
    rows = stream(seed, Purpose.SPLIT).choice(n, sum(sizes), replace=False)
    order = np.argsort(rows)
    return RowSample(rows[order], np.repeat([TEST, VALIDATION, SAMPLE], sizes)[order])


@dataclass(eq=False)
class Survey:
    """Results of the pass over a file, updated one chunk at a time.

    Attributes:
        features: a summary of each feature over the training rows.
        targets: a summary of each numeric target over the training rows.
        labels: number of training rows per value of a single target; empty if it has too many values to be classes.
        chunks: the drawn rows, and rows with rare values.
        parts: the part of each of these rows.
        n_train: number of training rows.
        n_rows: number of rows, without those that were dropped for a missing value.
    """

    features: list[ColumnSummary]
    targets: list[ColumnSummary]
    labels: Counter[Label] = field(default_factory=Counter)
    chunks: list[TransformedChunk] = field(default_factory=list)
    parts: list[Integers] = field(default_factory=list)
    n_train: int = 0
    n_rows: int = 0
    _labels_so_far: set[Label] | None = field(default_factory=set)
    _with_fractions: set[str] = field(default_factory=set)

    def add(self, chunk: TransformedChunk, drawn: RowSample) -> None:
        """Update the results with one chunk."""
        positions, parts = drawn.within(chunk)
        in_train = np.ones(len(chunk.rows), dtype=np.bool_)
        in_train[positions[parts != SAMPLE]] = False
        all_train = bool(in_train.all())
        rare = np.setdiff1d(np.fromiter(self._rare_rows(chunk), np.int64), positions)
        rare = rare[in_train[rare]]
        for summary, column in zip(self.features, chunk.features, strict=True):
            summary.add(column if all_train else column.take(in_train))
        for summary, column in zip(self.targets, chunk.targets, strict=True):
            if column.kind != "category":
                summary.add(column if all_train else column.take(in_train))
        self.n_train += int(in_train.sum())
        self.n_rows += len(chunk.rows)
        chosen = np.concatenate([positions, rare])
        order = np.argsort(chosen)
        self.chunks.append(chunk.take(chosen[order]))
        self.parts.append(np.concatenate([parts, np.full(len(rare), SAMPLE)])[order])
        if len(chunk.targets) == 1 and self._labels_so_far is not None:
            self.labels.update(count_labels(chunk.targets[0].take(in_train)))

    def _rare_rows(self, chunk: TransformedChunk) -> Iterator[int]:
        """Rows with the first occurrence of a label, a new extreme or the first fraction in a target.

        With these rows, the task and the classes inferred from the sample are those of the whole file.
        """
        for summary, column in zip(self.targets, chunk.targets, strict=True):
            values = column.values
            if not len(values):
                return
            if column.kind != "category":
                if values.min() < summary.low:
                    yield int(values.argmin())
                if values.max() > summary.high:
                    yield int(values.argmax())
                fractions = values != np.floor(values)
                if summary.name not in self._with_fractions and fractions.any():
                    self._with_fractions.add(summary.name)
                    yield int(fractions.argmax())
        if len(chunk.targets) == 1 and self._labels_so_far is not None:
            yield from self._first_labels(chunk.targets[0])

    def _first_labels(self, column: Column) -> Iterator[int]:
        assert self._labels_so_far is not None
        if column.kind == "category":
            firsts = {label: row for row, label in reversed(list(enumerate(column.values.tolist())))}
        else:
            values, positions = np.unique(column.values, return_index=True)
            firsts = dict(zip(values.tolist(), positions.tolist(), strict=True))
        new = firsts.keys() - self._labels_so_far
        if len(self._labels_so_far) + len(new) > MAX_LEVELS:
            self._labels_so_far = None
            self.labels.clear()
            return
        self._labels_so_far |= new
        yield from sorted(firsts[label] for label in new)

    @property
    def sample(self) -> tuple[TransformedChunk, Integers]:
        """The rows in memory, in the order of the file, and their parts."""
        rows = np.concatenate([chunk.rows for chunk in self.chunks])
        columns = [
            tuple(_concatenate(same) for same in zip(*(getattr(chunk, role) for chunk in self.chunks), strict=True))
            for role in ("raw", "features", "targets")
        ]
        return TransformedChunk(rows, *columns), np.concatenate(self.parts)


def _concatenate(columns: tuple[Column, ...]) -> Column:
    first = columns[0]
    values = np.concatenate([column.values for column in columns])
    return replace(first, stored=values, is_integer=all(column.is_integer for column in columns))


def survey(chunks: TransformedChunks, drawn: RowSample, on_progress: Callable[[float], None]) -> Survey:
    """Survey a file in one pass.

    Raises:
        DataError: a cell that cannot be used, or no training rows.
    """
    result: Survey | None = None
    for chunk in chunks.with_progress(on_progress):
        if result is None:
            features, targets = (
                [ColumnSummary(column.name, column.kind, column.order) for column in columns]
                for columns in (chunk.features, chunk.targets)
            )
            result = Survey(features, targets)
        result.add(chunk, drawn)
    if result is None or not result.n_train:
        raise DataError(f"{chunks.reader.source}: every row has a missing value; use missing='impute'")
    return result
