"""What is shown of a network, its data and its metrics, as Rich tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.style import Style
from rich.table import Table
from rich.text import Text

from nnplay.architecture import Architecture
from nnplay.cli.console import clean
from nnplay.parameters import layout

COLOURS = {"train": "blue", "validation": "magenta", "test": "dark_orange"}
SHOWN = {"classification": ("accuracy", "precision", "recall", "f1"), "regression": ("r2", "mse", "rmse", "mae")}
TITLES = {"r2": "R²", "mse": "MSE", "rmse": "RMSE", "mae": "MAE", "f1": "F1"}
MOST_CLASSES = 12
LONGEST = 24  # characters of a name in a table


def table(*columns: str, title: str = "") -> Table:
    """An empty table in the style of the house; a column whose name starts with ">" is aligned to the right."""
    made = Table(
        box=box.SIMPLE_HEAD, title=Text(title, "bold") if title else None, title_justify="left", pad_edge=False,
        show_edge=False, header_style="dim", border_style="dim",
    )  # fmt: skip
    for name in columns:
        right = name.startswith(">")
        made.add_column(Text(name.removeprefix(">")), justify="right" if right else "left", overflow="ellipsis")
    return made


def number(value: Any, digits: int = 4) -> str:
    """A number with that many significant digits; whole numbers and texts as they are."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return clean(value, LONGEST)
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e6):
        return f"{int(value):,}" if abs(value) < 1e15 else f"{value:.{digits}g}"
    return f"{value:.{digits}g}"


def decimals(value: float) -> str:
    """A prediction with digits enough to be compared, the decimal points below each other."""
    return f"{value:,.6f}" if abs(value) < 1e3 else f"{value:,.2f}" if abs(value) < 1e9 else f"{value:.6g}"


def layers(architecture: Architecture) -> Table:
    """One row a layer: the shape of W, the activation, what else it does, and its parameters."""
    place = layout(architecture)
    shown = table("Layer", ">W", "Activation", "Extras", ">Parameters", title="The network")
    shown.add_row("input", "", Text(f"{architecture.inputs:,} values", "dim"), "", "")
    for depth, block in enumerate(place.blocks, start=1):
        layer = block.layer
        extras = [f"{layer.norm} norm"] if layer.norm else []
        extras += [f"dropout {layer.dropout:g}"] if layer.dropout else []
        extras += ["skip"] if layer.skip else []
        extras += [layer.initializer] if layer.initializer else []
        count = sum(math.prod(shape) for name, (_, shape) in block.places.items() if name not in ("mean", "variance"))
        name = "output" if depth == len(place.blocks) else f"hidden {depth}"
        shown.add_row(
            name, f"{block.n_in} × {block.n_z}", Text(layer.activation, "cyan"), ", ".join(extras), f"{count:,}"
        )
    shown.add_row("loss", "", Text(str(architecture.loss), "cyan"), Text("in all", "dim"), f"{place.trained:,}")
    return shown


def metrics(measured: dict[str, dict[str, float]], task: str, parts: dict[str, int]) -> Table:
    """One row a part of the data."""
    names = [name for name in SHOWN[task] if any(name in values for values in measured.values())]
    shown = table(
        "Part", ">Rows", ">Loss", *(f">{TITLES.get(name, name.capitalize())}" for name in names), title="How good"
    )
    for part, values in measured.items():
        cells = [number(values.get("loss"))]
        for name in names:
            value = values.get(name, math.nan)
            cells.append(f"{value:.1%}" if task == "classification" else number(value))
        shown.add_row(Text(part, COLOURS.get(part, "")), f"{parts.get(part, 0):,}", *cells)
    return shown


def confusion(truth: Any, prediction: Any, classes: Sequence[Any], part: str) -> Table | None:
    """How many rows of each class were taken for which, shaded by their share of the row; None for too many classes."""
    if not 2 <= len(classes) <= MOST_CLASSES or getattr(truth, "ndim", 1) != 1:
        return None
    names = [clean(label, 12) for label in classes]
    place = {label: k for k, label in enumerate(classes)}
    counts = [[0] * len(classes) for _ in classes]
    for true, said in zip(truth.tolist(), prediction.tolist(), strict=True):
        counts[place[true]][place[said]] += 1
    shown = table("True ↓  predicted →", *(f">{name}" for name in names), ">Right", title=f"Confusion, {part} rows")
    for k, row in enumerate(counts):
        total = sum(row)
        cells = [_shaded(count, count / total if total else 0.0, right=j == k) for j, count in enumerate(row)]
        shown.add_row(names[k], *cells, f"{row[k] / total:.0%}" if total else "–")
    return shown


def _shaded(count: int, share: float, *, right: bool) -> Text:
    """A count on a ground that is the stronger the larger its share: blue where it is right, orange where it is not."""
    if not count:
        return Text("·", "dim")
    strong = (20, 90, 160) if right else (170, 80, 10)
    red, green, blue = (round(80 + (c - 80) * (0.25 + 0.75 * share)) for c in strong)
    return Text(f" {count:,} ", Style(color="white", bgcolor=f"rgb({red},{green},{blue})", bold=right))


def rows_beside(
    inputs: dict[str, Sequence[Any]], target: Any, prediction: Any, names: Sequence[str], title: str
) -> Table:
    """Rows of data with what was predicted and how far off that is; `target` and `prediction` are (n, k)."""
    single = len(names) == 1
    heads = [head for name in names for head in (name, "prediction" if single else f"{name}, predicted", "error")]
    shown = table(*(f">{clean(name, LONGEST)}" for name in (*inputs, *heads)), title=title)
    for row, (true, said) in enumerate(zip(target, prediction, strict=True)):
        cells: list[Any] = [Text(number(values[row]), "dim") for values in inputs.values()]
        for t, p in zip(true, said, strict=True):
            error = float(p) - float(t)
            cells += [number(float(t)), Text(decimals(float(p)), "bold"), f"{error:+.1e}" if error else "0"]
        shown.add_row(*cells)
    return shown
