"""The result of a search: the best configuration, its run, the trials, and the importance of the settings."""

import html
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nnplay import plots
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.search.space import text
from nnplay.network.architecture import Architecture
from nnplay.plots import palette
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe
from nnplay.utils import files
from nnplay.utils.html_table import html_table
from nnplay.utils.text import plural

KINDS = ("progress", "importance", "parallel")
STATES = ("finished", "pruned", "diverged")
MAX_TRIALS_SHOWN = 10
MAX_AXES = 8  # of the parallel coordinates
OPTIMISTIC = (
    "The validation score is optimistic, because the best trial was chosen by it; "
    "the test split was evaluated only once, at the end."
)


@dataclass(frozen=True)
class BestConfiguration:
    """The best configuration. Training it on the same data gives the run of the search.

    Attributes:
        number: the number of its trial, from 1.
        value: its score on the validation split.
        settings: the searched settings with their values.
        architecture, recipe: the configuration.
    """

    number: int
    value: float
    settings: dict[str, Any]
    architecture: Architecture
    recipe: Recipe


@dataclass(frozen=True, eq=False, repr=False)
class SearchResult:
    """The result of a search.

    Attributes:
        best: the best configuration.
        run: the run of that configuration, trained on the training and validation rows, evaluated on the test split.
        trials: a dict for each trial, in order: number (from 1), settings, value, state ("finished", "pruned",
            "diverged"), epochs, seconds, parameters. `value` is the metric of the validation split, or None if the
            trial diverged.
        importance: setting → its share of the variance between trials, the largest first; {} for too few trials.
        metric: the metric to compare.
        higher: whether larger is better.
        sampled: the values of all searched settings for each trial, including those without effect.
        status: "finished", "timeout" or "interrupted".
        sweep: the id of the search in the store, or "".
        run_id: the id of `run` in the store, or "".

    >>> import nnplay as nn
    >>> result = nn.search("iris", trials=3, epochs=20)
    >>> [trial["number"] for trial in result.trials], result.metric, result.higher
    ([1, 2, 3], 'accuracy', True)
    """

    best: BestConfiguration
    run: Run
    trials: list[dict[str, Any]]
    importance: dict[str, float]
    metric: str
    higher: bool
    sampled: list[dict[str, Any]] = field(default_factory=list)
    status: str = "finished"
    sweep: str = ""
    run_id: str = ""

    @property
    def score(self) -> float:
        """The metric of the test split, which no trial has seen."""
        return self.run.metrics["test"][self.metric]

    @property
    def title(self) -> str:
        """The metric as it is displayed."""
        return "R²" if self.metric == "r2" else self.metric

    @property
    def ranked(self) -> list[dict[str, Any]]:
        """The trials, best first; pruned trials come after finished ones, diverged trials last."""
        sign = -1 if self.higher else 1

        def sort_key(trial: dict[str, Any]) -> tuple[bool, int, float, int]:
            value = trial["value"]
            score = math.inf if value is None or not math.isfinite(value) else sign * value
            return trial["number"] != self.best.number, STATES.index(trial["state"]), score, trial["number"]

        return sorted(self.trials, key=sort_key)

    @property
    def names(self) -> list[str]:
        """The names of the searched settings."""
        return list(dict.fromkeys(name for sample in self.sampled for name in sample))

    def table(self) -> list[dict[str, Any]]:
        """The trials as a list of dicts, best first, for any DataFrame library."""
        return [
            {
                "number": t["number"], **{name: _cell(t["settings"].get(name)) for name in self.names},
                f"validation_{self.metric}": t["value"], "state": t["state"], "epochs": t["epochs"],
                "seconds": t["seconds"], "parameters": t["parameters"],
            }
            for t in self.ranked
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many trials ended in each state."""
        states = [trial["state"] for trial in self.trials]
        return {state: states.count(state) for state in STATES if state in states}

    def plot(self, kind: str = "progress", *, ax: Any = None, style: str | Sequence[str] | None = None) -> Any:
        """A Matplotlib figure.

        Args:
            kind: "progress" of the trials, "importance" of the settings, or "parallel" coordinates.
            ax: the Matplotlib axes to draw on.
            style: "paper" (the default), "dark", "wide", "transparent", or several of them.

        Raises:
            NNPlayError: an unknown kind or style, or too few trials.
        """
        with palette.use(style):
            return self._figure(kind, ax)

    def _figure(self, kind: str, ax: Any) -> Any:
        """A figure of one kind, in the style in use."""
        values = [math.nan if t["value"] is None else t["value"] for t in self.trials]
        value_name = f"validation {self.title}"
        if kind == "progress":
            pruned = [trial["state"] == "pruned" for trial in self.trials]
            return plots.progress(values, pruned=pruned, value_name=value_name, higher=self.higher, ax=ax)
        if kind == "importance":
            if not self.importance:
                raise NNPlayError(
                    "Too few trials have finished to estimate the importance of settings: try more trials."
                )
            names = [name.replace("_", " ") for name in self.importance]
            return plots.importance(names, list(self.importance.values()), ax=ax)
        if kind == "parallel":
            finished = [k for k, trial in enumerate(self.trials) if trial["state"] == "finished"]
            columns = {
                name.replace("_", " "): [
                    "none" if (value := self.sampled[k][name]) is None else _cell(value) for k in finished
                ]
                for name in (list(self.importance) or list(self.sampled[0]))[:MAX_AXES]
            }
            scores = [values[k] for k in finished]
            return plots.parallel(columns, scores, value_name=value_name, higher=self.higher, ax=ax)
        raise NNPlayError(f"A search has no plot {kind!r}: choose one of {', '.join(KINDS)}.")

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write a self-contained HTML page with all results. The write is atomic."""
        from nnplay.plots.html_report import Heading, Picture, ReportTable, Text, document

        recipe = [[name, text(value)] for name, value in self.best.recipe.summary().items()]
        parts: list[Any] = [
            Text(f"{self.headline()} {OPTIMISTIC}"), Heading("Best configuration"),
            ReportTable(["", ""], [["architecture", str(self.run.architecture)], *recipe]),
            Picture(self.run.plot(), "The best configuration, trained on training and validation rows."),
            Heading("Search"), Picture(self.plot("progress"), "All trials, and the best so far."),
        ]  # fmt: skip
        if self.importance:
            parts += [Picture(self.plot("importance"), "Share of the variance due to each setting (fANOVA).")]
        parts += [Picture(self.plot("parallel"), "The settings of the finished trials."), Heading("Best trials")]
        header, rows = self.rows(MAX_TRIALS_SHOWN)
        parts += [ReportTable(header, rows, numbers={0, *range(len(header) - 3, len(header))})]
        page = document(f"Search on {self.run.facts['name']}", parts, subtitle=self.subtitle())
        files.write_atomic(path, page.encode("utf-8"))

    def rows(self, limit: int) -> tuple[list[str], list[list[str]]]:
        """A table of the best trials: its header and its rows."""
        header = ["trial", *(name.replace("_", " ") for name in self.names), self.title, "epochs", "parameters"]
        rows = []
        for t in self.ranked[:limit]:
            cells = [text(t["settings"][name]) if name in t["settings"] else "" for name in self.names]
            value = t["state"] if t["value"] is None else f"{t['value']:.4f}"
            epochs = f"{t['epochs']:,}" + (" pruned" if t["state"] == "pruned" else "")
            rows.append([str(t["number"]), *cells, value, epochs, f"{t['parameters']:,}"])
        return header, rows

    def subtitle(self) -> str:
        """How many trials there are, and how many in each state."""
        counts = ", ".join(f"{n:,} {state}" for state, n in self.counts().items())
        return f"{plural(len(self.trials), 'trial')}: {counts}"

    def headline(self) -> str:
        """The two scores in one sentence."""
        return (
            f"{self.run.architecture}: test {self.title} {self.score:.4f}, "
            f"validation {self.title} {self.best.value:.4f} (trial {self.best.number})."
        )

    def __repr__(self) -> str:
        return (
            f"<search of {clean(self.run.facts['name'])}, {self.subtitle()}\n  best: {self.best.architecture} | "
            f"validation {self.title} {self.best.value:.4g}, test {self.title} {self.score:.4g}>"
        )

    def _repr_html_(self) -> str:
        header, rows = self.rows(MAX_TRIALS_SHOWN)
        table = f'<div style="overflow-x:auto">{html_table(header, rows)}</div>'
        summary = f"{self.headline()} {self.subtitle()}. {OPTIMISTIC}"
        figure = plots.notebook_svg(lambda: self.plot("progress"))
        return f"<div><p>{html.escape(summary)}</p>{table}<div>{figure}</div></div>"


def _cell(value: Any) -> Any:
    """A value for a table: widths as text, everything else unchanged."""
    return text(value) if isinstance(value, tuple | list) else value
