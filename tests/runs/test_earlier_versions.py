"""Files of an earlier version, whose defaults were others, mean what they meant: no setting of today slips into them.

The files in `earlier` are of the version before recipes had a default for missing cells other than "refuse", and before
the default recipe depended on the data; `forked.nnplay` is of the version before first weights had a random stream of
their own.
"""

import shlex
import shutil
from pathlib import Path

import pytest

import nnplay as nn
from nnplay.cli.app import run as command
from nnplay.runs import reproduce
from nnplay.runs.recorder import resume

EARLIER = Path(__file__).with_name("earlier")
PLAIN = {"optimizer": "momentum", "learning_rate": 0.02, "batch_size": 32, "epochs": 20, "seed": 3}
TEST_MSE = 4.161556449262481  # as it was printed then
RECIPE = """data = "prices.csv"
test_fraction = 0.2
scale = "standard"
epochs = 20
batch_size = 32
optimizer = "momentum"
learning_rate = 0.02
seed = 3

[architecture]
hidden = [4]
output = "identity"
loss = "mse"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with the files in it."""
    for file in EARLIER.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "earlier.toml").write_text(RECIPE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings_of(recipe):
    """The settings that the earlier version wrote, and those that it did not write."""
    assert {name: getattr(recipe, name) for name in PLAIN} == PLAIN
    return {name: value for name, value in recipe.to_json().items() if name not in PLAIN}


def test_a_saved_run(folder):
    run = nn.load_run("earlier.nnplay")
    assert settings_of(run.recipe) == {
        "data": "prices.csv", "test_fraction": 0.2, "scale": "standard", "missing": "refuse", "unknown": "refuse",
        "random_streams": "shared",
    }  # fmt: skip
    assert run.metrics["test"]["mse"] == TEST_MSE
    for row, complaint in (({"age": 30, "colour": "violet"}, "'violet'"), ({"age": None, "colour": "red"}, "no value")):
        with pytest.raises(nn.DataError, match=complaint):
            run.predict([row])
    again = nn.train("prices.csv", run.architecture, recipe=run.recipe)
    assert again.metrics["test"]["mse"] == pytest.approx(TEST_MSE)
    assert again.dataset.fingerprint == run.facts["fingerprint"]
    fork = run.with_data().fork(10, epochs=12)
    assert (fork.recipe.missing, fork.recipe.unknown, fork.recipe.optimizer) == ("refuse", "refuse", "momentum")
    assert fork.history["train_loss"] == pytest.approx(run.history["train_loss"][:13])
    fork.save("fork.nnplay")
    assert nn.load_run("fork.nnplay").recipe == fork.recipe


def test_an_interrupted_run_of_a_store_goes_on_as_if_nothing_had_happened(folder):
    with nn.Store(folder / "earlier.sqlite") as store:
        (entry,) = store.find()
        assert (entry.state, entry.epoch) == ("interrupted", 7)
        session, recorder = resume(store, entry.id)
        assert set(settings_of(session.problem.recipe)) == {"data", "test_fraction", "scale", "random_streams"}
        for _ in recorder.follow(session):
            pass
        assert session.history.last.epoch == 20
        assert session.history.last.metrics["test"]["mse"] == pytest.approx(TEST_MSE)


def test_a_recipe_file(folder):
    """First weights have other random numbers than then, unless the file says otherwise."""
    (folder / "same.toml").write_text('random_streams = "shared"\n' + RECIPE)
    results = {}
    for name in ("earlier", "same"):
        words = ["train", "--recipe", f"{name}.toml", "--quiet", "--no-store", "--save", f"new-{name}.nnplay"]
        assert command(words) == 0
        run = nn.load_run(f"new-{name}.nnplay")
        assert set(settings_of(run.recipe)) == {"data", "test_fraction", "scale", "random_streams"}
        results[name] = run.metrics["test"]["mse"]
    assert results["same"] == pytest.approx(TEST_MSE)
    assert results["earlier"] != pytest.approx(TEST_MSE)


def test_a_forked_run_whose_weights_share_their_random_numbers_with_the_split(folder):
    run = nn.load_run("forked.nnplay").with_data()
    assert [recipe.random_streams for recipe in (run.past[0].recipe, run.recipe)] == ["shared", "shared"]
    for epoch in (0, 3, 8):
        assert run.at(epoch).metrics["train"]["loss"] == pytest.approx(run.history["train_loss"][epoch])
    again = run.fork(8)
    assert again.history["train_loss"] == pytest.approx(run.history["train_loss"])
    assert again.parameters.theta == pytest.approx(run.parameters.theta, rel=1e-5)
    words = shlex.split(reproduce.command(run.architecture, run.past[0].recipe))
    assert command([*words[1:], "--quiet", "--no-store", "--save", "again.nnplay"]) == 0
    first = nn.load_run("again.nnplay")
    assert first.history["train_loss"][:6] == pytest.approx(run.history["train_loss"][:6])
    first.save("once-more.nnplay")
    assert nn.load_run("once-more.nnplay").recipe.random_streams == "shared"
