"""A run in the terminal that is shown on a page, too: the terminal trains, and the page pauses, steps and looks."""

import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from nnplay.data import builtin_names
from nnplay.data.readers.file import read_table
from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import minimal_architecture
from nnplay.training.player import ControlledPlayer
from nnplay.training.session import TrainingSession
from nnplay.training.snapshot import Snapshot
from nnplay.utils.json import json_safe
from nnplay.web.engine.configuration import parse_configuration
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import OWN_MACHINE
from nnplay.web.engine.tables import Tables, clean_file_name, table_key
from nnplay.web.features.commands import Features
from nnplay.web.server import Server, Serving
from nnplay.web.visitors import Visitors

HOST = "127.0.0.1"
END_SECONDS = 10.0  # that the server may take to end


class WatchedRun:
    """A session whose page is open while the terminal takes its snapshots.

    Args:
        session: with a snapshot for each epoch, not begun.
        port: where to listen; 0 takes a free one.
        show: open a browser.

    Attributes:
        address: of the page, "" before the first snapshot.

    Raises:
        NNPlayError: data that no page can show, or a port that is taken.
    """

    def __init__(self, session: TrainingSession, port: int, *, show: bool) -> None:
        recipe = session.problem.recipe
        if recipe.data is None or recipe.out_of_core:
            raise NNPlayError("A page can only show a built-in set or a file that fits in memory; leave out --watch.")
        self.session, self.player, self.address = session, ControlledPlayer(), ""
        settings: dict[str, Any] = json_safe(recipe.to_json())
        self._configuration: dict[str, Any] = {"recipe": settings}
        tables = {}
        if recipe.data not in builtin_names():
            key = table_key(clean_file_name(recipe.data), "0" * 8)
            tables[key], self._configuration["table"] = read_table(recipe.data), key
        self.host = EngineHost(Tables(tables, OWN_MACHINE), OWN_MACHINE)
        self._serving, self._show = Serving.at(HOST, port), show
        self._thread: threading.Thread | None = None
        self._server: Server | None = None

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots, paused and stepped by the page; it opens with the first of them."""
        for snapshot in self.player.follow(snapshots):
            if self._server is None:
                self._open()
            self.host.changed()
            yield snapshot
        self.host.changed()

    def _open(self) -> None:
        host, problem = self.host, self.session.problem
        architecture = minimal_architecture(problem).to_json()
        self._configuration["architecture"] = {name: architecture[name] for name in ("layers", "output", "loss")}
        parsed = parse_configuration(self._configuration, host.tables, host.limits)
        session = PlaygroundSession.from_session(
            self.session, self.player, check_problem=host.check_problem, player_class=host.make_player
        )
        host.use(session, parsed, self._configuration)
        host.lasting = True
        visitors = Visitors(OWN_MACHINE, features=Features(local=True), watched=host)
        self._server = self._serving.server(visitors, show=self._show)
        self.address, self._server.out = self._server.address, sys.stderr
        self._thread = threading.Thread(target=self._server.run, args=([self._serving.listening],), name="nnplay-web")
        self._thread.start()

    def wait(self) -> None:
        """Keep the page open until Ctrl-C."""
        self.host.lasting = False  # what the page does from now on is its own
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(0.2)

    def close(self) -> None:
        """End the page, the run and all their threads."""
        self.player.stop()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(END_SECONDS)
        self.host.lasting = False
        self.host.close()
        self._serving.listening.close()
