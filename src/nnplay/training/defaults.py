"""The default recipe: settings that train well on tables of any size.

`docs/explanation/defaults.md` tells how they were found. A recipe that names its optimizer is the user's own: it starts
from the plain settings of `Recipe`, as do the toy sets, which are points to look at and no tables.
"""

import math
from collections.abc import Collection, Mapping
from typing import Any

from nnplay.data.toy_sets import TOYS
from nnplay.network.architecture import Architecture
from nnplay.training.recipe import Recipe

HIDDEN, PLAIN_HIDDEN = (128, 64), (32, 16)
PLAIN_SETS = frozenset({*TOYS, "scores"})
"""Built-in sets that are trained with the plain settings."""

FEW_ROWS = 2_000
"""Fewer rows than this cannot spare a validation split for early stopping."""

LARGE_ROWS = 1_000_000
"""Stands for the rows of a file before it is read."""

LEARNING_RATE, MAX_LEARNING_RATE = 0.005, 0.02
MAX_RESTARTS = 3
INPUT_LIMIT = 5.0  # standard deviations
STEPS, STEPS_OF_FEW_ROWS = 20_000, 500
L2_ROWS = 7.0
"""The L2 strength times the rows: a Gaussian prior on the weights beside a mean loss."""


def default_hidden(data: Any) -> tuple[int, ...]:
    """The widths of the hidden layers of the default network for these data."""
    return PLAIN_HIDDEN if _name(data) in PLAIN_SETS else HIDDEN


def _name(data: Any) -> str:
    """The name of a built-in set, or the path of a file; "" for other data."""
    source = data if isinstance(data, str) else getattr(data, "origin", {}).get("source", "")
    return str(source)


def default_learning_rate(architecture: Architecture | None) -> float:
    """The learning rate for a network: the narrower its widest layer, the higher.

    η = 0.005·√(128 / width), at most 0.02, to two digits: the fewer weights a sum has, the more each has to change.
    """
    widths = HIDDEN if architecture is None else [layer.width for layer in architecture.layers]
    width = min(max(widths, default=1), HIDDEN[0])
    return float(f"{min(LEARNING_RATE * math.sqrt(HIDDEN[0] / width), MAX_LEARNING_RATE):.2g}")


def names_own_recipe(settings: Collection[str]) -> bool:
    """Whether settings begin a recipe of the user's own, for which the default recipe fills in nothing."""
    return "optimizer" in settings or "momentum" in settings


def default_settings(
    data: Any, rows: int, settings: Mapping[str, Any], architecture: Architecture | None = None
) -> dict[str, Any]:
    """The settings of the default recipe that the user has not given.

    Args:
        data: what is trained on: a name, a file, a Dataset, …
        rows: number of rows.
        settings: the settings that are given.
        architecture: the network; None is the default one.
    """
    if names_own_recipe(settings) or _name(data) in PLAIN_SETS:
        return {}
    test_fraction = settings.get("test_fraction", Recipe.model_fields["test_fraction"].default)
    n = max(round(rows * (1 - test_fraction)), 1)
    few = n < FEW_ROWS
    batch = min(max(2 ** round(math.log2(max(n / 50, 1))), 32), 512)
    steps = math.ceil(n / (settings.get("batch_size", batch) or n))
    chosen: dict[str, Any] = {
        "optimizer": "adamw", "learning_rate": default_learning_rate(architecture), "schedule": "cosine", "clip": 1.0,
        "batch_size": batch,
        "max_restarts": MAX_RESTARTS, "input_limit": INPUT_LIMIT,
        "l2": float(f"{min(L2_ROWS / n, 0.1):.2g}"),
        "epochs": min(max(math.ceil((STEPS_OF_FEW_ROWS if few else STEPS) / steps), 20), 500 if few else 200),
    }  # fmt: skip
    if "patience" not in settings and not few:
        chosen["patience"] = 20
    if "patience" not in settings and few:
        chosen["validation_fraction"] = 0.0
    return {name: value for name, value in chosen.items() if name not in settings}
