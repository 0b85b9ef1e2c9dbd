"""`nnplay look`: views into a saved network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn
from rich.progress import Progress as Bar
from rich.text import Text

from nnplay.analysis.histograms import Histograms
from nnplay.analysis.loss_landscape import Landscape
from nnplay.analysis.mistakes import Mistakes
from nnplay.analysis.parameter_history import Progress
from nnplay.analysis.permutation_importance import Importance
from nnplay.cli import tables
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.progress import preparing
from nnplay.errors import NNPlayError, clean
from nnplay.runs import views
from nnplay.runs.run import load_run

MOST_ROWS = 100  # that a table on the screen shows
MOST_INPUTS = 5  # columns of inputs that it shows
BARS = "▏▎▍▌▋▊▉█"
WIDTH = 24  # characters of the longest bar
SHADES = "█▓▒░ "
# Which options each view takes, of those that the command line has.
TAKES = {
    "landscape": ("directions", "span", "points", "seed", "part", "surface"),
    "weights": ("array",),
    "gradients": ("array",),
    "neurons": ("x", "y", "layer", "neuron", "most"),
    "importance": ("part", "repeats", "seed", "by"),
    "mistakes": ("part", "most"),
}


def look(
    model: Annotated[Path, typer.Argument(help="A file that `nnplay train --save` wrote.", show_default=False)],
    kind: Annotated[
        str, typer.Argument(help=f"What to look at: {', '.join(views.VIEWS)}.", metavar="KIND", show_default=False)
    ],
    data: Annotated[str | None, typer.Argument(help="The data; those of the recipe when left out.")] = None,
    plot: Annotated[str | None, typer.Option(help="Draw a picture.", metavar="FILE.png|svg|pdf")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write the rows that were wrong (mistakes).", metavar="FILE.csv")
    ] = None,
    part: Annotated[
        str | None, typer.Option(help="Whose rows: train, validation or test (importance, mistakes, landscape).")
    ] = None,
    most: Annotated[
        int | None, typer.Option(help="How many rows (mistakes), or neurons of a layer (neurons).", min=1)
    ] = None,
    repeats: Annotated[int | None, typer.Option(help="How often a column is shuffled (importance).", min=1)] = None,
    by: Annotated[str | None, typer.Option(help="Draw the change of the loss, or of the score (importance).")] = None,
    directions: Annotated[
        str | None, typer.Option(help="random, or path: where the training moved (landscape).")
    ] = None,
    span: Annotated[float | None, typer.Option(help="How far the plane reaches (landscape).")] = None,
    points: Annotated[int | None, typer.Option(help="Points along each side (landscape).")] = None,
    surface: Annotated[bool, typer.Option("--surface", help="Draw a surface (landscape).")] = False,
    seed: Annotated[int | None, typer.Option(help="Of the directions, or of the shuffling.", min=0)] = None,
    array: Annotated[str | None, typer.Option(help="W, b, gamma, beta, learned or P (weights, gradients).")] = None,
    x: Annotated[str | None, typer.Option(help="The feature across (neurons).")] = None,
    y: Annotated[str | None, typer.Option(help="The feature up (neurons).")] = None,
    layer: Annotated[int | None, typer.Option(help="One layer, counted from 1 (neurons).")] = None,
    neuron: Annotated[int | None, typer.Option(help="One neuron of it, counted from 1 (neurons).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Look into a saved network: its loss landscape, weights, neurons, what matters to it, what it gets wrong.

    importance and mistakes are tables; --plot draws each of them.
    """
    name = kind.lower()
    if name not in views.VIEWS:
        raise NNPlayError(f"There is no {kind!r} to look at: choose one of {', '.join(views.VIEWS)}.")
    given: dict[str, Any] = {
        "part": part, "most": most, "repeats": repeats, "by": by, "directions": directions, "span": span,
        "points": points, "surface": surface or None, "seed": seed, "array": array, "x": x, "y": y, "layer": layer,
        "neuron": neuron,
    }  # fmt: skip
    options = {option: value for option, value in given.items() if value is not None}
    _check(name, options, plot, save)
    run = load_run(model).with_data(data)
    if name == "landscape" and part is not None:
        options["parts"] = (part,)
    shown = {option: options.pop(option) for option in views.VIEWS[name][1] if option in options}
    with preparing(quiet=json) as ready, _bar(name) as progress:
        steps = {} if name in ("neurons", "mistakes") else {"progress": _told(progress, ready)}
        found = views.VIEWS[name][0](run, **options, **steps)
    if plot is not None:
        from nnplay import plots

        plots.save(found.plot(**shown), plot)
    if save is not None:
        found.save(save)
    if json:
        write_json(_plain(found))
        return
    _show(found)
    for path in (plot, save):
        if path is not None:
            output().print(Text(f"Wrote {clean(path)}", "dim"), soft_wrap=True)
    if plot is None and save is None and not isinstance(found, Importance | Mistakes):
        output().print(Text(f"--plot {name}.png draws it.", "dim"))


def _check(name: str, options: dict[str, Any], plot: str | None, save: Path | None) -> None:
    """Refuse before the work what could not be done after it."""
    for option in options:
        if option not in TAKES[name]:
            fitting = [view for view, taken in TAKES.items() if option in taken]
            raise NNPlayError(f"--{option} is for {' and '.join(fitting)}, not for {name}: leave it out.")
    if save is not None and name != "mistakes":
        raise NNPlayError("--save writes the rows that were wrong: use it with mistakes, or --plot for a picture.")
    check_outputs({"plot": plot, "table": save})


