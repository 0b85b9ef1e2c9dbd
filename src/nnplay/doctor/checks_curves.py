"""Signs in the learning curves, when the training is over: rates, epochs, and curves that rest too high."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnplay.catalog import optimizers
from nnplay.doctor.curve_shape import Shape, shape
from nnplay.doctor.evidence import Case
from nnplay.doctor.findings import Finding, Fix, sign
from nnplay.doctor.fixes import Settings, adaptive, freshly, larger, scaled, shorter, usual_rate
from nnplay.engine.batched import price
from nnplay.network.parameters import Array

GROWN = 2  # times the first loss
ABOVE = 1.5  # the loss of a typical late epoch over the best one
JUMPING = 0.05  # of the loss, from one epoch to the next, at least
CREEPING = 0.5, 0.02  # of a usual rate: too low where the loss falls by much; where it falls at all
HALF = 0.5  # of the loss, which a rate that is high enough has taken away
LONGER = 3  # times as many epochs
FURTHER = 0.1  # of accuracy or R², by which the neighbours know more than the network
BRIEF = 50  # epochs, after which a plateau may still be left
SMALL = 16  # neurons in all hidden layers together


def losses(case: Case, part: str) -> tuple[Array, Array]:
    """Epochs and loss of a part, without what is not finite."""
    epochs, values = case.epochs, case.column(f"{part}_loss")
    there = np.isfinite(values)
    return epochs[there], values[there]


def series(case: Case, part: str) -> tuple[str, list[float], list[float]]:
    """The loss of a part, as evidence."""
    epochs, values = losses(case, part)
    return f"{part} loss", epochs.tolist(), values.tolist()


def grown(case: Case) -> bool:
    """Whether the loss is not finite, or twice what it was at first."""
    _, values = losses(case, "train")
    return case.status == "diverged" or (len(values) > 1 and bool(values[-1] > GROWN * values[0] > 0))


def unlearned(case: Case) -> bool:
    """Whether the training rows are not learned: a low score, or one that the neighbours beat clearly."""
    return case.poor or behind(case)


def behind(case: Case) -> bool:
    """Whether the nearest neighbours of the training rows know clearly more than the network does."""
    return case.score() < 1 - FURTHER and case.neighbours - case.score() >= FURTHER


def stepping(case: Case) -> bool:
    """Whether the learning rate is the length of the steps, which L-BFGS chooses by itself."""
    return not optimizers.resolve(case.problem.recipe.optimizer)[0].full_batch


def curve(case: Case) -> Shape | None:
    """The shape of the training loss, where it is too high and can be judged."""
    if grown(case) or not unlearned(case):
        return None
    return shape(losses(case, "train")[1])


@sign("divergence", when="after", source="LeCun et al. 1998, Efficient BackProp, §4.6",
      looks_at="a loss that stops being finite, or ends at twice what it was at first")  # fmt: skip
def divergence(case: Case) -> Iterator[Finding]:
    """The steps lead away."""
    if not grown(case) or case.status == "interrupted":
        return
    epochs, values = losses(case, "train")
    ended, recipe = case.status == "diverged", case.problem.recipe
    settings = shorter(recipe) | scaled(recipe)
    away = int(epochs[-1]) + 1 if ended else int(epochs[values > GROWN * values[0]][0])
    yield Finding(
        "divergence", "serious",
        f"The loss {'stopped being finite' if ended else f'grew from {values[0]:.3g} to {values[-1]:.3g}'} at the "
        f"learning rate {recipe.learning_rate:g}.",
        {"first loss": float(values[0]), "last loss": float(values[-1])}, epoch=away, series=series(case, "train"),
        fix=Fix("take shorter steps" + ", and scale the inputs" * ("scale" in settings), settings),
    )  # fmt: skip


@sign("the rate is too high", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      looks_at="a training loss that jumps by a quarter from epoch to epoch, or is late 1.5 times its best; "
               "not learned")  # fmt: skip
def too_high(case: Case) -> Iterator[Finding]:
    """The loss jumps about instead of falling."""
    found = curve(case)
    if found is None or not stepping(case):
        return
    epochs, values = losses(case, "train")
    typical, best = float(np.median(values[len(values) * 3 // 4 :])), float(values.min())
    if found.restless or (typical > ABOVE * best > 0 and found.jumps > JUMPING):
        rate = case.problem.recipe.learning_rate
        yield Finding(
            "the rate is too high", "warning",
            f"The training loss jumps by {found.jumps:.0%} from epoch to epoch and does not come down: the steps of "
            f"length {rate:g} are too long.",
            {"late loss": typical, "best loss": best, "jumps": found.jumps}, epoch=int(epochs[int(values.argmin())]),
            series=series(case, "train"), fix=Fix("take shorter steps", shorter(case.problem.recipe)),
        )  # fmt: skip


@sign("the rate is too low", when="after", source="Bengio 2012, arXiv:1206.5533, §3.1",
      looks_at="a training loss that has lost less than half, and still falls in a straight line; "
               "not learned")  # fmt: skip
def too_low(case: Case) -> Iterator[Finding]:
    """The loss creeps."""
    found = curve(case)
    if found is None or not stepping(case) or not _creeps(case, found):
        return
    epochs, values = losses(case, "train")
    recipe = case.problem.recipe
    rate = max(recipe.learning_rate * 10, usual_rate(recipe))
    yield Finding(
        "the rate is too low", "warning",
        f"The training loss fell from {values[0]:.3g} to {values[-1]:.3g} in {epochs[-1]:,.0f} epochs and still falls: "
        f"the steps of length {recipe.learning_rate:g} are too short.",
        {"first loss": float(values[0]), "last loss": float(values[-1])}, series=series(case, "train"),
        fix=Fix("take longer steps", {"learning_rate": float(f"{rate:.3g}")}),
    )  # fmt: skip


def _creeps(case: Case, found: Shape) -> bool:
    _, values = losses(case, "train")
    recipe = case.problem.recipe
    share = recipe.learning_rate / usual_rate(recipe)
    short = share < CREEPING[1] or (share < CREEPING[0] and found.falling)
    return short and found.straight and not found.restless and bool(values[-1] > HALF * values[0] > 0)


@sign("too few epochs", when="after", source="Prechelt 1998, Early stopping, but when?",
      looks_at="a training loss that loses 2.5 % in the last quarter, beyond its noise; "
               "not learned")  # fmt: skip
def too_short(case: Case) -> Iterator[Finding]:
    """The training ended too early."""
    found = curve(case)
    if found is None or not found.falling or found.restless or _creeps(case, found) or case.status != "finished":
        return
    epochs = case.problem.recipe.epochs
    yield Finding(
        "too few epochs", "advice", f"The training loss was still falling when the {epochs:,} epochs were over: the "
        f"last quarter of them took {found.lost:.0%} of it away.",
        {"lost in the last quarter": found.lost}, series=series(case, "train"),
        fix=Fix("train longer", {"epochs": LONGER * epochs}),
    )  # fmt: skip


@sign("underfitting", when="after", source="Goodfellow, Bengio & Courville 2016, §5.2; Cover & Hart 1967",
      looks_at="a loss at rest, fewer than 16 neurons, and training rows whose 5 nearest others "
               "tell 0.1 more")  # fmt: skip
def underfitting(case: Case) -> Iterator[Finding]:
    """The network is too small for the data."""
    found = curve(case)
    if found is None or not _rests(found) or not _small(case) or not behind(case) or _held(case):
        return
    neurons, name = sum(layer.width for layer in case.problem.architecture.layers), case.scored_by
    yield Finding(
        "underfitting", "warning",
        f"The loss is at rest, but the training rows are not learned: {_named(name)} {case.score():.3g}, where the "
        f"five nearest rows of each tell {case.neighbours:.3g}. The network is too small.",
        {name: case.score(), f"{name} of the neighbours": case.neighbours, "hidden neurons": float(neurons)},
        series=series(case, "train"), fix=Fix("take more neurons", {}, larger(case)),
    )  # fmt: skip


@sign("plateau", when="after", source="Saad & Solla 1995, Phys. Rev. E 52; Cover & Hart 1967",
      looks_at="a loss at rest, and training rows whose 5 nearest others tell 0.1 more, or neurons that "
               "begin alike, or weights that cost more than the loss")  # fmt: skip
def plateau(case: Case) -> Iterator[Finding]:
    """The loss stands still long before it is small."""
    found = curve(case)
    if found is None or not _rests(found):
        return
    fix = _held(case)
    if fix is None and (_small(case) or not behind(case)):
        return
    epochs, values = losses(case, "train")
    since = int(epochs[len(values) // 2])
    recipe = case.problem.recipe
    if fix is None:
        settings: Settings = {"momentum": None} if recipe.momentum is not None else {}
        settings |= {"optimizer": "adam", "learning_rate": 0.01}
        if adaptive(recipe):
            away = recipe.learning_rate / 5 if recipe.learning_rate > usual_rate(recipe) else recipe.learning_rate * 5
            settings = {"learning_rate": float(f"{away:.3g}")}
        if recipe.epochs < BRIEF:
            settings = {"epochs": 5 * recipe.epochs}
        fix = Fix("train longer" if "epochs" in settings else "take another optimizer or rate to leave it", settings)
    known = f", where the five nearest rows of each tell {case.neighbours:.3g}" if behind(case) else ""
    yield Finding(
        "plateau", "warning",
        f"The training loss has stood at {values[-1]:.3g} since epoch {since:,}: {_named(case.scored_by)} "
        f"{case.score():.3g}{known}.",
        {"loss": float(values[-1]), case.scored_by: case.score()}, epoch=since, series=series(case, "train"), fix=fix,
    )  # fmt: skip


def _rests(found: Shape) -> bool:
    return found.resting and not found.falling and not found.restless


def _small(case: Case) -> bool:
    return sum(layer.width for layer in case.problem.architecture.layers) < SMALL


def _held(case: Case) -> Fix | None:
    """What holds the weights where they are: neurons that begin alike, or a penalty that outweighs the loss."""
    start, recipe = case.problem.start, case.problem.recipe
    alike = any(W.shape[1] > 1 and not np.ptp(W, axis=1).any() for W in start.W[: case.hidden])
    if alike:
        return Fix("begin with weights that differ, so that neurons can", *freshly(case))
    cost = sum(c * float(price(name, W).sum()) for name, c in recipe.penalty_strengths.items() if c for W in start.W)
    if cost > losses(case, "train")[1][0]:
        nothing: Settings = {"l1": 0.0, "l2": 0.0, "penalties": None}
        return Fix("let the weights cost less", {k: v for k, v in nothing.items() if getattr(recipe, k)})
    return None


def _named(score: str) -> str:
    return "R²" if score == "r2" else score
