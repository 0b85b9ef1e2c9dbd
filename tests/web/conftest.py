"""A server for each process of the tests, and a browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from browsers import CHROMIUM, playwright_chromium
from web_server import Server, Visit

LOST = re.compile(r"WebSocket|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
        running.end()


@pytest.fixture
def start_server() -> Iterator[Callable[..., Server]]:
    """Starts servers of a test's own; none of them outlives it, even if it fails."""
    with ExitStack() as servers:
        yield lambda *options, **more: servers.enter_context(Server(*options, **more))


@pytest.fixture(scope="module")  # its loop must not be there in the tests of others
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright_chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser, start_server):
    """Opens pages of a server; nothing may go wrong on them, and they ask nobody but their server.

    They are closed before the servers that a test started.
    """
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
