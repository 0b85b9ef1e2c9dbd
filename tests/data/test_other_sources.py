"""Parquet, Excel, DataFrames of several libraries, dicts of columns and arrays."""

import datetime
import decimal
import re
import subprocess
import sys
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nnplay.data import Dataset, load
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.file import read_table
from nnplay.errors import DataError, DataWarning

HOUSES = {
    "rooms": [1, 2, 3],
    "area": [10.5, 20.5, 30.5],
    "city": ["Bonn", "Köln", "Bonn"],
    "garden": [True, False, True],
    "sold": ["p", "q", "p"],
}
DAY = datetime.datetime(2024, 2, 29, 10)


def frames():
    plain = pd.DataFrame(HOUSES)
    return {
        "pandas": plain,
        "pandas nullable": plain.astype({"rooms": "Int64", "garden": "boolean", "city": "category", "area": "Float64"}),
        "pandas object": plain.astype(object),
        "polars": pl.DataFrame(HOUSES),
        "polars lazy": pl.LazyFrame(HOUSES),
        "polars categorical": pl.DataFrame(HOUSES).with_columns(pl.col("city").cast(pl.Categorical)),
        "pyarrow": pa.table(HOUSES),
        "dict": HOUSES,
        "dict of arrays": {name: np.array(values) for name, values in HOUSES.items()},
    }


@pytest.mark.parametrize("library", frames())
def test_the_same_table_of_any_library_gives_the_same_dataset(library):
    data = load(frames()[library])
    assert [column.kind for column in data.features] == ["number", "number", "category", "boolean"]
    assert data.fingerprint == Dataset.from_frame(HOUSES).fingerprint
    assert data.classes == ("p", "q")
    assert data.origin == {}


def test_parquet_gives_the_same_dataset_with_its_own_types(tmp_path):
    path = tmp_path / "houses.parquet"
    pq.write_table(pa.table(HOUSES), path)
    data = load(path)
    assert data.fingerprint == Dataset.from_frame(HOUSES).fingerprint
    assert (data.name, data.features[0].is_integer, data.features[1].is_integer) == ("houses", True, False)


def test_excel_gives_the_same_dataset(tmp_path):
    path = tmp_path / "houses.xlsx"
    pd.DataFrame(HOUSES).to_excel(path, index=False)
    data = load(path)
    assert data.fingerprint == Dataset.from_frame(HOUSES).fingerprint
    assert data.features[0].is_integer


def test_text_digits_in_a_typed_source_stay_text():
    assert load({"a": ["1", "2"], "y": [1, 2]}).features[0].kind == "category"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_missing_values_of_a_frame_are_named_with_their_row(missing):
    frame = pd.DataFrame({"a": pd.Series([1, missing, 3], dtype=object), "y": [1, 2, 3]})
    with pytest.raises(DataError, match=r"row 2: column 'a' has no value"):
        load(frame, missing="refuse")
    assert load(frame).features[0].missing.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (pl.DataFrame({"a": [[1]], "y": [1]}), "no usable feature: a .holds a list"),
        (pd.DataFrame({"a": [1 + 2j], "y": [1]}), "complex"),
        (pl.DataFrame({"a": [float("inf")], "y": [1]}), "no usable feature: a .no values"),
        (pd.DataFrame(), "no columns"),
        (pl.DataFrame({"a": [], "y": []}), "no rows"),
        ({}, "no columns"),
        ({"a": [1], "b": [1, 2]}, "column 'b' has 2 values but 'a' has 1"),
        ({"a": 1, "b": 2}, "must be a list"),
        (np.eye(2), "from_arrays"),
        (pd.Series([1, 2]), "cannot read a Series"),
        (None, "cannot read a NoneType"),
        ({"a": [1, 2]}, "no column besides the target"),
    ],
)
def test_frames_that_cannot_be_used_get_one_sentence(frame, sentence):
    with pytest.raises(DataError, match=sentence):
        load(frame)


def test_decimals_and_huge_integers_are_numbers():
    assert load(pl.DataFrame({"a": [decimal.Decimal("1.5")], "y": [1]})).features[0].values.tolist() == [1.5]
    with pytest.warns(DataWarning, match="whole numbers"):
        assert load({"a": [2**70, 1], "y": [1, 2]}).features[0].values[0] == 2.0**70


