"""The parameters at many epochs of a run, in bounded memory, and the segments of a forked run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.progress import TrainingProgress
from nnplay.training.recipe import Recipe
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import TrainState

DEFAULT_MEMORY = 32 << 20  # bytes for the states of one run
STATE_OVERHEAD = 700  # bytes of a state besides its arrays, roughly
MAX_EVERY = 1 << 40  # more epochs than a run has


class StateHistory:
    """States of a run at evenly spaced epochs: each epoch at first; every second, fourth, … when memory runs out.

    One thread adds states; others may read them meanwhile: they look at copies, which are made in one go.

    Args:
        architecture: a resolved architecture.
        memory: bytes that the states may take.
    """

    def __init__(self, architecture: Architecture, memory: int = DEFAULT_MEMORY) -> None:
        self.architecture, self.memory, self.every = architecture, memory, 1
        self._states: dict[int, _Stored] = {}
        self._resumable: set[int] = set()

    def add(self, progress: TrainingProgress, *, resumable: bool) -> None:
        """Store a copy of a state if its epoch is one that is stored at present.

        Args:
            progress: epoch and state.
            resumable: whether training can continue from it; otherwise only its parameters can be used.
        """
        state = progress.state
        row = np.concatenate([state.theta, state.slots])[None]
        losses = progress.epoch_losses
        self.add_rows([progress.epoch], row, state, [state.step], [progress.seconds], losses, resumable=resumable)

    def add_rows(
        self, epochs: Sequence[int], rows: Array, state: TrainState, steps: Sequence[int], seconds: Sequence[float],
        epoch_losses: Sequence[float], *, resumable: bool = True,
    ) -> None:  # fmt: skip
        """Store copies of the states after several epochs, of those that are stored at present.

        Args:
            epochs: the epochs, in increasing order.
            rows: their states, (m, θ + slots): θ and the slots of each.
            state: a state of the same run, of which the other attributes are taken.
            steps: number of steps taken after each.
            seconds: time spent until the end of each.
            epoch_losses: the mean losses of the epochs before, where a schedule depends on them.
            resumable: see `add`.
        """
        if self._size(rows) > self.memory:
            return
        while True:
            new = [k for k, epoch in enumerate(epochs) if epoch % self.every == 0 and epoch not in self._states]
            if (len(self._states) + len(new)) * self._size(rows) <= self.memory:
                break
            self.every *= 2
            fewer = {epoch: stored for epoch, stored in self._states.items() if epoch % self.every == 0}
            self._states = {epoch: _alone(stored) for epoch, stored in fewer.items()}
            self._resumable &= self._states.keys()
        if not new:
            return
        copied, size, losses = rows[new], len(state.theta), tuple(epoch_losses)
        for place, k in enumerate(new):
            self._states[epochs[k]] = (
                copied, place, size, steps[k], state.first_step, state.optimizer, seconds[k], losses
            )  # fmt: skip
        if resumable:
            self._resumable.update(epochs[k] for k in new)

    def stores(self, epoch: int) -> bool:
        """Whether the state of this epoch is one that is stored at present."""
        return self.memory > 0 and epoch % self.every == 0

    def clear(self) -> None:
        """Remove all states."""
        self._states, self._resumable, self.every = {}, set(), 1

    def remove(self, epoch: int) -> None:
        """Remove the state of an epoch, if it is stored."""
        self._states = {e: state for e, state in self._states.items() if e != epoch}
        self._resumable = self._resumable - {epoch}

    @property
    def bytes(self) -> int:
        """Bytes that the states take, roughly."""
        return sum(self._size(rows) for rows, *_ in list(self._states.values()))

    @staticmethod
    def _size(rows: Array) -> int:
        """Bytes of a state that is a row of these."""
        return int(rows[0].nbytes) + STATE_OVERHEAD

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose states are stored."""
        return tuple(sorted(self._states))

    def parameters(self, epoch: int) -> Parameters:
        """The parameters after an epoch.

        Raises:
            NNPlayError: the state of that epoch is not stored.
        """
        stored = self._states.get(epoch)
        if stored is None:
            raise NNPlayError(f"The parameters of epoch {epoch} are not stored; `run.at({epoch})` computes them again.")
        return Parameters(self.architecture, _theta(stored))

    def get(self, epoch: int) -> TrainingProgress | None:
        """A copy of the state after an epoch; None if it is not stored."""
        stored = self._states.get(epoch)
        return None if stored is None else _progress(epoch, stored)

    def latest_resumable(self, epoch: int) -> TrainingProgress | None:
        """A copy of the last state, at this epoch or before, from which training can continue; None without one."""
        states = self._states  # another thread may replace it when memory runs out
        latest = max((e for e in self._resumable.copy() if e <= epoch and e in states), default=None)
        return None if latest is None else _progress(latest, states[latest])

    def thinned(self, memory: int, keep: Collection[int] = ()) -> StateHistory:
        """The history in less memory; the states are shared, not copied.

        Args:
            memory: bytes that the states may take.
            keep: epochs whose states stay.
        """
        part = self.up_to(max(self._states, default=0))
        part.memory = memory
        while part.bytes > memory and part.every < MAX_EVERY:
            part.every *= 2
            part._states = {e: state for e, state in part._states.items() if e % part.every == 0 or e in keep}
            part._resumable &= part._states.keys()
        if part.bytes > memory:
            part.clear()
        return part

    def restore(self, states: Iterable[TrainingProgress], every: int) -> None:
        """Store states of an earlier history, from which training can continue.

        Args:
            states: the states.
            every: epochs between two of them.
        """
        self.every = every
        for progress in states:
            self.remove(progress.epoch)
            state = progress.state
            row, losses = np.concatenate([state.theta, state.slots])[None], tuple(progress.epoch_losses)
            self._states[progress.epoch] = (
                row, 0, len(state.theta), state.step, state.first_step, state.optimizer, progress.seconds, losses
            )  # fmt: skip
            self._resumable.add(progress.epoch)

    def all_resumable(self) -> Iterator[TrainingProgress]:
        """Copies of the states from which training can continue, by epoch."""
        states = self._states
        return (_progress(epoch, states[epoch]) for epoch in sorted(self._resumable.copy()) if epoch in states)

    def up_to(self, epoch: int) -> StateHistory:
        """The history up to an epoch; the states are shared, not copied."""
        part = StateHistory(self.architecture, self.memory)
        part.every = self.every
        part._states = {e: state for e, state in self._states.copy().items() if e <= epoch}
        part._resumable = part._states.keys() & self._resumable.copy()
        return part


