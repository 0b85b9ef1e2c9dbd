"""The settings of a page: the recipe, the network, and what is shown of them, within what one visitor may ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from nnplay.data import builtin_names
from nnplay.data.readers.file import SUPPORTED_SUFFIXES
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.recipe import Recipe

TOYS = {"classification": ("circle", "xor", "gauss", "spiral", "moons"), "regression": ("plane", "multi-gauss")}
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
MOST = {"layers": 30, "neurons": 500, "samples": 5_000, "epochs": 100_000, "weights": 8_000_000,
        "products": 20_000_000_000}  # fmt: skip
OWN = ("architecture", "tests", "steps", "x", "y", "held", "speed")
SPEED = 60.0  # epochs a second, until the visitor chooses
COLUMNS = ("data", "target", "features")  # what decides which columns there are
SEED = 2**53  # the largest number that a page knows exactly


@dataclass(frozen=True)
class Settings:
    """All that decides what a page shows.

    Attributes:
        recipe: of the training.
        architecture: of the network, without what follows from the data.
        tests: whether the test points are shown.
        steps: whether the surface shows the decision only.
        x: the feature that runs across the surface; None is chosen by what it tells.
        y: the feature that runs up.
        held: where other features are held: (name, value).
        speed: the most epochs a second; None is as many as can be.

    Raises:
        NNPlayError: what is more than a page can take, or is no toy.
    """

    recipe: Recipe
    architecture: Architecture
    tests: bool = False
    steps: bool = False
    x: str | None = None
    y: str | None = None
    held: tuple[tuple[str, Any], ...] = ()
    speed: float | None = SPEED

    def __post_init__(self) -> None:
        recipe, layers = self.recipe, self.architecture.layers
        if recipe.data not in builtin_names() and not is_own(recipe.data):
            raise NNPlayError(
                f"There is no dataset {recipe.data!r} on this page; choose from {', '.join(builtin_names())}."
            )
        if recipe.test_data is not None or recipe.validation_data is not None:
            raise NNPlayError("This page takes no test or validation files; use `nnplay train`.")
        asked = {
            "layers": len(layers), "neurons": max((layer.width for layer in layers), default=0),
            "samples": recipe.samples or 0, "epochs": recipe.epochs,
        }  # fmt: skip
        for name, count in asked.items():
            if count > MOST[name]:
                of = " in a layer" if name == "neurons" else ""
                raise NNPlayError(f"A page takes at most {MOST[name]:,} {name}{of}, not {count:,}.")
        if max(recipe.seed, recipe.data_seed or 0) >= SEED:
            raise NNPlayError(f"On this page, a seed must be below {SEED:,}.")
        if self.speed is not None and not 0 < self.speed < float("inf"):
            raise NNPlayError(
                f"speed must be a number of epochs per second above 0, as in speed=20, not {self.speed:g}."
            )

    @property
    def task(self) -> str:
        """What a toy asks the network for: a class or a value."""
        return "regression" if self.recipe.data in TOYS["regression"] else "classification"

    def replace(self, **changes: Any) -> Settings:
        """The same with other settings, of the recipe or of the page."""
        mine = {name: changes.pop(name) for name in OWN if name in changes}
        if set(changes) & set(COLUMNS):
            mine = {"x": None, "y": None, "held": ()} | mine
        return replace(self, recipe=self.recipe.replace(**changes) if changes else self.recipe, **mine)


def is_own(data: str | None) -> bool:
    """Whether this is the name of a visitor's own table; it never names a file of the server."""
    return data is not None and data not in builtin_names() and PurePosixPath(data).suffix.lower() in SUPPORTED_SUFFIXES


def known() -> tuple[str, ...]:
    """The sets that have a thumbnail."""
    return (*TOYS["classification"], *TOYS["regression"])


FIRST = Settings(
    Recipe(
        data="circle", features=("x1", "x2"), noise=0.0, samples=400, data_seed=0, test_fraction=0.5, batch_size=10,
        learning_rate=0.03, optimizer="sgd", epochs=20_000,
    ),
    Architecture.dense((4, 2), activation="tanh"),
)  # fmt: skip
OF_TOYS = ("features", "noise", "samples", "data_seed")


def first(data: str | None) -> Recipe:
    """The recipe that a page with these data begins with: what only a toy has is left out for other sets."""
    return (
        FIRST.recipe
        if data in known()
        else FIRST.recipe.replace(data=data, features=None, noise=None, samples=None, data_seed=None)
    )


def onto(settings: Settings, data: str, **columns: Any) -> Settings:
    """The same with other data: columns, output and loss are theirs.

    Args:
        settings: what is set now.
        data: what to go on with.
        **columns: target, features, task and missing, where they are known.
    """
    old, usual = settings.recipe, first(data)
    toys = old.data in known() and data in known()
    reset = ("target", "exclude", "columns", "task", "missing", "unknown", "class_weight", "split")
    changes = {name: Recipe.model_fields[name].default for name in reset} | {"data": data}
    changes |= {} if toys else {name: getattr(usual, name) for name in OF_TOYS}
    net = settings.architecture
    same = toys and settings.task == settings.replace(data=data).task
    return settings.replace(architecture=net if same else Architecture(net.layers), **(changes | columns))
