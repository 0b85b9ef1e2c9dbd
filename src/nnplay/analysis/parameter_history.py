"""The parameters θ at several epochs of a run, by training again where they were not kept."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.loop import stream
from nnplay.training.problem import Problem

States: TypeAlias = list[tuple[int, Parameters]]
"""(epoch, θ), in the order of the epochs."""
Progress: TypeAlias = Callable[[int, int], object]
"""Called with the work done and the total; an exception that it raises stops the work."""

MAX_STATES = 120
TOLERANCE = 1e-3  # relative difference of θ above which training again did not reproduce the run


def evenly_spaced(epochs: Sequence[int], limit: int = MAX_STATES) -> list[int]:
    """At most `limit` of the epochs, evenly spaced, including the first and the last."""
    if len(epochs) <= limit:
        return list(epochs)
    return [epochs[k] for k in np.unique(np.linspace(0, len(epochs) - 1, limit).round().astype(int))]


def retrain(
    problem: Problem,
    epoch: int,
    final: Parameters | None = None,
    *,
    max_states: int = MAX_STATES,
    progress: Progress | None = None,
) -> States:
    """Train again as the recipe says, and keep θ at evenly spaced epochs from 0 to `epoch`.

    Args:
        problem: what was trained.
        epoch: the last epoch.
        final: the known θ after it, to check the result against.
        max_states: the maximum number of states.
        progress: called with the epochs done and the total.

    Raises:
        NNPlayError: training again led to a different θ.
    """
    states: States = []
    every = max(1, -(-epoch // max(max_states - 1, 1)))
    snapshots = stream(problem, every=every, keep_parameters=True)
    for snapshot in snapshots:
        assert snapshot.parameters is not None
        if snapshot.epoch <= epoch:
            states.append((snapshot.epoch, snapshot.parameters))
        if progress is not None:
            progress(min(snapshot.epoch, epoch), epoch)
        if snapshot.epoch + every > epoch:
            break
    snapshots.close()
    if final is not None and states[-1][0] == epoch:
        difference = np.linalg.norm(states[-1][1].theta - final.theta)
        if difference > TOLERANCE * max(float(np.linalg.norm(final.theta)), 1e-12):
            raise NNPlayError(
                "Training again led to different weights: this run comes from another version or machine, or its "
                "weights were edited. Train it again with nn.train to see this view."
            )
    elif final is not None:
        states.append((epoch, final))
    return states
