"""Arrays, tables in memory and rows to predict, as strangers give them: never a wrong number, never a traceback."""

import interfaces
import numpy as np
import pytest

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::nnplay.errors.DataWarning")
X, Y = np.arange(20.0).reshape(10, 2), np.array([0, 1] * 5)
CELLS = (
    float("nan"), float("inf"), 10**400, "x", "?", "1e999", None, 1j, [], {}, object(), b"x", "\x1b[2J",
    np.datetime64("2020-01-01"),

)  # fmt: skip
ARRAYS = {
    "nothing": ([], []), "no columns": (np.zeros((5, 0)), Y), "no rows": (np.zeros((0, 2)), []),
    "a block": (np.zeros((2, 2, 2)), Y), "numbers alone": (3, 4), "None": (None, None), "texts alone": ("abc", "abc"),
    "ragged": ([[1], [1, 2]], [0, 1]), "a generator": ((k for k in range(3)), Y), "a dict": ({"a": 1}, Y),
    "a set": ({1, 2}, Y), "deep": (eval("[" * 90 + "]" * 90), Y), "fewer rows": (X[:9], Y), "complex": (X * 1j, Y),

}  # fmt: skip
ROWS = (
    {}, [], None, 3, b"x", object(), [[1]], [[1, 2, 3]], [["x", "y"]], {"a": 1}, {"b": "u"}, {"a": "x", "b": "u"},
    {"a": "\x1b[2J", "b": "u"}, {"a": float("inf"), "b": "u"}, {"a": "1e999", "b": "u"}, {"a": 10**400, "b": "u"},
    {"a": 1j, "b": "u"}, {"a": b"1", "b": "u"}, {"a": [1, 2], "b": ["u"]}, {"a": {"x": 1}, "b": "u"}, [{"a": 1, "b":
    "u"}, {"a": 1}], [{"a": 1, "b": "u"}, 3], np.zeros((2, 2, 2)), "no such file.csv", "\x1b[2J", {"a": "\ud800", "b":
    "u"},

)  # fmt: skip


GAPS = (
    {"a": None, "b": "u"}, {"a": float("nan"), "b": "u"}, {"a": "NA", "b": "u"}, {"a": "?", "b": "u"},
    {"a": "", "b": "u"}, {"a": 2.5, "b": None}, {"a": 2.5, "b": ""}, {"a": 2.5, "b": "n/a"},

)  # fmt: skip


TABLE = {"a": [1.0, 2, 3, 4] * 6, "b": ["u", "u", "v"] * 8, "y": ["p", "q"] * 12}


@pytest.fixture(scope="module")
def run():
    return nn.train(nn.load(TABLE), (2,), epochs=3, test_fraction=0)


@pytest.fixture(scope="module")
def strict():
    return nn.train(nn.load(TABLE, missing="refuse"), (2,), epochs=3, unknown="refuse", test_fraction=0)


@pytest.mark.parametrize("place", ["X", "y"])
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: repr(cell)[:12])
def test_a_cell_that_is_no_number_is_told_with_its_row(place, cell):
    arrays = {"X": X.astype(object), "y": Y.astype(object)}
    arrays[place].flat[3] = cell
    with pytest.raises(nn.DataError, match="row 2: column 'x2'" if place == "X" else "row 4: column 'y'") as caught:
        nn.train(nn.Dataset.from_arrays(**arrays), (3,))
    interfaces.check_message(caught.value)


@pytest.mark.parametrize("place", ["X", "y"])
@pytest.mark.parametrize("cell", [*CELLS[:7], "\x1b[2J", np.datetime64("2020-01-01")], ids=lambda cell: repr(cell)[:12])
def test_a_cell_that_is_no_number_is_imputed_or_its_row_dropped_where_that_is_wanted(place, cell):
    arrays = {"X": X.astype(object), "y": Y.astype(object)}
    arrays[place].flat[3] = cell
    if place == "X":
        dataset = nn.Dataset.from_arrays(**arrays, missing="impute")
        expected = [np.nan if k == 1 else 2 * k + 1 for k in range(10)]
        assert np.array_equal(dataset.raw[1].values, expected, equal_nan=True)
        assert "missing values imputed: x2 (1)" in dataset.notes
    else:
        sentence = "1 of 10 rows was dropped because the target's value is missing"
        with pytest.warns(nn.DataWarning, match=sentence):
            dataset = nn.Dataset.from_arrays(**arrays, missing="impute")
        assert dataset.targets[0].values.tolist() == [0, 1, 0, 0, 1, 0, 1, 0, 1]
        assert dataset.raw[0].values.tolist() == [0, 2, 4, 8, 10, 12, 14, 16, 18]
        assert sentence in dataset.notes
    assert nn.train(dataset, (3,), epochs=1).metrics["train"]["loss"] < 100


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_no_matrix_is_told(name):
    with pytest.raises(nn.DataError) as caught:
        nn.Dataset.from_arrays(*ARRAYS[name])
    interfaces.check_message(caught.value)


