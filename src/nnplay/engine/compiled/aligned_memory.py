"""Arrays that begin at a cache line."""

import math

import numpy as np
from numpy.typing import DTypeLike

from nnplay.engine.compiled.processor import LINE_BYTES
from nnplay.utils.types import Array


def aligned_empty(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """An array that begins at a cache line, so that no vector lies in two of them; its numbers are not set."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.empty(size + LINE_BYTES, np.uint8)
    start = -memory.ctypes.data % LINE_BYTES
    return memory[start : start + size].view(dtype).reshape(shape)


def aligned(array: Array) -> Array:
    """A copy that begins at a cache line."""
    copy = aligned_empty(array.shape, array.dtype)
    copy[...] = array
    return copy
