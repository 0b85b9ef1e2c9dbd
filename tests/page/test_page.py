"""The page in front of its engine: its unit tests in Node, its size, and what it may load."""

import gzip
import importlib.util
import json
import re
from pathlib import Path

import pytest
from node_suites import run_suite

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "src" / "nnplay" / "web" / "site"
SUITES = sorted(path.name for path in HERE.glob("*.test.mjs"))
BUDGET = 150_000  # bytes of the page, compressed, without its engine
ELSEWHERE = {"engine", "server"}  # the engine, and what only a page of `nnplay web` loads
TEXT = {".html", ".css", ".js", ".json", ".svg"}


@pytest.mark.parametrize("name", SUITES)
def test_the_pages_code(name):
    run_suite(HERE / name)


def test_the_page_stays_within_its_budget():
    files = [
        path for path in SITE.rglob("*") if path.suffix in TEXT and not ELSEWHERE & set(path.relative_to(SITE).parts)
    ]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) <= BUDGET


def test_the_built_in_sets_are_what_python_has():
    spec = importlib.util.spec_from_file_location("page_sets", HERE.parents[1] / "tools" / "page_sets.py")
    assert spec is not None
    assert spec.loader is not None
    page_sets = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page_sets)
    for name in page_sets.NAMES:
        committed = json.loads((SITE / "engine" / "sets" / f"{name}.json").read_text("utf-8"))
        assert committed == page_sets.file_of(name), f"{name} is out of date: run make page-sets"
    assert {path.stem for path in (SITE / "engine" / "sets").iterdir()} == set(page_sets.NAMES)


def test_the_page_allows_itself_nothing_but_its_own_files():
    page = (SITE / "index.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].split("; ") == [
        "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data: blob:",
        "connect-src 'self'", "worker-src 'self'",
    ]  # fmt: skip
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", page)


def test_every_file_that_is_named_is_there():
    page = (SITE / "index.html").read_text("utf-8")
    for name in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert (SITE / name).is_file(), name
    for path in (SITE / "app").rglob("*.js"):
        for name in re.findall(r'(?:from |import\()"(\.[^"]+)"', path.read_text("utf-8")):
            assert (path.parent / name).is_file(), f"{path.name}: {name}"
