"""The container of a model file: a JSON header, raw arrays and a SHA-256 checksum."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import ModelFileError
from nnplay.utils.files import MODEL_MAGIC, read_whole

FORMAT = 1


DTYPES = ("<f4", "<f8", "<i4", "<i8", "|i1")


LIMIT = 1 << 34  # bytes of a model file that is still read: 16 GiB


def pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """The bytes of a container: a line of magic, the header as one line of JSON, the arrays, and SHA-256 of it all."""
    places, parts = {}, []
    for name, array in arrays.items():
        plain = np.ascontiguousarray(array)
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        places[name] = {"dtype": plain.dtype.str, "shape": list(plain.shape)}
        parts.append(plain.tobytes())
    text = json.dumps({"format": FORMAT, **header, "arrays": places}, ensure_ascii=False, allow_nan=True)
    body = b"".join([MODEL_MAGIC, text.encode(), b"\n", *parts])
    return body + hashlib.sha256(body).digest()


def unpack(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a container; nothing in it is executed.

    Raises:
        ModelFileError: when it is missing, damaged, cut short, of a newer format, or no model file at all.
    """
    return unpack_bytes(read_whole(path, LIMIT, ModelFileError), str(path))


def unpack_bytes(content: bytes, name: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a container holds, given its bytes; `name` is what errors call it."""
    if not content.startswith(MODEL_MAGIC):
        raise ModelFileError(
            f"{name!r} is not a model file of nnplay: save one with run.save or `nnplay train --save`."
        )
    body, checksum = content[:-32], content[-32:]
    end = body.find(b"\n", len(MODEL_MAGIC))
    found = _format_of(body[len(MODEL_MAGIC) : end])
    if found is not None and found > FORMAT:
        raise ModelFileError(f"{name!r} has format {found}, newer than the {FORMAT} of this nnplay: upgrade nnplay.")
    if end < 0 or hashlib.sha256(body).digest() != checksum:
        raise ModelFileError(f"{name!r} is damaged (its checksum does not fit): take it from its source again.")
    try:
        header = json.loads(body[len(MODEL_MAGIC) : end])
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
