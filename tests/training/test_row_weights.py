"""Class and sample weights count in batches of any size, and say the same through every way of reading the rows."""

import time

import numpy as np
import pytest

import nnplay as nn
from nnplay.data.sample_weights import mean_weight
from nnplay.engine import reference
from nnplay.training.problem import class_weights
from nnplay.training.setup import make_problem

RNG = np.random.default_rng(0)
RARE = np.vstack([RNG.normal(0, 1, (380, 2)), RNG.normal(1, 1, (20, 2))])
LABELS = np.array(["no"] * 380 + ["yes"] * 20)
PLAIN = {"optimizer": "sgd", "scale": "none", "test_fraction": 0.0, "validation_fraction": 0.0, "patience": None}


def predicted_yes(batch_size, learning_rate, **settings):
    data = nn.Dataset.from_arrays(RARE, LABELS)
    run = nn.train(data, (), epochs=100, batch_size=batch_size, learning_rate=learning_rate, **PLAIN, **settings)
    return int((run.prediction == "yes").sum())


def test_balanced_classes_are_balanced_with_batches_of_any_size():
    full = predicted_yes(None, 1.0, class_weight="balanced")
    assert predicted_yes(None, 1.0) < 10 < 90 < full
    for batch_size, learning_rate in [(1, 0.003), (8, 0.03), (32, 0.1)]:
        assert predicted_yes(batch_size, learning_rate, class_weight="balanced") == pytest.approx(full, abs=12)


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_a_step_has_the_gradient_of_its_rows_over_the_mean_weight_of_all(batch):
    weight = RNG.random(50)
    data = nn.Dataset.from_arrays(RARE[:50], RARE[:50] @ [1.0, 2.0], sample_weight=weight)
    settings = PLAIN | {"batch_size": batch, "epochs": 2, "learning_rate": 0.05, "dtype": "float64", "shuffle": False}
    problem = make_problem(data, (4,), None, settings)
    p, part = problem.start, problem.parts["train"]
    for start in [*range(0, 50, batch)] * 2:
        rows = slice(start, start + batch)
        w = part.weight[rows]
        share = w.sum() / (len(w) * weight.mean())  # ∇(Σwl / (n·mean)) from ∇(Σwl / Σw)
        g = share * reference.gradient(p, reference.forward(p, part.X[rows]), part.Y[rows], weight=w)
        p = nn.Parameters(p.architecture, p.theta - 0.05 * g)
    *_, last = nn.training(data, (4,), keep_parameters=True, **settings)
    np.testing.assert_allclose(last.parameters.theta, p.theta, rtol=1e-10)
    loss = reference.loss(p, reference.forward(p, part.X), part.Y, part.weight)  # of a split: Σwl / Σw
    assert last.metrics["train"]["loss"] == pytest.approx(loss, rel=1e-10)


def test_only_the_ratio_of_weights_counts():
    weight = RNG.random(50)
    runs = [
        nn.train(nn.Dataset.from_arrays(RARE[:50], RARE[:50] @ [1.0, 2.0], sample_weight=c * weight), (4,),
                 epochs=5, batch_size=8, **PLAIN)
        for c in (1, 4)
    ]  # fmt: skip
    assert (runs[0].parameters.theta == runs[1].parameters.theta).all()


def test_equal_weights_are_no_weights():
    targets = RARE @ [1.0, 2.0]
    runs = [
        nn.train(nn.Dataset.from_arrays(RARE, targets, sample_weight=w), (4,), epochs=3, batch_size=32, **PLAIN)
        for w in (None, np.ones(400))
    ]
    assert (runs[0].parameters.theta == runs[1].parameters.theta).all()


def test_the_mean_weight_does_not_depend_on_the_order():
    weight = RNG.choice(RNG.random(5), 1000)
    means = [mean_weight(*np.unique(w, return_counts=True)) for w in (weight, weight[::-1])]
    assert means[0] == means[1] == pytest.approx(weight.mean())


def test_balanced_class_weights_of_an_estimator_count_in_small_batches():
    def predicted(batch_size, rate):
        network = nn.MLPClassifier(
            (), solver="sgd", class_weight="balanced", batch_size=batch_size, learning_rate_init=rate, momentum=0,
            max_iter=60, tol=0, n_iter_no_change=100, random_state=0,
        )  # fmt: skip
        with pytest.warns(Warning, match="Maximum iterations"):
            return int((network.fit(RARE, LABELS).predict(RARE) == "yes").sum())

    full = predicted(400, 1.0)
    assert full > 90
    assert predicted(1, 0.005) == pytest.approx(full, abs=12)
    assert predicted(8, 0.03) == pytest.approx(full, abs=12)


def weighted(task="classification"):
    """Rows of which those of the test split may have other weights."""
    weight = RNG.random(400)
    target = LABELS if task == "classification" else RARE @ [1.0, 2.0]
    return nn.Dataset.from_arrays(RARE, target, sample_weight=weight, task=task)


def test_test_rows_whose_weights_are_all_0_count_the_same():
    data = nn.Dataset.from_arrays(RARE, RARE @ [1.0, 2.0])
    test = make_problem(data, (4,), None, {"seed": 3}).split.test
    weight = np.ones(400)
    weight[test] = 0
    weightless = nn.Dataset.from_arrays(RARE, RARE @ [1.0, 2.0], sample_weight=weight)
    with pytest.warns(nn.DataWarning, match="weights of all test rows are 0"):
        run = nn.train(weightless, (4,), epochs=2, seed=3)
    expected = nn.train(data, (4,), epochs=2, seed=3)
    assert run.metrics["test"]["loss"] == pytest.approx(expected.metrics["test"]["loss"], rel=1e-6)


def test_the_scores_of_classes_and_targets_have_the_weights_of_the_metrics(tmp_path):
    run = nn.train(weighted(), (4,), epochs=3, batch_size=16)
    recalls = [scores["recall"] for scores in run.per_class.values()]
    assert np.mean(recalls) == pytest.approx(run.metrics["test"]["recall"])
    numbers = nn.train(weighted("regression"), (4,), epochs=3)
    assert next(iter(numbers.per_target.values()))["mse"] == pytest.approx(numbers.metrics["test"]["mse"])
    for each in (run, numbers):
        each.save(tmp_path / "run.nnplay")
        loaded = nn.load_run(tmp_path / "run.nnplay")
        assert loaded.per_class == each.per_class
        assert loaded.per_target == each.per_target


def test_thousands_of_classes_are_weighed_at_once():
    labels = np.array([f"c{k % 3000}" for k in range(30_000)])
    data = nn.Dataset.from_arrays(np.zeros((30_000, 1)) + np.arange(30_000)[:, None], labels, task="classification")
    start = time.perf_counter()
    weights = class_weights(data, None, np.arange(15_000), nn.Recipe(class_weight="balanced"))
    assert time.perf_counter() - start < 1
    assert set(weights.values()) == {1.0}
