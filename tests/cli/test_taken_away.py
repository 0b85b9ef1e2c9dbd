"""The code that the page gives away trains the very same network: in Python, and on the command line."""

import contextlib
import io
import json
import shlex
import subprocess
from pathlib import Path

import pytest
from catalogue_restored import catalogue_restored
from node_suites import node

TAKEN_AWAY = Path(__file__).parents[1] / "page" / "taken_away.mjs"


@pytest.fixture(autouse=True)
def as_before(tmp_path, monkeypatch):
    """Nothing of what is run here stays: neither components nor saved formulas."""
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "runs.sqlite"))
    with catalogue_restored():
        yield


@pytest.fixture(scope="module")
def taken_away():
    result = subprocess.run([node(), str(TAKEN_AWAY)], capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(result.stdout)


def test_the_python_code_has_the_loss_of_the_page(taken_away):
    for run in taken_away:
        names = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(run["python"], names)
        assert names["run"].metrics["train"]["loss"] == pytest.approx(run["loss"], rel=2e-4), run["query"]


def test_the_commands_have_the_loss_of_the_page(taken_away, nnplay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [run["command"] is None for run in taken_away] == [*[False] * (len(taken_away) - 1), True]
    for run in taken_away[:-1]:
        lines = run["command"].split(" &&\n")
        for line in lines[:-1]:
            assert nnplay(*shlex.split(line)[1:]).code == 0, line
        result = nnplay(*shlex.split(lines[-1])[1:], "--json")
        assert result.code == 0, lines[-1]
        assert json.loads(result.out)["metrics"]["train"]["loss"] == pytest.approx(run["loss"], rel=2e-4), run["query"]
