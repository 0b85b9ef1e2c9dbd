"""One page about a run: its layout on top, below it how it learned and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from nnplay.architecture import Architecture
from nnplay.draw import palette
from nnplay.draw.learning import curves
from nnplay.draw.matrix import confusion
from nnplay.draw.network import layout
from nnplay.draw.plane import boundary as draw_boundary
from nnplay.draw.regression import predicted_actual
from nnplay.draw.text import literal, short
from nnplay.parameters import Parameters

WIDTH, TOP, BOTTOM, HEAD = 11.0, 4.2, 3.3, 0.75  # inches
MOST_CLASSES = 12  # of a confusion matrix that fits the page


def summary(
    *,
    title: str,
    architecture: Architecture,
    parameters: Parameters | None,
    history: Mapping[str, Sequence[Any]],
    task: str,
    truth: Any,
    prediction: Any,
    classes: Sequence[Any],
    target_names: Sequence[str],
    input_names: Sequence[str],
    boundary: Mapping[str, Any] | None = None,
    subtitle: str = "",
) -> Figure:
    """A page: the layout, the learning curves, and the confusion matrix or predicted against actual.

    With `boundary`, the arguments of draw.boundary, the surface stands beside the layout.
    """
    figure = Figure(figsize=(WIDTH, HEAD + TOP + BOTTOM), layout="constrained", facecolor=palette.PAPER)
    engine: Any = figure.get_layout_engine()
    engine.set(w_pad=0.08, h_pad=0.1, hspace=0.04, wspace=0.03)
    parts: Any = figure.subfigures(3, 1, height_ratios=(HEAD, TOP, BOTTOM))
    head, top, bottom = parts
    head.text(
        0.012, 0.72, short(title, 60), fontsize=palette.TITLE + 3, fontweight="bold", color=palette.INK, va="center"
    )
    head.text(0.012, 0.24, subtitle, fontsize=palette.TEXT + 1, color=palette.MUTED, va="center")
    if boundary is None:
        network = top.subplots()
    else:
        network, plane = top.subplots(1, 2, width_ratios=(1.55, 1))
        draw_boundary(**boundary, ax=plane)
    outputs = tuple(map(str, classes)) if len(classes) == architecture.outputs else tuple(target_names)
    names = outputs if len(outputs) == architecture.outputs else ()
    layout(architecture, parameters, input_names=input_names, output_names=names, ax=network)
    squared = _last_panel(task, truth, classes)
    panels = bottom.subplots(1, 3 if squared else 2, width_ratios=(1, 1, 0.95) if squared else None)
    curves(history, task=task, loss_name=architecture.loss or "loss", ax=panels[:2])
    if squared == "confusion":
        confusion(truth, prediction, classes, ax=panels[2])
    elif squared == "values":
        predicted_actual(truth, prediction, target_names, ax=panels[2])
    literal(figure)
    return figure


def _last_panel(task: str, truth: Any, classes: Sequence[Any]) -> str:
    """What fills the third panel, if anything fits there."""
    if task == "regression":
        return "values"
    return "confusion" if truth.ndim == 1 and 1 < len(classes) <= MOST_CLASSES else ""