def parquet(tmp_path, columns):
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    return tmp_path / "t.parquet"


def test_parquet_names_that_differ_in_case_or_hold_quotes_stay(tmp_path):
    data = load(parquet(tmp_path, {"A": [1, 2], "a": [3, 4], 'we"ird; --': [5, 6], "y": [1, 2]}))
    assert data.feature_names == ("A", "a", 'we"ird; --')
    assert [column.values[0] for column in data.features] == [1, 3, 5]


def test_texts_of_a_large_parquet_file_are_those_of_a_small_one(tmp_path, monkeypatch):
    from nnplay.data.readers import duckdb

    texts = ["it's", "", None, "NA", 'a "b"', "é ✓", "x"] * 5
    different, long = [f"t{k}" for k in range(35)], ["z" * 2000, "short", None, "z", "y"] * 7
    columns = {
        "a": texts,
        "b": different,
        "c": long,
        "d": range(35),
        "e": [None] * 34 + ["x"],
        "y": [1, 2, 3, 1, 2] * 7,
    }
    path = parquet(tmp_path, columns)
    table = duckdb.parquet_table(path)
    expected = {name: table.column(name).tolist() for name in columns}
    monkeypatch.setattr(duckdb, "MANY_ROWS", 1)
    monkeypatch.setattr(duckdb, "FEW_TEXTS", 20)
    table = duckdb.parquet_table(path)
    assert {name: table.column(name).tolist() for name in columns} == expected
    assert table.column("a")[0] is table.column("a")[7]


def test_parquet_nulls_are_missing(tmp_path):
    path = parquet(tmp_path, {"a": [1, None, 3], "b": ["x", None, "y"], "c": [1.5, None, 2.5], "y": [1, 2, 3]})
    assert all(column.missing.tolist() == [False, True, False] for column in load(path).features)
    with pytest.raises(DataError, match=r"t.parquet, row 2: column 'a' has no value"):
        load(path, missing="refuse")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [([[1], [2]], "holds a list"), ([{"x": 1}, {"x": 2}], "holds a dict"), ([b"x", b"y"], "holds a bytes")],
)
def test_parquet_types_that_are_no_numbers_are_left_out_and_refused_when_named(tmp_path, values, sentence):
    path = parquet(tmp_path, {"a": values, "b": [1, 2], "y": [1, 2]})
    data = load(path)
    assert data.feature_names == ("b",)
    assert any(f"left out: a ({sentence}" in note for note in data.notes)
    with pytest.raises(DataError, match=f"t.parquet, row 1: column 'a' {sentence}"):
        load(path, features=["a", "b"])


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ([DAY, None], DAY.replace(tzinfo=datetime.UTC).timestamp()),
        (pa.array([DAY, None], pa.timestamp("us", "UTC")), DAY.replace(tzinfo=datetime.UTC).timestamp()),
        ([DAY.date(), None], 19782 * 86400),
        ([DAY.time(), None], 36000),
    ],
)
def test_parquet_dates_and_times_are_seconds_since_1970(tmp_path, values, seconds):
    data = load(parquet(tmp_path, {"a": values, "b": [1, 2], "y": [1, 2]}))
    assert data.raw[0].kind == "date"
    np.testing.assert_array_equal(data.raw[0].values, [seconds, np.nan])


def test_parquet_of_every_plain_type(tmp_path):
    path = parquet(
        tmp_path,
        {
            "small": pa.array([1, 2], pa.int8()),
            "unsigned": pa.array([1, 2], pa.uint64()),
            "single": pa.array([0.5, 1.5], pa.float32()),
            "exact": pa.array([decimal.Decimal("1.25"), decimal.Decimal("2.50")]),
            "level": pa.array(["x", "y"]).dictionary_encode(),
            "truth": [True, False],
        },
    )
    data = load(path)
    assert [column.kind for column in data.features] == ["number"] * 4 + ["category"]
    assert data.features[3].values.tolist() == [1.25, 2.5]
    assert data.classes == (False, True)


def test_a_folder_named_like_a_hive_partition_adds_no_column(tmp_path):
    (tmp_path / "year=2024").mkdir()
    assert read_table(parquet(tmp_path / "year=2024", {"a": [1], "y": [2]})).names == ("a", "y")


