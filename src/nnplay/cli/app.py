"""The program: its commands, how errors are reported, and the exit codes."""

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
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from nnplay.cli.console import exit_quietly, is_interactive, print_error, print_warning
from nnplay.cli.defaults_file import own_defaults
from nnplay.cli.help_screen import ALL_OPTIONS, HelpCommand, HelpGroup
from nnplay.cli.signals import exit_on_sigterm, lost_interrupt
from nnplay.errors import NNPlayError

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130  # exit codes

# Each command is the function of its name in the file of its name, which is imported only when it runs.
COMMANDS = {
    "play": "Open the playground in this terminal.",
    "train": "Train a network.",
    "compare": "Train several networks and rank them.",
    "search": "Search for the best architecture and settings.",
    "predict": "Predict new rows with a saved network.",
    "evaluate": "Score a saved network on labelled rows.",
    "export": "Convert a saved network for another library.",
    "show": "Show a saved run.",
    "explain": "Show every step of a forward and a backward pass.",
    "check": "Check gradients against numerical ones.",
    "doctor": "Find what is wrong with a run, and how to fix it; suggest a learning rate.",
    "look": "Look into a saved network.",
    "fork": "Continue a saved run from any epoch with other settings.",
    "catalog": "List activations, losses, optimizers and other components.",
    "formula": "Define an activation or a loss by its formula.",
    "web": "Open the playground in the browser.",
    "lesson": "Check a lesson file, or list the lessons of the page.",
    "replay": "Verify challenge entries by training them again.",
    "data": "List the built-in datasets, or describe a file.",
    "runs": "List, show, resume, compare, export and delete saved runs.",
}
GROUPS = ("data", "runs", "lesson")  # commands that have commands of their own
UsageError = typer.BadParameter.__bases__[0]


def build(command: str | None = None) -> typer.Typer:
    """The program with one command loaded and the others by name only; with all of them loaded if it is "all"."""
    app = typer.Typer(
        name="nnplay", cls=HelpGroup, context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        help="A neural-network playground: build any network, watch it train, and look at every number in it.",
    )  # fmt: skip

    @app.callback()
    def options(
        version: bool = typer.Option(
            False, "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ) -> None: ...

    for name, summary in COMMANDS.items():
        if command not in (name, "all"):
            app.command(name, cls=HelpCommand, short_help=summary)(_not_loaded)
        elif name in GROUPS:
            commands = getattr(importlib.import_module(f"nnplay.cli.{name}"), name)
            app.add_typer(commands, name=name, cls=HelpGroup, short_help=summary)
        else:
            function = getattr(importlib.import_module(f"nnplay.cli.{name}"), name)
            app.command(name, cls=HelpCommand, short_help=summary)(function)
    return app


def _not_loaded() -> None: ...


def _print_version(requested: bool) -> None:
    if requested:
        from nnplay import __version__

        sys.stdout.write(f"nnplay {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; an error becomes one line on standard error."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the parent process closed it
            flag = os.O_RDONLY if mode == "r" else os.O_WRONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, flag), mode))
    if not os.environ.get("COLUMNS", "1").isdecimal() or not int(os.environ.get("COLUMNS", "1")):
        del os.environ["COLUMNS"]  # not a width
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with _one_line_warnings(), _exit_on_sigterm():
        try:
            code = _invoke(list(arguments) or ["play" if is_interactive() else "--help"])
            sys.stdout.flush()
            return code
        except SystemExit as error:
            if (
                isinstance(error.__context__, OSError) and error.__context__.errno == errno.EPIPE
            ):  # Click's answer to it
                return DONE
            return error.code if isinstance(error.code, int) else FAILED
        except BaseException as error:
            return _report(error)


def _invoke(arguments: list[str]) -> int:
    arguments = _usual_words(arguments)
    detail = ALL_OPTIONS if "--help-all" in arguments else None
    arguments = ["--help" if word == "--help-all" else word for word in arguments]
    command = next((word for word in arguments if not word.startswith("-")), None)
    app = build("all" if "_NNPLAY_COMPLETE" in os.environ else command)
    program: Any = get_command(app)
    _register_formulas_first(program)
    name = "nnplay"
    # A command is started by itself, because Typer loads Pydantic to check the options that the program was not given.
    while arguments and arguments[0] in getattr(program, "commands", {}) and "_NNPLAY_COMPLETE" not in os.environ:
        program, name, arguments = program.commands[arguments[0]], f"{name} {arguments[0]}", arguments[1:]
    own = (
        {}
        if {"-h", "--help"} & {*arguments}
        else own_defaults(program, name.removeprefix("nnplay "), arguments, COMMANDS)
    )
    result: Any = program.main(
        arguments,
        prog_name=name,
        standalone_mode=False,
        help_option_names=["-h", "--help"],
        obj=detail,
        default_map=own,
    )
    return result if isinstance(result, int) else DONE


