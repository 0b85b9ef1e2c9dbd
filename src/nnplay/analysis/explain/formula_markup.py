"""Parse formulas written as Unicode text, as in the catalog, into a tree for MathML and LaTeX.

The notation is that of ``z⁽¹⁾ = x @ W⁽¹⁾ + b⁽¹⁾``: ``@`` is the matrix product, ``⊙`` the element-wise product,
``a / b`` a fraction, ``√(…)`` a square root, ``e^(…)`` a power, ``a if b else c`` a definition by cases. Text that
cannot be parsed becomes plain words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from nnplay import errors
from nnplay.utils.expressions.tree import UNARY_FUNCTIONS

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙ₊₋‚", "0123456789ijklmn+−,", strict=True))
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀᵗⁿ", "0123456789+−()⊤tn", strict=True))
ACCENTS = {"\u0302": "^", "\u0304": "¯"}  # hat, bar
FUNCTIONS = {*UNARY_FUNCTIONS, "clip", "ln", "max", "mean", "min", "sgn", "var"}  # these may stand without brackets
OPERATORS = "+−-=,;:<>≤≥≠←→@⊙×±…∈"
FENCES = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]+|\s+|.[\u0300-\u036f]?", re.DOTALL)
MAX_LENGTH, MAX_DEPTH = 2000, 30


@dataclass(frozen=True)
class Atom:
    """A leaf of the tree: `kind` is "number", "letter", "sign", "name" (of a function) or "words"."""

    kind: str
    text: str


@dataclass(frozen=True)
class MathRow:
    """Nodes side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Scripted:
    """A base with a subscript, a superscript or both."""

    base: Node
    lower: Node | None
    upper: Node | None


