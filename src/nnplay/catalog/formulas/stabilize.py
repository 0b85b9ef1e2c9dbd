"""The same formula, written so that it stays finite as long as its value is.

The text ``log(1 + exp(x))`` overflows at x = 710 although its value is 710. Quotients and logarithms of sums of powers
of e are taken relative to the largest power: (Σ aᵢe^uᵢ) / (Σ bⱼe^vⱼ) with every exponent less m = max vⱼ, and
ln Σ e^vⱼ = m + ln Σ e^(vⱼ−m).
"""

from __future__ import annotations

from nnplay.catalog.formulas.codegen import value_of
from nnplay.catalog.formulas.expression import (  # fmt: skip
    LARGEST,
    ONE_ARGUMENT,
    ZERO,
    Node,
    add,
    build,
    divide,
    is_number,
    multiply,
    negative,
    nodes,
    number,
    power,
    subtract,
)

MOST_POWERS = 6  # of e in one sum
HALF = number(0.5)


def careful(tree: Node) -> Node:
    """The tree with its quotients, products and logarithms in a form that does not overflow on the way."""
    found: dict[Node, Node] = {}
    for node in nodes(tree):
        args = [found[each] for each in node.args]
        found[node] = _rewritten(build(node.op, *args)) if args else node
    return found[tree]


def _rewritten(node: Node) -> Node:
    args = node.args
    if node.op in ONE_ARGUMENT and args[0].op == "number":
        value = value_of(node)
        return number(value) if abs(value) <= LARGEST else node
    if node.op == "log1p" and args[0].op == "exp":
        return build("softplus", args[0].args[0])
    if node.op == "log" and (inner := _one_and(args[0], "exp")) is not None:
        return build("softplus", inner)
    if node.op in ("+", "-") and (inner := _one_and(node, "erf")) is not None:
        return build("erfc", negative(inner) if node.op == "+" else inner)
    if node.op == "*":
        return _product(node)
    if node.op == "/":
        return _quotient(node)
    if node.op == "log":
        powers = _powers(args[0])
        if powers and powers != [ZERO]:
            largest = _largest(powers)
            return add(largest, build("log", _scaled(args[0], largest)))
    return node


def _one_and(node: Node, function: str) -> Node | None:
    """The u of 1 + f(u), or of 1 − f(u) for a difference."""
    if node.op not in ("+", "-") or len(node.args) != 2:
        return None
    a, b = node.args
    if is_number(a, 1) and b.op == function and (node.op == "+" or function == "erf"):
        return b.args[0]
    if node.op == "+" and is_number(b, 1) and a.op == function:
        return a.args[0]
    return None


def _product(node: Node) -> Node:
    """Powers of e in one product become one, so that e^x·e^(−e^x) is 0 and not ∞·0."""
    factors, exponents, waiting, sign = [], [], [node], 1
    while waiting:
        each = waiting.pop()
        if each.op == "*":
            waiting += [each.args[1], each.args[0]]
        elif each.op == "neg":
            sign = -sign
            waiting.append(each.args[0])
        elif each.op == "exp":
            exponents.append(each.args[0])
        else:
            factors.append(each)
    if len(exponents) < 2:
        return node
    total = exponents[0]
    for each in exponents[1:]:
        total = add(total, each)
    found = build("exp", total)
    for each in reversed(factors):
        found = multiply(each, found)
    return found if sign > 0 else negative(found)


def _quotient(node: Node) -> Node:
    above, below = node.args
    if above.op == "sinh" and below.op == "cosh" and above.args == below.args:
        return build("tanh", *above.args)
    powers = _powers(below)
    if not powers or powers == [ZERO]:
        return node
    largest = _largest(powers)
    return divide(_scaled(above, largest), _scaled(below, largest))


def _powers(node: Node) -> list[Node]:
    """The exponents u of a sum Σ aᵢ·e^uᵢ; [0] for what is no such sum, [] for one of too many."""
    op, args = node.op, node.args
    if op == "exp":
        return [args[0]]
    if op in ("cosh", "sinh"):
        return [args[0], negative(args[0])]
    if op == "neg":
        return _powers(args[0])
    if op in ("+", "-"):
        found = list(dict.fromkeys([*_powers(args[0]), *_powers(args[1])]))
    elif op == "*":
        found = list(dict.fromkeys(add(u, v) for u in _powers(args[0]) for v in _powers(args[1])))
    elif op == "**" and _whole(args[1]):
        found = [multiply(args[1], u) for u in _powers(args[0])]
    elif op == "held":
        return _powers(args[0])
    else:
        return [ZERO]
    return found if len(found) <= MOST_POWERS else []


def _whole(exponent: Node) -> bool:
    return exponent.op == "number" and exponent.value in (2, 3, 4)


def _largest(powers: list[Node]) -> Node:
    found = powers[0]
    for each in powers[1:]:
        found = build("max", found, each)
    return found


def _scaled(node: Node, m: Node) -> Node:
    """The node times e^(−m)."""
    op, args = node.op, node.args
    if op == "exp":
        return build("exp", subtract(args[0], m))
    if op in ("cosh", "sinh"):
        rising, falling = (build("exp", subtract(u, m)) for u in (args[0], negative(args[0])))
        return multiply(HALF, add(rising, falling) if op == "cosh" else subtract(rising, falling))
    if op in ("+", "-"):
        return build(op, _scaled(args[0], m), _scaled(args[1], m))
    if op == "neg":
        return negative(_scaled(args[0], m))
    if op == "**" and _whole(args[1]) and _grows(args[0]):
        return power(_scaled(args[0], divide(m, args[1])), args[1])
    if op == "*" and (_grows(args[0]) or _grows(args[1])):
        a, b = args if _grows(args[0]) else (args[1], args[0])
        if not _grows(b):
            return multiply(_scaled(a, m), b)
        own = _largest(_powers(a) or [ZERO])
        return multiply(_scaled(a, own), _scaled(b, subtract(m, own)))
    if op == "where" and (_grows(args[1]) or _grows(args[2])):
        return build("where", args[0], _scaled(args[1], m), _scaled(args[2], m))
    return multiply(node, build("exp", negative(m)))


def _grows(node: Node) -> bool:
    powers = _powers(node)
    return node.op == "where" or (bool(powers) and powers != [ZERO])
