"""Expression trees: numbers, names, and operations on trees.

A tree is immutable. The functions below build trees and simplify on the way: x + 0 is x, 1·x is x, 2·3 is 6. They never
expand anything, so a tree is at most as large as the parts it was built from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

UNARY_FUNCTIONS = (
    "exp", "expm1", "log", "log1p", "sqrt", "abs", "sign", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh",
    "arcsinh", "sigmoid", "relu", "softplus", "erf", "erfc",
)  # fmt: skip
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
CONDITIONS = (*COMPARISONS, "and", "or", "not")
PI, E = math.pi, math.e
MAX_NUMBER = 1e30  # the largest number that building a tree computes; beyond it float32 soon overflows


class Node:
    """An operation and its arguments; a leaf is a "number" or a "name" with a `value`.

    The operations are + - * / ** (two arguments), "neg", UNARY_FUNCTIONS, "min" and "max" (two arguments), "where"
    (a condition and two branches) and CONDITIONS. "clamped" is ``max(u, 10⁻¹²)`` with the derivative of u.
    """

    __slots__ = ("_hash", "args", "op", "value")

    def __init__(self, op: str, args: tuple[Node, ...] = (), value: Any = None) -> None:
        self.op, self.args, self.value = op, args, value
        self._hash = hash((op, args, value))  # uses the stored hashes of the arguments, so each node is hashed once

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node) or self._hash != other._hash:
            return False
        return (self.op, self.value, self.args) == (other.op, other.value, other.args)

    def __repr__(self) -> str:
        return str(self.value) if self.op in ("number", "name") else f"{self.op}{self.args!r}"


def number(value: float) -> Node:
    """The leaf of a number."""
    return Node("number", value=float(value) + 0.0)  # −0 becomes 0: it prints alike but 1/−0 is −∞


def name(text: str) -> Node:
    """The leaf of a variable or a named constant."""
    return Node("name", value=text)


ZERO, ONE = number(0), number(1)


def nodes(tree: Node) -> Iterator[Node]:
    """Each distinct node of a tree once, arguments before the operations on them."""
    visited: set[Node] = set()
    stack = [(tree, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            yield node
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack.extend((each, False) for each in reversed(node.args))


def names(tree: Node) -> list[str]:
    """The names in a tree, in order of first appearance."""
    return list(dict.fromkeys(node.value for node in nodes(tree) if node.op == "name"))


def size(tree: Node) -> int:
    """The number of nodes of a tree when it is written out, repeated parts counted each time."""
    sizes: dict[Node, int] = {}
    for node in nodes(tree):
        sizes[node] = 1 + sum(sizes[each] for each in node.args)
    return sizes[tree]


def is_number(node: Node, value: float | None = None) -> bool:
    """Whether a node is a number, or this number."""
    return node.op == "number" and (value is None or node.value == value)


def _foldable(a: Node, b: Node) -> bool:
    """Whether both are numbers and neither is π or e, which are printed by name."""
    return a.op == b.op == "number" and not {a.value, b.value} & {PI, E}


def _folded(value: float, node: Node) -> Node:
    """The value as a number if it is finite and not too large, else the node."""
    return number(value) if math.isfinite(value) and abs(value) <= MAX_NUMBER else node


def add(a: Node, b: Node) -> Node:
    """The sum a + b."""
    if is_number(a, 0) or is_number(b, 0):
        return b if is_number(a, 0) else a
    if _foldable(a, b):
        return _folded(a.value + b.value, Node("+", (a, b)))
    if b.op == "neg":
        return subtract(a, b.args[0])
    if a.op == "neg":
        return subtract(b, a.args[0])
    return multiply(number(2), a) if a == b else Node("+", (a, b))


def subtract(a: Node, b: Node) -> Node:
    """The difference a − b."""
    if is_number(b, 0):
        return a
    if is_number(a, 0):
        return negative(b)
    if _foldable(a, b):
        return _folded(a.value - b.value, Node("-", (a, b)))
    if a == b:
        return ZERO
    return add(a, b.args[0]) if b.op == "neg" else Node("-", (a, b))


def negative(a: Node) -> Node:
    """The opposite −a."""
    if a.op == "number":
        return number(-a.value)
    if a.op == "*" and a.args[0].op == "number":
        return multiply(number(-a.args[0].value), a.args[1])
    if a.op == "-":
        return subtract(a.args[1], a.args[0])
    return a.args[0] if a.op == "neg" else Node("neg", (a,))


def multiply(a: Node, b: Node) -> Node:
    """The product a·b."""
    if is_number(a, 0) or is_number(b, 0):
        return ZERO
    if is_number(a, 1) or is_number(b, 1):
        return b if is_number(a, 1) else a
    if is_number(a, -1) or is_number(b, -1):
        return negative(b if is_number(a, -1) else a)
    if _foldable(a, b):
        return _folded(a.value * b.value, Node("*", (a, b)))
    if b.op == "number":
        a, b = b, a
    if "neg" in (a.op, b.op):
        return negative(multiply(a.args[0], b) if a.op == "neg" else multiply(a, b.args[0]))
    for one, other in ((a, b), (b, a)):
        if one.op == "/" and is_number(one.args[0], 1):
            return divide(other, one.args[1])
    if b.op == "*" and b.args[0].op == "number":  # numbers come first and are multiplied
        if a.op != "number":
            return Node("*", (b.args[0], multiply(a, b.args[1])))
        folded = multiply(a, b.args[0]) if _foldable(a, b.args[0]) else a
        return multiply(folded, b.args[1]) if folded.op == "number" and folded is not a else Node("*", (a, b))
    return Node("*", (a, b))


def divide(a: Node, b: Node) -> Node:
    """The quotient a / b."""
    if is_number(b, 1) or (is_number(a, 0) and not is_number(b, 0)):
        return a
    if _foldable(a, b) and b.value:
        return _folded(a.value / b.value, Node("/", (a, b)))
    if a.op == "neg":
        return negative(divide(a.args[0], b))
    if b.op == "neg":
        return negative(divide(a, b.args[0]))
    return Node("/", (a, b))


def power(a: Node, b: Node) -> Node:
    """The power a to the b."""
    if is_number(b, 0):
        return ONE
    if is_number(b, 1):
        return a
    if _foldable(a, b) and (a.value > 0 or (b.value == int(b.value) and b.value > 0)):
        magnitude = abs(b.value) * abs(math.log10(abs(a.value))) if a.value else 0.0
        return _folded(a.value**b.value, Node("**", (a, b))) if magnitude < 30 else Node("**", (a, b))
    return Node("**", (a, b))


def where(condition: Node, a: Node, b: Node) -> Node:
    """The value a where the condition holds, else b."""
    return a if a == b else Node("where", (condition, a, b))


BUILDERS: dict[str, Callable[..., Node]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "**": power, "neg": negative, "where": where,
}  # fmt: skip


def build(op: str, *args: Node) -> Node:
    """The simplified node of an operation."""
    return BUILDERS[op](*args) if op in BUILDERS else Node(op, args)


def substitute(tree: Node, values: dict[Node, Node]) -> Node:
    """The tree with each key of `values` replaced by its value, simplified again."""
    results: dict[Node, Node] = {}
    for node in nodes(tree):
        if node in values:
            results[node] = values[node]
        else:
            results[node] = build(node.op, *(results[each] for each in node.args)) if node.args else node
    return results[tree]
