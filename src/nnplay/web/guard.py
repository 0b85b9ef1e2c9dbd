"""The guard before every route: who asks from another page or another name is refused, over HTTP and WebSocket."""

import contextlib
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from starlette.requests import cookie_parser

from nnplay.web.complaints import complain
from nnplay.web.headers import WithHeaders
from nnplay.web.message_rate import RateLimited

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "nnplay_token"
READING = ("GET", "HEAD")  # what may be asked anywhere
UPLOADS = "/upload/"  # below which something may be sent
REFUSED = "nnplay answers its own page only: open the address that `nnplay web` printed."
COOKIES = " Its cookie must be allowed."
CLOSED = "This page belongs to another address."


class Guard:
    """Lets a request pass when its Host is ours and its Origin, where it has one, is too.

    A WebSocket must have an Origin, and so must every request that asks for more than a look. What a browser asks for
    the sake of another site is refused too, even without an Origin, but for a link to the page itself.

    Args:
        app: what is guarded.
        host: where the server listens.
        port: the same.
        token: what a visitor must show, in the address the first time and in a cookie then; None for this machine.
        anywhere: whether the server listens at every address of this machine, whatever its name.
        once: what counts as the token in the first address that has it, and never again: for the browser that is
            opened here, since all users of a machine may read the words of a command.
    """

    def __init__(
        self, app: App, host: str, port: int, token: str | None = None, *, anywhere: bool = False, once: str = ""
    ) -> None:
        self.app, self.token, self.port, self.once = app, token, port, once
        self.anywhere = anywhere and token is not None
        names = {*LOCAL, f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()}
        self.hosts = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
        self.cookie = f"{COOKIE}_{port}"  # cookies do not tell ports apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket" and self.lets_in(scope) and _plain(scope):
            await self._pass(scope, RateLimited(receive), send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": CLOSED})
        elif scope["type"] == "http":
            await self._answer(scope, receive, WithHeaders(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if not self.lets_in(scope):
            await say(send, 403, REFUSED + (COOKIES if self.token else ""))
        elif not _plain(scope):
            await say(send, 404, "There is nothing at this address.")
        elif method not in READING and not (method == "POST" and path.startswith(UPLOADS)):
            await say(send, 405, f"Nothing here answers {method}.", allow="GET, HEAD")
        elif self.token is not None and _tokens_in_address(scope):
            self.once = "" if self._opens(scope) else self.once
            await say(send, 303, "", **{"location": _without(scope), "set-cookie": self._set()})
        else:
            await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer; what fails there is fields in a line."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            complain(error)
            if scope["type"] == "websocket":
                with contextlib.suppress(Exception):
                    await send({"type": "websocket.close", "code": 1011})

    def lets_in(self, scope: Scope) -> bool:
        """Whether Host, Origin and token are as they must be, and no other site is behind it."""
        hosts, origins = _all(scope, b"host"), _all(scope, b"origin")
        if len(hosts) != 1 or len(origins) > 1 or not self._ours(hosts[0].lower()):
            return False
        if origins and origins[0].lower() != f"http://{hosts[0].lower()}":
            return False
        if not origins and (scope["type"] == "websocket" or scope["method"] not in READING):
            return False
        if not _own_site(scope):
            return False
        return (
            self.token is None
            or self._opens(scope)
            or any(secrets.compare_digest(token, self.token.encode()) for token in self._tokens(scope))
        )

    def _opens(self, scope: Scope) -> bool:
        """Whether this is the browser that was opened here, with what it may say once."""
        may = self.once and scope["type"] == "http" and (scope["method"], scope["path"]) == ("GET", "/")
        return bool(may) and any(secrets.compare_digest(said, self.once.encode()) for said in _tokens_in_address(scope))

    def _ours(self, host: str) -> bool:
        return host in self.hosts or (self.anywhere and host.endswith(f":{self.port}"))

    def _tokens(self, scope: Scope) -> list[bytes]:
        """The tokens in the address and in the cookies."""
        tokens = _tokens_in_address(scope)
        for line in _all(scope, b"cookie"):
            jar = cookie_parser(line)  # one that cannot be read, such as another program's, hides no other
            tokens += [jar[self.cookie].encode()] if self.cookie in jar else []
        return tokens

    def _set(self) -> str:
        """The cookie; it comes along with a link from elsewhere, but with nothing else that another site asks for."""
        return f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Lax"


async def say(send: Send, status: int, sentence: str, **headers: str) -> None:
    """Answer with a sentence."""
    body = sentence.encode()
    fields = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    head = [(name.encode(), value.encode("latin-1")) for name, value in (fields | headers).items()]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def _own_site(scope: Scope) -> bool:
    """Whether a browser that says for whose sake it asks, asks for ours; a link elsewhere may lead to the page."""
    if all(site in ("same-origin", "none") for site in _all(scope, b"sec-fetch-site")):
        return True
    wanted = {b"sec-fetch-mode": "navigate", b"sec-fetch-dest": "document"}
    opened = all(_all(scope, name) == [value] for name, value in wanted.items())
    return opened and scope.get("path") == "/" and not _all(scope, b"sec-purpose")


def _plain(scope: Scope) -> bool:
    """Whether a path has nothing in it that none of ours has."""
    path = scope["path"]
    return path.startswith("/") and path.isprintable() and "\\" not in path and ".." not in path.split("/")


def _all(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]


def _tokens_in_address(scope: Scope) -> list[bytes]:
    """The tokens in the address."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return [token.encode() for token in query.get("token", [])]


def _without(scope: Scope) -> str:
    """The address of the page without a token."""
    parts = scope["query_string"].decode("latin-1").split("&")
    rest = "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) != "token")
    return f"/?{rest}" if rest else "/"
