"""Rich tables of a network, its data and its metrics."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from rich import box
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from nnplay.catalog import metrics as registry
from nnplay.cli.console import with_option_names
from nnplay.cli.fitted_table import FittedTable
from nnplay.data.column_report import ColumnReport
from nnplay.errors import clean
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import layout

COLOURS = {"train": "dodger_blue1", "validation": "magenta", "test": "dark_orange"}
METRICS = {"classification": ("accuracy", "precision", "recall", "f1"), "regression": ("r2", "mse", "rmse", "mae")}
TITLES = {
    "r2": "R²", "mse": "MSE", "rmse": "RMSE", "mae": "MAE", "f1": "F1", "roc_auc": "ROC AUC", "mcc": "MCC",
    "mape": "MAPE", "brier": "Brier score",
}  # fmt: skip
FRACTIONS = {"accuracy", "subset_accuracy", "balanced_accuracy", "precision", "recall", "f1"}  # shown as percentages
MAX_CLASSES = 26  # of a confusion matrix
MAX_SCORED = 40  # classes or targets in a table of scores
MIN_CELL = 2  # characters of a compact cell
MAX_NAME = 24  # characters
OTHER_COLUMNS = 64  # characters of a description without the column names


def table(*columns: str, title: str = "", shrink_last: bool = False, optional: Sequence[str] = ()) -> Table:
    """An empty table in the common style.

    A column whose name starts with ">" is aligned to the right; it holds numbers. With `shrink_last`, only the last
    column shrinks in a narrow terminal. The `optional` columns are left out there, the first one first, so that no
    number is cut.
    """
    made = FittedTable(
        box=box.SIMPLE_HEAD, title=Text(title, "bold", no_wrap=True) if title else None, title_justify="left",
        pad_edge=False, show_edge=False, header_style="dim", border_style="dim", min_width=len(title) or None,
    )  # fmt: skip
    made.optional = optional
    for name in columns:
        justify: Literal["left", "right"] = "right" if name.startswith(">") else "left"
        no_wrap = (justify == "right" and bool(optional)) or (shrink_last and name != columns[-1])
        made.add_column(Text(name.removeprefix(">")), justify=justify, overflow="ellipsis", no_wrap=no_wrap)
    return made


def columns(reports: Sequence[ColumnReport], width: int) -> Table:
    """One row for each column of a table: its role, kind, missing values, range, and what was decided and why."""
    rows = table(
        "Column", "Role", "Kind", ">Missing", ">Distinct", ">Min", ">Max", "Reason or examples", shrink_last=True
    )
    max_name = max(16, min(32, width - OTHER_COLUMNS))
    for report in reports:
        column = report.to_json()
        examples = ", ".join(format_number(value) for value in column["examples"])
        style = {"target": "bold cyan", "feature": "cyan", "left out": "dim"}[report.role]
        rows.add_row(
            Text(clean(report.name, max_name), style), Text(report.role, style), report.kind,
            Text(f"{report.missing:,}", "bold yellow" if report.missing else "dim"), f"{column['distinct']:,}",
            *(format_number(column[key]) for key in ("min", "max")),
            Text(clean(report.reason) or examples, no_wrap=True, overflow="ellipsis"),
        )  # fmt: skip
    return rows


def notes(messages: Sequence[str]) -> list[Padding]:
    """The decisions made while reading the data."""
    return [Padding(Text(with_option_names(message), "dim"), (0, 0, 0, 2)) for message in messages]


def settings_table(settings: Mapping[str, Any]) -> Table:
    """The settings of a recipe."""
    rows = table("Setting", "Value", title="Recipe")
    for name, value in settings.items():
        text = ", ".join(map(clean, value)) if isinstance(value, list) else clean("full" if value is None else value)
        rows.add_row(Text(name, "dim"), text)
    return rows


def format_number(value: Any, digits: int = 4) -> str:
    """A number with so many significant digits; whole numbers, texts and dates as they are."""
    if value is None:
        return ""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return clean(str(value).removesuffix(" 00:00:00"), MAX_NAME)
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e6):
        return f"{int(value):,}" if abs(value) < 1e15 else f"{value:.{digits}g}"
    return f"{value:.{digits}g}"


def format_column(values: Sequence[float]) -> list[str]:
    """Numbers with aligned decimal points: six significant digits of the largest."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest >= 1e9:
        return [f"{value:.6g}" for value in values]
    places = 6 if largest < 1 else max(5 - int(math.log10(largest)), 0)
    return [f"{value:,.{places}f}" for value in values]


def format_errors(errors: Sequence[float]) -> list[str]:
    """Signed errors with aligned decimal points, or in powers of ten if all are tiny."""
    largest = max((abs(error) for error in errors if math.isfinite(error)), default=0.0)
    if 1e-3 <= largest < 1e9:
        places = max(3 - math.floor(math.log10(largest)), 0) if largest < 1e3 else 1
        return [f"{error:+,.{places}f}" for error in errors]
    return [f"{error:+.1e}" if error else "0" for error in errors]


def layers(architecture: Architecture) -> Table:
    """One row for each layer: the shape of W, the activation, its extras and its number of parameters."""
    blocks = layout(architecture).blocks
    extras = [_extras(block.layer) for block in blocks]
    more = ["Extras"] if any(extras) else []
    rows = table("Layer", ">W", "Activation", *more, ">Parameters", title="Network")
    blank = [""] * len(more)
    rows.add_row("input", "", Text(f"{architecture.inputs:,} values", "dim"), *blank, "")
    for depth, block in enumerate(blocks, start=1):
        count = sum(math.prod(shape) for name, (_, shape) in block.arrays.items() if name not in ("mean", "variance"))
        name = "output" if depth == len(blocks) else f"hidden {depth}"
        cells: list[Any] = [Text(block.layer.activation, "cyan"), *([extras[depth - 1]] if more else [])]
        rows.add_row(name, f"{block.n_in} × {block.n_z}", *cells, f"{count:,}")
    total = Text(f"{layout(architecture).trained:,} total", "bold")
    rows.add_row("loss", "", Text(str(architecture.loss), "cyan"), *blank, total)
    return rows


def _extras(layer: Layer) -> str:
    """Normalization, dropout, skip connection and initializer of a layer."""
    extras = [f"{layer.norm} norm"] if layer.norm else []
    extras += [f"dropout {layer.dropout:g}"] if layer.dropout else []
    extras += ["skip"] if layer.skip else []
    return ", ".join(extras + ([layer.initializer] if layer.initializer else []))


def metric_title(name: str, names: Collection[str] = ()) -> str:
    """What tables call a metric, beside those with these names."""
    if name == "accuracy" and "subset_accuracy" in names:
        return "Label accuracy"
    return TITLES.get(name, name.replace("_", " ").capitalize())


def format_metric(name: str, value: float) -> str:
    """A metric as text: shares of rows in percent."""
    return f"{value:.1%}" if name in FRACTIONS and math.isfinite(value) else format_number(value)


def metrics(values: dict[str, dict[str, float]], task: str, sizes: dict[str, int]) -> Table:
    """One row for each split, with its size and the metrics of the short table."""
    brief = [name for name, entry in registry.items() if entry.task == task and entry.brief]
    order = [*METRICS[task], *(name for name in brief if name not in METRICS[task])]
    names = [name for name in order if any(name in row for row in values.values())]
    rows = table("Split", ">Rows", ">Loss", *(f">{metric_title(name, names)}" for name in names), title="Results")
    for split, row in values.items():
        cells = [format_number(row.get("loss"))]
        cells += [format_metric(name, row[name]) if name in row else "–" for name in names]
        rows.add_row(Text(split, COLOURS.get(split, "")), f"{sizes.get(split, 0):,}", *cells)
    return rows


def metric_list(values: Mapping[str, float], task: str, undefined: Mapping[str, str]) -> Table:
    """Every metric of some rows, and why others have no value."""
    rows = table("Metric", ">Value", "", title="Results")
    for name in ("loss", *(name for name, entry in registry.items() if entry.task == task)):
        if name in values:
            rows.add_row(metric_title(name, values), Text(format_metric(name, values[name]), "bold"), "")
        elif name in undefined:
            rows.add_row(Text(metric_title(name), "dim"), Text("–", "dim"), Text(undefined[name], "dim"))
    return rows


def class_table(scores: Mapping[Any, Mapping[str, float]]) -> Table:
    """Precision, recall, F1 and number of rows of each class."""
    rows = table("Class", ">Precision", ">Recall", ">F1", ">Rows", title="Classes")
    for label, values in list(scores.items())[:MAX_SCORED]:
        cells = [f"{values[name]:.1%}" for name in ("precision", "recall", "f1")]
        rows.add_row(clean(label, MAX_NAME), *cells, f"{values['rows']:,}")
    if len(scores) > MAX_SCORED:
        rows.add_row(Text(f"and {len(scores) - MAX_SCORED:,} more", "dim"), "", "", "", "")
    return rows


def target_table(scores: Mapping[str, Mapping[str, float]]) -> Table:
    """The metrics of each target of a regression, in its own units."""
    names = list(next(iter(scores.values()), {}))
    rows = table("Target", *(f">{metric_title(name)}" for name in names), title="Targets")
    for target, values in list(scores.items())[:MAX_SCORED]:
        cells = [format_metric(name, values[name]) if name in values else "–" for name in names]
        rows.add_row(clean(target, MAX_NAME), *cells)
    if len(scores) > MAX_SCORED:
        rows.add_row(Text(f"and {len(scores) - MAX_SCORED:,} more", "dim"), *[""] * len(names))
    return rows


