"""The file of a table, which is read again when its header or its sheet is to be read in another way."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nnplay.data.readers.file import read_table
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.data.readers.table import Table


class SourceFile:
    """A file that a visitor sent, or one of this machine.

    Args:
        path: where it is.
        limits: for reading it apart; None reads it here, because the user of this machine named it.
        folder: the folder that it is alone in, which goes with it.
    """

    def __init__(
        self, path: Path, limits: Limits | None, folder: tempfile.TemporaryDirectory[str] | None = None
    ) -> None:
        self.path, self.limits, self._folder = path, limits, folder

    def read(self, sheet: str | int | None, header: bool | None) -> Table:
        """The table.

        Raises:
            DataError: it cannot be read.
        """
        if self.limits is None:
            return read_table(self.path, sheet, header)
        return read_in_subprocess(self.path, self.limits, sheet=sheet, header=header)

    def close(self) -> None:
        """Remove it, if it was sent."""
        if self._folder is not None:
            self._folder.cleanup()
