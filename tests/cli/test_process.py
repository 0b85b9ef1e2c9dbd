"""What only a process of its own can show: exit codes, signals, streams, colour."""

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest
from cli_process import apart, start

import nnplay as nn

FOREVER = ["train", "iris", "--hidden", "4", "--epochs", "1000000000"]


def interrupted(number, *arguments):
    """Start a long training, send the signal once it is under way, and wait for its end."""
    began = time.monotonic()
    apart("train", "iris", "--hidden", "4", "--epochs", "1")
    process = start(*FOREVER, *arguments)
    time.sleep(2 + 2 * (time.monotonic() - began))  # everything is compiled by now
    assert process.poll() is None, process.communicate()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_weights(saved, tmp_path):
    path = tmp_path / "kept.nnplay"
    code, out, err = interrupted(signal.SIGINT, "--save", path)
    assert code == 130
    assert "Traceback" not in err
    assert "Interrupted" in err
    assert "Accuracy" in out
    run = nn.load_run(path)
    assert run.status == "interrupted"
    assert run.metrics["train"]["accuracy"] > 0.9


@pytest.mark.slow
def test_sigterm_ends_as_well():
    code, out, err = interrupted(signal.SIGTERM, "--json")
    assert code == 143
    assert json.loads(out)["status"] == "interrupted"
    assert "Traceback" not in err


def test_json_in_a_pipe():
    result = apart("train", "iris", "--hidden", "4", "--epochs", "5", "--json")
    assert result.code == 0
    assert json.loads(result.out)["epoch"] == 5


def test_divergence():
    result = apart("train", "iris", "--learning-rate", "1e12", "--optimizer", "sgd", "--epochs", "5")
    assert result.code == 1
    assert result.err.startswith("Error: ")
    assert result.err.count("\n") == 1
    assert "Accuracy" in result.out


def test_the_shell_completes():
    environment = {"_NNPLAY_COMPLETE": "complete_bash", "COMP_WORDS": "nnplay train --loss hub", "COMP_CWORD": "3"}
    assert apart(env=environment).out == "huber\n"


def test_bad_input_and_the_version():
    assert apart("train", "nowhere.csv").error_line()
    assert apart("--version").out == f"nnplay {nn.__version__}\n"


def test_a_broken_pipe_is_silent():
    with start("catalog", "activations") as process:
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.slow
@pytest.mark.parametrize("closing", ["0<&-", "1>&-", "2>&-"])
def test_a_stream_that_was_closed_is_done_without(closing, tmp_path):
    def closed(*words):
        command = ["sh", "-c", f'exec "$@" {closing}', "sh", sys.executable, "-m", "nnplay", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    path = tmp_path / "kept.nnplay"
    done = closed("train", "xor", "--hidden", "2", "--epochs", "2", "--no-store", "--save", path)
    assert (done.returncode, "bug" in done.stderr) == (0, False), done.stderr
    assert nn.load_run(path).epoch <= 2
    assert closed("train", "nothing.csv").returncode == 2


def in_a_terminal(*arguments, **environment):
    """What the command line writes to a terminal."""
    leader, follower = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")} | {"TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "nnplay", *arguments], stdin=follower, stdout=follower, stderr=follower,
        env=env | environment, close_fds=True,
    )  # fmt: skip
    os.close(follower)
    written = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(leader)
    assert process.wait(timeout=60) == 0, written
    return written.decode()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_colour_only_where_it_is_wanted():
    assert "\x1b[" in in_a_terminal("catalog", "relu")
    assert "\x1b" not in in_a_terminal("catalog", "relu", NO_COLOR="1")
    assert "\x1b" not in in_a_terminal("catalog", "relu", TERM="dumb")
    assert "\x1b" not in in_a_terminal("--help", NO_COLOR="1")


def test_an_unexpected_error_is_one_sentence(nnplay, monkeypatch):
    monkeypatch.setattr("nnplay.runs.run.load_run", lambda path: 1 / 0)
    result = nnplay("show", "x.nnplay")
    assert result.code == 1
    assert result.err.startswith("Error: This is a bug in nnplay: ZeroDivisionError")
    assert result.err.count("\n") == 1
    monkeypatch.setenv("NNPLAY_DEBUG", "1")
    assert "Traceback" in nnplay("show", "x.nnplay").err
