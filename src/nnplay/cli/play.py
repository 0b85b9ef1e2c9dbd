"""`nnplay play`: the playground in this terminal, with the data, the network and the recipe that are typed."""

from __future__ import annotations

from typing import Any

from nnplay.cli.console import terminal
from nnplay.cli.doctor import of_training, training_of
from nnplay.cli.options import taking
from nnplay.cli.progress import collect_garbage, reading
from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession


@taking(of_training())
def play(**options: Any) -> None:
    """Open the playground in this terminal, on your data or a saved run; `nnplay` alone opens it on a toy."""
    if not terminal():
        raise NNPlayError("The playground needs a terminal: use `nnplay train` in a script.")
    from nnplay.tui import play as open_playground

    typed = any(value not in (None, False, []) for value in options.values())
    session = bench_of(options) if typed else None
    collect_garbage()
    open_playground(session)


def bench_of(options: dict[str, Any]) -> PlaygroundSession:
    """The bench that the options describe, a saved run with its history unless other settings are typed."""
    data, network, recipe, run = training_of(options)
    with reading(quiet=False) as on_progress:
        session = PlaygroundSession(data, network, recipe, on_progress=on_progress)
    if run is not None and (session.recipe, session.problem.architecture) == (run.recipe, run.architecture):
        session.take(run)
    return session
