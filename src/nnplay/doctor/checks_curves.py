"""Checks of the learning curves, after training: learning rate, epochs, and losses that stay too high."""

from collections.abc import Iterator

import numpy as np

from nnplay.doctor.curve_shape import CurveShape, shape
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.doctor.fixes import (
    Settings,
    adaptive,
    default_rate,
    default_weights,
    lower_rate,
    scaled_inputs,
    wider_network,
)
from nnplay.engine.batched import penalty_value
from nnplay.network.parameters import Array

DIVERGED = 2  # ratio of the last loss to the first
LATE_OVER_BEST = 1.5  # ratio of a typical late loss to the best
MIN_JUMP = 0.05  # mean relative change from one epoch to the next
LOW_RATES = 0.5, 0.02  # fractions of the default rate: too low where the loss still falls; too low in any case
HALF = 0.5  # of the first loss, which a sufficient rate falls below
MORE_EPOCHS = 3  # times as many
KNN_MARGIN = 0.1  # of accuracy or R² by which the baseline beats the network
SHORT_RUN = 50  # epochs; a plateau may still end after them
SMALL = 16  # hidden neurons in total


def losses(evidence: Evidence, part: str) -> tuple[Array, Array]:
    """Epochs and finite losses of a split."""
    epochs, values = evidence.epochs, evidence.column(f"{part}_loss")
    there = np.isfinite(values)
    return epochs[there], values[there]


def series(evidence: Evidence, part: str) -> tuple[str, list[float], list[float]]:
    """The loss curve of a split, as evidence."""
    epochs, values = losses(evidence, part)
    return f"{part} loss", epochs.tolist(), values.tolist()


def grown(evidence: Evidence) -> bool:
    """Whether the loss is not finite, or ended at twice its first value."""
    _, values = losses(evidence, "train")
    return evidence.status == "diverged" or (len(values) > 1 and bool(values[-1] > DIVERGED * values[0] > 0))


def unlearned(evidence: Evidence) -> bool:
    """Whether the training rows are not learned: a low score, or one that the k-NN baseline clearly beats."""
    return evidence.underfits or behind(evidence)


def behind(evidence: Evidence) -> bool:
    """Whether the k-NN baseline clearly beats the network on the training rows."""
    return evidence.score() < 1 - KNN_MARGIN and evidence.knn_score - evidence.score() >= KNN_MARGIN


def uses_rate(evidence: Evidence) -> bool:
    """Whether the learning rate sets the step size; L-BFGS chooses its own."""
    return not evidence.problem.recipe.full_batch


def unlearned_curve(evidence: Evidence) -> CurveShape | None:
    """The shape of the training loss, where it is too high and long enough."""
    if grown(evidence) or not unlearned(evidence):
        return None
    values = evidence.column("train_loss")
    there = np.isfinite(values)
    return shape(values[there], evidence.column("learning_rate")[there])


@check("divergence", when="after", source="LeCun et al. 1998, Efficient BackProp, §4.6",
      criterion="a loss that is no longer finite, or ends at twice its first value")  # fmt: skip
def divergence(evidence: Evidence) -> Iterator[Finding]:
    """The loss grows instead of falling."""
    if not grown(evidence) or evidence.status == "interrupted":
        return
    epochs, values = losses(evidence, "train")
    ended, recipe = evidence.status == "diverged", evidence.problem.recipe
    settings = lower_rate(recipe) | scaled_inputs(recipe)
    away = int(epochs[-1]) + 1 if ended else int(epochs[values > DIVERGED * values[0]][0])
    yield Finding(
        "divergence", "serious",
        f"The loss {'is no longer finite' if ended else f'grew from {values[0]:.3g} to {values[-1]:.3g}'} at learning "
        f"rate {recipe.learning_rate:g}.",
        {"first loss": float(values[0]), "last loss": float(values[-1])}, epoch=away, series=series(evidence, "train"),
        fix=Fix("lower the learning rate" + " and scale the inputs" * ("scale" in settings), settings),
    )  # fmt: skip


