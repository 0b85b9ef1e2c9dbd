"""Parse untrusted files in a subprocess with limits on memory, time and size."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from nnplay.data.readers.file import read_table
from nnplay.data.readers.table import Table
from nnplay.data.readers.table_file import read_table_file, write_table_file
from nnplay.errors import DataError, DataWarning

PROGRAM = "from nnplay.data.readers.sandbox import main; main()"
INHERITED_VARIABLES = (
    "PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP",
)  # fmt: skip
EXIT_BAD_FILE = 3  # exit code if the file is at fault; the message is on standard output
POLL_SECONDS = 0.05  # between two checks whether the file is still wanted


@dataclass(frozen=True)
class Limits:
    """Limits for one file.

    Attributes:
        rows: rows of the table.
        columns: columns of the table.
        cells: rows times columns.
        seconds: time to read the file.
        memory: bytes of memory of the process.
        table: bytes of the resulting table.
    """

    rows: int = 200_000
    columns: int = 2_000
    cells: int = 5_000_000
    seconds: float = 60.0
    memory: int = 4 << 30
    table: int = 512 << 20


def read_in_subprocess(
    path: Path,
    limits: Limits,
    stop: threading.Event | None = None,
    *,
    sheet: str | int | None = None,
    header: bool | None = None,
) -> Table:
    """Read a file in another process, so that a malicious file can do no harm in this one.

    Args:
        path: the file.
        limits: limits for the file.
        stop: kills the process when it is set.
        sheet: as for `read_table`.
        header: as for `read_table`.

    Raises:
        DataError: whatever `read_table` raises, a file that exceeds the limits, or a stopped process.
    """
    with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
        out = Path(folder) / "table.npz"
        options = json.dumps({"sheet": sheet, "header": header})
        command = [sys.executable, "-c", PROGRAM, str(path.absolute()), str(out), json.dumps(asdict(limits)), options]
        environment = {name: value for name in INHERITED_VARIABLES if (value := os.environ.get(name)) is not None}
        with subprocess.Popen(
            command, cwd=folder, env=environment | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            try:
                output = _wait_for_output(process, path.name, limits.seconds, stop or threading.Event())
            finally:
                process.kill()
        if process.returncode == EXIT_BAD_FILE:
            raise DataError(output.decode("utf-8", "replace"))
        if process.returncode or not out.is_file():
            raise DataError(f"{path.name} needs more memory than is allowed here; use a smaller file")
        return read_table_file(out)


def _wait_for_output(process: subprocess.Popen[bytes], name: str, seconds: float, stop: threading.Event) -> bytes:
    """The standard output of a process until its end.

    Raises:
        DataError: it took too long, or `stop` was set.
    """
    deadline = time.monotonic() + seconds
    while True:
        remaining = deadline - time.monotonic()
        if stop.is_set():
            raise DataError(f"reading {name} was cancelled: another file was opened, or the page was closed")
        if remaining <= 0:
            raise DataError(f"{name} was not read within {seconds:g} seconds; use a smaller file")
        try:
            return process.communicate(timeout=min(POLL_SECONDS, remaining))[0]
        except subprocess.TimeoutExpired:
            continue


def main() -> None:
    """Entry point of the subprocess; its arguments: the file, the path of the result, limits and options as JSON."""
    path, out, limits = Path(sys.argv[1]), Path(sys.argv[2]), Limits(**json.loads(sys.argv[3]))
    _limit_resources(limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            table = read_table(path, **json.loads(sys.argv[4]))
            _check_size(table, limits)
            write_table_file(table, out)
            if out.stat().st_size > limits.table:
                raise DataError(
                    f"{table.source} takes {out.stat().st_size >> 20:,} MB, but the limit here is "
                    f"{limits.table >> 20:,} MB; use fewer rows, or `nnplay train`, which has no limit"
                )
    except DataError as error:
        sys.stdout.buffer.write(str(error).encode("utf-8", "replace"))
        sys.stdout.flush()
        sys.exit(EXIT_BAD_FILE)


def _check_size(table: Table, limits: Limits) -> None:
    counts = {"rows": table.n_rows, "columns": len(table.names), "cells": table.n_rows * len(table.names)}
    for name, count in counts.items():
        limit = getattr(limits, name)
        if count > limit:
            raise DataError(
                f"{table.source} has {count:,} {name}, but the limit here is {limit:,}; use fewer, or `nnplay train`, "
                "which has no limit"
            )


def _limit_resources(limits: Limits) -> None:
    """Let the operating system end this process if it exceeds the limits, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits.seconds) + 1
    values = {"RLIMIT_AS": limits.memory, "RLIMIT_CPU": seconds, "RLIMIT_FSIZE": limits.memory, "RLIMIT_CORE": 0}
    for name, value in values.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
