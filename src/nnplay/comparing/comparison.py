"""The result of a comparison: which configuration is best, by how much, and whether chance could have done it."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.architecture import Architecture
from nnplay.catalog.metrics import deciding
from nnplay.comparing import contrasts
from nnplay.comparing.ranking import SURE, holm, interval, paired_test
from nnplay.costs import training_flops
from nnplay.errors import clean
from nnplay.recipe import Recipe


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
    ending: str
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
        return contrasts.varied([standing.candidate.settings for standing in self.standings])

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
        return contrasts.figure(self, kind, **options)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write everything as one HTML page that needs nothing else, whole or not at all."""
        contrasts.write_report(self, path)

    def _repr_html_(self) -> str:
        return contrasts.html(self)

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
    from nnplay.parameters import layout

    return layout(architecture).trained