@pytest.mark.parametrize("name", ["t.parquet", "t.xlsx", "t.xls"])
@pytest.mark.parametrize(
    "content", [b"", b"PAR1junk", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0" + bytes(600), b"a,b\n1,2\n"]
)
def test_damaged_binary_files_get_one_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=f"^{name} cannot be read as a") as caught:
        load(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_truncated_workbook_or_parquet_file_gets_one_sentence(tmp_path):
    whole = parquet(tmp_path, {"a": [1], "y": [2]}).read_bytes()
    (tmp_path / "t.parquet").write_bytes(whole[:-20])
    book = workbook(tmp_path, [["a", "y"], [1, 2]])
    book.write_bytes(book.read_bytes()[:-200])
    for path in (tmp_path / "t.parquet", book):
        with pytest.raises(DataError, match="damaged"):
            load(path)


def workbook(tmp_path, rows, *more):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, other in more:
        sheet = book.create_sheet(title)
        for row in other:
            sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def test_a_sheet_is_chosen_by_name_or_number_and_the_first_is_noted(tmp_path):
    path = workbook(tmp_path, [["a", "y"], [1, 2]], ("Later", [["b", "z"], [3, 4]]))
    assert any("first of 2 sheets" in note for note in load(path).notes)
    assert load(path, sheet="Later").feature_names == load(path, sheet=1).feature_names == ("b",)
    assert load(**load(path, sheet="Later").origin).feature_names == ("b",)
    for wrong in ("Latr", 2, True):
        with pytest.raises(DataError, match=r"has no sheet .*the sheets are Sheet, Later"):
            load(path, sheet=wrong)


def test_blank_rows_of_a_sheet_are_noted_and_rows_keep_their_numbers(tmp_path):
    path = workbook(tmp_path, [[], ["a", "y"], [1, 2], [], ["NA", 3], [4, 5]])
    with pytest.raises(DataError, match=r"t.xlsx, row 5: column 'a' has no value but 'NA'"):
        load(path, missing="refuse")
    data = load(path)
    assert any("1 blank row" in note for note in data.notes)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "is empty"),
        ([["a", "b"]], "has a header but no rows"),
        ([["a", "b"], [1, 2], [1, 2, 3]], "row 3: a cell is to the right of the header"),
        ([["a", "b"], [1, 2], [3]], "row 3: column 'b' has no value"),
    ],
)
def test_sheets_that_cannot_be_used_get_one_sentence(tmp_path, rows, sentence):
    with pytest.raises(DataError, match=f"^t.xlsx.*{sentence}"):
        load(workbook(tmp_path, rows), missing="refuse")


def test_dates_and_mistakes_of_a_sheet_are_read_and_noted(tmp_path):
    rows = [["a", "when", "b"], *([k, DAY + datetime.timedelta(days=k), k % 2] for k in range(20)), ["x", DAY, 2]]
    data = load(workbook(tmp_path, rows))
    assert [column.kind for column in data.raw] == ["number", "date"]
    assert "a: 1 cell such as 'x' (row 22) cannot be read as a number and counts as missing" in data.notes


def test_a_sheet_that_pandas_wrote_with_its_index_is_read(tmp_path):
    pd.DataFrame(HOUSES).to_excel(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert table.names == ("column1", *HOUSES)
    assert table.unnamed == ("column1",)
    assert table.column("column1").tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("rows", "names", "n", "note"),
    [
        ([[5.1, 3.5, "setosa"], [4.9, 3.0, "setosa"]], ("column1", "column2", "column3"), 2, "first row holds data"),
        ([["Report", None, None], ["by x", None, None], [], ["a", "b", "c"], [1, 2, "x"]], ("a", "b", "c"), 1,
         "2 rows above the header skipped, such as 'Report'"),
        ([["a", None, "a"], [1, 2, 3]], ("a", "column2", "a_2"), 1, "1 column without a name got one"),
        ([[None, None, "a", None, "b"], [None, None, 1, None, 2]], ("a", "b"), 1, ""),
        ([["country", 2019, 2020], ["Bonn", 1, 2], ["Ulm", 3, 4]], ("country", "2019", "2020"), 2, ""),
        ([["a", "b"], [1, 2, 3], [4, 5, 6], [7, 8]], ("a", "b", "column3"), 3, "1 column without a name"),
    ],
)  # fmt: skip
def test_sheets_as_people_make_them_are_read(tmp_path, rows, names, n, note):
    table = read_table(workbook(tmp_path, rows))
    assert (table.names, table.n_rows) == (names, n)
    assert note in " ".join(table.notes)
    assert len(table.column(names[-1])) == n


