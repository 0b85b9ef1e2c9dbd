"""Help: a first screen with examples and the options that most people use, and `--help-all` with all of them."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from nnplay.cli.help_topics import COMMAND_GROUPS, COMMON_OPTIONS, EXAMPLES

ALL_OPTIONS = "all options"  # what the context's object is for --help-all
MAX_WIDTH = 100
MAX_LEFT = 30  # characters of an option, beside which its help begins
NO_BREAK = "\N{NO-BREAK SPACE}"
MANY = 16  # options; a command with fewer shows all of them


class HelpCommand(TyperCommand):
    """A command whose help has examples, and the common options first."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help screen."""
        formatter.write("\n".join(command_help(self, ctx)))


class HelpGroup(TyperGroup):
    """A group of commands, listed by what they are for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help screen."""
        formatter.write("\n".join(group_help(self, ctx)))


def command_help(command: Any, ctx: Any) -> Iterator[str]:
    """The lines of a command's help."""
    parameters = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option"]
    yield from _head(command, ctx, [_argument_name(each) for each in arguments])
    if any(each.help for each in arguments):
        yield from _section("Arguments", [(_argument_name(each), each.help or "") for each in arguments])
    common = COMMON_OPTIONS.get(ctx.command_path)
    if common and len(options) >= MANY and ctx.find_root().obj != ALL_OPTIONS:
        by_name = {each.opts[0]: each for each in options}
        yield from _section("Common options", [_option(by_name[name]) for name in common])
        yield f"See all {len(options)} options with {_style(f'{ctx.command_path} --help-all', 'cyan')}"
        return
    panels: dict[str, list[Any]] = {}
    for each in options:
        panels.setdefault(each.rich_help_panel or "", []).append(each)
    if len(panels[""]) > 1:  # more than --help
        yield from _section("Options", [_option(each) for each in panels.pop("")])
    for panel, members in panels.items():
        yield from _section(f"{panel} options" if panel else "Help", [_option(each) for each in members])


def group_help(group: Any, ctx: Any) -> Iterator[str]:
    """The lines of the help of the program, or of a command with commands of its own."""
    yield from _head(group, ctx, ["COMMAND"])
    is_program = ctx.command_path == "nnplay"
    parts = COMMAND_GROUPS if is_program else {"Commands": tuple(group.commands)}
    for title, names in parts.items():
        rows = [(name, group.commands[name].get_short_help_str(200)) for name in names]
        yield from _section(title, rows, min_left=10)
    yield from _section("Options", [_option(each) for each in group.get_params(ctx)])
    yield f"See the options of a command with {_style(f'{ctx.command_path} COMMAND --help', 'cyan')}"


def _head(command: Any, ctx: Any, arguments: list[str]) -> Iterator[str]:
    """What a command does, how it is called, and examples."""
    for paragraph in (command.help or "").split("\n\n"):
        yield from _wrap(" ".join(paragraph.split()))
        yield ""
    yield f"{_style('Usage:', 'bold')} {' '.join([ctx.command_path, *arguments, '[OPTIONS]'])}"
    yield ""
    examples = EXAMPLES.get(ctx.command_path, ())
    if examples:
        yield _style("Examples", "bold")
        parts = [line.partition("  # ") for line in examples]
        left = max(len(text) for text, _, comment in parts if comment or not any(each[2] for each in parts))
        for text, _, comment in parts:
            note = " " * (left - len(text)) + "  " + _style(f"# {comment}", "dim") if comment else ""
            yield f"  {_style(text, 'cyan')}{note}"
        yield ""


def _argument_name(argument: Any) -> str:
    """How an argument is written in the usage line: DATA, [FILE] or [ID…]."""
    name = argument.metavar.strip("[]")
    many = "…" if argument.nargs == -1 else ""
    return f"{name}{many}" if argument.required else f"[{name}{many}]"


def _option(option: Any) -> tuple[str, str]:
    """An option as it is typed, and its help with its default."""
    short = [name for name in option.opts if not name.startswith("--")]
    long = [name for name in option.opts if name.startswith("--")]
    typed = ", ".join([*short, *long]) + "".join(f"/{name}" for name in option.secondary_opts)
    typed = f"{typed} {'' if option.is_flag else option.metavar}".strip()
    text = option.help or ""
    if option.show_default and not option.is_flag and option.default not in (None, (), []):
        text += f" [default: {option.default}]"
    return typed, text


def _section(title: str, rows: Iterable[tuple[str, str]], min_left: int = 0) -> Iterator[str]:
    """A heading and two columns, in which nothing is cut."""
    rows = list(rows)
    if not rows:
        return
    yield _style(title, "bold")
    left = max([min_left, *(len(name) for name, _ in rows if len(name) <= MAX_LEFT)])
    for name, text in rows:
        lines = list(_wrap(text, indent=left + 4))
        if len(name) > left:
            yield f"  {_style(name, 'cyan')}"
        else:
            first = lines.pop(0).strip() if lines else ""
            yield f"  {_style(name, 'cyan')}{' ' * (left - len(name))}  {first}".rstrip()
        yield from lines
    yield ""


def _wrap(text: str, indent: int = 0) -> list[str]:
    width = min(shutil.get_terminal_size().columns, MAX_WIDTH)
    margin = " " * indent
    text = text.replace("[default: ", f"[default:{NO_BREAK}")
    lines = textwrap.wrap(
        text, max(width, indent + 24), initial_indent=margin, subsequent_indent=margin, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(NO_BREAK, " ") for line in lines]


def _style(text: str, style: str) -> str:
    """The text with an ANSI style on a terminal that wants colours, else as it is."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty():
        return text
    return f"\x1b[{ {'bold': 1, 'dim': 2, 'cyan': 36}[style] }m{text}\x1b[0m"
