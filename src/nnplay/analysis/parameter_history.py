"""θ at epochs of a training: what was kept of it, or what training again gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.loop import stream
from nnplay.training.problem import Problem

States: TypeAlias = list[tuple[int, Parameters]]
Progress: TypeAlias = Callable[[int, int], Any]
"""Called with how much is done and how much there is; what it raises ends the work."""

MOST = 120  # states that are looked at, unless told
DRIFT = 1e-3  # of a θ that was trained again, relatively, above which it is another training


def chosen(epochs: Sequence[int], most: int = MOST) -> list[int]:
    """At most so many of the epochs, evenly spread, the first and the last among them."""
    if len(epochs) <= most:
        return list(epochs)
    return [epochs[k] for k in np.unique(np.linspace(0, len(epochs) - 1, most).round().astype(int))]


def trained_again(
    problem: Problem, epoch: int, end: Parameters | None = None, *, most: int = MOST, progress: Progress | None = None
) -> States:
    """θ at up to `most` epochs, evenly spread from 0 to this one, by training as the recipe says.

    Args:
        problem: what was trained.
        epoch: the last one.
        end: θ after it, which must come out again.
        most: how many states at the most.
        progress: called with the epochs done and to do.

    Raises:
        NNPlayError: the training led elsewhere, so it was made by another version, on another machine, or otherwise.
    """
    every, found = max(1, -(-epoch // max(most - 1, 1))), []
    snapshots = stream(problem, every=every, keep_parameters=True)
    for snapshot in snapshots:
        assert snapshot.parameters is not None
        if snapshot.epoch <= epoch:
            found.append((snapshot.epoch, snapshot.parameters))
        if progress is not None:
            progress(min(snapshot.epoch, epoch), epoch)
        if snapshot.epoch + every > epoch:
            break
    snapshots.close()
    if end is not None and found[-1][0] == epoch:
        there = found[-1][1].theta
        if np.linalg.norm(there - end.theta) > DRIFT * max(float(np.linalg.norm(end.theta)), 1e-12):
            raise NNPlayError(
                "Training again led to other weights: this run was made by another version, on another machine, or is "
                "no plain training from its recipe."
            )
    elif end is not None:
        found.append((epoch, end))
    return found
