"""A training session: a stream of snapshots, and what is recorded of it."""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import Any, Unpack

import numpy as np

from nnplay.data import ProgressCallback
from nnplay.errors import DivergenceError, DivergenceWarning, NNPlayError, RestartWarning
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training import checkpoints
from nnplay.training.early_stopping import EarlyStopping, monitored_loss_in_row
from nnplay.training.evaluation import epoch_metrics
from nnplay.training.history import TrainingHistory
from nnplay.training.loop import stream_blocks
from nnplay.training.out_of_core import no_progress
from nnplay.training.problem import Problem
from nnplay.training.progress import UNWATCHED_BLOCK_SECONDS, TrainingProgress
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.restarts import StartMonitor, begin_again, problem_of_start
from nnplay.training.setup import make_problem
from nnplay.training.snapshot import Snapshot, SnapshotBlock
from nnplay.training.state_history import DEFAULT_MEMORY, ForkSegment, StateHistory
from nnplay.utils.cache import LRUCache

MAX_ROWS = 1000  # of the history of a run, unless `every` is given


class TrainingSession:
    """A training run in progress: iterate over its snapshots, then make a result of it with `Run.from_session`.

    Args:
        problem: what to train; `start` makes it from data, architecture and recipe.
        every: epochs between two snapshots. None is every epoch, or about 1,000 snapshots in total for a long run
            without early stopping.
        stop: an event that ends the session when another thread sets it.
        threads: maximum number of threads for the network; one per core by default.
        progress: the progress from which to resume; `history` and `state_history` hold what came before it.
        history: the history so far.
        state_history: the states so far.
        past: the segments before the forks of a session that continues a fork.

    Attributes:
        history: the history, the last and the best snapshot.
        state_history: the states at many epochs, in bounded memory.
        status: "finished", "stopped early", "interrupted" or "diverged"; `message` says more.

    >>> import nnplay as nn
    >>> session = nn.TrainingSession.start("iris", (8,), epochs=20)
    >>> for snapshot in session:
    ...     if snapshot.epoch == 10:
    ...         break
    >>> snapshot.epoch, session.problem.architecture.loss
    (10, 'cross_entropy')
    """

    def __init__(
        self,
        problem: Problem,
        *,
        every: int | None = None,
        stop: Event | None = None,
        threads: int | None = None,
        progress: TrainingProgress | None = None,
        history: TrainingHistory | None = None,
        state_history: StateHistory | None = None,
        past: tuple[ForkSegment, ...] = (),
    ) -> None:
        self.problem, self.past = problem, past
        self._stop, self._threads = stop, threads
        if every is None:
            every = 1 if problem.recipe.patience else max(1, -(-problem.recipe.epochs // MAX_ROWS))
        self._every = every
        self._progress, self.history = progress or TrainingProgress(), history or TrainingHistory()
        self.state_history = StateHistory(problem.architecture) if state_history is None else state_history
        self.status, self.message = "finished", ""
        self._by_block = False
        self._snapshots = self._with_restarts()

    @classmethod
    def start(
        cls,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        recipe: Recipe | None = None,
        every: int | None = None,
        stop: Event | None = None,
        on_progress: ProgressCallback = no_progress,
        cache: LRUCache | None = None,
        threads: int | None = None,
        checkpoint: bytes | None = None,
        past: tuple[ForkSegment, ...] = (),
        memory: int = DEFAULT_MEMORY,
        **settings: Unpack[RecipeSettings],
    ) -> TrainingSession:
        """A session for this data, architecture and recipe; every interface trains with it.

        Args:
            data: a Dataset, arrays, a DataFrame, or the name of a file or built-in set.
            architecture: the network, or the widths of its hidden layers.
            recipe: the recipe; `settings` change it.
            every: epochs between two snapshots.
            stop: an event that ends the session when another thread sets it.
            on_progress: called with the current task and the fraction done while a file larger than memory is read.
            cache: prepared data that several sessions with the same dataset share.
            threads: maximum number of threads for the network.
            checkpoint: a checkpoint of a session with the same data, architecture and recipe, to resume from.
            past: the segments before the forks of the session that the checkpoint is of.
            memory: bytes for the state history.
            **settings: settings of the recipe.
        """
        problem = make_problem(data, architecture, recipe, settings, on_progress, cache)
        progress, history, states = None, None, StateHistory(problem.architecture, memory)
        if checkpoint is not None:
            progress, history, restarts = checkpoints.unpack(checkpoint, problem)
            problem = problem_of_start(problem, restarts)
            states.add(progress, resumable=True)
        return cls(
            problem, every=every, stop=stop, threads=threads, progress=progress, history=history, state_history=states,
            past=past,
        )  # fmt: skip

    def _with_restarts(self) -> Iterator[Snapshot]:
        """The snapshots of one start after another, until one gets somewhere or the last one ends."""
        while failure := (yield from self._recorded()):
            self._begin_again(failure)

    @property
    def _may_restart(self) -> bool:
        recipe = self.problem.recipe
        return recipe.restarts < recipe.max_restarts and not self.past

    @property
    def _stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    def _begin_again(self, failure: str) -> None:
        """Forget this start, and prepare the next one."""
        rate = self.problem.recipe.learning_rate
        self.problem = begin_again(self.problem)
        self._progress.restart()
        self.history.clear()
        self.state_history.clear()
        warnings.warn(
            f"Training went nowhere at the learning rate {rate:.2g} ({failure}); it begins again with other first "
            f"weights and {self.problem.recipe.learning_rate:.2g}.",
            RestartWarning,
            4,
        )

    def _recorded(self) -> Generator[Snapshot, None, str]:
        """The snapshots of this start, each recorded; returns why it goes nowhere, or ""."""
        rows = self.history.rows
        stopping = EarlyStopping(self.problem.recipe.patience, map(monitored_loss_in_row, rows))
        past = [(row["epoch"], row["train_loss"]) for row in rows]
        monitor: StartMonitor | None = None
        blocks = stream_blocks(self.problem, self._progress, every=self._every, stop=self._stop, threads=self._threads)
        try:
            for block in blocks:
                if monitor is None and self._may_restart:
                    monitor = StartMonitor(self.problem, past, self._threads)
                first = 0
                while first < len(block) and not (first and (self._progress.changed or self._stopped)):
                    last = len(block) if self._by_block else first + 1
                    last, ended, failure = _judge(block, first, last, stopping, monitor)
                    block.advance_to(last - 1, self._progress)
                    snapshot = self.history.extend(block, first, last)
                    self._store_states(block, first, last)
                    yield snapshot
                    if ended:
                        return failure
                    first = last
        except DivergenceError:
            if not self._may_restart:
                raise
            latest = self.history.last
            return f"it diverged in epoch {1 if latest is None else latest.epoch + 1:,}"
        finally:
            blocks.close()
        return monitor.failure_at_end() if monitor and not self._stopped else ""

    def _store_states(self, block: SnapshotBlock, first: int, last: int) -> None:
        """Store the states of the epochs `first` to `last` of a block, `last` excluded, of which the progress is at."""
        if block.batches or not self.state_history.memory:
            return
        resumable = checkpoints.is_resumable(self.problem, self._progress)
        if resumable and block.rows is not None:
            self.state_history.add_rows(
                block.epochs[first:last], block.rows[first:last], self._progress.state, block.steps[first:last],
                block.seconds[first:last], self._progress.epoch_losses,
            )  # fmt: skip
            return
        for k in range(first, last):
            if not self.state_history.stores(epoch := block.epochs[k]):
                continue
            progress = self._progress if resumable else parameters_only(epoch, block.parameters(k))
            self.state_history.add(progress, resumable=resumable)

    def step_by_batch(self, enabled: bool) -> None:
        """Make a snapshot after each batch from now on, or after each epoch again."""
        self._progress.by_batch = enabled

    def step_by_block(self, enabled: bool) -> None:
        """Make only the last snapshot of each block of epochs from now on, or one after each epoch again."""
        self._by_block = enabled

    def edit(self, index: int, value: float) -> None:
        """Set one number of θ between two snapshots; the last snapshot is updated, and training continues from there.

        Raises:
            NNPlayError: the optimizer is L-BFGS, which cannot continue from other weights.
        """
        from nnplay.engine.compiled import Engine

        last, state = self.history.last, self._progress.state
        if last is None or state is None or self.problem.recipe.full_batch:
            raise NNPlayError("L-BFGS cannot continue from edited weights; choose another optimizer.")
        self._progress.edit(index, value)
        engine = Engine(self.problem.architecture, self.problem.recipe.dtype)
        parts = self.problem.parts.items()
        metrics = {name: epoch_metrics(self.problem, engine, state.theta, part) for name, part in parts}
        parameters = Parameters(self.problem.architecture, state.theta.copy())
        self.history.replace_last(replace(last, loss=metrics["train"]["loss"], metrics=metrics, parameters=parameters))
        if not last.batches:
            self.state_history.remove(last.epoch)
            self.state_history.add(self._progress, resumable=checkpoints.is_resumable(self.problem, self._progress))

    def __iter__(self) -> Iterator[Snapshot]:
        """The snapshots; a divergence ends them and is reported in `status` and `message`."""
        try:
            yield from self._snapshots
        except DivergenceError as error:
            self.status, self.message = "diverged", str(error)
        else:
            last = self.history.last
            if last is not None and last.epoch < self.problem.recipe.epochs and self.status == "finished":
                self.status = "stopped early"

    def by_block(self) -> Iterator[Snapshot]:
        """The last snapshot of each block of epochs, about twenty a second; all epochs are recorded as with `__iter__`.

        This is faster if nobody looks at every epoch.
        """
        self.step_by_block(True)
        self._progress.block_seconds = UNWATCHED_BLOCK_SECONDS
        return iter(self)

    def mark_interrupted(self) -> None:
        """Record that the user interrupted the session; its result has the best weights so far."""
        self.status = "interrupted"

    def checkpoint(self) -> bytes | None:
        """A checkpoint after the last snapshot; None before the first epoch, or if the run cannot be resumed."""
        if not self._progress.epoch or not checkpoints.is_resumable(self.problem, self._progress):
            return None
        return checkpoints.pack(self._progress, self.history, self.problem.recipe.restarts)

    def epoch_checkpoint(self) -> bytes | None:
        """A checkpoint after the last whole epoch, epoch 0 included; None if training cannot resume from there."""
        progress, last = self._progress, self.history.last
        if progress.state is None or last is None:
            return None
        if self.status == "diverged" or not checkpoints.is_resumable(self.problem, progress):
            stored = self.state_history.latest_resumable(last.epoch)
            if stored is None or stored.epoch != last.epoch:
                return None
            progress = stored
        return checkpoints.pack(progress, self.history, self.problem.recipe.restarts)

    def final_parameters(self) -> tuple[int, Parameters]:
        """Epoch and parameters of the result: the last ones if training finished, otherwise the best."""
        if self.history.last is None:
            next(iter(self._snapshots))
        last, best = self.history.last, self.history.best
        assert last is not None
        assert best is not None
        final = last if self.status == "finished" and self.problem.recipe.patience is None else best
        parameters = last.parameters if final is last else self.history.best_parameters
        assert parameters is not None
        if self.status == "diverged":
            warnings.warn(f"{self.message} The weights of epoch {final.epoch} are kept.", DivergenceWarning, 4)
        return final.epoch, parameters


def _judge(
    block: SnapshotBlock, first: int, last: int, stopping: EarlyStopping, monitor: StartMonitor | None
) -> tuple[int, bool, str]:
    """How many of the epochs `first` to `last` of a block count, the last one excluded.

    Returns:
        The end of those that count; whether training ends there; and why it goes nowhere, or "".
    """
    if block.batches:
        return last, False, ""
    last = min(last, max(first + 1, block.finite))
    if monitor is None and stopping.patience is None:
        return last, False, ""
    for k in range(first, last):
        epoch = block.epochs[k]
        failure = monitor.failure(epoch, block.train_losses[k], block.same_output[k]) if monitor else ""
        if failure or stopping.ends(epoch, block.monitored_losses[k]):
            return k + 1, True, failure
    return last, False, ""


def parameters_only(epoch: int, parameters: Parameters) -> TrainingProgress:
    """A progress with θ but without a state of the optimizer."""
    from nnplay.engine.compiled import TrainState

    return TrainingProgress(TrainState(parameters.theta.copy(), np.zeros(0, parameters.theta.dtype)), epoch)
