"""Columns of numbers that share a matrix: the same numbers, to the bit, as one column at a time."""

import pickle
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.data import Dataset, Encoding, load, number_matrix
from nnplay.data.columns import Column, matrix_groups
from nnplay.data.number_matrix import NumberMatrix, is_immutable
from nnplay.errors import ChangedDataError, DataError, DataWarning, NNPlayError

DTYPES = ("float32", "float64", "float16", "uint8", "int16", "int64", "bool")
FINGERPRINTS = {
    "float32": "5f744f34d263ab475e3202442e1b131fdf091a719c9a6de19a8c1efa81be6a04",
    "uint8": "bfefd7f9c96aed45e4cddb28471c69ea892095d090a9299ef60271f340b076f1",
    "bool": "949e555818e537221edfaa690a63c5fded8edbe2d57c3146275900aac4bc7ef1",
}  # fmt: skip


def one_by_one(data: Dataset) -> Dataset:
    """The same data, each column stored by itself."""
    columns = {column: replace(column, stored=np.array(column.values)) for column in (*data.features, *data.raw)}
    return replace(
        data, features=tuple(map(columns.__getitem__, data.features)), raw=tuple(map(columns.__getitem__, data.raw))
    )


def matrices(data: Dataset) -> int:
    """The number of matrices that hold features."""
    return sum(matrix is not None for matrix, _ in matrix_groups(data.features))


