"""From a tree to a plain Python function of numbers, one line for each operation.

The source is written from the tree, never from the user's text: its names are t0, t1, … and those of the variables,
its numbers are written by repr. It is kept where `inspect.getsource` looks, so that the compiled engine can read it.
"""

from __future__ import annotations

import hashlib
import linecache
import math
from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.catalog.formulas import runtime
from nnplay.catalog.formulas.expression import COMPARISONS, Node, nodes

CALLED = {
    "exp": "to_the({})", "expm1": "difference_to_one({})", "log": "logarithm({})", "log1p": "logarithm_of_more({})",
    "sqrt": "root({})", "abs": "abs({})", "sin": "sine({})", "cos": "cosine({})", "tan": "tangent({})",
    "arctan": "math.atan({})", "sinh": "hyperbolic_sine({})", "cosh": "hyperbolic_cosine({})", "tanh": "math.tanh({})",
    "arcsinh": "math.asinh({})", "sigmoid": "logistic({})", "softplus": "log_one_plus_exp({})", "erf": "math.erf({})",
    "erfc": "math.erfc({})", "relu": "{0} if {0} > 0.0 else 0.0", "held": "max({}, 1e-12)",
    "sign": "1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else 0.0)", "min": "min({}, {})", "max": "max({}, {})",
    "+": "{} + {}", "-": "{} - {}", "*": "{} * {}", "/": "over({}, {})", "neg": "-{}", "not": "not ({})",
    "where": "{1} if {0} else {2}",
}  # fmt: skip
DIRECT = {"exp": "math.exp({})"}  # where the exponent is never above 0
PRODUCTS = {2: "{0} * {0}", 3: "{0} * {0} * {0}", 4: "({0} * {0}) * ({0} * {0})"}


def function_of(
    tree: Node, arguments: Sequence[str], constants: Mapping[str, float], *, known: Node | None = None
) -> Any:
    """The function ``f(*arguments, *constants)`` of a tree.

    Args:
        tree: what to compute; its names are among the arguments and the constants.
        arguments: the names of the variables; those that the tree lacks are ignored by the function.
        constants: the constants and their defaults, in order.
        known: a part of the tree whose value is the argument "a" already.
    """
    source = source_of(tree, arguments, constants, known=known)
    file = f"<nnplay formula {hashlib.sha256(source.encode()).hexdigest()[:16]}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope: dict[str, Any] = {name: getattr(runtime, name) for name in runtime.__all__}
    scope |= {"math": math, "__name__": __name__}
    exec(compile(source, file, "exec"), scope)
    return scope["formula"]


def source_of(
    tree: Node, arguments: Sequence[str], constants: Mapping[str, float], *, known: Node | None = None
) -> str:
    """The source of that function."""
    said: dict[Node, str] = {} if known is None else {known: "a"}
    lines: list[str] = []
    mangled = {name: f"c_{name}" for name in constants}
    for node in nodes(tree):
        if node in said:
            continue
        if node.op == "number":
            said[node] = repr(float(node.value)) if node.value >= 0 else f"({float(node.value)!r})"
        elif node.op == "name":
            said[node] = mangled.get(node.value, node.value)
        else:
            text = _said(node, [said[each] for each in node.args])
            if node.op in (*COMPARISONS, "and", "or", "not"):
                said[node] = text  # stands in the `if` of a where
            else:
                said[node] = f"t{len(lines)}"
                lines.append(f"    {said[node]} = {text}\n")
    defaults = "".join(f", c_{name}={float(value)!r}" for name, value in constants.items())
    return f"def formula({', '.join(arguments)}{defaults}):\n{''.join(lines)}    return {said[tree]}\n"


def _said(node: Node, args: list[str]) -> str:
    if node.op == "**":
        exponent = node.args[1]
        if exponent.op == "number" and exponent.value in PRODUCTS:
            return PRODUCTS[int(exponent.value)].format(args[0])
        if exponent.op == "number" and exponent.value == 0.5:
            return f"root({args[0]})"
        if exponent.op == "number" and exponent.value == -1:
            return f"over(1.0, {args[0]})"
        return f"raised({args[0]}, {args[1]})"
    if node.op == "exp" and _never_positive(node.args[0]):
        return DIRECT["exp"].format(*args)
    if node.op in COMPARISONS:
        return f"({args[0]} {node.op} {args[1]})"
    if node.op in ("and", "or"):
        return f"({args[0]} {node.op} {args[1]})"
    return CALLED[node.op].format(*args)


def _never_positive(node: Node) -> bool:
    """Whether it is −(u²), −|u| and the like."""
    if node.op == "neg":
        inner = node.args[0]
    elif node.op == "*" and node.args[0].op == "number" and node.args[0].value < 0:
        inner = node.args[1]
    elif node.op == "/" and node.args[1].op == "number" and node.args[1].value > 0:
        return _never_positive(node.args[0])
    else:
        return False
    if inner.op == "/" and inner.args[1].op == "number" and inner.args[1].value > 0:
        inner = inner.args[0]
    return inner.op == "abs" or (inner.op == "**" and inner.args[1].op == "number" and inner.args[1].value in (2, 4))


def value_of(tree: Node, **values: float) -> float:
    """What a tree is worth at some values of its names."""
    return float(function_of(tree, list(values), {})(*values.values()))
