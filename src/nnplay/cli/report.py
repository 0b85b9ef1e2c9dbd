"""The report on a run, which `train`, `show` and `runs show` print."""

import math
import shlex
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.text import Text

from nnplay.cli import tables
from nnplay.data.columns import EXACT_INTEGERS, Kind
from nnplay.data.date_format import date_text
from nnplay.errors import clean
from nnplay.plots.terminal.line_chart import chart
from nnplay.runs.plots import headline
from nnplay.runs.run import Run
from nnplay.utils.text import plural

MAX_FULL_ROWS = 20  # of a regression, all of which are printed
SAMPLE_ROWS = 8  # of a larger one
MAX_INPUTS = 6  # columns beside a prediction
EARLY_ENDS = ("stopped early", "interrupted", "diverged")


def print_report(screen: Console, run: Run) -> None:
    """Print data, network, metrics, sample predictions and learning curve."""
    screen.print(_data(run), "", *_side_by_side(screen, tables.layers(run.architecture), _metrics(run)), "", sep="\n")
    if len(run.per_target) > 1:
        screen.print(tables.target_table(run.per_target), "", sep="\n")
    details = _details(screen, run)
    if details is not None:
        screen.print(details, "", sep="\n")
    curve = loss_chart(run, min(screen.width, 100))
    if curve:
        screen.print(Text("Loss", "bold"), curve, "", sep="\n")


def _side_by_side(screen: Console, *blocks: RenderableType) -> list[RenderableType]:
    """Blocks next to each other if they fit, else below each other."""
    widths = [screen.measure(block).maximum for block in blocks]
    return [Columns(blocks, padding=(0, 4))] if sum(widths) + 8 <= screen.width else [blocks[0], "", *blocks[1:]]


def _data(run: Run) -> RenderableType:
    """The data in one line, and below it what was decided while reading it."""
    facts = run.facts
    targets = ", ".join(clean(name, tables.MAX_NAME) for name in facts["targets"][:4])
    classes = f" ({len(run.classes)} classes)" if run.classes else ""
    split = ", ".join(f"{part} {count:,}" for part, count in facts["parts"].items())
    line = Text.assemble(
        (clean(facts["name"], 40), "bold"),
        f": {plural(facts['rows'], 'row')}, {plural(len(facts['features']), 'feature')} → ", (targets, "bold"), classes,
        (f" │ {split}", "dim"),
    )  # fmt: skip
    return Group(line, *tables.notes(facts["notes"]))


def _metrics(run: Run) -> RenderableType:
    rows = tables.metrics(run.metrics, run.facts["task"], run.facts["parts"])
    seconds = run.history["seconds"][-1] if run.history.get("seconds") else 0.0
    last = run.history["epoch"][-1] if run.history.get("epoch") else run.epoch
    text = f"{plural(last, 'epoch')} in {seconds:.2f} s"
    if run.status in EARLY_ENDS:
        text += f", {run.status}; weights of epoch {run.epoch:,}"
    lines: list[RenderableType] = [rows, Text(text, "dim")]
    if run.baseline:
        lines.append(Text(baseline_line(run), "dim"))
    return Group(*lines)


def baseline_line(run: Run) -> str:
    """What a constant guess and a linear model score on the same rows, in one line."""
    constant, linear = (run.baseline.get(kind, {}) for kind in ("constant", "linear"))
    name = "accuracy" if run.facts["task"] == "classification" else "r2"
    guess = constant.get("prediction")
    label = f"always {clean(repr(guess) if isinstance(guess, str) else guess, 24)}"
    if run.facts["task"] == "regression":
        label = "always the mean"
    elif isinstance(guess, list):
        label = "always the same labels"
    parts = [f"{what} {tables.format_metric(name, round(scores[name], 4))}" for what, scores in
             ((label, constant), ("linear model", linear)) if name in scores]  # fmt: skip
    title = "R²" if name == "r2" else name
    return f"Baseline ({run.eval_split} {title}): {' · '.join(parts)}"


def _details(screen: Console, run: Run) -> RenderableType | None:
    """The confusion matrix of a classification, or sample predictions of a regression."""
    if run.facts["task"] == "classification":
        return tables.confusion(
            run.truth, run.prediction, run.classes, f"{run.eval_split} split", width=min(screen.width, 120)
        )
    names = run.facts["targets"]
    data = run.dataset
    if data is not None and data.n_rows <= MAX_FULL_ROWS:
        inputs = {column.name: column.values.tolist() for column in data.features[:MAX_INPUTS]}
        truth = np.column_stack([column.values for column in data.targets])
        return tables.prediction_table(inputs, truth, _matrix(run.predict(data)), names, "Predictions, all rows")
    truth, prediction = _matrix(run.truth)[:SAMPLE_ROWS], _matrix(run.prediction)[:SAMPLE_ROWS]
    title = "Sample predictions" if len(run.truth) > SAMPLE_ROWS else "Predictions"
    return tables.prediction_table({}, truth, prediction, names, f"{title}, {run.eval_split} split")


def _matrix(values: Any) -> Any:
    return values.reshape(len(values), -1)


def loss_chart(run: Run, width: int, height: int = 10) -> Text:
    """The loss of each split over the epochs."""
    epochs = run.history.get("epoch", [])
    curves = [
        (part, colour, epochs, run.history[f"{part}_loss"])
        for part, colour in tables.COLOURS.items()
        if f"{part}_loss" in run.history
    ]
    return chart(curves, width, height, "epoch") if curves else Text()


def summary(run: Run) -> Text:
    """The report in one line."""
    return Text(clean(f"{run.facts['name']}: {headline(run)}"))


def next_step(run: Run, file: str | None, *, saved: bool = True) -> Text:
    """How to predict with a file or a run of the store, which was now `saved` or there before, or how to save one."""
    text = Text()
    if file is None:
        text.append("Save this network with ").append("--save FILE", "bold").append(", then predict with: ")
    else:
        if saved:
            text.append("Saved to ").append(clean(file), "bold").append(". ")
        text.append("Predict with: ")
    return text.append(clean(f"nnplay predict {shlex.quote(file or 'FILE')} --row {_example_row(run)}"), "cyan")


def _example_row(run: Run) -> str:
    """The first row of the data as `--row` takes it; a long one is cut."""
    example, kinds = run.facts["example"], dict(run.model.encoding.raw)
    pairs = [f"{name}={_example_cell(value, kinds.get(name))}" for name, value in example.items()]
    more = " ..." if len(run.model.encoding.columns) > len(example) else ""
    text = " ".join(map(shlex.quote, pairs)) + more
    return shlex.quote(text) if set(text) & set('"$`!\\') else f'"{text}"'


def _example_cell(value: Any, kind: Kind | None) -> str:
    """A value as a person types it; "" if it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if kind == "date":
        return date_text(value)
    if kind == "boolean":
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_INTEGERS else f"{value:.6g}"
    return str(value)