def _usual_words(arguments: list[str]) -> list[str]:
    """The same arguments as the program spells them: `nnplay help train`, `nnplay version`, `nnplay -V`.

    Raises:
        NNPlayError: no command, but a word from which one can be guessed.
    """
    first, *rest = arguments
    if first == "help":
        return [*rest, "--help"]
    if first in ("version", "-V"):
        return ["--version"]
    if first == "rate":
        raise NNPlayError("There is no command 'rate': use `nnplay doctor DATA --find-rate`.")
    if first.startswith("-") or first in COMMANDS:
        return arguments
    if first in ("fit", "run", "learn"):
        raise NNPlayError(f"There is no command {first!r}: use `nnplay train`.")
    from nnplay.data import builtin_names

    if first in builtin_names() or Path(first).is_file():
        raise NNPlayError(f"{first!r} is data, and a command is missing: try `nnplay train {first}`.")
    return arguments


def _register_formulas_first(command: Any) -> None:
    """Let every command add the saved formulas to the catalog before it runs; help and usage errors need none."""
    commands = getattr(command, "commands", {})
    for each in commands.values():
        _register_formulas_first(each)
    if not commands:
        run = command.callback

        def run_with_formulas(*args: Any, **options: Any) -> Any:
            _register_saved_formulas()
            return run(*args, **options)

        command.callback = run_with_formulas


def _register_saved_formulas() -> None:
    """Add the user's saved formulas to the catalog; a bad one is a warning."""
    from nnplay.catalog.formulas import UserFormulas

    try:
        for problem in UserFormulas().register_all():
            print_warning(problem)
    except NNPlayError as error:
        print_warning(error)


def _report(error: BaseException) -> int:
    """Print what went wrong, and return the exit code."""
    if os.environ.get("NNPLAY_DEBUG") and not isinstance(error, UsageError):
        sys.stderr.write("".join(traceback.format_exception(error)))
    if isinstance(error, KeyboardInterrupt | typer.Abort) or lost_interrupt(error):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
        try:
            exit_quietly()
        except SystemExit:
            return DONE
    if isinstance(error, UsageError):
        print_error(_usage_message(error))
        return MISUSED
    if isinstance(error, NNPlayError):
        print_error(error)
        return MISUSED
    if isinstance(error, MemoryError):
        print_error("Not enough memory: use a smaller network, or fewer rows.")
    elif isinstance(error, OSError | ImportError) and "shared object" in str(error):
        print_error("A library could not be loaded: there is too little memory, or the installation is damaged.")
    elif isinstance(error, OSError):
        print_error(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "."))
    else:
        message = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        print_error(f"This is a bug in nnplay: {message}; run with NNPLAY_DEBUG=1 for the traceback.")
    return FAILED


def _usage_message(error: Any) -> str:
    """The message of a usage error, with the nearest option and where to read more."""
    command = getattr(getattr(error, "ctx", None), "command_path", "nnplay")
    option = getattr(error, "option_name", None)
    matches = getattr(error, "possibilities", None)
    if matches is not None or type(error).__name__ == "NoSuchOption":
        hint = f"; did you mean {matches[0]}?" if matches else "."
        return f"There is no option {option}{hint} See `{command} --help`."
    message = error.format_message().rstrip(".?")
    mark = "?" if "Did you mean" in message else "."
    return f"{message}{mark} See `{command} --help`."


@contextmanager
def _one_line_warnings() -> Iterator[None]:
    """Print warnings for users on one line each, and hide those for programmers."""
    with warnings.catch_warnings():
        if not sys.warnoptions and not os.environ.get("NNPLAY_DEBUG"):
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_, **__: print_warning(message)
        yield


@contextmanager
def _exit_on_sigterm() -> Iterator[None]:
    """Let SIGTERM raise SystemExit, so that everything is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGTERM, exit_on_sigterm)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
