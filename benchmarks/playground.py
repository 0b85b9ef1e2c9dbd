"""The playground in a terminal of its own, training at full speed: pictures a second, and how soon a key is answered.

python benchmarks/playground.py    two minutes
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

import nnplay as nn

SECONDS = 6.0
KEYS = 25
TRAININGS = {
    "a small network": ("4,4", "spiral"),
    "a wide network": ("256,256", "spiral"),
    "digits": ("64,64", "digits"),
}
SIZES = ((80, 24), (120, 40), (200, 60))
EPOCHS = b"/1,000,000,000"  # stands in the line at the top, which is written once with each picture


class Terminal:
    """`nnplay play` in a terminal of this size."""

    def __init__(self, size: tuple[int, int], hidden: str, data: str, home: str) -> None:
        self.fd, theirs = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        told = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NNPLAY_STORE": f"{home}/runs.db"}
        options = ("--hidden", hidden, "--epochs", "1000000000", "--batch-size", "32")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nnplay", "play", data, *options], stdin=theirs, stdout=theirs, stderr=theirs,
            env=os.environ | told, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def read(self, seconds: float, until: bytes = b"") -> tuple[bytes, float]:
        """What it writes in this time, or until something is in it; and how long that took."""
        begun, found = time.perf_counter(), b""
        while (left := begun + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            new = os.read(self.fd, 1 << 16)
            if b"\x1b[?2026$p" in new:
                self.write(b"\x1b[?2026;2$y")
            found += new
            if until and until in found:
                break
        return found, time.perf_counter() - begun

    def write(self, keys: bytes) -> None:
        """Type."""
        os.write(self.fd, keys)

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        os.close(self.fd)


def measured(size: tuple[int, int], hidden: str, data: str) -> tuple[float, float, float]:
    """Pictures a second, and the median and the worst of 25 keys in milliseconds."""
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(size, hidden, data, home)
        terminal.read(20, b"Welcome")
        terminal.read(1)
        terminal.write(b"\x1b")
        terminal.read(1)
        terminal.write(b" ")
        terminal.read(3)
        written, seconds = terminal.read(SECONDS)
        frames = written.count(EPOCHS) / seconds
        row = 6 if data == "spiral" else 4  # of the field "kept aside"
        terminal.write(f"\x1b[<0;20;{row}M\x1b[<0;20;{row}m".encode())
        terminal.read(1)
        spent = []
        for _ in range(KEYS):
            terminal.read(0.05 + 0.1 * (time.perf_counter() % 1))
            terminal.write(b"Z")
            spent.append(1000 * terminal.read(3, b"Z")[1])
            terminal.write(b"\x7f")
            terminal.read(0.3)
        terminal.close()
    return frames, statistics.median(spent), max(spent)


def main() -> None:
    """Print a table."""
    print(f"nnplay {nn.__version__}: the playground at full speed, {SECONDS:g} s, {KEYS} keys")
    print(f"{'':>18} {'terminal':>9} {'pictures/s':>11} {'a key, median':>14} {'worst':>9}")
    for name, (hidden, data) in TRAININGS.items():
        for size in SIZES:
            frames, median, worst = measured(size, hidden, data)
            place = f"{size[0]}×{size[1]}"
            print(f"{name:>18} {place:>9} {frames:>11.1f} {median:>11.0f} ms {worst:>6.0f} ms", flush=True)


if __name__ == "__main__":
    main()
