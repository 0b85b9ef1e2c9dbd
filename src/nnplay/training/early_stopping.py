"""Early stopping (Prechelt 1998): stop when the watched loss no longer improves."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from nnplay.training.loop import Snapshot


def watched(snapshot: Snapshot) -> float:
    """The loss that decides what is best: of the validation rows where there are any, else of the training rows."""
    part = snapshot.metrics.get("validation") or snapshot.metrics["train"]
    return part["loss"]


def watched_row(row: dict[str, Any]) -> tuple[int, float]:
    """Epoch and watched loss of a row of the history."""
    return row["epoch"], row.get("validation_loss", row["train_loss"])


def stop_early(
    snapshots: Iterable[Snapshot], patience: int, past: Iterable[tuple[int, float]] = ()
) -> Iterator[Snapshot]:
    """Pass the snapshots on until the watched loss has not improved for `patience` epochs (Prechelt 1998).

    `past` has epoch and watched loss of the snapshots before these.
    """
    best, since = float("inf"), 0
    for epoch, loss in past:
        if loss < best:
            best, since = loss, epoch
    for snapshot in snapshots:
        yield snapshot
        if snapshot.batches:
            continue
        loss = watched(snapshot)
        if loss < best:
            best, since = loss, snapshot.epoch
        elif snapshot.epoch - since >= patience:
            if isinstance(snapshots, Generator):
                snapshots.close()
            return
