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
from nnplay.plots.labels import clean, literal, short, sized
from nnplay.plots.learning_curves import chart, charts
from nnplay.plots.network import paint
from nnplay.plots.network_geometry import plan
from nnplay.plots.predicted_vs_actual import predicted_actual

HEAD, GAP, CHARTS, TALLEST = 0.65, 0.1, 2.6, 3.3  # inches, of a page 7 inches wide
MAX_CLASSES_BESIDE = 6  # of a confusion matrix beside the curves; with more it has a row of its own


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
    split: str = "",
    loss_unit: str = "",
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
        split: the name of the split that the predictions are of.
        loss_unit: what the loss is measured in.
    """
    outputs = architecture.outputs or 0
    names: Sequence[Any] = classes if len(classes) == outputs else classes[-1:] if outputs == 1 else target_names
    drawing = plan(architecture, tuple(input_names), tuple(map(clean, names or target_names)))
    has_results = task == "regression" or (np.ndim(truth) == 1 and len(classes) > 0)
    curves = charts(history, task, architecture.loss)
    panels = len(curves) + has_results + (boundary is not None)
    style = palette.current()
    unit = style.full / 7
    rows = 2 if panels > 3 or len(classes) > MAX_CLASSES_BESIDE else 1
    last = min(6.5, max(CHARTS, 0.22 * len(classes) + 1.1)) if has_results and rows == 2 else CHARTS
    heights = [CHARTS * unit, last * unit][-rows:]
    width = style.full
    scale = min(1.15 * unit, (width - 0.3) / drawing.width, max(0.8, TALLEST / drawing.height) * unit)
    above = HEAD * unit + scale * drawing.height + GAP
    figure = sized(width, above + sum(heights))
    parts: Any = figure.subfigures(1 + rows, 1, height_ratios=(above, *heights), hspace=0)
    _head(parts[0], title, subtitle, width, above)
    share = scale * drawing.width / width, scale * drawing.height / above
    paint(parts[0].add_axes(((1 - share[0]) / 2, GAP / above, *share)), drawing, architecture, parameters)

    across = [panels] if rows == 1 else [len(curves), panels - len(curves)]
    places = [ax for part, n in zip(parts[1:], across, strict=True) for ax in part.subplots(1, n, squeeze=False)[0]]
    for name, text in curves:
        chart(places.pop(0), history, name, text, best_epoch, loss_unit)
    if has_results and task == "regression":
        predicted_actual(truth, prediction, target_names, split=split, ax=places.pop(0))
    elif has_results:
        confusion(truth, prediction, classes, split=split, ax=places.pop(0))
    if boundary is not None:
        draw_boundary(**{**boundary, "ax": places.pop(0)})
    return figure


def _head(top: SubFigure, title: str, subtitle: str, width: float, height: float) -> None:
    """The title and the line under it, flush left."""
    x, line = 0.12 / width, palette.TITLE / 72
    title = short(title, int(width * 100 / palette.TITLE))
    top.text(x, 1 - 1.6 * line / height, title, fontsize=palette.TITLE + 2, va="center", fontweight="bold",
             color=palette.INK)  # fmt: skip
    top.text(x, 1 - 3.4 * line / height, short(subtitle, int(width * 120 / palette.TEXT)), fontsize=palette.TEXT,
             va="center", color=palette.MUTED)  # fmt: skip
    literal(top)
