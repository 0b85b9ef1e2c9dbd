"""A comparison: every combination, fairly, and no difference claimed that is none."""

import math
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import nnplay as nn
from nnplay.experiments.compare.candidates import combinations, name_candidates
from nnplay.experiments.compare.compare import ComparisonRun, compare
from nnplay.experiments.compare.result import Candidate, SeedResult, rank_candidates
from nnplay.experiments.compare.statistics import best_vs_rest, interval, paired_t
from nnplay.network.flops import forward_flops, training_flops
from nnplay.runs.recorder import run_result
from nnplay.runs.store import Store

QUICK = {"epochs": 8}


def test_every_combination_is_there_once():
    pairs = combinations(
        [(4,), (8, 8)], [nn.Recipe(seed=1), {"optimizer": "adam"}], {"learning_rate": [0.1, 0.01, 0.1]}
    )
    assert len(pairs) == len(set(pairs)) == 8
    assert combinations() == [(None, nn.Recipe())]
    assert combinations((8, 8)) == [(nn.Architecture.dense((8, 8)), nn.Recipe())]
    assert len(combinations(None, None, {"class_weight": [None, "balanced", {"a": 2}]})) == 3
    assert len(combinations(None, None, {"features": ["a", "b"]})) == 1
    assert len(combinations(None, None, {"features": [["a"], ["a", "b"]]})) == 2
    with pytest.raises(nn.NNPlayError, match="combinations"):
        combinations(None, None, {"seed": list(range(1000)), "epochs": list(range(1000))})
    with pytest.raises(nn.NNPlayError, match="list of architectures"):
        combinations(3.5)


def test_names_say_in_what_candidates_differ():
    def names(pairs):
        return [name for name, _ in name_candidates(pairs)]

    dense, recipe = nn.Architecture.dense, nn.Recipe()
    assert names([(dense((4,)), recipe), (dense((8, 8)), recipe), (dense(()), recipe)]) == ["4", "8-8", "linear"]
    assert names([(dense((4,), "tanh"), recipe), (dense((4,)), recipe)]) == ["tanh", "relu"]
    assert names([(dense((4,)), recipe), (dense((4,)), recipe.replace(learning_rate=0.5, batch_size=None))]) == [
        "batch size 32, learning rate 0.02", "batch size full, learning rate 0.5",
    ]  # fmt: skip
    assert names([(dense((4, 3)), recipe)]) == ["4-3 relu"]
    assert names([(dense((4, 3), ["relu", "tanh"]), recipe), (dense((4, 3)), recipe)]) == ["relu, tanh", "relu"]


def test_flops_are_those_of_the_matrix_products():
    net = nn.Architecture.dense((5, 3)).resolve(inputs=4, outputs=2, output="softmax", loss="cross_entropy")
    assert forward_flops(net) == 2 * (4 * 5 + 5 * 3 + 3 * 2)
    assert training_flops(net) == 2 * 2 * (20 + 15 + 6) + 2 * (15 + 6)
    skipping = nn.Architecture.dense((5,), skip=True).resolve(
        inputs=4, outputs=2, output="softmax", loss="cross_entropy"
    )
    assert forward_flops(skipping) == 2 * (4 * 5 + 4 * 5 + 5 * 2)


def test_outcomes_are_those_of_train_alone():
    found = compare("iris", [(4,), (8, 8)], seeds=[3, 5], **QUICK, learning_rate=[0.01, 0.1])
    assert len(found.standings) == 4
    for standing in found.standings:
        for outcome in standing.outcomes:
            recipe = standing.candidate.recipe.replace(seed=outcome.seed)
            layers = nn.Architecture(standing.candidate.architecture.layers)
            alone = nn.train("iris", layers, recipe=recipe)
            assert alone.metrics == outcome.metrics
        assert standing.scores == tuple(o.metrics["test"]["accuracy"] for o in standing.outcomes)
        assert standing.mean == pytest.approx(np.mean(standing.scores))
        assert standing.epochs == 8
        assert standing.flops == training_flops(standing.candidate.architecture) * 120 * 8
    means = [standing.mean for standing in found.standings]
    assert means == sorted(means, reverse=True)
    assert found.varied["learning_rate"] == [0.01, 0.1]
    assert [row["name"] for row in found.table()] == [s.name for s in found.standings]
    assert "best" in repr(found)