@check("learning rate too high", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      criterion="a training loss that jumps by 25 % from epoch to epoch, or ends at 1.5 times its best with jumps "
               f"above {MIN_JUMP:.0%}; not learned")  # fmt: skip
def too_high(evidence: Evidence) -> Iterator[Finding]:
    """The loss jumps instead of falling."""
    curve = unlearned_curve(evidence)
    if curve is None or not uses_rate(evidence):
        return
    epochs, values = losses(evidence, "train")
    typical, best = float(np.median(values[len(values) * 3 // 4 :])), float(values.min())
    if curve.noisy or (typical > LATE_OVER_BEST * best > 0 and curve.jumps > MIN_JUMP):
        rate = evidence.problem.recipe.learning_rate
        yield Finding(
            "learning rate too high", "warning",
            f"The training loss jumps by {curve.jumps:.0%} from epoch to epoch and "
            f"{'does not come down' if curve.noisy else f'ends at {typical / best:.2g} times its best'}; the learning "
            f"rate of {rate:g} is too high.",
            {"late loss": typical, "best loss": best, "jumps": curve.jumps}, epoch=int(epochs[int(values.argmin())]),
            series=series(evidence, "train"), fix=Fix("lower the learning rate", lower_rate(evidence.problem.recipe)),
        )  # fmt: skip


@check("learning rate too low", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      criterion="a training loss that has fallen by less than half and still falls in a straight line, relative to the "
               "learning rate; not learned")  # fmt: skip
def too_low(evidence: Evidence) -> Iterator[Finding]:
    """The loss falls too slowly."""
    curve = unlearned_curve(evidence)
    if curve is None or not uses_rate(evidence) or not _falls_slowly(evidence, curve):
        return
    epochs, values = losses(evidence, "train")
    recipe = evidence.problem.recipe
    rate = max(recipe.learning_rate * 10, default_rate(recipe))
    yield Finding(
        "learning rate too low", "warning",
        f"The training loss fell from {values[0]:.3g} to {values[-1]:.3g} in {epochs[-1]:,.0f} epochs and is still "
        f"falling; the learning rate of {recipe.learning_rate:g} is too low.",
        {"first loss": float(values[0]), "last loss": float(values[-1])}, series=series(evidence, "train"),
        fix=Fix("raise the learning rate", {"learning_rate": float(f"{rate:.3g}")}),
    )  # fmt: skip


def _falls_slowly(evidence: Evidence, curve: CurveShape) -> bool:
    _, values = losses(evidence, "train")
    recipe = evidence.problem.recipe
    share = recipe.learning_rate / default_rate(recipe)
    short = share < LOW_RATES[1] or (share < LOW_RATES[0] and curve.falling)
    return short and curve.straight and not curve.noisy and bool(values[-1] > HALF * values[0] > 0)


@check("too few epochs", when="after", source="Prechelt 1998, Early stopping, but when?",
      criterion="a training loss that falls by 2.5 % in the last quarter, beyond its noise; "
               "not learned")  # fmt: skip
def too_short(evidence: Evidence) -> Iterator[Finding]:
    """Training ended too early."""
    curve = unlearned_curve(evidence)
    if (
        curve is None
        or not curve.falling
        or curve.noisy
        or _falls_slowly(evidence, curve)
        or evidence.status != "finished"
    ):
        return
    epochs = evidence.problem.recipe.epochs
    yield Finding(
        "too few epochs", "advice",
        f"The training loss was still falling after {epochs:,} epochs, by {curve.decrease:.0%} in the last quarter.",
        {"decrease in the last quarter": curve.decrease}, series=series(evidence, "train"),
        fix=Fix("train longer", {"epochs": MORE_EPOCHS * epochs}),
    )  # fmt: skip


@check("underfitting", when="after", source="Goodfellow, Bengio & Courville 2016, §5.2; Cover & Hart 1967",
      criterion="a flat loss, fewer than 16 hidden neurons, and a 5-nearest-neighbours baseline that "
               "scores 0.1 more on the training rows")  # fmt: skip
def underfitting(evidence: Evidence) -> Iterator[Finding]:
    """The network is too small for the data."""
    curve = unlearned_curve(evidence)
    if curve is None or not _is_flat(curve) or not _small(evidence) or not behind(evidence) or _stuck(evidence):
        return
    neurons, name = sum(layer.width for layer in evidence.problem.architecture.layers), evidence.score_name
    yield Finding(
        "underfitting", "warning",
        f"The loss is flat, but the training rows are not learned: {_label(name)} {evidence.score():.3g}, where five "
        f"nearest neighbours reach {evidence.knn_score:.3g}. The network is too small.",
        {name: evidence.score(), f"{name} of nearest neighbours": evidence.knn_score, "hidden neurons": float(neurons)},
        series=series(evidence, "train"), fix=Fix("use more neurons", {}, wider_network(evidence)),
    )  # fmt: skip


@check("plateau", when="after", source="Saad & Solla 1995, Phys. Rev. E 52; Cover & Hart 1967",
      criterion="a flat loss, and a 5-nearest-neighbours baseline that scores 0.1 more on the training rows, "
               "or neurons that start identical, or a penalty larger than the loss")  # fmt: skip
def plateau(evidence: Evidence) -> Iterator[Finding]:
    """The loss stays flat while it is still large."""
    curve = unlearned_curve(evidence)
    if curve is None or not _is_flat(curve):
        return
    fix = _stuck(evidence)
    if fix is None and (_small(evidence) or not behind(evidence)):
        return
    epochs, values = losses(evidence, "train")
    since = int(epochs[len(values) // 2])
    recipe = evidence.problem.recipe
    if fix is None:
        settings: Settings = {"momentum": None} if recipe.momentum is not None else {}
        settings |= {"optimizer": "adam", "learning_rate": 0.01}
        if adaptive(recipe):
            away = recipe.learning_rate / 5 if recipe.learning_rate > default_rate(recipe) else recipe.learning_rate * 5
            settings = {"learning_rate": float(f"{away:.3g}")}
        if recipe.epochs < SHORT_RUN:
            settings = {"epochs": 5 * recipe.epochs}
        fix = Fix("train longer" if "epochs" in settings else "try another optimizer or learning rate", settings)
    baseline = f", where five nearest neighbours reach {evidence.knn_score:.3g}" if behind(evidence) else ""
    yield Finding(
        "plateau", "warning",
        f"The training loss has stayed at {values[-1]:.3g} since epoch {since:,}: {_label(evidence.score_name)} "
        f"{evidence.score():.3g}{baseline}.",
        {"loss": float(values[-1]), evidence.score_name: evidence.score()}, epoch=since,
        series=series(evidence, "train"), fix=fix,
    )  # fmt: skip


def _is_flat(curve: CurveShape) -> bool:
    return curve.flat and not curve.falling and not curve.noisy


def _small(evidence: Evidence) -> bool:
    return sum(layer.width for layer in evidence.problem.architecture.layers) < SMALL


def _stuck(evidence: Evidence) -> Fix | None:
    """The fix for what keeps the weights in place: identical neurons, or a penalty that outweighs the loss."""
    start, recipe = evidence.problem.start, evidence.problem.recipe
    alike = any(W.shape[1] > 1 and not np.ptp(W, axis=1).any() for W in start.W[: evidence.hidden])
    if alike:
        return Fix("start with different weights, so that neurons can become different", *default_weights(evidence))
    cost = sum(
        c * float(penalty_value(name, W).sum()) for name, c in recipe.penalty_strengths.items() if c for W in start.W
    )
    if cost > losses(evidence, "train")[1][0]:
        nothing: Settings = {"l1": 0.0, "l2": 0.0, "penalties": None}
        return Fix("lower the penalties", {k: v for k, v in nothing.items() if getattr(recipe, k)})
    return None


def _label(score: str) -> str:
    return "R²" if score == "r2" else score
