"""The server of the tests in tests/web."""

from collections.abc import Iterator

import pytest
from web_server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running
        running.end()


@pytest.fixture(autouse=True)
def forget_formulas(clean):
    """Forget the formulas that a visitor typed."""
