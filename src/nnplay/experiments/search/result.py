"""The result of a search: the best configuration, the run that it gives, every trial, and what mattered."""

from __future__ import annotations

import html
import math
import os
from dataclasses import dataclass, field
from typing import Any

from nnplay import plots
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.search.space import text
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe
from nnplay.utils import files

KINDS = ("progress", "importance", "parallel")
SHOWN = 10  # trials of a report
AXES = 8  # settings side by side, those that matter most
OPTIMISTIC = (
    "The validation score is optimistic, because the trial was chosen by it; "
    "the test rows were judged once, in the end."
)


@dataclass(frozen=True)
class Best:
    """The best configuration: train it on the same data, and the result is the run of the search.

    Attributes:
        number: of its trial, from 1.
        value: its score on the validation rows, which it was chosen by.
        settings: what was searched, with the values it has.
        architecture, recipe: what to train.
    """

    number: int
    value: float
    settings: dict[str, Any]
    architecture: Architecture
    recipe: Recipe


@dataclass(frozen=True, eq=False, repr=False)
class Search:
    """What a search has found.

    Attributes:
        best: the best configuration.
        run: that configuration trained on training and validation rows, and judged on the test rows.
        trials: a dict for each, in order: number (from 1), settings, value, state ("finished", "pruned", "diverged"),
            epochs, seconds, parameters. `value` is the metric of the validation rows, None of a divergence.
        importance: setting → its share in how much the trials differ, from the largest; {} when they are too few.
        metric: what is compared; `higher` is better.
        asked: of each trial the values of all settings, those included that had no say.
        ending: "finished", "timeout" or "interrupted".
        sweep: its id in the store, or "".
        kept: the id of `run` in the store, or "".
    """

    best: Best
    run: Run
    trials: list[dict[str, Any]]
    importance: dict[str, float]
    metric: str
    higher: bool
    asked: list[dict[str, Any]] = field(default_factory=list)
    status: str = "finished"
    sweep: str = ""
    kept: str = ""

    @property
    def score(self) -> float:
        """The metric of the test rows, which no trial has seen."""
        return self.run.metrics["test"][self.metric]

    @property
    def title(self) -> str:
        """What the metric is called."""
        return "R²" if self.metric == "r2" else self.metric

    @property
    def ranked(self) -> list[dict[str, Any]]:
        """The trials, best first; those that were given up behind the others, divergences last."""
        order = {"finished": 0, "pruned": 1, "diverged": 2}
        sign = -1 if self.higher else 1

        def place(trial: dict[str, Any]) -> tuple[bool, int, float, int]:
            value = trial["value"]
            worth = math.inf if value is None or not math.isfinite(value) else sign * value
            return trial["number"] != self.best.number, order[trial["state"]], worth, trial["number"]

        return sorted(self.trials, key=place)

    def table(self) -> list[dict[str, Any]]:
        """One row a trial, best first, as any DataFrame library takes it."""
        names = list(dict.fromkeys(name for asked in self.asked for name in asked))
        return [
            {
                "number": t["number"], **{name: _cell(t["settings"].get(name)) for name in names},
                f"validation_{self.metric}": t["value"], "state": t["state"], "epochs": t["epochs"],
                "seconds": t["seconds"], "parameters": t["parameters"],
            }
            for t in self.ranked
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many trials ended in each way."""
        states = [trial["state"] for trial in self.trials]
        return {state: states.count(state) for state in ("finished", "pruned", "diverged") if state in states}

    def plot(self, kind: str = "progress", **options: Any) -> Any:
        """A Matplotlib figure: "progress" of the trials, "importance" of the settings, or "parallel" coordinates.

        Raises:
            NNPlayError: an unknown kind, or too few trials.
        """
        values = [math.nan if t["value"] is None else t["value"] for t in self.trials]
        told: dict[str, Any] = {"value_name": f"validation {self.title}", "higher": self.higher}
        if kind == "progress":
            pruned = [trial["state"] == "pruned" for trial in self.trials]
            return plots.progress(values, pruned=pruned, **told, **options)
        if kind == "importance":
            if not self.importance:
                raise NNPlayError("Too few trials have finished to tell which setting mattered: search longer.")
            names = [name.replace("_", " ") for name in self.importance]
            return plots.importance(names, list(self.importance.values()), **options)
        if kind == "parallel":
            kept = [k for k, trial in enumerate(self.trials) if trial["state"] == "finished"]
            columns = {
                name.replace("_", " "): [
                    "none" if (value := self.asked[k][name]) is None else _cell(value) for k in kept
                ]
                for name in (list(self.importance) or list(self.asked[0]))[:AXES]
            }
            return plots.parallel(columns, [values[k] for k in kept], **told, **options)
        raise NNPlayError(f"There is no picture {kind!r} of a search: choose one of {', '.join(KINDS)}.")

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write everything as one HTML page that needs nothing else, whole or not at all."""
        from nnplay.plots.html_report import Heading, Picture, Table, Text, document

        recipe = [[name, text(value)] for name, value in self.best.recipe.to_json().items()]
        parts: list[Any] = [
            Text(f"{self.headline()} {OPTIMISTIC}"), Heading("The best configuration"),
            Table(["", ""], [["architecture", str(self.run.architecture)], *recipe]),
            Picture(self.run.plot(), "The best configuration, trained on training and validation rows."),
            Heading("The search"), Picture(self.plot("progress"), "Every trial, and the best so far."),
        ]  # fmt: skip
        if self.importance:
            parts += [Picture(self.plot("importance"), "How much of the difference is due to each setting (fANOVA).")]
        parts += [Picture(self.plot("parallel"), "The settings of the finished trials."), Heading("The best trials")]
        header, rows = self.rows(SHOWN)
        parts += [Table(header, rows, numbers={0, *range(len(header) - 3, len(header))})]
        page = document(f"Search on {self.run.facts['name']}", parts, subtitle=self.subtitle())
        files.write_whole(path, page.encode("utf-8"))

    def rows(self, most: int) -> tuple[list[str], list[list[str]]]:
        """The best trials as text: the header and the rows."""
        names = list(dict.fromkeys(name for asked in self.asked for name in asked))
        header = ["trial", *(name.replace("_", " ") for name in names), self.title, "epochs", "parameters"]
        rows = []
        for t in self.ranked[:most]:
            cells = [text(t["settings"][name]) if name in t["settings"] else "" for name in names]
            value = t["state"] if t["value"] is None else f"{t['value']:.4f}"
            epochs = f"{t['epochs']:,}" + (" pruned" if t["state"] == "pruned" else "")
            rows.append([str(t["number"]), *cells, value, epochs, f"{t['parameters']:,}"])
        return header, rows

    def subtitle(self) -> str:
        """How many trials there were, and how they ended."""
        return f"{len(self.trials):,} trials: " + ", ".join(f"{n:,} {state}" for state, n in self.counts().items())

    def headline(self) -> str:
        """The two scores in one sentence."""
        return (
            f"{self.run.architecture}: test {self.title} {self.score:.4f}, "
            f"where the validation rows of trial {self.best.number} gave {self.best.value:.4f}."
        )

    def __repr__(self) -> str:
        return (
            f"<search of {clean(self.run.facts['name'])}, {self.subtitle()}\n  best: {self.best.architecture} | "
            f"validation {self.title} {self.best.value:.4g}, test {self.title} {self.score:.4g}>"
        )

    def _repr_html_(self) -> str:
        """The search as a notebook shows it."""
        header, rows = self.rows(SHOWN)
        cells = "".join(f"<th>{html.escape(name)}</th>" for name in header)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
        said = f"{self.headline()} {self.subtitle()}. {OPTIMISTIC}"
        picture = plots.svg(self.plot("progress"))
        return f"<div><p>{html.escape(said)}</p><table><tr>{cells}</tr>{body}</table><div>{picture}</div></div>"


def _cell(value: Any) -> Any:
    """A value for a column: widths as text, everything else as it is."""
    return text(value) if isinstance(value, tuple | list) else value
