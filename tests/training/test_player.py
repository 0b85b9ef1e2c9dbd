"""The player: a stream that is pulled in a thread of its own."""

import threading
import time

import pytest

import nnplay as nn
from nnplay.training.player import Player


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.001)


def test_it_plays_to_the_end():
    player = Player(nn.training("iris", (4,), epochs=20))
    assert player.wait().epoch == 20
    assert not player.running


def test_pause_step_play_and_stop():
    player = Player(nn.training("iris", (4,), epochs=10**9), playing=False)
    time.sleep(0.05)
    assert player.snapshot is None
    for epoch in range(3):
        player.step()
        assert player.snapshot.epoch == epoch
    player.play()
    until(lambda: player.snapshot.epoch > 100)
    player.pause()
    epoch = player.snapshot.epoch
    time.sleep(0.05)
    assert player.snapshot.epoch == epoch
    player.step()
    assert player.snapshot.epoch == epoch + 1
    player.stop()
    assert player.wait().epoch == epoch + 1
    assert not player.running
    player.step()
    player.pause()
    assert player.snapshot.epoch == epoch + 1


def test_it_rests_for_a_while_or_until_it_is_told():
    player = Player(nn.training("iris", (4,), epochs=10**9))
    until(lambda: player.snapshot is not None)
    player.rest(60)
    player.pause()
    epoch = player.snapshot.epoch
    player.play()
    time.sleep(0.05)
    assert player.snapshot.epoch == epoch
    player.step()
    assert player.snapshot.epoch == epoch + 1, "a step does not wait"
    player.play()
    player.rest(0)
    until(lambda: player.snapshot.epoch > epoch + 1)
    player.stop()


def test_the_stream_is_closed_when_it_is_stopped_while_it_works():
    closed = threading.Event()

    def forever():
        try:
            while True:
                yield from nn.training("iris", (4,), epochs=3)
        finally:
            closed.set()

    player = Player(forever())
    until(lambda: player.snapshot is not None)
    player.stop()
    player.wait(20)
    assert closed.is_set()


def test_an_error_is_raised_where_it_is_waited_for():
    def broken():
        yield from nn.training("iris", (4,), epochs=2)
        raise ValueError("no more")

    player = Player(broken())
    with pytest.raises(ValueError, match="no more"):
        player.wait()
    assert player.snapshot.epoch == 2
    player.step()
    player.pause()


def test_it_keeps_the_pace():
    player = Player(nn.training("iris", (4,), epochs=10**6), pace=20)
    until(lambda: player.snapshot is not None)
    begun, first = time.monotonic(), player.snapshot.epoch
    time.sleep(1.0)
    assert player.snapshot.epoch - first <= 20 * (time.monotonic() - begun) + 2
    before = player.snapshot.epoch
    player.set_pace(None)
    until(lambda: player.snapshot.epoch > before + 500)
    player.stop()
    player.wait()
