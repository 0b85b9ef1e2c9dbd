"""The report on a run, which `train` and `show` share."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.text import Text

from nnplay.cli import tables
from nnplay.errors import clean
from nnplay.plots.terminal.line_chart import chart
from nnplay.runs.plots import headline
from nnplay.runs.run import Run

TINY = 20  # rows up to which all of a regression is shown
SAMPLE = 8  # rows that are shown of a larger one
INPUTS = 6  # input columns beside a prediction
ENDINGS = {"stopped early": "stopped early", "interrupted": "interrupted", "diverged": "diverged"}


def show(screen: Console, run: Run) -> None:
    """All there is to see of a run."""
    screen.print(_data(run), "", *_side_by_side(screen, tables.layers(run.architecture), _metrics(run)), "", sep="\n")
    details = _details(run)
    if details is not None:
        screen.print(details, "", sep="\n")
    picture = curve(run, min(screen.width, 100))
    if picture:
        screen.print(Text("Loss", "bold"), picture, "", sep="\n")


def _side_by_side(screen: Console, *shown: RenderableType) -> list[RenderableType]:
    """Beside each other where that fits, else below each other."""
    widths = [screen.measure(item).maximum for item in shown]
    return [Columns(shown, padding=(0, 4))] if sum(widths) + 8 <= screen.width else [shown[0], "", *shown[1:]]


def _data(run: Run) -> RenderableType:
    """The data in one line, and below it what was decided while reading it."""
    facts = run.facts
    targets = ", ".join(clean(name, tables.LONGEST) for name in facts["targets"][:4])
    classes = f" ({len(run.classes)} classes)" if run.classes else ""
    inputs = f"{len(facts['features']):,} feature{'s' * (len(facts['features']) != 1)}"
    split = ", ".join(f"{part} {count:,}" for part, count in facts["parts"].items())
    line = Text.assemble(
        (clean(facts["name"], 40), "bold"), f": {facts['rows']:,} rows, {inputs} → ", (targets, "bold"), classes,
        (f" │ {split}", "dim"),
    )  # fmt: skip
    return Group(line, *tables.notes(facts["notes"]))


def _metrics(run: Run) -> RenderableType:
    shown = tables.metrics(run.metrics, run.facts["task"], run.facts["parts"])
    seconds = run.history["seconds"][-1] if run.history.get("seconds") else 0.0
    last = run.history["epoch"][-1] if run.history.get("epoch") else run.epoch
    said = f"{last:,} epochs in {seconds:.2f} s"
    if run.status in ENDINGS:
        said += f", {ENDINGS[run.status]}; these are the weights of epoch {run.epoch:,}"
    return Group(shown, Text(said, "dim"))


def _details(run: Run) -> RenderableType | None:
    """What was predicted: the confusion of classes, or numbers beside each other."""
    if run.facts["task"] == "classification":
        return tables.confusion(run.truth, run.prediction, run.classes, run.eval_split)
    names = run.facts["targets"]
    data = run.dataset
    if data is not None and data.n_rows <= TINY:
        inputs = {column.name: column.values.tolist() for column in data.features[:INPUTS]}
        truth = np.column_stack([column.values for column in data.targets])
        return tables.rows_beside(inputs, truth, _matrix(run.predict(data)), names, "Every row")
    title = f"Some {run.eval_split} rows" if len(run.truth) > SAMPLE else f"The {run.eval_split} rows"
    return tables.rows_beside({}, _matrix(run.truth)[:SAMPLE], _matrix(run.prediction)[:SAMPLE], names, title)


def _matrix(values: Any) -> Any:
    return values.reshape(len(values), -1)


def curve(run: Run, width: int, height: int = 10) -> Text:
    """The loss of each part over the epochs."""
    epochs = run.history.get("epoch", [])
    curves = [
        (part, colour, epochs, run.history[f"{part}_loss"])
        for part, colour in tables.COLOURS.items()
        if f"{part}_loss" in run.history
    ]
    return chart(curves, width, height, "epoch") if curves else Text()


def summary(run: Run) -> Text:
    """The whole report in one line."""
    return Text(clean(f"{run.facts['name']}: {headline(run)}"))


def advice(run: Run, saved: str | None) -> Text:
    """What to do next: how to predict with what was saved, or how to save it."""
    said = Text()
    if saved is None:
        said.append("Keep this network with ").append("--save FILE", "bold").append(", then: ")
    else:
        said.append("Saved in ").append(clean(saved), "bold").append(". Predict with: ")
    return said.append(clean(f"nnplay predict {shlex.quote(saved or 'FILE')} --row {_row(run)}"), "cyan")


def _row(run: Run) -> str:
    """The first row of the data as `--row` takes it, or the beginning of a long one."""
    example = run.facts["example"]
    pairs = [f"{k}={v:.6g}" if isinstance(v, float) else f"{k}={v}" for k, v in example.items()]
    shown = " ".join(map(shlex.quote, pairs)) + (" ..." if len(run.model.encoding.columns) > len(example) else "")
    return shlex.quote(shown) if set(shown) & set('"$`!\\') else f'"{shown}"'
