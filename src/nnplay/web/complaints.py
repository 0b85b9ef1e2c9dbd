"""What the terminal is told when something that a page sent could not be done: a line, and not too many of them."""

import logging
import time
import traceback
from pathlib import Path

MAX_LINES = 20  # lines in a minute
log = logging.getLogger("nnplay.web")
_times: list[float] = []


def complain(error: BaseException) -> None:
    """Say in a line what went wrong and where, but nothing that a visitor has written; all of it for who debugs."""
    now = time.monotonic()
    _times[:] = [then for then in _times if now - then < 60]
    if len(_times) >= MAX_LINES:
        return
    _times.append(now)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "nnplay" in Path(frame.filename).parts]
    place = "".join(f", {Path(frame.filename).name}:{frame.lineno}" for frame in (ours or frames)[-1:])
    log.error("nnplay could not do what a page asked for (%s%s).", type(error).__name__, place)
    log.debug("It was this.", exc_info=error)
