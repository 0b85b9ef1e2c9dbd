"""`nnplay search`: what is typed is fixed, the rest is searched, and both scores are told."""

import json
import shlex
import signal
import time
import tomllib

import numpy as np
import pytest
from cli_process import start

import nnplay as nn
from nnplay.cli.search import parse_duration, parse_space
from nnplay.cli.search_report import describe_network, train_command
from nnplay.experiments.search.result import BestConfiguration
from nnplay.experiments.search.search import search
from nnplay.runs import reproduce
from nnplay.runs.store import Store

pytestmark = pytest.mark.slow

SMALL = ["--trials", "14", "--epochs", "8", "--space", "width=2:8 depth=0:2", "--no-store"]
SPACE = {"width": (2, 8), "depth": (0, 2)}


def test_the_result_as_json(nnplay):
    result = nnplay("search", "iris", *SMALL, "--json")
    assert result.code == 0, result.err
    assert result.err == ""
    found = json.loads(result.out, parse_constant=lambda name: pytest.fail(name))
    alone = search("iris", trials=14, epochs=8, space=SPACE)
    assert found["validation"] == alone.best.value
    assert found["test"] == alone.score == found["run"]["metrics"]["test"]["accuracy"]
    assert [trial["settings"] for trial in found["trials"]] == [trial["settings"] for trial in alone.trials]
    assert found["importance"] == alone.importance
    assert found["best"]["recipe"] == alone.best.recipe.to_json()
    assert found["status"] == "finished"


def test_the_command_trains_the_same_network(nnplay):
    found = json.loads(nnplay("search", "iris", *SMALL, "--seed", "3", "--json").out)
    words = shlex.split(found["command"])
    assert words[:3] == ["nnplay", "train", "iris"]
    again = json.loads(nnplay(*words[1:], "--no-store", "--json").out)
    assert again["metrics"] == found["run"]["metrics"]
    assert again["architecture"] == found["run"]["architecture"]


def test_what_is_shown(nnplay, tmp_path):
    shown = nnplay("search", "iris", *SMALL)
    assert shown.code == 0, shown.err
    for part in ("iris: 14 trials", "Network", "Recipe", "searched", "Results", "optimistic", "unbiased",
                 "Best 10 trials", "Importance", "█", "nnplay train iris --"):  # fmt: skip
        assert part in shown.out, part
    assert "\x1b" not in shown.out
    quiet = nnplay("search", "iris", *SMALL, "--quiet")
    assert quiet.out.count("\n") == 1
    assert quiet.err == ""
    assert "validation" in quiet.out


def test_what_is_found_is_saved(nnplay, tmp_path):
    model, recipe = tmp_path / "best.nnplay", tmp_path / "best.toml"
    found = json.loads(nnplay("search", "iris", *SMALL, "--json", "--save", model, "--save-recipe", recipe).out)
    assert nn.load_run(model).metrics == found["run"]["metrics"]
    assert tomllib.loads(recipe.read_text())["data"] == "iris"
    again = json.loads(nnplay("train", "--recipe", recipe, "--no-store", "--json").out)
    assert again["metrics"] == found["run"]["metrics"]


def test_pictures_are_drawn(nnplay, tmp_path):
    picture, page = tmp_path / "progress.svg", tmp_path / "report.html"
    assert nnplay("search", "iris", *SMALL, "--quiet", "--plot", picture, "--report", page).code == 0
    assert "<svg" in picture.read_text()
    assert "optimistic" in page.read_text("utf-8")


