"""The pictures of a run: which values go into which figure of the draw room."""

from __future__ import annotations

import html as escape
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.network.parameters import layout
from nnplay.runs import views

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult
from nnplay.analysis.feature_plane import encoded, plane, shades

Array = NDArray[Any]
KINDS = ("summary", "layout", "curves", "boundary", "confusion", "predictions", "futures", *views.VIEWS)
MOST_POINTS = 2000  # drawn on a boundary


def figure(run: TrainingResult, kind: str = "summary", **options: Any) -> Any:
    """The figure of that kind.

    Raises:
        NNPlayError: no such kind, one that does not suit the run, or an option that it does not have.
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise NNPlayError(f"There is no picture {str(kind)[:40]!r}: choose one of {', '.join(KINDS)}.")
    try:
        return _figure(run, kind, **options)
    except TypeError as error:
        name = str(error).rpartition("argument ")[2].strip("'")
        if "unexpected keyword" not in str(error) or name not in options:
            raise
        raise NNPlayError(f"The picture {kind!r} has no option {name!r}.") from None


def _figure(run: TrainingResult, kind: str, **options: Any) -> Any:
    if kind == "layout":
        inputs, outputs = run.model.encoding.names, output_names(run)
        return plots.layout(run.architecture, run.parameters, input_names=inputs, output_names=outputs, **options)
    if kind == "curves":
        task, loss = run.facts["task"], run.architecture.loss or "loss"
        return plots.curves(run.history, task=task, loss_name=loss, best_epoch=run.epoch, **options)
    if kind == "boundary":
        return plots.boundary(**boundary_values(run, **options))
    if kind == "confusion":
        if not run.classes or run.truth.ndim > 1:
            raise NNPlayError("A confusion matrix needs one class a row: use plot('predictions').")
        return plots.confusion(run.truth, run.prediction, run.classes, **options)
    if kind == "predictions":
        if run.facts["task"] != "regression":
            raise NNPlayError("Predicted against actual values needs a regression: use plot('confusion').")
        return plots.predicted_actual(run.truth, run.prediction, tuple(run.facts["targets"]), **options)
    if kind == "futures":
        return _futures(run, **options)
    return _summary(run, **options) if kind == "summary" else views.picture(run, kind, **options)


def output_names(run: TrainingResult) -> tuple[str, ...]:
    """What each output of the network stands for."""
    if run.model.coding.form == "one_hot":
        return tuple(map(str, run.classes))
    if run.model.coding.form == "column":
        return (str(run.classes[-1]),)
    return tuple(run.facts["targets"])


def headline(run: TrainingResult) -> str:
    """One line that says how good the run is."""
    part = run.metrics[run.eval_split]
    names = ("accuracy",) if run.facts["task"] == "classification" else ("r2", "mse")
    values = ", ".join(f"{'R²' if name == 'r2' else name} {part[name]:.4g}" for name in names)
    return f"{run.eval_split} {values} after {run.epoch:,} epochs, {run.parameters.count:,} parameters"


def _summary(run: TrainingResult, **options: Any) -> Any:
    return plots.summary(
        title=run.facts["name"], subtitle=headline(run), architecture=run.architecture, parameters=run.parameters,
        history=run.history, task=run.facts["task"], truth=run.truth, prediction=run.prediction,
        classes=run.classes, target_names=tuple(run.facts["targets"]), input_names=run.model.encoding.names,
        boundary=boundary_values(run) if _two_numbers(run) else None, best_epoch=run.epoch, **options,
    )  # fmt: skip


def _futures(run: TrainingResult, **options: Any) -> Any:
    """Where each fork of the run's past would have led, and where the run went."""
    if not run.past:
        raise NNPlayError("This run has one future only: `run.fork(epoch, learning_rate=…)` gives another.")
    told = [*(segment.recipe.to_json() for segment in run.past), run.recipe.to_json()]
    steps = list(itertools.pairwise(told))
    changed = [[n for n in new if new[n] != old.get(n) and n != "epochs"] or ["epochs"] for old, new in steps]
    first = ", ".join(f"{name} {told[0].get(name, 'the default')}" for name in sorted({n for c in changed for n in c}))
    ways = [(first, 0, run.past[0].history)]
    histories = [*(segment.history for segment in run.past[1:]), run.history]
    for segment, names, plain, history in zip(run.past, changed, told[1:], histories, strict=True):
        label = f"from epoch {segment.until:,}: " + ", ".join(f"{name} {plain[name]}" for name in names)
        ways.append((label, segment.until, history))
    return plots.futures(ways, task=run.facts["task"], loss_name=run.architecture.loss or "loss", **options)


