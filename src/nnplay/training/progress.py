"""The progress of a run, from which it can resume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BLOCK_SECONDS = 0.02  # target duration of a block of epochs, so that interfaces get their snapshots in time
UNWATCHED_BLOCK_SECONDS = 0.06  # if nobody looks at them, but still wants to stop within a tenth of a second


class TrainingProgress:
    """The progress of a run, from which it can resume. A stream keeps it up to date with the last snapshot.

    Attributes:
        state: θ and the optimizer's state, a TrainState; None before the start.
        epoch: number of completed epochs.
        seconds: time spent so far.
        epoch_losses: the mean loss of each epoch, for schedules that depend on it.
        changed: whether the state or `by_batch` was changed since the last snapshot; what was computed ahead does not
            count then.
        block_seconds: how long the training of a block of epochs should take.
    """

    def __init__(
        self, state: Any = None, epoch: int = 0, seconds: float = 0.0, epoch_losses: Sequence[float] = ()
    ) -> None:
        self.state, self.epoch, self.seconds, self.epoch_losses = state, epoch, seconds, list(epoch_losses)
        self.changed = self._by_batch = False
        self.block_seconds = BLOCK_SECONDS

    @property
    def by_batch(self) -> bool:
        """Whether each batch is a snapshot."""
        return self._by_batch

    @by_batch.setter
    def by_batch(self, enabled: bool) -> None:
        self.changed = self.changed or enabled != self._by_batch
        self._by_batch = enabled

    def edit(self, index: int, value: float) -> None:
        """Set one number of θ; training continues from there."""
        self.state.theta[index] = value
        self.changed = True

    def restart(self) -> None:
        """Go back to the start; the time goes on."""
        self.state, self.epoch, self.epoch_losses = None, 0, []

    def copy(self) -> TrainingProgress:
        """An independent copy, from which training can continue."""
        return TrainingProgress(self.state and self.state.copy(), self.epoch, self.seconds, self.epoch_losses)
