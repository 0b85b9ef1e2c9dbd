"""Files larger than memory: one pass collects what training needs, then their rows are encoded in chunks.

The pipeline: a file → `ChunkReader` (typed columns of some rows) → `TransformedChunks` (missing values handled, derived
features added) → `Survey` (statistics of the training rows, a sample) → `LargeDataset` (encoding, sample, all rows).
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, TypeGuard, get_args

import numpy as np

from nnplay.data.column_selection import Names
from nnplay.data.columns import Floats, Label, Values
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import MissingPolicy, Task, check_targets, dropped_note, infer_task, warn_rounded
from nnplay.data.encoding.feature import MAX_ONE_HOT, Scale, constant_message, with_limit
from nnplay.data.encoding.inputs import Encoding, UnknownPolicy, first_uses, formats_of
from nnplay.data.encoding.targets import Form, TargetCoding
from nnplay.data.expressions import Expression
from nnplay.data.out_of_core.chunks import DATES
from nnplay.data.out_of_core.csv_to_parquet import HEAD_BYTES, read_head
from nnplay.data.out_of_core.survey import SAMPLE, TEST, VALIDATION, RowSample, Survey, draw_rows, max_part_rows, survey
from nnplay.data.out_of_core.transformed_chunks import ProgressCallback, TransformedChunks, open_chunks
from nnplay.data.readers.duckdb import parquet_layout
from nnplay.data.readers.file import TEXT_SUFFIXES, check_file
from nnplay.data.readers.table import row_place
from nnplay.data.splits import Split, split_sizes
from nnplay.data.type_inference import parse_all_numbers
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import format_list

LARGE_BYTES = 500_000_000
"""Files of at least this size are read in batches by default."""

LARGE_SUFFIXES = (*TEXT_SUFFIXES, ".parquet")

SURVEYED_BYTES, SAMPLED_ROWS = 20_000_000, 1_000
"""From this size on, a text table's first rows tell how large its encoded rows will be."""

LARGE_ENCODED_BYTES, BYTES_PER_INPUT, DATE_INPUTS = 1 << 30, 12, 10
"""With more encoded bytes than this, a file is read in batches by default."""

ENCODED_BYTES = 12 << 20
"""Memory for the encoded rows that are held at once."""


def is_large(source: object) -> bool:
    """Whether this is a file that is read in batches by default, because of its size."""
    return _size(source) >= LARGE_BYTES


def encodes_large(source: object, columns: Sequence[str] | None = None) -> bool:
    """Whether a file is small, but its encoded rows would take much memory: a few bytes can hold many rows.

    Args:
        source: the file.
        columns: the columns and expressions that are used; None is all columns.
    """
    size = _size(source)
    if not can_be_large(source) or not size:
        return False
    path = Path(source)
    try:
        if path.suffix.lower() == ".parquet":
            n_rows, types, _ = parquet_layout(path)
            widths = {name: _parquet_width(kind) for name, (_, kind) in types.items()}
        elif size >= SURVEYED_BYTES:
            head, _ = read_head(path)
            n_rows = head.n_rows * size // HEAD_BYTES
            widths = {name: _text_width(head.column(name)[:SAMPLED_ROWS]) for name in head.names}
        else:
            return False
    except (DataError, OSError):
        return False  # which the reader reports
    width = sum(widths.get(name, 1) for name in columns) if columns else sum(widths.values())
    return n_rows * width * BYTES_PER_INPUT > LARGE_ENCODED_BYTES


def _size(source: object) -> int:
    if not can_be_large(source):
        return 0
    try:
        return Path(source).stat().st_size
    except (OSError, ValueError):
        return 0


def _parquet_width(kind: str) -> int:
    """About how many inputs a column of this DuckDB type gives."""
    return MAX_ONE_HOT if kind.startswith(("VARCHAR", "ENUM")) else DATE_INPUTS if kind.startswith(DATES) else 1


def _text_width(cells: Values) -> int:
    return 1 if parse_all_numbers(cells) is not None else min(len(set(cells.tolist())), MAX_ONE_HOT)


