"""The analyses of a run: each function passes the parts of a run that an analysis needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnplay.analysis import (
    histograms as histograms_module,
    loss_landscape as landscape_module,
    mistakes as mistakes_module,
    neuron_maps as neurons_module,
    permutation_importance as importance_module,
)
from nnplay.analysis.group_errors import GroupErrors, group_errors
from nnplay.analysis.histograms import Histograms
from nnplay.analysis.loss_landscape import Landscape
from nnplay.analysis.mistakes import Mistakes
from nnplay.analysis.neuron_maps import Neurons
from nnplay.analysis.parameter_history import Progress, States, evenly_spaced, retrain
from nnplay.analysis.permutation_importance import Importance
from nnplay.analysis.predicted_rows import predicted_rows
from nnplay.analysis.residuals import Residuals, residuals as residuals_of
from nnplay.analysis.score_curves import ScoreCurves, score_curves
from nnplay.errors import NNPlayError
from nnplay.runs import time_travel

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

MAX_STATES = 60  # states to show
MAX_STATES_OF_FORK = 9  # for a forked run, which has to be trained again up to each of them
MIN_STATES = 3  # states needed to show how training went


def states_of(run: TrainingResult, limit: int = MAX_STATES, progress: Progress | None = None) -> States:
    """(epoch, θ) from the untrained network to the run's own θ, from its state history or else by training again.

    Raises:
        NNPlayError: a loaded run without data, or a run that cannot be trained again.
    """
    history = run.state_history
    if history is None:
        raise NNPlayError("An estimator does not keep the weights of earlier epochs: use nn.train.")
    saved = [epoch for epoch in history.epochs if epoch < run.epoch]
    if len(saved) >= MIN_STATES - 1 or run.epoch < MIN_STATES - 1 <= len(saved) + 1:
        states = [(epoch, history.parameters(epoch)) for epoch in evenly_spaced(saved, limit - 1)]
        return [*states, (run.epoch, run.parameters)]
    if run.past:
        epochs = evenly_spaced(range(run.epoch), MAX_STATES_OF_FORK - 1)
        return [*((epoch, time_travel.at(run, epoch).parameters) for epoch in epochs), (run.epoch, run.parameters)]
    if run.recipe.out_of_core:
        raise NNPlayError(
            "A run on a file larger than memory is not trained again: look at it in the process that trained it."
        )
    return retrain(run.problem(), run.epoch, run.parameters, max_states=limit, progress=progress)


def landscape(
    run: TrainingResult, *, directions: str = "random", progress: Progress | None = None, **options: Any
) -> Landscape:
    """The loss on a plane through the run's θ: see `analysis.loss_landscape`."""
    states = states_of(run, landscape_module.MAX_PATH_STATES, progress) if directions == "path" else None
    return landscape_module.landscape(
        run.problem(), run.parameters, states=states, directions=directions, progress=progress, **options
    )


def weights(run: TrainingResult, *, progress: Progress | None = None, **options: Any) -> Histograms:
    """The weights of each layer over the epochs: see `analysis.histograms`."""
    return histograms_module.weights(states_of(run, progress=progress), **options)


def gradients(run: TrainingResult, *, progress: Progress | None = None, **options: Any) -> Histograms:
    """The gradients of each layer over the epochs: see `analysis.histograms`."""
    states = states_of(run, progress=progress)
    return histograms_module.gradients(run.problem(), states, progress=progress, **options)


def neurons(run: TrainingResult, **options: Any) -> Neurons:
    """What each neuron responds to: see `analysis.neuron_maps`."""
    return neurons_module.neurons(run.model, run.problem().dataset, **options)


def importance(run: TrainingResult, **options: Any) -> Importance:
    """How much each column matters, on the evaluation split: see `analysis.permutation_importance`."""
    return importance_module.importance(run.model, run.problem(), **options)


def mistakes(run: TrainingResult, **options: Any) -> Mistakes:
    """The rows of the evaluation split with wrong predictions: see `analysis.mistakes`."""
    return mistakes_module.mistakes(run.model, run.problem(), **options)


def roc(run: TrainingResult, *, part: str | None = None) -> ScoreCurves:
    """The ROC curve of each class: see `analysis.score_curves`."""
    return score_curves(predicted_rows(run.model, run.problem(), part), "roc")


def precision_recall(run: TrainingResult, *, part: str | None = None) -> ScoreCurves:
    """The precision-recall curve of each class: see `analysis.score_curves`."""
    return score_curves(predicted_rows(run.model, run.problem(), part), "precision_recall")


def calibration(run: TrainingResult, *, part: str | None = None) -> ScoreCurves:
    """How often a class occurs where it has a probability: see `analysis.score_curves`."""
    return score_curves(predicted_rows(run.model, run.problem(), part), "calibration")


def residuals(run: TrainingResult, *, part: str | None = None) -> Residuals:
    """The residuals of a regression: see `analysis.residuals`."""
    return residuals_of(predicted_rows(run.model, run.problem(), part))


def error_by_group(run: TrainingResult, *, column: str | None = None, part: str | None = None) -> GroupErrors:
    """The error in each group of rows that a column makes: see `analysis.group_errors`.

    Raises:
        NNPlayError: no column, or an unknown one.
    """
    if column is None:
        raise NNPlayError(
            f"error_by_group needs a column, as in column={run.model.encoding.columns[0]!r}; its values make groups."
        )
    return group_errors(predicted_rows(run.model, run.problem(), part), column)


VIEWS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "landscape": (landscape, ("part", "surface", "log", "ax")),
    "weights": (weights, ()),
    "gradients": (gradients, ()),
    "neurons": (neurons, ("layer", "neuron", "most")),
    "importance": (importance, ("by", "ax")),
    "mistakes": (mistakes, ()),
    "roc": (roc, ("ax",)),
    "precision_recall": (precision_recall, ("ax",)),
    "calibration": (calibration, ("ax",)),
    "residuals": (residuals, ("ax",)),
    "error_by_group": (error_by_group, ("ax",)),
}
"""Each view, and which of its options belong to the figure."""


def figure(run: TrainingResult, kind: str, **options: Any) -> Any:
    """The figure of a view, with the options of the view and of its `plot` method."""
    view, names = VIEWS[kind]
    plot_options = {name: options.pop(name) for name in names if name in options}
    if kind == "landscape" and "part" in plot_options:
        options.setdefault("parts", (plot_options["part"],))
    return view(run, **options).plot(**plot_options)