def test_alike_candidates_differ_by_nothing_and_a_hopeless_one_is_worse():
    found = compare("iris", [(8,)], seeds=6, epochs=40, dtype=["float32", "float64"])
    assert [s.verdict for s in found.standings] == ["best", "not significant"]
    found = compare("circle", [(8,), ()], seeds=6, epochs=60)
    assert [(s.name, s.verdict) for s in found.standings] == [("8", "best"), ("linear", "worse")]
    assert found.standings[1].p < 0.05
    alone = compare("iris", [(4,), (8,)], seeds=1, **QUICK)
    assert [s.verdict for s in alone.standings] == ["best", ""]
    assert math.isnan(alone.best.low)


def ranked(scores, *, metric="accuracy", task="classification", rows=None, seeds=None, **settings):
    """A comparison of candidates with these scores, a list for each one; 30 test rows and 120 training rows."""
    network = nn.Architecture.dense((2,)).resolve(inputs=2, outputs=2, output="softmax", loss="cross_entropy")
    recipe, count = nn.Recipe(**settings), len(scores[0])
    return rank_candidates(
        [Candidate(f"{k}", {}, network, recipe, size) for k, size in enumerate(rows or [120] * len(scores))],
        [
            [SeedResult(s, {"test": {metric: value}}, {"epoch": [0, 1]}, 1, 0.1, "finished") for s, value in pairs]
            for pairs in (zip(seeds[k] if seeds else range(count), one, strict=True) for k, one in enumerate(scores))
        ],
        name="data", task=task, metric=metric, seeds=range(count), at="", test_rows=30,
    )  # fmt: skip


def test_one_row_in_every_split_is_no_certainty():
    right = np.array([30, 29, 28, 27, 26])
    found = ranked([right / 30, (right - 1) / 30, (right - 1) / 30 + 1e-16])
    assert [s.verdict for s in found.standings] == ["best", "not significant", "not significant"]
    assert found.standings[1].p > 0.05
    alike = ranked([right / 30, right / 30 + 1e-16, (right / 30).astype(np.float32).astype(float)])
    assert [s.p for s in alike.standings[1:]] == [1, 1]


def test_each_pair_is_tested_with_the_training_rows_of_its_own():
    rng = np.random.default_rng(1)
    a, b, c = scores = rng.normal([[0.9], [0.85], [0.8]], 0.01, size=(3, 6))
    found = ranked(scores, rows=[120, 96, 60])
    for standing, ratio in zip(found.standings, (30 / 120, 30 / 96, 30 / 60), strict=True):
        assert (standing.mean, standing.low, standing.high) == interval(standing.scores, ratio)
    t = [paired_t(a, b, 30 / 96), paired_t(a, c, 30 / 60)]
    assert [s.p for s in found.standings[1:]] == pytest.approx(best_vs_rest(t, [5, 5]))


def test_early_stopping_leaves_fewer_training_rows():
    found = compare("iris", [(4,)], seeds=2, epochs=8, patience=[None, 5])
    assert {s.candidate.settings["patience"]: s.candidate.training_rows for s in found.standings} == {None: 120, 5: 98}
    for s in found.standings:
        assert s.flops == pytest.approx(training_flops(s.candidate.architecture) * s.candidate.training_rows * s.epochs)


def test_less_is_better_for_an_error():
    low, high = [1.0, 1.1, 0.9, 1.05, 0.95], [2.0, 2.2, 1.9, 2.0, 2.1]
    found = ranked([high, low], metric="mae", task="regression")
    assert [(s.name, s.verdict) for s in found.standings] == [("1", "best"), ("0", "worse")]


def test_a_candidate_that_is_ahead_on_the_shared_seeds_is_not_worse():
    """An interrupted comparison: the best mean is that of easier splits."""
    found = ranked([[0.99, 0.99, 0.5, 0.51], [0.6, 0.61]], seeds=[[0, 1, 2, 3], [2, 3]])
    assert [(s.name, s.verdict, s.p) for s in found.standings[1:]] == [("1", "not significant", 1)]


def test_a_regression_is_compared_by_r2_and_a_loss_where_less_is_better():
    assert compare("diabetes", [(4,)], seeds=2, **QUICK).metric == "r2"
    found = compare("diabetes", [(4,), (8,)], seeds=2, metric="mae", **QUICK)
    assert not found.higher
    assert found.best.mean == min(s.mean for s in found.standings)
    assert compare("iris", [(4,)], seeds=1, metric="loss", **QUICK).metric == "loss"


