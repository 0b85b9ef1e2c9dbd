"""Early stopping: end training when the monitored loss no longer improves (Prechelt 1998)."""

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from nnplay.training.snapshot import Snapshot


def monitored_loss(snapshot: Snapshot) -> float:
    """The loss that decides which epoch is best: on the validation split, or on the training split without one."""
    part = snapshot.metrics.get("validation") or snapshot.metrics["train"]
    return part["loss"]


def monitored_loss_in_row(row: dict[str, Any]) -> tuple[int, float]:
    """Epoch and monitored loss of a row of the history."""
    return row["epoch"], row.get("validation_loss", row["train_loss"])


class EarlyStopping:
    """Ends training when the monitored loss has not improved for `patience` epochs.

    Args:
        patience: epochs; None never ends it.
        past: epoch and monitored loss of the snapshots before.
    """

    def __init__(self, patience: int | None, past: Iterable[tuple[int, float]] = ()) -> None:
        self.patience = patience
        self._best, self._best_epoch = float("inf"), 0
        for epoch, loss in past:
            self.ends(epoch, loss)

    def ends(self, epoch: int, loss: float) -> bool:
        """Whether training ends after this epoch with this monitored loss."""
        if loss < self._best:
            self._best, self._best_epoch = loss, epoch
        return self.patience is not None and epoch - self._best_epoch >= self.patience


def stop_early(snapshots: Iterable[Snapshot], patience: int) -> Iterator[Snapshot]:
    """Yield the snapshots until the monitored loss has not improved for `patience` epochs."""
    stopping = EarlyStopping(patience)
    for snapshot in snapshots:
        yield snapshot
        if not snapshot.batches and stopping.ends(snapshot.epoch, monitored_loss(snapshot)):
            if isinstance(snapshots, Generator):
                snapshots.close()
            return
