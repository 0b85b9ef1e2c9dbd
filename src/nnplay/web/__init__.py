"""The browser playground. `serve` opens it."""

from __future__ import annotations

from nnplay.errors import NNPlayError

PORT = 8321
PARTS = ("nicegui", "fastapi", "starlette", "uvicorn", "socketio", "engineio")


def serve(host: str = "127.0.0.1", port: int = PORT, *, show: bool = True) -> None:
    """Serve the page until Ctrl-C.

    Args:
        host: where to listen; another one than this machine's needs the token in the address that is printed.
        port: the same.
        show: open a browser.

    Raises:
        NNPlayError: a port that is taken, or NiceGUI is not installed.
    """
    try:
        from nnplay.web.server import run
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in PARTS:
            raise
        raise NNPlayError("The page in the browser needs NiceGUI: pip install 'nnplay[web]'.") from None
    run(host, port, show=show)
