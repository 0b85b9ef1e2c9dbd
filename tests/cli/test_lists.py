"""`nnplay data`, `nnplay catalog`, help and the version."""

import json

import pytest

import nnplay as nn
from nnplay.catalog import families
from nnplay.cli.console import spoken
from nnplay.cli.options import HELP
from nnplay.data import builtin_names


@pytest.mark.parametrize("command", [["data"], ["data", "list"]])
def test_the_builtin_sets(nnplay, command):
    shown = nnplay(*command).out
    found = json.loads(nnplay(*command, "--json").out)["data"]
    assert [each["name"] for each in found] == list(builtin_names())
    for each in found:
        assert each["name"] in shown
    assert found[0] | {"targets": [], "classes": []} == {
        "name": "iris", "task": "classification", "rows": 150, "features": 4, "targets": [], "classes": [],
    }  # fmt: skip


def test_describe(nnplay):
    shown = nnplay("data", "describe", "iris").out
    for part in ("150 rows", "petal width (cm)", "5.843", "species", "setosa"):
        assert part in shown
    columns = json.loads(nnplay("data", "describe", "iris", "--features", "petal width (cm)", "--json").out)["columns"]
    assert [(c["name"], c["role"]) for c in columns] == [("petal width (cm)", "feature"), ("species", "target")]
    assert "'iris'" in nnplay("data", "describe", "irsi").one_sentence()


def test_the_catalogue_is_whole(nnplay):
    shown = nnplay("catalog").out
    for family, registry in families.items():
        assert family in shown
        listed = nnplay("catalog", family)
        found = json.loads(nnplay("catalog", family, "--json").out)[family]
        assert [entry["name"] for entry in found] == list(registry)
        for entry in registry.values():
            assert entry.name in listed.out
            alone = nnplay("catalog", family, entry.name)
            assert alone.code == 0, alone.err
            assert entry.formula.split()[0] in alone.out


def test_one_entry(nnplay):
    for command in (["relu"], ["activations", "relu"]):
        shown = nnplay("catalog", *command).out
        assert "max(0, z)" in shown
        assert "a′" in shown
    assert json.loads(nnplay("catalog", "relu", "--json").out)["range"] == [0, None]
    assert "'relu'" in nnplay("catalog", "rellu").one_sentence()
    assert "'relu'" in nnplay("catalog", "activations", "rellu").one_sentence()
    assert "'activations'" in nnplay("catalog", "activation").one_sentence()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["train", "--help"], ["data", "--help"], ["catalog", "--help"]])
def test_help(nnplay, arguments):
    result = nnplay(*arguments)
    assert (result.code, result.err) == (0, "")
    assert "Usage: nnplay" in result.out
    if arguments in ([], ["--help"]):
        for command in ("train", "predict", "show", "data", "catalog"):
            assert command in result.out


def test_the_help_of_train_explains_every_option():
    assert set(HELP) == set(nn.Recipe.model_fields) - {"data"}


def test_the_version(nnplay):
    assert nnplay("--version").out == f"nnplay {nn.__version__}\n"


@pytest.mark.parametrize(("typed", "near"), [("trian", "train"), ("catalogue", "catalog"), ("--versoin", "--version")])
def test_unknown_commands_suggest(nnplay, typed, near):
    assert near in nnplay(typed).one_sentence()


def test_sentences_speak_of_options():
    assert spoken("leave it out with features=") == "leave it out with --features"
    assert spoken("try clip=1 or scale='standard'; task= overrides it") == (
        "try --clip 1 or --scale standard; --task overrides it"
    )
    assert spoken("row 'seed=1' of a--seed=1") == "row 'seed=1' of a--seed=1"
