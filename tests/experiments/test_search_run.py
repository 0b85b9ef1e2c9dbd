"""A search: honest rows, the same trials whoever finishes first, and an orderly end."""

import builtins
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

import nnplay as nn
from nnplay.data import Column
from nnplay.experiments.search.holdout import Holdout
from nnplay.experiments.search.search import SearchRun, search
from nnplay.experiments.search.space import DEFAULT
from nnplay.experiments.search.trial import MIN_FRACTION, MIN_RIVALS
from nnplay.experiments.search.trial_queue import LOOKAHEAD
from nnplay.runs.run import run_from_bytes

pytestmark = pytest.mark.slow

QUICK = {"epochs": 8, "space": {"width": (2, 8), "depth": (0, 2)}}


def numbers(found):
    """Everything about the trials but how long they took."""
    return [{name: value for name, value in trial.items() if name != "seconds"} for trial in found.trials]


def same(a, b):
    """Two searches with the same result."""
    assert numbers(a) == numbers(b)
    assert a.best == b.best
    assert a.run.metrics == b.run.metrics
    assert np.array_equal(a.run.parameters.theta, b.run.parameters.theta)
    assert a.importance == b.importance
    return True


@pytest.fixture(scope="module")
def found():
    return search("iris", trials=16, workers=2, **QUICK)


def test_the_result_has_all_its_parts(found):
    assert [trial["number"] for trial in found.trials] == list(range(1, 17))
    for trial in found.trials:
        assert trial["state"] in ("finished", "pruned", "diverged")
        assert trial["epochs"] <= 8
        assert set(trial["settings"]) <= set(DEFAULT)
    best = found.trials[found.best.number - 1]
    assert best["value"] == found.best.value == max(t["value"] for t in found.trials if t["state"] == "finished")
    assert best["settings"] == found.best.settings
    assert found.ranked[0] == best
    assert found.table()[0]["validation_accuracy"] == best["value"]
    assert sum(found.importance.values()) == pytest.approx(1)
    assert set(found.importance) == set(DEFAULT)
    assert "16 trials" in repr(found)
    assert repr(found).count("accuracy") == 2


def test_the_score_is_that_of_training_the_best_alone(found):
    assert found.score == found.run.metrics["test"]["accuracy"]
    assert sorted(found.run.metrics) == ["test", "train"]
    alone = nn.train("iris", found.best.architecture, recipe=found.best.recipe)
    assert np.array_equal(alone.parameters.theta, found.run.parameters.theta)
    assert alone.metrics == found.run.metrics
    assert len(alone.split.test) == 30
    assert found.run.recipe.data == "iris"


def test_the_same_on_one_core_and_another_seed_is_another_search(found):
    assert same(found, search("iris", trials=16, workers=1, **QUICK))
    other = search("iris", trials=3, seed=1, **QUICK)
    assert numbers(other) != numbers(found)[:3]
    assert other.best.recipe.seed == 1


def with_targets(data, rows, values):
    """The same data with other targets in these rows."""
    column = data.targets[0]
    changed = column.values.copy()
    changed[rows] = values
    return replace(data, targets=(Column(column.name, column.kind, changed, column.is_integer),))


def test_no_trial_sees_the_test_rows():
    data = nn.load("diabetes")
    test = nn.train(data, (), epochs=0).split.test
    features = [column.values.copy() for column in data.features]
    for values in features:
        values[test] = 1e3
    columns = [Column(c.name, c.kind, v, c.is_integer) for c, v in zip(data.features, features, strict=True)]
    leaking = replace(with_targets(data, test, 1e6), features=tuple(columns))
    settings = {"trials": 10, "scale": "minmax", **QUICK}
    honest, other = (search(each, **settings) for each in (data, leaking))
    assert numbers(honest) == numbers(other)
    assert honest.best.settings == other.best.settings
    assert honest.score != other.score


def test_the_rows_are_apart_and_divided_as_the_recipe_says():
    data = nn.load("iris")
    rows = Holdout(data, nn.Recipe(test_fraction=0.3, validation_fraction=0.14, seed=4))
    problem = rows.prepare(nn.Architecture.dense((2,)), nn.Recipe(seed=4))
    assert {name: len(part.X) for name, part in problem.parts.items()} == {"train": 84, "validation": 21}
    assert rows.training == 84
    alone = nn.train(data, (), epochs=0, test_fraction=0.3, seed=4)
    kept = np.column_stack([c.values[alone.split.train] for c in data.features])
    assert np.array_equal(np.column_stack([c.values for c in rows.visible.features]), kept)


