"""Write the small built-in data sets for the page's engine, one compact file each, typed as `nn.load` types them.

    python tools/page_sets.py [FOLDER]

A column has `values`, or `codes` among its `levels`, or, for small whole numbers as in digits, `letters`: "a" is
0, "b" is 1. CI checks that the files are up to date (tests/page/test_page.py).
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

from nnplay.data import load
from nnplay.data.columns import Column

FOLDER = Path(__file__).parents[1] / "src" / "nnplay" / "web" / "site" / "engine" / "sets"
NAMES = ("iris", "penguins", "wine", "breast_cancer", "diabetes", "digits", "scores")
LETTERS = 26


def file_of(name: str) -> dict[str, Any]:
    """A set as JSON values: its columns with their kinds, and the name of its target."""
    data = load(name)
    reports = [each.column for each in data.columns]
    columns = [described(column) for column in reports if column is not None]
    return {"name": name, "target": data.target_names[0], "columns": columns}


def described(column: Column) -> dict[str, Any]:
    """A column as JSON values; null where a value is missing."""
    head = {"name": column.name, "kind": column.kind, "integer": column.is_integer}
    if column.kind == "category":
        levels = list(column.distinct())
        return head | {"levels": levels, "codes": [None if v is None else levels.index(v) for v in column.values]}
    numbers = [None if math.isnan(value) else value for value in column.values.tolist()]
    if all(value is not None and value.is_integer() and 0 <= value < LETTERS for value in numbers):
        return head | {"letters": "".join(chr(ord("a") + int(value or 0)) for value in numbers)}
    plain = [int(value) if value is not None and value.is_integer() else value for value in numbers]
    return head | {"values": plain}


def write(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        text = json.dumps(file_of(name), ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
