"""The terminal playground in a real terminal, training at full speed: how soon keys are answered.

    python benchmarks/terminal.py             seven minutes: three trainings in terminals of three sizes; writes its
                                              table into docs/explanation/speed.md
    python benchmarks/terminal.py 120x40      one size only; writes nothing

A key is answered when what it changes has arrived at the other end of the terminal: the help after `?`, a letter that
is typed into a field, the sign for a pause after the space bar. Between two keys there is a random pause.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

from report import machine, table, write

SECONDS = 5.0  # of output that are counted
ROUNDS = 12  # of the three keys
MEDIAN_TARGET, P95_TARGET = 50, 100  # milliseconds
TRAININGS = {
    "a small network": ("4,4", "spiral"),
    "a wide network": ("256,256", "spiral"),
    "digits": ("64,64", "digits"),
}
SIZES = ((80, 24), (120, 40), (200, 60))
FULL_SPEED = b">>>>>"
LEARNING_RATE = b"3"  # the key of the pane whose first field it is


class Terminal:
    """`nnplay play` in a terminal of this size."""

    def __init__(self, size: tuple[int, int], hidden: str, data: str, home: str) -> None:
        self.fd, theirs = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NNPLAY_STORE": f"{home}/runs.db"}
        Path(home, "toured").touch()
        options = ("--hidden", hidden, "--epochs", "1000000000", "--batch-size", "32")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nnplay", "play", data, *options], stdin=theirs, stdout=theirs, stderr=theirs,
            env=os.environ | environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def read(self, seconds: float, until: bytes = b"") -> tuple[bytes, float]:
        """What it writes in this time, or until something is in it; and how long that took."""
        start, found = time.perf_counter(), b""
        while (left := start + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            new = os.read(self.fd, 1 << 16)
            if b"\x1b[?2026$p" in new:  # whether it may write whole frames
                self.write(b"\x1b[?2026;2$y")
            found += new
            if until and until in found:
                break
        return found, time.perf_counter() - start

    def write(self, keys: bytes) -> None:
        """Type."""
        os.write(self.fd, keys)

    def answer(self, key: bytes, sign: bytes) -> float:
        """Milliseconds from a key to its sign on the screen."""
        self.read(0.1 + 0.3 * random.random())
        self.write(key)
        return 1000 * self.read(5, sign)[1]

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        os.close(self.fd)


def measure(size: tuple[int, int], hidden: str, data: str) -> tuple[list[float], float]:
    """Milliseconds of each key, and bytes per second."""
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(size, hidden, data, home)
        terminal.read(30, "‖".encode())
        terminal.read(1)
        terminal.write(b" " + FULL_SPEED)
        terminal.read(3)
        written, seconds = terminal.read(SECONDS)
        spent = []
        for _ in range(ROUNDS):
            spent.append(terminal.answer(b"?", b"Keys"))
            terminal.write(b"\x1b")
            terminal.read(0.4)
            spent.append(terminal.answer(b" ", "‖".encode()))
            terminal.write(b" ")
            terminal.read(0.2)
            terminal.write(LEARNING_RATE)
            terminal.read(0.4)
            spent.append(terminal.answer(b"Z", b"Z"))
            terminal.write(b"\x1b")
            terminal.read(0.4)
        terminal.close()
    return spent, len(written) / seconds


def main() -> None:
    """Print a table."""
    sizes = [size for size in SIZES if not sys.argv[1:] or "{}x{}".format(*size) in sys.argv[1:]]
    rows = []
    for name, (hidden, data) in TRAININGS.items():
        for size in sizes:
            spent, rate = measure(size, hidden, data)
            median, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
            met = "yes" if median <= MEDIAN_TARGET and p95 <= P95_TARGET else "no"
            numbers = (median, p95, max(spent), rate / 1000)
            rows.append([name, "{} × {}".format(*size), *(f"{number:.0f}" for number in numbers), met])
            print(*rows[-1], flush=True)
    head = [
        "training", "columns × rows", "ms to answer a key, median", "95th percentile", "slowest", "kB/s of output",
        f"≤ {MEDIAN_TARGET} and {P95_TARGET} ms",
    ]  # fmt: skip
    text = f"{table(head, rows)}\n\n{machine(('nnplay', 'textual'))}"
    print(text)
    if len(sizes) == len(SIZES):
        write("terminal", text)


if __name__ == "__main__":
    main()
