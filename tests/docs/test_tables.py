"""The tables of the documentation say what the source says."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import nnplay as nn
from nnplay.catalog import families
from nnplay.playground.challenges import CHALLENGES
from nnplay.playground.lessons import LESSONS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def catalogue():
    return runpy.run_path(str(DOCS / "make_catalogue.py"))


def test_the_catalogue_is_up_to_date(catalogue):
    assert (DOCS / "catalogue.md").read_text("utf-8") == catalogue["page"](), "run python docs/make_catalogue.py"


def test_the_catalogue_has_every_entry_once(catalogue):
    lines = catalogue["page"]().splitlines()
    for family, registry in families.items():
        start = lines.index(f"## {family.capitalize()}")
        rows = lines[start + 6 : start + 6 + len(registry)]
        assert [re.match(r"\| `(\w+)`", row)[1] for row in rows] == list(registry)
        assert len({row.replace(r"\|", "").count("|") for row in rows}) == 1


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    lines = iter((DOCS / page).read_text("utf-8").split(f"## {heading}\n")[1].splitlines())
    table = []
    for line in lines:
        if line.startswith("|"):
            table.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif table:
            break
    return table[2:]


def test_every_setting_of_a_recipe_is_explained():
    rows = rows_of("recipes-and-results.md", "The settings")
    assert [row[0].strip("`") for row in rows] == list(nn.Recipe.model_fields)


def test_the_defaults_are_those_of_the_recipe():
    for name, default, _ in rows_of("recipes-and-results.md", "The settings"):
        value = nn.Recipe.model_fields[name.strip("`")].default
        if isinstance(value, bool):
            assert default == f"`{value}`"
        elif isinstance(value, str):
            assert default == f'`"{value}"`'
        elif value is not None:
            assert float(default) == value
        else:
            assert not default.startswith("`")


def test_the_rooms_are_those_of_the_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    text = (DOCS / "rooms.md").read_text("utf-8")
    assert text.split("```text\n")[1].split("```")[0].splitlines() == layers
    told = {name.strip("`") for row in rows_of("rooms.md", "Who may import whom") for name in row[0].split(", ")}
    assert told == {name for layer in layers for name in layer.split(" | ")}


def test_every_door_of_a_library_is_told():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    doors = [contract for contract in contracts if contract["type"] == "forbidden"]
    assert len(rows_of("rooms.md", "One door for each heavy library")) == len(doors)


def test_numbers_in_the_changelog_are_those_of_the_registries():
    text = " ".join((ROOT / "CHANGELOG.md").read_text("utf-8").split())
    for family, registry in families.items():
        assert f"{len(registry)} {family}" in text


def test_the_lessons_and_challenges_are_those_of_the_page():
    told = [(row[0], row[1].strip("`"), row[3]) for row in rows_of("teaching.md", "Lessons")]
    lessons = [(one.title["en"], f"?lesson={one.name}", str(one.minutes)) for one in LESSONS.values()]
    assert told == lessons
    told = [(row[0], row[1].strip("`")) for row in rows_of("teaching.md", "Challenges and their entries")]
    assert told == [(one.name["en"], f"?challenge={one.id}") for one in CHALLENGES]


HARDENED = ("Bad input", "Faults", "The web server", "Correctness under stress", "Supply chain")


@pytest.mark.parametrize("heading", HARDENED)
def test_every_case_that_is_told_is_shown_by_tests_that_are_there(heading):
    for case, _, shown in rows_of("hardening.md", heading):
        tests = re.findall(r"`(tests/\S+\.py)::(\w+)`", shown)
        assert tests, case
        for file, name in tests:
            assert re.search(rf"^ *(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), (case, name)
