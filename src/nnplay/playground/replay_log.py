"""Replay entries: everything that was done in a session, so that anyone can reproduce its parameters bit for bit."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.weight_edits import WeightEdit
from nnplay.runs.reproduce import forks
from nnplay.runs.time_travel import CHANGEABLE
from nnplay.training.recipe import Recipe

CHECKSUM_LENGTH = 16  # hexadecimal digits
MAX_CHANGES = 200  # changed settings, and edited weights, of one entry
OPTIONAL_KEYS = ("batches", "changes", "by_hand", "random_streams", "check", "loss")
LOSS_TOLERANCE = 1e-3  # relative: float32 rounding of another engine or machine
COPY_LINK = "Copy the whole link."


@dataclass(frozen=True)
class ReplayEntry:
    """Everything that was done in a session, from the untrained network to the current one.

    Attributes:
        architecture: the network as requested.
        recipe: the recipe at the start.
        changes: settings that were changed during training, as (epoch, settings).
        edits: weights that were set by hand.
        epoch: the last epoch.
        batches: steps of the following epoch that were taken.
        check: the first digits of the SHA-256 of θ; "" of an entry that the page's own engine made.
        loss: the training loss at the end; NaN if the link does not say it.
    """

    architecture: Architecture
    recipe: Recipe
    changes: tuple[tuple[int, dict[str, Any]], ...]
    edits: tuple[WeightEdit, ...]
    epoch: int
    batches: int
    check: str = ""
    loss: float = math.nan

    def to_json(self) -> dict[str, Any]:
        """Everything except the architecture and the recipe, as plain values."""
        by_hand = [[e.epoch, e.batches, e.layer, list(e.index), e.value] for e in self.edits]
        optional = {
            "batches": self.batches, "changes": [list(change) for change in self.changes], "by_hand": by_hand,
            "random_streams": self.recipe.random_streams,
        }  # fmt: skip
        if self.check:
            optional["check"] = self.check
        if math.isfinite(self.loss):
            optional["loss"] = float(f"{self.loss:.6g}")
        return {"epoch": self.epoch, **{name: value for name, value in optional.items() if value}}

    @classmethod
    def from_json(cls, architecture: Architecture, recipe: Recipe, plain: Any) -> ReplayEntry:
        """Read what `to_json` wrote, in this version or an earlier one.

        Raises:
            NNPlayError: anything else.
        """
        match plain:
            case {"epoch": int(epoch), **rest} if not set(rest) - {*OPTIONAL_KEYS}:
                optional: dict[Any, Any] = rest
                check, loss = rest.get("check", ""), rest.get("loss", math.nan)
            case _:
                check = loss = None
        if not (isinstance(check, str) and isinstance(loss, int | float)):
            raise NNPlayError(f"Not a challenge link. {COPY_LINK}")
        batches, changes, by_hand = optional.get("batches", 0), optional.get("changes", []), optional.get("by_hand", [])
        if not all(isinstance(items, list) and len(items) <= MAX_CHANGES for items in (changes, by_hand)):
            raise NNPlayError(f"The changes in a challenge link must be lists of at most {MAX_CHANGES}. {COPY_LINK}")
        edits = tuple(_read_edit(item) for item in by_hand)
        recipe = recipe.replace(random_streams=optional.get("random_streams", "shared"))
        if not (isinstance(batches, int) and min(epoch, batches) >= 0):
            raise NNPlayError(f"The epoch and batch in a challenge link must be whole numbers from 0. {COPY_LINK}")
        changed = tuple(_read_change(item) for item in changes)
        return cls(architecture, recipe, changed, edits, epoch, batches, check[:CHECKSUM_LENGTH], float(loss))

    def replay(self, session: PlaygroundSession) -> Iterator[int]:
        """Repeat everything in a fresh session with this architecture and recipe; yield the number of each epoch.

        Raises:
            NNPlayError: a change that is not possible, or a run that stopped earlier.
        """
        changes = [((epoch, 0), partial(session.change, **settings)) for epoch, settings in self.changes]
        edits = [((e.epoch, e.batches), partial(session.edit_weight, e.layer, e.index, e.value)) for e in self.edits]
        actions: list[tuple[tuple[int, int], Callable[[], Any]]] = [*changes, *edits]
        for moment, action in sorted(actions, key=lambda pair: pair[0]):
            yield from _train_until(session, moment)
            action()
        yield from _train_until(session, (self.epoch, self.batches))

    def same_bits(self, session: PlaygroundSession) -> bool:
        """Whether the current θ of a session is the one that was recorded."""
        return _checksum(session) == self.check

    def matches(self, session: PlaygroundSession) -> bool:
        """Whether a session is where the recorded one ended: the same bits, or the same loss but for rounding."""
        loss = session.view_state().metrics["train"]["loss"]
        return self.same_bits(session) or abs(loss - self.loss) <= LOSS_TOLERANCE * max(abs(self.loss), 1e-3)


def record_entry(session: PlaygroundSession) -> ReplayEntry:
    """The replay entry that leads to the current state of a session."""
    training_session = session.training_session
    now = session.epoch, 0 if session.past_epoch is not None else session.snapshot.batches
    segments = training_session.past
    past = [(segment.recipe, segment.until) for segment in segments if (segment.until, 0) < now]
    last = segments[len(past)].recipe if len(past) < len(segments) else session.recipe
    edits = tuple(edit for edit in session.edits if (edit.epoch, edit.batches) <= now)
    first = past[0][0] if past else last
    changes = tuple(forks(last, past))
    loss = session.view_state().metrics["train"]["loss"]
    return ReplayEntry(session.requested_architecture(), first, changes, edits, *now, _checksum(session), loss)


def _train_until(session: PlaygroundSession, moment: tuple[int, int]) -> Iterator[int]:
    """Train until this epoch and batch; yield the number of each epoch."""
    epoch, batches = moment
    while session.snapshot.epoch < epoch:
        _advance(session, session.step)
        yield session.snapshot.epoch
    while session.snapshot.batches < batches and session.snapshot.epoch == epoch:
        _advance(session, session.step_batch)
    if (session.snapshot.epoch, session.snapshot.batches) != moment:
        raise NNPlayError("This challenge link cannot be replayed: its changes are not in order.")


def _advance(session: PlaygroundSession, step: Callable[[], None]) -> None:
    if session.finished:
        message = f"Training stopped after epoch {session.snapshot.epoch}, earlier than in this challenge link."
        raise NNPlayError(f"{message} {session.message}".strip())
    step()


def _checksum(session: PlaygroundSession) -> str:
    return hashlib.sha256(session.parameters.theta.tobytes()).hexdigest()[:CHECKSUM_LENGTH]


def _read_edit(plain: Any) -> WeightEdit:
    match plain:
        case [int(epoch), int(batches), int(layer), [*index], int() | float() as value] if min(epoch, batches) >= 0:
            if all(isinstance(k, int) for k in index):
                return WeightEdit(epoch, batches, layer, tuple(index), float(value))
    raise NNPlayError(f"An edited weight must be [epoch, batches, layer, index, value]. {COPY_LINK}")


def _read_change(plain: Any) -> tuple[int, dict[str, Any]]:
    match plain:
        case [int(epoch), dict(changes)] if epoch >= 0 and changes and not set(changes) - set(CHANGEABLE):
            return epoch, changes
    raise NNPlayError(f"A change must be [epoch, settings], with settings that can change during training. {COPY_LINK}")
