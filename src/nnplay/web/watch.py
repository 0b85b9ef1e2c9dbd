"""A training of the terminal that is seen in the browser too: one run, two doors."""

import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from nnplay.data import builtin_names
from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import minimal_architecture
from nnplay.training.player import ControlledPlayer
from nnplay.training.session import TrainingSession
from nnplay.training.snapshot import Snapshot
from nnplay.web.own import Own, found
from nnplay.web.server import Server, serving
from nnplay.web.settings import Settings
from nnplay.web.visitor import Visitor

HOST = "127.0.0.1"


class Watched:
    """A session whose page is open while somebody else pulls its snapshots.

    Args:
        session: with a snapshot for each epoch, not begun.
        port: where to listen; 0 takes a free one.
        show: open a browser.

    Attributes:
        address: of the page, "" before the first snapshot.

    Raises:
        NNPlayError: more than a page takes, data that no page can name, or a port that is taken.
    """

    def __init__(self, session: TrainingSession, port: int, *, show: bool) -> None:
        self.session, self.gate, self.address = session, ControlledPlayer(), ""
        recipe = session.problem.recipe
        if recipe.data is None or recipe.out_of_core:
            raise NNPlayError("A page can only show a built-in set or a file that fits in memory; leave out --watch.")
        self._settings = Settings(recipe, minimal_architecture(session.problem), speed=None)
        self._shared = {} if recipe.data in builtin_names() else {recipe.data: found(str(Path(recipe.data)))}
        self._serving = serving(HOST, port, show=show)
        self._visitor: Visitor | None = None
        self._thread: threading.Thread | None = None
        self._server: Server | None = None

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots, paused and stepped by the page; it opens with the first of them."""
        for snapshot in self.gate.follow(snapshots):
            if self._visitor is None:
                self._open()
            yield snapshot

    def _open(self) -> None:
        own = Own(self._shared)
        session = PlaygroundSession.from_session(self.session, self.gate)
        self._visitor = Visitor(self._settings, own, session)
        listening, self._server = self._serving(self._settings, self._shared, self._visitor)
        self.address, self._server.out = self._server.address, sys.stderr
        self._thread = threading.Thread(target=self._server.run, args=([listening],), name="nnplay-web", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Keep the page open until Ctrl-C."""
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(0.2)

    def close(self) -> None:
        """End the page."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(5)
        if self._visitor is not None:
            self._visitor.close(whole=True)
