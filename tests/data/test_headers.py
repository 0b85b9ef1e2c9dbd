"""Text tables as they are published: index columns, no header, comments, titles, spaces, delimiters at the end."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from nnplay.data import load
from nnplay.data.readers import delimited
from nnplay.data.readers.dialect import looks_like_header
from nnplay.data.readers.file import read_table
from nnplay.errors import DataError

ADULT = """\
39, State-gov, 77516, Bachelors, 13, Male, 2174, <=50K
50, Self-emp-not-inc, 83311, Bachelors, 13, Male, 0, <=50K
38, Private, 215646, HS-grad, 9, Male, 0, <=50K
53, Private, 234721, 11th, 7, Male, 0, >50K
28, Private, 338409, Bachelors, 13, Female, 0, <=50K
37, State-gov, 284582, Masters, 14, Female, 0, <=50K
49, Private, 160187, 9th, 5, Female, 0, >50K
"""
CAR = "vhigh,vhigh,2,2,small,low,unacc\nvhigh,vhigh,2,2,small,med,unacc\nlow,vhigh,2,4,small,low,unacc\n"
CREDIT = (
    "b,30.83,0,u,g,w,v,01,f,g,00202,0,+\na,58.67,4.46,u,g,q,h,06,f,g,00043,560,+\na,?,0.5,y,g,w,v,01,t,s,00280,824,-\n"
)
MUSHROOM = "p,x,s,n,t\ne,x,s,y,t\np,f,s,n,f\ne,b,y,n,t\n"
ZOO = "aardvark,1,0,0,1,mammal\nantelope,1,0,1,1,mammal\nbass,0,1,0,0,fish\n"
YEAST = "ADT1_YEAST  0.58  0.61  0.47  MIT\nADT2_YEAST  0.43  0.67  0.48  MIT\nADT3_YEAST  0.64  0.62  0.49  CYT\n"
AUTO = (
    '18.0   8   307.0      130.0      3504.      12.0   70  1\t"chevrolet chevelle malibu"\n'
    '15.0   8   350.0      165.0      3693.      11.5   70  1\t"buick skylark 320"\n'
    '25.0   4   98.00      ?          2046.      19.0   71  1\t"ford pinto"\n'
)


@pytest.fixture
def write(tmp_path):
    def written(content, name="t.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return written


def texts(table):
    return {name: [None if cell is None else str(cell) for cell in table.column(name)] for name in table.names}


@pytest.mark.parametrize(
    ("content", "width", "last"),
    [(ADULT, 8, "<=50K"), (CAR, 7, "unacc"), (CREDIT, 13, "+"), (MUSHROOM, 5, "t"), (ZOO, 6, "mammal"),
     (YEAST, 5, "MIT"), (AUTO, 9, "chevrolet chevelle malibu"), ("5.1,a\n4.9,a\n", 2, "a"),
     ("2020-01-01,5.3,x\n2020-01-02,5.4,x\n", 3, "x"), ("alice,30\nbob,25\n", 2, "30")],
    ids=["adult", "car", "credit", "mushroom", "zoo", "yeast", "auto-mpg", "number and text", "date", "two"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["t.data", "t.dat", "t.csv"])
def test_a_table_without_a_header_keeps_its_first_row_and_says_so(write, content, width, last, name):
    table = read_table(write(content, name))
    assert table.names == tuple(f"column{i + 1}" for i in range(width))
    assert table.n_rows == len(content.splitlines())
    assert table.column(f"column{width}")[0] == last
    assert any("the first line holds data" in note for note in table.notes)


@pytest.mark.parametrize(
    "content",
    [
        "country,2019,2020\nBonn,1,2\nKöln,3,4\n",
        "name,age\nalice,30\nbob,25\n",
        ",0,1,2\n0,5.1,3.5,1\n1,4.9,3.0,1\n",
        "0,1,2,3\n5.1,3.5,1.4,0\n4.9,3.0,1.4,0\n",
        "id,10,37\n1,5,6\n2,7,8\n",
        '"","142.24","144.78"\n"9.4",0,1\n"9.5",2,3\n',
        "x,o\nx1,1\nx2,1\n",
        "Province,Lat,1/22/20,1/23/20\nHubei,1.5,0,1\nAnhui,2.5,0,2\n",
        "a,b\nx,y\na,b\nx,z\n",
    ],
)
def test_a_header_that_holds_numbers_or_repeats_stays_a_header(write, content):
    table = read_table(write(content))
    assert table.n_rows == len(content.splitlines()) - 1
    assert table.names[1:] == tuple(cell.strip('"') for cell in content.splitlines()[0].split(",")[1:])


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=3, max_size=20))
def test_names_above_numbers_are_always_a_header_and_fractions_never(rows):
    cells = [[f"{value:.3f}" for value in row] for row in rows]
    assert looks_like_header(["alpha", "2020", "gamma"], cells, ",")
    assert not looks_like_header(cells[0], cells[1:], ",")


@pytest.mark.parametrize("header", [True, False])
def test_the_users_word_about_the_header_wins(write, header):
    one, other = read_table(write("1,2\n3,4\n"), header=header), read_table(write("a,b\nc,d\n"), header=header)
    assert one.names == (("1", "2") if header else ("column1", "column2"))
    assert other.n_rows == (1 if header else 2)
    assert not any("header" in note or "first line" in note for note in (*one.notes, *other.notes))
    data = load(write("a,b\nc,d\na,d\n"), header=False)
    assert (data.n_rows, data.origin["header"]) == (3, False)
    assert load(**data.origin).fingerprint == data.fingerprint


def test_a_header_that_is_no_choice_is_refused(write):
    for source, header, sentence in [
        (write("a,b\n1,2\n"), "no", "header is 'no', but it must be True, False or None"),
        ({"a": [1], "b": [2]}, False, "header= applies only to text tables and Excel workbooks"),
        ("iris", True, "header= applies only"),
    ]:
        with pytest.raises(DataError, match=sentence):
            load(source, header=header)


FRAME = pd.DataFrame({"size": [1.5, 2.5, 3.5], "town": ["Bonn", "Ulm", "Hof"], "y": [1, 2, 3]}, index=[7, 8, 9])


@pytest.mark.parametrize("sep", [",", "\t", ";", " "])
@pytest.mark.parametrize("blank", [True, False])
def test_an_index_column_without_a_name_is_named_and_recorded(write, sep, blank):
    text = FRAME.to_csv(sep=sep)
    if not blank or sep == " ":
        text = text.removeprefix('""' if sep == " " else "").removeprefix(sep)  # as R's write.table
    table = read_table(write(text))
    assert table.names == ("column1", "size", "town", "y")
    assert table.unnamed == ("column1",)
    assert texts(table)["column1"] == ["7", "8", "9"]
    assert texts(table)["town"] == ["Bonn", "Ulm", "Hof"]


def test_what_pandas_calls_an_index_is_recorded_too(write):
    assert read_table(write("Unnamed: 0,a\n0,1\n1,2\n")).unnamed == ("Unnamed: 0",)
    assert read_table(write("column1,,a\n0,1,2\n1,2,3\n")).unnamed == ()
    table = read_table(write(",column1,a\n0,1,2\n1,2,3\n"))
    assert (table.names, table.unnamed) == (("column1_2", "column1", "a"), ("column1_2",))


def test_blank_and_repeated_names_are_replaced_and_noted(write):
    table = read_table(write("a,,a, a,a_2\n1,2,3,4,5\n"))
    assert table.names == ("a", "column2", "a_3", "a_4", "a_2")
    assert any("column 2 'column2'" in note for note in table.notes)
    assert any("repeated column names were changed: 'a' to 'a_3', 'a' to 'a_4'" in note for note in table.notes)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("content", "names", "n"),
    [
        ("# made by x\n# in 2024\na,b\n1,2\n3,4\n", ("a", "b"), 2),
        ("% made by x\n\na,b\n1,2\n", ("a", "b"), 1),
        ("// made, by x\na,b\n1,2\n", ("a", "b"), 1),
        ("# x y\n1.0 2.0\n3.0 4.0\n", ("x", "y"), 2),
        ("# run 7\n# x,y\n1,2\n3,4\n", ("x", "y"), 2),
        ("#id,name\n1,x\n2,y\n", ("id", "name"), 2),
        ("#,Name,HP\n1,Bulbasaur,45\n2,Ivysaur,60\n", ("#", "Name", "HP"), 2),
        ("#name,town\nbob,Bonn\namy,Ulm\n", ("name", "town"), 2),
        ("# a note, with a comma\nname,town\nbob,Bonn\namy,Ulm\n", ("name", "town"), 2),
    ],
)
def test_comments_above_the_table_are_skipped_and_may_hold_the_names(write, content, names, n, end):
    table = read_table(write(content.replace("\n", end)))
    assert (table.names, table.n_rows) == (names, n)
    assert table.place(n - 1) == f"line {content.count(chr(10))}"


def test_text_of_comments_only_is_a_table_of_one_column(write):
    assert read_table(write("#a\n#b\n")).names == ("#a",)


def test_titles_above_a_table_are_skipped_and_noted(write):
    table = read_table(write("Report for 2024\n\nUnit: €\n\na,b,c\n1,2,x\n3,4,y\n5,6,x\n"))
    assert (table.names, table.n_rows, table.place(0)) == (("a", "b", "c"), 3, "line 6")
    assert any("4 lines above the table skipped, such as 'Report for 2024'" in note for note in table.notes)


@pytest.mark.parametrize("space", [" ", "   ", "\t"])
def test_spaces_and_tabs_of_any_number_separate_fields(write, space):
    rows = [["x", "y", "label"], ["1", "2.5", '"a b"'], ["10", "-3", "c"], ["7", "1e3", "NA"]]
    content = "".join(f"  {space.join(row)}  \n" if space.strip("\t") else f"{space.join(row)}\n" for row in rows)
    assert texts(read_table(write(content, "t.txt"))) == {
        "x": ["1", "10", "7"], "y": ["2.5", "-3", "1e3"], "label": ["a b", "c", "NA"],
    }  # fmt: skip


def test_numpy_text_files_and_frames_as_strings_are_read(write, tmp_path):
    X = np.random.default_rng(0).normal(size=(20, 3))
    np.savetxt(tmp_path / "x.txt", X)
    table = read_table(tmp_path / "x.txt")
    assert np.array_equal(np.column_stack([table.column(name).astype(float) for name in table.names]), X)
    table = read_table(write(FRAME.to_string(), "frame.txt"))
    expected = pd.read_csv(io.StringIO(FRAME.to_string()), sep=r"\s+")
    assert table.names == ("column1", *expected.columns)
    assert table.column("size").astype(float).tolist() == expected["size"].tolist()


def test_fields_separated_by_spaces_that_are_ragged_get_advice(write):
    with pytest.raises(
        DataError, match=r"line 3: 4 fields where the header has 3; put quotes around a text that holds"
    ):
        read_table(write("a b c\n1 2 x\n1 2 New York\n3 4 y\n" + "5 6 z\n" * 20))


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("a,b,\n1,2,\n3,4,\n5,6,\n", ("a", "b")),
        ("a,b\n1,2,\n3,4,\n5,6,\n", ("a", "b")),
        ("a,b,\n1,2\n3,4\n5,6\n", ("a", "b")),
        ("1,2.5,\n3,4.5,\n5,6.5,\n", ("column1", "column2")),
        ("a,b,,\n1,2,,\n3,4,,\n5,6,,\n", ("a", "b")),
    ],
)
def test_delimiters_at_the_end_of_every_line_are_dropped(write, content, names, fast, monkeypatch):
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0 if fast else 10**9)
    table = read_table(write(content))
    assert (table.names, table.n_rows) == (names, 3)
    assert "empty" not in str(table.column(names[-1]).tolist())


def test_a_last_column_without_a_name_stays_if_it_has_a_cell(write):
    table = read_table(write("a,b,\n" + "1,2,\n" * 2000 + "3,4,5\n"))
    assert table.names == ("a", "b", "column3")
    assert table.column("column3")[2000] == "5"


def test_a_backslash_before_a_quote_is_understood_where_nothing_else_is(write):
    table = read_table(write('a,b\n"say \\"hi\\" to all",1\n"x",2\n'))
    assert table.column("a").tolist() == ['say "hi" to all', "x"]
    assert any("backslash" in note for note in table.notes)
    assert read_table(write('a,b\n"C:\\dir",1\n')).column("a")[0] == "C:\\dir"


def test_the_mark_of_dos_at_the_end_is_no_data(write):
    assert texts(read_table(write("a,b\n1,2\n\x1a"))) == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-2", "30"], "i"), (["1.5", "2", ""], "f"), (["03456", "1", "2"], "O"), (["1", "", "2"], "O"),
        (["1e999", "1.5", "2"], "O"), (["9223372036854775808", "1", "2"], "f"), (["x", "1", "2"], "O"),
        (["", "", ""], "O"), (["+1", "2", "3"], "f"), (["1.", ".5", "-0.25e-3"], "f"),
    ],
)  # fmt: skip
def test_the_fast_reader_gives_numbers_only_where_all_cells_are_plain_ones(write, cells, kind, fast, monkeypatch):
    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", 0 if fast else 10**9)
    column = read_table(write("a,b\n" + "".join(f"{cell},x\n" for cell in cells))).column("a")
    assert column.dtype.kind == (kind if fast else "O")
    if kind in "if":
        assert [float(cell or "nan") for cell in cells] == pytest.approx(column.astype(object) if fast else [
            float(cell or "nan") for cell in column], nan_ok=True)  # fmt: skip
    else:
        assert [cell or "" for cell in column] == cells


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_the_fast_reader_reads_every_float_exactly(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "floats.csv"
    path.write_text("a,b\n" + "".join(f"{value!r},x\n" for value in values))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "FAST_FROM_BYTES", 0)
        assert read_table(path).column("a").astype(float).tolist() == values
