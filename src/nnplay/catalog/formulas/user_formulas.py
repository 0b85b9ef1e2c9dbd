"""The user's formulas, saved between commands in one JSON file that processes may share."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnplay.catalog.formulas.registered import FAMILIES, formula_to_json
from nnplay.errors import NNPlayError
from nnplay.utils.files import read_bytes, write_atomic
from nnplay.utils.paths import default_store_path

if TYPE_CHECKING:
    from nnplay.catalog.formulas.formula import Formula

FORMAT = 1  # of the file
MAX_BYTES = 1 << 20
LOCK_TIMEOUT = 10.0  # seconds


def default_path() -> Path:
    """The file beside the run store, in the folder of $NNPLAY_STORE or the system's folder for program data."""
    return default_store_path().with_name("formulas.json")


class UserFormulas:
    """The formulas that the user has saved.

    Args:
        path: the file; None is the default file.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = Path(path) if path is not None else default_path()

    def entries(self) -> list[dict[str, Any]]:
        """The saved formulas, as JSON values.

        Raises:
            NNPlayError: the file cannot be read, or does not hold formulas.
        """
        if not self.path.exists():
            return []
        file = repr(str(self.path))
        text = read_bytes(self.path, MAX_BYTES)
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            raise NNPlayError(f"{file} is damaged: move it away, and enter your formulas again.") from None
        if not isinstance(content, dict) or not isinstance(content.get("formulas"), list):
            raise NNPlayError(f"{file} is not a file of formulas: move it away.")
        if content.get("format", 0) != FORMAT:
            raise NNPlayError(f"{file} does not have format {FORMAT}, which this nnplay reads: upgrade nnplay.")
        return [each for each in content["formulas"] if isinstance(each, dict)]

    def add(self, formula: Formula, name: str, initializer: str | None = None) -> None:
        """Register a formula and save it, in place of one of the same name and kind.

        Raises:
            NNPlayError: the name of a built-in component, or a file that cannot be written.
        """
        from nnplay.catalog.formulas.registration import check_name, register

        check_name(name, formula.kind)
        entry = register(formula, name, initializer)
        with self._lock():
            others = [each for each in self.entries() if (each.get("name"), each.get("kind")) != (name, formula.kind)]
            self._write([*others, formula_to_json(entry)])

    def remove(self, name: str) -> None:
        """Remove a formula from the file; models that use it have their own copy.

        Raises:
            NNPlayError: no such formula.
        """
        with self._lock():
            before = self.entries()
            after = [each for each in before if each.get("name") != name]
            if len(after) == len(before):
                names = ", ".join(str(each.get("name")) for each in before)
                hint = f": the saved formulas are {names}." if names else ": there are no saved formulas."
                raise NNPlayError(f"There is no saved formula {name!r}{hint}")
            self._write(after)

    def register_all(self) -> list[str]:
        """Register the saved formulas in the catalog; returns a message for each that could not be registered."""
        entries, problems = self.entries(), []
        if not entries:
            return []  # without loading the parser
        from nnplay.catalog.formulas.registration import check_name, formula_from_json, register

        for each in entries:
            try:
                formula, name, initializer = formula_from_json(each)
                check_name(name, formula.kind)
                if name not in FAMILIES[formula.kind]:
                    register(formula, name, initializer)
            except NNPlayError as error:
                name = str(each.get("name"))[:64]
                problems.append(f"The saved formula {name!r} in {str(self.path)!r} was skipped: {error}")
        return problems

    def _write(self, entries: list[dict[str, Any]]) -> None:
        text = json.dumps({"format": FORMAT, "formulas": entries}, ensure_ascii=False, indent=1)
        write_atomic(self.path, (text + "\n").encode())

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other processes from writing; the system releases the lock if this process dies."""
        lock = self.path.with_suffix(".lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = lock.open("a")
        except OSError as error:
            raise NNPlayError(f"{str(self.path)!r} could not be written: {error.strerror or error}.") from None
        with file:
            deadline = time.monotonic() + LOCK_TIMEOUT
            while not _try_lock(file.fileno()):
                if time.monotonic() > deadline:
                    raise NNPlayError(f"{str(self.path)!r} is in use by another process: try again.")
                time.sleep(0.02)
            yield


def _try_lock(descriptor: int) -> bool:
    """Lock an open file; False if another process holds the lock."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
