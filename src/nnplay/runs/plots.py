"""The figures of a run: which values of the run go into which plot."""

import itertools
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, Literal, TypedDict, Unpack
from weakref import WeakKeyDictionary

import numpy as np

from nnplay import plots
from nnplay.analysis.feature_plane import encode_plane, plane_features, surface_values, typical_values
from nnplay.analysis.permutation_importance import Importance
from nnplay.data import Dataset
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Block, layout
from nnplay.plots import palette
from nnplay.runs import views
from nnplay.training.result import TrainingResult
from nnplay.utils.html_table import html_table
from nnplay.utils.text import plural

Kind = Literal[
    "summary", "layout", "curves", "boundary", "confusion", "predictions", "futures", "landscape", "weights",
    "gradients", "neurons", "importance", "mistakes", "roc", "precision_recall", "calibration", "residuals",
    "error_by_group",
]  # fmt: skip
KINDS = ("summary", "layout", "curves", "boundary", "confusion", "predictions", "futures", *views.VIEWS)
OTHER_NAMES = {  # by which other libraries call them
    "loss": "curves", "accuracy": "curves", "history": "curves", "learning_curve": "curves", "network": "layout",
    "architecture": "layout", "decision_boundary": "boundary", "confusion_matrix": "confusion",
    "feature_importance": "importance", "permutation_importance": "importance", "roc_curve": "roc",
    "calibration_curve": "calibration", "reliability": "calibration",
}  # fmt: skip
MAX_POINTS = 2000  # rows drawn on a decision boundary
QUICK_REPEATS, QUICK_ROWS = 3, 400  # of the importance that chooses the features of a boundary

_by_importance: WeakKeyDictionary[TrainingResult, Importance] = WeakKeyDictionary()


class PlotOptions(TypedDict, total=False):
    """The options of `Run.plot`; the comments say which kinds take them."""

    style: str | Sequence[str]
    """How it looks: "paper" (the default, in the widths of a paper's columns), "wide" for slides, "dark",
    "transparent", or several of them, as in ("dark", "wide") (all kinds)."""
    ax: Any
    """The Matplotlib axes to draw on (layout, curves, confusion, predictions, landscape, importance, roc,
    precision_recall, calibration, residuals, error_by_group)."""
    x: str | None
    """The feature on the x axis (boundary, neurons); for a boundary by default the most important one."""
    y: str | None
    """The feature on the y axis (boundary, neurons)."""
    held: Mapping[str, Any] | None
    """Values of the other features (boundary); their medians by default."""
    part: Literal["train", "validation", "test"] | None
    """The split to use (landscape, importance, mistakes, roc, precision_recall, calibration, residuals,
    error_by_group)."""
    column: str
    """The column that makes the groups (error_by_group)."""
    directions: Literal["random", "path"]
    """The directions of the plane (landscape)."""
    points: int
    """Grid points along each side (landscape)."""
    span: float
    """How far the plane extends (landscape)."""
    parts: Sequence[str]
    """The splits whose loss is computed (landscape)."""
    surface: bool
    """A surface in three dimensions instead of a heat map (landscape)."""
    log: bool | None
    """A logarithmic scale for the loss (landscape)."""
    array: str
    """The parameters to show: "W", "b" or another array of the layers (weights, gradients)."""
    bins: int | None
    """The number of bins (weights, gradients)."""
    side: int
    """Grid points along each side (neurons)."""
    layer: int | None
    """Only this layer, counted from 1 (neurons)."""
    neuron: int | None
    """Only this neuron of the layer, counted from 1 (neurons)."""
    most: int
    """How many neurons of each layer, or how many rows, to show (neurons, mistakes)."""
    by: str
    """The increase to show, "loss" or "score" (importance)."""
    repeats: int
    """How often each column is shuffled (importance)."""
    seed: int
    """The seed of random directions (landscape) or of the shuffling (importance)."""
    progress: Any
    """Called with what is done and the total (landscape, weights, gradients, importance)."""


def figure(run: TrainingResult, kind: str = "summary", **options: Unpack[PlotOptions]) -> Any:
    """The figure of that kind: see `Run.plot`."""
    if isinstance(kind, str):
        kind = OTHER_NAMES.get(name := kind.lower().replace("-", "_").replace(" ", "_"), name)
    if kind not in KINDS:
        raise NNPlayError(f"There is no plot {str(kind)[:40]!r}: choose one of {', '.join(KINDS)}.")
    rest = dict(options)
    style: Any = rest.pop("style", None)
    try:
        with palette.use(style):
            return _figure(run, kind, rest)
    except TypeError as error:
        name = str(error).rpartition("argument ")[2].strip("'")
        if "unexpected keyword" not in str(error) or name not in options:
            raise
        raise NNPlayError(f"The plot {kind!r} has no option {name!r}.") from None


