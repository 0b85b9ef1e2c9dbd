"""`nnplay evaluate`: score a saved network on a labelled file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import EVALUATION_PLOTS
from nnplay.cli.console import output, write_json
from nnplay.cli.options import JsonOption, ModelArgument
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.row_options import HeaderOption, SheetOption, read_rows
from nnplay.cli.saved_run import saved_run
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.runs.evaluation import Evaluation


PositiveOption = Annotated[
    str | None, typer.Option(help="The positive class of two; the second by default.", metavar="LABEL")
]
ThresholdOption = Annotated[
    float | None, typer.Option(help="Predict the positive class from this probability on.", metavar="P")
]


def evaluate(
    model: ModelArgument,
    file: Annotated[str, typer.Argument(metavar="FILE",
                                        help="A table with the columns and targets of the training data; - reads CSV "
                                         "from standard input.")],
    threshold: ThresholdOption = None,
    positive: PositiveOption = None,
    sample_weight: Annotated[
        str | None, typer.Option(help="The column with the weight of each row.", metavar="NAME")
    ] = None,
    plot: Annotated[
        list[str] | None, typer.Option(help=f"Plot a figure; KIND is {', '.join(EVALUATION_PLOTS)}. May be repeated.",
                                       metavar="[KIND=]FILE.png|svg|pdf")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The column whose groups --plot error_by_group=FILE compares.", metavar="NAME")
    ] = None,
    sheet: SheetOption = None,
    header: HeaderOption = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Score a saved network on labelled rows: every metric, the scores of each class or target, confusion matrix."""
    from rich.text import Text

    figures = [_figure(text) for text in plot or []]
    check_outputs(None if file == "-" else file)
    for kind, path in figures:
        check_outputs(plot=path)
        if kind == "error_by_group" and column is None:
            raise NNPlayError("error_by_group needs --column NAME: its values make the groups.")
    if column is not None and not any(kind == "error_by_group" for kind, _ in figures):
        raise NNPlayError("--column is for --plot error_by_group=FILE; leave it out.")
    run = saved_run(model)
    result = run.evaluate(
        read_rows(file, sheet, header), sample_weight=sample_weight, threshold=threshold, positive=positive
    )
    for kind, path in figures:
        from nnplay import plots

        plots.save(result.plot(kind, column=column if kind == "error_by_group" else None), path)
    if json:
        write_json(_to_json(result))
        return
    _print(result)
    for _, path in figures:
        output().print(Text(f"Wrote {clean(path)}", "dim"), soft_wrap=True)


def _figure(text: str) -> tuple[str | None, str]:
    """The kind and the file of --plot."""
    kind, equals, path = text.partition("=")
    name = kind.lower().replace("-", "_")
    if equals and name in EVALUATION_PLOTS:
        return name, path
    if equals and "/" not in kind and "." not in kind:
        raise NNPlayError(
            f"There is no plot {kind!r}; choose one of {', '.join(EVALUATION_PLOTS)}, as in --plot roc=roc.png."
        )
    return None, text


def _to_json(result: Evaluation) -> dict[str, Any]:
    from nnplay.cli import tables

    rows = result.predicted
    plain: dict[str, Any] = {
        "metrics": {name: value for name, value in result.items() if name != "rows"}, "rows": result["rows"],
        "undefined": result.undefined, "notes": list(result.notes),
    }  # fmt: skip
    if rows.task == "regression":
        return plain | {"per_target": result.per_target}
    plain["per_class"] = [{"class": label} | values for label, values in result.per_class.items()]
    if rows.classes:
        plain["classes"] = rows.classes
        plain["confusion"] = tables.confusion_counts(rows.truth, rows.prediction, rows.classes)
    return plain


def _print(result: Evaluation) -> None:
    import numpy as np
    from rich.text import Text

    from nnplay.cli import tables

    screen, rows = output(), result.predicted
    screen.print(Text(f"{plural(result['rows'], 'row')}", "bold").append(f" {rows.name.removeprefix('rows ')}", ""))
    for note in tables.notes(result.notes):
        screen.print(note)
    values = {name: value for name, value in result.items() if name != "rows"}
    screen.print("", tables.metric_list(values, rows.task, result.undefined), "", sep="\n")
    if rows.task == "regression":
        if len(rows.targets) > 1:
            screen.print(tables.target_table(result.per_target), "", sep="\n")
        truth, prediction = (np.asarray(v).reshape(len(v), -1)[:8] for v in (rows.truth, rows.prediction))
        screen.print(tables.prediction_table({}, truth, prediction, rows.targets, "Predictions, first rows"))
        return
    screen.print(tables.class_table(result.per_class))
    matrix = tables.confusion(rows.truth, rows.prediction, rows.classes, rows.name, width=screen.width)
    if matrix is not None:
        screen.print("", matrix, sep="\n")
