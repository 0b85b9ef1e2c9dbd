"""Your own defaults: option values in `nnplay.toml` here, or in the user's folder of configuration files.

What is typed comes first, then `nnplay.toml` in the current folder, then the user's, then nnplay's own defaults.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from nnplay.cli.console import errors
from nnplay.cli.options import OUTPUT
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import did_you_mean

NAME = "nnplay.toml"
ANY_COMMAND = "all"  # the table whose options go to every command that has them
MAX_BYTES = 100_000
MAX_BITS = 1024  # of a whole number
LAYERS = frozenset({"hidden", "layers", "neurons", "layer"})  # different ways to say the same
NEVER = frozenset({
    "save", "save_recipe", "plot", "report", "out", "static", "recipe", "host", "port", "yes", "forget", "watch",
    "help", "install_completion", "show_completion",
})  # fmt: skip
"""Options that write, serve or delete, and so are always typed."""


def default_files() -> list[Path]:
    """The files that exist, the one that comes first at the end."""
    from nnplay.utils.paths import config_dir

    try:
        files = [config_dir() / NAME, Path(NAME)]
    except RuntimeError:  # no home folder
        files = [Path(NAME)]
    return [file for file in files if file.is_file()]


def own_defaults(command: Any, name: str, typed: Sequence[str], commands: Collection[str]) -> dict[str, Any]:
    """The values of your files for the options of a command such as "runs list", by the names of its parameters.

    They are printed, because they change a result without being seen in the command.

    Args:
        command: the command.
        name: its name, such as "runs list".
        typed: the arguments that were typed.
        commands: the names of all commands.

    Raises:
        NNPlayError: a file that is not TOML, or that names a command or an option that does not exist.
    """
    values: dict[str, Any] = {}
    if hasattr(command, "commands"):
        return values
    flags = {word.split("=")[0] for word in typed}
    for file in default_files():
        tables = _read(file)
        _check_commands(tables, file, commands)
        chosen = _values(tables.get(ANY_COMMAND, {}), command, file, ANY_COMMAND)
        chosen |= _values(tables.get(name, {}), command, file, name)
        unused = {each.name for each in command.params if flags & {*each.opts, *each.secondary_opts}}
        if "--recipe" in flags:  # it decides everything but what is printed
            unused |= {each.name for each in command.params if getattr(each, "rich_help_panel", None) != OUTPUT}
        unused |= LAYERS if unused & LAYERS else set()
        chosen = {key: value for key, value in chosen.items() if key not in unused}
        if chosen and not flags & {"-q", "--quiet"}:
            text = ", ".join(f"{key} = {value}" for key, value in chosen.items())
            errors().print(f"Defaults from {clean(file)}: {clean(text)}", style="dim", soft_wrap=True)
        values |= chosen
    return values


def _read(file: Path) -> dict[str, Mapping[str, Any]]:
    """The tables of a file by command, as in [train] and [runs.list]."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise NNPlayError(f"{clean(file)} is too large for a file of defaults; remove it or make it smaller.")
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except RecursionError:
        raise NNPlayError(f"{clean(file)} cannot be read as TOML: its lists or tables are nested too deeply.") from None
    except (OSError, ValueError) as error:  # a number with too many digits is a ValueError
        raise NNPlayError(f"{clean(file)} cannot be read as TOML: {clean(error)}.") from None
    tables: dict[str, Mapping[str, Any]] = {}
    for name, table in content.items():
        if not isinstance(table, dict):
            raise NNPlayError(
                f"{clean(file)}: {clean(name)!r} is outside of a table; write it below [{ANY_COMMAND}], or below the "
                "name of a command, as in [train]."
            )
        tables[name] = table
        tables |= {f"{name} {key}": value for key, value in table.items() if isinstance(value, dict)}
    return tables


def _check_commands(tables: Mapping[str, Any], file: Path, commands: Collection[str]) -> None:
    for name in tables:
        first = name.split(" ")[0]
        if first != ANY_COMMAND and first not in commands:
            hint = did_you_mean(first, [ANY_COMMAND, *commands])
            raise NNPlayError(f"{clean(file)}: there is no command {clean(first)!r}{hint}.")


def _values(table: Mapping[str, Any], command: Any, file: Path, title: str) -> dict[str, Any]:
    """The options of one table that the command has, as if they were typed."""
    parameters = {
        option.lstrip("-").replace("-", "_"): each
        for each in command.params for option in each.opts if option.startswith("--")
    }  # fmt: skip
    values = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if isinstance(value, dict):
            continue  # the table of a command of this one
        if name in NEVER:
            raise NNPlayError(f"{clean(file)}: {clean(key)!r} cannot have a default of your own; type --{clean(key)}.")
        if name not in parameters:
            if title == ANY_COMMAND:
                continue
            hint = did_you_mean(name, list(parameters))
            raise NNPlayError(f"{clean(file)}: `nnplay {title}` has no option {clean(key)!r}{hint}.")
        values[parameters[name].name] = _typed(value, parameters[name], file, key)
    return values


def _typed(value: Any, option: Any, file: Path, key: str) -> Any:
    """A TOML value as the option takes it."""
    if any(isinstance(each, int) and each.bit_length() > MAX_BITS for each in _list(value)):
        raise NNPlayError(f"{clean(file)}: {clean(key)!r} has too many digits.")
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        texts = [_text(each) for each in value]
        return texts if option.multiple else ",".join(texts)
    if option.is_flag and isinstance(value, bool):
        return value
    if isinstance(value, str | int | float) and not isinstance(value, bool) and not option.is_flag:
        return [_text(value)] if option.multiple else _text(value)
    wanted = "true or false" if option.is_flag else "a text, a number or a list of them"
    raise NNPlayError(f"{clean(file)}: {clean(key)!r} takes {wanted}.")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else repr(value)
