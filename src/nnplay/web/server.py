"""The server: a socket that is ours before anything is promised, the address in one line, and a quick end."""

import gc
import secrets
import socket
import sys
import tempfile
import threading
import warnings
import webbrowser
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TextIO

import uvicorn

from nnplay.errors import NNPlayError, NNPlayWarning
from nnplay.utils.versions import versions
from nnplay.web import memory
from nnplay.web.app import Address, make_app
from nnplay.web.connections import HttpConnection, WebSocketConnection
from nnplay.web.engine.limits import EVERYBODY, OWN_MACHINE
from nnplay.web.features.commands import Features
from nnplay.web.opening import opening
from nnplay.web.visitor_store import VisitorStore
from nnplay.web.visitors import Visitors

MAX_MESSAGE = 16 << 20  # bytes of a message of a page
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


@dataclass
class Serving:
    """A server that has its address.

    Attributes:
        listening: its socket.
        address: where it is, and who may come.
        local: whether only this machine can reach it.
        store: where runs are kept for a restart.
    """

    listening: socket.socket
    address: Address
    local: bool
    store: VisitorStore

    @classmethod
    def at(cls, host: str, port: int) -> "Serving":
        """Take an address.

        Raises:
            NNPlayError: an address where nobody can listen.
        """
        listening = bound(host, port)
        name, number = listening.getsockname()[:2]
        ip = ip_address(name.partition("%")[0])
        store, local = VisitorStore(number), ip.is_loopback
        try:
            store.open()
        except (OSError, RuntimeError):
            store = VisitorStore(number, Path(tempfile.mkdtemp(prefix="nnplay-")))
            store.open()
        token, once = (None, "") if local else (store.token(), secrets.token_urlsafe(16))
        return cls(listening, Address(host, number, token, once, ip.is_unspecified), local, store)

    @property
    def url(self) -> str:
        """The address of the page, without a secret."""
        host, anywhere = self.address.host, self.address.anywhere
        name = "127.0.0.1" if anywhere else f"[{host}]" if ":" in host and host[0] != "[" else host
        return f"http://{name}:{self.address.port}/"

    @property
    def shared_url(self) -> str | None:
        """The address that other machines open, with the secret; None for a server that they cannot reach."""
        if self.local:
            return None
        host = outward_address() if self.address.anywhere else None
        page = self.url if host is None else f"http://{host}:{self.address.port}/"
        return f"{page}?token={self.address.token}"

    def server(self, visitors: Visitors, *, show: bool, query: str = "") -> Server:
        """The server of these visitors.

        Args:
            visitors: who is there.
            show: open a browser.
            query: what the browser is to show.
        """
        about = {
            "engine": "engine", "upload": "upload", "local": self.local, "share": self.shared_url,
            "version": versions()["nnplay"],
        }  # fmt: skip
        config = uvicorn.Config(
            make_app(self.address, visitors, about), log_level="error", access_log=False,
            http=HttpConnection, ws=WebSocketConnection, lifespan="on", server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=PATIENCE, ws_max_size=MAX_MESSAGE, ws_per_message_deflate=False,
            ws_ping_interval=PING, ws_ping_timeout=PING,
        )  # fmt: skip
        server = Server(config)
        server.address = with_query(self.shared_url or self.url, query)
        secret = f"token={self.address.once}" if self.address.once else ""
        server.opened = with_query(with_query(self.url, secret), query) if show else ""
        return server


def run(host: str, port: int, *, show: bool, source: str | None = None, target: str | None = None) -> None:
    """Serve until Ctrl-C; the arguments are those of `nnplay.web.serve`.

    Raises:
        NNPlayError: an address where nobody can listen, or something that cannot be opened.
    """
    serving = Serving.at(host, port)
    with serving.listening:
        limits = OWN_MACHINE if serving.local else EVERYBODY
        first = opening(source, target, limits)
        visitors = Visitors(
            limits, serving.store, first.tables, features=Features(serving.local), prepare=first.prepare
        )
        warnings.simplefilter("ignore", NNPlayWarning)  # the page itself says them
        sys.setswitchinterval(SWITCH)
        serving.server(visitors, show=show, query=first.query).run([serving.listening])


def with_query(address: str, query: str) -> str:
    """An address with more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


def outward_address() -> str | None:
    """The address that this machine has for others in its network; None if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))  # nothing is sent
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if ip_address(address).is_loopback else address


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
