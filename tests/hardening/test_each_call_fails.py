"""Every file operation, allocation and statement of the main commands fails once: one sentence, and no half file."""

import contextlib
import errno
import io
import os
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnplay as nn
from nnplay.cli.app import run as command

SOURCE = str(Path(nn.__file__).parent)
ALLOCATIONS = ("empty", "zeros", "ones", "full", "array", "empty_like", "zeros_like", "concatenate", "stack")
OURS = 4  # frames above a call in which our code must be, for the call to be one of ours
ALL, EVERY = 60, 7  # the first calls fail one by one, the later ones every so often


def is_ours(depth: int) -> bool:
    """Whether our code made the call, itself or through a function of the standard library."""
    frame: Any = sys._getframe(2)
    for _ in range(depth):
        if frame is None or "importlib" in frame.f_code.co_filename:
            return False
        if frame.f_code.co_filename.startswith(SOURCE):
            return True
        frame = frame.f_back
    return False


@dataclass
class Faults:
    """Counts calls and lets the call of number `at` fail."""

    at: int = 0
    calls: int = 0
    made: list[str] = field(default_factory=list)

    def pass_or_fail(self, what: str, error: BaseException) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.made.append(what)
            raise error


def failing(module: Any, name: str, faults: Faults, error: BaseException, depth: int) -> Any:
    """A function of a module that may fail where our code calls it."""
    original = getattr(module, name)

    def call(*arguments: Any, **options: Any) -> Any:
        if is_ours(depth):
            faults.pass_or_fail(name, error)
        return original(*arguments, **options)

    return call


class File:
    """A file of which any read, write or flush may fail."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def _call(self, name: str, *arguments: Any) -> Any:
        self._faults.pass_or_fail(name, OSError(errno.EIO, os.strerror(errno.EIO)))
        return getattr(self._file, name)(*arguments)

    def read(self, *size: Any) -> Any:
        return self._call("read", *size)

    def write(self, content: Any) -> Any:
        return self._call("write", content)

    def flush(self) -> Any:
        return self._call("flush")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Any:
        return iter(self._file)

    def __enter__(self) -> Any:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._file.__exit__(*error)


def files_fail(patch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Opening, reading, writing, replacing and synchronizing a file."""
    opened = io.open

    def open_or_fail(*arguments: Any, **options: Any) -> Any:
        if not is_ours(OURS):
            return opened(*arguments, **options)
        faults.pass_or_fail("open", OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(arguments[0])))
        return File(opened(*arguments, **options), faults)

    patch.setattr(io, "open", open_or_fail)
    patch.setattr("builtins.open", open_or_fail)
    for name in ("replace", "fsync"):
        patch.setattr(os, name, failing(os, name, faults, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), OURS))


def memory_fails(patch: pytest.MonkeyPatch, faults: Faults) -> None:
    """NumPy's arrays."""
    for name in ALLOCATIONS:
        patch.setattr(np, name, failing(np, name, faults, MemoryError(), 1))


def store_fails(patch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Opening the store, and each statement."""
    connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            faults.pass_or_fail(f"execute {arguments[0][:60]}", sqlite3.OperationalError("disk I/O error"))
            return super().execute(*arguments)

    def connect_or_fail(*arguments: Any, **options: Any) -> sqlite3.Connection:
        faults.pass_or_fail("connect", sqlite3.OperationalError("unable to open database file"))
        return connect(*arguments, **options | {"factory": Connection})

    patch.setattr(sqlite3, "connect", connect_or_fail)


COMMANDS = {
    "train": ["train", "table.csv", "--hidden", "3", "--epochs", "2", "--quiet", "--save", "new.nnplay"],
    "predict": ["predict", "model.nnplay", "table.csv", "--output", "new.csv"],
    "evaluate": ["evaluate", "model.nnplay", "table.csv"],
    "evaluate last": ["evaluate", "last", "table.csv"],
    "runs list": ["runs", "list", "--all"],
    "runs show": ["show", "last"],
    "runs export": ["runs", "export", "runs.csv"],
    "export": ["export", "model.nnplay", "--to", "json", "--output", "new.json"],
}
CASES = [  # the kinds of calls that each command makes
    ("train", ("files", "memory", "store")),
    ("predict", ("files", "memory")),
    ("evaluate", ("files", "memory")),
    ("evaluate last", ("memory", "store")),
    ("runs list", ("store",)),
    ("runs show", ("memory", "store")),
    ("runs export", ("store",)),
    ("export", ("files", "memory")),
]
KINDS = {"files": files_fail, "memory": memory_fails, "store": store_fails}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a table and a model, and a store with a run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "store" / "runs.sqlite"))
    (tmp_path / "store").mkdir()
    rows = "".join(f"{k},{k % 7},{'red' if k % 3 else 'blue'}\n" for k in range(40))
    (tmp_path / "table.csv").write_text("a,b,y\n" + rows)
    assert execute(["train", "table.csv", "--hidden", "3", "--epochs", "2", "--save", "model.nnplay"])[0] == 0
    return tmp_path


def execute(words: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = command(words)
    return code, out.getvalue(), err.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in CASES for kind in kinds])
def test_any_call_that_fails_once_is_one_sentence_and_leaves_no_half_file(name, kind, folder):
    before = contents(folder)
    assert execute(COMMANDS[name])[0] == 0  # and everything is imported and compiled
    complete = contents(folder)
    new = complete.keys() - before.keys()
    at, failed, problems = 1, 0, []
    while True:
        for path in new:
            (folder / path).unlink(missing_ok=True)
        faults = Faults(at)
        with pytest.MonkeyPatch.context() as patch:
            KINDS[kind](patch, faults)
            code, _, said = execute(COMMANDS[name])
        if not faults.made:
            assert code == 0
            break
        failed += 1
        left = contents(folder)
        lines = [line for line in said.splitlines() if line.startswith("Error: ")]
        right = [
            "This is a bug" not in said,
            "Traceback" not in said,
            (code, len(lines)) in ((0, 0), (1, 1), (2, 1)),
            all(line.endswith((".", "?", "!", *new)) for line in lines),  # or with the name of the file
            {path: left.get(path) for path in before} == before,
            left.keys() <= complete.keys(),
            code or left.keys() == complete.keys(),
        ]
        for path in new & left.keys():
            right.append(is_whole(folder / path, complete[path]))
        if not all(right):
            problems.append((at, faults.made, code, right, said[-200:]))
        at += 1 if at < ALL else EVERY
    assert not problems, "\n".join(map(str, problems))
    assert failed, "the command makes such calls"


def is_whole(path: Path, expected: bytes) -> bool:
    """Whether a file is what an undisturbed command writes; a model also holds durations, so it is loaded."""
    return nn.load_run(path).epoch > 0 if path.suffix == ".nnplay" else path.read_bytes() == expected