def test_the_users_word_about_the_header_of_a_sheet_wins(tmp_path):
    path = workbook(tmp_path, [["a", "b"], ["x", "y"], ["x", "z"]])
    assert read_table(path, header=False).n_rows == 3
    assert read_table(workbook(tmp_path, [[1, 2], [3, 4]]), header=True).names == ("1", "2")


def test_dates_of_every_source_are_delivered_as_cells(tmp_path):
    days = [datetime.datetime(2024, 2, 29, 10), None, datetime.datetime(2024, 3, 1)]
    expected = np.array(["2024-02-29T10", "NaT", "2024-03-01"], "datetime64[us]")
    pq.write_table(pa.table({"t": days, "y": [1, 2, 3]}), tmp_path / "t.parquet")
    sources = [
        read_table(tmp_path / "t.parquet"), frame_table(pd.DataFrame({"t": days}), "f"),
        frame_table(pl.DataFrame({"t": days}), "f"), frame_table(pa.table({"t": days}), "f"),
        frame_table(pd.DataFrame({"t": pd.to_datetime(days, utc=True).tz_convert("Asia/Tokyo")}), "f"),
    ]  # fmt: skip
    for table in sources:
        np.testing.assert_array_equal(table.column("t"), expected)
        assert table.column("t").dtype == "datetime64[us]"
    sheet = read_table(workbook(tmp_path, [["t", "y"], *([day, 1] for day in days)]))
    assert sheet.column("t").tolist() == days
    dates = frame_table(pl.DataFrame({"t": [days[0].date(), None]}), "f").column("t")
    np.testing.assert_array_equal(dates, np.array(["2024-02-29", "NaT"], "datetime64[us]"))


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame, pa.table])
def test_numbers_of_a_frame_with_missing_cells_are_floats_known_as_integers(library):
    columns = {"i": [1, None, 3], "f": [0.5, None, 1.5], "d": [decimal.Decimal("0.25")] * 3}
    frame = pd.DataFrame(columns).astype({"i": "Int64"}) if library is pd.DataFrame else library(columns)
    table = frame_table(frame, "f")
    np.testing.assert_array_equal(table.column("i"), [1, np.nan, 3])
    np.testing.assert_array_equal(table.column("f"), [0.5, np.nan, 1.5])
    assert table.integers == {"i"}
    assert load(frame, features=["i"], target="d", missing="impute").features[0].is_integer


