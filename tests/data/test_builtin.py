"""The built-in sets agree with scikit-learn's, the toys with their promises."""

import json
import subprocess
import sys

import numpy as np
import pytest

from nnplay.data import Dataset, builtin_names, builtin_sets as builtin_module, describe, load
from nnplay.data.toy_sets import TOYS
from nnplay.errors import DataError


@pytest.mark.parametrize("name", builtin_names())
def test_every_name_loads_and_prints_itself_in_one_line(name):
    data = load(name)
    assert data.name == name
    assert name in repr(data)
    assert "\n" not in repr(data)
    assert data.origin == {"source": name}


@pytest.mark.parametrize(
    ("name", "target", "options"),
    [
        ("iris", "species", {}),
        ("wine", "class", {}),
        ("breast_cancer", "diagnosis", {}),
        ("digits", "digit", {}),
        ("diabetes", "progression", {"scaled": False}),
    ],
)
@pytest.mark.parametrize("bundled", [True, False])
def test_bundled_sets_hold_scikit_learns_numbers_and_names(name, target, options, bundled, monkeypatch):
    from sklearn import datasets

    if not bundled:  # should scikit-learn move its files, its own functions are asked
        monkeypatch.setattr(builtin_module, "_read", lambda *_, **__: None)
    bunch = getattr(datasets, f"load_{name}")(**options)
    data = load(name)
    np.testing.assert_array_equal(np.column_stack([column.values for column in data.features]), bunch.data)
    assert data.feature_names == tuple(bunch.feature_names)
    assert data.target_names == (target,)
    truth = bunch.target if name in ("digits", "diabetes") else bunch.target_names[bunch.target]
    np.testing.assert_array_equal(data.targets[0].values, truth)


def test_linnerud_has_three_targets_from_three_features():
    data = load("linnerud")
    assert data.feature_names == ("Chins", "Situps", "Jumps")
    assert data.target_names == ("Weight", "Waist", "Pulse")
    assert data.task == "regression"
    assert not data.multilabel


def test_classes_keep_their_python_types():
    assert load("iris").classes == ("setosa", "versicolor", "virginica")
    assert load("digits").classes == tuple(range(10))
    assert all(type(label) is int for label in load("digits").classes)


def test_scores_are_the_five_students():
    data = load("scores")
    assert data.feature_names == ("hours_sleep", "hours_study")
    assert data.targets[0].values.tolist() == [0.75, 0.83, 0.93, 0.65, 0.25]


@pytest.mark.parametrize("name", TOYS)
def test_toys_repeat_with_the_seed_and_stay_in_the_square(name):
    first, again, other = load(name, seed=3), load(name, seed=3), load(name, seed=4)
    assert first.fingerprint == again.fingerprint
    if name != "spiral":  # which has no randomness without noise
        assert first.fingerprint != other.fingerprint
    X = np.column_stack([column.values for column in first.features])
    assert X.shape == (500, 2)
    assert np.abs(X).max() < 8
    assert load(name, samples=7, noise=1.0).n_rows == 7
    assert load(name, noise=0.2).fingerprint != load(name, noise=0.8).fingerprint


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral", "moons"])
def test_toy_classes_are_orange_and_blue_and_balanced(name):
    data = load(name)
    assert data.classes == ("blue", "orange")
    assert 200 <= (data.targets[0].values == "blue").sum() <= 300


def test_noiseless_toys_follow_their_definitions():
    circle, xor, plane = load("circle"), load("xor"), load("plane")
    x1, x2 = (column.values for column in circle.features)
    np.testing.assert_array_equal(circle.targets[0].values == "blue", np.hypot(x1, x2) < 2.5)
    x1, x2 = (column.values for column in xor.features)
    np.testing.assert_array_equal(xor.targets[0].values == "blue", x1 * x2 >= 0)
    x1, x2 = (column.values for column in plane.features)
    np.testing.assert_allclose(plane.targets[0].values, (x1 + x2) / 10)
    assert set(np.sign(load("multi-gauss").targets[0].values)) == {-1.0, 0.0, 1.0}


@pytest.mark.parametrize("options", [{"noise": -0.1}, {"noise": 2}, {"noise": "a"}, {"samples": 0}, {"seed": -1}])
def test_toy_options_out_of_range_are_refused(options):
    with pytest.raises(DataError, match=next(iter(options))):
        load("circle", **options)


def test_toy_options_for_other_data_are_refused():
    with pytest.raises(DataError, match="toy sets"):
        load("iris", noise=0.1)


def test_an_unknown_name_suggests_the_nearest_and_lists_all():
    with pytest.raises(DataError, match=r"'iriss' .did you mean 'iris'.*multi-gauss"):
        load("iriss")


def test_origin_loads_the_same_data_again():
    data = load("spiral", noise=0.2, samples=50, seed=4, features=["x1", "x1*x2"])
    assert load(**data.origin).fingerprint == data.fingerprint


def test_an_origin_is_json_even_from_numpy_numbers():
    origin = load("circle", samples=np.int64(5), noise=np.float32(0.5), seed=np.int64(3)).origin
    assert json.loads(json.dumps(origin)) == {"source": "circle", "samples": 5, "noise": 0.5, "seed": 3}


def test_another_column_of_a_built_in_set_can_be_the_target():
    data = load("iris", target="petal width (cm)")
    assert data.task == "regression"
    assert "species" in data.feature_names


def test_describe_tells_each_column():
    rows = describe(load("iris"))
    assert [row["role"] for row in rows] == ["feature"] * 4 + ["target"]
    first, last = rows[0], rows[-1]
    assert (first["count"], first["missing"], first["min"], first["max"]) == (150, 0, 4.3, 7.9)
    assert first["mean"] == pytest.approx(5.8433, abs=1e-3)
    assert (last["kind"], last["distinct"], last["mean"]) == ("category", 3, None)
    assert last["examples"] == ["setosa", "versicolor", "virginica"]


def test_importing_the_room_loads_no_heavy_library():
    code = (
        "import sys, nnplay.data as d; d.load('iris'); "
        "print([m for m in ('duckdb', 'python_calamine', 'narwhals', 'sklearn', 'pandas') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_datasets_are_frozen():
    data = load("iris")
    assert isinstance(data, Dataset)
    with pytest.raises(AttributeError):
        data.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        data.features[0].values[0] = 1
