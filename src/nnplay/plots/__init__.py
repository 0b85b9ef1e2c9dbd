"""Figures: each function takes plain values and returns a Matplotlib figure; nothing is shared or kept.

`import nnplay.plots` costs nothing; Matplotlib is loaded by the first figure, and never through pyplot.
"""

import importlib
from typing import TYPE_CHECKING, Any

_HOME_OF = {
    "layout": "network",
    "curves": "learning_curves",
    "boundary": "decision_boundary",
    "confusion": "confusion_matrix",
    "predicted_actual": "predicted_vs_actual",
    "summary": "run_summary",
    "race": "comparison",
    "leaderboard": "comparison",
    "futures": "forks",
    "function": "function_plot",
    "heat": "heatmap",
    "importance": "hyperparameters",
    "progress": "hyperparameters",
    "parallel": "parallel_coordinates",
    "landscape": "loss_landscape",
    "histograms": "weight_histograms",
    "neurons": "neuron_maps",
    "large_neurons": "neuron_maps",
    "columns": "importance_bars",
    "columns_picture": "importance_bars",
    "mistakes": "misclassified",
    "pictures_of_rows": "misclassified",
    "residuals": "misclassified",
    "png": "figure_files",
    "save": "figure_files",
    "svg": "figure_files",
}

__all__ = [
    "boundary", "columns", "columns_picture", "confusion", "curves", "function", "futures", "heat", "histograms",
    "importance", "landscape", "large_neurons", "layout", "leaderboard", "mistakes", "neurons", "palette", "parallel",
    "pictures_of_rows", "png", "predicted_actual", "progress", "race", "residuals", "save", "summary", "svg",
]  # fmt: skip

if TYPE_CHECKING:
    from nnplay.plots import palette
    from nnplay.plots.comparison import leaderboard as leaderboard, race as race
    from nnplay.plots.confusion_matrix import confusion as confusion
    from nnplay.plots.decision_boundary import boundary as boundary
    from nnplay.plots.figure_files import png as png, save as save, svg as svg
    from nnplay.plots.forks import futures as futures
    from nnplay.plots.function_plot import function as function
    from nnplay.plots.heatmap import heat as heat
    from nnplay.plots.hyperparameters import importance as importance, progress as progress
    from nnplay.plots.importance_bars import columns as columns, columns_picture as columns_picture
    from nnplay.plots.learning_curves import curves as curves
    from nnplay.plots.loss_landscape import landscape as landscape
    from nnplay.plots.misclassified import (
        mistakes as mistakes,
        pictures_of_rows as pictures_of_rows,
        residuals as residuals,
    )
    from nnplay.plots.network import layout as layout
    from nnplay.plots.neuron_maps import large_neurons as large_neurons, neurons as neurons
    from nnplay.plots.parallel_coordinates import parallel as parallel
    from nnplay.plots.predicted_vs_actual import predicted_actual as predicted_actual
    from nnplay.plots.run_summary import summary as summary
    from nnplay.plots.weight_histograms import histograms as histograms


def __getattr__(name: str) -> Any:
    if name == "palette":
        return importlib.import_module("nnplay.plots.palette")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay.plots' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nnplay.plots.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
