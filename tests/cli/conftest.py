"""Running the command line: in this process, which is quick, or in one of its own where streams and signals matter."""

import pytest
from cli_process import Result

from nnplay.cli.app import run


@pytest.fixture
def nnplay(capsys, monkeypatch):
    """Call the command line in this process."""

    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments):
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """A small saved classifier of iris."""
    path = tmp_path_factory.mktemp("saved") / "iris.nnplay"
    assert run(["train", "iris", "--hidden", "4", "--epochs", "30", "--save", str(path), "--quiet"]) == 0
    return path