def test_repeated_and_missing_names_of_frames_and_parquet_are_replaced(tmp_path):
    wide = pa.table([[1], [2], [3]], names=["a", "a", ""])
    pq.write_table(wide, tmp_path / "t.parquet")
    frame = pd.DataFrame([[1, 2, 3]], columns=["a", "a", ""])
    for table in (read_table(tmp_path / "t.parquet"), frame_table(wide, "f"), frame_table(frame, "f")):
        assert table.names == ("a", "a_2", "column3")
        assert [table.column(name).tolist() for name in table.names] == [[1], [2], [3]]
        assert any("repeated column names were changed: 'a' to 'a_2'" in note for note in table.notes)
    assert list(frame.columns) == ["a", "a", ""]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_three_million_rows_of_parquet_are_read_in_little_memory(tmp_path):
    n = 3_000_000
    rng = np.random.default_rng(0)
    delay = rng.integers(-50, 500, n).astype("int16")
    columns = {
        "t": np.arange(n).astype("datetime64[s]"),
        "d": pa.array(delay, mask=delay == 7),
        "f": rng.random(n, "f4"),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    program = (
        "import sys; from pathlib import Path; from nnplay.data.readers.file import read_table;"
        "t = read_table(sys.argv[1]);"
        "types = [str(t.column(name).dtype) for name in t.names];"
        "status = Path('/proc/self/status').read_text();"  # ru_maxrss would begin with what the parent held
        "print(types, int(status.split('VmHWM:')[1].split()[0]) >> 10)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "t.parquet")]
    types, _, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rpartition(" ")
    assert types == "['datetime64[us]', 'float64', 'float32']"
    assert int(megabytes) < 500


def test_numbers_stored_as_text_in_a_sheet_are_numbers(tmp_path):
    data = load(workbook(tmp_path, [["a", "y"], ["1.5", "x"], [2, "z"]]))
    assert data.features[0].values.tolist() == [1.5, 2.0]


def test_decimals_and_numbers_of_sheets_beyond_exact_floats_are_rounded_with_a_warning(tmp_path):
    import duckdb

    path = tmp_path / "t.parquet"
    duckdb.sql(
        f"COPY (SELECT (12345678901234567890 + i)::DECIMAL(20, 0) AS a, i % 2 AS y FROM range(9) t(i)) TO '{path}'"
    )
    with pytest.warns(DataWarning, match=r"t\.parquet: column 'a' has whole numbers beyond 2\*\*53"):
        load(path, target="y")
    path = workbook(tmp_path, [["a", "y"], *([12345678901234567 + k, k % 2] for k in range(9))])
    with pytest.warns(DataWarning, match=r"column 'a' has whole numbers beyond 2\*\*53"):
        load(path, target="y")


FAR_CELLS = [
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    '<row r="4294967295"><c><v>1</v></c><c><v>1</v></c></row>',
    '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
    '<row r="1048576">' + "<c><v>1</v></c>" * 1000 + "</row>",
    '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>',
    '<row spans="1:2" r="1048576"><c s=" r=\'A1\'" r="XFD1048576"><v>1</v></c></row>',
    '<x:row xmlns:x="x" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    '<row><c r="ZZZZZZZ1"><v>1</v></c></row>',
]


@pytest.mark.parametrize("place", ["xl/worksheets/sheet1.xml", "elsewhere/it.bin"])
@pytest.mark.parametrize("cells", FAR_CELLS)
def test_two_cells_far_apart_do_not_exhaust_the_memory(tmp_path, cells, place):
    path = workbook(tmp_path, [["a", "y"], [1, 2]])
    huge = tmp_path / "huge.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(huge, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.startswith("xl/worksheets/"):
                content = content.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
                entry = place
            elif entry.endswith(".rels") or entry == "[Content_Types].xml":
                content = content.replace(b"/xl/worksheets/sheet1.xml", b"/" + place.encode())
            new.writestr(entry, content)
    with pytest.raises(DataError, match=r"huge\.xlsx: a sheet spans more than"):
        load(huge)


def test_cells_need_not_say_where_they_are(tmp_path):
    path = workbook(tmp_path, [["a", "y"], [1, 2], [3, 4]])
    plain = tmp_path / "plain.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(plain, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, re.sub(rb'<(c|row) r="[A-Z]*[0-9]+"', rb"<\1", content))
    assert load(plain).features[0].values.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("X", "y", "options", "sentence"),
    [
        ([[1], [2]], [1], {}, "X has 2 rows but y has 1"),
        ([[1, 2], [3]], [1, 2], {}, "different lengths"),
        (np.zeros((2, 2, 2)), [1, 2], {}, "shape \\(2, 2, 2\\)"),
        (np.zeros((0, 2)), [], {}, "no rows"),
        ([[1, np.nan], [1, 2]], [1, 2], {}, "row 1: column 'x2' has no value"),
        ([[1, np.inf]], [1], {}, "column 'x2' has no value but 'inf'"),
        ([[1j]], [1], {}, "complex"),
        ([[1], [2]], ["a", "b"], {"task": "regression"}, "regression needs numbers"),
        ([[1], [2]], [[2, 0], [1, 1]], {"task": "classification"}, "must hold 0 and 1 or probabilities"),
        (np.zeros((50, 1)), np.arange(50) + 0.5, {"task": "classification"}, "use task='regression'"),
        ([[1], [2]], [2**60, 2**60 + 1], {"task": "classification"}, "beyond 2\\*\\*53"),
        ([[1], [2]], [1, 2], {"sample_weight": [1]}, "sample_weight has the shape"),
        ([[1], [2]], [1, 2], {"sample_weight": [1, -1]}, "row 2"),
        ([[1], [2]], [1, 2], {"feature_names": ["a", "b"]}, "2 names for 1 column"),
        ([[1, 2]], [1], {"feature_names": ["a", "a"]}, "'a' twice"),
        ([[1], [2]], [1, 2], {"feature_names": ["y"]}, "both a feature and a target"),
        ([[1], [2]], [1, 2], {"task": "guess"}, "task is 'guess'"),
    ],
)
def test_arrays_that_do_not_fit_get_one_sentence(X, y, options, sentence):
    with pytest.raises(DataError, match=sentence):
        Dataset.from_arrays(X, y, **options)


@pytest.mark.parametrize(
    ("y", "task", "classes"),
    [
        (["a", "b", "a"], "classification", ("a", "b")),
        ([True, False, True], "classification", (False, True)),
        ([3, 1, 3], "classification", (1, 3)),
        ([0.5, 1.0, 2.0], "regression", ()),
        ([0.0, 1.0, 1.0], "classification", (0.0, 1.0)),
    ],
)
def test_the_task_is_guessed_and_labels_keep_their_types(y, task, classes):
    data = Dataset.from_arrays([1, 2, 3], np.array(y))
    assert (data.task, data.classes) == (task, classes)
    assert [type(label) for label in data.classes] == [type(label) for label in classes]


def test_many_whole_numbers_are_values_and_task_overrides():
    y = np.arange(30)
    assert Dataset.from_arrays(y, y).task == "regression"
    assert any("30 different" in note for note in Dataset.from_arrays(y, y).notes)
    assert len(Dataset.from_arrays(y, y, task="classification").classes) == 30


def test_two_dimensional_targets_are_outputs_labels_or_probabilities():
    X = [[1], [2]]
    assert Dataset.from_arrays(X, [[1.5, 2], [3, 4]]).task == "regression"
    labels = Dataset.from_arrays(X, [[1, 0], [1, 1]], task="classification")
    assert (labels.multilabel, labels.soft, labels.classes, labels.target_names) == (True, False, (), ("y1", "y2"))
    assert Dataset.from_arrays(X, [[0.3, 0.7], [1, 0]], task="classification").soft


def test_arrays_are_copied_and_default_names_are_given():
    X, weights = np.ones((2, 2)), np.ones(2)
    data = Dataset.from_arrays(X, [1, 2], sample_weight=weights)
    X[:], weights[:] = 7, 7
    assert data.features[0].values.tolist() == data.sample_weight.tolist() == [1, 1]
    assert (data.feature_names, data.target_names, data.origin) == (("x1", "x2"), ("y",), {})


def test_the_fingerprint_follows_the_contents_alone():
    def made(y, **options):
        return Dataset.from_arrays([[1], [2]], y, **options).fingerprint

    assert made([0, 1]) == made([0, 1], name="other")
    assert len({made([0, 1]), made([1, 0]), made([0, 1], feature_names=["z"]), made([0, 1], sample_weight=[1, 2])}) == 4


def test_choices_that_do_not_exist_are_named_with_the_nearest():
    for options, sentence in [
        ({"target": "sould"}, "no column 'sould' to use as the target .did you mean 'sold'"),
        ({"features": ["roms"]}, "no column 'roms' to use as a feature .did you mean 'rooms'"),
        ({"features": ["rooms", "rooms"]}, "names 'rooms' twice"),
        ({"features": []}, "names no column"),
        ({"features": ["sold"]}, "would give the answer away"),
        ({"missing": "guess"}, "missing is 'guess'"),
        ({"target": "city", "task": "regression"}, "regression needs numbers"),
        ({"target": ["city", "sold"], "task": "classification"}, "'city' holds text"),
        ({"sheet": 1}, "sheet="),
    ]:
        with pytest.raises(DataError, match=sentence):
            load(HOUSES, **options)


def test_names_of_a_frame_that_are_numbers_are_read_as_text():
    assert load(pd.DataFrame([[1, 2, 3], [4, 5, 6]]), target=0, features=[1]).feature_names == ("1",)


def test_several_yes_no_columns_are_labels():
    data = load({"a": [1, 2], "p": ["yes", "no"], "q": ["no", "no"]}, target=["p", "q"])
    assert data.multilabel
