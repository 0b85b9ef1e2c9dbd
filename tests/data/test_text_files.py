"""Text tables: every good way of writing one is read, every kind of damage gets one sentence with its line."""

import csv
import io
import re
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nnplay.data import load
from nnplay.data.readers import delimited
from nnplay.data.readers.file import read_table
from nnplay.errors import DataError, DataWarning


@pytest.fixture
def write(tmp_path):
    def written(content, name="houses.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def cells(path):
    """The cells as they are written; the fast reader gives numbers, whose plain form is the written one."""
    table = read_table(path)
    return {name: [cell if cell is None else str(cell) for cell in table.column(name)] for name in table.names}


ROOMS = {"rooms": ["1", "2"], "price": ["3.5", "4.5"]}
ASCII = "rooms,price\n1,3.5\n2,4.5\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_delimiters_line_ends_and_encodings_are_recognised(write, delimiter, end, encoding):
    text = end.join(delimiter.join(row) for row in (["rooms", "price"], ["1", "3.5"], ["2", "4.5"])) + end
    assert cells(write(text.encode(encoding))) == ROOMS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised_by_both_readers_whatever_its_letters(write, monkeypatch, encoding):
    text = "rooms,kind\n1,a😀😀\n2,Ā\n" + "3,none\n" * 20  # letters whose second byte is zero
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0)
    assert cells(write(text.encode(encoding)))["kind"][:3] == ["a😀😀", "Ā", "none"]
    assert cells(write(ASCII.encode(encoding))) == ROOMS, "which is valid UTF-8 with zeros in it"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "A.CSV"])
def test_the_endings_of_text_tables_are_read(write, name):
    assert cells(write("rooms\tprice\n1\t3.5\n2\t4.5\n", name)) == ROOMS


def test_the_base_name_names_the_dataset(write):
    assert load(write("a,b\n1,2\n", "my.houses.csv")).name == "my.houses"


def test_the_last_column_is_the_target_and_that_is_noted(write):
    data = load(write("a,b,c\n1,2,x\n3,4,y\n"))
    assert data.target_names == ("c",)
    assert "the last column, 'c', is the target" in data.notes[0]


def test_windows_1252_is_read_and_noted(write):
    data = load(write("größe,b\n1,ä\n2,ö\n".encode("cp1252")))
    assert data.feature_names == ("größe",)
    assert data.classes == ("ä", "ö")
    assert any("Windows-1252" in note for note in data.notes)


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1(write):
    assert any("Latin-1" in note for note in read_table(write(b"a,b\n1,\x81\xe4\n")).notes)


def test_decimal_commas_are_read_where_the_delimiter_is_none(write):
    data = load(write("a;b;c\n1,5;2;x\n3;4,25;y\n"))
    assert [column.values.tolist() for column in data.features] == [[1.5, 3.0], [2.0, 4.25]]


def test_groups_of_three_beside_decimal_commas_are_thousands_and_the_doubt_is_noted(write):
    data = load(write("a;b;d;c\n1,5;1.500;0.5;x\n3,5;2.500;0.25;y\n"), target="c")
    assert [column.values.tolist() for column in data.features] == [[1.5, 3.5], [1500, 2500], [0.5, 0.25]]
    assert "b: 1.500 is read as 1500, though it could be 1.5" in data.notes


def test_quoted_fields_may_hold_delimiters_quotes_and_newlines(write):
    table = cells(write('a,b\n"1,5","say ""hi"""\n2,"two\nlines"\n3, "spaced, too"\n'))
    assert table == {"a": ["1,5", "2", "3"], "b": ['say "hi"', "two\nlines", "spaced, too"]}


def test_lines_are_counted_through_quoted_newlines(write):
    with pytest.raises(DataError, match="line 5: 1 field where the header has 2"):
        load(write('a,b\n1,"two\nlines"\n2,x\n3\n'))


def test_a_table_of_numbers_without_header_gets_column_names(write):
    data = load(write("1,2,3\n4,5,6\n"))
    assert (data.feature_names, data.target_names, data.n_rows) == (("column1", "column2"), ("column3",), 2)
    assert any("first line holds data" in note for note in data.notes)


def test_a_first_line_of_data_with_a_repeated_label_is_no_header(write):
    data = load(write("5.1,3.5,setosa\n4.9,3.0,setosa\n6.0,2.9,virginica\n"))
    assert data.n_rows == 3


def test_a_header_with_a_number_for_a_name_stays_a_header_and_is_noted(write):
    table = read_table(write("country,2019,2020\nBonn,1,2\nKöln,3,4\n"))
    assert table.names == ("country", "2019", "2020")
    assert any("numbers (2019, 2020)" in note for note in table.notes)


