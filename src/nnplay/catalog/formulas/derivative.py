"""The derivative of a formula: one rule for each operation, and the chain rule."""

from __future__ import annotations

import math
from collections.abc import Callable

from nnplay.catalog.formulas.expression import (  # fmt: skip
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
BELL = Node("/", (TWO, Node("sqrt", (number(math.pi),))))  # 2/√π


def _compare(sign: str, a: Node, b: Node) -> Node:
    return Node(sign, (a, b))


# dg(u)/du, given u and the node of g(u).
OUTER: dict[str, Callable[[Node, Node], Node]] = {
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
    "erf": lambda u, g: multiply(BELL, build("exp", negative(power(u, TWO)))),
    "erfc": lambda u, g: negative(multiply(BELL, build("exp", negative(power(u, TWO))))),
    "held": lambda u, g: ONE,
}


def derivative(tree: Node, variable: str) -> Node:
    """∂tree/∂variable; where it has a kink, one of its two sides, as the catalogue's own activations do."""
    depends: dict[Node, bool] = {}
    found: dict[Node, Node] = {}
    for node in nodes(tree):
        depends[node] = (node.op, node.value) == ("name", variable) or any(depends[each] for each in node.args)
        if not depends[node]:
            found[node] = ZERO
        elif node.op == "name":
            found[node] = ONE
        else:
            found[node] = _rule(node, [found.get(each, ZERO) for each in node.args], depends)
    return found[tree]


def _rule(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    op, args = node.op, node.args
    if op in OUTER:
        return multiply(slopes[0], OUTER[op](args[0], node))
    if op == "relu":
        return where(_compare(">", args[0], ZERO), slopes[0], ZERO)
    if op in ("+", "-", "neg"):
        return build(op, *slopes)
    if op == "*":
        return add(multiply(slopes[0], args[1]), multiply(args[0], slopes[1]))
    if op == "/":
        return _of_quotient(node, slopes)
    if op == "**":
        return _of_power(node, slopes, depends)
    if op in ("min", "max"):
        return _of_extreme(node, slopes, depends)
    if op == "where":
        return where(args[0], slopes[1], slopes[2])
    return ZERO  # a condition


def _of_quotient(node: Node, slopes: list[Node]) -> Node:
    """(u/v)' = (u' − (u/v)·v') / v, in which the quotient itself stays as it is, and finite."""
    v = node.args[1]
    if slopes[1] == ZERO:
        return divide(slopes[0], v)
    return divide(subtract(slopes[0], multiply(node, slopes[1])), v)


def _of_power(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    """(u^v)' = v·u^(v−1)·u' + u^v·ln(u)·v'."""
    u, v = node.args
    found = multiply(multiply(v, power(u, subtract(v, ONE))), slopes[0]) if depends[u] else ZERO
    return add(found, multiply(multiply(node, build("log", u)), slopes[1])) if depends[v] else found


def _of_extreme(node: Node, slopes: list[Node], depends: dict[Node, bool]) -> Node:
    """The slope of the larger, or of the smaller; of equals that of the one which is constant, as relu'(0) = 0."""
    sign = ">" if node.op == "max" else "<"
    (a, b), (slope_a, slope_b) = node.args, slopes
    if not depends[a]:
        a, b, slope_a, slope_b = b, a, slope_b, slope_a
    return where(_compare(sign, a, b), slope_a, slope_b)


def held(tree: Node) -> Node:
    """The formula with its logarithms held at ln 10⁻¹², as the catalogue's losses do: they stay finite at ŷ = 0."""
    found: dict[Node, Node] = {}
    for node in nodes(tree):
        args = tuple(found[each] for each in node.args)
        if node.op == "log" and args[0].op != "number":
            args = (Node("held", args),)
        found[node] = Node(node.op, args, node.value)
    return found[tree]


def switches(tree: Node) -> list[Node]:
    """What changes its sign where the formula may have a kink or a jump."""
    found: dict[Node, None] = {}
    for node in nodes(tree):
        if node.op in ("abs", "sign", "relu"):
            found[node.args[0]] = None
        elif node.op in ("min", "max", "<", "<=", ">", ">=", "==", "!="):
            found[subtract(*node.args)] = None
    return [node for node in found if names(node)]


def divisors(tree: Node) -> list[Node]:
    """What the formula is not finite at the zeros of, perhaps."""
    found: dict[Node, None] = {}
    for node in nodes(tree):
        if node.op == "/":
            found[node.args[1]] = None
        elif node.op in ("log", "sqrt"):
            found[node.args[0]] = None
        elif node.op == "log1p":
            found[add(ONE, node.args[0])] = None
        elif node.op == "tan":
            found[build("cos", node.args[0])] = None
        elif node.op == "**" and not (node.args[1].op == "number" and node.args[1].value >= 1):
            found[node.args[0]] = None
    return [node for node in found if names(node)]