def _figure(run: TrainingResult, kind: str, options: dict[str, Any]) -> Any:
    if kind == "layout":
        inputs, outputs = run.model.encoding.names, output_names(run)
        return plots.layout(run.architecture, run.parameters, input_names=inputs, output_names=outputs, **options)
    if kind == "curves":
        task, loss = run.facts["task"], run.architecture.loss or "loss"
        return plots.curves(
            run.history, task=task, loss_name=loss, best_epoch=run.epoch, loss_unit=loss_unit(run), **options
        )
    if kind == "boundary":
        return plots.boundary(**boundary_values(run, **options))
    if kind == "confusion":
        if not run.classes or run.truth.ndim > 1:
            raise NNPlayError("A confusion matrix needs one class per row: use plot('predictions').")
        return plots.confusion(run.truth, run.prediction, run.classes, split=run.eval_split, **options)
    if kind == "predictions":
        if run.facts["task"] != "regression":
            raise NNPlayError("A plot of predicted and actual values needs a regression: use plot('confusion').")
        names = tuple(run.facts["targets"])
        return plots.predicted_actual(run.truth, run.prediction, names, split=run.eval_split, **options)
    if kind == "futures":
        return _futures(run, **options)
    return _summary(run, **options) if kind == "summary" else views.figure(run, kind, **options)


def output_names(run: TrainingResult) -> tuple[str, ...]:
    """The name of each output: a class or a target."""
    if run.model.coding.form == "one_hot":
        return tuple(map(str, run.classes))
    if run.model.coding.form == "column":
        return (str(run.classes[-1]),)
    return tuple(run.facts["targets"])


def loss_unit(run: TrainingResult) -> str:
    """What a regression's loss is measured in, where that is not the unit of the target."""
    scaled = any(factor != 1 for factor in run.model.coding.scale)
    return "standardized target" if run.facts["task"] == "regression" and scaled else ""


def headline(run: TrainingResult) -> str:
    """One line with the results of the run."""
    part = run.metrics[run.eval_split]
    names = {"accuracy": "accuracy"} if run.facts["task"] == "classification" else {"r2": "R²", "rmse": "RMSE"}
    values = ", ".join(f"{label} {part[name]:.4g}" for name, label in names.items())
    return f"{run.eval_split} {values} after {plural(run.epoch, 'epoch')}, {plural(run.parameters.count, 'parameter')}"


def _summary(run: TrainingResult, **options: Any) -> Any:
    return plots.summary(
        title=run.facts["name"], subtitle=headline(run), architecture=run.architecture, parameters=run.parameters,
        history=run.history, task=run.facts["task"], truth=run.truth, prediction=run.prediction,
        classes=run.classes, target_names=tuple(run.facts["targets"]), input_names=run.model.encoding.names,
        boundary=boundary_values(run) if _has_two_numeric_inputs(run) else None, best_epoch=run.epoch,
        split=run.eval_split, loss_unit=loss_unit(run), **options,
    )  # fmt: skip


def _futures(run: TrainingResult, **options: Any) -> Any:
    """The curves of the run and of each run that it was forked from."""
    if not run.past:
        raise NNPlayError("This run has not been forked: `run.fork(epoch, learning_rate=…)` forks it.")
    recipes = [*(segment.recipe.to_json() for segment in run.past), run.recipe.to_json()]
    steps = list(itertools.pairwise(recipes))
    changed = [[n for n in new if new[n] != old.get(n) and n != "epochs"] or ["epochs"] for old, new in steps]
    names_changed = sorted({name for names in changed for name in names})
    first = ", ".join(f"{name} {recipes[0].get(name, 'the default')}" for name in names_changed)
    lines = [(first, 0, run.past[0].history)]
    histories = [*(segment.history for segment in run.past[1:]), run.history]
    for segment, names, recipe, history in zip(run.past, changed, recipes[1:], histories, strict=True):
        label = f"from epoch {segment.until:,}: " + ", ".join(f"{name} {recipe[name]}" for name in names)
        lines.append((label, segment.until, history))
    return plots.futures(lines, task=run.facts["task"], loss_name=run.architecture.loss or "loss", **options)


def _has_two_numeric_inputs(run: TrainingResult) -> bool:
    """Whether the input is a plane, so that a decision boundary shows all of it."""
    data = run.dataset
    one_output = (run.facts["task"] == "regression" or run.truth.ndim == 1) and len(run.facts["targets"]) == 1
    two_columns = len(run.model.encoding.columns) == 2
    return data is not None and one_output and two_columns and all(c.kind == "number" for c in data.features)


