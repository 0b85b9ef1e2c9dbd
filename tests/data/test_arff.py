"""ARFF and KEEL files: read like SciPy and liac-arff where those can, and every damage gets one sentence."""

import csv
import time

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.io import arff as scipy_arff

from nnplay.data import load
from nnplay.data.readers.file import read_table
from nnplay.errors import DataError, DataWarning

WEKA = """\
% a comment
@RELATION 'my houses'

@ATTRIBUTE rooms   INTEGER
@attribute 'living area' REAL
@attribute "dis\\"trict" {Centre, 'Old Town', "it's"}
@attribute note string
@attribute built date "yyyy-MM-dd"
@attribute sold {yes,no}
@DATA
3, 70.5, Centre, 'with, comma', 2020-01-02, yes
% another
4, ?, 'Old Town', "quoted \\"twice\\"", ?, no

?,1e2,"it's",?,2021-05-06,yes,{0.5}
"""

KEEL = """\
@relation iris
@attribute SepalLength real [4.3, 7.9]
@attribute Class{setosa, versicolor}
@attribute Width integer[2,9]
@inputs SepalLength, Width
@outputs Class
@data
5.1, setosa, 3
<null>, versicolor, 4,
4.9 , setosa, 3
"""

SPARSE = """\
@relation s
@attribute a numeric
@attribute b numeric
@attribute c {zero, one}
@attribute d string
@data
{0 1.5, 3 'x y'}
{1 2, 2 one}, {3}
{}
{ 3 ? }
"""


@pytest.fixture
def write(tmp_path):
    def written(content, name="t.arff"):
        path = tmp_path / name
        path.write_text(content)
        return path

    return written


@pytest.mark.parametrize("name", ["t.arff", "t.dat", "t.txt", "noending"])
def test_a_file_of_weka_is_read_with_its_declared_types(write, name):
    table = read_table(write(WEKA, name))
    assert table.names == ("rooms", "living area", 'dis"trict', "note", "built", "sold")
    np.testing.assert_array_equal(table.column("rooms"), [3, 4, np.nan])
    np.testing.assert_array_equal(table.column("living area"), [70.5, np.nan, 100])
    assert table.column('dis"trict').tolist() == ["Centre", "Old Town", "it's"]
    assert table.column("note").tolist() == ["with, comma", 'quoted "twice"', None]
    assert table.column("built").tolist() == ["2020-01-02", None, "2021-05-06"]
    assert table.column("sold").tolist() == ["yes", "no", "yes"]
    assert table.integers == {"rooms"}
    assert [table.place(row) for row in range(3)] == ["line 11", "line 13", "line 15"]


def test_keels_output_is_the_last_column(write):
    table = read_table(write(KEEL, "iris.dat"))
    assert table.names == ("SepalLength", "Width", "Class")
    assert table.column("Class").tolist() == ["setosa", "versicolor", "setosa"]
    assert table.column("Width").tolist() == [3, 4, 3]
    with pytest.warns(DataWarning, match="1 of 3 rows"):
        data = load(write(KEEL, "iris.dat"), missing="drop")
    assert (data.target_names, data.n_rows, data.features[1].is_integer) == (("Class",), 2, True)


def test_sparse_rows_are_filled_with_zeros_and_first_values(write):
    table = read_table(write(SPARSE))
    assert table.column("a").tolist() == [1.5, 0, 0, 0]
    assert table.column("b").tolist() == [0, 2, 0, 0]
    assert table.column("c").tolist() == ["zero", "one", "zero", "zero"]
    assert table.column("d").tolist()[0] == "x y"
    assert table.column("d").tolist()[3] is None


def test_nominal_digits_stay_categories(write):
    data = load(write("@relation r\n@attribute a {1,2}\n@attribute y {0,1}\n@data\n1,0\n2,1\n1,1\n"))
    assert data.features[0].kind == "category"
    assert data.classes == ("0", "1")