def test_a_hopeless_trial_is_given_up():
    settings = {"space": {"learning_rate": [1e-6, 0.05]}, "epochs": 40, "optimizer": "adam", "hidden": (8,)}
    found = search("iris", trials=30, schedule="constant", activation="relu", **settings)
    pruned = [trial for trial in found.trials if trial["state"] == "pruned"]
    assert pruned
    for trial in pruned:
        assert trial["settings"]["learning_rate"] == 1e-6
        assert MIN_FRACTION * 40 <= trial["epochs"] < 40
        assert trial["number"] >= MIN_RIVALS + LOOKAHEAD
    assert found.best.settings["learning_rate"] == 0.05
    patient = search("iris", trials=14, prune=False, schedule="constant", activation="relu", **settings)
    assert {trial["state"] for trial in patient.trials} == {"finished"}
    assert same(search("iris", trials=14, prune=False, schedule="constant", activation="relu", **settings), patient)


def test_a_divergence_is_a_trial_among_the_others():
    found = search("diabetes", trials=8, space={"learning_rate": [0.01, 1e9]}, optimizer="sgd", hidden=(4,), epochs=5)
    ends = {trial["settings"]["learning_rate"]: trial for trial in found.trials}
    assert ends[1e9]["state"] == "diverged"
    assert ends[1e9]["value"] is None
    assert ends[0.01]["state"] == "finished"
    assert found.table()[-1]["validation_r2"] is None
    with pytest.raises(nn.NNPlayError, match="All 3 trials diverged"):
        search("diabetes", trials=3, learning_rate=1e9, optimizer="sgd", hidden=(4,), epochs=5)


def test_a_timeout_ends_with_what_was_found():
    began = time.perf_counter()
    found = search("iris", trials=10_000, timeout=0.7, **QUICK)
    assert time.perf_counter() - began < 10
    assert found.status == "timeout"
    assert 0 < len(found.trials) < 10_000
    with pytest.raises(nn.NNPlayError, match="No trial has finished in time"):
        search("iris", trials=2, timeout=0.2, epochs=10**9, hidden=(8,))
    with pytest.raises(nn.NNPlayError, match="timeout"):
        search("iris", timeout=-1)


