"""`nnplay predict`: predict new rows with a saved network."""

from __future__ import annotations

import csv
import json as json_module
import shlex
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import output, write_json
from nnplay.cli.evaluate import PositiveOption, ThresholdOption
from nnplay.cli.options import JsonOption, ModelArgument
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.row_options import HeaderOption, SheetOption, read_rows
from nnplay.cli.saved_run import saved_run
from nnplay.errors import DataWarning, NNPlayError, clean
from nnplay.utils.text import format_list, plural

if TYPE_CHECKING:
    from rich.table import Table

    from nnplay.runs.run import Run


ROW_HELP = 'One row: "a=1 b=2", the values in order "1,2", or a JSON object. May be repeated.'
MAX_ROWS = 1000  # printed
MAX_INPUTS = 6  # columns printed
MAX_WIDTH = 10_000  # characters of a table that is measured


def predict(
    model: ModelArgument,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE",
                                   help="A table with the columns of the training data; - reads CSV from standard "
                                   "input.", show_default=False)
    ] = None,
    row: Annotated[
        list[str] | None, typer.Option(help=ROW_HELP, metavar="ROW")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write inputs and predictions to a CSV file.", metavar="FILE.csv"),
    ] = None,
    threshold: ThresholdOption = None,
    positive: PositiveOption = None,
    sheet: SheetOption = None,
    header: HeaderOption = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Predict new rows, from a file or typed."""
    from rich.text import Text

    from nnplay.utils import files
    from nnplay.utils.csv import to_csv

    if (file is None) == (not row):
        raise NNPlayError('Give either a file or --row "a=1 b=2", as in `nnplay predict iris.nnplay new.csv`.')
    if file is None and (sheet is not None or header is not None):
        raise NNPlayError("--sheet and --header are for a file; leave them out with --row.")
    check_outputs(file, table=out)
    run = saved_run(model)
    rows: Any
    if row:
        columns = parse_rows(row, list(run.model.encoding.columns))
        rows = {name: values[0] for name, values in columns.items()} if len(row) == 1 else columns
    else:
        rows = read_rows(str(file), sheet, header)
        columns = {name: rows.column(name).tolist() for name in rows.names}
    predictions = run.predict(rows, threshold=threshold, positive=positive)
    probabilities = _probabilities(run, rows)
    if out is not None:
        files.write_atomic(out, to_csv(columns | _prediction_columns(run, predictions, probabilities)).encode())
    if json:
        plain: dict[str, Any] = {"predictions": predictions}
        if probabilities is not None:
            plain |= {"probabilities": probabilities, "classes": run.classes}
        write_json(plain)
    elif out is None:
        _print_table(run, columns, predictions, probabilities)
    else:
        output().print(Text(f"Wrote {plural(len(predictions), 'prediction')} to {clean(out)}"), soft_wrap=True)


def parse_rows(texts: list[str], names: list[str]) -> dict[str, list[Any]]:
    """The rows of --row as columns; `names` are those of the values of a row without names, in order."""
    rows = [parse_row(text, names) for text in texts]
    for number, row in enumerate(rows, start=1):
        different = set(row) ^ set(rows[0])
        if different:
            raise NNPlayError(
                f"--row number {number} and the first one differ in {sorted(different)[0]!r}; give the same columns in "
                "every row."
            )
    return {name: [row[name] for row in rows] for name in rows[0]}


def parse_row(text: str, names: list[str] | None = None) -> dict[str, Any]:
    """The cells of one row: name=value pairs, a JSON object, or values between commas in the order of `names`."""
    if text.lstrip().startswith("{"):
        try:
            return dict(json_module.loads(text, object_pairs_hook=_unique))
        except NNPlayError:
            raise
        except (ValueError, RecursionError) as error:
            raise NNPlayError(f"--row is not a JSON object: {error}.") from None
    if names is not None and "," in text and "=" not in text:
        values = next(csv.reader([text], skipinitialspace=True))
        if len(values) != len(names):
            raise NNPlayError(f"--row has {plural(len(values), 'value')}, but the network takes {format_list(names)}.")
        return dict(zip(names, values, strict=True))
    try:
        pairs = [part.partition("=") for part in shlex.split(text)]
    except ValueError:
        raise NNPlayError(f"--row {text!r} has an unclosed quote.") from None
    for name, equals, _ in pairs:
        if not equals or not name:
            raise NNPlayError(f"--row: {name!r} isn't name=value; try --row \"a=1 'name with spaces=2'\".")
    if not pairs:
        raise NNPlayError("--row is empty; write name=value pairs.")
    return _unique([(name, value) for name, _, value in pairs])


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; a name that appears twice is an error."""
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NNPlayError(f"--row has {twice!r} twice.")
    return row


