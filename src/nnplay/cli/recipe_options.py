"""The settings of a recipe as options, and parsing of what was typed."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

import typer

from nnplay.cli.choices import FAMILY_OF
from nnplay.cli.options import DATA, TRAINING, complete_column, complete_from, parse_number, split_list
from nnplay.errors import NNPlayError
from nnplay.training.settings import BY_DATA, SETTINGS

if TYPE_CHECKING:
    from nnplay.network.architecture import Architecture


LISTS = ("target", "features", "exclude")
COLUMN_SETTINGS = (*LISTS, "sample_weight")
ALIASES = {"learning_rate": "--lr"}  # what people type
FLAGS = {"columns": "column"}  # options that are repeated are named after one item
COLUMN_WORD = re.compile(r"(?P<name>.+?):(?P<word>(?:date|ordered|missing)=.*|[^:]*)", re.DOTALL)
T = TypeVar("T", str, list[str])
OptionText = str | bool | list[str]


def setting(name: str, metavar: str | None = None, panel: str = TRAINING) -> Any:
    """The option of a setting, with its help and its default; a switch if there is no metavar.

    The default is "auto" where it depends on the data.
    """
    field = SETTINGS[name]
    text = field.description
    if name in LISTS:
        text += " Separate names by commas, or repeat the option."
    family = FAMILY_OF.get(name)
    if family is not None:
        text += f" See `nnplay catalog {family}`."
    default = f"{field.default:g}" if isinstance(field.default, float) else field.default
    if name in BY_DATA and default is not None:
        default = "auto"
    flag = "--" + FLAGS.get(name, name).replace("_", "-")
    complete: Callable[..., list[str]] | None = None if family is None else complete_from(family)
    flags = [flag if metavar else f"{flag}/--no-{flag[2:]}", *([ALIASES[name]] if name in ALIASES else [])]
    return typer.Option(
        *flags, help=text, metavar=metavar, rich_help_panel=panel,
        show_default=False if default is None or not metavar else str(default),
        autocompletion=complete_column if name in COLUMN_SETTINGS else complete,
    )  # fmt: skip


@dataclass(frozen=True)
class RecipeOptions(Generic[T]):
    """One option for each setting of a recipe but `data`; None unless typed.

    T is `str`, or `list[str]` where an option may be repeated to try several values.
    """

    target: Annotated[list[str] | None, setting("target", "NAME", DATA)] = None
    features: Annotated[list[str] | None, setting("features", "NAMES", DATA)] = None
    exclude: Annotated[list[str] | None, setting("exclude", "NAMES", DATA)] = None
    columns: Annotated[list[str] | None, setting("columns", "NAME:KIND", DATA)] = None
    task: Annotated[str | None, setting("task", "classification|regression", DATA)] = None
    missing: Annotated[str | None, setting("missing", "impute|refuse|drop", DATA)] = None
    unknown: Annotated[str | None, setting("unknown", "warn|refuse", DATA)] = None
    sheet: Annotated[str | None, setting("sheet", "NAME|N", DATA)] = None
    header: Annotated[bool | None, setting("header", None, DATA)] = None
    sample_weight: Annotated[str | None, setting("sample_weight", "NAME", DATA)] = None
    out_of_core: Annotated[bool | None, setting("out_of_core", None, DATA)] = None
    noise: Annotated[str | None, setting("noise", "X", DATA)] = None
    samples: Annotated[str | None, setting("samples", "N", DATA)] = None
    data_seed: Annotated[str | None, setting("data_seed", "N", DATA)] = None
    split: Annotated[str | None, setting("split", "HOW", DATA)] = None
    test_data: Annotated[str | None, setting("test_data", "FILE", DATA)] = None
    validation_data: Annotated[str | None, setting("validation_data", "FILE", DATA)] = None
    test_fraction: Annotated[T | None, setting("test_fraction", "X")] = None
    validation_fraction: Annotated[T | None, setting("validation_fraction", "X")] = None
    scale: Annotated[T | None, setting("scale", "standard|minmax|none")] = None
    input_limit: Annotated[T | None, setting("input_limit", "X")] = None
    class_weight: Annotated[T | None, setting("class_weight", "a=2,b=1")] = None
    epochs: Annotated[T | None, setting("epochs", "N")] = None
    batch_size: Annotated[T | None, setting("batch_size", "N|full")] = None
    optimizer: Annotated[T | None, setting("optimizer", "NAME")] = None
    learning_rate: Annotated[T | None, setting("learning_rate", "X")] = None
    momentum: Annotated[T | None, setting("momentum", "X")] = None
    schedule: Annotated[T | None, setting("schedule", "NAME")] = None
    schedule_epochs: Annotated[T | None, setting("schedule_epochs", "N")] = None
    l1: Annotated[T | None, setting("l1", "X")] = None
    l2: Annotated[T | None, setting("l2", "X")] = None
    penalties: Annotated[T | None, setting("penalties", "NAME=X")] = None
    weight_decay: Annotated[T | None, setting("weight_decay", "X")] = None
    clip: Annotated[T | None, setting("clip", "X")] = None
    patience: Annotated[T | None, setting("patience", "N")] = None
    max_restarts: Annotated[T | None, setting("max_restarts", "N")] = None
    restarts: Annotated[T | None, setting("restarts", "N")] = None
    initializer: Annotated[T | None, setting("initializer", "NAME")] = None
    dtype: Annotated[T | None, setting("dtype", "float32|float64")] = None
    shuffle: Annotated[bool | None, setting("shuffle")] = None
    seed: Annotated[T | None, setting("seed", "N")] = None
    random_streams: Annotated[T | None, setting("random_streams", "separate|shared")] = None

    def typed(self) -> dict[str, OptionText]:
        """The options that were typed, as texts."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value not in (None, [])}


