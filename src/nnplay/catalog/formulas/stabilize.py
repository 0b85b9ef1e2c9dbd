"""Rewrite a tree into an equal one that stays finite as long as its value is.

``log(1 + exp(x))`` as written overflows at x = 710, although its value is 710. Quotients and logarithms of sums of
powers of e are computed relative to the largest power: (Σ aᵢe^uᵢ) / (Σ bⱼe^vⱼ) with m = max vⱼ subtracted from every
exponent, and ln Σ e^vⱼ = m + ln Σ e^(vⱼ−m).
"""

from nnplay.catalog.formulas.codegen import value_of
from nnplay.utils.expressions.tree import (  # fmt: skip
    MAX_NUMBER,
    UNARY_FUNCTIONS,
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

MAX_POWERS = 6  # powers of e in one sum
HALF = number(0.5)


def stabilize(tree: Node) -> Node:
    """The tree with quotients, products and logarithms whose intermediate results do not overflow."""
    results: dict[Node, Node] = {}
    for node in nodes(tree):
        args = [results[each] for each in node.args]
        results[node] = _rewrite(build(node.op, *args)) if args else node
    return results[tree]


def _rewrite(node: Node) -> Node:
    args = node.args
    if node.op in UNARY_FUNCTIONS and args[0].op == "number":
        value = value_of(node)
        return number(value) if abs(value) <= MAX_NUMBER else node
    if node.op == "log1p" and args[0].op == "exp":
        return build("softplus", args[0].args[0])
    if node.op == "log" and (inner := _one_plus(args[0], "exp")) is not None:
        return build("softplus", inner)
    if node.op in ("+", "-") and (inner := _one_plus(node, "erf")) is not None:
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


def _one_plus(node: Node, function: str) -> Node | None:
    """The u of 1 + f(u), or of 1 − erf(u); None for other nodes."""
    if node.op not in ("+", "-") or len(node.args) != 2:
        return None
    a, b = node.args
    if is_number(a, 1) and b.op == function and (node.op == "+" or function == "erf"):
        return b.args[0]
    if node.op == "+" and is_number(b, 1) and a.op == function:
        return a.args[0]
    return None


def _product(node: Node) -> Node:
    """The product with its powers of e merged into one, so that e^x·e^(−e^x) is 0 and not ∞·0."""
    factors, exponents, stack, sign = [], [], [node], 1
    while stack:
        each = stack.pop()
        if each.op == "*":
            stack += [each.args[1], each.args[0]]
        elif each.op == "neg":
            sign = -sign
            stack.append(each.args[0])
        elif each.op == "exp":
            exponents.append(each.args[0])
        else:
            factors.append(each)
    if len(exponents) < 2:
        return node
    total = exponents[0]
    for each in exponents[1:]:
        total = add(total, each)
    result = build("exp", total)
    for each in reversed(factors):
        result = multiply(each, result)
    return result if sign > 0 else negative(result)


def _quotient(node: Node) -> Node:
    numerator, denominator = node.args
    if numerator.op == "sinh" and denominator.op == "cosh" and numerator.args == denominator.args:
        return build("tanh", *numerator.args)
    powers = _powers(denominator)
    if not powers or powers == [ZERO]:
        return node
    largest = _largest(powers)
    return divide(_scaled(numerator, largest), _scaled(denominator, largest))


def _powers(node: Node) -> list[Node]:
    """The exponents u of a sum Σ aᵢ·e^uᵢ; [0] for any other node, [] for a sum of more than MAX_POWERS."""
    op, args = node.op, node.args
    if op == "exp":
        return [args[0]]
    if op in ("cosh", "sinh"):
        return [args[0], negative(args[0])]
    if op == "neg":
        return _powers(args[0])
    if op in ("+", "-"):
        results = list(dict.fromkeys([*_powers(args[0]), *_powers(args[1])]))
    elif op == "*":
        results = list(dict.fromkeys(add(u, v) for u in _powers(args[0]) for v in _powers(args[1])))
    elif op == "**" and _is_small_integer(args[1]):
        results = [multiply(args[1], u) for u in _powers(args[0])]
    elif op == "clamped":
        return _powers(args[0])
    else:
        return [ZERO]
    return results if len(results) <= MAX_POWERS else []


def _is_small_integer(exponent: Node) -> bool:
    return exponent.op == "number" and exponent.value in (2, 3, 4)


def _largest(powers: list[Node]) -> Node:
    result = powers[0]
    for each in powers[1:]:
        result = build("max", result, each)
    return result


def _scaled(node: Node, m: Node) -> Node:
    """The node multiplied by e^(−m)."""
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
    if op == "**" and _is_small_integer(args[1]) and _grows(args[0]):
        return power(_scaled(args[0], divide(m, args[1])), args[1])
    if op == "*" and (_grows(args[0]) or _grows(args[1])):
        a, b = args if _grows(args[0]) else (args[1], args[0])
        if not _grows(b):
            return multiply(_scaled(a, m), b)
        largest = _largest(_powers(a) or [ZERO])
        return multiply(_scaled(a, largest), _scaled(b, subtract(m, largest)))
    if op == "where" and (_grows(args[1]) or _grows(args[2])):
        return build("where", args[0], _scaled(args[1], m), _scaled(args[2], m))
    return multiply(node, build("exp", negative(m)))


def _grows(node: Node) -> bool:
    """Whether the node contains a power of e that `_scaled` can reduce."""
    powers = _powers(node)
    return node.op == "where" or (bool(powers) and powers != [ZERO])
