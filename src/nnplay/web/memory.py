"""The memory of visitors who have gone, given back to the system; else each crowd would leave more behind."""

import ctypes
import gc
from functools import lru_cache

M_ARENA_MAX, ARENAS = -8, 2  # a setting of glibc's, see mallopt(3): from so many heaps all threads get their memory


@lru_cache(maxsize=1)
def _libc() -> ctypes.CDLL | None:
    """The C library, where it is glibc."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def few_heaps() -> None:
    """Have all threads share a few heaps: one for each of a hundred threads is mostly holes."""
    if (library := _libc()) is not None:
        library.mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Collect what nobody needs any more, and return free memory to the system."""
    gc.collect()
    if (library := _libc()) is not None:
        library.malloc_trim(0)