@contextmanager
def _bar(name: str) -> Iterator[Any]:
    """The live line on standard error; nothing of it where there is no terminal."""
    silent = not errors().is_terminal or errors().is_dumb_terminal
    bar = Bar("{task.description} {task.percentage:.0f} %", BarColumn(), console=errors(), transient=True,
              disable=silent, redirect_stdout=False, redirect_stderr=False)  # fmt: skip
    task = bar.add_task(name, total=1.0)
    with bar:
        yield lambda done, of: bar.update(task, completed=done / max(of, 1))


def _told(progress: Any, ready: Any) -> Progress:
    """The engine is there as soon as something was done."""

    def tell(done: int, of: int) -> None:
        ready.set()
        progress(done, of)

    return tell


def _plain(found: Any) -> dict[str, Any]:
    """A view as one JSON object."""
    if isinstance(found, Importance | Mistakes):
        return found.to_json()
    plain = dict(vars(found))
    if isinstance(found, Landscape):
        del plain["directions"]  # as long as θ, twice
    if isinstance(found, Histograms):
        plain["layers"] = [vars(layer) for layer in found.layers]
    return plain


def _show(found: Any) -> None:
    if isinstance(found, Importance):
        _importance(found)
    elif isinstance(found, Mistakes):
        _mistakes(found)
    else:
        output().print(Text("\n".join(clean(line) for line in str(found).splitlines())), soft_wrap=True)
        if isinstance(found, Landscape):
            _landscape(found)


def _importance(found: Importance) -> None:
    shown = tables.table("Column", ">Loss", ">±", f">{found.score_name.capitalize()}", ">±", "", title="Importance")
    largest = max((line.loss for line in found.lines), default=0.0)
    for line in found.lines[:MOST_ROWS]:
        shown.add_row(
            clean(line.name, tables.LONGEST), f"{line.loss:+.4f}", Text(f"{line.loss_deviation:.4f}", "dim"),
            f"{-line.score or 0.0:+.4f}", Text(f"{line.score_deviation:.4f}", "dim"),
            Text(_block(line.loss / largest if largest > 0 else 0.0), "dodger_blue1"),
        )  # fmt: skip
    output().print(shown)
    if len(found.lines) > MOST_ROWS:
        output().print(Text(f"and {len(found.lines) - MOST_ROWS:,} more columns", "dim"))
    told = f"{found.of:,}" if found.rows == found.of else f"{found.rows:,} of {found.of:,}"
    output().print(Text(
        f"\nThe change when a column is shuffled, the mean of {found.repeats} times, in {told} {found.part} rows "
        f"(loss {found.loss:.4g}, {found.score_name} {found.score:.4g}).", "dim"), soft_wrap=True)  # fmt: skip
    for sentence in found.warnings:
        output().print(Text(clean(sentence), "yellow"), soft_wrap=True)


def _block(share: float) -> str:
    """A bar of that share of the longest one."""
    eighths = round(8 * WIDTH * max(share, 0.0))
    return "█" * (eighths // 8) + (BARS[eighths % 8 - 1] if eighths % 8 else "")


def _mistakes(found: Mistakes) -> None:
    output().print(Text(found.headline[0].upper() + found.headline[1:], "bold"))
    if found.note:
        output().print(Text(clean(found.note), "dim"), soft_wrap=True)
    if not len(found.rows):
        return
    hidden = set(list(found.inputs)[MOST_INPUTS:])
    many = found.probabilities is not None and found.probabilities.shape[1] > 3
    columns = {
        name: values for name, values in found.columns().items()
        if name not in hidden and not (many and name.startswith("p("))
    }  # fmt: skip
    if many:
        columns["probability"] = found.errors.tolist()
    shown = tables.table(*(f">{clean(name, tables.LONGEST)}" for name in columns))
    for k in range(min(len(found.rows), MOST_ROWS)):
        cells = []
        for name, values in columns.items():
            share = name.startswith("p(") or name == "probability"
            style = "dim" if name in found.inputs else "bold" if name == "prediction" else ""
            cells.append(Text(f"{values[k]:.1%}" if share else tables.number(values[k]), style))
        shown.add_row(*cells)
    output().print(shown)
    more = [f"{len(found.rows) - MOST_ROWS:,} more rows"] if len(found.rows) > MOST_ROWS else []
    more += [f"{len(hidden)} more columns"] if hidden else []
    if more:
        output().print(Text(f"and {' and '.join(more)}: --save FILE.csv writes everything", "dim"))


def _landscape(found: Landscape) -> None:
    """A small picture of the valley in shades: dark is low."""
    import numpy as np

    losses = next(iter(found.losses.values()))
    rows = np.linspace(len(losses) - 1, 0, 17).round().astype(int)
    columns = np.linspace(0, losses.shape[1] - 1, 51).round().astype(int)
    few = losses[np.ix_(rows, columns)]
    ranks = np.searchsorted(np.quantile(few[np.isfinite(few)], (0.05, 0.2, 0.45, 0.75)), few)
    middle = (int(np.abs(found.b[rows]).argmin()), int(np.abs(found.a[columns]).argmin()))
    for i, row in enumerate(ranks):
        line = "".join("θ" if (i, j) == middle else SHADES[k] if np.isfinite(few[i, j]) else "?"
                       for j, k in enumerate(row))  # fmt: skip
        output().print(Text("  " + line, "dodger_blue1"))
