"""The parameters at many epochs of a run, in bounded memory, and the segments of a forked run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

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
        self.add_state(progress.epoch, progress.state, progress.seconds, progress.epoch_losses, resumable=resumable)

    def add_state(
        self, epoch: int, state: TrainState, seconds: float, epoch_losses: Sequence[float], *, resumable: bool = True
    ) -> None:
        """The same for the parts of a progress."""
        size = _size(state.theta, state.slots)
        if epoch in self._states or epoch % self.every or size > self.memory:
            return
        while (len(self._states) + 1) * size > self.memory:
            self.every *= 2
            self._states = {e: stored for e, stored in self._states.items() if e % self.every == 0}
            self._resumable &= self._states.keys()
            if epoch % self.every:
                return
        self._states[epoch] = _stored(state, seconds, epoch_losses)
        if resumable:
            self._resumable.add(epoch)

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
        return sum(_size(theta, slots) for theta, slots, *_ in list(self._states.values()))

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
        return Parameters(self.architecture, stored[0])

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
            self._states[progress.epoch] = _stored(progress.state, progress.seconds, progress.epoch_losses)
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


# A stored state: θ, slots, step, first step, optimizer; seconds, losses of the epochs. There can be a hundred thousand
# of them, and Python's garbage collector does not visit a plain tuple without containers again and again.
_Stored: TypeAlias = tuple[Array, Array, int, int, str, float, tuple[float, ...]]


def _stored(state: TrainState, seconds: float, epoch_losses: Sequence[float]) -> _Stored:
    """A copy of a state, to be stored."""
    return (
        state.theta.copy(), state.slots.copy(), state.step, state.first_step, state.optimizer, seconds,
        tuple(epoch_losses),
    )  # fmt: skip


def _progress(epoch: int, stored: _Stored) -> TrainingProgress:
    """An independent copy of a stored progress."""
    from nnplay.engine.compiled import TrainState

    theta, slots, step, first_step, optimizer, seconds, losses = stored
    state = TrainState(theta.copy(), slots.copy(), step, first_step, optimizer)
    return TrainingProgress(state, epoch, seconds, losses)


def _size(theta: Array, slots: Array) -> int:
    """Bytes of a state."""
    return theta.nbytes + slots.nbytes + STATE_OVERHEAD


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
