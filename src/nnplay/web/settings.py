"""The settings of a page: the recipe, the network, and what is shown of them, within what one visitor may ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nnplay.architecture import Architecture
from nnplay.errors import NNPlayError
from nnplay.recipe import Recipe

TOYS = {
    "classification": ("circle", "xor", "gauss", "spiral", "moons"),
    "regression": ("plane", "multi-gauss"),
}
FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
MOST = {"layers": 30, "neurons": 500, "samples": 5_000, "epochs": 100_000}
SEED = 2**53  # the largest number that a page knows exactly


@dataclass(frozen=True)
class Settings:
    """All that decides what a page shows.

    Attributes:
        recipe: of the training.
        architecture: of the network, without what follows from the data.
        tests: whether the points that were kept aside are shown.
        steps: whether the surface shows the decision only.

    Raises:
        NNPlayError: what is more than a page can take, or is no toy.
    """

    recipe: Recipe
    architecture: Architecture
    tests: bool = False
    steps: bool = False

    def __post_init__(self) -> None:
        recipe, layers = self.recipe, self.architecture.layers
        if recipe.data not in known():
            raise NNPlayError(f"A page knows {', '.join(known())}, not {recipe.data!r}: choose one of them.")
        asked = {
            "layers": len(layers), "neurons": max((layer.width for layer in layers), default=0),
            "samples": recipe.samples or 0, "epochs": recipe.epochs,
        }  # fmt: skip
        for name, most in MOST.items():
            if asked[name] > most:
                of = " in a layer" if name == "neurons" else ""
                raise NNPlayError(f"A page takes at most {most:,} {name}{of}, not {asked[name]:,}: ask for fewer.")
        if max(recipe.seed, recipe.data_seed or 0) >= SEED:
            raise NNPlayError(f"A seed on a page is below {SEED:,}: take a smaller one.")

    @property
    def task(self) -> str:
        """What the network is asked for: a class or a value."""
        return "regression" if self.recipe.data in TOYS["regression"] else "classification"

    def but(self, **changes: Any) -> Settings:
        """The same with other settings, of the recipe or of the page."""
        mine = {name: changes.pop(name) for name in ("architecture", "tests", "steps") if name in changes}
        return replace(self, recipe=self.recipe.but(**changes) if changes else self.recipe, **mine)


def known() -> tuple[str, ...]:
    """The sets that a page offers."""
    return (*TOYS["classification"], *TOYS["regression"])


FIRST = Settings(
    Recipe(
        data="circle", features=("x1", "x2"), noise=0.0, samples=400, data_seed=0, test_fraction=0.5, batch_size=10,
        learning_rate=0.03, optimizer="sgd", epochs=20_000,
    ),
    Architecture.dense((4, 2), activation="tanh"),
)  # fmt: skip