# A stored state: an array whose rows are θ and the slots, the number of its row, the length of θ; step, first step,
# optimizer; seconds, losses of the epochs. There can be a hundred thousand of them, and Python's garbage collector does
# not visit a plain tuple without containers again and again.
_Stored: TypeAlias = tuple[Array, int, int, int, int, str, float, tuple[float, ...]]


def _theta(stored: _Stored) -> Array:
    """A copy of the θ of a stored state."""
    rows, place, size, *_ = stored
    return rows[place, :size].copy()


def _alone(stored: _Stored) -> _Stored:
    """The same state in an array of its own, so that nothing keeps the states beside it."""
    rows, place, size, step, first_step, optimizer, seconds, losses = stored
    if len(rows) == 1:
        return stored
    return rows[place : place + 1].copy(), 0, size, step, first_step, optimizer, seconds, losses


def _progress(epoch: int, stored: _Stored) -> TrainingProgress:
    """An independent copy of a stored progress."""
    from nnplay.engine.compiled import TrainState

    rows, place, size, step, first_step, optimizer, seconds, losses = stored
    state = TrainState(_theta(stored), rows[place, size:].copy(), step, first_step, optimizer)
    return TrainingProgress(state, epoch, seconds, losses)


@dataclass(frozen=True, eq=False, repr=False)
class ForkSegment:
    """A segment of a forked run: how it was trained up to a fork, and how it went on without the fork.

    Attributes:
        recipe: the recipe of the segment.
        until: the epoch of the fork.
        history: the history of the run that was forked.
    """

    recipe: Recipe
    until: int
    history: dict[str, list[Any]]

    def __repr__(self) -> str:
        return f"<until epoch {self.until}: {self.recipe}>"
