"""The two streams: results on standard output, everything else on standard error, and no escape code uninvited."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from functools import lru_cache
from typing import IO, Any, NoReturn

from rich.console import Console
from rich.text import Text

from nnplay.errors import clean

PIPE_WIDTH = 120  # columns where there is no terminal to ask


class Screen(Console):
    """A console that ends quietly when the reader of a pipe has gone."""

    def on_broken_pipe(self) -> NoReturn:
        """Called by Rich when nobody reads on."""
        hang_up()


def hang_up() -> NoReturn:
    """End without a word: the reader of standard output has seen enough."""
    # Python flushes standard output on its way out; this one stays open until then.
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
    """Standard error, for progress and complaints."""
    return _screen(sys.stderr, bool(os.environ.get("NO_COLOR")))


def terminal() -> bool:
    """Whether a person sits at a terminal, so that the playground can be opened."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on the last
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


def spoken(sentence: object) -> str:
    """A sentence of a lower room with options instead of arguments: --task for task=, --clip 1 for clip=1."""
    from nnplay.training.recipe import settings

    def option(found: re.Match[str]) -> str:
        return f"--{found[1].replace('_', '-')}" + (f" {found[3]}" if found[3] else "")

    return re.sub(rf"(?<![\w'\"-])({'|'.join(settings())})=('?)([\w.-]*\w)?\2(?!\w)", option, clean(sentence))


def tell(label: str, sentence: object, style: str) -> None:
    """One line on standard error."""
    errors().print(Text(f"{label}: ", style).append(spoken(sentence), "default"), soft_wrap=True)


def warn(sentence: object) -> None:
    """A warning in one line on standard error."""
    tell("Warning", sentence, "yellow")


def complain(sentence: object) -> None:
    """What went wrong, in one line on standard error."""
    tell("Error", sentence, "bold red")


def plain(value: Any) -> Any:
    """The value as strict JSON has it: NumPy's types as Python's, NaN and the infinities as null."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_json(value: Any) -> None:
    """One JSON object on standard output, and nothing else."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(plain(value), ensure_ascii=not unicode, allow_nan=False, default=str)
    try:
        sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n" if unicode else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        hang_up()
