"""Files that visitors send, in pieces, so that a lost connection loses nothing; a few are read at once, apart."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from nnplay.data.readers.sandbox import read_in_subprocess
from nnplay.errors import DataError, NNPlayError
from nnplay.web.engine.configuration import parse_recipe
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import VisitorLimits
from nnplay.web.engine.source_file import SourceFile
from nnplay.web.engine.tables import MAX_NAME, clean_file_name, table_key
from nnplay.web.visitor_store import VisitorStore

READERS = 2  # files that are read at once
MAX_UPLOADS = 12  # files that may be on their way
MAX_PIECE = 8 << 20  # bytes
PAUSE_SECONDS = 15.0  # that a piece may rest on its way
PIECE_SECONDS = 120.0  # that it may take
IDLE_SECONDS = 600.0  # after which a file of which no piece came is forgotten
CROWDED = "Many files are being sent just now: try again in a minute."
STOPPED = "The file stopped coming: send it again."
REPLACED = "Another file was opened, or nobody waits for this one."


class Upload:
    """A file on its way.

    Attributes:
        received: bytes so far.
    """

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size, self.received = name, size, 0
        self._folder: tempfile.TemporaryDirectory[str] | None = tempfile.TemporaryDirectory(prefix="nnplay-")
        self.path = Path(self._folder.name) / name
        self.path.touch()
        self.digest, self.stop, self.last_part_at = hashlib.sha256(), threading.Event(), time.monotonic()
        self.busy = False

    def add(self, content: bytes) -> None:
        """Add a part."""
        with self.path.open("ab") as file:
            file.write(content)
        self.digest.update(content)
        self.received += len(content)
        self.last_part_at = time.monotonic()

    def end(self) -> None:
        """Forget it."""
        self.stop.set()
        if self._folder is not None:
            self._folder.cleanup()

    def keep_folder(self) -> tempfile.TemporaryDirectory[str] | None:
        """The folder with the file, which from now on somebody else removes."""
        folder, self._folder = self._folder, None
        return folder


class Uploads:
    """The files that are on their way: one of each visitor."""

    def __init__(self, limits: VisitorLimits, store: VisitorStore | None) -> None:
        self.limits, self.store = limits, store
        self._readers = asyncio.Semaphore(READERS)
        self._by_visitor: dict[str, Upload] = {}

    async def take(self, request: Request, visitor: str, *, known: bool) -> Response:
        """Take a piece: ``POST /upload/VISITOR?name=NAME&size=BYTES&offset=BYTES``; the reply says what is there.

        Args:
            request: the piece.
            visitor: the name of the visitor.
            known: whether there is such a visitor.
        """
        if not known:
            return _reply(404, error="This page is not connected; load it again.")
        try:
            size, offset = (_count(request.query_params.get(key)) for key in ("size", "offset"))
            upload = self._upload(visitor, request.query_params.get("name", ""), size, offset)
        except NNPlayError as error:
            return _reply(422, error=str(error))
        if upload is None:
            return _reply(503, error=CROWDED)
        if upload.received != offset or upload.busy:
            return _reply(409, received=upload.received)
        upload.busy = True
        try:
            async with asyncio.timeout(PIECE_SECONDS):
                await _receive(request, upload)
        except TimeoutError:
            return _reply(408, error=STOPPED)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except NNPlayError as error:
            self.end(visitor)
            return _reply(413, error=str(error))
        finally:
            upload.busy = False
        return _reply(200, received=upload.received)

    def _upload(self, visitor: str, name: str, size: int, offset: int) -> Upload | None:
        """The file that a piece belongs to; None if too many are on their way.

        Raises:
            DataError: a file that is too large or none that can be read.
        """
        self._tidy()
        upload = self._by_visitor.get(visitor)
        if upload is not None and offset and (upload.size, upload.name) == (size, clean_file_name(name)):
            return upload
        limit = self.limits.upload
        if size > limit:
            raise DataError(f"{name[:MAX_NAME]!r} has more than {limit >> 20:,} MB, the limit here; send fewer rows.")
        clean = clean_file_name(name)
        self.end(visitor)
        if len(self._by_visitor) >= MAX_UPLOADS:
            return None
        upload = self._by_visitor[visitor] = Upload(clean, size)
        return upload

    def _tidy(self) -> None:
        for visitor, upload in list(self._by_visitor.items()):
            if time.monotonic() - upload.last_part_at > IDLE_SECONDS and not upload.busy:
                self.end(visitor)

    def end(self, visitor: str) -> None:
        """Forget what a visitor is sending."""
        if (upload := self._by_visitor.pop(visitor, None)) is not None:
            upload.end()

    async def read(self, visitor: str, host: EngineHost, message: dict[str, Any]) -> dict[str, Any]:
        """Read the file that a visitor has sent, or one that is in the message: the reply to `read`.

        Raises:
            NNPlayError: nothing was sent, or it is no good table.
        """
        settings, content = message.get("recipe"), message.get("bytes")
        if content is not None:
            self._take_content(visitor, message.get("name"), content)
        upload = self._by_visitor.get(visitor)
        if upload is None or upload.received != upload.size:
            raise NNPlayError(STOPPED)
        key = table_key(upload.name, upload.digest.hexdigest())
        recipe = parse_recipe({**settings, "data": None} if isinstance(settings, dict) else {}, host.limits)
        try:
            if key not in host.tables:
                host.check_memory(upload.size)
                async with self._readers:
                    if upload.stop.is_set():
                        raise DataError(REPLACED)
                    read = partial(read_in_subprocess, sheet=recipe.sheet, header=recipe.header)
                    table = await asyncio.to_thread(read, upload.path, host.limits.file, upload.stop)
                is_small = upload.size <= host.limits.source
                source = SourceFile(upload.path, host.limits.file, upload.keep_folder()) if is_small else None
                host.tables.add(key, table, source, (recipe.sheet, recipe.header))
                if self.store is not None:
                    await asyncio.to_thread(self.store.save_table, visitor, key, table)
        finally:
            if self._by_visitor.get(visitor) is upload:
                self.end(visitor)
        return await asyncio.to_thread(host.tables.describe, key, recipe)

    def _take_content(self, visitor: str, name: Any, content: Any) -> None:
        """Take a small file that is in a message."""
        try:
            parts = base64.b64decode(content, validate=True)
        except (TypeError, ValueError):
            raise DataError("The bytes of a file must be base64.") from None
        upload = self._upload(visitor, str(name), len(parts), 0)
        if upload is None:
            raise NNPlayError(CROWDED)
        upload.add(parts)


async def _receive(request: Request, upload: Upload) -> None:
    """Write what comes into the file.

    Raises:
        TimeoutError: it stopped coming.
        DataError: it is too much, or not wanted any more.
    """
    parts, piece = request.stream(), 0
    while (part := await asyncio.wait_for(anext(parts, None), PAUSE_SECONDS)) is not None:
        piece += len(part)
        if upload.stop.is_set():
            raise DataError(REPLACED)
        if upload.received + len(part) > upload.size or piece > MAX_PIECE:
            raise DataError("More was sent than was announced.")
        if part:
            upload.add(part)


def _count(text: str | None) -> int:
    if text is None or not text.isdecimal() or len(text) > 15:
        raise DataError("A piece of a file needs its offset and the size of the file.")
    return int(text)


def _reply(status: int, **content: Any) -> Response:
    """An answer; where not everything was taken, the connection ends with it."""
    return JSONResponse(content, status, None if status == 200 else {"connection": "close"})
