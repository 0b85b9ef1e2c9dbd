"""`nnplay look`: loss landscape, weights, gradients, neurons, importance and mistakes of a saved network."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import VIEWS
from nnplay.cli.console import errors, hides_progress, output, write_json
from nnplay.cli.options import STYLE_HELP, JsonOption, ModelArgument, check_style, completer
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.saved_run import saved_run
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.analysis.group_errors import GroupErrors
    from nnplay.analysis.loss_landscape import Landscape
    from nnplay.analysis.mistakes import Mistakes
    from nnplay.analysis.parameter_history import Progress
    from nnplay.analysis.permutation_importance import Importance
    from nnplay.analysis.score_curves import ScoreCurves


MAX_ROWS = 100  # printed
MAX_INPUTS = 5  # columns printed
MAX_CURVES = 3  # classes whose curves are printed
EIGHTHS = "▏▎▍▌▋▊▉█"
BAR_WIDTH = 24  # characters
SHADES = "█▓▒░ "
OPTIONS_OF_VIEW = {
    "landscape": ("directions", "span", "points", "seed", "part", "surface"),
    "weights": ("array",),
    "gradients": ("array",),
    "neurons": ("x", "y", "layer", "neuron", "most"),
    "importance": ("part", "repeats", "seed", "by"),
    "mistakes": ("part", "most"),
    "roc": ("part",),
    "precision_recall": ("part",),
    "calibration": ("part",),
    "residuals": ("part",),
    "error_by_group": ("part", "column"),
}
OF_PREDICTIONS = ("roc", "precision_recall", "calibration", "residuals", "error_by_group")
WITH_PROGRESS = ("landscape", "weights", "gradients", "importance")
ABOUT = {
    "landscape": "the loss on a plane through the weights",
    "weights": "histograms of the weights over the epochs",
    "gradients": "histograms of the gradients over the epochs",
    "neurons": "what each neuron responds to",
    "importance": "how much each column matters",
    "mistakes": "the wrong predictions, or the largest residuals",
    "roc": "the ROC curve of each class",
    "precision_recall": "the precision-recall curve of each class",
    "calibration": "whether probabilities can be taken at their word",
    "residuals": "the errors of a regression over its predictions",
    "error_by_group": "the error for each value of a --column",
}


def look(
    model: ModelArgument,
    kind: Annotated[
        str | None, typer.Argument(help=f"The view: {', '.join(VIEWS)}. Lists them by default.",
                                   metavar="KIND", show_default=False,
                                   autocompletion=completer(VIEWS))
    ] = None,
    data: Annotated[
        str | None, typer.Argument(help="The data; the recipe's by default.", metavar="DATA", show_default=False)
    ] = None,
    plot: Annotated[str | None, typer.Option(help="Plot the view.", metavar="FILE.png|svg|pdf")] = None,
    style: Annotated[str | None, typer.Option(help=STYLE_HELP, metavar="STYLE")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write the wrong predictions (mistakes).", metavar="FILE.csv")
    ] = None,
    part: Annotated[
        str | None, typer.Option(help="Split: train, validation or test (importance, mistakes, landscape, roc, …).",
                                  metavar="train|validation|test")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="The column that makes the groups (error_by_group).", metavar="NAME")
    ] = None,
    most: Annotated[
        int | None, typer.Option(help="Maximum number of rows (mistakes) or of neurons in a layer (neurons).",
                                 metavar="N", min=1)
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(help="Shuffles of each column (importance).", metavar="N", min=1)
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Change to plot: loss or score (importance).", metavar="loss|score")
    ] = None,
    directions: Annotated[
        str | None, typer.Option(help="Directions of the plane: random, or path, the ones of the training (landscape).",
                                  metavar="random|path")
    ] = None,
    span: Annotated[float | None, typer.Option(help="Extent of the plane (landscape).", metavar="X")] = None,
    points: Annotated[int | None, typer.Option(help="Points along each side (landscape).", metavar="N")] = None,
    surface: Annotated[bool, typer.Option("--surface", help="Plot a surface (landscape).")] = False,
    seed: Annotated[int | None, typer.Option(help="Seed of the directions or shuffles.", metavar="N", min=0)] = None,
    array: Annotated[
        str | None, typer.Option(help="W, b, gamma, beta, learned or P (weights, gradients).", metavar="NAME")
    ] = None,
    x: Annotated[str | None, typer.Option(help="Feature on the x axis (neurons).", metavar="NAME")] = None,
    y: Annotated[str | None, typer.Option(help="Feature on the y axis (neurons).", metavar="NAME")] = None,
    layer: Annotated[int | None, typer.Option(help="One layer, counted from 1 (neurons).", metavar="N")] = None,
    neuron: Annotated[
        int | None, typer.Option(help="One neuron of the layer, counted from 1 (neurons).", metavar="N")
    ] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Look into a saved network: loss landscape, weights, neurons, importance, mistakes, ROC, calibration.

    Without KIND it lists the kinds; --plot draws each of them.
    """
    from rich.text import Text

    from nnplay.analysis.group_errors import GroupErrors
    from nnplay.analysis.mistakes import Mistakes
    from nnplay.analysis.permutation_importance import Importance
    from nnplay.cli.progress import compiling_notice

    if kind is None:
        _list_views(model, json)
        return
    name = kind.lower().replace("-", "_")
    if name not in VIEWS:
        raise NNPlayError(f"There is no view {kind!r}; choose one of {', '.join(VIEWS)}.")
    typed: dict[str, Any] = {
        "part": part, "most": most, "repeats": repeats, "by": by, "directions": directions, "span": span,
        "points": points, "surface": surface or None, "seed": seed, "array": array, "x": x, "y": y, "layer": layer,
        "neuron": neuron, "column": column,
    }  # fmt: skip
    options = {option: value for option, value in typed.items() if value is not None}
    _check(name, options, plot, save)
    styles = check_style(style, plot)
    run = saved_run(model).with_data(data)
    if name == "landscape" and part is not None:
        options["parts"] = (part,)
    from nnplay.runs import views

    plot_options = {option: options.pop(option) for option in views.VIEWS[name][1] if option in options}
    with compiling_notice(quiet=json or name in OF_PREDICTIONS), _progress_bar(name) as progress:
        view = views.VIEWS[name][0](run, **options, **({"progress": progress} if name in WITH_PROGRESS else {}))
    if plot is not None:
        from nnplay import plots
        from nnplay.plots import palette

        with palette.use(styles or "paper"):
            figure = view.plot(**plot_options)
        plots.save(figure, plot)
    if save is not None:
        view.save(save)
    if json:
        write_json(_to_json(view))
        return
    _print(view)
    for path in (plot, save):
        if path is not None:
            output().print(Text(f"Wrote {clean(path)}", "dim"), soft_wrap=True)
    if plot is None and save is None and not isinstance(view, Importance | Mistakes | GroupErrors):
        output().print(Text(f"Plot it with --plot {name}.png.", "dim"))


