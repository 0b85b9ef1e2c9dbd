"""Typed option groups, the options that several commands share, and the parsing of option texts."""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import typer

from nnplay.cli.output_checks import check_outputs
from nnplay.errors import NNPlayError

DATA, NETWORK, TRAINING, OUTPUT = "Data", "Network", "Training", "Output"  # panels of the help
MAX_COMPLETIONS = 30
MAX_COMPLETED_BYTES = 20_000_000  # of a file that is read for the names of its columns
R = TypeVar("R")
G = TypeVar("G")


@dataclass(frozen=True)
class Only:
    """Offers only some options of a group: ``Annotated[RecipeOptions[str], Only(["epochs", "seed"])]``."""

    names: Iterable[str]
    show_defaults: bool = False


def option_groups(command: Callable[..., R]) -> Callable[..., R]:
    """Let a command take option groups.

    A group is a dataclass whose fields are annotated with Typer options, or are groups themselves. Typer gets one
    option for each field; the command gets the dataclasses.
    """
    hints = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if _is_group(hints[name]):
            parameters += _parameters(hints[name])
        else:
            parameters.append(_parameter(name, hints[name], parameter.default))

    @functools.wraps(command)
    def run(**values: object) -> R:
        return command(**{
            name: build_group(hints[name], values) if _is_group(hints[name]) else values[name]
            for name in inspect.signature(command).parameters
        })  # fmt: skip

    vars(run)["__signature__"] = inspect.Signature(parameters)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def build_group(group: type[G], values: Mapping[str, object]) -> G:
    """An option group, such as ``NetworkOptions[str]``, with these values; options not among them stay unset."""
    options: dict[str, Any] = {}
    for name, hint in _annotations(group).items():
        if _is_group(hint):
            options[name] = build_group(hint, values)
        elif name in values:
            options[name] = values[name]
    filled: G = _unwrap(group)[0](**options)
    return filled


def _unwrap(hint: Any) -> tuple[Any, Only | None]:
    """The type of an annotation, and the selection in its metadata."""
    if get_origin(hint) is not Annotated:
        return hint, None
    kind, *metadata = get_args(hint)
    return kind, next((item for item in metadata if isinstance(item, Only)), None)


def _is_group(hint: Any) -> bool:
    kind, _ = _unwrap(hint)
    return dataclasses.is_dataclass(get_origin(kind) or kind)


def _annotations(group: Any) -> dict[str, Any]:
    """The annotations of the options that a group offers, with its type argument filled in."""
    kind, only = _unwrap(group)
    hints = get_type_hints(get_origin(kind) or kind, include_extras=True)
    names = hints if only is None else only.names
    return {n: hints[n][get_args(kind)] if getattr(hints[n], "__parameters__", ()) else hints[n] for n in names}


def _parameters(group: Any) -> list[inspect.Parameter]:
    """The options of a group as parameters."""
    kind, only = _unwrap(group)
    defaults = {field.name: field.default for field in dataclasses.fields(get_origin(kind) or kind)}
    parameters: list[inspect.Parameter] = []
    for name, hint in _annotations(group).items():
        if _is_group(hint):
            parameters += _parameters(hint)
        else:
            show_default = only is None or only.show_defaults
            parameters.append(_parameter(name, hint, defaults[name], show_default=show_default))
    return parameters


def _parameter(name: str, hint: Any, default: object, *, show_default: bool = True) -> inspect.Parameter:
    kind, info = get_args(hint)
    if isinstance(info.show_default, str):  # Typer would put it in parentheses
        info = copy(info)
        info.help += f" [default: {info.show_default}]" if show_default else ""
        info.show_default = False
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=Annotated[kind, info])


def completer(names: Iterable[str]) -> Callable[[str], list[str]]:
    """Shell completion for an option with these values."""
    values = list(names)
    return lambda incomplete: [name for name in values if name.startswith(incomplete)]


def complete_from(family: str) -> Callable[[str], list[str]]:
    """Shell completion for an option whose values are the components of a family."""

    def complete(incomplete: str) -> list[str]:
        from nnplay.catalog import families

        return [name for name in sorted(families[family]) if name.startswith(incomplete)]

    return complete


def complete_data(incomplete: str) -> list[str]:
    """Shell completion for the name of a built-in dataset."""
    from nnplay.data import builtin_names

    return [name for name in builtin_names() if name.startswith(incomplete)]


