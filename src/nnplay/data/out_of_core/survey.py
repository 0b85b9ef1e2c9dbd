"""One pass over a large file: what its training rows teach, and a sample of its rows that fits into memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from nnplay.data.columns import Column, Integers, Label
from nnplay.data.out_of_core.summaries import MOST_LEVELS, Summary, labels_of
from nnplay.data.out_of_core.transformed_chunks import Piece, Pieces
from nnplay.errors import DataError

MOST_ROWS = 100_000
"""The most rows of a large file that are kept aside to test, to validate, and to measure the training by: each."""

MOST_BYTES = 64 << 20
"""What each of the three may take in memory, so that wide tables keep fewer rows."""

BYTES_A_CELL = 12

TEST, VALIDATION, SAMPLE = 1, 2, 3


@dataclass(frozen=True, eq=False)
class Drawn:
    """Row numbers drawn from the whole file, in ascending order, and the part that each belongs to."""

    rows: Integers
    parts: Integers

    def within(self, piece: Piece) -> tuple[Integers, Integers]:
        """Where the drawn rows stand in a piece, and their parts."""
        if not len(piece.rows):
            return piece.rows, piece.rows
        first, last = np.searchsorted(self.rows, [piece.rows[0], piece.rows[-1] + 1])
        rows, parts = self.rows[first:last], self.parts[first:last]
        places = np.minimum(np.searchsorted(piece.rows, rows), len(piece.rows) - 1)
        there = piece.rows[places] == rows  # the others were dropped
        return places[there], parts[there]


def at_most(width: int) -> int:
    """How many rows of this many inputs each of the parts that are kept in memory may have."""
    return max(100, min(MOST_ROWS, MOST_BYTES // (BYTES_A_CELL * width)))


def draw(n: int, n_test: int, n_validation: int, n_sample: int, seed: int) -> Drawn:
    """Draw rows at random for the parts that are kept in memory; the same seed gives the same rows."""
    sizes = (n_test, n_validation, n_sample)
    rows = np.random.default_rng(seed).choice(n, sum(sizes), replace=False)
    order = np.argsort(rows)
    return Drawn(rows[order], np.repeat([TEST, VALIDATION, SAMPLE], sizes)[order])


@dataclass(eq=False)
class Survey:
    """What has been found out so far.

    Attributes:
        features: a summary of each feature over the training rows.
        targets: a summary of each target that is a number, over the training rows.
        labels: how many training rows have each value of the one target; empty when it has too many to be classes.
        kept: the drawn rows, and those that stand for something rare.
        parts: the part of each of them.
        trained: how many rows train.
        rows: how many rows there are, without those that were dropped for a missing value.
    """

    features: list[Summary]
    targets: list[Summary]
    labels: Counter[Label] = field(default_factory=Counter)
    kept: list[Piece] = field(default_factory=list)
    parts: list[Integers] = field(default_factory=list)
    trained: int = 0
    rows: int = 0
    _seen: set[Label] | None = field(default_factory=set)
    _fractions: set[str] = field(default_factory=set)

    def add(self, piece: Piece, drawn: Drawn) -> None:
        """Take in one piece of the file."""
        places, parts = drawn.within(piece)
        trains = np.ones(len(piece.rows), dtype=np.bool_)
        trains[places[parts != SAMPLE]] = False
        everything = bool(trains.all())
        rare = np.setdiff1d(np.fromiter(self._telling(piece), np.int64), places)
        rare = rare[trains[rare]]
        for summary, column in zip(self.features, piece.features, strict=True):
            summary.add(column if everything else column.take(trains))
        for summary, column in zip(self.targets, piece.targets, strict=True):
            if column.kind != "category":
                summary.add(column if everything else column.take(trains))
        self.trained += int(trains.sum())
        self.rows += len(piece.rows)
        chosen = np.concatenate([places, rare])
        order = np.argsort(chosen)
        self.kept.append(piece.take(chosen[order]))
        self.parts.append(np.concatenate([parts, np.full(len(rare), SAMPLE)])[order])
        if len(piece.targets) == 1 and self._seen is not None:
            self.labels.update(labels_of(piece.targets[0].take(trains)))

    def _telling(self, piece: Piece) -> Iterator[int]:
        """Rows whose targets decide the task and its classes: each first label, extreme and fraction.

        With them the sample answers such questions as the whole file would.
        """
        for summary, column in zip(self.targets, piece.targets, strict=True):
            values = column.values
            if not len(values):
                return
            if column.kind != "category":
                if values.min() < summary.low:
                    yield int(values.argmin())
                if values.max() > summary.high:
                    yield int(values.argmax())
                fractions = values != np.floor(values)
                if summary.name not in self._fractions and fractions.any():
                    self._fractions.add(summary.name)
                    yield int(fractions.argmax())
        if len(piece.targets) == 1 and self._seen is not None:
            yield from self._first_labels(piece.targets[0])

    def _first_labels(self, column: Column) -> Iterator[int]:
        assert self._seen is not None
        if column.kind == "category":
            firsts = {label: row for row, label in reversed(list(enumerate(column.values.tolist())))}
        else:
            values, places = np.unique(column.values, return_index=True)
            firsts = dict(zip(values.tolist(), places.tolist(), strict=True))
        fresh = firsts.keys() - self._seen
        if len(self._seen) + len(fresh) > MOST_LEVELS:
            self._seen = None
            self.labels.clear()
            return
        self._seen |= fresh
        yield from sorted(firsts[label] for label in fresh)

    @property
    def sample(self) -> tuple[Piece, Integers]:
        """All rows that were kept, as they stand in the file, and their parts."""
        pieces = self.kept
        rows = np.concatenate([piece.rows for piece in pieces])
        columns = [
            tuple(_joined(same) for same in zip(*(getattr(piece, role) for piece in pieces), strict=True))
            for role in ("raw", "features", "targets")
        ]
        return Piece(rows, *columns), np.concatenate(self.parts)


def _joined(pieces: tuple[Column, ...]) -> Column:
    first = pieces[0]
    values = np.concatenate([piece.values for piece in pieces])
    return Column(first.name, first.kind, values, all(piece.whole for piece in pieces))


def survey(pieces: Pieces, drawn: Drawn, on_progress: Callable[[float], None]) -> Survey:
    """Go through the file once.

    Raises:
        DataError: a cell that cannot be used, or no row left to train on.
    """
    found: Survey | None = None
    for piece in pieces.on_progress(on_progress):
        if found is None:
            features, targets = ([Summary(c.name, c.kind) for c in cs] for cs in (piece.features, piece.targets))
            found = Survey(features, targets)
        found.add(piece, drawn)
    if found is None or not found.trained:
        raise DataError(f"{pieces.chunks.source}: every row lacks a value; use missing='impute'")
    return found
