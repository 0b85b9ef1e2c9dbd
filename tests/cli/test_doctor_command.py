"""`nnplay doctor` with all of its options, as a user types them."""

import json
import signal
import subprocess
import sys
import time

import pytest


def test_findings_and_their_trial(nnplay):
    ended = nnplay("doctor", "spiral", "--hidden", "2", "--activation", "tanh", "--epochs", "300", "--try")
    assert ended.code == 0, ended.err
    for told in ("warning: underfitting", "--hidden 16,16 --activation tanh", "before", "after", "better"):
        assert told in ended.out
    assert "Trying the fix for: underfitting" in ended.err


def test_as_json(nnplay):
    ended = nnplay("doctor", "iris", "--hidden", "8", "--learning-rate", "3", "--epochs", "60", "--json",
                   "--optimizer", "momentum", "--seed", "5")  # fmt: skip
    said = json.loads(ended.out)
    assert not said["healthy"]
    assert said["findings"][0]["name"] == "learning rate too high"
    assert said["findings"][0]["fix"]["options"] == "--learning-rate 0.02"


def test_a_healthy_training(nnplay, saved):
    assert json.loads(nnplay("doctor", "iris", "--epochs", "40", "--json").out)["healthy"]
    assert nnplay("doctor", saved).code == 0


def test_a_rate(nnplay, tmp_path):
    ended = nnplay(
        "doctor", "spiral", "--hidden", "8,8", "--activation", "tanh", "--plot", tmp_path / "rate.png", "--find-rate"
    )
    assert ended.code == 0, ended.err
    assert "--learning-rate" in ended.out
    assert (tmp_path / "rate.png").read_bytes().startswith(b"\x89PNG")
    said = json.loads(nnplay("doctor", "iris", "--optimizer", "momentum", "--steps", "60", "--json", "--find-rate").out)
    assert 0 < said["suggestion"] < 10
    assert said["trials"][0]["rate"] == said["current"] == 0.02
    assert "Checked by" in ended.out
    assert "current" in ended.out
    unchecked = nnplay("doctor", "iris", "--steps", "60", "--seeds", "0", "--find-rate")
    assert "Checked" not in unchecked.out


@pytest.mark.parametrize(
    "words", [["doctor"], ["doctor", "nothing.csv"], ["doctor", "iris", "--find-rate", "--steps", "2"]]
)
def test_what_does_not_go(nnplay, words):
    ended = nnplay(*words)
    assert ended.code == 2
    assert ended.err.count("\n") == 1


def test_a_saved_run_with_what_was_typed(nnplay, saved):
    changes = ["--learning-rate", "1e-6", "--epochs", "30", "--hidden", "5"]
    said = json.loads(nnplay("doctor", saved, *changes, "--json").out)
    assert "learning rate too low" in [finding["name"] for finding in said["findings"]]
    assert nnplay("doctor", saved, "--find-rate").code == 0
    ended = nnplay("doctor", saved, "--recipe", "r.toml")
    assert ended.code == 2
    assert "its own recipe" in ended.err


def test_a_picture(nnplay, tmp_path):
    ended = nnplay("doctor", "iris", "--epochs", "5", "--plot", tmp_path / "layers.svg")
    assert ended.code == 0, ended.err
    assert (tmp_path / "layers.svg").read_text("utf-8").lstrip().startswith("<?xml")
    assert nnplay("doctor", "iris", "--epochs", "5", "--plot", tmp_path / "layers.doc").code == 2


def test_hostile_names_stay_text(nnplay, tmp_path):
    rows = "".join(f"{k % 7},{k * k % 11},{'[red]yes[/]' if k % 3 else 'no'},{int(k % 3 > 0)}\n" for k in range(80))
    (tmp_path / "d.csv").write_text("[bold]a,<b>,y,copy\n" + rows, encoding="utf-8")
    ended = nnplay("doctor", tmp_path / "d.csv", "--target", "y", "--epochs", "5", "--hidden", "4")
    assert ended.code == 0, ended.err
    assert "leakage" in ended.out
    assert "olumn 'copy' alone" in ended.out
    assert "--features '[bold]a' --features '<b>'" in ended.out


def test_one_fix_of_two_findings_is_shown_once(nnplay):
    network = ["--hidden", "16", "--activation", "tanh", "--optimizer", "momentum"]
    ended = nnplay("doctor", "wine", *network, "--scale", "none", "--epochs", "30", "--try")
    assert ended.out.count("--scale standard") == 1
    assert ended.out.count("Fix: the same as for no better than a constant guess.") == 2
    assert ended.err.count("Trying the fix for") == 1


@pytest.mark.slow
def test_ctrl_c_tells_what_was_found_until_then(tmp_path):
    words = ["-m", "nnplay", "doctor", "iris", "--hidden", "8", "--learning-rate", "3", "--epochs", "100000000"]
    for delay in (3, 10, 30):  # until it is long enough for the first training to begin on a busy machine
        with subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        ) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "Traceback" not in err
        if "Interrupted" in err:
            break
    assert "Interrupted" in err
    assert "iris: test loss" in out or "no result" in err
