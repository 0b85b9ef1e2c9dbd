"""`nnplay play`: the playground in this terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnplay.cli.console import is_interactive
from nnplay.cli.doctor import TrainingOptions, resolve
from nnplay.cli.options import option_groups
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.playground.session import PlaygroundSession


@option_groups
def play(training: TrainingOptions) -> None:
    """Open the playground in this terminal, on your data or a saved run; `nnplay` alone opens it on a toy dataset."""
    from nnplay.cli.progress import resume_garbage_collection

    if not is_interactive():
        raise NNPlayError("The playground needs a terminal; use `nnplay train` in a script.")
    from nnplay.tui import play as open_playground

    session = playground_session(training) if training != TrainingOptions() else None
    resume_garbage_collection()
    open_playground(session)


def playground_session(options: TrainingOptions) -> PlaygroundSession:
    """The session that the options describe; a saved run comes with its history unless its settings are changed."""
    from nnplay.cli.progress import reading_progress
    from nnplay.playground.session import PlaygroundSession
    from nnplay.training.defaults import PLAIN_HIDDEN
    from nnplay.training.recipe import Recipe

    data, architecture, arguments, run = resolve(options, PLAIN_HIDDEN)
    recipe = arguments["recipe"] if "recipe" in arguments else Recipe(**arguments)
    with reading_progress(quiet=False) as on_progress:
        session = PlaygroundSession(data, architecture, recipe, on_progress=on_progress)
    if run is not None and (session.recipe, session.problem.architecture) == (run.recipe, run.architecture):
        session.restore(run)
    return session
