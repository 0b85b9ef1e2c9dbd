"""A server for each process of the tests, and pages of a real browser in front of it."""

import re
import shutil

import pytest
from web_pages import Served, Tab

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def served():
    there = Served()
    yield there
    there.end()


@pytest.fixture(scope="module")  # its loop must not be there in the tests of others
def browser():
    if BROWSER is None:
        pytest.fail("These tests need Chromium: apt-get install chromium.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser, served):
    """Opens pages; nothing may go wrong on them, and they ask nobody but their server."""
    opened = []

    def opening(query="", **options):
        opened.append(Tab(browser, served, query, **options))
        return opened[-1]

    yield opening
    for one in opened:
        one.context.close()
        assert one.troubles == []
        strangers = [
            url for url in one.asked if not re.match(rf"(http|ws)://127\.0\.0\.1:{served.port}/|data:|blob:", url)
        ]
        assert strangers == []
