"""What a bench shows at one moment, and the trainings that were set aside on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nnplay.data import Dataset
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters
from nnplay.runs.reproduce import options
from nnplay.runs.run import Run
from nnplay.training.loop import Snapshot
from nnplay.training.model import infer_output
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe

PLACE = ("data", "out_of_core")


@dataclass(frozen=True)
class SavedRun:
    """A training that was set aside, to be compared with what comes after it.

    Attributes:
        name: what tells it apart.
        run: what became of it.
        architecture: the network as it was asked for.
    """

    name: str
    run: Run
    architecture: Architecture

    def told(self, architecture: Architecture, recipe: Recipe) -> str:
        """What is other than in this network and recipe, as options of `nnplay train`."""
        mine = self.run.recipe
        changed = {name: value for name, value in mine if value != getattr(recipe, name) and name not in PLACE}
        return options(None if self.architecture == architecture else self.architecture, changed)


@dataclass(frozen=True, eq=False)
class ViewState:
    """The bench at one moment, so that another thread may draw it while the training goes on.

    Attributes:
        problem: the data and the network.
        parameters: θ of the epoch that is shown.
        snapshot: the newest one.
        epoch: the epoch that is shown.
        back: the same where it is not the newest, else None.
        rows: the history so far, a row for each epoch; it may grow.
        kept: trainings that were set aside.
    """

    problem: Problem
    parameters: Parameters
    snapshot: Snapshot
    epoch: int
    back: int | None
    rows: list[dict[str, Any]]
    kept: tuple[SavedRun, ...]

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.problem.dataset

    @property
    def metrics(self) -> dict[str, dict[str, float]]:
        """Loss and scores of each part of the data at the epoch that is shown."""
        if self.back is None:
            return self.snapshot.metrics
        row: dict[str, Any] = next((row for row in reversed(self.rows) if row["epoch"] == self.back), {})
        return {
            part: {name.removeprefix(f"{part}_"): value for name, value in row.items() if name.startswith(f"{part}_")}
            for part in self.problem.parts
        }

    def evaluated(self) -> tuple[str, Array, Array]:
        """The part of the data that is judged, its truth, and what the network that is shown predicts for it."""
        part = self.problem.eval_split
        rows = self.problem.parts[part]
        predicted: Array = self.problem.coding.decode(self.problem.model(self.parameters).outputs(rows.X))
        return part, rows.truth, predicted


def asked(problem: Problem) -> Architecture:
    """The shortest architecture that leads to this one on these data."""
    whole, data = problem.architecture, problem.dataset
    plain = Architecture(whole.layers)
    for made in (plain, replace(plain, loss=whole.loss), replace(plain, output=whole.output)):
        if infer_output(made, data, problem.encoding.n_in, scale=problem.recipe.scale)[0] == whole:
            return made
    return replace(plain, output=whole.output, loss=whole.loss)
