"""Derived columns: expressions over columns, such as "x1^2", "rooms/age" or "log(price)".

The grammar is that of `nnplay.utils.expressions.parser`. A name that is not a plain word stands in backticks or quotes:
`sepal length (cm)`^2. The parts of a date are functions of its column: month(day), weekday(day), hour(day).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nnplay.data.columns import Floats
from nnplay.errors import DataError
from nnplay.utils.expressions.calendar import DATE_PARTS
from nnplay.utils.expressions.evaluation import evaluate
from nnplay.utils.expressions.language import CONSTANTS, FUNCTION_ALIASES, KEYWORDS, Language
from nnplay.utils.expressions.parser import parse
from nnplay.utils.expressions.tree import Node, names as names_of
from nnplay.utils.text import format_list

MAX_LENGTH, MAX_DEPTH = 500, 40
UNARY = (
    "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sinh", "cosh", "arctan", "arcsinh", "expm1", "log1p",
    "sign",
)  # fmt: skip
COLUMN_EXPRESSION = Language(
    noun="expression",
    operand="column",
    word=r"[^\W\d²³¹][^\W²³¹]*",
    quoted_names=True,
    functions=dict.fromkeys((*UNARY, *DATE_PARTS), (1, 1)) | {"min": (2, 8), "max": (2, 8), "where": (3, 3)},
    fold_numbers=False,
    max_length=MAX_LENGTH,
    max_depth=MAX_DEPTH,
    max_nodes=MAX_LENGTH,
    error=DataError,
)


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed expression over columns.

    Attributes:
        text: what the user wrote.
        names: the columns it needs, in order of appearance.
        tree: the operations.
    """

    text: str
    names: tuple[str, ...]
    tree: Node

    def __call__(self, columns: Mapping[str, Floats]) -> Floats:
        """The values (n,) from columns of shape (n,); not finite where the expression is undefined."""
        return evaluate(self.tree, columns)


def parse_expression(text: str, columns: Collection[str]) -> Expression:
    """Parse an expression over these columns.

    Raises:
        DataError: a mistake, with its position in the text; an unknown column; an expression that is too long or too
            deeply nested, or that uses no column.
    """
    tree = parse(text, COLUMN_EXPRESSION, columns).tree
    names = tuple(names_of(tree))
    if not names:
        raise DataError(f"The expression {text!r} uses no column: name at least one of {format_list(columns)}.")
    return Expression(text, names, tree)


def quoted(name: str) -> str:
    """A column name as an expression writes it."""
    words = {*COLUMN_EXPRESSION.functions, *FUNCTION_ALIASES, *CONSTANTS, *KEYWORDS}
    if re.fullmatch(COLUMN_EXPRESSION.word, name) and name not in words:
        return name
    quote = next((quote for quote in "`\"'" if quote not in name), None)
    if quote is None:
        raise DataError(f"the column {name!r} cannot be used in an expression; rename it")
    return f"{quote}{name}{quote}"
