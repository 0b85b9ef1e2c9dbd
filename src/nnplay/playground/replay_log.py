"""Entries: a training of the playground, written down so that anyone can do it again, to the same bits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.weight_edits import Edit
from nnplay.runs.reproduce import forks
from nnplay.runs.time_travel import CHANGEABLE
from nnplay.training.recipe import Recipe

LETTERS = 16  # of the checksum
MOST_DEEDS = 200  # changes on the way
MORE = ("batches", "changes", "by_hand")


@dataclass(frozen=True)
class Entry:
    """All that was done on a bench, from the untrained network to the one that is shown.

    Attributes:
        architecture: of the network, as it was asked for.
        recipe: it began with.
        changes: settings that were changed on the way: (epoch, settings).
        edits: weights that were set by hand.
        epoch: at which it ended.
        batches: of the next epoch that were taken after it.
        check: the first letters of the SHA-256 of θ.
    """

    architecture: Architecture
    recipe: Recipe
    changes: tuple[tuple[int, dict[str, Any]], ...]
    edits: tuple[Edit, ...]
    epoch: int
    batches: int
    check: str

    def told(self) -> dict[str, Any]:
        """What is not in the architecture and the recipe, as plain values."""
        by_hand = [[e.epoch, e.batches, e.layer, list(e.place), e.value] for e in self.edits]
        more = {"batches": self.batches, "changes": [list(one) for one in self.changes], "by_hand": by_hand}
        return {"epoch": self.epoch, **{name: value for name, value in more.items() if value}, "check": self.check}

    @classmethod
    def of(cls, architecture: Architecture, recipe: Recipe, plain: Any) -> Entry:
        """Read what `told` has written.

        Raises:
            NNPlayError: something else than that.
        """
        match plain:
            case {"epoch": int(epoch), "check": str(check), **more} if not set(more) - {*MORE}:
                rest: dict[Any, Any] = more
            case _:
                raise NNPlayError("This is no entry: copy the whole link that the page gave.")
        batches, changes, by_hand = rest.get("batches", 0), rest.get("changes", []), rest.get("by_hand", [])
        if not all(isinstance(deeds, list) and len(deeds) <= MOST_DEEDS for deeds in (changes, by_hand)):
            raise NNPlayError(f"An entry has lists of at most {MOST_DEEDS} changes: copy the whole link.")
        edits = tuple(_edit(one) for one in by_hand)
        if not (isinstance(batches, int) and min(epoch, batches) >= 0):
            raise NNPlayError("An entry ends after some epochs, counted from 0: copy the whole link.")
        return cls(architecture, recipe, tuple(_change(one) for one in changes), edits, epoch, batches, check[:LETTERS])

    def replayed(self, session: PlaygroundSession) -> Iterator[int]:
        """Do it all again on a fresh bench for this architecture and recipe; yields after each epoch which one it was.

        Raises:
            NNPlayError: a change that cannot be, or a training that ended before.
        """
        changed = [((epoch, 0), partial(session.change, **changes)) for epoch, changes in self.changes]
        by_hand = [((e.epoch, e.batches), partial(session.edit, e.layer, e.place, e.value)) for e in self.edits]
        deeds: list[tuple[tuple[int, int], Callable[[], Any]]] = [*changed, *by_hand]
        for moment, deed in sorted(deeds, key=lambda pair: pair[0]):
            yield from _until(session, moment)
            deed()
        yield from _until(session, (self.epoch, self.batches))

    def same(self, session: PlaygroundSession) -> bool:
        """Whether a bench shows the θ that the entry was made of."""
        return _check(session) == self.check


def entry_of(session: PlaygroundSession) -> Entry:
    """The entry of what a bench shows."""
    training_session, now = (
        session.training_session,
        (session.epoch, 0 if session.back is not None else session.snapshot.batches),
    )
    segments = training_session.past
    past = [(segment.recipe, segment.until) for segment in segments if (segment.until, 0) < now]
    last = segments[len(past)].recipe if len(past) < len(segments) else session.recipe
    edits = tuple(edit for edit in session.edits if (edit.epoch, edit.batches) <= now)
    first = past[0][0] if past else last
    return Entry(session.wanted(), first, tuple(forks(last, past)), edits, *now, _check(session))


def _until(session: PlaygroundSession, moment: tuple[int, int]) -> Iterator[int]:
    """Train until so many epochs and batches."""
    epoch, batches = moment
    while session.snapshot.epoch < epoch:
        _go(session, session.step)
        yield session.snapshot.epoch
    while session.snapshot.batches < batches and session.snapshot.epoch == epoch:
        _go(session, session.step_batch)
    if (session.snapshot.epoch, session.snapshot.batches) != moment:
        raise NNPlayError("This entry cannot be done again: its moments are not in order.")


def _go(session: PlaygroundSession, step: Callable[[], None]) -> None:
    if session.ended:
        told = f"This entry ends after epoch {session.snapshot.epoch}, before it is done. {session.message}"
        raise NNPlayError(told.strip())
    step()


def _check(session: PlaygroundSession) -> str:
    return hashlib.sha256(session.parameters.theta.tobytes()).hexdigest()[:LETTERS]


def _edit(plain: Any) -> Edit:
    match plain:
        case [int(epoch), int(batches), int(layer), [*place], int() | float() as value] if min(epoch, batches) >= 0:
            if all(isinstance(k, int) for k in place):
                return Edit(epoch, batches, layer, tuple(place), float(value))
    raise NNPlayError("An entry says of a weight its epoch, batches, layer, place and value: copy the whole link.")


def _change(plain: Any) -> tuple[int, dict[str, Any]]:
    match plain:
        case [int(epoch), dict(changes)] if epoch >= 0 and changes and not set(changes) - set(CHANGEABLE):
            return epoch, changes
    raise NNPlayError("An entry says of a change its epoch and the settings that a training takes on the way.")