numbers = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
labels = st.sampled_from(["setosa", "with space", "a,b", "50%"])


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(numbers | st.none(), labels), min_size=1, max_size=10))
def test_numbers_and_labels_are_those_that_scipy_reads(rows, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "same.arff"
    body = "".join(f"{'?' if x is None else repr(x)},'{label}'\n" for x, label in rows)
    path.write_text("@relation r\n@attribute x numeric\n@attribute y {setosa,'with space','a,b','50%'}\n@data\n" + body)
    limit = csv.field_size_limit()
    expected, _ = scipy_arff.loadarff(str(path))
    csv.field_size_limit(limit)  # SciPy raises it
    table = read_table(path)
    np.testing.assert_array_equal(table.column("x").astype(float), expected["x"])
    assert table.column("y").tolist() == [label.decode() for label in expected["y"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("@relation r\n@data\n1\n", "line 2: there is no @attribute above @data"),
        ("@relation r\n@attribute a real\n", "has no @data line"),
        ("@relation r\n@attribute a real\n@data\n", "has a header but no rows"),
        ("@relation r\n@attribute a\n@data\n1\n", "line 2: an @attribute needs a name and a type"),
        ("@relation r\n@attribute a float\n@data\n1\n", "line 2: the type 'float' is not supported"),
        ("@relation r\n@attribute a relational\n@data\n1\n", "line 2: the type 'relational'"),
        ("@relation r\n@attribute a {x\n@data\n1\n", "line 2: the list of values is not closed"),
        ("@relation r\nattribute a real\n@data\n1\n", "line 2: 'attribute a real' is no declaration"),
        ("@relation r\n@attribut a real\n@data\n1\n", "line 2: '@attribut' is not known"),
        ("@relation r\n@attribute a real\n@output b\n@data\n1\n", "@output names 'b', which is no attribute"),
        ("@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n1,2,3\n",
         "line 6: 3 values where the header has 2 attributes"),
        ("@relation r\n@attribute a real\n@data\n1\nx\n", "line 5: column 'a' is numeric, but this cell is 'x'"),
        ("@relation r\n@attribute a real\n@data\n{0 1\n", "line 4: a sparse row is a list of pairs"),
        ("@relation r\n@attribute a real\n@data\n{5 1}\n", "line 4: there is no attribute 5"),
        ("@relation r\n@attribute a real\n@data\n{x}\n", "line 4: a sparse row is a list of pairs"),
        ("@relation r\n@attribute a real\n@data\n1\x002\n", "seems to be a binary file"),
    ],
)  # fmt: skip
def test_damage_gets_one_sentence(write, content, sentence):
    def read():
        table = read_table(write(content))
        return [table.column(name) for name in table.names]

    with pytest.raises(DataError, match=f"^t.arff.*{sentence}") as caught:
        read()
    assert "\n" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(list("@{}'\"\\,?% \t\n1ax")), max_size=60))
def test_any_rows_give_a_table_or_one_sentence(tmp_path_factory, body):
    path = tmp_path_factory.getbasetemp() / "any.arff"
    path.write_text("@relation r\n@attribute a numeric\n@attribute b {x,'a 1'}\n@data\n" + body)
    sentence = ""
    try:
        table = read_table(path)
        assert all(len(table.column(name)) == table.n_rows for name in table.names)
    except DataError as problem:
        sentence = str(problem)
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "line", ["'" * 300_001, "'a" * 200_000, "," * 500_000, " " * 500_000 + "x", "{" + "0 1," * 100_000, "\\'" * 200_000]
)
def test_huge_lines_are_refused_at_once(write, line):
    path = write("@relation r\n@attribute a string\n@attribute b string\n@data\n" + line + "\n")
    start = time.process_time()
    with pytest.raises(DataError, match="line 5"):
        read_table(path)
    assert time.process_time() - start < 5


def test_a_sparse_file_that_claims_too_many_cells_is_refused(write, monkeypatch):
    monkeypatch.setattr("nnplay.data.readers.arff.MAX_CELLS", 50)
    with pytest.raises(DataError, match="more than 50 cells"):
        read_table(write(SPARSE + "{}\n" * 20))