def test_masked_cells_are_missing_and_sparse_ones_are_not_guessed(run, strict):
    from scipy.sparse import csr_array

    masked = np.ma.masked_array(X, mask=X == 7)
    with pytest.raises(nn.DataError, match="row 4: column 'x2' has no value"):
        nn.Dataset.from_arrays(masked, Y)
    loaded = nn.load({"a": X[:, 0], "b": masked[:, 1], "y": Y})
    assert "missing values imputed: b (1)" in loaded.notes
    assert np.flatnonzero(loaded.raw[1].missing).tolist() == [3]
    rows = np.ma.masked_array([[1, "u"], [2, "v"]], mask=[[0, 0], [1, 0]], dtype=object)
    assert run.probabilities(rows).tolist() == run.probabilities([[1, "u"], [2.5, "v"]]).tolist()
    with pytest.raises(nn.DataError, match="row 2: column 'a' has no value"):
        strict.predict(rows)
    with pytest.raises(nn.DataError, match=r"sparse matrix; pass X\.toarray\(\)"):
        nn.Dataset.from_arrays(csr_array(X), Y)
    with pytest.raises(nn.DataError, match="feature_names is '3'; pass a list"):
        nn.Dataset.from_arrays(X, Y, feature_names=3)


@pytest.mark.parametrize("k", range(len(ROWS)))
def test_rows_that_cannot_be_predicted_are_told(run, k):
    with pytest.raises(nn.DataError) as caught:
        run.predict(ROWS[k])
    interfaces.check_message(caught.value)


@pytest.mark.parametrize("k", range(len(GAPS)))
def test_a_gap_in_a_row_counts_as_the_mean_or_the_most_frequent_category(run, strict, k):
    assert run.probabilities(GAPS[k]).tolist() == run.probabilities({"a": 2.5, "b": "u"}).tolist()
    name = "a" if GAPS[k]["b"] == "u" else "b"
    with pytest.raises(nn.DataError, match=f"row 2: column '{name}' has no value") as caught:
        strict.predict([{"a": 1, "b": "u"}, GAPS[k]])
    interfaces.check_message(caught.value)


@pytest.mark.parametrize("level", ["w", "\x1b[2J", "x" * 500])
def test_an_unknown_category_is_all_zeros_with_a_warning_or_is_refused(run, strict, level):
    rows = [{"a": 1, "b": "u"}, {"a": 1, "b": level}, {"a": 1, "b": level}]
    with pytest.warns(nn.DataWarning, match="2 rows with a category of 'b' that no training row has") as caught:
        encoded = run.model.encode(rows)
    assert len(caught) == 1
    assert not interfaces.CONTROL_CODES.search(str(caught[0].message))
    assert len(str(caught[0].message)) < 300
    assert encoded[0, 1:].tolist() == [1, 0]
    assert encoded[1:, 1:].tolist() == [[0, 0], [0, 0]]
    with pytest.raises(nn.DataError, match="row 2: column 'b' has the category") as refused:
        strict.predict(rows)
    interfaces.check_message(refused.value)


def test_columns_in_another_order_and_more_of_them_change_nothing(run, tmp_path):
    expected = run.probabilities([[1, "u"], [3, "v"]]).tolist()
    path, model = tmp_path / "rows.csv", tmp_path / "model.nnplay"
    path.write_text("z,b,y,a\n?,u,q,1\n,v,p,3\n")
    for rows in ({"z": ["?", ""], "b": ["u", "v"], "a": [1, 3]}, [{"b": "u", "a": 1}, {"a": 3, "b": "v"}], path):
        assert run.probabilities(rows).tolist() == expected
    run.save(model)
    assert [line.split()[-4] for line in interfaces.run_command("predict", model, path).splitlines()[2:]] == list(
        run.predict(path)
    )
    path.write_text("z,b\n1,u\n")
    with pytest.raises(nn.NNPlayError, match="has no column 'a'"):
        interfaces.run_command("predict", model, path)


@pytest.mark.parametrize(
    "row",
    [
        "{", "[1]", "null", "a", "'", "=1", "a=1 a=2", '{"a": NaN}', '{"a": 1e999, "b": "u"}', '{"a": ' + "[" * 50000,
        '{"a": ' + "9" * 5000 + "}", '{"a": [1, 2], "b": 3}', "\x1b[2J", "",
    ],
)  # fmt: skip
def test_a_row_that_is_typed_badly_is_one_line(run, row, tmp_path):
    model = tmp_path / "model.nnplay"
    run.save(model)
    for command in ("predict", "explain"):
        with pytest.raises(nn.NNPlayError) as caught:
            interfaces.run_command(command, model, "--row", row)
        interfaces.check_message(caught.value)
