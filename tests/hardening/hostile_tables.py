"""Unusual and broken tables: the content of each file, and what should happen with it."""

from __future__ import annotations

import gzip
import random

ROWS = [f"{k},{k * 37 % 11},{'ab'[k % 2]}" for k in range(40)]
HEAD = "one,two,label"
GOOD = "\n".join([HEAD, *ROWS]) + "\n"
LONG = "x" * 300
_noise = random.Random(0)


def with_cell(cell: str, row: int = 20) -> str:
    """The good table with one cell of its first column changed."""
    rows = list(ROWS)
    rows[row] = cell + rows[row][rows[row].index(",") :]
    return "\n".join([HEAD, *rows]) + "\n"


def with_column(name: str, cells: list[str]) -> str:
    """The good table with an additional first column."""
    return "\n".join([f"{name},{HEAD}", *(f"{cell},{row}" for cell, row in zip(cells, ROWS, strict=True))]) + "\n"


SAME = {
    "as it should be": GOOD,
    "line ends of Windows": GOOD.replace("\n", "\r\n"),
    "carriage returns only": GOOD.replace("\n", "\r"),
    "no line end at the end": GOOD.rstrip(),
    "no header": "\n".join(ROWS),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16 without a mark": GOOD.encode("utf-16-be"),
    "UTF-32": GOOD.encode("utf-32"),
    "Latin-1": GOOD.replace("one", "größe").encode("latin-1"),
    "semicolons": GOOD.replace(",", ";"),
    "decimal commas": "\n".join(
        [HEAD.replace(",", ";"), *(row.replace(",", ",0;", 1).replace(",a", ";a").replace(",b", ";b") for row in ROWS)]
    ),
    "blank lines": "\n\n" + GOOD.replace("\n", "\n\n"),
    "spaces around cells": GOOD.replace(",", " , "),
    "quotes around everything": "\n".join(f'"{line}"'.replace(",", '","') for line in GOOD.splitlines()),
    "leading zeros and a plus": GOOD.replace("\n7,", "\n+007,"),
    "a name of 300 letters": GOOD.replace("one", LONG),
    "a name like a path": GOOD.replace("one", "../../etc/passwd"),
    "a name like markup": GOOD.replace("one", "[bold red]<img src=x onerror=alert(1)>"),
    "a name like a formula of a spreadsheet": GOOD.replace("one", "=cmd|' /C calc'!A0"),
    "a name that turns the writing round": GOOD.replace("one", "a\u202eb"),
    "a name with an 8-bit escape code": GOOD.replace("one", "\x9b2Jone"),
    "one name twice": GOOD.replace("two", "one"),
    "one name twice, but for spaces": GOOD.replace("two", " one "),
    "a blank name": GOOD.replace("two", ""),
    "a delimiter at the end of each line": GOOD.replace("\n", ",\n"),
    "comments above": "# made by hand\n# in 2024, at noon\n" + GOOD,
    "compressed": gzip.compress(GOOD.encode(), mtime=0),
    "names like settings": GOOD.replace("one", "task='x' l1=3").replace("two", "--help"),
}
"""The same forty rows in other forms: they must give the same network."""

TRAINED = {
    "only blank names": GOOD.replace(HEAD, ",,"),
    "a constant column": with_column("same", ["7"] * 40),
    "whole numbers over 2**53": with_column("big", [str(2**53 + k) for k in range(40)]),
    "one class": GOOD.replace(",b", ",a"),
    "a class with one member": GOOD.replace("\n7,6,b", "\n7,6,lonely"),
    "two rows": f"{HEAD}\n1,2,a\n3,4,b\n",
    "one row": f"{HEAD}\n1,2,a\n",
    "huge but finite": with_cell("1e300"),
    "tiny": with_cell("1e-320"),
    "a question mark among categories": GOOD.replace(",b", ",?").replace(",a", ",yes"),
    "classes that look like markup": GOOD.replace(",b", ",[link=x]b[/]").replace(",a", ",<b>"),
}

GAPS = {
    "NaN": ("NaN", ""),
    "infinity": ("-inf", "one: 1 infinite value (line 22 first) counted as missing"),
    "1e999": ("1e999", "one: 1 infinite value (line 22 first) counted as missing"),
    "text": ("many", "one: 1 cell such as 'many' (line 22) cannot be read as a number and counts as missing"),
    "an escape code of 8 bits": ("\x9b2J", r"one: 1 cell such as '\x9b2J' (line 22) cannot be read as a number"),
    "a question mark": ("?", ""),
    "NA": ("NA", ""),
    "a dash": ("—", ""),
    "an error of a spreadsheet": ("#N/A", ""),
    "nothing": ("", ""),
}
"""Cells that are no number in a column of numbers, and what is said besides that one value is missing."""

