"""Versions of everything that can change a numerical result: nnplay, Python and the libraries under them."""

import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "duckdb")


@lru_cache(maxsize=1)
def _installed_versions() -> dict[str, str]:
    result = {"nnplay": version("nnplay"), "python": platform.python_version(), "machine": platform.machine()}
    for name in LIBRARIES:
        try:
            result[name] = version(name)
        except PackageNotFoundError:
            continue
    return result


def versions() -> dict[str, str]:
    """Version by name, in a fixed order."""
    return dict(_installed_versions())
