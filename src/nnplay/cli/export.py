"""`nnplay export`: a saved network in the form of another library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from nnplay.cli.console import errors, output, write_json
from nnplay.cli.options import completing
from nnplay.errors import NNPlayError, clean
from nnplay.export.export import ENDINGS, TARGETS
from nnplay.export.export import export as write
from nnplay.runs.run import load_run

NAMES = {"pytorch": "_torch", "numpy": "_numpy", "keras": "_keras"}


def export(
    model: Annotated[Path, typer.Argument(help="A file that `nnplay train --save` wrote.", show_default=False)],
    to: Annotated[
        str, typer.Option(help="numpy, pytorch, keras, onnx or json.", autocompletion=completing(list(TARGETS)))
    ],
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to; beside the model when left out.", metavar="FILE")
    ] = None,
    data: Annotated[str | None, typer.Option(help="Rows to compare with; made up when left out.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Write a network as source or file of another library, run it there, and show the largest difference."""
    run = load_run(model)
    if to not in TARGETS:
        raise NNPlayError(f"--to is one of {', '.join(TARGETS)}, not {to!r}.")
    if data is not None:
        run = run.with_data(data)
    if out is None:
        out = model.with_name(_stem(model.stem) + NAMES.get(to, "") + ENDINGS.get(to, ".py"))
    if not json:
        errors().print("Writing it, and running what is written …", style="dim")
    found = write(run, out, to)
    if json:
        write_json({"files": [str(path) for path in found.files], "rows": found.rows, "difference": found.difference,
                    "agrees": found.agrees, "why_not": found.why_not})  # fmt: skip
    else:
        output().print(*(Text(clean(path), "bold") for path in found.files), sep="\n")
        if found.difference is None:
            output().print(f"Not run here: {found.why_not}.", soft_wrap=True)
        else:
            output().print(f"Largest difference {found.difference:.1e} over {found.rows:,} rows.")
    if found.difference is not None and not found.agrees:
        raise NNPlayError(f"What was written predicts otherwise, by {found.difference:.1e}: please report this.")


def _stem(stem: str) -> str:
    """The name with letters that a module may have."""
    return "".join(c if c.isalnum() or c == "_" else "_" for c in stem)
