"""Files that are written whole or not at all, and the container of a model: JSON, raw arrays and a checksum."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError

MODEL_MAGIC = b"nnplay model file\n"  # what a model file begins with: it replaces no other file, and none replaces it
_kept: set[Path] = set()  # files with data that were read: nothing is written over them


def nameable(path: Any, error: type[NNPlayError] = NNPlayError) -> Path:
    """The path, if this system can have a file of that name, whether there is one or not.

    Raises:
        NNPlayError: or the `error` that is wanted: no path at all, a name that is too long, a character that none has.
    """
    try:
        plain = Path(os.fsdecode(path))
        os.lstat(plain)
    except TypeError:
        raise error(f"{str(path)[:80]!r} is not the name of a file: give a path.") from None
    except (ValueError, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno not in (errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP):
            return plain
        raise error(f"{str(path)[:80]!r} cannot be the name of a file: choose another.") from None
    return plain


def read_whole(path: str | os.PathLike[str], limit: int, error: type[NNPlayError] = NNPlayError) -> bytes:
    """The bytes of a file, `limit` of them at most.

    Raises:
        NNPlayError: or the `error` that is wanted: nothing there, a device or a pipe, too large, not to be read.
    """
    name, place = repr(str(path)), nameable(path, error)
    try:
        status = place.stat()
        if not stat.S_ISREG(status.st_mode) and not place.is_dir():
            raise error(f"{name} is a device or a pipe, which has no end: copy what you want of it to a file.")
        if status.st_size > limit:
            raise error(f"{name} is larger than {limit >> 20:,} MiB, which no such file of nnplay is.")
        return place.read_bytes()
    except OSError as problem:
        raise error(f"{name} could not be read: {problem.strerror or problem}.") from None


def keep(path: str | os.PathLike[str]) -> None:
    """Let nothing be written over a file from now on."""
    _kept.add(Path(os.path.realpath(path)))


def writable(path: str | os.PathLike[str], *, model: bool = False) -> Path:
    """Where a file of that name is written to; a link stays a link, so it is where that leads.

    Args:
        path: the name.
        model: whether it will be a model file. It replaces no other file, and no other file replaces it.

    Raises:
        NNPlayError: no such folder, one that cannot be written to, or something there that must not be replaced.
    """
    target = Path(os.path.realpath(nameable(path)))
    if not target.parent.is_dir():
        raise NNPlayError(f"The folder {str(target.parent)!r} does not exist: make it first, or choose another one.")
    if target.is_dir():
        raise NNPlayError(f"{str(target)!r} is a folder: give the name of a file.")
    if target.exists() and not target.is_file():
        raise NNPlayError(f"{str(target)!r} is a device or a pipe, which cannot be replaced: give the name of a file.")
    if target in _kept:
        raise NNPlayError(f"{str(path)!r} holds the data, which nothing is written over: choose another name.")
    if target.exists() and target.stat().st_size and _is_model(target) != model:
        kind = "no model file" if model else "a model file"
        raise NNPlayError(f"{str(path)!r} is there already and is {kind}: choose another name, or remove it first.")
    if not os.access(target.parent, os.W_OK):
        raise NNPlayError(f"The folder {str(target.parent)!r} cannot be written to: choose another one.")
    return target


def _is_model(path: Path) -> bool:
    """Whether a file is called, or begins, as a model file does; one that cannot be read counts as none."""
    try:
        with path.open("rb") as file:
            return path.suffix == ".nnplay" or file.read(len(MODEL_MAGIC)) == MODEL_MAGIC
    except OSError:
        return False


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that a reader, or a crash, meets the old content or the new one and never a mixture.

    Raises:
        NNPlayError: what `writable` refuses, or a disk that is full; the old file is intact.
    """
    target, half = writable(path, model=content.startswith(MODEL_MAGIC)), None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}.", delete=False) as file:
            half = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        half.chmod(0o666 & ~mask)
        half.replace(target)
    except OSError as error:
        raise NNPlayError(f"{str(target)!r} could not be written: {error.strerror or error}.") from None
    finally:
        if half is not None:
            half.unlink(missing_ok=True)
