"""`nnplay compare` and `nnplay runs`: what a user types and sees, also after a kill."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

import nnplay as nn
from nnplay.runs.store import Store


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A store for this test alone."""
    path = tmp_path / "own.sqlite"
    monkeypatch.setenv("NNPLAY_STORE", str(path))
    return path


def test_every_combination_is_compared(nnplay, own):
    several = ["--hidden", "2", "--hidden", "8,8", "--activation", "relu", "--activation", "tanh"]
    ended = nnplay("compare", "iris", *several, "--learning-rate", "0.05", "--epochs", "5", "--seeds", "2", "--json")
    assert ended.code == 0, ended.err
    said = json.loads(ended.out)
    assert {s["name"] for s in said["standings"]} == {"2, relu", "2, tanh", "8-8, relu", "8-8, tanh"}
    assert said["metric"] == "accuracy"
    assert all(len(s["outcomes"]) == 2 and s["recipe"]["learning_rate"] == 0.05 for s in said["standings"])
    with Store(own) as store:
        assert store.sweep(said["sweep"]).counts == {"finished": 8}
        run = said["standings"][0]["outcomes"][0]
        assert store.get(run["run"]).metrics == run["metrics"]


def test_the_leaderboard_and_its_files(nnplay, own, tmp_path):
    page, picture = tmp_path / "r.html", tmp_path / "r.png"
    race = ["compare", "circle", "--hidden", "0", "--hidden", "8", "--epochs", "40", "--seeds", "3,4,5"]
    ended = nnplay(*race, "--report", page, "--plot", picture)
    assert ended.code == 0, ended.err
    assert "3 seeds each" in ended.out
    assert "linear" in ended.out
    assert "worse" in ended.out
    assert page.read_text("utf-8").startswith("<!")
    assert picture.read_bytes().startswith(b"\x89PNG")
    again = nnplay("runs", "compare", "last")
    assert again.out.splitlines()[:6] == ended.out.splitlines()[:6]
    assert nnplay("runs", "show", "last").code == 0


def test_a_quiet_comparison_that_keeps_nothing(nnplay, own):
    ended = nnplay("compare", "iris", "--hidden", "2", "--hidden", "3", "--epochs", "3", "--quiet", "--no-store")
    assert ended.code == 0
    assert "test accuracy" in ended.out
    assert ended.out.count("\n") == 1
    assert not own.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["compare"], "nnplay compare iris"),
        (["compare", "iris", "--seeds", "many"], "--seeds takes"),
        (["compare", "iris", "--seeds", "0"], "at least 1"),
        (["compare", "iris", "--at", "equal-luck"], "equal-parameters"),
        (["compare", "iris", "--metric", "r2"], "accuracy"),
        (["compare", "iris", "--report", "x.pdf"], "html"),
        (["compare", "iris", "--hidden", "4,x"], "whole numbers"),
        (["compare", "iris", "--seed", "3"], "--seeds"),
        (["compare", "iris", "--epochs", "3", "--cluster", "nowhere"], "no Dask scheduler"),
        (["runs", "show", "abc"], "no run"),
        (["runs", "resume", "abc"], "no run"),
        (["runs", "compare", "abc"], "no run"),
        (["runs", "export", "x.csv"], "no runs to export"),
        (["runs", "export", "x.xml"], "must end with"),
        (["runs", "list", "--sort", "luck"], "'luck'"),
        (["runs", "list", "--state", "asleep"], "no state"),
        (["runs", "list", "--store", "/dev/null/x"], "store"),
    ],
)
def test_what_does_not_fit_is_one_sentence(nnplay, own, arguments, sentence):
    assert sentence in nnplay(*arguments).error_line()


def test_runs_are_listed_shown_exported_and_removed(nnplay, own, tmp_path):
    assert "No saved runs yet" in nnplay("runs").out
    for data in ("iris", "wine"):
        assert nnplay("train", data, "--epochs", "5", "--quiet").code == 0
    assert nnplay("train", "iris", "--epochs", "5", "--quiet", "--no-store").code == 0
    listed = json.loads(nnplay("runs", "list", "--json").out)["runs"]
    assert [run["name"] for run in listed] == ["wine", "iris"]
    assert all(run["state"] == "finished" and run["versions"]["numpy"] for run in listed)
    assert "iris" not in nnplay("runs", "list", "--data", "wine").out
    assert "5 epochs" in nnplay("runs", "show", listed[0]["id"]).out
    beside = nnplay("runs", "compare", *[run["id"] for run in listed])
    assert "wine" in beside.out
    assert nnplay("runs", "export", tmp_path / "m.nnplay", listed[1]["id"]).code == 0
    assert nn.load_run(tmp_path / "m.nnplay").metrics == listed[1]["metrics"]
    assert nnplay("runs", "export", tmp_path / "all.csv").code == 0
    assert "to remove" not in nnplay("runs", "rm", listed[0]["id"], "--yes").err
    assert len(json.loads(nnplay("runs", "list", "--json").out)["runs"]) == 1


def test_a_store_that_fails_does_not_stop_a_training(nnplay, own, tmp_path):
    own.write_bytes(b"no store at all" * 100)
    ended = nnplay("train", "iris", "--epochs", "5", "--quiet")
    assert ended.code == 0
    assert "not saved" in ended.err
    assert own.read_bytes() == b"no store at all" * 100


def started(own, *arguments):
    environment = os.environ | {"NNPLAY_STORE": str(own)}
    program = [sys.executable, "-m", "nnplay", *map(str, arguments)]
    return subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


