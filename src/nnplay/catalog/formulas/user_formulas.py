"""The user's own formulas between two commands: one small file, written whole, by one process at a time."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.registered import FAMILIES, as_plain
from nnplay.catalog.formulas.registration import check_name, enter, from_plain
from nnplay.errors import NNPlayError
from nnplay.utils.files import read_whole, write_whole
from nnplay.utils.paths import default_path as store_path

FORMAT, LIMIT, PATIENCE = 1, 1 << 20, 10.0  # of the file; bytes; seconds to wait for another process


def default_path() -> Path:
    """Beside the run store: in the folder of $NNPLAY_STORE, or where this system keeps the data of programs."""
    return store_path().with_name("formulas.json")


class Book:
    """The formulas that are remembered.

    Args:
        path: the file; None is the user's.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = Path(path) if path is not None else default_path()

    def entries(self) -> list[dict[str, Any]]:
        """What is remembered, as plain values.

        Raises:
            NNPlayError: a file that cannot be read, or is no book of formulas.
        """
        shown = repr(str(self.path))
        if not self.path.exists():
            return []
        text = read_whole(self.path, LIMIT)
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            raise NNPlayError(f"{shown} is damaged: move it away, and enter your formulas again.") from None
        if not isinstance(content, dict) or not isinstance(content.get("formulas"), list):
            raise NNPlayError(f"{shown} is no file of formulas: move it away.")
        if content.get("format", 0) != FORMAT:
            raise NNPlayError(f"{shown} has another format than the {FORMAT} of this nnplay: upgrade nnplay.")
        return [each for each in content["formulas"] if isinstance(each, dict)]

    def remember(self, found: Formula, name: str, initializer: str | None = None) -> None:
        """Enter a formula into the catalogue and into the book, in place of one of that name.

        Raises:
            NNPlayError: a name of the catalogue's own, or a file that cannot be written.
        """
        check_name(name, found.kind)
        entry = enter(found, name, initializer)
        with self._alone():
            others = [each for each in self.entries() if (each.get("name"), each.get("kind")) != (name, found.kind)]
            self._write([*others, as_plain(entry)])

    def forget(self, name: str) -> None:
        """Strike a formula out; models that were saved with it keep their own copy.

        Raises:
            NNPlayError: no such formula.
        """
        with self._alone():
            before = self.entries()
            after = [each for each in before if each.get("name") != name]
            if len(after) == len(before):
                known = ", ".join(str(each.get("name")) for each in before)
                raise NNPlayError(f"No formula {name!r} is remembered" + (f": there are {known}." if known else "."))
            self._write(after)

    def recall(self) -> list[str]:
        """Enter what is remembered into the catalogue; returns a sentence about each that could not be."""
        trouble = []
        for each in self.entries():
            try:
                found, name, initializer = from_plain(each)
                check_name(name, found.kind)
                if name not in FAMILIES[found.kind]:
                    enter(found, name, initializer)
            except NNPlayError as error:
                trouble.append(f"The formula {str(each.get('name'))[:64]!r} in {str(self.path)!r} is left out: {error}")
        return trouble

    def _write(self, entries: list[dict[str, Any]]) -> None:
        text = json.dumps({"format": FORMAT, "formulas": entries}, ensure_ascii=False, indent=1)
        write_whole(self.path, (text + "\n").encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes meanwhile; the system opens the lock should this one die."""
        lock = self.path.with_suffix(".lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = lock.open("a")
        except OSError as error:
            raise NNPlayError(f"{str(self.path)!r} could not be written: {error.strerror or error}.") from None
        with file:
            until = time.monotonic() + PATIENCE
            while not _locked(file.fileno()):
                if time.monotonic() > until:
                    raise NNPlayError(f"{str(self.path)!r} is in use by another process: try again.")
                time.sleep(0.02)
            yield


def _locked(number: int) -> bool:
    """Take the lock of an open file, unless somebody has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
