"""Restore the catalogue after each test."""

import pytest

from nnplay.catalog import activations, losses
from nnplay.catalog.formulas import registered


@pytest.fixture(autouse=True)
def as_before():
    saved = [(r, dict(r._entries), dict(r._aliases)) for r in (activations, losses)]
    formulas = dict(registered.registered)
    yield
    for registry, entries, aliases in saved:
        registry._entries, registry._aliases = entries, aliases
    registered.registered.clear()
    registered.registered.update(formulas)
