"""An entry that is done again: before the eyes of a visitor, or aside to prove it."""

import threading
import time
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.playground.replay_log import ReplayEntry
from nnplay.playground.session import PlaygroundSession
from nnplay.web.settings import Settings
from nnplay.web.visitor import Visitor

STATES = ("running", "same", "other")  # unless it failed
SECONDS = 5.0  # that it lasts on the page, about
LONGEST = 30.0  # that the proof of an entry may take


class Replay:
    """An entry that is done again on the page, in a thread of its own; it ends with the visit or another training.

    Args:
        visitor: on whose bench.
        entry: what is done.
        settings: of the page that it begins with.

    Raises:
        NNPlayError: settings that do not fit.
    """

    def __init__(self, visitor: Visitor, entry: ReplayEntry, settings: Settings) -> None:
        self.visitor, self.entry, self.state, self.trouble = visitor, entry, STATES[0], ""
        visitor.begin(settings)
        self.session = visitor.session
        threading.Thread(target=self._run, name="nnplay-replay", daemon=True).start()

    def _run(self) -> None:
        pause, due = min(SECONDS / max(self.entry.epoch, 1), 1 / 60), time.monotonic()
        try:
            for _ in self.entry.replay(self.session):
                if self.visitor.session is not self.session:
                    return
                due = max(due + pause, time.monotonic())
                time.sleep(max(due - time.monotonic(), 0.0))
            self.state = STATES[1] if self.entry.matches(self.session) else STATES[2]
        except NNPlayError as error:
            self.state, self.trouble = "failed", str(error)

    def told(self) -> dict[str, Any]:
        """How far it is, and whether it was the very same training."""
        return {"state": self.state, "trouble": self.trouble, "epochs": self.entry.epoch}


def proven(entry: ReplayEntry, session: PlaygroundSession) -> None:
    """Do an entry again on a bench that nobody sees.

    Raises:
        NNPlayError: it takes too long, or comes out otherwise.
    """
    began = time.monotonic()
    try:
        for _ in entry.replay(session):
            if time.monotonic() - began > LONGEST:
                raise NNPlayError(f"This run takes longer than {LONGEST:.0f} s, too long for an entry.")
        if not entry.matches(session):
            raise NNPlayError("This run cannot be reproduced from its start; start over on this page.")
    finally:
        session.close()
