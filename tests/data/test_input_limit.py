"""Numbers far from the mean of the training rows are limited, everywhere in the same way."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given, strategies as st

import nnplay as nn
from nnplay.data import Dataset, Encoding, load
from nnplay.data.encoding.feature import Feature
from nnplay.errors import DataError
from nnplay.export.export import export

ROWS = np.arange(60)
FAR = {"x": 1e6, "size": "L", "on": True, "town": "Bonn"}


def frame():
    rng = np.random.default_rng(0)
    return {
        "x": rng.normal(5, 2, 60).tolist(), "size": rng.choice(["S", "M", "L"], 60).tolist(),
        "on": rng.choice([True, False], 60).tolist(), "town": rng.choice(["Bonn", "Ulm"], 60).tolist(),
        "y": rng.normal(size=60).tolist(),
    }  # fmt: skip


def dataset():
    return load(frame(), target="y", columns={"size": "ordered=S<M<L"})


@given(value=st.floats(-1e300, 1e300), limit=st.floats(0.1, 100))
def test_a_number_is_scaled_and_then_limited(value, limit):
    plain, limited = (
        Feature("x", "number", offset=5.0, scale=2.0),
        Feature("x", "number", (), None, 5.0, 2.0, limit=limit),
    )
    expected = min(max((value - 5) / 2, -limit), limit)
    assert limited.scaled(np.array([value]))[0] == expected
    assert plain.scaled(np.array([value]))[0] == (value - 5) / 2


def test_only_numbers_and_ranks_have_a_limit_and_only_with_standard_scaling():
    limits = {each.name: each.limit for each in Encoding.fit(dataset(), ROWS, limit=4.0).features}
    assert limits == {"x": 4.0, "size": 4.0, "on": None, "town": None}
    for scale in ("minmax", "none"):
        assert all(each.limit is None for each in Encoding.fit(dataset(), ROWS, scale, limit=4.0).features)
    assert all(each.limit is None for each in Encoding.fit(dataset(), ROWS).features)


def test_the_rows_within_the_limit_are_as_they_were():
    with_limit, without = Encoding.fit(dataset(), ROWS, limit=2.0), Encoding.fit(dataset(), ROWS)
    np.testing.assert_array_equal(with_limit.transform(dataset()), np.clip(without.transform(dataset()), -2, 2))


def test_a_number_that_would_overflow_is_limited():
    data = Dataset.from_arrays(np.array([0.0, 1e-300] * 5), np.arange(10.0) + 0.5)
    encoding = Encoding.fit(data, np.arange(10), limit=5.0)
    assert encoding.transform_rows([[1e300]]).tolist() == [[5.0]]
    with pytest.raises(DataError, match="too large for the scaling"):
        Encoding.fit(data, np.arange(10)).transform_rows([[1e300]])


def test_files_keep_the_limit_and_refuse_a_bad_one():
    encoding = Encoding.fit(dataset(), ROWS, limit=4.0)
    document = encoding.to_json()
    assert Encoding.from_json(document) == encoding
    for wrong in (0, -1, "4", None):
        document["features"][0]["limit"] = wrong
        with pytest.raises(DataError, match="limit"):
            Encoding.from_json(document)
    document = encoding.to_json()
    document["features"][3]["limit"] = 4.0  # of the town
    with pytest.raises(DataError, match="limit"):
        Encoding.from_json(document)


def test_the_default_recipe_has_a_limit_and_a_recipe_of_your_own_has_none():
    assert nn.train("iris", epochs=1).recipe.input_limit == 5
    assert nn.train("iris", epochs=1, optimizer="adam").recipe.input_limit is None
    run = nn.train("iris", epochs=1, input_limit=2.5)
    assert {each.limit for each in run.model.encoding.features} == {2.5}
    for wrong in (0, -1.0, float("inf")):
        with pytest.raises(nn.NNPlayError, match="input_limit"):
            nn.train("iris", input_limit=wrong)


def test_a_far_row_changes_nothing_for_a_network_beyond_the_limit(tmp_path):
    run = nn.train(frame(), (8,), target="y", columns={"size": "ordered=S<M<L"}, epochs=20, input_limit=3.0)
    far, farther = (run.predict(FAR | {"x": x}) for x in (1e3, 1e9))
    assert far == farther
    run.save(tmp_path / "run.nnplay")
    assert nn.load_run(tmp_path / "run.nnplay").predict(FAR) == far
    assert "limited (input_limit)" in str(run.explain(FAR))


@pytest.mark.parametrize("to", ["numpy", "pytorch", "onnx"])
def test_exports_limit_too(to, tmp_path):
    if to == "pytorch":
        pytest.importorskip("torch")
    run = nn.train(
        frame(), (8,), target="y", columns={"size": "ordered=S<M<L"}, epochs=20, input_limit=3.0, dtype="float64"
    )
    rows = [FAR, FAR | {"x": -1e9}, FAR | {"x": 5.0, "size": "S"}]
    expected = run.predict(rows)
    path = tmp_path / ("net.onnx" if to == "onnx" else "net.py")
    assert export(run, path, to).agrees
    if to == "onnx":
        session = pytest.importorskip("onnxruntime").InferenceSession(path.read_bytes())
        columns = {name: np.array([[row[name]] for row in rows]) for name in run.model.encoding.columns}
        columns["on"] = columns["on"].astype(float)
        columns = {name: cells.astype(object) if cells.dtype.kind == "U" else cells for name, cells in columns.items()}
        answers = session.run(["prediction"], columns)[0]
    else:
        spec = importlib.util.spec_from_file_location("exported", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        answers = module.predict(rows)
    np.testing.assert_allclose(np.asarray(answers, dtype=float).reshape(-1), expected, rtol=1e-6)
