"""The views into a run: which of its pieces each of them takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnplay.analysis import histograms as histograms_room
from nnplay.analysis import loss_landscape as landscape_room
from nnplay.analysis import mistakes as mistakes_room
from nnplay.analysis import neuron_maps as neurons_room
from nnplay.analysis import permutation_importance as importance_room
from nnplay.analysis.histograms import Histograms
from nnplay.analysis.loss_landscape import Landscape
from nnplay.analysis.mistakes import Mistakes
from nnplay.analysis.neuron_maps import Neurons
from nnplay.analysis.parameter_history import Progress, States, chosen, trained_again
from nnplay.analysis.permutation_importance import Importance
from nnplay.errors import NNPlayError
from nnplay.runs import time_travel

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

MOST = 60  # states of a training that are looked at
AGAIN = 9  # of a run that was forked, each of which is trained up to
FEWEST = 3  # kept states that tell of a training


def states_of(run: TrainingResult, most: int = MOST, progress: Progress | None = None) -> States:
    """(epoch, θ) from the untrained network to the run's own: from its trail, else by training again.

    Raises:
        NNPlayError: a loaded run without data, or one that cannot be trained again.
    """
    kept = [epoch for epoch in (run.state_history.epochs if run.state_history else ()) if epoch < run.epoch]
    if run.state_history is not None and (len(kept) >= FEWEST - 1 or run.epoch < FEWEST - 1 <= len(kept) + 1):
        found = [(epoch, run.state_history.parameters(epoch)) for epoch in chosen(kept, most - 1)]
        return [*found, (run.epoch, run.parameters)]
    if run.state_history is None:
        raise NNPlayError("An estimator does not keep its weights on the way: use nn.train.")
    if run.past:
        epochs = chosen(range(run.epoch), AGAIN - 1)
        return [*((epoch, time_travel.at(run, epoch).parameters) for epoch in epochs), (run.epoch, run.parameters)]
    if run.recipe.out_of_core:
        raise NNPlayError("A training on a file larger than memory is not done again: look at it while it is loaded.")
    return trained_again(run.problem(), run.epoch, run.parameters, most=most, progress=progress)


def landscape(
    run: TrainingResult, *, directions: str = "random", progress: Progress | None = None, **options: Any
) -> Landscape:
    """The loss on a plane through the run's θ: see `insight.landscape`."""
    states = states_of(run, landscape_room.STATES, progress) if directions == "path" else None
    return landscape_room.landscape(
        run.problem(), run.parameters, states=states, directions=directions, progress=progress, **options
    )


def weights(run: TrainingResult, *, progress: Progress | None = None, **options: Any) -> Histograms:
    """The weights of each layer over the training: see `insight.histograms`."""
    return histograms_room.weights(states_of(run, progress=progress), **options)


def gradients(run: TrainingResult, *, progress: Progress | None = None, **options: Any) -> Histograms:
    """The gradients of each layer over the training: see `insight.histograms`."""
    states = states_of(run, progress=progress)
    return histograms_room.gradients(run.problem(), states, progress=progress, **options)


def neurons(run: TrainingResult, **options: Any) -> Neurons:
    """What each neuron of the run sees: see `insight.neurons`."""
    return neurons_room.neurons(run.model, run.problem().dataset, **options)


def importance(run: TrainingResult, **options: Any) -> Importance:
    """How much each column matters to the run, on the judged rows: see `insight.importance`."""
    return importance_room.importance(run.model, run.problem(), **options)


def mistakes(run: TrainingResult, **options: Any) -> Mistakes:
    """The judged rows that the run got wrong: see `insight.mistakes`."""
    return mistakes_room.mistakes(run.model, run.problem(), **options)


VIEWS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "landscape": (landscape, ("part", "surface", "log", "ax")),
    "weights": (weights, ()),
    "gradients": (gradients, ()),
    "neurons": (neurons, ("layer", "neuron", "most")),
    "importance": (importance, ("by", "ax")),
    "mistakes": (mistakes, ()),
}
"""Each view, and which of its options are of the picture alone."""


def picture(run: TrainingResult, kind: str, **options: Any) -> Any:
    """The figure of a view; its options are those of the view and of its picture."""
    view, drawn = VIEWS[kind]
    shown = {name: options.pop(name) for name in drawn if name in options}
    if kind == "landscape" and "part" in shown:
        options.setdefault("parts", (shown["part"],))
    return view(run, **options).plot(**shown)