def can_be_large(source: object) -> TypeGuard[str | PathLike[str]]:
    """Whether this is the path of a file that can be read in batches."""
    return isinstance(source, str | PathLike) and Path(source).suffix.lower() in LARGE_SUFFIXES


@dataclass(frozen=True, eq=False)
class LargeDataset:
    """A surveyed file larger than memory.

    Attributes:
        dataset: a sample that fits into memory: the test and validation rows, and some training rows.
        split: the parts of the sample; training loss and metrics are measured on its training rows.
        encoding: fitted to all training rows of the file.
        chunks: reads the file.
        survey: the statistics of the file.
        drawn: the rows that are in memory.
    """

    dataset: Dataset
    split: Split
    encoding: Encoding
    chunks: TransformedChunks
    survey: Survey
    drawn: RowSample

    @property
    def source(self) -> str:
        """What error messages call the file."""
        return self.chunks.reader.source

    @property
    def n_rows(self) -> int:
        """Number of rows, without those that were dropped."""
        return self.survey.n_rows

    @property
    def n_train(self) -> int:
        """Number of training rows."""
        return self.survey.n_train

    @property
    def class_counts(self) -> Counter[Label]:
        """Number of training rows of each class."""
        return self.survey.labels

    def fit_coding(self, form: Form, *, low: float = 0.0, high: float = 1.0, scale: bool = False) -> TargetCoding:
        """The same coding as `TargetCoding.fit`, for all training rows of the file."""
        coding = TargetCoding.fit(self.dataset, self.split.train, form, low=low, high=high, scale=scale)
        if form != "values" or not scale:
            return coding
        offsets, scales = zip(*(target.standard() for target in self.survey.targets), strict=True)
        return replace(coding, offset=offsets, scale=scales)

    def encode(self, coding: TargetCoding, on_progress: ProgressCallback) -> Iterator[tuple[Floats, Floats, Values]]:
        """X (n, n_in), Y (n, n_out) and the true values (n, …) of all training rows, a part of them at a time."""
        task = f"Encoding {self.source}"
        for chunk in self.chunks.with_progress(lambda done: on_progress(task, done)):
            positions, parts = self.drawn.within(chunk)
            train = np.setdiff1d(np.arange(len(chunk.rows)), positions[parts != SAMPLE])
            columns = chunk.take(train)
            data = replace(self.dataset, features=columns.features, targets=columns.targets, raw=())
            step = max(1, ENCODED_BYTES // (8 * (self.encoding.n_in + coding.n_out)))
            for first in range(0, len(train), step):
                rows = np.arange(first, min(first + step, len(train)))
                yield (
                    self.encoding.transform(data, rows), coding.transform(data, rows), coding.truth(data, rows),
                )  # fmt: skip


def read_large(
    source: str | PathLike[str],
    *,
    target: Names = None,
    features: Names = None,
    exclude: Names = None,
    columns: Any = None,
    task: Task | None = None,
    missing: MissingPolicy = "impute",
    unknown: UnknownPolicy = "warn",
    limit: float | None = None,
    header: bool | None = None,
    test_fraction: float = 0.2,
    validation_fraction: float = 0.0,
    scale: Scale = "standard",
    seed: int = 0,
    on_progress: ProgressCallback = lambda task, fraction: None,
) -> LargeDataset:
    """Survey a file in one pass, in bounded memory.

    Args:
        source: the path of a text table or a Parquet file.
        target: as for `load`.
        features: as for `load`.
        exclude: as for `load`.
        columns: as for `load`.
        task: as for `load`.
        missing: as for `load`.
        unknown: as for `Encoding.fit`.
        limit: as for `Encoding.fit`.
        header: as for `load`.
        test_fraction: as for `split`, but at most 100,000 rows.
        validation_fraction: as for `split`, but at most 100,000 rows.
        scale: as for `Encoding.fit`.
        seed: decides which rows are test and validation rows.
        on_progress: called with a description of the step and the fraction that is done.

    Raises:
        DataError: data that cannot be used; the message names the file, row, column and value.
    """
    path = Path(source)
    check_file(path)
    if scale not in get_args(Scale):
        raise DataError(f"scale is {scale!r}, but it must be one of {format_list(get_args(Scale))}")
    chunks = open_chunks(path, target, features, exclude, columns, task, missing, header, on_progress)
    n = chunks.reader.n_rows
    max_rows = max_part_rows(chunks.width)
    sizes = split_sizes(path.name, n, test_fraction, validation_fraction)
    n_test, n_validation = (min(size, max_rows) for size in sizes)
    drawn = draw_rows(n, n_test, n_validation, min(max_rows, n - n_test - n_validation), seed)
    result = survey(chunks, drawn, lambda done: on_progress(f"Surveying {path.name}", done))
    sample, parts = result.sample
    split = Split(*(np.flatnonzero(parts == part) for part in (SAMPLE, VALIDATION, TEST)))
    inferred_task, task_note = infer_task(sample.targets, task)
    check_targets(path.name, sample.targets, inferred_task, lambda row: row_place(int(sample.rows[row])))
    origin: dict[str, Any] = {
        "source": str(source), "target": target, "features": features, "exclude": exclude, "columns": columns,
        "task": task, "missing": None if missing == "impute" else missing, "header": header,
    }  # fmt: skip
    origin = {key: value for key, value in origin.items() if value is not None}
    dataset = Dataset(
        name=path.stem,
        features=sample.features,
        targets=sample.targets,
        task=inferred_task,
        notes=(
            *chunks.notes, *_dropped_note(chunks, result), *chunks.reader.notes, *task_note, *_imputed_note(result),
            *_batch_notes(result, split),
        ),
        origin=origin,
        missing=missing,
        raw=sample.raw,
        expressions=tuple(item.text for item in chunks.features if isinstance(item, Expression)),
        columns=chunks.columns,
    )  # fmt: skip
    return LargeDataset(dataset, split, _encoding(dataset, result, scale, unknown, limit), chunks, result, drawn)


def _encoding(dataset: Dataset, result: Survey, scale: Scale, unknown: UnknownPolicy, limit: float | None) -> Encoding:
    """The same encoding as `Encoding.fit`, from the summaries of the features."""
    constant = [summary.name for summary in result.features if summary.constant]
    if constant and result.n_train > 1:
        warnings.warn(constant_message(dataset.name, constant), DataWarning, stacklevel=3)
    for summary, column in zip(result.features, dataset.features, strict=True):
        if column.is_integer and summary.exceeds_exact_integers:
            warn_rounded(dataset.name, summary.name)
    impute, first = dataset.missing == "impute", first_uses(dataset)
    features = tuple(summary.feature(scale, impute, summary.name in first) for summary in result.features)
    raw = tuple((c.name, c.kind) for c in dataset.raw)
    features = with_limit(features, scale, limit)
    return Encoding(features, raw, dataset.expressions, scale, unknown, formats_of(dataset))


def _dropped_note(chunks: TransformedChunks, result: Survey) -> list[str]:
    n = chunks.reader.n_rows
    if result.n_rows == n:
        return []
    note = dropped_note(n - result.n_rows, n, "a" if chunks.missing == "drop" else "the target's")
    warnings.warn(f"{chunks.reader.source}: {note}", DataWarning, stacklevel=4)
    return [note]


def _imputed_note(result: Survey) -> list[str]:
    gaps = [f"{summary.name} ({summary.missing:,})" for summary in result.features if summary.missing]
    return [f"missing values imputed: {format_list(gaps, 6)}"] if gaps else []


def _batch_notes(result: Survey, split: Split) -> list[str]:
    sizes = {"testing": len(split.test), "validation": len(split.validation)}
    drawn = " and ".join(f"{count:,} for {purpose}" for purpose, count in sizes.items() if count)
    notes = [
        f"read in batches: {result.n_train:,} of {result.n_rows:,} rows train"
        + (f", {drawn} were drawn at random" if drawn else "")
    ]
    if len(split.train) < result.n_train:
        notes.append(f"the training loss and metrics are measured on {len(split.train):,} of the training rows")
    return notes