def assert_same_bits(data: Dataset, rows: np.ndarray, *, others: tuple = ("standard", "warn", None)) -> None:
    """Both ways of storing the columns give the same encoding and the same inputs."""
    plain = one_by_one(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # constant columns
        together, alone = Encoding.fit(data, rows, *others), Encoding.fit(plain, rows, *others)
    assert repr(together.to_json()) == repr(alone.to_json())
    for dtype in ("float32", "float64"):
        for some in (rows, None):
            with np.errstate(over="ignore"):
                expected = alone.transform(plain, some).astype(dtype)
            X = together.transform(data, some, dtype)
            assert X.dtype == dtype
            assert X.flags.c_contiguous
            assert X.tobytes() == expected.tobytes()
            assert alone.transform(plain, some, dtype).tobytes() == expected.tobytes()


@st.composite
def datasets(draw):
    n, k = draw(st.integers(2, 400)), draw(st.integers(1, 7))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    exponent = draw(st.sampled_from([-300, -3, 0, 2, 30, 300]))
    X = random.normal(draw(st.sampled_from([0, 1, 1e6])), 1, (n, k)) * 10.0**exponent
    X[:, 0] = draw(st.sampled_from([0.0, -0.0, 0.1, X[0, 0]]))
    X[: n // 2, -1] = draw(st.sampled_from([0.0, -0.0, 1.0]))
    dtype = draw(st.sampled_from(DTYPES))
    with np.errstate(all="ignore"):
        X = np.nan_to_num(X.astype("float32" if dtype.startswith(("u", "i")) else dtype), posinf=1, neginf=-1)
        X = (X % 100 if dtype.startswith(("u", "i")) else X).astype(dtype)
    missing = draw(st.sampled_from(["refuse", "impute"]))
    rows = np.sort(random.choice(n, draw(st.integers(1, n)), replace=False))
    return Dataset.from_arrays(X, random.random(n), missing=missing), rows


@settings(max_examples=150)
@given(datasets(), st.sampled_from(["standard", "minmax", "none"]), st.sampled_from([None, 1.5]))
def test_a_matrix_is_encoded_to_the_same_bits_as_its_columns(case, scale, limit):
    data, rows = case
    assert matrices(data) == 1
    assert_same_bits(data, rows, others=(scale, "warn", limit))
    assert data.fingerprint == one_by_one(data).fingerprint


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("n", [8_191, 50_000])
def test_many_rows_give_the_same_bits_on_any_number_of_threads(monkeypatch, threads, n):
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    random = np.random.default_rng(n)
    X = random.normal(3, 5, (n, 24)).astype(np.float32)
    assert_same_bits(Dataset.from_arrays(X, random.random(n)), np.flatnonzero(random.random(n) < 0.8))


def test_a_frame_with_many_numbers_is_a_matrix_and_its_other_columns_are_not():
    random = np.random.default_rng(0)
    X = random.normal(size=(40, 20)).astype(np.float32)
    frame = pd.DataFrame(X, columns=[f"pixel {k}" for k in range(20)])
    frame.insert(7, "city", random.choice(["Bonn", "Köln"], 40))
    frame["label"] = random.choice(["a", "b"], 40)
    data = load(frame, target="label")
    assert [matrix is not None for matrix, _ in matrix_groups(data.features)] == [True, False, True]
    assert_same_bits(data, np.arange(30))
    assert data.fingerprint == one_by_one(data).fingerprint
    assert matrices(load(frame.iloc[:, :5], target="pixel 4")) == 0


def test_a_column_with_a_missing_or_infinite_value_is_a_column_by_itself():
    X = np.arange(60, dtype=np.float32).reshape(20, 3)
    X[3, 1] = np.nan
    with pytest.raises(DataError, match="row 4: column 'x2' has no value"):
        Dataset.from_arrays(X, np.arange(20) / 3)
    X[4, 0] = np.inf
    data = Dataset.from_arrays(X, np.arange(20) / 3, missing="impute")
    assert [column.missing.sum() for column in data.features] == [1, 1, 0]
    assert "x1: 1 infinite value (row 5 first) counted as missing" in data.notes
    assert_same_bits(data, np.arange(15))
    with pytest.warns(DataWarning, match="2 of 20 rows were dropped"):
        data = Dataset.from_arrays(X, np.arange(20) / 3, missing="drop")
    assert data.n_rows == 18
    assert_same_bits(data, np.arange(15))


def test_some_rows_and_some_columns_of_a_matrix():
    random = np.random.default_rng(1)
    data = Dataset.from_arrays(random.normal(size=(30, 6)).astype(np.float32), random.random(30))
    for rows in (np.array([4, 2, 9, 11]), data.features[0].values > 0):
        taken = data.take(rows)
        assert matrices(taken) == 1
        assert taken.fingerprint == one_by_one(data).take(rows).fingerprint
        assert taken.raw[1] is taken.features[1]
    fewer = tuple(data.features[k] for k in (4, 0, 1))
    assert_same_bits(replace(data, features=fewer, raw=fewer), np.arange(20))
    again = pickle.loads(pickle.dumps(data))
    assert again.fingerprint == data.fingerprint
    assert matrices(again) == 1


def test_values_of_a_matrix_are_float64_and_cannot_be_changed():
    column = Dataset.from_arrays(np.array([[1], [2], [300]], np.int16), [0.5, 1.5, 2]).features[0]
    assert column.values.dtype == np.float64
    assert column.values.tolist() == [1, 2, 300]
    assert column.take(np.array([2, 0])).values.tolist() == [300, 1]
    with pytest.raises(ValueError, match="read-only"):
        column.values[0] = 5


@pytest.mark.parametrize("dtype", [">f4", "float128", ">i4"])
def test_unusual_types_become_usual_ones(dtype):
    X = np.array([[1.5, 2], [3, 4]]).astype(np.dtype(dtype) if dtype != "float128" else np.longdouble)
    data = Dataset.from_arrays(X, [0.5, 1.5])
    assert data.features[0].values.tolist() == X[:, 0].astype(float).tolist()
    assert data.features[0].stored.matrix.values.dtype.isnative


def test_notes_and_checks_of_a_matrix():
    X = np.full((12, 3), 5.0)
    X[:3, 1] = -9999
    X[:, 2] = np.arange(12)
    assert any("x2: -9999 in 3 rows" in note for note in Dataset.from_arrays(X, np.arange(12) / 7).notes)
    with pytest.warns(DataWarning, match="column 'x1' has whole numbers beyond 2"):
        Dataset.from_arrays(np.array([[2**60, 1], [1, 2]]), [0.5, 1.5])
    with pytest.raises(DataError, match="column 'x1' has values too far apart"):
        Encoding.fit(Dataset.from_arrays([[1e308, 1], [-1e308, 2]], [0.5, 1.5]), np.arange(2), "minmax")
    data = Dataset.from_arrays([[1e300, 1], [2e300, 2]], [0.5, 1.5])
    with pytest.raises(NNPlayError, match=r"The inputs reach 2e\+300, more than float32 can hold"):
        nn.train(data, (2,), epochs=1, scale="none", test_fraction=0.0)


# ── who owns the numbers ────────────────────────────────────────────────────────────────────────────────────────


def test_a_dataset_has_its_own_copy_of_an_array():
    X, y = np.random.default_rng(0).random((50, 4), np.float32), np.arange(50) % 2
    data, expected = Dataset.from_arrays(X, y), Dataset.from_arrays(X.copy(), y.copy()).fingerprint
    X[:], y[:] = 0, 1
    assert data.fingerprint == expected
    assert data.features[0].values.max() > 0


def test_an_array_that_nobody_can_change_is_not_copied():
    X = np.random.default_rng(0).random((50, 4), np.float32)
    view = X[:]
    view.setflags(write=False)  # the array behind it can still be changed
    assert not is_immutable(view)
    assert not np.shares_memory(NumberMatrix.of_array(view).values, X)
    X.setflags(write=False)
    assert is_immutable(view)
    assert np.shares_memory(NumberMatrix.of_array(view).values, X)
    assert is_immutable(np.frombuffer(X.tobytes(), np.float32))
    assert not is_immutable(np.frombuffer(bytearray(8), np.float32))
    run = nn.train(Dataset.from_arrays(X, np.arange(50) % 2), (2,), epochs=1, scale="none", test_fraction=0.0)
    assert 0 <= run.metrics["train"]["accuracy"] <= 1


def test_a_large_array_is_not_copied_and_gives_the_same_bits(monkeypatch):
    X, y = np.random.default_rng(0).random((300, 5), np.float32), np.arange(300) % 3
    copied = Dataset.from_arrays(X, y)
    monkeypatch.setattr(number_matrix, "SHARED_BYTES", X.nbytes)
    for shared in (Dataset.from_arrays(X, y), pickle.loads(pickle.dumps(Dataset.from_arrays(X, y)))):
        assert shared.fingerprint == copied.fingerprint
        for options in ({}, {"scale": "none", "test_fraction": 0.0}):
            results = [nn.train(data, (4,), epochs=3, seed=1, **options) for data in (copied, shared)]
            assert len({run.parameters.theta.tobytes() for run in results}) == 1
            assert results[0].metrics == results[1].metrics
    shared = Dataset.from_arrays(X, y).features[0].stored.matrix
    assert np.shares_memory(shared.values, X)
    assert not np.shares_memory(nn.TrainingSession.start(Dataset.from_arrays(X, y), (4,), optimizer="sgd", scale="none",
                                                         test_fraction=0.0).problem.parts["train"].X, X)  # fmt: skip
    for other in (X[:, ::-1], X[::2], X.astype(">f4"), X[:-1]):  # not in rows of native numbers, or smaller
        assert not np.shares_memory(NumberMatrix.of_array(other).values, X)


@pytest.mark.parametrize(
    "change",
    [
        lambda X: X.__setitem__((7, 2), np.nextafter(X[7, 2], 1)),
        lambda X: np.negative(X, out=X),
        lambda X: X.__setitem__(slice(None), X[:, ::-1].copy()),
        lambda X: np.random.default_rng(1).shuffle(X),
    ],
    ids=["the last bit of a number", "all signs", "the order of the columns", "the order of the rows"],
)
def test_a_dataset_says_that_its_array_was_changed(monkeypatch, tmp_path, change):
    monkeypatch.setattr(number_matrix, "SHARED_BYTES", 0)
    X, y = np.random.default_rng(0).random((300, 5), np.float32), np.arange(300) % 2
    before = X.copy()
    data = Dataset.from_arrays(X, y, name="pixels")
    run = nn.train(data, (4,), epochs=1, optimizer="sgd")
    predicted = run.predict(X)
    change(X)
    refused = "pixels: the array was changed after this dataset was made from it"
    for use in (
        lambda: nn.train(data, (4,), epochs=1), lambda: data.fingerprint, lambda: data.take(np.arange(9)),
        lambda: run.at(0), lambda: run.importance(), run.check_gradients,
    ):  # fmt: skip
        with pytest.raises(ChangedDataError, match=refused):
            use()
    assert run.predict(before).tolist() == predicted.tolist()
    run.save(tmp_path / "a.nnplay")  # what was learned is not lost
    loaded = nn.load_run(tmp_path / "a.nnplay")
    with pytest.raises(ChangedDataError, match="It is not recorded which rows 'pixels' had"):
        loaded.with_data(Dataset.from_arrays(before, y, name="pixels"))
    X[:] = before
    assert run.at(0).epoch == 0


def test_numbers_that_need_no_change_are_trained_on_where_they_are():
    X, y = np.random.default_rng(0).random((50, 4), np.float32), np.arange(50) % 2
    data = Dataset.from_arrays(X, y)

    def inputs(data: Dataset, **options):
        settings = {"scale": "none", "test_fraction": 0.0, "validation_fraction": 0.0} | options
        return nn.TrainingSession.start(data, (2,), optimizer="sgd", **settings).problem.parts["train"].X

    matrix = data.features[0].stored.matrix.values
    assert inputs(data) is matrix
    assert inputs(one_by_one(data)).tobytes() == matrix.tobytes()
    for options in ({"scale": "standard"}, {"dtype": "float64"}, {"test_fraction": 0.2}):
        assert not np.shares_memory(inputs(data, **options), matrix)
    fewer = replace(data, features=data.features[1:], raw=data.raw[1:])
    assert not np.shares_memory(inputs(fewer), matrix)


# ── the fingerprint ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dtype", FINGERPRINTS)
def test_fingerprints_are_those_of_saved_runs(dtype):
    X = np.arange(60).reshape(3, 20).astype(np.float32) / 7
    X = X > 4 if dtype == "bool" else X.astype(dtype)
    assert Dataset.from_arrays(X, [0, 1, 0]).fingerprint == FINGERPRINTS[dtype]


def test_a_run_computes_the_fingerprint_of_its_data_when_it_is_asked_for(tmp_path):
    X, y = np.random.default_rng(0).random((50, 4), np.float32), np.arange(50) % 2
    expected = Dataset.from_arrays(X.copy(), y).fingerprint
    run = nn.train(Dataset.from_arrays(X, y), (2,), epochs=1)
    assert "fingerprint" not in vars(run.dataset)
    X[:] = 0
    assert list(run.facts)[:6] == ["name", "task", "rows", "features", "targets", "fingerprint"]
    assert "fingerprint" not in vars(run.dataset)
    assert len(run.facts) == len(dict(run.facts))
    assert run.facts["fingerprint"] == expected
    assert expected in repr(run.facts)
    assert (run.facts | {"name": "other"})["fingerprint"] == expected
    run.save(tmp_path / "a.nnplay")
    loaded = nn.load_run(tmp_path / "a.nnplay")
    assert loaded.facts == dict(run.facts)
    assert loaded.with_data(run.dataset).dataset is run.dataset


def test_a_plain_column_and_one_of_a_matrix_are_told_apart_by_nothing_but_their_store():
    data = Dataset.from_arrays(np.arange(12).reshape(6, 2), np.arange(6) / 3)
    for column, alone in zip(data.features, one_by_one(data).features, strict=True):
        assert isinstance(column, Column)
        assert (column.name, column.kind, len(column), column.is_integer) == (
            alone.name, alone.kind, len(alone), alone.is_integer,
        )  # fmt: skip
        assert column.distinct() == alone.distinct()
        assert not column.has_missing
        assert column.missing.tolist() == alone.missing.tolist()
