"""The trail of a training: its states at epochs evenly spread, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.loop import Progress
from nnplay.training.recipe import Recipe

MEMORY = 32 << 20  # bytes that the states of one training may take, unless told
AROUND = 700  # bytes that a state takes besides its numbers, about


class StateHistory:
    """States of a training, evenly spread over its epochs: every one at first, every second when memory is short, ….

    Args:
        architecture: resolved.
        memory: bytes that the states may take; the first that does not fit makes room by dropping every second one.
    """

    def __init__(self, architecture: Architecture, memory: int = MEMORY) -> None:
        self.architecture, self.memory, self.every = architecture, memory, 1
        self._kept: dict[int, Progress] = {}
        self._whole: set[int] = set()

    def add(self, progress: Progress, *, whole: bool) -> None:
        """Keep a copy of a state, if its epoch is one of those that are kept.

        Args:
            progress: epoch and state.
            whole: training can go on from it; else it is there to be looked at.
        """
        epoch, state = progress.epoch, progress.state
        size = _size(state)
        if epoch in self._kept or epoch % self.every or size > self.memory:
            return
        while (len(self._kept) + 1) * size > self.memory:
            self.every *= 2
            self._kept = {e: kept for e, kept in self._kept.items() if e % self.every == 0}
            self._whole &= self._kept.keys()
            if epoch % self.every:
                return
        self._kept[epoch] = progress.copy()
        if whole:
            self._whole.add(epoch)

    def forget(self, epoch: int) -> None:
        """Drop the state after that epoch, where it was kept: it has become another one."""
        self._kept = {e: kept for e, kept in self._kept.items() if e != epoch}
        self._whole = self._whole - {epoch}

    @property
    def bytes(self) -> int:
        """What the states take."""
        return sum(_size(kept.state) for kept in list(self._kept.values()))

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose states are kept."""
        return tuple(sorted(self._kept))

    def parameters(self, epoch: int) -> Parameters:
        """θ after that epoch.

        Raises:
            NNPlayError: an epoch that was not kept.
        """
        kept = self._kept.get(epoch)
        if kept is None:
            raise NNPlayError(f"θ of epoch {epoch} was not kept: `run.at({epoch})` trains up to it again.")
        return Parameters(self.architecture, kept.state.theta)

    def look(self, epoch: int) -> Progress | None:
        """A copy of the state after that epoch; None where it was not kept."""
        return self._kept[epoch].copy() if epoch in self._kept else None

    def before(self, epoch: int) -> Progress | None:
        """A copy of the last state, up to this epoch, from which training can go on; None where there is none."""
        found = max((e for e in self._whole if e <= epoch), default=None)
        return None if found is None else self._kept[found].copy()

    def until(self, epoch: int) -> StateHistory:
        """The trail up to this epoch; its states are shared."""
        shorter = StateHistory(self.architecture, self.memory)
        shorter.every = self.every
        shorter._kept = {e: kept for e, kept in self._kept.items() if e <= epoch}
        shorter._whole = {e for e in self._whole if e <= epoch}
        return shorter


def _size(state: Any) -> int:
    """About how many bytes a state takes."""
    return int(state.theta.nbytes + state.slots.nbytes + AROUND)


@dataclass(frozen=True, eq=False, repr=False)
class ForkSegment:
    """A part of the way of a run that has been forked: what was done until there, and where it would have led.

    Attributes:
        recipe: what was done.
        until: the epoch of the fork.
        history: that of the run that was forked.
    """

    recipe: Recipe
    until: int
    history: dict[str, list[Any]]

    def __repr__(self) -> str:
        return f"<until epoch {self.until}: {self.recipe}>"
