"""Every page keeps its word: its code runs, prints what is shown, and its links lead somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import page as pages

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")

LONG = (
    "README.md",
    "coming-from-scikit-learn.md",
    "command-line.md",
    "comparing.md",
    "doctor.md",
    "explaining.md",
    "scores.md",
    "exporting.md",
    "first-network.md",
    "formulas.md",
    "how-it-learns.md",
    "inside.md",
    "notebook.md",
    "recipes-and-results.md",
    "runs.md",
    "searching.md",
    "source.md",
    "time-travel.md",
    "web.md",
    "your-own-components.md",
    "your-data.md",
)  # to run

by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
by_time = pytest.mark.parametrize(
    "page", [pytest.param(page, id=page.name, marks=[pytest.mark.slow] * (page.name in LONG)) for page in PAGES]
)


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return pages.FENCE.sub("", text)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings as forges make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@by_time
def test_a_page_runs_and_prints_what_it_shows(page, tmp_path):
    program = [sys.executable, str(Path(pages.__file__)), str(page)]
    ended = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    for block, said in pages.shown_beside(page, json.loads(ended.stdout)):
        strays = pages.strays(block.text, said)
        assert not strays, (
            f"{page.name}, line {block.line} shows what is not printed: {strays}; if the new output is right, run "
            f"python tests/docs/page.py --refresh {page.relative_to(ROOT)}"
        )


@by_name
def test_links_and_pictures_exist(page):
    for target in LINK.findall(prose(page.read_text("utf-8"))):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{page.name} links to {target}"
        assert other.is_relative_to(ROOT), f"{page.name} links to {target}, outside of the project"
        if anchor:
            assert anchor in anchors(other), f"{page.name} links to {target}, but there is no such heading"


def test_the_readme_begins_with_the_two_commands():
    shell = [block for block in pages.blocks(ROOT / "README.md") if block.language == "sh"]
    make = "python3 -m venv .venv && .venv/bin/pip install -q -e "
    assert [block.text.strip() for block in shell[:2]] == [
        make + ". && .venv/bin/nnplay train iris",
        make + "'.[dev]' && .venv/bin/pytest",
    ]
    assert not any(block.runs for block in shell[:2])


def test_the_readme_shows_what_its_first_command_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = next(block for block in pages.blocks(ROOT / "README.md") if block.language == "text")
    said = pages.run_shell(pages.Block("sh", (), "nnplay train iris\n", 0), columns=112)
    assert not pages.strays(shown.text, said)


def test_every_page_is_on_the_map():
    linked = set(LINK.findall((ROOT / "docs" / "index.md").read_text("utf-8")))
    assert {page.name for page in PAGES if page.parent.name == "docs"} - {"index.md"} <= linked


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*")), ids=lambda path: path.name)
def test_pictures_are_small(picture):
    assert picture.stat().st_size < 300_000
