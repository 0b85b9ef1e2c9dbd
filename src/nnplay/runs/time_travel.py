"""Time travel: a run as it was after any epoch, and another future from there.

A training is decided by its recipe, so any of its states can be had again: from the trail where it was kept, else by
training up to it from the nearest one that was.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any, TypeVar

import numpy as np

from nnplay.catalog import optimizers
from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters, layout
from nnplay.training.checkpoints import resumable, snapshot_of
from nnplay.training.early_stopping import watched_row
from nnplay.training.history import Record
from nnplay.training.loop import Progress, measure, stream
from nnplay.training.out_of_core import survey
from nnplay.training.problem import Problem, as_dataset, divide
from nnplay.training.recipe import Recipe
from nnplay.training.result import TrainingResult
from nnplay.training.session import TrainingSession, bare
from nnplay.training.state_history import ForkSegment, StateHistory

R = TypeVar("R", bound=TrainingResult)
CHANGEABLE = (
    "epochs", "learning_rate", "schedule", "optimizer", "momentum", "batch_size", "l1", "l2", "penalties",
    "weight_decay", "clip", "patience", "shuffle", "class_weight",
)  # fmt: skip
DRIFT = 1e-3  # of a loss that was trained again, relatively, above which it is another training


def with_data(run: R, data: Any = None) -> R:
    """The run with its data: see `Run.with_data`."""
    recipe = run.recipe
    if data is None and recipe.data is None:
        raise NNPlayError("The run does not know where its data came from: give them, as they were.")
    source = recipe.data if data is None else data
    if recipe.out_of_core and not isinstance(source, Dataset):
        large = survey(source, recipe)
        dataset, split = large.dataset, large.split
    else:
        dataset = as_dataset(source, recipe)
        split = divide(dataset, recipe)
    if dataset.fingerprint != run.facts["fingerprint"]:
        raise NNPlayError(f"{dataset.name!r} has other rows than those of this run: bring the old data back.")
    return replace(run, dataset=dataset, split=split, state_history=StateHistory(run.architecture))


def at(run: R, epoch: int) -> R:
    """The run as it was after that epoch: see `Run.at`."""
    _check(run, epoch)
    progress = (run.state_history and run.state_history.look(epoch)) or progress_at(run, epoch)
    k = next((k for k, segment in enumerate(run.past) if epoch <= segment.until), len(run.past))
    recipe, rows = _segments(run)[k][0], _rows(run, epoch)
    problem = run.problem(recipe)
    if not rows or rows[-1]["epoch"] < epoch:
        rows.append(_row(problem, progress))
    parameters = Parameters(run.architecture, progress.state.theta)
    state_history = run.state_history.until(epoch) if run.state_history else None
    return run.from_problem(
        problem, parameters, Record(rows), epoch, "rewound", "", state_history=state_history, past=run.past[:k]
    )


def fork_session(
    run: TrainingResult,
    epoch: int,
    changes: dict[str, Any],
    *,
    every: int | None = None,
    stop: Event | None = None,
    threads: int | None = None,
) -> TrainingSession:
    """A session that continues a run from one of its epochs with some settings changed.

    What stays the same goes on: the optimizer's memory, the order of the rows, the count of the steps. A changed
    optimizer starts with an empty memory. The session's `past` has what was forked.
    """
    _check(run, epoch)
    k = next((k for k, segment in enumerate(run.past) if epoch < segment.until), len(run.past))
    old, past = _segments(run)[k][0], run.past[:k]
    new = _changed(old, epoch, changes)
    state_history = run.state_history.until(epoch) if run.state_history else None
    if _full_batch(old) and new == old.replace(epochs=new.epochs):  # the memory of L-BFGS is not saved: start over
        epoch = past[-1].until if past else 0
    elif past and past[-1].until == epoch:  # the old recipe was followed for no epoch
        past = past[:-1] if new == past[-1].recipe else past
    elif new != old:
        past = (*past, ForkSegment(old, epoch, run.history))
    progress, problem, record = progress_at(run, epoch, stop), run.problem(new), None
    if epoch == 0 and np.array_equal(progress.state.theta, problem.start.theta):  # else it was set by hand
        progress = Progress()
    else:
        record = _record(run, epoch, progress, problem)
        before = past[-1].recipe if past and past[-1].until == epoch else new
        progress = carry(progress, before, problem)
    return TrainingSession(
        problem,
        every=every,
        stop=stop,
        threads=threads,
        progress=progress,
        record=record,
        state_history=state_history,
        past=past,
    )


def _changed(old: Recipe, epoch: int, changes: dict[str, Any]) -> Recipe:
    new = old.replace(**changes)
    for name in changes:
        if name not in CHANGEABLE and getattr(new, name) != getattr(old, name):
            raise NNPlayError(
                f"A fork goes on with the same data and weights, so {name} cannot change: train anew, or change one of "
                f"{', '.join(CHANGEABLE)}."
            )
    if new.epochs <= epoch:
        raise NNPlayError(
            f"epochs counts from the beginning of the run: set it above {epoch}, as in epochs={2 * epoch}."
        )
    return new if new.held_out == old.held_out else new.replace(validation_fraction=old.held_out)


def _check(run: TrainingResult, epoch: int) -> None:
    last = (run.history.get("epoch") or [0])[-1]
    if isinstance(epoch, bool) or not isinstance(epoch, int | np.integer) or not 0 <= epoch <= last:
        raise NNPlayError(f"This run has the epochs 0 to {last}, not {epoch!r}.")
    run.problem()
    if run.state_history is None:
        raise NNPlayError("An estimator's steps are scikit-learn's, and cannot be gone back to: use nn.train.")


def progress_at(run: TrainingResult, epoch: int, stop: Event | None = None) -> Progress:
    """The state of the run's training after that epoch, from its trail or by training up to it until `stop` is set."""
    if run.recipe.out_of_core:
        raise NNPlayError(
            f"Of a training on a file larger than memory the states that were kept can be had, and {epoch} is none of "
            "those in run.trail.epochs; it cannot be forked: train anew."
        )
    kept = None if run.state_history is None else run.state_history.before(epoch)
    progress, segments = kept or Progress(epoch=-1), _segments(run)
    for k, (recipe, until) in enumerate(segments):
        if progress.epoch > until:
            continue
        problem, goal = run.problem(recipe), epoch if epoch < until else int(until)
        if progress.epoch < goal:
            progress = _advance(run, problem, progress, goal, stop)
        if epoch <= until:
            break
        progress = carry(progress, recipe, run.problem(segments[k + 1][0]))
    return progress


