"""The visitors of the server: how many, how much memory they take together, who comes back, and who has to go."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from nnplay.data.readers.table import Table
from nnplay.errors import NNPlayError
from nnplay.web import memory
from nnplay.web.connection import TAKEN_OVER, Connection
from nnplay.web.engine import saved_state
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import VisitorLimits, is_kept
from nnplay.web.engine.player import TURNS
from nnplay.web.engine.tables import Tables
from nnplay.web.features.commands import Features
from nnplay.web.uploads import Uploads
from nnplay.web.visitor import Visitor
from nnplay.web.visitor_store import SECONDS, VisitorStore

MAX_VISITORS = 120
MAX_MEMORY = 4 << 30  # bytes that all visitors together may take, or half of what the machine has
AWAY_SECONDS = 2.0  # without a connection after which nobody is watching
LOOK_SECONDS = 3.0  # between two looks at who has gone for good, and two times that runs are saved
SHARE = 20  # times as long as saving takes, it is not done again
LONGEST_WAIT = 30.0  # seconds until what a command has changed is saved
TIDY_SECONDS = 60.0  # between two looks at the disk
UNLOADING_SECONDS, UNLOADING_LOOKS = 1.5, 15  # that a page that is loaded again may take to leave
MAX_REASONS = 500  # visitors who had to go, and of whom it is known why


class Visitors:
    """The visitors by their secret names.

    Args:
        limits: what each may ask for.
        store: where their runs are kept for a restart of the server; None keeps none.
        shared: tables that every visitor has.
        features: what this server can do besides the engine.
        prepare: gives a new visitor's engine something to begin with.
        watched: the engine of a run in the terminal, which every visitor sees.
    """

    def __init__(
        self,
        limits: VisitorLimits,
        store: VisitorStore | None = None,
        shared: Mapping[str, Table] | None = None,
        features: Features | None = None,
        prepare: Callable[[EngineHost], None] | None = None,
        watched: EngineHost | None = None,
    ) -> None:
        self.limits, self.store, self.shared, self.features = limits, store, dict(shared or {}), features or Features()
        self.watched, self.prepare = watched, prepare
        self._locks: WeakKeyDictionary[EngineHost, asyncio.Lock] = WeakKeyDictionary()
        self.by_name: dict[str, Visitor] = {}
        self.connections: dict[Visitor, Connection] = {}
        self.uploads = Uploads(limits, store)
        self.memory = min(MAX_MEMORY, installed_memory() // 2)
        self._drawing = asyncio.Semaphore(TURNS)
        self._reasons: OrderedDict[str, str] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsaved: set[Visitor] = set()
        self._entering = asyncio.Lock()

    # ── coming and going ──

    async def serve(self, socket: WebSocket) -> None:
        """Serve a connection until its page has gone."""
        connection = Connection(socket, self._enter, self._drawing)
        visitor = await connection.serve()
        if visitor is not None and self.connections.get(visitor) is connection:
            del self.connections[visitor]
            visitor.send, visitor.last_seen = None, time.monotonic()
            self._start(self._rest(visitor))

    async def take_piece(self, request: Request) -> Response:
        """Take a piece of a file."""
        name = str(request.path_params.get("visitor", ""))
        return await self.uploads.take(request, name, known=name in self.by_name)

    async def _enter(self, connection: Connection, name: str, page: str) -> tuple[Visitor, dict[str, Any]]:
        """The visitor of that name, or a new one; and the reply to `connect`.

        Raises:
            NNPlayError: there is no room.
        """
        async with self._entering:
            visitor, resumed = await self._find(name)
            if visitor is not None and await self._is_another(visitor, page):
                visitor, resumed = await self._copy(visitor)
            if visitor is None:
                visitor, resumed = await self._new()
        before = self.connections.get(visitor)
        self.connections[visitor] = connection
        if before is not None:
            await before.close(TAKEN_OVER, "The page has another connection.")
        visitor.begin_page(page)
        visitor.send, visitor.last_seen = connection.send, time.monotonic()
        await visitor.resume()
        async with visitor.lock:
            session = visitor.host.session
            summary = visitor.host.summary() if session is not None else {"revision": visitor.host.revision}
        return visitor, {
            **summary, "visitor": visitor.name, "resumed": resumed, "reason": self._reasons.pop(name, ""),
            "configuration": visitor.host.configuration if session is not None else None,
            "features": list(self.features.names),
        }  # fmt: skip

    async def _find(self, name: str) -> tuple[Visitor | None, bool]:
        """The visitor of that name, and whether its run is still there."""
        visitor = self.by_name.get(name)
        if visitor is not None:
            return visitor, visitor.host.session is not None
        content = self.store.load(name) if self.store is not None and name else None
        if content is None:
            return None, False
        visitor = await self._make(name)
        tables = await asyncio.to_thread(self.store.tables, name) if self.store is not None else {}
        for key, table in tables.items():
            with contextlib.suppress(NNPlayError):
                visitor.host.tables.add(key, table)
        visitor.was_playing = await self._unpack(visitor, content)
        return visitor, visitor.host.session is not None

    async def _is_another(self, visitor: Visitor, page: str) -> bool:
        """Whether another page has the visitor now, such as the tab of which this one is a copy."""
        if page == visitor.page:
            return False
        for _ in range(UNLOADING_LOOKS):  # a page that is loaded again leaves at the same moment
            if visitor not in self.connections:
                return False
            await asyncio.sleep(UNLOADING_SECONDS / UNLOADING_LOOKS)
        return True

    async def _copy(self, visitor: Visitor) -> tuple[Visitor, bool]:
        """Another visitor with the same run."""
        copy = await self._make()
        if copy.host is visitor.host or visitor.host.session is None:
            return copy, copy.host.session is not None
        copy.host.tables.add_all(visitor.host.tables)
        async with visitor.lock:
            content = await asyncio.to_thread(saved_state.pack, visitor.host)
        await self._unpack(copy, content)
        return copy, copy.host.session is not None

    async def _unpack(self, visitor: Visitor, content: bytes) -> bool:
        """Let a visitor continue a saved run; whether it was playing."""
        try:
            async with visitor.lock:
                return await asyncio.to_thread(saved_state.unpack, visitor.host, content)
        except NNPlayError as error:
            self._reasons[visitor.name] = str(error)
            return False

    async def _new(self) -> tuple[Visitor, bool]:
        """A new visitor, and whether there is something to begin with."""
        visitor = await self._make()
        if self.prepare is not None and visitor.host.session is None:
            async with visitor.lock:
                await asyncio.to_thread(self.prepare, visitor.host)
        return visitor, visitor.host.session is not None

    async def _make(self, name: str = "") -> Visitor:
        """A visitor with an engine; another who has gone makes room.

        Raises:
            NNPlayError: there is no room.
        """
        if len(self.by_name) >= MAX_VISITORS and not await self._make_room("This server had no room left."):
            raise NNPlayError("This server is full; try again in a minute, or use the page without a server.")
        host = self.watched
        if host is None:
            tables = Tables(self.shared, self.limits)
            host = EngineHost(tables, self.limits)
            tables.check_memory = host.check_memory = self.check_memory
        lock = self._locks.setdefault(host, asyncio.Lock())
        name = name or secrets.token_urlsafe(16)
        visitor = self.by_name[name] = Visitor(name, host, lock, self.features, self.uploads)
        if self.store is not None:
            visitor.on_change = lambda: self._start(self._save_soon(visitor))
        return visitor

    async def _make_room(self, reason: str) -> bool:
        """Let the visitor go who has been away for longest; whether there was one."""
        away = [visitor for visitor in self.by_name.values() if visitor not in self.connections]
        if not away:
            return False
        await self._forget(min(away, key=lambda visitor: visitor.last_seen), reason)
        return True

    async def _forget(self, visitor: Visitor, reason: str) -> None:
        self.by_name.pop(visitor.name, None)
        self._reasons[visitor.name] = reason
        while len(self._reasons) > MAX_REASONS:
            self._reasons.popitem(last=False)
        self.uploads.end(visitor.name)
        await visitor.close()
        if self.store is not None:
            await asyncio.to_thread(self.store.remove, visitor.name)
        await asyncio.to_thread(memory.give_back)

    async def _rest(self, visitor: Visitor) -> None:
        await asyncio.sleep(AWAY_SECONDS)
        if visitor not in self.connections and visitor.name in self.by_name:
            self.uploads.end(visitor.name)
            await visitor.rest()
            await self.save(visitor)

    def check_memory(self, need: int) -> None:
        """Refuse what would take more memory than there is for visitors. Thread-safe.

        Args:
            need: bytes.

        Raises:
            NNPlayError: too little is left.
        """
        taken = sum(visitor.host.bytes for visitor in list(self.by_name.values()))
        if taken + need > self.memory:
            raise NNPlayError(
                f"This needs {need >> 20:,} MB, and the visitors of this server have "
                f"{max(self.memory - taken, 0) >> 20:,} MB left; use less, or wait until others have left."
            )

    # ── half an hour ──

    async def look_after(self) -> None:
        """Save what was done, and forget who has been away for too long, from time to time."""
        tidied = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for visitor in list(self.by_name.values()):
                if visitor in self.connections:
                    await self.save(visitor)
                    await asyncio.sleep(min(SHARE * visitor.save_seconds, LONGEST_WAIT))
                elif time.monotonic() - visitor.last_seen > SECONDS:
                    await self._forget(visitor, "Nobody came back within half an hour.")
            if self.store is not None:
                self.store.touch()
                if time.monotonic() - tidied > TIDY_SECONDS:
                    tidied = time.monotonic()
                    await asyncio.to_thread(self.store.tidy)

    async def _save_soon(self, visitor: Visitor) -> None:
        """Save what a command has changed, so that even a server that is killed loses none of it."""
        if visitor in self._unsaved:
            return
        self._unsaved.add(visitor)
        await asyncio.sleep(min(SHARE * visitor.save_seconds, LONGEST_WAIT))
        self._unsaved.discard(visitor)
        if visitor.name in self.by_name:
            await self.save(visitor)

    async def save(self, visitor: Visitor) -> None:
        """Save a visitor's run on the disk, if it has changed."""
        host = visitor.host
        if self.store is None or host.session is None or host.lasting or host.revision == visitor.saved_revision:
            return
        if not is_kept(host.session.problem):
            return
        async with visitor.lock:
            visitor.saved_revision = host.revision
            started = time.monotonic()
            with contextlib.suppress(NNPlayError, OSError):
                content = await asyncio.to_thread(partial(saved_state.pack, host, playing=visitor.was_playing))
                await asyncio.to_thread(self.store.save, visitor.name, content)
            visitor.save_seconds = time.monotonic() - started

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Save and end everything, and wait until it has ended."""
        visitors = list(self.by_name.values())
        await asyncio.gather(*map(self._end, visitors), return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _end(self, visitor: Visitor) -> None:
        self.uploads.end(visitor.name)
        await visitor.rest()
        await self.save(visitor)
        await visitor.close()


def installed_memory() -> int:
    """Bytes of memory that this machine has; plenty where nobody can tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2 * MAX_MEMORY
