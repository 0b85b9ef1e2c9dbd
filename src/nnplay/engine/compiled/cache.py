"""Where machine code is cached between processes: one folder per user, with a subfolder per version of the source.

Each file ends with a checksum, so that damaged machine code is never run: a damaged file counts as missing. A file that
cannot be written is skipped, as this process has the machine code in memory.
"""

import hashlib
import os
import sys
import tempfile
import uuid
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import llvmlite.binding as llvm

from nnplay.engine.compiled.processor import STRICT, VECTOR_BYTES
from nnplay.utils.paths import cache_dir

CHECKSUM_BYTES = hashlib.sha256().digest_size


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


@lru_cache(maxsize=1)
def source_version() -> str:
    """A short hash of the engine's source."""
    return short_hash(*(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))))


@lru_cache(maxsize=1)
def engine_version() -> str:
    """A short hash of all on which the engine's machine code depends: source, Numba, LLVM, Python and processor."""
    processor = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(), str(STRICT), str(VECTOR_BYTES)
    return short_hash(source_version(), version("numba"), version("llvmlite"), sys.version, *processor)


def short_hash(*texts: str) -> str:
    """A hash that is short enough for the name of a file."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]


def path_of(name: str) -> Path | None:
    """The file of some machine code of this version of the engine; None if nothing can be cached."""
    root = folder()
    return None if root is None else root / f"engine-{engine_version()}" / name


def read(name: str) -> bytes | None:
    """The content of a file; None if it is missing or damaged."""
    path = path_of(name)
    try:
        content = path.read_bytes() if path is not None else b""
    except OSError:
        return None
    content, checksum = content[:-CHECKSUM_BYTES], content[-CHECKSUM_BYTES:]
    return content if hashlib.sha256(content).digest() == checksum else None


def write(name: str, content: bytes) -> None:
    """Save a file whole or not at all; an error is ignored."""
    path = path_of(name)
    if path is None:
        return
    temporary = path.with_name(f"{name}.tmp.{uuid.uuid4().hex[:16]}")
    with suppress(OSError):
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            temporary.write_bytes(content + hashlib.sha256(content).digest())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
