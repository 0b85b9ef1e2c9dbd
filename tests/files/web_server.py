"""`nnplay web` in a process of its own, pages of the protocol without a browser, and pages of a real one."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from saved_runs import in_browser
from websockets.sync.client import connect

from nnplay.web.engine.frames import decode_frame

SECONDS = 60


class Server:
    """`nnplay web` on a free port, or on a given one.

    At the end of its `with` block it is killed, unless it has ended.
    """

    def __init__(self, *options: str, port: int = 0, python: str | None = None) -> None:
        words = ["-m", "nnplay", "web", "--no-open", "--port", str(port), *options]
        words = words if python is None else ["-c", python]
        command = [sys.executable, *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        found = re.search(r"http://\S+", self.line)
        if found is None:
            raise AssertionError(self.end(signal.SIGKILL)[2])
        self.address = found[0]
        self.port = int(re.search(r":(\d+)/", self.address)[1])

    def send(self, number: int) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self, number: int = signal.SIGINT) -> tuple[int, float, str]:
        """Ask for an end; exit code, seconds that it took, and standard error."""
        started = time.monotonic()
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, time.monotonic() - started, errors

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.returncode is None:
            self.end(signal.SIGKILL)  # it may be stopped


class Page:
    """A page without a browser: it speaks the protocol."""

    def __init__(self, port: int, visitor: str | None = None, page: str = "page", **options: Any) -> None:
        origin = options.pop("origin", f"http://127.0.0.1:{port}")
        self.socket = connect(f"ws://127.0.0.1:{port}/engine", origin=origin, max_size=None, legacy=True, **options)
        self.last = 0
        self.port, self.progress = port, list[Any]()
        self.connected = self.call("connect", visitor=visitor, page=page)["result"]
        self.visitor = self.connected["visitor"]

    def send(self, command: str, **fields: Any) -> int:
        """Send a command; its number."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "command": command, **fields}))
        return self.last

    def receive(self, id: int) -> Any:
        """The reply to a command, or the frame that was asked for."""
        while True:
            message = self.socket.recv(timeout=SECONDS)
            if isinstance(message, bytes):
                header, arrays = decode_frame(message)
                if header["id"] == id:
                    return header, arrays
                continue
            reply = json.loads(message)
            if reply.get("id") != id:
                continue
            if "progress" not in reply:
                return reply
            self.progress.append(reply["progress"])

    def call(self, command: str, **fields: Any) -> Any:
        """The reply to a command."""
        return self.receive(self.send(command, **fields))

    def frame(self, **show: Any) -> Any:
        """Header and arrays of a frame."""
        return self.receive(self.send("frame", show=show))

    def close(self) -> None:
        """Leave."""
        self.socket.close()

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Visit:
    """A page in a browser, and what went wrong on it."""

    def __init__(self, page: Any, server: Server) -> None:
        self.page, self.server = page, server
        self.address = f"http://127.0.0.1:{server.port}"
        self.loses = False  # whether it is to lose its connection
        self.mistakes: list[str] = []
        self.strangers: list[str] = []
        page.set_default_timeout(1000 * SECONDS)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and self.mistakes.append(message.text))
        page.on("request", lambda request: self.check(request.url))
        page.on("websocket", lambda socket: self.check(socket.url.replace("ws://", "http://")))

    def check(self, url: str) -> None:
        """Note an address that is not the server's."""
        if not url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(url)

    def wait(self, expression: str, seconds: float = 40) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(
            f"(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()"
        ):
            assert time.monotonic() < end, f"It did not happen: {expression}"
            self.page.wait_for_timeout(100)

    def open(self, query: str = "") -> Any:
        """Open the page and wait for its first picture."""
        self.page.goto(f"{self.address}/{query}")
        self.wait("document.querySelector('.surface canvas').width > 0 && document.querySelector('.epoch-number')")
        return self.page

    @property
    def epoch(self) -> int:
        """The epoch that the page shows."""
        return int(self.page.evaluate(EPOCH))

    def pause(self) -> int:
        """Press Pause, and wait until the server has answered; the page shows Play at once. The epoch."""
        self.page.get_by_role("button", name="Pause").click()
        self.wait("document.querySelector('[role=status].unseen').textContent.startsWith('Paused at epoch')")
        return self.epoch

    def wait_until_saved(self, epoch: int) -> None:
        """Wait until the browser keeps the run at this epoch."""
        until(lambda: in_browser(self.page.evaluate).epoch == epoch)


def until(condition: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Wait until something is so; what the condition said."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end, f"It did not happen: {condition}"
        time.sleep(0.05)
    return result


EPOCH = "Number(document.querySelector('.epoch-number').textContent.replace(/[^0-9]/g, ''))"
