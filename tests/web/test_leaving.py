"""Whoever goes leaves nothing under way, even in the middle of a long epoch; before, he takes his share alone."""

import asyncio
import threading
import time
import weakref
from dataclasses import replace

import pytest

from nnplay.errors import NNPlayError
from nnplay.runs.time_travel import fork_session
from nnplay.training.state_history import StateHistory
from nnplay.web import aside, memory, rooms
from nnplay.web.link import page_of
from nnplay.web.page.doctor import diagnosed
from nnplay.web.page.inside import certified
from nnplay.web.rooms import Rooms
from nnplay.web.settings import FIRST
from nnplay.web.visitor import Visitor, fits

pytestmark = pytest.mark.slow
LONG = "samples=5000&batch_size=1&test_fraction=0.1&learning_rate=0.00001&speed=full&net=" + ";".join(["500:tanh"] * 15)
# an epoch of it takes twelve seconds where nothing else is done
SOON = 10.0  # seconds, on a machine that has much else to do


@pytest.fixture
def visitor():
    made = Visitor(FIRST)
    yield made
    made.close()


@pytest.fixture
def long():
    made = Visitor(page_of(LONG)[0])
    assert made.session.dataset.n_rows == 5000
    yield made
    made.close()


def begun(visitor, do):
    """A thread that does something, once the training is under way."""
    thread = threading.Thread(target=do)
    thread.start()
    time.sleep(0.6)
    return thread


def test_a_pause_does_not_wait_for_the_end_of_a_long_epoch(long):
    long.play()
    time.sleep(0.3)
    began = time.monotonic()
    long.play()
    assert time.monotonic() - began < SOON
    assert not long.session.playing
    assert (long.session.snapshot.epoch, long.session.snapshot.batches > 0) == (0, True)
    long.play()
    assert long.session.playing


@pytest.mark.parametrize("end", ["rest", "close"])
def test_a_step_in_the_middle_of_an_epoch_ends_with_the_visit(long, end):
    thread, began = begun(long, long.step), time.monotonic()
    getattr(long, end)()
    thread.join(SOON)
    assert not thread.is_alive()
    assert time.monotonic() - began < SOON
    if end == "close":
        assert not long.session.player.running


def test_whatever_is_asked_next_ends_a_long_step(long):
    thread, began = begun(long, long.step), time.monotonic()
    long.hurry()
    long.edit(0, (0,), 0.5)
    thread.join(SOON)
    assert time.monotonic() - began < SOON
    assert long.session.snapshot.epoch == 0


def test_the_way_back_to_an_epoch_ends_with_the_visit(visitor):
    for _ in range(3):
        visitor.step()
    run, stop = visitor.session.run, threading.Event()
    stop.set()
    with pytest.raises(NNPlayError, match="was interrupted: try again"):
        fork_session(replace(run, state_history=StateHistory(run.architecture)), 2, {"l2": 0.1}, stop=stop)


def test_nothing_is_begun_for_who_has_gone(visitor):
    visitor.close()
    with pytest.raises(NNPlayError, match="This page has gone"):
        visitor.change(FIRST.replace(data="xor"))
    with pytest.raises(NNPlayError, match="This page has gone"):
        Visitor.session.fget(visitor)


def test_while_nobody_watches_nothing_is_trained_and_then_it_goes_on(visitor, monkeypatch):
    monkeypatch.setattr(rooms, "AWAY", 0.2)
    there = Rooms()
    name = there.enter(visitor)
    visitor.session.play()

    async def wires():
        held = asyncio.Event()
        first = asyncio.create_task(there.watch(visitor, held.wait))
        await asyncio.sleep(0.1)
        held.set()
        await first
        second = asyncio.Event()  # it comes back at once: a line was lost
        task = asyncio.create_task(there.watch(visitor, second.wait))
        await asyncio.sleep(0.5)
        stayed = visitor.session.playing
        second.set()
        await task
        await asyncio.sleep(1)
        rested = visitor.session.playing
        third = asyncio.Event()
        task = asyncio.create_task(there.watch(visitor, third.wait))
        await asyncio.sleep(0.3)
        went_on = visitor.session.playing
        await there.leave(name)
        third.set()
        await task
        await asyncio.sleep(0.5)
        return stayed, rested, went_on

    assert asyncio.run(wires()) == (True, False, True)
    assert not visitor.session.player.running
    assert there.visitors == {}


