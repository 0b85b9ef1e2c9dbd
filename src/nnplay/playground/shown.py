"""What a bench shows at this moment, and the lines that lead to it."""

from __future__ import annotations

from typing import Any

from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters
from nnplay.playground import weight_edits as edits
from nnplay.playground.view_state import Kept, Seen, asked
from nnplay.playground.weight_edits import Edit
from nnplay.runs import reproduce
from nnplay.training.loop import Snapshot
from nnplay.training.player import Player
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession


class Shown:
    """The training on a bench, as it is.

    Attributes:
        course: the training under way.
        back: the epoch that is looked at, None for the last one.
        player: what plays it.
        kept: trainings that were set aside.
        edits: weights that were set by hand on the way.
        architecture: the network as it was asked for.
        recipe: everything else.
    """

    course: TrainingSession
    player: Player
    back: int | None
    kept: list[Kept]
    edits: list[Edit]
    architecture: Any
    recipe: Recipe

    @property
    def problem(self) -> Problem:
        """The data and the network, made ready."""
        return self.course.problem

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.course.problem.dataset

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        last = self.course.record.last
        assert last is not None
        return last

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The history so far, a row for each epoch."""
        return self.course.record.rows

    @property
    def epoch(self) -> int:
        """The epoch that is shown."""
        return self.snapshot.epoch if self.back is None else self.back

    @property
    def parameters(self) -> Parameters:
        """θ of the epoch that is shown."""
        parameters = self.snapshot.parameters
        assert parameters is not None
        return parameters if self.back is None else self.course.trail.parameters(self.back)

    @property
    def playing(self) -> bool:
        """Whether it trains at this moment."""
        return self.player.playing and self.player.running

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to train."""
        return not self.player.running

    @property
    def message(self) -> str:
        """What there is to say of a training that did not end well, or of weights that were set by hand."""
        return self.course.message or edits.told(self.edits)

    def seen(self) -> Seen:
        """All that is shown now, taken at once."""
        course, back = self.course, self.back
        snapshot = course.record.last
        assert snapshot is not None
        assert snapshot.parameters is not None
        parameters, epoch = snapshot.parameters, snapshot.epoch
        if back is not None:
            try:
                parameters, epoch = course.trail.parameters(back), back
            except NNPlayError:  # another training has begun at this moment
                back = None
        return Seen(course.problem, parameters, snapshot, epoch, back, course.record.rows, tuple(self.kept))

    def judged(self) -> tuple[str, Array, Array]:
        """The part of the data that is judged, its truth, and what the network that is shown predicts for it."""
        return self.seen().judged()

    def command(self) -> str:
        """The `nnplay train` command that leads to what is shown."""
        return self._honest(reproduce.command(self.wanted(), self._shown(), self._past()))

    def python(self) -> str:
        """The Python that leads to what is shown."""
        return self._honest(reproduce.python(self.wanted(), self._shown(), self._past()))

    def _shown(self) -> Recipe:
        """The recipe up to the epoch that is shown, unless a schedule looks ahead to the last one."""
        forked = max((until for _, until in self._past()), default=0)
        if forked < self.epoch < self.recipe.epochs and self.recipe.schedule == "constant":
            return self.recipe.but(epochs=self.epoch)
        return self.recipe

    def _honest(self, text: str) -> str:
        """With a line of comment for each weight that was set by hand, which no command does again."""
        return "\n".join([text, *(f"# by hand: {edit}" for edit in self.edits)])

    def _past(self) -> list[tuple[Recipe, int]]:
        """What was done before each fork of the training, and until when."""
        return [(leg.recipe, leg.until) for leg in self.course.past]

    def wanted(self) -> Architecture:
        """The architecture as it was asked for, without what follows from the data."""
        return self.architecture if isinstance(self.architecture, Architecture) else asked(self.problem)
