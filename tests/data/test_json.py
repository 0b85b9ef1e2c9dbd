"""JSON files: what pandas and vega write is read as pandas reads it, every damage gets one sentence."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from nnplay.data import load
from nnplay.data.readers.file import read_table
from nnplay.errors import DataError

FRAME = pd.DataFrame(
    {"size": [1.5, None, 3.5], "town": ["Bonn", "Ulm", None], "n": [1, 2, 3], "y": [True, False, True]}
)


@pytest.fixture
def write(tmp_path):
    def written(content, name="t.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return written


def cells(table):
    return {name: table.column(name).tolist() for name in table.names}


EXPECTED = {"size": [1.5, None, 3.5], "town": ["Bonn", "Ulm", None], "n": [1, 2, 3], "y": [True, False, True]}


@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "table"])
def test_every_form_that_pandas_writes_is_read(write, orient):
    found = cells(read_table(write(FRAME.to_json(orient=orient))))
    found.pop("index", None)
    assert found == EXPECTED


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.json", "noending"])
def test_one_record_a_line_is_read_under_any_name(write, name):
    table = read_table(write(FRAME.to_json(orient="records", lines=True).replace("\n", "\n\n", 1), name))
    assert cells(table) == EXPECTED
    assert [table.place(row) for row in range(3)] == ["line 1", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([{"a": 1}, {"b": "x", "a": 2}], {"a": [1, 2], "b": [None, "x"]}),
        ({"a": [1, 2], "b": ["x", "y"]}, {"a": [1, 2], "b": ["x", "y"]}),
        ({"data": [{"a": 1}], "count": 1}, {"a": [1]}),
        ({"values": [1, 2, 3], "width": 3}, {"column1": [1, 2, 3]}),
        ([["a", "b"], [1, 2], [3, 4]], {"a": [1, 3], "b": [2, 4]}),
        ([[1, 2], [3, 4]], {"column1": [1, 3], "column2": [2, 4]}),
        ([{"a": {"b": 1, "c": {"d": 2}}, "e": []}], {"a.b": [1], "a.c": [{"d": 2}], "e": [[]]}),
        ({"type": "FeatureCollection", "features": [{"properties": {"mag": 4.5}, "id": "x"}]},
         {"properties.mag": [4.5], "id": ["x"]}),
        ({"x": {"a": 1, "b": 2}, "y": {"a": 3, "b": 4}, "z": {"a": 5, "b": 6}}, {"a": [1, 3, 5], "b": [2, 4, 6]}),
    ],
)  # fmt: skip
def test_the_usual_shapes_are_read(write, content, expected):
    assert cells(read_table(write(content))) == expected


def test_what_is_left_out_is_noted_and_nested_columns_are_refused_only_when_used(write):
    path = write({"rows": [{"a": 1, "l": [1], "y": 2}, {"a": 2, "l": [2], "y": 3}], "version": 3})
    data = load(path, features="a")
    assert any("read from 'rows'; left out: 'version'" in note for note in data.notes)
    assert data.n_rows == 2


scalars = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9) | st.text(max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), scalars, min_size=1), min_size=1, max_size=8))
def test_records_of_any_scalars_are_read_as_they_are(tmp_path_factory, records):
    path = tmp_path_factory.getbasetemp() / "records.json"
    path.write_text(json.dumps(records))
    table = read_table(path)
    for name in table.names:
        assert table.column(name).tolist() == [record.get(name) for record in records]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("[]", "has no rows"),
        ("{}", r"an object with the keys \(none\), not a table"),
        ("3", "holds the value '3', not a table"),
        ('{"a": 1}', "an object with the keys a, not a table"),
        ('[{"a": 1}, 2]', "row 2: this is the value '2', but row 1 is an object"),
        ("[[1, 2], [3]]", "row 2: 1 value where 2 values belong"),
        ('{"nodes": [{"a": 1}], "links": [{"b": 1}]}', "holds several lists: nodes, links"),
        ('[{"a": 1}\n{"a": 2}]', "line 2: this is not JSON"),
        ('{"a": 1}\n{"a": }\n', "line 2: this is not JSON"),
        ('[{"a": ' + "1" * 5000 + "}]", "a number with too many digits"),
        ("[" * 200_000, "is nested too deeply"),
        ("[{" + '"a": 1, ' * 3, "line 1: this is not JSON"),
        ('[{"a\x00": 1}]', "seems to be a binary file"),
    ],
)
def test_damage_gets_one_sentence(write, content, sentence):
    with pytest.raises(DataError, match=f"^t.json.*{sentence}") as caught:
        read_table(write(content))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    )
)
def test_any_json_gives_a_table_or_one_sentence(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content))
    sentence = ""
    try:
        table = read_table(path)
        assert all(len(table.column(name)) == table.n_rows for name in table.names)
    except DataError as problem:
        sentence = str(problem)
    assert "\n" not in sentence


def test_many_different_keys_are_refused(write, monkeypatch):
    monkeypatch.setattr("nnplay.data.readers.json_records.MAX_CELLS", 50)
    with pytest.raises(DataError, match="more than 5 different keys"):
        read_table(write([{f"k{i}": 1} for i in range(10)]))
