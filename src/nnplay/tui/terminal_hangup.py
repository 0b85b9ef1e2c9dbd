"""Noticing that the terminal is gone, also without SIGHUP: a closed pseudoterminal, a lost connection, nohup."""

import contextlib
import os
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread

GRACE_SECONDS = 5.0  # to end in an orderly way; after that the process is ended
HANGUP_STATUS = 129  # what a shell reports for a program that SIGHUP has ended


@contextlib.contextmanager
def watched(on_hangup: Callable[[], object]) -> Iterator[None]:
    """Call a function, in another thread, when the terminal of this process hangs up within the block.

    Output after that goes nowhere, since writing to a terminal that is gone fails. If the block has not ended
    `GRACE_SECONDS` later, the process is ended: its thread may be waiting for the terminal for ever.
    """
    streams = [stream for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__) if stream and stream.isatty()]
    if not streams or not hasattr(select, "poll"):
        yield
        return
    ended, (reader, writer) = Event(), os.pipe()
    terminals = [stream.fileno() for stream in streams]
    thread = Thread(target=_wait, args=(terminals, reader, ended, on_hangup), name="nnplay-hangup", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        os.close(writer)
        thread.join()
        os.close(reader)


def _wait(terminals: Sequence[int], end: int, ended: Event, on_hangup: Callable[[], object]) -> None:
    """Wait until the terminal hangs up, or the other side of the pipe `end` is closed."""
    poll = select.poll()
    poll.register(terminals[0], 0)  # hangups and errors are always reported
    poll.register(end, select.POLLIN)
    events = dict(poll.poll())
    if not ended.is_set() and events.get(terminals[0], 0) & (select.POLLHUP | select.POLLERR):
        _discard(terminals)
        on_hangup()
        if not ended.wait(GRACE_SECONDS):
            os._exit(HANGUP_STATUS)


def _discard(terminals: Sequence[int]) -> None:
    """Put nothing in the place of the terminal."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for terminal in terminals:
        os.dup2(nothing, terminal)
    os.close(nothing)
