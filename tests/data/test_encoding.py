"""The encoding learns on training rows only, reads the user's rows in every form, and survives JSON."""

import json
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from nnplay.data import Dataset, Encoding, load
from nnplay.errors import DataError, DataWarning

HOUSES = {
    "age": [1.0, 2.0, 3.0, 4.0, 5.0, 60.0],
    "city": ["Bonn", "Köln", "Bonn", "Bonn", "Köln", "Ulm"],
    "garden": [True, False, True, True, False, True],
    "price": [1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
}
TRAIN = np.arange(5)


@pytest.fixture
def houses():
    return load(HOUSES)


@pytest.fixture
def encoding(houses):
    return Encoding.fit(houses, TRAIN)


def test_statistics_and_levels_come_from_the_training_rows_alone(houses, encoding):
    assert encoding.names == ("age", "city=Bonn", "city=Köln", "garden")
    assert encoding.n_in == 4
    X = encoding.transform(houses, TRAIN)
    assert X[:, 0].mean() == pytest.approx(0)
    assert X[:, 0].std() == pytest.approx(1)
    assert X[:, 1].tolist() == [1, 0, 1, 1, 0]
    assert X[:, 3].tolist() == [1, 0, 1, 1, 0]
    assert X.flags.c_contiguous
    assert X.dtype == np.float64


def test_a_level_only_in_test_rows_is_all_zeros_with_a_warning(houses, encoding):
    with pytest.warns(DataWarning, match="1 row with a category of 'city'.*'Ulm'"):
        X = encoding.transform(houses)
    assert X[5, 1:3].tolist() == [0, 0]


@pytest.mark.parametrize(("scale", "expected"), [("minmax", [0, 0.25, 0.5, 0.75, 1]), ("none", [1, 2, 3, 4, 5])])
def test_other_scales(houses, scale, expected):
    assert Encoding.fit(houses, TRAIN, scale).transform(houses, TRAIN)[:, 0].tolist() == expected


def test_a_constant_column_becomes_zero_with_one_warning():
    data = Dataset.from_arrays([[0.1, 1], [0.1, 2], [0.1, 3]], [0, 1, 0])
    with pytest.warns(DataWarning, match="x1 is constant in the training rows") as caught:
        encoding = Encoding.fit(data, np.arange(3))
    assert len(caught) == 1
    assert encoding.transform(data)[:, 0].tolist() == [0, 0, 0]


@pytest.mark.parametrize("scale", ["standard", "minmax"])
@pytest.mark.parametrize(
    "values", [[1e300, 1.0, -1e300], [1e-320, 0, 3e-320], [1e16, 1e16 + 2, 1e16 + 4], [1.7e308, 1.7e308, 0]]
)
def test_extreme_values_stay_finite(values, scale):
    data = Dataset.from_arrays(values, [0.5, 1.5, 2.5])
    X = Encoding.fit(data, np.arange(3), scale).transform(data)
    assert np.isfinite(X).all()
    assert np.abs(X).max() < 4


def test_a_range_beyond_float64_is_refused():
    data = Dataset.from_arrays([1.7e308, -1.7e308], [0.5, 1.5])
    with pytest.raises(DataError, match="too far apart"):
        Encoding.fit(data, np.arange(2), "minmax")


def test_a_row_that_overflows_is_named():
    data = Dataset.from_arrays([0.0, 1e-300, 1e300], [0.5, 1.5, 2.5])
    with pytest.raises(DataError, match="row 3: 'x1' is too large"):
        Encoding.fit(data, np.arange(2)).transform(data)


ROW = {"age": 3.0, "city": "Köln", "garden": True}


@pytest.mark.parametrize(
    "rows",
    [
        ROW,
        dict(reversed(ROW.items())),
        ROW | {"price": 1, "extra": "ignored"},
        {"age": "3.0", "city": "Köln", "garden": "yes"},
        {"age": " 3 ", "city": " Köln ", "garden": "TRUE"},
        {"age": np.float32(3), "city": np.str_("Köln"), "garden": 1},
        {"age": [3], "city": ["Köln"], "garden": [True]},
        [ROW],
        [3, "Köln", True],
        [[3, "Köln", True]],
        ("3", "Köln", "1"),
        np.array([3, "Köln", True], dtype=object),
        pd.DataFrame([ROW]),
        pl.DataFrame([ROW]).lazy(),
        pl.DataFrame([ROW]).to_arrow(),
    ],
)
def test_rows_in_every_form_give_the_same_numbers(houses, encoding, rows):
    np.testing.assert_array_equal(encoding.transform_rows(rows), [[0, 0, 1, 1]])


def test_rows_from_a_file_or_a_dataset(tmp_path, houses, encoding):
    (tmp_path / "new.csv").write_text("garden;city;age\nyes;Köln;3,0\nno;Bonn;4,0\n")
    X = encoding.transform_rows(tmp_path / "new.csv")
    np.testing.assert_allclose(X, [[0, 0, 1, 1], [1 / np.sqrt(2), 1, 0, 0]])
    one_city = load(HOUSES | {"city": ["Bonn"] * 6}, features=["age", "city", "garden"])
    np.testing.assert_array_equal(encoding.transform_rows(one_city)[:, 1], 1)


def test_a_file_of_new_rows_is_read_by_the_kinds_of_training(tmp_path):
    data = load({"code": ["1", "2", "a"], "y": [1.5, 2.5, 3.5]})
    (tmp_path / "new.csv").write_text("code\n1\n2\n")
    assert Encoding.fit(data, np.arange(3)).transform_rows(tmp_path / "new.csv").tolist() == [[1, 0, 0], [0, 1, 0]]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"age": 3, "garden": True}, "has no column 'city'; it needs age, city, garden"),
        ({"agee": 3, "city": "Bonn", "garden": True}, "no column 'age' .did you mean 'agee'"),
        (ROW | {"age": "x"}, "row 1: column 'age' needs a number, but this cell is 'x'"),
        (ROW | {"age": "1_000"}, "needs a number"),
        (ROW | {"age": "inf"}, "needs a finite number"),
        (ROW | {"age": float("-inf")}, "needs a finite number"),
        (ROW | {"age": 10**400}, "needs a finite number"),
        (ROW | {"age": [1, 2]}, "column 'city' must be a list"),
        (ROW | {"garden": "maybe"}, "needs true or false, but this cell is 'maybe'"),
        (ROW | {"garden": 2}, "needs true or false"),
        ([ROW, {"age": 1}], "row 2 has no 'city'"),
        ([ROW, 3], "row 2 is '3', but row 1 is a dict"),
        ([1, 2], r"shape \(2,\), but \(n, 3\) is needed, in the order age, city, garden"),
        ([[1, 2, 3], [1]], "different lengths"),
        ([], "is needed"),
        ({}, "no column 'age'"),
        (5, "is needed"),
        (None, "is needed"),
        ("absent.csv", "there is no file"),
    ],
)
def test_rows_that_cannot_be_read_get_one_sentence(encoding, rows, sentence):
    with pytest.raises(DataError, match=sentence):
        encoding.transform_rows(rows)


