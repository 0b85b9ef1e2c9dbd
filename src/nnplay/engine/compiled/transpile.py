"""Translates a function of the catalog into source that Numba compiles to fast code.

Three changes make a textbook function fast without changing what it computes. Numbers are written in the network's own
type, so that float32 arithmetic is not silently widened. Module constants are inserted as numbers. Expressions that are
the same for all elements (1 − β₂ᵗ) are moved out of the loop, in float64.
"""

import ast
import builtins
import inspect
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from nnplay.engine.function_source import NotPortableError, definition_of, outside_names

FAST_FUNCTIONS = ("exp", "tanh", "expm1", "log", "log1p")  # of fast_math.py
BUILTINS = {"min", "max", "abs", "range", "len", "float", "int", "bool", "pow", "round"}


@dataclass
class TranspiledFunction:
    """The source of ``name(*varying, *invariants)``, the expressions of the invariants, and its helper functions."""

    text: str
    invariants: list[str]
    helpers: dict[str, str]  # name → source of each function that it calls, inner ones first


def transpile(
    function: Callable[..., Any],
    name: str,
    *,
    row: bool = False,
    hoist: frozenset[str] = frozenset(),
    callers: tuple[Callable[..., Any], ...] = (),
) -> TranspiledFunction:
    """Rewrite `function` as ``def name(...)`` with numbers as ``T(…)``.

    Args:
        function: a function of numbers, or of rows if `row`.
        name: its new name.
        row: do not change integers, which are indices and counts.
        hoist: parameters that are the same for all elements. They are removed from the signature, and each largest
            expression of them alone becomes an invariant, passed as ``_k0, _k1, …``.
        callers: the functions that call this one as a helper.

    Raises:
        NotPortableError: the source is not available or not self-contained.
    """
    definition = definition_of(function)
    definition.name = name
    definition.decorator_list = []
    definition.returns = None
    arguments = definition.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or (callers and arguments.defaults):
        raise NotPortableError
    if function in callers:
        raise NotPortableError  # recursion
    bound = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    if bound & hoist or "T" in bound | {a.arg for a in arguments.args}:
        raise NotPortableError  # an assigned invariant, or a variable that hides the number type T
    arguments.defaults = []
    for argument in arguments.args:
        argument.annotation = None
    hoister = _Hoister(hoist)
    if hoist:
        definition = hoister.visit(definition)
        names = [f"_k{i}" for i in range(len(hoister.expressions))]
        varying = [a for a in definition.args.args if a.arg not in hoist]
        definition.args.args = varying + [ast.arg(arg=n) for n in names]
    typer = _Typed(function, definition, row)
    typed = typer.visit(definition)
    helpers: dict[str, str] = {}
    for called, helper in typer.helpers.items():
        inner = transpile(helper, called, row=row, callers=(*callers, function))
        helpers |= inner.helpers | {called: inner.text}
    scalar = _Typed(function, definition, True)
    texts = [ast.unparse(ast.fix_missing_locations(scalar.visit(e))) for e in hoister.expressions]
    return TranspiledFunction(ast.unparse(ast.fix_missing_locations(typed)), texts, helpers)


class _Typed(ast.NodeTransformer):
    """Turns numbers into ``T(number)``, and names of outer constants into numbers."""

    def __init__(self, function: Callable[..., Any], definition: ast.FunctionDef, row: bool) -> None:
        self.outside = outside_names(function)
        stored = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        self.local = stored | {a.arg for a in definition.args.args} | set(inspect.signature(function).parameters)
        self.row = row
        self.helpers: dict[str, Callable[..., Any]] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return node
        if isinstance(node.value, int) and self.row:
            return node
        return self._number(float(node.value))

    @staticmethod
    def _number(value: float) -> ast.expr:
        literal: ast.expr = ast.Constant(value)
        if not math.isfinite(value):
            literal = ast.Attribute(ast.Name("math", ast.Load()), "nan" if value != value else "inf", ast.Load())
            literal = ast.UnaryOp(ast.USub(), literal) if value < 0 else literal
        return ast.Call(ast.Name("T", ast.Load()), [literal], [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        power = isinstance(node.op, ast.Pow)
        if power and isinstance(node.right, ast.Constant) and isinstance(node.right.value, int):
            node.left = self.visit(node.left)  # z**2 compiles to a product
            return node
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.local or node.id.startswith("_k"):
            return node
        value = self.outside.get(node.id, self)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._number(float(value))
        if value is math and node.id == "math":
            return node
        if value is self and node.id in BUILTINS and hasattr(builtins, node.id):
            return node
        if isinstance(value, FunctionType):
            called = f"h_{value.__module__}_{value.__qualname__}".replace(".", "_").replace("<locals>", "")
            self.helpers[called] = value
            return ast.Name(called, ast.Load())
        raise NotPortableError

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        owner = node.value
        if isinstance(owner, ast.Name) and self.outside.get(owner.id) is math:
            value = getattr(math, node.attr, None)
            if isinstance(value, float):
                return self._number(value)
        return self.generic_visit(node)


class _Hoister(ast.NodeTransformer):
    """Replaces each largest expression of invariant names and numbers by a name ``_k``."""

    def __init__(self, invariant: frozenset[str]) -> None:
        self.invariant = invariant
        self.expressions: list[ast.expr] = []
        self._known: dict[str, int] = {}

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.expr) and self._invariant(node):
            text = ast.unparse(node)
            if text not in self._known:
                self._known[text] = len(self.expressions)
                self.expressions.append(node)
            return ast.Name(f"_k{self._known[text]}", ast.Load())
        return self.generic_visit(node)

    def _invariant(self, node: ast.expr) -> bool:
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {"math"}
        return bool(names) and names <= self.invariant


def replace_math(text: str, *, row: bool) -> str:
    """Source text with the functions of fast_math.py instead of those of the math module.

    Functions of rows keep the logarithm of the C library, which is faster for a single number.
    """
    names = [name for name in FAST_FUNCTIONS if not (row and name.startswith("log"))]
    return re.sub(rf"\bmath\.({'|'.join(names)})\(", r"_\1(", text)


def fast_math_imports(text: str) -> str:
    """The import lines for those of these functions that a source text calls."""
    used = [name for name in FAST_FUNCTIONS if f"_{name}(" in text]
    return "".join(f"from nnplay.engine.compiled.fast_math import {name} as _{name}\n" for name in used)
