"""The file of rows for a saved network, and how it is read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from nnplay.cli.options import DATA
from nnplay.cli.recipe_options import parse_settings, setting
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.data.readers.table import Table


SheetOption = Annotated[str | None, setting("sheet", "NAME|N", DATA)]
HeaderOption = Annotated[bool | None, setting("header", None, DATA)]


def read_rows(file: str, sheet: str | None, header: bool | None) -> Table:
    """The table in a file, or in the CSV on standard input if the file is "-"."""
    from nnplay.data.readers.delimited import delimited_table
    from nnplay.data.readers.file import read_table

    if file != "-":
        return read_table(file, None if sheet is None else parse_settings({"sheet": sheet})["sheet"], header)
    if sheet is not None:
        raise NNPlayError("--sheet is for a workbook, and standard input holds CSV; leave it out.")
    return delimited_table(Path("standard input"), sys.stdin.buffer.read(), header)