def test_what_is_typed_is_not_searched(nnplay, tmp_path):
    typed = ["--layers", "2", "--activation", "tanh", "--optimizer", "adam", "--dropout", "0.1", "--norm", "none"]
    found = json.loads(nnplay("search", "iris", "--trials", "3", "--epochs", "2", *typed, "--no-store", "--json").out)
    assert set(found["best"]["settings"]) == {"width", "taper", "learning_rate", "schedule", "batch_size", "decay"}
    layers = found["best"]["architecture"]["layers"]
    assert [(layer["activation"], layer["dropout"], layer["norm"]) for layer in layers] == [("tanh", 0.1, None)] * 2
    typed = ["--hidden", "6,4", "--activation", "tanh,relu"]
    found = json.loads(nnplay("search", "iris", "--trials", "3", "--epochs", "2", *typed, "--no-store", "--json").out)
    layers = found["best"]["architecture"]["layers"]
    assert [(layer["width"], layer["activation"]) for layer in layers] == [(6, "tanh"), (4, "relu")]
    recipe = tmp_path / "some.toml"
    recipe.write_text("data = 'iris'\noptimizer = 'adam'\nepochs = 2\n[architecture]\nhidden = [5]\n")
    more = ["--recipe", recipe, "--trials", "2", "--no-store", "--json", "--space", "learning_rate=0.01,0.02"]
    found = json.loads(nnplay("search", *more).out)
    assert [layer["width"] for layer in found["best"]["architecture"]["layers"]] == [5]
    assert found["best"]["settings"]["learning_rate"] in (0.01, 0.02)
    assert set(found["best"]["settings"]) == {"learning_rate", "schedule", "batch_size", "decay"}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "nnplay search iris"),
        (["irsi"], "'iris'"),
        (["iris", "--space", "widht=4:8"], "'width'"),
        (["iris", "--space", "width"], "name=low:high"),
        (["iris", "--space", "width=8:4"], "smaller"),
        (["iris", "--space", "width=4:8:linear"], "low:high:log"),
        (["iris", "--space", "hidden=8-x"], "64-32"),
        (["iris", "--space", "activation='relu"], "quote"),
        (["iris", "--space", "width=4:8", "--neurons", "4"], "both searched and fixed"),
        (["iris", "--activation", "relu,tanh"], "--space activation=relu,tanh"),
        (["iris", "--hidden", "4", "--layers", "2"], "not both"),
        (["iris", "--timeout", "soon"], "10m"),
        (["iris", "--trials", "0"], "trials"),
        (["iris", "--trials", "many"], "--trials"),
        (["iris", "--metric", "r2"], "accuracy"),
        (["iris", "--test-fraction", "0"], "above 0"),
        (["iris", "--plot", "x.gif"], ".svg"),
        (["iris", "--report", "x.pdf"], ".html"),
        (["iris", "--save", "no/such/folder/x.nnplay"], "folder"),
        (["iris", "--tirals", "3"], "--trials"),
    ],
)
def test_bad_usage_is_one_sentence_with_a_hint(nnplay, arguments, hint):
    assert hint in nnplay("search", *arguments, "--no-store").error_line()


def test_times_and_spaces_as_typed():
    assert [parse_duration(text) for text in (None, "90", "1.5s", "10m", "2h")] == [None, 90, 1.5, 600, 7200]
    typed = ["width=4:256:log activation=relu,leaky_relu(0.2)", "batch-size=8,full dropout=0:0.5", "norm=none,batch",
             "hidden=64-32,0 skip=true,false"]  # fmt: skip
    assert parse_space(typed) == {
        "width": (4, 256, "log"), "activation": ["relu", "leaky_relu(0.2)"], "batch_size": [8, None],
        "dropout": (0, 0.5), "norm": [None, "batch"], "hidden": [(64, 32), ()], "skip": [True, False],
    }  # fmt: skip


def test_a_network_in_few_words():
    assert describe_network({"depth": 0, "optimizer": "adam"}) == "linear"
    told = {"depth": 2, "width": 64, "taper": 0.5, "activation": "tanh", "norm": "batch", "dropout": 0.2}
    assert describe_network(told) == "2 × 64 tanh, halving, batch norm, dropout 0.2"
    assert describe_network({"hidden": (64, 32), "activation": "relu"}) == "64-32 relu"
    assert describe_network({"width": 8}) == "8"


