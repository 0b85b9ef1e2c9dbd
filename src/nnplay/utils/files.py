"""Safe reading and atomic writing of files."""

import errno
import os
import re
import secrets
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

from nnplay.errors import NNPlayError

MODEL_MAGIC = b"nnplay model file\n"  # first bytes of a model file
UNFINISHED = ".nnplay-part"  # suffix of a file that is being written
ABANDONED_NAME = re.compile(rf"\..{{1,40}}\.[0-9a-f]{{16}}{re.escape(UNFINISHED)}", re.DOTALL)
ABANDONED = 3600.0  # seconds after which an unfinished file is nobody's, where open files cannot be locked
WINDOWS = sys.platform == "win32"
_protected: set[Path] = set()  # data files that were read; nothing may overwrite them


def check_path(path: str | bytes | os.PathLike[str], error: type[NNPlayError] = NNPlayError) -> Path:
    """The path, if this system allows a file of that name; the file need not exist.

    Raises:
        NNPlayError: (or `error`) not a path, a name that is too long or has a character that is not allowed.
    """
    try:
        result = Path(os.fsdecode(path))
        os.lstat(result)
    except TypeError:
        raise error(f"{str(path)[:80]!r} is not a file name: pass a path.") from None
    except (ValueError, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno not in (errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP):
            return result
        raise error(f"{str(path)[:80]!r} cannot be the name of a file: choose another.") from None
    return result


def read_bytes(path: str | os.PathLike[str], limit: int, error: type[NNPlayError] = NNPlayError) -> bytes:
    """The contents of a regular file of at most `limit` bytes.

    Raises:
        NNPlayError: (or `error`) a file that is missing, unreadable, too large, a device or a pipe.
    """
    name, target = repr(str(path)), check_path(path, error)
    try:
        status = target.stat()
        if not stat.S_ISREG(status.st_mode) and not target.is_dir():
            raise error(f"{name} is a device or a pipe, not a regular file: copy its contents to a file first.")
        if status.st_size > limit:
            raise error(f"{name} is larger than {limit >> 20:,} MiB, the maximum for such a file.")
        return target.read_bytes()
    except OSError as problem:
        raise error(f"{name} could not be read: {problem.strerror or problem}.") from None


def protect(path: str | os.PathLike[str]) -> None:
    """Refuse to overwrite this file from now on."""
    _protected.add(Path(os.path.realpath(path)))


def check_writable(path: str | os.PathLike[str], *, model: bool = False) -> Path:
    """The path to write to, with symbolic links resolved so that they stay links.

    Args:
        path: the file name.
        model: whether a model file is written. Model files replace only model files, and other files never do.

    Raises:
        NNPlayError: a folder that is missing or cannot be written to, or a file that must not be replaced.
    """
    target = Path(os.path.realpath(check_path(path)))
    if not target.parent.is_dir():
        raise NNPlayError(f"The folder {str(target.parent)!r} does not exist: create it first, or choose another one.")
    if target.is_dir():
        raise NNPlayError(f"{str(target)!r} is a folder: give the name of a file.")
    if target.exists() and not target.is_file():
        raise NNPlayError(f"{str(target)!r} is a device or a pipe and cannot be replaced: give the name of a file.")
    if target in _protected:
        raise NNPlayError(f"{str(path)!r} holds the data and is not overwritten: choose another name.")
    if target.exists() and target.stat().st_size and _is_model(target) != model:
        kind = "is not a model file" if model else "is a model file"
        raise NNPlayError(f"{str(path)!r} already exists and {kind}: choose another name, or remove it first.")
    if not os.access(target.parent, os.W_OK):
        raise NNPlayError(f"The folder {str(target.parent)!r} cannot be written to: choose another one.")
    return target


def _is_model(path: Path) -> bool:
    """Whether a file has the suffix or the first bytes of a model file; False if it cannot be read."""
    try:
        with path.open("rb") as file:
            return path.suffix == ".nnplay" or file.read(len(MODEL_MAGIC)) == MODEL_MAGIC
    except OSError:
        return False


def write_atomic(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that readers, and crashes, leave either the old content or the new one, never a mixture.

    A file that is replaced keeps its permissions, and its owner where the system allows it. What killed processes left
    unfinished in the same folder is removed.

    Raises:
        NNPlayError: whatever `check_writable` refuses, or a failed write; the old file is unchanged.
    """
    target, partial = check_writable(path, model=content.startswith(MODEL_MAGIC)), None
    try:
        _remove_abandoned(target.parent)
        while True:
            partial = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}{UNFINISHED}")
            with partial.open("xb") as file:  # with the permissions of any new file
                if not _lock(file.fileno(), wait=True):
                    continue
                if target.exists():
                    _copy_permissions(target, partial)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                if not WINDOWS:  # which replaces no open file
                    partial.replace(target)
            if WINDOWS:
                partial.replace(target)
            return
    except OSError as error:
        raise NNPlayError(f"{str(target)!r} could not be written: {error.strerror or error}.") from None
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def _lock(descriptor: int, *, wait: bool = False) -> bool:
    """Lock an unfinished file until it is closed, so that other processes know that somebody writes it.

    Returns:
        whether the file is still there to be written or removed: not if another process has the lock or removed it.
    """
    if sys.platform == "win32":  # where nobody can remove an open file
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # another process has it, or this file system has no locks and nothing is ever removed
        return wait
    return os.fstat(descriptor).st_nlink > 0


def _copy_permissions(source: Path, copy: Path) -> None:
    """Give a new file the permissions and, if this user may, the owner of another file."""
    status = source.stat()
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(copy, status.st_uid, status.st_gid)
    copy.chmod(stat.S_IMODE(status.st_mode) & 0o777)


def _remove_abandoned(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote a file in this folder."""
    for path in folder.iterdir() if os.access(folder, os.R_OK) else ():
        if ABANDONED_NAME.fullmatch(path.name):
            with suppress(OSError):
                _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    """Remove an unfinished file unless a process is writing it: that one holds its lock."""
    if WINDOWS:
        if time.time() - path.stat().st_mtime > ABANDONED:  # a file between its closing and its renaming is recent
            path.unlink()
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # not waiting for a pipe of that name
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and _lock(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)