def test_missing_values_of_new_rows_are_imputed_or_refused(houses, encoding):
    typical = encoding.transform_rows({"age": 3, "city": "Bonn", "garden": True})
    for gap in (None, "NA", float("nan"), "n/a", "—"):
        with pytest.warns(DataWarning, match=r"imputed in columns that had none in training: age .1.$"):
            found = encoding.transform_rows(ROW | {"age": gap, "city": "Bonn"})
        np.testing.assert_array_equal(found, typical)
    with pytest.warns(DataWarning, match=r"imputed in columns that had none in training: city .1.$"):
        np.testing.assert_array_equal(encoding.transform_rows(ROW | {"city": None}), typical)
    strict = Encoding.fit(load(HOUSES, missing="refuse"), TRAIN)
    for name in ("age", "city"):
        with pytest.raises(DataError, match=f"row 1: column '{name}' has no value"):
            strict.transform_rows(ROW | {name: None})


def test_unknown_categories_of_new_rows_warn_or_are_refused(houses, encoding):
    with pytest.warns(
        DataWarning, match="1 row with a category of 'city' that no training row has .'Ulm'.*all its inp"
    ):
        assert encoding.transform_rows(ROW | {"city": "Ulm"}).tolist() == [[0, 0, 0, 1]]
    strict = Encoding.fit(houses, TRAIN, unknown="refuse")
    sentence = "row 2: column 'city' has the category 'Ulm'.*the known categories are Bonn, Köln"
    with pytest.raises(DataError, match=sentence):
        strict.transform_rows([ROW, ROW | {"city": "Ulm"}])
    with pytest.raises(DataError, match="unknown is 'ignore'"):
        Encoding.fit(houses, TRAIN, unknown="ignore")