def test_blank_lines_at_the_end_are_fine_and_inside_are_noted(write):
    assert not read_table(write("a,b\n1,2\n\n\n")).notes
    table = read_table(write("a,b\n1,2\n\n3,4\n   \n5,6\n\n"))
    assert table.n_rows == 3
    assert table.notes == ("blank lines were skipped: line 3 and 1 more",)
    assert table.place(2) == "line 6"


def test_blank_lines_above_the_header_move_the_line_numbers(write):
    assert cells(write("\n\nrooms,price\n1,3.5\n2,4.5\n")) == ROOMS
    assert read_table(write("\n\na,b\n1,2\n")).place(0) == "line 4"
    with pytest.raises(DataError, match="line 5: 1 field"):
        read_table(write("\n\na,b\n1,2\n3\n4,5\n"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,b\n", "has a header but no rows"),
        ("a,b\n1,2\n1,2,3\n", "line 3: 3 fields where the header has 2"),
        ("a,b\n1,2\n\n1\n", "line 4: 1 field where the header has 2"),
        ("1,2\n3\n", "line 2: 1 field where the first line has 2"),
        ('a,b\n1,"2\n3,4\n', "line 2: a quote is opened but never closed"),
        ('a,b\n1,"2"x\n', "line 2: text follows a closing quote"),
        ('a,b\n1,"' + "x" * 200_000 + '"\n', "line 2: a field has more than"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\x1f\x8bjunk", "cannot be unpacked; the gzip file may be damaged"),
        (b"x" * 257 + b"ustar", "a tar archive; unpack it"),
        (b"PK\x03\x04rest", "a zip archive or an Excel workbook"),
        (b"PAR1rest", "a Parquet file; name it .parquet"),
        (b"a,b\n1,\x002\n", "line 2: the character U\\+0000"),
        (b"a,b\n1,2\n\xff\x01\x02", "line 3: the character U\\+0001"),
        (b"\xff\xfea", "is damaged"),
    ],
)
def test_damage_gets_one_sentence_with_the_line(write, content, sentence):
    with pytest.raises(DataError, match=f"^houses.csv.*{sentence}") as caught:
        load(write(content))
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b\n,1\n,2\n", "no usable feature: a .no values."),
        ("a,b\n1,2\n\n,3\n", "line 4: column 'a' has no value \\(missing in 1 row\\)"),
        ("a,b\n1,2\nNA,3\n?,3\n", "line 3: column 'a' has no value but 'NA' \\(missing in 2 rows, this one first\\)"),
        ("a,b\n1,2\n3,\n", "line 3: column 'b' has no value"),
        ("id,b\n" + "".join(f"u{i},{i}\n" for i in range(150)), "no usable feature: id .an identifier: 150 different"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place_and_a_remedy(write, content, sentence):
    with pytest.raises(DataError, match=f"^houses.csv.*{sentence}") as caught:
        load(write(content), missing="refuse")
    assert any(remedy in str(caught.value) for remedy in ("features=", "exclude="))


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("inf", "1 infinite value (line 22 first) counted as missing"),
        ("-Infinity", "1 infinite value (line 22 first) counted as missing"),
        ("1e999", "1 infinite value (line 22 first) counted as missing"),
        ("x", "1 cell such as 'x' (line 22) cannot be read as a number and counts as missing"),
        ("5 cm", "1 cell such as '5 cm' (line 22) cannot be read as a number and counts as missing"),
    ],
)
def test_single_cells_that_are_no_numbers_count_as_missing_and_are_noted(write, cell, note):
    data = load(write("a,b\n" + "1,2\n2,3\n" * 10 + f"{cell},3\n"))
    assert data.features[0].missing.tolist() == [False] * 20 + [True]
    assert f"a: {note}" in data.notes
    with pytest.raises(DataError, match="line 22: column 'a' has no value"):
        load(write("a,b\n" + "1,2\n2,3\n" * 10 + f"{cell},3\n"), missing="refuse")


def test_columns_that_are_no_features_are_left_out_with_a_reason(write):
    lines = "".join(f"{i},u{i % 7}{i},text number {i},,{i % 3},{'ab'[i % 2]}\n" for i in range(60))
    data = load(write("id,user_id,remark,empty,a,b\n" + lines))
    assert data.feature_names == ("a",)
    reasons = {report.name: (report.role, report.reason) for report in data.columns}
    assert reasons["id"] == ("left out", "row numbers")
    assert reasons["user_id"] == ("left out", "an identifier: 60 different values in 60 rows")
    assert reasons["remark"] == ("left out", "free text or an identifier: 60 different values in 60 rows")
    assert reasons["empty"] == ("left out", "no values")
    assert [report.kind for report in data.columns if report.name == "empty"] == ["empty"]
    assert reasons["a"] == ("feature", "")
    assert any(note.startswith("left out: ") and "remark (free text" in note for note in data.notes)
    wanted = load(data.origin["source"], features=["id", "remark", "a"], target="b")
    assert wanted.feature_names == ("id", "remark", "a")


