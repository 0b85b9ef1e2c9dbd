"""`nnplay data`, `nnplay catalog`, help and the version."""

import json
from dataclasses import fields

import pytest
from typer.main import get_command

import nnplay as nn
from nnplay.catalog import families
from nnplay.cli.app import COMMANDS, GROUPS, build
from nnplay.cli.console import with_option_names
from nnplay.cli.recipe_options import RecipeOptions
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
    for part in ("150 rows", "petal width (cm)", "4.3", "7.9", "species", "setosa"):
        assert part in shown
    columns = json.loads(nnplay("data", "describe", "iris", "--features", "petal width (cm)", "--json").out)["columns"]
    assert [(c["name"], c["role"], c["reason"]) for c in columns] == [
        ("sepal length (cm)", "left out", "not chosen"), ("sepal width (cm)", "left out", "not chosen"),
        ("petal length (cm)", "left out", "not chosen"), ("petal width (cm)", "feature", ""),
        ("species", "target", ""),
    ]  # fmt: skip
    assert columns[3]["mean"] == pytest.approx(1.199, abs=1e-3)
    assert "'iris'" in nnplay("data", "describe", "irsi").error_line()


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
    assert "'relu'" in nnplay("catalog", "rellu").error_line()
    assert "'relu'" in nnplay("catalog", "activations", "rellu").error_line()
    assert "'activations'" in nnplay("catalog", "activation").error_line()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["train", "--help"], ["data", "--help"], ["catalog", "--help"]])
def test_help(nnplay, arguments):
    result = nnplay(*arguments)
    assert (result.code, result.err) == (0, "")
    assert "Usage: nnplay" in result.out
    if arguments in ([], ["--help"]):
        for command in ("train", "predict", "show", "data", "catalog"):
            assert command in result.out


def test_every_setting_is_an_option_with_help():
    assert [field.name for field in fields(RecipeOptions)] == [
        name for name in nn.Recipe.model_fields if name != "data"
    ]
    assert all(field.description and field.title for field in nn.Recipe.model_fields.values())


def test_every_command_is_in_the_list_and_loads_alone():
    program = get_command(build("all"))
    assert set(program.commands) == set(COMMANDS)
    assert all(command.help for command in program.commands.values())
    for name in COMMANDS:
        others = get_command(build(name)).commands
        assert set(others) == set(COMMANDS)
        assert others[name].params or name in GROUPS


def test_the_version(nnplay):
    assert nnplay("--version").out == f"nnplay {nn.__version__}\n"


@pytest.mark.parametrize(("typed", "near"), [("trian", "train"), ("catalogue", "catalog"), ("--versoin", "--version")])
def test_unknown_commands_suggest(nnplay, typed, near):
    assert near in nnplay(typed).error_line()


def test_sentences_speak_of_options():
    assert with_option_names("leave it out with features=") == "leave it out with --features"
    assert with_option_names("header=True overrides it, or header=False") == "--header overrides it, or --no-header"
    assert with_option_names("try clip=1 or scale='standard'; task= overrides it") == (
        "try --clip 1 or --scale standard; --task overrides it"
    )
    assert with_option_names("row 'seed=1' of a--seed=1") == "row 'seed=1' of a--seed=1"