def test_ctrl_c_keeps_what_was_found():
    def stop(what, share):
        if share >= 0.005:
            raise KeyboardInterrupt

    found = search("iris", trials=1000, on_progress=stop, **QUICK)
    assert found.status == "interrupted"
    assert 5 <= len(found.trials) < 20
    assert found.score == found.run.metrics["test"]["accuracy"]

    def at_once(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search(
            "diabetes", trials=3, on_progress=at_once, space={"learning_rate": [1e9, 1e10]}, optimizer="sgd", epochs=2
        )


def test_a_search_goes_on_where_it_was_left():
    whole = search("iris", trials=12, **QUICK)
    under_way = SearchRun("iris", trials=12, workers=2, **QUICK)
    for _, trial in zip(range(5), under_way, strict=False):
        assert 1 <= trial["number"] <= 12
    assert under_way.leader is not None
    for _ in under_way:
        pass
    assert same(under_way.result(), whole)


def test_with_patience_the_best_epochs_are_kept():
    found = search("diabetes", trials=4, patience=3, epochs=300, space={"width": (4, 8)}, optimizer="adam")
    assert found.best.recipe.patience is None
    assert found.best.recipe.epochs == found.run.epoch <= found.trials[found.best.number - 1]["epochs"] < 300
    assert "validation" not in found.run.metrics


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle", "constant"])
def test_the_final_run_has_the_learning_rates_of_its_trial(schedule):
    settings = {"optimizer": "adam", "learning_rate": 0.01, "schedule": schedule, "space": {"width": (8, 16)}}
    under_way = SearchRun("diabetes", trials=3, patience=10, epochs=300, workers=1, **settings)
    histories = {}
    for trial in under_way:
        histories[trial["number"]] = under_way._queue.outcomes[trial["number"] - 1].history
    found = under_way.result()
    last, rates = found.run.epoch, histories[found.best.number]["learning_rate"]
    assert 0 < last == found.best.recipe.epochs < 300
    assert found.best.recipe.schedule_epochs == (None if schedule == "constant" else 300)
    np.testing.assert_allclose(found.run.history["learning_rate"], rates[: last + 1], rtol=0.05)
    alone = nn.train("diabetes", found.best.architecture, recipe=found.best.recipe)
    assert alone.metrics == found.run.metrics
    own = search("diabetes", trials=3, patience=10, epochs=300, schedule_epochs=500, **settings)
    assert own.best.recipe.schedule_epochs == (None if schedule == "constant" else 500)


def test_another_metric_decides():
    settings = {"trials": 6, "epochs": 5, "space": {"width": (2, 8)}}
    lowest = search("diabetes", metric="mae", **settings)
    assert not lowest.higher
    assert lowest.best.value == min(trial["value"] for trial in lowest.trials if trial["value"] is not None)
    assert lowest.score == lowest.run.metrics["test"]["mae"]
    loss = search("iris", metric="loss", **settings)
    assert loss.best.value == min(trial["value"] for trial in loss.trials if trial["value"] is not None)


def test_without_optuna_one_sentence_says_what_to_install(monkeypatch):
    original = builtins.__import__

    def refuse(name, *rest, **more):
        if name.partition(".")[0] == "optuna":
            raise ImportError(name)
        return original(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(nn.NNPlayError, match=r"pip install 'nnplay\[search\]'"):
        search("iris")


def test_a_warning_comes_once():
    data = nn.Dataset.from_arrays(np.arange(40.0), ["same"] * 40)
    with pytest.warns(nn.DataWarning) as said:
        search(data, trials=3, epochs=2, space={"width": (2, 4)})
    assert len([w for w in said if "nothing can be learned" in str(w.message)]) <= 3  # division, probe, final run


def test_pictures_and_a_report(found, tmp_path):
    for kind in ("progress", "importance", "parallel"):
        assert found.plot(kind).axes
    with pytest.raises(nn.NNPlayError, match="progress"):
        found.plot("pie")
    with pytest.raises(nn.NNPlayError, match="Too few"):
        search("iris", trials=2, **QUICK).plot("importance")
    found.report(tmp_path / "search.html")
    page = (tmp_path / "search.html").read_text("utf-8")
    for part in ("iris", "optimistic", "<svg", f"{found.score:.4f}"):
        assert part in page
    assert "<svg" in found._repr_html_()


# ── in a store ──────────────────────────────────────────────────────────────────────────────────────────────────────

KILLED = """
import sys
from nnplay.experiments.search.search import SearchRun
from nnplay.runs.store import Store
under_way = SearchRun("iris", trials=14, epochs=8, space={"width": (2, 8), "depth": (0, 2)}, store=Store(sys.argv[1]))
for k, _ in enumerate(under_way):
    print(under_way.sweep, k, flush=True)
"""


def test_every_trial_is_kept_and_a_resumed_search_is_the_same(tmp_path):
    from nnplay.runs.store import Store

    plain = search("iris", trials=12, **QUICK)
    with Store(tmp_path / "runs.db") as store:
        under_way = SearchRun("iris", trials=12, store=store, **QUICK)
        for _ in zip(range(4), under_way, strict=False):
            pass
        entries = store.find(sweep=under_way.sweep, limit=100)
        assert len(entries) >= 4
        assert store.sweep(under_way.sweep).kind == "search"
        resumed = SearchRun.resume(store, under_way.sweep)
        for _ in resumed:
            pass
        assert same(resumed.result(), plain)
        entries = store.find(sweep=under_way.sweep, limit=100)
        assert sorted(e.state for e in entries) == sorted(t["state"] for t in plain.trials)
        assert sum(store.sweep(under_way.sweep).counts.values()) == 12
        again = SearchRun.resume(store, under_way.sweep)
        assert len(list(again)) == 12
        assert same(again.result(), plain)
        final = again.result().run_id
        assert [e.id for e in store.find() if e.sweep is None] == [final]
        assert run_from_bytes(store.model(final), "final").metrics == plain.run.metrics


def test_a_search_with_other_data_is_not_resumed(tmp_path):
    from nnplay.runs.store import Store

    with Store(tmp_path / "runs.db") as store:
        data = nn.Dataset.from_arrays(np.arange(40.0), np.arange(40.0) * 0.5)
        found = search(data, trials=2, store=store, **QUICK)
        with pytest.raises(nn.NNPlayError, match="pass the same data"):
            SearchRun.resume(store, found.sweep)
        with pytest.raises(nn.NNPlayError, match="other rows"):
            SearchRun.resume(store, found.sweep, nn.Dataset.from_arrays(np.arange(40.0), np.arange(40.0)))
        resumed = SearchRun.resume(store, found.sweep, data)
        assert len(list(resumed)) == 2
        assert same(resumed.result(), found)


@pytest.mark.parametrize("after", [1, 6, 11])
def test_a_killed_search_is_resumed_with_the_same_result(tmp_path, after):
    from nnplay.runs.store import Store

    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "runs.db")], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    with process:
        for line in process.stdout:
            sweep, k = line.split()
            if int(k) >= after:
                os.kill(process.pid, signal.SIGKILL)
                break
    with Store(tmp_path / "runs.db") as store:
        resumed = SearchRun.resume(store, sweep)
        for _ in resumed:
            pass
        assert same(resumed.result(), search("iris", trials=14, **QUICK))


def test_the_best_network_keeps_what_was_said_about_columns():
    table = {"zip": [1, 2, 3] * 20, "age": list(range(60)), "name": [f"p{k}" for k in range(60)], "y": [0.5, 1.5] * 30}
    settings = {"exclude": "age", "columns": {"zip": "category"}, "unknown": "refuse"}
    found = search(table, trials=2, epochs=2, target="y", **settings)
    assert found.run.model.encoding.names == ("zip=1", "zip=2", "zip=3")
    assert found.run.model.encoding.unknown == "refuse"
    recipe = found.run.recipe
    assert (recipe.exclude, recipe.columns, recipe.unknown) == (("age",), (("zip", "category"),), "refuse")
