"""The playground in the browser. `serve` opens it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from pathlib import Path

    from nnplay.training.session import TrainingSession
    from nnplay.web.watch import WatchedRun

PORT = 8321
LIBRARIES = ("starlette", "uvicorn", "websockets", "h11", "anyio")


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
        NNPlayError: a port that is taken, something that cannot be opened, or a library that is not installed.
    """
    with installed():
        from nnplay.web.server import run
    run(host, port, show=show, source=source, target=target)


def watch(session: TrainingSession, *, show: bool) -> WatchedRun:
    """A page that shows a run of the terminal, once its first snapshot is there.

    Args:
        session: with a snapshot for each epoch.
        show: open a browser.

    Raises:
        NNPlayError: data that no page can show, or a library that is not installed.
    """
    with installed():
        from nnplay.web.watch import WatchedRun
    return WatchedRun(session, 0, show=show)


def write_static(folder: str | os.PathLike[str]) -> Path:
    """Write the page into a folder for any web space.

    Raises:
        NNPlayError: the folder has other files, or cannot be written.
    """
    from nnplay.web.static_site import write

    return write(folder)


@contextmanager
def installed() -> Iterator[None]:
    """Say how to get the libraries of the server where they are not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in LIBRARIES:
            raise
        raise NNPlayError("The page in the browser needs Starlette and Uvicorn: pip install 'nnplay[web]'.") from None
