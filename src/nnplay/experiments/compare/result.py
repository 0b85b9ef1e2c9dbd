"""The result of a comparison: the ranking of the candidates, significance tests, figures and a report."""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from nnplay import plots
from nnplay.catalog.metrics import comparison_metric
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.compare.statistics import SIGNIFICANCE, TEST, best_vs_rest, interval, paired_t
from nnplay.network.architecture import Architecture
from nnplay.network.flops import training_flops
from nnplay.network.parameters import layout
from nnplay.plots import palette
from nnplay.training.recipe import Recipe
from nnplay.utils import files
from nnplay.utils.text import plural


@dataclass(frozen=True)
class SeedResult:
    """The result of one candidate with one seed.

    Attributes:
        seed: the seed of the split, the first weights and the order of the rows.
        metrics, history, status: as of a Run.
        epoch: the epoch of the final weights.
        seconds: training time.
        run: the id of the run in the store, or "".
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
    """One configuration, without the seed.

    Attributes:
        name: the settings that distinguish it, in words.
        settings: the settings in which candidates differ.
        architecture: the resolved architecture.
        recipe: the recipe, with the first seed.
        training_rows: how many rows it is trained on; early stopping holds out some as validation rows.
    """

    name: str
    settings: dict[str, Any]
    architecture: Architecture
    recipe: Recipe
    training_rows: int


@dataclass(frozen=True)
class Standing:
    """A row of the leaderboard.

    Attributes:
        candidate: the configuration.
        outcomes: its result for each seed.
        scores: the metric for each seed (k,).
        mean, low, high: the mean score and its 95 % confidence interval.
        p: the p-value of "as good as the best candidate", adjusted for all candidates and for the choice of the best
            one by the same scores; NaN for the best itself and for a single seed.
        verdict: "best" (the highest mean), "worse" (p < 0.05), "not significant", or "" for a single seed.
        parameters: how many parameters are trained.
        flops: operations of a training run.
        seconds, epochs: means over the seeds.
    """

    candidate: Candidate
    outcomes: tuple[SeedResult, ...]
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
        """The name of the candidate."""
        return self.candidate.name


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The result of a comparison.

    Attributes:
        name: the name of the data.
        task: "classification" or "regression".
        metric, part: what is compared, such as "accuracy" of the "test" split.
        higher: whether larger is better.
        seeds: the seeds of each candidate.
        at: the budget that is equal for all: "" (the epochs), "parameters", "flops" or "seconds".
        test_rows: how many rows are in the test split.
        standings: the leaderboard, best first.
        sweep: the id of the comparison in the store, or "".

    >>> import nnplay as nn
    >>> comparison = nn.compare("circle", [(), (8,)], seeds=3, epochs=60, learning_rate=0.05)
    >>> [standing.name for standing in comparison.standings], [standing.verdict for standing in comparison.standings]
    (['8', 'linear'], ['best', 'worse'])
    """

    name: str
    task: str
    metric: str
    part: str
    higher: bool
    seeds: tuple[int, ...]
    at: str
    test_rows: int
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
        """The leaderboard as a list of dicts, best first, for any DataFrame library."""
        return [
            {
                "name": s.name, **s.candidate.settings, f"{self.part}_{self.metric}": s.mean, "low": s.low,
                "high": s.high, "p": s.p, "verdict": s.verdict, "seeds": len(s.scores), "parameters": s.parameters,
                "flops": s.flops, "seconds": s.seconds, "epochs": s.epochs,
            }
            for s in self.standings
        ]  # fmt: skip

    def plot(
        self,
        kind: str = "leaderboard",
        *,
        x: str | None = None,
        y: str | None = None,
        ax: Any = None,
        style: str | Sequence[str] | None = None,
    ) -> Any:
        """A Matplotlib figure.

        Args:
            kind: "leaderboard", "curves" or "heatmap".
            x: the setting on the x axis of the heat map; chosen automatically by default.
            y: the setting on its y axis.
            ax: the Matplotlib axes to draw on.
            style: "paper" (the default), "dark", "wide", "transparent", or several of them.

        Raises:
            NNPlayError: an unknown kind or style, or too few settings that differ for a heat map.
        """
        with palette.use(style):
            return _figure(self, kind, x=x, y=y, ax=ax)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write a self-contained HTML page with all results. The write is atomic."""
        _write_report(self, path)

    def _repr_html_(self) -> str:
        return _html(self)

    def __repr__(self) -> str:
        lines = [
            f"<comparison of {len(self.standings)} candidates on {clean(self.name)}, "
            f"{plural(len(self.seeds), 'seed')}, {self.part} {self.metric}"
        ]
        for s in self.standings[:10]:
            margin = "" if math.isnan(s.low) else f" ± {(s.high - s.low) / 2:.3g}"
            lines.append(f"  {s.mean:.4g}{margin}  {clean(s.name)}" + (f"  ({s.verdict})" if s.verdict else ""))
        more = len(self.standings) - 10
        return "\n".join([*lines, *([f"  … and {more} more"] if more > 0 else [])]) + ">"


def rank_candidates(
    candidates: Sequence[Candidate],
    outcomes: Sequence[Sequence[SeedResult]],
    *,
    name: str,
    task: str,
    metric: str | None,
    seeds: Sequence[int],
    at: str,
    test_rows: int,
    sweep: str = "",
) -> Comparison:
    """Order the candidates by their mean score, and test each against the best one on the seeds that both have.

    `outcomes` has the results of each candidate; a candidate without results is left out. ρ = test rows / training
    rows is that of the candidate for its interval, and the larger one of the two for a test.

    Raises:
        NNPlayError: a metric that such data do not have.
    """
    finished = [
        (candidate, tuple(sorted(results, key=lambda result: result.seed)))
        for candidate, results in zip(candidates, outcomes, strict=True)
        if results
    ]
    part = "test" if all("test" in r.metrics for _, results in finished for r in results) else "train"
    metric, higher = comparison_metric(metric, task)
    test_rows = test_rows if part == "test" else 0
    scored = [
        (candidate, results, tuple(r.metrics[part].get(metric, math.nan) for r in results))
        for candidate, results in finished
    ]
    scored.sort(key=lambda entry: _sort_key(entry[2], higher))
    tests = [_test(scored[0], entry, test_rows, higher) for entry in scored[1:]]
    p_values = [math.nan, *best_vs_rest([t for t, _ in tests], [degrees for _, degrees in tests])]
    standings = []
    for place, ((candidate, results, scores), p) in enumerate(zip(scored, p_values, strict=True)):
        mean, low, high = interval(scores, test_rows / candidate.training_rows)
        verdict = "best" if place == 0 else "" if math.isnan(p) else "worse" if p < SIGNIFICANCE else "not significant"
        epochs = float(np.mean([r.history["epoch"][-1] for r in results]))
        standings.append(
            Standing(
                candidate, results, scores, mean, low, high, p, verdict, layout(candidate.architecture).trained,
                training_flops(candidate.architecture) * candidate.training_rows * epochs,
                float(np.mean([r.seconds for r in results])), epochs,
            )
        )  # fmt: skip
    return Comparison(name, task, metric, part, higher, tuple(seeds), at, test_rows, tuple(standings), sweep)


def _sort_key(scores: Sequence[float], higher: bool) -> float:
    """Smaller is better; a score that is not finite comes last."""
    mean = float(np.mean(scores))
    return math.inf if not math.isfinite(mean) else -mean if higher else mean


Scored = tuple[Candidate, tuple[SeedResult, ...], tuple[float, ...]]


def _test(best: Scored, other: Scored, test_rows: int, higher: bool) -> tuple[float, int]:
    """The statistic of best − other, paired by seed, and its degrees of freedom; positive if the best one is better."""
    best_scores = {r.seed: score for r, score in zip(best[1], best[2], strict=True)}
    scores = {r.seed: score for r, score in zip(other[1], other[2], strict=True) if r.seed in best_scores}
    ratio = test_rows / min(best[0].training_rows, other[0].training_rows)
    dtype = "float32" if "float32" in (best[0].recipe.dtype, other[0].recipe.dtype) else "float64"
    t = paired_t([best_scores[seed] for seed in scores], list(scores.values()), ratio, dtype)
    return t if higher else -t, len(scores) - 1


KINDS = ("leaderboard", "curves", "heatmap")


MAX_POINTS = 400  # per curve


def varied_settings(settings: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Each setting that differs between candidates, with its sorted values."""
    names = list(dict.fromkeys(name for each in settings for name in each))
    varied: dict[str, list[Any]] = {}
    for name in names:
        values = {repr(each.get(name)): each.get(name) for each in settings}
        if len(values) > 1:
            varied[name] = sorted(values.values(), key=_value_order)
    return varied


