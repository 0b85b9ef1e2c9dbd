"""A frame: some JSON and some arrays in one binary message, as the page takes it apart."""

import json
import math
from typing import Any

import numpy as np

from nnplay.network.parameters import Array
from nnplay.utils.json import json_safe

ALIGNED = 8  # bytes to which the header and each array are filled up, so that the page can view them in place


def pack(header: dict[str, Any], arrays: dict[str, Array]) -> bytes:
    """The length of the header (4 bytes, little-endian), the header, and the arrays.

    The header says of each array its name, its type (u1, f4, f8) and its shape, in the order in which they follow.
    """
    told = [[name, array.dtype.str[1:], list(array.shape)] for name, array in arrays.items()]
    text = json.dumps(json_safe(header | {"arrays": told}), allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % ALIGNED)
    parts = [len(text).to_bytes(4, "little"), text]
    for array in arrays.values():
        raw = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
        parts += [raw, b"\0" * (-len(raw) % ALIGNED)]
    return b"".join(parts)


def unpack(frame: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """What `pack` was given."""
    end = 4 + int.from_bytes(frame[:4], "little")
    header = json.loads(frame[4:end])
    arrays: dict[str, Array] = {}
    for name, kind, shape in header.pop("arrays"):
        count = math.prod(shape)
        arrays[name] = np.frombuffer(frame, f"<{kind}", count, end).reshape(shape)
        end += arrays[name].nbytes + -arrays[name].nbytes % ALIGNED
    return header, arrays
