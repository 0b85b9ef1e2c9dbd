"""Simplify a derivative with SymPy, which is given the tree of a formula and never its text.

SymPy's simplification can take very long. It is applied to small trees only, and its result is used only if it is
shorter, introduces no new function and has the same values.
"""

import importlib.util
import math
import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

from nnplay.catalog.formulas.codegen import compile_function
from nnplay.catalog.formulas.stabilize import stabilize
from nnplay.errors import NNPlayError
from nnplay.utils.expressions import tree as expression
from nnplay.utils.expressions.tree import UNARY_FUNCTIONS, Node, build, names, nodes, number, size

MAX_NODES, MAX_SIMPLIFIED_NODES = 160, 40  # of a tree that is factored, and of one that is fully simplified
MAX_EXPONENT = 4  # of powers that are expanded
OPAQUE = ("sigmoid", "softplus", "relu", "expm1", "log1p", "min", "max")  # SymPy lacks these, or would rewrite them
SYMPY_NAMES = {
    "exp": "exp", "log": "log", "sqrt": "sqrt", "abs": "Abs", "sign": "sign", "sin": "sin", "cos": "cos", "tan": "tan",
    "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsinh": "asinh", "erf": "erf", "erfc": "erfc",
}  # fmt: skip
NAMES = {sympy_name: name for name, sympy_name in SYMPY_NAMES.items()}
PERIODIC = {"sin", "cos", "tan", "sinh", "cosh", "tanh"}  # SymPy may try their many identities for long
# What SymPy raises on expressions that it cannot handle; it says "not implemented" where it knows no algorithm.
SYMPY_ERRORS = (
    NNPlayError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    RecursionError,
)
ALLOWED_OPERATIONS = {"+", "-", "*", "/", "**", "neg", "number", "name", "sqrt"}


def has_sympy() -> bool:
    """Whether SymPy is installed."""
    try:
        return importlib.util.find_spec("sympy") is not None
    except ValueError:
        return False


def simplify(tree: Node) -> Node:
    """The shortest equal tree that SymPy finds; conditions stay as they are, and their branches are simplified.

    Raises:
        NNPlayError: SymPy is not installed.
    """
    try:
        import sympy
    except ImportError:
        raise NNPlayError("Simplifying a derivative needs SymPy: pip install 'nnplay[formula]'.") from None
    results: dict[Node, Node] = {}

    def simplified(node: Node) -> Node:
        if node not in results:
            if node.op == "where":
                results[node] = expression.where(node.args[0], *(simplified(each) for each in node.args[1:]))
            elif any(each.op == "where" for each in nodes(node)):
                results[node] = build(node.op, *(simplified(each) for each in node.args))
            else:
                results[node] = _shortest(node, sympy)
        return results[node]

    return simplified(tree)


def _shortest(node: Node, sympy: Any) -> Node:
    if not 3 < size(node) <= MAX_NODES or any(each.op == "clamped" for each in nodes(node)):
        return node
    symbols = {each: sympy.Symbol(f"v_{each}", real=True) for each in names(node)}
    symbol_names = {symbol: name for name, symbol in symbols.items()}
    transforms: list[Callable[[Any], Any]] = [lambda e: e, sympy.factor_terms, sympy.together]
    is_small = size(node) <= MAX_SIMPLIFIED_NODES and not _has_large_powers(node)
    if is_small:
        transforms.append(sympy.cancel)
    if is_small and not {each.op for each in nodes(node)} & PERIODIC:
        transforms += [sympy.simplify, lambda e: sympy.factor_terms(sympy.simplify(e))]
        if any(each.op == "sign" for each in nodes(node)):
            transforms.append(lambda e: sympy.simplify(e.replace(sympy.sign, lambda u: sympy.Abs(u) / u)))
    best = node
    for transform in transforms:
        with suppress(*SYMPY_ERRORS):
            candidate = _from_sympy(transform(_to_sympy(node, symbols, sympy)), symbol_names, sympy)
            if _length(candidate) < _length(best) and _is_valid(candidate, node):
                best = candidate
    return best


def _length(node: Node) -> float:
    """The length for a reader; a quotient counts for more than its nodes."""
    return size(node) + sum(each.op == "/" for each in nodes(node)) / 2


def _has_large_powers(node: Node) -> bool:
    """Whether expanding its powers would give very many terms."""
    exponents = [each.args[1] for each in nodes(node) if each.op == "**"]
    return any(p.op != "number" or abs(p.value) > MAX_EXPONENT or 2 * p.value != int(2 * p.value) for p in exponents)


