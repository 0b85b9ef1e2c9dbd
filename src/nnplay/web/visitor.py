"""One visitor of the server: an engine of their own, their commands one after another, and the replies to them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.web.complaints import complain
from nnplay.web.engine.host import EngineHost
from nnplay.web.features.commands import JOBS, Features
from nnplay.web.features.job import Job
from nnplay.web.uploads import Uploads

MAX_WAITING = 200  # commands of a visitor that wait
MAX_REPLIES = 200  # that are kept for a page that lost its connection
MAX_REPLY_MEMORY = 4 << 20  # characters of them
LONG_SECONDS = 0.4  # that an epoch may take while the next command waits
CHANGING = frozenset(
    (
        "configure",
        "reset",
        "change",
        "edit",
        "fork",
        "play",
        "pause",
        "step",
        "stepBatch",
        "travel",
        "restore",
        "openRun",
    )
)  # commands after which there is something new to save
MISTAKE = "The server made a mistake; the command was not carried out."

Send = Callable[[dict[str, Any]], Awaitable[None]]
Command = Callable[[dict[str, Any]], dict[str, Any]]


class Visitor:
    """A visitor. It outlives the connection of its page, which may come back.

    Args:
        name: the secret with which its page comes back.
        host: its engine.
        lock: held while that engine works.
        features: what only a server can do.
        uploads: the files that visitors send.

    Attributes:
        send: sends a message to the page; None without a connection.
        last_seen: when it was last connected.
        page: which page it is, of those that know its name.
        on_change: called after a command that changes the run.
        save_seconds: how long it took to save the run.
    """

    def __init__(self, name: str, host: EngineHost, lock: asyncio.Lock, features: Features, uploads: Uploads) -> None:
        self.name, self.host, self.lock, self.features, self.uploads = name, host, lock, features, uploads
        self.send: Send | None = None
        self.last_seen = time.monotonic()
        self.job: Job | None = None
        self.was_playing = False
        self.saved_revision = -1
        self.page = ""
        self.on_change: Callable[[], None] = _ignore
        self.save_seconds = 0.0
        self._replies: OrderedDict[Any, dict[str, Any]] = OrderedDict()
        self._taken: set[Any] = set()
        self._waiting: deque[dict[str, Any]] = deque()
        self._wake = asyncio.Event()
        self._worker = asyncio.create_task(self._work(), name="nnplay-visitor")
        self._cancelled = 0  # how often long work was ended
        self._jobs: set[asyncio.Task[None]] = set()

    def begin_page(self, page: str) -> None:
        """A page that was loaded anew counts its commands from 1 again."""
        if page != self.page:
            self.page = page
            self._replies.clear()
            self._taken.clear()

    async def take(self, message: dict[str, Any]) -> bool:
        """Carry out a command when it is its turn, once, however often it is sent; False if too many wait."""
        id = message.get("id")
        if id in self._replies:
            await self.deliver(self._replies[id])
            return True
        if id in self._taken:
            return True
        if len(self._waiting) >= MAX_WAITING:
            return False
        self._taken.add(id)
        self._waiting.append(message)
        self._wake.set()
        if self.lock.locked():
            asyncio.get_running_loop().call_later(LONG_SECONDS, self._hurry, message)
        return True

    def _hurry(self, message: dict[str, Any]) -> None:
        if message in self._waiting:
            self.host.interrupt()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                message = self._waiting.popleft()
                if message.get("command") in JOBS:
                    self._start_job(message)
                else:
                    await self._reply(message["id"], await self._carry_out(message))
                    if message.get("command") in CHANGING:
                        self.on_change()

    async def _carry_out(self, message: dict[str, Any]) -> dict[str, Any]:
        """The reply to a command, without its number."""
        if message.get("command") == "cancel":
            self.cancel_job()
            return {"result": self.host.summary()}
        if message.get("command") == "read":
            return await self._read(message)
        own = self.features.command(message.get("command"))
        command = self.host.answer if own is None else partial(own, self.host)
        async with self.lock:
            return await asyncio.to_thread(attempt, command, message)

    async def _read(self, message: dict[str, Any]) -> dict[str, Any]:
        """The reply to `read`, for which the engine is not needed."""
        try:
            return {"result": await self.uploads.read(self.name, self.host, message)}
        except NNPlayError as error:
            return {"error": str(error)}
        except Exception as error:
            complain(error)
            return {"error": MISTAKE}

    def _start_job(self, message: dict[str, Any]) -> None:
        """Begin long work beside the run; one that is in progress ends."""
        self.cancel_job()
        task = asyncio.create_task(self._do_job(message, self._cancelled))
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _do_job(self, message: dict[str, Any], cancelled: int) -> None:
        id = message["id"]
        try:
            async with self.lock:
                job = self.job = await asyncio.to_thread(self.features.make_job, self.host, message)
        except NNPlayError as error:
            await self._reply(id, {"error": str(error)})
            return
        except Exception as error:
            complain(error)
            await self._reply(id, {"error": MISTAKE})
            return
        if self._cancelled != cancelled:  # while it was made
            job.cancel()
        running = asyncio.create_task(job.run())
        while not running.done():
            await asyncio.wait([running], timeout=Job.LOOK_SECONDS)
            if (progress := job.progress()) is not None and not running.done():
                await self.deliver({"id": id, "progress": progress})
        await self._reply(id, running.result())

    def cancel_job(self) -> None:
        """End the long work."""
        self._cancelled += 1
        if self.job is not None:
            self.job.cancel()

    async def _reply(self, id: Any, reply: dict[str, Any]) -> None:
        message = {"id": id, **reply}
        self._replies[id] = message
        self._taken.discard(id)
        while len(self._replies) > MAX_REPLIES:
            self._replies.popitem(last=False)
        await self.deliver(message)

    async def deliver(self, message: dict[str, Any]) -> None:
        """Send a message, if there is a page."""
        if self.send is not None:
            with contextlib.suppress(Exception):  # a page that has just gone comes back for it
                await self.send(message)

    async def rest(self) -> None:
        """Pause while nobody watches."""
        if self.host.lasting or self.host.session is None:
            return
        self.host.interrupt()
        async with self.lock:
            session = self.host.session
            self.was_playing = self.was_playing or session.playing
            await asyncio.to_thread(session.pause)

    async def resume(self) -> None:
        """Go on with what was playing before nobody watched."""
        if self.was_playing:
            self.was_playing = False
            async with self.lock:
                await asyncio.to_thread(attempt, self.host.answer, {"command": "play"})

    async def close(self) -> None:
        """End everything, and wait until it has ended."""
        self.cancel_job()
        self._worker.cancel()
        await asyncio.gather(self._worker, *self._jobs, return_exceptions=True)
        self.host.interrupt()
        async with self.lock:
            await asyncio.to_thread(self.host.close)


def _ignore() -> None:
    """What a visitor does whose run nobody saves."""


def attempt(command: Command, message: dict[str, Any]) -> dict[str, Any]:
    """The result of a command, or a sentence that says why there is none."""
    try:
        return {"result": command(message)}
    except NNPlayError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "Not enough memory: use a smaller network, or fewer rows."}
    except Exception as error:
        complain(error)
        return {"error": MISTAKE}