READ = {
    "an empty column": (with_column("none", [""] * 40), ("one", "two"), "left out: none (no values)"),
    "a column of NA": (with_column("none", ["NA"] * 40), ("one", "two"), "left out: none (no values)"),
    "names of rows": (
        with_column("who", [f"person {k}" for k in range(40)]),
        ("one", "two"),
        "left out: who (free text or an identifier: 40 different values in 40 rows)",
    ),
    "numbers of rows": (with_column("", [str(k) for k in range(40)]), ("one", "two"), "(row numbers)"),
    "one text everywhere": (
        with_column("same", ["x"] * 40),
        ("one", "two"),
        "left out: same (the same value in every row)",
    ),
    "texts among numbers": (
        with_column("mixed", [f"x{k}" if k < 6 else str(k) for k in range(40)]),
        ("one", "two"),
        "left out: mixed (free text or an identifier: 40 different values in 40 rows)",
    ),
    "one date": (with_column("day", ["2024-02-29"] * 40), ("days(day)", "one", "two"), ""),
    "times": (
        with_column("time", [f"2024-02-29T{k % 24:02}:30" for k in range(40)]),
        ("days(time)", "sin(2*pi*hour(time)/24)", "cos(2*pi*hour(time)/24)", "one", "two"),
        "",
    ),
    "decimal commas and points": ("a;y\n" + "1,5;2\n1.500;3\n2.500;1\n" * 20, ("a",), ""),
    "points that separate thousands or decimals": (
        "a;b;y\n" + "1,5;1.500;2\n2,5;2.500;3\n" * 20,
        ("a", "b"),
        "b: 1.500 is read as 1500, though it could be 1.5",
    ),
    "a code for missing": (
        with_column("age", ["-999" if k % 9 == 0 else str(20 + k) for k in range(40)]),
        ("age", "one", "two"),
        "-999 in 5 rows is far from all other values; if it means missing, pass",
    ),
}
"""Tables that need a decision: their features, and what is said."""

REFUSED = {
    "empty": ("", "is empty"),
    "spaces only": (" \n \n", "is empty"),
    "header only": (HEAD + "\n", "has a header but no rows"),
    "one column": ("y\n" + "0\n1\n" * 20, "no column besides the target"),
    "a target without values": (
        GOOD.replace(",a", ",").replace(",b", ",NA"),
        "the target 'label' has no value in any row",
    ),
    "names of rows": ("id,y\n" + "".join(f"id{k},{k % 2}\n" for k in range(150)), "150 different values in 150 rows"),
    "a long row": (GOOD.replace("\n7,6,b", "\n7,6,b,9"), "line 9: 4 fields where the header has 3"),
    "a short row": (GOOD.replace("\n7,6,b", "\n7,6"), "line 9: 2 fields where the header has 3"),
    "an unclosed quote": (GOOD.replace("\n7,6,b", '\n7,6,"b'), "line 9: a quote is opened but never closed"),
    "text after a quote": (GOOD.replace("\n7,6,b", '\n7,6,"b"c'), "line 9: text follows a closing quote"),
    "a NUL byte": (GOOD.replace("\n7,6,b", "\n7,\0,b"), "line 9: the character U+0000"),
    "NUL bytes only": (b"\0" * 5000, "line 1: the character U+0000"),
    "escape codes in the header": (GOOD.replace("one", "\x1b[2J\x1b]0;owned\x07"), "line 1: the character U+001B"),
    "escape codes in a cell": (GOOD.replace("\n7,6,b", "\n7,6,\x1b[31mb"), "line 9: the character U+001B"),
    "random bytes": (bytes(_noise.randrange(256) for _ in range(5000)), "does not occur in text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 99, "not a text table but a PNG image"),
    "damaged UTF-16": (GOOD.encode("utf-16")[:-1], "begins as utf-16 text but is damaged"),
}
"""Refused tables, with a part of the error message."""

DESCRIBED = ("one column", "a target without values", "names of rows")
"""Those of them that are tables, so that their columns can be described."""
