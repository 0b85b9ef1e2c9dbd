"""What a test enters into the catalogue is gone after it."""

import pytest

from nnplay.catalog import activations, losses
from nnplay.catalog.formulas import registered


@pytest.fixture(autouse=True)
def as_before():
    kept = [(r, dict(r._entries), dict(r._aliases)) for r in (activations, losses)]
    entered = dict(registered.entered)
    yield
    for registry, entries, aliases in kept:
        registry._entries, registry._aliases = entries, aliases
    registered.entered.clear()
    registered.entered.update(entered)
