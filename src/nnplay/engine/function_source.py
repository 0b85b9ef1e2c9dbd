"""The source of a catalog function as a syntax tree, for whatever is generated from it."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


class NotPortableError(Exception):
    """The function's source is not available, or uses something that cannot be generated from it."""


def definition_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """The definition of a function, without its docstring.

    Raises:
        NotPortableError: its source is not available, or it is no plain ``def``.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, IndentationError):
        raise NotPortableError from None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        raise NotPortableError
    definition = tree.body[0]
    first = definition.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(definition.body) > 1:
        definition.body = definition.body[1:]
    return definition


def outside_names(function: Callable[..., Any]) -> dict[str, Any]:
    """What the function's names of its module and of enclosing functions stand for."""
    outside = inspect.getclosurevars(function)
    return {**outside.globals, **outside.nonlocals}
