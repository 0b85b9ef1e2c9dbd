"""Safe reading and atomic writing of files."""

import errno
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from nnplay.errors import NNPlayError

MODEL_MAGIC = b"nnplay model file\n"  # first bytes of a model file
ABANDONED = 3600.0  # seconds without a change after which an unfinished file is nobody's
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

    A file that is replaced keeps its permissions, and its owner where the system allows it.

    Raises:
        NNPlayError: whatever `check_writable` refuses, or a failed write; the old file is unchanged.
    """
    target, partial = check_writable(path, model=content.startswith(MODEL_MAGIC)), None
    try:
        _remove_abandoned(target)
        partial = target.with_name(f"{_partial_prefix(target)}{secrets.token_hex(8)}")
        with partial.open("xb") as file:  # with the permissions of any new file
            if target.exists():
                _copy_permissions(target, partial)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise NNPlayError(f"{str(target)!r} could not be written: {error.strerror or error}.") from None
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def _partial_prefix(target: Path) -> str:
    """How the name of the unfinished file begins while `target` is written."""
    return f".{target.name[:40]}."


def _copy_permissions(source: Path, copy: Path) -> None:
    """Give a new file the permissions and, if this user may, the owner of another file."""
    status = source.stat()
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(copy, status.st_uid, status.st_gid)
    copy.chmod(stat.S_IMODE(status.st_mode) & 0o777)


def _remove_abandoned(target: Path) -> None:
    """Remove what a process left that was killed while it wrote this file."""
    pattern = re.compile(re.escape(_partial_prefix(target)) + "[0-9a-f]{16}")
    for path in target.parent.iterdir() if os.access(target.parent, os.R_OK) else ():
        with suppress(OSError):
            if pattern.fullmatch(path.name) and time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()
