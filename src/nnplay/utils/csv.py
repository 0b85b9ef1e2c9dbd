"""CSV output that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

EXECUTED = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a formula of a spreadsheet begins with


def csv_of(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as the text of a CSV file that no spreadsheet executes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(name) for name in columns])
    writer.writerows([harmless(cell) for cell in row] for row in zip(*columns.values(), strict=True))
    return text.getvalue()


def harmless(cell: Any) -> Any:
    """A cell, with an apostrophe before a text that a spreadsheet would take for a formula; a number stays a number."""
    if not isinstance(cell, str) or not cell.startswith(EXECUTED):
        return "" if cell is None else cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell
