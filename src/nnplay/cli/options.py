"""The options of `train`: one for each setting of a recipe, made from the recipe itself, and what their texts mean."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer

from nnplay.catalog import families
from nnplay.errors import NNPlayError
from nnplay.training.recipe import PAIRS, Recipe

DATA, NETWORK, TRAINING, RESULT = "Data", "The network", "Training", "What to do with it"
LISTS = ("target", "features")

HELP = {
    "target": "The column to predict; several with commas, or by repeating the option.",
    "features": "The columns to predict from, and expressions such as x1^2; with commas, or repeated.",
    "task": "What the target is; found from the data when left out.",
    "missing": "What to do with missing values.",
    "sheet": "Of a workbook: the name of the sheet, or its number from 0.",
    "out_of_core": "Read the file in batches, in little memory; from 500 MB on when left out.",
    "noise": "Of a toy set: from 0 to 1.",
    "samples": "Of a toy set: how many points.",
    "data_seed": "Of a toy set: the same seed gives the same points.",
    "test_fraction": "The share of the rows kept aside to judge the result.",
    "validation_fraction": "The share kept aside to watch; 0, or 0.15 with --patience.",
    "scale": "How numbers are scaled, learned on the training rows.",
    "class_weight": "balanced, or a weight for each class.",
    "epochs": "How many times to go through the training rows.",
    "batch_size": "Rows in a step, or full.",
    "optimizer": "`nnplay catalog optimizers` lists them.",
    "learning_rate": "η, the length of a step.",
    "momentum": "The share μ of the last step that is kept.",
    "schedule": "How η changes over time: `nnplay catalog schedules`.",
    "l1": "The price of Σ|W|.",
    "l2": "The price of ‖W‖²/2.",
    "penalties": "Further penalties and their strengths: name=0.1 (`nnplay catalog penalties`).",
    "weight_decay": "The decoupled decay λ; the optimizer's own when left out.",
    "clip": "The longest gradient that is let through.",
    "patience": "Stop when the watched loss has not improved for this many epochs.",
    "initializer": "`nnplay catalog initializers`; what suits the activation when left out.",
    "dtype": "The precision of all numbers.",
    "shuffle": "Draw a new order of the rows for each epoch.",
    "seed": "Decides the split, the first weights, the order of the rows and the dropout.",
}
METAVARS = {
    "class_weight": "a=2,b=1",
    "penalties": "NAME=X",
    "batch_size": "N|full",
    "sheet": "NAME|N",
    "target": "NAME",
    "features": "NAMES",
}


def of_recipe() -> list[inspect.Parameter]:
    """One option for each setting of a recipe but `data`, all of them absent unless typed."""
    names = [name for name in Recipe.model_fields if name != "data"]
    data_ends = names.index("test_fraction")
    return [_option(name, DATA if place < data_ends else TRAINING) for place, name in enumerate(names)]


def of_settings(names: Iterable[str]) -> list[inspect.Parameter]:
    """One option for each of these settings, which stay as they are unless typed."""
    return [_option(name, TRAINING, told=False) for name in names]


def _option(name: str, panel: str, *, told: bool = True) -> inspect.Parameter:
    field, kinds = Recipe.model_fields[name], _kinds(Recipe.model_fields[name].annotation)
    flag = "--" + name.replace("_", "-")
    default = (
        "" if field.default is None else f"{field.default:g}" if isinstance(field.default, float) else field.default
    )
    shown = told and default != "" and bool not in kinds
    settings: dict[str, Any] = {
        "help": HELP.get(name, "") + f" \\[default: {default}]" * shown,
        "rich_help_panel": panel, "show_default": False,
    }  # fmt: skip
    if bool in kinds:
        return parameter(name, bool | None, None, typer.Option(f"{flag}/--no-{flag[2:]}", **settings))
    settings["metavar"] = METAVARS.get(name) or _metavar(kinds)
    family = families.get(name + "s")
    if family is not None:
        settings["autocompletion"] = completing(sorted(family))
    if name in LISTS:
        return parameter(name, list[str] | None, None, typer.Option(flag, **settings))
    return parameter(name, str | None, None, typer.Option(flag, **settings))


def parameter(name: str, kind: Any, default: Any, option: Any) -> inspect.Parameter:
    """A parameter of a command as Typer reads it."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=Annotated[kind, option])


def taking(parameters: list[inspect.Parameter]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function of ``**options`` the signature that Typer makes a command from."""

    def sign(function: Any) -> Any:
        function.__signature__ = inspect.Signature(parameters)
        function.__annotations__ = {p.name: p.annotation for p in parameters}
        return function

    return sign


def completing(names: list[str]) -> Callable[[str], list[str]]:
    """What the shell offers for an option whose values are known."""
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def settings_of(options: dict[str, Any]) -> dict[str, Any]:
    """The settings of a recipe that were typed, as values of their own types; Recipe judges them."""
    return {name: _value(name, options[name]) for name in Recipe.model_fields if options.get(name) not in (None, [])}


def _value(name: str, text: Any) -> Any:
    if isinstance(text, bool):
        return text
    if name in LISTS:
        return tuple(text) if len(text) > 1 else tuple(parts(text[0]))
    if name in PAIRS and "=" in text:
        return dict(_pair(name, part) for part in parts(text))
    kinds = _kinds(Recipe.model_fields[name].annotation)
    if name == "batch_size" and text == "full":
        return None
    if text.lower() == "none" and type(None) in kinds and (str not in kinds or name == "initializer"):
        return None
    return number(text) if int in kinds or float in kinds else text


def _pair(option: str, part: str) -> tuple[str, Any]:
    name, _, text = part.rpartition("=")
    value = number(text)
    if isinstance(value, str):
        raise NNPlayError(f"--{option.replace('_', '-')} takes a number for each name, as in a=2,b=1, not {part!r}.")
    return name, value


def number(text: str) -> int | float | str:
    """The text as a number, or as it is where it is none."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def parts(text: str) -> list[str]:
    """Split at commas, but not within parentheses or double quotes; empty parts are left out."""
    found, depth, quoted = [""], 0, False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == "," and not depth and not quoted:
            found.append("")
        else:
            depth += not quoted and (character == "(") - (character == ")")
            found[-1] += character
    return [part.strip() for part in found if part.strip()]


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """The plain types an annotation allows; literals stand for themselves."""
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(kind for part in get_args(annotation) for kind in _kinds(part))
    return get_args(annotation) if get_origin(annotation) is Literal else (annotation,)


def _metavar(kinds: tuple[Any, ...]) -> str:
    words = [kind for kind in kinds if isinstance(kind, str)]
    if words:
        return "|".join(words)
    return "N" if int in kinds else "X" if float in kinds else "NAME"
