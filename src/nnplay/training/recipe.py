"""The recipe: everything but the architecture that decides a result, as one frozen value."""

from __future__ import annotations

import difflib
from numbers import Real
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from nnplay.catalog import initializers, optimizers, penalties, schedules
from nnplay.errors import NNPlayError


class Recipe(BaseModel):
    """Data and columns, split, scaling, and how to train. The same recipe gives the same numbers through every door.

    Data: `data` (a built-in name or a file), `target`, `features`, `task`, `missing` ("refuse", "impute", "drop"),
    `sheet`; for the toys `noise`, `samples`, `data_seed`.

    Args:
        out_of_core: read the file in batches while training, in bounded memory; None does so with a .csv, .tsv, .txt or
            .parquet file of at least 500 MB.
        test_fraction: share of the rows kept aside to judge the result.
        validation_fraction: share kept aside to watch during training; None is 0, or 0.15 with `patience`.
        scale: "standard" (mean 0, deviation 1), "minmax" (0 … 1) or "none"; learned on the training rows.
        optimizer: a name of the catalogue; `momentum` sets its μ.
        learning_rate: η, changed over time by `schedule`.
        batch_size: rows in a step; None takes all of them.
        l1, l2: the objective is the mean loss + l1·Σ|W| + (l2/2)·Σ‖W‖²; biases are free.
        penalties: further penalties of the catalogue and their strengths, as a dict: a user's own, say.
        weight_decay: the decoupled decay λ, w ← w − ηλw; None is the optimizer's own (0 for all but adamw).
        clip: the longest gradient ‖g‖ that is let through; None is no limit.
        patience: stop when the watched loss has not improved for this many epochs, and keep the best weights.
        initializer: a name of the catalogue for all layers; None takes what suits each activation.
        dtype: "float32" or "float64".
        class_weight: None, "balanced", or a weight for each class as a dict.
        shuffle: draw a new order of the rows for each epoch.
        seed: decides the split, the first weights, the order of the rows and the dropout.

    Raises:
        NNPlayError: when a setting is unknown or does not fit, in one sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)

    data: str | None = None
    target: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    task: Literal["classification", "regression"] | None = None
    missing: Literal["refuse", "impute", "drop"] = "refuse"
    sheet: str | int | None = None
    out_of_core: bool | None = None
    noise: float | None = Field(None, ge=0, le=1)
    samples: int | None = Field(None, ge=1, le=10_000_000)
    data_seed: int | None = Field(None, ge=0, lt=2**63)

    test_fraction: float = Field(0.2, ge=0, lt=1)
    validation_fraction: float | None = Field(None, ge=0, lt=1)
    scale: Literal["standard", "minmax", "none"] = "standard"
    class_weight: Literal["balanced"] | tuple[tuple[Any, float], ...] | None = None

    epochs: int = Field(200, ge=0, le=10**12)
    batch_size: int | None = Field(32, ge=1)
    optimizer: str = "momentum"
    learning_rate: float = Field(0.02, gt=0, le=1e12, allow_inf_nan=False)
    momentum: float | None = Field(None, ge=0, lt=1)
    schedule: str = "constant"
    l1: float = Field(0.0, ge=0, le=1e12, allow_inf_nan=False)
    l2: float = Field(0.0, ge=0, le=1e12, allow_inf_nan=False)
    penalties: tuple[tuple[str, float], ...] | None = None
    weight_decay: float | None = Field(None, ge=0, le=1e12, allow_inf_nan=False)
    clip: float | None = Field(None, gt=0, allow_inf_nan=False)
    patience: int | None = Field(None, ge=1)
    initializer: str | None = None
    dtype: Literal["float32", "float64"] = "float32"
    shuffle: bool = True
    seed: int = Field(0, ge=0, lt=2**63)

    def __init__(self, **settings: Any) -> None:
        plain = {name: _plain(name, value) for name, value in settings.items()}
        try:
            super().__init__(**plain)
        except ValidationError as error:
            raise NNPlayError(_sentence(error)) from None

    @field_validator("optimizer")
    @classmethod
    def _known_optimizer(cls, name: str) -> str:
        return optimizers.canonical(name)

    @field_validator("schedule")
    @classmethod
    def _known_schedule(cls, name: str) -> str:
        return schedules.canonical(name)

    @field_validator("penalties")
    @classmethod
    def _known_penalties(cls, given: tuple[tuple[str, float], ...] | None) -> tuple[tuple[str, float], ...] | None:
        for name, strength in given or ():
            if penalties.resolve(name)[0].derivative_function is None:
                raise NNPlayError(f"The penalty {name!r} has no derivative: for the decoupled decay set weight_decay.")
            if not 0 <= strength <= 1e12:
                raise NNPlayError(f"The strength of the penalty {name!r} must be from 0 to 1e12, not {strength!r}.")
        return None if given is None else tuple((penalties.canonical(name), strength) for name, strength in given)

    @field_validator("class_weight")
    @classmethod
    def _good_weights(cls, given: Any) -> Any:
        for label, weight in () if given is None or isinstance(given, str) else given:
            if not 0 <= weight <= 1e12:
                raise NNPlayError(f"The weight of the class {label!r} must be from 0 to 1e12, not {weight!r}.")
        return given

    @field_validator("initializer")
    @classmethod
    def _known_initializer(cls, name: str | None) -> str | None:
        return None if name is None else initializers.canonical(name)

    @model_validator(mode="after")
    def _fits_together(self) -> Recipe:
        entry, constants = optimizers.resolve(self.optimizer)
        if self.momentum is not None and "momentum" not in constants and entry.name != "sgd":
            raise NNPlayError(f"The optimizer {entry.name!r} has no momentum to set: use 'momentum' or 'nesterov'.")
        if entry.full_batch and (self.clip is not None or self.schedule != "constant"):
            raise NNPlayError("L-BFGS chooses its own steps: leave out clip and schedule.")
        if self.test_fraction + self.held_out >= 1:
            raise NNPlayError("test_fraction and validation_fraction together must leave rows to train on.")
        return self

    @property
    def held_out(self) -> float:
        """The validation fraction in force: 0.15 when there is patience and nothing was said."""
        if self.validation_fraction is not None:
            return self.validation_fraction
        return 0.15 if self.patience is not None and self.test_fraction < 0.8 else 0.0

    @property
    def prices(self) -> dict[str, Any]:
        """Every penalty in force and its strength."""
        total: dict[str, Any] = {}
        for name, strength in (("l1", self.l1), ("l2", self.l2), *(self.penalties or ())):
            if strength > 0:
                total[name] = total.get(name, 0.0) + strength
        return total

    @property
    def update_rule(self) -> str:
        """The optimizer with `momentum` worked in: sgd with momentum 0.9 is "momentum"."""
        if self.momentum is None:
            return self.optimizer
        entry, _ = optimizers.resolve(self.optimizer)
        name = "momentum" if entry.name == "sgd" else entry.name
        return optimizers.canonical(f"{name}(momentum={self.momentum})")

    @property
    def decay(self) -> float:
        """The decoupled weight decay in force."""
        entry, _ = optimizers.resolve(self.optimizer)
        return entry.weight_decay if self.weight_decay is None else self.weight_decay

    def but(self, **changes: Any) -> Recipe:
        """The same recipe with some settings changed."""
        return Recipe(**(self.model_dump() | changes))

    def to_json(self) -> dict[str, Any]:
        """The settings that differ from their defaults, and the ones that a reader looks for first."""
        always = ("epochs", "learning_rate", "optimizer", "batch_size", "seed", "scale", "test_fraction")
        plain: dict[str, Any] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name in always or value != field.default:
                plain[name] = (
                    [list(x) if isinstance(x, tuple) else x for x in value] if isinstance(value, tuple) else value
                )
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Recipe:
        """The recipe that `to_json` wrote."""
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()})

    def __str__(self) -> str:
        return ", ".join(f"{k}={v!r}" for k, v in self.to_json().items())


PAIRS = ("class_weight", "penalties")  # settings that are given as a dict and kept as pairs


def settings() -> tuple[str, ...]:
    """The names of all settings of a recipe."""
    return tuple(Recipe.model_fields)


def _plain(name: str, value: Any) -> Any:
    """Python's own types for NumPy's numbers, tuples for lists, names for catalogue entries."""
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    pairs = name in PAIRS
    if pairs and isinstance(value, dict):
        value = list(value.items())
    if name in ("target", "features") and isinstance(value, str):
        value = (value,)
    if name == "optimizer" or name == "schedule" or name == "initializer":
        value = getattr(value, "name", value)
    if isinstance(value, list | tuple):
        return tuple(
            (x[0], _number(x[1])) if pairs and isinstance(x, list | tuple) and len(x) == 2 else x for x in value
        )
    return value


def _number(value: Any) -> Any:
    """A number of any kind as a float; what is none, or too large for one, as it is."""
    try:
        return float(value) if isinstance(value, Real) else value
    except OverflowError:
        return value


def _sentence(error: ValidationError) -> str:
    """The first thing that is wrong with a recipe, as one sentence."""
    first = error.errors()[0]
    if "error" in first.get("ctx", {}):
        return str(first["ctx"]["error"])
    name = str(first["loc"][0]) if first["loc"] else "recipe"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Recipe.model_fields, n=1)
        return f"A recipe has no setting {name!r}" + (
            f"; did you mean {near[0]!r}?" if near else f": it has {', '.join(settings())}."
        )
    message = first["msg"].replace("Input should be ", "must be ")
    for stiff, plain in (
        ("a valid integer", "a whole number"),
        ("a valid ", "a "),
        ("greater than or equal to", "at least"),
    ):
        message = message.replace(stiff, plain)
    return (
        f"{name} {message}, not {repr(first['input'])[:60]}." if message.startswith("must") else f"{name}: {message}."
    )
