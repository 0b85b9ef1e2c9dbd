"""Activations and losses defined by a formula: parsed safely, differentiated, compiled, registered and saved.

Importing this package is cheap; the modules that work on formulas are loaded on first use.
"""

import importlib
from typing import TYPE_CHECKING, Any

from nnplay.catalog.formulas.registered import formula_of, formulas_to_json

_HOME_OF = {
    "Formula": "formula",
    "UserFormulas": "user_formulas",
    "notes_of": "registration",
    "register": "registration",
    "register_from_json": "registration",
}

__all__ = ["Formula", "UserFormulas", "formula_of", "formulas_to_json", "notes_of", "register", "register_from_json"]

if TYPE_CHECKING:
    from nnplay.catalog.formulas.formula import Formula as Formula
    from nnplay.catalog.formulas.registration import (
        notes_of as notes_of,
        register as register,
        register_from_json as register_from_json,
    )
    from nnplay.catalog.formulas.user_formulas import UserFormulas as UserFormulas


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay.catalog.formulas' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nnplay.catalog.formulas.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
