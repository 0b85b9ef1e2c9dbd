"""Types shared by many modules."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""An array of any shape and dtype; docstrings give the shape, such as (n, n_in)."""
