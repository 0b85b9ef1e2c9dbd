"""Checkpoints: the state of a run as bytes, from which it resumes with the same results."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from nnplay.catalog import optimizers
from nnplay.errors import ModelFileError, NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.history import TrainingHistory
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.training.snapshot import snapshot_from_row
from nnplay.training.state_history import StateHistory
from nnplay.utils import container
from nnplay.utils.types import Array

Count = Annotated[int, Field(ge=0, lt=1 << 53)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Header(BaseModel):
    """The header of a checkpoint."""

    model_config = ConfigDict(strict=True)

    epoch: Count
    seconds: Seconds
    step: Count
    first_step: Count
    rows: list[dict[str, float]] = Field(min_length=1)
    best: Count
    epoch_losses: list[float]
    restarts: Count = 0

    @model_validator(mode="after")
    def _check_consistency(self) -> _Header:
        epochs = [row.get("epoch", -1) for row in self.rows]
        if not all(epoch.is_integer() and 0 <= epoch < 1 << 53 for epoch in map(float, epochs)):
            raise ValueError("its epochs are not whole numbers")
        if any(later <= earlier for earlier, later in pairwise(epochs)) or not {self.best, self.epoch} <= set(epochs):
            raise ValueError("its epochs do not fit together")
        if self.first_step > self.step:
            raise ValueError("its steps do not fit together")
        if len({frozenset(row) for row in self.rows}) > 1 or "train_loss" not in self.rows[0]:
            raise ValueError("the rows of its history do not fit together")
        return self


# epoch, step, first step, optimizer, seconds, losses of the epochs
_STATES = TypeAdapter(list[tuple[Count, Count, Count, str, Seconds, list[float]]])
FORMAT_1_KEYS = {"began": "first_step", "told": "epoch_losses"}  # since renamed


def is_resumable(problem: Problem, progress: TrainingProgress) -> bool:
    """Whether training can resume from here. If not, it has to be repeated from the start, with the same result.

    L-BFGS does not expose its internal state, and a file larger than memory is shuffled on disk.
    """
    state = progress.state
    if state is None or problem.shuffle_buffer is not None or problem.full_batch:
        return False
    return bool(state.step == progress.epoch * problem.steps_per_epoch)


def pack(progress: TrainingProgress, history: TrainingHistory, restarts: int = 0) -> bytes:
    """A checkpoint of a run after its last snapshot, and how many times the run was begun again."""
    state = progress.state
    assert state is not None
    assert history.best is not None
    assert history.best_parameters is not None
    header = {
        "epoch": progress.epoch, "seconds": progress.seconds, "step": state.step, "first_step": state.first_step,
        "rows": list(history.rows), "best": history.best.epoch, "epoch_losses": progress.epoch_losses,
        "restarts": restarts,
    }  # fmt: skip
    return container.pack(header, {"theta": state.theta, "slots": state.slots, "best": history.best_parameters.theta})


def unpack(content: bytes, problem: Problem) -> tuple[TrainingProgress, TrainingHistory, int]:
    """The progress, history and number of restarts in a checkpoint that `pack` made for the same problem.

    Raises:
        ModelFileError: the checkpoint is damaged.
    """
    from nnplay.engine.compiled import TrainState

    header, arrays = container.unpack_bytes(content, "the checkpoint")
    if header.get("format") == 1:
        header = {FORMAT_1_KEYS.get(key, key): value for key, value in header.items()}
    try:
        described = _Header.model_validate(header)
        _check_arrays(arrays, problem)
    except (ValidationError, ValueError, KeyError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise ModelFileError(f"The checkpoint is not consistent ({reason}): train from the start.") from None
    state = TrainState(
        np.array(arrays["theta"]), np.array(arrays["slots"]), described.step, described.first_step,
        problem.recipe.resolved_optimizer,
    )  # fmt: skip
    rows: list[dict[str, Any]] = [{**row, "epoch": int(row["epoch"])} for row in described.rows]
    best = Parameters(problem.architecture, np.array(arrays["best"]))
    history = TrainingHistory(
        rows,
        last=snapshot_from_row(rows[-1], Parameters(problem.architecture, state.theta.copy())),
        best=snapshot_from_row(next(row for row in rows if row["epoch"] == described.best), best),
        best_parameters=best,
    )
    progress = TrainingProgress(state, described.epoch, described.seconds, described.epoch_losses)
    return progress, history, described.restarts


def pack_states(states: StateHistory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The states of a history from which training can continue, as JSON values and arrays."""
    progresses = list(states.all_resumable())
    described = [
        [p.epoch, p.state.step, p.state.first_step, p.state.optimizer, p.seconds, p.epoch_losses] for p in progresses
    ]
    arrays = {
        f"states_{name}": np.concatenate([getattr(p.state, name) for p in progresses])
        for name in ("theta", "slots")
        if progresses
    }
    return {"every": states.every, "states": described}, arrays


def unpack_states(described: Any, arrays: dict[str, Any], problem: Problem) -> tuple[list[TrainingProgress], int]:
    """The states that `pack_states` described, and the epochs between two of them.

    Raises:
        ModelFileError: they are damaged.
    """
    from nnplay.engine.compiled import TrainState

    start, progresses, at, slots_at = problem.start.theta, [], 0, 0
    try:
        for epoch, step, first_step, optimizer, seconds, losses in _STATES.validate_python(described["states"]):
            if first_step > step:
                raise ValueError("steps that do not fit together")
            length = len(optimizers.resolve(optimizer)[0].slots) * problem.start.layout.trained + 1
            parts = {
                "theta": (arrays["states_theta"][at : at + len(start)], len(start)),
                "slots": (arrays["states_slots"][slots_at : slots_at + length], length),
            }
            theta, slots = (_checked(name, array, start.dtype, count) for name, (array, count) in parts.items())
            state = TrainState(np.array(theta), np.array(slots), step, first_step, optimizer)
            progresses.append(TrainingProgress(state, epoch, seconds, losses))
            at, slots_at = at + len(start), slots_at + length
        every = int(described["every"])
    except (KeyError, TypeError, ValueError, OverflowError, NNPlayError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise ModelFileError(f"The saved states are not consistent ({reason}): train from the start.") from None
    return progresses, max(every, 1)


def _check_arrays(arrays: dict[str, Any], problem: Problem) -> None:
    """Refuse arrays that the compiled loop, which checks nothing, could not use.

    Raises:
        ValueError: an array of another dtype or length, or with numbers that are not finite.
    """
    start, slots = problem.start.theta, optimizers.resolve(problem.recipe.resolved_optimizer)[0].slots
    lengths = {"theta": len(start), "best": len(start), "slots": len(slots) * problem.start.layout.trained + 1}
    for name, length in lengths.items():
        _checked(name, arrays[name], start.dtype, length)


def _checked(name: str, array: Array, dtype: Any, length: int) -> Array:
    if array.dtype != dtype or array.shape != (length,):
        raise ValueError(f"{name} is {array.dtype} {array.shape}, not {dtype} ({length},)")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has numbers that are not finite")
    return array
