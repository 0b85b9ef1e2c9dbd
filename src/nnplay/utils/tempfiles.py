"""Temporary files without a name: nothing is left behind, even after kill -9."""

import errno
import os
import shutil
import tempfile
import weakref
from io import FileIO
from pathlib import Path

from nnplay.errors import DataError


class ScratchFile:
    """A temporary file in the system's temporary folder ($TMPDIR), deleted together with this object.

    Attributes:
        file: open for reading and writing, unbuffered.
        path: a name under which the same file can be opened a second time.
    """

    def __init__(self) -> None:
        descriptor, self.path = tempfile.mkstemp(prefix="nnplay-")
        self.file: FileIO = os.fdopen(descriptor, "w+b", buffering=0)
        weakref.finalize(self, self.file.close)
        by_descriptor = Path(f"/proc/self/fd/{descriptor}")
        if by_descriptor.exists():
            Path(self.path).unlink()
            self.path = str(by_descriptor)
        else:  # on other systems a file without a name cannot be opened again
            weakref.finalize(self, _remove, self.file, self.path)


def _remove(file: FileIO, path: str) -> None:
    file.close()
    Path(path).unlink(missing_ok=True)


def check_free_space(needed: int, purpose: str) -> None:
    """Check that the temporary folder has room for this many bytes.

    Raises:
        DataError: it has less.
    """
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DataError(
            f"{purpose} needs {_size(needed)} for temporary files, but only {_size(free)} are free in {folder}; free "
            "some space there, or set the environment variable TMPDIR to a folder with more"
        )


def disk_full_error(purpose: str) -> DataError:
    """The error for a disk that filled up while a temporary file was written."""
    return DataError(
        f"{purpose} was stopped because the folder for temporary files, {tempfile.gettempdir()}, is full; free some "
        "space there, or set the environment variable TMPDIR to a folder with more"
    )


def is_disk_full(error: OSError) -> bool:
    """Whether a file could not be written for lack of space."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
