"""The reference of the commands: every command with its arguments and options, as the program itself declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.main import get_command

from nnplay.cli import app
from nnplay.training.recipe import Recipe
from nnplay.training.settings import BY_DATA


def write(folder: Path) -> str:
    """Write a page for each command into the folder `commands` and return the list that leads to them."""
    home = folder / "commands"
    home.mkdir(exist_ok=True)
    program: Any = get_command(app.build("all"))
    lines = ["| command | what it does |", "|---|---|"]
    for name, command in program.commands.items():
        if not command.hidden:
            (home / f"{name}.md").write_text("\n".join(page(name, command)), encoding="utf-8")
            lines.append(f"| [`nnplay {name}`](commands/{name}.md) | {app.COMMANDS.get(name) or summary(command)} |")
    entries = "\n".join(f"commands/{name}" for name, command in program.commands.items() if not command.hidden)
    return "\n".join(lines) + f"\n\n```{{toctree}}\n:hidden:\n\n{entries}\n```\n"


def page(name: str, command: Any) -> Iterator[str]:
    """The page of a command, with the commands in it."""
    yield f"# nnplay {name}"
    yield from entry(f"nnplay {name}", command)
    for other, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield f"\n## nnplay {name} {other}"
            yield from entry(f"nnplay {name} {other}", inner)


def entry(name: str, command: Any) -> Iterator[str]:
    """What a command does, how it is called, and its options, panel by panel."""
    yield f"\n{text(command.help)}\n"
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    inner = " COMMAND" if getattr(command, "commands", {}) else ""
    words = [argument_word(each) for each in arguments]
    yield f"```console\n$ {' '.join([name + inner, *words, *(['[OPTIONS]'] if options else [])])}\n```\n"
    if arguments:
        yield "| argument | |\n|---|---|"
        for each in arguments:
            yield f"| `{argument_word(each)}` | {cell(each.help)} |"
        yield ""
    panels: dict[str, list[Any]] = {}
    for each in options:
        panels.setdefault(getattr(each, "rich_help_panel", None) or "Options", []).append(each)
    for panel, entries in panels.items():
        rows = [option_cells(each) for each in entries]
        shown = [0, 1, 2, 3] if any(cells[2] for cells in rows) else [0, 1, 3]  # a panel without defaults has no column
        heads = ("option", "value", "default", "")
        yield f"**{panel}**\n\n| " + " | ".join(heads[k] for k in shown) + " |\n|" + "---|" * len(shown)
        for cells in rows:
            yield "| " + " | ".join(cells[k] for k in shown) + " |"
        yield ""
    if command.epilog:
        yield f"\n{text(command.epilog)}\n"


def argument_word(argument: Any) -> str:
    """An argument in the line that shows how the command is called."""
    word = str(argument.metavar or argument.name.upper())
    word = word if argument.required else f"[{word.strip('[]')}]"
    return word + ("…" if argument.nargs != 1 else "")


def option_cells(option: Any) -> tuple[str, ...]:
    """The cells of an option: its names, what it takes, its default, and what it does."""
    names = ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag or option.count else f"`{metavar(option)}`".replace("|", r"\|")
    help_text = str(option.help or "")
    stated = re.search(r"\s*\\?\[default: (.+?)\]", help_text)
    help_text = help_text.replace(stated[0], "") if stated else help_text
    return names, value, stated[1] if stated else default(option), cell(help_text)


def metavar(option: Any) -> str:
    """What an option takes."""
    kind = option.type_descriptor.annotation
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    return option.metavar or "|".join(map(str, choices)) or {int: "N", float: "X", Path: "PATH"}.get(kind, "TEXT")


def default(option: Any) -> str:
    """The default of an option; of a setting of the recipe, the recipe's."""
    value = option.default
    if option.is_flag:
        return "on" if value is True else ""
    field = Recipe.model_fields.get(option.name)
    if value is None and field is not None:
        return "auto" if option.name in BY_DATA or field.default is None else f"`{field.default}`"
    plain = isinstance(value, str | int | float | Path)
    return f"`{value}`" if plain and value != "" else ""


def summary(command: Any) -> str:
    """The first sentence of a command's help."""
    return text(command.help).split("\n\n")[0].replace("\n", " ")


def cell(words: str | None) -> str:
    """A text in a cell of a table."""
    return text(words).replace("\n", " ").replace("|", r"\|")


def text(words: str | None) -> str:
    """A help text as Markdown: without Rich's marks, and its brackets as they are printed."""
    plain = (
        re.sub(r"\[/?(?:bold|dim|italic|cyan|green|yellow|b|i)\]", "", words or "")
        .replace("\\[", "[")
        .replace("\f", "")
        .replace("\b\n", "")
    )
    return re.sub(r"(?<![`\w-])<(?=\w)", r"\<", plain)
