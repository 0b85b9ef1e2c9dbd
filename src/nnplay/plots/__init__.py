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
    "residuals_over_predictions": "residual_scatter",
    "score_curves": "score_curve_chart",
    "png": "figure_files",
    "save": "figure_files",
    "svg": "figure_files",
    "notebook_svg": "figure_files",
}

__all__ = [
    "boundary", "columns", "columns_picture", "confusion", "curves", "function", "futures", "heat", "histograms",
    "importance", "landscape", "large_neurons", "layout", "leaderboard", "mistakes", "neurons", "notebook_svg",
    "palette", "parallel", "pictures_of_rows", "png", "predicted_actual", "progress", "race", "residuals",
    "residuals_over_predictions", "save", "score_curves", "summary", "svg",
]  # fmt: skip

if TYPE_CHECKING:
    from nnplay.plots import palette
    from nnplay.plots.comparison import leaderboard, race
    from nnplay.plots.confusion_matrix import confusion
    from nnplay.plots.decision_boundary import boundary
    from nnplay.plots.figure_files import notebook_svg, png, save, svg
    from nnplay.plots.forks import futures
    from nnplay.plots.function_plot import function
    from nnplay.plots.heatmap import heat
    from nnplay.plots.hyperparameters import importance, progress
    from nnplay.plots.importance_bars import columns, columns_picture
    from nnplay.plots.learning_curves import curves
    from nnplay.plots.loss_landscape import landscape
    from nnplay.plots.misclassified import mistakes, pictures_of_rows, residuals
    from nnplay.plots.network import layout
    from nnplay.plots.neuron_maps import large_neurons, neurons
    from nnplay.plots.parallel_coordinates import parallel
    from nnplay.plots.predicted_vs_actual import predicted_actual
    from nnplay.plots.residual_scatter import residuals_over_predictions
    from nnplay.plots.run_summary import summary
    from nnplay.plots.score_curve_chart import score_curves
    from nnplay.plots.weight_histograms import histograms


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