def _segments(run: TrainingResult) -> list[tuple[Recipe, float]]:
    """Each recipe of the run's way, and until which epoch it was followed."""
    return [*((segment.recipe, segment.until) for segment in run.past), (run.recipe, float("inf"))]


def _advance(run: TrainingResult, problem: Problem, progress: Progress, epoch: int, stop: Event | None) -> Progress:
    """Train on until the end of that epoch."""
    progress.epoch = max(progress.epoch, 0)
    snapshots = stream(problem, every=max(epoch, 1), keep_parameters=True, stop=stop, progress=progress)
    snapshot = next((found for found in snapshots if found.epoch == epoch), None)
    snapshots.close()
    if snapshot is None:
        raise NNPlayError(f"The way back to epoch {epoch} was left before its end: go there again.")
    known = dict(zip(run.history.get("epoch", []), run.history.get("train_loss", []), strict=False))
    there = known.get(epoch)
    if there is not None and run.status != "interrupted" and not np.isclose(snapshot.loss, there, DRIFT, 1e-12):
        raise NNPlayError(
            f"Training again gave the loss {snapshot.loss:.6g} after epoch {epoch}, not {there:.6g}: this run was made "
            "by another version, or on another machine."
        )
    assert snapshot.parameters is not None
    return progress if resumable(problem, progress) else bare(epoch, snapshot.parameters)


def carry(progress: Progress, old: Recipe, problem: Problem) -> Progress:
    """The progress of a training by one recipe as the beginning of the rest by another, that of the problem.

    An optimizer of the same name goes on with what it remembers, and another one begins with t = 1. Steps are counted
    as if all epochs had had the new size of the batch, so that the order of the rows and the schedule go on.
    """
    from nnplay.engine.compiled import State

    new, epoch, state = problem.recipe, progress.epoch, progress.state
    if _full_batch(new):
        return Progress(State(state.theta, np.zeros(0)), epoch, progress.seconds)
    entry = optimizers.resolve(new.update_rule)[0]
    rows = problem.training_rows
    step = epoch * -(-rows // min(new.batch_size or rows, rows))
    slots = np.zeros(len(entry.slots) * layout(problem.architecture).trained + 1, state.theta.dtype)
    taken = 0
    if state.rule and optimizers.resolve(state.rule)[0] is entry:
        slots, taken = state.slots, state.step - state.began
    same = (old.schedule, old.learning_rate) == (new.schedule, new.learning_rate)
    told = progress.told if same else []
    return Progress(State(state.theta, slots, step, step - taken, new.update_rule), epoch, progress.seconds, told)


def _full_batch(recipe: Recipe) -> bool:
    return optimizers.resolve(recipe.optimizer)[0].full_batch


def _rows(run: TrainingResult, epoch: int) -> list[dict[str, Any]]:
    """The rows of the history up to that epoch."""
    columns = run.history
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return [row for row in rows if row["epoch"] <= epoch]


def _record(run: TrainingResult, epoch: int, progress: Progress, problem: Problem) -> Record:
    """What a training up to that epoch would have recorded, the best weights included."""
    rows = _rows(run, epoch)
    if rows[-1]["epoch"] < epoch:
        rows.append(_row(problem, progress))
    parameters = Parameters(run.architecture, progress.state.theta.copy())
    record = Record(rows, snapshot_of(rows[-1], parameters))
    best = min(rows, key=lambda row: watched_row(row)[1])
    if best["epoch"] != epoch:
        parameters = Parameters(run.architecture, progress_at(run, best["epoch"]).state.theta)
    record.best, record.best_parameters = snapshot_of(best, parameters), parameters
    return record


def _row(problem: Problem, progress: Progress) -> dict[str, Any]:
    """A row of the history for a state between those that were shown."""
    from nnplay.engine.compiled import Engine

    engine = Engine(problem.architecture, problem.recipe.dtype)
    row: dict[str, Any] = {"epoch": progress.epoch}
    for name, part in problem.parts.items():
        for metric, value in measure(problem, engine, progress.state.theta, part).items():
            row[f"{name}_{metric}"] = value
    return row | {"learning_rate": problem.recipe.learning_rate, "seconds": progress.seconds}
