"""`nnplay check`: the certificate of a network's gradients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from nnplay.cli.console import output, write_json
from nnplay.cli.tables import table
from nnplay.engine.gradient_check import CHECKED, TOLERANCE, Certificate
from nnplay.errors import NNPlayError
from nnplay.runs.run import load_run
from nnplay.training.problem import as_dataset


def check(
    model: Annotated[Path, typer.Argument(help="A file that `nnplay train --save` wrote.", show_default=False)],
    data: Annotated[str | None, typer.Argument(help="The data; those of the recipe when left out.")] = None,
    rows: Annotated[int, typer.Option(help="How many rows are in the batch.", min=1)] = 16,
    numbers: Annotated[int, typer.Option(help="How many numbers of each array are checked.", min=1)] = CHECKED,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Compare the network's own gradients with numerical ones, layer by layer, at its weights and your data."""
    run = load_run(model)
    if data is None and run.recipe.data is None:
        raise NNPlayError("The file does not say where its data came from: give them after it.")
    found = run.certificate(as_dataset(data or run.recipe.data, run.recipe), rows=rows, checked=numbers)
    if json:
        write_json({"passed": found.passed, "difference": found.difference, "loss": found.loss, "rows": found.rows,
                    "lines": [vars(line) for line in found.lines]})  # fmt: skip
    else:
        _show(found)
    raise typer.Exit(0 if found.passed else 1)


def _show(found: Certificate) -> None:
    shown = table("Layer", "Array", ">Checked", ">At a kink", ">Own", ">Numerical", ">Relative difference")
    for line in found.lines:
        shown.add_row(
            str(line.layer), f"∂L/∂{line.name}", f"{line.checked:,} of {line.of:,}", str(line.kinks or ""),
            f"{line.own:.8g}", f"{line.numerical:.8g}",
            Text(f"{line.difference:.1e}", "green" if line.difference < TOLERANCE else "bold red"),
        )  # fmt: skip
    output().print(shown)
    said = f"The gradients are right: the largest difference is {found.difference:.1e}."
    if not found.passed:
        said = f"A gradient is wrong: the largest difference is {found.difference:.1e}, more than {TOLERANCE:g}."
    output().print(
        Text(f"\n{said}", "bold"), Text(f"{found.rows} rows, in float64, loss {found.loss:.6g}", "dim"), sep="\n"
    )
