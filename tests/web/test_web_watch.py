"""`nnplay train --watch`: one run, in the terminal and on the page."""

import json
import os
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from web_server import SECONDS, Page

import nnplay as nn

pytestmark = pytest.mark.slow


@pytest.fixture
def watched(tmp_path):
    """Starts `nnplay train --watch`, and connects to its page."""
    started = []

    def start(*words):
        environment = os.environ | {"NNPLAY_STORE": str(tmp_path / "runs.sqlite")}
        command = [sys.executable, "-m", "nnplay", "train", *map(str, words), "--watch", "--json"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
        )
        lines = []
        while not (found := re.search(r"plays at (http://\S+:(\d+)/)", lines[-1] if lines else "")):
            lines.append(process.stderr.readline())
            assert process.poll() is None, lines
        started.append(process)
        return process, Page(int(found[2]))

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def result(process):
    """What is printed once the run has ended; the page is still there."""
    text = process.stdout.readline()
    while text.count("{") != text.count("}"):
        text += process.stdout.readline()
    return json.loads(text)


def until(page, condition):
    """Look at frames until one is as it should be."""
    revision = -1
    while True:
        header, arrays = page.frame(after=revision, weights=True)
        if condition(header):
            return header, arrays
        revision = header["revision"]


def test_the_page_shows_the_run_of_the_terminal_and_pauses_it(watched):
    process, page = watched("digits", "--hidden", "16", "--epochs", "400", "--seed", "3")
    assert page.connected["resumed"]
    assert page.call("network")["result"]["recipe"]["data"] == "digits"
    epoch = page.call("pause")["result"]["epoch"]
    assert page.call("step")["result"]["epoch"] == min(epoch + 1, 400)
    page.call("play")
    _, arrays = until(page, lambda header: header["status"] == "finished")
    printed = result(process)
    run = nn.train("digits", (16,), epochs=400, seed=3)
    assert printed["metrics"] == run.metrics
    assert (arrays["theta"] == run.parameters.theta).all()
    page.close()
    again = Page(page.port, page.visitor, page="reloaded")
    assert again.connected["epoch"] == 400
    process.send_signal(signal.SIGINT)
    process.wait(SECONDS)
    assert process.returncode == 130
    assert "Traceback" not in process.stderr.read()


def test_a_file_of_the_terminal_is_continued_on_the_page(watched, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n" + "".join(f"{k},{k * k % 7},{k % 2}\n" for k in range(40)))
    process, page = watched("rows.csv", "--hidden", "2", "--epochs", "5")
    until(page, lambda header: header["status"] == "finished")
    assert result(process)["epoch"] == 5
    assert page.call("travel", epoch=3)["result"]["viewed"] == 3
    assert page.call("fork")["result"]["epoch"] == 3
    assert page.call("step")["result"]["epoch"] == 4
    changed = page.call("change", settings={"features": ["a"]})["result"]
    assert changed["features"] == ["a"]
    assert page.call("step")["result"]["epoch"] == 1
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.wait(SECONDS)
    assert "Traceback" not in process.stderr.read()


def test_ctrl_c_ends_a_run_that_the_page_has_paused(watched):
    process, page = watched("digits", "--hidden", "8", "--epochs", "90000")
    page.call("pause")
    process.send_signal(signal.SIGINT)
    printed, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert json.loads(printed)["status"] == "interrupted"
    assert "Traceback" not in errors


def test_data_that_no_page_can_show_are_refused_before_the_run(tmp_path):
    recipe = SimpleNamespace(data=None, out_of_core=None)
    from nnplay.errors import NNPlayError
    from nnplay.web.watch import WatchedRun

    with pytest.raises(NNPlayError, match="leave out --watch"):
        WatchedRun(SimpleNamespace(problem=SimpleNamespace(recipe=recipe)), 0, show=False)
