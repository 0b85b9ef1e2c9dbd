"""The gallery: every picture that runs, comparisons and diagnoses can draw of themselves, from real runs."""

from __future__ import annotations

import inspect
import warnings
from functools import cache
from pathlib import Path
from typing import Any, get_args

import nnplay as nn
from nnplay.runs.plots import Kind

DPI = 110


@cache
def spiral() -> nn.Run:
    """Two arms that wind around each other."""
    return nn.train("spiral", nn.Architecture.dense((8, 8), "tanh"), epochs=200, learning_rate=0.03, seed=1)


@cache
def iris() -> nn.Run:
    """Three kinds of flowers."""
    return nn.train("iris", nn.Architecture.dense((8, 8), "tanh"), epochs=100, optimizer="momentum", seed=0)


@cache
def cancer() -> nn.Run:
    """Two classes, 30 measurements."""
    return nn.train("breast_cancer", (16,), epochs=40, optimizer="adam", learning_rate=0.003)


@cache
def digits() -> nn.Run:
    """Handwritten digits of 8 × 8 pixels."""
    return nn.train("digits", (64, 32), epochs=15, optimizer="momentum")


@cache
def diabetes() -> nn.Run:
    """A number to predict, from ten measurements."""
    return nn.train("diabetes", (16,), epochs=40, optimizer="adam", learning_rate=0.005, l2=0.01)


@cache
def penguins() -> nn.Run:
    """A table with categories and missing cells."""
    return nn.train("penguins", (4,), epochs=6, optimizer="adam", learning_rate=0.01)


# kind → the run, the options, and one sentence.
KINDS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "summary": (iris, {}, "The layout with its weights, the learning curves, and the confusion matrix."),
    "layout": (iris, {}, "Each line is a weight; its colour is the sign, its width the size."),
    "curves": (cancer, {}, "Loss and metric after every epoch, on each split."),
    "boundary": (spiral, {}, "The prediction at each point of a plane, with the rows on it."),
    "confusion": (digits, {}, "Which class was taken for which."),
    "predictions": (diabetes, {}, "Predicted and actual values of the test rows; a perfect network is on the line."),
    "futures": (lambda: spiral().fork(80, learning_rate=0.2), {}, "A run, and how it continues from a fork."),
    "landscape": (spiral, {"directions": "path", "points": 31}, "The loss on a plane through the weights."),
    "weights": (iris, {}, "Histograms of the weights over the epochs."),
    "gradients": (digits, {}, "Histograms of the gradients over the epochs: do the first layers still learn?"),
    "neurons": (spiral, {}, "What each neuron responds to, over two features."),
    "importance": (cancer, {}, "How much worse the network gets when a column is shuffled."),
    "mistakes": (digits, {}, "The rows with wrong predictions, the most confident first."),
    "roc": (cancer, {}, "True against false positives, at every threshold."),
    "precision_recall": (cancer, {}, "Precision against recall, at every threshold."),
    "calibration": (cancer, {}, "How often the network is right, by how sure it is."),
    "residuals": (diabetes, {}, "What is left over, against the prediction."),
    "error_by_group": (penguins, {"column": "island"}, "The error in each group of rows, with its interval."),
}  # fmt: skip


def write(folder: Path) -> str:
    """Draw every picture into the folder `gallery` and return the page's sections."""
    home = folder / "gallery"
    home.mkdir(exist_ok=True)
    if set(KINDS) != set(get_args(Kind)):
        raise SystemExit(f"KINDS in {__file__} and the kinds of Run.plot differ: {set(KINDS) ^ set(get_args(Kind))}")
    text = []
    for kind, (run, options, sentence) in KINDS.items():
        draw(run().plot(kind, **options), home / f"{kind}.png")
        draw(run().plot(kind, **options, style="dark"), home / f"{kind}-dark.png")
        call = ", ".join([f'"{kind}"', *(f"{name}={value!r}" for name, value in options.items())])
        about = f"*{inspect.getdoc(run)}*" if inspect.getdoc(run) else ""
        text += [f"### {kind}", "", f"{sentence} {about}", "", f"```python\nrun.plot({call})\n```", "",
                 f"![The plot {kind!r}](gallery/{kind}.png){{.only-light}}",
                 f"![The plot {kind!r}](gallery/{kind}-dark.png){{.only-dark}}", ""]  # fmt: skip
    race = nn.compare("circle", [(2,), (4,), (8,), (4, 4)], seeds=5, epochs=30, learning_rate=[0.01, 0.05])
    others = {
        "leaderboard": ('race.plot("leaderboard")', race.plot("leaderboard"),
                        "The scores of the candidates of a comparison, with their intervals."),
        "race": ('race.plot("curves")', race.plot("curves"), "The learning curves of the candidates."),
        "heatmap": ('race.plot("heatmap", x="learning_rate", y="hidden")',
                    race.plot("heatmap", x="learning_rate", y="hidden"), "The scores over two settings."),
        "diagnosis": ("diagnosis.plot()", diagnosis().plot(), "What the doctor measures in every layer."),
    }  # fmt: skip
    text += ["## Comparisons and diagnoses", ""]
    for name, (call, figure, sentence) in others.items():
        draw(figure, home / f"{name}.png")
        text += [
            f"### {name}",
            "",
            sentence,
            "",
            f"```python\n{call}\n```",
            "",
            f"![{sentence}](gallery/{name}.png)",
            "",
        ]
    return "\n".join(text)


def diagnosis() -> nn.Diagnosis:
    """A network whose learning rate is much too high."""
    return nn.diagnose("iris", (8,), optimizer="momentum", learning_rate=3, epochs=60, seed=6)


def draw(figure: Any, path: Path) -> None:
    """Save a figure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(path, dpi=DPI, metadata={"Software": "nnplay"})
