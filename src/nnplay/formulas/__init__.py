"""Activations and losses given by a formula: read safely, differentiated, compiled, entered, and remembered.

`import nnplay.formulas` costs nothing; what reads formulas is loaded with the first of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nnplay.formulas.carrying import enter_packed, formula_of, packed

_HOME_OF = {"Book": "book", "Formula": "values", "enter": "entering", "formula": "entering", "notes_of": "entering"}

__all__ = ["Book", "Formula", "enter", "enter_packed", "formula", "formula_of", "notes_of", "packed"]

if TYPE_CHECKING:
    from nnplay.formulas.book import Book as Book
    from nnplay.formulas.entering import enter as enter
    from nnplay.formulas.entering import formula as formula
    from nnplay.formulas.entering import notes_of as notes_of
    from nnplay.formulas.values import Formula as Formula


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay.formulas' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nnplay.formulas.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
