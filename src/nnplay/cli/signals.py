"""Ctrl-C and SIGTERM: stop after the snapshot in progress, so that the result is complete."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

GRACE_SECONDS = 0.5  # that the snapshot in progress may take

_interrupted = False


def exit_on_sigterm(number: int, frame: FrameType | None) -> None:
    """Outside of training, SIGTERM ends the program at once."""
    raise SystemExit(128 + number)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Outside of training, Ctrl-C raises KeyboardInterrupt, and is remembered."""
    global _interrupted
    _interrupted = True
    raise KeyboardInterrupt


def lost_interrupt(error: BaseException) -> bool:
    """Whether this error is what an extension module made of Ctrl-C while it was imported."""
    return _interrupted and isinstance(error, ImportError | SystemError)


class StopOnSignal:
    """Inside it the first signal only sets `code`; a second one, or a slow snapshot, raises KeyboardInterrupt.

    Attributes:
        code: the exit code of the signal, 0 before any signal.
    """

    def __init__(self) -> None:
        self.code = 0
        self._handlers: dict[int, Any] = {}

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.code:
            raise KeyboardInterrupt
        self.code = 128 + number
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    @staticmethod
    def _on_timeout(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def __enter__(self) -> StopOnSignal:
        if threading.current_thread() is threading.main_thread():
            for name, handler in (("SIGINT", self._on_signal), ("SIGTERM", self._on_signal),
                                  ("SIGALRM", self._on_timeout)):  # fmt: skip
                number = getattr(signal, name, None)
                if number is not None:
                    self._handlers[number] = signal.signal(number, handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
