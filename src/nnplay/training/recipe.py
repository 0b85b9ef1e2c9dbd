"""The recipe: every setting besides the architecture that determines a result, as one frozen value."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, Literal, TypedDict, Unpack

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from nnplay.catalog import Component, initializers, optimizers, penalties, schedules
from nnplay.data.column_options import parse_column_options
from nnplay.data.split_setting import parse_split
from nnplay.errors import NNPlayError
from nnplay.training.settings import SETTINGS


class RecipeSettings(TypedDict, total=False):
    """The settings of a `Recipe` as keyword arguments, which editors complete."""

    target: str | Sequence[str] | None
    features: str | Sequence[str] | None
    exclude: str | Sequence[str] | None
    columns: Mapping[str, str | Sequence[str]] | Sequence[tuple[str, str]] | None
    task: Literal["classification", "regression"] | None
    missing: Literal["impute", "refuse", "drop"]
    unknown: Literal["warn", "refuse"]
    sheet: str | int | None
    header: bool | None
    sample_weight: str | None
    out_of_core: bool | None
    noise: float | None
    samples: int | None
    data_seed: int | None
    split: str | None
    test_data: str | os.PathLike[str] | None
    validation_data: str | os.PathLike[str] | None
    test_fraction: float
    validation_fraction: float | None
    scale: Literal["standard", "minmax", "none"]
    input_limit: float | None
    class_weight: Literal["balanced"] | Mapping[Any, float] | Sequence[tuple[Any, float]] | None
    epochs: int
    batch_size: int | None
    optimizer: str | Component
    learning_rate: float
    momentum: float | None
    schedule: str | Component
    schedule_epochs: int | None
    l1: float
    l2: float
    penalties: Mapping[str, float] | Sequence[tuple[str, float]] | None
    weight_decay: float | None
    clip: float | None
    patience: int | None
    max_restarts: int
    restarts: int
    initializer: str | Component | None
    dtype: Literal["float32", "float64"]
    shuffle: bool
    seed: int
    random_streams: Literal["separate", "shared"]


class RecipeFields(RecipeSettings, total=False):
    """The settings and the data."""

    data: str | None


def _field(name: str, **limits: Any) -> Any:
    """The field of a setting, with its default, label and help from `SETTINGS`."""
    setting = SETTINGS[name]
    return Field(setting.default, title=setting.title, description=setting.description, **limits)


class Recipe(BaseModel):
    """Every setting besides the architecture that determines a result: data, columns, split, scaling and training.

    The same recipe gives the same numbers through every interface. Each field's `title` is its label and its
    `description` its help text on the command line, in the terminal, on the page and in the documentation:
    ``Recipe.model_fields["epochs"].description``.

    Raises:
        NNPlayError: a setting is unknown or out of range.

    >>> import nnplay as nn
    >>> recipe = nn.Recipe(epochs=50, optimizer="adam", learning_rate=0.003)
    >>> recipe.replace(seed=7).seed
    7
    >>> nn.train("iris", (8,), recipe=recipe).epoch
    50
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)

    data: str | None = _field("data")
    target: tuple[str, ...] | None = _field("target")
    features: tuple[str, ...] | None = _field("features")
    exclude: tuple[str, ...] | None = _field("exclude")
    columns: tuple[tuple[str, str], ...] | None = _field("columns")
    task: Literal["classification", "regression"] | None = _field("task")
    missing: Literal["impute", "refuse", "drop"] = _field("missing")
    unknown: Literal["warn", "refuse"] = _field("unknown")
    sheet: str | int | None = _field("sheet")
    header: bool | None = _field("header")
    sample_weight: str | None = _field("sample_weight")
    out_of_core: bool | None = _field("out_of_core")
    noise: float | None = _field("noise", ge=0, le=1)
    samples: int | None = _field("samples", ge=1, le=10000000)
    data_seed: int | None = _field("data_seed", ge=0, lt=2**63)

    split: str | None = _field("split")
    test_data: str | None = _field("test_data")
    validation_data: str | None = _field("validation_data")
    test_fraction: float = _field("test_fraction", ge=0, lt=1)
    validation_fraction: float | None = _field("validation_fraction", ge=0, lt=1)
    scale: Literal["standard", "minmax", "none"] = _field("scale")
    input_limit: float | None = _field("input_limit", gt=0, le=1000000000000.0, allow_inf_nan=False)
    class_weight: Literal["balanced"] | tuple[tuple[Any, float], ...] | None = _field("class_weight")

    epochs: int = _field("epochs", ge=0, le=10**12)
    batch_size: int | None = _field("batch_size", ge=1)
    optimizer: str = _field("optimizer")
    learning_rate: float = _field("learning_rate", gt=0, le=1000000000000.0, allow_inf_nan=False)
    momentum: float | None = _field("momentum", ge=0, lt=1)
    schedule: str = _field("schedule")
    schedule_epochs: int | None = _field("schedule_epochs", ge=1, le=10**12)
    l1: float = _field("l1", ge=0, le=1000000000000.0, allow_inf_nan=False)
    l2: float = _field("l2", ge=0, le=1000000000000.0, allow_inf_nan=False)
    penalties: tuple[tuple[str, float], ...] | None = _field("penalties")
    weight_decay: float | None = _field("weight_decay", ge=0, le=1000000000000.0, allow_inf_nan=False)
    clip: float | None = _field("clip", gt=0, allow_inf_nan=False)
    patience: int | None = _field("patience", ge=1)
    max_restarts: int = _field("max_restarts", ge=0, le=100)
    restarts: int = _field("restarts", ge=0, le=100)
    initializer: str | None = _field("initializer")
    dtype: Literal["float32", "float64"] = _field("dtype")
    shuffle: bool = _field("shuffle")
    seed: int = _field("seed", ge=0, lt=2**63)
    random_streams: Literal["separate", "shared"] = _field("random_streams")

    def __init__(self, **settings: Unpack[RecipeFields]) -> None:
        plain = {name: _plain(name, value) for name, value in settings.items()}
        try:
            super().__init__(**plain)
        except ValidationError as error:
            raise NNPlayError(_message(error)) from None

    @field_validator("split")
    @classmethod
    def _valid_split(cls, text: str | None) -> str | None:
        return None if parse_split(text).method == "auto" else str(text).strip()

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
    def _known_penalties(cls, pairs: tuple[tuple[str, float], ...] | None) -> tuple[tuple[str, float], ...] | None:
        for name, strength in pairs or ():
            if penalties.resolve(name)[0].derivative_function is None:
                raise NNPlayError(f"The penalty {name!r} has no derivative; for decoupled decay set weight_decay.")
            if not 0 <= strength <= 1e12:
                raise NNPlayError(f"The strength of the penalty {name!r} must be from 0 to 1e12, not {strength!r}.")
        return None if pairs is None else tuple((penalties.canonical(name), strength) for name, strength in pairs)

    @field_validator("class_weight")
    @classmethod
    def _valid_class_weights(cls, pairs: Any) -> Any:
        for label, weight in () if pairs is None or isinstance(pairs, str) else pairs:
            if not 0 <= weight <= 1e12:
                raise NNPlayError(f"The weight of the class {label!r} must be from 0 to 1e12, not {weight!r}.")
        return pairs

    @field_validator("initializer")
    @classmethod
    def _known_initializer(cls, name: str | None) -> str | None:
        return None if name is None else initializers.canonical(name)

    @model_validator(mode="after")
    def _consistent(self) -> Recipe:
        entry, constants = optimizers.resolve(self.optimizer)
        if self.momentum is not None and "momentum" not in constants and entry.name != "sgd":
            raise NNPlayError(f"The optimizer {entry.name!r} has no momentum; use 'momentum' or 'nesterov'.")
        if entry.full_batch and (self.clip is not None or self.schedule != "constant"):
            raise NNPlayError("L-BFGS chooses its own step sizes; leave out clip and schedule.")
        if self.test_fraction + self.resolved_validation_fraction >= 1:
            raise NNPlayError("test_fraction + validation_fraction must be less than 1 to leave rows to train on.")
        return self

    @property
    def resolved_validation_fraction(self) -> float:
        """The validation fraction, by default 0.15 with early stopping and 0 without."""
        if self.validation_fraction is not None:
            return self.validation_fraction
        return 0.15 if self.patience is not None and self.test_fraction < 0.8 else 0.0

    @property
    def penalty_strengths(self) -> dict[str, Any]:
        """The strength of every penalty that is not 0, by name."""
        total: dict[str, Any] = {}
        for name, strength in (("l1", self.l1), ("l2", self.l2), *(self.penalties or ())):
            if strength > 0:
                total[name] = total.get(name, 0.0) + strength
        return total

    @property
    def full_batch(self) -> bool:
        """Whether the optimizer needs all rows in every step (L-BFGS)."""
        return optimizers.resolve(self.optimizer)[0].full_batch

    @property
    def resolved_optimizer(self) -> str:
        """The optimizer with the setting `momentum`: sgd with a momentum of 0.9 is "momentum"."""
        if self.momentum is None:
            return self.optimizer
        entry, _ = optimizers.resolve(self.optimizer)
        name = "momentum" if entry.name == "sgd" else entry.name
        return optimizers.canonical(f"{name}(momentum={self.momentum})")

    @property
    def resolved_weight_decay(self) -> float:
        """The decoupled weight decay, by default the optimizer's own."""
        entry, _ = optimizers.resolve(self.optimizer)
        return entry.weight_decay if self.weight_decay is None else self.weight_decay

    def replace(self, **changes: Unpack[RecipeFields]) -> Recipe:
        """A copy with some settings changed.

        >>> import nnplay as nn
        >>> nn.Recipe(epochs=50).replace(seed=7, learning_rate=0.1).learning_rate
        0.1
        """
        settings: dict[str, Any] = self.model_dump() | dict(changes)
        return Recipe(**settings)

    def summary(self) -> dict[str, Any]:
        """The settings that differ from their defaults, and the most important ones, as JSON values.

        >>> import nnplay as nn
        >>> nn.Recipe(epochs=50, optimizer="adam").summary()["optimizer"]
        'adam'
        """
        always = ("epochs", "learning_rate", "optimizer", "batch_size", "seed", "scale", "test_fraction")
        plain: dict[str, Any] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name in always or value != field.default:
                plain[name] = (
                    [list(x) if isinstance(x, tuple) else x for x in value] if isinstance(value, tuple) else value
                )
        return plain

    def to_json(self) -> dict[str, Any]:
        """The summary and the random streams, as JSON values for `from_json`.

        >>> import nnplay as nn
        >>> recipe = nn.Recipe(epochs=50)
        >>> nn.Recipe.from_json(recipe.to_json()) == recipe
        True
        """
        return self.summary() | {"random_streams": self.random_streams}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Recipe:
        """The recipe that `to_json` wrote, in this version or an earlier one.

        >>> import nnplay as nn
        >>> nn.Recipe.from_json({"epochs": 50}).epochs
        50
        """
        settings: dict[str, Any] = {"random_streams": "shared"}  # in earlier versions, which did not say so
        settings |= {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
        return cls(**settings)

    def __str__(self) -> str:
        return ", ".join(f"{k}={v!r}" for k, v in self.summary().items())


FILE_SETTINGS = ("test_data", "validation_data")  # stored as the path of a file
DATA_SETTINGS = (
    "data", "target", "features", "exclude", "columns", "task", "missing", "unknown", "sheet", "header",
    "sample_weight", "noise", "samples", "data_seed", "out_of_core", "split", "test_data", "validation_data",
)  # fmt: skip
"""The settings that decide which data are trained on, and how they are read."""

PAIR_SETTINGS = ("class_weight", "penalties")  # passed as a dict, stored as a tuple of pairs


def setting_names() -> tuple[str, ...]:
    """The names of all settings of a recipe."""
    return tuple(Recipe.model_fields)


def _plain(name: str, value: Any) -> Any:
    """The value as the recipe stores it: Python numbers, tuples instead of lists, names of catalog entries."""
    if name in FILE_SETTINGS and value is not None:
        if not isinstance(value, str | os.PathLike):
            raise NNPlayError(
                f"{name} must be the name of a file, not a {type(value).__name__}; pass tables to nn.load, as in "
                f"nn.load(table, {name}=table)."
            )
        value = os.fspath(value)
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    pairs = name in PAIR_SETTINGS
    if pairs and isinstance(value, dict):
        value = list(value.items())
    if name in ("target", "features", "exclude") and isinstance(value, str):
        value = (value,)
    if name == "columns":
        return _column_pairs(value)
    if name in ("optimizer", "schedule", "initializer"):
        value = getattr(value, "name", value)
    if isinstance(value, list | tuple):
        return tuple(
            (x[0], _number(x[1])) if pairs and isinstance(x, list | tuple) and len(x) == 2 else x for x in value
        )
    return value


def _column_pairs(value: Any) -> Any:
    """Column options as pairs of a column's name and one word each, checked."""
    parse_column_options(value)
    pairs = list(value.items()) if isinstance(value, Mapping) else list(value or ())
    single = [(str(name), word) for name, words in pairs for word in ([words] if isinstance(words, str) else words)]
    return tuple(single) or None


def _number(value: Any) -> Any:
    """A real number as a float; other values, and numbers too large for a float, unchanged."""
    try:
        return float(value) if isinstance(value, Real) else value
    except OverflowError:
        return value


def _message(error: ValidationError) -> str:
    """The first error of a recipe, as one sentence."""
    first = error.errors()[0]
    if "error" in first.get("ctx", {}):
        return str(first["ctx"]["error"])
    name = str(first["loc"][0]) if first["loc"] else "recipe"
    if first["type"] == "extra_forbidden":
        matches = difflib.get_close_matches(name, Recipe.model_fields, n=1)
        return f"A recipe has no setting {name!r}" + (
            f"; did you mean {matches[0]!r}?" if matches else f"; it has {', '.join(setting_names())}."
        )
    message = first["msg"].replace("Input should be ", "must be ")
    for formal, plain in (
        ("a valid integer", "a whole number"),
        ("a valid ", "a "),
        ("greater than or equal to", "at least"),
    ):
        message = message.replace(formal, plain)
    return (
        f"{name} {message}, not {repr(first['input'])[:60]}." if message.startswith("must") else f"{name}: {message}."
    )
