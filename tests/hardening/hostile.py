"""Tables as strangers bring them: the bytes of a file, and whether they can be trained on."""

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
    """The good table with one column more in front."""
    return "\n".join([f"{name},{HEAD}", *(f"{cell},{row}" for cell, row in zip(cells, ROWS, strict=True))]) + "\n"


TRAINED = {
    "good": GOOD,
    "windows line ends": GOOD.replace("\n", "\r\n"),
    "carriage returns only": GOOD.replace("\n", "\r"),
    "no last line end": GOOD.rstrip(),
    "no header": "\n".join(ROWS),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "utf-16": GOOD.encode("utf-16"),
    "utf-16 without mark": GOOD.encode("utf-16-be"),
    "utf-32": GOOD.encode("utf-32"),
    "latin-1": GOOD.replace("one", "größe").replace(",b", ",ö").encode("latin-1"),
    "semicolons and decimal commas": "\n".join(["a;b;y", *(f"{k},5;{k * 7 % 5},25;{'uv'[k % 2]}" for k in range(40))]),
    "blank lines": GOOD.replace("\n", "\n\n"),
    "spaces around cells": GOOD.replace(",", " , "),
    "constant column": with_column("same", ["7"] * 40),
    "whole numbers over 2**53": with_column("big", [str(2**53 + k) for k in range(40)]),
    "one class": GOOD.replace(",b", ",a"),
    "a class with one member": GOOD.replace("7,6,b", "7,6,lonely", 1),
    "two rows": f"{HEAD}\n1,2,a\n3,4,b\n",
    "a name of 300 letters": GOOD.replace("one", LONG),
    "names like paths": GOOD.replace("one", "../../etc/passwd").replace(",b", ",../b"),
    "names like markup": GOOD.replace("one", "[bold red]<img src=x onerror=alert(1)>").replace(",b", ",[link=x]b[/]"),
    "names like formulas": GOOD.replace("one", "=cmd|' /C calc'!A0").replace(",b", ",@SUM(1)"),
    "names that turn the text around": GOOD.replace("one", "a\u202eb").replace(",b", ",\u2066b"),
    "names like settings": GOOD.replace("one", "task='x' l1=3").replace("two", "--help"),
    "huge but finite": with_cell("1e300"),
    "tiny": with_cell("1e-320"),
    "leading zeros and plus": with_cell("+007"),
    "question marks as a category": GOOD.replace(",b", ",?").replace(",a", ",yes"),
}

REFUSED = {
    "empty": "",
    "spaces only": " \n \n",
    "header only": HEAD + "\n",
    "one row": f"{HEAD}\n1,2,a\n",
    "one column": "\n".join(["y", *(str(k % 2) for k in range(40))]),
    "not a number": with_cell("NaN"),
    "infinity": with_cell("-inf"),
    "1e999": with_cell("1e999"),
    "text among numbers": with_cell("many"),
    "a question mark among numbers": with_cell("?"),
    "NA among numbers": with_cell("NA"),
    "empty cell": with_cell(""),
    "empty column": with_column("none", [""] * 40),
    "column of NA": with_column("none", ["NA"] * 40),
    "duplicate header": GOOD.replace("two", "one"),
    "duplicate header but for spaces": GOOD.replace("two", " one "),
    "blank header": GOOD.replace("two", ""),
    "only blank headers": GOOD.replace(HEAD, ",,"),
    "long row": GOOD.replace("7,6,b", "7,6,b,9", 1),
    "short row": GOOD.replace("7,6,b", "7,6", 1),
    "unclosed quote": GOOD.replace("7,6,b", '7,6,"b', 1),
    "text after a quote": GOOD.replace("7,6,b", '7,6,"b"c', 1),
    "decimal commas and points": "a;y\n" + "1,5;2\n1.500;3\n2.500;1\n" * 20,
    "NUL byte": GOOD.replace("7,6,b", "7,\0,b", 1),
    "NUL bytes only": b"\0" * 5000,
    "escape codes in the header": GOOD.replace("one", "\x1b[2J\x1b]0;owned\x07one"),
    "escape codes in a cell": GOOD.replace("7,6,b", "7,6,\x1b[31mb", 1),
    "8-bit escape codes": GOOD.replace("one", "\x9b2Jone").replace("7,6,b", "7,\x9b,b", 1),
    "dates": with_column("day", ["2024-02-29"] * 40),
    "names of rows": "id,y\n" + "".join(f"id{k},{k % 2}\n" for k in range(150)),
    "random bytes": bytes(_noise.randrange(256) for _ in range(5000)),
    "an image": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 99,
    "compressed": gzip.compress(GOOD.encode(), mtime=0),
    "damaged utf-16": GOOD.encode("utf-16")[:-1],
    "lone surrogates": b"a,y\n" + b"\xff\xfe\xd8\x00,1\n" * 9 + b"\x00\xd8",
}
