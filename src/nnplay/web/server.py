"""The server: a socket that is ours before anything is promised, the address in one line, and a quick end."""

import gc
import secrets
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import Callable
from ipaddress import ip_address
from typing import TextIO

import uvicorn

from nnplay.data.readers.table import Table
from nnplay.errors import DivergenceWarning, NNPlayError
from nnplay.web import memory
from nnplay.web.app import make
from nnplay.web.lines import Line, Socket
from nnplay.web.settings import Settings
from nnplay.web.visitor import Visitor

PING = 20.0  # seconds between two questions whether a page is still there, and until it must have answered
SWITCH = 0.001  # seconds that a thread of a training keeps the interpreter from the one that answers
PATIENCE = 1  # seconds that open pages have when the server ends


class Server(uvicorn.Server):
    """Tells its address as soon as it answers, and opens it in a browser, if it is to be `opened`."""

    address = opened = ""
    out: TextIO = sys.stdout

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        gc.freeze()  # what has been loaded stays
        gc.enable()  # the command line does without while it starts; visitors who have gone are garbage
        memory.few_heaps()
        self.out.write(f"nnplay plays at {self.address} (Ctrl-C ends it)\n")
        self.out.flush()
        if self.opened:
            threading.Thread(target=webbrowser.open, args=(self.opened,), daemon=True).start()


def run(host: str, port: int, *, show: bool, first: Settings, shared: dict[str, Table]) -> None:
    """Serve until Ctrl-C: the first settings, and tables that every visitor finds.

    Raises:
        NNPlayError: an address that cannot be listened at.
    """
    listening, server = serving(host, port, show=show)(first, shared, None)
    warnings.simplefilter("ignore", DivergenceWarning)  # the page itself tells of it
    sys.setswitchinterval(SWITCH)
    with listening:
        server.run([listening])


def serving(host: str, port: int, *, show: bool) -> Callable[..., tuple[socket.socket, Server]]:
    """Take an address; what it returns makes the server of an app there.

    Raises:
        NNPlayError: an address that cannot be listened at.
    """
    listening = bound(host, port)
    address, port = listening.getsockname()[:2]
    at = ip_address(address.partition("%")[0])
    token, once = (None, "") if at.is_loopback else (secrets.token_urlsafe(16), secrets.token_urlsafe(16))
    anywhere = at.is_unspecified

    def made(first: Settings, shared: dict[str, Table], watched: Visitor | None) -> tuple[socket.socket, Server]:
        app = make(host, port, token, first, shared, watched, anywhere=anywhere, once=once)
        config = uvicorn.Config(
            app, log_level="error", access_log=False,
            http=Line, ws=Socket, lifespan="on", server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=PATIENCE, ws_max_size=1 << 20, ws_per_message_deflate=False,
            ws_ping_interval=PING, ws_ping_timeout=PING,
        )  # fmt: skip
        server = Server(config)
        name = "127.0.0.1" if anywhere else f"[{host}]" if ":" in host and host[0] != "[" else host
        page = f"http://{name}:{port}/"
        server.address = page + (f"?token={token}" if token else "")
        server.opened = (page + (f"?token={once}" if token else "")) if show else ""
        return listening, server

    return made


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there."""
    name = host.strip("[]")
    try:
        family = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        raise NNPlayError(
            f"{host!r} is not an address of this machine; leave out --host, or use another one."
        ) from None
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((name, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise NNPlayError(
            f"nnplay cannot listen at {host}, port {port} ({(error.strerror or str(error)).lower()}): "
            "choose another with --port."
        ) from None
    return listening
