"""From a catalogue function to the source of a compiled one.

Three changes make a textbook function fast, and none changes what it computes: numbers are written in the network's
own type, so that float32 arithmetic is not silently widened; module constants are written out; and whatever does not
depend on the element (1 − β₂ᵗ) is taken out of the loop, in float64.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

BUILTINS = {"min", "max", "abs", "range", "len", "float", "int", "bool", "pow", "round"}


class NotPortableError(Exception):
    """The function's source is not at hand, or refers to things that only its own module knows."""


@dataclass
class Ported:
    """The source of a ported function ``name(*varying, *invariants)``, the invariants' expressions, and its helpers."""

    text: str
    invariants: list[str]
    helpers: dict[str, str]  # the source of each function it calls, by its name there, inner ones first


def port(
    function: Callable[..., Any],
    name: str,
    *,
    row: bool = False,
    hoist: frozenset[str] = frozenset(),
    callers: tuple[Callable[..., Any], ...] = (),
) -> Ported:
    """Write `function` again as ``def name(...)`` with numbers as ``T(…)``.

    Args:
        function: a function of numbers, or of rows when `row`.
        name: what to call it.
        row: leave whole numbers alone (they index and count).
        hoist: parameters that are the same for all elements; they disappear from the signature, and each largest
            expression in them alone becomes an invariant, passed in as ``_k0, _k1, …``.
        callers: the functions that this one is a helper of.

    Raises:
        NotPortableError: when the source cannot stand by itself.
    """
    definition = _definition(function)
    definition.name = name
    definition.decorator_list = []
    definition.returns = None
    arguments = definition.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or (callers and arguments.defaults):
        raise NotPortableError
    if function in callers:
        raise NotPortableError  # it calls itself
    bound = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    if bound & hoist or "T" in bound | {a.arg for a in arguments.args}:
        raise NotPortableError  # an invariant that varies; T would hide the number type
    arguments.defaults = []
    for argument in arguments.args:
        argument.annotation = None
    hoister = _Hoister(hoist)
    if hoist:
        definition = hoister.visit(definition)
        names = [f"_k{i}" for i in range(len(hoister.expressions))]
        kept = [a for a in definition.args.args if a.arg not in hoist]
        definition.args.args = kept + [ast.arg(arg=n) for n in names]
    typer = _Typed(function, definition, row)
    typed = typer.visit(definition)
    helpers: dict[str, str] = {}
    for called, helper in typer.helpers.items():
        inner = port(helper, called, row=row, callers=(*callers, function))
        helpers |= inner.helpers | {called: inner.text}
    scalar = _Typed(function, definition, True)
    texts = [ast.unparse(ast.fix_missing_locations(scalar.visit(e))) for e in hoister.expressions]
    return Ported(ast.unparse(ast.fix_missing_locations(typed)), texts, helpers)


def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, IndentationError):
        raise NotPortableError from None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        raise NotPortableError
    definition = tree.body[0]
    first = definition.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(definition.body) > 1:
        definition.body = definition.body[1:]  # the docstring
    return definition


class _Typed(ast.NodeTransformer):
    """Numbers become ``T(number)``; names from outside the function become numbers, or the port is refused."""

    def __init__(self, function: Callable[..., Any], definition: ast.FunctionDef, row: bool) -> None:
        self.outside = inspect.getclosurevars(function)
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
            node.left = self.visit(node.left)  # z**2 stays a product
            return node
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.local or node.id.startswith("_k"):
            return node
        value = {**self.outside.globals, **self.outside.nonlocals}.get(node.id, self)
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
        if isinstance(owner, ast.Name) and self.outside.globals.get(owner.id) is math:
            value = getattr(math, node.attr, None)
            if isinstance(value, float):
                return self._number(value)
        return self.generic_visit(node)


class _Hoister(ast.NodeTransformer):
    """Replaces each largest expression made of invariant names and numbers only by a name ``_k``."""

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
