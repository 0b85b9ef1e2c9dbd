"""The command line interface."""

import gc
import math
import os
import signal
import sys
from types import FrameType

MIN_ADDRESS_SPACE = 700 << 20  # bytes; with less, BLAS and LLVM abort or wait for ever when they are loaded


def main() -> None:
    """The entry point `nnplay`: run the command in sys.argv and exit with its code."""
    if sys.argv[1:] == ["--version"]:  # without loading anything
        from nnplay import __version__

        sys.stdout.write(f"nnplay {__version__}\n")
        return
    if address_space_limit() < MIN_ADDRESS_SPACE:
        sys.stderr.write("Error: nnplay needs 700 MB of address space: raise the limit (`ulimit -v`).\n")
        sys.exit(1)
    # Idle threads of BLAS sleep after 2^20 cycles instead of 2^26, and Pydantic looks for no plugins in other packages.
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "20")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()  # imports make many objects and little garbage; collecting it would take a tenth of a second
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not so behind nohup or &
    if interruptible:
        signal.signal(signal.SIGINT, _leave)
    from nnplay.cli.app import run
    from nnplay.cli.signals import interrupt

    if interruptible:
        signal.signal(signal.SIGINT, interrupt)
    code = run(sys.argv[1:])
    gc.freeze()  # or Python would look for garbage among all objects when it ends
    sys.exit(code)


def address_space_limit() -> float:
    """The bytes of address space that this process may have; infinite without a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return math.inf
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit


def _leave(number: int, frame: FrameType | None) -> None:
    """End at once: while the program loads there is nothing to close, and an exception could be lost in an import."""
    os._exit(128 + number)
