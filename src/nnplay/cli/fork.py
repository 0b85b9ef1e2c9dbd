"""`nnplay fork`: continue a saved run from one of its epochs with other settings."""

from typing import Annotated, cast

import typer

from nnplay.cli.choices import FORK_SETTINGS
from nnplay.cli.console import errors, output
from nnplay.cli.options import RUN_OUTPUTS, SAVED_RUN, Only, OutputOptions, option_groups
from nnplay.cli.recipe_options import RecipeOptions, parse_settings
from nnplay.cli.saved_run import saved_run
from nnplay.cli.train import finish, start_recording, train_session
from nnplay.errors import NNPlayError
from nnplay.utils.text import plural


@option_groups
def fork(
    model: Annotated[str, typer.Argument(help=SAVED_RUN, metavar="MODEL", show_default=False)],
    epoch: Annotated[
        int, typer.Argument(help="The epoch to continue from; 0 is the untrained network.", metavar="EPOCH")
    ],
    data: Annotated[
        str | None, typer.Option("--data", help="The data; the recipe's by default.", metavar="DATA")
    ] = None,
    *,
    settings: Annotated[RecipeOptions[str], Only(FORK_SETTINGS)],
    outputs: Annotated[OutputOptions, Only(RUN_OUTPUTS)],
) -> None:
    """Continue a saved run from any epoch with some settings changed; --plot compares both runs."""
    from nnplay.runs.time_travel import ForkSettings, fork_session

    origin = saved_run(model).with_data(data)
    outputs.check()
    changes = cast(ForkSettings, parse_settings(settings.typed()))
    if outputs.plot and all(getattr(origin.recipe, name) == value for name, value in changes.items()):
        raise NNPlayError("--plot needs a changed setting, such as --learning-rate 0.1: both runs are the same.")
    if not outputs.quiet:
        errors().print(f"Going back to epoch {epoch:,} …", style="dim")
    session = fork_session(origin, epoch, changes)
    code, run = train_session(session, None, quiet=outputs.quiet)
    recorder = start_recording(session) if outputs.store and not code else None
    if recorder is not None:
        recorder.finish(run)
    finish(run, outputs, code, recorder, "futures")
    if not outputs.json:
        loss = f"{origin.eval_split} loss {origin.metrics[origin.eval_split]['loss']:.4g}"
        output().print(f"The original run: {loss} after {plural(origin.epoch, 'epoch')}.")
