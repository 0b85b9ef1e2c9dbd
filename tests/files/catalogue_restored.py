"""Restore the catalogue after tests that register components."""

from collections.abc import Iterator
from contextlib import contextmanager

from nnplay.catalog import families
from nnplay.catalog.formulas import registered


@contextmanager
def catalogue_restored() -> Iterator[None]:
    saved = [(r, dict(r._entries), dict(r._aliases)) for r in families.values()]
    formulas = dict(registered.registered)
    yield
    for registry, entries, aliases in saved:
        registry._entries, registry._aliases = entries, aliases
        registry.version += 1
    registered.registered.clear()
    registered.registered.update(formulas)
