"""Random text tables, read by nnplay, by pandas and by DuckDB: the three must find the same cells.

pandas and DuckDB are told how a table is written; nnplay has to find out. `python tests/data/random_tables.py 10000`
compares that many files and prints what differs.
"""

import argparse
import math
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from nnplay.data.readers import delimited
from nnplay.data.readers.file import read_table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError

KINDS = ("integer", "decimal", "scientific", "boolean", "text", "date", "time")
MISSING = ("", "NA", "NaN", "null", "N/A", "?", "nan")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")
TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
LETTERS = "bcdfghkmpz"  # no number, date, truth value or word for missing is made of these alone
WILD = "aeiouxyzABCXYZ0123456789 .-_/\\'#%()[]{}<>&@!?*+=~^:äöüßéñ"
UNICODE = "日本語ελληνικάрусский€😀"
DIALECT_SIGNS = ",;|\t"
SPECIAL = '"\n'


@dataclass(frozen=True)
class RandomTable:
    """A table, and how it is written.

    Attributes:
        names: the names of the columns.
        kinds: what each column holds, one of KINDS.
        rows: the fields as texts, before they are quoted.
        delimiter: between two fields.
        end: of a line.
        encoding: of the text.
        decimal: the decimal sign.
        date: the format of the dates, and that of dates with times.
        header: whether the first line holds the names.
        comments: lines above the table.
        content: the bytes of the file.
    """

    names: list[str]
    kinds: list[str]
    rows: list[list[str]]
    delimiter: str
    end: str
    encoding: str
    decimal: str
    date: tuple[str, str]
    header: bool
    comments: list[str] = field(default_factory=list)
    content: bytes = b""


def random_table(seed: int) -> RandomTable:
    """The table of a seed: the same on every machine."""
    chance = random.Random(seed)
    delimiter = chance.choice(DIALECT_SIGNS)
    encoding = chance.choice(ENCODINGS)
    decimal = "," if delimiter != "," and chance.random() < 0.4 else "."
    end = chance.choice(["\n", "\n", "\r\n", "\r"])
    date = (chance.choice(DATES), chance.choice(TIMES))
    n_columns = chance.choice([2, 3, 3, 4, 5, 8, 20])
    n_rows = chance.choice([2, 3, 5, 10, 30, 100])
    kinds = [chance.choice(KINDS) for _ in range(n_columns)]
    gaps = chance.choice([0.0, 0.0, 0.05, 0.3])
    header = chance.random() < 0.85
    wild = WILD + (",;|" if header else delimiter.strip())  # nothing but a header tells a|b,c from two fields
    wild += chance.choice(["", SPECIAL]) + (UNICODE if encoding != "cp1252" else "")
    columns = []
    for kind in kinds:
        cells = _cells(chance, kind, n_rows, wild, decimal, date)
        missing = chance.choice(MISSING)
        filled = chance.randrange(n_rows)  # in each column at least one
        columns.append([cell if k == filled or chance.random() >= gaps else missing for k, cell in enumerate(cells)])
    names = [f"n{k}{_word(chance, '_ .-')}" for k in range(n_columns)]
    comments = ["# made by hand, at noon", "# twice"][: chance.choice([0, 0, 0, 1, 2])] if header else []
    rows = [list(row) for row in zip(*columns, strict=True)]
    text = _written(chance, [names, *rows] if header else rows, delimiter, end)
    text = "".join(line + end for line in comments) + text
    if chance.random() < 0.2:
        text = text[: -len(end)]
    return RandomTable(
        names, kinds, rows, delimiter, end, encoding, decimal, date, header, comments, text.encode(encoding)
    )


def _word(chance: random.Random, more: str) -> str:
    letters = [chance.choice(LETTERS) for _ in range(chance.randint(2, 4))]
    letters += [chance.choice(more) for _ in range(chance.randint(0, 5))]
    chance.shuffle(letters)
    return "".join(letters).strip() or "b"


