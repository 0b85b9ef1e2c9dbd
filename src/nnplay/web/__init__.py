"""The browser playground. `serve` opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.training.session import TrainingSession
    from nnplay.web.watch import Watched

PORT = 8321
PARTS = ("nicegui", "fastapi", "starlette", "uvicorn", "socketio", "engineio")


def serve(
    host: str = "127.0.0.1", port: int = PORT, *, show: bool = True, data: str | None = None, target: str | None = None
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        host: where to listen; another one than this machine's needs the token in the address that is printed.
        port: the same.
        show: open a browser.
        data: what to begin with: a set that comes with nnplay, or the path of a file.
        target: the column to predict; the last one unless told.

    Raises:
        NNPlayError: a port that is taken, data that cannot be read, or NiceGUI is not installed.
    """
    with needed():
        from nnplay.web.begin import begin
        from nnplay.web.server import run
    first, shared = begin(data, target)
    run(host, port, show=show, first=first, shared=shared)


def watch(session: TrainingSession, *, show: bool) -> Watched:
    """A page that shows a training of the terminal, once its first snapshot is there.

    Args:
        session: the training, with a snapshot for each epoch.
        show: open a browser.

    Raises:
        NNPlayError: data that no page can show, or NiceGUI is not installed.
    """
    with needed():
        from nnplay.web.watch import Watched
    return Watched(session, 0, show=show)


@contextmanager
def needed() -> Iterator[None]:
    """Say how to get NiceGUI where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in PARTS:
            raise
        raise NNPlayError("The page in the browser needs NiceGUI: pip install 'nnplay[web]'.") from None
