"""Temporary files for data larger than memory: without a name, so that nothing stays behind even after kill -9."""

import errno
import os
import shutil
import tempfile
import weakref
from io import FileIO
from pathlib import Path

from nnplay.errors import DataError


class Scratch:
    """A temporary file in the system's folder for them, or the one that TMPDIR names; it is gone when this is.

    Attributes:
        file: open for reading and writing, without a buffer.
        path: a name under which the same file can be opened once more.
    """

    def __init__(self) -> None:
        number, self.path = tempfile.mkstemp(prefix="nnplay-")
        self.file: FileIO = os.fdopen(number, "w+b", buffering=0)
        weakref.finalize(self, self.file.close)
        again = Path(f"/proc/self/fd/{number}")
        if again.exists():
            Path(self.path).unlink()
            self.path = str(again)
        else:  # elsewhere a file without a name cannot be opened again
            weakref.finalize(self, _remove, self.file, self.path)


def _remove(file: FileIO, path: str) -> None:
    file.close()
    Path(path).unlink(missing_ok=True)


def refuse_full(needed: int, what: str) -> None:
    """See that there is room.

    Raises:
        DataError: the folder for temporary files has fewer bytes left than are needed.
    """
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DataError(
            f"{what} needs {_size(needed)} for temporary files, but the folder {folder} has {_size(free)} left; make "
            "room there, or set the environment variable TMPDIR to a folder with more"
        )


def disk_full(what: str) -> DataError:
    """The error of a disk that became full on the way."""
    return DataError(
        f"{what} was stopped because the folder for temporary files, {tempfile.gettempdir()}, is full; make room "
        "there, or set the environment variable TMPDIR to a folder with more"
    )


def is_full(problem: OSError) -> bool:
    """Whether it was for lack of room that a file could not be written."""
    return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
