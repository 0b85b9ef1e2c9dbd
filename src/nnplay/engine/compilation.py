"""Tells listeners what the engine compiles, so that an interface can say why the first start takes longer.

Nothing is reported for machine code that is loaded from the cache.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, bool], None]
_listeners: list[Listener] = []


@contextmanager
def listen_to_compilation(listener: Listener) -> Iterator[None]:
    """Call listener(what, True) before something is compiled, and listener(what, False) afterwards."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def report_compilation(what: str, started: bool) -> None:
    """Tell every listener that the compilation of something starts or has ended."""
    for listener in tuple(_listeners):
        listener(what, started)
