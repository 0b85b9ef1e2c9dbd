"""In a terminal of its own, from the start to a saved model."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte
import pytest

import nnplay as nn
from nnplay.tui.terminal_hangup import GRACE_SECONDS, HANGUP_STATUS

COLUMNS, LINES = 100, 30
SGR = re.compile(rb"\x1b\[([\d;]*)m")
# Private sequences and strings for the terminal itself: pyte would draw some of them, and fails on others.
UNDRAWN = re.compile(rb"\x1b\[[<-?][^@-~]*[@-~]|\x1b[P_^X].*?\x1b\\", re.DOTALL)
INCOMPLETE = re.compile(rb"\x1b(?:\[[^@-~]*|[P_^X](?:(?!\x1b\\).)*)?$", re.DOTALL)


class Terminal:
    """A terminal of 100×30 in which `nnplay` runs. It ends with the block in which it is used."""

    def __init__(self, home, *arguments, **environment):
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.ByteStream(self.screen)
        self.written, self.rest = b"", b""
        self.fd, theirs = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        inherited = {name: os.environ[name] for name in os.environ.keys() - {"NO_COLOR", "COLUMNS", "LINES"}}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NNPLAY_STORE": str(home / "runs.db")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nnplay", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=home,
            env=inherited | terminal | environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.close()

    def close(self):
        """Close the terminal. It does not control the program, so there is no SIGHUP."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    @property
    def shown(self):
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds):
        """Draw what is written within this time; False once the program has ended."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            new = os.read(self.fd, 1 << 16)
        except OSError:  # the other end is closed
            new = b""
        self.written += new
        drawn = UNDRAWN.sub(b"", self.rest + new)
        tail = INCOMPLETE.search(drawn)
        self.rest = tail[0] if tail else b""
        self.stream.feed(drawn[: len(drawn) - len(self.rest)])
        return bool(new)

    def wait(self, text, *, gone="", seconds=90):
        """Wait until this text is on the screen, and `gone` no longer is."""
        end = time.monotonic() + seconds
        while text not in self.shown or (gone and gone in self.shown):
            running = self.read(1)
            assert running, f"nnplay ended before {text!r} was on the screen:\n{self.shown}"
            assert time.monotonic() < end, f"{text!r} is not on the screen after {seconds} s:\n{self.shown}"
        end = time.monotonic() + 0.3  # until it also takes keys
        while (left := end - time.monotonic()) > 0 and self.read(left):
            pass

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def ended(self, seconds=60):
        """The exit code."""
        end = time.monotonic() + seconds
        while self.read(1):
            assert time.monotonic() < end, f"nnplay still runs after {seconds} s:\n{self.shown}"
        return self.process.wait(30)


@pytest.mark.slow
def test_from_the_start_to_a_saved_model(tmp_path):
    rows = [f"{k},{k % 7},{2 * k + k % 7}" for k in range(60)]
    (tmp_path / "mine.csv").write_text("\n".join(["a,b,out", *rows]), encoding="utf-8")
    with Terminal(tmp_path) as terminal:
        terminal.wait("Welcome")
        terminal.wait("parameters")
        terminal.type("o")
        terminal.wait("File or dataset")
        terminal.type("mine.csv\r")
        terminal.wait("60 rows")
        terminal.type("\t\t\t\t\r")
        terminal.wait("→ out", gone="Columns of")
        terminal.type(".")
        terminal.wait("epoch 1/")
        terminal.type("s")
        terminal.wait("Save or export")
        terminal.type("\r")
        terminal.wait("Saved to")
        terminal.type("q")
        assert terminal.ended() == 0
    run = nn.load_run(tmp_path / "mine.nnplay")
    assert list(run.facts["targets"]) == ["out"]
    assert run.history["epoch"][-1] == 1


@pytest.mark.slow
def test_without_colours_there_are_none(tmp_path):
    with Terminal(tmp_path, "play", "xor", "--epochs", "3", NO_COLOR="1") as terminal:
        terminal.wait("parameters")
        terminal.type(" ")
        terminal.wait("epoch 3/3")
        terminal.type("q")
        assert terminal.ended() == 0
    colours = {
        tuple(found.groups())
        for codes in SGR.findall(terminal.written)
        for found in re.finditer(rb"[34]8;2;(\d+);(\d+);(\d+)", codes)
    }
    assert {rgb for rgb in colours if len(set(rgb)) > 1} == set()


@pytest.mark.slow
@pytest.mark.parametrize("connection", ["lost while it draws", "stalled before it was lost"])
def test_it_ends_when_the_terminal_is_gone(tmp_path, connection):
    with Terminal(tmp_path, "play", "spiral", "--epochs", "1000000") as terminal:
        terminal.wait("parameters")
        terminal.type(">> ")
        terminal.wait("full speed")
        terminal.wait("Pause")
        if connection.startswith("stalled"):
            time.sleep(3)  # nobody reads, so that what is written to the terminal waits
        assert terminal.process.poll() is None
        terminal.close()
        code = terminal.process.wait(GRACE_SECONDS + 10)
    assert code in ({0} if connection.startswith("lost") else {0, HANGUP_STATUS})
