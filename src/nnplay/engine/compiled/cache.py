"""Where machine code is kept between processes: one folder of the user's, a subfolder for each state of the source.

Numba looks only at the file a function stands in to see whether its machine code is out of date; a change in a
function that it calls goes unnoticed. A folder named after the hash of the whole engine leaves nothing to notice.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba
from numba.core import config as numba_config

from nnplay.engine.compiled.cache_checksums import sealing


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """The user's own folder for machine code, or None where it cannot be written to or belongs to somebody else."""
    root = os.environ.get("NNPLAY_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    try:
        path = (Path(root) if root else Path.home() / ".cache") / "nnplay" / "machine-code"
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(bytes(4096))  # neither a full disk nor one that is read only takes it
        return path
    except (OSError, RuntimeError):
        return None


def stamp(*texts: str) -> str:
    """A short hash of texts, of Numba and of Python: machine code of one stamp fits all of them."""
    whole = "\0".join([numba.__version__, sys.version, *texts])
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


@contextmanager
def no_garbage() -> Iterator[None]:
    """Compiling makes many objects and throws few away, so looking for garbage meanwhile is in vain."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


compiling = threading.RLock()  # one thread compiles at a time: Numba has one CACHE_DIR for all of them


@contextmanager
def engine_cache() -> Iterator[None]:
    """While the engine's functions are being defined, make Numba keep them in the folder of the engine's stamp."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    config: Any = numba_config
    with compiling:
        before, place = config.CACHE_DIR, folder()
        if place is not None:
            config.CACHE_DIR = str(place / f"engine-{stamp(*(source.read_text('utf-8') for source in sources))}")
        try:
            with no_garbage(), sealing():
                yield
        finally:
            config.CACHE_DIR = before
