"""What visitors send: one file of each at a time, a few of all are read at once, and nobody waits for who has gone."""

import asyncio
import tempfile
import threading
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from nnplay.errors import DataError, NNPlayError
from nnplay.web.own import MOST_BYTES, clean, too_large
from nnplay.web.visitor import Visitor

READERS = 2  # files that are read at once
COMING = 12  # files that may be on their way or wait
PAUSE = 15.0  # seconds that a file may rest on its way
MOST_SECONDS = 600.0  # that it may take to come
LOOK = 0.2  # seconds between two looks whether it is still wanted
CROWD = "Many files are being sent just now: try again in a minute."
STOPPED = "The file stopped coming: send it again."
LEFT = "Another file was brought, or nobody waits for this one."


class Uploads:
    """The files that are on their way, and those that are read."""

    def __init__(self) -> None:
        self._readers = asyncio.Semaphore(READERS)
        self._under_way: dict[Visitor, threading.Event] = {}
        self._count = 0

    async def take(self, request: Request, visitor: Visitor, name: str) -> Response:
        """Take a file; one that the visitor has sent before is left, if it is still under way."""
        self.end(visitor)
        if self._count >= COMING:
            return _told(CROWD, 503)
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or len(declared) > 15 or int(declared) > MOST_BYTES:
            return _told(too_large(name), 413)
        stop = self._under_way[visitor] = threading.Event()
        self._count += 1
        try:
            with tempfile.TemporaryDirectory(prefix="nnplay-") as folder:
                path = Path(folder) / clean(name)
                async with asyncio.timeout(MOST_SECONDS):
                    if not await written(request, path, stop):
                        return _told(too_large(path.name), 413)
                return JSONResponse({"name": await self._read(request, visitor, path, stop)})
        except NNPlayError as error:
            return JSONResponse({"trouble": str(error)}, 422)
        except TimeoutError:
            return _told(STOPPED, 408)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        finally:
            self._count -= 1
            if self._under_way.get(visitor) is stop:
                del self._under_way[visitor]

    def end(self, visitor: Visitor) -> None:
        """Leave what a visitor has sent."""
        if visitor in self._under_way:
            self._under_way.pop(visitor).set()

    async def _read(self, request: Request, visitor: Visitor, path: Path, stop: threading.Event) -> str:
        """Have a file read when it is its turn, and killed when nobody waits for it any more."""
        gone = asyncio.create_task(_gone(request))
        gone.add_done_callback(lambda _: stop.set())
        try:
            await self._turn(stop)
            try:
                return await asyncio.to_thread(visitor.own.read, path, stop)
            finally:
                self._readers.release()
        finally:
            gone.cancel()

    async def _turn(self, stop: threading.Event) -> None:
        """Wait for a turn.

        Raises:
            DataError: it is not wanted any more.
        """
        while not stop.is_set():
            try:
                await asyncio.wait_for(self._readers.acquire(), LOOK)
            except TimeoutError:
                continue
            return
        raise DataError(LEFT)


async def _gone(request: Request) -> None:
    """Wait until nobody waits for the answer."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def written(request: Request, path: Path, stop: threading.Event) -> bool:
    """Write what is sent into a file as it comes; False where it is more than a page takes.

    Raises:
        TimeoutError: it stopped coming.
        DataError: it is not wanted any more.
    """
    taken, parts = 0, request.stream()
    with path.open("wb") as file:
        while (part := await asyncio.wait_for(anext(parts, None), PAUSE)) is not None:
            taken += len(part)
            if stop.is_set():
                raise DataError(LEFT)
            if taken > MOST_BYTES:
                return False
            file.write(part)
    return True


def _told(sentence: str, status: int) -> Response:
    """An answer before everything was taken; the line ends with it."""
    return JSONResponse({"trouble": sentence}, status, {"connection": "close"})
