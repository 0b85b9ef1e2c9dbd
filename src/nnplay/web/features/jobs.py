"""The commands that take long, and what does them."""

from collections.abc import Callable
from typing import Any

from nnplay.web.engine.host import EngineHost
from nnplay.web.features.job import Job

JOBS: dict[str, Callable[[EngineHost, dict[str, Any]], Job]] = {}


def make_job(host: EngineHost, message: dict[str, Any]) -> Job:
    """The work that a command asks for.

    Raises:
        NNPlayError: it cannot be done.
    """
    return JOBS[message["command"]](host, message)