def test_rare_categories_and_unknown_ones_share_an_input():
    cities = [f"c{k:03}" for k in range(80) for _ in range(80 - k)]
    data = load({"city": cities, "y": np.arange(len(cities)) / 7}, columns={"city": "one-hot"})
    encoding = Encoding.fit(data, np.arange(len(cities)))
    assert encoding.n_in == 50
    assert encoding.names[-1] == "city (other)"
    assert encoding.names[:2] == ("city=c000", "city=c001")
    assert encoding.transform_rows({"city": "c079"}).argmax() == 49
    with pytest.warns(DataWarning, match="'nowhere'.*counts as 'other'"):
        assert encoding.transform_rows({"city": "nowhere"}).argmax() == 49
    assert (encoding.transform(data).sum(axis=1) == 1).all()
    assert Encoding.from_json(json.loads(json.dumps(encoding.to_json()))) == encoding


def test_an_ordered_category_is_one_number():
    data = load(
        {"grade": ["low", "high", "mid", None, "mid"], "y": [1.5, 2.5, 3.5, 4.5, 5.5]},
        columns={"grade": "ordered=low<mid<high"},
    )
    encoding = Encoding.fit(data, np.arange(5), "none")
    assert encoding.names == ("grade", "grade (missing)")
    assert encoding.transform(data).tolist() == [[0, 0], [2, 0], [1, 0], [1, 1], [1, 0]]
    with pytest.warns(DataWarning, match="'odd'"):
        assert encoding.transform_rows({"grade": "odd"}).tolist() == [[1, 0]]
    assert Encoding.from_json(json.loads(json.dumps(encoding.to_json()))) == encoding


def test_no_rows_give_no_rows():
    encoding = Encoding.fit(load("iris"), np.arange(150))
    assert encoding.transform_rows(np.zeros((0, 4))).shape == (0, 4)
    assert encoding.transform_rows(np.full(4, 5.0)).shape == (1, 4)


def test_derived_features_are_computed_from_the_users_columns():
    data = load({"rooms": [1, 2, 4], "age": [1, 1, 2], "y": [1.5, 2.5, 3.5]}, features=["rooms/age", "rooms²"])
    encoding = Encoding.fit(data, np.arange(3), "none")
    assert encoding.names == ("rooms/age", "rooms²")
    assert encoding.columns == ("rooms", "age")
    np.testing.assert_array_equal(encoding.transform_rows({"age": 2, "rooms": 6}), [[3, 36]])
    np.testing.assert_array_equal(encoding.transform_rows([6, 2]), [[3, 36]])
    np.testing.assert_array_equal(encoding.transform_rows(data), encoding.transform(data))
    with pytest.raises(DataError, match="row 1: the expression 'rooms/age' gives no finite number"):
        encoding.transform_rows([6, 0])


