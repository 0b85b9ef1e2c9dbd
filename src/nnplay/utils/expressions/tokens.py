"""Split the text of an expression into tokens."""

import re
from typing import NamedTuple

from nnplay.utils.expressions.language import Language
from nnplay.utils.text import short_repr

NUMBER = r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
QUOTED = r"""`(?P<backtick>[^`]+)`|"(?P<double>[^"]+)"|'(?P<single>[^']+)'"""
SIGN = r"(?P<sign>\*\*|<=|>=|==|!=|[-+*/^()·×⋅−–²³√,<>|≤≥≠])"
SIGN_ALIASES = {"^": "**", "·": "*", "×": "*", "⋅": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!="}


class Token(NamedTuple):
    """A token: its kind ("number", "word", "quoted", "sign" or "end"), its text and where it starts."""

    kind: str
    text: str
    position: int


def tokenize(text: str, language: Language) -> list[Token]:
    """The tokens of a text, followed by an "end" token.

    Raises:
        NNPlayError: a character that the language does not have.
    """
    patterns = [NUMBER, f"(?P<word>{language.word})", *([QUOTED] if language.quoted_names else []), SIGN]
    pattern = re.compile(rf"\s*(?:{'|'.join(patterns)})")
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = pattern.match(text, position, end)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            hint = ": use Latin letters, digits and _ in names" if text[start].isalpha() else ""
            raise language.error(
                f"Cannot read {text[start]!r} at position {start + 1} of the {language.noun} {short_repr(text)}{hint}."
            )
        kind = match.lastgroup if match.lastgroup in ("number", "word", "sign") else "quoted"
        value = match.group(match.lastgroup)
        value = SIGN_ALIASES.get(value, value) if kind == "sign" else value
        tokens.append(Token(kind, value, match.start(match.lastgroup)))
        position = match.end()
    return [*tokens, Token("end", "the end", end)]
