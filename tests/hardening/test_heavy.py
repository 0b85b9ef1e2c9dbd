"""Files that are small and unpack to much, or are made to take long: memory stays bounded, and none hangs."""

import json
import subprocess
import sys
import time
import zipfile
from itertools import repeat

import duckdb
import openpyxl
import pytest

import nnplay as nn

SECONDS, MOST = 300, 2000  # far more than any of them takes; MB
CHILD = """
import json, sys, warnings
warnings.simplefilter("ignore")
import nnplay as nn
try:
    said = str(nn.load(sys.argv[1]))
except nn.NNPlayError as error:
    said = "refused: " + str(error)
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps([said, peak / 1024]))
"""
ROWS = b"1,2,3\n" * 50
MILLION = b"x" * 1_000_000
TOO_LONG = "a field has more than 131,072"
TEXTS = {
    "a line of 100 MB": ([b"a,b,y\n", *repeat(MILLION, 100), b",2,3\n", ROWS], f"line 2: {TOO_LONG}"),
    "a header of 100 MB": ([*repeat(MILLION, 100), b",b,y\n", ROWS], f"line 1: {TOO_LONG}"),
    "a quote of 100 MB": ([b'a,b,y\n1,2,"', *repeat(b"x\n" * 500_000, 100)], f"line 2: {TOO_LONG}"),
    "a hundred million blank lines": ([b"a,b,y\n", ROWS, *repeat(b"\n" * 1_000_000, 100)], "50 rows"),
    "a hundred million spaces": ([*repeat(b" " * 1_000_000, 100)], "is empty"),
    "a hundred million NUL bytes": ([*repeat(b"\0" * 1_000_000, 100)], "the character U+0000"),
}


def measured(path):
    """What becomes of a file in a process of its own, and how many MB it took at most."""
    begun = time.monotonic()
    words = [sys.executable, "-c", CHILD, str(path)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS)
    assert ended.returncode == 0, ended.stderr
    said, peak = json.loads(ended.stdout)
    assert time.monotonic() - begun < SECONDS
    return said, peak


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory stands in /proc")
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_a_hundred_megabytes_takes_bounded_memory(name, tmp_path):
    pieces, sentence = TEXTS[name]
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.writelines(pieces)
    said, peak = measured(path)
    assert sentence in said
    assert peak < MOST


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory stands in /proc")
def test_a_hundred_thousand_columns_take_linear_time_and_bounded_memory(tmp_path):
    names = ",".join(f"c{k}" for k in range(100_000))
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([names, *(",".join(str(k * row % 7) for k in range(100_000)) for row in range(10, 30))]))
    assert path.stat().st_size > 4_000_000, "as large as what the fast road takes"
    said, peak = measured(path)
    assert "20 rows, 99,999 features" in said
    assert peak < MOST


def test_thousands_of_columns_of_a_parquet_file_are_read_together(tmp_path, monkeypatch):
    path = tmp_path / "wide.parquet"
    cells = ", ".join(f"i * {k} % 7 as c{k}" if k % 3 else f"i * {k} / 7.0 as c{k}" for k in range(1200))
    duckdb.sql(f"copy (select {cells}, i % 2 as y from range(20) t(i)) to '{path}'")
    wide = nn.load(path)
    for most in (1, 2_000_000):
        monkeypatch.setattr("nnplay.data.readers.duckdb.MAX_QUERY_CELLS", most)
        few = nn.load(path, features=["c7", "c900", "c901", "c3"], target="y")
        columns = {column.name: column.values.tolist() for column in wide.features}
        assert [column.values.tolist() for column in few.features] == [
            columns[name] for name in ("c7", "c900", "c901", "c3")
        ]
        assert columns["c7"] == [k * 7 % 7 for k in range(20)]
        assert columns["c900"] == pytest.approx([k * 900 / 7 for k in range(20)])


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory stands in /proc")
def test_millions_of_equal_texts_in_a_small_parquet_file_take_the_memory_of_a_number_each(tmp_path):
    path, rows = tmp_path / "texts.parquet", 3_000_000
    cells = "'level ' || (range % 3) AS a, 'level ' || (range % 5) AS b, 'class ' || (range % 2) AS y"
    duckdb.sql(f"COPY (SELECT {cells} FROM range({rows})) TO '{path}' (FORMAT parquet)")
    assert path.stat().st_size < 5_000_000
    said, peak = measured(path)
    assert "3,000,000 rows" in said
    assert peak < 540, "columns of 24 MB, some copies, and 150 MB of libraries; 630 MB with an object for each cell"


def test_a_parquet_file_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    path = tmp_path / "bomb.parquet"
    duckdb.sql(f"copy (select 1 as a, 2 as y from range(30_000_000)) to '{path}'")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(
        nn.DataError, match="30,000,000 rows and 2 columns, too much for memory; train with out_of_core"
    ):
        nn.load(path)


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "bomb.xlsx"
    book.active.append(["a", "y"])
    book.active.append([1, 2])
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as file:
        file.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
        for _ in range(310):
            file.write(b"<si><t>" + MILLION + b"</t></si>")
        file.write(b"</sst>")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(
        nn.DataError, match=r"'xl/sharedStrings\.xml' in it unpacks to more than 286 MB; save the table as CSV"
    ):
        nn.load(path)
