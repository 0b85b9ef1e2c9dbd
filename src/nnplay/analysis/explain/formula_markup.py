"""One notation for every equation: Unicode text as in the catalogue, read into a small tree for MathML and LaTeX.

``z⁽¹⁾ = x @ W⁽¹⁾ + b⁽¹⁾`` is what the terminal shows; ``@`` is the product of matrices, ``⊙`` that of elements,
``a / b`` a fraction, ``√(…)`` a root, ``e^(…)`` a power, ``a if b else c`` a case for each. Any text can be read:
what is no formula becomes plain words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from nnplay import errors

LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙ₊₋‚", "0123456789ijklmn+−,", strict=True))
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀᵗⁿ", "0123456789+−()⊤tn", strict=True))
MARKS = {"\u0302": "^", "\u0304": "¯"}  # a hat, a bar
FUNCTIONS = (
    "arctan", "clip", "cos", "cosh", "erf", "exp", "ln", "max", "mean", "min", "sgn", "sin", "softplus", "tanh", "var",
)  # fmt: skip
BREAKS = "+−-=,;:<>≤≥≠←→@⊙×±…∈"
FENCES = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]+|\s+|.[\u0300-\u036f]?", re.DOTALL)
LONGEST, DEEPEST = 2000, 30


@dataclass(frozen=True)
class Atom:
    """A number, a letter, a sign, the name of a function, or words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One thing after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Scripted:
    """A base with what stands lower and higher to its right, None where there is nothing."""

    base: Node
    lower: Node | None
    upper: Node | None


@dataclass(frozen=True)
class Fraction:
    """Top over bottom."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Root:
    """A square root."""

    inside: Node


@dataclass(frozen=True)
class Cases:
    """One value where a condition holds, and another one otherwise."""

    value: Node
    condition: Node
    otherwise: Node


@dataclass(frozen=True)
class Fence:
    """What stands between two brackets."""

    left: str
    inside: Node
    right: str


Node: TypeAlias = Atom | Row | Scripted | Fraction | Root | Cases | Fence


class _NoFormulaError(Exception):
    """The text is no formula."""


def visible(value: object) -> str:
    """The text of any value on one line, with whatever a terminal or a file would not show written out."""
    return errors.clean(" ".join(str(value).split()))


def parted(text: str) -> tuple[str, str]:
    """A letter, and the mark above it: ŷ is y and ^, v̄ is v and ¯; no mark for others."""
    parts = unicodedata.normalize("NFD", text)
    return (parts[0], MARKS[parts[1]]) if len(parts) == 2 and parts[1] in MARKS else (text, "")


def read(text: str) -> Node:
    """The tree of a formula; words where it is none."""
    try:
        reader = _Reader(unicodedata.normalize("NFC", text))
        return reader.row("", 0)
    except _NoFormulaError:
        return Atom("words", text)


def raised(number: int) -> str:
    """The layer as it stands in a formula: ⁽¹²⁾."""
    marks = {value: mark for mark, value in RAISED.items()}
    return "⁽" + "".join(marks[digit] for digit in str(number)) + "⁾"


def lowered(*numbers: int) -> str:
    """The indices as they stand in a formula: ₁₂ for row 1 and column 2, ₁‚₁₂ where one has two digits."""
    marks = {value: mark for mark, value in LOWERED.items()}
    texts = ["".join(marks[digit] for digit in str(number)) for number in numbers]
    return ("‚" if any(number > 9 for number in numbers) else "").join(texts)


def powered(number: int) -> str:
    """A power as it stands in a formula: ⁻⁷."""
    marks = {value: mark for mark, value in RAISED.items()}
    return "".join(marks[character] for character in str(number).replace("-", "−"))


class _Reader:
    """Reads tokens from left to right: a row is signs and terms, a term is factors and fractions of them."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise _NoFormulaError
        self.tokens = [token for token in TOKEN.findall(text) if not token.isspace()]
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        self.at += 1
        return token

    def row(self, closer: str, depth: int) -> Node:
        """Everything up to the closing bracket."""
        if depth > DEEPEST:
            raise _NoFormulaError
        items: list[Node] = []
        term: list[Node] = []
        while self.next and self.next != closer:
            if self.next == "/":
                self.take()
                if not term or not self.next:
                    raise _NoFormulaError
                term = [Fraction(_bare(_joined(term)), _bare(self.factor(depth)))]
            elif self.next in BREAKS or self._wordy():
                items += [*term, self._sign()]
                term = []
            else:
                term.append(self.factor(depth))
        if self.next != closer:
            raise _NoFormulaError
        return _joined(_cases(_phrases([*items, *term])))

    def _wordy(self) -> bool:
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        word = len(self.next) > 1 and self.next.isascii() and not self.next[0].isdigit()
        return word and self.next not in FUNCTIONS and (after not in ("(", "′", "'") or self.next in ("if", "else"))

    def _sign(self) -> Atom:
        token = self.take()
        return Atom("words" if len(token) > 1 else "sign", "−" if token == "-" else token)

    def factor(self, depth: int) -> Node:
        """A number, a letter, something in brackets …, with its indices and powers."""
        if depth > DEEPEST:
            raise _NoFormulaError
        token = self.take()
        base: Node
        if token in FENCES:
            base = Fence(token, self.row(FENCES[token], depth + 1), FENCES[token])
            self.take()
        elif token in FENCES.values() or token in LOWERED or token in RAISED or token in ("^", ""):
            raise _NoFormulaError
        elif token == "√":
            return Root(_bare(self.factor(depth + 1)))
        elif token == "∂":
            return self._slope(depth)
        elif token[0].isdigit():
            base = Atom("number", token)
        elif len(token) > 1 and token[0].isascii() and token.isascii():
            base = Atom("name", token)
        else:
            base = Atom("letter" if token[0].isalpha() and token != "Σ" else "sign", token)
        plain, base = base, self._scripts(base, depth)
        if base is plain and _is_share(base):
            return _bare(base)
        if token in FUNCTIONS or token == "Σ":
            return _joined([base, self.factor(depth + 1)] if self._begins() else [base])
        return base

    def _begins(self) -> bool:
        """Whether a factor follows."""
        token = self.next
        return bool(token) and token not in BREAKS + "/·^" and token not in FENCES.values() and not self._wordy()

    def _slope(self, depth: int) -> Node:
        """∂L/∂W: a fraction of its own, whatever stands before it."""
        top = _joined([Atom("sign", "∂"), self.factor(depth + 1)])
        if self.tokens[self.at : self.at + 2] != ["/", "∂"]:
            return top
        self.at += 2
        return Fraction(top, _joined([Atom("sign", "∂"), self.factor(depth + 1)]))

    def _scripts(self, base: Node, depth: int) -> Node:
        lower, upper = "", ""
        power: Node | None = None
        while self.next:
            if self.next in LOWERED:
                lower += LOWERED[self.take()]
            elif self.next in RAISED:
                upper += RAISED[self.take()]
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
        high = power if power is not None else _marks(upper) if upper else None
        return Scripted(base, _marks(lower) if lower else None, high)


