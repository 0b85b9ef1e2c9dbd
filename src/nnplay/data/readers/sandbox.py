"""A stranger's file, read in a process of its own: under limits of memory, time and size, and it can be killed."""

from __future__ import annotations

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
from nnplay.data.readers.table_file import carried, carry
from nnplay.errors import DataError, DataWarning

CALLED = "from nnplay.data.readers.sandbox import main; main()"
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")
MISREAD = 3  # what the process ends with when the file is at fault, and it has said why
LOOK = 0.05  # seconds between two looks whether it is still wanted


@dataclass(frozen=True)
class Limits:
    """What a file may take.

    Attributes:
        rows: of the table.
        columns: of it.
        cells: rows times columns.
        seconds: until it has been read.
        memory: bytes that the process may have.
        table: bytes that the table may take that comes of it.
    """

    rows: int = 200_000
    columns: int = 2_000
    cells: int = 5_000_000
    seconds: float = 60.0
    memory: int = 4 << 30
    table: int = 512 << 20


def read_apart(path: Path, limits: Limits, stop: threading.Event | None = None) -> Table:
    """The table in a file, read by another process; what a library makes of a hostile file happens there.

    Args:
        path: of the file.
        limits: what it may take.
        stop: when it is set, the process is killed.

    Raises:
        DataError: whatever `read_table` says of the file, or that it takes more than it may, or was stopped.
    """
    with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
        out = Path(folder) / "table.npz"
        words = [sys.executable, "-c", CALLED, str(path.absolute()), str(out), json.dumps(asdict(limits))]
        environment = {name: value for name in PASSED_ON if (value := os.environ.get(name)) is not None}
        with subprocess.Popen(
            words, cwd=folder, env=environment | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as child:  # fmt: skip
            try:
                told = _awaited(child, path.name, limits.seconds, stop or threading.Event())
            finally:
                child.kill()
        if child.returncode == MISREAD:
            raise DataError(told.decode("utf-8", "replace"))
        if child.returncode or not out.is_file():
            raise DataError(f"{path.name} cannot be read in the memory that a file may take; bring a smaller one")
        return carried(out)


def _awaited(child: subprocess.Popen[bytes], name: str, seconds: float, stop: threading.Event) -> bytes:
    """What a process said until its end.

    Raises:
        DataError: it took too long, or is not wanted any more.
    """
    until = time.monotonic() + seconds
    while True:
        left = until - time.monotonic()
        if stop.is_set():
            raise DataError(f"{name} is not read any further: another file was brought, or nobody waits for it")
        if left <= 0:
            raise DataError(f"{name} was not read within {seconds:g} seconds; bring a smaller file")
        try:
            return child.communicate(timeout=min(LOOK, left))[0]
        except subprocess.TimeoutExpired:
            continue


def main() -> None:
    """Read a file under limits: the path, where to put the table, and the limits as JSON."""
    path, out, limits = Path(sys.argv[1]), Path(sys.argv[2]), Limits(**json.loads(sys.argv[3]))
    _keep_to(limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            table = read_table(path)
            _check(table, limits)
            carry(table, out)
            if out.stat().st_size > limits.table:
                raise DataError(
                    f"{table.source} fills {out.stat().st_size >> 20:,} MB, and at most {limits.table >> 20:,} are "
                    "taken here; bring fewer rows, or train with `nnplay train`, which takes all"
                )
    except DataError as error:
        sys.stdout.buffer.write(str(error).encode("utf-8", "replace"))
        sys.stdout.flush()
        sys.exit(MISREAD)


def _check(table: Table, limits: Limits) -> None:
    found = {"rows": table.n_rows, "columns": len(table.names), "cells": table.n_rows * len(table.names)}
    for name, count in found.items():
        if count > getattr(limits, name):
            raise DataError(
                f"{table.source} has {count:,} {name}, and at most {getattr(limits, name):,} are taken here; "
                "bring fewer of them, or train with `nnplay train`, which takes all"
            )


def _keep_to(limits: Limits) -> None:
    """Have the system end this process when it takes more than it may; not every system can."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits.seconds) + 1
    wanted = {"RLIMIT_AS": limits.memory, "RLIMIT_CPU": seconds, "RLIMIT_FSIZE": limits.memory, "RLIMIT_CORE": 0}
    for name, most in wanted.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
