"""The page that `--help` prints: the options of a command under headings.

Typer's own page is drawn by Rich, which takes longer to load and to draw than all the rest that a help page needs.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from nnplay.cli.console import output

MAX_WIDTH = 110  # columns of the page
NAMES_WIDTH = 30  # columns for the names of options; longer ones have a line of their own
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": MAX_WIDTH}  # of every command's context
KINDS = {"str": "TEXT", "path": "FILE", "int": "N", "int range": "N", "float": "X"}  # instead of Typer's words
F = TypeVar("F", bound=Callable[..., Any])


class Program(typer.Typer):
    """A program or a group of commands whose help is printed without Rich."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:
        """Add a function as a command."""
        return super().command(name, cls=_Command, **settings)


class _Command(TyperCommand):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_options(self, ctx, formatter)


class _Group(TyperGroup):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_options(self, ctx, formatter)
        commands = [(name, self.commands[name].get_short_help_str(MAX_WIDTH)) for name in self.list_commands(ctx)]
        _write_rows("Commands", commands, formatter)


def _write_options(command: TyperCommand | TyperGroup, context: Any, formatter: Any) -> None:
    """Write the arguments and options of a command under the headings that they name."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(context):
        is_argument = parameter.param_type_name == "argument"
        heading = getattr(parameter, "rich_help_panel", None) or ("Arguments" if is_argument else "Options")
        names, text = parameter.get_help_record(context) or ("", "")
        if kind := re.search(" <([a-z ]+)>$", names):
            names = names[: kind.start()] + ("" if is_argument else f" {KINDS.get(kind[1], kind[1])}")
        if names:
            panels.setdefault(heading, []).append((names, text))
    for heading, rows in panels.items():
        _write_rows(heading, rows, formatter)


def _write_rows(heading: str, rows: list[tuple[str, str]], formatter: Any) -> None:
    colored = output().color_system is not None
    with formatter.section(typer.style(heading, bold=True) if colored else heading):
        names = [typer.style(name, fg="cyan") if colored else name for name, _ in rows]
        formatter.write_dl(list(zip(names, (text for _, text in rows), strict=True)), col_max=NAMES_WIDTH)
