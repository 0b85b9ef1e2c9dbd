"""A training under way, from the data to the run: what every door uses."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import Any

from nnplay.data import Told
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training import checkpoints
from nnplay.training.out_of_core import silent
from nnplay.training.recipe import Recipe
from nnplay.training.session import Course
from nnplay.training.setup import make_problem
from nnplay.training.state_history import MEMORY, Trail
from nnplay.utils.cache import Shelf


class Session(Course):
    """A training under way, from the data: iterate over its snapshots, then ask for the run. What every door uses.

    See Course for `every`, `stop` and `threads`. While a file larger than memory is read, `told` is called with what is
    being done and the part of it that has been done, from 0 to 1. Sessions of one dataset may have a `shelf` in common
    (problem.py). What `checkpoint` gave is taken up again by a session of the same data, architecture and recipe.
    `memory` is how many bytes the states on the way may take.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        recipe: Recipe | None = None,
        every: int | None = None,
        stop: Event | None = None,
        told: Told = silent,
        shelf: Shelf | None = None,
        threads: int | None = None,
        checkpoint: bytes | None = None,
        memory: int = MEMORY,
        **settings: Any,
    ) -> None:
        problem = make_problem(data, architecture, recipe, settings, told, shelf)
        progress, record = (None, None) if checkpoint is None else checkpoints.unpack(checkpoint, problem)
        trail = Trail(problem.architecture, memory)
        super().__init__(
            problem, every=every, stop=stop, threads=threads, progress=progress, record=record, trail=trail
        )

    def run(self) -> Run:
        """The run so far, with the last weights if training finished, else with the best."""
        return Run.of_course(self)
