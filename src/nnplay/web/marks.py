"""The marks on every answer: what a browser may do with it, and which scripts of the page are ours."""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
POLICY = b"content-security-policy"
MINE = {POLICY} | {name for name, _ in HEADERS} | {b"access-control-allow-origin", b"access-control-allow-credentials"}


def policy(nonce: str) -> str:
    """What a page may load and run: what comes from here, and the scripts in it that carry the nonce.

    A script that found its way into the page some other way, as an attribute say, is not run. NiceGUI makes functions
    of texts in the browser, so 'unsafe-eval' has to stay; and it sets styles in attributes.
    """
    return "; ".join(
        (
            "default-src 'none'", f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'", "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
            "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "manifest-src 'self'",
        )
    )  # fmt: skip


class Marked:
    """Sends an answer with our headers instead of others' of that name, and with a nonce in each script of a page.

    Args:
        scope: of the request.
        send: what it is sent with.
    """

    def __init__(
        self, scope: MutableMapping[str, Any], send: Callable[[MutableMapping[str, Any]], Awaitable[None]]
    ) -> None:
        self.send, self.nonce = send, secrets.token_urlsafe(16)
        self._head: MutableMapping[str, Any] | None = None
        self._page = b""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        """Send a part of the answer; a page waits until it is whole."""
        if message["type"] == "http.response.start":
            kept = [(name.lower(), value) for name, value in message.get("headers", []) if name.lower() not in MINE]
            head = {**message, "headers": [*kept, (POLICY, policy(self.nonce).encode()), *HEADERS]}
            if any(name == b"content-type" and value.startswith(b"text/html") for name, value in kept):
                self._head = head
                return
            await self.send(head)
        elif self._head is not None and message["type"] == "http.response.body":
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._head)
        else:
            await self.send(message)

    async def _send_page(self, head: MutableMapping[str, Any]) -> None:
        """Every script that stands in a page as it leaves is ours: what is anybody else's is not written as a tag."""
        page = self._page.replace(b"<script", f'<script nonce="{self.nonce}"'.encode())
        length = [(b"content-length", str(len(page)).encode())]
        kept = [(name, value) for name, value in head["headers"] if name != b"content-length"]
        await self.send({**head, "headers": kept + length})
        await self.send({"type": "http.response.body", "body": page})