KILLED_TRAINING = """
import os, signal, sys
import nnplay.runs.recorder
from nnplay.cli import main
from nnplay.runs.store import Store

def checkpoint(store, id, epoch, content, keep=Store.checkpoint):
    keep(store, id, epoch, content)
    if epoch > 20:
        os.kill(os.getpid(), signal.SIGKILL)

nnplay.runs.recorder.CHECKPOINT_INTERVAL, Store.checkpoint = 0.0, checkpoint
sys.exit(main())
"""

KILLED_COMPARISON = """
import os, signal, sys
from nnplay.cli import main
from nnplay.runs.store import Store

def finish_many(store, results, keep=Store.finish_many):
    keep(store, results[:2])
    os.kill(os.getpid(), signal.SIGKILL)

Store.finish_many = finish_many
sys.exit(main())
"""


def killed(own, program, *arguments):
    """A process that kills itself in the middle of its work, at the same place on every machine."""
    environment = os.environ | {"NNPLAY_STORE": str(own)}
    words = [sys.executable, "-c", program, *map(str, arguments)]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only where processes are killed so")
def test_a_training_that_was_killed_goes_on_to_the_same_result(nnplay, own, monkeypatch):
    arguments = ["train", "digits", "--hidden", "16", "--epochs", "150", "--optimizer", "adam", "--json"]
    monkeypatch.setattr("nnplay.runs.recorder.CHECKPOINT_INTERVAL", 0.0)
    undisturbed = json.loads(nnplay(*arguments).out)
    killed(own, KILLED_TRAINING, *arguments)
    with Store(own) as store:
        entry = store.find()[0]
        assert entry.state == "lost"
        assert 20 < entry.epoch < 150
    assert "lost" in nnplay("runs").out
    resumed = nnplay("runs", "resume", entry.id, "--json")
    assert resumed.code == 0, resumed.err
    said = json.loads(resumed.out)
    assert said["metrics"] == undisturbed["metrics"]
    for name in ("epoch", "train_loss", "test_accuracy"):
        assert said["history"][name] == undisturbed["history"][name]
    assert "nothing to resume" in nnplay("runs", "resume", entry.id).error_line()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only where processes are killed so")
def test_a_comparison_that_was_killed_goes_on_to_the_same_result(nnplay, own):
    arguments = ["compare", "digits", "--hidden", "4", "--hidden", "8", "--epochs", "60", "--seeds", "6", "--json"]
    killed(own, KILLED_COMPARISON, *arguments)
    with Store(own) as store:
        sweep = store.sweeps()[0]
        assert "running" not in sweep.counts
        assert 0 < sweep.counts["finished"] <= 2
    resumed = json.loads(nnplay("runs", "resume", sweep.id[:5], "--json").out)
    whole = json.loads(nnplay(*arguments[:-1], "--no-store", "--json").out)

    def scores(said):
        return [(s["name"], [(o["seed"], o["metrics"]) for o in s["outcomes"]]) for s in said["standings"]]

    assert scores(resumed) == scores(whole)
    with Store(own) as store:
        assert store.sweep(sweep.id).counts == {"finished": 12}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_in_a_comparison_says_how_far_it_came(nnplay, own, monkeypatch, number, code):
    arguments = ["compare", "iris", "--hidden", "2", "--hidden", "3", "--epochs", "3", "--seeds", "20"]
    ended = []

    def signalled():
        ended.append(1)
        if len(ended) == 2:
            signal.raise_signal(number)

    monkeypatch.setattr("nnplay.cli.progress.resume_garbage_collection", signalled)
    broken = nnplay(*arguments)
    assert broken.code == code
    assert re.search(r"Interrupted after \d+ of 40 runs; `nnplay runs resume \w+` continues", broken.err)
    with Store(own) as store:
        counts = store.sweeps()[0].counts
        assert sum(counts.values()) == 40
        assert 0 < counts["finished"] < 40
        assert nnplay("runs", "resume", store.sweeps()[0].id, "--quiet").code == 0
        assert store.sweeps()[0].counts == {"finished": 40}


@pytest.mark.slow
def test_two_processes_share_a_comparison(own):
    first = started(
        own, "compare", "digits", "--hidden", "4", "--hidden", "8", "--epochs", "10", "--seeds", "8", "--json"
    )
    with Store(own) as store:
        wait_for(lambda: own.exists() and store.sweeps())
        second = started(own, "runs", "resume", store.sweeps()[0].id, "--json")
        said = [json.loads(process.communicate(timeout=120)[0]) for process in (first, second)]
        assert store.sweeps()[0].counts == {"finished": 16}
        owners = store.find(sweep=store.sweeps()[0].id)
        assert len(owners) == 16
    names = [[(s["name"], s["test_accuracy"]) for s in each["standings"]] for each in said]
    assert names[0] == names[1]


def test_data_that_have_changed_are_refused(nnplay, own, tmp_path):
    table = tmp_path / "t.csv"
    rows = [f"{k},{k % 3},{'ab'[k % 2]}" for k in range(40)]
    table.write_text("\n".join(["x,z,y", *rows]))
    with Store(own) as store:
        recipe = nn.Recipe(data=str(table), target="y", epochs=5)
        dataset = nn.load(table, target="y")
        facts = {"name": "t", "versions": {}, "epochs": 5, "architecture": nn.Architecture.dense((3,)).to_json()}
        id = store.begin(fingerprint=dataset.fingerprint, recipe=recipe.to_json(), **facts)
        store.release([id])
        table.write_text("\n".join(["x,z,y", *rows[:-1]]))
        assert "has other rows" in nnplay("runs", "resume", id).error_line()
        assert store.get(id).state == "interrupted"
        table.write_text("\n".join(["x,z,y", *rows]))
        assert nnplay("runs", "resume", id, "--quiet").code == 0
