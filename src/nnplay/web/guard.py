"""The guard before every route: who asks from another page or another name is refused, over HTTP and WebSocket."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = ("0.0.0.0", "::", "[::]")
COOKIE = "nnplay_token"
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'", "base-uri 'none'",
        "form-action 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
    )
)  # fmt: skip
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
MINE = {name for name, _ in HEADERS} | {b"access-control-allow-origin", b"access-control-allow-credentials"}


class Guard:
    """Lets a request pass when its Host is ours and its Origin, where it has one, is too.

    A WebSocket must have an Origin, and so must every request that asks for more than a look.

    Args:
        app: what is guarded.
        host: where the server listens.
        port: the same.
        token: what a visitor must show, in the address the first time and in a cookie then; None for this machine.
    """

    def __init__(self, app: App, host: str, port: int, token: str | None = None) -> None:
        self.app, self.token, self.port = app, token, port
        self.anywhere = host in EVERYWHERE
        names = {*LOCAL, f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()}
        self.hosts = {f"{name}:{port}" for name in names} | (names if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] in ("http", "websocket") and self.lets_in(scope):
            await self.app(scope, receive, self._marked(scope, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "This page belongs to another address."})
        else:
            body = b"nnplay answers its own page only: open the address that `nnplay web` printed."
            head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 403, "headers": [*head, *HEADERS]})
            await send({"type": "http.response.body", "body": body})

    def lets_in(self, scope: Scope) -> bool:
        """Whether Host, Origin and token are as they must be."""
        hosts, origins = _all(scope, b"host"), _all(scope, b"origin")
        if len(hosts) != 1 or len(origins) > 1 or not self._ours(hosts[0].lower()):
            return False
        if origins and origins[0].lower() != f"http://{hosts[0].lower()}":
            return False
        if not origins and (scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")):
            return False
        return self.token is None or any(secrets.compare_digest(shown, self.token.encode()) for shown in _shown(scope))

    def _ours(self, host: str) -> bool:
        return host in self.hosts or (self.anywhere and self.token is not None and host.endswith(f":{self.port}"))

    def _marked(self, scope: Scope, send: Send) -> Send:
        """The same answers with the headers of the guard instead of others' of that name, and the cookie."""

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in MINE]
                message["headers"] = [*kept, *HEADERS, *self._cookie(scope)]
            await send(message)

        return marked

    def _cookie(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        if self.token is None or not _asked(scope):
            return []
        return [(b"set-cookie", f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict".encode())]


def _all(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted]


def _asked(scope: Scope) -> list[bytes]:
    """The tokens in the address."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return [token.encode() for token in query.get("token", [])]


def _shown(scope: Scope) -> list[bytes]:
    """The tokens in the address and in the cookies."""
    found = _asked(scope)
    for line in _all(scope, b"cookie"):
        try:
            jar = SimpleCookie(line)
        except CookieError:
            continue
        found += [jar[COOKIE].value.encode()] if COOKIE in jar else []
    return found
