"""`nnplay export`: convert a saved network for another library."""

from pathlib import Path
from typing import Annotated

import typer

from nnplay.cli.choices import EXPORT_TARGETS
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.options import JsonOption, ModelArgument, completer
from nnplay.cli.saved_run import saved_run
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import plural

FILE_SUFFIXES = {"pytorch": "_torch", "numpy": "_numpy", "keras": "_keras"}


def export(
    model: ModelArgument,
    to: Annotated[
        str, typer.Option(help="The library or format.", metavar="|".join(EXPORT_TARGETS),
                          autocompletion=completer(EXPORT_TARGETS), show_default=False)
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; next to the model by default.", metavar="FILE")
    ] = None,
    data: Annotated[str | None, typer.Option(help="Rows to compare predictions on; random rows by default.",
                                            metavar="DATA")] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Write a network for another library, run it there, and print the largest difference of its predictions."""
    from rich.text import Text

    from nnplay.export.export import SUFFIXES, export as write

    if to not in EXPORT_TARGETS:
        value = f", not {to!r}" if to else ", as in `nnplay export last --to onnx`"
        raise NNPlayError(f"--to takes {', '.join(EXPORT_TARGETS)}{value}.")
    run = saved_run(model)
    if data is not None:
        run = run.with_data(data)
    if out is None:
        module = "".join(c if c.isalnum() or c == "_" else "_" for c in model.stem)
        out = model.with_name(module + FILE_SUFFIXES.get(to, "") + SUFFIXES.get(to, ".py"))
    if not json:
        errors().print("Writing and running the file …", style="dim")
    result = write(run, out, to)
    if json:
        write_json({"files": [str(path) for path in result.files], "rows": result.rows,
                    "difference": result.difference, "agrees": result.agrees, "why_not": result.why_not})  # fmt: skip
    else:
        output().print(*(Text(clean(path), "bold") for path in result.files), sep="\n")
        if result.difference is None:
            output().print(f"Not run here: {result.why_not}.", soft_wrap=True)
        else:
            output().print(f"Largest difference {result.difference:.1e} over {plural(result.rows, 'row')}.")
    if result.difference is not None and not result.agrees:
        raise NNPlayError(
            f"The exported network predicts differently, by {result.difference:.1e}; please report this as a bug."
        )
