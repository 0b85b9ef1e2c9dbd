"""Differentiate a tree: a rule for each operation, and the chain rule; find possible kinks and poles."""

import math
from collections.abc import Callable

from nnplay.utils.expressions.tree import (  # fmt: skip
    COMPARISONS,
    ONE,
    ZERO,
    Node,
    add,
    build,
    divide,
    multiply,
    names,
    negative,
    nodes,
    number,
    power,
    subtract,
    where,
)

TWO = number(2)
TWO_OVER_SQRT_PI = Node("/", (TWO, Node("sqrt", (number(math.pi),))))


# dg/du of a unary function g, from u and the node g(u).
RULES: dict[str, Callable[[Node, Node], Node]] = {
    "exp": lambda u, g: g,
    "expm1": lambda u, g: build("exp", u),
    "log": lambda u, g: divide(ONE, u),
    "log1p": lambda u, g: divide(ONE, add(ONE, u)),
    "sqrt": lambda u, g: divide(ONE, multiply(TWO, g)),
    "abs": lambda u, g: build("sign", u),
    "sign": lambda u, g: ZERO,
    "sin": lambda u, g: build("cos", u),
    "cos": lambda u, g: negative(build("sin", u)),
    "tan": lambda u, g: add(ONE, power(g, TWO)),
    "arctan": lambda u, g: divide(ONE, add(ONE, power(u, TWO))),
    "sinh": lambda u, g: build("cosh", u),
    "cosh": lambda u, g: build("sinh", u),
    "tanh": lambda u, g: subtract(ONE, power(g, TWO)),
    "arcsinh": lambda u, g: divide(ONE, build("sqrt", add(ONE, power(u, TWO)))),
    "sigmoid": lambda u, g: multiply(g, subtract(ONE, g)),
    "softplus": lambda u, g: build("sigmoid", u),
    "erf": lambda u, g: multiply(TWO_OVER_SQRT_PI, build("exp", negative(power(u, TWO)))),
    "erfc": lambda u, g: negative(multiply(TWO_OVER_SQRT_PI, build("exp", negative(power(u, TWO))))),
    "clamped": lambda u, g: ONE,
}


def derivative(tree: Node, variable: str) -> Node:
    """∂tree/∂variable; at a kink the derivative of one side, as for the built-in activations."""
    depends: dict[Node, bool] = {}
    slopes: dict[Node, Node] = {}
    for node in nodes(tree):
        depends[node] = (node.op, node.value) == ("name", variable) or any(depends[each] for each in node.args)
        if not depends[node]:
            slopes[node] = ZERO
        elif node.op == "name":
            slopes[node] = ONE
        else:
            slopes[node] = _rule(node, [slopes.get(each, ZERO) for each in node.args], depends)
    return slopes[tree]


def _rule(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    """The derivative of an operation, from those of its arguments."""
    op, args = node.op, node.args
    if op in RULES:
        return multiply(slopes[0], RULES[op](args[0], node))
    if op == "relu":
        return where(Node(">", (args[0], ZERO)), slopes[0], ZERO)
    if op in ("+", "-", "neg"):
        return build(op, *slopes)
    if op == "*":
        return add(multiply(slopes[0], args[1]), multiply(args[0], slopes[1]))
    if op == "/":
        return _quotient_rule(node, slopes)
    if op == "**":
        return _power_rule(node, slopes, depends)
    if op in ("min", "max"):
        return _extremum_rule(node, slopes, depends)
    if op == "where":
        return where(args[0], slopes[1], slopes[2])
    return ZERO  # a condition


def _quotient_rule(node: Node, slopes: list[Node]) -> Node:
    """(u/v)' = (u' − (u/v)·v') / v, which reuses the quotient and stays finite with it."""
    v = node.args[1]
    if slopes[1] == ZERO:
        return divide(slopes[0], v)
    return divide(subtract(slopes[0], multiply(node, slopes[1])), v)


def _power_rule(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    """(u^v)' = v·u^(v−1)·u' + u^v·ln(u)·v'."""
    u, v = node.args
    result = multiply(multiply(v, power(u, subtract(v, ONE))), slopes[0]) if depends[u] else ZERO
    return add(result, multiply(multiply(node, build("log", u)), slopes[1])) if depends[v] else result


def _extremum_rule(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    """The slope of the larger or smaller argument; of the constant one in a tie, so that relu'(0) = 0."""
    sign = ">" if node.op == "max" else "<"
    (a, b), (slope_a, slope_b) = node.args, slopes
    if not depends[a]:
        a, b, slope_a, slope_b = b, a, slope_b, slope_a
    return where(Node(sign, (a, b)), slope_a, slope_b)


def clamp_logarithms(tree: Node) -> Node:
    """The tree with each ln u as ln max(u, 10⁻¹²), as in the built-in losses: it stays finite at ŷ = 0."""
    results: dict[Node, Node] = {}
    for node in nodes(tree):
        args = tuple(results[each] for each in node.args)
        if node.op == "log" and args[0].op != "number":
            args = (Node("clamped", args),)
        results[node] = Node(node.op, args, node.value)
    return results[tree]


def switches(tree: Node) -> list[Node]:
    """The expressions at whose sign changes the function may have a kink or a jump."""
    results: dict[Node, None] = {}
    for node in nodes(tree):
        if node.op in ("abs", "sign", "relu"):
            results[node.args[0]] = None
        elif node.op in ("min", "max", *COMPARISONS):
            results[subtract(*node.args)] = None
    return [node for node in results if names(node)]


def divisors(tree: Node) -> list[Node]:
    """The expressions at whose zeros the function may be infinite or undefined."""
    results: dict[Node, None] = {}
    for node in nodes(tree):
        if node.op == "/":
            results[node.args[1]] = None
        elif node.op in ("log", "sqrt"):
            results[node.args[0]] = None
        elif node.op == "log1p":
            results[add(ONE, node.args[0])] = None
        elif node.op == "tan":
            results[build("cos", node.args[0])] = None
        elif node.op == "**" and not (node.args[1].op == "number" and node.args[1].value >= 1):
            results[node.args[0]] = None
    return [node for node in results if names(node)]
