"""`nnplay predict`: what a saved network says of new rows."""

from __future__ import annotations

import json as plain_json
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import output, write_json
from nnplay.cli.output_checks import check_outputs
from nnplay.data.readers.delimited import delimited_table
from nnplay.data.readers.file import read_table
from nnplay.errors import NNPlayError, clean
from nnplay.runs.run import Run, load_run
from nnplay.utils import files
from nnplay.utils.csv import csv_of

MOST_ROWS = 1000  # that a table on the screen shows
MOST_INPUTS = 6  # columns of inputs that it shows


def predict(
    model: Annotated[Path, typer.Argument(help="A file that `nnplay train --save` wrote.", show_default=False)],
    file: Annotated[
        str | None, typer.Argument(help="A table with the columns of the training; - reads CSV from standard input.",
                                   show_default=False)
    ] = None,
    row: Annotated[
        list[str] | None, typer.Option(help='One row: "a=1 b=2", or a JSON object; repeat for more.', metavar="ROW")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", help="Write inputs and predictions to a CSV file.", metavar="FILE.csv")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:  # fmt: skip
    """Predict for new rows, from a file or typed."""
    if (file is None) == (not row):
        raise NNPlayError('Give either a file or --row "a=1 b=2", as in `nnplay predict iris.nnplay new.csv`.')
    check_outputs({"table": out}, file)
    run = load_run(model)
    columns = typed(row) if row else _read(str(file))
    given: Any = columns if row is None or not row or len(row) > 1 else {k: v[0] for k, v in columns.items()}
    rows: Any = str(file) if file not in (None, "-") else given
    predictions = run.predict(rows)
    probabilities = _probabilities(run, rows)
    if out is not None:
        files.write_whole(out, csv_of(columns | _named(run, predictions, probabilities)).encode())
    if json:
        extra = {} if probabilities is None else {"probabilities": probabilities, "classes": run.classes}
        write_json({"predictions": predictions} | extra)
    elif out is None:
        _table(run, columns, predictions, probabilities)
    else:
        output().print(Text(f"Wrote {len(predictions):,} predictions to {clean(out)}"), soft_wrap=True)


def typed(rows: list[str]) -> dict[str, list[Any]]:
    """The rows of --row as columns."""
    read = [row_of(text) for text in rows]
    for number, each in enumerate(read, start=1):
        odd = set(each) ^ set(read[0])
        if odd:
            raise NNPlayError(
                f"--row number {number} and the first one differ in {sorted(odd)[0]!r}: give all of them all columns."
            )
    return {name: [each[name] for each in read] for name in read[0]}


def row_of(text: str) -> dict[str, Any]:
    """The cells of one row: name=value pairs, or a JSON object."""
    if text.lstrip().startswith("{"):
        try:
            return dict(plain_json.loads(text, object_pairs_hook=_each_once))
        except (ValueError, RecursionError) as error:
            raise NNPlayError(f"--row is no JSON object: {error}.") from None
    try:
        pairs = [part.partition("=") for part in shlex.split(text)]
    except ValueError:
        raise NNPlayError(f"--row {text!r} has a quote that is not closed.") from None
    for name, equals, _ in pairs:
        if not equals or not name:
            raise NNPlayError(
                f"--row takes name=value pairs, and {name!r} is none: write --row \"a=1 'name with spaces=2'\"."
            )
    if not pairs:
        raise NNPlayError("--row is empty: write name=value pairs.")
    return _each_once([(name, value) for name, _, value in pairs])


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of a row, each name of which is there once."""
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NNPlayError(f"--row gives {twice!r} twice.")
    return row


def _read(file: str) -> dict[str, list[Any]]:
    """The columns of a file, or of CSV on standard input."""
    table = delimited_table(Path("standard input"), sys.stdin.buffer.read()) if file == "-" else read_table(file)
    return {name: table.column(name).tolist() for name in table.names}


def _probabilities(run: Run, rows: Any) -> Any:
    """The probabilities of a classifier that has them."""
    if run.facts["task"] != "classification":
        return None
    try:
        return run.probabilities(rows)
    except NNPlayError:
        return None


def _named(run: Run, predictions: Any, probabilities: Any) -> dict[str, list[Any]]:
    """What was predicted as columns: "prediction", or one for each target where there are several."""
    if predictions.ndim == 2:
        return {f"{name} (prediction)": list(predictions[:, k].tolist()) for k, name in enumerate(run.facts["targets"])}
    named = {"prediction": list(predictions.tolist())}
    if probabilities is not None and run.classes:
        named["probability"] = list(probabilities.max(axis=1).tolist())
    return named


def _table(run: Run, columns: dict[str, list[Any]], predictions: Any, probabilities: Any) -> None:
    needed = [name for name in run.model.encoding.columns if name in columns]
    inputs = {name: columns[name] for name in needed[:MOST_INPUTS]}
    named = _named(run, predictions, probabilities)
    shown = tables.table(*(f">{clean(name, tables.LONGEST)}" for name in (*inputs, *named)))
    for k in range(min(len(predictions), MOST_ROWS)):
        cells = [Text(tables.number(values[k]), "dim") for values in inputs.values()]
        for name, values in named.items():
            share = name == "probability"
            cells.append(Text(f"{values[k]:.1%}") if share else Text(tables.number(values[k], 6), "bold cyan"))
        shown.add_row(*cells)
    output().print(shown)
    hidden = [f"{len(predictions) - MOST_ROWS:,} more rows"] if len(predictions) > MOST_ROWS else []
    hidden += [f"{len(needed) - MOST_INPUTS} more input columns"] if len(needed) > MOST_INPUTS else []
    if hidden:
        output().print(Text(f"and {' and '.join(hidden)}: --output FILE.csv writes everything", "dim"))
