"""A server for each process of the tests, and a browser."""

import re
from collections.abc import Iterator

import pytest
from web_server import BROWSER, Server, Visit

LOST = re.compile(r"WebSocket|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.end()


@pytest.fixture(scope="module")  # its loop must not be there in the tests of others
def browser():
    if BROWSER is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser):
    """Opens pages of a server; nothing may go wrong on them, and they ask nobody but their server."""
    visits = []

    def make(server: Server, **options) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options)
        visits.append((context, Visit(context.new_page(), server)))
        return visits[-1][1]

    yield make
    for context, visited in visits:
        context.close()
        assert [each for each in visited.mistakes if not (visited.loses and LOST.search(each))] == []
        assert visited.strangers == []


@pytest.fixture(autouse=True)
def forget_formulas(clean):
    """Forget the formulas that a visitor typed."""
