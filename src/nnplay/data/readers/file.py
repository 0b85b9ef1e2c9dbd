"""Read a file of any supported format as a table."""

from os import PathLike
from pathlib import Path

from nnplay.data.readers.delimited import delimited_table
from nnplay.data.readers.duckdb import parquet_table
from nnplay.data.readers.excel import workbook_table
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.files import check_path, protect
from nnplay.utils.text import did_you_mean, format_list

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xls")
SUPPORTED_SUFFIXES = (*TEXT_SUFFIXES, ".parquet", *WORKBOOK_SUFFIXES)
COMPRESSED_SUFFIXES = (".gz", ".zip", ".bz2", ".xz", ".zst", ".7z")


def read_table(source: str | PathLike[str], sheet: str | int | None = None) -> Table:
    """The table in a file; the file name's suffix decides the format.

    Raises:
        DataError: a file that is missing, unreadable, of another format, or without a valid table.
    """
    path = Path(source)
    suffix = path.suffix.lower()
    check_file(path)
    if suffix in COMPRESSED_SUFFIXES:
        raise DataError(f"{path.name} is compressed, which is not supported; unpack it first")
    if suffix not in SUPPORTED_SUFFIXES:
        raise DataError(
            f"{path.name} has the suffix {suffix!r}, which is not supported; "
            f"use one of {format_list(SUPPORTED_SUFFIXES)}"
        )
    if sheet is not None and suffix not in WORKBOOK_SUFFIXES:
        raise DataError(f"sheet= applies only to Excel workbooks, but {path.name} is not one; leave it out")
    try:
        if suffix in WORKBOOK_SUFFIXES:
            return workbook_table(path, sheet)
        return parquet_table(path) if suffix == ".parquet" else delimited_table(path, path.read_bytes())
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}") from None


def check_file(path: Path) -> None:
    """Check that a path is a regular file, and protect that file from being overwritten.

    Raises:
        DataError: a missing file, a folder, or a device.
    """
    check_path(path, DataError)
    if path.is_dir():
        raise DataError(f"{path} is a folder; name a file in it")
    if path.is_file():
        protect(path)
        return
    if path.exists():
        raise DataError(f"{path} is not a regular file; copy its contents to one")
    raise DataError(f"there is no file {str(path)!r}{_similar_file(path)}")


def _similar_file(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"; there is no folder {str(path.parent)!r} either"
    return did_you_mean(path.name, names) or "; check its name and folder"