def _value_order(value: Any) -> tuple[int, float, str]:
    """A sort key: numbers by size, then texts; widths such as 8-8 by their number of neurons."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, float(value), ""
    text = str(value)
    widths = text.split("-")
    if all(part.isdigit() for part in widths):
        return 1, float(sum(map(int, widths))), text
    return 2, 0.0, text


def _figure(comparison: Comparison, kind: str, x: str | None = None, y: str | None = None, ax: Any = None) -> Any:
    if kind == "leaderboard":
        rows = [
            {"name": s.name, "mean": s.mean, "low": s.low, "high": s.high, "values": s.scores, "verdict": s.verdict}
            for s in comparison.standings
        ]
        return plots.leaderboard(rows, value_name=value_name(comparison), higher=comparison.higher, ax=ax)
    if kind == "curves":
        x_name = {"flops": "operations", "seconds": "seconds"}.get(comparison.at, "epoch")
        return plots.race(curves(comparison), value_name=f"{comparison.part} loss", x_name=x_name, ax=ax)
    if kind == "heatmap":
        return _heatmap(comparison, x, y, ax)
    raise NNPlayError(f"A comparison has no plot {kind!r}: choose one of {', '.join(KINDS)}.")


def value_name(comparison: Comparison) -> str:
    """The name of the score, such as "test accuracy"."""
    return f"{comparison.part} {'R²' if comparison.metric == 'r2' else comparison.metric}"


def curves(comparison: Comparison) -> list[dict[str, Any]]:
    """The loss curve of each candidate, best first: its name, x, and mean, low and high over the seeds."""
    return [_curve(comparison, standing, f"{comparison.part}_loss") for standing in comparison.standings]


def _curve(comparison: Comparison, standing: Standing, column: str) -> dict[str, Any]:
    """The mean over the seeds ± one standard deviation, up to the end of the shortest history."""
    histories = [o.history for o in standing.outcomes if column in o.history]
    length = min((len(h[column]) for h in histories), default=0)
    step = max(1, length // MAX_POINTS)
    places = sorted({*range(0, length, step), length - 1} - {-1})
    values = np.array([[h[column][k] for k in places] for h in histories], dtype=float).reshape(
        len(histories), len(places)
    )
    mean = values.mean(axis=0)
    spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(len(places))
    x = np.array([histories[0]["epoch"][k] for k in places], dtype=float) if histories else np.zeros(0)
    if comparison.at == "flops":
        x = x * standing.flops / standing.epochs
    if comparison.at == "seconds":
        x = x * standing.seconds / standing.epochs
    return {"name": standing.name, "x": x, "mean": mean, "low": mean - spread, "high": mean + spread}


def heatmap_axes(comparison: Comparison) -> tuple[str, str] | None:
    """The settings for a heat map: depth and width if both differ, else the first two that do; None if fewer differ."""
    names = [name for name in comparison.varied if name not in ("depth", "width")]
    if "depth" in comparison.varied and "width" in comparison.varied:
        widths = [s.candidate.settings["width"] for s in comparison.standings]
        if all(isinstance(width, int) for width in widths):
            return "depth", "width"
    return (names[0], names[1]) if len(names) > 1 else None


def _heatmap(comparison: Comparison, x: str | None, y: str | None, ax: Any) -> Any:
    default = heatmap_axes(comparison) or ("", "")
    column, row = x or default[1], y or default[0]
    for name in (row, column):
        if name not in comparison.varied:
            varied = ", ".join(comparison.varied) or "none"
            raise NNPlayError(f"A heat map needs two settings that differ (x=…, y=…): choose from {varied}.")
    rows, columns = comparison.varied[row], comparison.varied[column]
    cells: dict[tuple[int, int], list[float]] = {}
    for s in comparison.standings:
        place = rows.index(s.candidate.settings[row]), columns.index(s.candidate.settings[column])
        cells.setdefault(place, []).append(s.mean)
    values = np.full((len(rows), len(columns)), math.nan)
    for place, means in cells.items():
        values[place] = float(np.mean(means))
    return plots.heat(
        values, rows=list(map(_text, rows)), columns=list(map(_text, columns)), row_name=row.replace("_", " "),
        column_name=column.replace("_", " "), value_name=value_name(comparison), higher=comparison.higher, ax=ax,
    )  # fmt: skip


def _text(value: Any) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _html(comparison: Comparison) -> str:
    """The comparison as HTML for a notebook."""
    kinds = ["leaderboard", "curves", *(["heatmap"] if heatmap_axes(comparison) else [])]
    return "".join(f"<div>{plots.notebook_svg(partial(_figure, comparison, kind))}</div>" for kind in kinds)


def _write_report(comparison: Comparison, path: str | os.PathLike[str]) -> None:
    from nnplay.plots.html_report import Code, Heading, Picture, ReportTable, Text, document

    equal = f", at equal {comparison.at}" if comparison.at else ""
    score = value_name(comparison)
    header = ["", "candidate", score, "95 % interval", "verdict", "p", "parameters", "operations", "seconds", "epochs"]
    rows = [
        [
            str(k), s.name, f"{s.mean:.4g}", "–" if math.isnan(s.low) else f"{s.low:.4g} … {s.high:.4g}", s.verdict,
            "" if math.isnan(s.p) else f"{s.p:.2g}", f"{s.parameters:,}", f"{s.flops:.3g}", f"{s.seconds:.3g}",
            f"{s.epochs:,.0f}",
        ]
        for k, s in enumerate(comparison.standings, start=1)
    ]  # fmt: skip
    parts: list[Any] = [
        Text(summary(comparison)),
        Picture(
            _figure(comparison, "leaderboard"),
            f"The {score} of each seed, and the mean with its 95 % confidence interval.",
        ),
        Heading("Results"),
        ReportTable(header, rows, numbers={0, 2, 5, 6, 7, 8, 9}),
        Text(
            "“Worse”: significantly behind the best candidate. “Not significant”: no significant difference from it. "
            f"Test: {TEST}."
        ),
        Heading("Learning curves"),
        Picture(_figure(comparison, "curves"), "The mean loss over the seeds; the band is ± one standard deviation."),
    ]
    if heatmap_axes(comparison):
        parts += [Heading("Effect of two settings"), Picture(_figure(comparison, "heatmap"), f"The mean {score}.")]
    best = comparison.best.candidate
    parts += [Heading("Best candidate"), Code(f"{best.architecture}\n{best.recipe}")]
    title = f"{len(comparison.standings)} candidates on {comparison.name}"
    sizes = sorted({s.candidate.training_rows for s in comparison.standings})
    size = f"{sizes[0]:,}" if len(sizes) == 1 else f"{sizes[0]:,} to {sizes[-1]:,}"
    page = document(title, parts, subtitle=f"{plural(len(comparison.seeds), 'seed')}{equal}, {size} training rows")
    files.write_atomic(path, page.encode("utf-8"))


def summary(comparison: Comparison) -> str:
    """The result in one sentence."""
    best = comparison.best
    ties = [s.name for s in comparison.standings if s.verdict == "not significant"]
    lead = f"The best candidate is {best.name}: {value_name(comparison)} {best.mean:.4g}"
    if len(comparison.standings) < 2:
        return f"{lead}."
    if any(s.verdict == "" for s in comparison.standings):
        return f"{lead}. One seed cannot show whether the difference is significant: use several."
    if len(ties) == len(comparison.standings) - 1:
        return f"{lead}, with no significant difference from the others."
    if ties:
        few = ", ".join(ties[:4]) + (f" and {len(ties) - 4} more" if len(ties) > 4 else "")
        return f"{lead}; no significant difference from {few}."
    return f"{lead}, significantly better than the others."
