"""Activations and losses given by a formula: read safely, differentiated, compiled, entered, and remembered.

`import nnplay.catalog.formulas` costs nothing; what reads formulas is loaded with the first of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nnplay.catalog.formulas.registered import formula_of, packed

_HOME_OF = {
    "Book": "user_formulas",
    "Formula": "formula",
    "enter": "registration",
    "enter_packed": "registration",
    "notes_of": "registration",
}

__all__ = ["Book", "Formula", "enter", "enter_packed", "formula_of", "notes_of", "packed"]

if TYPE_CHECKING:
    from nnplay.catalog.formulas.formula import Formula as Formula
    from nnplay.catalog.formulas.registration import enter as enter
    from nnplay.catalog.formulas.registration import enter_packed as enter_packed
    from nnplay.catalog.formulas.registration import notes_of as notes_of
    from nnplay.catalog.formulas.user_formulas import Book as Book


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay.catalog.formulas' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nnplay.catalog.formulas.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
