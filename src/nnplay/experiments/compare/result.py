"""The result of a comparison: which configuration is best, by how much, and whether chance could have done it."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay import plots
from nnplay.catalog.metrics import deciding
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.compare.statistics import SURE, TEST, holm, interval, paired_test
from nnplay.network.architecture import Architecture
from nnplay.network.flops import training_flops
from nnplay.training.recipe import Recipe
from nnplay.utils import files


@dataclass(frozen=True)
class Outcome:
    """What came of one training: a configuration with one seed.

    Attributes:
        seed: of the split, the first weights, the order of the rows.
        metrics, history: as of a Run.
        epoch: the epoch whose weights were kept.
        seconds: of training.
        ending: as of a Run.
        run: its id in the store, or "".
    """

    seed: int
    metrics: dict[str, dict[str, float]]
    history: dict[str, list[Any]]
    epoch: int
    seconds: float
    status: str
    run: str = ""


@dataclass(frozen=True)
class Candidate:
    """One configuration: what is built and how it is trained, whatever the seed."""

    name: str
    settings: dict[str, Any]  # what distinguishes it from the others
    architecture: Architecture  # resolved
    recipe: Recipe


@dataclass(frozen=True)
class Standing:
    """A candidate's place on the leaderboard.

    Attributes:
        scores: the metric of each seed (k,).
        mean, low, high: their mean and its 95 % confidence interval.
        p: of the difference from the best; nan for the best itself and for one seed.
        verdict: "best", "no real difference", "worse", or "" where the seeds cannot say.
        parameters, flops, seconds, epochs: what it cost: numbers trained, operations, and means over the seeds.
    """

    candidate: Candidate
    outcomes: tuple[Outcome, ...]
    scores: tuple[float, ...]
    mean: float
    low: float
    high: float
    p: float
    verdict: str
    parameters: int
    flops: float
    seconds: float
    epochs: float

    @property
    def name(self) -> str:
        """What distinguishes it."""
        return self.candidate.name


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What a comparison has found; `standings` are best first.

    Attributes:
        name: of the data.
        task: "classification" or "regression".
        metric, part: what is compared: "accuracy" of the "test" rows, say.
        higher: larger is better.
        seeds: the seeds, which every candidate had.
        at: what was made equal: "" (the epochs), "parameters", "flops" or "seconds".
        rows: how many rows trained, and how many judged.
        sweep: its id in the store, or "".
    """

    name: str
    task: str
    metric: str
    part: str
    higher: bool
    seeds: tuple[int, ...]
    at: str
    rows: tuple[int, int]
    standings: tuple[Standing, ...] = field(default=())
    sweep: str = ""

    @property
    def best(self) -> Standing:
        """The candidate with the best mean."""
        return self.standings[0]

    @property
    def varied(self) -> dict[str, list[Any]]:
        """The settings in which the candidates differ, with their values."""
        return varied_settings([standing.candidate.settings for standing in self.standings])

    def table(self) -> list[dict[str, Any]]:
        """One row a candidate, best first, as any DataFrame library takes it."""
        return [
            {
                "name": s.name, **s.candidate.settings, f"{self.part}_{self.metric}": s.mean, "low": s.low,
                "high": s.high, "p": s.p, "verdict": s.verdict, "seeds": len(s.scores), "parameters": s.parameters,
                "flops": s.flops, "seconds": s.seconds, "epochs": s.epochs,
            }
            for s in self.standings
        ]  # fmt: skip

    def plot(self, kind: str = "leaderboard", **options: Any) -> Any:
        """A Matplotlib figure: "leaderboard", "curves", or "heatmap" (of the settings `x` and `y`).

        Raises:
            NNPlayError: when the kind is unknown, or too few settings differ for a heat map.
        """
        return _figure(self, kind, **options)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write everything as one HTML page that needs nothing else, whole or not at all."""
        _write_report(self, path)

    def _repr_html_(self) -> str:
        return _html(self)

    def __repr__(self) -> str:
        lines = [
            f"<comparison of {len(self.standings)} on {clean(self.name)}, {len(self.seeds)} seeds, "
            f"{self.part} {self.metric}"
        ]
        for s in self.standings[:10]:
            margin = "" if math.isnan(s.low) else f" ± {(s.high - s.low) / 2:.3g}"
            lines.append(f"  {s.mean:.4g}{margin}  {clean(s.name)}" + (f"  ({s.verdict})" if s.verdict else ""))
        more = len(self.standings) - 10
        return "\n".join([*lines, *([f"  … and {more} more"] if more > 0 else [])]) + ">"


def judge(
    candidates: Sequence[Candidate],
    outcomes: Sequence[Sequence[Outcome]],
    *,
    name: str,
    task: str,
    metric: str | None,
    seeds: Sequence[int],
    at: str,
    rows: tuple[int, int],
    sweep: str = "",
) -> Comparison:
    """Order the candidates by their mean score, and test each against the best by the seeds they have in common.

    Candidates without an outcome are left out. `outcomes` has those of each candidate.

    Raises:
        NNPlayError: a metric that is not measured for such data.
    """
    there = [
        (c, tuple(sorted(found, key=lambda o: o.seed))) for c, found in zip(candidates, outcomes, strict=True) if found
    ]
    part = "test" if all("test" in o.metrics for _, found in there for o in found) else "train"
    chosen, higher = deciding(metric, task)
    ratio = rows[1] / rows[0] if part == "test" else 0.0
    scored = [(c, found, tuple(o.metrics[part].get(chosen, math.nan) for o in found)) for c, found in there]
    scored.sort(key=lambda entry: _worth(entry[2], higher))
    p = holm([_against_best(scored[0], entry, ratio) for entry in scored[1:]])
    standings = []
    for place, (candidate, found, scores) in enumerate(scored):
        mean, low, high = interval(scores, ratio)
        sure = math.nan if place == 0 else p[place - 1]
        verdict = "best" if place == 0 else "" if math.isnan(sure) else "worse" if sure < SURE else "no real difference"
        epochs = float(np.mean([o.history["epoch"][-1] for o in found]))
        standings.append(
            Standing(
                candidate, found, scores, mean, low, high, sure, verdict, _parameters(candidate.architecture),
                training_flops(candidate.architecture) * rows[0] * epochs,
                float(np.mean([o.seconds for o in found])), epochs,
            )
        )  # fmt: skip
    return Comparison(name, task, chosen, part, higher, tuple(seeds), at, rows, tuple(standings), sweep)


def _worth(scores: Sequence[float], higher: bool) -> float:
    """Smaller is better; a score that is not finite is worst."""
    mean = float(np.mean(scores))
    return math.inf if not math.isfinite(mean) else -mean if higher else mean


def _against_best(best: Any, other: Any, ratio: float) -> float:
    first = {o.seed: score for o, score in zip(best[1], best[2], strict=True)}
    second = {o.seed: score for o, score in zip(other[1], other[2], strict=True) if o.seed in first}
    return paired_test([first[seed] for seed in second], list(second.values()), ratio)


def _parameters(architecture: Architecture) -> int:
    from nnplay.network.parameters import layout

    return layout(architecture).trained


KINDS = ("leaderboard", "curves", "heatmap")


POINTS = 400  # of a curve


def varied_settings(settings: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
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


def _figure(found: Comparison, kind: str, **options: Any) -> Any:
    """The figure of that kind."""
    if kind == "leaderboard":
        rows = [
            {"name": s.name, "mean": s.mean, "low": s.low, "high": s.high, "values": s.scores, "verdict": s.verdict}
            for s in found.standings
        ]
        return plots.leaderboard(rows, value_name=value_name(found), higher=found.higher, **options)
    if kind == "curves":
        x_name = {"flops": "operations", "seconds": "seconds"}.get(found.at, "epoch")
        return plots.race(curves(found), value_name=f"{found.part} loss", x_name=x_name, **options)
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
    return plots.heat(
        values, rows=list(map(_shown, rows)), columns=list(map(_shown, columns)), row_name=row.replace("_", " "),
        column_name=column.replace("_", " "), value_name=value_name(found), higher=found.higher, **options,
    )  # fmt: skip


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _html(found: Comparison) -> str:
    """The comparison as a notebook shows it."""
    kinds = ["leaderboard", "curves", *(["heatmap"] if axes(found) else [])]
    return "".join(f"<div>{plots.svg(_figure(found, kind))}</div>" for kind in kinds)


def _write_report(found: Comparison, path: str | os.PathLike[str]) -> None:
    """Write the comparison as one HTML page."""
    from nnplay.plots.html_report import Code, Heading, Picture, Table, Text, document

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
        Picture(_figure(found, "leaderboard"), f"The {score} of each seed, their mean and its 95 % interval."),
        Heading("Everything in numbers"),
        Table(header, rows, numbers={0, 2, 5, 6, 7, 8, 9}),
        Text(f"“No real difference” is what the {TEST} says of a candidate and the best one."),
        Heading("How they learned"),
        Picture(_figure(found, "curves"), "The loss, as a mean over the seeds; the band is one deviation."),
    ]
    if axes(found):
        parts += [Heading("Two settings at once"), Picture(_figure(found, "heatmap"), f"The mean {score}.")]
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
