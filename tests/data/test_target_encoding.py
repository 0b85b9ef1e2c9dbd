"""Categories with many levels become the mean target of each level, cross-fitted for the training rows."""

import json
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.data import Encoding, load
from nnplay.data.encoding.target_means import FOLDS, cross_fitting_folds, level_means
from nnplay.data.out_of_core.dataset import read_large
from nnplay.errors import DataError, DataWarning
from nnplay.training.result import TrainingResult

N, TRAIN = 900, np.arange(700)


def frame(kind="number", gaps=False, levels=30):
    """A city that tells about the target, as it does about each city's rows."""
    rng = np.random.default_rng(1)
    codes = np.minimum(rng.integers(0, levels, N), rng.integers(0, levels, N))
    x, effect = rng.normal(size=N), rng.normal(size=levels)[codes]
    city = np.array([f"c{code:02}" for code in codes], dtype=object)
    city[: 40 if gaps else 0] = None
    y = effect + 0.5 * x + 0.5 * rng.normal(size=N)
    targets = {
        "number": {"price": 1000 * y + 5000},
        "two classes": {"sold": np.where(y > 0, "yes", "no")},
        "three classes": {"size": np.array(["L", "M", "S"])[(y > 0) + (y > 1).astype(int)]},
        "two numbers": {"price": y, "rent": x - y},
        "labels": {"old": y > 0, "big": x + y > 1},
    }[kind]
    return pd.DataFrame({"city": city, "x": x, **targets}), list(targets)


def dataset(kind="number", **options):
    rows, targets = frame(kind, **options)
    return load(rows, target=targets)


def smoothed(city, y):
    """The value of each city and of all rows: (Σ y + m·ȳ) / (n + m), by pandas."""
    groups = y.groupby(city.fillna("(none)"))
    n, means, k = groups.size(), groups.mean(), groups.ngroups
    within = ((y - city.fillna("(none)").map(means)) ** 2).sum() / (len(y) - k)
    spread = (n * (means - y.mean()) ** 2).sum() / (k - 1)
    between = (spread - within) / ((len(y) - (n**2).sum() / len(y)) / (k - 1))
    if between <= 0:
        return means * 0 + y.mean(), y.mean()
    m = within / between
    return (groups.sum() + m * y.mean()) / (n + m), y.mean()


def expected(rows, y):
    """The raw inputs of the training rows, out of fold, and of the others, by pandas."""
    train = rows.iloc[TRAIN]
    folds = np.random.default_rng(0).permutation(len(TRAIN)) % 5
    inside = np.empty(len(TRAIN))
    for fold in range(5):
        values, prior = smoothed(train.city[folds != fold], y.iloc[TRAIN][folds != fold])
        inside[folds == fold] = train.city[folds == fold].map(values).fillna(prior)
    values, prior = smoothed(train.city, y.iloc[TRAIN])
    return inside, rows.city.iloc[len(TRAIN) :].map(values).fillna(prior).to_numpy(float)


