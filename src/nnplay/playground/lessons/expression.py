"""Conditions and numbers in lesson files: `test accuracy >= 95% and neurons <= 4`.

A small language of its own: it is parsed here, never passed to Python. `web/site/app/expression.js` is the same for the
page.

    or, and, not · = != < <= > >= · + - · * / · - ^ · numbers, 95%, "text", names, function(…)

Words that follow each other are one name: `test accuracy` is `test_accuracy`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from nnplay.errors import NNPlayError

Value: TypeAlias = float | str | bool
Node: TypeAlias = tuple[Any, ...]  # its kind, and its parts

MAX_LENGTH = 500  # letters of an expression
MAX_DEPTH = 50  # of parentheses and operators in each other
WORDS = ("and", "or", "not", "true", "false")
TOKEN = re.compile(
    r'\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?P<percent>\s*%)?|(?P<name>[A-Za-z_]\w*)|"(?P<text>[^"]*)"'
    r"|(?P<sign><=|>=|!=|==|[-+*/^()<>=,≤≥≠−·]))",
    re.ASCII,
)
SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "−": "-", "·": "*"}
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs, "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan, "exp": lambda a: math.exp(min(a, 709.0)),
    "ln": lambda a: math.log(a) if a > 0 else math.nan, "tanh": math.tanh, "min": min, "max": max,
    "sigmoid": lambda a: 1 / (1 + math.exp(min(-a, 709.0))), "round": lambda a: math.floor(a + 0.5),
}  # fmt: skip
ARGUMENTS = {"min": (1, 9), "max": (1, 9)}  # least and most; one for the others


class ExpressionError(NNPlayError):
    """A mistake in an expression."""


@dataclass(frozen=True)
class Scope:
    """What the names of an expression stand for.

    Attributes:
        value: the value of a name; raises LookupError for an unknown one.
        call: the result of a function that depends on the network.
    """

    value: Callable[[str], Value]
    call: Callable[[str, list[Value]], Value]


def parse(text: str) -> Node:
    """The syntax tree of an expression.

    Raises:
        ExpressionError: a mistake, with what was expected.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"The expression is longer than {MAX_LENGTH} letters.")
    parser = _ConditionParser(list(_tokens(text)))
    node = parser.either(0)
    if parser.next[0] != "end":
        raise ExpressionError(f"There is something unexpected at “{parser.next[1]}”.")
    return node


def names(node: Node) -> Iterator[tuple[str, str]]:
    """The names in an expression, each with its kind: "name" or "call"."""
    if node[0] in ("name", "call"):
        yield node[0], node[1]
    for part in node[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple):
                yield from names(each)


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of an expression; a comparison with something that is not known yet is false."""
    match node:
        case ("value", value):
            constant: Value = value
            return constant
        case ("name", name):
            return scope.value(name)
        case ("call", name, arguments):
            values = [
                each[1] if name in COLUMN_FUNCTIONS and each[0] == "name" else evaluate(each, scope)
                for each in arguments
            ]
            return FUNCTIONS[name](*map(_number, values)) if name in FUNCTIONS else scope.call(name, values)
        case ("not", part):
            return not evaluate(part, scope)
        case ("and", left, right):
            return bool(evaluate(left, scope)) and bool(evaluate(right, scope))
        case ("or", left, right):
            return bool(evaluate(left, scope)) or bool(evaluate(right, scope))
        case ("-", part):
            return -_number(evaluate(part, scope))
        case (sign, left, right):
            return _apply(sign, evaluate(left, scope), evaluate(right, scope))
    raise AssertionError(node)


COLUMN_FUNCTIONS = ("first", "lowest", "highest", "lowest_epoch")  # their argument is the name of a column


def _apply(sign: str, left: Value, right: Value) -> Value:
    if sign in ("=", "!="):
        return (left == right) is (sign == "=")
    a, b = _number(left), _number(right)
    if sign in COMPARISONS:
        return COMPARISONS[sign](a, b)
    try:
        match sign:
            case "+":
                return a + b
            case "*":
                return a * b
            case "/":
                return a / b
            case "^":
                power = a**b
                return power if isinstance(power, float) else math.nan
    except (ArithmeticError, ValueError):
        pass
    return math.nan


def _number(value: Value) -> float:
    return math.nan if isinstance(value, str) else float(value)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(f"“{text[at:].strip()[0]}” does not belong in an expression.")
        at = match.end()
        if match["number"]:
            yield "number", str(float(match["number"]) / (100 if match["percent"] else 1))
        elif match["name"]:
            yield ("word" if match["name"] in WORDS else "name"), match["name"]
        elif match["text"] is not None:
            yield "text", match["text"]
        else:
            yield "sign", SAME.get(match["sign"], match["sign"])
    yield "end", "the end"


class _ConditionParser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.at]

    def take(self, kind: str, *texts: str) -> str | None:
        """The next token if it is one of these."""
        if self.next[0] != kind or (texts and self.next[1] not in texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1][1]

    def either(self, depth: int) -> Node:
        node = self.both(depth)
        while self.take("word", "or"):
            node = ("or", node, self.both(depth))
        return node

    def both(self, depth: int) -> Node:
        node = self.denial(depth)
        while self.take("word", "and"):
            node = ("and", node, self.denial(depth))
        return node

    def denial(self, depth: int) -> Node:
        if self.take("word", "not"):
            return ("not", self.denial(self.deeper(depth)))
        left = self.sum(depth)
        sign = self.take("sign", "=", "!=", "<", "<=", ">", ">=")
        return (sign, left, self.sum(depth)) if sign else left

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while sign := self.take("sign", "+", "-"):
            part = self.product(depth)
            node = ("+", node, part if sign == "+" else ("-", part))
        return node

    def product(self, depth: int) -> Node:
        node = self.factor(depth)
        while sign := self.take("sign", "*", "/"):
            node = (sign, node, self.factor(depth))
        return node

    def factor(self, depth: int) -> Node:
        if self.take("sign", "-"):
            return ("-", self.factor(self.deeper(depth)))
        node = self.atom(depth)
        return ("^", node, self.factor(self.deeper(depth))) if self.take("sign", "^") else node

    def atom(self, depth: int) -> Node:
        if (number := self.take("number")) is not None:
            return ("value", float(number))
        if (text := self.take("text")) is not None:
            return ("value", text)
        if word := self.take("word", "true", "false"):
            return ("value", word == "true")
        if self.take("sign", "("):
            node = self.either(self.deeper(depth))
            self.close()
            return node
        name = self.take("name")
        if not name:
            raise ExpressionError(f"A number, a name or text is missing before {_quoted(self.next)}.")
        while more := self.take("name"):
            name = f"{name}_{more}"
        if not self.take("sign", "("):
            return ("name", name)
        arguments = [] if self.next == ("sign", ")") else [self.either(self.deeper(depth))]
        while self.take("sign", ","):
            arguments.append(self.either(self.deeper(depth)))
        self.close()
        least, most = ARGUMENTS.get(name, (1, 1))
        if name in FUNCTIONS and not least <= len(arguments) <= most:
            raise ExpressionError(f"{name} takes {'one number' if most == 1 else 'one number or more'}.")
        return ("call", name, arguments)

    def close(self) -> None:
        if not self.take("sign", ")"):
            raise ExpressionError(f"“)” is missing before {_quoted(self.next)}.")

    def deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise ExpressionError("The expression has too many parentheses in each other.")
        return depth + 1


def _quoted(token: tuple[str, str]) -> str:
    return token[1] if token[0] == "end" else f"“{token[1]}”"
