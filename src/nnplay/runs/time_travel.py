"""Time travel: the state of a run after any epoch, and forks from there.

The recipe determines every state of a run. A state comes from the state history, or by training again from the nearest
saved state before it.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import Any, Literal, TypedDict, TypeVar

import numpy as np

from nnplay.catalog import Component, optimizers
from nnplay.data import Dataset
from nnplay.errors import ChangedDataError, DataError, NNPlayError
from nnplay.network.parameters import Parameters, layout
from nnplay.training.checkpoints import is_resumable
from nnplay.training.early_stopping import monitored_loss_in_row
from nnplay.training.evaluation import epoch_metrics
from nnplay.training.history import TrainingHistory
from nnplay.training.loop import stream
from nnplay.training.out_of_core import survey
from nnplay.training.problem import Problem, as_dataset, data_changed, data_source, split_rows
from nnplay.training.progress import TrainingProgress
from nnplay.training.recipe import Recipe
from nnplay.training.result import TrainingResult
from nnplay.training.session import TrainingSession, parameters_only
from nnplay.training.snapshot import snapshot_from_row
from nnplay.training.state_history import ForkSegment, StateHistory

R = TypeVar("R", bound=TrainingResult)


class ForkSettings(TypedDict, total=False):
    """The settings of a recipe that a fork may change."""

    epochs: int
    learning_rate: float
    schedule: str | Component
    schedule_epochs: int | None
    optimizer: str | Component
    momentum: float | None
    batch_size: int | None
    l1: float
    l2: float
    penalties: Mapping[str, float] | Sequence[tuple[str, float]] | None
    weight_decay: float | None
    clip: float | None
    patience: int | None
    shuffle: bool
    class_weight: Literal["balanced"] | Mapping[Any, float] | Sequence[tuple[Any, float]] | None


CHANGEABLE = tuple(ForkSettings.__annotations__)
LOSS_TOLERANCE = 1e-3  # relative; a larger difference after training again means that the run is not reproducible here


def with_data(run: R, data: Any = None) -> R:
    """The run with its data: see `Run.with_data`."""
    recipe = run.recipe
    if not run.facts["fingerprint"]:
        raise ChangedDataError(
            f"It is not recorded which rows {run.facts['name']!r} had: their array was changed before the run was saved"
        )
    source = data_source(data, recipe)
    if recipe.out_of_core and not isinstance(source, Dataset):
        large = survey(source, recipe)
        dataset, split = large.dataset, large.split
    else:
        dataset = as_dataset(source, recipe)
        if dataset.fingerprint != run.facts["fingerprint"] and recipe.features is None and source is not dataset:
            # An earlier version may have used columns that are left out today.
            with contextlib.suppress(DataError):  # other data do not have them
                dataset = as_dataset(source, recipe.replace(features=tuple(run.facts["features"])))
        split = split_rows(dataset, recipe)
    if dataset.fingerprint != run.facts["fingerprint"]:
        raise data_changed(dataset.name)
    return replace(run, dataset=dataset, split=split, state_history=StateHistory(run.architecture))


def at(run: R, epoch: int) -> R:
    """The run as it was after that epoch: see `Run.at`."""
    _check(run, epoch)
    progress = (run.state_history and run.state_history.get(epoch)) or progress_at(run, epoch)
    k = next((k for k, segment in enumerate(run.past) if epoch <= segment.until), len(run.past))
    recipe, rows = _segments(run)[k][0], _rows(run, epoch)
    problem = run.problem(recipe)
    if not rows or rows[-1]["epoch"] < epoch:
        rows.append(_row(problem, progress))
    parameters = Parameters(run.architecture, progress.state.theta)
    state_history = run.state_history.up_to(epoch) if run.state_history else None
    return run.from_problem(
        problem, parameters, TrainingHistory(rows), epoch, "rewound", "", state_history=state_history, past=run.past[:k]
    )


def fork_session(
    run: TrainingResult,
    epoch: int,
    changes: ForkSettings,
    *,
    every: int | None = None,
    stop: Event | None = None,
    threads: int | None = None,
) -> TrainingSession:
    """A session that continues a run from one of its epochs with some settings changed: see `Run.fork`.

    The optimizer's state, the order of the rows and the step count carry over. The session's `past` has the segments
    before the fork.
    """
    _check(run, epoch)
    k = next((k for k, segment in enumerate(run.past) if epoch < segment.until), len(run.past))
    old, past = _segments(run)[k][0], run.past[:k]
    new = _changed(old, epoch, changes)
    state_history = run.state_history.up_to(epoch) if run.state_history else None
    if old.full_batch and new == old.replace(epochs=new.epochs):  # the state of L-BFGS is not saved: start over
        epoch = past[-1].until if past else 0
    elif past and past[-1].until == epoch:  # the old recipe did not train a single epoch
        past = past[:-1] if new == past[-1].recipe else past
    elif new != old:
        past = (*past, ForkSegment(old, epoch, run.history))
    progress, problem, history = progress_at(run, epoch, stop), run.problem(new), None
    if epoch == 0 and np.array_equal(progress.state.theta, problem.start.theta):  # else weights were set by hand
        progress = TrainingProgress()
    else:
        history = _history(run, epoch, progress, problem)
        before = past[-1].recipe if past and past[-1].until == epoch else new
        progress = carry_over(progress, before, problem)
    return TrainingSession(
        problem,
        every=every,
        stop=stop,
        threads=threads,
        progress=progress,
        history=history,
        state_history=state_history,
        past=past,
    )


def _changed(old: Recipe, epoch: int, changes: ForkSettings) -> Recipe:
    optimizer = changes.get("optimizer", old.optimizer)
    if optimizers.resolve(optimizer if isinstance(optimizer, str) else optimizer.name)[0].full_batch:
        changes = {"clip": None, "schedule": "constant", **changes}  # L-BFGS has neither
    new = old.replace(**changes)
    for name in changes:
        if name not in CHANGEABLE and getattr(new, name) != getattr(old, name):
            raise NNPlayError(
                f"A fork keeps the data and the weights, so {name} cannot change: start a new run, or change one of "
                f"{', '.join(CHANGEABLE)}."
            )
    if new.epochs <= epoch:
        raise NNPlayError(f"epochs counts from the start of the run: set it above {epoch}, as in epochs={2 * epoch}.")
    fraction = old.resolved_validation_fraction
    return new if new.resolved_validation_fraction == fraction else new.replace(validation_fraction=fraction)


def _check(run: TrainingResult, epoch: int) -> None:
    last = (run.history.get("epoch") or [0])[-1]
    if isinstance(epoch, bool) or not isinstance(epoch, int | np.integer) or not 0 <= epoch <= last:
        raise NNPlayError(f"This run has no epoch {epoch!r}: choose one from 0 to {last}.")
    run.problem()
    if run.state_history is None:
        raise NNPlayError("The run of an estimator has only its final state: use nn.train to go back to an epoch.")


def progress_at(run: TrainingResult, epoch: int, stop: Event | None = None) -> TrainingProgress:
    """The state of the run after that epoch, from its state history or by training up to it until `stop` is set."""
    if run.recipe.out_of_core:
        raise NNPlayError(
            f"The state after epoch {epoch} was not saved, and a run on a large file is not trained again. "
            "Choose one of run.state_history.epochs; to fork, start a new run."
        )
    saved = None if run.state_history is None else run.state_history.latest_resumable(epoch)
    progress, segments = saved or TrainingProgress(epoch=-1), _segments(run)
    for k, (recipe, until) in enumerate(segments):
        if progress.epoch > until:
            continue
        problem, goal = run.problem(recipe), epoch if epoch < until else int(until)
        if progress.epoch < goal:
            progress = _advance(run, problem, progress, goal, stop)
        if epoch <= until:
            break
        progress = carry_over(progress, recipe, run.problem(segments[k + 1][0]))
    return progress


def _segments(run: TrainingResult) -> list[tuple[Recipe, float]]:
    """Each recipe of the run, and the epoch until which it was used."""
    return [*((segment.recipe, segment.until) for segment in run.past), (run.recipe, float("inf"))]


def _advance(
    run: TrainingResult, problem: Problem, progress: TrainingProgress, epoch: int, stop: Event | None
) -> TrainingProgress:
    """Train until the end of that epoch."""
    progress.epoch = max(progress.epoch, 0)
    snapshots = stream(problem, every=max(epoch, 1), keep_parameters=True, stop=stop, progress=progress)
    snapshot = next((snapshot for snapshot in snapshots if snapshot.epoch == epoch), None)
    snapshots.close()
    if snapshot is None:
        raise NNPlayError(f"Going back to epoch {epoch} was interrupted: try again.")
    losses = dict(zip(run.history.get("epoch", []), run.history.get("train_loss", []), strict=False))
    expected = losses.get(epoch)
    reproducible = expected is None or np.isclose(snapshot.loss, expected, LOSS_TOLERANCE, 1e-12)
    if run.status != "interrupted" and not reproducible:
        raise NNPlayError(
            f"Training again gave the loss {snapshot.loss:.6g} after epoch {epoch}, not {expected:.6g}: this run was "
            "trained by another version or on another machine. Train it again here."
        )
    assert snapshot.parameters is not None
    return progress if is_resumable(problem, progress) else parameters_only(epoch, snapshot.parameters)


def carry_over(progress: TrainingProgress, old: Recipe, problem: Problem) -> TrainingProgress:
    """The progress under an old recipe as the start of training under the recipe of the problem.

    The same optimizer keeps its state; a different one starts at t = 1. Steps are counted as if all epochs had had the
    new batch size, so that the order of the rows and the schedule continue.
    """
    from nnplay.engine.compiled import TrainState

    new, epoch, state = problem.recipe, progress.epoch, progress.state
    if new.full_batch:
        return TrainingProgress(TrainState(state.theta, np.zeros(0)), epoch, progress.seconds)
    entry = optimizers.resolve(new.resolved_optimizer)[0]
    step = epoch * problem.steps_per_epoch
    slots = np.zeros(len(entry.slots) * layout(problem.architecture).trained + 1, state.theta.dtype)
    taken = 0
    if state.optimizer and optimizers.resolve(state.optimizer)[0] is entry:
        slots, taken = state.slots, state.step - state.first_step
    same = (old.schedule, old.learning_rate) == (new.schedule, new.learning_rate)
    epoch_losses = progress.epoch_losses if same else []
    state = TrainState(state.theta, slots, step, step - taken, new.resolved_optimizer)
    return TrainingProgress(state, epoch, progress.seconds, epoch_losses)


def _rows(run: TrainingResult, epoch: int) -> list[dict[str, Any]]:
    """The rows of the history up to that epoch."""
    columns = run.history
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return [row for row in rows if row["epoch"] <= epoch]


def _history(run: TrainingResult, epoch: int, progress: TrainingProgress, problem: Problem) -> TrainingHistory:
    """The training history up to that epoch, including the best weights."""
    rows = _rows(run, epoch)
    if rows[-1]["epoch"] < epoch:
        rows.append(_row(problem, progress))
    parameters = Parameters(run.architecture, progress.state.theta.copy())
    history = TrainingHistory(rows, snapshot_from_row(rows[-1], parameters))
    best = min(rows, key=lambda row: monitored_loss_in_row(row)[1])
    if best["epoch"] != epoch:
        parameters = Parameters(run.architecture, progress_at(run, best["epoch"]).state.theta)
    history.best, history.best_parameters = snapshot_from_row(best, parameters), parameters
    return history


def _row(problem: Problem, progress: TrainingProgress) -> dict[str, Any]:
    """A row of the history for a state without a snapshot."""
    from nnplay.engine.compiled import Engine

    engine = Engine(problem.architecture, problem.recipe.dtype)
    row: dict[str, Any] = {"epoch": progress.epoch}
    for name, part in problem.parts.items():
        for metric, value in epoch_metrics(problem, engine, progress.state.theta, part).items():
            row[f"{name}_{metric}"] = value
    return row | {"learning_rate": problem.recipe.learning_rate, "seconds": progress.seconds}