@dataclass(frozen=True)
class Fraction:
    """A fraction."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Root:
    """A square root."""

    inside: Node


@dataclass(frozen=True)
class Cases:
    """A definition by cases: one value if a condition holds, and another otherwise."""

    value: Node
    condition: Node
    otherwise: Node


@dataclass(frozen=True)
class Fence:
    """A formula between two brackets."""

    left: str
    inside: Node
    right: str


Node: TypeAlias = Atom | MathRow | Scripted | Fraction | Root | Cases | Fence


class _ParseError(Exception):
    """The text cannot be parsed as a formula."""


def printable(value: object) -> str:
    """Any value as a single line of printable text; control characters are escaped."""
    return errors.clean(" ".join(str(value).split()))


def split_accent(text: str) -> tuple[str, str]:
    """Split a letter from its accent: ŷ is y and ^, v̄ is v and ¯; the accent is "" for other text."""
    parts = unicodedata.normalize("NFD", text)
    return (parts[0], ACCENTS[parts[1]]) if len(parts) == 2 and parts[1] in ACCENTS else (text, "")


def parse_formula(text: str) -> Node:
    """The tree of a formula; a single atom of words if the text is not one."""
    try:
        parser = _Parser(unicodedata.normalize("NFC", text))
        return parser.row("", 0)
    except _ParseError:
        return Atom("words", text)


def layer_superscript(number: int) -> str:
    """The index of a layer as a superscript: ⁽¹²⁾."""
    marks = {value: mark for mark, value in SUPERSCRIPTS.items()}
    return "⁽" + "".join(marks[digit] for digit in str(number)) + "⁾"


def subscript(*numbers: int) -> str:
    """Indices as a subscript: ₁₂ for row 1 and column 2, and ₁‚₁₂ if one of them has two digits."""
    marks = {value: mark for mark, value in SUBSCRIPTS.items()}
    texts = ["".join(marks[digit] for digit in str(number)) for number in numbers]
    return ("‚" if any(number > 9 for number in numbers) else "").join(texts)


def superscript(number: int) -> str:
    """An exponent as a superscript: ⁻⁷."""
    marks = {value: mark for mark, value in SUPERSCRIPTS.items()}
    return "".join(marks[character] for character in str(number).replace("-", "−"))


class _Parser:
    """Recursive-descent parser: a row consists of operators and terms, a term of factors and fractions."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise _ParseError
        self.tokens = [token for token in TOKEN.findall(text) if not token.isspace()]
        self.position = 0

    @property
    def next(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        self.position += 1
        return token

    def row(self, closing: str, depth: int) -> Node:
        """Parse everything up to the closing bracket."""
        if depth > MAX_DEPTH:
            raise _ParseError
        items: list[Node] = []
        term: list[Node] = []
        while self.next and self.next != closing:
            if self.next == "/":
                self.take()
                if not term or not self.next:
                    raise _ParseError
                term = [Fraction(_bare(_join(term)), _bare(self.factor(depth)))]
            elif self.next in OPERATORS or self._at_word():
                items += [*term, self._sign()]
                term = []
            else:
                term.append(self.factor(depth))
        if self.next != closing:
            raise _ParseError
        return _join(_cases(_phrases([*items, *term])))

    def _at_word(self) -> bool:
        after = self.tokens[self.position + 1] if self.position + 1 < len(self.tokens) else ""
        word = len(self.next) > 1 and self.next.isascii() and not self.next[0].isdigit()
        return word and self.next not in FUNCTIONS and (after not in ("(", "′", "'") or self.next in ("if", "else"))

    def _sign(self) -> Atom:
        token = self.take()
        return Atom("words" if len(token) > 1 else "sign", "−" if token == "-" else token)

    def factor(self, depth: int) -> Node:
        """Parse a number, a letter, a bracketed expression …, with its subscripts and superscripts."""
        if depth > MAX_DEPTH:
            raise _ParseError
        token = self.take()
        base: Node
        if token in FENCES:
            base = Fence(token, self.row(FENCES[token], depth + 1), FENCES[token])
            self.take()
        elif token in FENCES.values() or token in SUBSCRIPTS or token in SUPERSCRIPTS or token in ("^", ""):
            raise _ParseError
        elif token == "√":
            return Root(_bare(self.factor(depth + 1)))
        elif token == "∂":
            return self._derivative(depth)
        elif token[0].isdigit():
            base = Atom("number", token)
        elif len(token) > 1 and token[0].isascii() and token.isascii():
            base = Atom("name", token)
        else:
            base = Atom("letter" if token[0].isalpha() and token != "Σ" else "sign", token)
        plain, base = base, self._scripts(base, depth)
        if base is plain and _is_numeric_fraction(base):
            return _bare(base)
        if token in FUNCTIONS or token == "Σ":
            return _join([base, self.factor(depth + 1)] if self._at_factor() else [base])
        return base

    def _at_factor(self) -> bool:
        """Whether a factor follows."""
        token = self.next
        return bool(token) and token not in OPERATORS + "/·^" and token not in FENCES.values() and not self._at_word()

    def _derivative(self, depth: int) -> Node:
        """Parse ∂L/∂W as a fraction, whatever precedes it."""
        top = _join([Atom("sign", "∂"), self.factor(depth + 1)])
        if self.tokens[self.position : self.position + 2] != ["/", "∂"]:
            return top
        self.position += 2
        return Fraction(top, _join([Atom("sign", "∂"), self.factor(depth + 1)]))

    def _scripts(self, base: Node, depth: int) -> Node:
        lower, upper = "", ""
        power: Node | None = None
        while self.next:
            if self.next in SUBSCRIPTS:
                lower += SUBSCRIPTS[self.take()]
            elif self.next in SUPERSCRIPTS:
                upper += SUPERSCRIPTS[self.take()]
            elif self.next in ("'", "′"):
                self.take()
                upper += "′"
            elif self.next == "^" and power is None and not upper:
                self.take()
                power = _bare(self.factor(depth + 1))
            else:
                break
        if not (lower or upper or power):
            return base
        high = power if power is not None else _script(upper) if upper else None
        return Scripted(base, _script(lower) if lower else None, high)


def _script(text: str) -> Node:
    kinds = {True: "number", False: "sign"}
    pieces = re.findall(r"\d+|.", text)
    return _join([Atom("letter" if p.isalpha() else kinds[p[0].isdigit()], p) for p in pieces])


def _join(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else MathRow(tuple(items))


def _phrases(items: list[Node]) -> list[Node]:
    """Merge consecutive words into one atom."""
    merged: list[Node] = []
    for item in items:
        last = merged[-1] if merged else None
        if _is_phrase(item) and _is_phrase(last):
            merged[-1] = Atom("words", f"{last.text} {item.text}")
        else:
            merged.append(item)
    return merged


def _is_phrase(node: Node | None) -> TypeGuard[Atom]:
    return isinstance(node, Atom) and node.kind == "words" and node.text not in ("if", "else")


def _cases(items: list[Node]) -> list[Node]:
    """Turn ``a if b else c`` into cases: from the equals sign before it to the next comma or semicolon."""

    def indices(kind: str, texts: str | tuple[str, ...]) -> list[int]:
        atoms = ((k, item) for k, item in enumerate(items) if isinstance(item, Atom))
        return [k for k, atom in atoms if atom.kind == kind and atom.text in texts]

    condition, otherwise = indices("words", ("if",)), indices("words", ("else",))
    if len(condition) != 1 or len(otherwise) != 1 or not condition[0] < otherwise[0]:
        return items
    start = max((k + 1 for k in indices("sign", "=←:;,") if k < condition[0]), default=0)
    end = min((k for k in indices("sign", ",;") if k > otherwise[0]), default=len(items))
    parts = items[start : condition[0]], items[condition[0] + 1 : otherwise[0]], items[otherwise[0] + 1 : end]
    if not all(parts):
        return items
    return [*items[:start], Cases(*map(_join, parts)), *items[end:]]


def _is_numeric_fraction(node: Node) -> bool:
    """Whether this is a fraction of two numbers in parentheses, such as (1/3)."""
    inside = node.inside if isinstance(node, Fence) and node.left == "(" else None
    return isinstance(inside, Fraction) and all(
        isinstance(part, Atom) and part.kind == "number" for part in (inside.top, inside.bottom)
    )


def _bare(node: Node) -> Node:
    """Drop the parentheses that a fraction, a root or an exponent makes redundant."""
    return node.inside if isinstance(node, Fence) and node.left == "(" else node
