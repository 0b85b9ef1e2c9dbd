"""The vocabulary of the expression language, and what each use of it allows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from nnplay.errors import NNPlayError
from nnplay.utils.expressions.tree import UNARY_FUNCTIONS

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
KEYWORDS = {"if", "else", "and", "or", "not"}
# Functions written in terms of the others; u is the argument.
DEFINED_FUNCTIONS = {
    "silu": "u*sigmoid(u)",
    "swish": "u*sigmoid(u)",
    "gelu": "u*erfc(-u/sqrt(2))/2",
    "mish": "u*tanh(softplus(u))",
    "softsign": "u/(1+abs(u))",
    "elu": "where(u > 0, u, expm1(u))",
    "step": "where(u >= 0, 1, 0)",
    "square": "u^2",
}
FUNCTION_ALIASES = {
    "ln": "log", "asinh": "arcsinh", "atan": "arctan", "σ": "sigmoid", "logistic": "sigmoid", "sgn": "sign",
}  # fmt: skip
# The minimum and maximum number of arguments of each function.
FUNCTIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(UNARY_FUNCTIONS, (1, 1)), "min": (2, 8), "max": (2, 8), "where": (3, 3),
    **dict.fromkeys(DEFINED_FUNCTIONS, (1, 1)),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Language:
    """How names are written, which functions there are, and how large an expression may be.

    Attributes:
        noun: what messages call a text, such as "formula".
        operand: what messages call a name, such as "column".
        word: a regular expression for a name without quotes.
        quoted_names: whether names may stand in backticks or quotes.
        name_aliases: other ways to write a name, such as "α" for "alpha".
        functions: the functions, with the minimum and maximum number of their arguments.
        fold_numbers: whether operations on numbers are computed while parsing; those without a finite value are errors.
        error: the exception raised for mistakes.
    """

    noun: str
    operand: str
    word: str
    quoted_names: bool = False
    name_aliases: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, tuple[int, int]] = field(default_factory=lambda: FUNCTIONS)
    fold_numbers: bool = True
    max_length: int = 500
    max_depth: int = 30
    max_nodes: int = 200
    max_number: float = math.inf
    max_exponent: float = math.inf
    error: type[NNPlayError] = NNPlayError
