"""Print a tree as text, in the user's notation."""

import math
from collections.abc import Mapping
from fractions import Fraction

from nnplay.utils.expressions.tree import COMPARISONS, Node, size

CONDITION, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)
CONSTANT_NAMES = {math.pi: "pi", math.e: "e"}
MAX_PRINTED_NODES = 1500


def to_text(tree: Node, spelling: Mapping[str, str] | None = None) -> str:
    """The text of a tree, such as ``x*sigmoid(b*x)``; "…" for one of more than 1500 nodes.

    Args:
        tree: the expression.
        spelling: how the user writes names, functions, powers and products.
    """
    return "…" if size(tree) > MAX_PRINTED_NODES else _text(tree, spelling or {})[0]


def _text(node: Node, spelling: Mapping[str, str]) -> tuple[str, int]:
    """The text and its binding strength."""
    op, args = node.op, node.args
    if op == "number":
        text = number_text(node.value)
        if "/" in text:
            return text, PRODUCT
        return (text, ATOM) if node.value >= 0 else (text, SIGNED)
    if op == "name":
        return spelling.get(node.value, node.value), ATOM

    def part(each: Node, minimum: int) -> str:
        text, strength = _text(each, spelling)
        return text if strength >= minimum else f"({text})"

    if op in ("+", "-"):
        left, right = part(args[0], SUM), part(args[1], SUM if op == "+" else PRODUCT)
        if right.startswith("-"):
            right = f"({right})"
        return f"{left} {op} {right}", SUM
    if op in ("*", "/"):
        sign = spelling.get("*", "*") if op == "*" else "/"
        left, right = part(args[0], PRODUCT), part(args[1], PRODUCT if op == "*" else SIGNED)
        if op == "*" and args[1].op == "/":
            right = f"({right})"
        if right.startswith("-"):
            right = f"({right})"
        return f"{left}{sign}{right}", PRODUCT
    if op == "neg":
        return f"-{part(args[0], PRODUCT)}", SIGNED if args[0].op not in ("*", "/") else PRODUCT
    if op == "**":
        return f"{part(args[0], ATOM)}{spelling.get('**', '**')}{part(args[1], ATOM)}", POWER
    if op in COMPARISONS:
        return f"{part(args[0], SUM)} {op} {part(args[1], SUM)}", CONDITION
    if op in ("and", "or"):
        return f"({part(args[0], CONDITION)}) {op} ({part(args[1], CONDITION)})", CONDITION
    if op == "not":
        return f"not ({part(args[0], CONDITION)})", CONDITION
    inner = ", ".join(_text(each, spelling)[0] for each in args)
    return (inner, ATOM) if op == "clamped" else (f"{spelling.get(op, op)}({inner})", ATOM)


def number_text(value: float) -> str:
    """The shortest text that parses to this number."""
    if abs(value) in CONSTANT_NAMES:
        return ("-" if value < 0 else "") + CONSTANT_NAMES[abs(value)]
    text = repr(float(value))
    if len(text) > 10:
        quotient = Fraction(value).limit_denominator(1000)
        if quotient.numerator / quotient.denominator == value:
            return str(quotient)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else text
