"""Register formulas in the catalog under a name, typed in or read from a model file."""

import math
from collections.abc import Collection, Mapping, Sequence

from nnplay.catalog import Activation, Component, Loss, initializers
from nnplay.catalog.formulas.activation_analysis import Note, analyze_activation
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.loss_analysis import depends_on_difference, loss_domain, loss_notes, output_for
from nnplay.catalog.formulas.registered import FAMILIES, registered
from nnplay.errors import NNPlayError
from nnplay.utils.validation import check_type

MAX_FORMULAS = 100  # in one file; each is differentiated and compiled
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
    """Create an activation or a loss from a formula, and register it if you name it.

    Args:
        text: an activation in x (or z), such as "x * sigmoid(b*x)", or a loss in y and y_hat (or ŷ).
        name: what architectures, recipes and the command line call it; the names of built-in components are taken.
        learned: the constants that are trained, one for each neuron, starting at their value.
        initializer: the weight initializer before such an activation; None chooses one by its shape.
        constants: values of the constants; the default of each is 1.
        **values: the same, as keywords.

    Raises:
        NNPlayError: a mistake in the text, with its position; unknown constants; a name that is taken.

    >>> import nnplay as nn
    >>> swishy = nn.formula("x * sigmoid(b*x)", b=1.5)
    >>> round(swishy(1.0), 4)
    0.8176
    """
    mapping: Mapping[str, float] = {} if constants is None else check_type(constants, Mapping, "constants")
    trained = (learned,) if isinstance(learned, str) else tuple(check_type(learned, Sequence, "learned"))
    result = Formula.of(text, {**mapping, **values}, trained)
    if name is not None:
        register(result, name, initializer)
    return result


def register(formula: Formula, name: str, initializer: str | None = None) -> Component:
    """Register a formula under a name; it replaces another formula of that name.

    Raises:
        NNPlayError: the name of a built-in component, or not a valid name.
    """
    check_name(name, formula.kind)
    initializer = None if initializer is None else initializers.canonical(initializer)
    is_activation = formula.kind == "activation"
    entry = _activation(formula, name, initializer) if is_activation else _loss(formula, name)
    FAMILIES[formula.kind].add(entry)
    registered[entry] = formula
    return entry


def check_name(name: object, kind: str) -> None:
    """Refuse the name of a built-in component.

    Raises:
        NNPlayError: the name is taken.
    """
    registry = FAMILIES[kind]
    if not isinstance(name, str) or name not in registry or registry[name] in registered:
        return
    if registry[name].function.__module__.startswith("nnplay.catalog"):
        raise NNPlayError(f"{name!r} is the name of a built-in {kind}: choose another name.")


def notes_of(formula: Formula) -> tuple[Note, ...]:
    """What to know about a formula before training with it."""
    return analyze_activation(formula).notes if formula.kind == "activation" else loss_notes(formula)


def _activation(formula: Formula, name: str, initializer: str | None) -> Activation:
    analysis = analyze_activation(formula)
    ranges = [analysis.range]
    for factor in (2.0, 0.5, -1.0) if formula.constants else ():  # other constants may give a larger range
        changed = {key: factor * (value or 1.0) for key, value in formula.constants.items()}
        ranges.append(analyze_activation(Formula(formula.text, formula.kind, changed, parsed=formula.parsed)).range)
    low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
    entry = Activation(
        name=name, formula=formula.text, source=SOURCE, function=formula.function, constants=dict(formula.constants),
        derivative_formula=formula.derivative, derivative_function=formula.slope, learned=formula.learned,
        range=(low, high) if low == low and high == high else (-math.inf, math.inf), kinks=analysis.kinks,
        initializer=initializer or ("he_uniform" if analysis.rectifies else "glorot_uniform"),
    )  # fmt: skip
    entry.slopes.update({constant: formula.slope_of(constant) for constant in formula.learned})
    return entry


def _loss(formula: Formula, name: str) -> Loss:
    domain = loss_domain(formula)
    return Loss(
        name=name, formula=formula.text, source=SOURCE, function=formula.function, constants=dict(formula.constants),
        derivative_formula=formula.derivative, derivative_function=formula.slope, domain=domain,
        output=output_for(domain), scaled_targets=depends_on_difference(formula),
    )  # fmt: skip


# ── formulas in files ───────────────────────────────────────────────────────────────────────────────────────────


def formula_from_json(values: object) -> tuple[Formula, str, str | None]:
    """A formula, its name and its initializer, from what `formula_to_json` wrote.

    The formula is parsed and differentiated again; the text of the derivative is for display only.

    Raises:
        NNPlayError: the values do not describe a formula.
    """
    malformed = NNPlayError("The file has a malformed formula.")
    if not isinstance(values, dict) or not isinstance(values.get("constants"), dict):
        raise malformed
    name, text, learned, initializer = (values.get(key) for key in ("name", "formula", "learned", "initializer"))
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(learned, list):
        raise malformed
    if not all(isinstance(each, str) for each in learned) or not isinstance(initializer, str | None):
        raise malformed
    result = Formula.of(text, values["constants"], learned)
    if values.get("kind") != result.kind:
        raise malformed
    result.use_derivative_text(values.get("derivative"))
    return result, name, None if initializer is None else initializers.canonical(initializer)


def register_from_json(values: object, source: str, used: Collection[str]) -> None:
    """Register the formulas of an architecture from a file, unless the same formula has that name already.

    Args:
        values: what `formulas_to_json` wrote.
        source: what messages call the file.
        used: the names of the activations and the loss of the architecture.

    Raises:
        NNPlayError: malformed values, a formula that is not used, or another component that has the name of one of
            the formulas.
    """
    if not values:
        return
    if not isinstance(values, list) or len(values) > MAX_FORMULAS:
        raise NNPlayError(f"{source} has a malformed list of formulas.")
    for each in values:
        if isinstance(each, dict) and each.get("name") not in used:
            raise NNPlayError(f"{source} has a formula {str(each.get('name'))[:80]!r} that it does not use.")
        new, name, initializer = formula_from_json(each)
        registry = FAMILIES[new.kind]
        if name not in registry:
            register(new, name, initializer)
            continue
        existing = registered.get(registry[name])
        if existing is None or not existing.same(new):
            here = f"the {existing}" if existing is not None else f"another {new.kind}"
            raise NNPlayError(
                f"{source} defines {name!r} as the {new}, but here {name!r} is {here}: rename yours, or delete it "
                f"with `nnplay formula --forget {name}`."
            )
