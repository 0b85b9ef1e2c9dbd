"""The command line interface."""

import gc
import sys


def main() -> None:
    """The entry point `nnplay`: run the command in sys.argv and exit with its code."""
    if sys.argv[1:] == ["--version"]:  # without loading anything
        from nnplay import __version__

        sys.stdout.write(f"nnplay {__version__}\n")
        return
    gc.disable()  # imports make many objects and little garbage; collecting it would take a tenth of a second
    from nnplay.cli.app import run

    sys.exit(run(sys.argv[1:]))
