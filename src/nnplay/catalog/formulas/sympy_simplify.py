"""The door to SymPy: a derivative as short as it can be written. SymPy never sees the text of a formula, only its tree.

Simplification can take for ever, so it is done on small trees only, and its result is taken where it is shorter, uses
no function that was not there, and has the same values.
"""

from __future__ import annotations

import importlib.util
import math
import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

from nnplay.catalog.formulas import expression
from nnplay.catalog.formulas.codegen import function_of
from nnplay.catalog.formulas.expression import ONE_ARGUMENT, Node, build, names, nodes, number, size
from nnplay.catalog.formulas.stabilize import careful
from nnplay.errors import NNPlayError

CHEAP, DEEP = 160, 40  # nodes of a tree that is tidied, and of one that is simplified
DEEPEST_POWER = 4
OWN = ("sigmoid", "softplus", "relu", "expm1", "log1p", "min", "max")  # SymPy has none, or would write them otherwise
THEIRS = {
    "exp": "exp", "log": "log", "sqrt": "sqrt", "abs": "Abs", "sign": "sign", "sin": "sin", "cos": "cos", "tan": "tan",
    "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsinh": "asinh", "erf": "erf", "erfc": "erfc",
}  # fmt: skip
BACK = {theirs: ours for ours, theirs in THEIRS.items()}
WAVES = {"sin", "cos", "tan", "sinh", "cosh", "tanh"}  # their identities are many: SymPy may try them for long
# What SymPy raises where it meets something that it cannot do.
TROUBLE = (NNPlayError, ValueError, TypeError, ArithmeticError, AttributeError, NotImplementedError, RecursionError)
ALWAYS = {"+", "-", "*", "/", "**", "neg", "number", "name", "sqrt"}


def available() -> bool:
    """Whether SymPy is installed."""
    try:
        return importlib.util.find_spec("sympy") is not None
    except ValueError:
        return False


def tidied(given: Node) -> Node:
    """The tree written as short as was found; conditions stay as they are, and what they choose from is tidied.

    Raises:
        NNPlayError: SymPy is not installed.
    """
    try:
        import sympy
    except ImportError:
        raise NNPlayError("Simplifying a derivative needs SymPy: pip install 'nnplay[formula]'.") from None
    found: dict[Node, Node] = {}

    def tidy(node: Node) -> Node:
        if node not in found:
            if node.op == "where":
                found[node] = expression.where(node.args[0], *(tidy(each) for each in node.args[1:]))
            elif any(each.op == "where" for each in nodes(node)):
                found[node] = build(node.op, *(tidy(each) for each in node.args))
            else:
                found[node] = _shortest(node, sympy)
        return found[node]

    return tidy(given)


def _shortest(node: Node, sympy: Any) -> Node:
    if not 3 < size(node) <= CHEAP or any(each.op == "held" for each in nodes(node)):
        return node
    symbols = {each: sympy.Symbol(f"v_{each}", real=True) for each in names(node)}
    named = {symbol: name for name, symbol in symbols.items()}
    ways: list[Callable[[Any], Any]] = [lambda e: e, sympy.factor_terms, sympy.together]
    if size(node) <= DEEP and not _steep(node):
        ways.append(sympy.cancel)
    if size(node) <= DEEP and not _steep(node) and not {each.op for each in nodes(node)} & WAVES:
        ways += [sympy.simplify, lambda e: sympy.factor_terms(sympy.simplify(e))]
        if any(each.op == "sign" for each in nodes(node)):
            ways.append(lambda e: sympy.simplify(e.replace(sympy.sign, lambda u: sympy.Abs(u) / u)))
    best = node
    for way in ways:
        with suppress(*TROUBLE):
            made = _from_sympy(way(_to_sympy(node, symbols, sympy)), named, sympy)
            if _length(made) < _length(best) and _like(made, node):
                best = made
    return best


def _length(node: Node) -> float:
    """How long it is to read; quotients of quotients are worse than they are long."""
    return size(node) + sum(each.op == "/" for each in nodes(node)) / 2


def _steep(node: Node) -> bool:
    """Whether it has powers that would be multiplied out into very many terms."""
    powers = [each.args[1] for each in nodes(node) if each.op == "**"]
    return any(p.op != "number" or abs(p.value) > DEEPEST_POWER or 2 * p.value != int(2 * p.value) for p in powers)


def _like(made: Node, given: Node) -> bool:
    """Whether it says the same in the same words."""
    return {each.op for each in nodes(made)} <= ALWAYS | {each.op for each in nodes(given)} and alike(made, given)


