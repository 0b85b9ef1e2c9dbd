"""Export of stored runs: a table as CSV or Parquet, or TensorBoard event files."""

import math
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import NNPlayError
from nnplay.runs.store.records import StoredRun, dump
from nnplay.runs.store.store import Store
from nnplay.utils import files
from nnplay.utils.csv import to_csv

KINDS = ("csv", "parquet", "tensorboard")
PLAIN = ("state", "name", "epoch", "epochs", "seconds", "parameters", "message", "sweep", "place", "fingerprint")


def export(store: Store, entries: Sequence[StoredRun], path: str | os.PathLike[str], kind: str) -> None:
    """Write runs for another program.

    Args:
        store: the store that has the runs.
        entries: the runs.
        path: a file; for TensorBoard a folder, in which each run gets a folder of its own.
        kind: "csv", "parquet" or "tensorboard".

    Raises:
        NNPlayError: an unknown kind, no runs, a missing library, or a path that cannot be written to.
    """
    if kind not in KINDS:
        raise NNPlayError(f"Cannot export runs as {kind!r}: choose one of {', '.join(KINDS)}.")
    if not entries:
        raise NNPlayError("There are no runs to export: `nnplay runs list` lists them.")
    if kind == "csv":
        files.write_atomic(path, to_csv(table(entries)).encode("utf-8"))
    elif kind == "parquet":
        _parquet(table(entries), Path(path))
    else:
        _tensorboard(store, entries, Path(path))


def table(entries: Sequence[StoredRun]) -> dict[str, list[Any]]:
    """The runs as columns; a setting is called "recipe.epochs", a metric "test.accuracy"."""
    rows = [_row(entry) for entry in entries]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}


def _row(entry: StoredRun) -> dict[str, Any]:
    row: dict[str, Any] = {"id": entry.id, "started": _time(entry.started), "ended": _time(entry.ended)}
    row |= {name: getattr(entry, name) for name in PLAIN}
    row |= {f"{part}.{name}": value for part, values in entry.metrics.items() for name, value in values.items()}
    row |= {f"recipe.{name}": _cell(value) for name, value in entry.recipe.items()}
    return row | {"architecture": dump(entry.architecture), "versions": dump(entry.versions)}


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else dump(value)


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _parquet(columns: dict[str, list[Any]], path: Path) -> None:
    """DuckDB writes a temporary file beside the target, which then replaces it."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=files.check_writable(path).parent, prefix=".runs.") as folder:
        temporary = Path(folder) / "runs.parquet"
        connection = duckdb.connect()
        arrays = {name: _typed(values) for name, values in columns.items()}
        connection.register("runs", arrays)
        connection.execute(f"COPY runs TO '{str(temporary).replace(chr(39), chr(39) * 2)}' (FORMAT PARQUET)")
        connection.close()
        files.write_atomic(path, temporary.read_bytes())


def _typed(values: list[Any]) -> NDArray[Any]:
    """A column of one type: numbers if all values are numbers, else text."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, int | float) and not isinstance(value, bool) for value in present):
        return np.array([math.nan if value is None else float(value) for value in values])
    return np.array([None if value is None else str(value) for value in values], dtype=object)


def _tensorboard(store: Store, entries: Sequence[StoredRun], folder: Path) -> None:
    from nnplay.loggers.tensorboard import folder_name, write_history

    try:
        for entry in entries:
            texts = {"recipe": dump(entry.recipe), "architecture": dump(entry.architecture)}
            name = f"{folder_name(entry.name)}-{entry.id}"
            write_history(folder / name, store.history(entry.id), texts, entry.started or 0.0)
    except OSError as error:
        raise NNPlayError(f"{str(folder)!r} could not be written: {error.strerror or error}.") from None
