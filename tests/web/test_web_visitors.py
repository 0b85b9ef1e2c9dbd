"""Many visitors, and such as talk nonsense: what they leave behind, and what they can do to one another."""

import json
import random
import time
from pathlib import Path

import pytest
from web_server import Page, Server, until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from nnplay.web.engine.host import COMMANDS

pytestmark = pytest.mark.slow

MAX = 12
SMALL = f"""
import sys
from nnplay.cli import main
from nnplay.web import visitors
visitors.MAX_VISITORS = {MAX}
visitors.AWAY_SECONDS = 0.2
sys.argv = ["nnplay", "web", "--no-open", "--port", "0"]
main()
"""
CONFIGURATION = {
    "architecture": {"layers": [{"width": 6, "activation": "tanh"}]},
    "recipe": {"data": "spiral", "epochs": 100_000, "samples": 100},
}
ODD = (None, True, -1, 2**70, 1e308, "", "x" * 5000, "\0", [], {}, [[]] * 50, {"x": []}, 10**400, "../../etc/passwd")
FIELDS = (
    "configuration", "settings", "layer", "index", "value", "epoch", "epochsPerSecond", "recipe", "show", "table",
    "state", "name", "bytes", "networks", "seeds", "epochs", "fair", "to", "run", "finding", "trials",
)  # fmt: skip
SHOWS = ("after", "history", "surface", "neurons", "point", "predictions", "gradient", "activations", "weights")


@pytest.fixture(scope="module")
def small():
    with Server(python=SMALL) as running:
        yield running
        code, _, said = running.end()
    assert code == 130
    assert "Traceback" not in said
    assert "passwd" not in said  # nothing that a visitor says gets to the terminal
    assert len(said.splitlines()) < 60


def taken(server):
    """Threads, open files and megabytes of a server."""
    process = Path(f"/proc/{server.process.pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return {"threads": int(status["Threads"]), "files": len(list((process / "fd").iterdir())),
            "MB": int(status["VmRSS"].split()[0]) >> 10}  # fmt: skip


def test_when_it_is_full_the_oldest_who_have_gone_make_room_and_are_told(small):
    first = Page(small.port)
    first.call("configure", configuration=CONFIGURATION)
    first.close()
    pages = [Page(small.port) for _ in range(MAX)]
    again = connect(f"ws://127.0.0.1:{small.port}/engine", origin=f"http://127.0.0.1:{small.port}", legacy=True)
    again.send(json.dumps({"id": 1, "command": "connect", "visitor": first.visitor, "page": "a"}))
    assert "full" in json.loads(again.recv())["error"]
    pages[0].close()
    time.sleep(0.5)
    with Page(small.port, first.visitor) as back:
        assert not back.connected["resumed"]
        assert "no room" in back.connected["reason"]
    for page in pages:
        page.close()


def test_visitors_leave_nothing_behind(small):
    def crowd():
        pages = [Page(small.port) for _ in range(8)]
        for page in pages:
            page.call("configure", configuration=CONFIGURATION)
            page.call("pace", epochsPerSecond=100)
            page.call("play")
        for page in pages:
            revision = -1
            for _ in range(5):
                revision = page.frame(after=revision, weights=True)[0]["revision"]
        for page in pages:
            page.close()

    def still():
        before = taken(small)
        time.sleep(1)
        return taken(small) == before

    def has_gone_back():
        after = taken(small)
        threads = after["threads"] <= first["threads"] + MAX  # at most one for each visitor that is kept
        return threads and after["files"] <= first["files"] + 10 and after["MB"] <= first["MB"] + 60

    crowd()
    until(still)
    first = taken(small)
    for _ in range(3):
        crowd()
    until(has_gone_back)


def test_nonsense_gets_a_sentence_and_hurts_nobody(small):
    chance = random.Random(0)
    with Page(small.port) as good, Page(small.port) as bad:
        good.call("configure", configuration=CONFIGURATION)
        bad.call("configure", configuration=CONFIGURATION)
        commands = [*COMMANDS, "save", "restore", "read", "openRun", "tryFix", "export", "compare", "nothing", None]
        for _ in range(300):
            command = chance.choice(commands)
            fields = {name: chance.choice(ODD) for name in FIELDS if chance.random() < 0.4}
            if isinstance(fields.get("show"), dict) or chance.random() < 0.2:
                show = {name: chance.choice(ODD) for name in SHOWS if chance.random() < 0.4} | {"after": -1}
                reply = bad.call("frame", show=show)
                assert isinstance(reply, tuple) or len(reply["error"]) < 500
                continue
            reply = bad.call(command, **fields)
            assert set(reply) == {"id", "result"} or len(reply["error"]) < 500, (command, fields, reply)
        assert good.call("step")["result"]["epoch"] == 1


def test_a_visitor_cannot_act_for_another(small):
    with Page(small.port) as one, Page(small.port) as other:
        assert one.visitor != other.visitor
        one.call("configure", configuration=CONFIGURATION)
        assert "configure one first" in other.call("step")["error"]
        with Page(small.port, "guessed", page="x") as guess:
            assert guess.visitor not in (one.visitor, other.visitor, "guessed")


def test_who_floods_is_cut_off(small):
    page = Page(small.port)

    def flood():
        for id in range(5000):
            page.socket.send(json.dumps({"id": id + 2, "command": "network"}))
        while True:
            page.socket.recv(timeout=10)

    with pytest.raises(ConnectionClosed):
        flood()
    with Page(small.port, page.visitor) as again:
        assert again.visitor == page.visitor