def complete_run(incomplete: str) -> list[str]:
    """Shell completion for a saved run: last, the ids in the store, newest first, and model files."""
    from nnplay.errors import StoreError
    from nnplay.runs.store import Store

    names = ["last"]
    try:
        with Store() as store:
            names += [entry.id for entry in store.find(limit=MAX_COMPLETIONS)]
    except StoreError:
        pass  # completion has no place for an error
    folder, _, _ = incomplete.rpartition("/")
    files = sorted(str(path) for path in Path(folder).glob("*.nnplay"))
    return [name for name in names + files if name.startswith(incomplete)]


def complete_column(context: typer.Context, incomplete: str) -> list[str]:
    """Shell completion for a column of the data that was typed before, after the last comma."""
    from nnplay.data import builtin_names, load
    from nnplay.data.readers.file import read_table
    from nnplay.errors import NNPlayError

    source = next((word for word in context.args if not word.startswith("-")), "")
    done, comma, begun = incomplete.rpartition(",")
    try:
        if source in builtin_names():
            data = load(source)
            names = [column.name for column in (*data.features, *data.targets)]
        elif Path(source).is_file() and Path(source).stat().st_size <= MAX_COMPLETED_BYTES:
            names = list(read_table(source).names)
        else:
            return []
    except NNPlayError:
        return []
    return [done + comma + name for name in names if name.startswith(begun)]


def parse_number(text: str) -> int | float | str:
    """The number in a text, or the text itself if there is none."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def split_list(text: str) -> list[str]:
    """Split at commas outside of parentheses and double quotes; empty items are left out."""
    items, depth, quoted = [""], 0, False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == "," and not depth and not quoted:
            items.append("")
        else:
            depth += not quoted and (character == "(") - (character == ")")
            items[-1] += character
    return [item.strip() for item in items if item.strip()]


def output_option(flag: str, text: str, metavar: str | None = None, *, short: str | None = None) -> Any:
    """An option that says what to write or print."""
    flags = [flag] if short is None else [flag, short]
    return typer.Option(*flags, help=text, metavar=metavar, rich_help_panel=OUTPUT, show_default=False)


DataArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="DATA", show_default=False, autocompletion=complete_data,
        help="A built-in dataset (`nnplay data`) or a file (text table, ARFF, JSON, Parquet, Arrow, Excel); "
        "the recipe's by default.",
    ),
]  # fmt: skip
SAVED_RUN = "A saved run: a file (.nnplay), the id of a run in the store, or last."
ModelArgument = Annotated[
    Path, typer.Argument(help=SAVED_RUN, metavar="MODEL", show_default=False, autocompletion=complete_run)
]
RecipeFile = Annotated[
    str | None, output_option("--recipe", "Start from the settings in this file; options override it.", "FILE.toml")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


STYLE_HELP = "How the plot looks: paper, dark, wide, transparent, or several, as in dark,wide."


def check_style(style: str | None, plot: str | None) -> list[str] | None:
    """The styles of a plot by their names.

    Raises:
        NNPlayError: an unknown style, or no plot.
    """
    if style is None:
        return None
    if plot is None:
        raise NNPlayError("--style says how a plot looks; add --plot FILE.png, or leave it out.")
    from nnplay.plots import palette

    names = [name.strip() for name in style.split(",")]
    palette.style_of(names)
    return names


@dataclass(frozen=True)
class OutputOptions:
    """What a command writes and prints at its end."""

    save: Annotated[str | None, output_option("--save", "Save the network in a file.", "FILE", short="-o")] = None
    save_recipe: Annotated[
        str | None, output_option("--save-recipe", "Save the recipe with its architecture.", "FILE.toml")
    ] = None
    card: Annotated[str | None, output_option("--card", "Write the model card of the network.", "FILE.md")] = None
    plot: Annotated[str | None, output_option("--plot", "Plot the result.", "FILE.png|svg|pdf")] = None
    style: Annotated[str | None, output_option("--style", STYLE_HELP, "STYLE")] = None
    report: Annotated[str | None, output_option("--report", "Write a report as a single page.", "FILE.html")] = None
    store: Annotated[bool, output_option("--store/--no-store", "Save runs in the store; see `nnplay runs`.")] = True
    json: Annotated[bool, output_option("--json", "Print one JSON object and nothing else.")] = False
    quiet: Annotated[bool, output_option("--quiet", "Print one line and no progress.", short="-q")] = False

    def check(self, source: object = None) -> None:
        """Raise NNPlayError for a file that cannot be written; `source` is what the command reads."""
        check_outputs(
            source, save=self.save, save_recipe=self.save_recipe, card=self.card, plot=self.plot,
            report=self.report,
        )  # fmt: skip
        check_style(self.style, self.plot)


RUN_OUTPUTS = ("save", "save_recipe", "card", "plot", "style", "store", "json", "quiet")  # of a single run
