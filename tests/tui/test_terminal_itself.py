"""In a terminal of its own, from the start to a saved model."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

import pytest

import nnplay as nn

SGR = re.compile(rb"\x1b\[([\d;]*)m")


class Terminal:
    """A terminal of 100×30 in which `nnplay` runs."""

    def __init__(self, home, *arguments, **environment):
        self.fd, theirs = pty.openpty()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NNPLAY_STORE": str(home / "runs.db")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nnplay", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=home,
            env=inherited | terminal | environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.written = b""

    def wait(self, text, seconds=90):
        """Read until something new has this text in it."""
        end, new = time.monotonic() + seconds, b""
        while text.encode() not in SGR.sub(b"", new):
            assert time.monotonic() < end, (text, self.written[-3000:].decode(errors="replace"))
            if select.select([self.fd], [], [], 1)[0]:
                new += os.read(self.fd, 1 << 16)
        self.written += new
        time.sleep(0.3)

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def ended(self):
        """The exit code."""
        while True:
            try:
                if not os.read(self.fd, 1 << 16):
                    break
            except OSError:
                break
        os.close(self.fd)
        return self.process.wait(30)


@pytest.mark.slow
def test_from_the_start_to_a_saved_model(tmp_path):
    rows = [f"{k},{k % 7},{2 * k + k % 7}" for k in range(60)]
    (tmp_path / "mine.csv").write_text("\n".join(["a,b,out", *rows]), encoding="utf-8")
    terminal = Terminal(tmp_path)
    terminal.wait("Welcome")
    terminal.wait("parameters")
    terminal.type("o")
    terminal.wait("File or dataset")
    terminal.type("mine.csv\r")
    terminal.wait("60 rows")
    terminal.type("\t\t\t\t\r")
    terminal.wait("mine")
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
    terminal = Terminal(tmp_path, "play", "xor", "--epochs", "3", NO_COLOR="1")
    terminal.wait("parameters")
    terminal.type(" ")
    terminal.wait("train")
    terminal.type("q")
    assert terminal.ended() == 0
    colours = {
        tuple(found.groups())
        for codes in SGR.findall(terminal.written)
        for found in re.finditer(rb"[34]8;2;(\d+);(\d+);(\d+)", codes)
    }
    assert {rgb for rgb in colours if len(set(rgb)) > 1} == set()
