"""One-page summary of a run."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure, SubFigure

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.plots import palette
from nnplay.plots.confusion_matrix import confusion
from nnplay.plots.decision_boundary import boundary as draw_boundary
from nnplay.plots.labels import blank, clean, literal, short
from nnplay.plots.learning_curves import chart, charts
from nnplay.plots.network import paint
from nnplay.plots.network_geometry import plan
from nnplay.plots.predicted_vs_actual import predicted_actual

HEAD, GAP, CHARTS = 0.95, 0.15, 3.8  # inches


def summary(
    *,
    title: str,
    architecture: Architecture,
    parameters: Parameters | None,
    history: Mapping[str, Sequence[Any]],
    task: str,
    truth: Any,
    prediction: Any,
    classes: Sequence[Any] = (),
    target_names: Sequence[str] = (),
    input_names: Sequence[str] = (),
    boundary: Mapping[str, Any] | None = None,
    subtitle: str = "",
    best_epoch: int | None = None,
) -> Figure:
    """One page: the layout of the network above; under it the curves, what was predicted, and the boundary.

    Args:
        title: the name of the run.
        architecture: a resolved architecture.
        parameters: its weights, or None.
        history: columns of the curves: see `curves`.
        task: "classification" or "regression".
        truth: labels (n,) or values (n,) or (n, k).
        prediction: the same, predicted.
        classes: the labels of a classification (k,).
        target_names: the names of the targets.
        input_names: a name for each input of the network.
        boundary: the arguments of `boundary`, or None to leave it out.
        subtitle: one line under the title.
        best_epoch: the epoch whose weights were kept, or None.
    """
    outputs = architecture.outputs or 0
    names: Sequence[Any] = classes if len(classes) == outputs else classes[-1:] if outputs == 1 else target_names
    drawing = plan(architecture, tuple(input_names), tuple(map(clean, names or target_names)))
    has_results = task == "regression" or (np.ndim(truth) == 1 and len(classes) > 0)
    curves = charts(history, task, architecture.loss)
    panels = len(curves) + has_results + (boundary is not None)
    below = min(7.5, max(CHARTS, 0.34 * len(classes) + 1.2)) if has_results else CHARTS
    ratios = [below / CHARTS if k == len(curves) and has_results else 1.0 for k in range(panels)]
    width = max(drawing.width, 3.6 * sum(ratios) + 0.6)
    scale = max(1.0, min(1.4, (width - 1) / drawing.width))
    above = HEAD + scale * drawing.height + GAP
    figure = blank(width, above + below)
    grid: Any = figure.subfigures(2, 1, height_ratios=(above, below), hspace=0)
    top, bottom = grid
    _head(top, title, subtitle, width, above)
    share = scale * drawing.width / width, scale * drawing.height / above
    paint(top.add_axes(((1 - share[0]) / 2, GAP / above, *share)), drawing, architecture, parameters)

    places = list(bottom.subplots(1, panels, squeeze=False, width_ratios=ratios)[0])
    for name, text in curves:
        chart(places.pop(0), history, name, text, best_epoch)
    if has_results and task == "regression":
        predicted_actual(truth, prediction, target_names, ax=places.pop(0))
    elif has_results:
        confusion(truth, prediction, classes, ax=places.pop(0))
    if boundary is not None:
        draw_boundary(**{**boundary, "ax": places.pop(0)})
    return figure


def _head(top: SubFigure, title: str, subtitle: str, width: float, height: float) -> None:
    """The title and the line under it, flush left."""
    x = 0.3 / width
    top.text(x, 1 - 0.4 / height, short(title, int(width * 7)), fontsize=palette.TITLE + 3, va="center",
             fontweight="bold", color=palette.INK)  # fmt: skip
    top.text(x, 1 - 0.72 / height, short(subtitle, int(width * 11)), fontsize=palette.TEXT, va="center",
             color=palette.MUTED)  # fmt: skip
    literal(top)
