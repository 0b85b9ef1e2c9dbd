"""`nnplay.toml`: defaults of one's own, here and in the user's folder."""

import json
from pathlib import Path

import pytest

from nnplay.cli.defaults_file import NEVER, own_defaults


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current folder, and the user's beside it."""
    monkeypatch.chdir(tmp_path)
    user = tmp_path / "user"
    user.mkdir()
    monkeypatch.setenv("NNPLAY_CONFIG_DIR", str(user))
    return tmp_path


def recipe(nnplay, *words):
    """The recipe that `nnplay train iris` uses, and what it says of it."""
    result = nnplay("train", "iris", "--epochs", "2", "--no-store", "--save-recipe", "r.toml", *words)
    assert result.code == 0, result.err
    return Path("r.toml").read_text(), result.err


def test_typed_options_come_first_then_this_folder_then_the_user(nnplay, here):
    (here / "user" / "nnplay.toml").write_text("[all]\nseed = 7\n[train]\nl2 = 0.5\nbatch-size = 4\n")
    (here / "nnplay.toml").write_text(
        "[train]\nl2 = 0.25\nactivation = ['tanh', 'relu']\nhidden = [5, 3]\nepochs = 9\n"
    )
    text, err = recipe(nnplay, "--batch-size", "8")
    for line in ("seed = 7", "l2 = 0.25", "batch_size = 8", "epochs = 2", '{ width = 5, activation = "tanh" }'):
        assert line in text
    assert "Defaults from nnplay.toml: l2 = 0.25, activation = ['tanh', 'relu'], hidden = 5,3" in err
    assert "Defaults from" not in recipe(nnplay, "--quiet")[1]


def test_another_way_to_say_the_layers_replaces_them(nnplay, here):
    (here / "nnplay.toml").write_text("[train]\nhidden = [5, 3]\n")
    text, _ = recipe(nnplay, "--layers", "1", "--neurons", "6")
    assert "hidden = [6]" in text


def test_a_recipe_decides(nnplay, here):
    recipe(nnplay)
    (here / "nnplay.toml").write_text("[train]\nhidden = [5, 3]\nseed = 9\nquiet = true\n")
    result = nnplay("train", "--recipe", "r.toml", "--no-store", "--save-recipe", "again.toml")
    assert len(result.out.splitlines()) == 1
    assert Path("again.toml").read_text() == Path("r.toml").read_text()


def test_commands_of_commands_and_switches(nnplay, here):
    (here / "nnplay.toml").write_text("[runs.list]\njson = true\nlimit = 1\n[compare]\nseeds = 2\n")
    assert isinstance(json.loads(nnplay("runs", "list").out), dict)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[train]\nepoch = 3", "'epochs'"),
        ("[trian]\n", "'train'"),
        ("seed = 3", "[all]"),
        ("[train]\nsave = 'x'", "type --save"),
        ("[train]\nquiet = 'yes'", "true or false"),
        ("[train]\nepochs = {a = 1}\nl2 = 2020-01-01", "'l2' takes"),
        ("[", "cannot be read as TOML"),
        ("x" * 200_000, "too large"),
        ("[train]\nl2 = " + "[" * 20_000, "nested too deeply"),
        ("[train]\nepochs = " + "9" * 5_000, "cannot be read as TOML"),
        ("[train]\nepochs = 0x" + "f" * 50_000, "'epochs' has too many digits"),
        ("[train]\nhidden = [1, 0x" + "f" * 50_000 + "]", "'hidden' has too many digits"),
    ],
)
def test_mistakes_are_one_sentence(nnplay, here, text, says):
    (here / "nnplay.toml").write_text(text)
    result = nnplay("train", "iris", "--epochs", "1")
    assert result.code == 2
    assert says in result.error_line()
    assert "nnplay.toml" in result.error_line()
    assert nnplay("train", "--help").code == 0


def test_nothing_that_writes_or_serves_has_a_default():
    from test_help import ALL

    assert {"save", "save_recipe", "plot", "report", "out", "static", "host", "yes"} <= NEVER
    names = {parameter.name for command in ALL.values() for parameter in command.params}
    assert names >= NEVER - {"help"}
    assert own_defaults(ALL["nnplay runs"], "runs", [], []) == {}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("look last im", "importance"),
        ("show la", "last"),
        ("train iris --target sp", "species"),
        ("train penguins --exclude species,bill_d", "species,bill_depth_mm"),
        ("train table.csv --features ro", "rooms"),
        ("runs list --state fin", "finished"),
        ("export last --to on", "onnx"),
    ],
)
def test_completion(nnplay, here, monkeypatch, words, offered):
    (here / "table.csv").write_text("rooms,price\n1,2\n3,4\n")
    monkeypatch.setenv("_NNPLAY_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"nnplay {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    assert offered in nnplay().out.splitlines()
