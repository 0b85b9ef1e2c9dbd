"""A stranger's file, read in a process of its own: under limits of memory, time and size, and it can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from nnplay.data.carried import carried, carry
from nnplay.data.reading import read_table
from nnplay.data.table import Table
from nnplay.errors import DataError, DataWarning

CALLED = "from nnplay.data.apart import main; main()"
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")
MISREAD = 3  # what the process ends with when the file is at fault, and it has said why


@dataclass(frozen=True)
class Limits:
    """What a file may take.

    Attributes:
        rows: of the table.
        columns: of it.
        cells: rows times columns.
        seconds: until it has been read.
        memory: bytes that the process may have.
    """

    rows: int = 200_000
    columns: int = 2_000
    cells: int = 5_000_000
    seconds: float = 60.0
    memory: int = 4 << 30


def read_apart(path: Path, limits: Limits) -> Table:
    """The table in a file, read by another process; what a library makes of a hostile file happens there.

    Raises:
        DataError: whatever `read_table` says of the file, or that it takes more than it may.
    """
    with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
        out = Path(folder) / "table.npz"
        words = [sys.executable, "-c", CALLED, str(path.absolute()), str(out), json.dumps(asdict(limits))]
        environment = {name: value for name in PASSED_ON if (value := os.environ.get(name)) is not None}
        try:
            ended = subprocess.run(
                words, cwd=folder, env=environment | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limits.seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise DataError(
                f"{path.name} was not read within {limits.seconds:g} seconds; bring a smaller file"
            ) from None
        if ended.returncode == MISREAD:
            raise DataError(ended.stdout.decode("utf-8", "replace"))
        if ended.returncode or not out.is_file():
            raise DataError(f"{path.name} cannot be read in the memory that a file may take; bring a smaller one")
        return carried(out)


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
