"""The commands, and what becomes of their errors: one sentence and an exit code."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.main import get_command

from nnplay.cli.console import complain, hang_up, terminal, warn
from nnplay.cli.signals import terminated
from nnplay.errors import NNPlayError

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
COMMANDS = {
    "play": "play",
    "train": "train",
    "compare": "compare",
    "search": "search",
    "predict": "predict",
    "export": "export",
    "show": "show",
    "explain": "explain",
    "check": "check",
    "doctor": "doctor",
    "rate": "rate",
    "look": "inspect",
    "fork": "fork",
    "catalog": "catalogue",
    "formula": "formula",
    "web": "web",
    "replay": "replay",
}
GROUPS = {"data": "data", "runs": "runs"}
UsageError = typer.BadParameter.__bases__[0]


def build(wanted: str | None = None) -> typer.Typer:
    """The program with all its commands, or with the one that is wanted, so that only that is loaded."""
    app = typer.Typer(
        name="nnplay", context_settings={"help_option_names": ["-h", "--help"]}, rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        help="A neural-network playground: build any network, train it before your eyes, open every number in it.",
        epilog="Try: nnplay train iris",
    )  # fmt: skip

    @app.callback()
    def options(
        version: bool = typer.Option(
            False, "--version", help="Print the version and exit.", callback=_version, is_eager=True
        ),
    ) -> None: ...

    for name, module in (COMMANDS | GROUPS).items():
        if wanted in (None, name) or wanted not in COMMANDS | GROUPS:
            home = importlib.import_module(f"nnplay.cli.{module}")
            if name in GROUPS:
                app.add_typer(getattr(home, name), name=name)
            else:
                app.command(name)(getattr(home, name))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from nnplay import __version__

        sys.stdout.write(f"nnplay {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong becomes one sentence on standard error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed by whoever began this
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if os.environ.get("NO_COLOR"):
        from typer import rich_utils  # slow to import, and loaded otherwise only for the help

        rich_utils.COLOR_SYSTEM = None
    with _warnings_in_one_line(), _terminable():
        try:
            code = _invoke(list(arguments) or ["play" if terminal() else "--help"])
            sys.stdout.flush()
            return code
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else FAILED
        except BaseException as error:
            return _explain(error)


def _invoke(arguments: list[str]) -> int:
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    app = build(None if "_NNPLAY_COMPLETE" in os.environ else wanted)
    if wanted in COMMANDS | GROUPS:
        _recall()
    result: Any = get_command(app).main(arguments, prog_name="nnplay", standalone_mode=False)
    return result if isinstance(result, int) else DONE


def _recall() -> None:
    """Enter the user's own formulas into the catalogue; what is wrong with them ends no command."""
    from nnplay.catalog.formulas import Book

    try:
        for trouble in Book().recall():
            warn(trouble)
    except NNPlayError as error:
        warn(error)


def _explain(error: BaseException) -> int:
    """Tell the user what went wrong, and choose the exit code."""
    if os.environ.get("NNPLAY_DEBUG") and not isinstance(error, UsageError):
        sys.stderr.write("".join(traceback.format_exception(error)))
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
        try:
            hang_up()
        except SystemExit:
            return DONE
    if isinstance(error, UsageError):
        complain(_sentence(error))
        return MISUSED
    if isinstance(error, NNPlayError):
        complain(error)
        return MISUSED
    if isinstance(error, MemoryError):
        complain("The memory of this machine does not suffice: take a smaller network, or fewer rows.")
    elif isinstance(error, OSError):
        complain(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "."))
    else:
        told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        complain(f"This is a bug in nnplay: {told}; run with NNPLAY_DEBUG=1 for the traceback.")
    return FAILED


def _sentence(error: Any) -> str:
    """A usage error in our words: the nearest option, and where to read on."""
    where = getattr(getattr(error, "ctx", None), "command_path", "nnplay")
    option = getattr(error, "option_name", None)
    near = getattr(error, "possibilities", None)
    if near is not None or type(error).__name__ == "NoSuchOption":
        hint = f"; did you mean {near[0]}?" if near else "."
        return f"There is no option {option}{hint} `{where} --help` lists them all."
    sentence = error.format_message().rstrip(".?")
    mark = "?" if "Did you mean" in sentence else "."
    return f"{sentence}{mark} `{where} --help` says more."


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    """Warnings meant for the user become one line each; those meant for programmers are left out."""
    with warnings.catch_warnings():
        if not sys.warnoptions and not os.environ.get("NNPLAY_DEBUG"):
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_, **__: warn(message)
        yield


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends the program as a signal should, with everything closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
