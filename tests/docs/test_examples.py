"""The examples run as they stand, and do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=120)


def error_of(said: str) -> float:
    return float(re.search(r"mean squared error: (\S+)", said)[1])


@pytest.mark.slow
def test_the_quickstart(tmp_path):
    ended = run(tmp_path, "quickstart.py")
    assert ended.returncode == 0, ended.stderr
    assert error_of(ended.stdout) < 1e-6
    assert "0.25  0.250" in ended.stdout
    assert float(re.search(r"swish1: (\S+)%", ended.stdout)[1]) >= 90
    assert (tmp_path / "pictures" / "iris.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "pictures" / "iris.nnplay").exists()


@pytest.mark.slow
def test_the_original_script(tmp_path):
    ended = run(tmp_path, "command_line.py", "3", "4", "25000", "1")
    assert ended.returncode == 0, ended.stderr
    assert error_of(ended.stdout) < 1e-6
    assert "2 → 4 sigmoid → 4 sigmoid → 4 sigmoid → 1 sigmoid" in ended.stdout


def test_the_original_script_explains_itself(tmp_path):
    for arguments in ([], ["3", "four", "25000", "1"], ["3", "4", "25000"]):
        ended = run(tmp_path, "command_line.py", *arguments)
        assert ended.returncode == 2
        assert ended.stderr.startswith("usage: python examples/command_line.py HIDDEN_LAYERS HIDDEN_NEURONS EPOCHS")
    ended = run(tmp_path, "command_line.py", "3", "0", "10", "1")
    assert ended.returncode == 2
    assert "at least 1" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_the_search(tmp_path):
    ended = run(tmp_path, "estimators.py")
    assert ended.returncode == 0, ended.stderr
    assert float(re.search(r"test rows (\S+)", ended.stdout)[1]) > 0.9
    assert (tmp_path / "wine.png").read_bytes().startswith(b"\x89PNG")
