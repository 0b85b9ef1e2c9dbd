"""What is shown of a network, its data and its metrics, as Rich tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from rich import box
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from nnplay.cli.console import spoken
from nnplay.errors import clean
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import layout

COLOURS = {"train": "dodger_blue1", "validation": "magenta", "test": "dark_orange"}
SHOWN = {"classification": ("accuracy", "precision", "recall", "f1"), "regression": ("r2", "mse", "rmse", "mae")}
TITLES = {"r2": "R²", "mse": "MSE", "rmse": "RMSE", "mae": "MAE", "f1": "F1"}
MOST_CLASSES = 12
LONGEST = 24  # characters of a name in a table


def table(*columns: str, title: str = "", last_yields: bool = False) -> Table:
    """An empty table in the style of the house.

    A column whose name starts with ">" is aligned to the right; with `last_yields` only the last one gives way where
    the terminal is too narrow.
    """
    made = Table(
        box=box.SIMPLE_HEAD, title=Text(title, "bold") if title else None, title_justify="left", pad_edge=False,
        show_edge=False, header_style="dim", border_style="dim",
    )  # fmt: skip
    for name in columns:
        right = name.startswith(">")
        firm = last_yields and name != columns[-1]
        justify: Literal["left", "right"] = "right" if right else "left"
        made.add_column(Text(name.removeprefix(">")), justify=justify, overflow="ellipsis", no_wrap=firm)
    return made


def notes(said: Sequence[str]) -> list[Padding]:
    """What was decided while reading the data."""
    return [Padding(Text(spoken(note), "dim"), (0, 0, 0, 2)) for note in said]


def number(value: Any, digits: int = 4) -> str:
    """A number with that many significant digits; whole numbers and texts as they are."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return clean(value, LONGEST)
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e6):
        return f"{int(value):,}" if abs(value) < 1e15 else f"{value:.{digits}g}"
    return f"{value:.{digits}g}"


def decimals(values: Sequence[float]) -> list[str]:
    """Numbers to be compared: six significant digits of the largest, the decimal points below each other."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest >= 1e9:
        return [f"{value:.6g}" for value in values]
    places = 6 if largest < 1 else max(5 - int(math.log10(largest)), 0)
    return [f"{value:,.{places}f}" for value in values]


def signed(errors: Sequence[float]) -> list[str]:
    """How far off the predictions are: fixed digits, or powers of ten where all are tiny."""
    largest = max((abs(error) for error in errors if math.isfinite(error)), default=0.0)
    if 1e-3 <= largest < 1e9:
        places = max(3 - math.floor(math.log10(largest)), 0) if largest < 1e3 else 1
        return [f"{error:+,.{places}f}" for error in errors]
    return [f"{error:+.1e}" if error else "0" for error in errors]


def layers(architecture: Architecture) -> Table:
    """One row a layer: the shape of W, the activation, what else it does, and its parameters."""
    place = layout(architecture)
    extras = [_extras(block.layer) for block in place.blocks]
    more = ["Extras"] if any(extras) else []
    shown = table("Layer", ">W", "Activation", *more, ">Parameters", title="The network")
    blank = [""] * len(more)
    shown.add_row("input", "", Text(f"{architecture.inputs:,} values", "dim"), *blank, "")
    for depth, block in enumerate(place.blocks, start=1):
        count = sum(math.prod(shape) for name, (_, shape) in block.places.items() if name not in ("mean", "variance"))
        name = "output" if depth == len(place.blocks) else f"hidden {depth}"
        cells: list[Any] = [Text(block.layer.activation, "cyan"), *([extras[depth - 1]] if more else [])]
        shown.add_row(name, f"{block.n_in} × {block.n_z}", *cells, f"{count:,}")
    shown.add_row("loss", "", Text(str(architecture.loss), "cyan"), *blank, Text(f"{place.trained:,} in all", "bold"))
    return shown


def _extras(layer: Layer) -> str:
    """What a layer does beside its activation."""
    extras = [f"{layer.norm} norm"] if layer.norm else []
    extras += [f"dropout {layer.dropout:g}"] if layer.dropout else []
    extras += ["skip"] if layer.skip else []
    return ", ".join(extras + ([layer.initializer] if layer.initializer else []))


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
    columns: list[list[Any]] = [[Text(number(value), "dim") for value in values] for values in inputs.values()]
    for k in range(len(names)):
        true, said = (values[:, k].astype(float).tolist() for values in (target, prediction))
        columns.append([number(value) for value in true])
        columns.append([Text(text, "bold") for text in decimals(said)])
        columns.append(signed([p - t for t, p in zip(true, said, strict=True)]))
    for row in zip(*columns, strict=True):
        shown.add_row(*row)
    return shown
