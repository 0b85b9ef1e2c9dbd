"""The playground in the browser. `serve` opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from nnplay.training.session import TrainingSession
    from nnplay.web.watch import WatchedRun

PORT = 8321


def serve(
    host: str = "127.0.0.1", port: int = PORT, *, show: bool = True, source: str | None = None,
    target: str | None = None,
) -> None:  # fmt: skip
    """Serve the page until Ctrl-C.

    Args:
        host: where to listen; other machines can only reach another address than this machine's own, and need the
            link that is printed.
        port: where to listen; 0 is a free one.
        show: open a browser.
        source: what to begin with: a link of a page, a built-in set, the path of a table or a run, or ``run:ID`` of the
            store.
        target: the column to predict; the last one by default.

    Raises:
        NNPlayError: a port that is taken, or something that cannot be opened.
    """
    from nnplay.web.server import run

    run(host, port, show=show, source=source, target=target)


def watch(session: TrainingSession, *, show: bool) -> WatchedRun:
    """A page that shows a run of the terminal, once its first snapshot is there.

    Args:
        session: with a snapshot for each epoch.
        show: open a browser.

    Raises:
        NNPlayError: data that no page can show.
    """
    from nnplay.web.watch import WatchedRun

    return WatchedRun(session, 0, show=show)


def write_static(folder: str | os.PathLike[str]) -> Path:
    """Write the page into a folder for any web space.

    Raises:
        NNPlayError: the folder has other files, or cannot be written.
    """
    from nnplay.web.static_site import write

    return write(folder)
