"""Typed formulas of visitors: each visitor names theirs as they like, in one catalog for all."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.formulas import Formula, formula_of, register
from nnplay.catalog.formulas.registered import FAMILIES, registered
from nnplay.errors import NNPlayError
from nnplay.web.engine.limits import MAX_FORMULAS

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
MAX_REGISTERED = 1_000  # formulas of all visitors
ARTICLES = {"activation": "an activation", "loss": "a loss"}


@dataclass(frozen=True)
class FormulaNames:
    """The formulas of a configuration: the names that the visitor gave, and those in the catalog.

    Attributes:
        by_name: the name in the catalog, by the visitor's name.
    """

    by_name: Mapping[str, str]

    def in_catalog(self, spec: Any) -> Any:
        """A specification with the name in the catalog; anything else as it is."""
        name, bracket, constants = spec.partition("(") if isinstance(spec, str) else ("", "", "")
        known = self.by_name.get(name.strip())
        return spec if known is None else f"{known}{bracket}{constants}"

    def as_given(self, text: str) -> str:
        """A text with the visitor's names."""
        for given_name, name in self.by_name.items():
            text = text.replace(name, given_name)
        return text


def register_formulas(formulas: Any) -> FormulaNames:
    """Add formulas to the catalog; two visitors may give different formulas one name.

    Raises:
        NNPlayError: a mistake in a formula, or a name that a component of the catalog has.
    """
    if not isinstance(formulas, Sequence) or isinstance(formulas, str):
        raise NNPlayError("formulas must be a list.")
    if len(formulas) > MAX_FORMULAS:
        raise NNPlayError(f"This server takes at most {MAX_FORMULAS} formulas at once, not {len(formulas):,}.")
    names = {}
    for each in formulas:
        values = each if isinstance(each, Mapping) else {}
        name, learned, constants = values.get("name"), values.get("learned") or (), values.get("constants") or {}
        formula = Formula.of(_text(values.get("text")), dict(constants), tuple(learned))
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise NNPlayError(
                f"{str(name)[:64]!r} cannot name a formula: use up to 64 letters, digits and underscores."
            )
        family = FAMILIES[formula.kind]
        if name in family and formula_of(family[name]) is None:
            raise NNPlayError(f"{name!r} is {ARTICLES[formula.kind]} of the catalog; choose another name.")
        content = repr((formula.text, sorted(formula.constants.items()), formula.learned))
        unique = f"{name[:48]}_{hashlib.sha256(content.encode()).hexdigest()[:8]}"
        if unique not in family:
            if len(registered) >= MAX_REGISTERED:
                raise NNPlayError("This server has compiled too many formulas; restart it, or use the page alone.")
            register(formula, unique)
        names[name] = unique
    return FormulaNames(names)


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise NNPlayError(f"A formula must be a text, not {str(text)[:40]}.")
    return text