def test_missing_values_get_the_training_rows_mean_and_an_input_of_their_own():
    data = load(
        {
            "a": [1.0, None, 3.0, 99.0],
            "c": ["x", "x", None, "z"],
            "b": [True, None, True, False],
            "y": [1.5, 2.5, 3.5, 4.5],
        },
        missing="impute",
    )
    encoding = Encoding.fit(data, np.arange(3), "none")
    assert encoding.names == ("a", "a (missing)", "c=x", "c (missing)", "b", "b (missing)")
    assert encoding.transform(data, np.arange(3)).tolist() == [
        [1, 0, 1, 0, 1, 0], [2, 1, 1, 0, 1, 1], [3, 0, 0, 1, 1, 0],
    ]  # fmt: skip
    assert encoding.transform_rows({"a": None, "c": "", "b": "?"}).tolist() == [[2, 1, 0, 1, 1, 1]]
    assert Encoding.from_json(json.loads(json.dumps(encoding.to_json()))) == encoding


def test_another_dataset_needs_the_same_features(encoding):
    with pytest.raises(DataError, match="has no number feature 'age'"):
        encoding.transform(load("iris"))


@pytest.mark.parametrize("scale", ["robust", None])
def test_an_unknown_scale_is_refused(houses, scale):
    with pytest.raises(DataError, match="scale is"):
        Encoding.fit(houses, TRAIN, scale)


def test_no_training_rows_are_refused(houses):
    with pytest.raises(DataError, match="no training rows"):
        Encoding.fit(houses, np.array([], dtype=np.int64))


numbers = st.floats(-1e6, 1e6)
columns = st.fixed_dictionaries(
    {
        "a": st.lists(numbers, min_size=4, max_size=4),
        "c": st.lists(st.sampled_from(["x", "ü", 'q"', "\n"]), min_size=4, max_size=4),
        "b": st.lists(st.booleans(), min_size=4, max_size=4),
    }
)


@settings(deadline=None)
@given(
    table=columns, scale=st.sampled_from(["standard", "minmax", "none"]), missing=st.sampled_from(["refuse", "impute"])
)
def test_any_encoding_survives_json_and_both_transforms_agree(table, scale, missing):
    table = {**table, "c": [value.strip() or "blank" for value in table["c"]], "y": [0.5, 1.5, 2.5, 3.5]}
    data = load(table, features=["a", "c", "b", "a^2"], missing=missing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        encoding = Encoding.fit(data, np.arange(4), scale)
    again = Encoding.from_json(json.loads(json.dumps(encoding.to_json())))
    assert again == encoding
    assert hash(again) == hash(encoding)
    X = encoding.transform(data)
    assert np.isfinite(X).all()
    np.testing.assert_array_equal(again.transform(data), X)
    np.testing.assert_array_equal(again.transform_rows(table), X)


def damaged(document):
    """Each way of spoiling one field of a valid document."""
    yield "a JSON object", []
    yield "lacks the field 'raw'", {key: value for key, value in document.items() if key != "raw"}
    yield "unknown field: 'code'", document | {"code": "print()"}
    yield "'scaling'", document | {"scaling": "pickle"}
    yield "'scaling'", document | {"scaling": ["standard"]}
    yield "'features'", document | {"features": []}
    yield "'features'", document | {"features": document["features"] * 2}
    yield "'raw'", document | {"raw": document["raw"] * 2}
    yield "'features'", document | {"raw": []}
    yield "'expressions'", document | {"expressions": ["nothing"]}
    yield "[Uu]nknown column", document | {"expressions": ["age"], "raw": document["raw"][1:]}
    for field, value in [
        ("scale", 0),
        ("scale", "1"),
        ("scale", True),
        ("offset", float("nan")),
        ("offset", 10**400),
        ("kind", "object"),
        ("levels", ["x"]),
        ("levels", "x"),
        ("fill", "x"),
        ("name", 3),
    ]:
        first = document["features"][0] | {field: value}
        yield f"'{field}'", document | {"features": [first, *document["features"][1:]]}


def test_a_damaged_document_is_refused_with_the_field(encoding):
    for sentence, document in damaged(encoding.to_json()):
        with pytest.raises(DataError, match=sentence):
            Encoding.from_json(document)
