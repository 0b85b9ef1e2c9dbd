"""The search space: which settings are searched over which values, and the architecture and recipe they make."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeGuard

from nnplay.catalog import optimizers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import Recipe, RecipeSettings

SHAPE = ("depth", "width", "taper")  # these give the widths of the hidden layers
LAYERS = ("activation", "dropout", "norm", "skip")  # the same for every hidden layer
NETWORK = (*SHAPE, "hidden", *LAYERS, "output", "loss")
DECAY_SETTINGS = ("l2", "weight_decay")  # `decay` sets the one that suits the optimizer
TRAINING = (
    "optimizer", "learning_rate", "schedule", "batch_size", "decay", "epochs", "momentum", "l1", *DECAY_SETTINGS,
    "clip", "patience", "initializer", "scale", "class_weight", "dtype", "shuffle",
)  # fmt: skip
NAMES = (*NETWORK, *TRAINING)
INTEGER_SETTINGS = ("depth", "width", "batch_size", "epochs", "patience")
DESCENT_SETTINGS = ("learning_rate", "schedule", "batch_size", "momentum", "clip", "dropout")  # L-BFGS has none of them
DIGITS = 3  # significant digits of sampled numbers, so that they can be typed

Range = tuple[float, float] | tuple[float, float, Literal["log"]]
Choices = Sequence[Any]

DEFAULT: dict[str, Any] = {
    "depth": (0, 4),
    "width": (4, 256, "log"),
    "taper": [0.5, 1.0],
    "activation": ["relu", "tanh", "gelu", "silu", "sigmoid"],
    "dropout": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    "norm": [None, "batch", "layer"],
    "optimizer": ["momentum", "adam", "adamw", "nadam"],
    "learning_rate": (1e-4, 0.1, "log"),  # for Adam; multiplied by the rate_factor of other optimizers
    "schedule": ["constant", "cosine", "one_cycle"],
    "batch_size": [8, 16, 32, 64, 128, 256],
    "decay": [0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
}


class SearchSettings(RecipeSettings, total=False):
    """The settings that `search` can fix: those of a recipe, and those of the network."""

    architecture: Architecture | Sequence[int]
    """The whole network; layer settings such as dropout may still be searched."""
    hidden: Sequence[int]
    """The widths of the hidden layers."""
    depth: int
    """The number of hidden layers."""
    width: int
    """The width of the first hidden layer."""
    taper: float
    """The width of each hidden layer relative to the one before."""
    activation: str | Sequence[str]
    dropout: float
    norm: Literal["batch", "layer"] | None
    skip: bool
    output: str
    loss: str
    decay: float
    """`weight_decay` for optimizers that have one, such as adamw; `l2` for others."""


@dataclass(frozen=True)
class Dimension:
    """A setting of the search space: choices, or a range of numbers.

    Attributes:
        name: the name of the setting.
        choices: the values; () for a range.
        low, high: the ends of the range, inclusive.
        log: whether to sample the range on a logarithmic scale.
        relative: for the learning rate: values are for Adam, and are scaled for other optimizers.
    """

    name: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    relative: bool = False

    @classmethod
    def parse(cls, name: str, values: Choices | Range | Any) -> Dimension:
        """The dimension for a list of choices, a single value, (low, high) or (low, high, "log").

        Raises:
            NNPlayError: values that are neither choices nor a range.
        """
        ends = values[:2] if isinstance(values, tuple) and values[2:] in ((), ("log",)) else ()
        if len(ends) == 2 and all(map(_is_number, ends)):
            return cls._range(name, *ends, log=len(values) == 3)
        choices = tuple(values) if isinstance(values, list | tuple) else (values,)
        if name == "hidden":
            choices = tuple(tuple(c) if isinstance(c, list | tuple) else (c,) for c in choices)
        if not choices:
            raise NNPlayError(f"The search space has no values for {name}: list some, or leave it out.")
        try:
            choices = tuple(dict.fromkeys(choices))
        except TypeError:
            raise NNPlayError(f"The search space takes names and numbers for {name}, not {choices[0]!r}.") from None
        return cls(name, tuple(sorted(choices)) if all(map(_is_number, choices)) else choices)

    @classmethod
    def _range(cls, name: str, low: float, high: float, *, log: bool) -> Dimension:
        if not low < high:
            raise NNPlayError(
                f"The range of {name} must go from the smaller to the larger number: {high:g} to {low:g}."
            )
        if log and low <= 0:
            raise NNPlayError(f"The logarithmic range of {name} must start above 0, not at {low:g}.")
        if name in INTEGER_SETTINGS and not (low == int(low) and high == int(high)):
            raise NNPlayError(f"The range of {name} needs whole numbers, not {low:g} to {high:g}.")
        return cls(name, low=float(low), high=float(high), log=log)

    @property
    def ordered(self) -> bool:
        """Whether the choices are numbers; then they are sorted."""
        return len(self.choices) > 1 and all(map(_is_number, self.choices))

    @property
    def integer(self) -> bool:
        """Whether the setting takes whole numbers only."""
        return self.name in INTEGER_SETTINGS

    @property
    def labels(self) -> tuple[str, ...]:
        """The text of each choice."""
        return tuple(text(choice) for choice in self.choices)

    def decode(self, sample: Any) -> Any:
        """The value for a sample: an index for ordered choices, a label for other choices, else a number."""
        if self.ordered:
            return self.choices[sample]
        if self.choices:
            return self.choices[self.labels.index(sample)]
        if self.integer:
            return int(sample)
        return min(max(float(f"{sample:.{DIGITS}g}"), self.low), self.high)

    def encode(self, value: Any) -> Any:
        """The sample that `decode` turns into this value."""
        if self.choices:
            index = self.choices.index(value)
            return index if self.ordered else self.labels[index]
        return value

    @property
    def extremes(self) -> tuple[Any, ...]:
        """Every choice, or the ends of the range."""
        return self.choices or tuple(int(x) if self.integer else x for x in (self.low, self.high))

    def to_json(self) -> dict[str, Any]:
        """The dimension as plain values, for `from_json`."""
        ends = {} if self.choices else {"low": self.low, "high": self.high, "log": self.log}
        return {"name": self.name, "choices": list(self.choices), "suited": self.relative, **ends}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Dimension:
        """The dimension that `to_json` wrote."""
        choices = tuple(tuple(c) if isinstance(c, list) else c for c in plain["choices"])
        fields = {name: value for name, value in plain.items() if name != "suited"}
        return cls(**(fields | {"choices": choices, "relative": plain["suited"]}))


@dataclass(frozen=True)
class Space:
    """The settings that are searched, and those that are fixed.

    Attributes:
        dimensions: the settings that are searched.
        fixed: the fixed settings of the network; `architecture` fixes all of them.
        recipe: the fixed settings of the recipe.
    """

    dimensions: tuple[Dimension, ...]
    fixed: dict[str, Any]
    recipe: Recipe

    @classmethod
    def create(
        cls,
        space: Mapping[str, Range | Choices] | None,
        fixed: Mapping[str, Any],
        recipe: Recipe,
        rows: int,
        defaults: Mapping[str, Any] | None = None,
    ) -> Space:
        """The default space, with the values of `space` in place of its own, and without the fixed settings.

        A setting of the recipe that differs from its default is fixed.

        Args:
            space: name → list of choices, (low, high) or (low, high, "log").
            fixed: the fixed settings of the network and the recipe.
            recipe: the settings to start from.
            rows: how many rows a trial trains on, an upper limit for the batch size.
            defaults: settings of the recipe that are neither searched nor fixed.

        Raises:
            NNPlayError: a name or a value that is not valid.
        """
        if space is not None and not isinstance(space, Mapping):
            raise NNPlayError(f"space must be a dict, such as {{'width': (4, 64, 'log')}}, not {space!r}.")
        searched: dict[str, Any] = dict(space or {})
        _check_names(searched, fixed)
        changed = {name for name, field in Recipe.model_fields.items() if getattr(recipe, name) != field.default}
        fixed_names = fixed.keys() | (changed - searched.keys())
        network = {name: fixed[name] for name in ("architecture", *NETWORK, "decay") if name in fixed}
        settings: dict[str, Any] = dict(defaults or {})
        settings |= {name: value for name, value in fixed.items() if name not in network}
        for name, values in DEFAULT.items():
            if name not in fixed_names and name not in searched and not _implied(name, fixed_names | searched.keys()):
                searched[name] = [n for n in values if n <= rows] or [rows] if name == "batch_size" else values
        relative = not (space and "learning_rate" in space)
        dimensions = [Dimension.parse(name, searched[name]) for name in sorted(searched, key=NAMES.index)]
        dimensions = [replace(d, relative=True) if d.name == "learning_rate" and relative else d for d in dimensions]
        return cls(tuple(dimensions), network, recipe.replace(**settings))

    def build(self, sample: Mapping[str, Any]) -> tuple[Architecture, Recipe, dict[str, Any]]:
        """The architecture and the recipe for the values of a sample, and those of the values that have an effect.

        For example, the width has no effect without hidden layers, and the learning rate has none with L-BFGS.

        Raises:
            NNPlayError: values that cannot be combined.
        """
        effective, values = dict(sample), self.fixed | dict(sample)
        entry, constants = optimizers.resolve(values.get("optimizer", self.recipe.optimizer))
        if any(d.relative for d in self.dimensions):
            rate = values["learning_rate"] * entry.rate_factor
            effective["learning_rate"] = values["learning_rate"] = float(f"{rate:.{DIGITS}g}")
        unused = set(DESCENT_SETTINGS) if entry.full_batch else set()
        if "momentum" not in constants and entry.name != "sgd":
            unused.add("momentum")
        values = {name: value for name, value in values.items() if name not in unused}
        architecture = self._network(values)
        if "decay" in values:
            values["weight_decay" if entry.weight_decay else "l2"] = values["decay"]
        settings = {name: values[name] for name in TRAINING if name in values and name != "decay"}
        if entry.full_batch:
            settings = {"schedule": "constant", "clip": None, "batch_size": None} | settings
        unused |= (
            {*SHAPE, *LAYERS} if not architecture.layers else {"taper"} if len(architecture.layers) == 1 else set()
        )
        effective = {name: value for name, value in effective.items() if name not in unused or name == "depth"}
        return architecture, self.recipe.replace(**settings), effective

    def _network(self, values: Mapping[str, Any]) -> Architecture:
        architecture = values.get("architecture")
        if architecture is None:
            widths = values.get("hidden")
            if widths is None:
                depth, width, taper = values.get("depth", 1), values.get("width", 32), values.get("taper", 1.0)
                widths = [max(1, round(width * taper**k)) if k else width for k in range(depth)]
            architecture = Architecture.dense(widths, values.get("activation", "relu"))
        elif not isinstance(architecture, Architecture):
            architecture = Architecture.dense(architecture)
        shared = {name: values[name] for name in LAYERS if name in values}
        if not isinstance(shared.get("activation", ""), str):
            del shared["activation"]  # a list with one for each layer, which has been set above
        layers: tuple[Layer, ...] = tuple(replace(layer, **shared) for layer in architecture.layers)
        output = {name: values[name] for name in ("output", "loss") if name in values}
        return replace(architecture, layers=layers, **output)

    def to_json(self) -> dict[str, Any]:
        """The space as plain values, for `from_json`."""
        fixed = dict(self.fixed)
        if isinstance(fixed.get("architecture"), Architecture):
            fixed["architecture"] = fixed["architecture"].to_json()
        return {"dimensions": [d.to_json() for d in self.dimensions], "fixed": fixed}

    @classmethod
    def from_json(cls, plain: dict[str, Any], recipe: Recipe) -> Space:
        """The space that `to_json` wrote, with its recipe."""
        fixed = dict(plain["fixed"])
        if isinstance(fixed.get("architecture"), dict):
            fixed["architecture"] = Architecture.from_json(fixed["architecture"])
        return cls(tuple(map(Dimension.from_json, plain["dimensions"])), fixed, recipe)


def text(value: Any) -> str:
    """A value as text: widths such as 64-32, numbers with up to 6 digits, "none"."""
    if isinstance(value, tuple | list):
        return "-".join(map(str, value)) or "0"
    return "none" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_names(searched: Mapping[str, Any], fixed: Mapping[str, Any]) -> None:
    """Refuse names that are unknown, both searched and fixed, or in conflict with each other."""
    for name in searched:
        if name not in NAMES:
            near = difflib.get_close_matches(str(name), NAMES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(NAMES)}."
            raise NNPlayError(f"A search has no setting {str(name)!r}: {hint}")
        if name in fixed:
            raise NNPlayError(f"{name} is both searched and fixed to {fixed[name]!r}: leave one of them out.")
    for name in fixed:
        if name not in ("architecture", *NAMES, *Recipe.model_fields):
            near = difflib.get_close_matches(name, ("architecture", *NAMES, *Recipe.model_fields), n=1)
            hint = f": did you mean {near[0]!r}?" if near else "."
            raise NNPlayError(f"A search has no setting {name!r}{hint}")
    present = {name for name, value in {**searched, **fixed}.items() if value is not None or name == "norm"}
    for name, implied in (("architecture", ("hidden", *SHAPE)), ("hidden", SHAPE), ("decay", DECAY_SETTINGS)):
        conflicts = [other for other in implied if other in present]
        if name in present and conflicts:
            raise NNPlayError(f"{name} already sets {conflicts[0]}: leave one of them out.")


def _implied(name: str, present: set[str]) -> bool:
    """Whether other settings already determine a setting of the default space."""
    if name in SHAPE:
        return "architecture" in present or "hidden" in present
    if name in LAYERS:
        return "architecture" in present
    return name == "decay" and any(other in present for other in DECAY_SETTINGS)
