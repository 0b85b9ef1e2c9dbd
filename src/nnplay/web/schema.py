"""The forms of the page, made from what layers, networks and recipes say of their own settings."""

from collections.abc import Iterable
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from nnplay.catalog import Component, activations, families, losses
from nnplay.catalog.registry import parse_number
from nnplay.network.architecture import NORMS, Architecture, Layer
from nnplay.training.recipe import DATA_SETTINGS, PAIR_SETTINGS, Recipe
from nnplay.web.settings import SEED

NETWORK = ("loss", "output")
CHOICES = {"norm": NORMS}
FAMILIES = {registry.family: registry for registry in families.values()} | {"output": activations, "loss": losses}
GROUPS = {
    "goal": (*NETWORK, "l1", "l2", "penalties", "class_weight"),
    "steps": ("optimizer", "learning_rate", "schedule", "schedule_epochs", "momentum", "weight_decay", "clip"),
    "rows": ("epochs", "batch_size", "shuffle", "test_fraction", "validation_fraction", "patience"),
    "start": (),
}  # the last one has whatever no other has


def of_layer(say: dict[str, str]) -> list[dict[str, Any]]:
    """A field for everything that a layer has.

    Args:
        say: the texts of the language.
    """
    hints = get_type_hints(Layer)
    return [_field(f.name, hints[f.name], say) for f in fields(Layer)]


def of_training(say: dict[str, str]) -> list[dict[str, Any]]:
    """Groups of fields for everything that decides a training, besides the data and the layers.

    Args:
        say: the texts of the language.
    """
    hints = get_type_hints(Architecture)
    made = {name: _field(name, hints[name], say) for name in NETWORK}
    for name, known in Recipe.model_fields.items():
        if name not in DATA_SETTINGS:
            made[name] = _field(name, known.annotation, say, known.metadata)
    named = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in made if name not in named)
    return [
        {"name": group, "title": say[f"group_{group}"], "fields": [made[name] for name in names or rest]}
        for group, names in GROUPS.items()
    ]


def _field(name: str, annotation: Any, say: dict[str, str], bounds: Iterable[Any] = ()) -> dict[str, Any]:
    """One field: its name, what kind it is, what is said of it, and what can be chosen."""
    kinds = [kind for kind in _members(annotation) if kind is not NoneType]
    plain: dict[str, Any] = {
        "name": name, "label": say[f"set_{name}"], "hint": say[f"tell_{name}"],
        "empty": say[f"empty_{name}"] if NoneType in _members(annotation) else None,
    }  # fmt: skip
    literals = [value for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)]
    if name in FAMILIES:
        entries = [e for e in FAMILIES[name].values() if name != "output" or Layer(1, e.name).pieces == 1]
        return plain | {"kind": "component", "options": [_entry(entry) for entry in entries]}
    if literals or name in CHOICES:
        return plain | {"kind": "choice", "options": [*CHOICES.get(name, literals)]}
    if kinds == [bool]:
        return plain | {"kind": "flag"}
    if kinds[0] in (int, float):
        return plain | {"kind": "number", "whole": kinds[0] is int} | _ends(name, bounds)
    return plain | {"kind": "text"}


def _members(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _entry(entry: Component) -> dict[str, Any]:
    """What the catalogue says of a component."""
    return {"name": entry.name, "told": f"{entry.formula} · {entry.source}", "constants": entry.constants}


def _ends(name: str, bounds: Iterable[Any]) -> dict[str, Any]:
    """The least and the most that a number may be, where they are known."""
    ends: dict[str, Any] = {}
    for bound in bounds:
        least, most = getattr(bound, "ge", None), getattr(bound, "le", None)
        ends |= {"least": least} if least is not None else {}
        ends |= {"most": most} if most is not None else {}
    return ends | ({"most": SEED - 1} if name == "seed" else {})


def shown(name: str, value: Any) -> Any:
    """A setting as its field shows it."""
    if name not in PAIR_SETTINGS or not isinstance(value, tuple):
        return value
    return ", ".join(f"{label}={strength:g}" for label, strength in value)


def taken(name: str, value: Any) -> Any:
    """What an entry into its field means.

    Raises:
        NNPlayError: text where there should be a number.
    """
    if name not in PAIR_SETTINGS or not isinstance(value, str) or "=" not in value:
        return value or None if name in PAIR_SETTINGS else value
    pairs = (part.rsplit("=", 1) for part in value.split(",") if "=" in part)
    return tuple((label.strip(), parse_number(strength, label.strip())) for label, strength in pairs)