def _marks(text: str) -> Node:
    kinds = {True: "number", False: "sign"}
    pieces = re.findall(r"\d+|.", text)
    return _joined([Atom("letter" if p.isalpha() else kinds[p[0].isdigit()], p) for p in pieces])


def _joined(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Row(tuple(items))


def _phrases(items: list[Node]) -> list[Node]:
    """Words that follow each other become one text."""
    found: list[Node] = []
    for item in items:
        before = found[-1] if found else None
        if _is_phrase(item) and _is_phrase(before):
            found[-1] = Atom("words", f"{before.text} {item.text}")
        else:
            found.append(item)
    return found


def _is_phrase(node: Node | None) -> TypeGuard[Atom]:
    return isinstance(node, Atom) and node.kind == "words" and node.text not in ("if", "else")


def _cases(items: list[Node]) -> list[Node]:
    """``a if b else c``, from the sign of equality before it to the next comma or semicolon."""

    def places(kind: str, texts: str | tuple[str, ...]) -> list[int]:
        return [
            k for k, item in enumerate(items) if isinstance(item, Atom) and item.kind == kind and item.text in texts
        ]

    condition, otherwise = places("words", ("if",)), places("words", ("else",))
    if len(condition) != 1 or len(otherwise) != 1 or not condition[0] < otherwise[0]:
        return items
    start = max((k + 1 for k in places("sign", "=←:;,") if k < condition[0]), default=0)
    end = min((k for k in places("sign", ",;") if k > otherwise[0]), default=len(items))
    value, when, other = (
        items[start : condition[0]],
        items[condition[0] + 1 : otherwise[0]],
        items[otherwise[0] + 1 : end],
    )
    if not (value and when and other):
        return items
    return [*items[:start], Cases(_joined(value), _joined(when), _joined(other)), *items[end:]]


def _is_share(node: Node) -> bool:
    """Whether this is a fraction of two numbers in brackets: (1/3)."""
    inside = node.inside if isinstance(node, Fence) and node.left == "(" else None
    return isinstance(inside, Fraction) and all(
        isinstance(part, Atom) and part.kind == "number" for part in (inside.top, inside.bottom)
    )


def _bare(node: Node) -> Node:
    """A fraction, a root and a power need no round brackets."""
    return node.inside if isinstance(node, Fence) and node.left == "(" else node
