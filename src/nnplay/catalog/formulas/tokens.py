"""The words of formulas: what they are called, how they may be written, and where they stand in a text."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nnplay.catalog.formulas.expression import ONE_ARGUMENT
from nnplay.errors import NNPlayError

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lam", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "τ": "tau", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega",
}  # fmt: skip
SPELLINGS = {
    "ln": "log", "asinh": "arcsinh", "atan": "arctan", "σ": "sigmoid", "logistic": "sigmoid", "sgn": "sign",
}  # fmt: skip
# Functions made of the others; each u is the argument.
DEFINED = {
    "silu": "u*sigmoid(u)",
    "swish": "u*sigmoid(u)",
    "gelu": "u*erfc(-u/sqrt(2))/2",
    "mish": "u*tanh(softplus(u))",
    "softsign": "u/(1+abs(u))",
    "elu": "where(u > 0, u, expm1(u))",
    "step": "where(u >= 0, 1, 0)",
    "square": "u^2",
}
NUMBERS = {"pi": math.pi, "π": math.pi, "e": math.e}
WORDS = {"if", "else", "and", "or", "not"}
SIGNS = {"^": "**", "·": "*", "×": "*", "⋅": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!="}
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>ŷ|y\u0302|[A-Za-z_][A-Za-z0-9_]*|[α-ωπ])"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^()·×⋅−–²³√,<>|≤≥≠]))"
)
FUNCTIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(ONE_ARGUMENT, (1, 1)), "min": (2, 8), "max": (2, 8), "where": (3, 3),
    **dict.fromkeys(DEFINED, (1, 1)),
}  # fmt: skip


class Token(NamedTuple):
    """A piece of the text: its kind ("number", "word", "sign" or "end"), what it says, and where it starts."""

    kind: str
    text: str
    position: int


def shown(text: str) -> str:
    """The text for a sentence: on one line, and without what a terminal would obey."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def tokens(text: str) -> list[Token]:
    """The pieces of a text, and its end.

    Raises:
        NNPlayError: a character that no formula has.
    """
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position, end)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            letter = text[start]
            more = ": names are of Latin letters, digits and _" if letter.isalpha() else ""
            raise NNPlayError(f"Cannot read {letter!r} at position {start + 1} of the formula {shown(text)}{more}.")
        said = match.group(match.lastgroup)
        kind = "sign" if match.lastgroup == "sign" else match.lastgroup
        found.append(Token(kind, SIGNS.get(said, said) if kind == "sign" else said, match.start(match.lastgroup)))
        position = match.end()
    return [*found, Token("end", "the end", end)]
