"""Python's garbage collection while nobody types.

A full collection looks at every object, hundreds of thousands in a terminal application, and takes a tenth of a second.
"""

import gc
import time
from typing import ClassVar

NEVER = 1 << 30
ENOUGH, MANY = 10, 300  # smaller collections after which a full one pays, and after which it does not wait for a pause


class IdleGarbageCollection:
    """Makes full collections only when no key was pressed for a while."""

    SECONDS: ClassVar[float] = 1.0

    def __init__(self) -> None:
        self._thresholds = gc.get_threshold()
        self._last_key = 0.0

    def start(self) -> None:
        """Begin; what is there now, modules and widgets, is never looked at again."""
        self._thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(*self._thresholds[:2], NEVER)

    def busy(self) -> None:
        """A key was pressed."""
        self._last_key = time.monotonic()

    def collect(self) -> None:
        """Make a full collection if it pays and nobody is waiting for an answer."""
        waiting = gc.get_count()[2]
        if waiting > MANY or (waiting > ENOUGH and time.monotonic() - self._last_key > self.SECONDS):
            gc.collect()

    def stop(self) -> None:
        """End; Python decides again."""
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()
