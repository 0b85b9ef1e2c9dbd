"""Files that are read in a process of their own: the same tables, under limits."""

import datetime
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nnplay as nn
from nnplay.data import Dataset
from nnplay.data.readers import sandbox
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.file import read_table
from nnplay.data.readers.sandbox import Limits, read_in_subprocess
from nnplay.data.readers.table_file import PARSERS, _factorize, read_table_file, write_table_file
from nnplay.errors import DataError

TEXTS = {
    "plain.csv": "a,b,y\n1,x,yes\n2,z,no\n3,x,yes\n",
    "comma.csv": "größe;gewicht;sport\n1,5;2;ja\n2,5;3;nein\n1,25;4;ja\n",
    "blank.csv": "a,y\n1,2\n\n3,4\n5,6\n",
    "quoted.csv": 'a,y\n"one\ntwo",1\n"x",2\n"x",3\n',
    "missing.csv": "a,b,y\n1,?,0\n,x,1\n3,NA,0\n",
    "tab.tsv": "a\tb\n1\t2\n3\t4\n",
    "whole.csv": "a,y\n9007199254740993,1\n2,2\n",
    "long.csv": f"a,y\n{'x' * 100},1\n{'y' * 100},2\n",
}


def different(one, other):
    """What two tables say differently of their columns and rows."""
    found = []
    for name in one.names:
        cells = []
        for table in (one, other):
            try:
                cells.append(table.column(name).tolist())
            except DataError as error:
                cells.append(str(error))
        if repr(cells[0]) != repr(cells[1]):
            found.append((name, *cells))
    return found


@pytest.mark.filterwarnings("ignore:whole.csv")
@pytest.mark.parametrize("name", TEXTS)
def test_the_table_is_the_one_that_is_read_here(tmp_path, name):
    path = tmp_path / name
    path.write_text(TEXTS[name], encoding="utf-8", newline="")
    here = read_table(path)
    there = read_in_subprocess(path, Limits())
    assert (there.source, there.names, there.n_rows, there.notes) == (here.source, here.names, here.n_rows, here.notes)
    assert (there.typed, there.decimal_comma) == (here.typed, here.decimal_comma)
    assert [there.place(k) for k in range(there.n_rows)] == [here.place(k) for k in range(here.n_rows)]
    assert different(here, there) == []
    if "?" not in TEXTS[name]:
        assert Dataset.from_table(there, "t").fingerprint == nn.load(path).fingerprint


def test_a_table_with_types_keeps_them(tmp_path):
    cells = {
        "text": ["1", "two", None], "int": [1, 2, 3], "float": [0.1, float("nan"), 3.0], "bool": [True, False, None],
        "mixed": [1, 2.5, "3"], "day": [datetime.date(2024, 5, 1)] * 3, "list": [[1], [2], [3]], "y": ["a", "b", "a"],
    }  # fmt: skip
    here = frame_table(cells, "cells")
    write_table_file(here, tmp_path / "t.npz")
    there = read_table_file(tmp_path / "t.npz")
    assert [name for name, *_ in different(here, there)] == ["list"]
    for name in ("list",):
        with pytest.raises(DataError) as told:
            there.column(name)
        with pytest.raises(DataError) as expected:
            Dataset.from_table(here, "t", target="y", features=[name])
        assert str(told.value) == str(expected.value)


def test_what_the_table_says_of_its_columns_goes_along(tmp_path):
    (tmp_path / "t.csv").write_text(",a\n1,x\n2,y\n")
    assert read_in_subprocess(tmp_path / "t.csv", Limits()).unnamed == ("column1",)
    cells = {"n": np.array([1.0, np.nan]), "t": np.array(["2024-05-01T10:00", "NaT"], "datetime64[us]")}
    here = replace(frame_table(cells, "cells"), integers=frozenset({"n"}))
    write_table_file(here, tmp_path / "t.npz")
    assert read_table_file(tmp_path / "t.npz").integers == {"n"}


@pytest.mark.parametrize(
    "cells",
    [[datetime.datetime(2024, 5, 1, 10, 30, 0, 7), None], [datetime.date(2024, 5, 1), "x"], [datetime.time(9, 5), 1],
     [datetime.timedelta(days=-1, microseconds=3), 2.5]],
)  # fmt: skip
def test_cells_of_dates_survive_the_file(cells):
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    rows, distinct = _factorize(array)
    assert [PARSERS[kind](text) for kind, text in (distinct[row] for row in rows)] == cells


def test_parquet_goes_the_same_way(tmp_path):
    import duckdb

    path = tmp_path / "t.parquet"
    duckdb.connect().execute(
        "COPY (SELECT i AS a, i / 7 AS b, CASE WHEN i % 2 = 0 THEN 'x' ELSE NULL END AS c, i % 3 = 0 AS d "
        f"FROM range(50) t(i)) TO '{path}'"
    )
    here, there = read_table(path), read_in_subprocess(path, Limits())
    assert there.typed
    assert different(here, there) == []


def test_a_file_that_is_no_table_says_why(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n3\n")
    with pytest.raises(DataError, match=r"bad\.csv, line 3"):
        read_in_subprocess(path, Limits())
    path.write_text("a,y\nx\0,1\n")
    with pytest.raises(DataError, match=r"seems to be a binary file"):
        read_in_subprocess(path, Limits())
    with pytest.raises(DataError, match=r"there is no file"):
        read_in_subprocess(tmp_path / "none.csv", Limits())


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(rows=2), "has 3 rows, but the limit here is 2"),
        (Limits(columns=2), "has 3 columns, but the limit here is 2"),
        (Limits(cells=8), "has 9 cells, but the limit here is 8"),
        (Limits(seconds=0.01), "was not read within 0.01 seconds"),
    ],
)
def test_what_takes_more_than_it_may_is_refused(tmp_path, limits, told):
    path = tmp_path / "t.csv"
    path.write_text(TEXTS["plain.csv"])
    with pytest.raises(DataError, match=told):
        read_in_subprocess(path, limits)


def test_a_file_that_takes_more_memory_than_it_may_ends_its_process_alone(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,y\n" + "1.25,2\n" * 500_000)
    with pytest.raises(DataError, match="needs more memory"):
        read_in_subprocess(path, Limits(rows=1_000_000, memory=60 << 20))


def test_nothing_of_the_surroundings_goes_along(tmp_path, monkeypatch):
    monkeypatch.setenv("NNPLAY_SECRET", "x")
    seen = {}
    begun = sandbox.subprocess.Popen

    def watched(words, **options):
        seen.update(options)
        return begun(words, **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", watched)
    path = tmp_path / "t.csv"
    path.write_text(TEXTS["plain.csv"])
    read_in_subprocess(path, Limits())
    assert "NNPLAY_SECRET" not in seen["env"]
    assert not Path(seen["cwd"]).exists()


def test_a_carried_table_executes_nothing(tmp_path):
    np.savez(tmp_path / "evil.npz", header=np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_table_file(tmp_path / "evil.npz")
