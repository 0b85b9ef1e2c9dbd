"""Who of a class is at which step of a lesson, for a teacher to watch.

Pupils take part of their own accord, under a name of their choice. There are no accounts, and nothing is stored: all of
this is in memory only, and a class is forgotten when the teacher ends it or has been away for a while.

Over one WebSocket, /class, as JSON:

    teacher   {"start": true} or {"watch": CODE, "key": KEY} → {"code", "key"}, then {"pupils": […]} at every change
              {"end": true}
    pupil     {"join": CODE, "name": NAME} → {"joined": NAME, "seat": SEAT}; with "seat" again after a lost connection
              {"at": {"lesson", "title", "step", "steps", "done"}} · {"leave": true}
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

MAX_CLASSES, MAX_PUPILS, MAX_TEACHERS = 20, 60, 5
MAX_NAME, MAX_TITLE, MAX_STEPS = 30, 120, 40
MAX_BYTES = 4096  # of a message
MESSAGE_SECONDS = 0.1  # between two messages of a connection, on average
ALONE_SECONDS = 2 * 3600.0  # without a teacher after which a class ends
AWAY_SECONDS = 600.0  # without a connection after which a pupil's seat is free
WRONG_SECONDS = 1.0  # before the answer to a wrong code
SEND_SECONDS = 0.25  # between two lists for a teacher
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words

GONE = "There is no class with this code, or it has ended."
FULL = "This class is full."
TOO_MANY = "Too many classes are open on this server."
UNCLEAR = "This message is not one of a class."


class ClassError(Exception):
    """A sentence for whoever asked."""


@dataclass
class Pupil:
    """Somebody who takes part.

    Attributes:
        name: chosen by them.
        at: lesson, title, step, steps and done steps, as the page says.
        last_message_at: when they were last connected.
        connections: how many pages of theirs are open.
    """

    name: str
    at: dict[str, Any] = field(default_factory=dict)
    last_message_at: float = 0.0
    connections: int = 0


@dataclass
class Class:
    """One class.

    Attributes:
        key: what a teacher must have.
        pupils: by their seat, which only they know.
        changed: set at every change, for the teachers who watch.
        teachers: how many watch.
        alone: since when nobody watches.
    """

    key: str
    pupils: dict[str, Pupil] = field(default_factory=dict)
    changed: set[asyncio.Event] = field(default_factory=set)
    teachers: int = 0
    alone: float = 0.0

    def change(self) -> None:
        """Tell the teachers."""
        for event in self.changed:
            event.set()


class Classroom:
    """All classes of a server."""

    def __init__(self) -> None:
        self.classes: dict[str, Class] = {}

    async def serve(self, socket: WebSocket) -> None:
        """Serve a teacher or a pupil until their page has gone."""
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            try:
                first = await _receive(socket)
                if "join" in first:
                    await self._pupil(socket, first)
                else:
                    await self._teacher(socket, first)
            except ClassError as error:
                await socket.send_json({"error": str(error)})
                await socket.close()

    # ── the teacher ──

    def start(self) -> tuple[str, Class]:
        """A new class and its code.

        Raises:
            ClassError: there are too many.
        """
        self._forget()
        if len(self.classes) >= MAX_CLASSES:
            raise ClassError(TOO_MANY)
        code = "".join(secrets.choice(LETTERS) for _ in range(6))
        self.classes[code] = Class(secrets.token_urlsafe(18), alone=time.monotonic())
        return code, self.classes[code]

    async def _teacher(self, socket: WebSocket, first: dict[str, Any]) -> None:
        if first.get("start") is True:
            code, room = self.start()
        else:
            code, room = await self._find(first.get("watch"))
            if not secrets.compare_digest(str(first.get("key")).encode(), room.key.encode()):
                await asyncio.sleep(WRONG_SECONDS)
                raise ClassError(GONE)
        if room.teachers >= MAX_TEACHERS:
            raise ClassError(FULL)
        event = asyncio.Event()
        event.set()
        room.changed.add(event)
        room.teachers += 1
        try:
            await socket.send_json({"code": code, "key": room.key})
            sending = asyncio.create_task(self._send_lists(socket, code, room, event))
            try:
                while (await _receive(socket)).get("end") is not True:
                    pass
                self.classes.pop(code, None)
                room.change()
            finally:
                sending.cancel()
        finally:
            room.teachers -= 1
            room.alone = time.monotonic()
            room.changed.discard(event)

    async def _send_lists(self, socket: WebSocket, code: str, room: Class, event: asyncio.Event) -> None:
        while self.classes.get(code) is room:
            await event.wait()
            event.clear()
            await socket.send_json({"pupils": listing(room)})
            await asyncio.sleep(SEND_SECONDS)

    # ── the pupils ──

    async def _pupil(self, socket: WebSocket, first: dict[str, Any]) -> None:
        code, room = await self._find(first["join"])
        seat, pupil = take_seat(room, first)
        pupil.connections += 1
        try:
            await socket.send_json({"joined": pupil.name, "seat": seat})
            room.change()
            while True:
                message = await _receive(socket)
                if self.classes.get(code) is not room:
                    raise ClassError(GONE)
                if message.get("leave") is True:
                    room.pupils.pop(seat, None)
                    break
                pupil.at = position(message.get("at"))
                room.change()
        finally:
            pupil.connections -= 1
            pupil.last_message_at = time.monotonic()
            room.change()

    async def _find(self, code: Any) -> tuple[str, Class]:
        self._forget()
        room = self.classes.get(code.upper()) if isinstance(code, str) else None
        if room is None:
            await asyncio.sleep(WRONG_SECONDS)  # so that codes cannot be tried out
            raise ClassError(GONE)
        return str(code).upper(), room

    def _forget(self) -> None:
        """Forget classes whose teacher is away for good."""
        now = time.monotonic()
        for code, room in list(self.classes.items()):
            if not room.teachers and now - room.alone > ALONE_SECONDS:
                del self.classes[code]


def take_seat(room: Class, first: dict[str, Any]) -> tuple[str, Pupil]:
    """A seat for a pupil: the one they had, or a new one.

    Raises:
        ClassError: no name, or no seat left.
    """
    seat = first.get("seat")
    if isinstance(seat, str) and seat in room.pupils:
        return seat, room.pupils[seat]
    now = time.monotonic()
    for old, pupil in list(room.pupils.items()):
        if not pupil.connections and now - pupil.last_message_at > AWAY_SECONDS:
            del room.pupils[old]
    if len(room.pupils) >= MAX_PUPILS:
        raise ClassError(FULL)
    name = clean(first.get("name"), MAX_NAME)
    if not name:
        raise ClassError("Choose a name for your teacher to see.")
    taken = {pupil.name for pupil in room.pupils.values()}
    free = next(each for each in (name, *(f"{name} {k}" for k in range(2, MAX_PUPILS + 2))) if each not in taken)
    seat = secrets.token_urlsafe(12)
    room.pupils[seat] = Pupil(free, last_message_at=now)
    return seat, room.pupils[seat]


def position(message: Any) -> dict[str, Any]:
    """Where a pupil is, as their page says.

    Raises:
        ClassError: it says something else.
    """
    match message:
        case {"lesson": str(lesson), "title": str(title), "step": int(step), "steps": int(steps), "done": list(done)}:
            within = 0 <= step <= steps <= MAX_STEPS and len(done) <= MAX_STEPS
            if within and all(isinstance(each, int) and 0 <= each < MAX_STEPS for each in done):
                return {"lesson": clean(lesson, 60), "title": clean(title, MAX_TITLE), "step": step, "steps": steps,
                        "done": sorted(set(done))}  # fmt: skip
    raise ClassError(UNCLEAR)


def listing(room: Class) -> list[dict[str, Any]]:
    """The pupils by name, as a teacher sees them."""
    pupils = sorted(room.pupils.values(), key=lambda pupil: pupil.name.casefold())
    return [{"name": pupil.name, "away": not pupil.connections, **pupil.at} for pupil in pupils]


def clean(text: Any, max_length: int) -> str:
    """Text without what does not print, in one line."""
    if not isinstance(text, str):
        return ""
    printing = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text[: 4 * max_length])
    return " ".join(printing.split())[:max_length]


async def _receive(socket: WebSocket) -> dict[str, Any]:
    """The next message, not sooner than is decent.

    Raises:
        ClassError: it is none of a class.
    """
    text = await socket.receive_text()
    await asyncio.sleep(MESSAGE_SECONDS)
    if len(text) > MAX_BYTES:
        raise ClassError(UNCLEAR)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ClassError(UNCLEAR) from None
    if not isinstance(message, dict):
        raise ClassError(UNCLEAR)
    return message
