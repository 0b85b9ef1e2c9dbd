"""Run a catalog function on symbols instead of numbers: its result is the expression tree of what it computes.

Loops over whole numbers are unrolled, helper functions are inlined, and where an ``if`` depends on a symbol both
branches run and a ``where`` chooses between their results.
"""

import ast
import builtins
import inspect
import math
import operator
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from nnplay.catalog import stable_math
from nnplay.engine.function_source import NotPortableError, definition_of, outside_names
from nnplay.utils.expressions.tree import COMPARISONS, CONDITIONS, Node, build, number

MAX_STEPS = 200_000  # expressions that one activation may evaluate
NO_RESULT = object()  # of statements that end without a return
# Helpers that the libraries have functions for; without them, they would be inlined.
NATIVE_HELPERS: dict[Callable[..., Any], str] = {
    stable_math.logistic: "sigmoid",
    stable_math.log_one_plus_exp: "softplus",
}
OPERATORS: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+", operator.add), ast.Sub: ("-", operator.sub), ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv), ast.Pow: ("**", operator.pow), ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod), ast.Lt: ("<", operator.lt), ast.LtE: ("<=", operator.le), ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge), ast.Eq: ("==", operator.eq), ast.NotEq: ("!=", operator.ne),
}  # fmt: skip
# The functions of math that are operations of a tree, by the operation's name where that differs.
SAME_NAME = (
    "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc", "hypot",
    "floor", "ceil",
)  # fmt: skip
MATH: dict[str, Callable[..., Node]] = {
    **{name: lambda *args, name=name: build(name, *args) for name in SAME_NAME},
    **{
        f"a{name}": lambda x, name=f"arc{name}": build(name, x)
        for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
    },
    "fabs": lambda x: build("abs", x),
    "pow": lambda x, y: build("**", x, y),
    "exp2": lambda x: build("**", number(2), x),
    "log2": lambda x: build("/", build("log", x), number(math.log(2))),
    "log10": lambda x: build("/", build("log", x), number(math.log(10))),
    "cbrt": lambda x: build("*", build("sign", x), build("**", build("abs", x), number(1 / 3))),
    "copysign": lambda x, y: build("*", build("abs", x), choose(build("<", y, number(0)), number(-1), number(1))),
    "isnan": lambda x: Node("!=", (x, x)),
}  # fmt: skip
BUILTINS = {name: getattr(builtins, name) for name in ("abs", "float", "int", "bool", "pow", "round")}


def run(function: Callable[..., Any], *args: Any) -> Any:
    """Call a function with symbols (nodes), plain numbers, and lists of them as rows, into which it may write.

    Returns:
        What the function returns: a node, a plain number, a tuple of them, or None.

    Raises:
        NotPortableError: it is not made of arithmetic, ``if``, loops over whole numbers and the functions of math.
    """
    try:
        return _Call(function, args, (), [MAX_STEPS]).result()
    except (ArithmeticError, ValueError, TypeError, LookupError, RecursionError):  # of the plain numbers in it
        raise NotPortableError from None


def as_node(value: Any) -> Node:
    """A value as a number of a tree; a condition is 1 where it holds.

    Raises:
        NotPortableError: it is a row, or nothing.
    """
    if isinstance(value, Node):
        return build("where", value, number(1), number(0)) if value.op in CONDITIONS else value
    if not isinstance(value, int | float):
        raise NotPortableError
    return number(value)


def choose(condition: Node, a: Any, b: Any) -> Any:
    """The value a where the condition holds, else b; place by place for several values."""
    if a is b or (type(a) is type(b) and a == b):
        return a
    if a is None or b is None:
        return None
    if isinstance(a, list | tuple) and type(a) is type(b) and len(a) == len(b):
        return type(a)(choose(condition, one, other) for one, other in zip(a, b, strict=True))
    return build("where", condition, as_node(a), as_node(b))


