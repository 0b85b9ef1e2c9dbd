"""Reading files (to come)."""

from os import PathLike

from nnplay.data.table import Table
from nnplay.errors import DataError

READABLE = (".csv",)


def read_table(path: str | PathLike[str], sheet: str | int | None = None) -> Table:
    """Read a file."""
    raise DataError(f"{path}: reading files comes next")
