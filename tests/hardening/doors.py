"""The ways into nnplay, called in this process: each gives what it made of its input, or raises an NNPlayError."""

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
from nnplay.web.own import Own

HIDDEN = ["--hidden", "3"]
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # by a terminal, but tabs and newlines


def typed(*words: object) -> str:
    """What a command writes; bad input is one line on standard error, exit code 2, and nothing else."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    written, said = out.getvalue(), err.getvalue()
    assert not OBEYED.search(written + said), (words, written, said)
    assert "This is a bug" not in said
    assert "Traceback" not in said
    if code:
        assert (code, written, said.count("\n")) == (2, "", 1), (code, written, said)
        raise nn.NNPlayError(said.removeprefix("Error: ").rstrip("\n"))
    return written


def told(sentence: object) -> str:
    """One sentence, whole and harmless."""
    text = str(sentence)
    assert text.endswith((".", "?", "!")), text
    assert "\n" not in text
    assert not OBEYED.search(text), text
    return text


def by_python(path: Path) -> float:
    return nn.train(path, (3,), epochs=2).metrics["train"]["loss"]


def by_command(path: Path) -> float:
    model = path.with_name("kept.nnplay")
    try:
        written = typed("train", path, *HIDDEN, "--epochs", 2, "--json", "--no-store", "--save", model)
    except nn.NNPlayError:
        assert not model.exists()
        raise
    model.unlink()
    return json.loads(written)["metrics"]["train"]["loss"]


def by_description(path: Path) -> None:
    typed("data", "describe", path)


def by_terminal(path: Path) -> float:
    session = PlaygroundSession("xor", (3,), nn.Recipe(epochs=2))
    try:
        session.use(str(path))
        assert session.dataset.name == path.stem
        session.step()
        session.step()
        return session.run.metrics["train"]["loss"]
    finally:
        session.close()


def by_page(path: Path) -> float:
    own = Own()
    own.add(path.name, read_table(path))  # a stranger's file is read in a process of its own: tests/data/test_apart.py
    dataset: Any = own.dataset(nn.Recipe(data=path.name, **own.beginning(path.name)))
    own.columns(path.name)
    return nn.train(dataset, (3,), epochs=2).metrics["train"]["loss"]
