"""`on_epoch`: functions that are called with the snapshots of a run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from nnplay.errors import NNPlayError, clean
from nnplay.training.snapshot import Snapshot

EpochCallback = Callable[[Snapshot], object]
"""Called with the snapshot of an epoch; what it returns is ignored."""


def as_callbacks(on_epoch: EpochCallback | Sequence[EpochCallback] | None) -> list[EpochCallback]:
    """The callbacks as a list.

    Raises:
        NNPlayError: one of them cannot be called.
    """
    if on_epoch is None:
        return []
    callbacks: list[Any] = list(on_epoch) if isinstance(on_epoch, list | tuple) else [on_epoch]
    for callback in callbacks:
        if not callable(callback):
            raise NNPlayError(f"on_epoch takes a function or a list of them, not {clean(repr(callback), 80)}.")
    return callbacks


def call_with(snapshots: Iterable[Snapshot], callbacks: Sequence[EpochCallback]) -> Iterator[Snapshot]:
    """Pass snapshots on, each after the callbacks were called with a copy of it.

    An exception in a callback ends the run, and reaches the caller as it is, with a note of where it was raised.
    """
    for snapshot in snapshots:
        for callback in callbacks:
            try:
                callback(snapshot.copy())
            except Exception as error:
                name = getattr(callback, "__qualname__", type(callback).__qualname__)
                error.add_note(f"raised by on_epoch={clean(name, 80)} after epoch {snapshot.epoch:,}")
                raise
        yield snapshot