def alike(made: Node, given: Node) -> bool:
    """Whether two trees have the same values, at some random places."""
    known = names(given)
    if not set(names(made)) <= set(known):
        return False
    one, other = (function_of(careful(each), known, {}) for each in (made, given))
    rng = random.Random(0)
    for _ in range(24):
        place = [rng.uniform(-3, 3) for _ in known]
        a, b = float(one(*place)), float(other(*place))
        if math.isfinite(b) and not abs(a - b) <= 1e-7 * max(1.0, abs(a), abs(b)):
            return False
    return True


def _to_sympy(node: Node, symbols: dict[str, Any], sympy: Any) -> Any:
    if node.op == "number":
        if node.value in (expression.PI, expression.E):
            return sympy.pi if node.value == expression.PI else sympy.E
        return sympy.Rational(*Fraction(Decimal(repr(node.value))).as_integer_ratio())
    if node.op == "name":
        return symbols[node.value]
    args = [_to_sympy(each, symbols, sympy) for each in node.args]
    if node.op in THEIRS:
        return getattr(sympy, THEIRS[node.op])(*args)
    if node.op in OWN:
        return sympy.Function(node.op, real=True)(*args)
    if node.op == "neg":
        return -args[0]
    a, b = args
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "**": lambda: a**b}[
        node.op
    ]()


def _from_sympy(e: Any, named: dict[Any, str], sympy: Any) -> Node:
    def back(each: Any) -> Node:
        return _from_sympy(each, named, sympy)

    if e in named:
        return expression.name(named[e])
    if e.is_Rational:
        return _fraction(Fraction(int(e.p), int(e.q)))
    if e in (sympy.pi, sympy.E):
        return number(expression.PI if e == sympy.pi else expression.E)
    if e.is_Add:
        terms = sorted(map(back, e.as_ordered_terms()), key=lambda term: term.op == "neg" or _minus(term))
        found = terms[0]
        for term in terms[1:]:
            found = (
                expression.add(found, term)
                if not _minus(term)
                else expression.subtract(found, expression.negative(term))
            )
        return found
    if e.is_Mul:
        return _product(e, back, sympy)
    if e.is_Pow:
        if e.exp == sympy.Rational(1, 2):
            return Node("sqrt", (back(e.base),))
        if e.exp.is_Number and e.exp < 0:
            return expression.divide(expression.ONE, back(e.base ** (-e.exp)))
        return build("**", back(e.base), back(e.exp))
    name = type(e).__name__
    ours = BACK.get(name, name)
    if ours not in ONE_ARGUMENT and ours not in OWN:
        raise TypeError(name)
    return Node(ours, tuple(map(back, e.args)))


def _minus(term: Node) -> bool:
    if term.op == "neg":
        return True
    while term.op in ("*", "/"):
        term = term.args[0]
    return term.op == "number" and term.value < 0


def _fraction(value: Fraction) -> Node:
    """A number as a decimal where that is short, else as a quotient."""
    plain = float(value)
    if value.denominator == 1 or (len(repr(plain)) <= 8 and Fraction(repr(plain)) == value):
        return number(plain)
    return expression.divide(number(value.numerator), number(value.denominator))


def _product(e: Any, back: Callable[[Any], Node], sympy: Any) -> Node:
    """Numbers first, then names, then powers and functions, then sums; over what has negative powers."""
    above, below, sign = [], [], 1
    for factor in e.as_ordered_factors():
        if factor.is_Rational:
            sign = -sign if factor < 0 else sign
            p, q = abs(int(factor.p)), int(factor.q)
            whole = _fraction(Fraction(p, q))
            if whole.op == "number" and q != 1 and p != 1:
                above.append(whole)
            else:
                above += [number(p)] if p != 1 else []
                below += [number(q)] if q != 1 else []
        elif factor.is_Pow and factor.exp.is_Number and factor.exp < 0:
            below.append(back(factor.base ** (-factor.exp)))
        else:
            above.append(back(factor))
    found = _times(above)
    if below:
        found = expression.divide(found, _times(below))
    return found if sign > 0 else expression.negative(found)


def _times(factors: list[Node]) -> Node:
    rank = {"name": 2, "**": 3, "+": 5, "-": 5}
    found = expression.ONE
    for each in sorted(factors, key=lambda f: 0 if f.op == "number" else 1 if not names(f) else rank.get(f.op, 4)):
        found = expression.multiply(found, each)
    return found
