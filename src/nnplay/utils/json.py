"""JSON-safe values: Python types for NumPy's, null for numbers that JSON does not have."""

import math
from typing import Any


def json_safe(value: Any) -> Any:
    """A value for strict JSON (RFC 8259): NumPy types become Python types, NaN and infinities become None."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): json_safe(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def numpy_default(value: Any) -> Any:
    """The `default=` of `json.dumps` for NumPy types, where NaN and infinities are written as such.

    Raises:
        TypeError: a value of any other type that JSON does not have.
    """
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is not JSON serializable")
