"""Machine code runs only as it was written: each file of Numba's cache ends with a checksum.

A file that was cut or changed is as good as none, and so is a folder that is full: what it lacks is compiled again.
Numba itself would stop there, or run what is no machine code any more.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numba.core import caching

SEAL = hashlib.sha256().digest_size


class Sealed(caching.IndexDataCacheFile):
    """The index and the data of one function's cache, with a checksum behind each."""

    def save(self, key: Any, data: Any) -> None:
        """Keep machine code; where that cannot be, this process has it all the same."""
        with suppress(OSError):
            super().save(key, data)

    def _load_index(self) -> Any:
        return super()._load_index() if whole(self._index_path) else {}

    def _load_data(self, name: str) -> Any:
        path = self._data_path(name)
        if not whole(path):
            raise FileNotFoundError(path)  # Numba then compiles
        return super()._load_data(name)

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        content = io.BytesIO()
        yield content
        half = Path(f"{filepath}.tmp.{uuid.uuid4().hex[:16]}")
        try:
            half.write_bytes(content.getvalue() + hashlib.sha256(content.getvalue()).digest())
            half.replace(filepath)
        finally:
            half.unlink(missing_ok=True)


def whole(path: str | os.PathLike[str]) -> bool:
    """Whether a file is there, and as it was written."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content[:-SEAL]).digest() == content[-SEAL:]


@contextmanager
def sealing() -> Iterator[None]:
    """Functions that are defined within it are kept sealed; one thread at a time."""
    home: Any = caching
    before, home.IndexDataCacheFile = home.IndexDataCacheFile, Sealed
    try:
        yield
    finally:
        home.IndexDataCacheFile = before