def _check(name: str, options: dict[str, Any], plot: str | None, save: Path | None) -> None:
    """Refuse options that do not belong to the view, and files that cannot be written."""
    for option in options:
        if option not in OPTIONS_OF_VIEW[name]:
            others = [view for view, names in OPTIONS_OF_VIEW.items() if option in names]
            raise NNPlayError(f"--{option} is for {' and '.join(others)}, not for {name}; leave it out.")
    if save is not None and name != "mistakes":
        raise NNPlayError("--save writes wrong predictions; use it with mistakes, or --plot for a figure.")
    check_outputs(plot=plot, table=save)


@contextmanager
def _progress_bar(name: str) -> Iterator[Progress]:
    """A progress bar on standard error."""
    from rich.progress import BarColumn, Progress as ProgressBar

    bar = ProgressBar("{task.description} {task.percentage:.0f} %", BarColumn(), console=errors(), transient=True,
                      disable=hides_progress(), redirect_stdout=False, redirect_stderr=False)  # fmt: skip
    task = bar.add_task(name, total=1.0)
    with bar:
        yield lambda done, total: bar.update(task, completed=done / max(total, 1))


def _to_json(view: Any) -> dict[str, Any]:
    """A view as one JSON object."""
    from nnplay.analysis.group_errors import GroupErrors
    from nnplay.analysis.histograms import Histograms
    from nnplay.analysis.loss_landscape import Landscape
    from nnplay.analysis.mistakes import Mistakes
    from nnplay.analysis.permutation_importance import Importance
    from nnplay.analysis.residuals import Residuals
    from nnplay.analysis.score_curves import ScoreCurves

    if isinstance(view, Importance | Mistakes | ScoreCurves | Residuals | GroupErrors):
        return view.to_json()
    plain = dict(vars(view))
    if isinstance(view, Landscape):
        del plain["directions"]  # twice as long as θ
    if isinstance(view, Histograms):
        plain["layers"] = [vars(layer) for layer in view.layers]
    return plain