def _two_numbers(run: TrainingResult) -> bool:
    """Whether the whole input is a plane that can be drawn."""
    data = run.dataset
    plain = run.facts["task"] == "regression" or run.truth.ndim == 1
    single = len(run.facts["targets"]) == 1
    return data is not None and plain and single and _raw(run) == 2 and all(c.kind == "number" for c in data.features)


def _raw(run: TrainingResult) -> int:
    return len(run.model.encoding.columns)


def boundary_values(
    run: TrainingResult, x: str | None = None, y: str | None = None, held: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments of draw.boundary for two numeric features; the others are held, or at their median."""
    data = run.dataset
    if data is None:
        raise NNPlayError(
            "A boundary shows the data, which a loaded run does not hold: train again, or plot the curves."
        )
    if run.truth.ndim > 1:
        raise NNPlayError("A boundary needs one class or one number a row, but this run predicts several.")
    shown = plane(data, run.model.encoding, x, y)
    columns = {c.name: c.values for c in data.features}
    rows = np.arange(data.n_rows)
    if len(rows) > MOST_POINTS:
        rows = np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False)

    def predict(points: Any) -> Any:
        X = encoded(data, run.model.encoding, shown, points, held)
        return shades(run.model, run.model.outputs(X))

    parts = np.full(data.n_rows, "train", dtype=object)
    if run.split is not None:
        parts[run.split.test], parts[run.split.validation] = "test", "validation"
    points = np.column_stack([columns[shown[0]][rows], columns[shown[1]][rows]])
    return {
        "predict": predict, "X": points, "truth": run.model.coding.truth(data, rows), "names": shown,
        "task": run.facts["task"], "classes": run.classes, "split": parts[rows],
    }  # fmt: skip


def html(run: TrainingResult) -> str:
    """The run as a notebook shows it: the headline, the layout, the curves and what was predicted."""
    title = escape.escape(f"{run.facts['name']}: {headline(run)}")
    kinds = ["layout", "curves"]
    if run.facts["task"] == "regression":
        kinds.append("predictions")
    elif run.truth.ndim == 1:
        kinds.append("confusion")
    shown = "".join(f"<div>{plots.svg(figure(run, kind))}</div>" for kind in kinds)
    table = "".join(
        f"<tr><th>{part}</th>" + "".join(f"<td>{name} {value:.4g}</td>" for name, value in metrics.items()) + "</tr>"
        for part, metrics in run.metrics.items()
    )
    return f"<div><h4>{title}</h4><pre>{escape.escape(describe(run))}</pre><table>{table}</table>{shown}</div>"


def describe(run: TrainingResult) -> str:
    """The layers with their shapes and parameter counts, as plain text."""
    lines = []
    for k, block in enumerate(layout(run.architecture).blocks, start=1):
        count = sum(
            int(np.prod(shape)) for name, (_, shape) in block.places.items() if name not in ("mean", "variance")
        )
        lines.append(f"{k}  {block.n_in} → {block.layer}  W {block.n_in}×{block.n_z}  {count:,} parameters")
    return "\n".join([*lines, f"loss {run.architecture.loss}, {run.parameters.count:,} parameters"])