def _cells(chance: random.Random, kind: str, n: int, wild: str, decimal: str, date: tuple[str, str]) -> list[str]:
    if kind == "integer":
        most = 10 ** chance.choice([1, 3, 6, 9, 15])
        return [str(chance.randint(-most, most)) for _ in range(n)]
    if kind == "decimal":  # at least one place, and never three, which could be thousands
        places = chance.choice([1, 2, 4, 7])
        return [
            f"{chance.uniform(-1, 1) * 10 ** chance.randint(0, 6):.{places}f}".replace(".", decimal) for _ in range(n)
        ]
    if kind == "scientific":
        return [f"{chance.uniform(-9, 9):.4f}e{chance.randint(-300, 300)}".replace(".", decimal) for _ in range(n)]
    if kind == "boolean":
        words = chance.choice([("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("yes", "no")])
        return [chance.choice(words) for _ in range(n)]
    if kind == "text":
        levels = [_word(chance, wild) for _ in range(chance.randint(1, 12))]
        return [chance.choice(levels) for _ in range(n)]
    start = datetime(1900, 1, 1) + timedelta(days=chance.randint(0, 60_000))
    days = [start + timedelta(seconds=chance.randint(0, 10**8)) for _ in range(n)]
    return [day.strftime(date[kind == "time"]) for day in days]


def _written(chance: random.Random, rows: list[list[str]], delimiter: str, end: str) -> str:
    """The rows as text. Quotes stand where they must, or around every field, or around some."""
    share = chance.choice([0.0, 0.0, 0.3, 1.0])

    def quoted(cell: str) -> str:
        must = any(sign in cell for sign in ('"', "\n", delimiter))
        return '"' + cell.replace('"', '""') + '"' if must or chance.random() < share else cell

    return "".join(delimiter.join(map(quoted, row)) + end for row in rows)


def nnplay_cells(table: RandomTable, path: Path, *, fast: bool) -> dict[str, list[object]]:
    """The cells as nnplay reads them: numbers, texts, 1 and 0 for truth values, seconds since 1970; None if missing."""
    before = delimited.FAST_FROM_BYTES
    delimited.FAST_FROM_BYTES = 0 if fast else before
    try:
        read = read_table(path, header=None if table.header else False)
        columns = [typed_column(read, name) for name in read.names]
    finally:
        delimited.FAST_FROM_BYTES = before
    names = read.names if table.header else table.names
    return {name: [_plain(v) for v in column.values.tolist()] for name, column in zip(names, columns, strict=False)}


def pandas_cells(table: RandomTable, path: Path) -> dict[str, list[object]]:
    """The cells as pandas reads them."""
    types = {"integer": "float64", "decimal": "float64", "scientific": "float64"}
    frame = pd.read_csv(
        path, sep=table.delimiter, header=0 if table.header else None, names=table.names, encoding=table.encoding,
        skiprows=len(table.comments), decimal=table.decimal, keep_default_na=False, na_values=list(MISSING),
        skipinitialspace=True, lineterminator="\r" if table.end == "\r" else None,
        dtype={name: types.get(kind, "str") for name, kind in zip(table.names, table.kinds, strict=True)},
    )  # fmt: skip
    return {
        name: [None if pd.isna(cell) else _value(cell, kind, table) for cell in frame[name]]
        for name, kind in zip(table.names, table.kinds, strict=True)
    }


def duckdb_cells(table: RandomTable, path: Path) -> dict[str, list[object]]:
    """The cells as DuckDB reads them: in UTF-8, since it lacks some encodings, and with one kind of line end."""
    text = table.content.decode(table.encoding).replace(table.end, "\n")
    path.write_bytes(text.encode())
    types = {"integer": "DOUBLE", "decimal": "DOUBLE", "scientific": "DOUBLE"}
    columns = {f"c{k}": types.get(kind, "VARCHAR") for k, kind in enumerate(table.kinds)}
    rows = duckdb.execute(
        "SELECT * FROM read_csv(?, auto_detect=false, delim=?, quote='\"', escape='\"', header=?, skip=?, columns=?, "
        "nullstr=?, decimal_separator=?, strict_mode=true, allow_quoted_nulls=true)",
        [str(path), table.delimiter, table.header, len(table.comments), columns, list(MISSING), table.decimal],
    ).fetchall()
    cells = zip(*rows, strict=True)
    return {
        name: [None if cell is None else _value(cell, kind, table) for cell in column]
        for name, kind, column in zip(table.names, table.kinds, cells, strict=True)
    }


def _value(cell: object, kind: str, table: RandomTable) -> object:
    text = str(cell)
    if kind in ("integer", "decimal", "scientific"):
        return float(text)
    if kind == "boolean":
        return float(text.lower() in ("true", "yes"))
    if kind == "text":
        return " ".join(text.split())  # nnplay takes several spaces for one
    return (datetime.strptime(text, table.date[kind == "time"]) - datetime(1970, 1, 1)).total_seconds()


def _plain(value: object) -> object:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else value


def _same(one: object, other: object) -> bool:
    """Whether two cells are equal; old versions of pandas round some numbers in the last digit."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-15)
    return one == other


def differences(seed: int, folder: Path, *, fast: bool) -> list[str]:
    """What the three readers find differently in the table of a seed; nothing if they agree."""
    table, path = random_table(seed), folder / "table.csv"
    path.write_bytes(table.content)
    try:
        found = nnplay_cells(table, path, fast=fast)
    except DataError as error:
        return [f"nnplay: {error}"]
    problems = []
    for reader, cells in (("pandas", pandas_cells), ("DuckDB", duckdb_cells)):
        try:
            expected = cells(table, path)
        except (ValueError, duckdb.Error) as error:
            problems.append(f"{reader} reads nothing: {str(error).splitlines()[0]}")
            continue
        if list(found) != list(expected):
            problems.append(f"{reader}: other columns: {list(found)} and {list(expected)}")
            continue
        for name, column in expected.items():
            pairs = list(zip(found[name], column, strict=False))
            wrong = [k for k, (one, other) in enumerate(pairs) if not _same(one, other)]
            if wrong or len(found[name]) != len(column):
                kind = table.kinds[table.names.index(name)]
                one, other = pairs[wrong[0]] if wrong else (len(found[name]), len(column))
                problems.append(f"{reader}: {kind} column {name!r}: {one!r} and {other!r}")
    return problems


def main() -> int:
    """Compare many files; print what differs, and how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first file")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.files):
            problems = differences(seed, Path(folder), fast=seed % 2 == 1)
            counts["agree" if not problems else "differ"] += 1
            for problem in problems:
                sys.stdout.write(f"{seed}: {problem}\n")
    sys.stdout.write(f"{counts['agree']:,} agree, {counts['differ']:,} differ\n")
    return int(counts["differ"] > 0)


if __name__ == "__main__":
    sys.exit(main())
