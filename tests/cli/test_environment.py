"""Surroundings that are not as usual: one sentence and the right exit code."""

import signal
import subprocess
import sys
import time

import pytest
from cli_process import apart, start

from nnplay.cli import signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
NNPLAY = f"{sys.executable} -m nnplay"


def shell(command):
    """The exit codes of a pipeline's first program and the whole output."""
    script = f"{command}; echo ${{PIPESTATUS[0]}}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("width", ["0", "-3", "wide", ""])
def test_a_width_that_is_none_is_ignored(width):
    assert "iris" in apart("data", "list", env={"COLUMNS": width}).out


def test_standard_input_may_be_closed(saved):
    result = shell(f"{NNPLAY} predict {saved} - <&-")
    assert result.stdout == "2\n"
    assert result.stderr == "Error: standard input is empty; it needs a header and rows.\n"


@pytest.mark.parametrize("words", ["--help", "train --help", "catalog activations"])
def test_the_reader_of_a_pipe_may_leave(words):
    result = shell(f"{NNPLAY} {words} | head -n 0")
    assert (result.stdout, result.stderr) == ("0\n", "")


def test_too_little_memory_is_one_sentence():
    result = shell(f"ulimit -v 400000; {NNPLAY} train iris")
    assert result.stdout == "1\n"
    assert result.stderr == "Error: nnplay needs 700 MB of address space: raise the limit (`ulimit -v`).\n"


@pytest.mark.slow
@pytest.mark.parametrize("delay", [k / 20 for k in range(1, 31)])
def test_ctrl_c_while_it_loads(delay):
    begin = "import sys; from nnplay.cli import main; print(flush=True); main()"
    command = [sys.executable, "-c", begin, "train", "iris", "--epochs", "1000000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [1.5, 3.0])
def test_a_signal_while_the_engine_is_compiled(tmp_path, number, delay):
    words = ["train", "iris", "--dtype", "float64", "--epochs", "1000000000", "--no-store"]
    with start(*words, env={"NNPLAY_CACHE_DIR": str(tmp_path)}) as process:
        time.sleep(delay)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert "ignored" not in said
    assert "cannot be compiled" not in said


def test_an_import_that_makes_an_error_of_ctrl_c_was_interrupted(monkeypatch):
    monkeypatch.setattr(signals, "_interrupted", False)
    assert not signals.lost_interrupt(ImportError("numpy"))
    with pytest.raises(KeyboardInterrupt):
        signals.interrupt(signal.SIGINT, None)
    assert signals.lost_interrupt(ImportError("numpy"))
    assert not signals.lost_interrupt(ValueError("another one"))