def _probabilities(run: Run, rows: Any) -> Any:
    """The class probabilities (n, classes), None if the network has none."""
    if run.facts["task"] != "classification":
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # the prediction of the same rows has warned
        try:
            return run.probabilities(rows)
        except NNPlayError:
            return None


def _prediction_columns(run: Run, predictions: Any, probabilities: Any) -> dict[str, list[Any]]:
    """The predictions as columns: "prediction", or one for each of several targets, and P(class) of each class."""
    if predictions.ndim == 2:
        names = run.facts["targets"]
        columns = {f"{name} (prediction)": predictions[:, k].tolist() for k, name in enumerate(names)}
    else:
        columns, names = {"prediction": predictions.tolist()}, run.classes
    if probabilities is not None and names:
        if predictions.ndim == 1:
            columns["probability"] = _chosen(run, predictions, probabilities)
        columns |= {f"P({label})": probabilities[:, k].tolist() for k, label in enumerate(names)}
    return columns


def _chosen(run: Run, predictions: Any, probabilities: Any) -> list[float]:
    """The probability of each predicted class."""
    index = {label: k for k, label in enumerate(run.classes)}
    return [row[index[label]] for label, row in zip(predictions.tolist(), probabilities.tolist(), strict=True)]


def _print_table(run: Run, columns: dict[str, list[Any]], predictions: Any, probabilities: Any) -> None:
    from rich.text import Text

    input_names = [name for name in run.model.encoding.columns if name in columns]
    inputs = {name: columns[name] for name in input_names[:MAX_INPUTS]}
    predicted = _prediction_columns(run, predictions, probabilities)
    rows = _table(inputs, predicted, len(predictions), run.classes)
    n_hidden = 0
    unlimited = output().options.update(width=MAX_WIDTH)
    if output().measure(rows, options=unlimited).maximum > output().width:  # without P(class)
        n_hidden = sum(map(_is_chance, predicted))
        rows = _table(inputs, {n: v for n, v in predicted.items() if not _is_chance(n)}, len(predictions), run.classes)
    output().print(rows)
    hidden = [plural(len(predictions) - MAX_ROWS, "more row")] if len(predictions) > MAX_ROWS else []
    hidden += [plural(len(input_names) - MAX_INPUTS, "more input column")] if len(input_names) > MAX_INPUTS else []
    hidden += ["the probability of every class"] if n_hidden else []
    if hidden:
        text = hidden[0] if len(hidden) == 1 else f"{', '.join(hidden[:-1])} and {hidden[-1]}"
        output().print(Text(f"and {text}; --output FILE.csv writes everything", "dim"))


def _table(inputs: dict[str, list[Any]], predicted: dict[str, list[Any]], count: int, classes: Sequence[Any]) -> Table:
    from rich.text import Text

    from nnplay.cli import tables
    from nnplay.data.type_inference import is_missing

    rows = tables.table(*(f">{clean(name, tables.MAX_NAME)}" for name in (*inputs, *predicted)))
    for k in range(min(count, MAX_ROWS)):
        cells = [
            Text("–" if is_missing(values[k]) or values[k] == "" else tables.format_number(values[k]), "dim")
            for values in inputs.values()
        ]
        for name, values in predicted.items():
            if name == "probability" or _is_chance(name):
                cells.append(Text(f"{values[k]:.1%}"))
            else:
                label = str(values[k]) if values[k] in classes else tables.format_number(values[k], 6)
                cells.append(Text(clean(label, tables.MAX_NAME), "bold cyan"))
        rows.add_row(*cells)
    return rows


def _is_chance(name: str) -> bool:
    return name.startswith("P(") and name.endswith(")")
