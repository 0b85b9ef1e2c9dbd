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
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def identify(page: Path) -> str:
    return str(page.relative_to(ROOT))


by_name = pytest.mark.parametrize("page", PAGES, ids=identify)
RUNNING = [page for page in PAGES if page.name != "CONTRIBUTING.md" and any(block.runs for block in pages.blocks(page))]


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return pages.FENCE.sub("", text)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings as forges make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNING, ids=identify)
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


@pytest.mark.parametrize(
    "folder", sorted(path for path in DOCS.iterdir() if (path / "index.md").exists()), ids=identify
)
def test_every_page_is_in_the_index_of_its_folder(folder):
    linked = set(LINK.findall((folder / "index.md").read_text("utf-8")))
    assert {page.name for page in folder.glob("*.md")} - {"index.md"} <= linked
    assert f"{folder.name}/index.md" in LINK.findall((DOCS / "index.md").read_text("utf-8"))


@by_name
def test_no_page_begins_with_what_one_will_know_after_it(page):
    assert not re.search(r"[Aa]fter this page", page.read_text("utf-8"))


def test_every_picture_is_shown():
    shown = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [path.name for path in (DOCS / "pictures").iterdir() if f"pictures/{path.name}" not in shown] == []


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").glob("*")), ids=lambda path: path.name)
def test_pictures_are_small(picture):
    assert picture.stat().st_size < 300_000
