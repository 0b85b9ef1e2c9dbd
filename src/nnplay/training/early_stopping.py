"""Early stopping: end training when the monitored loss no longer improves (Prechelt 1998)."""

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from nnplay.training.loop import Snapshot


def monitored_loss(snapshot: Snapshot) -> float:
    """The loss that decides which epoch is best: on the validation split, or on the training split without one."""
    part = snapshot.metrics.get("validation") or snapshot.metrics["train"]
    return part["loss"]


def monitored_loss_in_row(row: dict[str, Any]) -> tuple[int, float]:
    """Epoch and monitored loss of a row of the history."""
    return row["epoch"], row.get("validation_loss", row["train_loss"])


def stop_early(
    snapshots: Iterable[Snapshot], patience: int, past: Iterable[tuple[int, float]] = ()
) -> Iterator[Snapshot]:
    """Yield the snapshots until the monitored loss has not improved for `patience` epochs.

    `past` are epoch and monitored loss of the snapshots before these.
    """
    best, best_epoch = float("inf"), 0
    for epoch, loss in past:
        if loss < best:
            best, best_epoch = loss, epoch
    for snapshot in snapshots:
        yield snapshot
        if snapshot.batches:
            continue
        loss = monitored_loss(snapshot)
        if loss < best:
            best, best_epoch = loss, snapshot.epoch
        elif snapshot.epoch - best_epoch >= patience:
            if isinstance(snapshots, Generator):
                snapshots.close()
            return
