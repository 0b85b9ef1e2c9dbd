"""The pictures and the report of a comparison: which values go into which figure of the draw room."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay import draw, files
from nnplay.comparing.ranking import TEST
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.comparing.comparison import Comparison, Standing

KINDS = ("leaderboard", "curves", "heatmap")
POINTS = 400  # of a curve


def varied(settings: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Each setting that differs, with its values in order."""
    names = list(dict.fromkeys(name for each in settings for name in each))
    found: dict[str, list[Any]] = {}
    for name in names:
        values = {repr(each.get(name)): each.get(name) for each in settings}
        if len(values) > 1:
            found[name] = sorted(values.values(), key=_order)
    return found


def _order(value: Any) -> tuple[int, float, str]:
    """Numbers by size, then texts; widths such as 8-8 by their number of neurons."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, float(value), ""
    text = str(value)
    widths = text.split("-")
    if all(part.isdigit() for part in widths):
        return 1, float(sum(map(int, widths))), text
    return 2, 0.0, text


def figure(found: Comparison, kind: str, **options: Any) -> Any:
    """The figure of that kind."""
    if kind == "leaderboard":
        rows = [
            {"name": s.name, "mean": s.mean, "low": s.low, "high": s.high, "values": s.scores, "verdict": s.verdict}
            for s in found.standings
        ]
        return draw.leaderboard(rows, value_name=value_name(found), higher=found.higher, **options)
    if kind == "curves":
        x_name = {"flops": "operations", "seconds": "seconds"}.get(found.at, "epoch")
        return draw.race(curves(found), value_name=f"{found.part} loss", x_name=x_name, **options)
    if kind == "heatmap":
        return _heat(found, **options)
    raise NNPlayError(f"There is no picture {kind!r} of a comparison: choose one of {', '.join(KINDS)}.")


def value_name(found: Comparison) -> str:
    """What is compared, in words."""
    return f"{found.part} {'R²' if found.metric == 'r2' else found.metric}"


def curves(found: Comparison) -> list[dict[str, Any]]:
    """Of each candidate, best first, its loss: name, x, and mean, low and high over the seeds."""
    return [_curve(found, standing, f"{found.part}_loss") for standing in found.standings]


def _curve(found: Comparison, standing: Standing, column: str) -> dict[str, Any]:
    """The mean over the seeds, and the spread of one deviation around it, up to where the first of them ended."""
    histories = [o.history for o in standing.outcomes if column in o.history]
    length = min((len(h[column]) for h in histories), default=0)
    step = max(1, length // POINTS)
    places = sorted({*range(0, length, step), length - 1} - {-1})
    values = np.array([[h[column][k] for k in places] for h in histories], dtype=float).reshape(
        len(histories), len(places)
    )
    mean = values.mean(axis=0)
    spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(len(places))
    x = np.array([histories[0]["epoch"][k] for k in places], dtype=float) if histories else np.zeros(0)
    if found.at == "flops":
        x = x * standing.flops / standing.epochs
    if found.at == "seconds":
        x = x * standing.seconds / standing.epochs
    return {"name": standing.name, "x": x, "mean": mean, "low": mean - spread, "high": mean + spread}


def axes(found: Comparison) -> tuple[str, str] | None:
    """Two settings for a heat map: depth and width where both differ, else the first two that do; None for fewer."""
    names = [name for name in found.varied if name not in ("depth", "width")]
    if "depth" in found.varied and "width" in found.varied:
        widths = [s.candidate.settings["width"] for s in found.standings]
        if all(isinstance(width, int) for width in widths):
            return "depth", "width"
    return (names[0], names[1]) if len(names) > 1 else None


def _heat(found: Comparison, x: str | None = None, y: str | None = None, **options: Any) -> Any:
    chosen = axes(found)
    column, row = x or (chosen[1] if chosen else ""), y or (chosen[0] if chosen else "")
    for name in (row, column):
        if name not in found.varied:
            there = ", ".join(found.varied) or "none"
            raise NNPlayError(f"A heat map needs two settings that differ (x=…, y=…); here differ: {there}.")
    rows, columns = found.varied[row], found.varied[column]
    cells: dict[tuple[int, int], list[float]] = {}
    for s in found.standings:
        place = rows.index(s.candidate.settings[row]), columns.index(s.candidate.settings[column])
        cells.setdefault(place, []).append(s.mean)
    values = np.full((len(rows), len(columns)), math.nan)
    for place, means in cells.items():
        values[place] = float(np.mean(means))
    return draw.heat(
        values, rows=list(map(_shown, rows)), columns=list(map(_shown, columns)), row_name=row.replace("_", " "),
        column_name=column.replace("_", " "), value_name=value_name(found), higher=found.higher, **options,
    )  # fmt: skip


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def html(found: Comparison) -> str:
    """The comparison as a notebook shows it."""
    kinds = ["leaderboard", "curves", *(["heatmap"] if axes(found) else [])]
    return "".join(f"<div>{draw.svg(figure(found, kind))}</div>" for kind in kinds)


def write_report(found: Comparison, path: str | os.PathLike[str]) -> None:
    """Write the comparison as one HTML page."""
    from nnplay.draw.document import Code, Heading, Picture, Table, Text, document

    equal = f", at equal {found.at}" if found.at else ""
    score = value_name(found)
    header = ["", "candidate", score, "95 % interval", "verdict", "p", "parameters", "operations", "seconds", "epochs"]
    rows = [
        [
            str(k), s.name, f"{s.mean:.4g}", "–" if math.isnan(s.low) else f"{s.low:.4g} … {s.high:.4g}", s.verdict,
            "" if math.isnan(s.p) else f"{s.p:.2g}", f"{s.parameters:,}", f"{s.flops:.3g}", f"{s.seconds:.3g}",
            f"{s.epochs:,.0f}",
        ]
        for k, s in enumerate(found.standings, start=1)
    ]  # fmt: skip
    parts: list[Any] = [
        Text(summary(found)),
        Picture(figure(found, "leaderboard"), f"The {score} of each seed, their mean and its 95 % interval."),
        Heading("Everything in numbers"),
        Table(header, rows, numbers={0, 2, 5, 6, 7, 8, 9}),
        Text(f"“No real difference” is what the {TEST} says of a candidate and the best one."),
        Heading("How they learned"),
        Picture(figure(found, "curves"), "The loss, as a mean over the seeds; the band is one deviation."),
    ]
    if axes(found):
        parts += [Heading("Two settings at once"), Picture(figure(found, "heatmap"), f"The mean {score}.")]
    best = found.best.candidate
    parts += [Heading("The best one"), Code(f"{best.architecture}\n{best.recipe}")]
    title = f"{len(found.standings)} candidates on {found.name}"
    page = document(title, parts, subtitle=f"{len(found.seeds)} seeds{equal}, {found.rows[0]:,} rows trained")
    files.write_whole(path, page.encode("utf-8"))


def summary(found: Comparison) -> str:
    """The result in a sentence or two."""
    best = found.best
    ties = [s.name for s in found.standings if s.verdict == "no real difference"]
    lead = f"Best is {best.name}: {value_name(found)} {best.mean:.4g}"
    if len(found.standings) < 2:
        return f"{lead}."
    if any(s.verdict == "" for s in found.standings):
        return f"{lead}; one seed cannot tell whether that is chance: it takes several."
    if len(ties) == len(found.standings) - 1:
        return f"{lead}, but the seeds tell none of the others from it."
    if ties:
        few = ", ".join(ties[:4]) + (f" and {len(ties) - 4} more" if len(ties) > 4 else "")
        return f"{lead}; no real difference to {few}."
    return f"{lead}, by more than chance."
