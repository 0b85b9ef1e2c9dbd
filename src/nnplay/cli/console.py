"""The two streams: results on standard output, everything else on standard error."""

import json
import os
import re
import sys
from functools import lru_cache
from typing import IO, Any, NoReturn

from rich.console import Console
from rich.text import Text

from nnplay.errors import clean
from nnplay.utils.json import json_safe

PIPE_WIDTH = 120  # columns where the output is not a terminal


class Screen(Console):
    """A console that ends the program quietly when the reader of a pipe has gone."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; in a file or a pipe, lines may be longer than the width at which texts wrap."""
        super().print(*objects, **({} if self.is_terminal else {"crop": False}) | options)

    def on_broken_pipe(self) -> NoReturn:
        """Called by Rich on a broken pipe."""
        exit_quietly()


def exit_quietly() -> NoReturn:
    """Exit without a message, after a broken pipe."""
    # Python flushes standard output when it exits; this stream stays open until then.
    sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    raise SystemExit(0)


@lru_cache(maxsize=4)
def _screen(stream: IO[str], plain: bool) -> Screen:
    terminal = stream.isatty()
    width = None if terminal or "COLUMNS" in os.environ else PIPE_WIDTH
    return Screen(
        file=stream, markup=False, emoji=False, highlight=False, width=width, color_system=None if plain else "auto",
        force_terminal=None if terminal else False, soft_wrap=False,
    )  # fmt: skip


def output() -> Console:
    """Standard output, for results."""
    return _screen(sys.stdout, bool(os.environ.get("NO_COLOR")))


def errors() -> Console:
    """Standard error, for progress, warnings and errors."""
    return _screen(sys.stderr, bool(os.environ.get("NO_COLOR")))


def is_interactive() -> bool:
    """Whether all streams are a terminal, so that the playground can open."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on standard error
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


def hides_progress(*, quiet: bool = False) -> bool:
    """Whether progress is not drawn: on request, or because standard error is not a terminal."""
    return quiet or not errors().is_terminal or errors().is_dumb_terminal


def with_option_names(message: object) -> str:
    """A message about arguments in terms of options: --clip 1 for clip=1, --no-header for header=False."""
    from nnplay.training.settings import SETTINGS

    def option(match: re.Match[str]) -> str:
        name, value = match[1].replace("_", "-"), match[3]
        if value in ("True", "False"):
            return f"--{name}" if value == "True" else f"--no-{name}"
        return f"--{name} {value}" if value else f"--{name}"

    return re.sub(rf"(?<![\w'\"-])({'|'.join(SETTINGS)})=('?)([\w.-]*\w)?\2(?!\w)", option, clean(message))


def print_warning(message: object) -> None:
    """Print a warning on one line of standard error."""
    _print_message("Warning", message, "yellow")


def print_error(message: object) -> None:
    """Print an error on one line of standard error."""
    _print_message("Error", message, "bold red")


def _print_message(label: str, message: object, style: str) -> None:
    errors().print(Text(f"{label}: ", style).append(with_option_names(message), "default"), soft_wrap=True)


def write_json(value: Any) -> None:
    """Write one JSON object to standard output."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(json_safe(value), ensure_ascii=not unicode, allow_nan=False, default=str)
    try:
        sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n" if unicode else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        exit_quietly()
