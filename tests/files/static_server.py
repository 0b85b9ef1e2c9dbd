"""Serve the page's folder as any web space would, for tests in a browser."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SITE = Path(__file__).parents[2] / "src" / "nnplay" / "web" / "site"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without saying so."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def serve(folder: Path = SITE) -> Iterator[str]:
    """The address of a folder that is served."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
