"""The candidates of a comparison: every combination of architectures, recipes and settings, with a name for each."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from typing import Any, Literal, TypeAlias, TypedDict, TypeVar

from nnplay.catalog import Component
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.recipe import PAIR_SETTINGS, Recipe
from nnplay.utils.validation import check_type

MAX_CANDIDATES = 100_000
MAX_SEEDS = 10_000  # per candidate
LAYER_SETTINGS = ("width", "activation", "dropout", "norm", "skip", "layer_initializer")
TUPLE_SETTINGS = ("target", "features", "exclude")

T = TypeVar("T")
OneOrMore: TypeAlias = "T | Collection[T]"
Networks = Architecture | Iterable[Architecture | int | Sequence[int]]
Recipes = Recipe | Mapping[str, Any] | Iterable[Recipe | Mapping[str, Any]]


class SweepSettings(TypedDict, total=False):
    """The settings of a `Recipe` as keyword arguments; a collection of values tries each of them."""

    target: str | Sequence[str] | list[Sequence[str]] | None
    features: str | Sequence[str] | list[Sequence[str]] | None
    exclude: str | Sequence[str] | list[Sequence[str]] | None
    columns: OneOrMore[Mapping[str, str | Sequence[str]]] | Sequence[tuple[str, str]] | None
    task: Literal["classification", "regression"] | None
    missing: OneOrMore[Literal["impute", "refuse", "drop"]]
    unknown: OneOrMore[Literal["warn", "refuse"]]
    sheet: str | int | None
    header: bool | None
    sample_weight: str | None
    out_of_core: bool | None
    noise: OneOrMore[float | None]
    samples: OneOrMore[int | None]
    data_seed: OneOrMore[int | None]
    split: str | None
    test_data: str | os.PathLike[str] | None
    validation_data: str | os.PathLike[str] | None
    test_fraction: float
    validation_fraction: OneOrMore[float | None]
    scale: OneOrMore[Literal["standard", "minmax", "none"]]
    input_limit: OneOrMore[float | None]
    class_weight: OneOrMore[Literal["balanced"] | Mapping[Any, float] | None]
    epochs: OneOrMore[int]
    batch_size: OneOrMore[int | None]
    optimizer: OneOrMore[str | Component]
    learning_rate: OneOrMore[float]
    momentum: OneOrMore[float | None]
    schedule: OneOrMore[str | Component]
    schedule_epochs: OneOrMore[int | None]
    l1: OneOrMore[float]
    l2: OneOrMore[float]
    penalties: OneOrMore[Mapping[str, float] | None]
    weight_decay: OneOrMore[float | None]
    clip: OneOrMore[float | None]
    patience: OneOrMore[int | None]
    max_restarts: OneOrMore[int]
    restarts: OneOrMore[int]
    initializer: OneOrMore[str | Component | None]
    dtype: OneOrMore[Literal["float32", "float64"]]
    shuffle: OneOrMore[bool]
    seed: int
    random_streams: OneOrMore[Literal["separate", "shared"]]


def combinations(
    architectures: Networks | None = None,
    recipes: Recipes | None = None,
    settings: Mapping[str, Any] | None = None,
    defaults: Callable[[Mapping[str, Any], Architecture | None], Mapping[str, Any]] = lambda settings, _: settings,
) -> list[tuple[Architecture | None, Recipe]]:
    """Each architecture with each recipe and each value of the settings that have several.

    Args:
        architectures: the networks.
        recipes: recipes, or dicts of settings of the default recipe.
        settings: settings to change, and lists of values to try.
        defaults: completes the settings of the default recipe for a network.

    Raises:
        NNPlayError: an invalid argument, or more than 100,000 combinations.
    """
    networks, bases = _networks(architectures), _recipes(recipes)
    varied = {name: values for name, values in (settings or {}).items() if _is_varied(name, values)}
    fixed = {name: value for name, value in (settings or {}).items() if name not in varied}
    if empty := [name for name, values in varied.items() if not len(values)]:
        raise NNPlayError(f"{empty[0]} is an empty list: pass at least one value.")
    pairs = []
    for network, base, *values in cartesian_product(networks or [None], bases, *varied.values()):
        changes = fixed | dict(zip(varied, values, strict=True))
        if isinstance(base, Recipe):
            recipe = base.replace(**changes)
        else:
            recipe = Recipe(**defaults({**base, **changes}, network))
        pairs.append((network, recipe))
    return list(dict.fromkeys(pairs))


def cartesian_product(*lists: Collection[Any]) -> Iterator[tuple[Any, ...]]:
    """Every combination of one item of each list, the last list changing fastest.

    Raises:
        NNPlayError: more than 100,000 combinations.
    """
    count = math.prod(map(len, lists))
    if count > MAX_CANDIDATES:
        raise NNPlayError(f"{count:,} combinations are more than the {MAX_CANDIDATES:,} allowed: pass fewer values.")
    return itertools.product(*lists)


def _is_varied(name: str, value: Any) -> bool:
    """Whether the value is a collection of values to try."""
    if name in (*PAIR_SETTINGS, "columns"):
        return isinstance(value, list) and all(isinstance(each, dict | str | None.__class__) for each in value)
    if name in TUPLE_SETTINGS:
        return isinstance(value, list) and all(isinstance(each, list | tuple) for each in value)
    return isinstance(value, list | tuple | set | frozenset) or (
        hasattr(value, "__len__") and not isinstance(value, str | dict)
    )


def _networks(value: Any) -> list[Architecture]:
    """The architectures of the argument `architectures`; [] for None."""
    if value is None:
        return []
    if isinstance(value, Architecture) or (isinstance(value, Sequence) and all(isinstance(w, int) for w in value)):
        value = [value]
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | dict):
        raise NNPlayError(
            f"architectures must be a list of architectures or widths, such as [(4,), (8, 8)], not {str(value)[:80]}."
        )
    return [each if isinstance(each, Architecture) else Architecture.dense(each) for each in value]


def _recipes(value: Any) -> list[Recipe | dict[str, Any]]:
    """The recipes of the argument `recipes`, or settings of the default recipe; None is the default recipe."""
    items = [{}] if value is None else [value] if isinstance(value, Recipe | dict) else value
    if not isinstance(items, Iterable) or isinstance(items, str | bytes) or not (items := list(items)):
        raise NNPlayError(f"recipes must be a list of recipes, such as [Recipe(epochs=50)], not {str(value)[:80]!r}.")
    return [each if isinstance(each, dict) else check_type(each, Recipe, "A recipe") for each in items]


def check_seeds(seeds: int | Sequence[int]) -> tuple[int, ...]:
    """The seeds 0, 1, … for a number, else the given seeds.

    Raises:
        NNPlayError: no seeds, too many, duplicates, or values that are not seeds.
    """
    count = seeds if isinstance(seeds, int) else len(seeds) if isinstance(seeds, Sized) else 0
    if isinstance(seeds, bool) or count < 1:
        raise NNPlayError(f"seeds must be at least 1, or a list of seeds, not {seeds!r}.")
    if count > MAX_SEEDS:
        raise NNPlayError(f"A comparison takes at most {MAX_SEEDS:,} seeds, not {count:,}.")
    values = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    if len(set(values)) != len(values) or not all(isinstance(s, int) and s >= 0 for s in values):
        raise NNPlayError(f"seeds must be different whole numbers of at least 0, not {str(list(values))[:60]}.")
    return values


def candidate_settings(architecture: Architecture, recipe: Recipe) -> dict[str, Any]:
    """Everything in which candidates can differ, by name."""
    layers = architecture.layers
    settings: dict[str, Any] = {
        "hidden": "-".join(str(layer.width) for layer in layers) or "0",
        "depth": len(layers), "width": _summarize([layer.width for layer in layers]),
    }  # fmt: skip
    for name in ("activation", "dropout", "norm", "skip"):
        settings[name] = _summarize([getattr(layer, name) for layer in layers])
    settings["layer_initializer"] = _summarize([layer.initializer for layer in layers])
    settings |= {"output": architecture.output, "loss": architecture.loss}
    return settings | {name: getattr(recipe, name) for name in Recipe.model_fields if name not in ("seed", "data")}


def _summarize(values: list[Any]) -> Any:
    """The value that all layers share, or a text that lists the values; None without layers."""
    if not values:
        return None
    return values[0] if all(value == values[0] for value in values) else ", ".join(map(str, values))


def name_candidates(pairs: Sequence[tuple[Architecture, Recipe]]) -> list[tuple[str, dict[str, Any]]]:
    """A name for each candidate, and the settings in which it differs from others."""
    candidates = [candidate_settings(*pair) for pair in pairs]
    with_layers = [settings for settings in candidates if settings["depth"]]  # a linear model has no layer settings
    differing = [
        name
        for name in (candidates[0] if candidates else {})
        if len({repr(s[name]) for s in (with_layers if name in LAYER_SETTINGS else candidates)}) > 1
    ]
    in_name = [name for name in differing if name not in ("depth", "width")]
    names = []
    for settings in candidates:
        relevant = [name for name in in_name if settings["depth"] or name not in LAYER_SETTINGS]
        words = [_label(name, settings[name]) for name in relevant if name not in ("output", "loss") or settings[name]]
        only = f"{_label('hidden', settings['hidden'])} {settings['activation'] or ''}".strip()
        names.append((", ".join(words) or only, {name: settings[name] for name in differing}))
    return names


def _label(name: str, value: Any) -> str:
    """A setting in the name of a candidate."""
    if name == "hidden":
        return "linear" if value == "0" else str(value)
    if name in ("activation", "output", "loss", "optimizer", "schedule"):
        return str(value)
    if isinstance(value, float):
        text = f"{value:g}"
    else:
        text = "full" if name == "batch_size" and value is None else str(value)
    return f"{name.replace('_', ' ')} {text}"
