"""Checksums for Numba's cache: each file ends with one, so that damaged machine code is never run.

A damaged file counts as missing, and a file that cannot be written is skipped; the function is then compiled again.
Numba itself would raise an exception, or run the damaged code.
"""

import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numba.core import caching

CHECKSUM_BYTES = hashlib.sha256().digest_size


class ChecksummedCacheFile(caching.IndexDataCacheFile):
    """The cache files of one function, index and data, each with a checksum at the end."""

    def save(self, key: Any, data: Any) -> None:
        """Save machine code; an error is ignored, as this process has the code in memory."""
        with suppress(OSError):
            super().save(key, data)

    def _load_index(self) -> Any:
        return super()._load_index() if is_intact(self._index_path) else {}

    def _load_data(self, name: str) -> Any:
        path = self._data_path(name)
        if not is_intact(path):
            raise FileNotFoundError(path)  # makes Numba compile
        return super()._load_data(name)

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        content = io.BytesIO()
        yield content
        temporary = Path(f"{filepath}.tmp.{uuid.uuid4().hex[:16]}")
        try:
            temporary.write_bytes(content.getvalue() + hashlib.sha256(content.getvalue()).digest())
            temporary.replace(filepath)
        finally:
            temporary.unlink(missing_ok=True)


def is_intact(path: str | os.PathLike[str]) -> bool:
    """Whether a file exists and matches its checksum."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content[:-CHECKSUM_BYTES]).digest() == content[-CHECKSUM_BYTES:]


@contextmanager
def checksummed_cache() -> Iterator[None]:
    """Give functions that are defined inside a checksummed cache; for one thread at a time."""
    module: Any = caching
    previous, module.IndexDataCacheFile = module.IndexDataCacheFile, ChecksummedCacheFile
    try:
        yield
    finally:
        module.IndexDataCacheFile = previous
