"""The keyword arguments that an editor completes are those that exist."""

import inspect

from nnplay import plots
from nnplay.analysis import histograms, loss_landscape, mistakes, neuron_maps, permutation_importance
from nnplay.experiments.compare.candidates import SweepSettings
from nnplay.experiments.search.space import NETWORK, SearchSettings
from nnplay.runs import views
from nnplay.runs.plots import PlotOptions, boundary_values
from nnplay.runs.time_travel import CHANGEABLE
from nnplay.training.recipe import Recipe, RecipeSettings


def test_settings_are_those_of_the_recipe():
    assert list(SweepSettings.__annotations__) == list(RecipeSettings.__annotations__)
    assert SearchSettings.__annotations__.keys() == {*RecipeSettings.__annotations__, *NETWORK, "architecture", "decay"}
    assert set(CHANGEABLE) < Recipe.model_fields.keys()


def test_plot_options_are_those_of_the_figures():
    functions = [
        loss_landscape.landscape, loss_landscape.Landscape.plot, histograms.weights, neuron_maps.neurons,
        neuron_maps.Neurons.plot, permutation_importance.importance, permutation_importance.Importance.plot,
        mistakes.mistakes, plots.curves, boundary_values, views.error_by_group,
    ]  # fmt: skip
    names = {name for function in functions for name in inspect.signature(function).parameters}
    assert PlotOptions.__annotations__.keys() - {"style"} <= names
