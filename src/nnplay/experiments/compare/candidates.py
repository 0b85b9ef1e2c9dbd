"""The candidates of a comparison: every combination of what is given, and what distinguishes them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence, Sized
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.recipe import PAIRS, Recipe
from nnplay.utils.validation import check_type

MOST = 100_000  # candidates that are listed at once
MOST_SEEDS = 10_000  # of each
OF_LAYERS = ("width", "activation", "dropout", "norm", "skip", "layer_initializer")
TUPLES = ("target", "features")


def combinations(
    architectures: Any = None, recipes: Any = None, settings: dict[str, Any] | None = None
) -> list[tuple[Architecture | None, Recipe]]:
    """Each architecture with each recipe; a setting that is given as a list takes each of its values.

    Raises:
        NNPlayError: what does not fit, or more than 100,000 combinations.
    """
    nets, plans = _networks(architectures), _recipes(recipes)
    varied = {name: value for name, value in (settings or {}).items() if _several(name, value)}
    fixed = {name: value for name, value in (settings or {}).items() if name not in varied}
    if empty := [name for name, values in varied.items() if not len(values)]:
        raise NNPlayError(f"{empty[0]} is a list without a value: give one or several.")
    chosen = each_with_each(nets or [None], plans, *varied.values())
    made = [(net, plan.replace(**fixed, **dict(zip(varied, values, strict=True)))) for net, plan, *values in chosen]
    return list(dict.fromkeys(made))


def each_with_each(*lists: Collection[Any]) -> Iterator[tuple[Any, ...]]:
    """Every combination of one of each list, the last one changing first.

    Raises:
        NNPlayError: more than 100,000.
    """
    count = math.prod(map(len, lists))
    if count > MOST:
        raise NNPlayError(f"These are {count:,} combinations, more than the {MOST:,} that can be compared: give fewer.")
    return itertools.product(*lists)


def _several(name: str, value: Any) -> bool:
    """Whether a setting was given as a list of values, each to be tried."""
    if name in PAIRS:
        return isinstance(value, list) and all(isinstance(each, dict | str | None.__class__) for each in value)
    if name in TUPLES:
        return isinstance(value, list) and all(isinstance(each, list | tuple) for each in value)
    return isinstance(value, list | tuple | set | frozenset) or (
        hasattr(value, "__len__") and not isinstance(value, str | dict)
    )


def _networks(given: Any) -> list[Architecture]:
    """One or several architectures or lists of widths, as architectures; none where nothing is given."""
    if given is None:
        return []
    if isinstance(given, Architecture) or (isinstance(given, Sequence) and all(isinstance(w, int) for w in given)):
        given = [given]
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | dict):
        raise NNPlayError(f"Give a list of architectures or of widths, such as [(4,), (8, 8)], not {str(given)[:80]}.")
    return [each if isinstance(each, Architecture) else Architecture.dense(each) for each in given]


def _recipes(given: Any) -> list[Recipe]:
    """One or several recipes or dicts of settings, as recipes; the usual one where nothing is given."""
    several = [given] if isinstance(given, Recipe | dict) else given
    several = [Recipe()] if given is None else several
    if not isinstance(several, Iterable) or isinstance(several, str | bytes) or not (several := list(several)):
        raise NNPlayError(f"Give a list of recipes, such as [Recipe(epochs=50)], not {str(given)[:80]!r}.")
    return [Recipe(**each) if isinstance(each, dict) else check_type(each, Recipe, "A recipe") for each in several]


def distinct(given: int | Sequence[int]) -> tuple[int, ...]:
    """So many seeds, from 0, or those that are given.

    Raises:
        NNPlayError: none, too many, one twice, or something else.
    """
    count = given if isinstance(given, int) else len(given) if isinstance(given, Sized) else 0
    if isinstance(given, bool) or count < 1:
        raise NNPlayError(f"seeds must be at least 1, or a list of seeds, not {given!r}.")
    if count > MOST_SEEDS:
        raise NNPlayError(f"A comparison takes {MOST_SEEDS:,} seeds at most, not {count:,}.")
    seeds = tuple(range(given)) if isinstance(given, int) else tuple(given)
    if len(set(seeds)) != len(seeds) or not all(isinstance(s, int) and s >= 0 for s in seeds):
        raise NNPlayError(f"seeds must be different whole numbers of at least 0, not {str(list(seeds))[:60]}.")
    return seeds


def described(architecture: Architecture, recipe: Recipe) -> dict[str, Any]:
    """Everything in which candidates can differ, by name."""
    layers = architecture.layers
    plain: dict[str, Any] = {
        "hidden": "-".join(str(layer.width) for layer in layers) or "0",
        "depth": len(layers), "width": _shared([layer.width for layer in layers]),
    }  # fmt: skip
    for name in ("activation", "dropout", "norm", "skip"):
        plain[name] = _shared([getattr(layer, name) for layer in layers])
    initial = [layer.initializer for layer in layers]
    plain |= {"layer_initializer": _shared(initial), "output": architecture.output, "loss": architecture.loss}
    return plain | {name: getattr(recipe, name) for name in Recipe.model_fields if name not in ("seed", "data")}


def _shared(values: list[Any]) -> Any:
    """What all layers have, or a text that lists them."""
    if not values:
        return None
    return values[0] if all(value == values[0] for value in values) else ", ".join(map(str, values))


def distinguish(pairs: Sequence[tuple[Architecture, Recipe]]) -> list[tuple[str, dict[str, Any]]]:
    """For each candidate its name, and the settings in which it differs from others."""
    all_ = [described(*pair) for pair in pairs]
    layered = [each for each in all_ if each["depth"]]  # a linear model has none of what layers have
    differing = [
        name
        for name in (all_[0] if all_ else {})
        if len({repr(each[name]) for each in (layered if name in OF_LAYERS else all_)}) > 1
    ]
    named = [name for name in differing if name not in ("depth", "width")]
    found = []
    for each in all_:
        told = [name for name in named if each["depth"] or name not in OF_LAYERS]
        words = [_word(name, each[name]) for name in told if name not in ("output", "loss") or each[name]]
        found.append((", ".join(words) or _whole(each), {name: each[name] for name in differing}))
    return found


def _word(name: str, value: Any) -> str:
    if name == "hidden":
        return "linear" if value == "0" else str(value)
    if name == "activation":
        return str(value)
    if name in ("output", "loss", "optimizer", "schedule"):
        return str(value)
    shown = (
        f"{value:g}" if isinstance(value, float) else "full" if name == "batch_size" and value is None else str(value)
    )
    return f"{name.replace('_', ' ')} {shown}"


def _whole(each: dict[str, Any]) -> str:
    """The name of an only candidate."""
    return f"{_word('hidden', each['hidden'])} {each['activation'] or ''}".strip()
