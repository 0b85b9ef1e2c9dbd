"""What one visitor may ask of the server's engine, and what is not waited for."""

import asyncio
import threading
import time

import pytest

from nnplay.errors import NNPlayError
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import EVERYBODY
from nnplay.web.visitors import Visitors

SMALL = {"architecture": {"layers": [{"width": 3}]}, "recipe": {"data": "moons", "samples": 60, "epochs": 50}}
LARGE = {
    "architecture": {"layers": [{"width": 500}] * 30}, "recipe": {"data": "moons", "samples": 5000, "epochs": 50},
}  # fmt: skip
SLOW = {
    "architecture": {"layers": [{"width": 400}] * 4},
    "recipe": {"data": "moons", "samples": 5000, "epochs": 50, "batch_size": 1, "learning_rate": 1e-5},
}


@pytest.fixture
def host():
    engine = EngineHost()
    yield engine
    engine.close()


def configure(host, configuration):
    return host.answer({"command": "configure", "configuration": configuration})


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        (LARGE, "too large for this server"),
        (SMALL | {"recipe": {"data": "moons", "samples": 10**6}}, "at most 5,000"),
        (SMALL | {"recipe": {"data": "moons", "epochs": 10**6}}, "at most 100,000"),
        (SMALL | {"recipe": {"data": "/etc/passwd"}}, "There is no"),
        (SMALL | {"recipe": {"data": "iris", "test_data": "/etc/passwd"}}, "has no test_data"),
        (SMALL | {"formulas": [{"name": "f", "text": "x"}] * 9}, "at most 8 formulas"),
        (SMALL | {"formulas": [{"name": "f", "text": "__import__('os')"}]}, "__import__|position"),
        ({"architecture": 7}, "must be an object"), ([1], "must be an object"),
    ],
)  # fmt: skip
def test_what_is_too_large_or_not_allowed_changes_nothing(host, configuration, message):
    configure(host, SMALL)
    before = host.network()
    with pytest.raises(NNPlayError, match=message):
        configure(host, configuration)
    assert host.network() == before


def test_two_visitors_may_give_two_formulas_one_name():
    one, other = EngineHost(), EngineHost()
    for host, text in ((one, "x * 2"), (other, "max(0, x)")):
        configuration = SMALL | {"formulas": [{"name": "bump", "text": text}]}
        configuration["architecture"] = {"layers": [{"width": 3, "activation": "bump"}]}
        assert configure(host, configuration)["architecture"]["layers"][0]["activation"] == "bump"
    theta = [host.frame(1, {"point": {"x1": -2, "x2": 1}}) for host in (one, other)]
    assert theta[0] != theta[1]
    for host in (one, other):
        host.close()


def test_all_visitors_share_the_memory():
    async def meet():
        visitors = Visitors(EVERYBODY)
        visitors.memory = 1 << 20
        visitor, _ = await visitors._new()
        with pytest.raises(NNPlayError, match="wait until others have left"):
            configure(visitor.host, SMALL | {"recipe": {"data": "digits"}})
        assert visitor.host.session is None
        await visitors.close()

    asyncio.run(meet())


def test_a_long_step_ends_at_its_next_batch(host):
    configure(host, SLOW)
    stepping = threading.Thread(target=host.answer, args=({"command": "step"},))
    started = time.monotonic()
    stepping.start()
    time.sleep(0.3)
    host.interrupt()
    stepping.join()
    assert time.monotonic() - started < 5
    assert host.summary()["batches"] > 0
    assert host.answer({"command": "pause"})["playing"] is False


def test_nothing_is_drawn_that_nobody_asked_for(host):
    configure(host, SMALL)
    host.answer({"command": "play"})
    while host.summary()["playing"]:
        time.sleep(0.01)
    assert host._engine is None  # no picture was made
    assert host.summary()["epoch"] == 50


def test_it_rests_while_the_page_is_drawn(host):
    configure(host, SMALL | {"recipe": SMALL["recipe"] | {"epochs": 100_000}})
    host.answer({"command": "rest", "milliseconds": 1000})
    host.answer({"command": "play"})
    time.sleep(0.1)
    assert host.summary()["epoch"] == 0
    assert host.summary()["playing"]
    for milliseconds in (-1, 1e9, None, True, "1"):
        with pytest.raises(NNPlayError, match="0 to 1000"):
            host.answer({"command": "rest", "milliseconds": milliseconds})
    host.answer({"command": "rest", "milliseconds": 0})
    host.current.player.wait(0.1)
    assert host.summary()["epoch"] > 0


@pytest.mark.parametrize(
    ("changes", "status"), [({"learning_rate": 1e3}, "diverged"), ({"epochs": 5}, "finished")], ids=["diverged", "end"]
)  # fmt: skip
def test_the_last_change_that_is_told_says_how_the_run_ended(host, changes, status):
    told = []
    configure(
        host,
        {
            "architecture": {"layers": [{"width": 8, "activation": "relu"}]},
            "recipe": {"data": "plane", "epochs": 500} | changes,
        },
    )
    host.listeners.append(lambda: told.append(host.summary()))
    host.answer({"command": "play"})
    host.current.player.wait()
    assert told[-1]["status"] == status
    assert told[-1]["epoch"] == host.current.snapshot.epoch
