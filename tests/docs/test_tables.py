"""The tables of the documentation say what the source says."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import nnplay as nn
from nnplay.catalog import families
from nnplay.playground.challenges import challenges
from nnplay.playground.lessons.library import NAMES, lesson

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def catalogue():
    return runpy.run_path(str(DOCS / "make_catalogue.py"))


def test_the_catalogue_and_the_counts_in_other_pages_are_up_to_date(catalogue):
    stale = [path.name for path, text in catalogue["pages"]().items() if path.read_text("utf-8") != text]
    assert not stale, f"{', '.join(stale)}: run python docs/make_catalogue.py"


def test_a_count_that_is_stale_is_corrected(catalogue):
    pages = ROOT / "README.md", DOCS / "how-to" / "command-line.md"
    sentence, listing = (catalogue["WITH_COUNTS"][path] for path in pages)
    count = len(families["penalties"])
    for pattern, stale, right in (
        (sentence, "There are 99 penalties, and 9 rows.", f"There are {count} penalties, and 9 rows."),
        (listing, "penalties    99   l1\npenalties", f"penalties    {count:>2}   l1\npenalties"),
    ):
        assert catalogue["with_counts"](stale, pattern) == right


def test_the_catalogue_has_every_entry_once(catalogue):
    lines = catalogue["page"]().splitlines()
    for family, registry in families.items():
        start = lines.index(f"<!-- generated: catalogue {family} -->")
        rows = lines[start + 4 : start + 4 + len(registry)]
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


def test_the_table_of_settings_is_up_to_date():
    page = "reference/recipes-and-results.md"
    text = runpy.run_path(str(DOCS / "make_settings.py"))["page"]()
    assert (DOCS / page).read_text("utf-8") == text, "run python docs/make_settings.py"
    assert [row[0].strip("`") for row in rows_of(page, "The settings")] == list(nn.Recipe.model_fields)


def test_the_layers_of_the_source_page_are_those_of_the_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    text = (DOCS / "contributing" / "source.md").read_text("utf-8")
    assert text.split("```text\n")[1].split("```")[0].splitlines() == layers
    named = {name.strip("`") for row in rows_of("contributing/source.md", "The house") for name in row[0].split(", ")}
    assert named == {name for layer in layers for name in layer.split(" | ")}


def test_every_heavy_library_is_in_the_table():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    doors = [contract for contract in contracts if contract["type"] == "forbidden"]
    assert len(rows_of("contributing/source.md", "One home for each heavy library")) == len(doors)


def test_the_lessons_and_challenges_are_those_of_the_page():
    told = [(row[0], row[1].strip("`"), row[3]) for row in rows_of("how-to/teaching.md", "Lessons")]
    lessons = [(one.title, f"?lesson={one.name}", str(one.minutes)) for one in map(lesson, NAMES)]
    assert told == lessons
    told = [(row[0], row[1].strip("`")) for row in rows_of("how-to/teaching.md", "Challenges and their entries")]
    assert told == [(one.name["en"], f"?challenge={one.id}") for one in challenges()]


HARDENED = ("Bad input", "Faults", "The web server", "Correctness under stress", "Supply chain")


@pytest.mark.parametrize("heading", HARDENED)
def test_every_case_that_is_told_is_shown_by_tests_that_are_there(heading):
    for case, _, shown in rows_of("explanation/hardening.md", heading):
        tests = re.findall(r"`(tests/\S+\.py)::(\w+)`", shown)
        assert tests, case
        for file, name in tests:
            assert re.search(rf"^ *(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), (case, name)
