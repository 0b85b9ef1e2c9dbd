"""Ctrl-C and SIGTERM: a training ends after the snapshot under way, so that what it has found is whole."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

PATIENCE = 0.5  # seconds that the snapshot under way may take


def terminated(number: int, frame: FrameType | None) -> None:
    """Outside of training SIGTERM ends the program at once."""
    raise SystemExit(128 + number)


class Stop:
    """Within it the first signal asks for an end; a second one, or a slow snapshot, raises KeyboardInterrupt.

    Attributes:
        code: the exit code that the signal stands for, 0 while none came.
    """

    def __init__(self) -> None:
        self.code = 0
        self._before: dict[int, Any] = {}

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if self.code:
            raise KeyboardInterrupt
        self.code = 128 + number
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    @staticmethod
    def _slow(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            for name, handler in (("SIGINT", self._asked), ("SIGTERM", self._asked), ("SIGALRM", self._slow)):
                number = getattr(signal, name, None)
                if number is not None:
                    self._before[number] = signal.signal(number, handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._before.items():
            signal.signal(number, handler)
