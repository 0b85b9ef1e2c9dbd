"""Derived features: a small language of formulas over columns, such as "x1^2", "rooms/age" or "log(price)".

    sum     = product { ("+" | "-") product }
    product = signed { ("*" | "/") signed }
    signed  = ["-" | "+"] signed | power
    power   = atom ["^" signed]
    atom    = number | column | function "(" sum ")" | "(" sum ")"

A name that is not a plain word stands in backticks or quotes: `sepal length (cm)`^2. Also read: ** for ^, ² and ³,
· and × for *. The text is never handed to Python; only what is listed here can be computed.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

import numpy as np

from nnplay.data.columns import Floats, listed, nearest
from nnplay.errors import DataError

MAX_LENGTH = 500
MAX_DEPTH = 40

FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "tanh": np.tanh,
}
OPERATORS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
SPELLINGS = {"**": "^", "·": "*", "×": "*", "−": "-"}
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d²³¹][^\W²³¹]*)"
    r"|`(?P<backtick>[^`]+)`|\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'"
    r"|(?P<sign>\*\*|[-+*/^()·×−²³]))"
)

Compute = Callable[[Mapping[str, Floats]], Floats]


class Token(NamedTuple):
    """A piece of the text: its kind ("number", "word", "name", "sign" or "end"), what it says and where it starts."""

    kind: str
    text: str
    position: int


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed formula.

    Attributes:
        text: what the user wrote.
        names: the columns it needs, in order of appearance.
        compute: from columns, each of shape (n,), to the values of shape (n,); not finite where it is undefined.
    """

    text: str
    names: tuple[str, ...]
    compute: Compute

    def __call__(self, columns: Mapping[str, Floats]) -> Floats:
        """The values, shape (n,)."""
        with np.errstate(all="ignore"):
            return np.asarray(self.compute(columns), dtype=np.float64)


def parse_expression(text: str, columns: Collection[str]) -> Expression:
    """Read a formula over these columns.

    Raises:
        DataError: a mistake, with its position in the text; an unknown column; a formula that is too long or too
            deeply nested, or that uses no column.
    """
    if len(text) > MAX_LENGTH:
        raise DataError(f"the expression {text[:40]!r}… is longer than {MAX_LENGTH} characters; write a shorter one")
    parser = _Parser(text, columns)
    compute = parser.sum(0)
    if parser.token.kind != "end":
        parser.fail(f"unexpected {parser.token.text!r}")
    if not parser.names:
        raise DataError(f"the expression {text!r} uses no column; name at least one of {listed(columns)}")
    return Expression(text, tuple(parser.names), compute)


def _tokens(text: str) -> list[Token]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise DataError(f"cannot read {text[start]!r} at position {start + 1} of the expression {text!r}")
        kind = match.lastgroup if match.lastgroup in ("number", "word", "sign") else "name"
        said = match.group(match.lastgroup)
        tokens.append(Token(kind, SPELLINGS.get(said, said) if kind == "sign" else said, match.start(match.lastgroup)))
        position = match.end()
    return [*tokens, Token("end", "end", end)]


class _Parser:
    """Recursive descent: one method a rule of the grammar above; each gives the function that computes its part."""

    def __init__(self, text: str, columns: Collection[str]) -> None:
        self.text = text
        self.columns = columns
        self.names: dict[str, None] = {}
        self.tokens = _tokens(text)
        self.token = self.tokens.pop(0)

    def fail(self, problem: str, hint: str = "") -> NoReturn:
        raise DataError(f"{problem} at position {self.token.position + 1} of the expression {self.text!r}{hint}")

    def take(self) -> Token:
        taken = self.token
        self.token = self.tokens.pop(0) if self.tokens else taken
        return taken

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def sum(self, depth: int) -> Compute:
        left = self.product(depth)
        while self.sees("+", "-"):
            left = _binary(self.take().text, left, self.product(depth))
        return left

    def product(self, depth: int) -> Compute:
        left = self.signed(depth)
        while self.sees("*", "/"):
            left = _binary(self.take().text, left, self.signed(depth))
        return left

    def signed(self, depth: int) -> Compute:
        if depth > MAX_DEPTH:
            self.fail(f"more than {MAX_DEPTH} levels of nesting")
        if self.sees("-"):
            self.take()
            inner = self.signed(depth + 1)
            return lambda columns: np.negative(inner(columns))
        if self.sees("+"):
            self.take()
            return self.signed(depth + 1)
        return self.power(depth)

    def power(self, depth: int) -> Compute:
        base = self.atom(depth)
        while self.sees("²", "³"):
            base = _binary("^", base, _constant(2.0 if self.take().text == "²" else 3.0))
        if self.sees("^"):
            self.take()
            return _binary("^", base, self.signed(depth + 1))
        return base

    def atom(self, depth: int) -> Compute:
        if self.sees("("):
            return self.parenthesis(depth)
        if self.token.kind == "number":
            return _constant(float(self.take().text))
        if self.token.kind == "word" and self.tokens[0].text == "(" and self.tokens[0].kind == "sign":
            return self.function(depth)
        if self.token.kind not in ("word", "name"):
            self.fail("a number or a column is missing")
        return self.column()

    def parenthesis(self, depth: int) -> Compute:
        self.take()
        inner = self.sum(depth + 1)
        if not self.sees(")"):
            self.fail("a closing parenthesis is missing")
        self.take()
        return inner

    def function(self, depth: int) -> Compute:
        if self.token.text not in FUNCTIONS:
            self.fail(f"unknown function {self.token.text!r}", f"; there are {listed(FUNCTIONS)}")
        function = FUNCTIONS[self.take().text]
        argument = self.parenthesis(depth)
        return lambda columns: function(argument(columns))

    def column(self) -> Compute:
        name = self.token.text
        if name not in self.columns:
            hint = nearest(name, self.columns) or f"; there are {listed(self.columns)}"
            self.fail(f"unknown column {name!r}", hint)
        self.take()
        self.names[name] = None
        return lambda columns: columns[name]


def _constant(number: float) -> Compute:
    return lambda _: np.asarray(number)


def _binary(sign: str, left: Compute, right: Compute) -> Compute:
    operator = OPERATORS[sign]
    return lambda columns: operator(left(columns), right(columns))
