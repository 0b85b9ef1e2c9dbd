"""Binary frames: named arrays behind a small header in JSON, as docs/reference/protocol.md describes them."""

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.utils.json import json_safe
from nnplay.utils.types import Array

MAGIC = b"NNF1"
TYPES = ("float32", "float64", "int32")


def encode_frame(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """A frame as bytes.

    Args:
        header: JSON values; numbers that JSON does not have become null.
        arrays: of the types float32, float64 or int32.
    """
    described: dict[str, dict[str, Any]] = {}
    parts, offset = [], 0
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        described[name] = {"type": array.dtype.name, "shape": list(array.shape), "offset": offset}
        parts += [content, b"\0" * (-len(content) % 8)]
        offset += len(content) + len(parts[-1])
    text = json.dumps(json_safe({**header, "arrays": described}), ensure_ascii=False, allow_nan=False).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([MAGIC, struct.pack("<I", len(text)), text, *parts])


def decode_frame(content: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """The header and the arrays of a frame.

    Raises:
        ValueError: other bytes.
    """
    if content[:4] != MAGIC:
        raise ValueError("These bytes are not a frame.")
    try:
        (length,) = struct.unpack("<I", content[4:8])
        header = json.loads(content[8 : 8 + length])
        return header, {name: _array(array, content, 8 + length) for name, array in header.pop("arrays").items()}
    except (struct.error, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise ValueError("This frame is damaged.") from None


def _array(described: Any, content: bytes, start: int) -> Array:
    if described["type"] not in TYPES:
        raise ValueError(f"There are no arrays of the type {described['type']!r} in a frame.")
    dtype, count = np.dtype(described["type"]).newbyteorder("<"), math.prod(described["shape"])
    if not 0 <= described["offset"] <= len(content) or not 0 <= count <= len(content):
        raise ValueError("This frame is damaged.")
    array: Array = np.frombuffer(content, dtype, count, start + described["offset"]).reshape(described["shape"])
    return array
