"""The state of a session at one moment, and the runs saved in it."""

from dataclasses import dataclass, replace

from nnplay.data import Dataset
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters
from nnplay.runs.reproduce import options
from nnplay.runs.run import Run
from nnplay.training.history import HistoryRows
from nnplay.training.model import infer_output
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.training.snapshot import Snapshot

NOT_COMPARED = ("data", "out_of_core")


@dataclass(frozen=True)
class SavedRun:
    """A run that was saved for comparison.

    Attributes:
        name: its label.
        run: the run.
        architecture: the network as requested, before its output and loss were inferred.
    """

    name: str
    run: Run
    architecture: Architecture

    def differences(self, architecture: Architecture, recipe: Recipe) -> str:
        """How it differs from this network and recipe, as options of `nnplay train`."""
        changed = {
            name: value
            for name, value in self.run.recipe
            if value != getattr(recipe, name) and name not in NOT_COMPARED
        }
        return options(None if self.architecture == architecture else self.architecture, changed)


@dataclass(frozen=True, eq=False)
class ViewState:
    """The state of a session at one moment, so that another thread can draw it while training continues.

    Attributes:
        problem: the data and the network.
        parameters: θ at the current epoch.
        snapshot: the newest snapshot.
        epoch: the current epoch.
        past_epoch: the current epoch if it is not the newest, else None.
        rows: the history, one row per epoch; it may grow.
        saved_runs: the runs saved for comparison.
    """

    problem: Problem
    parameters: Parameters
    snapshot: Snapshot
    epoch: int
    past_epoch: int | None
    rows: HistoryRows
    saved_runs: tuple[SavedRun, ...]

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.problem.dataset

    @property
    def metrics(self) -> dict[str, dict[str, float]]:
        """Loss and scores of each part of the data at the current epoch."""
        if self.past_epoch is None:
            return self.snapshot.metrics
        row = self.rows.of_epoch(self.past_epoch) or {}
        return {
            part: {name.removeprefix(f"{part}_"): value for name, value in row.items() if name.startswith(f"{part}_")}
            for part in self.problem.parts
        }

    def evaluation(self) -> tuple[str, Array, Array]:
        """The name of the evaluation split, its true targets and the predictions."""
        part = self.problem.eval_split
        rows = self.problem.parts[part]
        predicted: Array = self.problem.coding.decode(self.problem.model(self.parameters).outputs(rows.X))
        return part, rows.truth, predicted


def minimal_architecture(problem: Problem) -> Architecture:
    """The shortest architecture from which this problem's output and loss are inferred."""
    resolved, data = problem.architecture, problem.dataset
    hidden = Architecture(resolved.layers)
    for candidate in (hidden, replace(hidden, loss=resolved.loss), replace(hidden, output=resolved.output)):
        if infer_output(candidate, data, problem.encoding.n_in, scale=problem.recipe.scale)[0] == resolved:
            return candidate
    return replace(hidden, output=resolved.output, loss=resolved.loss)
