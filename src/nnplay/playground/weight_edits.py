"""Weights that are set by hand in the middle of a training: it goes on from them, and says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.errors import NNPlayError
from nnplay.training.session import TrainingSession


@dataclass(frozen=True)
class Edit:
    """One number of θ that was set by hand.

    Attributes:
        epoch: after which it was set.
        batches: of the next epoch that had been taken by then.
        layer: counted from 0, the output last.
        place: (from, to) of a weight, (to,) of a bias, counted from 0.
        value: what it was set to.
    """

    epoch: int
    batches: int
    layer: int
    place: tuple[int, ...]
    value: float

    @property
    def name(self) -> str:
        """Of the number, as in "W[1][0, 2]" or "b[1][2]"."""
        return named(self.layer, self.place)

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g} after epoch {self.epoch}"


def named(layer: int, place: tuple[int, ...]) -> str:
    """What Python calls a weight or a bias."""
    return f"{'W' if len(place) == 2 else 'b'}[{layer}][{', '.join(map(str, place))}]"


def edit(training_session: TrainingSession, layer: int, place: tuple[int, ...], value: float) -> Edit:
    """Set a weight or a bias of a course that is paused.

    Args:
        course: with a first snapshot.
        layer: counted from 0, the output last.
        place: (from, to) of a weight, (to,) of a bias.
        value: what it shall be.

    Raises:
        NNPlayError: a place that is not there, no finite number, or an optimizer that cannot go on from other weights.
    """
    last = training_session.record.last
    if last is None or last.parameters is None:
        raise NNPlayError("There is nothing to set yet: wait for the untrained network.")
    blocks, name = last.parameters.layout.blocks, "W" if len(place) == 2 else "b"
    start, shape = blocks[layer].places[name] if 0 <= layer < len(blocks) else (0, ())
    if len(shape) != len(place) or not all(0 <= k < n for k, n in zip(place, shape, strict=True)):
        raise NNPlayError(f"There is no {named(layer, place)} in {training_session.problem.architecture}.")
    if not math.isfinite(value):
        raise NNPlayError(f"A weight is a finite number, not {value!r}.")
    flat = start + (place[0] * shape[1] + place[1] if name == "W" else place[0])
    training_session.edit(flat, value)
    return Edit(last.epoch, last.batches, layer, place, value)


def told(edits: Sequence[Edit]) -> str:
    """What was set by hand, in a sentence; nothing where there was none."""
    if not edits:
        return ""
    listed = "; ".join(map(str, edits[:5])) + (f"; and {len(edits) - 5} more" if len(edits) > 5 else "")
    return f"Set by hand: {listed}."
