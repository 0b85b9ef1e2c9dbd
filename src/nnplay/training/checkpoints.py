"""Checkpoints: the state of a run as bytes, from which it resumes with the same results."""

from typing import Any

import numpy as np

from nnplay.network.parameters import Parameters
from nnplay.training.history import TrainingHistory
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.training.snapshot import snapshot_from_row
from nnplay.utils import container

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
        "rows": history.rows, "best": history.best.epoch, "epoch_losses": progress.epoch_losses,
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
    state = TrainState(
        np.array(arrays["theta"]), np.array(arrays["slots"]), int(header["step"]), int(header["first_step"]),
        problem.recipe.resolved_optimizer,
    )  # fmt: skip
    rows: list[dict[str, Any]] = header["rows"]
    best = Parameters(problem.architecture, np.array(arrays["best"]))
    history = TrainingHistory(
        rows,
        last=snapshot_from_row(rows[-1], Parameters(problem.architecture, state.theta.copy())),
        best=snapshot_from_row(next(row for row in rows if row["epoch"] == header["best"]), best),
        best_parameters=best,
    )
    progress = TrainingProgress(state, int(header["epoch"]), float(header["seconds"]), header["epoch_losses"])
    return progress, history, int(header.get("restarts", 0))
