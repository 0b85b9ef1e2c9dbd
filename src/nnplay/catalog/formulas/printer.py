"""From a tree back to text, in the notation that the user typed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from nnplay.catalog.formulas.expression import COMPARISONS, Node, size

CONDITION, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)
NAMED = {math.pi: "pi", math.e: "e"}
MOST = 1500  # nodes of a tree that is written out


def written(tree: Node, spelling: Mapping[str, str] | None = None) -> str:
    """The formula's text: ``x * sigmoid(b * x)`` with the user's own names, signs of power and products.

    One that is too long to be read is "…".
    """
    return "…" if size(tree) > MOST else _text(tree, spelling or {})[0]


def _text(node: Node, spelling: Mapping[str, str]) -> tuple[str, int]:
    """The text and how strongly it holds together."""
    op, args = node.op, node.args
    if op == "number":
        text = figure(node.value)
        if "/" in text:
            return text, PRODUCT
        return (text, ATOM) if node.value >= 0 else (text, SIGNED)
    if op == "name":
        return spelling.get(node.value, node.value), ATOM

    def part(each: Node, least: int) -> str:
        text, strength = _text(each, spelling)
        return text if strength >= least else f"({text})"

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
    return (inner, ATOM) if op == "held" else (f"{spelling.get(op, op)}({inner})", ATOM)


def figure(value: float) -> str:
    """The shortest text that reads back as this number."""
    if abs(value) in NAMED:
        return ("-" if value < 0 else "") + NAMED[abs(value)]
    text = repr(float(value))
    if len(text) > 10:
        quotient = Fraction(value).limit_denominator(1000)
        if quotient.numerator / quotient.denominator == value:
            return str(quotient)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else text
