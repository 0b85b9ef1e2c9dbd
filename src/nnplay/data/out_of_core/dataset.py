"""Files larger than memory: what training needs of them, found in one pass, and their rows encoded a piece at a time.

The way through: a file → `Chunks` (typed columns of some rows) → `Pieces` (missing values treated, features derived)
→ `Survey` (what the training rows teach, and a sample) → `Large` (an encoding, a sample, and the rows again).
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, get_args

import numpy as np

from nnplay.data.columns import Column, Floats, Label, listed
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import (
    MissingPolicy,
    Names,
    Task,
    check_targets,
    find_task,
    refuse_ids,
    warn_rounded,
    words_kept,
)
from nnplay.data.encoding.feature import Scale
from nnplay.data.encoding.inputs import Encoding
from nnplay.data.encoding.targets import Form, TargetCoding
from nnplay.data.expressions import Expression
from nnplay.data.out_of_core.survey import SAMPLE, TEST, VALIDATION, Drawn, Survey, at_most, draw, survey
from nnplay.data.out_of_core.transformed_chunks import Pieces, ProgressCallback, open_pieces
from nnplay.data.readers.file import check_file
from nnplay.data.readers.table import row_place
from nnplay.data.splits import Split, held_out
from nnplay.errors import DataError, DataWarning

LARGE_BYTES = 500_000_000
"""Files of at least this size on disk are trained on in batches when the recipe does not say."""

LARGE_ENDINGS = (".csv", ".tsv", ".txt", ".parquet")


def is_large(source: Any) -> bool:
    """Whether this is a file that is trained on in batches unless the recipe says otherwise."""
    if not can_be_large(source):
        return False
    try:
        return Path(source).stat().st_size >= LARGE_BYTES
    except (OSError, ValueError):
        return False


def can_be_large(source: Any) -> bool:
    """Whether this is the path of a file that can be read in batches."""
    return isinstance(source, str | PathLike) and Path(source).suffix.lower() in LARGE_ENDINGS


@dataclass(frozen=True, eq=False)
class Large:
    """A file larger than memory, surveyed.

    Attributes:
        dataset: a sample that fits into memory: the rows kept aside, and some that train.
        split: which rows of the sample are which; its training rows are only those that the training is measured by.
        encoding: learned on all training rows of the file.
        pieces: the file itself.
        found: what the survey found.
        drawn: the rows that were kept in memory.
    """

    dataset: Dataset
    split: Split
    encoding: Encoding
    pieces: Pieces
    found: Survey
    drawn: Drawn

    @property
    def rows(self) -> int:
        """How many rows train."""
        return self.found.trained

    @property
    def class_counts(self) -> Counter[Label]:
        """How many training rows have each class."""
        return self.found.labels

    def coding(self, form: Form, *, low: float = 0.0, high: float = 1.0, scale: bool = False) -> TargetCoding:
        """What `TargetCoding.fit` learns, from all training rows of the file."""
        coding = TargetCoding.fit(self.dataset, self.split.train, form, low=low, high=high, scale=scale)
        if form != "values" or not scale:
            return coding
        offsets, scales = zip(*(target.standard() for target in self.found.targets), strict=True)
        return replace(coding, offset=offsets, scale=scales)

    def encoded(self, coding: TargetCoding, on_progress: ProgressCallback) -> Iterator[tuple[Floats, Floats, Any]]:
        """X (n, n_in), Y (n, n_out) and the true answers (n, …) of all training rows, a piece at a time."""
        name = self.pieces.chunks.source
        for piece in self.pieces.on_progress(lambda share: on_progress(f"Encoding {name}", share)):
            places, parts = self.drawn.within(piece)
            trains = np.setdiff1d(np.arange(len(piece.rows)), places[parts != SAMPLE])
            chosen = piece.take(trains)
            data = replace(self.dataset, features=chosen.features, targets=chosen.targets, raw=())
            step = max(1, PIECE_BYTES // (8 * (self.encoding.n_in + coding.n_out)))
            for first in range(0, len(trains), step):
                rows = np.arange(first, min(first + step, len(trains)))
                yield (
                    self.encoding.transform(data, rows), coding.transform(data, rows), coding.truth(data, rows),
                )  # fmt: skip


PIECE_BYTES = 12 << 20
"""What the encoded rows that are in memory at once may take."""


def read_large(
    source: str | PathLike[str],
    *,
    target: Names = None,
    features: Names = None,
    task: Task | None = None,
    missing: MissingPolicy = "refuse",
    test_fraction: float = 0.2,
    validation_fraction: float = 0.0,
    scale: Scale = "standard",
    seed: int = 0,
    on_progress: ProgressCallback = lambda what, share: None,
) -> Large:
    """Survey a file: one pass over it, in bounded memory.

    Args:
        source: the path of a .csv, .tsv, .txt or .parquet file.
        target: as for `load`.
        features: as for `load`.
        task: as for `load`.
        missing: as for `load`.
        test_fraction: as for `split`, but at most 100,000 rows are kept aside.
        validation_fraction: the same.
        scale: as for `Encoding.fit`.
        seed: decides which rows are kept aside.
        told: is called with what is being done and the part of it that has been done.

    Raises:
        DataError: one sentence that names the file, row, column and value, and says what to do.
    """
    path = Path(source)
    check_file(path)
    if scale not in get_args(Scale):
        raise DataError(f"scale is {scale!r}, but it must be one of {listed(get_args(Scale))}")
    pieces = open_pieces(path, target, features, task, missing, on_progress)
    n = pieces.chunks.n_rows
    sizes = held_out(path.name, n, test_fraction, validation_fraction)
    most = at_most(pieces.width)
    n_test, n_validation = (min(size, most) for size in sizes)
    drawn = draw(n, n_test, n_validation, min(most, n - n_test - n_validation), seed)
    found = survey(pieces, drawn, lambda share: on_progress(f"Surveying {path.name}", share))
    sample, parts = found.sample
    split = Split(*(np.flatnonzero(parts == part) for part in (SAMPLE, VALIDATION, TEST)))
    chosen_task, task_note = find_task(path.name, sample.targets, task)
    check_targets(path.name, sample.targets, chosen_task, lambda row: row_place(int(sample.rows[row])))
    wishes = {"source": str(source), "target": target, "features": features, "task": task}
    dataset = Dataset(
        name=path.stem,
        features=sample.features,
        targets=sample.targets,
        task=chosen_task,
        notes=(*pieces.notes, *_dropped(pieces, found), *_words(found), *task_note, *_how(found, split)),
        origin={k: v for k, v in wishes.items() if v is not None}
        | ({"missing": missing} if missing != "refuse" else {}),
        missing=missing,
        raw=sample.raw,
        expressions=tuple(item.text for item in pieces.wanted if isinstance(item, Expression)),
    )
    return Large(dataset, split, _encoding(dataset, found, scale), pieces, found, drawn)


def _encoding(dataset: Dataset, found: Survey, scale: Scale) -> Encoding:
    """What `Encoding.fit` learns, from the summaries of the features."""
    constant = [summary.name for summary in found.features if summary.count and summary.constant]
    if constant and found.trained > 1:
        verb = "is constant" if len(constant) == 1 else "are constant"
        text = f"{dataset.name}: {listed(constant, 5)} {verb} in the training rows and cannot tell them apart"
        warnings.warn(text, DataWarning, stacklevel=3)
    for summary, column in zip(found.features, dataset.features, strict=True):
        if summary.kind == "category":
            refuse_ids(dataset.name, summary.name, sorted(summary.levels), found.trained)
        elif column.whole and summary.beyond_exact:
            warn_rounded(dataset.name, summary.name)
    features = tuple(summary.feature(scale, dataset.missing == "impute") for summary in found.features)
    return Encoding(features, tuple((c.name, c.kind) for c in dataset.raw), dataset.expressions, scale)


def _dropped(pieces: Pieces, found: Survey) -> list[str]:
    n = pieces.chunks.n_rows
    if found.rows == n:
        return []
    note = f"{n - found.rows} of {n} rows were dropped because a value is missing"
    warnings.warn(f"{pieces.chunks.source}: {note}", DataWarning, stacklevel=4)
    return [note]


def _words(found: Survey) -> list[str]:
    """The notes on categories that look like missing values."""
    texts = [summary for summary in found.features if summary.kind == "category"]
    return words_kept(Column(t.name, "category", np.array(sorted(t.levels), dtype=object)) for t in texts)


def _how(found: Survey, split: Split) -> list[str]:
    held = {"testing": len(split.test), "validation": len(split.validation)}
    aside = " and ".join(f"{count:,} for {what}" for what, count in held.items() if count)
    notes = [
        f"read in batches: {found.trained:,} of {found.rows:,} rows train"
        + (f", {aside} were drawn at random" if aside else "")
    ]
    if len(split.train) < found.trained:
        notes.append(f"the training loss and metrics are measured on {len(split.train):,} of the training rows")
    return notes