def test_every_setting_can_be_typed_again(nnplay, tmp_path):
    path = tmp_path / "some rows.csv"
    path.write_text("a,b,c d,y\n" + "".join(f"{k},{k % 3},{k % 5},{'yes' if k % 2 else 'no'}\n" for k in range(40)))
    recipe = nn.Recipe(
        data=str(path), target=("y",), features=("a", "c d"), task="classification", batch_size=None, l1=0.25,
        learning_rate=1e-05, penalties=(("l2", 0.5),), class_weight=(("yes", 2.0), ("no", 1.0)), shuffle=False, seed=7,
        momentum=0.5, epochs=3, clip=1.0, initializer="he_normal",
    )  # fmt: skip
    net = nn.Architecture.dense((4, 3), ["relu", "leaky_relu(0.2)"], norm="layer", skip=True, loss="focal")
    words = shlex.split(train_command(BestConfiguration(0, 1.0, {}, net, recipe)))
    again = json.loads(nnplay(*words[1:], "--no-store", "--json").out)
    assert again["recipe"] == json.loads(json.dumps(recipe.to_json()))
    run = nn.train(str(path), net, recipe=recipe)
    assert again["metrics"] == run.metrics
    mixed = nn.Architecture([nn.Layer(4, dropout=0.1), nn.Layer(4)])
    assert train_command(BestConfiguration(0, 1.0, {}, mixed, recipe)) == reproduce.command(mixed, recipe)
    assert train_command(BestConfiguration(0, 1.0, {}, mixed, recipe.replace(data=None))) is None


def test_a_hostile_table_is_shown_as_text(nnplay, tmp_path):
    path = tmp_path / "hostile.csv"
    rows = "\n".join(f"{k},{k % 7},{'[bold]x[/]' if k % 2 else '[link=http://x]y'}" for k in range(60))
    path.write_text(f'"[red]","a\u202eb",":smile: [/nope]"\n{rows}\n')
    page = tmp_path / "page.html"
    result = nnplay("search", path, *SMALL, "--features", "[red],a\u202eb", "--target", ":smile: [/nope]")
    assert result.code == 0, result.err
    assert "\u202e" not in result.out + result.err
    assert "--target :smile: [/nope]" in result.out.replace("'", "")
    assert not page.exists()


def test_a_divergence_everywhere_is_one_sentence(nnplay):
    typed = ["--trials", "3", "--learning-rate", "1e9", "--optimizer", "sgd", "--hidden", "4", "--epochs", "3"]
    assert "diverged" in nnplay("search", "diabetes", *typed, "--no-store").error_line()


def test_every_trial_is_kept_unless_it_is_not_wanted(nnplay):
    typed = ["search", "iris", "--trials", "3", "--epochs", "3", "--space", "width=2:4", "--json"]
    found = json.loads(nnplay(*typed).out)
    listed = json.loads(nnplay("runs", "list", "--sweep", found["sweep"], "--json").out)
    assert len(listed["runs"]) == 3
    kept = json.loads(nnplay("runs", "show", found["kept"], "--json").out)
    assert kept["metrics"] == found["run"]["metrics"]
    assert json.loads(nnplay(*typed, "--no-store").out)["sweep"] == ""


def interrupted(path, *arguments):
    """A long search, interrupted once some trials have ended."""
    process = start("search", "iris", "--trials", "100000", "--epochs", "3", "--space", "width=2:4", *arguments,
                    env={"NNPLAY_STORE": str(path)})  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (path.exists() and finished_runs(path)):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def finished_runs(path):
    """The runs of a store that have ended, at most one."""
    with Store(path) as store:
        return store.find(states=["finished"], limit=1)


def test_ctrl_c_shows_what_was_found(tmp_path):
    code, out, err = interrupted(tmp_path / "runs.sqlite", "--json")
    assert code == 130, err
    assert "Traceback" not in err
    assert "nnplay runs resume" in err
    found = json.loads(out)
    assert found["status"] == "interrupted"
    assert 0 < len(found["trials"]) < 100_000
    assert np.isfinite(found["test"])
