"""The interfaces of nnplay, called in this process: each returns a result for its input, or raises an NNPlayError."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import nnplay as nn
from nnplay.cli.app import run
from nnplay.data.readers.file import read_table
from nnplay.playground.session import PlaygroundSession
from nnplay.web.engine.tables import Tables

HIDDEN = ["--hidden", "3"]
PLAIN = {"optimizer": "momentum"}  # of the playgrounds, where the default does not depend on the data
CONTROL_CODES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # without tabs and newlines


def run_command(*words: object) -> str:
    """The output of a command; bad input must give one line on standard error, exit code 2, and nothing else."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    stdout, stderr = out.getvalue(), err.getvalue()
    assert not CONTROL_CODES.search(stdout + stderr), (words, stdout, stderr)
    assert "This is a bug" not in stderr
    assert "Traceback" not in stderr
    if code:
        assert (code, stdout, stderr.count("\n")) == (2, "", 1), (code, stdout, stderr)
        raise nn.NNPlayError(stderr.removeprefix("Error: ").rstrip("\n"))
    return stdout


def check_message(message: object) -> str:
    """An error message: complete, on one line, and without control codes."""
    text = str(message)
    assert text.endswith((".", "?", "!")), text
    assert "\n" not in text
    assert not CONTROL_CODES.search(text), text
    return text


def by_python(path: Path, **settings: Any) -> float:
    return nn.train(path, (3,), epochs=2, **PLAIN | settings).metrics["train"]["loss"]


def by_command(path: Path, **settings: Any) -> float:
    model = path.with_name("saved.nnplay")
    options = [word for name, value in (PLAIN | settings).items() for word in (f"--{name}", value)]
    try:
        written = run_command("train", path, *HIDDEN, "--epochs", 2, "--json", "--no-store", "--save", model, *options)
    except nn.NNPlayError:
        assert not model.exists()
        raise
    model.unlink()
    return json.loads(written)["metrics"]["train"]["loss"]


def by_description(path: Path) -> dict[str, Any]:
    run_command("data", "describe", path)
    return json.loads(run_command("data", "describe", path, "--json"))


def by_terminal(path: Path, **settings: Any) -> float:
    session = PlaygroundSession("xor", (3,), nn.Recipe(epochs=2))
    try:
        session.use_data(str(path), **settings)
        assert session.dataset.name == path.stem
        session.step()
        session.step()
        return session.run.metrics["train"]["loss"]
    finally:
        session.close()


def by_page(path: Path, **settings: Any) -> float:
    tables, key = Tables(), f"{path.name} 0"
    tables.add(key, read_table(path))  # an untrusted file is read in a process of its own: tests/web/test_uploads.py
    tables.describe(key, nn.Recipe())
    dataset: Any = tables.dataset(key, nn.Recipe(**settings))
    return nn.train(dataset, (3,), epochs=2, **PLAIN).metrics["train"]["loss"]
