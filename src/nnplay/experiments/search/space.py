"""The space of a search: which settings are tried and with which values, and the network and recipe they make."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nnplay.catalog import optimizers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import Recipe

SHAPE = ("depth", "width", "taper")  # which make the widths of the layers
LAYERS = ("activation", "dropout", "norm", "skip")  # of every hidden layer
NETWORK = (*SHAPE, "hidden", *LAYERS, "output", "loss")
PRICES = ("l2", "weight_decay")  # which `decay` sets: the one that suits the optimizer
TRAINING = (
    "optimizer", "learning_rate", "schedule", "batch_size", "decay", "epochs", "momentum", "l1", *PRICES, "clip",
    "patience", "initializer", "scale", "class_weight", "dtype", "shuffle",
)  # fmt: skip
NAMES = (*NETWORK, *TRAINING)
WHOLE = ("depth", "width", "batch_size", "epochs", "patience")
DESCENT = ("learning_rate", "schedule", "batch_size", "momentum", "clip", "dropout")  # nothing of it for L-BFGS
DIGITS = 3  # of a number that is drawn, so that it can be typed
FASTER = {"sgd": 10.0, "momentum": 10.0, "nesterov": 10.0, "adagrad": 10.0, "adadelta": 10.0, "lion": 0.1}

DEFAULT: dict[str, Any] = {
    "depth": (0, 4),
    "width": (4, 256, "log"),
    "taper": [0.5, 1.0],
    "activation": ["relu", "tanh", "gelu", "silu", "sigmoid"],
    "dropout": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    "norm": [None, "batch", "layer"],
    "optimizer": ["momentum", "adam", "adamw", "nadam"],
    "learning_rate": (1e-4, 0.1, "log"),  # of Adam; others take FASTER times as much
    "schedule": ["constant", "cosine", "one_cycle"],
    "batch_size": [8, 16, 32, 64, 128, 256],
    "decay": [0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
}


@dataclass(frozen=True)
class Dimension:
    """One setting of the search: some choices, or all numbers from `low` to `high`.

    Attributes:
        name: of the setting.
        choices: the values, or () for a range.
        low, high: the ends of a range, both within it.
        log: a range in which 1 to 10 is as far as 10 to 100.
        suited: the learning rate is Adam's, to be changed into that of the optimizer.
    """

    name: str
    choices: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    suited: bool = False

    @classmethod
    def of(cls, name: str, given: Any) -> Dimension:
        """The dimension that a list of choices, (low, high) or (low, high, "log") describes.

        Raises:
            NNPlayError: when it describes none.
        """
        ends = given[:2] if isinstance(given, tuple) and given[2:] in ((), ("log",)) else ()
        if len(ends) == 2 and all(map(_number, ends)):
            return cls._range(name, *ends, log=len(given) == 3)
        choices = tuple(given) if isinstance(given, list | tuple) else (given,)
        if name == "hidden":
            choices = tuple(tuple(c) if isinstance(c, list | tuple) else (c,) for c in choices)
        if not choices:
            raise NNPlayError(f"The space gives no values for {name}: list some, or leave it out.")
        try:
            choices = tuple(dict.fromkeys(choices))
        except TypeError:
            raise NNPlayError(f"The space takes names and numbers for {name}, not {choices[0]!r}.") from None
        return cls(name, tuple(sorted(choices)) if all(map(_number, choices)) else choices)

    @classmethod
    def _range(cls, name: str, low: Any, high: Any, *, log: bool) -> Dimension:
        if not low < high:
            raise NNPlayError(f"The space takes {name} from the smaller to the larger, not from {low:g} to {high:g}.")
        if log and low <= 0:
            raise NNPlayError(f"A logarithmic range of {name} must begin above 0, not at {low:g}.")
        if name in WHOLE and not (low == int(low) and high == int(high)):
            raise NNPlayError(f"The space takes whole numbers for {name}, not {low:g} to {high:g}.")
        return cls(name, low=float(low), high=float(high), log=log)

    @property
    def ordered(self) -> bool:
        """Whether the choices are numbers, from the smallest to the largest."""
        return len(self.choices) > 1 and all(map(_number, self.choices))

    @property
    def whole(self) -> bool:
        """Whether a range has whole numbers only."""
        return self.name in WHOLE

    @property
    def labels(self) -> tuple[str, ...]:
        """What each choice is called."""
        return tuple(text(choice) for choice in self.choices)

    def value(self, drawn: Any) -> Any:
        """The value that a draw stands for: a number of the range, the place of a number, or the label of a choice."""
        if self.ordered:
            return self.choices[drawn]
        if self.choices:
            return self.choices[self.labels.index(drawn)]
        if self.whole:
            return int(drawn)
        return min(max(float(f"{drawn:.{DIGITS}g}"), self.low), self.high)

    def drawn(self, value: Any) -> Any:
        """What `value` makes this value of."""
        if self.choices:
            place = self.choices.index(value)
            return place if self.ordered else self.labels[place]
        return value

    @property
    def corners(self) -> tuple[Any, ...]:
        """Every choice, or the ends of the range."""
        return self.choices or tuple(int(x) if self.whole else x for x in (self.low, self.high))

    def to_json(self) -> dict[str, Any]:
        """Plain values, from which `from_json` makes an equal dimension."""
        ends = {} if self.choices else {"low": self.low, "high": self.high, "log": self.log}
        return {"name": self.name, "choices": list(self.choices), "suited": self.suited, **ends}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Dimension:
        """The dimension that `to_json` described."""
        choices = tuple(tuple(c) if isinstance(c, list) else c for c in plain["choices"])
        return cls(**(plain | {"choices": choices}))


@dataclass(frozen=True)
class Space:
    """What is searched, and what is fixed.

    Attributes:
        dimensions: what is searched.
        fixed: settings of the network that are not searched; `architecture` is all of them.
        recipe: the settings of training that are not searched.
    """

    dimensions: tuple[Dimension, ...]
    fixed: dict[str, Any]
    recipe: Recipe

    @classmethod
    def of(cls, given: Mapping[str, Any] | None, fixed: dict[str, Any], recipe: Recipe, rows: int) -> Space:
        """The default space, with what is given in place of its own, and without what is fixed.

        A setting in which the recipe is not the default one is fixed.

        Args:
            given: name → list of choices, (low, high) or (low, high, "log").
            fixed: settings of the network or the recipe with their values.
            recipe: the settings to start from.
            rows: how many rows train a trial: no batch is larger.

        Raises:
            NNPlayError: a name or a value that does not fit.
        """
        if given is not None and not isinstance(given, Mapping):
            raise NNPlayError(f"The space is a dict, such as {{'width': (4, 64, 'log')}}, not {given!r}.")
        wanted = dict(given or {})
        _check(wanted, fixed)
        said = {name for name, field in Recipe.model_fields.items() if getattr(recipe, name) != field.default}
        kept = fixed.keys() | (said - wanted.keys())
        network = {name: fixed[name] for name in ("architecture", *NETWORK, "decay") if name in fixed}
        recipe = recipe.replace(**{name: value for name, value in fixed.items() if name not in network})
        for name, value in DEFAULT.items():
            if name not in kept and name not in wanted and not _implied(name, kept | wanted.keys()):
                wanted[name] = [n for n in value if n <= rows] or [rows] if name == "batch_size" else value
        suited = not (given and "learning_rate" in given)
        made = [Dimension.of(name, wanted[name]) for name in sorted(wanted, key=NAMES.index)]
        made = [replace(d, suited=True) if d.name == "learning_rate" and suited else d for d in made]
        return cls(tuple(made), network, recipe)

    def build(self, asked: Mapping[str, Any]) -> tuple[Architecture, Recipe, dict[str, Any]]:
        """The network and the recipe of some values, and those of the values that had a say in them.

        Without hidden layers a width has none, say, nor has a learning rate with L-BFGS.

        Raises:
            NNPlayError: values that do not fit together.
        """
        used, given = dict(asked), self.fixed | dict(asked)
        entry, constants = optimizers.resolve(given.get("optimizer", self.recipe.optimizer))
        if any(d.suited for d in self.dimensions):
            rate = given["learning_rate"] * FASTER.get(entry.name, 1.0)
            used["learning_rate"] = given["learning_rate"] = float(f"{rate:.{DIGITS}g}")
        idle = set(DESCENT) if entry.full_batch else set()
        if "momentum" not in constants and entry.name != "sgd":
            idle.add("momentum")
        given = {name: value for name, value in given.items() if name not in idle}
        architecture = self._network(given)
        if "decay" in given:
            given["weight_decay" if entry.name == "adamw" else "l2"] = given["decay"]
        settings = {name: given[name] for name in TRAINING if name in given and name != "decay"}
        plain = {"schedule": "constant", "clip": None, "batch_size": None} if entry.full_batch else {}
        idle |= {*SHAPE, *LAYERS} if not architecture.layers else {"taper"} if len(architecture.layers) == 1 else set()
        used = {name: value for name, value in used.items() if name not in idle or name == "depth"}
        return architecture, self.recipe.replace(**(plain | settings)), used

    def _network(self, given: Mapping[str, Any]) -> Architecture:
        whole = given.get("architecture")
        if whole is None:
            widths = given.get("hidden")
            if widths is None:
                depth, width, taper = given.get("depth", 1), given.get("width", 32), given.get("taper", 1.0)
                widths = [max(1, round(width * taper**k)) if k else width for k in range(depth)]
            whole = Architecture.dense(widths, given.get("activation", "relu"))
        elif not isinstance(whole, Architecture):
            whole = Architecture.dense(whole)
        shared = {name: given[name] for name in LAYERS if name in given}
        if not isinstance(shared.get("activation", ""), str):
            del shared["activation"]  # one for each layer, which has it already
        layers: tuple[Layer, ...] = tuple(replace(layer, **shared) for layer in whole.layers)
        ends = {name: given[name] for name in ("output", "loss") if name in given}
        return replace(whole, layers=layers, **ends)

    def to_json(self) -> dict[str, Any]:
        """Plain values, from which `from_json` makes an equal space."""
        fixed = dict(self.fixed)
        if isinstance(fixed.get("architecture"), Architecture):
            fixed["architecture"] = fixed["architecture"].to_json()
        return {"dimensions": [d.to_json() for d in self.dimensions], "fixed": fixed}

    @classmethod
    def from_json(cls, plain: dict[str, Any], recipe: Recipe) -> Space:
        """The space that `to_json` described, with its recipe."""
        fixed = dict(plain["fixed"])
        if isinstance(fixed.get("architecture"), dict):
            fixed["architecture"] = Architecture.from_json(fixed["architecture"])
        return cls(tuple(map(Dimension.from_json, plain["dimensions"])), fixed, recipe)


def text(value: Any) -> str:
    """A value as it is shown: widths such as 64-32, numbers as short as they are."""
    if isinstance(value, tuple | list):
        return "-".join(map(str, value)) or "0"
    return "none" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check(wanted: Mapping[str, Any], fixed: Mapping[str, Any]) -> None:
    """Refuse names that are unknown, said twice, or at odds with each other."""
    for name in wanted:
        if name not in NAMES:
            near = difflib.get_close_matches(str(name), NAMES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(NAMES)}."
            raise NNPlayError(f"A search has no setting {str(name)!r}: {hint}")
        if name in fixed:
            raise NNPlayError(f"{name} is both searched and fixed to {fixed[name]!r}: leave out one of them.")
    for name in fixed:
        if name not in ("architecture", *NAMES, *Recipe.model_fields):
            near = difflib.get_close_matches(name, ("architecture", *NAMES, *Recipe.model_fields), n=1)
            raise NNPlayError(
                f"There is no setting {name!r}" + (f"; did you mean {near[0]!r}?" if near else " of a search.")
            )
    given = {name for name in (*wanted, *fixed) if {**wanted, **fixed}[name] is not None or name == "norm"}
    for whole, part in (("architecture", ("hidden", *SHAPE)), ("hidden", SHAPE), ("decay", PRICES)):
        clash = [name for name in part if name in given]
        if whole in given and clash:
            raise NNPlayError(f"{whole} says what {clash[0]} says: leave out one of them.")


def _implied(name: str, given: set[str]) -> bool:
    """Whether a setting of the default space follows from what is given."""
    if name in SHAPE:
        return "architecture" in given or "hidden" in given
    if name in LAYERS:
        return "architecture" in given
    return name == "decay" and any(price in given for price in PRICES)
