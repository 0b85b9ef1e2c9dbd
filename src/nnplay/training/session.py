"""A training session: the stream of snapshots, and what is recorded of it on the way."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import Any, Unpack

import numpy as np

from nnplay.catalog import optimizers
from nnplay.data import ProgressCallback
from nnplay.errors import DivergenceError, DivergenceWarning, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training import checkpoints
from nnplay.training.early_stopping import stop_early, watched_row
from nnplay.training.history import Record, record
from nnplay.training.loop import Progress, Snapshot, measure, stream
from nnplay.training.out_of_core import silent
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.setup import make_problem
from nnplay.training.state_history import MEMORY, ForkSegment, StateHistory
from nnplay.utils.cache import LRUCache

MOST_ROWS = 1000  # of a history that nobody asked to be finer


class TrainingSession:
    """A training run in progress: iterate over its snapshots, then make a result of it with `Run.from_session`.

    Args:
        problem: what is trained; `start` makes it from data, architecture and recipe.
        every: epochs between two snapshots. None is each epoch, or about 1,000 snapshots in all for long runs without
            early stopping.
        stop: an event that ends the session when another thread sets it.
        threads: how many threads may work on the network; None is one for each core.
        progress: a state from which to resume, with `record` and `states` holding what came before it.
        record: the history so far.
        states: the states kept so far.
        past: the segments before each fork, of a session that continues a fork.

    Attributes:
        problem: what is trained.
        record: the history, the last and the best snapshot.
        states: states on the way, in bounded memory.
        status: "finished", "stopped early", "interrupted" or "diverged"; `message` says more.
        past: the segments before each fork.
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
        state_history: StateHistory | None = None,
        past: tuple[ForkSegment, ...] = (),
    ) -> None:
        self.problem, self.past = problem, past
        patience = problem.recipe.patience
        if every is None:
            every = 1 if patience else max(1, -(-problem.recipe.epochs // MOST_ROWS))
        self._progress, self.record = progress or Progress(), record or Record()
        self.state_history = StateHistory(problem.architecture) if state_history is None else state_history
        self.status, self.message = "finished", ""
        losses = [watched_row(row) for row in self.record.rows]
        snapshots: Iterator[Snapshot] = stream(
            problem, every=every, keep_parameters=True, stop=stop, threads=threads, progress=self._progress
        )
        self._snapshots = self._recorded(stop_early(snapshots, patience, losses) if patience else snapshots)

    @classmethod
    def start(
        cls,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        recipe: Recipe | None = None,
        every: int | None = None,
        stop: Event | None = None,
        on_progress: ProgressCallback = silent,
        cache: LRUCache | None = None,
        threads: int | None = None,
        checkpoint: bytes | None = None,
        memory: int = MEMORY,
        **settings: Unpack[RecipeSettings],
    ) -> TrainingSession:
        """A session for these data, architecture and recipe; what every interface uses.

        Args:
            data: a Dataset, arrays, a DataFrame, or the name of a file or built-in set.
            architecture: the network, or the widths of its hidden layers.
            recipe: everything else; `settings` change it.
            every: epochs between two snapshots.
            stop: an event that ends the session.
            told: called with what is being done and the fraction done while a file larger than memory is read.
            shelf: a cache of prepared data that several sessions share.
            threads: how many threads may work on the network.
            checkpoint: what `checkpoint` returned of a session with the same data, architecture and recipe.
            memory: bytes for the states on the way.
            **settings: settings of the recipe.
        """
        problem = make_problem(data, architecture, recipe, settings, on_progress, cache)
        progress, record = (None, None) if checkpoint is None else checkpoints.unpack(checkpoint, problem)
        state_history = StateHistory(problem.architecture, memory)
        return cls(
            problem,
            every=every,
            stop=stop,
            threads=threads,
            progress=progress,
            record=record,
            state_history=state_history,
        )

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
            self.state_history.add(self._progress, whole=True)
        elif snapshot.parameters is not None:
            self.state_history.add(bare(snapshot.epoch, snapshot.parameters), whole=False)

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
            self.state_history.forget(last.epoch)
            self._keep(self.record.last or last)

    def __iter__(self) -> Iterator[Snapshot]:
        """The snapshots; a divergence ends them, and the result tells of it."""
        try:
            yield from self._snapshots
        except DivergenceError as error:
            self.status, self.message = "diverged", str(error)
        else:
            last = self.record.last
            if last is not None and last.epoch < self.problem.recipe.epochs and self.status == "finished":
                self.status = "stopped early"

    def interrupted(self) -> None:
        """Say that the user stopped the training: the run will have the best weights so far."""
        self.status = "interrupted"

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
        chosen = last if self.status == "finished" and self.problem.recipe.patience is None else best
        parameters = last.parameters if chosen is last else self.record.best_parameters
        assert parameters is not None
        if self.status == "diverged":
            warnings.warn(f"{self.message} The weights of epoch {chosen.epoch} are kept.", DivergenceWarning, 4)
        return chosen.epoch, parameters


def bare(epoch: int, parameters: Parameters) -> Progress:
    """θ alone, without what an optimizer remembers."""
    from nnplay.engine.compiled import State

    return Progress(State(parameters.theta.copy(), np.zeros(0, parameters.theta.dtype)), epoch)
