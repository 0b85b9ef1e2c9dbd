"""`nnplay train --watch`: one run, seen in the terminal and on the page."""

import json
import os
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from web_pages import SECONDS, Tab

import nnplay as nn

pytestmark = pytest.mark.slow


@pytest.fixture
def watched(browser, tmp_path):
    """Starts `nnplay train --watch`, and opens its page."""
    begun = []

    def begin(*words):
        environment = os.environ | {"NNPLAY_STORE": str(tmp_path / "runs.sqlite")}
        command = [sys.executable, "-m", "nnplay", "train", *map(str, words), "--watch", "--json"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
        )
        lines = []
        while not (found := re.search(r"plays at (http://\S+:(\d+)/)", lines[-1] if lines else "")):
            lines.append(process.stderr.readline())
            assert process.poll() is None, lines
        one = Tab(browser, SimpleNamespace(address=found[1], port=int(found[2])))
        begun.append((process, one))
        return process, one

    yield begin
    for process, one in begun:
        one.context.close()
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def ended(process):
    """What is printed once the training has ended; the page is still there."""
    said = process.stdout.readline()
    while said.count("{") != said.count("}"):
        said += process.stdout.readline()
    return json.loads(said)


def test_the_page_shows_the_training_of_the_terminal_and_pauses_it(watched):
    process, one = watched("digits", "--hidden", "16", "--epochs", "400", "--seed", "3")
    one.until("window.nnplayFeed.frame.epoch > 3")
    assert one.feed("feed.scene.title") == "digits"
    one.press("play")
    one.until("!window.nnplayFeed.frame.playing")
    epoch = one.frame["epoch"]
    if epoch < 400:
        one.press("step")
        one.until(f"window.nnplayFeed.frame.epoch === {epoch + 1}")
        one.press("play")
    one.page.wait_for_function("window.nnplayFeed.frame.ended", timeout=1000 * SECONDS)
    said = ended(process)
    run = nn.train("digits", (16,), epochs=400, seed=3)
    assert said["metrics"] == run.metrics
    assert one.frame["theta"] == run.parameters.theta.tolist()
    one.page.reload()
    one.until("document.body.dataset.frames > 0")
    assert one.frame["epoch"] == 400
    process.send_signal(signal.SIGINT)
    process.wait(SECONDS)
    assert process.returncode == 130
    assert "Traceback" not in process.stderr.read()


def test_a_file_of_the_terminal_is_gone_on_with_on_the_page(watched, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n" + "".join(f"{k},{k * k % 7},{k % 2}\n" for k in range(40)))
    process, one = watched("rows.csv", "--hidden", "2", "--epochs", "5")
    one.page.wait_for_function("window.nnplayFeed.frame.ended", timeout=1000 * SECONDS)
    assert ended(process)["epoch"] == 5
    one.page.get_by_role("slider", name="Time travel").fill("3")
    one.until("window.nnplayFeed.frame.epoch === 3")
    one.press("go-on")
    one.until("window.nnplayFeed.frame.newest === 3")
    one.train(1)
    one.page.get_by_role("tab", name="Data").click()
    one.page.get_by_role("combobox", name="Role: b").select_option("out")
    one.until("window.nnplayFeed.scene.features.length === 1")
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.wait(SECONDS)
    assert "Traceback" not in process.stderr.read()


def test_ctrl_c_ends_a_training_that_the_page_has_paused(watched):
    process, one = watched("digits", "--hidden", "8", "--epochs", "90000")
    one.press("play")
    one.until("!window.nnplayFeed.frame.playing")
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert json.loads(out)["status"] == "interrupted"
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["digits", "--hidden", "501"], "at most 500 neurons"),
        (["digits", "--epochs", "1000001"], "at most 100,000 epochs"),
    ],
)
def test_what_no_page_can_show_is_refused_before_the_training(words, told, tmp_path):
    command = [sys.executable, "-m", "nnplay", "train", *words, "--watch", "--no-store"]
    process = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert process.returncode == 2
    assert told in process.stderr