class _Call:
    """One call of a function: its local names and what they stand for."""

    def __init__(
        self, function: Callable[..., Any], args: Sequence[Any], callers: tuple[Any, ...], steps: list[int],
        **keywords: Any,
    ) -> None:  # fmt: skip
        if function in callers:
            raise NotPortableError  # it calls itself
        self.body = definition_of(function).body
        self.outside = outside_names(function)
        self.callers = (*callers, function)
        self.steps = steps
        bound = inspect.signature(function).bind(*args, **keywords)
        bound.apply_defaults()
        self.names: dict[str, Any] = dict(bound.arguments)

    def result(self) -> Any:
        value = self.statements(self.body)
        return None if value is NO_RESULT else value

    # ── statements ───────────────────────────────────────────────────────────────────────────────────────────────

    def statements(self, body: Sequence[ast.stmt]) -> Any:
        """The value of the first return that is reached, or NO_RESULT."""
        for place, statement in enumerate(body):
            if isinstance(statement, ast.If) and isinstance(test := self.condition(statement.test), Node):
                leaves = any(isinstance(each, ast.Return) for part in statement.body for each in ast.walk(part)) or any(
                    isinstance(each, ast.Return) for part in statement.orelse for each in ast.walk(part)
                )
                rest = body[place + 1 :] if leaves else []
                value = self.both(test, [*statement.body, *rest], [*statement.orelse, *rest])
                if leaves:
                    return value
            elif isinstance(statement, ast.If):
                value = self.statements(statement.body if test else statement.orelse)
            else:
                value = self.statement(statement)
            if value is not NO_RESULT:
                return value
        return NO_RESULT

    def statement(self, statement: ast.stmt) -> Any:
        match statement:
            case ast.Return(value=ast.expr() as value):
                return self.value(value)
            case ast.Assign(targets=targets, value=value):
                new = self.value(value)
                for target in targets:
                    self.assign(target, new)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.assign(target, self.value(value))
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                self.assign(target, self.operate(op, self.named(name), self.value(value)))
            case ast.AugAssign(target=ast.Subscript() as target, op=op, value=value):
                self.assign(target, self.operate(op, self.item(target), self.value(value)))
            case ast.For(target=target, iter=iterable, body=body, orelse=[]):
                return self.loop(target, self.value(iterable), body)
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(value=ast.Call() as call):
                self.value(call)  # a helper that fills a row
            case _:
                raise NotPortableError
        return NO_RESULT

    def loop(self, target: ast.expr, items: Any, body: Sequence[ast.stmt]) -> Any:
        for item in items:
            self.assign(target, item)
            value = self.statements(body)
            if value is not NO_RESULT:
                return value
        return NO_RESULT

    def both(self, condition: Node, body: Sequence[ast.stmt], otherwise: Sequence[ast.stmt]) -> Any:
        """Run both branches from the same names; afterwards each name is what the branch that holds made of it."""
        before = {name: _copy(value) for name, value in self.names.items()}
        value = self.statements(body)
        after = {name: _copy(each) for name, each in self.names.items()}
        for name, saved in before.items():
            if isinstance(saved, list):
                before[name] = self.names[name]
                before[name][:] = saved
        self.names = before
        other = self.statements(otherwise)
        if (value is NO_RESULT) != (other is NO_RESULT):
            raise NotPortableError  # a return in one branch alone, inside of a loop
        for name in after.keys() | self.names.keys():
            merged = choose(condition, after.get(name), self.names.get(name))
            if isinstance(merged, list):
                self.names[name][:] = merged
            else:
                self.names[name] = merged
        return NO_RESULT if value is NO_RESULT else choose(condition, value, other)

    def assign(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Name(id=name) if not isinstance(value, list):
                self.names[name] = value
            case ast.Subscript(value=ast.Name(id=name), slice=place):
                row, index = self.named(name), self.value(place)
                if not isinstance(row, list) or not isinstance(index, int):
                    raise NotPortableError
                row[index] = value
            case ast.Tuple(elts=targets) if isinstance(value, tuple) and len(value) == len(targets):
                for each, part in zip(targets, value, strict=True):
                    self.assign(each, part)
            case _:
                raise NotPortableError

    # ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────

    def value(self, node: ast.expr) -> Any:
        self.steps[0] -= 1
        if self.steps[0] < 0:
            raise NotPortableError
        match node:
            case ast.Constant(value=bool() | int() | float() as value):
                return value
            case ast.Name(id=name):
                return self.named(name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if self.outside.get(owner) is math:
                return float(getattr(math, name))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                test = self.condition(operand)
                return Node("not", (test,)) if isinstance(test, Node) else not test
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self.value(operand)
                return build("neg", as_node(value)) if isinstance(value, Node) else -value
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self.operate(op, self.value(left), self.value(right))
            case ast.Compare():
                return self.compare(node)
            case ast.BoolOp(op=op, values=values):
                return self.joined("and" if isinstance(op, ast.And) else "or", values)
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                condition = self.condition(test)
                if not isinstance(condition, Node):
                    return self.value(body if condition else otherwise)
                return choose(condition, self.value(body), self.value(otherwise))
            case ast.Tuple(elts=parts):
                return tuple(self.value(part) for part in parts)
            case ast.Subscript():
                return self.item(node)
            case ast.Call():
                return self.call(node)
        raise NotPortableError

    def named(self, name: str) -> Any:
        value = self.names[name] if name in self.names else self.outside.get(name)
        if value is None or (name not in self.names and not isinstance(value, int | float)):
            raise NotPortableError
        return value

    def item(self, node: ast.Subscript) -> Any:
        row, index = self.value(node.value), self.value(node.slice)
        if not isinstance(row, list | tuple) or not isinstance(index, int) or row[index] is None:
            raise NotPortableError
        return row[index]

    def condition(self, node: ast.expr) -> Node | bool:
        """The truth of an expression: a condition on symbols, or known already."""
        value = self.value(node)
        if isinstance(value, Node):
            return value if value.op in CONDITIONS else Node("!=", (value, number(0)))
        return bool(value)

    def operate(self, op: ast.AST, left: Any, right: Any) -> Any:
        if type(op) not in OPERATORS:
            raise NotPortableError
        sign, plain = OPERATORS[type(op)]
        if not isinstance(left, Node) and not isinstance(right, Node):
            return plain(left, right)
        a, b = as_node(left), as_node(right)
        if sign == "//":
            return build("floor", build("/", a, b))
        if sign == "%":
            return build("-", a, build("*", b, build("floor", build("/", a, b))))
        return Node(sign, (a, b)) if sign in COMPARISONS else build(sign, a, b)

    def compare(self, node: ast.Compare) -> Any:
        values = [self.value(each) for each in (node.left, *node.comparators)]
        pairs = zip(node.ops, values[:-1], values[1:], strict=True)
        return _joined("and", [self.operate(op, left, right) for op, left, right in pairs])

    def joined(self, word: str, values: Sequence[ast.expr]) -> Any:
        """The conditions joined; what follows a part that decides is not evaluated."""
        parts: list[Node | bool] = []
        for each in values:
            parts.append(self.condition(each))
            if parts[-1] is (word == "or"):
                break
        return _joined(word, parts)

    def call(self, node: ast.Call) -> Any:
        args = [self.value(each) for each in node.args]
        keywords = {str(each.arg): self.value(each.value) for each in node.keywords}
        symbolic = any(isinstance(each, Node) for each in (*args, *keywords.values()))
        match node.func:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if self.outside.get(owner) is math:
                return self.of_math(name, args, symbolic=symbolic)
            case ast.Name(id=name) if name not in self.names:
                function = self.outside.get(name)
                if function in NATIVE_HELPERS:
                    return build(NATIVE_HELPERS[function], *map(as_node, args))
                if isinstance(function, FunctionType):
                    return _Call(function, args, self.callers, self.steps, **keywords).result()
                if function is not None:  # `from math import exp`
                    return self.of_math(getattr(function, "__name__", ""), args, symbolic=symbolic)
                return self.builtin(name, args, symbolic=symbolic)
        raise NotPortableError

    def of_math(self, name: str, args: Sequence[Any], *, symbolic: bool) -> Any:
        if not symbolic:
            return getattr(math, name)(*args)
        if name not in MATH:
            raise NotPortableError
        return MATH[name](*map(as_node, args))

    def builtin(self, name: str, args: Sequence[Any], *, symbolic: bool) -> Any:
        if name in ("min", "max"):
            extreme = args[0]
            for each in args[1:]:
                if isinstance(extreme, Node) or isinstance(each, Node):
                    extreme = extreme if extreme == each else build(name, as_node(extreme), as_node(each))
                else:
                    extreme = min(extreme, each) if name == "min" else max(extreme, each)
            return extreme
        if name == "len" and isinstance(args[0], list | tuple):
            return len(args[0])
        if name == "range" and not symbolic:
            return range(*args)
        if not symbolic and name in BUILTINS:
            return BUILTINS[name](*args)
        if name in ("abs", "round") and len(args) == 1:
            return build(name, as_node(args[0]))
        if name == "float":
            return as_node(args[0])
        if name == "pow" and len(args) == 2:
            return build("**", *map(as_node, args))
        raise NotPortableError


def _copy(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _joined(word: str, conditions: Sequence[Node | bool]) -> Any:
    """Conditions joined by "and" or "or", those that are known already left out."""
    deciding = word == "or"
    if any(each is deciding for each in conditions):
        return deciding
    symbols = [each for each in conditions if isinstance(each, Node)]
    if not symbols:
        return not deciding
    joined = symbols[0]
    for each in symbols[1:]:
        joined = Node(word, (joined, each))
    return joined