def test_who_leaves_holds_up_nobody(long):
    there = Rooms()
    name = there.enter(long)
    long.play()
    time.sleep(0.3)

    async def leave():
        leaving, late = asyncio.create_task(there.leave(name)), 0.0
        while not leaving.done():
            began = time.monotonic()
            await asyncio.sleep(0.01)
            late = max(late, time.monotonic() - began)
        return late

    assert asyncio.run(leave()) < SOON
    assert not long.session.player.running


def test_the_doctor_stops_when_the_visitor_goes(long):
    found = []
    thread = begun(long, lambda: found.append(diagnosed(long, long.send())))
    began = time.monotonic()
    long.rest()
    thread.join(SOON)
    assert not thread.is_alive()
    assert time.monotonic() - began < SOON


def test_a_race_ends_with_the_visit_even_while_it_waits_for_its_turn(visitor, monkeypatch):
    monkeypatch.setattr(aside, "_running", threading.Semaphore(1))
    other = Visitor(FIRST)
    for one in (visitor, other):
        one.race("60,60;80,80", 10, 2_000, "epochs")
    assert visitor.racing.running
    assert other.racing.running
    for one in (other, visitor):
        one.close()
        one.racing.thread.join(SOON)
        assert not one.racing.running


def test_a_race_has_an_end(visitor, monkeypatch):
    monkeypatch.setattr(aside, "MOST_SECONDS", 0.3)
    visitor.race("60,60;80,80", 10, 2_000, "epochs")
    visitor.racing.thread.join(SOON)
    assert "A race on a page takes at most" in visitor.racing.trouble


def test_a_network_has_a_size_that_a_page_can_look_at():
    fits(7_600_000, 2_000)
    with pytest.raises(NNPlayError, match="at most 8,000,000 weights and biases, not 8,000,001"):
        fits(8_000_001, 10)
    with pytest.raises(NNPlayError, match="for 200,000 rows is too large for a page"):
        fits(1_000_000, 200_000)


def test_what_is_too_large_changes_nothing(visitor):
    visitor.step()
    deep = page_of("samples=5000&net=" + ";".join(["500:relu"] * 30))[0]
    with pytest.raises(NNPlayError, match="too large for a page"):
        visitor.change(deep)
    assert visitor.settings == FIRST
    assert visitor.session.snapshot.epoch == 1
    visitor.change(FIRST.replace(architecture=page_of("net=1:maxout")[0].architecture))
    with pytest.raises(NNPlayError, match="at most 8,000,000 weights"):
        visitor.race(",".join(["500"] * 30) + ";2", 1, 1, "epochs")
    assert visitor.racing is None


def test_all_visitors_share_the_memory(visitor):
    there = Rooms()
    there.enter(visitor)
    small = visitor.bytes
    visitor.change(FIRST.replace(architecture=page_of("net=500:relu;500:relu")[0].architecture))
    assert visitor.bytes > small + 10 * 4 * 250_000
    there.memory = visitor.bytes + (1 << 20)
    another = Visitor(FIRST)
    there.enter(another)
    another.step()
    with pytest.raises(NNPlayError, match="have 0 MB left; use less, or wait until others have left"):
        another.change(visitor.settings)
    assert another.settings == FIRST
    there.memory = 0
    with pytest.raises(NNPlayError, match="0 MB left; use less"):
        another.keep()
    asyncio.run(there.close())
    assert there.visitors == {}


def test_the_certificate_of_a_large_network_is_not_made(long):
    assert "takes long" in certified(long.view_state())["trouble"]


def test_memory_is_given_back_once_for_all_who_went_together_and_again_for_who_went_meanwhile(monkeypatch):
    monkeypatch.setattr(rooms, "TIDY", 0.2)
    there, given = Rooms(), []

    async def go():
        names = [there.enter(Visitor(FIRST)) for _ in range(6)]

        def give_back():
            given.append(len(there.visitors))
            if len(given) == 1:  # another one goes while it is at work
                asyncio.run_coroutine_threadsafe(there.leave(names[5]), loop).result(10)

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(memory, "give_back", give_back)
        await asyncio.gather(*map(there.leave, names[:5]))
        assert given == []
        await asyncio.sleep(1)
        assert given == [1, 0]
        await asyncio.sleep(0.5)
        assert given == [1, 0]
        last = there.enter(Visitor(FIRST))
        await there.leave(last)
        await there.close()  # the end of the server does not wait for it
        await asyncio.sleep(0.5)
        assert given == [1, 0]

    asyncio.run(go())


def test_giving_back_collects_and_needs_no_special_library(monkeypatch):
    class Ring:
        def __init__(self):
            self.me = self

    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    memory.few_heaps()
    memory.give_back()
    assert gone() is None
    monkeypatch.setattr(memory, "_libc", lambda: None)
    memory.few_heaps()
    memory.give_back()
