"""Thread-safe LRU cache."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class LRUCache:
    """What several problems of one dataset have in common, so that it is made once; the last few things are kept.

    Safe between threads: whoever wants what another is making waits for it.
    """

    def __init__(self, size: int = 8) -> None:
        self._size = size
        self._things: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """What belongs to the key, made now if it is not there."""
        with self._lock:
            if key not in self._things:
                self._things[key] = make()
            self._things.move_to_end(key)
            while len(self._things) > self._size:
                self._things.popitem(last=False)
            found: T = self._things[key]
            return found
