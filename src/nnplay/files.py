"""Files that are written whole or not at all, and the container of a model: JSON, raw arrays and a checksum."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import ModelFileError, NNPlayError

MAGIC = b"nnplay model file\n"
FORMAT = 1
DTYPES = ("<f4", "<f8", "<i4", "<i8", "|i1")
EXECUTED = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a formula of a spreadsheet begins with
LIMIT = 1 << 34  # bytes of a model file that is still read: 16 GiB
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
            return path.suffix == ".nnplay" or file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that a reader, or a crash, meets the old content or the new one and never a mixture.

    Raises:
        NNPlayError: what `writable` refuses, or a disk that is full; the old file is intact.
    """
    target, half = writable(path, model=content.startswith(MAGIC)), None
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


def csv_of(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as the text of a CSV file that no spreadsheet executes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([harmless(name) for name in columns])
    writer.writerows([harmless(cell) for cell in row] for row in zip(*columns.values(), strict=True))
    return text.getvalue()


def harmless(cell: Any) -> Any:
    """A cell, with an apostrophe before a text that a spreadsheet would take for a formula; a number stays a number."""
    if not isinstance(cell, str) or not cell.startswith(EXECUTED):
        return "" if cell is None else cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell


def pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """The bytes of a container: a line of magic, the header as one line of JSON, the arrays, and SHA-256 of it all."""
    places, parts = {}, []
    for name, array in arrays.items():
        plain = np.ascontiguousarray(array)
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        places[name] = {"dtype": plain.dtype.str, "shape": list(plain.shape)}
        parts.append(plain.tobytes())
    text = json.dumps({"format": FORMAT, **header, "arrays": places}, ensure_ascii=False, allow_nan=True)
    body = b"".join([MAGIC, text.encode(), b"\n", *parts])
    return body + hashlib.sha256(body).digest()


def unpack(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a container; nothing in it is executed.

    Raises:
        ModelFileError: when it is missing, damaged, cut short, of a newer format, or no model file at all.
    """
    return unpack_bytes(read_whole(path, LIMIT, ModelFileError), str(path))


def unpack_bytes(content: bytes, name: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a container holds, given its bytes; `name` is what errors call it."""
    if not content.startswith(MAGIC):
        raise ModelFileError(
            f"{name!r} is not a model file of nnplay: save one with run.save or `nnplay train --save`."
        )
    body, checksum = content[:-32], content[-32:]
    end = body.find(b"\n", len(MAGIC))
    found = _format_of(body[len(MAGIC) : end])
    if found is not None and found > FORMAT:
        raise ModelFileError(f"{name!r} has format {found}, newer than the {FORMAT} of this nnplay: upgrade nnplay.")
    if end < 0 or hashlib.sha256(body).digest() != checksum:
        raise ModelFileError(f"{name!r} is damaged (its checksum does not fit): take it from its source again.")
    try:
        header = json.loads(body[len(MAGIC) : end])
        return header, _arrays(header["arrays"], body, end + 1)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise ModelFileError(f"{name!r} is not written as a model file of nnplay should be.") from None


def _format_of(line: bytes) -> int | None:
    """The format number at the start of a header, readable even when the rest is not."""
    head = line[:40].split(b":", 1)
    digits = head[1].split(b",")[0].strip(b" }") if len(head) == 2 and head[0].strip() == b'{"format"' else b""
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def _arrays(places: dict[str, Any], body: bytes, start: int) -> dict[str, NDArray[Any]]:
    arrays = {}
    for name, place in places.items():
        shape = tuple(int(n) for n in place["shape"])
        if place["dtype"] not in DTYPES or any(n < 0 for n in shape):
            raise ValueError(name)
        count = int(np.prod(shape, dtype=object)) if shape else 1
        size = count * np.dtype(place["dtype"]).itemsize
        if start + size > len(body):
            raise ValueError(name)
        arrays[name] = np.frombuffer(body, place["dtype"], count, start).reshape(shape)
        start += size
    if start != len(body):
        raise ValueError("trailing bytes")
    return arrays
