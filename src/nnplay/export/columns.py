"""Derived columns, such as "rooms/age" or "log(price)", as trees of operations that an export can write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnplay.data.expressions import parse_expression

NAMES = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "negative": "neg", "absolute": "abs",
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation on columns: its name, and what it is done to; a "column" or a "number" has its value.

    NumPy's functions, called on operations, give operations: so an expression writes itself down.
    """

    op: str
    args: tuple[Operation, ...] = ()
    value: Any = None

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Operation:
        args = tuple(each if isinstance(each, Operation) else Operation("number", (), float(each)) for each in inputs)
        return Operation(NAMES.get(ufunc.__name__, ufunc.__name__), args)


def operations(expression: str, columns: tuple[str, ...]) -> tuple[Operation, tuple[str, ...]]:
    """The operations of a derived column, and the columns that it needs."""
    parsed = parse_expression(expression, columns)
    stands: Any = {name: Operation("column", (), name) for name in columns}
    found: Any = parsed.compute(stands)
    return found if isinstance(found, Operation) else Operation("number", (), float(found)), parsed.names


def written(found: Operation) -> str:
    """The operations as NumPy source; a column x is columns['x']."""
    if found.op == "number":
        return repr(found.value)
    if found.op == "column":
        return f"columns[{found.value!r}]"
    parts = [written(each) for each in found.args]
    if found.op == "neg":
        return f"(-{parts[0]})"
    if found.op in ("+", "-", "*", "/", "**"):
        return f"({parts[0]} {found.op} {parts[1]})"
    return f"np.{found.op}({', '.join(parts)})"
