"""Signs in the learning curves, when the training is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnplay.architecture import Architecture, Layer
from nnplay.doctor.case import Case
from nnplay.doctor.findings import Finding, Fix, sign
from nnplay.doctor.network_signs import asked
from nnplay.parameters import Array

LEAST = 10  # rows of a history, below which a curve says nothing
RISEN = 1.4  # the loss of watched rows over its best
LEARNED = 0.7  # the training loss meanwhile, over what it was then
FALLING = 0.1  # of the loss, lost in the last quarter
FLAT = 0.02  # of the loss, lost in the last half
RESTLESS = 1.5  # the loss of a typical late epoch over the best one
WIDER = 4  # times as many neurons


def losses(case: Case, part: str) -> tuple[Array, Array]:
    """Epochs and loss of a part, without what is not finite."""
    epochs, values = case.epochs, case.column(f"{part}_loss")
    there = np.isfinite(values)
    return epochs[there], values[there]


def series(case: Case, part: str) -> tuple[str, list[float], list[float]]:
    """The loss of a part, as evidence."""
    epochs, values = losses(case, part)
    return f"{part} loss", epochs.tolist(), values.tolist()


@sign("divergence", when="after", source="LeCun et al. 1998, Efficient BackProp, §4.6",
      looks_at="a loss that stops being finite, or ends at twice what it was at first")  # fmt: skip
def divergence(case: Case) -> Iterator[Finding]:
    """The steps lead away."""
    epochs, values = losses(case, "train")
    ended = case.ending == "diverged"
    if not ended and not (len(values) > 1 and values[-1] > 2 * values[0] and case.ending != "interrupted"):
        return
    recipe = case.problem.recipe
    rate = min(recipe.learning_rate / 10, 0.02)
    settings: dict[str, object] = {"learning_rate": rate} | ({"scale": "standard"} if recipe.scale == "none" else {})
    epoch = int(epochs[-1]) + 1 if len(epochs) else 1
    yield Finding(
        "divergence", "serious",
        f"The loss {'stopped being finite' if ended else 'grew'} at the learning rate {recipe.learning_rate:g}.",
        {"first loss": float(values[0]), "last loss": float(values[-1])} if len(values) else {},
        epoch=epoch, series=series(case, "train"),
        fix=Fix("take shorter steps" + (", and scale the inputs" if "scale" in settings else ""), settings),
    )  # fmt: skip


@sign("the rate is too high", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      looks_at="a training loss whose late epochs are 1.5 times its best one, while it is not learned")  # fmt: skip
def too_high(case: Case) -> Iterator[Finding]:
    """The loss jumps about instead of falling."""
    epochs, values = losses(case, "train")
    if len(values) < LEAST or case.ending == "diverged" or values[-1] > 2 * values[0]:
        return
    late = values[len(values) * 3 // 4 :]
    typical, best = float(np.median(late)), float(values.min())
    moves = np.abs(np.diff(values[len(values) // 2 :]))
    restless = float(moves.mean()) / max(typical, 1e-12)
    if case.poor and ((typical > RESTLESS * best and restless > 0.05) or restless > 0.25):
        rate = case.problem.recipe.learning_rate
        yield Finding(
            "the rate is too high", "warning",
            f"The training loss jumps by {restless:.0%} from epoch to epoch and does not come down: the steps of "
            f"length {rate:g} are too long.",
            {"late loss": typical, "best loss": best, "jumps": restless}, epoch=int(epochs[int(values.argmin())]),
            series=series(case, "train"), fix=Fix("take shorter steps", {"learning_rate": rate / 10}),
        )  # fmt: skip


@sign("the rate is too low", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      looks_at="a training loss that has lost less than half, and still falls steadily at the end")  # fmt: skip
def too_low(case: Case) -> Iterator[Finding]:
    """The loss creeps."""
    epochs, values = losses(case, "train")
    if len(values) < LEAST or not case.poor or not _steady(values) or values[-1] < 0.5 * values[0]:
        return
    rate = case.problem.recipe.learning_rate
    yield Finding(
        "the rate is too low", "warning",
        f"The training loss fell from {values[0]:.3g} to {values[-1]:.3g} in {epochs[-1]:,.0f} epochs and still falls: "
        f"the steps of length {rate:g} are too short.",
        {"first loss": float(values[0]), "last loss": float(values[-1])}, series=series(case, "train"),
        fix=Fix("take longer steps", {"learning_rate": min(max(rate * 10, 0.02), 1.0)}),
    )  # fmt: skip


@sign("too few epochs", when="after", source="Prechelt 1998, Early stopping, but when?",
      looks_at="a training loss that still falls steadily at the end, while it is not learned")  # fmt: skip
def too_short(case: Case) -> Iterator[Finding]:
    """The training ended too early."""
    _, values = losses(case, "train")
    if len(values) < LEAST or not case.poor or not _falling(values) or values[-1] >= 0.5 * values[0]:
        return
    if case.ending not in ("finished", ""):
        return
    epochs = case.problem.recipe.epochs
    yield Finding(
        "too few epochs", "advice", f"The training loss was still falling when the {epochs:,} epochs were over.",
        {"lost in the last quarter": _lost(values)}, series=series(case, "train"),
        fix=Fix("train longer", {"epochs": 3 * epochs}),
    )  # fmt: skip


def _lost(values: Array) -> float:
    """The share of the loss that the last quarter took away."""
    before = float(values[-max(len(values) // 4, 1) - 1])
    return 1 - float(values[-1]) / before if before > 0 else 0.0


def _steady(values: Array) -> bool:
    """Whether nearly every epoch takes something away, and the last quarter a third of what the first one did."""
    quarter = max(len(values) // 4, 1)
    first, last = float(values[0] - values[quarter]), float(values[-quarter - 1] - values[-1])
    return last > 0.3 * first > 0 and bool(np.mean(np.diff(values) < 0) > 0.9)


def _falling(values: Array) -> bool:
    late = values[len(values) * 3 // 4 - 1 :]
    return _lost(values) > FALLING / 4 and bool(np.mean(np.diff(late) < 0) > 0.9)


@sign("underfitting", when="after", source="Goodfellow, Bengio & Courville 2016, §5.2",
      looks_at="training rows that a small network does not learn (accuracy < 0.9, R² < 0.4)")  # fmt: skip
def underfitting(case: Case) -> Iterator[Finding]:
    """The network is too small for the data, or stands still."""
    _, values = losses(case, "train")
    if len(values) < LEAST or not case.poor or _falling(values) or case.ending == "diverged":
        return
    half = values[len(values) // 2 :]
    if float(half.min()) < (1 - 5 * FLAT) * float(half[0]):
        return
    name, score = case.score
    widths = [layer.width for layer in case.problem.architecture.layers]
    small = sum(widths) < 16 or not widths
    restless = np.abs(np.diff(half)).mean() / max(float(np.median(half)), 1e-12)
    if small and restless < 0.25:
        yield Finding(
            "underfitting", "warning",
            f"The training rows themselves are not learned ({name} {score:.3g}), and the loss is at rest: the network "
            "is too small.",
            {name: score, "hidden neurons": float(sum(widths))}, series=series(case, "train"),
            fix=Fix("take more neurons", {}, _larger(case)),
        )  # fmt: skip


def _larger(case: Case) -> Architecture:
    net = asked(case)
    if not net.layers:
        return replace(net, layers=(Layer(16, "tanh"), Layer(16, "tanh")))
    layers = tuple(replace(layer, width=max(16, WIDER * layer.width)) for layer in net.layers)
    return replace(net, layers=layers if len(layers) > 1 else layers * 2)


@sign("plateau", when="after", source="Bengio 2012, arXiv:1206.5533",
      looks_at="a training loss that lost less than 2 % in the last half, while it is not learned")  # fmt: skip
def plateau(case: Case) -> Iterator[Finding]:
    """The loss stands still long before it is small."""
    epochs, values = losses(case, "train")
    if len(values) < LEAST or not case.poor or case.ending == "diverged":
        return
    half = values[len(values) // 2 :]
    lost = 1 - float(half.min()) / float(half[0]) if half[0] > 0 else 0.0
    widths = [layer.width for layer in case.problem.architecture.layers]
    restless = np.abs(np.diff(half)).mean() / max(float(np.median(half)), 1e-12)
    if lost < FLAT and sum(widths) >= 16 and restless < 0.05:
        recipe = case.problem.recipe
        adaptive = recipe.optimizer.split("(")[0] in ("adam", "adamw", "nadam", "amsgrad", "adam_hat")
        settings: dict[str, object] = {"optimizer": "adam", "learning_rate": 0.02}
        settings |= {"momentum": None} if recipe.momentum is not None else {}
        if adaptive:
            settings = {"learning_rate": recipe.learning_rate * 5 if recipe.learning_rate < 0.01 else 0.002}
        yield Finding(
            "plateau", "warning",
            f"The training loss has stood at {values[-1]:.3g} since epoch {epochs[len(values) // 2]:,.0f}.",
            {"lost in the last half": lost}, epoch=int(epochs[len(values) // 2]), series=series(case, "train"),
            fix=Fix("take another optimizer or rate to leave it", settings),
        )  # fmt: skip


@sign("overfitting", when="after", source="Prechelt 1998, Early stopping, but when?",
      looks_at="a loss of the watched rows at 1.4 times its best, while the training loss fell")  # fmt: skip
def overfitting(case: Case) -> Iterator[Finding]:
    """The training rows are learned by heart."""
    part = case.watched
    if part == "train" or case.problem.recipe.patience is not None:
        return
    epochs, watched = losses(case, part)
    _, train = losses(case, "train")
    if len(watched) < LEAST or len(train) != len(watched) or case.ending == "diverged":
        return
    best = int(watched.argmin())
    late = float(np.median(watched[len(watched) * 9 // 10 :]))
    later = float(np.median(train[len(train) * 9 // 10 :]))
    if late > RISEN * float(watched[best]) and later < LEARNED * float(train[best]) and best < 0.8 * len(watched):
        patience = max(10, len(watched) // 10)
        yield Finding(
            "overfitting", "warning",
            f"Since epoch {epochs[best]:,.0f} the loss of the {part} rows has risen from {watched[best]:.3g} to "
            f"{late:.3g}, while that of the training rows fell: they are learned by heart.",
            {"best loss": float(watched[best]), "last loss": late}, epoch=int(epochs[best]), series=series(case, part),
            fix=Fix("stop when the watched rows get no better", {"patience": patience}),
        )  # fmt: skip


@sign("no better than always the same", when="after", source="Provost & Fawcett 1997, KDD",
      looks_at="an accuracy of the judged rows that always naming the largest class has too")  # fmt: skip
def trivial(case: Case) -> Iterator[Finding]:
    """It names the largest class, and nothing else."""
    data = case.problem.dataset
    if data.task != "classification" or data.multilabel or not case.rows:
        return
    truth = case.problem.parts[case.watched].truth
    names, counts = np.unique(truth.astype(str), return_counts=True)
    share, accuracy = counts.max() / counts.sum(), float(case.column(f"{case.watched}_accuracy")[-1])
    if len(names) > 1 and share >= 0.8 and accuracy <= share + 1e-9:
        yield Finding(
            "no better than always the same", "warning",
            f"The accuracy of {accuracy:.1%} is what always saying {names[counts.argmax()]!r} has: look at the F1.",
            {"accuracy": accuracy, "share of the largest class": float(share)},
            fix=Fix("let the rows of rare classes weigh more", {"class_weight": "balanced"}),
        )  # fmt: skip
