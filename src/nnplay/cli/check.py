"""`nnplay check`: compare the gradients of a network with numerical ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nnplay.cli.choices import NUMBERS_PER_ARRAY
from nnplay.cli.console import output, write_json
from nnplay.cli.options import JsonOption, ModelArgument
from nnplay.cli.saved_run import saved_run
from nnplay.errors import NNPlayError
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.engine.gradient_check import GradientCheck


def check(
    model: ModelArgument,
    data: Annotated[
        str | None, typer.Argument(help="The data; the recipe's by default.", metavar="DATA", show_default=False)
    ] = None,
    rows: Annotated[int, typer.Option(help="Rows in the batch.", metavar="N", min=1)] = 16,
    numbers: Annotated[
        int, typer.Option(help="Numbers of each array that are checked.", metavar="N", min=1)
    ] = NUMBERS_PER_ARRAY,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Compare the network's gradients with numerical ones, layer by layer, at its weights and on your data."""
    from nnplay.training.problem import as_dataset

    run = saved_run(model)
    if data is None and run.recipe.data is None:
        raise NNPlayError("Missing DATA: the file does not say where its data came from; add the data after it.")
    result = run.check_gradients(as_dataset(data or run.recipe.data, run.recipe), rows=rows, checked=numbers)
    if json:
        write_json({"passed": result.passed, "difference": result.difference, "loss": result.loss, "rows": result.rows,
                    "lines": [vars(line) for line in result.lines]})  # fmt: skip
    else:
        _print(result)
    raise typer.Exit(0 if result.passed else 1)


def _print(result: GradientCheck) -> None:
    from rich.text import Text

    from nnplay.cli.tables import table
    from nnplay.engine.gradient_check import TOLERANCE

    rows = table("Layer", "Array", ">Checked", ">At a kink", ">Backprop", ">Numerical", ">Relative difference",
                 optional=("At a kink", "Checked", "Numerical"))  # fmt: skip
    for line in result.lines:
        rows.add_row(
            str(line.layer), f"∂L/∂{line.name}", f"{line.checked:,} of {line.of:,}", str(line.kinks or ""),
            f"{line.own:.8g}", f"{line.numerical:.8g}",
            Text(f"{line.difference:.1e}", "green" if line.difference < TOLERANCE else "bold red"),
        )  # fmt: skip
    output().print(rows)
    verdict = f"The gradients are correct: the largest difference is {result.difference:.1e}."
    if not result.passed:
        verdict = f"A gradient is wrong: the largest difference is {result.difference:.1e}, more than {TOLERANCE:g}."
    setup = f"{plural(result.rows, 'row')}, in float64, loss {result.loss:.6g}"
    output().print(Text(f"\n{verdict}", "bold"), Text(setup, "dim"), sep="\n")