def boundary_values(
    run: TrainingResult, x: str | None = None, y: str | None = None, held: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments of `plots.boundary` for two numeric features; the others have the values `held`, or their medians.

    Raises:
        NNPlayError: a loaded run without data, several predictions per row, or features that are not numeric.
    """
    data = run.dataset
    if data is None:
        raise NNPlayError(
            "A decision boundary shows the data, and a loaded run has none: call `run.with_data()` first, or plot the "
            "curves."
        )
    if run.truth.ndim > 1:
        raise NNPlayError("A decision boundary needs one prediction per row, but this run makes several.")
    axes = _axes_of(run, data, x, y)
    columns = {c.name: c.values for c in data.features}
    rows = np.arange(data.n_rows)
    if len(rows) > MAX_POINTS:
        rows = np.random.default_rng(0).choice(rows, MAX_POINTS, replace=False)

    def predict(points: Any) -> Any:
        X = encode_plane(data, run.model.encoding, axes, points, held)
        return surface_values(run.model, run.model.outputs(X))

    parts = np.full(data.n_rows, "train", dtype=object)
    if run.split is not None:
        parts[run.split.test], parts[run.split.validation] = "test", "validation"
    points = np.column_stack([columns[axes[0]][rows], columns[axes[1]][rows]])
    typical = typical_values(data, run.model.encoding) | dict(held or {})
    return {
        "predict": predict, "X": points, "truth": run.model.coding.truth(data, rows), "names": axes,
        "task": run.facts["task"], "classes": run.classes, "split": parts[rows],
        "held": {name: value for name, value in typical.items() if name not in axes},
    }  # fmt: skip


def _axes_of(run: TrainingResult, data: Dataset, x: str | None, y: str | None) -> tuple[str, str]:
    """The two features of a boundary: the named ones, otherwise the most important numeric ones."""
    numeric = [c.name for c in data.features if c.kind == "number" and c.name in run.model.encoding.columns]
    if len(numeric) > 2 and (x is None or y is None):
        try:
            if run not in _by_importance:
                _by_importance[run] = views.importance(run, repeats=QUICK_REPEATS, max_rows=QUICK_ROWS)
        except NNPlayError:  # a derived feature that is undefined for a shuffled column
            return plane_features(data, run.model.encoding, x, y)
        ranked = [c.name for c in _by_importance[run].columns if c.name in numeric and c.name not in (x, y)]
        chosen = iter(ranked)
        if x is None and y is None:
            first, second = sorted((next(chosen), next(chosen)), key=numeric.index)
            return first, second
        x, y = x or next(chosen), y or next(chosen, None)
    return plane_features(data, run.model.encoding, x, y)


def html(run: TrainingResult) -> str:
    """The run as HTML for a notebook, in the notebook's colours: results, layers, and figures."""
    title = escape(f"{run.facts['name']}: {headline(run)}")
    kinds = ["layout", "curves"]
    if run.facts["task"] == "regression":
        kinds.append("predictions")
    elif run.truth.ndim == 1:
        kinds.append("confusion")
    figures = "".join(f"<div>{plots.notebook_svg(partial(_figure, run, kind, {}))}</div>" for kind in kinds)
    names = list(dict.fromkeys(name for metrics in run.metrics.values() for name in metrics))
    header = ["split", *(name.replace("_", " ") for name in names)]
    rows = [
        [part, *(f"{metrics[name]:.4g}" if name in metrics else "–" for name in names)]
        for part, metrics in run.metrics.items()
    ]
    tables = html_table(header, rows, range(1, len(header))) + _layers_table(run)
    return (
        f'<div style="color:inherit;background:transparent"><p style="font-weight:600;margin:0.4em 0">{title}</p>'
        f'<div style="overflow-x:auto">{tables}</div>{figures}</div>'
    )


def _layers_table(run: TrainingResult) -> str:
    """The layers with their shapes and parameter counts."""
    rows = [
        [str(k), str(block.layer), f"{block.n_in:,}", f"{block.n_out:,}", f"{block.n_in:,} × {block.n_z:,}",
         f"{_count(block):,}"] for k, block in enumerate(layout(run.architecture).blocks, start=1)
    ]  # fmt: skip
    return html_table(["layer", "units", "inputs", "outputs", "W", "parameters"], rows, {2, 3, 4, 5})


def _count(block: Block) -> int:
    """How many numbers of a layer are trained."""
    return sum(int(np.prod(shape)) for name, (_, shape) in block.arrays.items() if name not in ("mean", "variance"))


def describe(run: TrainingResult) -> str:
    """The layers with their shapes and parameter counts, as plain text."""
    lines = []
    for k, block in enumerate(layout(run.architecture).blocks, start=1):
        lines.append(f"{k}  {block.n_in} → {block.layer}  W {block.n_in}×{block.n_z}  {_count(block):,} parameters")
    return "\n".join([*lines, f"loss {run.architecture.loss}, {run.parameters.count:,} parameters"])