def _is_valid(candidate: Node, original: Node) -> bool:
    """Whether the candidate has the same values and uses no new function."""
    operations = ALLOWED_OPERATIONS | {each.op for each in nodes(original)}
    return {each.op for each in nodes(candidate)} <= operations and same_values(candidate, original)


def same_values(candidate: Node, original: Node) -> bool:
    """Whether two trees have the same values at 24 random points."""
    variables = names(original)
    if not set(names(candidate)) <= set(variables):
        return False
    f, g = (compile_function(stabilize(each), variables, {}) for each in (candidate, original))
    rng = random.Random(0)
    for _ in range(24):
        point = [rng.uniform(-3, 3) for _ in variables]
        a, b = f(*point), g(*point)
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
    if node.op in SYMPY_NAMES:
        return getattr(sympy, SYMPY_NAMES[node.op])(*args)
    if node.op in OPAQUE:
        return sympy.Function(node.op, real=True)(*args)
    if node.op == "neg":
        return -args[0]
    a, b = args
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "**": lambda: a**b}[
        node.op
    ]()


def _from_sympy(e: Any, symbol_names: dict[Any, str], sympy: Any) -> Node:
    def convert(each: Any) -> Node:
        return _from_sympy(each, symbol_names, sympy)

    if e in symbol_names:
        return expression.name(symbol_names[e])
    if e.is_Rational:
        return _fraction(Fraction(int(e.p), int(e.q)))
    if e in (sympy.pi, sympy.E):
        return number(expression.PI if e == sympy.pi else expression.E)
    if e.is_Add:
        terms = sorted(map(convert, e.as_ordered_terms()), key=lambda term: term.op == "neg" or _is_negative(term))
        result = terms[0]
        for term in terms[1:]:
            if _is_negative(term):
                result = expression.subtract(result, expression.negative(term))
            else:
                result = expression.add(result, term)
        return result
    if e.is_Mul:
        return _product(e, convert)
    if e.is_Pow:
        if e.exp == sympy.Rational(1, 2):
            return Node("sqrt", (convert(e.base),))
        if e.exp.is_Number and e.exp < 0:
            return expression.divide(expression.ONE, convert(e.base ** (-e.exp)))
        return build("**", convert(e.base), convert(e.exp))
    name = type(e).__name__
    function = NAMES.get(name, name)
    if function not in UNARY_FUNCTIONS and function not in OPAQUE:
        raise TypeError(name)
    return Node(function, tuple(map(convert, e.args)))


def _is_negative(term: Node) -> bool:
    if term.op == "neg":
        return True
    while term.op in ("*", "/"):
        term = term.args[0]
    return term.op == "number" and term.value < 0


def _fraction(value: Fraction) -> Node:
    """A number as a decimal if that is short, else as a quotient."""
    decimal = float(value)
    if value.denominator == 1 or (len(repr(decimal)) <= 8 and Fraction(repr(decimal)) == value):
        return number(decimal)
    return expression.divide(number(value.numerator), number(value.denominator))


def _product(e: Any, convert: Callable[[Any], Node]) -> Node:
    """A product: numbers, names, powers and functions, then sums, over the factors with negative powers."""
    numerator, denominator, sign = [], [], 1
    for factor in e.as_ordered_factors():
        if factor.is_Rational:
            sign = -sign if factor < 0 else sign
            p, q = abs(int(factor.p)), int(factor.q)
            coefficient = _fraction(Fraction(p, q))
            if coefficient.op == "number" and q != 1 and p != 1:
                numerator.append(coefficient)
            else:
                numerator += [number(p)] if p != 1 else []
                denominator += [number(q)] if q != 1 else []
        elif factor.is_Pow and factor.exp.is_Number and factor.exp < 0:
            denominator.append(convert(factor.base ** (-factor.exp)))
        else:
            numerator.append(convert(factor))
    result = _times(numerator)
    if denominator:
        result = expression.divide(result, _times(denominator))
    return result if sign > 0 else expression.negative(result)


def _times(factors: list[Node]) -> Node:
    rank = {"name": 2, "**": 3, "+": 5, "-": 5}
    result = expression.ONE
    for each in sorted(factors, key=lambda f: 0 if f.op == "number" else 1 if not names(f) else rank.get(f.op, 4)):
        result = expression.multiply(result, each)
    return result