def _print(view: Any) -> None:
    from rich.text import Text

    from nnplay.analysis.group_errors import GroupErrors
    from nnplay.analysis.loss_landscape import Landscape
    from nnplay.analysis.mistakes import Mistakes
    from nnplay.analysis.permutation_importance import Importance
    from nnplay.analysis.score_curves import ScoreCurves

    if isinstance(view, Importance):
        _print_importance(view)
    elif isinstance(view, Mistakes):
        _print_mistakes(view)
    elif isinstance(view, GroupErrors):
        _print_groups(view)
    else:
        output().print(Text("\n".join(clean(line) for line in str(view).splitlines())), soft_wrap=True)
        if isinstance(view, Landscape):
            _print_landscape(view)
        if isinstance(view, ScoreCurves):
            _print_curves(view)


def _list_views(model: Path, json: bool) -> None:
    """The kinds of views."""
    from rich.text import Text

    from nnplay.cli import tables

    if json:
        write_json({"views": ABOUT})
        return
    rows = tables.table("Kind", "Shows")
    for name, about in ABOUT.items():
        rows.add_row(Text(name, "cyan"), about)
    output().print(rows, Text(f"nnplay look {clean(model)} KIND", "dim"), sep="\n")


def _print_curves(view: ScoreCurves) -> None:
    """Print the curves with characters; of many classes, those with the most rows."""
    from rich.text import Text

    from nnplay.analysis.score_curves import AXES
    from nnplay.cli import tables
    from nnplay.plots.terminal.line_chart import chart

    largest = sorted(view.curves, key=lambda curve: -curve.rows)[:MAX_CURVES]
    colours = itertools.cycle(tables.COLOURS.values())
    curves: list[Any] = [
        (clean(curve.label, 16), colour, curve.x.tolist(), curve.y.tolist())
        for curve, colour in zip(largest, colours, strict=False)
    ]
    across, up = AXES[view.kind]
    picture = chart(curves, min(output().width, 76), 14, f"{across} →", log=False)
    output().print(Text(f"{up} ↑", "dim"), picture, sep="\n")


def _print_groups(view: GroupErrors) -> None:
    from rich.text import Text

    from nnplay.cli import tables

    rows = tables.table(clean(view.column, tables.MAX_NAME), ">Rows", f">{view.measure.capitalize()}", ">±", "",
                        title="Error by group")  # fmt: skip
    largest = max((group.error for group in view.groups), default=0.0)
    for group in view.groups:
        bar = Text(_bar(group.error / largest if largest > 0 else 0.0), "dodger_blue1")
        rows.add_row(
            clean(group.name, tables.MAX_NAME), f"{group.rows:,}", tables.format_number(group.error),
            Text(tables.format_number(group.deviation, 2), "dim"), bar,
        )  # fmt: skip
    output().print(rows)
    output().print(Text(f"\n{view.measure} of all {view.rows:,} {view.name}: {view.overall:.4g}", "dim"))