def test_without_test_rows_the_training_rows_decide():
    assert compare("scores", [(4,), (2,)], seeds=2, test_fraction=0.0, **QUICK).part == "train"


def test_a_divergence_is_last():
    with pytest.warns(nn.DivergenceWarning):
        found = compare("diabetes", [(4,)], seeds=2, epochs=4, learning_rate=[0.01, 1e6], max_restarts=0)
    assert found.standings[-1].candidate.settings["learning_rate"] == 1e6


@pytest.mark.slow
@pytest.mark.parametrize("at", ["equal-parameters", "equal-flops", "equal-seconds"])
def test_a_race_at_equal_costs(at):
    found = compare("iris", [(2,), (16, 16)], seeds=2, epochs=20, at=at)
    small, large = sorted(found.standings, key=lambda s: len(s.candidate.architecture.layers))
    assert found.at == at.removeprefix("equal-")
    if at == "equal-parameters":
        assert abs(small.parameters - large.parameters) <= 8
        assert small.epochs == large.epochs == 20
    else:
        assert large.epochs == 20 or small.epochs == 20
        assert small.epochs >= 20
        assert large.epochs >= 20
    if at == "equal-flops":
        assert small.flops == pytest.approx(large.flops, rel=0.02)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"seeds": 0}, "at least 1"),
        ({"seeds": [1, 1]}, "different whole numbers"),
        ({"seeds": []}, "at least 1"),
        ({"at": "equal-weights"}, "equal-parameters, equal-flops, equal-seconds"),
        ({"at": "equal-parameters", "architectures": [(), (4,)]}, "linear model"),
        ({"metric": "r2"}, "metric 'r2'"),
        ({"test_fraction": [0.1, 0.2]}, "same test rows"),
        ({"learning_rate": [0.1, -1]}, "learning_rate"),
        ({"learning_rat": [0.1]}, "did you mean"),
        ({"architectures": [(0,)]}, "at least 1"),
        ({"data": "irise"}, "irise"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_training(arguments, sentence):
    with pytest.raises(nn.NNPlayError, match=sentence):
        ComparisonRun(arguments.pop("data", "iris"), arguments.pop("architectures", None), **arguments)


@pytest.mark.slow
def test_pictures_and_the_report(tmp_path):
    found = compare("iris", [(2,), (8, 8), ()], seeds=3, learning_rate=[0.01, 0.1], **QUICK)
    for kind in ("leaderboard", "curves", "heatmap"):
        assert found.plot(kind).get_figwidth() > 1
    assert found.plot("heatmap", x="hidden", y="learning_rate") is not None
    found.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "Nadeau" in page
    assert "<svg" in found._repr_html_()
    with pytest.raises(nn.NNPlayError, match="two settings"):
        compare("iris", [(2,), (8,)], seeds=1, **QUICK).plot("heatmap")
    with pytest.raises(nn.NNPlayError, match="no plot 'cake'"):
        found.plot("cake")


def test_a_grid_of_depth_and_width_is_drawn_as_one():
    grid = [(w,) * d for d in (1, 2) for w in (2, 4)]
    found = compare("iris", grid, seeds=1, **QUICK)
    assert {"depth", "width"} <= set(found.varied)
    assert found.plot("heatmap") is not None


def test_a_comparison_waits_for_the_runs_that_another_process_trains(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Store(path) as store, Store(path) as other, ThreadPoolExecutor(1) as pool:
        begun = ComparisonRun("iris", [(3,)], [QUICK], seeds=4, store=store, workers=1)
        iterator = iter(begun)
        next(iterator)
        iterator.close()
        claimed = other.claim(begun.sweep, 2)
        resumed = ComparisonRun.resume(store, begun.sweep, workers=1)
        ended = pool.submit(list, resumed)
        while store.sweep(begun.sweep).counts.get("waiting"):  # until only those of the other process are left
            time.sleep(0.01)
        for trial in claimed:
            run = nn.train("iris", (3,), recipe=nn.Recipe.from_json(trial.recipe))
            other.finish_many([run_result(trial.id, run)])
        ended.result()
        assert sorted(outcome.seed for outcome in resumed.outcomes[0]) == [0, 1, 2, 3]