TARGETS = {
    "number": (["city: mean of price"], lambda rows: [rows.price]),
    "two classes": (["city: share of yes"], lambda rows: [rows.sold == "yes"]),
    "three classes": (
        ["city: share of L", "city: share of M", "city: share of S"], lambda rows: [rows["size"] == s for s in "LMS"]),
    "two numbers": (["city: mean of price", "city: mean of rent"], lambda rows: [rows.price, rows.rent]),
    "labels": (["city: mean of old", "city: mean of big"], lambda rows: [rows.old, rows.big]),
}  # fmt: skip


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("kind", TARGETS)
def test_training_rows_get_the_means_of_other_folds_and_all_others_those_of_all_training_rows(kind, gaps):
    rows, _ = frame(kind, gaps)
    data = dataset(kind, gaps=gaps)
    names, targets = TARGETS[kind]
    encoding = Encoding.fit(data, TRAIN, "none")
    assert encoding.names == (*names, *(["city (missing)"] if gaps else []), "x")
    X = encoding.transform_training(data, TRAIN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        others = encoding.transform(data, np.arange(len(TRAIN), N))
    for k, y in enumerate(targets(rows)):
        inside, outside = expected(rows, y.astype(float))
        np.testing.assert_allclose(X[:, k], inside, rtol=1e-9)
        np.testing.assert_allclose(others[:, k], outside, rtol=1e-9)
    np.testing.assert_array_equal(X[:, len(names) :], encoding.transform(data, TRAIN)[:, len(names) :])


@pytest.mark.parametrize("scale", ["standard", "minmax"])
def test_the_inputs_are_scaled_like_the_target(scale):
    data = dataset()
    plain, scaled = (Encoding.fit(data, TRAIN, s).transform_training(data, TRAIN)[:, 0] for s in ("none", scale))
    y = data.targets[0].values[TRAIN]
    offset, divisor = (y.mean(), y.std()) if scale == "standard" else (y.min(), np.ptp(y))
    np.testing.assert_allclose(scaled, (plain - offset) / divisor, rtol=1e-9, atol=1e-12)


def test_twenty_levels_are_one_hot_and_more_are_not():
    city = [f"c{k % 20}" for k in range(400)]
    y = np.random.default_rng(0).normal(size=400)
    rows = np.arange(400)
    assert Encoding.fit(load({"city": city, "y": y}), rows).n_in == 20
    assert Encoding.fit(load({"city": [*city[:-1], "z"], "y": y}), rows).names == ("city: mean of y",)


def test_with_many_classes_a_category_stays_one_hot_unless_the_user_says_otherwise():
    rng = np.random.default_rng(0)
    table = {"city": [f"c{k}" for k in rng.integers(0, 60, 800)], "y": [f"k{k}" for k in rng.integers(0, 11, 800)]}
    rows = np.arange(800)
    assert Encoding.fit(load(table), rows).n_in == 50
    asked = Encoding.fit(load(table, columns={"city": "target"}), rows)
    assert asked.names == tuple(f"city: share of {label}" for label in sorted(set(table["y"])))


@pytest.mark.parametrize(("word", "n_in"), [("one-hot", 50), ("target", 1), (["category", "target"], 1)])
def test_the_users_word_decides(word, n_in):
    few = {"city": [f"c{k % 70}" for k in range(700)], "y": np.arange(700) / 7}
    assert Encoding.fit(load(few, columns={"city": word}), np.arange(700)).n_in == n_in


def test_numbers_may_be_target_encoded_as_well():
    table = {"zip": [k % 7 for k in range(100)], "y": np.arange(100) / 7}
    data = load(table, columns={"zip": ["missing=3", "target"]})
    encoding = Encoding.fit(data, np.arange(100))
    assert encoding.names == ("zip: mean of y", "zip (missing)")
    assert encoding.features[0].levels == ("0", "1", "2", "4", "5", "6")


def test_words_that_cannot_hold_are_refused(tmp_path):
    with pytest.raises(DataError, match="'target' says how a feature is encoded, but 'y' is the target"):
        load({"city": ["a", "b"], "y": [1, 2]}, target="y", columns={"y": "target"})
    with pytest.raises(DataError, match=r"'city' cannot be read as 'onehot' \(did you mean 'one-hot'"):
        load({"city": ["a", "b"], "y": [1, 2]}, columns={"city": "onehot"})
    rows, _ = frame()
    rows.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(DataError, match="'city' cannot be encoded as mean targets, because the file is read in batch"):
        read_large(tmp_path / "t.csv", target="price", columns={"city": "target"})
    assert read_large(tmp_path / "t.csv", target="price").encoding.n_in == 31


def test_unknown_levels_and_missing_values_get_the_mean_of_all_training_rows():
    data = dataset(gaps=True)
    encoding = Encoding.fit(data, TRAIN, "none")
    mean = data.targets[0].values[TRAIN].mean()
    assert encoding.transform_rows({"city": None, "x": 0})[0].tolist() == [pytest.approx(mean), 1, 0]
    with pytest.warns(DataWarning, match="'Ulm'.: counts as the mean of all training rows"):
        assert encoding.transform_rows({"city": "Ulm", "x": 0})[0].tolist() == [pytest.approx(mean), 0, 0]
    complete = Encoding.fit(dataset(), TRAIN, "none")
    with pytest.warns(DataWarning, match=r"imputed in columns that had none in training: city \(1\)"):
        assert complete.transform_rows({"city": "", "x": 0})[0].tolist() == [pytest.approx(6e3, rel=0.5), 0]
    rows, targets = frame()
    strict = Encoding.fit(load(rows, target=targets, missing="refuse"), TRAIN, unknown="refuse")
    with pytest.raises(DataError, match="row 1: column 'city' has no value"):
        strict.transform_rows({"city": None, "x": 0})
    with pytest.raises(DataError, match=r"'Ulm', which no training row has; the known categories are c00, c01.* more"):
        strict.transform_rows({"city": "Ulm", "x": 0})


def test_groups_that_are_split_as_one_share_a_fold():
    rows, _ = frame()
    rows["patient"] = [f"p{k % 37}" for k in range(N)]
    data = load(rows, target="price", split="group:patient")
    folds = cross_fitting_folds(data, TRAIN)
    assert set(folds.tolist()) == set(range(FOLDS))
    assert (pd.Series(folds).groupby(rows.patient.iloc[TRAIN].to_numpy()).nunique() == 1).all()
    np.testing.assert_array_equal(folds, cross_fitting_folds(data, TRAIN))


def test_a_category_without_information_does_no_harm():
    rng = np.random.default_rng(0)
    n = 1500
    x = rng.normal(size=n)
    table = {"x": x, "y": x + rng.normal(size=n)}
    noise = table | {"id": [f"n{k}" for k in rng.integers(0, 500, n)]}
    settings = {"target": "y", "epochs": 60, "seed": 0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # unknown levels
        without, with_noise = nn.train(table, (8,), **settings), nn.train(noise, (8,), **settings)
        data, test = with_noise.dataset, with_noise.split.test
        scores = [run.evaluate(run.dataset.take(test))["r2"] for run in (without, with_noise)]
    assert scores[1] > scores[0] - 0.03
    y, rows = data.targets[0].values, with_noise.split.train
    column = with_noise.model.encoding.names.index("id: mean of y")
    leaking, cross_fitted = (
        transform(data, rows)[:, column]
        for transform in (with_noise.model.encoding.transform, with_noise.model.encoding.transform_training)
    )
    assert np.ptp(cross_fitted) == 0 or np.corrcoef(cross_fitted, y[rows])[0, 1] < 0.1
    assert np.ptp(leaking) < 1


def test_a_run_is_rebuilt_to_the_same_bits(tmp_path):
    rows, _ = frame(gaps=True)
    rows.to_csv(tmp_path / "t.csv", index=False)
    run = nn.train(str(tmp_path / "t.csv"), (6,), target="price", epochs=8, seed=3)
    session = nn.TrainingSession.start(str(tmp_path / "t.csv"), (6,), target="price", epochs=8, seed=3)
    trained = session.problem.parts
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay").with_data()
    assert isinstance(loaded, TrainingResult)
    for problem in (run.problem(), loaded.problem()):
        assert problem.encoding == session.problem.encoding
        for name, part in trained.items():
            np.testing.assert_array_equal(problem.parts[name].X, part.X)
    assert not np.array_equal(trained["train"].X, run.model.encode(run.dataset.take(run.split.train)))
    earlier = loaded.at(4)
    again = nn.train(str(tmp_path / "t.csv"), (6,), target="price", epochs=8, seed=3)
    np.testing.assert_array_equal(earlier.parameters.theta, again.at(4).parameters.theta)
    np.testing.assert_array_equal(loaded.parameters.theta, again.parameters.theta)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(
    kind=st.sampled_from(sorted(TARGETS)), scale=st.sampled_from(["standard", "minmax", "none"]),
    size=st.integers(1, 60), gaps=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_any_rows_give_finite_inputs_that_survive_json(kind, scale, size, gaps, seed):
    rows, targets = frame(kind, gaps)
    drawn = np.sort(np.random.default_rng(seed).permutation(N)[:size])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        data = load(rows, target=targets, columns={"city": "target"})
        encoding = Encoding.fit(data, drawn, scale)
        X, own = encoding.transform(data), encoding.transform_training(data, drawn)
        again = Encoding.from_json(json.loads(json.dumps(encoding.to_json())))
        np.testing.assert_array_equal(again.transform_rows(rows), X)
    assert again == encoding
    assert hash(again) == hash(encoding)
    assert np.isfinite(X).all()
    assert np.isfinite(own).all()


@settings(deadline=None)
@given(y=st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=30), levels=st.integers(1, 9), seed=st.integers(0, 99))
def test_a_value_lies_between_its_levels_mean_and_the_mean_of_all(y, levels, seed):
    codes = np.random.default_rng(seed).integers(0, levels + 1, len(y))
    values = level_means(codes, np.array(y)[:, None], levels)[:, 0]
    unit = max(map(abs, y)) or 1.0
    z = np.array(y) / unit
    for level in range(levels):
        own = z[codes == level].mean() if (codes == level).any() else z.mean()
        low, high = sorted((own, z.mean()))
        assert low - 1e-9 <= values[level] / unit <= high + 1e-9
    assert values[levels] / unit == pytest.approx(z.mean(), abs=1e-9)


def damaged(document):
    """Each way of spoiling the means."""
    first = document["features"][0]
    means = first["means"]
    for field, value in [
        ("values", means["values"][1:]), ("values", [[*row, 0.0] for row in means["values"]]),
        ("values", [["a"], *means["values"][1:]]), ("values", [[float("nan")], *means["values"][1:]]), ("values", 3),
        ("values", [3]), ("outputs", []), ("outputs", ["a", "a"]), ("offset", []), ("scale", [0.0]),
        ("scale", [1.0, 1.0]), ("code", 1),
    ]:  # fmt: skip
        yield f"'{field}'", first | {"means": means | {field: value}}
    yield "'offset'", first | {"means": {key: value for key, value in means.items() if key != "offset"}}
    yield "'fill'", first | {"fill": 0.0}
    yield "'fill'", first | {"fill": "c01"}
    yield "'means'", first | {"ordered": True}
    yield "'means'", first | {"rare": ["z"]}
    yield "'means'", first | {"kind": "number", "levels": [], "fill": None, "means": means | {"values": [[0.0]]}}
    yield "a JSON object", first | {"means": []}


def test_damaged_means_are_refused_with_the_field():
    document = Encoding.fit(dataset(), TRAIN).to_json()
    for sentence, feature in damaged(document):
        with pytest.raises(DataError, match=sentence):
            Encoding.from_json(document | {"features": [feature, *document["features"][1:]]})


def test_a_file_of_an_earlier_version_has_no_means():
    data = dataset(levels=5)
    encoding = Encoding.fit(data, TRAIN)
    assert "means" not in encoding.to_json()["features"][0]
    assert Encoding.from_json(encoding.to_json()) == encoding
    assert replace(encoding.features[0], means=None) == encoding.features[0]
