"""Tables as people write them, for comparing the page's reader with `nn.load`: each a name, its bytes and settings."""

import random
from typing import Any

Case = tuple[str, bytes, dict[str, Any]]


def _lines(*lines: str, end: str = "\n") -> str:
    return end.join(lines) + end


def _many(row: str, count: int = 24, **columns: Any) -> str:
    """Rows that differ: each column is a list that is gone through again and again, or a function of the row."""
    picked = random.Random(7)

    def cell(source: Any, k: int) -> Any:
        return source(k) if callable(source) else source[(k + picked.randrange(2)) % len(source)]

    return "".join(
        row.format(k=k, **{name: cell(source, k) for name, source in columns.items()}) + "\n" for k in range(count)
    )


def halves(k: int) -> float:
    """0.5, 1.5, 2.5 …"""
    return k + 0.5


SIZES = "size,price\n" + _many("{size},{price}", size=lambda k: 40 + 7 * k % 90, price=lambda k: 100 + 3.5 * k)
COLOURS = ["red", "green", "blue"]
YES_NO = ["yes", "no", "no"]


def text_cases() -> list[tuple[str, str, dict[str, Any]]]:
    """Tables as text."""
    category = "x,colour,y\n" + _many("{x},{colour},{y}", x=lambda k: k * 1.5, colour=COLOURS, y=["a", "b"])
    gaps = "age,income,smoker,y\n" + _many(
        "{age},{income},{smoker},{y}", age=[23, "", 45, "NA", 31], income=["1200.5", "n/a", "3100", "900"],
        smoker=["yes", "no", "", "no", "yes"], y=[0, 1, 1, 0],
    )  # fmt: skip
    towns = "town,rooms,rent\n" + _many(
        "{town},{rooms},{rent}", 90, town=lambda k: f"town {k * 7 % 31:02d}", rooms=[1, 2, 3, 4],
        rent=lambda k: 400.5 + 13 * (k * 7 % 31) + k % 5,
    )  # fmt: skip
    many_levels = "shop,day,sold\n" + _many(
        "{shop},{day},{sold}", 200, shop=lambda k: f"s{k * 13 % 67}", day=["mo", "tu", "we"],
        sold=["low", "high", "none"],
    )  # fmt: skip
    days = "when,visitors\n" + _many(
        "2024-{m:02d}-{d:02d},{v}", 40, m=lambda k: 1 + k % 12, d=lambda k: 1 + k % 28, v=lambda k: k * 1.25
    )
    german = "Fläche;Preis;Ort\n" + _many(
        "{a};{p};{o}", a=lambda k: f"{50 + k},5", p=lambda k: f"1.{100 + k},50", o=["Köln", "Bonn"]
    )
    return [
        ("plain", SIZES, {}),
        ("semicolons", "a;b;c\n1;2;x\n3;4;y\n5;6;x\n7;9;y\n", {}),
        ("tabs", "a\tb\tc\n1\t2\tx\n3\t4\ty\n5\t6\tx\n", {}),
        ("pipes", "a|b|c\n1|2|x\n3|4|y\n5|6|x\n", {}),
        (
            "labels that are one number",
            "x,y\n" + "".join(f"{k},{t}\n" for k, t in enumerate(["1.10", "1.1", "007", "7", "1e5", "100000"] * 3)),
            {"task": "classification", "target": ("y",)},
        ),
        ("labels that are numbers", "x,y\n1,1.5\n2,2.5\n3,1.5\n4,2.5\n", {"task": "classification", "target": ("y",)}),
        ("spaces", "  a   b  c\n  1   2  x\n  3   4  y\n 10  20  x\n", {}),
        ("decimal commas", german, {"target": ["Preis"]}),
        ("decimal commas and classes", german, {}),
        ("thousands", 'a,b\n"1,200",1\n"3,400,000",2\n"950",3\n"12,001",4\n', {}),
        ("thousands or decimals", "a;b\n1.200;1\n3.400;2\n1.950;3\n", {}),
        ("spaces between thousands", "a;b\n1 200;1,5\n3 400 000;2,5\n950;3,25\n", {}),
        ("Swiss thousands", "a;b\n1'200.5;1\n3'400;2\n950;4\n", {}),
        ("currencies and percents", "price,share,y\n$12.50,5%,1.5\n€3,7 %,2.5\n-$4,8%,3.5\n(7),9%,4.5\n", {}),
        (
            "quotes",
            'name,text,y\n"Smith, J.","said ""hi""",1.5\n"Meyer, K.","x",2.5\n"Lee, M.","y",4.5\n',
            {"features": ["text"]},
        ),
        ("line breaks in cells", 'a,b,y\n"one\ntwo",1,1.5\n"three",2,2.5\n"four",3,2.75\n', {}),
        ("backslash quotes", 'a,y\n"say \\"hi\\"",1.5\n"x",2.5\n"z",3.25\n', {}),
        ("quote never closed", 'a,y\n"one,1\ntwo,2\n', {}),
        ("text behind a quote", 'a,y\n"one"x,1.5\ntwo,2.5\n', {}),
        ("ragged, long", "a,b,y\n1,2,3.5\n1,2,3,4\n", {}),
        ("ragged, short", "a,b,y\n1,2,3.5\n1,2\n", {}),
        ("last field missing in wide table", "a,b,c,d,y\n1,2,3,4,x\n5,6,7,8,z\n9,1,2,3\n4,5,6,7,x\n", {}),
        ("delimiter at the end", "a,b,y,\n1,2,3.5,\n4,5,6.5,\n", {}),
        ("delimiter at the end of records", "a;b;y\n1;2;3.5;\n4;5;6.5;\n", {}),
        ("no header", "1,2,a\n3,4,b\n5,6,a\n7,8,b\n", {}),
        ("no header, texts that recur", "a,x,1\nb,y,2\na,x,3\nb,y,4\n", {}),
        ("header said to be none", "1,2,3\n4,5,6.5\n7,8,9.5\n", {"header": False}),
        ("header said to be there", "1,2,3\n4,5,6.5\n7,8,9.5\n", {"header": True}),
        ("years as names", "country,1990,2000,2010\nA,1.5,2.5,3.5\nB,2.5,1.5,4.5\nC,0.5,2,3\n", {}),
        ("an index without a name", ",a,b\n0,1.5,x\n1,2.5,y\n2,3.5,x\n3,4.5,y\n", {}),
        ("an index of R", '"a" "b"\n"1" 1.5 "x"\n"2" 2.5 "y"\n"3" 3.5 "x"\n', {}),
        ("comments", "# made by hand\n# in 2024\na,b\n1,2.5\n3,4.5\n", {}),
        ("names in a comment", "#a b c\n1 2 3.5\n4 5 6.5\n7 8 9.5\n", {}),
        ("titles", "Sales report\n\nregion,q1,q2,q3\nnorth,1,2,3.5\nsouth,4,5,6.5\neast,7,8,9.5\nwest,1,1,1.5\n", {}),
        ("blank lines", "a,b\n1,2.5\n\n3,4.5\n\n\n5,6.5\n\n", {}),
        ("one column too many without a name", "a,b,,\n1,2.5,,\n3,4.5,,\n", {}),
        ("repeated and blank names", "a,a,,b\n1,2,3,4.5\n5,6,7,8.5\n", {}),
        ("single quotes around names", "'a','b'\n1,2.5\n3,4.5\n", {}),
        ("Windows line ends", "a,b\r\n1,2.5\r\n3,4.5\r\n", {}),
        ("old Mac line ends", "a,b\r1,2.5\r3,4.5\r", {}),
        ("DOS end of file", "a,b\r\n1,2.5\r\n3,4.5\r\n\x1a", {}),
        ("empty", "\n\n", {}),
        ("header only", "a,b,c\n", {}),
        ("control character", "a,b\n1,\x012\n", {}),
        ("categories", category, {}),
        ("categories as target means", category, {"columns": [["colour", "target"]]}),
        ("ordered", category, {"columns": [["colour", "ordered=red<green<blue"]]}),
        ("ordered, level missing", category, {"columns": [["colour", "ordered=red<green"]]}),
        ("ordered numbers", category, {"columns": [["x", "ordered=1<2"]]}),
        (
            "numbers as categories",
            "zone,y\n" + _many("{z},{y}", z=[1, 2, 3], y=halves),
            {"columns": [["zone", "category"]]},
        ),
        ("missing values", gaps, {}),
        ("missing values dropped", gaps, {"missing": "drop"}),
        ("missing values refused", gaps, {"missing": "refuse"}),
        ("missing values, unscaled", gaps, {"scale": "none"}),
        ("missing values, 0 to 1", gaps, {"scale": "minmax"}),
        ("missing in the target", "a,y\n1,x\n2,\n3,z\n4,x\n5,z\n", {}),
        ("missing codes", "a,y\n" + _many("{a},{y}", a=[1, 2, 3, -999], y=halves), {}),
        (
            "missing codes said",
            "a,y\n" + _many("{a},{y}", a=[1, 2, 3, -999], y=halves),
            {"columns": [["a", "missing=-999"]]},
        ),
        ("infinite values", "a,y\n1,1.5\ninf,2.5\n-Infinity,3.5\n2,4.5\n", {}),
        (
            "mistakes among numbers",
            "a,y\n" + _many("{a},{y}", 30, a=lambda k: "unknown" if k == 7 else k * 2, y=halves),
            {},
        ),
        ("booleans", "a,b,y\n" + _many("{a},{b},{y}", a=["true", "false"], b=YES_NO, y=halves), {}),
        ("yes and no as target", "a,y\n" + _many("{a},{y}", a=lambda k: k, y=["Yes", "no", "yes"]), {}),
        ("true and false as target", "a,y\n" + _many("{a},{y}", a=lambda k: k * 1.0, y=["TRUE", "false"]), {}),
        ("none is a level", "a,b,y\n" + _many("{a},{b},{y}", a=["none", "some", "much"], b=halves, y=[1, 2]), {}),
        ("zip codes", "zip,y\n" + _many("{z},{y}", z=["01067", "50667", "80331"], y=halves), {}),
        ("intervals", "age,y\n" + _many("{a},{y}", a=["10-20", "20-30", "30-40"], y=halves), {}),
        ("open intervals", "age,y\n" + _many("{a},{y}", a=["<18", "18-65", ">65", "18 to 65"], y=halves), {}),
        ("row numbers", "id,a,y\n" + _many("{i},{a},{y}", i=lambda k: k + 1, a=lambda k: k * k, y=halves), {}),
        (
            "identifiers",
            "name,a,y\n" + _many("{n},{a},{y}", 30, n=lambda k: f"person {k}", a=lambda k: k * k, y=["u", "v"]),
            {},
        ),
        ("constant", "a,b,y\n" + _many("same,{b},{y}", b=lambda k: k * k, y=["u", "v"]), {}),
        ("nothing usable", "a,y\nsame,1.5\nsame,2.5\nsame,3.5\n", {}),
        ("many levels", towns, {}),
        ("many levels, one-hot", towns, {"columns": [["town", "one-hot"]]}),
        ("more levels than inputs", many_levels, {"columns": [["shop", "one-hot"]]}),
        ("many levels of classes", many_levels, {}),
        ("dates", days, {}),
        (
            "dates with times",
            "when,y\n" + _many("2024-0{m}-1{m} 0{h}:30,{y}", m=lambda k: 1 + k % 9, h=lambda k: k % 9, y=halves),
            {},
        ),
        (
            "American dates",
            "when,y\n" + _many("{m}/{d}/2023,{y}", m=lambda k: 1 + k % 12, d=lambda k: 13 + k % 15, y=halves),
            {},
        ),
        (
            "ambiguous dates",
            "when,y\n" + _many("0{m}/0{d}/2023,{y}", m=lambda k: 1 + k % 9, d=lambda k: 1 + k % 8, y=halves),
            {},
        ),
        (
            "German dates",
            "wann;y\n"
            + _many("{d}.{m}.2023;{y}", d=lambda k: 1 + k % 28, m=lambda k: 1 + k % 12, y=lambda k: f"{k},5"),
            {},
        ),
        (
            "months by name",
            "when,y\n" + _many("{d} {m} 2023,{y}", d=lambda k: 1 + k % 28, m=["Jan", "Feb", "Mar"], y=halves),
            {},
        ),
        ("compact dates", "when,y\n" + _many("202301{d:02d},{y}", d=lambda k: 1 + k % 28, y=halves), {}),
        ("times of day", "when,y\n" + _many("{h:02d}:15,{y}", h=lambda k: k % 24, y=halves), {}),
        (
            "dates said",
            "when,y\n" + _many("0{m}/0{d}/2023,{y}", m=lambda k: 1 + k % 9, d=lambda k: 1 + k % 8, y=halves),
            {"columns": [["when", "date=%d/%m/%Y"]]},
        ),
        ("a date as target", days, {"target": ["when"]}),
        ("whole numbers as classes", "a,y\n" + _many("{a},{y}", a=lambda k: k * 1.5, y=[3, 5, 11]), {}),
        ("whole numbers as values", "a,y\n" + _many("{a},{y}", a=lambda k: k * 1.5, y=lambda k: k * 3), {}),
        (
            "whole numbers, regression said",
            "a,y\n" + _many("{a},{y}", a=lambda k: k * 1.5, y=[3, 5, 11]),
            {"task": "regression"},
        ),
        ("texts, regression said", category, {"task": "regression"}),
        ("an unknown target", category, {"target": ["colur"]}),
        ("an unknown column left out", category, {"exclude": ["colours"]}),
        ("the target left out", category, {"exclude": ["y"]}),
        ("columns left out", category, {"exclude": ["x"]}),
        ("all left out", category, {"exclude": ["x", "colour"]}),
        ("expressions", SIZES, {"features": ["size", "size^2", "log(size)"]}),
        ("expressions with gaps", gaps, {"features": ["age*2", "age", "income"]}),
        ("an undefined expression", "a,y\n1,1.5\n0,2.5\n-3,4.5\n", {"features": ["log(a)"]}),
        ("an expression over categories", category, {"features": ["colour*2"]}),
        ("a feature that is the target", SIZES, {"features": ["price*2"]}),
        ("an unknown feature", SIZES, {"features": ["sizes"]}),
        ("a minus before a feature", SIZES, {"features": ["-size"]}),
        ("a column option that is none", SIZES, {"columns": [["size", "numbre"]]}),
        ("a column that is not of the kind", category, {"columns": [["colour", "number"]]}),
        ("class weights", category, {"class_weight": "balanced"}),
        (
            "an input limit",
            "a,y\n" + _many("{a},{y}", a=lambda k: 1000 if k == 3 else k, y=halves),
            {"input_limit": 2.0},
        ),
        ("names with signs", "size (m²),x,y\n1,2,3.5\n4,5,6.5\n7,8,1.5\n", {"features": ["`size (m²)`*2", "x"]}),
    ]


def cases() -> list[Case]:
    """All tables: a name, the bytes of the file, and settings of the recipe."""
    umlauts = "Straße,Größe,y\n" + _many("{s},{g},{y}", s=["Äcker", "Öde"], g=halves, y=["ja", "nein", "vielleicht"])
    encoded: list[Case] = [
        ("UTF-8 with a mark", b"\xef\xbb\xbf" + umlauts.encode(), {}),
        ("UTF-16", umlauts.encode("utf-16"), {}),
        ("UTF-16 without a mark", "a,b\n1,2.5\n3,4.5\n".encode("utf-16-le"), {}),
        ("UTF-32", umlauts.encode("utf-32"), {}),
        ("Windows-1252", umlauts.encode("cp1252"), {}),
        ("Latin-1", umlauts.encode("latin-1") + b"\x81,1.5,ja\n", {}),
        ("damaged UTF-16", b"\xff\xfea\x00,\x00b", {}),
        ("a PNG", b"\x89PNG\r\n\x1a\n", {}),
        ("a program", b"\x7fELF\x02", {}),
    ]  # fmt: skip
    return [(name, text.encode(), settings) for name, text, settings in text_cases()] + encoded