def read_base(data: str | None, recipe: str | None, command: str) -> tuple[str, dict[str, Any], Architecture | None]:
    """The data, settings and architecture to start from: those of a recipe file, if any, on the data that was typed.

    Raises:
        NNPlayError: no data was typed, and the recipe names none; or the recipe cannot be read.
    """
    from nnplay.training.recipe_file import read_recipe

    settings, architecture = read_recipe(recipe) if recipe else ({}, None)
    source = settings.pop("data", None) if data is None else data
    if source is None:
        raise NNPlayError(f"Missing DATA; try `nnplay {command} iris`. `nnplay data` lists the built-in datasets.")
    settings.pop("data", None)
    return source, settings, architecture


def parse_settings(texts: Mapping[str, OptionText]) -> dict[str, Any]:
    """Option texts as values of the types of `Recipe`, which checks them."""
    return {name: _parse(name, text) for name, text in texts.items()}


def _parse(name: str, text: OptionText) -> Any:
    from nnplay.training.recipe import PAIR_SETTINGS, Recipe

    if isinstance(text, bool):
        return text
    if name == "columns":
        return tuple(_column_word(item) for item in ([text] if isinstance(text, str) else text))
    if not isinstance(text, str):
        return tuple(text) if len(text) > 1 else tuple(split_list(text[0]))
    if name in PAIR_SETTINGS and "=" in text:
        return dict(_parse_pair(name, item) for item in split_list(text))
    types_ = _plain_types(Recipe.model_fields[name].annotation)
    if name == "batch_size" and text == "full":
        return None
    if text.lower() == "none" and type(None) in types_ and (str not in types_ or name == "initializer"):
        return None
    return parse_number(text) if int in types_ or float in types_ else text


def _column_word(item: str) -> tuple[str, str]:
    """A column's name and how it is read, from "zip:category"."""
    match = COLUMN_WORD.fullmatch(item)
    if match is None:
        raise NNPlayError(f"--column takes NAME:KIND, as in zip:category or grade:ordered=low<mid<high, not {item!r}.")
    return match["name"], match["word"]


def _parse_pair(option: str, item: str) -> tuple[str, float]:
    name, _, text = item.rpartition("=")
    value = parse_number(text)
    if isinstance(value, str):
        raise NNPlayError(f"--{option.replace('_', '-')} takes a number for each name, as in a=2,b=1, not {item!r}.")
    return name, value


def _plain_types(annotation: Any) -> tuple[Any, ...]:
    """The plain types that an annotation allows; literals stand for themselves."""
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(kind for part in get_args(annotation) for kind in _plain_types(part))
    return get_args(annotation) if get_origin(annotation) is Literal else (annotation,)
