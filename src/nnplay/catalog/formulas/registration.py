"""Formulas as entries of the catalogue, by a name of the user's: typed in, or read from a model file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.catalog import Activation, Component, Loss, initializers
from nnplay.catalog.formulas.analysis import behaviour
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.loss_analysis import domain, loss_notes, of_difference, output_of
from nnplay.catalog.formulas.registered import FAMILIES, entered
from nnplay.errors import NNPlayError
from nnplay.utils.validation import check_type

MOST = 1000  # formulas in one file


def from_plain(plain: Any) -> tuple[Formula, str, str | None]:
    """A formula, its name and its initializer, as `as_plain` wrote them.

    The formula is read from its text and differentiated anew; the derivative's text is only shown.

    Raises:
        NNPlayError: what is no formula.
    """
    strange = NNPlayError("This is not how a formula is written in a file.")
    if not isinstance(plain, dict) or not isinstance(plain.get("constants"), dict):
        raise strange
    name, text, learned, initializer = (plain.get(key) for key in ("name", "formula", "learned", "initializer"))
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(learned, list):
        raise strange
    if not all(isinstance(each, str) for each in learned) or not isinstance(initializer, str | None):
        raise strange
    found = Formula.of(text, plain["constants"], learned)
    if plain.get("kind") != found.kind:
        raise strange
    found.show_derivative(plain.get("derivative"))
    return found, name, None if initializer is None else initializers.canonical(initializer)


def enter_packed(plain: Any, where: str) -> None:
    """Enter formulas that came with an architecture, where the name is free or stands for the same.

    Raises:
        NNPlayError: another component of the same name is here.
    """
    if not plain:
        return
    if not isinstance(plain, list) or len(plain) > MOST:
        raise NNPlayError(f"{where} has no list of formulas.")
    for each in plain:
        found, name, initializer = from_plain(each)
        registry = FAMILIES[found.kind]
        if name not in registry:
            enter(found, name, initializer)
            continue
        own = entered.get(registry[name])
        if own is None or not own.same(found):
            there = f"the {repr(own)[1:-1]}" if own is not None else f"another {found.kind}"
            raise NNPlayError(
                f"{where} brings {name!r} as the {repr(found)[1:-1]}, but here {name!r} is {there}: give yours another "
                f"name, or forget it, as with `nnplay formula --forget {name}`."
            )


SOURCE = "your own formula"


def formula(
    text: str,
    /,
    *,
    name: str | None = None,
    learned: Sequence[str] | str = (),
    initializer: str | None = None,
    constants: Mapping[str, float] | None = None,
    **values: float,
) -> Formula:
    """Read a formula, and enter it into the catalogue where it is given a name.

    Args:
        text: an activation in x (or z), such as "x * sigmoid(b*x)", or a loss in y and y_hat (or ŷ).
        name: what architectures, recipes and the command line call it; the catalogue's own names are taken.
        learned: the constants that are trained, one for each neuron, from their value on.
        initializer: of the weights before such an activation; None chooses by its shape.
        constants: values of the constants; one that is not given is 1.
        **values: the same, as keywords.

    Raises:
        NNPlayError: a mistake in the text, with its place; unknown constants; a name that is taken.

    >>> swishy = formula("x * sigmoid(b*x)", b=1.5)
    >>> round(swishy(1.0), 4)
    0.8176
    """
    given = {} if constants is None else check_type(constants, Mapping, "constants")
    trained = (learned,) if isinstance(learned, str) else tuple(check_type(learned, Sequence, "learned"))
    found = Formula.of(text, {**given, **values}, trained)
    if name is not None:
        enter(found, name, initializer)
    return found


def enter(found: Formula, name: str, initializer: str | None = None) -> Component:
    """Enter a formula under a name; another formula of that name is replaced.

    Raises:
        NNPlayError: a name of the catalogue's own, or none at all.
    """
    check_name(name, found.kind)
    initializer = None if initializer is None else initializers.canonical(initializer)
    entry = _activation(found, name, initializer) if found.kind == "activation" else _loss(found, name)
    FAMILIES[found.kind].add(entry)
    entered[entry] = found
    return entry


def check_name(name: Any, kind: str) -> None:
    """Refuse a name that is the catalogue's.

    Raises:
        NNPlayError: a name of the catalogue's own.
    """
    registry = FAMILIES[kind]
    if not isinstance(name, str) or name not in registry or registry[name] in entered:
        return
    if registry[name].function.__module__.startswith("nnplay.catalog"):
        raise NNPlayError(f"{name!r} is {_a(kind)} of the catalogue's own: give yours another name.")


def notes_of(found: Formula) -> tuple[Any, ...]:
    """What is to be known of a formula."""
    return behaviour(found).notes if found.kind == "activation" else loss_notes(found)


def _activation(found: Formula, name: str, initializer: str | None) -> Activation:
    seen = behaviour(found)
    ranges = [seen.range]
    for change in (2.0, 0.5, -1.0) if found.constants else ():  # another value of a constant may reach further
        moved = {key: change * (value or 1.0) for key, value in found.constants.items()}
        ranges.append(behaviour(Formula(found.text, found.kind, moved, parsed=found.parsed)).range)
    low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
    entry = Activation(
        name=name, formula=found.text, source=SOURCE, function=found.function, constants=dict(found.constants),
        derivative_formula=found.derivative, derivative_function=found.slope, learned=found.learned,
        range=(low, high) if low == low and high == high else (-math.inf, math.inf), kinks=seen.kinks,
        initializer=initializer or ("he_uniform" if seen.rectifies else "glorot_uniform"),
    )  # fmt: skip
    entry.slopes.update({constant: found.slope_of(constant) for constant in found.learned})
    return entry


def _loss(found: Formula, name: str) -> Loss:
    place = domain(found)
    return Loss(
        name=name, formula=found.text, source=SOURCE, function=found.function, constants=dict(found.constants),
        derivative_formula=found.derivative, derivative_function=found.slope, domain=place, output=output_of(place),
        scaled_targets=of_difference(found),
    )  # fmt: skip


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
