"""Reading a file, whatever its format, as a table."""

from os import PathLike
from pathlib import Path

from nnplay.data.columns import listed, nearest
from nnplay.data.readers.delimited import delimited_table
from nnplay.data.readers.duckdb import parquet_table
from nnplay.data.readers.excel import workbook_table
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.files import keep, nameable

TEXT = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls")
READABLE = (*TEXT, ".parquet", *WORKBOOKS)
COMPRESSED = (".gz", ".zip", ".bz2", ".xz", ".zst", ".7z")


def read_table(source: str | PathLike[str], sheet: str | int | None = None) -> Table:
    """The table in a file, its format told by the file's ending.

    Raises:
        DataError: a file that is not there, cannot be opened, is of another kind or holds no good table.
    """
    path = Path(source)
    ending = path.suffix.lower()
    check_file(path)
    if ending in COMPRESSED:
        raise DataError(f"{path.name} is compressed, which is not supported; unpack it first")
    if ending not in READABLE:
        raise DataError(f"{path.name} has the ending {ending!r}, which is not supported; use one of {listed(READABLE)}")
    if sheet is not None and ending not in WORKBOOKS:
        raise DataError(f"sheet= only suits an Excel workbook, and {path.name} is none; leave it out")
    try:
        if ending in WORKBOOKS:
            return workbook_table(path, sheet)
        return parquet_table(path) if ending == ".parquet" else delimited_table(path, path.read_bytes())
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}") from None


def check_file(path: Path) -> None:
    """Refuse what is no file; nothing will be written over one that is.

    Raises:
        DataError: nothing there, a folder, or something else that is not a regular file.
    """
    nameable(path, DataError)
    if path.is_dir():
        raise DataError(f"{path} is a folder; name a file in it")
    if path.is_file():
        keep(path)
        return
    if path.exists():
        raise DataError(f"{path} is not a regular file; copy its contents to one")
    raise DataError(f"there is no file {str(path)!r}{_nearest_file(path)}")


def _nearest_file(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"; there is no folder {str(path.parent)!r} either"
    return nearest(path.name, names) or "; check its name and folder"
