"""Weights and biases that are set by hand during training."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.errors import NNPlayError
from nnplay.training.session import TrainingSession

MAX_LISTED = 5  # edits in a message


@dataclass(frozen=True)
class WeightEdit:
    """One weight or bias that was set by hand.

    Attributes:
        epoch: the epoch after which it was set.
        batches: steps of the following epoch taken by then.
        layer: from 0; the output layer is the last.
        index: (from, to) of a weight, (to,) of a bias, from 0.
        value: the new value.
    """

    epoch: int
    batches: int
    layer: int
    index: tuple[int, ...]
    value: float

    @property
    def name(self) -> str:
        """Such as "W[1][0, 2]" or "b[1][2]"."""
        return parameter_name(self.layer, self.index)

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g} after epoch {self.epoch}"


def parameter_name(layer: int, index: tuple[int, ...]) -> str:
    """How Python addresses a weight or a bias."""
    return f"{'W' if len(index) == 2 else 'b'}[{layer}][{', '.join(map(str, index))}]"


def edit_weight(training_session: TrainingSession, layer: int, index: tuple[int, ...], value: float) -> WeightEdit:
    """Set a weight or a bias in a paused session.

    Args:
        training_session: a paused session with at least one snapshot.
        layer: from 0; the output layer is the last.
        index: (from, to) of a weight, (to,) of a bias.
        value: the new value.

    Raises:
        NNPlayError: an unknown index, a value that is not finite, or an optimizer that cannot use edited weights.
    """
    last = training_session.history.last
    if last is None or last.parameters is None:
        raise NNPlayError("There are no weights to edit yet. Wait for the untrained network.")
    blocks, name = last.parameters.layout.blocks, "W" if len(index) == 2 else "b"
    start, shape = blocks[layer].arrays[name] if 0 <= layer < len(blocks) else (0, ())
    if len(shape) != len(index) or not all(0 <= k < n for k, n in zip(index, shape, strict=True)):
        raise NNPlayError(f"There is no {parameter_name(layer, index)} in {training_session.problem.architecture}.")
    if not math.isfinite(value):
        raise NNPlayError(f"A weight must be a finite number, not {value!r}.")
    flat = start + (index[0] * shape[1] + index[1] if name == "W" else index[0])
    training_session.edit(flat, value)
    return WeightEdit(last.epoch, last.batches, layer, index, value)


def describe_edits(edits: Sequence[WeightEdit]) -> str:
    """The edits in one sentence; "" if there are none."""
    if not edits:
        return ""
    more = len(edits) - MAX_LISTED
    listed = "; ".join(map(str, edits[:MAX_LISTED])) + (f"; and {more} more" if more > 0 else "")
    return f"Set by hand: {listed}."
