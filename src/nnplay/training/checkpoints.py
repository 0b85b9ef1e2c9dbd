"""A training under way as bytes, and back: it goes on as if nothing had happened."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.catalog import optimizers
from nnplay.network.parameters import Parameters
from nnplay.training.history import Record
from nnplay.training.loop import Progress, Snapshot
from nnplay.training.problem import Problem
from nnplay.utils import container


def resumable(problem: Problem, progress: Progress) -> bool:
    """Whether a training can be taken up where it is; else it is repeated, with the same result.

    L-BFGS remembers what it does not show, and the rows of a file larger than memory are mixed on disk.
    """
    recipe, rows = problem.recipe, problem.training_rows
    if (
        optimizers.resolve(recipe.optimizer)[0].full_batch
        or problem.shuffle_buffer is not None
        or progress.state is None
    ):
        return False
    per_epoch = -(-rows // min(recipe.batch_size or rows, rows))
    return bool(progress.state.step == progress.epoch * per_epoch)


def pack(progress: Progress, record: Record) -> bytes:
    """The bytes of a training after its last snapshot."""
    assert record.best is not None
    assert record.best_parameters is not None
    header = {
        "epoch": progress.epoch, "seconds": progress.seconds, "step": progress.state.step, "rows": record.rows,
        "best": record.best.epoch, "told": progress.told, "began": progress.state.began,
    }  # fmt: skip
    state = progress.state
    return container.pack(header, {"theta": state.theta, "slots": state.slots, "best": record.best_parameters.theta})


def unpack(content: bytes, problem: Problem) -> tuple[Progress, Record]:
    """What `pack` wrote, for the same problem.

    Raises:
        ModelFileError: bytes that are damaged.
    """
    from nnplay.engine.compiled import State

    header, arrays = container.unpack_bytes(content, "the checkpoint")
    state = State(
        np.array(arrays["theta"]), np.array(arrays["slots"]), int(header["step"]), int(header.get("began", 0)),
        problem.recipe.update_rule,
    )  # fmt: skip
    rows: list[dict[str, Any]] = header["rows"]
    best = Parameters(problem.architecture, np.array(arrays["best"]))
    record = Record(rows, snapshot_of(rows[-1], Parameters(problem.architecture, state.theta.copy())))
    record.best_parameters = best
    record.best = snapshot_of(next(row for row in rows if row["epoch"] == header["best"]), best)
    return Progress(state, int(header["epoch"]), float(header["seconds"]), header.get("told", [])), record


def snapshot_of(row: dict[str, Any], parameters: Parameters) -> Snapshot:
    """The snapshot that a row of the history stands for."""
    metrics: dict[str, dict[str, float]] = {}
    for name, value in row.items():
        part, _, metric = name.partition("_")
        if part in ("train", "validation", "test"):
            metrics.setdefault(part, {})[metric] = value
    return Snapshot(row["epoch"], metrics["train"]["loss"], metrics, row["seconds"], row["learning_rate"], parameters)
