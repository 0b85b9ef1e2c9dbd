"""Runs and models: predicting from the user's columns, saving, loading, and a component of the user's own."""

import contextlib
import hashlib
import json
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

import nnplay as nn
from nnplay import catalog


@pytest.fixture(scope="module")
def houses():
    rng = np.random.default_rng(1)
    n = 120
    rooms, age = rng.integers(1, 9, n), rng.uniform(0, 90, n)
    city = rng.choice(["Bonn", "Köln", "Ulm"], n)
    price = 40_000 * rooms - 900 * age + np.where(city == "Köln", 60_000, 0) + rng.normal(0, 5000, n)
    return pd.DataFrame({"rooms": rooms, "age": age, "city": city, "price": price})


@pytest.fixture(scope="module")
def run(houses):
    return nn.train(nn.load(houses, target="price"), (16,), epochs=150)


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", (8, 8), optimizer="momentum")


def test_a_run_has_what_one_looks_for_first(iris):
    assert iris.metrics["test"]["accuracy"] >= 0.9
    assert set(iris.metrics) == {"train", "test"}
    assert len(iris.history["epoch"]) == 201
    frame = pd.DataFrame(iris.history)
    assert {"epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "learning_rate"} <= set(frame)
    assert iris.parameters.W[0].shape == (4, 8)
    assert iris.parameters.b[-1].shape == (3,)
    assert str(iris.architecture) == "4 → 8 relu → 8 relu → 3 softmax | cross_entropy"
    assert "accuracy" in repr(iris)


def test_predictions_come_in_the_users_units(run, houses):
    assert run.metrics["test"]["r2"] > 0.9
    predicted = run.predict(houses)
    assert abs(predicted.mean() / houses.price.mean() - 1) < 0.1
    error = predicted[run.split.test] - houses.price.to_numpy()[run.split.test]
    assert run.metrics["test"]["mse"] == pytest.approx(np.mean(error**2), rel=1e-9)


def test_rows_may_come_in_any_form(run, houses):
    expected = run.predict(houses)
    rows = houses.to_dict("records")
    assert np.array_equal(run.predict(rows), expected)
    assert np.array_equal(run.predict(rows[3]), expected[3:4])
    assert np.array_equal(run.predict(pl.from_pandas(houses[["city", "age", "rooms"]])), expected)
    assert np.array_equal(run.predict(houses[["rooms", "age", "city"]].to_numpy()), expected)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"rooms": 3, "age": 5}, "city"),
        ({"rooms": "many", "age": 5, "city": "Ulm"}, "many"),
        ({"rooms": float("inf"), "age": 5, "city": "Ulm"}, "rooms"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_name(run, row, words):
    with pytest.raises(nn.NNPlayError) as caught:
        run.predict(row)
    assert words in str(caught.value)


def test_a_gap_is_imputed_and_an_unknown_city_said_unless_they_are_to_be_refused(run, houses):
    row = {"rooms": 3, "age": 5, "city": "Ulm"}
    mean = houses.rooms.to_numpy()[run.split.train].mean()
    with pytest.warns(nn.DataWarning, match=r"imputed in columns that had none in training: rooms \(1\)"):
        imputed = run.predict(row | {"rooms": float("nan")})
    assert imputed == pytest.approx(run.predict(row | {"rooms": mean}))
    with pytest.warns(nn.DataWarning, match="1 row with a category of 'city' that no training row has .'Rom'"):
        X = run.model.encode(row | {"city": "Rom"})
    assert dict(zip(run.model.encoding.names, X[0], strict=True)).items() >= {
        ("city=Bonn", 0.0), ("city=Köln", 0.0), ("city=Ulm", 0.0),
    }  # fmt: skip
    strict = nn.train(houses, (4,), target="price", epochs=1, missing="refuse", unknown="refuse")
    for wrong, words in (({"rooms": float("nan")}, "'rooms' has no value"), ({"city": "Rom"}, "'Rom'")):
        with pytest.raises(nn.NNPlayError, match=f"row 1: column .*{words}"):
            strict.predict(row | wrong)


def test_probabilities_sum_to_one_and_agree_with_the_labels(iris):
    rows = nn.load("iris")
    p = iris.probabilities(rows)
    np.testing.assert_allclose(p.sum(1), 1, rtol=1e-6)
    assert [iris.classes[k] for k in p.argmax(1)] == iris.predict(rows).tolist()
    two = nn.train("breast_cancer", (4,), epochs=5)
    rows = nn.load("breast_cancer")
    p = two.probabilities(rows)
    assert [two.classes[int(q > 0.5)] for q in p[:, 1]] == two.predict(rows).tolist()


def test_an_output_without_probabilities_says_so(run):
    with pytest.raises(nn.NNPlayError, match="no probabilities"):
        run.probabilities({"rooms": 3, "age": 5, "city": "Ulm"})


@pytest.mark.parametrize(
    "architecture",
    [
        nn.Architecture.dense((6,), "prelu", norm="batch", skip=True, dropout=0.2),
        nn.Architecture.dense((6, 4), ["maxout(3)", "softmax"], norm="layer"),
        nn.Architecture.dense((), output="tanh", loss="squared_hinge"),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["wine", "breast_cancer"])
def test_a_saved_run_is_the_same_run(tmp_path, architecture, name):
    run = nn.train(name, architecture, epochs=10)
    run.save(tmp_path / "a.nnplay")
    again = nn.load_run(tmp_path / "a.nnplay")
    rows = nn.load(name)
    assert np.array_equal(again.predict(rows), run.predict(rows))
    assert again.predict(rows).dtype == run.predict(rows).dtype
    assert again.architecture == run.architecture
    assert again.recipe == run.recipe
    assert again.history == run.history
    assert again.metrics == run.metrics
    assert np.array_equal(again.truth, run.truth)
    assert np.array_equal(again.prediction, run.prediction)
    assert np.array_equal(again.parameters.theta, run.parameters.theta)
    again.save(tmp_path / "b.nnplay")
    assert (tmp_path / "a.nnplay").read_bytes() == (tmp_path / "b.nnplay").read_bytes()


def test_several_outputs_and_labels_are_saved_too(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    numbers = nn.Dataset.from_arrays(X, X @ rng.normal(size=(3, 2)), task="regression")
    labels = nn.Dataset.from_arrays(X, (X[:, :2] > 0).astype(int), task="classification")
    for data in (numbers, labels):
        run = nn.train(data, (8,), epochs=100, optimizer="momentum")
        assert run.predict(X).shape == (40, 2)
        run.save(tmp_path / "m")
        assert np.array_equal(nn.load_run(tmp_path / "m").predict(X), run.predict(X))
    assert run.metrics["train"]["accuracy"] > 0.9


def test_a_run_of_the_first_format_is_read(tmp_path, iris):
    iris.save(tmp_path / "run.nnplay")
    body = (tmp_path / "run.nnplay").read_bytes()[:-32]
    for new, old in ((b'"format": 2', b'"format": 1'), (b'"status"', b'"ending"'), (b'"eval_split"', b'"judged"')):
        assert body.count(new) == 1
        body = body.replace(new, old)
    (tmp_path / "older.nnplay").write_bytes(body + hashlib.sha256(body).digest())
    older = nn.load_run(tmp_path / "older.nnplay")
    assert (older.status, older.eval_split, older.history) == (iris.status, iris.eval_split, iris.history)
    assert older.parameters.theta.tolist() == iris.parameters.theta.tolist()


def test_a_damaged_or_foreign_file_is_refused(tmp_path, iris):
    path = tmp_path / "m.nnplay"
    iris.save(path)
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(content), 100):
        flipped = bytearray(content)
        flipped[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(flipped)
        with pytest.raises(nn.ModelFileError):
            nn.load_run(path)
    with pytest.raises(nn.ModelFileError, match="could not be read"):
        nn.load_run(tmp_path / "nowhere")


def test_a_file_that_is_signed_but_does_not_fit_together_is_refused(tmp_path, iris):
    from nnplay.utils.container import pack, unpack
    from nnplay.utils.files import write_atomic

    iris.save(tmp_path / "m")
    header, arrays = unpack(tmp_path / "m")
    header.pop("arrays")
    for key in header.keys() - {"format"}:
        for value in (None, [], {}, "x", 3):
            write_atomic(tmp_path / "n", pack(header | {key: value}, arrays))
            with contextlib.suppress(nn.ModelFileError):
                nn.load_run(tmp_path / "n").predict(nn.load("iris"))
    write_atomic(tmp_path / "n", pack(header, arrays | {"theta": arrays["theta"][:-1]}))
    with pytest.raises(nn.ModelFileError):
        nn.load_run(tmp_path / "n")


# ── a component of the user's own ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def swish1():
    @nn.activation("swish1", formula="z·σ(z)", source="arXiv:1710.05941")
    def swish1(z):
        return z / (1 + math.exp(-z))

    @swish1.derivative
    def _(z, a):
        return a + (1 - a) / (1 + math.exp(-z))

    yield swish1
    del catalog.activations._entries["swish1"]


def test_an_activation_of_ones_own_is_used_like_any_other(swish1, tmp_path):
    own = nn.train("iris", nn.Architecture.dense((8,), "swish1", initializer="he_uniform"), epochs=30)
    silu = nn.train("iris", nn.Architecture.dense((8,), "silu"), epochs=30)
    np.testing.assert_allclose(own.parameters.theta, silu.parameters.theta, rtol=2e-3, atol=1e-4)
    assert swish1(0.0) == 0
    own.save(tmp_path / "m")
    assert np.array_equal(nn.load_run(tmp_path / "m").predict(nn.load("iris")), own.predict(nn.load("iris")))
    code = f"import nnplay\ntry: nnplay.load_run({str(tmp_path / 'm')!r})\nexcept nnplay.ModelFileError as e: print(e)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "needs the activation 'swish1'" in told


def test_a_derivative_that_is_left_out_is_taken_numerically_and_told():
    @nn.activation("cube_root_demo", formula="asinh z", source="a test")
    def asinh(z):
        return math.asinh(z)

    try:
        assert asinh.numerical
        with pytest.warns(UserWarning, match=r"cube_root_demo.*numerically"):
            run = nn.train("iris", nn.Architecture.dense((8,), "cube_root_demo"), epochs=60, optimizer="momentum")
        assert run.metrics["test"]["accuracy"] >= 0.9
    finally:
        del catalog.activations._entries["cube_root_demo"]


def test_a_loss_an_optimizer_a_schedule_an_initializer_and_a_metric_of_ones_own():
    @nn.loss("quartic_demo", formula="(ŷ − y)⁴", source="a test", scaled_targets=True)
    def quartic(y_hat, y):
        return (y_hat - y) ** 4

    @quartic.derivative
    def _(y_hat, y):
        return 4 * (y_hat - y) ** 3

    @nn.optimizer("halves_demo", formula="w ← w − ηg/2", source="a test")
    def halves(w, g, eta, t):
        return w - eta * g / 2

    @nn.schedule("falling_demo", formula="η/(1+t)", source="a test")
    def falling(t, T, learning_rate):
        return learning_rate / (1 + t)

    @nn.initializer("ones_demo", formula="1/n_in", source="a test")
    def ones(n_in, n_out, rng):
        return np.full((n_in, n_out), 1 / n_in) * rng.uniform(0.9, 1.1, (n_in, n_out))

    @nn.metric("worst_demo", task="regression", formula="max |ŷ − y|", source="a test")
    def worst(truth, prediction):
        return float(np.abs(truth - prediction).max())

    @nn.penalty("huge_demo", formula="w⁴", source="a test")
    def huge(w):
        return w**4

    @huge.derivative
    def _(w):
        return 4 * w**3

    families = (
        catalog.penalties,
        catalog.losses,
        catalog.optimizers,
        catalog.schedules,
        catalog.initializers,
        catalog.metrics,
    )
    try:
        run = nn.train(
            "diabetes",
            nn.Architecture.dense((4,), "tanh", loss="quartic_demo"),
            optimizer="halves_demo",
            schedule="falling_demo",
            initializer="ones_demo",
            penalties={"huge_demo": 0.001},
            learning_rate=0.02,
            epochs=20,
        )
        assert run.metrics["test"]["worst_demo"] == pytest.approx(np.abs(run.truth - run.prediction).max())
        assert run.history["train_loss"][-1] < run.history["train_loss"][0]
        assert run.history["learning_rate"][-1] < 0.0011
    finally:
        for family in families:
            for name in [name for name in family if name.endswith("_demo")]:
                del family._entries[name]


def test_json_of_a_run_is_plain(iris):
    json.dumps([iris.architecture.to_json(), iris.recipe.to_json(), iris.history, iris.metrics])


def test_import_is_lazy():
    code = (
        "import sys, nnplay; print([m for m in ('numpy','numba','duckdb','sklearn','matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_training_needs_neither_duckdb_nor_matplotlib_nor_scikit_learn():
    code = (
        "import sys, nnplay as nn; nn.train('iris', epochs=1); "
        "print([m for m in ('duckdb','sklearn','matplotlib','pandas','scipy.optimize') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_feature_may_be_given_as_a_plain_list_of_rows():
    data = nn.Dataset.from_arrays(np.arange(20.0), np.arange(20.0) * 2, task="regression")
    run = nn.train(data, (), epochs=20)
    assert run.predict([1.0, 2.0, 3.0]).shape == (3,)
    assert np.array_equal(run.predict([1.0, 2.0]), run.predict([[1.0], [2.0]]))