def test_the_last_line_of_defence_keeps_a_lone_column_of_numbers(write):
    assert load(write("id,y\n1,1.5\n2,2.5\n3,3.5\n")).feature_names == ("id",)
    assert load(write("x,y\n1,1.5\n2,2.5\n3,3.5\n")).feature_names == ("x",)


@pytest.mark.parametrize("word", ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "-", "."])
def test_words_for_missing_are_missing_in_a_column_of_numbers(write, word):
    data = load(write(f"a,b\n1,2\n{word},3\n3,5\n"), missing="impute")
    assert np.isnan(data.features[0].values[1])
    assert data.features[0].is_integer


def test_none_may_be_a_category_and_na_is_missing_in_a_text_column(write):
    data = load(write("a,b\nNone,2\nbrick,3\nNA,4\n?,5\n"))
    assert data.features[0].values.tolist() == ["None", "brick", None, None]
    assert "missing values imputed: a (2)" in data.notes


def test_missing_rows_can_be_dropped_with_a_warning_and_a_note(write):
    with pytest.warns(DataWarning, match="2 of 4 rows were dropped"):
        data = load(write("a,b\n1,2\n,3\n4,\n5,6\n"), missing="drop")
    assert data.n_rows == 2
    assert any("2 of 4 rows" in note for note in data.notes)


def test_dropping_every_row_is_refused(write):
    with pytest.raises(DataError, match="every row has a missing value"):
        load(write("a,b,c\n1,,2\n,3,4\n"), missing="drop")


@pytest.mark.parametrize(("word", "classes"), [("", (2, 7)), ("NA", (2, 7)), ("?", ("p", "q")), ("n/a", ("p", "q"))])
def test_rows_without_a_target_are_dropped_and_counted(write, word, classes):
    path = write(f"a,b\n1,{classes[0]}\n3,{word}\n4,{classes[1]}\n5,{classes[1]}\n")
    with pytest.warns(DataWarning, match="1 of 4 rows was dropped because the target's value is missing"):
        data = load(path)
    assert data.n_rows == 3
    assert data.classes == classes
    assert any("1 of 4 rows was dropped" in note for note in data.notes)
    with pytest.raises(DataError, match="line 3: column 'b' has no value"):
        load(path, missing="refuse")


def test_true_false_yes_no_are_boolean_features_and_yes_no_targets_keep_their_names(write):
    data = load(write("a,b,c\ntrue,Yes,yes\nFalse,no,no\n"))
    assert [column.kind for column in data.features] == ["boolean", "boolean"]
    assert data.features[1].values.tolist() == [1.0, 0.0]
    assert data.classes == ("no", "yes")
    assert load(write("a,b\n1,true\n2,false\n")).classes == (False, True)


def test_whole_numbers_beyond_exactness_warn(write):
    with pytest.warns(DataWarning, match="column 'a' has whole numbers"):
        load(write("a,b\n9007199254740993,1\n2,2\n"))


def test_underscores_and_foreign_digits_are_no_numbers(write):
    assert load(write("a,b\n1_000,1\n2_000,2\n")).features[0].kind == "category"
    assert load(write("a,b\n١,1\n٢,2\n")).features[0].kind == "category"


@pytest.mark.slow
def test_a_hundred_thousand_columns_do_not_hang(write):
    width = 100_000
    row = ",".join(str(i) for i in range(width))
    data = load(write(",".join(f"c{i}" for i in range(width)) + f"\n{row}\n{row}\n"), features=["c1", "c99998"])
    assert data.features[1].values.tolist() == [99998, 99998]


def test_files_that_are_not_there_or_not_readable(tmp_path, write):
    write("a,b\n1,2\n")
    for source, sentence in [
        (tmp_path, "is a folder"),
        (tmp_path / "house.csv", "there is no file .*did you mean 'houses.csv'"),
        (tmp_path / "no" / "x.csv", "there is no folder"),
        ("/dev/null", "not a regular file"),
        ("x" * 5000 + ".csv", "cannot be the name of a file"),
        ("a\0b.csv", "there is no file|cannot be the name"),
        (write("{}", "a.json"), "an object with the keys"),
        (write("{}", "a.csv.gz"), "cannot be unpacked"),
        (write(b"\x00\x01", "noending"), "seems to be a binary file"),
        (write("x", "a.sav"), "a format that is not supported .SPSS."),
        (write("x", "adult.names"), "describes a data set .* the .data file beside it, 'adult.data'"),
    ]:
        with pytest.raises(DataError, match=sentence):
            load(source)


