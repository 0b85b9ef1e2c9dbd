"""The files of the page over HTTP: the right types, compressed once, and not sent again while they are the same."""

import gzip
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from nnplay.web.built_page import is_built, with_built
from nnplay.web.static_site import INDEX, NOT_SERVED, SITE

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".png": "image/png",
    ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".webp": "image/webp", ".woff2": "font/woff2",
}  # fmt: skip
COMPRESSED = (".png", ".webp", ".woff2", ".gz")  # already
BINARY = "application/octet-stream"
SMALL = 400  # bytes that are not worth compressing
HEAD = "  </head>"


@dataclass(frozen=True)
class SiteFile:
    """A file as it is sent.

    Attributes:
        content: its bytes.
        compressed: the same with gzip; None if that is not worth it.
        type: its media type.
        tag: tells two versions apart.
    """

    content: bytes
    compressed: bytes | None
    type: str
    tag: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "SiteFile":
        """The file of that name with this content."""
        suffix = Path(name).suffix.lower()
        compressed = None
        if len(content) > SMALL and suffix not in COMPRESSED:
            compressed = gzip.compress(content, 6, mtime=0)
        return cls(content, compressed, TYPES.get(suffix, BINARY), hashlib.sha256(content).hexdigest()[:24])


class SiteFiles:
    """The files of the page; they are read when they are first asked for, and again when they change on the disk.

    Args:
        about: what the page is told of its server.
    """

    def __init__(self, about: dict[str, Any]) -> None:
        self._meta = f'    <meta name="nnplay-server" content="{html.escape(json.dumps(about))}">\n'
        self._files: dict[str, tuple[tuple[int, int], SiteFile]] = {}

    def respond(self, request: Request) -> Response:
        """Answer a request for a file."""
        file = self.file(str(request.path_params.get("path", "")) or INDEX)
        if file is None:
            return Response("There is nothing at this address.", 404, media_type="text/plain")
        accepts = "gzip" in request.headers.get("accept-encoding", "").lower()
        content = file.compressed if accepts and file.compressed is not None else None
        tag = f'"{file.tag}{"-gz" if content is not None else ""}"'
        headers = {
            "content-type": file.type, "etag": tag, "cache-control": "no-cache", "vary": "accept-encoding",
        }  # fmt: skip
        if tag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        if content is not None:
            headers["content-encoding"] = "gzip"
        return Response(content or file.content, headers=headers)

    def file(self, name: str) -> SiteFile | None:
        """The file of that name; None if there is none."""
        path = SITE / name
        parts = Path(name).parts
        if path.suffix in NOT_SERVED or any(part.startswith(".") or part in ("", "..") for part in parts):
            return None
        try:
            state = path.stat()
            version = state.st_mtime_ns, state.st_size
            saved = self._files.get(name)
            if saved is None or saved[0] != version:
                content = path.read_bytes()
                if name == INDEX:
                    content = with_built(content, SITE) if is_built(SITE) else content
                    content = content.replace(HEAD.encode(), (self._meta + HEAD).encode(), 1)
                saved = self._files[name] = version, SiteFile.of(name, content)
        except (OSError, ValueError):
            return None
        return saved[1]
