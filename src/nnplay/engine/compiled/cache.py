"""Where machine code is cached between processes: one folder per user, with a subfolder per version of the source.

Numba recompiles a function when its file changes, but not when a function that it calls changes in another file. Naming
the folder after a hash of the whole engine avoids that.
"""

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
from numba.core import config as numba_config, event

from nnplay.engine.compilation import report_compilation
from nnplay.engine.compiled.cache_checksums import checksummed_cache
from nnplay.utils.paths import cache_dir


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """The user's folder for machine code; None if it is not writable or belongs to another user."""
    try:
        path = cache_dir() / "machine-code"
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(bytes(4096))  # fails on a full or read-only disk
        return path
    except (OSError, RuntimeError):
        return None


def version_hash(*texts: str) -> str:
    """A short hash of source texts and of the versions of Numba and Python."""
    content = "\0".join([numba.__version__, sys.version, *texts])
    return hashlib.sha256(content.encode()).hexdigest()[:24]


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Pause garbage collection: compiling creates many objects and discards few, so collecting only costs time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _FirstPass(event.Listener):
    """Reports a compilation when Numba runs its first pass, which it does not do for machine code from the cache."""

    def __init__(self, what: str) -> None:
        self.what, self.started = what, False

    def on_start(self, event: Any) -> None:
        """Called by Numba before each pass."""
        if not self.started:
            self.started = True
            report_compilation(self.what, True)

    def on_end(self, event: Any) -> None:
        """Called by Numba after each pass."""


@contextmanager
def reported_compilation(what: str) -> Iterator[None]:
    """Report to the listeners of the engine if something is compiled inside."""
    listener = _FirstPass(what)
    try:
        with event.install_listener("numba:run_pass", listener):
            yield
    finally:
        if listener.started:
            report_compilation(what, False)


compile_lock = threading.RLock()  # one thread compiles at a time, as CACHE_DIR is global


@contextmanager
def engine_cache() -> Iterator[None]:
    """Let Numba cache the functions that are defined inside in the folder of this version of the engine."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    config: Any = numba_config
    with compile_lock:
        previous, path = config.CACHE_DIR, folder()
        if path is not None:
            config.CACHE_DIR = str(path / f"engine-{version_hash(*(source.read_text('utf-8') for source in sources))}")
        try:
            with paused_garbage_collection(), checksummed_cache():
                yield
        finally:
            config.CACHE_DIR = previous
