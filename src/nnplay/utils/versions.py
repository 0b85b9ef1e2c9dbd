"""The versions of what decides a number: nnplay, Python and the libraries under them."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "duckdb")


@lru_cache(maxsize=1)
def _found() -> tuple[tuple[str, str], ...]:
    found = [("nnplay", version("nnplay")), ("python", platform.python_version()), ("machine", platform.machine())]
    for name in LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def versions() -> dict[str, str]:
    """Name and version of each."""
    return dict(_found())
