"""The course of a training: its stream, and all that is kept of it on the way."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import numpy as np

from nnplay.catalog import optimizers
from nnplay.errors import DivergenceError, DivergenceWarning, NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training import checkpoints
from nnplay.training.early_stopping import stop_early, watched_row
from nnplay.training.history import Record, record
from nnplay.training.loop import Progress, Snapshot, measure, stream
from nnplay.training.problem import Problem
from nnplay.training.state_history import Trail

MOST_ROWS = 1000  # of a history that nobody asked to be finer


class Course:
    """A training under way: iterate over its snapshots; what has become of it stands in the attributes.

    Setting `stop` in another thread ends it. With more than 1,000 epochs a snapshot comes only every so many, unless
    `every` says otherwise or patience needs each one. `threads` is the most that may work on the network, None one for
    each core. A `progress` with a state is taken up; `record` and `trail` have what was before it.

    Attributes:
        problem: what is trained.
        record: the history, the last and the best snapshot.
        trail: states on the way.
        ending: "finished", "stopped early", "interrupted" or "diverged"; `message` says more.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        every: int | None = None,
        stop: Event | None = None,
        threads: int | None = None,
        progress: Progress | None = None,
        record: Record | None = None,
        trail: Trail | None = None,
    ) -> None:
        self.problem = problem
        patience = problem.recipe.patience
        if every is None:
            every = 1 if patience else max(1, -(-problem.recipe.epochs // MOST_ROWS))
        self._progress, self.record = progress or Progress(), record or Record()
        self.trail = Trail(problem.architecture) if trail is None else trail
        self.ending, self.message = "finished", ""
        past = [watched_row(row) for row in self.record.rows]
        snapshots: Iterator[Snapshot] = stream(
            problem, every=every, keep_parameters=True, stop=stop, threads=threads, progress=self._progress
        )
        self._snapshots = self._recorded(stop_early(snapshots, patience, past) if patience else snapshots)

    def _recorded(self, snapshots: Iterator[Snapshot]) -> Iterator[Snapshot]:
        """The snapshots, each entered into the record, and its state into the trail."""
        for snapshot in record(snapshots, self.record):
            self._keep(snapshot)
            yield snapshot

    def by_batch(self, wanted: bool) -> None:
        """Stop after each batch from now on, or after each epoch again."""
        self._progress.by_batch = wanted

    def _keep(self, snapshot: Snapshot) -> None:
        if snapshot.batches:
            return
        whole = checkpoints.resumable(self.problem, self._progress)
        if whole:
            self.trail.add(self._progress, whole=True)
        elif snapshot.parameters is not None:
            self.trail.add(bare(snapshot.epoch, snapshot.parameters), whole=False)

    def edit(self, place: int, value: float) -> None:
        """Set one number of θ by hand between two snapshots: the last one shows it, and training goes on from it.

        Raises:
            NNPlayError: L-BFGS, which does not go on from other weights than its own.
        """
        from nnplay.engine.compiled import Engine

        last, state = self.record.last, self._progress.state
        if last is None or state is None or optimizers.resolve(self.problem.recipe.optimizer)[0].full_batch:
            raise NNPlayError("L-BFGS goes on from its own weights only: choose another optimizer to set one by hand.")
        state.theta[place] = value
        engine = Engine(self.problem.architecture, self.problem.recipe.dtype)
        parts = self.problem.parts.items()
        metrics = {name: measure(self.problem, engine, state.theta, part) for name, part in parts}
        parameters = Parameters(self.problem.architecture, state.theta.copy())
        self.record.amend(replace(last, loss=metrics["train"]["loss"], metrics=metrics, parameters=parameters))
        if not last.batches:
            self.trail.forget(last.epoch)
            self._keep(self.record.last or last)

    def __iter__(self) -> Iterator[Snapshot]:
        """The snapshots; a divergence ends them, and the result tells of it."""
        try:
            yield from self._snapshots
        except DivergenceError as error:
            self.ending, self.message = "diverged", str(error)
        else:
            last = self.record.last
            if last is not None and last.epoch < self.problem.recipe.epochs and self.ending == "finished":
                self.ending = "stopped early"

    def interrupted(self) -> None:
        """Say that the user stopped the training: the run will have the best weights so far."""
        self.ending = "interrupted"

    def checkpoint(self) -> bytes | None:
        """The training after its last snapshot, to be taken up again; None before the first, or where it cannot be."""
        if not self._progress.epoch or not checkpoints.resumable(self.problem, self._progress):
            return None
        return checkpoints.pack(self._progress, self.record)

    def chosen(self) -> tuple[int, Parameters]:
        """Epoch and parameters of the result: the last ones if training finished, else the best."""
        if self.record.last is None:
            next(iter(self._snapshots))
        last, best = self.record.last, self.record.best
        assert last is not None
        assert best is not None
        chosen = last if self.ending == "finished" and self.problem.recipe.patience is None else best
        parameters = last.parameters if chosen is last else self.record.best_parameters
        assert parameters is not None
        if self.ending == "diverged":
            warnings.warn(f"{self.message} The weights of epoch {chosen.epoch} are kept.", DivergenceWarning, 4)
        return chosen.epoch, parameters


def bare(epoch: int, parameters: Parameters) -> Progress:
    """θ alone, without what an optimizer remembers."""
    from nnplay.engine.compiled import State

    return Progress(State(parameters.theta.copy(), np.zeros(0, parameters.theta.dtype)), epoch)
