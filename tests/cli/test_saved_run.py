"""A saved run by its id or as `last`, and the words that people type."""

import pytest

import nnplay as nn
from nnplay.cli.app import COMMANDS

ROW = "5.1,3.5,1.4,0.2"


@pytest.fixture
def stored(nnplay, monkeypatch, tmp_path):
    """The id of a run in a store of its own."""
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.sqlite"))
    monkeypatch.chdir(tmp_path)
    assert nnplay("train", "iris", "--hidden", "4", "--epochs", "3", "--quiet").code == 0
    with nn.Store() as store:
        return store.get("last").id


@pytest.mark.parametrize(
    "words",
    [
        ("show",), ("predict", "--row", ROW), ("explain", "--row", ROW), ("check",), ("look",),
        ("look", "mistakes"), ("fork", "2", "--quiet"), ("export", "--to", "json"),
    ],
)  # fmt: skip
def test_commands_take_an_id_or_last(nnplay, stored, words):
    command, *rest = words
    results = [nnplay(command, name, *rest) for name in (stored, stored[:5], "last")]
    assert [result.code for result in results] == [0, 0, 0], results
    assert results[0].out.replace(stored, "last") == results[2].out.replace(stored, "last")


def test_what_is_no_file_and_no_run_is_one_sentence(nnplay, stored):
    assert "no saved run whose id begins so" in nnplay("show", "zzzz").error_line()
    nn.train("iris", (2,), epochs=1).save("iris.nnplay")
    assert nnplay("show", "irs.nnplay").error_line() == (
        "Error: There is no file 'irs.nnplay' (did you mean 'iris.nnplay'?).\n"
    )


def test_a_row_without_names_has_a_value_for_each_column(nnplay, stored):
    named = nnplay("predict", "last", "--row", '{"sepal length (cm)": 5.1, "sepal width (cm)": 3.5, '
                   '"petal length (cm)": 1.4, "petal width (cm)": 0.2}', "--json")  # fmt: skip
    assert nnplay("predict", "last", "--row", ROW, "--json").out == named.out
    assert "--row has 2 values" in nnplay("predict", "last", "--row", "1,2").error_line()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["-V"], ["--version"]),
        (["version"], ["--version"]),
        (["help"], ["--help"]),
        (["help", "train"], ["train", "-h"]),
    ],
)
def test_words_that_people_type(nnplay, typed, meant):
    assert nnplay(*typed).out == nnplay(*meant).out != ""


def test_a_missing_command_is_named(nnplay):
    assert "try `nnplay train iris`" in nnplay("iris").error_line()
    assert "use `nnplay train`" in nnplay("fit", "iris").error_line()
    assert not {"help", "version", "fit"} & COMMANDS.keys()


def test_short_names_of_options(nnplay, stored):
    options = ["--hidden", "4", "--epochs", "3", "-q"]
    assert (
        nnplay("train", "iris", "--lr", "0.5", *options).out
        == nnplay("train", "iris", "--learning-rate", "0.5", *options).out
    )
    assert nnplay("train", "iris", *options, "-o", "it.nnplay").code == 0
    assert nn.load_run("it.nnplay").epoch == 3


def test_a_missing_target_of_an_export_lists_them(nnplay, stored):
    assert "numpy, pytorch, keras, onnx, json" in nnplay("export", "last").error_line()
