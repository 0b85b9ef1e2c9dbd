"""Many visitors of one server, without browsers: what it takes over time, and what is left when they have gone.

`nice python benchmarks/visitors.py --visitors 100 --seconds 600`: each opens a page over HTTP and two WebSockets, as a
browser does; he trains, pauses, changes settings, looks back, asks for pictures, and goes; another comes in his place.
Every so many seconds a line tells how many are there, and the server's memory, threads and open files.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import json
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import connect

from nnplay.web.frames import unpack

SOCKET = "_nicegui_ws/socket.io/"
ELEMENTS = re.compile(r"parseElements\(String\.raw`(.*?)`\)", re.DOTALL)
CLIENT = re.compile(r"'client_id': '([0-9a-f-]+)'")
QUERIES = ("", "?data=spiral&net=8:tanh;6:tanh", "?data=iris", "?data=plane&net=6:relu", "?data=xor&optimizer=adam",
           "?data=wine&net=16:relu;8:relu")  # fmt: skip


class Page:
    """A page of the playground as a browser has it, but for what is seen.

    Args:
        address: of the server.
        query: what stands behind it.
    """

    def __init__(self, address: str, query: str = "") -> None:
        self.address, self.query, self.frames = address, query, 0
        self.said: list[Any] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._sockets: list[Any] = []
        self._seen = asyncio.Event()

    async def open(self) -> Page:
        """Load it, open its sockets, and wait for the first picture."""
        text = await asyncio.to_thread(self._get)
        self.elements = json.loads(html.unescape(ELEMENTS.search(text)[1]))
        self.client = CLIENT.search(text)[1]
        origin = self.address.rstrip("/")
        asked = {
            "client_id": self.client, "next_message_id": 0, "implicit_handshake": "true", "EIO": 4,
            "transport": "websocket", "document_id": uuid.uuid4(), "tab_id": uuid.uuid4(),
        }  # fmt: skip
        there = origin.replace("http", "ws", 1)
        self.line = await connect(f"{there}/{SOCKET}?{urlencode(asked)}", origin=origin, max_size=None)
        self._sockets.append(self.line)
        await self.line.send("40")
        wire = next(e["props"]["options"]["wire"] for e in self.elements.values() if "wire" in _options(e))
        self.wire = await connect(there + wire, origin=origin, max_size=None)
        self._sockets.append(self.wire)
        await self.wire.send(json.dumps({"do": "next"}))
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._look())]
        await asyncio.wait_for(self._seen.wait(), 60)
        return self

    def _get(self) -> str:
        with urllib.request.urlopen(self.address + self.query, timeout=60) as got:
            text: str = got.read().decode()
        return text

    async def _listen(self) -> None:
        """Answer pings, and take notice of what is said."""
        with contextlib.suppress(Exception):
            async for text in self.line:
                if text == "2":
                    await self.line.send("3")
                elif str(text).startswith("42"):
                    self.said.append(json.loads(text[2:]))
                    if len(self.said) > 200:
                        told = {"client_id": self.client, "next_message_id": self.said[-1][1].get("_id", 0)}
                        await self.emit("ack", told)
                        del self.said[:150]

    async def _look(self) -> None:
        """Take each picture, and ask for the next."""
        with contextlib.suppress(Exception):
            async for frame in self.wire:
                self.newest = frame
                self.frames += 1
                self._seen.set()
                await self.wire.send(json.dumps({"do": "next"}))

    @property
    def frame(self) -> dict[str, Any]:
        """What the newest picture says in words."""
        header: dict[str, Any] = unpack(self.newest)[0]
        return header

    async def emit(self, name: str, told: Any) -> None:
        """Say something to the server."""
        await self.line.send(f"42{json.dumps([name, told])}")

    async def do(self, what: Any, *args: Any, **wanted: Any) -> None:
        """Have an event of the element with these properties."""
        for place, element in self.elements.items():
            if all(element.get("props", {}).get(name) == value for name, value in wanted.items()):
                event = next(event for event in element["events"] if event["type"] == what)
                told = {"id": int(place), "client_id": self.client, "listener_id": event["listener_id"]}
                await self.emit("event", told | {"args": [json.dumps(arg) for arg in args]})
                return
        raise LookupError(wanted)

    async def press(self, name: str) -> None:
        """Press a button."""
        await self.do("click", {}, id=name)

    async def ask(self, module: str, **told: Any) -> None:
        """Ask something of a part of the page."""
        await self.do("ask", told, module=f"/static/{module}.js")

    async def close(self) -> None:
        """Go away."""
        for task in self._tasks:
            task.cancel()
        for socket in self._sockets:
            await socket.close()


def _options(element: Any) -> Any:
    return element.get("props", {}).get("options", {})


async def play(page: Page, until: float) -> None:
    """What a visitor does until then: he mostly trains and looks."""
    seldom = (
        lambda: page.press("reset"), lambda: page.press("seed"), lambda: page.press("batch"),
        lambda: page.do("change", random.choice(("0.003", "0.03", "0.1")), name="rate"),
        lambda: page.do("change", random.choice(("relu", "tanh")), name="activation"),
        lambda: page.ask("network", do="neurons", layer=0, by=random.choice((1, -1))),
    )  # fmt: skip
    often = (
        lambda: page.press("play"), lambda: page.press("step"),
        lambda: page.ask("time", do="look", epoch=random.randrange(200)),
        lambda: page.wire.send(json.dumps({"do": "focus", "value": [0, random.randrange(4)]})),
    )  # fmt: skip
    await page.press("play")
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(left, random.uniform(1, 12)))
        await random.choice(often if random.random() < 0.75 else seldom)()


async def visit(address: str, until: float, counted: dict[str, int]) -> None:
    """Come, play and go, again and again."""
    while time.monotonic() < until:
        page = Page(address, random.choice(QUERIES))
        try:
            await page.open()
            counted["there"] += 1
            try:
                await play(page, min(until, time.monotonic() + random.uniform(30, 180)))
            finally:
                counted["there"] -= 1
        except Exception as error:
            told = f"trouble: {type(error).__name__} {error}"
            counted[told] = counted.get(told, 0) + 1
            await asyncio.sleep(2)
        finally:
            counted["visits"] += 1
            counted["frames"] += page.frames
            await page.close()


def taken(process: int) -> dict[str, int]:
    """Resident megabytes, threads and open files of a process, as Linux tells them."""
    status = Path(f"/proc/{process}/status").read_text()
    found = {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "Threads")}
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return {"MB": found["VmRSS"] >> 10, "threads": found["Threads"], "files": files}


async def crowd(address: str, process: int, visitors: int, seconds: float, every: float) -> None:
    """Have so many visitors for so long, until all have gone."""
    counted = {"there": 0, "visits": 0, "frames": 0}
    began = time.monotonic()
    print(f"before: {taken(process)}", flush=True)
    comers = []
    for k in range(visitors):  # they come within the first tenth
        comers.append(asyncio.create_task(visit(address, began + seconds, counted)))
        await asyncio.sleep(seconds / 10 / visitors if k else 0)
    while time.monotonic() < began + seconds:
        await asyncio.sleep(min(every, max(began + seconds - time.monotonic(), 0.1)))
        passed = time.monotonic() - began
        print(f"{passed:5.0f} s: {counted['there']} there, {counted['visits']} gone, {taken(process)}", flush=True)
    await asyncio.gather(*comers)
    await asyncio.sleep(20)  # those who went might have come back; then what they had is given back
    print(f"after: {taken(process)}; {counted}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--every", type=float, default=30.0)
    parser.add_argument("--waves", type=int, default=1, help="how often they come, and all go again")
    chosen = parser.parse_args()
    command = [sys.executable, "-m", "nnplay", "web", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        try:
            for _ in range(chosen.waves):
                asyncio.run(crowd(address, server.pid, chosen.visitors, chosen.seconds, chosen.every))
        finally:
            server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
