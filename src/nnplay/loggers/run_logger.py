"""What a logger is, and what it is given: the settings of a run, and the numbers of a snapshot or a result."""

import re
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from nnplay.errors import clean
from nnplay.network.parameters import layout
from nnplay.training.problem import Problem
from nnplay.training.result import TrainingResult
from nnplay.training.snapshot import Snapshot
from nnplay.utils.versions import versions

MAX_NAME = 60  # characters of the name of a run


@runtime_checkable
class RunLogger(Protocol):
    """Writes one run somewhere. A class of your own with these members can be passed as ``nn.train(…, log=…)``.

    Attributes:
        name: what messages call it.
    """

    name: str

    def start(self, problem: Problem) -> None:
        """Begin a run; raise an exception if that is impossible, and nothing is trained."""

    def log(self, snapshot: Snapshot) -> None:
        """Log one epoch; after an exception training goes on, and nothing more is logged here."""

    def finish(self, result: TrainingResult, files: Mapping[str, bytes]) -> None:
        """End the run, with the files that belong to its result: the network and its model card."""

    def fail(self, reason: str) -> None:
        """End the run without a result."""


def run_name(problem: Problem) -> str:
    """The name of a run: that of its data."""
    return clean(problem.dataset.name, MAX_NAME) or "run"


def run_settings(problem: Problem) -> dict[str, Any]:
    """The settings of a run as JSON values: its recipe, network and versions."""
    recipe = {name: value for name, value in problem.recipe.summary().items() if name != "data"}
    libraries = {f"version of {name}": version for name, version in versions().items()}
    network = {"architecture": str(problem.architecture), "parameters": layout(problem.architecture).trained}
    return {"data": run_name(problem)} | network | recipe | libraries


def snapshot_numbers(snapshot: Snapshot) -> dict[str, float]:
    """The numbers of one epoch by name: "train/loss", "test/accuracy", …, "learning_rate", "seconds"."""
    numbers = _by_split(snapshot.metrics, "")
    return numbers | {"learning_rate": snapshot.learning_rate, "seconds": snapshot.seconds}


def result_numbers(result: TrainingResult) -> dict[str, float]:
    """The numbers of a result: "result/test/accuracy", …, "baseline/constant/accuracy", …, "result/epoch"."""
    numbers = _by_split(result.metrics, "result/") | _by_split(result.baseline, "baseline/")
    return numbers | {"result/epoch": float(result.epoch)}


def _by_split(metrics: Mapping[str, Mapping[str, Any]], prefix: str) -> dict[str, float]:
    """Metrics by name; of a name that a program typed, only the characters that every logger takes."""
    return {
        prefix + re.sub(r"[^\w./ -]", "_", f"{split}/{name}", flags=re.ASCII): float(value)
        for split, values in metrics.items()
        for name, value in values.items()
        if isinstance(value, int | float) and name != "prediction"
    }
