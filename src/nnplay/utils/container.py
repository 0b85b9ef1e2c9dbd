"""The container of model files and checkpoints: a JSON header, raw arrays and a SHA-256 checksum."""

import hashlib
import json
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import ModelFileError
from nnplay.utils.files import MODEL_MAGIC, read_bytes

FORMAT = 2
DTYPES = ("<f4", "<f8", "<i4", "<i8", "|i1")
MAX_BYTES = 1 << 34  # 16 GiB


def pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """The bytes of a container: a magic line, the header as one line of JSON, the arrays, the SHA-256 of all that."""
    places, parts = {}, []
    for name, array in arrays.items():
        raw = np.ascontiguousarray(array)
        raw = raw.astype(raw.dtype.newbyteorder("<"), copy=False)
        places[name] = {"dtype": raw.dtype.str, "shape": list(raw.shape)}
        parts.append(raw.tobytes())
    text = json.dumps({"format": FORMAT, **header, "arrays": places}, ensure_ascii=False, allow_nan=True)
    body = b"".join([MODEL_MAGIC, text.encode(), b"\n", *parts])
    return body + hashlib.sha256(body).digest()


def unpack(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and the arrays of a container file; nothing in it is executed.

    Raises:
        ModelFileError: a file that is missing, damaged, truncated, of a newer format, or not a model file.
    """
    return unpack_bytes(read_bytes(path, MAX_BYTES, ModelFileError), str(path))


def unpack_bytes(content: bytes, name: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and the arrays of a container; error messages call it `name`."""
    if not content.startswith(MODEL_MAGIC):
        raise ModelFileError(
            f"{name!r} is not an nnplay model file: create one with run.save or `nnplay train --save`."
        )
    body, checksum = content[:-32], content[-32:]
    end = body.find(b"\n", len(MODEL_MAGIC))
    version = _format_version(body[len(MODEL_MAGIC) : end])
    if version is not None and version > FORMAT:
        raise ModelFileError(f"{name!r} has format {version}, newer than the {FORMAT} of this nnplay: upgrade nnplay.")
    if end < 0 or hashlib.sha256(body).digest() != checksum:
        raise ModelFileError(f"{name!r} is damaged (wrong checksum): get a new copy of it.")
    try:
        header = json.loads(body[len(MODEL_MAGIC) : end])
        return header, _arrays(header["arrays"], body, end + 1)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise ModelFileError(f"{name!r} is not a valid nnplay model file: get a new copy of it.") from None


def _format_version(line: bytes) -> int | None:
    """The format number at the start of a header, even if the rest of the header cannot be read."""
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
