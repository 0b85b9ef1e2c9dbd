"""The page in front of its engine: its unit tests in Node, its size, and what it may load."""

import gzip
import re
from pathlib import Path

import pytest
from node_suites import run_suite

from nnplay.web.built_page import is_built
from nnplay.web.static_site import site_files

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "src" / "nnplay" / "web" / "site"
SUITES = sorted(path.name for path in HERE.glob("*.test.mjs"))
BUDGET = 150_000  # bytes of the page, compressed, without its engine
ENGINE = ("engine/", "page/worker")
TEXT = {".html", ".css", ".js", ".json", ".svg"}


SLOW = ["lessons.test.mjs", "playground.test.mjs"]


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in SUITES])
def test_the_pages_code(name):
    run_suite(HERE / name)


def test_the_built_page_is_of_the_present_sources():
    assert is_built(SITE), "run make page"


def test_the_page_stays_within_its_budget():
    files = site_files()
    assert "page/main.js" in files
    assert "app/main.js" not in files
    names = [name for name in files if Path(name).suffix in TEXT and not name.startswith(ENGINE)]
    assert sum(len(gzip.compress(files[name], 9)) for name in names) <= BUDGET


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