def test_a_sheet_of_a_text_table_is_refused(write):
    with pytest.raises(DataError, match="sheet="):
        load(write("a,b\n1,2\n"), sheet=1)


def test_an_origin_reads_the_file_again(write):
    data = load(write("a,b,c\n1,2,3\n4,5,6\n"), target="a", features=["b", "c^2"])
    assert load(**data.origin).fingerprint == data.fingerprint


field = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from(list('",;\n |')), max_size=8
)
tables = st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[field] * width), min_size=1, max_size=6))


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables, delimiter=st.sampled_from(",;\t|"), end=st.sampled_from(["\n", "\r\n"]))
def test_any_table_written_is_read_identically_on_both_roads(rows, delimiter, end, tmp_path, monkeypatch):
    names = [f"c{i}" for i in range(len(rows[0]))]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(stream.getvalue().encode())
    expected = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    for smallest in (0, 10**9):
        monkeypatch.setattr(delimited, "FAST_FROM_BYTES", smallest)
        assert {name: [cell or "" for cell in column] for name, column in cells(path).items()} == expected


messy = st.text(st.sampled_from(list('ab1,"\n\r ;')), max_size=40)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=messy)
def test_the_fast_road_never_disagrees_with_the_careful_one(body, tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(("h,k\n" + body).encode())
    answers = []
    for smallest in (0, 10**9):
        monkeypatch.setattr(delimited, "FAST_FROM_BYTES", smallest)
        try:
            table = read_table(path)
            columns = [
                ["" if cell is None else str(cell).strip() for cell in table.column(name)] for name in table.names
            ]
            answers.append((table.names, columns, [table.place(row) for row in range(table.n_rows)], table.notes))
        except DataError as problem:
            answers.append(str(problem))
    assert answers[0] == answers[1]


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80) | st.text(st.sampled_from(list('a1.,"\n\r;-\t')), max_size=60).map(str.encode))
def test_any_bytes_give_a_dataset_or_one_sentence(content, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        sentence = ""
        try:
            load(path)
        except DataError as problem:
            sentence = str(problem)
    assert not re.search(r"[\r\n]", sentence)


@pytest.mark.slow
def test_a_large_file_takes_the_fast_road_and_agrees(write, monkeypatch):
    rows = "".join(f'{i * 0.37:.4f},{i % 7},"k, {i % 3}"\n' for i in range(20_000))
    path = write("a,b,c\n" + rows)
    careful = load(path)
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0)
    monkeypatch.setattr(delimited, "_read_strictly", None)
    fast = load(path)
    assert fast.n_rows == 20_000
    assert fast.fingerprint == careful.fingerprint
    path.write_text("a,b,c\n" + rows + "inf,1,x\n")
    assert "a: 1 infinite value (line 20002 first) counted as missing" in load(path).notes


def test_a_ragged_line_in_a_large_file_is_found(write, monkeypatch):
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0)
    with pytest.raises(DataError, match="line 1502: 1 field"):
        load(write("a,b\n" + "1,2\n" * 1500 + "3\n" + "1,2\n" * 1500))


@pytest.mark.parametrize("name", ["a*.csv", "a[1].csv", "a?.csv", "it's.csv", "a'; DROP TABLE x; --.csv"])
def test_a_file_name_is_never_a_pattern_or_a_command(write, name, monkeypatch):
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0)
    write("rooms,price\n9,9\n", "abc.csv")
    assert cells(write("rooms,price\n1,3.5\n2,4.5\n", name)) == ROOMS


def test_a_line_without_its_last_field_is_read_in_a_wide_table(tmp_path):
    lines = ["a,b,c,d,e", "1,2,3,4,x", "1,2,3,5", "2,2,3,4,y", "2,3,4,5"]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(lines))
    table = read_table(path)
    assert [cell or None for cell in table.column("e")] == ["x", None, "y", None]
    assert "one field too few, so the last one counts as missing: line 3 and 1 more" in table.notes
    path.write_text("\n".join([*lines, "1,2,3"]))
    with pytest.raises(DataError, match="line 6: 3 fields where the header has 5; add what is missing"):
        read_table(path)
