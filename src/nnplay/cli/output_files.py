"""The files that a command writes: what cannot be written is reported, and the other files are still written."""

from collections.abc import Callable
from typing import Any

from nnplay.cli.console import print_error
from nnplay.errors import NNPlayError


def write_files(*files: tuple[str | None, Callable[[str], object]]) -> bool:
    """Call each function with its path, unless that is None; True if a file could not be written."""
    failed = False
    for path, write in files:
        if path is None:
            continue
        try:
            write(path)
        except (KeyboardInterrupt, SystemExit):
            print_error(f"Interrupted while writing {path!r}; the file is unchanged.")
            raise
        except (NNPlayError, OSError) as error:
            print_error(error)
            failed = True
    return failed


def save_plot(result: Any, path: str, *kind: str, style: str | None = None) -> None:
    """Write a figure of a run, a comparison or a search; several styles are divided by commas."""
    from nnplay import plots

    plots.save(result.plot(*kind, style=None if style is None else style.split(",")), path)