def confusion_counts(truth: Any, prediction: Any, classes: Sequence[Any]) -> list[list[int]]:
    """The number of rows by true class (rows) and predicted class (columns)."""
    index = {label: k for k, label in enumerate(classes)}
    counts = [[0] * len(classes) for _ in classes]
    for true, predicted in zip(truth.tolist(), prediction.tolist(), strict=True):
        counts[index[true]][index[predicted]] += 1
    return counts


def confusion(truth: Any, prediction: Any, classes: Sequence[Any], rows_name: str, width: int = 120) -> Table | None:
    """The confusion matrix, shaded by the share of each row; None if there are too many classes.

    A matrix that is wider than `width` is compact: columns are headed by the numbers of their classes, and each cell of
    more than 99 rows holds "99+".
    """
    if not 2 <= len(classes) <= MAX_CLASSES or getattr(truth, "ndim", 1) != 1:
        return None
    names = [clean(label, 12) for label in classes]
    counts = confusion_counts(truth, prediction, classes)
    title = f"Confusion matrix, {rows_name}"
    widths = [max(len(name), *(len(f"{row[k]:,}") + 2 for row in counts)) + 3 for k, name in enumerate(names)]
    if 24 + sum(widths) > width:
        return _compact_confusion(counts, names, title, width)
    rows = table("True ↓  predicted →", *(f">{name}" for name in names), ">Recall", title=title)
    for k, row in enumerate(counts):
        total = sum(row)
        cells = [_shaded(count, count / total if total else 0.0, correct=j == k) for j, count in enumerate(row)]
        rows.add_row(names[k], *cells, f"{row[k] / total:.0%}" if total else "–")
    return rows


def _compact_confusion(counts: list[list[int]], names: list[str], title: str, width: int) -> Table:
    """The matrix with the classes numbered, and counts in as few characters as fit: 1,234 becomes 1k or ++."""
    longest = max(len(name) for name in names)
    room = max(MIN_CELL, (width - 12 - min(longest, 8)) // len(names) - 1)
    heads = names if longest <= room else [str(k) for k in range(1, len(names) + 1)]
    numbered = heads is not names
    rows = Table(
        box=None, title=Text(title, "bold"), title_justify="left", pad_edge=False, show_edge=False,
        padding=(0, 1, 0, 0), header_style="dim",
    )  # fmt: skip
    if numbered:
        rows.add_column("", justify="right", style="dim", no_wrap=True)
    rows.add_column(Text("true ↓"), max_width=8, overflow="ellipsis", no_wrap=True)
    for head in heads:
        rows.add_column(Text(head), justify="right", no_wrap=True)
    rows.add_column(Text("recall"), justify="right", no_wrap=True)
    for k, row in enumerate(counts):
        total = sum(row)
        cells = [
            Text("·", "dim") if not count else Text(_short_count(count, room), "bold" if j == k else "dark_orange")
            for j, count in enumerate(row)
        ]
        label = [str(k + 1)] if numbered else []
        rows.add_row(*label, names[k], *cells, f"{row[k] / total:.0%}" if total else "–")
    return rows


def _short_count(count: int, room: int) -> str:
    """A count in so many characters: 950, 1k, ++."""
    for text in (f"{count}", f"{count // 1000}k", f"{count // 1_000_000}M"):
        if len(text) <= room and not text.startswith("0"):
            return text
    return "+" * room


def _shaded(count: int, share: float, *, correct: bool) -> Text:
    """A count on a background that is stronger for a larger share: blue if correct, orange if not."""
    if not count:
        return Text("·", "dim")
    strong = (20, 90, 160) if correct else (170, 80, 10)
    red, green, blue = (round(80 + (c - 80) * (0.25 + 0.75 * share)) for c in strong)
    return Text(f" {count:,} ", Style(color="white", bgcolor=f"rgb({red},{green},{blue})", bold=correct))


def prediction_table(
    inputs: dict[str, Sequence[Any]], target: Any, prediction: Any, names: Sequence[str], title: str
) -> Table:
    """Rows of data with their predictions and errors; `target` and `prediction` have the shape (n, len(names))."""
    single = len(names) == 1
    heads = [head for name in names for head in (name, "prediction" if single else f"{name}, predicted", "error")]
    rows = table(*(f">{clean(name, MAX_NAME)}" for name in (*inputs, *heads)), title=title)
    columns: list[list[Any]] = [[Text(format_number(value), "dim") for value in values] for values in inputs.values()]
    for k in range(len(names)):
        true, predicted = (values[:, k].astype(float).tolist() for values in (target, prediction))
        columns.append([format_number(value) for value in true])
        columns.append([Text(text, "bold") for text in format_column(predicted)])
        columns.append(format_errors([p - t for t, p in zip(true, predicted, strict=True)]))
    for row in zip(*columns, strict=True):
        rows.add_row(*row)
    return rows
