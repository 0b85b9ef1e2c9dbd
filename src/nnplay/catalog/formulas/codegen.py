"""Compile a tree into a Python function of numbers, one line for each operation.

The source is generated from the tree, never from the user's text: its names are t0, t1, … and those of the variables,
and its numbers come from repr. `linecache` holds it, so that `inspect.getsource` and the compiled engine find it.
"""

import hashlib
import linecache
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nnplay.catalog.formulas import ieee_math
from nnplay.utils.expressions.tree import COMPARISONS, Node, nodes

TEMPLATES = {
    "exp": "ieee_exp({})", "expm1": "ieee_expm1({})", "log": "ieee_log({})", "log1p": "ieee_log1p({})",
    "sqrt": "ieee_sqrt({})", "abs": "abs({})", "sin": "ieee_sin({})", "cos": "ieee_cos({})", "tan": "ieee_tan({})",
    "arctan": "math.atan({})", "sinh": "ieee_sinh({})", "cosh": "ieee_cosh({})", "tanh": "math.tanh({})",
    "arcsinh": "math.asinh({})", "sigmoid": "logistic({})", "softplus": "log_one_plus_exp({})", "erf": "math.erf({})",
    "erfc": "math.erfc({})", "relu": "{0} if {0} > 0.0 else 0.0", "clamped": "max({}, 1e-12)",
    "sign": "1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else 0.0)", "min": "min({}, {})", "max": "max({}, {})",
    "+": "{} + {}", "-": "{} - {}", "*": "{} * {}", "/": "ieee_divide({}, {})", "neg": "-{}", "not": "not ({})",
    "where": "{1} if {0} else {2}",
}  # fmt: skip
POWERS = {2: "{0} * {0}", 3: "{0} * {0} * {0}", 4: "({0} * {0}) * ({0} * {0})"}


def compile_function(
    tree: Node, arguments: Sequence[str], constants: Mapping[str, float], *, known: Node | None = None
) -> Callable[..., float]:
    """The function ``f(*arguments, *constants)`` of a tree.

    Args:
        tree: the expression; its names are among the arguments and the constants.
        arguments: the names of the variables; the tree need not use all of them.
        constants: the constants and their defaults, in order.
        known: a subtree whose value the argument "a" holds.
    """
    source = function_source(tree, arguments, constants, known=known)
    file = f"<nnplay formula {hashlib.sha256(source.encode()).hexdigest()[:16]}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope: dict[str, Any] = {name: getattr(ieee_math, name) for name in ieee_math.__all__}
    scope |= {"math": math, "__name__": __name__}
    exec(compile(source, file, "exec"), scope)
    function: Callable[..., float] = scope["formula"]
    return function


def function_source(
    tree: Node, arguments: Sequence[str], constants: Mapping[str, float], *, known: Node | None = None
) -> str:
    """The source of the function that `compile_function` returns."""
    texts: dict[Node, str] = {} if known is None else {known: "a"}
    lines: list[str] = []
    mangled = {name: f"c_{name}" for name in constants}
    for node in nodes(tree):
        if node in texts:
            continue
        if node.op == "number":
            texts[node] = repr(float(node.value)) if node.value >= 0 else f"({float(node.value)!r})"
        elif node.op == "name":
            texts[node] = mangled.get(node.value, node.value)
        else:
            text = _operation(node, [texts[each] for each in node.args])
            if node.op in (*COMPARISONS, "and", "or", "not"):
                texts[node] = text  # inlined in the condition of a where
            else:
                texts[node] = f"t{len(lines)}"
                lines.append(f"    {texts[node]} = {text}\n")
    defaults = "".join(f", c_{name}={float(value)!r}" for name, value in constants.items())
    return f"def formula({', '.join(arguments)}{defaults}):\n{''.join(lines)}    return {texts[tree]}\n"


def _operation(node: Node, args: list[str]) -> str:
    """The source of one operation on arguments that have names."""
    if node.op == "**":
        exponent = node.args[1]
        if exponent.op == "number" and exponent.value in POWERS:
            return POWERS[int(exponent.value)].format(args[0])
        if exponent.op == "number" and exponent.value == 0.5:
            return f"ieee_sqrt({args[0]})"
        if exponent.op == "number" and exponent.value == -1:
            return f"ieee_divide(1.0, {args[0]})"
        return f"ieee_power({args[0]}, {args[1]})"
    if node.op == "exp" and _never_positive(node.args[0]):
        return f"math.exp({args[0]})"  # cannot overflow
    if node.op in COMPARISONS:
        return f"({args[0]} {node.op} {args[1]})"
    if node.op in ("and", "or"):
        return f"({args[0]} {node.op} {args[1]})"
    return TEMPLATES[node.op].format(*args)


def _never_positive(node: Node) -> bool:
    """Whether the node has the form of −(u²), −|u| and the like."""
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
    """The value of a tree at these values of its names."""
    return float(compile_function(tree, list(values), {})(*values.values()))
