"""Read a file of any supported format as a table."""

import re
from dataclasses import replace
from os import PathLike
from pathlib import Path, PurePosixPath

from nnplay.data.readers.arff import arff_table, is_arff
from nnplay.data.readers.arrow import arrow_table
from nnplay.data.readers.delimited import delimited_table
from nnplay.data.readers.duckdb import parquet_table
from nnplay.data.readers.excel import workbook_table
from nnplay.data.readers.json_records import LINE_SUFFIXES, json_table
from nnplay.data.readers.table import Table
from nnplay.data.readers.unpack import COMPRESSED_SUFFIXES, PARQUET_CODECS, compression, inner_name, unpack
from nnplay.errors import DataError
from nnplay.utils.files import check_path, protect
from nnplay.utils.text import did_you_mean

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".data", ".dat", ".test", ".train", ".all-data")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
JSON_SUFFIXES = (".json", *LINE_SUFFIXES)
ARROW_SUFFIXES = (".arrow", ".feather", ".ipc")
TABLE_SUFFIXES = (
    *TEXT_SUFFIXES, ".arff", *JSON_SUFFIXES, ".parquet", *ARROW_SUFFIXES, *WORKBOOK_SUFFIXES,
)  # fmt: skip
SUPPORTED_SUFFIXES = (*TABLE_SUFFIXES, *COMPRESSED_SUFFIXES, *PARQUET_CODECS)

UNSUPPORTED = {
    ".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS", ".por": "SPSS", ".sas7bdat": "SAS", ".xpt": "SAS", ".rds": "R",
    ".rda": "R", ".rdata": "R", ".mat": "MATLAB", ".ods": "OpenDocument", ".xlsb": "binary Excel", ".orc": "ORC",
    ".avro": "Avro", ".h5": "HDF5", ".hdf5": "HDF5", ".pkl": "pickle", ".pickle": "pickle", ".npy": "NumPy",
    ".npz": "NumPy", ".db": "database", ".sqlite": "database", ".html": "HTML", ".xml": "XML", ".pdf": "PDF",
}  # fmt: skip
"""What files with these suffixes are; they are not read."""

SIGNATURES = {
    b"PAR1": ".parquet", b"ARROW1": ".arrow", b"FEA1": ".feather", b"PK\x03\x04": ".xlsx",
    b"\xd0\xcf\x11\xe0": ".xls",
}  # fmt: skip
"""How the files of some formats begin, for names with a suffix that says nothing."""

JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{]|\{\s*")')
START_BYTES = 64
ARFF_BYTES = 100_000  # how much of a text is searched for the declarations of an ARFF file


def read_table(source: str | PathLike[str], sheet: str | int | None = None, header: bool | None = None) -> Table:
    """The table in a file.

    The file name's suffix decides the format; a file with a suffix that says nothing is read as text, if it is text. A
    compressed file is unpacked first.

    Args:
        source: the path of the file.
        sheet: the name of a workbook's sheet, or its number from 0; the first by default.
        header: whether the first line of a text table, or the first row of a sheet, holds the names; found out if None.

    Raises:
        DataError: a file that is missing, unreadable, of another format, or without a valid table.
    """
    path = Path(source)
    check_file(path)
    try:
        with path.open("rb") as file:
            kind = compression(path, file.read(START_BYTES))
        if kind is None:
            return _read(path, path.name, inner_name(path.name), sheet, header)
        scratch, name = unpack(path, kind, is_table_name)
        label = path.name if name == inner_name(path.name) else f"{PurePosixPath(name).name} in {path.name}"
        return replace(_read(Path(scratch.path), label, name, sheet, header), scratch=scratch)
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}") from None


def is_table_name(name: str) -> bool:
    """Whether a file's name is that of a table, by its suffix."""
    return PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES


def dataset_name(source: str | PathLike[str]) -> str:
    """The name of a file without its suffixes: "houses" for "data/houses.csv.gz"."""
    return Path(inner_name(Path(source).name)).stem


def _read(path: Path, source: str, name: str, sheet: str | int | None, header: bool | None) -> Table:
    """The table in a file that is not compressed.

    Args:
        path: where it is.
        source: what messages call it.
        name: the name whose suffix decides the format.
        sheet: the sheet of a workbook.
        header: whether the first line holds the names.
    """
    suffix = _format(path, source, name)
    if sheet is not None and suffix not in WORKBOOK_SUFFIXES:
        raise DataError(f"sheet= applies only to Excel workbooks, but {source} is not one; leave it out")
    if suffix in WORKBOOK_SUFFIXES:
        return workbook_table(path, sheet, header, source)
    if suffix in TEXT_SUFFIXES:
        data = path.read_bytes()
        if is_arff(data[:ARFF_BYTES].decode("latin-1")):
            return arff_table(source, data)
        return delimited_table(path, data, header, source)
    if header is not None:
        raise DataError(
            f"header= applies only to text tables and Excel workbooks, but {source} is neither; leave it out"
        )
    if suffix == ".parquet":
        return parquet_table(path, source=source)
    if suffix in ARROW_SUFFIXES:
        return arrow_table(path, source)
    if suffix == ".arff":
        return arff_table(source, path.read_bytes())
    return json_table(source, path.read_bytes(), lines=suffix in LINE_SUFFIXES)


def _format(path: Path, source: str, name: str) -> str:
    """The suffix of the format in which a file is read.

    Raises:
        DataError: a format that is not supported, or a description of a data set.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in TABLE_SUFFIXES:
        return suffix
    if suffix == ".names":
        sibling = PurePosixPath(name).with_suffix(".data").name
        raise DataError(f"{source} describes a data set and holds no table; pass the .data file beside it, {sibling!r}")
    if suffix in UNSUPPORTED:
        kind = UNSUPPORTED[suffix]
        raise DataError(
            f"{source} has a format that is not supported ({kind}); save the table as CSV or Parquet, or read it "
            "with pandas and pass the DataFrame"
        )
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    known = next((kind for signature, kind in SIGNATURES.items() if start.startswith(signature)), None)
    return known or (".json" if JSON_START.match(start) else ".txt")


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
