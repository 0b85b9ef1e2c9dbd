"""Lines to the server as strangers keep them: half a request, none at all, very many, and answers that nobody takes."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest
import uvicorn

from nnplay.web import connections
from nnplay.web.guard import Guard

pytestmark = pytest.mark.slow

OURS = b"Host: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
OPENING = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
    + b"A" * 22
    + b"==\r\n"
)


async def app(scope, receive, send):
    """Answers a look; a WebSocket is read, and what is sent to it is never taken in tests."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here" if scope["path"] == "/" else bytes(64 << 20)})


class SmallServer:
    """The same server in front of less, in this process."""

    def __init__(self):
        self.listening, self.opened_here = socket.create_server(("127.0.0.1", 0)), []
        self.port = self.listening.getsockname()[1]
        config = uvicorn.Config(
            Guard(app, "127.0.0.1", self.port), http=connections.HttpConnection,
            ws=connections.WebSocketConnection, lifespan="off", log_level="critical",
            ws_max_size=1000, ws_ping_interval=0.2, ws_ping_timeout=0.2, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def line(self, said=b""):
        there = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.opened_here.append(there)
        there.sendall(said)
        return there

    def request(self, path=b"/", more=b""):
        return b"GET " + path + b" HTTP/1.1\r\n" + OURS % (self.port, self.port) + more

    def opened(self):
        """A line that has become a WebSocket."""
        there = self.line(self.request(more=OPENING) + b"\r\n")
        assert b" 101 " in there.recv(1000)
        return there

    @property
    def count(self):
        return len(self.server.server_state.connections)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(connections, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 6)
    monkeypatch.setattr(connections, "MAX_REFUSED", 3)
    monkeypatch.setattr(connections, "MAX_UNREAD", 1 << 20)
    there = SmallServer()
    yield there
    for line in there.opened_here:
        line.close()
    there.server.should_exit = True
    there.thread.join(10)
    assert not there.thread.is_alive()
    there.listening.close()


def ended(line):
    """Whether a line is at its end soon, whatever it says before."""
    with contextlib.suppress(ConnectionError):
        while line.recv(1 << 20):
            pass
    return True


def until(true):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < 20
        time.sleep(0.05)


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_who_does_not_end_his_request_is_cut_off(small, said):
    assert ended(small.line(said))
    until(lambda: small.count == 0)


def test_a_trickle_does_not_keep_a_line(small):
    line, began = small.line(small.request()), time.monotonic()
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - began < 20:
            line.sendall(b"X: y\r\n")
            time.sleep(0.05)
    assert time.monotonic() - began < 20


def test_endless_headers_are_refused(small):
    line = small.line(small.request())
    with contextlib.suppress(ConnectionError):
        for _ in range(1000):
            line.sendall(b"X: " + b"y" * 1000 + b"\r\n")
    until(lambda: small.count == 0)


def test_a_target_with_another_host_in_it_is_no_path_of_ours(small):
    assert b" 404 " in small.line(small.request(b"http://evil.example/") + b"\r\n").recv(1000)


def test_an_answer_that_nobody_takes_is_left(small):
    line = small.line(small.request(b"/large") + b"\r\n")
    until(lambda: small.count == 1)
    until(lambda: small.count == 0)
    line.close()


def test_too_many_lines_are_told_so_and_more_are_cut(small):
    kept = [small.opened() for _ in range(6)]
    for more in (b"", OPENING):
        told = small.line(small.request(more=more) + b"\r\n")
        said = told.recv(1000)
        assert b" 503 " in said
        assert connections.FULL.encode() in said + told.recv(1000)
        told.close()
    for line in kept:
        line.close()
    until(lambda: small.count == 0)
    assert all(map(ended, [small.line() for _ in range(12)]))
    until(lambda: small.count == 0)
    assert b" 200 " in small.line(small.request() + b"\r\n").recv(1000)


def test_a_websocket_whose_other_end_is_silent_is_closed(small):
    line = small.opened()
    until(lambda: small.count == 0)
    assert ended(line)


def masked(kind, said):
    """A frame as browsers send it, with a mask of zeros."""
    length = bytes([0x80 | len(said)]) if len(said) < 126 else b"\xfe" + len(said).to_bytes(2, "big")
    return bytes([kind]) + length + bytes(4) + said


@pytest.mark.parametrize(
    "flood",
    [masked(0x89, b"p" * 100), masked(0x01, b"x") + masked(0x00, b"") * 500, masked(0x81, b"x" * 2000), b"\xff" * 50],
    ids=["pings", "pieces", "large", "no frame"],
)
def test_a_websocket_that_takes_nothing_or_says_too_much_is_closed(small, flood):
    """Pings whose answers nobody takes, a message in endless pieces, one that is too large, and what is no frame."""
    line = small.opened()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    began = time.monotonic()
    with contextlib.suppress(ConnectionError, TimeoutError):
        while time.monotonic() - began < 15:
            line.sendall(flood * 50)
    assert time.monotonic() - began < 15
    until(lambda: small.count == 0)


def test_the_server_says_what_there_is_no_room_for():
    said = []

    async def send(message):
        said.append(message)

    asyncio.run(connections.full({"type": "http"}, None, send))
    assert (said[0]["status"], said[1]["body"].decode()) == (503, connections.FULL)
