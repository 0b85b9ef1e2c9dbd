"""`nnplay fork`: another future of a saved run, from one of its epochs."""

from __future__ import annotations

from typing import Any

import typer

from nnplay.cli.console import errors, output
from nnplay.cli.options import of_settings, parameter, settings_of, taking
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.train import finish, of_result, recorder_of, train_session
from nnplay.errors import NNPlayError
from nnplay.runs.run import load_run
from nnplay.runs.time_travel import CHANGEABLE, fork_session


def _options() -> list[Any]:
    model = typer.Argument(help="A file that `nnplay train --save` wrote.", metavar="MODEL", show_default=False)
    epoch = typer.Argument(help="The epoch to go on from; 0 is the untrained network.", metavar="EPOCH")
    data = typer.Option("--data", help="The data; those of the recipe when left out.", metavar="DATA")
    return [
        parameter("model", str, None, model).replace(default=...),
        parameter("epoch", int, None, epoch).replace(default=...),
        parameter("data", str | None, None, data),
        *of_settings(CHANGEABLE),
        *of_result("Draw both futures."),
    ]


@taking(_options())
def fork(**options: Any) -> None:
    """Go on from any epoch of a saved run with some settings changed, and show where each future leads."""
    origin = load_run(options["model"]).with_data(options["data"])
    check_outputs(options)
    changes = settings_of(options)
    if options["plot"] and all(getattr(origin.recipe, name) == value for name, value in changes.items()):
        raise NNPlayError("Without a change both futures are the same: say what to change, as in --learning-rate 0.1.")
    if not options["quiet"]:
        errors().print(f"Going back to epoch {options['epoch']:,} \N{HORIZONTAL ELLIPSIS}", style="dim")
    branch = fork_session(origin, options["epoch"], changes)
    code, run = train_session(branch, None, quiet=options["quiet"])
    recorder = recorder_of(branch) if options["store"] and not code else None
    if recorder is not None:
        recorder.finish(run)
    finish(run, options, code, recorder, "futures")
    if not options["json"]:
        before = f"{origin.metrics[origin.eval_split]['loss']:.4g}"
        output().print(f"The run it was forked from: {origin.eval_split} loss {before} after {origin.epoch:,} epochs.")
