"""Visitors without browsers: what they leave behind, what they can do to one another, and what is made of nonsense."""

import asyncio
import http.client
import importlib.util
import json
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from web_pages import Served
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.slow
BENCH = Path(__file__).parents[2] / "benchmarks" / "visitors.py"
MOST = 26
SMALL = f"""
import atexit, gc, sys
from nnplay.cli import main
from nnplay.web import kit, rooms
rooms.MOST_VISITORS, kit.CONNECTED = {MOST}, 8.0
atexit.register(lambda: print("collected:", gc.isenabled(), file=sys.stderr))
sys.argv = ["nnplay", "web", "--no-open", "--port", "0"]
main()
"""
NONSENSE = (
    "", "9", "6", "2probe", "42", "42[]", "45{", '42["event"]', '42["event",1]', '42["event",{}]', '42["ack",{}]',
    '42["nonsense",{}]', '42["log",{"client_id":"x","level":"error","message":"\\u001b[31mstruck"}]',
    '51-["event",{"_placeholder":true,"num":0}]', "42" + "[" * 5000, '42["event",' + '{"a":' * 3000, "4" * 2000,
    b"\0\1",
)  # fmt: skip
ODD = (None, True, -1, 2**70, 1e308, "", "x" * 5000, "\0", [], {}, [[]] * 50, {"do": []}, {"do": "look", "row": 2**80})


@pytest.fixture(scope="module")
def visitors():
    spec = importlib.util.spec_from_file_location("visitors", BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def house():
    there = Served(python=SMALL)
    yield there
    code, _, said = there.end()
    assert code == 130
    assert "collected: True" in said  # of the visitors who have gone
    assert "struck" not in said  # nothing that a visitor says gets to the terminal
    assert len(said.splitlines()) < 60


def until(true, seconds=30):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.2)


def test_visitors_who_have_gone_leave_nothing_behind(visitors, house, tmp_path):
    """Neither threads nor open files, nor memory that grows from one crowd to the next."""
    taken = lambda: visitors.taken(house.process.pid)  # noqa: E731
    counted = {"there": 0, "visits": 0, "frames": 0}

    async def crowd():
        until = time.monotonic() + 5
        await asyncio.gather(*(visitors.visit(house.address, until, counted) for _ in range(10)))

    asyncio.run(crowd())  # what is loaded once is loaded
    until(lambda: taken()["files"] <= 26)
    time.sleep(6)  # what they had is given back
    first = taken()
    asyncio.run(crowd())
    until(lambda: taken()["files"] <= first["files"] and taken()["threads"] <= first["threads"] + 3)
    assert counted["visits"] == 20
    assert counted["frames"] >= 20
    assert [name for name in counted if "trouble" in name] == []
    until(lambda: taken()["MB"] <= first["MB"] + 25)


def test_nobody_acts_for_another(visitors, house):
    async def meet():
        one, other = [await visitors.Page(house.address).open() for _ in range(2)]
        play = next((int(k), e) for k, e in other.elements.items() if e.get("props", {}).get("id") == "play")
        told = {
            "id": play[0],
            "client_id": other.client,
            "listener_id": play[1]["events"][0]["listener_id"],
            "args": ["{}"],
        }
        await one.emit("event", told)
        await one.emit("ack", {"client_id": other.client, "next_message_id": 10**9})
        await one.emit("javascript_response", {"client_id": other.client, "request_id": "x", "result": 1})
        await asyncio.sleep(2)
        before = other.frame["playing"]
        await other.emit("event", told)
        await asyncio.sleep(2)
        found = before, other.frame["playing"], one.frame["playing"]
        await one.close()
        await other.close()
        return found

    assert asyncio.run(meet()) == (False, True, False)


def test_nonsense_hurts_nobody_else(visitors, house):
    origin = house.address.rstrip("/")

    async def talk():
        good = await visitors.Page(house.address).open()
        for asked in ({}, {"implicit_handshake": "true"}, {"client_id": good.client, "tab_id": 1, "document_id": 2}):
            query = urlencode({"EIO": 4, "transport": "websocket"} | asked)
            for said in NONSENSE:
                line = await connect(f"{origin.replace('http', 'ws')}/{visitors.SOCKET}?{query}", origin=origin)
                try:
                    await line.send("40")
                    await line.send(said)
                except Exception:
                    assert "client_id" not in asked or line.close_code
                await line.close()
        wire = next(e["props"]["options"]["wire"] for e in good.elements.values() if "wire" in visitors._options(e))
        for said in (
            "[" * 399,
            "{",
            "1" * 399,
            "x" * 500,
            '{"do": "focus", "value": [-1, 1e9]}',
            b"\0",
            "NaN",
            "x" * 2_000_000,
        ):
            line = await connect(origin.replace("http", "ws") + wire, origin=origin, max_size=None)
            await line.send(said)
            await line.close()
        for place, element in good.elements.items():
            for event in element.get("events", []):
                told = {"id": int(place), "client_id": good.client, "listener_id": event["listener_id"]}
                for odd in ODD:
                    await good.emit("event", told | {"args": [json.dumps(odd)]})
                await asyncio.sleep(0.15)
        before = good.frames
        another = await visitors.Page(house.address).open()
        await another.press("play")
        await asyncio.sleep(3)
        seen = another.frame["playing"], another.frames > 5, good.frames >= before
        await good.close()
        await another.close()
        return seen

    assert asyncio.run(talk()) == (True, True, True)


async def shout(line):
    """Say the same without end."""
    for k in range(10_000_000):
        await line.send('42["event",{"client_id":"x","id":1}]')
        if k % 100 == 0:
            await asyncio.sleep(0)


def test_a_flood_ends_the_line_of_who_floods_alone(visitors, house):
    async def flood():
        good, bad = [await visitors.Page(house.address).open() for _ in range(2)]
        await good.press("play")
        with pytest.raises(ConnectionClosed):
            await shout(bad.line)
        await bad.close()
        before = good.frames
        await asyncio.sleep(2)
        went_on = good.frames - before
        await good.close()
        return went_on

    assert asyncio.run(flood()) > 5


def test_a_full_house_says_so(house):
    """Pages that are asked for and never come count for a while only."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    statuses = []
    for _ in range(MOST + 5):
        line.request("GET", "/?lang=de")
        got = line.getresponse()
        said = got.read().decode()
        statuses.append(got.status)
    assert 3 <= statuses.count(503) <= 10
    assert said == "Der Server ist voll. In einer Minute noch einmal versuchen."
    assert got.getheader("Retry-After") == "60"
    for name in ("/nothing", "/_nicegui/nothing"):
        line.request("GET", name)
        got = line.getresponse()
        assert (got.status, "<" in got.read().decode()) == (404, False)

    def let_in():
        line.request("GET", "/")
        got = line.getresponse()
        got.read()
        return got.status == 200

    until(let_in)
    line.close()