def _print_importance(view: Importance) -> None:
    from rich.text import Text

    from nnplay.cli import tables

    rows = tables.table("Column", ">Loss", ">±", f">{view.score_name.capitalize()}", ">±", "", title="Importance")
    largest = max((line.loss for line in view.columns), default=0.0)
    for line in view.columns[:MAX_ROWS]:
        rows.add_row(
            clean(line.name, tables.MAX_NAME), f"{line.loss:+.4f}", Text(f"{line.loss_deviation:.4f}", "dim"),
            f"{-line.score or 0.0:+.4f}", Text(f"{line.score_deviation:.4f}", "dim"),
            Text(_bar(line.loss / largest if largest > 0 else 0.0), "dodger_blue1"),
        )  # fmt: skip
    output().print(rows)
    if len(view.columns) > MAX_ROWS:
        output().print(Text(f"and {plural(len(view.columns) - MAX_ROWS, 'more column')}", "dim"))
    sample = f"{view.of:,}" if view.rows == view.of else f"{view.rows:,} of {view.of:,}"
    output().print(Text(
        f"\nChange when a column is shuffled: mean of {plural(view.repeats, 'shuffle')}, {sample} {view.part} rows "
        f"(loss {view.loss:.4g}, {view.score_name} {view.score:.4g}).", "dim"), soft_wrap=True)  # fmt: skip
    for warning in view.warnings:
        output().print(Text(clean(warning), "yellow"), soft_wrap=True)


def _bar(share: float) -> str:
    """A bar of that share of the longest one."""
    eighths = round(8 * BAR_WIDTH * max(share, 0.0))
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def _print_mistakes(view: Mistakes) -> None:
    from rich.text import Text

    from nnplay.cli import tables

    output().print(Text(view.headline[0].upper() + view.headline[1:], "bold"))
    if view.note:
        output().print(Text(clean(view.note), "dim"), soft_wrap=True)
    if not len(view.rows):
        return
    hidden = set(list(view.inputs)[MAX_INPUTS:])
    many_classes = view.probabilities is not None and view.probabilities.shape[1] > 3
    columns = {
        name: values for name, values in view.columns().items()
        if name not in hidden and not (many_classes and name.startswith("p("))
    }  # fmt: skip
    if many_classes:
        columns["probability"] = view.errors.tolist()
    rows = tables.table(*(f">{clean(name, tables.MAX_NAME)}" for name in columns))
    for k in range(min(len(view.rows), MAX_ROWS)):
        cells = []
        for name, values in columns.items():
            percent = name.startswith("p(") or name == "probability"
            style = "dim" if name in view.inputs else "bold" if name == "prediction" else ""
            cells.append(Text(f"{values[k]:.1%}" if percent else tables.format_number(values[k]), style))
        rows.add_row(*cells)
    output().print(rows)
    more = [plural(len(view.rows) - MAX_ROWS, "more row")] if len(view.rows) > MAX_ROWS else []
    more += [plural(len(hidden), "more column")] if hidden else []
    if more:
        output().print(Text(f"and {' and '.join(more)}; --save FILE.csv writes everything", "dim"))


def _print_landscape(view: Landscape) -> None:
    """Print the loss in shades, dark where it is low."""
    import numpy as np
    from rich.text import Text

    losses = next(iter(view.losses.values()))
    rows = np.linspace(len(losses) - 1, 0, 17).round().astype(int)
    columns = np.linspace(0, losses.shape[1] - 1, 51).round().astype(int)
    sample = losses[np.ix_(rows, columns)]
    ranks = np.searchsorted(np.quantile(sample[np.isfinite(sample)], (0.05, 0.2, 0.45, 0.75)), sample)
    center = (int(np.abs(view.b[rows]).argmin()), int(np.abs(view.a[columns]).argmin()))
    for i, row in enumerate(ranks):
        line = "".join("θ" if (i, j) == center else SHADES[k] if np.isfinite(sample[i, j]) else "?"
                       for j, k in enumerate(row))  # fmt: skip
        output().print(Text("  " + line, "dodger_blue1"))
